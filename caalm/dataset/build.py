"""Building a data set in a folder, loading it, and verifying it.

>>> import tempfile
>>> recipe = DatasetRecipe(name="two", invented_languages={"train": 1}, programs_per_language=2)
>>> with tempfile.TemporaryDirectory() as out:
...     manifest = build(recipe, out)
...     manifest == verify(out), manifest.counts["records"], [record.tier for record in load(out, "train")]
(True, 2, [1, 2])

A build that was killed goes on where it stopped, and ends in the bytes that an uninterrupted one gives: the recipe and
the seed fix every shard, workers and machines only decide who writes it when. A data set may lie in a folder or in any
place that has a URL, such as s3://bucket/card.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from caalm.cluster import LOCAL, is_cluster
from caalm.dataset.card import CARD, write_card
from caalm.dataset.disjoint import Row, check_disjoint
from caalm.dataset.fingerprints import Fingerprints
from caalm.dataset.journal import UnitResult, forget_journal, has_journal, open_journal
from caalm.dataset.location import Location, location
from caalm.dataset.manifest import MANIFEST, Manifest, Origin, ShardFile, hash_of_rows
from caalm.dataset.progress import OnProgress
from caalm.dataset.recipe import DatasetRecipe
from caalm.dataset.record import Record, record_from_row
from caalm.dataset.splits import SPLITS
from caalm.dataset.store import StoreError, file_sha256, make_folder, read_records, read_rows, remove_unfinished
from caalm.dataset.unit import units_of
from caalm.dataset.workers import finished_units
from caalm.errors import InputError


def build(
    recipe: DatasetRecipe,
    out: Location | str,
    workers: int | None = None,
    seed: int | None = None,
    on_progress: OnProgress | None = None,
    engine: str = LOCAL,
) -> Manifest:
    """Build ``recipe`` into the folder or URL ``out``, or finish the build that was begun there; what was built.

    ``engine`` is "local", "ray" (started here) or "ray=ADDRESS" (a cluster); ``workers`` None is one process, and with
    Ray every core there is. ``seed`` None is the recipe's own. Raises ContaminationError when two splits share
    anything, DisagreementError when a real runtime prints something else, InputError when ``out`` holds something else.
    """
    on_ray = is_cluster(engine)
    if workers is not None and workers < 1:
        raise InputError(f"workers is {workers}: give 1 or more")
    folder = location(out)
    origin = Origin.here(recipe, recipe.seed if seed is None else seed)
    make_folder(folder)
    if (folder / MANIFEST).exists():
        manifest = Manifest.read(folder)
        if difference := manifest.origin.difference(origin):
            raise InputError(f"{folder} holds a finished data set that differs: {difference}; choose another folder")
        forget_journal(folder)
        return manifest
    if not has_journal(folder) and folder.exists() and any(folder.iterdir()):
        raise InputError(f"{folder} is not empty and holds no data set: choose another folder")
    with closing(open_journal(folder, origin)) as journal:
        remove_unfinished(folder)
        units = units_of(recipe)
        done = sum(unit.records for unit in units if unit.name in journal.finished)

        def report(count: int) -> None:
            nonlocal done
            done += count
            if on_progress is not None:
                on_progress(done, recipe.records)

        report(0)
        missing = [unit for unit in units if unit.name not in journal.finished]
        if on_ray:
            from caalm.dataset.ray_units import units_on_ray

            results = units_on_ray(missing, recipe, origin, folder, engine, workers, report)
        else:
            results = finished_units(missing, recipe, origin.seed, folder, workers or 1, report)
        for result in results:
            journal.add(result)
        manifest = _manifest(folder, recipe, origin, [journal.finished[unit.name] for unit in units])
        remove_unfinished(folder)  # a worker whose parent was killed may have begun a file after our first look
        write_card(manifest, folder)
        manifest.write(folder)
        journal.remove()
    return manifest


def _manifest(folder: Location, recipe: DatasetRecipe, origin: Origin, results: Sequence[UnitResult]) -> Manifest:
    """The manifest of shards that are all there; ContaminationError when their splits are not disjoint."""
    files = tuple(sorted((file for result in results for file in result.files), key=lambda file: file.path))
    prints = Fingerprints()
    tiers: Counter[tuple[str, int]] = Counter()
    languages: Counter[tuple[str, str]] = Counter()
    for file in files:
        rows = []
        for row in read_rows(folder / file.path, (*Row._fields, "tier")):
            tiers[row["split"], row.pop("tier")] += 1
            rows.append(Row(**row))
        languages.update((row.split, row.language) for row in rows)
        prints.add(rows)
    if suspects := prints.suspects():
        whole = (Row(**row) for file in files for row in read_rows(folder / file.path, Row._fields))
        check_disjoint(row for row in whole if prints.is_suspect(row, suspects))
    disjoint = prints.disjoint()
    return Manifest(
        origin=origin,
        counts=_counts(tiers, languages),
        checks={
            "disjoint": disjoint,
            "executed": sum(result.executed for result in results),
            "audited": sum(result.audited for result in results),
        },
        duplicates=prints.duplicates(),
        files=files,
        rows_sha256=hash_of_rows(files),
    )


def _counts(tiers: Counter[tuple[str, int]], languages: Counter[tuple[str, str]]) -> dict[str, Any]:
    """Records by split and tier, and by split and language."""
    records = sum(tiers.values())
    invented = {(split, language) for split, language in languages if language.startswith("invented-")}
    real: Counter[str] = Counter()
    for (split, language), count in languages.items():
        if (split, language) not in invented:
            real[language] += count
    splits = [split for split in SPLITS if any(name == split for name, _ in tiers)]
    return {
        "records": records,
        "languages": len({language for _, language in languages}),
        "real": real.total(),
        "real_languages": dict(sorted(real.items())),
        "invented": records - real.total(),
        "invented_languages": len(invented),
        "tiers": {str(tier): sum(tiers[split, tier] for split in splits) for tier in (1, 2, 3)},
        "by_split": {
            split: {
                "records": sum(tiers[split, tier] for tier in (1, 2, 3)),
                "tiers": {str(tier): tiers[split, tier] for tier in (1, 2, 3)},
                "invented_languages": sum(name == split for name, _ in invented),
            }
            for split in splits
        },
    }


def load(path: Location | str, split: str) -> Iterator[Record]:
    """The records of a split of a finished data set, in the order of its files."""
    folder = location(path)
    manifest = Manifest.read(folder)
    # The datasets library knows the splits with underscores.
    files = [file for file in manifest.files if file.split == split.replace("_", "-")]
    if not files:
        known = ", ".join(manifest.counts["by_split"])
        raise InputError(f"{folder} has no split {split!r}: choose one of {known}")
    for file in files:
        yield from read_records(folder / file.path)


def find_record(path: Location | str, record_id: str) -> Record:
    """The record with this id, or the only one whose id begins so; InputError where there is none."""
    folder = location(path)
    found: list[tuple[ShardFile, int]] = []
    for file in Manifest.read(folder).files:
        ids = [row["id"] for row in read_rows(folder / file.path, ["id"])]
        found += [(file, place) for place, known in enumerate(ids) if known.startswith(record_id)]
    if not record_id or not found:
        raise InputError(f"{folder} has no record with the id {record_id!r}")
    if len(found) > 1:
        raise InputError(f"{folder} has {len(found)} records whose id begins with {record_id!r}: give more of it")
    file, place = found[0]
    return record_from_row(list(read_rows(folder / file.path))[place])


def verify(path: Location | str) -> Manifest:
    """The manifest of a data set of which every file is there and has its checksum; StoreError otherwise."""
    folder = location(path)
    manifest = Manifest.read(folder)
    for file in manifest.files:
        if not (folder / file.path).is_file():
            raise StoreError(f"{folder / file.path} is missing: build the data set again")
        if file_sha256(folder / file.path) != file.sha256:
            raise StoreError(f"{folder / file.path} differs from its checksum in {MANIFEST}: build the data set again")
    known = {file.path for file in manifest.files} | {MANIFEST, CARD}
    for extra in sorted(str(path) for path in folder.rglob("*.parquet")):
        if extra.removeprefix(f"{folder}/") not in known:
            raise StoreError(f"{extra} is not in {MANIFEST}: remove it, or a loader will read it too")
    if hash_of_rows(manifest.files) != manifest.rows_sha256:
        raise StoreError(f"{folder / MANIFEST}: its files and its rows_sha256 differ: build the data set again")
    return manifest
