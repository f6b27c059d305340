"""Running a program of any length in bounded context: the model continues from checkpoint to checkpoint.

    run_segments(engine, ["n = 5000\\nwhile n > 0:\\n    n = n - 1\\nprint(n)"])[0]
    -> Run(output="0", stopped="end", segments=354, steps=10003, logprob=-0.1, weakest=-0.002)

A segment is two questions. The first shows the program and the state and is cut after the last whole step within
SEGMENT_BYTES; the second shows those steps too and asks for the state that they leave. What was printed is collected
from the steps and is never part of a prompt. A segment in which the run ends needs no second question. All programs
advance together, so a batch of the engine stays as full as there are programs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from caalm.errors import InputError
from caalm.model.engine import Completion, Engine, OnProgress
from caalm.model.steps import PredictedStep, read_steps
from caalm.model.tokenizer import encode
from caalm.program.checkpoint import START_TEXT, is_checkpoint
from caalm.program.trace import Out
from caalm.tasks.continuation import (
    CONTEXT,
    END,
    SEGMENT_BYTES,
    continuation_prompt,
    extract_segment,
    state_prompt,
    whole_steps,
)

MAX_STEPS = 20_000
LEAST_BYTES = 64
"""Less room for steps than this is none."""

Stopped = Literal["end", "step limit", "unreadable", "no room", "no end"]
OnSteps = Callable[[int, Sequence[PredictedStep]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run printed; ``logprob`` is the sum over all that it is made of in every segment, ``weakest`` the least.

    ``stopped``: at the end of the program; at the step limit; at a segment that is no trace or no state; because
    program and state left no room for steps in the context; or because a state came again: program and state are all
    that the model is shown, so it would go round for ever.
    """

    output: str
    stopped: Stopped
    segments: int
    steps: int
    logprob: float
    weakest: float

    @property
    def confidence(self) -> float:
        """The probability of the whole run: the product over its segments."""
        return math.exp(min(0.0, self.logprob))

    @property
    def truncated(self) -> bool:
        """Whether there is more to the run than this."""
        return self.stopped != "end"


@dataclass(slots=True)
class _UnderWay:
    """One program's run so far, and the question that is asked next."""

    index: int
    code: str
    context: int
    state: str = START_TEXT
    seen: set[str] = field(default_factory=lambda: {START_TEXT})
    prompt: str = ""
    pending: str | None = None
    """The steps whose state is asked for; None: steps are asked for."""
    size: int = 0
    printed: list[str] = field(default_factory=list)
    logprob: float = 0.0
    weakest: float = 0.0
    segments: int = 0
    steps: int = 0
    stopped: Stopped | None = None

    def ask_for_steps(self) -> None:
        self.pending = None
        self.prompt = continuation_prompt(self.code, self.state)
        # The next state is about as long as this one.
        reserve = max(128, len(encode(self.state)) + 64)
        self.size = min(SEGMENT_BYTES, self.context - len(encode(self.prompt)) - reserve)
        if self.size < LEAST_BYTES:
            self.stopped = "no room"

    def count(self, logprobs: Sequence[float]) -> None:
        self.logprob += sum(logprobs)
        self.weakest = min(self.weakest, *logprobs) if logprobs else self.weakest

    @property
    def question(self) -> str:
        return self.prompt if self.pending is None else state_prompt(self.prompt, self.pending)

    def run(self) -> Run:
        assert self.stopped is not None
        return Run(
            output="\n".join(self.printed),
            stopped=self.stopped,
            segments=self.segments,
            steps=self.steps,
            logprob=self.logprob,
            weakest=self.weakest,
        )


def run_segments(
    engine: Engine,
    codes: Sequence[str],
    *,
    max_steps: int = MAX_STEPS,
    context: int = CONTEXT,
    on_progress: OnProgress | None = None,
    on_steps: OnSteps | None = None,
) -> list[Run]:
    """Each program's run, in their order; ``on_steps(index, steps)`` sees each segment's steps as they come."""
    runs = [_begin(number, code, context) for number, code in enumerate(codes)]
    while active := [run for run in runs if run.stopped is None]:
        # Two bytes more than the end and its token: nothing that fits is cut inside its last word.
        limit = max(run.size for run in active) + len(END) + 2
        completions = engine.generate([run.question for run in active], limit)
        for run, completion in zip(active, completions, strict=True):
            steps = _take(run, completion, max_steps)
            if steps and on_steps is not None:
                on_steps(run.index, steps)
        if on_progress is not None:
            on_progress(sum(run.stopped is not None for run in runs), len(runs))
    return [run.run() for run in runs]


def has_room(code: str, context: int = CONTEXT) -> bool:
    """Whether a program leaves room for steps in its context."""
    run = _UnderWay(index=0, code=code, context=context)
    run.ask_for_steps()
    return run.stopped is None


def _begin(number: int, code: str, context: int) -> _UnderWay:
    if not code.strip():
        raise InputError(f"program {number}: it is empty, give one with a statement in it")
    run = _UnderWay(index=number, code=code, context=context)
    run.ask_for_steps()
    if run.stopped is not None:
        raise InputError(
            f"program {number}: its prompt has {len(encode(run.prompt))} bytes and leaves no room for steps in a "
            f"context of {context}: shorten the program"
        )
    return run


def _take(run: _UnderWay, completion: Completion, max_steps: int) -> Sequence[PredictedStep]:
    """Go on with a run by what the model wrote; the steps that were new."""
    if run.pending is not None:
        run.count(completion.token_logprobs)
        _enter(run, completion.text if completion.finished else None)
        return ()
    segment = extract_segment(completion.text)
    is_whole = completion.finished and (segment.ended or segment.state is not None)
    text = segment.steps
    if not is_whole and (text == completion.text or len(encode(text)) > run.size):
        text = whole_steps(text, run.size)
    steps = read_steps(text, completion.token_logprobs)
    events = [step.events for step in steps if step.events is not None]
    run.segments += 1
    if not steps or len(events) < len(steps):
        run.stopped = "unreadable"
        return ()
    # One token a byte; what was written after the cut is dropped, and so is its probability.
    run.count(completion.token_logprobs if is_whole else completion.token_logprobs[: len(encode(text)) + 1])
    run.printed += [event.text for step in events for event in step if type(event) is Out]
    run.steps += len(steps)
    if segment.ended and is_whole:
        run.stopped = "end"
    elif run.steps >= max_steps:
        run.stopped = "step limit"
    elif is_whole:
        _enter(run, segment.state)
    elif completion.finished:
        run.stopped = "unreadable"  # it said that it was done, but neither ended nor gave a state
    else:
        run.pending = text
    return steps


def _enter(run: _UnderWay, state: str | None) -> None:
    if state is None or not (state == START_TEXT or is_checkpoint(state)):
        run.stopped = "unreadable"
        return
    if state in run.seen:
        run.stopped = "no end"
        return
    run.seen.add(state)
    run.state = state
    run.ask_for_steps()
