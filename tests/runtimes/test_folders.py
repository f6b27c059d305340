"""Temporary folders: gone with their owner, and never before."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from caalm.runtimes import folders
from caalm.runtimes.folders import own_folder

HOLD = """
from caalm.runtimes.folders import own_folder
with own_folder() as folder:
    print(folder, flush=True)
    input()
"""


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folders._sweep.cache_clear()
    yield
    folders._sweep.cache_clear()


def owner() -> tuple[subprocess.Popen[str], Path]:
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def end(process: subprocess.Popen[str], number: int | None = None) -> None:
    if number is not None:
        process.send_signal(number)
    process.communicate("\n")


def test_a_folder_goes_at_its_end_with_all_that_is_in_it(tmp_path: Path) -> None:
    with own_folder() as folder:
        assert folder.parent == tmp_path
        (folder / "some" / "more").mkdir(parents=True)
    assert list(tmp_path.iterdir()) == []


def test_an_error_or_an_interrupt_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), own_folder():
        raise KeyboardInterrupt
    process, folder = owner()
    assert folder.is_dir()
    end(process, signal.SIGINT)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_what_a_killed_process_leaves_goes_with_the_next_one_at_once(tmp_path: Path, number: int) -> None:
    process, folder = owner()
    (folder / "left").write_text("over")
    end(process, number)
    assert folder.exists()
    with own_folder() as mine:
        assert list(tmp_path.iterdir()) == [mine]


def test_a_folder_in_use_is_never_swept_however_old_it_is() -> None:
    process, folder = owner()
    try:
        long_ago = time.time() - 10 * 365 * 86400
        os.utime(folder, (long_ago, long_ago))
        with own_folder() as mine:
            folders._sweep.cache_clear()
            folders._sweep()
            assert mine.exists()
            assert folder.exists()
    finally:
        end(process)
    assert not folder.exists()


def test_a_folder_that_is_swept_before_it_is_locked_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    lock, made = folders._lock, []

    def late(folder: Path) -> int | None:
        made.append(folder)
        if len(made) == 1:
            folder.rmdir()  # another process was here first
        return lock(folder)

    monkeypatch.setattr(folders, "_lock", late)
    with own_folder() as folder:
        assert made[-1] == folder
        assert len(made) == 2


def test_nothing_of_others_is_touched(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "caalm-run-1-link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "caalm-notes").mkdir()
    folders._sweep()
    assert {path.name for path in tmp_path.iterdir()} == {"elsewhere", "caalm-run-1-link", "caalm-notes"}
