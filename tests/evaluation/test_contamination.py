"""An overlap of training stream and suite is found, whichever kind it is."""

from dataclasses import replace

import pytest

from caalm.dataset.disjoint import Row, check_disjoint
from caalm.dataset.stream import StreamRecipe, draw_item
from caalm.errors import ContaminationError
from caalm.evaluation.contamination import check_contamination, stream_rows, suite_rows
from caalm.evaluation.suites import Suite, SuiteItem, drawn_suite, from_item

RECIPE = StreamRecipe(real_share=0.0, beyond_share=0.0, alien_share=0.0, taught_share=0.0, continuation_share=0.0)


def suite_of(*items: SuiteItem) -> Suite:
    return Suite(name="planted", title="A suite with a training program in it", items=items)


def test_suites_and_stream_share_nothing() -> None:
    suites = [drawn_suite(name, limit=6) for name in ("unseen", "validation", "alien", "real")]
    compared = check_contamination(suites, StreamRecipe(), range(20))
    assert compared["source texts"] >= 24 + 20


def test_a_program_of_the_stream_in_a_suite_is_found() -> None:
    item, _ = draw_item(RECIPE, 4)
    with pytest.raises(ContaminationError, match="stream/4"):
        check_contamination([suite_of(from_item(item, "planted-0", {}))], RECIPE, range(6))


def test_a_source_of_the_stream_in_a_file_is_found() -> None:
    item, _ = draw_item(RECIPE, 3)
    copied = SuiteItem(id="file-0", language="unknown", code=item.source.text, output=item.result.stdout)
    with pytest.raises(ContaminationError, match="same source text"):
        check_contamination([suite_of(copied)], RECIPE, range(6))


def planted(kind: str) -> Row:
    """A row of a suite that shares one thing alone with position 2 of the stream."""
    (trained, *_) = stream_rows(RECIPE, 2)
    (held_out, *_) = suite_rows(drawn_suite("held-out", limit=1))
    return {
        "tree": held_out._replace(tree_hash=trained.tree_hash),
        "source text": held_out._replace(source=trained.source),
        "invented language": held_out._replace(language=trained.language),
    }[kind]


@pytest.mark.parametrize("kind", ["tree", "source text", "invented language"])
def test_each_kind_of_overlap_is_found_alone(kind: str) -> None:
    rows = [row for position in range(4) for row in stream_rows(RECIPE, position)]
    with pytest.raises(ContaminationError, match=f"same {kind}"):
        check_disjoint([*rows, planted(kind)])


def test_a_lesson_is_no_part_of_the_source_that_is_compared() -> None:
    item, _ = draw_item(RECIPE, 1)
    taught = SuiteItem(
        id="a", language="unknown", code=f"Guide:\nSAY prints\n\nCode:\n{item.source.text}", output=item.result.stdout
    )
    with pytest.raises(ContaminationError, match="same source text"):
        check_contamination([suite_of(replace(taught))], RECIPE, range(3))
