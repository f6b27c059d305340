"""Families of statements: how an assignment, a print, a condition's header and a counted loop are written.

A family is one function from the language's words and the operands' texts to a line:

>>> ASSIGNMENTS["value first"]({"assign": "put", "into": "into"}, "x", "5")
'put 5 into x'
>>> HEADERS["then"]({"then": "then"}, "if", "x > 3")
'if x > 3 then'
"""

from collections.abc import Callable, Mapping

Words = Mapping[str, str]

ASSIGNMENTS: dict[str, Callable[[Words, str, str], str]] = {
    "keyword and link": lambda w, name, value: f"{w['assign']} {name} {w['link']} {value}",
    "keyword": lambda w, name, value: f"{w['assign']} {name} {value}",
    "name first": lambda w, name, value: f"{name} {w['link']} {value}",
    "arrow": lambda w, name, value: f"{value} -> {name}",
    "value first": lambda w, name, value: f"{w['assign']} {value} {w['into']} {name}",
    "list form": lambda w, name, value: f"({w['assign']} {name} {value})",
    "call": lambda w, name, value: f"{w['assign']}({name}, {value})",
    "call value first": lambda w, name, value: f"{w['assign']}({value}, {name})",
    "postfix": lambda w, name, value: f"{value} {name} {w['assign']}",
    "message": lambda w, name, value: f"{name} {w['assign']}: {value}",
    "tag": lambda w, name, value: f"<{w['assign']} {name}>{value}</{w['assign']}>",
    "assembly": lambda w, name, value: f"{w['assign']}\t{name}, {value}",
    "possessive": lambda w, name, value: f"the {w['assign']} of {name} {w['link']} {value}",
    "bracketed": lambda w, name, value: f"[{name} <- {value}]",
    "field": lambda w, name, value: f"{name}: {value}",
    "record": lambda w, name, value: f"{{{name}: {value}}}",
    "passive": lambda w, name, value: f"{name} gets {value}",
    "pipe": lambda w, name, value: f"{value} |> {w['assign']} {name}",
    "walrus": lambda w, name, value: f"{name} := {value}",
    "backwards": lambda w, name, value: f"{value} =: {name}",
}

OUTPUTS: dict[str, Callable[[Words, str], str]] = {
    "keyword": lambda w, value: f"{w['print']} {value}",
    "call": lambda w, value: f"{w['print']}({value})",
    "list form": lambda w, value: f"({w['print']} {value})",
    "postfix": lambda w, value: f"{value} {w['print']}",
    "colon": lambda w, value: f"{w['print']}: {value}",
    "arrow": lambda w, value: f"{value} -> {w['print']}",
    "tag": lambda w, value: f"<{w['print']}>{value}</{w['print']}>",
    "polite": lambda w, value: f"{w['print']} {value} {w['polite']}",
    "bracketed": lambda w, value: f"[{w['print']} {value}]",
    "pipe": lambda w, value: f"{value} | {w['print']}",
    "method": lambda w, value: f"({value}).{w['print']}()",
    "message": lambda w, value: f"screen {w['print']}: {value}",
    "twice": lambda w, value: f"{w['print']} {value} {w['print']}",
    "assembly": lambda w, value: f"{w['print']}\t{value}",
}

HEADERS: dict[str, Callable[[Words, str, str], str]] = {
    "keyword": lambda w, word, test: f"{word} {test}",
    "parentheses": lambda w, word, test: f"{word} ({test})",
    "then": lambda w, word, test: f"{word} {test} {w['then']}",
    "test first": lambda w, word, test: f"{test} {word}",
    "brackets": lambda w, word, test: f"{word} [{test}]",
    "comma": lambda w, word, test: f"{word} {test},",
    "bars": lambda w, word, test: f"{word} |{test}|",
    "angles": lambda w, word, test: f"{word} <{test}>",
    "arrowed": lambda w, word, test: f"{word} {test} ->",
}


def _symbolic(inclusive: bool, step: int) -> str:
    return (("<=" if step > 0 else ">=") if inclusive else ("<" if step > 0 else ">")) + " "


def _signed(step: int) -> str:
    return f"+ {step}" if step > 0 else f"- {-step}"


def _worded(w: Words, name: str, start: str, stop: str, step: int, inclusive: bool) -> str:
    tail = "" if step == 1 else f" {w['step']} {step}"
    return f"{w['for']} {name} {w['from']} {start} {w['through'] if inclusive else w['below']} {stop}{tail}"


def _three_parts(w: Words, name: str, start: str, stop: str, step: int, inclusive: bool) -> str:
    return f"{w['for']} ({name} = {start}; {name} {_symbolic(inclusive, step)}{stop}; {name} = {name} {_signed(step)})"


def _dots(w: Words, name: str, start: str, stop: str, step: int, inclusive: bool) -> str:
    return f"{w['for']} {name} in {start}..{'=' if inclusive else '<'}{stop}"


def _interval(w: Words, name: str, start: str, stop: str, step: int, inclusive: bool) -> str:
    return f"{w['for']} {name} in [{start}, {stop}{']' if inclusive else ')'}"


def _bounded(w: Words, name: str, start: str, stop: str, step: int, inclusive: bool) -> str:
    return f"{w['for']} {name} = {start}, {name} {_symbolic(inclusive, step)}{stop}, {name} += {step}"


def _chained(w: Words, name: str, start: str, stop: str, step: int, inclusive: bool) -> str:
    return f"{w['for']} {start} <= {name} {'<=' if inclusive else '<'} {stop}"


COUNTED: dict[str, Callable[[Words, str, str, str, int, bool], str]] = {
    "words": _worded,
    "three parts": _three_parts,
    "dots": _dots,
    "interval": _interval,
    "bounded": _bounded,
    "chained": _chained,
}
STEPLESS = frozenset({"dots", "interval", "chained"})
"""Counted loops whose form has no place for a step."""

REPEATS: dict[str, Callable[[Words, str], str]] = {
    "keyword": lambda w, count: f"{w['repeat']} {count} {w['times']}",
    "count first": lambda w, count: f"{count} {w['times']} {w['repeat']}",
    "parentheses": lambda w, count: f"{w['repeat']} ({count} {w['times']})",
}

REPETITIONS: dict[str, tuple[str, bool]] = {"while": ("while", False), "until": ("until", True)}
"""How a while is said: the role of its word, and whether the test is negated (loop until x is 0)."""
