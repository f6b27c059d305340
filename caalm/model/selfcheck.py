"""Does a predicted trace agree with itself? Pure functions over its steps; the program itself is never looked at.

>>> from caalm.program.trace import parse_trace
>>> first_problem(parse_trace("1 a=3\\n2 a=3*2:6;b=6\\n3 b=6;>6"), "6") is None
True
>>> first_problem(parse_trace("1 a=3\\n2 a=3*2:7;b=7\\n3 b=7;>7"), "7")
Problem(step=1, reason='3*2 is not 7')

Checked are every operation's result, every condition's outcome, every read against the newest value of its variable,
what is stored against what was worked out, and the printed lines against the output. Which language it is, is
unknown: a result counts as right when any of the known semantics makes it so (either rounding of negatives, 4 for 4.0,
a COBOL field that cuts digits off). Where a step says through which picture a value goes, what comes out must be what
that picture makes of it. So a sound trace always passes; a wrong one may, but seldom does.

A call has variables of its own; those of its caller are back after the return. Where a failure inside a call is caught,
nobody knows, so what stands before it counts no more. Places of lists, what intrinsics and calls give, and whole lists
are not checked: they change under other names.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple, TypeGuard

from caalm.program.checkpoint import FrameText, read_checkpoint
from caalm.program.nodes import Value
from caalm.program.pictures import Number, Picture, parse_picture
from caalm.program.trace import (
    Bind,
    Call,
    Event,
    Fail,
    Joined,
    Operation,
    Out,
    Return,
    Shown,
    Step,
    Through,
    Together,
    read_value,
    value_text,
)
from caalm.program.values import (
    COBOL,
    JAVASCRIPT,
    LUA,
    PYTHON,
    ExecutionError,
    Semantics,
    binary,
    compare,
    negate,
)

_LIMIT = 10**300
_SEMANTICS = tuple(
    replace(semantics, limit=_LIMIT)
    for semantics in (
        PYTHON,
        JAVASCRIPT,
        LUA,
        COBOL,
        Semantics(slash="floor"),
        Semantics(slash="truncate", quotient="truncate", remainder="truncate"),
    )
)
_FAR_TOO_LONG = re.compile(r"[(][0-9]{4}|.{100}")
_MOST_DIGITS = 38
"""Of a field of GnuCOBOL."""
_TOLERANCE = 1e-9
"""Lua shows 14 digits of a float: what is worked out from a shown value differs a little from what is shown next."""
_ORDERING = frozenset(("<", "<=", ">", ">="))
_UNKNOWN = "?"
"""The comparison of a loop that a checkpoint names: which one it is shows at its next test."""
_COMPARISONS = _ORDERING | {"==", "!="}
_KNOWN = _COMPARISONS | {"+", "-", "*", "/", "//", "%", "and", "or", "not"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """The first step (from 0) that disagrees with what stands before it, and why; None: the output as a whole."""

    step: int | None
    reason: str


def first_problem(steps: Sequence[Step | None], output: str | None, *, lines: int | None = None) -> Problem | None:
    """The first inconsistency, or None. A step that cannot be read is None; output None: the model never came to it.

    ``lines`` is how many the program has.
    """
    memory = Memory()
    printed: list[str] = []
    for index, step in enumerate(steps):
        if step is None:
            return Problem(step=index, reason="the step cannot be read")
        reason = memory.check(index, step)
        if reason is None and lines is not None and not 1 <= step.at <= lines:
            reason = f"the program has {lines} lines, and none is number {step.at}"
        if reason is not None:
            return Problem(step=index, reason=reason)
        printed += [event.text for event in step.events if isinstance(event, Out)]
    if memory.heads_left and not memory.failed and output is not None:
        index, reason = min(memory.heads_left.values())
        return Problem(step=index, reason=reason)
    if output is not None and "\n".join(printed) != output:
        return Problem(step=None, reason="the output is not what the steps print")
    return None


_Place = tuple[int, str]
"""Where a test stands: its line and its operator, for several statements may begin on one line."""


class _Loop(NamedTuple):
    """What a test that came out true compared: the counter, by how much it goes on (once known), and the bound."""

    value: Value
    stride: Value | None
    bound: Value | None


class _Frame(NamedTuple):
    """What a caller knows: variables, loops under way, tests; and whether it gave the function no arguments."""

    values: dict[str, Value]
    loops: dict[_Place, _Loop]
    tests: set[_Place]
    is_bare: bool


@dataclass(slots=True)
class Memory:
    """What the steps so far say: each variable's newest value, and which lines seem to be heads of counted loops."""

    values: dict[str, Value] = field(default_factory=dict)
    tests: set[_Place] = field(default_factory=set)
    """Lines that read a variable that had changed since: a while or an if, never the head of a counted loop."""
    loops: dict[_Place, _Loop] = field(default_factory=dict)
    """The loops under way."""
    heads_left: dict[_Place, tuple[int, str]] = field(default_factory=dict)
    """Heads entered and not yet left. One that is never left was none, but a condition that misread its variable."""
    failed: bool = False
    failed_at: int = 0
    frames: list[_Frame] = field(default_factory=list)
    """What the callers of the function that runs know."""
    given: dict[str, tuple[Value, Value]] = field(default_factory=dict)
    """Right after a function without arguments: what a variable was to the caller and to it, where these differ. It may
    be the whole program's (COBOL)."""
    jumped: set[_Place] = field(default_factory=set)
    """Loops under way when a step did nothing: a break or a continue, so they may be entered anew."""
    functions: set[str] = field(default_factory=set)
    returned: bool = False
    """Whether the step before was a return: this one restates what the caller needs."""
    agreed: int = 0
    """How many events of the step that was checked last agree."""
    is_within: bool = False
    """Begun where calls were under way: a name that is not known may be a function's, and stand for what it gave."""

    @classmethod
    def of_state(cls, state: str) -> Memory:
        """What a checkpoint's text (`caalm.program.checkpoint`) says; nothing where it is the start of a run."""
        read = read_checkpoint(state)
        if read is None:
            return cls()
        program = dict(_values(read.frames[-1]))
        frames = [
            # What a function sees of the program's it may have changed: its caller gets either value back.
            _Frame(
                {**(program if number < len(read.frames) else {}), **dict(_values(frame))}, _loops(frame), set(), True
            )
            for number, frame in enumerate(read.frames, 1)
        ]
        values, loops, tests, _ = frames[0]
        is_within = len(frames) > 1 or any(frame.results for frame in read.frames)
        return cls(
            values=values,
            loops=loops,
            tests=tests,
            frames=frames[:0:-1],
            is_within=is_within,
            returned=bool(read.frames[0].results),
        )

    def leaves(self, state: str) -> str | None:
        """Why a checkpoint's text contradicts the steps so far, or None."""
        read = read_checkpoint(state)
        if read is None:
            return "the state cannot be read"
        if len(read.frames) != len(self.frames) + 1:
            return f"the state has {len(read.frames)} frames, the steps leave {len(self.frames) + 1}"
        known: list[dict[str, Value]] = []
        for values, frame in zip(
            [self.values, *[frame.values for frame in reversed(self.frames)]], read.frames, strict=True
        ):
            known.insert(0, values)
            for name, value in _values(frame):
                # A caller's variable may be the function's too, which has changed it since.
                found = [values[name] for values in known if name in values]
                if found and not any(_same_or_unknown(newest, value) for newest in found):
                    return f"{name} is {_shown(found[0])} by now, not {_shown(value)}"
        for (line, _), current, bound in read.frames[0].loops:
            under_way = [loop for (at, _), loop in self.loops.items() if at == line]
            if len(under_way) == 1 and not _same_or_unknown(under_way[0].value, read_value(current)):
                return f"the counter is {_shown(under_way[0].value)} by now, not {current}"
            if (
                len(under_way) == 1
                and (end := under_way[0].bound) is not None
                and not _same_or_unknown(end, read_value(bound))
            ):
                return f"the bound was {_shown(end)}, not {bound}"
        return None

    def copy(self) -> Memory:
        """The same memory, for a step that may be taken back."""
        return replace(
            self,
            values=dict(self.values),
            tests=set(self.tests),
            loops=dict(self.loops),
            heads_left=dict(self.heads_left),
            frames=[
                _Frame(dict(frame.values), dict(frame.loops), set(frame.tests), frame.is_bare) for frame in self.frames
            ],
            given=dict(self.given),
            jumped=set(self.jumped),
            functions=set(self.functions),
        )

    def check(self, index: int, step: Step, *, is_whole: bool = True) -> str | None:
        """Why step ``index`` contradicts those before it, or None; it is remembered either way.

        Of a step that is not whole there is the beginning: more events follow the last one.
        """
        self.agreed = 0
        if self.failed:
            # A handler stands behind what it guards; a failure inside a call may be caught anywhere.
            if not self.frames and step.at <= self.failed_at:
                return "a step after the program failed"
            self._caught()
        if step.events and isinstance(step.events[-1], Fail):
            self.failed_at = step.at
        if is_whole and not step.events:
            self.jumped = set(self.loops)
            self.heads_left.clear()
        is_special = self.returned or any(self._is_special(event) for event in step.events)
        was_returned = self.returned
        self.returned = bool(step.events) and isinstance(step.events[-1], Return)
        if not was_returned:
            self.given = {}
        for position, event in enumerate(step.events):
            is_last = is_whole and position + 1 == len(step.events)
            reason = self._event(event, index, step, is_last=is_last, is_special=is_special)
            if reason is not None:
                return reason
            self.agreed += 1
        return None if is_special or not is_whole else _unused(step.events)

    def _caught(self) -> None:
        self.failed = False
        if self.frames:
            self.values, self.loops, self.tests = {}, {}, set()
            self.frames.clear()
            self.heads_left.clear()

    def _is_special(self, event: Event) -> bool:
        """Whether an event is about calls, places or intrinsics: what it uses up is not told apart from the rest."""
        if isinstance(event, Operation):
            return any(side is not None and self._is_place(side.name) for side in (event.left, event.right))
        return isinstance(event, Call | Return | Together) or (isinstance(event, Bind) and self._is_place(event.name))

    def _is_place(self, name: str | None) -> bool:
        if name is None or (self.is_within and name not in self.values):
            return name is not None
        return name in self.functions or name[0] == "#" or "[" in name or "(" in name

    def _enter(self, event: Call) -> None:
        self.functions.add(event.function)
        program = self.frames[0].values if self.frames else self.values
        is_bare = not event.arguments
        if is_bare:  # what the caller has changed may be the program's or its own
            program = {
                name: value for name, value in program.items() if _same_or_unknown(value, self.values.get(name, value))
            }
        self.frames.append(_Frame(self.values, self.loops, self.tests, is_bare))
        self.values, self.loops, self.tests = {**program, **dict(event.arguments)}, {}, set()

    def _leave(self) -> None:
        if self.frames:
            # A loop that a return leaves is never tested again.
            for place in self.loops:
                self.heads_left.pop(place, None)
            left = self.values
            self.values, self.loops, self.tests, is_bare = self.frames.pop()
            if is_bare:
                both = [
                    name
                    for name in self.values
                    if not _same_or_unknown(left.get(name, self.values[name]), self.values[name])
                ]
                self.given = {name: (self.values.pop(name), left[name]) for name in both}
        else:
            self.values, self.loops, self.tests = {}, {}, set()

    def _event(self, event: Event, index: int, step: Step, *, is_last: bool, is_special: bool) -> str | None:
        if isinstance(event, Operation):
            if not _is_right(event):
                return f"{_formula(event)} is not {_shown(event.result)}"
            return self._operands(event, index, step, is_last=is_last)
        if isinstance(event, Bind):
            is_message = len(step.events) > 1 and event is step.events[-2] and isinstance(step.events[-1], Fail)
            if not is_last and not is_message:
                return self._read(event.name, event.value)
            if is_last and not is_special and (reason := _stores(step.events)):
                return reason
            self.values[event.name] = event.value
        elif isinstance(event, Together):
            self.values.update(event.bindings)
        elif isinstance(event, Call):
            self._enter(event)
        elif isinstance(event, Return):
            self._leave()
        elif isinstance(event, Out):
            return _prints(step.events[:-1], event.text) if is_last and not is_special else None
        elif isinstance(event, Fail):
            self.failed = True
        return None

    def _read(self, name: str, value: Value) -> str | None:
        if isinstance(value, Shown) or self._is_place(name):
            return None
        if name in self.given and not any(_same_or_unknown(one, value) for one in self.given[name]):
            return f"{name} is {_shown(self.given[name][1])} by now, not {_shown(value)}"
        # A field of COBOL has a value before the first step: what is read first is taken for it.
        newest = self.values.setdefault(name, value)
        if isinstance(newest, Shown):
            self.values[name] = value
            return None
        return None if same_value(newest, value) else f"{name} is {_shown(newest)} by now, not {_shown(value)}"

    def _operands(self, event: Operation, index: int, step: Step, *, is_last: bool) -> str | None:
        left, right = event.left, event.right
        if right.name is not None and (reason := self._read(right.name, right.value)):
            return reason
        if left is None or self._is_place(left.name):
            return None
        # Only the last event of a step can be the test of a counted loop, which binds its counter.
        if not is_last or event.operator not in _ORDERING:
            return None if left.name is None else self._read(left.name, left.value)
        place = (step.at, event.operator)
        if (step.at, _UNKNOWN) in self.loops:
            self.loops[place] = self.loops.pop((step.at, _UNKNOWN))
        if place in self.jumped:
            self.jumped.discard(place)
            loop = self.loops.get(place)
            if loop is not None and self._counts(place, left.value, loop.value) is not None:
                del self.loops[place]
        # Nothing is worked out in this step: the bound is a literal, or was settled when the loop began.
        is_bare = len(step.events) == 1
        if is_bare and right.name is None and (reason := self._bound(place, right.value)):
            return reason
        if left.name is not None:
            reason = self._head(left.name, left.value, index, place, may_enter=event.result is True)
        else:
            reason = self._counts(place, left.value, left.value) if is_bare else None
        if reason is None:
            self._go_on(place, left.value, None if right.name else right.value, event.result)
        return reason

    def _head(self, name: str, value: Value, index: int, place: _Place, *, may_enter: bool) -> str | None:
        """A comparison of a variable: it reads the newest value, or it is the head of a counted loop and sets it."""
        newest = self.values.get(name)
        under_way = self.loops.get(place)
        if newest is None or same_value(newest, value):
            if under_way is not None and not same_value(under_way.value, value):
                self.tests.add(place)
        else:
            reason = f"{name} is {_shown(newest)} by now, not {_shown(value)}"
            if place in self.tests or not is_number(value):
                return reason
            if under_way is not None:
                if uneven := self._counts(place, value, newest) or _direction(place[1], under_way.value, value):
                    return uneven
            elif may_enter:
                self.heads_left[place] = (index, reason)
            else:
                return reason
        self.values[name] = value
        return None

    def _counts(self, place: _Place, value: Value, newest: Value) -> str | None:
        """Whether a counter went on by as much as before; COBOL counts from what the variable holds by now."""
        loop = self.loops.get(place)
        if loop is None or loop.stride is None or same_value(loop.value, value):
            return None
        if any(is_number(base) and _stored(_sum(base, loop.stride), value) for base in (loop.value, newest)):
            return None
        return f"the counter goes on by {_shown(loop.stride)}, not from {_shown(loop.value)} to {_shown(value)}"

    def _bound(self, place: _Place, bound: Value) -> str | None:
        loop = self.loops.get(place)
        if loop is None or loop.bound is None or same_value(loop.bound, bound):
            return None
        return f"the bound was {_shown(loop.bound)}, not {_shown(bound)}"

    def stride(self, step: Step, known: Mapping[str, Value]) -> Value | None:
        """By how much the head of a counted loop went on from the values before; None for any other step."""
        test = step.events[0] if len(step.events) == 1 else None
        if not isinstance(test, Operation) or test.left is None or (name := test.left.name) is None:
            return None
        loop = self.loops.get((step.at, test.operator))
        is_read = name not in known or same_value(known[name], test.left.value)
        return None if loop is None or is_read else loop.stride

    def _go_on(self, place: _Place, value: Value, bound: Value | None, goes_on: Value) -> None:
        if goes_on is not True:
            self.loops.pop(place, None)
            self.heads_left.pop(place, None)
            return
        before = self.loops.get(place)
        stride = None if before is None else before.stride
        if before is not None and stride is None and is_number(value) and not same_value(before.value, value):
            stride = _sum(value, negate(before.value))
        self.loops[place] = _Loop(value, stride, bound)


def _values(frame: FrameText) -> Iterator[tuple[str, Value]]:
    return ((name, read_value(value)) for name, value in frame.variables)


def _loops(frame: FrameText) -> dict[_Place, _Loop]:
    """The loops under way in a frame. One over a list shows the list where its tests show how many places there are."""
    loops: dict[_Place, _Loop] = {}
    for (line, _), current, text in frame.loops:
        bound = read_value(text)
        loops[line, _UNKNOWN] = _Loop(read_value(current), None, None if isinstance(bound, Shown | str) else bound)
    return loops


# -- one step ----------------------------------------------------------------------------------------------------------


def _unused(events: Sequence[Event]) -> str | None:
    """A result that an assignment or a condition never uses: the next operation took another value for it."""
    if not events or any(isinstance(event, Joined | Out) for event in events):
        return None
    last = events[-1]
    if isinstance(last, Fail) or (isinstance(last, Bind) and isinstance(last.value, Shown)):
        return None
    if isinstance(last, Operation) and last.left is not None and last.left.name is not None:
        return None  # a counted loop's start is worked out before its first test, and not shown there again
    open_results = _open_results(events)
    if isinstance(last, Operation) and isinstance(last.result, bool):
        open_results.append(last.result)
    return f"{_shown(open_results[0])} is worked out and not used" if len(open_results) > 1 else None


def _open_results(events: Sequence[Event]) -> list[Value]:
    """What operations gave and no later one took; not what tests gave, which may only choose between two values."""
    results: list[Value] = []
    for event in events:
        if isinstance(event, Operation):
            for operand in (event.right, event.left):
                if operand is not None and operand.name is None:
                    use_up(results, operand.value)
            if not isinstance(event.result, bool):
                results.append(event.result)
    return results


def _direction(operator: str, before: Value, value: Value) -> str | None:
    """Whether a counter moves towards the bound that it is compared with."""
    if not (is_number(before) and is_number(value)) or same_value(before, value):
        return None
    if (value > before) is operator.startswith("<"):
        return None
    return f"the counter goes from {_shown(before)} to {_shown(value)} while it is {operator} its bound"


def use_up(results: list[Value], value: Value) -> bool:
    """Take the first result that is this value from a list; whether there was one."""
    found = next((i for i, result in enumerate(results) if same_value(result, value)), None)
    if found is not None:
        del results[found]
    return found is not None


def _stores(events: Sequence[Event]) -> str | None:
    """Whether the assignment that ends a step stores what the event before it gave."""
    if len(events) < 2:
        return None
    before, bind = events[-2], events[-1]
    assert isinstance(bind, Bind), "the last event of an assignment"
    if isinstance(before, Out | Fail | Together | Call | Return):
        return None
    if isinstance(before, Through):
        return _shapes(before.picture, events[-3] if len(events) > 2 else None, bind.value)
    if isinstance(before, Operation) and isinstance(before.result, bool) and not isinstance(bind.value, bool):
        return None  # the head of a for-each, or a choice between two values
    value = before.result if isinstance(before, Operation) else before.value
    if isinstance(value, Shown) or isinstance(bind.value, Shown):
        return None
    if same_value(value, bind.value) or _stored(value, bind.value):
        return None
    return f"{_shown(value)} is worked out, {_shown(bind.value)} is stored"


def _prints(events: Sequence[Event], text: str) -> str | None:
    """Whether each variable that a print reads is in what it prints: its digits, or its text."""
    for event, after in zip_longest(events, events[1:]):
        if isinstance(event, Bind) and isinstance(after, Through):
            if (reason := _displays(after.picture, event, text)) is not None:
                return reason
        elif isinstance(event, Bind) and not _shows(text, event.value):
            return f"{event.name} is {_shown(event.value)}, which {_shown(text)} does not show"
    lost = next((value for value in _open_results(events) if not _shows(text, value)), None)
    return None if lost is None else f"{_shown(lost)} is worked out, and {_shown(text)} does not show it"


def _shows(text: str, value: Value) -> bool:
    if isinstance(value, Shown):
        return True
    if isinstance(value, str):
        return value in text
    if isinstance(value, bool) or (isinstance(value, float) and not (value.is_integer() or 1e-4 < abs(value) < 1e14)):
        return True  # languages have their own words for these
    number = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return number.lstrip("-").rstrip("0").rstrip(".") in text or number == "0"


def _shapes(spelled: str, before: Event | None, kept: Value) -> str | None:
    """Whether a field with that picture keeps this of the value that the event before gave."""
    picture = picture_of(spelled)
    if picture is None:
        return f"no field has the picture {spelled}"
    if isinstance(kept, Shown):
        return None
    if isinstance(kept, str) != (picture.category != "numeric") or not isinstance(kept, str | int | float | Decimal):
        return f"{_shown(kept)} is stored under the picture {spelled}"
    value = before.result if isinstance(before, Operation) else before.value if isinstance(before, Bind) else None
    if picture.category == "alphanumeric":
        if not isinstance(value, str) or isinstance(value, Shown):
            fills = isinstance(kept, str) and len(kept) == picture.integers
            return None if fills else f"{_shown(kept)} does not fill the picture {spelled}"
        options = [picture.store(value)]
    elif not is_number(value):
        return None
    elif (number := as_number(value)) is None:
        return f"no field holds {_shown(value)}"
    else:
        options = [picture.store(number), picture.store(number, rounded=True)]
    if any(same_value(option, kept) for option in options):
        return None
    return f"{_shown(value)} through {spelled} is {_shown(options[0])}, not {_shown(kept)}"


def _displays(spelled: str, event: Bind, text: str) -> str | None:
    """Whether a line has a field as its picture shows it."""
    picture, value = picture_of(spelled), event.value
    if picture is None or picture.category != "numeric":
        return f"no number has the picture {spelled}"
    if not is_number(value):
        return None if isinstance(value, Shown) else f"{_shown(value)} has the picture of a number"
    if (number := as_number(value)) is None:
        return f"no field holds {_shown(value)}"
    shown = picture.display(number)
    return None if shown in text else f"{event.name} is shown as {shown}, which {_shown(text)} does not show"


def picture_of(spelled: str) -> Picture | None:
    """The picture; None where there is no such, or none of such a size."""
    if _FAR_TOO_LONG.search(spelled):
        return None
    try:
        picture = parse_picture(spelled)
    except ValueError:
        return None
    return picture if picture.category == "alphanumeric" or picture.integers + picture.scale <= _MOST_DIGITS else None


def as_number(value: int | float | Decimal) -> Number | None:
    """An exact number; None for what no field of COBOL ever held."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    number: Number = Decimal(repr(value)) if isinstance(value, float) else value
    return number if -_LIMIT < number < _LIMIT else None


# -- values ------------------------------------------------------------------------------------------------------------


def _is_right(operation: Operation) -> bool:
    """Whether the result is right in some language; what no language can work out is not."""
    left, operator, right, result = operation
    sides = (right.value,) if left is None else (left.value, right.value)
    if operator not in _KNOWN or any(isinstance(value, Shown) for value in (*sides, result)):
        return True  # of real programs only; nothing here knows what it means
    try:
        if left is None:
            return same_value(not right.value if operator == "not" else negate(right.value), result)
        if operator in ("and", "or"):
            return result is (all if operator == "and" else any)((left.value, right.value))
        if operator in _COMPARISONS:
            return any(outcome is result for outcome in _outcomes(operator, left.value, right.value))
        if any(isinstance(value, float) and not math.isfinite(value) for value in (left.value, right.value, result)):
            return True
        return any(_agrees(operator, value, result) for value in _results(operator, left.value, right.value))
    except (ExecutionError, ArithmeticError, ValueError, TypeError):
        return False


def _results(operator: str, left: Value, right: Value) -> Iterator[Value]:
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        left, right = _exact(left), _exact(right)
    for semantics in _SEMANTICS:
        try:
            yield binary(operator, left, right, semantics)
        except (ExecutionError, ArithmeticError, ValueError, TypeError):
            continue
    if operator == "/" and is_number(left) and is_number(right) and right != 0:
        # A quotient has no more digits than the field of COBOL that it goes to: 7/3 may be 2.33, even 2.
        yield float(left) / float(right)


def _agrees(operator: str, expected: Value, result: Value) -> bool:
    if same_value(expected, result):
        return True
    if operator != "/" or not isinstance(expected, float) or not is_number(result):
        return False
    places = -int(Decimal(str(result)).as_tuple().exponent)
    return abs(float(result)) <= abs(expected) + _TOLERANCE and abs(expected - float(result)) < 10.0**-places


def _outcomes(operator: str, left: Value, right: Value) -> Iterator[bool]:
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        left, right = _exact(left), _exact(right)
    yield compare(operator, left, right)
    if isinstance(left, str) and isinstance(right, str):
        width = max(len(left), len(right))
        yield compare(operator, left.ljust(width), right.ljust(width))
    elif isinstance(left, float | Decimal) and isinstance(right, float | Decimal) and same_value(left, right):
        # What looks equal as shown may differ in the digits that are not.
        yield from (True, False)


def _exact(value: Value) -> Value:
    return Decimal(repr(value)) if isinstance(value, float) else value


def is_number(value: Value) -> TypeGuard[int | float | Decimal]:
    """Whether a value counts as a number; true and false do not."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _sum(one: Value, other: Value) -> Value:
    if isinstance(one, Decimal) or isinstance(other, Decimal):
        one, other = _exact(one), _exact(other)
    return one + other  # type: ignore[operator]  # numbers both


def same_value(one: Value, other: Value) -> bool:
    """Equal values, as far as a trace shows: 4 is 4.0, and floats are as close as their shown digits."""
    if isinstance(one, str | bool | list | dict | None) or isinstance(other, str | bool | list | dict | None):
        return type(one) is type(other) and one == other
    if isinstance(one, int) and isinstance(other, int):
        return one == other
    try:
        return math.isclose(float(one), float(other), rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    except OverflowError:
        return False


def _same_or_unknown(one: Value, other: Value) -> bool:
    """Whether two values are the same, as far as is known."""
    return isinstance(one, Shown) or isinstance(other, Shown) or same_value(one, other)


def _stored(value: Value, kept: Value) -> bool:
    """Whether a field of COBOL may keep ``kept`` of the value: digits and the sign cut off, text padded or cut."""
    if isinstance(kept, str):
        return not isinstance(value, str) or kept.rstrip().startswith(value.rstrip()[: len(kept)].rstrip())
    if isinstance(value, str | bool) or isinstance(kept, bool):
        return False
    try:
        whole, part = abs(Decimal(str(value))), abs(Decimal(str(kept)))
        places = max(0, -int(part.as_tuple().exponent))
        rest = abs(whole % 10 ** max(1, len(str(int(part)))) - part)
        return bool(rest < Decimal(10) ** -places)
    except (ArithmeticError, ValueError):
        return False


def _shown(value: Value) -> str:
    try:
        text = value_text(value, PYTHON)
    except ValueError:
        return "a number of thousands of digits"
    return text if len(text) <= 40 else text[:37] + "..."


def _formula(operation: Operation) -> str:
    sign = f" {operation.operator} " if operation.operator.isalpha() else operation.operator
    left = "" if operation.left is None else _shown(operation.left.value)
    return (left + sign + _shown(operation.right.value)).strip()
