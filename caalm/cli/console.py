"""What commands print beside their results: complaints, tables, a bar while something is long under way.

Where an option names a file, `-` is standard output: `caalm score held-out --predictions p.jsonl --json -`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caalm.evaluation.predictors import OnProgress


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
        task = bar.add_task(what)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def print_rich(*shown: object) -> None:
    """Tables on standard output; as wide as they need to be where that is no terminal."""
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else 160).print(*shown)


def is_screen(target: Path | None) -> bool:
    """Whether the file that an option names is standard output."""
    return str(target) == "-"


def check_target(target: Path | None) -> None:
    """Refuse a file that cannot be written, before the work begins."""
    from caalm.evaluation.files import check_writable

    if target is not None and not is_screen(target):
        check_writable(target)


def deliver(text: str, target: Path) -> None:
    """Write a result to the file that an option names; - prints it."""
    from caalm.evaluation.files import write_atomically

    if is_screen(target):
        print(text, end="")
    else:
        write_atomically(target, text)
