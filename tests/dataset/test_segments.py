"""Segments of training: what stands in one is what the interpreter does between two places of one run."""

from random import Random

import pytest

from caalm.dataset.segments import segment_example, state_text
from caalm.dataset.splits import POOLS
from caalm.errors import DrawError
from caalm.generation.items import Item, draw_invented, draw_real
from caalm.generation.long import draw_long_program
from caalm.generation.programs import Drawn, ProgramSpec
from caalm.languages import LANGUAGES
from caalm.rng import derive
from caalm.tasks.continuation import CONTEXT, SEGMENT_BYTES, SEGMENT_SPREAD, extract_segment


def draw(rng: Random, spec: ProgramSpec) -> Drawn:
    return draw_long_program(rng, spec, 10, 400)


def items() -> list[Item]:
    long = [draw_invented(derive(1, n), POOLS["train"], tier=3, draw=draw) for n in range(60)]
    long += [
        draw_real(derive(2, n), LANGUAGES[("python", "javascript", "lua")[n % 3]], tier=3, draw=draw) for n in range(30)
    ]
    cobol = [draw_real(derive(3, n), LANGUAGES["cobol"], tier=1 + n % 3) for n in range(30)]
    return [item for item in long + cobol if len(item.source.text) < 1200]


def test_a_segment_is_a_part_of_the_trace_between_the_states_around_it() -> None:
    ended = 0
    for number, item in enumerate(items()):
        example = segment_example(item, derive(4, number))
        first, count = example.metadata["first"], example.metadata["steps"]
        assert isinstance(first, int)
        assert isinstance(count, int)
        segment = extract_segment(example.target)
        assert segment.steps == "\n".join(item.trace_text().split("\n")[first : first + count])
        assert f"\n\nState:\n{state_text(item, first)}\n\nTrace:\n" in example.prompt
        assert segment.ended == (first + count == item.result.steps)
        if not segment.ended:
            assert segment.state == state_text(item, first + count)
        ended += segment.ended
    assert 20 < ended < 100


def test_segments_fit_the_context_and_are_cut_where_prediction_never_is_unsure() -> None:
    starts = 0
    for number, item in enumerate(items()):
        example = segment_example(item, derive(5, number))
        segment = extract_segment(example.target)
        size, prompt = len(segment.steps.encode()), len(example.prompt.encode())
        assert prompt + len(example.target.encode()) < CONTEXT
        assert size <= SEGMENT_BYTES + SEGMENT_SPREAD
        longest = max(len(line.encode()) for line in item.trace_text().split("\n")) + 1
        if not segment.ended and prompt < 1000:
            assert size > SEGMENT_BYTES - longest
        starts += "\nState:\nstart\n" in example.prompt
    assert 15 < starts < 60


def test_a_segment_is_reproducible() -> None:
    item = items()[0]
    assert segment_example(item, derive(6)) == segment_example(item, derive(6))


def test_a_smaller_context_takes_less_or_nothing() -> None:
    item = next(item for item in items() if item.result.steps > 100)
    prompt = len(item.source.numbered().encode()) + 120
    example = segment_example(item, derive(7), context=prompt + 150)
    assert len((example.prompt + example.target).encode()) < prompt + 150
    with pytest.raises(DrawError, match="fits a context"):
        segment_example(item, derive(7), context=100)
