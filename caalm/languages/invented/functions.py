"""Families of functions: how one is defined, how it is called, how it gives its value back.

>>> DEFINITIONS["taking and"]({"function": "define", "takes": "taking"}, "f", ["a", "b"])
'define f taking a and b'
>>> CALLS["keyword with"].write({"call": "call", "takes": "with"}, "f", ["a", "2"])
'call f with a and 2'
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

Words = Mapping[str, str]
Texts = Sequence[str]


class CallForm(NamedTuple):
    """How a call is written. ``closed``: it needs no parentheses inside an expression; ``tight``: its arguments do."""

    write: Callable[[Words, str, Texts], str]
    closed: bool
    tight: bool


def _listed(before: str, items: Texts, joint: str) -> str:
    return before + joint.join(items) if items else ""


DEFINITIONS: dict[str, Callable[[Words, str, Texts], str]] = {
    "parentheses": lambda w, f, p: f"{w['function']} {f}({', '.join(p)})",
    "spaced parentheses": lambda w, f, p: f"{w['function']} {f}({' '.join(p)})",
    "keyword list": lambda w, f, p: f"{w['function']} {f}{_listed(' ' + w['takes'] + ' ', p, ', ')}",
    "taking and": lambda w, f, p: f"{w['function']} {f}{_listed(' ' + w['takes'] + ' ', p, ' and ')}",
    "arrow value": lambda w, f, p: f"{f} := ({', '.join(p)}) ->",
    "anonymous": lambda w, f, p: f"{f} = {w['function']}({', '.join(p)})",
    "curried": lambda w, f, p: f"{' '.join([f, *p])} =",
    "square": lambda w, f, p: f"{w['function']} {f}[{'; '.join(p)}]",
    "head": lambda w, f, p: f"{w['function']} ({' '.join([f, *p])})",
    "parameters first": lambda w, f, p: f"{w['function']} ({', '.join(p)}) => {f}",
    "bars": lambda w, f, p: f"{w['function']} {f} |{', '.join(p)}|",
    "colon": lambda w, f, p: f"{w['function']} {f}{_listed(': ', p, ', ')}",
    "sentence": lambda w, f, p: f"{f}{_listed(' of ', p, ' and ')} {w['means']}",
    "backwards arrow": lambda w, f, p: f"{w['function']} {f} <- {', '.join(p) or '()'}",
    "name last": lambda w, f, p: f"{w['function']} {' '.join([*p, f])}",
    "braces": lambda w, f, p: f"{w['function']} {f} {{{', '.join(p)}}}",
}

CALLS: dict[str, CallForm] = {
    "parentheses": CallForm(lambda w, f, a: f"{f}({', '.join(a)})", True, False),
    "square": CallForm(lambda w, f, a: f"{f}[{'; '.join(a)}]", True, False),
    "list form": CallForm(lambda w, f, a: f"({' '.join([f, *a])})", True, True),
    "keyword with": CallForm(
        lambda w, f, a: f"{w['call']} {f}{_listed(' ' + w['takes'] + ' ', a, ' and ')}", False, True
    ),
    "keyword parentheses": CallForm(lambda w, f, a: f"{w['call']} {f}({', '.join(a)})", False, False),
    "colon": CallForm(lambda w, f, a: f"{f}:{_listed(' ', a, ', ')}", False, True),
    "spaced": CallForm(lambda w, f, a: f"{f} {' '.join(a) or '()'}", False, True),
    "pipe": CallForm(lambda w, f, a: f"({', '.join(a)}) |> {f}", False, False),
    "postfix": CallForm(lambda w, f, a: " ".join([*a, f]) if a else f"() {f}", False, True),
    "method": CallForm(lambda w, f, a: f"{a[0]}.{f}({', '.join(a[1:])})" if a else f"{f}()", True, True),
    "braces": CallForm(lambda w, f, a: f"{f}{{{', '.join(a)}}}", True, False),
    "of": CallForm(lambda w, f, a: f"{f} of {' and '.join(a)}" if a else f"{f} of nothing", False, True),
    "square form": CallForm(lambda w, f, a: f"[{' '.join([f, *a])}]", True, True),
    "angles": CallForm(lambda w, f, a: f"{f}<{', '.join(a)}>", True, True),
    "result": CallForm(lambda w, f, a: f"the result of {f}{_listed(' on ', a, ', ')}", False, True),
    "at": CallForm(lambda w, f, a: f"@{f}({', '.join(a)})", True, False),
    "backwards": CallForm(lambda w, f, a: f"({', '.join(a)}){f}", True, False),
    "bang": CallForm(lambda w, f, a: f"{f}!({', '.join(a)})", True, False),
}

PROCEDURES: dict[str, Callable[[Words, str], str]] = {
    "bare": lambda w, call: call,
    "keyword": lambda w, call: f"{w['do']} {call}",
    "ignored": lambda w, call: f"_ = {call}",
    "bang": lambda w, call: f"{call} !",
}
"""A call whose value nobody takes, as a statement."""

RETURNS: dict[str, Callable[[Words, str], str]] = {
    "keyword": lambda w, value: f"{w['return']} {value}",
    "parentheses": lambda w, value: f"{w['return']}({value})",
    "arrow": lambda w, value: f"<- {value}",
    "caret": lambda w, value: f"^ {value}",
    "double arrow": lambda w, value: f"=> {value}",
    "keyword arrow": lambda w, value: f"{w['return']} -> {value}",
    "postfix": lambda w, value: f"{value} {w['return']}",
    "list form": lambda w, value: f"({w['return']} {value})",
    "colon": lambda w, value: f"{w['return']}: {value}",
    "bracketed": lambda w, value: f"[{w['return']} {value}]",
    "backwards": lambda w, value: f"{value} => {w['return']}",
    "last value": lambda w, value: f"{w['return']} {value}",
}
WORDLESS_RETURNS = frozenset({"arrow", "caret", "double arrow"})
"""Returns that no word says: their shape alone is conventional, and a value is always written."""
LAST_VALUE = "last value"
"""The value of a function's last line is its result; the word is for earlier returns."""
