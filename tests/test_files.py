"""A file is the old one or the new one, never half of either."""

import os
from pathlib import Path

import pytest

from caalm.files import replace_file


def test_a_new_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    replace_file(path, b"old")
    replace_file(path, b"new")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("a.txt", b"new")]


@pytest.mark.parametrize(("owner", "call"), [(os, "fsync"), (Path, "rename")])
def test_what_fails_on_the_way_leaves_the_old_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, call: str
) -> None:
    def fail(*arguments: object) -> None:
        raise OSError(28, "no space")

    path = tmp_path / "a.txt"
    replace_file(path, b"old")
    monkeypatch.setattr(owner, call, fail)
    with pytest.raises(OSError, match="no space"):
        replace_file(path, b"new")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("a.txt", b"old")]


def test_a_link_stays_and_what_it_points_to_is_replaced(tmp_path: Path) -> None:
    path, link = tmp_path / "a.txt", tmp_path / "link"
    link.symlink_to(path)
    for data in (b"old", b"new"):
        replace_file(link, data)
        assert link.is_symlink()
        assert path.read_bytes() == data


def test_what_is_no_file_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        replace_file(pipe, b"new")
        assert os.read(reader, 10) == b"new"
    finally:
        os.close(reader)
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]
