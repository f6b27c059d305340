"""Programs of the tiers and of the topics, in held-out and in real languages, and programs of machines.

>>> draw_unseen(52, 0, 0).groups["split"], draw_alien_program(52, 0, 0).groups["machine"]
('new-words', 'goto')
"""

from __future__ import annotations

from random import Random

from caalm.dataset.splits import HELD_OUT_SPLITS, POOLS, Split, alien_split
from caalm.errors import DrawError
from caalm.evaluation.exams.drawing import (
    REDRAWN,
    TIERS,
    Question,
    draw_split,
    is_test_language,
    is_test_tree,
)
from caalm.generation.alien import draw_alien
from caalm.generation.items import TOPIC_LANGUAGES, Item, draw_real, draw_topic
from caalm.generation.long import draw_long_program
from caalm.generation.programs import Drawn, ProgramSpec, draw_program
from caalm.generation.topics import TOPICS
from caalm.languages import LANGUAGES
from caalm.rng import derive

REAL_LANGUAGES = ("python", "javascript", "lua", "cobol")
ALIEN_MACHINES = (
    "goto", "labels", "assembly", "accumulator", "stack", "rewriting", "clauses", "declarative", "tape", "turing",
)  # fmt: skip
"""Those of the suite's first version: a machine more makes a second one."""


def draw_held_out(seed: int, index: int, attempt: int) -> Question:
    """Tiers 1 to 3 in languages of the held-out splits, in turn."""
    split = HELD_OUT_SPLITS[index % len(HELD_OUT_SPLITS)]
    tier = TIERS[index // len(HELD_OUT_SPLITS) % len(TIERS)]
    return Question(draw_split(split, tier, "held-out", index, attempt, seed=seed), {"split": split})


def draw_validation(seed: int, index: int, attempt: int) -> Question:
    """Families and words of training, other trees and languages."""
    return Question(draw_split("validation", TIERS[index % len(TIERS)], "validation", index, attempt, seed=seed), {})


def draw_real_program(seed: int, index: int, attempt: int) -> Question:
    """The four real languages in turn, with trees that training never draws."""
    name = REAL_LANGUAGES[index % len(REAL_LANGUAGES)]
    tier = TIERS[index // len(REAL_LANGUAGES) % len(TIERS)]
    rng = derive(seed, "suite", "real", index, attempt)
    return Question(draw_real(rng, LANGUAGES[name], tier=tier, accepts=is_test_tree), {"language": name})


BANDS = ((1, 10), (11, 30), (31, 100), (101, 1_000), (1_001, 10_000))
"""Numbers of steps, from and to."""
_BAND_PATTERN = (0, 1, 2, 3, 0, 1, 2, 0, 1, 2, 4, 0, 1, 2, 3, 0, 1, 2, 0, 1, 2, 3)
"""Six, six, six, three and one of 22, so spread that a short suite has them all."""


def band_name(band: tuple[int, int]) -> str:
    """A band as tables show it."""
    return f"{band[0]:,}-{band[1]:,} steps"


def band_of(steps: int) -> str:
    """The band of a number of steps."""
    return next((band_name(band) for band in BANDS if band[0] <= steps <= band[1]), f"over {BANDS[-1][1]:,} steps")


def draw_steps(seed: int, index: int, attempt: int) -> Question:
    """Tiers 1 to 3 in held-out languages, by the length of their runs."""
    number, place = divmod(index, len(_BAND_PATTERN))
    low, high = band = BANDS[_BAND_PATTERN[place]]
    split = HELD_OUT_SPLITS[(number + place) % len(HELD_OUT_SPLITS)]
    tier = TIERS[(number + place // 4) % len(TIERS)] if high <= 10 else 3

    def within(rng: Random, spec: ProgramSpec) -> Drawn:
        for _ in range(REDRAWN):
            drawn = draw_program(rng, spec)
            if drawn.result.steps >= low:
                return drawn
        raise DrawError(f"no program of {low} to {high} steps in {REDRAWN} draws")

    def long(rng: Random, spec: ProgramSpec) -> Drawn:
        return draw_long_program(rng, spec, low, high)

    # From 31 steps on there are few programs of one scene: several scenes there, beyond that loops of many rounds.
    scenes, draw = (1, within) if high <= 30 else (4, within) if high <= 100 and attempt % 2 == index % 2 else (1, long)
    item = draw_split(split, tier, "steps", index, attempt, seed=seed, max_steps=high, scenes=scenes, draw=draw)
    return Question(item, {"split": split, "steps": band_name(band)})


def _topic_item(rng: Random, topic: str, where: str) -> Item:
    """A program about a topic in a real language, or in a fresh one of a held-out split."""
    if where in TOPIC_LANGUAGES:
        return draw_topic(rng, topic, LANGUAGES[where], accepts=is_test_tree)
    split: Split = next(split for split in HELD_OUT_SPLITS if split == where)
    return draw_topic(rng, topic, POOLS[split], accepts=is_test_tree, accepts_language=is_test_language)


def draw_beyond(seed: int, index: int, attempt: int) -> Question:
    """The topics beyond the tiers, in Python, JavaScript, Lua and in languages of every held-out split."""
    topics, places = tuple(TOPICS), (*TOPIC_LANGUAGES, *HELD_OUT_SPLITS)
    topic = topics[index % len(topics)]
    where = places[(index // len(topics) + index % len(topics)) % len(places)]  # a short suite has them all
    item = _topic_item(derive(seed, "suite", "beyond", index, attempt), topic, where)
    return Question(item, {"topic": topic, "language": where if where in TOPIC_LANGUAGES else f"invented, {where}"})


def draw_unseen(seed: int, index: int, attempt: int) -> Question:
    """A language nobody has seen for every program: 10 of 21 of the tiers, and one of each topic."""
    split = HELD_OUT_SPLITS[index % len(HELD_OUT_SPLITS)]
    kind = index // len(HELD_OUT_SPLITS) % (len(TIERS) + len(TOPICS))
    if kind % 2 == 0 and kind // 2 < len(TIERS):
        tier = TIERS[kind // 2]
        item = draw_split(split, tier, "unseen", index, attempt, seed=seed)
        return Question(item, {"split": split, "topic": f"tier {tier}", "steps": band_of(item.result.steps)})
    topic = tuple(TOPICS)[kind // 2]
    item = _topic_item(derive(seed, "suite", "unseen", index, attempt), topic, split)
    return Question(item, {"split": split, "topic": topic, "steps": band_of(item.result.steps)})


def draw_error(seed: int, index: int, attempt: int) -> Question:
    """Programs about errors; half of them end with one, the others catch it or come by it."""
    places = (*TOPIC_LANGUAGES, *HELD_OUT_SPLITS)
    where, ends = places[index % len(places)], index // len(places) % 2 == 0
    for again in range(REDRAWN):
        item = _topic_item(derive(seed, "suite", "errors", index, attempt, again), "errors", where)
        if (item.result.error is not None) == ends:
            how = "ends with an error" if ends else "runs to its end"
            return Question(item, {"run": how, "language": where if where in TOPIC_LANGUAGES else f"invented, {where}"})
    raise DrawError(f"no program about errors in {where} in {REDRAWN} draws")


def draw_alien_program(seed: int, index: int, attempt: int) -> Question:
    """The machines in turn, in families and words that training lacks."""
    machine = ALIEN_MACHINES[index % len(ALIEN_MACHINES)]
    item = draw_alien(
        derive(seed, "suite", "alien", index, attempt),
        held_out=True,
        machine=machine,
        accepts=lambda canonical: alien_split(canonical) == "test",
    )
    return Question(item, {"machine": machine, "steps": band_of(item.result.steps)})
