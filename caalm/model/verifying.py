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
the picture of its field (`caalm.model.naming`).
"""

from __future__ import annotations

from collections.abc import Sequence

from caalm.errors import InputError
from caalm.model.engines.revision import Verifier
from caalm.model.naming import names_agree
from caalm.model.selfcheck import Memory
from caalm.program.spelled import spelled
from caalm.program.trace import Bind, Operation, Out, Return, Step, parse_step
from caalm.tasks.continuation import asked_segment
from caalm.tasks.prediction import asked_lines

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


def _is_spelled(step: Step, text: str) -> bool:
    """Whether arithmetic that goes by partial results has the right ones."""
    for event in step.events:
        if isinstance(event, Operation) and event.left is not None:
            parts = spelled(event.left.value, event.operator, event.right.value)
            if parts and f":{parts}:" not in text:
                return False
    return True
