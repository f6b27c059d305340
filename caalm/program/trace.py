"""The execution trace, and the one text form of it.

A step is one statement that ran: where it stands and what it did, as events. In text a step is a line::

    3 a=10+b=20:30;c=30

"line 3 ran: a, which is 10, plus b, which is 20, made 30; c became 30." The events are

====================  ============================================================================
``a=10+b=20:30``      Operation: an operand that is a variable is written name=value, others bare
``b=20``              Read or Bind: the latest value of b; the newest ``b=`` above is always right
``x=3>0:T``           a condition is an Operation; T and F are true and false in every language
``>30``               Out: what was printed, to the end of the line
``!division by zero`` Fail: the program stopped here
``xs=[1,"a",@f]``     a value of real programs with no form of its own (`Shown`): lists, None, functions
====================  ============================================================================

>>> text = write_trace([Step(3, (Operation(Operand("a", 10), "+", Operand(None, 20), 30), Bind("c", 30)))])
>>> text
'3 a=10+20:30;c=30\\n'
>>> write_trace(parse_trace(text)) == text
True
"""

import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from caalm.errors import InputError
from caalm.program.nodes import Value
from caalm.program.values import PYTHON, Semantics, display


class Shown(str):
    """The text of a value that only real programs have: ``[1,2]``, ``{"a":1}``, ``None``, ``@Point(1,2)``."""

    __slots__ = ()


class Operand(NamedTuple):
    """One side of an operation: the variable's name, or None for a literal or an intermediate result."""

    name: str | None
    value: Value


class Operation(NamedTuple):
    """``left operator right : result``; ``left`` is None for a unary operator."""

    left: Operand | None
    operator: str
    right: Operand
    result: Value


class Bind(NamedTuple):
    """The value of a variable at this moment, read or newly bound: the text form is the same on purpose."""

    name: str
    value: Value


class Joined(NamedTuple):
    """A string put together from its parts, which stand before it as reads and operations."""

    value: str


class Out(NamedTuple):
    """One printed line."""

    text: str


class Fail(NamedTuple):
    """A runtime error."""

    text: str


Event = Operation | Bind | Joined | Out | Fail


class Step(NamedTuple):
    """One statement that ran: ``at`` is its preorder number, or its source line after `at_lines`."""

    at: int
    events: tuple[Event, ...]


def at_lines(steps: Iterable[Step], lines: Sequence[int]) -> list[Step]:
    """The steps placed on source lines; ``lines[i]`` is the line of statement i."""
    return [Step(lines[step.at], step.events) for step in steps]


def write_trace(steps: Iterable[Step], semantics: Semantics = PYTHON) -> str:
    """The text of a trace, one line a step, each with its newline."""
    return "".join([f"{at} {';'.join([_write(event, semantics) for event in events])}\n" for at, events in steps])


def value_text(value: Value, semantics: Semantics) -> str:
    """A value inside a trace: T and F, quoted strings, numbers as the language prints them."""
    if value is True:
        return "T"
    if value is False:
        return "F"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Shown):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return display(value, semantics)


def _operand_text(operand: Operand, semantics: Semantics) -> str:
    name, value = operand
    text = value_text(value, semantics)
    return text if name is None else f"{name}={text}"


_WORD_OPERATORS = {"not": "not ", **{word: f" {word} " for word in ("and", "or", "in", "not in", "is", "is not")}}


def _write(event: Event, semantics: Semantics) -> str:
    kind = type(event)
    if kind is Operation:
        left, operator, right, result = event  # type: ignore[misc]
        text = _WORD_OPERATORS.get(operator, operator) + _operand_text(right, semantics)
        if left is not None:
            text = _operand_text(left, semantics) + text
        return f"{text}:{value_text(result, semantics)}"
    if kind is Bind:
        return f"{event[0]}={value_text(event[1], semantics)}"  # type: ignore[misc]
    if kind is Joined:
        return value_text(event[0], semantics)  # type: ignore[arg-type]
    return (">" if kind is Out else "!") + event[0].replace("\\", "\\\\").replace("\n", "\\n")  # type: ignore[union-attr]


_STRING = r'"(?:[^"\\]|\\.)*"'
_GROUP = r"[(\[{][^()\[\]{}\"]*[)\]}]"
for _ in range(8):  # groups in groups; what writes them stops far above this depth
    _GROUP = rf"[(\[{{](?:{_STRING}|[^()\[\]{{}}\"]|{_GROUP})*+[)\]}}]"
_SHOWN = rf"@[\w.$]*(?:{_GROUP})?|{_GROUP}|(?:None|nil|null|undefined|-?Infinity|-?nan|NaN)(?!\w)"
VALUE = rf"(?:{_STRING}|-?[0-9][0-9.]*(?:e[-+]?[0-9]+)?|-?inf|nan|[TF](?!\w)|{_SHOWN})"
NAME = r"[^\s=;:<>!\"0-9+*/%][^\s=;:<>!\"+*/%]*"
_OPERAND = rf"(?:({NAME})=)?({VALUE})"
_SYMBOLS = r"\*\*|//|<<|>>>?|==|!=|<=|>=|\?\?|[-+*/%<>|&^@]"
_BINARY = re.compile(rf"{_OPERAND}( and | or | in | not in | is | is not |{_SYMBOLS}){_OPERAND}:({VALUE})(?=;|$)")
_UNARY = re.compile(rf"(not |[-+~]){_OPERAND}:({VALUE})(?=;|$)")
_BIND = re.compile(rf"({NAME})=({VALUE})(?=;|$)")
_JOINED = re.compile(rf"({_STRING})(?=;|$)")


def read_value(text: str) -> Value:
    """The value that `value_text` wrote."""
    if text in ("T", "F"):
        return text == "T"
    if text[0] == '"':
        return str(json.loads(text))
    if text != "-0" and re.fullmatch(r"-?[0-9]+", text):
        return int(text)
    if text[0] in "@([{" or (text[-1].isalpha() and text not in ("inf", "-inf", "nan")):
        return Shown(text)
    number = float(text)
    # A float never prints 2.50; a decimal (COBOL) does, and the text must come back as it was.
    return Decimal(text) if re.fullmatch(r"-?[0-9]+[.][0-9]+", text) and repr(number) != text else number


def _operand(name: str | None, text: str) -> Operand:
    return Operand(name, read_value(text))


def _parse_event(text: str, position: int) -> tuple[Event, int]:
    if found := _BINARY.match(text, position):
        left, operator, right = _operand(found[1], found[2]), found[3].strip(), _operand(found[4], found[5])
        return Operation(left, operator, right, read_value(found[6])), found.end()
    if found := _UNARY.match(text, position):
        return Operation(None, found[1].strip(), _operand(found[2], found[3]), read_value(found[4])), found.end()
    if found := _BIND.match(text, position):
        return Bind(found[1], read_value(found[2])), found.end()
    if found := _JOINED.match(text, position):
        return Joined(str(json.loads(found[1]))), found.end()
    if text[position : position + 1] in (">", "!"):
        rest = re.sub(r"\\(.)", lambda escape: "\n" if escape[1] == "n" else escape[1], text[position + 1 :])
        return (Out(rest) if text[position] == ">" else Fail(rest)), len(text)
    raise InputError(f"trace: no event can be read at {text[position:]!r}")


def parse_step(line: str) -> Step:
    """One line of a trace, without its newline; InputError where it is not in the form of this module."""
    at, space, rest = line.partition(" ")
    if not space or not at.isascii() or not at.isdigit():
        raise InputError(f"trace: a step begins with its line number and a space, not {line[:20]!r}")
    events = []
    position = 0
    while position < len(rest):
        event, position = _parse_event(rest, position)
        events.append(event)
        if position < len(rest):
            if rest[position] != ";" or position + 1 == len(rest):
                raise InputError(f"trace: events are separated by one ';', not {rest[position:]!r}")
            position += 1
    return Step(int(at), tuple(events))


def parse_trace(text: str) -> list[Step]:
    """The steps of a trace text; InputError at the first line that cannot be read."""
    return [parse_step(line) for line in text.split("\n")[: -1 if text.endswith("\n") else None]] if text else []
