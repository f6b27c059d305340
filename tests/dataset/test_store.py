"""Files are whole or not there."""

import errno
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from caalm.dataset.draw import redraw
from caalm.dataset.store import StoreError, parquet_bytes, read_records, rows_sha256, write_whole

RECORDS = [redraw(f"1.0.0/7/fixed-0/train/{1 + n % 3}/{n}/0") for n in range(5)]


def test_records_come_back_as_they_were(tmp_path: Path) -> None:
    odd = replace(RECORDS[0], source='é\n\t"\u2028"', stdout="  1\n\n", runtime="Lua 5.4.4")
    write_whole(tmp_path / "shard.parquet", parquet_bytes([*RECORDS, odd]))
    assert list(read_records(tmp_path / "shard.parquet")) == [*RECORDS, odd]


def test_equal_records_are_equal_bytes_and_equal_hashes() -> None:
    assert parquet_bytes(RECORDS) == parquet_bytes(list(RECORDS))
    assert rows_sha256(RECORDS) == rows_sha256(list(RECORDS)) != rows_sha256(RECORDS[1:])


@pytest.mark.parametrize(
    ("code", "mend"),
    [
        (errno.ENOSPC, "the disk is full: free some space and run the same command again, finished shards are kept"),
        (errno.EDQUOT, "the quota is used up: free some space and run the same command again"),
        (errno.EROFS, "that file system is read-only: choose another folder"),
        (errno.EIO, "Input/output error"),
    ],
)
@pytest.mark.parametrize("call", ["fsync", "rename"])
def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, mend: str, call: str
) -> None:
    def fail(*arguments: object) -> None:
        raise OSError(code, os.strerror(code))

    write_whole(tmp_path / "shard.parquet", b"old")
    monkeypatch.setattr(Path if call == "rename" else os, call, fail)
    with pytest.raises(StoreError, match=rf"shard\.parquet cannot be written: {mend}"):
        write_whole(tmp_path / "shard.parquet", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("shard.parquet", b"old")]


def test_a_real_limit_of_the_system_leaves_nothing_half_written(tmp_path: Path) -> None:
    code = (
        "import resource, sys\nfrom pathlib import Path\nfrom caalm.dataset.store import StoreError, write_whole\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    write_whole(Path(sys.argv[1]), b'x' * 5000)\nexcept StoreError as error:\n    print(error)"
    )
    argv = [sys.executable, "-c", code, str(tmp_path / "shard.parquet")]
    said = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    assert "files may not grow that large" in said
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_a_folder_is_needed_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreError, match="data cannot be written: a file stands where a folder is needed"):
        write_whole(tmp_path / "data" / "shard.parquet", b"new")


def test_a_damaged_shard_is_named(tmp_path: Path) -> None:
    (tmp_path / "shard.parquet").write_bytes(parquet_bytes(RECORDS)[:-9])
    with pytest.raises(StoreError, match=r"shard\.parquet cannot be read"):
        list(read_records(tmp_path / "shard.parquet"))
