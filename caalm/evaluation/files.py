"""Programs in, predictions out: reading what users give, one clear line for everything that cannot be used.

>>> parse_program_line('{"id": "a", "code": "print(1)"}')
('a', 'print(1)')
>>> parse_program_line('{"id": "a"}')
Traceback (most recent call last):
    ...
caalm.errors.InputError: "code" is missing: every line needs an id and a code
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from caalm.errors import CaalmError, InputError
from caalm.evaluation.predictors import AnyPredictor, OnProgress, Predicted
from caalm.files import replace_file


def check_program(code: str) -> str:
    """The program itself, or an InputError where it is empty or binary."""
    if "\0" in code:
        raise InputError("holds a NUL character, so it is no program text: give a text file")
    if not code.strip():
        raise InputError("is empty: give a program with a statement in it")
    return code


def decode_program(content: bytes) -> str:
    """The text of a program file; a byte order mark is no part of it."""
    try:
        return check_program(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(f"is not UTF-8 text (line {line}, byte {error.start}): give a text file in UTF-8") from None


def read_bytes(name: str) -> bytes:
    """The bytes of a file, or of standard input for '-'."""
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def read_program(name: str) -> str:
    """The program in a file, or on standard input for '-'; an InputError names the file."""
    if not name:
        raise InputError("FILE is an empty name: give the path of a program")
    shown = "standard input" if name == "-" else name
    try:
        return decode_program(read_bytes(name))
    except InputError as error:
        raise InputError(f"{shown} {error}") from None
    except OSError as error:
        raise InputError(f"{shown} cannot be read ({error.strerror}): give the path of a program") from None


def parse_program_line(line: str) -> tuple[str | int, str]:
    """The id and the code of one JSONL line; an InputError says what is wrong with it."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"is no JSON ({error})") from None
    if not isinstance(record, dict):
        raise InputError("is no JSON object: every line needs an id and a code")
    for field in ("id", "code"):
        if field not in record:
            raise InputError(f'"{field}" is missing: every line needs an id and a code')
    identity, code = record["id"], record["code"]
    if not isinstance(identity, str | int) or isinstance(identity, bool):
        raise InputError('"id" is neither a string nor an integer')
    if not isinstance(code, str):
        raise InputError('"code" is no string')
    try:
        code.encode("utf-8")
        return identity, check_program(code)
    except UnicodeEncodeError:
        raise InputError('"code" holds half of a surrogate pair: give valid Unicode') from None
    except InputError as error:
        raise InputError(f'"code" {error}') from None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramLines:
    """A JSONL file as read: the usable programs by line number, and what is wrong with the other lines."""

    programs: tuple[tuple[int, str | int, str], ...]
    problems: tuple[str, ...]


def numbered_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file, or of standard input for '-', that are not blank, with their numbers from 1."""
    try:
        content = read_bytes(str(path))
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): give the path of a JSON lines file") from None
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip():
            yield number, line


def read_program_lines(path: Path, accept: Callable[[str], object]) -> ProgramLines:
    """The programs of a JSONL file; ``accept`` raises a CaalmError for a code that cannot be asked about."""
    programs, problems = [], []
    for number, line in numbered_lines(path):
        try:
            identity, code = parse_program_line(line.decode("utf-8-sig"))
            accept(code)
            programs.append((number, identity, code))
        except UnicodeDecodeError:
            problems.append(f"{path}, line {number}: is not UTF-8 text")
        except CaalmError as error:
            problems.append(f"{path}, line {number}: {error}")
    return ProgramLines(programs=tuple(programs), problems=tuple(problems))


def answer_fields(prediction: Predicted, abstain: float | None = None) -> dict[str, object]:
    """What a record says of an answer; below ``abstain`` the answer is None, which no output of a program is."""
    is_withheld = abstain is not None and prediction.confidence < abstain
    fields: dict[str, object] = {
        "prediction": None if is_withheld else prediction.output,
        "confidence": round(prediction.confidence, 6),
    }
    return fields if abstain is None else {**fields, "abstained": is_withheld}


def predict_lines(
    lines: ProgramLines,
    predictor: AnyPredictor,
    on_progress: OnProgress | None = None,
    abstain: float | None = None,
) -> str:
    """JSON lines of id, prediction and confidence, in the order of the programs."""
    predictions = predictor.predict_many([code for _, _, code in lines.programs], on_progress)
    records = [
        {"id": identity, **answer_fields(prediction, abstain)}
        for (_, identity, _), prediction in zip(lines.programs, predictions, strict=True)
    ]
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def check_writable(path: Path) -> None:
    """An InputError now rather than after minutes of work."""
    if path.is_dir():
        raise InputError(f"{path} is a folder: give a file to write to")
    if path.exists() and not path.is_file():  # a device or a pipe is written to, a file is replaced in its folder
        if not os.access(path, os.W_OK):
            raise InputError(f"{path} cannot be written: it is not writable")
        return
    folder = path.resolve().parent
    if not folder.is_dir():
        raise InputError(f"{path} cannot be written: its folder does not exist")
    if not os.access(folder, os.W_OK):
        raise InputError(f"{path} cannot be written: its folder is not writable")


def write_atomically(path: Path, text: str) -> None:
    """Replace a text file: it is the old one or the new one, never half of it."""
    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror})") from None
