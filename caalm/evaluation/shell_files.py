"""Shell sessions in files: JSON lines with ``id`` and ``commands`` in, ``id`` and ``outputs`` out.

>>> parse_session_line('{"id": 7, "commands": ["pwd", "ls"]}')
(7, ['pwd', 'ls'])

Every session begins in an empty /home/user; ``outputs`` has as many entries as ``commands``, each without its one
final newline.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from caalm.errors import InputError
from caalm.evaluation.files import numbered_lines
from caalm.evaluation.predictors import OnProgress
from caalm.model.shell import Answer, Shell, run_sessions

UNTRAINED = "these weights were not trained on shells: expect wrong answers (--model oracle is the reference model)"
WINDOW = 256
"""Sessions that are worked on together."""


class SessionLines(NamedTuple):
    """The sessions of a file that can be asked about, and what is wrong with the others."""

    sessions: list[tuple[str | int, list[str]]]
    problems: list[str]


def parse_session_line(line: str) -> tuple[str | int, list[str]]:
    """One session; an InputError names the field."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"is no JSON ({error})") from None
    if not isinstance(record, dict):
        raise InputError("is no JSON object")
    identity, commands = record.get("id"), record.get("commands")
    if not isinstance(identity, str | int) or isinstance(identity, bool):
        raise InputError('"id" is missing, or neither a string nor a whole number')
    if not isinstance(commands, list) or not all(isinstance(command, str) for command in commands):
        raise InputError('"commands" is missing or no list of strings')
    return identity, commands


def read_session_lines(path: Path) -> SessionLines:
    """All sessions of a file, the lines that hold none named."""
    sessions, problems = [], []
    for number, line in numbered_lines(path):
        try:
            sessions.append(parse_session_line(line.decode("utf-8")))
        except (InputError, UnicodeDecodeError) as error:
            problems.append(f"{path}, line {number}: {error}")
    return SessionLines(sessions, problems)


def answer_lines(
    sessions: Sequence[tuple[str | int, list[str]]], shell: Shell, on_progress: OnProgress | None = None
) -> tuple[str, list[str]]:
    """The text of the output file, and why any answer is not whole."""
    made: list[list[Answer]] = []
    total, done = sum([len(commands) for _, commands in sessions]), 0
    for start in range(0, len(sessions), WINDOW):
        window = [commands for _, commands in sessions[start : start + WINDOW]]

        def report(finished: int, _of: int, before: int = done) -> None:
            if on_progress is not None:
                on_progress(before + finished, total)

        made += run_sessions(shell.engine, window, form=shell.form, positions=shell.positions, on_progress=report)
        done += sum(map(len, window))
    lines, problems = [], []
    for (identity, commands), answers in zip(sessions, made, strict=True):
        lines.append(json.dumps({"id": identity, "outputs": [answer.output for answer in answers]}, ensure_ascii=False))
        for number, (command, answer) in enumerate(zip(commands, answers, strict=True), 1):
            if answer.problem is not None:
                problems.append(f"{identity}, command {number} ({command!r}): {answer.problem}")
    return "".join([f"{line}\n" for line in lines]), problems
