"""Which lines a text may have: the steps of a trace are verified against each other while they are written.

>>> verifier = trace_verifier("Code:\\n1 a = 5\\n2 print(a + 11)\\n\\nTrace:\\n")
>>> verifier.accepts("1 a=5", is_last=False)
True
>>> verifier.take()
>>> verifier.accepts("2 a=5+11:15;>15", is_last=False), verifier.accepts("2 a=5+11:16;>16", is_last=False)
(False, True)

It is the self-check of `caalm.model.selfcheck`, a step at a time; after the trace the output must be what the steps
print. A segment that goes on from a state is held to what that state says, and the state after it to both.

Of the program, in whatever language, it is known that a statement names the variables that it uses, and a declaration
the picture of its field: `names_agree`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from caalm.errors import InputError
from caalm.model.engines.revision import Verifier
from caalm.model.selfcheck import Memory
from caalm.program.spelled import spelled
from caalm.program.trace import (
    Bind,
    Call,
    Event,
    Fail,
    Operand,
    Operation,
    Out,
    Return,
    Shown,
    Step,
    Through,
    Together,
    parse_step,
)
from caalm.tasks.continuation import asked_segment
from caalm.tasks.prediction import asked_lines

_MACHINES = frozenset(("acc", "cell", "head", "stack", "state", "tape", "text"))
"""What is a machine's own, whatever its programs call it."""
_UNREADABLE = (InputError, ValueError, ArithmeticError, RecursionError)


def trace_verifier(prompt: str) -> Verifier | None:
    """The verifier of what follows a prompt that asks for a trace, or for a segment of one; None for any other."""
    segment = asked_segment(prompt)
    lines = asked_lines(prompt if segment is None else segment.question)
    if lines is None:
        return None
    if segment is None:
        return TraceVerifier(lines)
    verifier = SegmentVerifier(lines, Memory.of_state(segment.state))
    if segment.steps is not None:
        for line in [*segment.steps.split("\n"), "", "State:"]:
            verifier.accepts(line, is_last=False)
            verifier.take()
    return verifier


class TraceVerifier:
    """Follows one trace of a program with these lines, then the output."""

    def __init__(self, lines: Sequence[str], memory: Memory | None = None) -> None:
        self.lines = lines
        self._returned = memory is not None
        self._memory = self._tried = memory or Memory()
        self._steps = 0
        self._printed: list[str] = []
        self._more: list[str] = []
        self._part = self._next = "steps"
        self._returns = False

    def accepts(self, line: str, *, is_last: bool) -> bool:
        """Whether the line may stand there."""
        self._tried, self._more, self._next = self._memory, [], self._part
        if self._part == "steps":
            if not line:
                self._next = "heading"
                return not is_last
            return self._step(line) and not is_last
        return self._ending(line, is_last=is_last)

    def take(self) -> None:
        """The line that was asked about last stands."""
        if self._part == "steps":
            self._steps += 1
            self._returned = self._returns
        elif self._part == "output":
            del self._printed[:1]
        self._memory, self._part = self._tried, self._next
        self._printed += self._more

    def _ending(self, line: str, *, is_last: bool) -> bool:
        if self._part == "heading":
            self._next = "output"
            return line == "Output:" and not is_last
        expected = self._printed or [""]
        return line == expected[0] and is_last == (len(expected) == 1)

    def _step(self, text: str) -> bool:
        try:
            step = parse_step(text)
        except _UNREADABLE:
            return False
        self._tried = self._memory.copy()
        self._more = [line for event in step.events if isinstance(event, Out) for line in event.text.split("\n")]
        agrees = self._tried.check(self._steps, step) is None
        if not agrees:  # should it stand all the same, the next steps are held to what it says
            self._tried.values.update(event for event in step.events if isinstance(event, Bind))
        self._returns = bool(step.events) and isinstance(step.events[-1], Return)
        return (
            agrees
            and 1 <= step.at <= len(self.lines)
            and _is_spelled(step, text)
            and (self._returned or names_agree(step, self.lines))
        )


class SegmentVerifier(TraceVerifier):
    """Follows the steps from a state on, then the state that they leave, or the end of the run."""

    def _ending(self, line: str, *, is_last: bool) -> bool:
        if self._part == "heading":
            self._next = "state"
            return line == ("End" if is_last else "State:")
        if not is_last:
            return False
        try:
            return self._memory.leaves(line) is None
        except _UNREADABLE:
            return False


def names_agree(step: Step, lines: Sequence[str]) -> bool:
    """Whether a step's variables stand in its statement, and its pictures where their fields are declared.

    Only of an assignment or a print that works something out is it known: a condition may stand at another end of its
    block, and what a call or a caught failure changes bears other names.

    >>> from caalm.program.trace import parse_step
    >>> code = ["total <- cost + 2", "rest <- total"]
    >>> [names_agree(parse_step(text), code) for text in ("1 cost=1+2:3;total=3", "1 cost=1+2:3;rest=3")]
    [True, False]
    """
    last = step.events[-1] if step.events else None
    if not isinstance(last, Out | Bind) or any(isinstance(event, Call | Return | Fail) for event in step.events):
        return True
    for name, picture in _pictures(step.events):
        if _plain(name) and not any(name in line and picture in line for line in lines):
            return False
    if isinstance(last, Bind) and all(isinstance(event, Through) for event in step.events[:-1]):
        return True  # COBOL sets a field by the name of what it then says (level 88)
    statement = _statement(lines, step.at)
    used = _names(step.events) - _MACHINES
    # A machine counts cells that its programs do not name.
    return all(name in statement or not any(name in line for line in lines) for name in used)


def _names(events: Sequence[Event]) -> set[str]:
    """The variables that events spell; none where a list or a file is among them, for these bear others' names."""
    found: set[str] = set()
    for event in events:
        sides: tuple[Bind | Operand | None, ...] = ()
        if isinstance(event, Operation):
            sides = (event.left, event.right)
        elif isinstance(event, Bind):
            sides = (event,)
        elif isinstance(event, Together):
            sides = event.bindings
        for side in sides:
            if side is not None and (isinstance(side.value, Shown) or (side.name or "").startswith("file[")):
                return set()
            found.update([side.name] if side is not None and side.name and _plain(side.name) else ())
    return found


def _pictures(events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    """The fields whose pictures a step says: those that it prints, or the one that it stores to."""
    if isinstance(events[-1], Out):
        for event, after in pairwise(events):
            if isinstance(event, Bind) and isinstance(after, Through):
                yield event.name, after.picture
    elif isinstance(events[-1], Bind) and len(events) > 1 and isinstance(events[-2], Through):
        yield events[-1].name, events[-2].picture


def _plain(name: str) -> str:
    """The name of a variable; nothing for a place, an intrinsic, or a result."""
    return "" if name[0] == "#" or "(" in name or "[" in name else name


def _statement(lines: Sequence[str], at: int) -> str:
    """The text of a statement that begins on a line; it goes on where brackets are open, and on lines further in."""
    text = first = lines[at - 1]
    for line in lines[at : at + 4]:
        is_open = sum(map(text.count, "([{")) > sum(map(text.count, ")]}"))
        if not is_open and _indent(line) <= _indent(first):
            break
        text += f"\n{line}"
    return text


def _indent(line: str) -> int:
    """How far in a line begins; the numbers that some programs have before it count as spaces."""
    return len(line) - len(line.lstrip(" \t0123456789"))


def _is_spelled(step: Step, text: str) -> bool:
    """Whether arithmetic that goes by partial results has the right ones."""
    for event in step.events:
        if isinstance(event, Operation) and event.left is not None:
            parts = spelled(event.left.value, event.operator, event.right.value)
            if parts and f":{parts}:" not in text:
                return False
    return True
