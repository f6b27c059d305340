"""Suites: fixed sets of programs with their true outputs, each with a hash of its content.

>>> card = suite_named("card-52")
>>> len(card.items), card.items[0].id, card.items[0].output
(52, 'python-01', '30\\n')

=========== ===================================================================================================
card-52     the published card's table rebuilt: 52 hand-written programs in its eight categories
unseen      2,000 programs in 2,000 languages, with held-out families and words: all tiers, all topics
held-out    2,000 drawn programs of tiers 1 to 3: new words, new combinations, new families in equal parts
swap        100 programs in languages whose familiar words or operators have exchanged their meanings, each after 0, 1,
            4 and 16 solved examples and after a guide
obfuscated  the same with a rare symbol for every word
length      240 programs with more steps, longer numbers or deeper nesting than training shows
format      900 programs in which everything hangs on padding, float form, spaces, quotes, or on printing nothing
errors      300 programs about errors, half of which end with one
alien       500 programs of machines: goto, stack, rewriting, tape, ...
real        400 drawn programs in the four real languages, with trees that training never draws
validation  500 drawn programs with families and words of training, other trees and other languages
steps       440 drawn programs in held-out languages, by the length of their runs: 120 each of 1 to 10, 11 to 30 and
            31 to 100 steps, 60 of 101 to 1,000 and 20 of 1,001 to 10,000
beyond      660 drawn programs about the eleven topics beyond the tiers, 60 each: ten in Python, JavaScript and Lua,
            and ten in languages of every held-out split
shell-...   sessions of commands: caalm.evaluation.shell_suites
=========== ===================================================================================================

A path to JSON lines with id, code and output (and language, category) is a suite too, and ``idiomatic:FOLDER`` are the
programs of held-out template groups in a folder that ``caalm dataset build idiomatic`` made. Drawn suites come from a
fixed seed (`caalm.evaluation.exams`): the first n programs are the same whatever the limit. ``unseen@90210`` is an exam
that nobody has seen: the same suite under another seed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import resources
from itertools import islice
from pathlib import Path

from caalm.errors import InputError
from caalm.evaluation.constructs import constructs_of
from caalm.evaluation.exams.drawing import SEED, Question, questions
from caalm.evaluation.exams.table import EXAMS
from caalm.evaluation.files import numbered_lines
from caalm.evaluation.shell_suites import SHELL_SUITES, shell_items
from caalm.generation.alien import AlienItem
from caalm.generation.items import Item, draw_invented, draw_real, draw_topic
from caalm.generation.languages import Pool
from caalm.languages import LANGUAGES
from caalm.rng import derive

IDIOMATIC = "idiomatic:"
CARD = "card-52"
SUITES: Sequence[str] = (CARD, *EXAMS, *SHELL_SUITES)
"""The names of all suites."""


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
    name, marker, seed = what.partition("@")
    if name in EXAMS and (not marker or seed.isdecimal()):
        return drawn_suite(name, seed=int(seed) if marker else SEED, limit=limit, on_drawn=on_drawn)
    if what == CARD:
        text = resources.files("caalm.evaluation").joinpath("data/card-52.jsonl").read_text("utf-8")
        items = [_card_item(json.loads(line)) for line in text.splitlines()]
        return Suite(name=what, title="The card's table rebuilt", items=tuple(items[:limit]))
    if what in SHELL_SUITES:
        return _shell_suite(what, limit, on_drawn)
    if what.startswith(IDIOMATIC):
        return _idiomatic_suite(Path(what.removeprefix(IDIOMATIC)), limit or 400)
    path = Path(what.removeprefix("path:"))
    if what.startswith("path:") or path.suffix == ".jsonl" or path.is_file():
        items = list(_file_items(path))[:limit]
        if not items:
            raise InputError(f"{path} holds no program: give JSON lines with id, code and output")
        return Suite(name=path.stem, title=f"Programs of {path.name}", items=tuple(items))
    raise InputError(f"suite: {what!r} is none of {', '.join(SUITES)}, nor the path of a JSON lines file")


def _shell_suite(name: str, limit: int | None, on_drawn: OnDrawn | None) -> Suite:
    items = []
    for item in islice(shell_items(name), limit):
        items.append(SuiteItem(id=item.id, language="bash", code=item.code, output=item.output, groups=item.groups))
        if on_drawn is not None and limit is not None:
            on_drawn(len(items), limit)
    return Suite(name=name, title=SHELL_SUITES[name], items=tuple(items))


def drawn_suite(name: str, *, seed: int = SEED, limit: int | None = None, on_drawn: OnDrawn | None = None) -> Suite:
    """A suite drawn under a seed: the published one's, or another for an exam that nobody has seen."""
    if name not in EXAMS:
        raise InputError(f"suite: {name!r} is not drawn, choose one of {', '.join(EXAMS)}")
    exam = EXAMS[name]
    count = min(exam.count, limit or exam.count)
    items = []
    for number, asked in enumerate(questions(exam.draw, count, seed=seed, thinned=exam.thinned)):
        items.append(question_item(asked, f"{name}-{number:04d}"))
        if on_drawn is not None:
            on_drawn(number + 1, count)
    return Suite(name=name if seed == SEED else f"{name}@{seed}", title=exam.title, items=tuple(items))


def question_item(asked: Question, identity: str) -> SuiteItem:
    """A drawn question as one of a suite."""
    item = asked.item
    return SuiteItem(
        id=identity,
        language=item.language.name,
        code=asked.code,
        output=item.result.stdout,
        groups=asked.groups,
        item=item,
    )


def _idiomatic_suite(folder: Path, count: int) -> Suite:
    """Programs of template groups that training never shows, of every language in turn."""
    from caalm.dataset.idiomatic import read_idiomatic  # it brings what builds folders, bars included

    found: dict[str, list[SuiteItem]] = {}
    for record in read_idiomatic(folder, "new-groups"):
        found.setdefault(record.language, []).append(
            SuiteItem(
                id=f"idiomatic-{record.language}-{record.index}",
                language=record.language,
                code=record.source,
                output=record.stdout,
                groups={"language": record.language, "template group": record.group},
            )
        )
    if not found:
        raise InputError(f"{folder} holds no program of a held-out template group: build a larger folder")
    share = -(-count // len(found))
    rows = [list(islice(items, share)) for items in found.values()]
    items = [item for number in range(share) for row in rows for item in row[number : number + 1]]
    return Suite(name="idiomatic", title="Idiomatic programs of held-out template groups", items=tuple(items[:count]))


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
        groups = record.get("groups", {name: record[name] for name in names})
        if not isinstance(groups, dict):
            raise InputError(f'{where}: "groups" is no JSON object')
        yield SuiteItem(
            id=record["id"],
            language=str(record.get("language", "unknown")),
            code=record["code"],
            output=record["output"],
            groups={str(name): str(group) for name, group in groups.items()},
        )


def from_item(item: Item | AlienItem, identity: str, groups: Mapping[str, str]) -> SuiteItem:
    """A drawn item as one of a suite, with its tier among the groups (a topic has none)."""
    tiers = {"tier": f"tier {item.tier}"} if item.topic is None else {}
    return question_item(Question(item, {**tiers, **groups}), identity)


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
