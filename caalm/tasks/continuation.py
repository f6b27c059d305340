"""Going on with a run: from a program and a checkpoint to the next steps and the checkpoint after them.

    Code:                       State:                          (prompt)
    1 total = 0                 @3 total=18;i=2;2#2/6
    2 for i in range(6):
    3     total = total + 9     Trace:
    4 print(total)
    ------------------------------------------------------------------------
    3 total=18+9:27;total=27                                    (target)
    2 i=3<6:T

    State:
    @3 total=27;i=3;2#3/6

The last segment of a run ends with ``End`` in place of a state; the first state is ``start``. Nothing that was printed
stands in a state: whoever runs the segments collects it from the steps. So a run of any length fits a bounded context.

>>> extract_segment("1 a=1\\n2 >1\\n\\nEnd")
Segment(steps='1 a=1\\n2 >1', state=None, ended=True)
>>> extract_segment("1 a=1\\n2 b=2\\n\\nState:\\n@3 a=1;b=2").state
'@3 a=1;b=2'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from caalm.program.checkpoint import START_TEXT, is_checkpoint
from caalm.tasks.example import Example
from caalm.tasks.prediction import traced_prompt

CONTEXT = 2048
"""Bytes of prompt and target together, with the end token."""
SEGMENT_BYTES = 512
"""Whoever runs segments cuts one after the last whole step within so many bytes, and asks for the state there.

Training cuts later, at a drawn place up to SEGMENT_SPREAD bytes on: so a model is never unsure whether to stop before
the place at which it is stopped, and its confidence in a step is confidence in the step alone.
"""
SEGMENT_SPREAD = 256
STATE = "\n\nState:\n"
END = "\n\nEnd"
_TRACE = "Trace:\n"
_NOTHING: Mapping[str, object] = {}


class Segment(NamedTuple):
    """What was predicted: trace text without its last newline, and the next state; neither state nor end: cut off."""

    steps: str
    state: str | None
    ended: bool


def continuation_prompt(source: str, state: str = START_TEXT) -> str:
    """The prompt after which the steps from ``state`` on follow."""
    return traced_prompt(source).removesuffix(_TRACE) + f"State:\n{state}\n\n{_TRACE}"


def state_prompt(prompt: str, steps: str) -> str:
    """The prompt after which the state follows that the steps after ``prompt`` leave."""
    return prompt + steps + STATE


class Asked(NamedTuple):
    """What a prompt of a segment shows: the traced question about the whole program, the state, and, where it asks
    for the next state, the steps that led there."""

    question: str
    state: str
    steps: str | None


def asked_segment(prompt: str) -> Asked | None:
    """The parts of a prompt that asks for a segment or for its state; None for any other prompt.

    >>> asked_segment(state_prompt(continuation_prompt("a = 1\\nb = 2", "@2 a=1"), "2 b=2"))
    Asked(question='Code:\\n1 a = 1\\n2 b = 2\\n\\nTrace:\\n', state='@2 a=1', steps='2 b=2')
    """
    steps: str | None = None
    if prompt.endswith(STATE):
        prompt, marker, steps = prompt.removesuffix(STATE).rpartition(f"\n\n{_TRACE}")
        prompt += marker
    if not prompt.endswith(f"\n\n{_TRACE}"):
        return None
    code, marker, state = prompt.removesuffix(f"\n\n{_TRACE}").rpartition(STATE)
    return Asked(f"{code}\n\n{_TRACE}", state, steps) if marker and is_checkpoint(state) else None


def continuation_target(steps: str, state: str | None) -> str:
    """What should follow a prompt; ``state`` None ends the run."""
    return steps.removesuffix("\n") + (END if state is None else STATE + state)


def extract_segment(completion: str) -> Segment:
    """The segment in a completion."""
    steps, marker, _rest = completion.partition("\n\n")
    rest = completion[len(steps) :] if marker else ""
    if rest == END:
        return Segment(steps, None, True)
    if rest.startswith(STATE):
        return Segment(steps, rest.removeprefix(STATE), False)
    return Segment(steps, None, False)


def whole_steps(text: str, size: int) -> str:
    """The steps of an unfinished text that end within ``size`` bytes, without the last newline."""
    return text.encode()[: size + 1].rpartition(b"\n")[0].decode()


def count_that_fit(steps: Sequence[str], size: int) -> int:
    """How many of the steps, each with its newline, fit ``size`` bytes without the last newline."""
    used = 0
    for number, step in enumerate(steps):
        used += len(step.encode())
        if used > size + 1:
            return number
    return len(steps)


def continuation_example(
    source: str, state: str, steps: str, next_state: str | None, metadata: Mapping[str, object] = _NOTHING
) -> Example:
    """A record for training."""
    prompt = continuation_prompt(source, state)
    return Example(prompt=prompt, target=continuation_target(steps, next_state), metadata=metadata)
