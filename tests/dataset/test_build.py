"""A data set is the same bytes however it is built, and every record in it is true."""

from dataclasses import asdict, replace
from importlib import metadata
from pathlib import Path

import pytest

from caalm.dataset import unit
from caalm.dataset.build import build, find_record, load, verify
from caalm.dataset.draw import redraw
from caalm.dataset.manifest import MANIFEST, Manifest
from caalm.dataset.record import DerivationPath, Record
from caalm.dataset.store import StoreError
from caalm.dataset.unit import AUDIT_SHARE, DisagreementError, is_audited
from caalm.errors import ContaminationError, InputError
from caalm.runtimes import RUNTIMES, Execution
from tests.dataset.builds import INVENTED, bytes_of, recipe_with


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    build(INVENTED, folder, seed=3)
    return folder


def records_of(folder: Path) -> list[Record]:
    splits = Manifest.read(folder).counts["by_split"]
    return [record for split in splits for record in load(folder, split)]


def test_any_number_of_workers_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    build(INVENTED, tmp_path, workers=2, seed=3)
    assert bytes_of(tmp_path) == bytes_of(built)


def test_another_seed_gives_other_records(built: Path, tmp_path: Path) -> None:
    build(INVENTED, tmp_path, seed=4)
    assert not {r.id for r in records_of(tmp_path)} & {r.id for r in records_of(built)}


def test_every_record_can_be_redrawn_alone(built: Path) -> None:
    records = records_of(built)
    assert len(records) == INVENTED.records
    for record in records:
        assert redraw(record.path) == record


def test_the_manifest_counts_what_is_there(built: Path) -> None:
    manifest, records = verify(built), records_of(built)
    assert manifest.counts["records"] == len(records) == 80
    assert manifest.counts["tiers"] == {"1": 24, "2": 32, "3": 24}
    assert {s: c["records"] for s, c in manifest.counts["by_split"].items()} == {
        "train": 30,
        **dict.fromkeys(("validation", "test", "new-words", "new-combinations", "new-families"), 10),
    }
    assert manifest.checks["disjoint"]["invented languages"] == len({record.language for record in records}) == 8
    assert manifest.seed == 3
    assert manifest == Manifest.read(built)


def test_no_two_splits_share_a_program_a_text_or_a_language(built: Path) -> None:
    for field in ("tree_hash", "source", "language"):
        owners: dict[str, set[str]] = {}
        for record in records_of(built):
            owners.setdefault(asdict(record)[field], set()).add(record.split)
        assert all(len(splits) == 1 for splits in owners.values()), field


def test_a_program_in_two_splits_fails_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = redraw

    def planted(path: DerivationPath) -> Record:
        record = original(path)
        twin = original(replace(path, split="train", language="fixed-0", tier=1, index=0))
        return replace(record, tree_hash=twin.tree_hash) if path.split == "test" and path.index == 0 else record

    monkeypatch.setattr(unit, "redraw", planted)
    with pytest.raises(ContaminationError, match=r"records \w+ \(\w+\) and \w+ \(\w+\) have the same tree"):
        build(INVENTED, tmp_path)
    assert not (tmp_path / MANIFEST).exists()


@pytest.mark.parametrize("language", RUNTIMES)
def test_a_real_language_is_vouched_for_by_its_runtime(language: str, tmp_path: Path) -> None:
    recipe = recipe_with(language)
    manifest = build(recipe, tmp_path)
    real = [record for record in records_of(tmp_path) if record.language == language]
    assert {record.runtime for record in real} == {RUNTIMES[language].version()}
    assert manifest.checks["executed"] == len(real) == 10
    assert manifest.checks["audited"] >= 1
    for record in real:
        assert replace(redraw(record.path), runtime=record.runtime) == record


def test_the_same_text_is_never_twice_in_a_language(tmp_path: Path) -> None:
    build(recipe_with("lua", programs=100), tmp_path)
    sources = [record.source for record in records_of(tmp_path) if record.language == "lua"]
    assert len(set(sources)) == len(sources) == 100


class LyingRuntime:
    """Lua, except that it prints something else in bulk or alone."""

    def __init__(self, *, bulk: bool) -> None:
        self.bulk = bulk

    def version(self) -> str:
        return "Lua 0"

    def execute(self, source: str) -> Execution:
        return Execution("lie\n")

    def execute_many(self, sources: list[str]) -> list[Execution]:
        honest = RUNTIMES["lua"].execute_many(sources)
        return [Execution("lie\n"), *honest[1:]] if self.bulk else honest


@pytest.mark.parametrize(("bulk", "how"), [(True, "in bulk"), (False, "alone, in a fresh stock process")])
def test_a_disagreement_fails_the_build_and_shows_the_program(
    bulk: bool, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = recipe_with("lua")
    monkeypatch.setattr(unit, "RUNTIMES", {"lua": LyingRuntime(bulk=bulk)})
    with pytest.raises(DisagreementError) as raised:
        build(recipe, tmp_path)
    message = str(raised.value)
    assert how in message
    assert "'lie\\n'" in message
    shown = message[message.index("lua program ") + 12 :].split(":")[0]
    assert redraw(shown).source in message
    assert not list(tmp_path.rglob("*.parquet"))


def test_the_audit_takes_a_small_share_and_all_of_the_test_split() -> None:
    records = [redraw(f"1.0.0/1/fixed-0/train/1/{number}/0") for number in range(40)]
    assert all(is_audited(replace(record, split="test")) for record in records)
    ids = [replace(records[0], id=f"{number:x}") for number in range(4000)]
    assert 0.5 * AUDIT_SHARE < sum(map(is_audited, ids)) / 4000 < 2 * AUDIT_SHARE


def test_a_finished_data_set_is_left_alone(built: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in built.rglob("*")}
    assert build(INVENTED, built, seed=3) == Manifest.read(built)
    assert {path: path.stat().st_mtime_ns for path in built.rglob("*")} == before


def test_a_folder_of_another_build_is_refused(built: Path) -> None:
    with pytest.raises(InputError, match="finished data set that differs: seed is 3 there and 4 now"):
        build(INVENTED, built, seed=4)
    other = replace(INVENTED, programs_per_language=20)
    with pytest.raises(InputError, match=r"differs: recipe\.programs_per_language is 10 there and 20 now"):
        build(other, built, seed=3)


def test_a_folder_with_other_things_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match="is not empty and holds no data set"):
        build(INVENTED, tmp_path)
    with pytest.raises(StoreError, match="a file stands where a folder is needed"):
        build(INVENTED, tmp_path / "thesis.txt")
    with pytest.raises(InputError, match="workers is 0"):
        build(INVENTED, tmp_path / "new", workers=0)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_progress_reaches_the_number_of_records(tmp_path: Path) -> None:
    for workers in (1, 2):
        seen: list[tuple[int, int]] = []
        build(INVENTED, tmp_path / str(workers), workers, on_progress=lambda *counts, seen=seen: seen.append(counts))
        assert seen[0] == (0, 80)
        assert seen[-1] == (80, 80)
        assert seen == sorted(seen)


def test_progress_counts_programs_that_a_runtime_has_run(tmp_path: Path) -> None:
    seen: list[int] = []
    recipe = recipe_with("lua", programs=100)
    build(recipe, tmp_path, on_progress=lambda done, total: seen.append(done))
    assert len(seen) > 10  # every program of the test split is run alone, and shows
    assert (seen[0], seen[-1]) == (0, recipe.records)


@pytest.mark.parametrize("damage", ["changed", "missing", "extra", "manifest"])
def test_damage_is_found(damage: str, tmp_path: Path) -> None:
    build(replace(INVENTED, invented_languages={"train": 1}), tmp_path)
    shard = tmp_path / "data/train/train-000.parquet"
    data = shard.read_bytes()
    if damage == "changed":
        shard.write_bytes(data[:100] + bytes([data[100] ^ 1]) + data[101:])
    elif damage == "missing":
        shard.unlink()
    elif damage == "extra":
        shard.with_name("train-001.parquet").write_bytes(data)
    else:
        (tmp_path / MANIFEST).write_text("{}")
    with pytest.raises(StoreError, match=MANIFEST if damage in ("extra", "manifest", "changed") else "is missing"):
        verify(tmp_path)


def test_a_record_is_found_by_its_id_or_the_beginning_of_it(built: Path) -> None:
    wanted = records_of(built)[17]
    assert find_record(built, wanted.id) == find_record(built, wanted.id[:12]) == wanted
    with pytest.raises(InputError, match="no record with the id 'xyz'"):
        find_record(built, "xyz")
    with pytest.raises(InputError, match="records whose id begins with '0'"):
        find_record(built, "0")


def test_splits_may_be_spelled_as_the_datasets_library_does(built: Path) -> None:
    assert list(load(built, "new_words")) == list(load(built, "new-words"))


def test_without_pyarrow_the_package_to_install_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)
    with pytest.raises(StoreError, match=r"pip install 'caalm\[dataset\]'"):
        build(INVENTED, tmp_path)


def test_what_is_not_there_is_named(built: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no finished data set"):
        verify(tmp_path)
    with pytest.raises(InputError, match="has no split 'dev': choose one of"):
        list(load(built, "dev"))
