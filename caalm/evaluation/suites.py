"""Suites: fixed sets of programs with their true outputs, each with a hash of its content.

>>> card = suite_named("card-52")
>>> len(card.items), card.items[0].id, card.items[0].output
(52, 'python-01', '30\\n')

========== ====================================================================================================
card-52    the published card's table rebuilt: 52 hand-written programs in its eight categories
held-out   2,000 drawn programs in held-out languages: new words, new combinations, new families in equal parts
validation 500 drawn programs with families and words of training, other trees and other languages
real       400 drawn programs in the four real languages, with trees that training never draws
steps      440 drawn programs in held-out languages, by the length of their runs: 120 each of 1 to 10, 11 to 30 and
           31 to 100 steps, 60 of 101 to 1,000 and 20 of 1,001 to 10,000
beyond     660 drawn programs about the eleven topics beyond the tiers, 60 each: ten in Python, JavaScript and Lua, and
           ten in languages of every held-out split
========== ====================================================================================================

A path to JSON lines with id, code and output (and language, category) is a suite too. Drawn suites come from a fixed
seed: the first n programs of a suite are the same whatever the limit, and tiers and splits take turns. Programs that
a trivial baseline answers are thinned: two of three are drawn again, or copying the last literal alone would be right
in a fifth of tier 1.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from importlib import resources
from pathlib import Path
from random import Random

from caalm.dataset.segments import code_of
from caalm.dataset.splits import (
    HELD_OUT_SPLITS,
    POOLS,
    Split,
    base_split,
    language_split,
    tree_split,
)
from caalm.errors import DrawError, InputError
from caalm.evaluation.baselines import BASELINES
from caalm.evaluation.constructs import constructs_of
from caalm.evaluation.files import numbered_lines
from caalm.evaluation.scorers import exact_match
from caalm.generation.alien import AlienItem
from caalm.generation.items import TOPIC_LANGUAGES, Item, draw_invented, draw_real, draw_topic
from caalm.generation.items import Draw as DrawProgram
from caalm.generation.languages import Pool
from caalm.generation.long import draw_long_program
from caalm.generation.programs import Drawn, ProgramSpec, draw_program
from caalm.generation.topics import TOPICS
from caalm.languages import LANGUAGES
from caalm.languages.invented.language import InventedLanguage
from caalm.program.nodes import Program
from caalm.rng import derive, stable_hash

SEED = 52
REAL_LANGUAGES = ("python", "javascript", "lua", "cobol")
_TIERS = (2, 1, 3, 2, 1, 3, 2, 1, 3, 2)
"""The published mix, 30, 40 and 30 of a hundred, so spread that a short suite has it too."""
_REDRAWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteItem:
    """One program with its true output; ``groups`` say in which rows of which tables it counts."""

    id: str
    language: str
    code: str
    output: str
    groups: Mapping[str, str] = field(default_factory=dict)
    item: Item | AlienItem | None = field(default=None, compare=False, repr=False)
    """What it was drawn as, with its tree and its run; None for a program that somebody wrote."""

    @property
    def steps(self) -> int | None:
        """How many steps the true run has, where that is known."""
        return None if self.item is None else self.item.result.steps

    @property
    def trace(self) -> str | None:
        """The true trace, where it is known."""
        return None if self.item is None else self.item.trace_text()

    @property
    def constructs(self) -> tuple[str, ...]:
        """What the program is made of, as tables name it."""
        return constructs_of(self.item.program) if isinstance(self.item, Item) else ()

    @property
    def families(self) -> Mapping[str, str]:
        """The families of syntax of an invented language, by dimension."""
        return getattr(self.item.language, "families", {}) if self.item is not None else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """A named set of programs."""

    name: str
    title: str
    items: tuple[SuiteItem, ...]

    @property
    def content_hash(self) -> str:
        """SHA-256 over ids, programs and outputs, in order."""
        digest = sha256()
        for item in self.items:
            digest.update(json.dumps([item.id, item.code, item.output]).encode())
        return digest.hexdigest()


OnDrawn = Callable[[int, int], None]


def suite_named(what: str, limit: int | None = None, on_drawn: OnDrawn | None = None) -> Suite:
    """The suite of that name, or of the file at that path; with a limit, its first programs only."""
    if limit is not None and limit < 1:
        raise InputError(f"limit: {limit} programs cannot be scored, give 1 or more")
    if what in DRAWN:
        title, count, draw = DRAWN[what]
        return _drawn(what, title, min(count, limit or count), draw, on_drawn)
    if what == "card-52":
        text = resources.files("caalm.evaluation").joinpath("data/card-52.jsonl").read_text("utf-8")
        items = [_card_item(json.loads(line)) for line in text.splitlines()]
        return Suite(name=what, title="The card's table rebuilt", items=tuple(items[:limit]))
    path = Path(what.removeprefix("path:"))
    if what.startswith("path:") or path.suffix == ".jsonl" or path.is_file():
        items = list(_file_items(path))[:limit]
        if not items:
            raise InputError(f"{path} holds no program: give JSON lines with id, code and output")
        return Suite(name=path.stem, title=f"Programs of {path.name}", items=tuple(items))
    raise InputError(f"suite: {what!r} is none of {', '.join(SUITES)}, nor the path of a JSON lines file")


def _card_item(record: Mapping[str, str]) -> SuiteItem:
    category = record["category"]
    return SuiteItem(
        id=record["id"],
        language=record["language"],
        code=record["code"],
        output=record["output"],
        groups={"category": category},
    )


def _file_items(path: Path) -> Iterator[SuiteItem]:
    for number, line in numbered_lines(path):
        where = f"{path}, line {number}"
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{where}: is no JSON ({error})") from None
        if not isinstance(record, dict):
            raise InputError(f"{where}: is no JSON object")
        for name in ("id", "code", "output"):
            if not isinstance(record.get(name), str):
                raise InputError(f'{where}: "{name}" is missing or no string')
        names = [name for name in ("category", "language", "tier", "split") if name in record]
        yield SuiteItem(
            id=record["id"],
            language=str(record.get("language", "unknown")),
            code=record["code"],
            output=record["output"],
            groups={name: str(record[name]) for name in names},
        )


def from_item(item: Item | AlienItem, identity: str, groups: Mapping[str, str]) -> SuiteItem:
    """A drawn item as one of a suite, with its tier among the groups (a topic has none)."""
    return SuiteItem(
        id=identity,
        language=item.language.name,
        code=code_of(item),
        output=item.result.stdout,
        groups={"tier": f"tier {item.tier}", **groups} if item.topic is None else groups,
        item=item,
    )


# -- drawing ---------------------------------------------------------------------------------------------------------

Draw = Callable[[int, int], tuple[Item, dict[str, str]]]
"""draw(index, attempt) -> an item and its groups."""


def draw_split(
    split: Split, tier: int, *path: str | int, max_steps: int = 40, scenes: int = 1, draw: DrawProgram = draw_program
) -> Item:
    """A program of a split: pool, tree and language are all the split's own."""
    base = base_split(split)

    def accepts(program: Program) -> bool:
        return tree_split(program) == base

    def accepts_language(language: InventedLanguage) -> bool:
        return language_split(language) == base

    return draw_invented(
        derive(SEED, "suite", split, *path),
        POOLS[split],
        tier=tier,
        max_steps=max_steps,
        scenes=scenes,
        accepts=accepts,
        accepts_language=accepts_language,
        draw=draw,
    )


def draw_item(language: str, tier: int, seed: int, index: int, topic: str | None = None) -> Item:
    """Program ``index`` under a seed, for a reader: of a real language, or of any invented one.

    With a ``topic`` (caalm.generation.topics) it is about that, and the tier says nothing.
    """
    rng = derive(seed, "draw", language, tier if topic is None else topic, index)
    if language != "invented" and language not in LANGUAGES:
        raise InputError(f"language: {language!r} is none of invented, {', '.join(LANGUAGES)}")
    if topic is not None:
        return draw_topic(rng, topic, Pool() if language == "invented" else LANGUAGES[language])
    if language == "invented":
        return draw_invented(rng, Pool(), tier=tier)
    return draw_real(rng, LANGUAGES[language], tier=tier)


def _draw_held_out(index: int, attempt: int) -> tuple[Item, dict[str, str]]:
    split = HELD_OUT_SPLITS[index % len(HELD_OUT_SPLITS)]
    tier = _TIERS[index // len(HELD_OUT_SPLITS) % len(_TIERS)]
    return draw_split(split, tier, "held-out", index, attempt), {"split": split}


def _draw_validation(index: int, attempt: int) -> tuple[Item, dict[str, str]]:
    return draw_split("validation", _TIERS[index % len(_TIERS)], "validation", index, attempt), {}


def _draw_real(index: int, attempt: int) -> tuple[Item, dict[str, str]]:
    name = REAL_LANGUAGES[index % len(REAL_LANGUAGES)]
    tier = _TIERS[index // len(REAL_LANGUAGES) % len(_TIERS)]
    rng = derive(SEED, "suite", "real", index, attempt)
    item = draw_real(rng, LANGUAGES[name], tier=tier, accepts=lambda program: tree_split(program) == "test")
    return item, {"language": name}


BANDS = ((1, 10), (11, 30), (31, 100), (101, 1_000), (1_001, 10_000))
"""Numbers of steps, from and to."""
_BAND_PATTERN = (0, 1, 2, 3, 0, 1, 2, 0, 1, 2, 4, 0, 1, 2, 3, 0, 1, 2, 0, 1, 2, 3)
"""Six, six, six, three and one of 22, so spread that a short suite has them all."""


def band_name(band: tuple[int, int]) -> str:
    """A band as tables show it."""
    return f"{band[0]:,}-{band[1]:,} steps"


def _draw_steps(index: int, attempt: int) -> tuple[Item, dict[str, str]]:
    number, place = divmod(index, len(_BAND_PATTERN))
    low, high = band = BANDS[_BAND_PATTERN[place]]
    split = HELD_OUT_SPLITS[(number + place) % len(HELD_OUT_SPLITS)]
    tier = _TIERS[(number + place // 4) % len(_TIERS)] if high <= 10 else 3

    def within(rng: Random, spec: ProgramSpec) -> Drawn:
        for _ in range(_REDRAWN):
            drawn = draw_program(rng, spec)
            if drawn.result.steps >= low:
                return drawn
        raise DrawError(f"no program of {low} to {high} steps in {_REDRAWN} draws")

    def long(rng: Random, spec: ProgramSpec) -> Drawn:
        return draw_long_program(rng, spec, low, high)

    # From 31 steps on there are few programs of one scene: several scenes there, beyond that loops of many rounds.
    scenes, draw = (1, within) if high <= 30 else (4, within) if high <= 100 and attempt % 2 == index % 2 else (1, long)
    item = draw_split(split, tier, "steps", index, attempt, max_steps=high, scenes=scenes, draw=draw)
    return item, {"split": split, "steps": band_name(band)}


def _draw_beyond(index: int, attempt: int) -> tuple[Item, dict[str, str]]:
    topics, places = tuple(TOPICS), (*TOPIC_LANGUAGES, *HELD_OUT_SPLITS)
    topic = topics[index % len(topics)]
    number = (index // len(topics) + index % len(topics)) % len(places)  # a short suite has them all
    rng = derive(SEED, "suite", "beyond", index, attempt)
    if number < len(TOPIC_LANGUAGES):
        name = TOPIC_LANGUAGES[number]
        item = draw_topic(rng, topic, LANGUAGES[name], accepts=lambda program: tree_split(program) == "test")
        return item, {"topic": topic, "language": name}
    split = HELD_OUT_SPLITS[number - len(TOPIC_LANGUAGES)]
    item = draw_topic(
        rng,
        topic,
        POOLS[split],
        accepts=lambda program: tree_split(program) == "test",
        accepts_language=lambda language: language_split(language) == "test",
    )
    return item, {"topic": topic, "language": f"invented, {split}"}


DRAWN: Mapping[str, tuple[str, int, Draw]] = {
    "held-out": ("Drawn programs in held-out languages", 2000, _draw_held_out),
    "validation": ("Drawn programs of the validation split", 500, _draw_validation),
    "real": ("Drawn programs in real languages", 400, _draw_real),
    "steps": ("Drawn programs in held-out languages by number of steps", 440, _draw_steps),
    "beyond": ("Drawn programs beyond the tiers by topic", 660, _draw_beyond),
}
SUITES: Sequence[str] = ("card-52", *DRAWN)
"""The names of all suites."""


def _drawn(name: str, title: str, count: int, draw: Draw, on_drawn: OnDrawn | None) -> Suite:
    seen: set[str] = set()
    items = []
    for index in range(count):
        item, groups = _fresh(partial(draw, index), seen)
        items.append(from_item(item, f"{name}-{index:04d}", groups))
        if on_drawn is not None:
            on_drawn(index + 1, count)
    return Suite(name=name, title=title, items=tuple(items))


def _is_thinned(item: Item) -> bool:
    """Whether the program is one of the two in three that are left out of those that a baseline answers."""
    code, stdout = item.source.text, item.result.stdout
    is_trivial = any(exact_match(answer(code), stdout) for answer in BASELINES.values())
    return is_trivial and stable_hash("thinned", code) % 3 != 0


def _fresh(draw: Callable[[int], tuple[Item, dict[str, str]]], seen: set[str]) -> tuple[Item, dict[str, str]]:
    """A draw whose text is not yet in the suite (short programs can be equal), and that is not thinned out."""
    for attempt in range(_REDRAWN):
        try:
            item, groups = draw(attempt)
        except DrawError:
            continue
        if item.source.text not in seen and not _is_thinned(item):
            seen.add(item.source.text)
            return item, groups
    raise DrawError(f"no fresh program in {_REDRAWN} draws")
