"""Which lines a text may have: the steps of a trace are verified against each other while they are written.

>>> verifier = trace_verifier("Code:\\n1 a = 5\\n2 print(a + 11)\\n\\nTrace:\\n")
>>> verifier.accepts("1 a=5", is_last=False)
True
>>> verifier.take()
>>> verifier.accepts("2 a=5+11:15;>15", is_last=False), verifier.accepts("2 a=5+11:16;>16", is_last=False)
(False, True)

It is the self-check of `caalm.model.selfcheck`, a step at a time, and within a step an event at a time; after the trace
the output must be what the steps print. A segment that goes on from a state is held to what that state says, and the
state after it to both.

Of the program, in whatever language, it is known that a statement spells the variables, the literals and the texts
that it uses, and a declaration the picture of its field (`caalm.model.wording`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from caalm.errors import InputError
from caalm.model.containers import broken_container
from caalm.model.selfcheck import Memory
from caalm.model.wording import is_cobol, unbound_name, unknown_name, unsaid, unsaid_call, unsaid_stride
from caalm.program.spelled import spelled
from caalm.program.trace import Bind, Call, Fail, Operation, Out, Return, Step, read_step
from caalm.tasks.continuation import asked_segment
from caalm.tasks.prediction import asked_lines

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_PARTIAL = re.compile(r":[0-9+,]+:")
_UNREADABLE = (InputError, ValueError, ArithmeticError, RecursionError)


def trace_verifier(prompt: str) -> TraceVerifier | None:
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


def first_unfit(prompt: str, steps: Sequence[str]) -> int | None:
    """The first step (from 0) of a finished trace that does not say what its statement says; None: there is none.

    >>> first_unfit("Code:\\n1 a = 5\\n2 print(a + 11)\\n\\nTrace:\\n", ["1 a=5", "2 a=5+12:17;>17"])
    1
    """
    verifier = trace_verifier(prompt)
    if verifier is None:
        return None
    for index, step in enumerate(steps):
        if not verifier.accepts(step, is_last=False):
            return index
        verifier.take()
    return None


class TraceVerifier:
    """Follows one trace of a program with these lines, then the output."""

    def __init__(self, lines: Sequence[str], memory: Memory | None = None) -> None:
        self.lines = lines
        self._returned = memory is not None
        self._memory = self._tried = memory or Memory()
        self._binds_all = self._binds_next = memory is None and not is_cobol(lines)
        """Whether every variable has been bound by a step before it is read."""
        self._steps = 0
        self._printed: list[str] = []
        self._more: list[str] = []
        self._part = self._next = "steps"
        self._returns = False

    def accepts(self, line: str, *, is_last: bool) -> bool:
        """Whether the line may stand there."""
        return self.fault(line, is_last=is_last) is None

    def fault(self, line: str, *, is_last: bool) -> int | None:
        """How many characters of the line show that it may not stand there; None: it may."""
        self._tried, self._more, self._next = self._memory, [], self._part
        if self._part == "steps" and line:
            return len(line) if is_last else self._step(line)
        if self._part == "steps":
            self._next = "heading"
            agrees = not is_last
        else:
            agrees = self._ending(line, is_last=is_last)
        return None if agrees else len(line)

    def early_fault(self, beginning: str) -> int | None:
        """The same of a line that goes on, after some of its events."""
        if self._part != "steps":
            return None
        try:
            step, ends = read_step(beginning)
        except _UNREADABLE:
            return None if _is_open(beginning) else len(beginning)
        events = step.events
        if not events:
            return len(beginning)
        if isinstance(events[-1], Out | Fail):  # it was no end of an event, but a sign in a text
            return None
        if isinstance(events[-1], Bind) and isinstance(events[-1].value, str):  # it may become what a handler is told
            events = events[:-1]
        if not 1 <= step.at <= len(self.lines):
            return beginning.index(" ")
        memory = self._memory.copy()
        at: int | None
        if memory.check(self._steps, Step(step.at, events), is_whole=False) is not None:
            at = memory.agreed
        else:
            at = _misspelled(step, beginning, ends)
            if at is None and not self._returned:
                at = unknown_name(events, self.lines)
        return None if at is None else ends[at]

    def take(self) -> None:
        """The line that was asked about last stands."""
        if self._part == "steps":
            self._steps += 1
            self._returned = self._returns
        elif self._part == "output":
            del self._printed[:1]
        self._memory, self._part, self._binds_all = self._tried, self._next, self._binds_next
        self._printed += self._more

    def _ending(self, line: str, *, is_last: bool) -> bool:
        if self._part == "heading":
            self._next = "output"
            return line == "Output:" and not is_last
        expected = self._printed or [""]
        return line == expected[0] and is_last == (len(expected) == 1)

    def _step(self, text: str) -> int | None:
        try:
            step, ends = read_step(text)
        except _UNREADABLE:
            return len(text)
        known = self._memory.values
        self._tried = self._memory.copy()
        self._more = [line for event in step.events if isinstance(event, Out) for line in event.text.split("\n")]
        agrees = self._tried.check(self._steps, step) is None
        if not agrees:  # should it stand all the same, the next steps are held to what it says
            self._tried.values.update(event for event in step.events if isinstance(event, Bind))
        self._returns = bool(step.events) and isinstance(step.events[-1], Return)
        if not 1 <= step.at <= len(self.lines):
            return text.index(" ")
        if not agrees:
            return ends[self._tried.agreed] if self._tried.agreed < len(ends) else len(text)
        at = _misspelled(step, text, ends)
        if at is None and self._binds_all:
            at = unbound_name(step.events, known)
        if at is None and not self._returned:
            at = unsaid(step, self.lines, known)
        if at is None:
            at = unsaid_call(step.events, self.lines)
        if at is None:
            at = broken_container(step.events, known, self.lines[step.at - 1])
        if at is None and unsaid_stride(self._tried.stride(step, known), step.at, self.lines, known):
            at = 0
        self._binds_next = self._binds_all and not any(isinstance(event, Call | Return | Fail) for event in step.events)
        return None if at is None else ends[at]


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


def _misspelled(step: Step, text: str, ends: Sequence[int]) -> int | None:
    """The first event whose arithmetic goes by partial results that are wrong; a result without them may be right."""
    for number, event in enumerate(step.events):
        if isinstance(event, Operation) and event.left is not None:
            part = text[ends[number - 1] if number else 0 : ends[number]]
            parts = spelled(event.left.value, event.operator, event.right.value)
            if parts and _PARTIAL.search(part) and f":{parts}:" not in part:
                return number
    return None


def _is_open(beginning: str) -> bool:
    """Whether a text, a list or a call goes on, so that a sign in it ends no event."""
    code = _STRING.sub("", beginning)
    return '"' in code or sum(map(code.count, "([{")) > sum(map(code.count, ")]}"))
