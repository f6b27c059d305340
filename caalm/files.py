"""Files that are whole or not there: every writer of weights, data sets and results goes through here.

>>> import tempfile
>>> with tempfile.TemporaryDirectory() as folder:
...     replace_file(Path(folder) / "a.txt", b"new")
...     (Path(folder) / "a.txt").read_bytes(), len(list(Path(folder).iterdir()))
(b'new', 1)
"""

import os
from pathlib import Path

UNFINISHED = ".unfinished"
"""The ending of a file that is being written; one that is left behind is never read."""


def replace_file(path: Path, data: bytes) -> None:
    """Write a file so that after any interruption it is the old one or the new one; OSError where that cannot be.

    A link goes on pointing where it did. What is no file, such as /dev/null or a pipe, is written to and stays.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    path = path.resolve()
    unfinished = path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED}")
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        sync(path.parent)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def sync(path: Path) -> None:
    """Make a file's bytes, or the names in a folder, survive a loss of power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
