"""Does the training stream share a tree, a source text or a language with a suite? It must not, and the check fails.

>>> from caalm.evaluation.suites import suite_named
>>> check_contamination([suite_named("card-52", 5)], StreamRecipe(), range(3))["source texts"]
8

Splits are made by hash, so what this finds is a defect of drawing, never bad luck. A language is compared by all of
its choices, a tree without its names; `runs/contamination.py N` checks all suites against N positions of the stream.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from caalm.dataset.disjoint import Row, check_disjoint
from caalm.dataset.splits import tree_hash
from caalm.dataset.stream import StreamRecipe, draw_example, draw_item
from caalm.evaluation.suites import Suite, SuiteItem
from caalm.generation.alien import AlienItem
from caalm.generation.items import Item
from caalm.rng import stable_hash
from caalm.tasks.prediction import split_input, split_lesson

_VALIDATION = "validation"


def check_contamination(
    suites: Sequence[Suite],
    recipe: StreamRecipe,
    positions: Iterable[int],
    on_position: Callable[[int], None] | None = None,
) -> dict[str, int]:
    """How many texts, trees and languages were compared; ContaminationError where stream and suites share one."""

    def rows() -> Iterator[Row]:
        for suite in suites:
            yield from suite_rows(suite)
        for position in positions:
            yield from stream_rows(recipe, position)
            if on_position is not None:
                on_position(position)

    return check_disjoint(rows())


def suite_rows(suite: Suite) -> Iterator[Row]:
    """What of each item must stand nowhere in training."""
    split = _VALIDATION if suite.name == _VALIDATION else "test"
    for item in suite.items:
        yield _row(f"{suite.name}/{item.id}", split, item.item or item)


def stream_rows(recipe: StreamRecipe, position: int) -> Iterator[Row]:
    """A position of the stream: its program, and the example where that is about another one."""
    item, _traced = draw_item(recipe, position)
    yield _row(f"stream/{position}", "train", item)
    example = draw_example(recipe, position)
    language = str(example.metadata["language"])
    if language != item.language.name:  # taught, continued or a machine's
        yield Row(f"stream/{position}/example", "train", _known(language), example.prompt, f"stream {position}", "")


def _row(identity: str, split: str, one: Item | AlienItem | SuiteItem) -> Row:
    if isinstance(one, SuiteItem):
        source = split_input(split_lesson(one.code)[1])[0]
        return Row(identity, split, one.language, source, f"no tree of {identity}", "")
    tree = stable_hash("alien", one.canonical) if isinstance(one, AlienItem) else tree_hash(one.program)
    return Row(identity, split, _known(one.language.name), one.source.text, f"{tree:016x}", "")


def _known(language: str) -> str:
    """The name under which `check_disjoint` takes a language for one of a split: a machine's is one, too."""
    return f"invented-{language}" if language.startswith("alien-") else language
