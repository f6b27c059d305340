"""The journal of a build under way: one line for its origin, then one line for every finished unit.

A unit's line is written after all of its files are in place, so whatever a kill leaves behind, the journal speaks
the truth: a torn last line is dropped, files without a line are written again. It is removed when the manifest stands.

    {"origin": {"recipe": {"name": "small", ...}, "seed": 0, ...}}
    {"unit": "lua", "files": [{"path": "data/train/lua.parquet", ...}], "executed": 100, "audited": 12}
"""

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from caalm.dataset.manifest import Origin, ShardFile
from caalm.dataset.record import canonical_json
from caalm.dataset.store import StoreError, file_sha256, write_error
from caalm.errors import InputError

JOURNAL = "build.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitResult:
    """A finished unit: its files, how many programs a real runtime ran, and how many of them again alone."""

    unit: str
    files: tuple[ShardFile, ...]
    executed: int
    audited: int


class Journal:
    """An open journal, locked against a second build in the same folder."""

    def __init__(self, folder: Path, origin: Origin) -> None:
        self.folder = folder
        self.path = folder / JOURNAL
        try:
            self.file = self.path.open("a+b")
            # A POSIX lock is this process's own: workers do not inherit it, and a kill frees it.
            fcntl.lockf(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.file.close()
            raise InputError(f"{folder}: another build is at work there: wait or choose another folder") from None
        except OSError as error:
            raise write_error(self.path, error) from error
        try:
            self.finished = self._read(origin)
        except BaseException:
            self.file.close()
            raise

    def _read(self, origin: Origin) -> dict[str, UnitResult]:
        self.file.seek(0)
        text = self.file.read()
        whole = text[: text.rfind(b"\n") + 1]
        if len(whole) < len(text):
            self.file.truncate(len(whole))
        try:
            lines = [json.loads(line) for line in whole.splitlines()]
            found = Origin(**lines[0]["origin"]) if lines else None
            results = [_result(line) for line in lines[1:]]
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{self.path} is damaged ({error}): remove the folder and build again") from error
        if found is None:
            self._append({"origin": asdict(origin)})
        elif difference := found.difference(origin):
            raise InputError(f"{self.folder} holds an unfinished build that differs: {difference}; use another folder")
        return {result.unit: result for result in results if self._holds(result)}

    def _holds(self, result: UnitResult) -> bool:
        paths = [(self.folder / file.path, file.sha256) for file in result.files]
        return all(path.is_file() and file_sha256(path) == expected for path, expected in paths)

    def add(self, result: UnitResult) -> None:
        """Note a finished unit, durably."""
        self._append(asdict(result))
        self.finished[result.unit] = result

    def _append(self, line: Mapping[str, Any]) -> None:
        try:
            self.file.write(canonical_json(line).encode() + b"\n")
            self.file.flush()
            os.fsync(self.file.fileno())
        except OSError as error:
            raise write_error(self.path, error) from error

    def close(self) -> None:
        """Give the lock back."""
        self.file.close()

    def remove(self) -> None:
        """The build is finished."""
        self.path.unlink(missing_ok=True)
        self.close()


def _result(line: Mapping[str, Any]) -> UnitResult:
    files = tuple(ShardFile(**file) for file in line["files"])
    return UnitResult(unit=line["unit"], files=files, executed=line["executed"], audited=line["audited"])
