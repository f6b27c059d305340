"""Files of a data set: whole or not there at all. Records lie in Parquet shards.

>>> import tempfile
>>> from pathlib import Path
>>> from caalm.dataset.draw import redraw
>>> shard = parquet_bytes([redraw("1.0.0/7/lua/train/1/0/0")])
>>> with tempfile.TemporaryDirectory() as folder:
...     written = write_whole(Path(folder) / "shard.parquet", shard)
...     [record.language for record in read_records(Path(folder) / "shard.parquet")]
['lua']
"""

from __future__ import annotations

import errno
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

from caalm.dataset.location import Location
from caalm.dataset.record import COLUMNS, Record, record_from_row, row_text
from caalm.errors import CaalmError, InputError
from caalm.files import UNFINISHED, replace_file

_AGAIN = "and run the same command again, finished shards are kept"
_MENDS = {
    errno.ENOSPC: f"the disk is full: free some space {_AGAIN}",
    errno.EDQUOT: f"the quota is used up: free some space {_AGAIN}",
    errno.EFBIG: f"files may not grow that large here: raise the limit (ulimit -f) {_AGAIN}",
    errno.EACCES: "writing there is not allowed: choose another folder",
    errno.EPERM: "writing there is not allowed: choose another folder",
    errno.EROFS: "that file system is read-only: choose another folder",
    errno.ENOTDIR: "a file stands where a folder is needed: choose another folder",
    errno.EEXIST: "a file stands where a folder is needed: choose another folder",
}


class StoreError(CaalmError):
    """A data set's file cannot be written or read."""


def pyarrow_version() -> str:
    """The version of the library that writes Parquet; StoreError where it is not installed."""
    try:
        return metadata.version("pyarrow")
    except metadata.PackageNotFoundError:
        raise StoreError("data sets on disk need pyarrow: pip install 'caalm[dataset]'") from None


def write_error(path: Location, error: OSError) -> StoreError:
    """The one line that says what is wrong with writing ``path`` and how to mend it."""
    mend = _MENDS.get(error.errno or 0, error.strerror or str(error))
    return StoreError(f"{path} cannot be written: {mend}")


def make_folder(path: Location) -> None:
    """The folder and its parents; StoreError where that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(path, error) from error


def write_whole(path: Location, data: bytes) -> str:
    """Write ``data`` so that after any interruption ``path`` holds all of it or is not there; the SHA-256 of it.

    A bucket shows an object when all of it has arrived; so there it is simply written.
    """
    make_folder(path.parent)
    try:
        if isinstance(path, Path):
            replace_file(path, data)
        else:
            path.write_bytes(data)
    except OSError as error:
        raise write_error(path, error) from error
    return sha256(data).hexdigest()


def remove_unfinished(folder: Location) -> None:
    """Remove what an interrupted build left half-written."""
    if isinstance(folder, Path):
        for path in folder.rglob(f"*{UNFINISHED}"):
            path.unlink(missing_ok=True)


def file_sha256(path: Location) -> str:
    """The SHA-256 of a file's bytes."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def rows_sha256(records: Sequence[Record]) -> str:
    """A hash of the rows themselves, which no version of Arrow changes: one canonical JSON line each."""
    digest = sha256()
    for record in records:
        digest.update(row_text(record).encode())
        digest.update(b"\n")
    return digest.hexdigest()


def parquet_bytes(records: Sequence[Record]) -> bytes:
    """The records as one Parquet file; equal records are equal bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds: dict[str, Any] = {"tier": pa.int8(), "steps": pa.int32()}
    schema = pa.schema([pa.field(name, kinds.get(name, pa.string()), nullable=name == "runtime") for name in COLUMNS])
    table = pa.Table.from_pylist([asdict(record) for record in records], schema=schema)
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd", row_group_size=len(records) or 1)
    return buffer.getvalue()


def read_rows(path: Location, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a shard, or some columns of them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # Only the bytes of these columns come from a remote place.
        with path.open("rb") as file:
            table = pq.read_table(file, columns=None if columns is None else list(columns))
        yield from table.to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise StoreError(f"{path} cannot be read ({str(error).splitlines()[0]}): build the data set again") from error


def read_records(path: Location) -> Iterator[Record]:
    """The records of a shard."""
    for row in read_rows(path):
        if set(row) != set(COLUMNS):
            raise InputError(f"{path} has other columns than a data set of CaaLM: {', '.join(row)}")
        yield record_from_row(row)
