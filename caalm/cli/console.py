"""What commands print beside their results: complaints, tables, a bar while something is long under way.

Where an option names a file, `-` is standard output: `caalm score held-out --predictions p.jsonl --json -`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from caalm.errors import InputError

if TYPE_CHECKING:
    from caalm.evaluation.predictors import OnProgress


LEAST_WIDTH = 80
"""Columns of a terminal in which every figure of a table is legible."""


def complain(line: str) -> None:
    """Say on standard error what cannot be used."""
    print(f"error: {line}", file=sys.stderr)


@contextmanager
def progress(what: str) -> Iterator[OnProgress | None]:
    """A bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)  # until the first word of it, nobody knows
        yield lambda done, total: bar.update(task, completed=done, total=total)


def print_rich(*shown: object) -> None:
    """Tables on standard output; as wide as they need to be where that is no terminal."""
    from rich.console import Console

    console = Console()
    # In a narrow terminal lines break, which looks poor; made as narrow, the columns would lose their figures.
    console.width = max(console.width, LEAST_WIDTH) if sys.stdout.isatty() else 160
    console.print(*shown)


def is_screen(target: Path | None) -> bool:
    """Whether the file that an option names is standard output."""
    return str(target) == "-"


def check_target(target: Path | None, *sources: Path) -> None:
    """Refuse a file that cannot be written, or that is one of those to read, before the work begins."""
    from caalm.evaluation.files import check_writable

    if target is None or is_screen(target):
        return
    check_writable(target)
    if target.is_file() and target.resolve() in {source.resolve() for source in sources}:
        raise InputError(f"{target} is one of the files to read: give another to write to")


def deliver(text: str, target: Path) -> None:
    """Write a result to the file that an option names; - prints it."""
    from caalm.evaluation.files import write_atomically

    if is_screen(target):
        print(text, end="")
    else:
        write_atomically(target, text)
