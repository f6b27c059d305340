"""Families of built-in operations: functions, methods, phrases, pipes.

>>> OPERATIONS["method"].write("replace", {"replace": "replace"}, ["s", '"a"', '"b"'])
's.replace("a", "b")'
>>> OPERATIONS["phrase"].write("split", {"split": "split"}, ["s", '","'])
'split s at ","'
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

Words = Mapping[str, str]
Texts = Sequence[str]

ROLES: Mapping[str, str] = {"repeat": "repeated"}
"""The role of an operation's word where it is not the operation's own name."""

PHRASES: Mapping[str, str] = {
    "length": "{length} of {0}",
    "string": "{string} of {0}",
    "integer": "{integer} of {0}",
    "upper": "{upper} of {0}",
    "lower": "{lower} of {0}",
    "reverse": "{reverse} of {0}",
    "repeat": "{0} {repeated} {1} times",
    "replace": "{replace} {1} in {0} by {2}",
    "split": "{split} {0} at {1}",
    "join": "{join} {0} with {1}",
    "find": "{find} {1} in {0}",
    "trim": "{trim} of {0}",
    "absolute": "{absolute} of {0}",
    "minimum": "{minimum} of {0} and {1}",
    "maximum": "{maximum} of {0} and {1}",
    "sum": "{sum} of {0}",
    "sorted": "{0} {sorted}",
    "keys": "{keys} of {0}",
    "values": "{values} of {0}",
    "fixed": "{0} {fixed} {1} places",
    "power": "{0} {power} {1}",
    "copy": "{copy} of {0}",
}


class OperationForm(NamedTuple):
    """How an operation is written from its name and its arguments; ``closed`` and ``tight`` as in calls."""

    write: Callable[[str, Words, Texts], str]
    closed: bool
    tight: bool


def _word(name: str, w: Words) -> str:
    return w[ROLES.get(name, name)]


def _phrase(name: str, w: Words, a: Texts) -> str:
    return PHRASES[name].format(*a, **w)


OPERATIONS: dict[str, OperationForm] = {
    "function": OperationForm(lambda n, w, a: f"{_word(n, w)}({', '.join(a)})", True, False),
    "method": OperationForm(lambda n, w, a: f"{a[0]}.{_word(n, w)}({', '.join(a[1:])})", True, True),
    "phrase": OperationForm(_phrase, False, True),
    "prefix": OperationForm(lambda n, w, a: f"{_word(n, w)} {' '.join(a)}", False, True),
    "list form": OperationForm(lambda n, w, a: f"({' '.join([_word(n, w), *a])})", True, True),
    "square": OperationForm(lambda n, w, a: f"{_word(n, w)}[{'; '.join(a)}]", True, False),
    "pipe": OperationForm(
        lambda n, w, a: f"{a[0]} |> {_word(n, w)}" + (f"({', '.join(a[1:])})" if a[1:] else ""), False, True
    ),
    "namespace": OperationForm(lambda n, w, a: f"std::{_word(n, w)}({', '.join(a)})", True, False),
    "colon": OperationForm(lambda n, w, a: f"{_word(n, w)}: {', '.join(a)}", False, True),
    "postfix": OperationForm(lambda n, w, a: " ".join([*a, _word(n, w)]), False, True),
    "of": OperationForm(lambda n, w, a: f"{_word(n, w)} of {', '.join(a)}", False, True),
    "at": OperationForm(lambda n, w, a: f"@{_word(n, w)}({', '.join(a)})", True, False),
    "message": OperationForm(
        lambda n, w, a: f"[{a[0]} {_word(n, w)}" + (": " + ", ".join(a[1:]) if a[1:] else "") + "]", True, True
    ),
    "braced": OperationForm(lambda n, w, a: f"{_word(n, w)}{{{', '.join(a)}}}", True, False),
}

POWERS: dict[str, str | None] = {
    "operation": None,
    "double star": "{0} ** {1}",
    "caret": "{0} ^ {1}",
    "up arrow": "{0} ↑ {1}",
}
"""Powers, which many languages write with an operator; None: as any other operation."""
