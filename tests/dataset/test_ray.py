"""Ray builds the bytes that one process builds, wherever they lie; a killed worker costs its shard and no more."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from caalm.cluster import address_of, connected, is_cluster
from caalm.dataset import build as building
from caalm.dataset.build import build, load, verify
from caalm.dataset.journal import UnitResult
from caalm.dataset.location import location
from caalm.dataset.manifest import Origin
from caalm.dataset.recipe import DatasetRecipe
from caalm.dataset.store import StoreError
from caalm.dataset.unit import DisagreementError, units_of
from caalm.errors import InputError
from tests.dataset.builds import INVENTED, bytes_of, recipe_with
from tests.processes import running

pytest.importorskip("ray")
from caalm.dataset.ray_units import UnitBuilder, units_on_ray

pytestmark = pytest.mark.filterwarnings("ignore")  # Ray's own, of its dependencies


@pytest.fixture(scope="module")
def two_workers() -> Iterator[None]:
    """Ray on this machine with two workers: what `--engine ray --workers 2` starts, once for all tests."""
    with connected("ray", 2):
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("two_workers")
def test_a_killed_worker_costs_its_shard_and_changes_no_byte(tmp_path: Path) -> None:
    recipe = recipe_with("lua", programs=40, invented=10, per_language=40)
    killed: list[int] = []

    def kill_one(done: int, total: int) -> None:
        if done and not killed and (workers := running("build_units")):
            os.kill(workers[0], signal.SIGKILL)
            killed.append(workers[0])

    build(recipe, tmp_path / "ray", engine="ray", workers=2, on_progress=kill_one)
    assert len(killed) == 1, "no worker was seen at work"
    build(recipe, tmp_path / "plain")
    assert bytes_of(tmp_path / "ray") == bytes_of(tmp_path / "plain")


@pytest.mark.slow
@pytest.mark.usefixtures("two_workers")
def test_what_was_finished_before_the_driver_died_is_not_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def counted(units: list[object], *rest: object) -> Iterator[UnitResult]:
        asked.append(len(units))
        yield from units_on_ray(units, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("caalm.dataset.ray_units.units_on_ray", counted)

    def die(done: int, total: int) -> None:
        if done >= 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(INVENTED, tmp_path / "ray", engine="ray", on_progress=die)
    build(INVENTED, tmp_path / "ray", engine="ray")
    assert asked[0] == 8
    assert 0 < asked[1] < 8
    build(INVENTED, tmp_path / "plain")
    assert bytes_of(tmp_path / "ray") == bytes_of(tmp_path / "plain")


def builder_for(recipe: DatasetRecipe, folder: str, **changes: object) -> UnitBuilder:
    origin = Origin.here(recipe, recipe.seed)
    return UnitBuilder(
        units=tuple(units_of(recipe)),
        recipe=recipe,
        origin=replace(origin, **changes),  # type: ignore[arg-type]
        folder=folder,
    )


def test_a_machine_with_other_code_or_another_runtime_is_named(tmp_path: Path) -> None:
    other = {**Origin.generator_here(), "pyarrow": "1.0"}
    row = builder_for(INVENTED, str(tmp_path), generator=other)({"item": 0})
    assert row["kind"] == "InputError"
    assert "pyarrow is" in row["problem"]
    assert "'1.0' where the build was started" in row["problem"]
    lua = recipe_with("lua")
    row = builder_for(lua, str(tmp_path), runtimes={"lua": "Lua 1.0"})({"item": 0})
    assert "lua is 'Lua 5" in row["problem"]
    assert not list(tmp_path.iterdir())


def test_a_disagreement_on_a_worker_is_the_error_it_would_be_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disagree(*_: object) -> UnitResult:
        raise DisagreementError("lua program 1.0.0/0/lua: the interpreter prints '1', the runtime '2'")

    monkeypatch.setattr("caalm.dataset.ray_units.build_unit", disagree)
    row = builder_for(INVENTED, str(tmp_path))({"item": 0})
    assert (row["kind"], row["result"]) == ("DisagreementError", "")


def test_a_build_in_a_bucket_holds_the_bytes_of_one_in_a_folder(tmp_path: Path) -> None:
    bucket = location("memory://bucket/card")
    build(INVENTED, "memory://bucket/card")
    build(INVENTED, tmp_path)
    for name in bytes_of(tmp_path):
        assert (bucket / name).read_bytes() == (tmp_path / name).read_bytes()
    assert not (bucket / "build").exists()
    assert verify("memory://bucket/card") == verify(tmp_path)
    assert list(load("memory://bucket/card", "test")) == list(load(tmp_path, "test"))
    (bucket / "data/test/test-000.parquet").write_bytes(b"PAR1")
    with pytest.raises(StoreError, match="differs from its checksum"):
        verify("memory://bucket/card")


def test_a_stopped_build_in_a_bucket_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    place = "memory://stopped/card"

    def stop(done: int, total: int) -> None:
        if done >= 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(INVENTED, place, on_progress=stop)
    with pytest.raises(InputError, match="unfinished build that differs: seed is 0 there and 9 now"):
        build(INVENTED, place, seed=9)
    kept = [path.name for path in (location(place) / "build").iterdir()]
    assert "origin.json" in kept
    assert len(kept) >= 3
    seen: list[int] = []
    build(INVENTED, place, on_progress=lambda done, total: seen.append(done))
    assert seen[0] == 10 * (len(kept) - 1)
    build(INVENTED, "memory://whole/card")
    assert (location(place) / "manifest.json").read_bytes() == location(
        "memory://whole/card/manifest.json"
    ).read_bytes()


def test_datasets_streams_from_a_bucket() -> None:
    datasets = pytest.importorskip("datasets")
    build(INVENTED, "memory://streamed/card")
    files = "memory://streamed/card/data/train/*.parquet"
    rows = datasets.load_dataset("parquet", data_files=files, split="train", streaming=True)
    assert [row["id"] for row in rows] == [record.id for record in load("memory://streamed/card", "train")]


def test_places_and_engines_that_are_none_are_said_plainly() -> None:
    with pytest.raises(InputError, match="nope://a cannot be opened"):
        location("nope://a")
    with pytest.raises(InputError, match="none of local, ray, ray=ADDRESS"):
        is_cluster("spark")
    assert address_of("ray=head:6379") == "head:6379"
    assert building.build is build
