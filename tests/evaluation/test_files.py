"""Reading what users give: files and lines, to the byte."""

from pathlib import Path

import pytest

from caalm.errors import InputError
from caalm.evaluation.files import check_writable, decode_program, read_program_lines, write_atomically


def test_a_byte_order_mark_is_no_part_of_a_program() -> None:
    assert decode_program("\ufeffprint(1)\n".encode()) == "print(1)\n"


def test_a_program_keeps_its_blanks_and_its_line_ends() -> None:
    assert decode_program(b"  a\r\n\tb \n\n") == "  a\r\n\tb \n\n"


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    # A line separator inside a string ends no line.
    path.write_text('{"id": 1, "code": "a\u2028b"}\r\n\n{"id": 2}\n{"id": 3, "code": "c"}', encoding="utf-8")
    lines = read_program_lines(path, lambda code: None)
    assert lines.programs == ((1, 1, "a\u2028b"), (4, 3, "c"))
    assert len(lines.problems) == 1
    assert lines.problems[0].startswith(f"{path}, line 3: ")


def test_a_line_that_nests_too_deeply_is_a_bad_line(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text("[" * 200_000 + "\n", encoding="utf-8")
    assert "no JSON" in read_program_lines(path, lambda code: None).problems[0]


def test_writing_replaces_the_whole_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old and longer")
    write_atomically(path, "né\n")
    assert path.read_bytes() == "né\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_cannot_be_written_to(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        check_writable(tmp_path)
