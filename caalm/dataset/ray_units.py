"""Units built by Ray Data: on this machine's cores, or on any number of machines.

    for result in units_on_ray(units, recipe, origin, location("s3://bucket/card"), "ray=auto", None, report): ...

A unit is one task: it draws its records, has the real runtime agree, writes its shards to the place, and gives back
only their checksums. So a worker or a machine that is lost costs the units that it was building, and Ray hands them to
others. The bytes cannot differ, because the recipe and the seed fix every shard; a machine that would write other bytes
(other code, another runtime) says so and ends the build.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from caalm.cluster import connected
from caalm.dataset.journal import UnitResult, read_result
from caalm.dataset.location import Location, is_remote, location, shared_name
from caalm.dataset.manifest import Origin
from caalm.dataset.recipe import DatasetRecipe
from caalm.dataset.record import canonical_json
from caalm.dataset.store import StoreError
from caalm.dataset.unit import DisagreementError, Report, Unit, build_unit
from caalm.errors import CaalmError, InputError
from caalm.runtimes import RUNTIMES


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitBuilder:
    """What a worker needs to build any unit of a recipe; called with a row of Ray Data, gives back a row."""

    units: tuple[Unit, ...]
    recipe: DatasetRecipe
    origin: Origin
    folder: str

    def __call__(self, row: dict[str, Any]) -> dict[str, str]:
        unit = self.units[int(row["item"])]
        try:
            self._demand_same(unit)
            result = build_unit(unit, self.recipe, self.origin.seed, location(self.folder), lambda count: None)
        except CaalmError as error:  # not raised here: Ray would wrap it in a page of its own
            return {"result": "", "problem": str(error), "kind": type(error).__name__}
        return {"result": canonical_json(asdict(result)), "problem": "", "kind": ""}

    def _demand_same(self, unit: Unit) -> None:
        """This machine writes the bytes that the driver's would."""
        mine = Origin.generator_here()
        runtimes = {}
        if unit.language in RUNTIMES:
            runtimes = {unit.language: RUNTIMES[unit.language].version()}
        theirs = {**self.origin.generator, **{name: self.origin.runtimes[name] for name in runtimes}}
        for name, version in {**mine, **runtimes}.items():
            if theirs[name] != version:
                from platform import node

                raise InputError(
                    f"{node()}: {name} is {version!r} there and {theirs[name]!r} where the build was started: "
                    "install the same on every machine"
                )


def units_on_ray(
    units: Sequence[Unit],
    recipe: DatasetRecipe,
    origin: Origin,
    folder: Location,
    engine: str,
    workers: int | None,
    report: Report,
) -> Iterator[UnitResult]:
    """Every unit's result as soon as its files are in place, in any order."""
    if not units:
        return
    builder = UnitBuilder(units=tuple(units), recipe=recipe, origin=origin, folder=shared_name(folder))
    records = {unit.name: unit.records for unit in units}
    with connected(engine, workers) as ray:
        table = ray.data.from_items(list(range(len(units))), override_num_blocks=len(units))
        # One row is one block is one task, so that what is lost with a worker is one unit.
        built = table.map_batches(
            _one_by_one(builder),
            batch_size=1,
            concurrency=workers,
            num_cpus=1,
        )
        for row in built.iter_rows():
            if row["problem"]:
                raise _error(row)
            result = read_result(json.loads(row["result"]))
            if not is_remote(folder) and not all((folder / file.path).exists() for file in result.files):
                raise StoreError(
                    f"{folder}: the machines do not share this folder: give one that they share, or a URL (s3://...)"
                )
            report(records[result.unit])
            yield result


def _one_by_one(builder: UnitBuilder) -> Any:
    def build_units(batch: dict[str, Any]) -> dict[str, list[str]]:
        rows = [builder({"item": item}) for item in batch["item"]]
        return {name: [row[name] for row in rows] for name in ("result", "problem", "kind")}

    return build_units


def _error(row: dict[str, Any]) -> CaalmError:
    kinds: dict[str, type[CaalmError]] = {kind.__name__: kind for kind in (InputError, StoreError, DisagreementError)}
    return kinds.get(row["kind"], StoreError)(row["problem"])
