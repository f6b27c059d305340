"""What a tracer in the jail says, as steps: JSON lines, one a step or a piece of standard output.

>>> from caalm.program.values import PYTHON
>>> said = read_report(b'[3, [["o", "a", 2, "*", null, 3, 6], [">", "6"]]]\\n"6\\\\n"\\n', PYTHON)
>>> write_trace(said.steps), said.stdout, said.truncated
('3 a=2*3:6;>6\\n', '6\\n', False)

====================================== ====================================
``["o", name, value, op, name, value, result]``  Operation; a name is null where there is none
``["u", op, name, value, result]``               Operation with one side
``["b", name, value]``                           Bind
``["t", [[name, value], ...]]``                  Together
``["c", function, [[name, value], ...]]``        Call
``["r", value]`` ``["r"]``                       Return
``["j", text]`` ``[">", text]`` ``["!", text]``  Joined, Out, Fail
====================================== ====================================

A value is a JSON number, string or boolean, or ``{"n": text}`` for a number and ``{"s": text}`` for anything else,
with the text that the trace shows. A program that means harm can write such lines itself; they are read as data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from caalm.program.nodes import Value
from caalm.program.trace import (
    Bind,
    Call,
    Event,
    Fail,
    Joined,
    Operand,
    Operation,
    Out,
    Return,
    Shown,
    Step,
    Together,
    parse_step,
    write_trace,
)
from caalm.program.values import Semantics, display

_UNNAMEABLE = re.compile(r"[\s=;:<>!\"+*/%]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The steps of a run, what it printed, and whether there were more steps than were asked for."""

    steps: tuple[Step, ...]
    stdout: str
    truncated: bool


def read_report(data: bytes, semantics: Semantics) -> Report:
    """The report in a tracer's output; what is no line of one (a killed run, a meddling program) is passed over."""
    steps: list[Step] = []
    printed: list[str] = []
    truncated = False
    for line in data.split(b"\n"):
        try:
            said = json.loads(line)
            if isinstance(said, str):
                printed.append(said)
            elif isinstance(said, dict):
                truncated = truncated or said.get("truncated") is True
            else:
                steps.append(_step(said, semantics))
        except (ValueError, TypeError, LookupError, RecursionError):
            continue
    return Report(steps=tuple(steps), stdout="".join(printed), truncated=truncated)


def _step(said: Sequence[Any], semantics: Semantics) -> Step:
    at, events = said
    step = Step(int(at), tuple([_event(event, semantics) for event in events]))
    parse_step(write_trace([step], semantics).removesuffix("\n"))  # raises for what could not be read back
    return step


def _event(said: Sequence[Any], semantics: Semantics) -> Event:
    kind = said[0]
    if kind == "o":
        _, left_name, left, operator, right_name, right, result = said
        sides = [_operand(left_name, left, semantics), _operand(right_name, right, semantics)]
        return Operation(sides[0], str(operator), sides[1], _value(result, semantics))
    if kind == "u":
        _, operator, name, value, result = said
        return Operation(None, str(operator), _operand(name, value, semantics), _value(result, semantics))
    if kind == "b":
        return Bind(_name(said[1]), _value(said[2], semantics))
    if kind == "t":
        return Together(tuple([Bind(_name(name), _value(value, semantics)) for name, value in said[1]]))
    if kind == "c":
        return Call(_name(said[1]), tuple([Bind(_name(name), _value(value, semantics)) for name, value in said[2]]))
    if kind == "r":
        return Return(tuple([_value(value, semantics) for value in said[1:2]]))
    texts: dict[str, Callable[[str], Event]] = {"j": Joined, ">": Out, "!": Fail}
    return texts[kind](str(said[1]))


def _operand(name: str | None, value: Any, semantics: Semantics) -> Operand:
    return Operand(None if name is None else _name(name), _value(value, semantics))


def _name(name: str) -> str:
    """A name as a trace can hold it: ``d[a b]`` is ``d[a_b]``."""
    return _UNNAMEABLE.sub("_", name)


def _value(said: Any, semantics: Semantics) -> Value:
    if isinstance(said, dict):
        if "s" in said:
            return Shown(said["s"])
        text = str(said["n"])
        try:
            number = float(text)
            return number if number - number == 0 and display(number, semantics) == text else Shown(text)
        except ValueError:
            return Shown(text)
    if isinstance(said, bool | int | float | str):
        return said
    raise TypeError("no value")
