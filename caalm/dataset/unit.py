"""A unit of work: all records of one language. The recipe alone fixes the units, so workers change no byte.

>>> from caalm.dataset.recipe import DatasetRecipe
>>> recipe = DatasetRecipe(name="two", real_languages=("lua",), real_programs={"train": 4, "test": 1},
...                        invented_languages={"new-words": 2}, programs_per_language=10)
>>> [(unit.name, unit.counts) for unit in units_of(recipe)]
[('lua', (('train', 4), ('test', 1))), ('new-words-000', (('new-words', 10),)), ('new-words-001', (('new-words', 10),))]

A real language's unit spans its splits, because only then can the same text be kept out of two of them: one text may
be spelled from two trees (a loop up to 5, a loop below 6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from caalm.dataset.draw import redraw
from caalm.dataset.journal import UnitResult
from caalm.dataset.location import Location
from caalm.dataset.manifest import ShardFile
from caalm.dataset.recipe import DATASET_VERSION, DatasetRecipe
from caalm.dataset.record import DerivationPath, Record
from caalm.dataset.splits import SPLITS, Split
from caalm.dataset.store import parquet_bytes, rows_sha256, write_whole
from caalm.errors import CaalmError, DrawError
from caalm.rng import derive
from caalm.runtimes import RUNTIMES, Execution, Status

AUDIT_SHARE = 0.02
"""The share of all programs that is run again alone; of a test split every one is."""
_ATTEMPTS = 200
_REPORTED = 50
Report = Callable[[int], None]


class DisagreementError(CaalmError):
    """Interpreter and real runtime print different things, so no label can be trusted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One language: ``language`` as in a path, and how many records of which split."""

    name: str
    language: str
    counts: tuple[tuple[Split, int], ...]

    @property
    def records(self) -> int:
        """How many records."""
        return sum(count for _, count in self.counts)


def units_of(recipe: DatasetRecipe) -> list[Unit]:
    """The recipe's units; the real languages, which take longest, come first."""
    real = tuple((split, count) for split, count in recipe.real_programs.items() if count)
    units = [Unit(name=name, language=name, counts=real) for name in recipe.real_languages if real]
    for split in SPLITS:
        for number in range(recipe.invented_languages.get(split, 0) if recipe.programs_per_language else 0):
            name = f"{split}-{number:03d}"
            counts = ((split, recipe.programs_per_language),)
            units.append(Unit(name=name, language=f"fixed-{number}", counts=counts))
    return units


def build_unit(unit: Unit, recipe: DatasetRecipe, seed: int, folder: Location, report: Report) -> UnitResult:
    """Draw the unit's records, have the real runtime agree, and write one shard for each split."""
    executed = audited = 0
    if unit.language in RUNTIMES:
        records, audited = vouched(unit.language, list(draw_unit(unit, recipe, seed)), report)
        executed = len(records)
    else:
        records = list(_reported(draw_unit(unit, recipe, seed), report))
    files = []
    for split, _ in unit.counts:
        of_split = [record for record in records if record.split == split]
        path = f"data/{split}/{unit.name}.parquet"
        checksum = write_whole(folder / path, parquet_bytes(of_split))
        rows = rows_sha256(of_split)
        files.append(ShardFile(path=path, split=split, records=len(of_split), sha256=checksum, rows_sha256=rows))
    return UnitResult(unit=unit.name, files=tuple(files), executed=executed, audited=audited)


def draw_unit(unit: Unit, recipe: DatasetRecipe, seed: int) -> Iterator[Record]:
    """The unit's records, no two of them with the same text."""
    seen: set[str] = set()
    for split, count in unit.counts:
        for index in range(count):
            path = DerivationPath(seed=seed, language=unit.language, split=split, tier=recipe.tier(index), index=index)
            record = _unseen(path, seen)
            seen.add(record.source)
            yield record


def _reported(records: Iterator[Record], report: Report) -> Iterator[Record]:
    count = 0
    for count, record in enumerate(records, 1):
        yield record
        if count % _REPORTED == 0:
            report(_REPORTED)
    report(count % _REPORTED)


def _unseen(path: DerivationPath, seen: set[str]) -> Record:
    for attempt in range(_ATTEMPTS):
        record = redraw(replace(path, attempt=attempt))
        if record.source not in seen:
            return record
    raise DrawError(f"path {path}: {_ATTEMPTS} draws in a row gave a program that the language had already")


def vouched(language: str, records: Sequence[Record], report: Report) -> tuple[list[Record], int]:
    """The records with the runtime that printed the same, and how many were run twice; else DisagreementError."""
    runtime = RUNTIMES[language]
    version = runtime.version()
    for record, execution in zip(records, runtime.execute_many([r.source for r in records]), strict=True):
        _demand_agreement(record, execution, "in bulk")
    audited = [record for record in records if is_audited(record)]
    report(len(records) - len(audited))
    for record in audited:
        _demand_agreement(record, runtime.execute(record.source), "alone, in a fresh stock process")
        report(1)
    return [replace(record, runtime=version) for record in records], len(audited)


def is_audited(record: Record) -> bool:
    """Whether a record's program is run a second time: all of a test split, and a seeded share of the others."""
    seed = DerivationPath.parse(record.path).seed
    return record.split == "test" or derive(seed, "dataset", DATASET_VERSION, "audit", record.id).random() < AUDIT_SHARE


def _demand_agreement(record: Record, execution: Execution, how: str) -> None:
    if execution.status is Status.OK and execution.stdout == record.stdout:
        return
    raise DisagreementError(
        f"{record.language} program {record.path}: the interpreter prints {record.stdout!r}, the runtime ({how}) "
        f"{execution.stdout!r} with status {execution.status.value}\n{execution.stderr}{record.source}"
    )
