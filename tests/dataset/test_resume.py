"""A build that was killed goes on, and ends in the bytes of one that was not."""

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from caalm.dataset import unit
from caalm.dataset.build import build
from caalm.dataset.journal import JOURNAL
from caalm.dataset.recipe import DatasetRecipe
from caalm.errors import CaalmError, InputError
from caalm.rng import derive
from tests.dataset.builds import INVENTED, bytes_of, recipe_with

ROOT = Path(__file__).parent.parent.parent


def start(recipe: DatasetRecipe, folder: Path, workers: int, kill_before: int = -1) -> int:
    """Build in a process of its own, which kills itself (-9) before that write to the disk; its exit status.

    Writes are counted, not seconds, so that a point is the same one however busy the machine is. Without a kill the
    number of writes is noted beside the folder.
    """
    # The builds of one test count as one code, even if somebody edits a file between them.
    code = f"""\
import os, pathlib, signal
from caalm.dataset import manifest
from caalm.dataset.build import build
from caalm.dataset.recipe import DatasetRecipe
if __name__ == "__main__":
    manifest.code_hash = lambda: "the tests' own"
    writes = 0
    def counted(call):
        def wrapped(*arguments):
            global writes
            if writes == {kill_before}:
                os.kill(os.getpid(), signal.SIGKILL)
            writes += 1
            return call(*arguments)
        return wrapped
    os.fsync, pathlib.Path.rename = counted(os.fsync), counted(pathlib.Path.rename)
    build({recipe!r}, {str(folder)!r}, workers={workers})
    pathlib.Path({str(folder.with_suffix(".writes"))!r}).write_text(str(writes))
"""
    # A file, because spawned workers load the main module again.
    script = folder.with_suffix(".py")
    script.write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, str(script)], env=environment, start_new_session=True, check=False
    ).returncode


def assert_kills_leave_no_trace(recipe: DatasetRecipe, tmp_path: Path, kills: int) -> None:
    """Kill one build again and again at seeded points, each time in a process that goes on with it; finish, compare.

    What stands after one kill is what the next one finds, and the work is that of three builds however many there are.
    """
    writes = {}
    for workers in (1, 2):  # those of the main process: with two workers the others write the shards
        whole = tmp_path / f"whole-{workers}"
        assert start(recipe, whole, workers) == 0
        writes[workers] = int(whole.with_suffix(".writes").read_text())
    expected = bytes_of(tmp_path / "whole-1")
    assert bytes_of(tmp_path / "whole-2") == expected
    drawn, folder, hits = derive(1, "kill", kills), tmp_path / "killed", 0
    shares = sorted(drawn.random() for _ in range(kills))
    for number, (before, share) in enumerate(pairwise([0.0, *shares])):
        workers = 1 + number % 2
        status = start(recipe, folder, workers, int((share - before) * writes[workers]))
        if status == 0:  # it was ready first: what two workers have done when they are killed is not always the same
            assert bytes_of(folder) == expected
            shutil.rmtree(folder)
        else:
            assert status == -signal.SIGKILL, f"kill {number}: the build broke"
            hits += 1
    assert hits > kills // 2
    assert start(recipe, folder, 2) == 0
    assert bytes_of(folder) == expected


def test_a_build_killed_at_any_moment_ends_in_the_same_bytes(tmp_path: Path) -> None:
    recipe = recipe_with("lua", programs=20, invented=6, per_language=60)
    assert_kills_leave_no_trace(recipe, tmp_path, 3)


@pytest.mark.slow
def test_two_thousand_records_survive_as_many_kills_as_asked_for(tmp_path: Path) -> None:
    """CAALM_KILLS=100 takes minutes; a handful shows the same on every run."""
    recipe = recipe_with("lua", "python", programs=200, invented=20, per_language=80)
    assert recipe.records == 2_000
    assert_kills_leave_no_trace(recipe, tmp_path, int(os.environ.get("CAALM_KILLS", "6")))


def broken_off(folder: Path, monkeypatch: pytest.MonkeyPatch, units: int) -> None:
    """A build that stops after so many units."""
    original, left = unit.build_unit, units

    def build_unit(*arguments: object) -> object:
        nonlocal left
        if left == 0:
            raise KeyboardInterrupt
        left -= 1
        return original(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr("caalm.dataset.workers.build_unit", build_unit)
        with pytest.raises(KeyboardInterrupt):
            build(INVENTED, folder)


def test_finished_shards_are_kept_and_the_rest_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, whole = tmp_path / "stopped", tmp_path / "whole"
    broken_off(folder, monkeypatch, 3)
    kept = {path: path.stat().st_mtime_ns for path in folder.rglob("*.parquet")}
    assert len(kept) == 3
    seen: list[int] = []
    build(INVENTED, folder, on_progress=lambda done, total: seen.append(done))
    assert seen[0] == 30
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    build(INVENTED, whole)
    assert bytes_of(folder) == bytes_of(whole)
    assert not (folder / JOURNAL).exists()


@pytest.mark.parametrize("damage", ["torn line", "shard lost", "shard changed", "half-written file"])
def test_whatever_a_kill_left_is_put_right(damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, whole = tmp_path / "stopped", tmp_path / "whole"
    broken_off(folder, monkeypatch, 3)
    shard = folder / "data/train/train-001.parquet"
    if damage == "torn line":
        with (folder / JOURNAL).open("ab") as file:
            file.write(b'{"unit": "valid')
    elif damage == "shard lost":
        shard.unlink()
    elif damage == "shard changed":
        shard.write_bytes(shard.read_bytes()[:50])
    else:
        shard.with_name("train-002.parquet.77.unfinished").write_bytes(b"PAR1")
    build(INVENTED, folder)
    build(INVENTED, whole)
    assert bytes_of(folder) == bytes_of(whole)


def test_an_unfinished_build_of_something_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken_off(tmp_path, monkeypatch, 1)
    before = bytes_of(tmp_path)
    with pytest.raises(InputError, match="unfinished build that differs: seed is 0 there and 9 now"):
        build(INVENTED, tmp_path, seed=9)
    with pytest.raises(InputError, match=r"differs: recipe\.name is 'invented' there and 'other' now"):
        build(replace(INVENTED, name="other"), tmp_path)
    monkeypatch.setattr("caalm.dataset.manifest.DATASET_VERSION", "2.0.0")
    with pytest.raises(InputError, match=r"differs: version is '1\.0\.0' there and '2\.0\.0' now"):
        build(INVENTED, tmp_path)
    monkeypatch.undo()
    monkeypatch.setattr("caalm.dataset.manifest.code_hash", lambda: "0123")
    with pytest.raises(InputError, match=r"differs: generator\.code is"):
        build(INVENTED, tmp_path)
    assert bytes_of(tmp_path) == before


def test_a_second_build_in_the_same_folder_waits_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken_off(tmp_path, monkeypatch, 1)
    # The lock belongs to a process, so another one has to hold it.
    code = (
        "import fcntl, sys\nfile = open(sys.argv[1], 'ab')\nfcntl.lockf(file, fcntl.LOCK_EX)\n"
        "print('locked', flush=True)\nsys.stdin.read()"
    )
    argv = [sys.executable, "-c", code, str(tmp_path / JOURNAL)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(InputError, match="another build is at work there"):
            build(INVENTED, tmp_path)
        holder.communicate()
    build(INVENTED, tmp_path)


def test_a_full_disk_stops_the_build_and_a_second_call_finishes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, whole = tmp_path / "full", tmp_path / "whole"
    original, left = os.fsync, 9

    def fsync(descriptor: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(28, "No space left on device")
        original(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        with pytest.raises(CaalmError, match="the disk is full: free some space and run the same command again"):
            build(INVENTED, folder)
    assert not list(folder.rglob("*.unfinished"))
    build(INVENTED, folder)
    build(INVENTED, whole)
    assert bytes_of(folder) == bytes_of(whole)
