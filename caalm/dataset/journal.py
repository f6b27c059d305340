"""The journal of a build under way: one line for its origin, then one line for every finished unit.

A unit's line is written after all of its files are in place, so whatever a kill leaves behind, the journal speaks
the truth: a torn last line is dropped, files without a line are written again. It is removed when the manifest stands.

    {"origin": {"recipe": {"name": "small", ...}, "seed": 0, ...}}
    {"unit": "lua", "files": [{"path": "data/train/lua.parquet", ...}], "executed": 100, "audited": 12}

A bucket can be neither appended to nor locked. There each line is an object of its own (`RemoteJournal`), and two
builds of one origin do no harm to each other, because they write the same bytes.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from caalm.dataset.location import Location
from caalm.dataset.manifest import Origin, ShardFile
from caalm.dataset.record import canonical_json
from caalm.dataset.store import StoreError, file_sha256, write_error, write_whole
from caalm.errors import InputError

JOURNAL = "build.jsonl"
NOTES = "build"
_ORIGIN = "origin.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitResult:
    """A finished unit: its files, how many programs a real runtime ran, and how many of them again alone."""

    unit: str
    files: tuple[ShardFile, ...]
    executed: int
    audited: int


class Journal(Protocol):
    """What is finished, in whatever way it is kept."""

    finished: dict[str, UnitResult]

    def add(self, result: UnitResult) -> None:
        """Note a finished unit, durably."""

    def close(self) -> None:
        """Give back what is held."""

    def remove(self) -> None:
        """The build is finished."""


def has_journal(folder: Location) -> bool:
    """Whether a build was begun there."""
    return (folder / JOURNAL).exists() if isinstance(folder, Path) else (folder / NOTES / _ORIGIN).exists()


def open_journal(folder: Location, origin: Origin) -> Journal:
    """The journal of a build there, a new one or that of a build which was begun; InputError where origins differ."""
    return FolderJournal(folder, origin) if isinstance(folder, Path) else RemoteJournal(folder, origin)


def forget_journal(folder: Location) -> None:
    """Remove what a build left that was killed after its manifest stood."""
    if isinstance(folder, Path):
        (folder / JOURNAL).unlink(missing_ok=True)
    else:
        _remove_notes(folder)


class FolderJournal:
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
            results = [read_result(line) for line in lines[1:]]
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{self.path} is damaged ({error}): remove the folder and build again") from error
        if found is None:
            self._append({"origin": asdict(origin)})
        else:
            _demand_same(found, origin, self.folder)
        return {result.unit: result for result in results if self._holds(result)}

    def _holds(self, result: UnitResult) -> bool:
        # A file that is there may be half of one: the power may have failed.
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


class RemoteJournal:
    """One object for the origin and one for each finished unit, under `build/`."""

    def __init__(self, folder: Location, origin: Origin) -> None:
        self.folder = folder
        self.finished: dict[str, UnitResult] = {}
        first = folder / NOTES / _ORIGIN
        if not first.exists():
            write_whole(first, canonical_json({"origin": asdict(origin)}).encode())
            return
        _demand_same(Origin(**_note(first)["origin"]), origin, folder)
        there = {str(path) for path in (folder / "data").rglob("*.parquet")}
        for path in (folder / NOTES).iterdir():
            if path.name == _ORIGIN:
                continue
            result = read_result(_note(path))
            # A shard is written before its note, and whole: reading all of them again would be slow and tell nothing.
            if all(str(folder / file.path) in there for file in result.files):
                self.finished[result.unit] = result

    def add(self, result: UnitResult) -> None:
        """Note a finished unit, durably."""
        write_whole(self.folder / NOTES / f"{result.unit}.json", canonical_json(asdict(result)).encode())
        self.finished[result.unit] = result

    def close(self) -> None:
        """Nothing is held."""

    def remove(self) -> None:
        """The build is finished."""
        _remove_notes(self.folder)


def _remove_notes(folder: Location) -> None:
    notes = folder / NOTES
    if not notes.exists():
        return
    # The origin goes last: whatever is left of a removal is a journal.
    for path in [path for path in notes.iterdir() if path.name != _ORIGIN]:
        path.unlink(missing_ok=True)
    (notes / _ORIGIN).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        notes.rmdir()  # a bucket has no folders, and some kinds of places have


def _note(path: Location) -> dict[str, Any]:
    try:
        table: dict[str, Any] = json.loads(path.read_bytes())
        return table
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} is damaged ({error}): remove it and build again") from error


def _demand_same(found: Origin, origin: Origin, folder: Location) -> None:
    if difference := found.difference(origin):
        raise InputError(f"{folder} holds an unfinished build that differs: {difference}; use another folder")


def read_result(line: Mapping[str, Any]) -> UnitResult:
    """The result that a line of a journal says."""
    files = tuple(ShardFile(**file) for file in line["files"])
    return UnitResult(unit=line["unit"], files=files, executed=line["executed"], audited=line["audited"])
