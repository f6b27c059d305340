"""Temporary folders that outlive nobody: removed at their end, or by the next process where that end never came.

>>> with own_folder() as folder:
...     folder.is_dir(), list(folder.iterdir())
(True, [])
>>> folder.exists()
False

Whoever uses a folder holds a lock on it, which the kernel takes back when the process is gone, however it went. So a
folder that can be locked is nobody's: it may be swept away at once, and one that is in use never is, be its owner in
another container or its folder a year old.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

_PREFIX = "caalm-run-"


@contextlib.contextmanager
def own_folder() -> Iterator[Path]:
    """A new folder that everybody may read; removed at the end."""
    _sweep()
    folder, lock = _locked_folder()
    try:
        folder.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _locked_folder() -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        lock = _lock(folder)
        # Another process may have swept it away, or be about to, between its making and its locking.
        if lock is not None and folder.exists():
            return folder, lock
        if lock is not None:
            os.close(lock)


def _lock(folder: Path) -> int | None:
    """The folder's lock, held; None where somebody else holds it or it is gone."""
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(opened)
        return None
    return opened


@functools.cache
def _sweep() -> None:
    """Once in a process: remove the folders whose owners are gone."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        lock = _lock(folder)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)
