"""Drawing the questions of an exam: each from its own derivation path, none twice, few that need no thought.

>>> from caalm.evaluation.exams.tiers import draw_validation
>>> [asked.groups for asked in questions(draw_validation, 2)]
[{'tier': 'tier 2'}, {'tier': 'tier 1'}]

The first n questions are the same whatever the count. Programs that a trivial baseline answers are thinned: two of
three are drawn again, or copying the last literal alone would be right in a fifth of tier 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from caalm.dataset.segments import code_of
from caalm.dataset.splits import POOLS, Split, base_split, language_split, tree_split
from caalm.errors import DrawError
from caalm.evaluation.baselines import BASELINES
from caalm.evaluation.scorers import exact_match
from caalm.generation.alien import AlienItem
from caalm.generation.items import Draw as DrawProgram
from caalm.generation.items import Item, draw_invented
from caalm.generation.programs import draw_program
from caalm.languages.invented.language import InventedLanguage
from caalm.program.nodes import Program
from caalm.rng import derive, stable_hash
from caalm.tasks.teaching import with_lesson

SEED = 52
"""The seed of the published suites; an exam is the same suite under another one."""
REDRAWN = 50
TIERS = (2, 1, 3, 2, 1, 3, 2, 1, 3, 2)
"""The published mix, 30, 40 and 30 of a hundred, so spread that a short suite has it too."""


class Question(NamedTuple):
    """An item, the rows in which it counts, and what is taught before it."""

    item: Item | AlienItem
    groups: Mapping[str, str]
    solved: tuple[tuple[str, str], ...] = ()
    guide: str | None = None

    @property
    def code(self) -> str:
        """The program as it is asked about, with its input and its lesson."""
        code = code_of(self.item)
        return with_lesson(code, solved=self.solved, guide=self.guide)


Draw = Callable[[int, int, int], Question]
"""draw(seed, index, attempt) -> a question."""


def questions(draw: Draw, count: int, *, seed: int = SEED, thinned: bool = True) -> Iterator[Question]:
    """The first questions of an exam, no two of them the same text."""
    seen: set[str] = set()
    for index in range(count):
        yield _fresh(draw, seed, index, seen, thinned)


def _fresh(draw: Draw, seed: int, index: int, seen: set[str], thinned: bool) -> Question:
    for attempt in range(REDRAWN):
        try:
            asked = draw(seed, index, attempt)
        except DrawError:
            continue
        code = asked.code
        if code not in seen and not (thinned and _is_thinned(asked.item)):
            seen.add(code)
            item = asked.item
            groups = {"tier": f"tier {item.tier}", **asked.groups} if item.topic is None else asked.groups
            return asked._replace(groups=groups)
    raise DrawError(f"no fresh program in {REDRAWN} draws")


def _is_thinned(item: Item | AlienItem) -> bool:
    """Whether the program is one of the two in three that are left out of those that a baseline answers."""
    code, stdout = item.source.text, item.result.stdout
    is_trivial = any(exact_match(answer(code), stdout) for answer in BASELINES.values())
    return is_trivial and stable_hash("thinned", code) % 3 != 0


def is_test_tree(program: Program) -> bool:
    """Whether training never draws this tree."""
    return tree_split(program) == "test"


def is_test_language(language: InventedLanguage) -> bool:
    """Whether training never draws this language."""
    return language_split(language) == "test"


def draw_split(
    split: Split,
    tier: int,
    *path: str | int,
    seed: int = SEED,
    max_steps: int = 40,
    scenes: int = 1,
    draw: DrawProgram = draw_program,
    beyond: bool = False,
) -> Item:
    """A program of a split: pool, tree and language are all the split's own."""
    base = base_split(split)
    return draw_invented(
        derive(seed, "suite", split, *path),
        POOLS[split],
        tier=tier,
        max_steps=max_steps,
        scenes=scenes,
        accepts=lambda program: tree_split(program) == base,
        accepts_language=lambda language: language_split(language) == base,
        draw=draw,
        beyond=beyond,
    )
