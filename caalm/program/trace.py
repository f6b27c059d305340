"""The execution trace, and the one text form of it.

A step is one statement that ran: where it stands and what it did, as events. In text a step is a line::

    3 a=10+b=20:30;c=30

"line 3 ran: a, which is 10, plus b, which is 20, made 30; c became 30." The events are

======================  ==================================================================================
``a=10+b=20:30``        Operation: an operand that is a variable is written name=value, others bare
``23*47:920+161:1081``  what is too much for one breath goes by partial results (`caalm.program.spelled`)
``b=20``                Read or Bind: the latest value of b; the newest ``b=`` above is always right
``x=3>0:T``             a condition is an Operation; T and F are true and false in every language
``>30``                 Out: what was printed, to the end of the line
``xs[0]=1`` ``d[k]=2``  the value at a place; after a change the whole container follows: ``xs=[1,2]``
``s[1..3]="bc"``        a slice
``length()=3``          what an intrinsic gave; its arguments stand before it
``1<3:T;x=7``           a for-each: one round of three is over, and x is the next element
``input[1]="5"``        a line of the input, counted from 1; ``file[a.txt]="5"``: what a file holds
``a=2,b=1``             Together: bound at once
``n=7;~9(3);>007``      Through: the value before it goes through a picture (COBOL), its own where it is displayed
``n+1:8;~9(3);n=8``     and that of the field where it is stored
``fact(n=3)``           Call: it ends the step; the steps of the function follow, until its return
``^6`` ``^``            Return: with a value, or none; the next step goes on with the caller's statement
``fact=6``              at the start of that step: what the statement's finished calls gave
``!division by zero``   Fail: the program stopped here, or goes on where the failure is caught
``xs=[1,"a",@f]``       lists, dictionaries, None (`Shown`), and what only real programs have: functions
======================  ==================================================================================

Right after a return a variable is the caller's again: the values that the step spells are those of its function.

>>> text = write_trace([Step(3, (Operation(Operand("a", 10), "+", Operand(None, 20), 30), Bind("c", 30)))])
>>> text
'3 a=10+20:30;c=30\\n'
>>> write_trace(parse_trace(text)) == text
True
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from caalm.errors import InputError
from caalm.program.nodes import Value
from caalm.program.spelled import SPELLED, SPELLING, spelled
from caalm.program.values import PYTHON, Semantics, display

MOST_TEXT = 200
"""Of a longer list or dictionary an event has the beginning only."""


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


class Together(NamedTuple):
    """Variables that are bound at once, all values worked out before."""

    bindings: tuple[Bind, ...]


class Joined(NamedTuple):
    """A string put together from its parts, which stand before it as reads and operations."""

    value: str


class Call(NamedTuple):
    """A function of the program begins; the arguments stand under its parameters' names."""

    function: str
    arguments: tuple[Bind, ...]


class Return(NamedTuple):
    """A function ends; ``value`` is what it gives back, a tuple of one, or of none."""

    value: tuple[Value, ...]


class Through(NamedTuple):
    """A COBOL picture as the program spells it; what stands before goes through it, to be displayed or stored."""

    picture: str


class Out(NamedTuple):
    """One printed line."""

    text: str


class Fail(NamedTuple):
    """A runtime error."""

    text: str


Event = Operation | Bind | Together | Joined | Through | Call | Return | Out | Fail


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
    if isinstance(value, list | dict | None):
        return container_text(value, lambda part: value_text(part, semantics))
    return display(value, semantics)


def container_text(value: Value, scalar: Callable[[Value], str]) -> str:
    """A list or dictionary as a trace has it, every part by ``scalar``; no value is None in every language."""
    if isinstance(value, list):
        return f"[{','.join([scalar(part) for part in value])}]"
    if isinstance(value, dict):
        return f"{{{','.join([f'{scalar(key)}:{scalar(part)}' for key, part in value.items()])}}}"
    return "None"


def shown(value: Value, semantics: Semantics) -> Value:
    """The value for an event: a list or dictionary, which may change later, as its text; others as they are."""
    if not isinstance(value, list | dict | None):
        return value
    text = value_text(value, semantics)
    return Shown(text if len(text) <= MOST_TEXT else _cut(value, semantics))


def _cut(value: Value, semantics: Semantics) -> str:
    """The beginning of a container; the mark says that there is more."""
    assert isinstance(value, list | dict), "nothing else is so long"
    parts: list[str] = []
    size = 0
    for part in value:
        text = value_text(part, semantics) + (
            f":{value_text(value[part], semantics)}" if isinstance(value, dict) else ""
        )
        size += len(text) + 1
        if size > MOST_TEXT:
            break
        parts.append(text)
    opening, closing = "[]" if isinstance(value, list) else "{}"
    return opening + ",".join([*parts, "…"]) + closing


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
            if operator in SPELLED and (parts := spelled(left.value, operator, right.value)):
                text += f":{parts}"
        return f"{text}:{value_text(result, semantics)}"
    if kind is Bind:
        return f"{event[0]}={value_text(event[1], semantics)}"  # type: ignore[misc, arg-type]
    if kind is Through:
        return f"~{event[0]}"
    if kind is Joined:
        return value_text(event[0], semantics)  # type: ignore[arg-type]
    if kind is Together:
        return ",".join([_write(binding, semantics) for binding in event[0]])  # type: ignore[union-attr, arg-type]
    if kind is Call:
        arguments = [_write(argument, semantics) for argument in event[1]]  # type: ignore[misc, union-attr, arg-type]
        return f"{event[0]}({','.join(arguments)})"
    if kind is Return:
        return "^" + "".join([value_text(value, semantics) for value in event[0]])  # type: ignore[union-attr, arg-type]
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
_BINARY = re.compile(
    rf"{_OPERAND}( and | or | in | not in | is | is not |{_SYMBOLS}){_OPERAND}:{SPELLING}({VALUE})(?=;|$)"
)
_UNARY = re.compile(rf"(not |[-+~]){_OPERAND}:({VALUE})(?=;|$)")
_BIND = re.compile(rf"({NAME})=({VALUE})(?=;|$)")
_THROUGH = re.compile(r"~([^\s;:=]+)(?=;|$)")
_JOINED = re.compile(rf"({_STRING})(?=;|$)")
_FUNCTION = r"[^\s=;:<>!\"0-9+*/%(,)^][^\s=;:<>!\"+*/%(,)]*"
_ARGUMENT = re.compile(rf"({_FUNCTION})=({VALUE})(?:,(?=[^)])|(?=\)))")
_ONE_OF_MANY = re.compile(rf"({_FUNCTION})=({VALUE})(?:,|$)")
_TOGETHER = re.compile(rf"{_FUNCTION}={VALUE}(?:,{_FUNCTION}={VALUE})+(?=;|$)")
_CALL = re.compile(rf"({_FUNCTION})\((?=\)|{_FUNCTION}=)")
_CALL_END = re.compile(r"\)(?=;|$)")
_RETURN = re.compile(rf"\^({VALUE})?(?=;|$)")


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
    if found := _THROUGH.match(text, position):
        return Through(found[1]), found.end()
    if found := _JOINED.match(text, position):
        return Joined(str(json.loads(found[1]))), found.end()
    if found := _TOGETHER.match(text, position):
        bindings = [Bind(each[1], read_value(each[2])) for each in _ONE_OF_MANY.finditer(found[0])]
        return Together(tuple(bindings)), found.end()
    if found := _RETURN.match(text, position):
        return Return(() if found[1] is None else (read_value(found[1]),)), found.end()
    if (found := _CALL.match(text, position)) and (call := _parse_call(found[1], text, found.end())):
        return call
    if text[position : position + 1] in (">", "!"):
        rest = re.sub(r"\\(.)", lambda escape: "\n" if escape[1] == "n" else escape[1], text[position + 1 :])
        return (Out(rest) if text[position] == ">" else Fail(rest)), len(text)
    raise InputError(f"trace: no event can be read at {text[position:]!r}")


def _parse_call(function: str, text: str, position: int) -> tuple[Event, int] | None:
    arguments = []
    while found := _ARGUMENT.match(text, position):
        arguments.append(Bind(found[1], read_value(found[2])))
        position = found.end()
    end = _CALL_END.match(text, position)
    return (Call(function, tuple(arguments)), end.end()) if end else None


def parse_step(line: str) -> Step:
    """One line of a trace, without its newline; InputError where it is not in the form of this module."""
    return read_step(line)[0]


def read_step(line: str) -> tuple[Step, list[int]]:
    """The step of a line, and where in the line each of its events ends; InputError as `parse_step`."""
    at, space, rest = line.partition(" ")
    if not space or not at.isascii() or not at.isdigit():
        raise InputError(f"trace: a step begins with its line number and a space, not {line[:20]!r}")
    events: list[Event] = []
    ends: list[int] = []
    position = 0
    while position < len(rest):
        event, position = _parse_event(rest, position)
        events.append(event)
        ends.append(len(at) + 1 + position)
        if position < len(rest):
            if rest[position] != ";" or position + 1 == len(rest):
                raise InputError(f"trace: events are separated by one ';', not {rest[position:]!r}")
            position += 1
    return Step(int(at), tuple(events)), ends


def parse_trace(text: str) -> list[Step]:
    """The steps of a trace text; InputError at the first line that cannot be read."""
    return [parse_step(line) for line in text.split("\n")[: -1 if text.endswith("\n") else None]] if text else []
