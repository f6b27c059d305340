"""Segments of drawn runs: an item cut at seeded places into one example of going on from a checkpoint.

>>> from caalm.generation.items import draw_real
>>> from caalm.languages import LANGUAGES
>>> from caalm.rng import derive
>>> item = draw_real(derive(1, "segments"), LANGUAGES["python"], tier=1)
>>> example = segment_example(item, derive(2, "segments"))
>>> example.target.endswith("\\n\\nEnd"), "\\n\\nState:\\n" in example.prompt
(True, True)
"""

from __future__ import annotations

from itertools import islice
from random import Random

from caalm.errors import DrawError
from caalm.generation.alien import AlienItem
from caalm.generation.items import Item
from caalm.program.checkpoint import checkpoint_before, write_checkpoint
from caalm.program.trace import at_lines, write_trace
from caalm.tasks.continuation import (
    CONTEXT,
    SEGMENT_BYTES,
    SEGMENT_SPREAD,
    continuation_example,
    continuation_prompt,
    continuation_target,
    count_that_fit,
)
from caalm.tasks.example import Example
from caalm.tasks.prediction import with_input

STARTS_SHARE = 0.25
"""So many segments begin where the run begins; the others anywhere."""


def code_of(item: Item | AlienItem) -> str:
    """The source of an item with the lines that its program reads, as it is asked about; machines read none."""
    return with_input(item.source.text, item.program.lines if isinstance(item, Item) else ())


def segment_example(item: Item, rng: Random, context: int = CONTEXT) -> Example:
    """A segment from a drawn step on, up to a drawn size; DrawError where not one step fits the context."""
    first = 0 if rng.random() < STARTS_SHARE else int(rng.random() * item.result.steps)
    size = SEGMENT_BYTES + int(rng.random() * (SEGMENT_SPREAD + 1))
    state = state_text(item, first)
    code = code_of(item)
    prompt = continuation_prompt(code, state)
    texts = _step_texts(item, first, size)
    count = count_that_fit(texts, size)
    while count:
        following = first + count
        next_state = state_text(item, following) if following < item.result.steps else None
        steps = "".join(texts[:count])
        if len(prompt.encode()) + len(continuation_target(steps, next_state).encode()) < context:  # one is the end
            metadata = {"tier": item.tier, "language": item.language.name, "first": first, "steps": count}
            if item.topic is not None:
                metadata["topic"] = item.topic
            return continuation_example(code, state, steps, next_state, metadata)
        count -= 1
    raise DrawError(f"no step from {first} on fits a context of {context} bytes")


def state_text(item: Item, number: int) -> str:
    """The state before step ``number``, on the lines of the source."""
    semantics = item.language.semantics
    checkpoint = checkpoint_before(item.program, item.result.trace, number, semantics=semantics)
    return write_checkpoint(checkpoint, item.source.lines, semantics)


def _step_texts(item: Item, first: int, size: int) -> list[str]:
    """The texts of the steps from ``first`` on, one more than ``size`` bytes have room for."""
    texts: list[str] = []
    used = 0
    for step in islice(item.result.trace, first, None):
        if used > size + 1:
            break
        texts.append(write_trace(at_lines([step], item.source.lines), item.language.semantics))
        used += len(texts[-1].encode())
    return texts
