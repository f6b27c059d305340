"""The steps of a predicted trace, as far as they can be read, each with the probability that the model gave to it.

>>> steps = read_steps("1 a=3\\nnonsense\\n\\nOutput:\\n3", [-0.1] * 26)
>>> [(step.line, step.text, step.events, round(step.confidence, 2)) for step in steps]
[(1, '1 a=3', (Bind(name='a', value=3),), 0.55), (None, 'nonsense', None, 0.41)]

A model writes what it likes: a line in no form of the trace keeps its text, its events are None, and reading goes on.
A step's confidence is exp of the sum of the log-probabilities of its bytes, its newline included.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from caalm.errors import InputError
from caalm.program.trace import Event, Step, parse_step
from caalm.tasks.prediction import extract_trace

_UNDECODABLE = "\ufffd"


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictedStep:
    """One line of a predicted trace: the source line that it names, its text, what it did (None: unreadable)."""

    line: int | None
    text: str
    events: tuple[Event, ...] | None
    confidence: float

    @property
    def step(self) -> Step | None:
        """The same as a step of the trace; None where it cannot be read."""
        return None if self.line is None or self.events is None else Step(self.line, self.events)


def read_steps(completion: str, logprobs: Sequence[float]) -> tuple[PredictedStep, ...]:
    """The steps in the completion of a traced prompt; ``logprobs`` are those of its bytes (and of its end)."""
    trace = extract_trace(completion)
    steps = []
    start, is_aligned = 0, True
    for text in trace.split("\n") if trace else ():
        # Bytes that are no UTF-8 were decoded to another number of bytes: from there on nobody knows which
        # log-probability is whose, and a step gets the probability of all that is left, which is never too high.
        is_aligned = is_aligned and _UNDECODABLE not in text
        end = start + len(text.encode("utf-8", "surrogatepass")) + 1 if is_aligned else len(logprobs)
        line, events = _read(text)
        confidence = math.exp(min(0.0, sum(logprobs[start:end])))
        steps.append(PredictedStep(line=line, text=text, events=events, confidence=confidence))
        start = end if is_aligned else start
    return tuple(steps)


def _read(text: str) -> tuple[int | None, tuple[Event, ...] | None]:
    try:
        step = parse_step(text)
    except (InputError, ValueError, ArithmeticError, RecursionError):
        # Not only a wrong form: a number of thousands of digits, half an escape in a string, 1.2.3.
        number = text.partition(" ")[0]
        return (int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None), None
    return step.at, step.events
