"""Progress of a long build in the terminal: how many records, how many a second, and how long it will still take.

>>> import io
>>> with build_progress("card", Console(file=io.StringIO())) as on_progress:
...     on_progress(600, 128_000)
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

OnProgress = Callable[[int, int], None]
"""Called with the records that are done and the records in all."""


@contextmanager
def build_progress(title: str, console: Console | None = None) -> Iterator[OnProgress]:
    """A progress bar on standard error, as a function to hand to ``build``."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(compact=True, elapsed_when_finished=False),
    )
    with Progress(*columns, console=console or Console(stderr=True), speed_estimate_period=120) as progress:
        task = progress.add_task(title, total=None, rate="")
        first: int | None = None

        def show(done: int, total: int) -> None:
            nonlocal first
            first = done if first is None else first  # a resumed build does not take credit for what was there
            elapsed = progress.tasks[task].elapsed or 0.0
            rate = f"{(done - first) / elapsed:,.0f} records/s" if elapsed > 1 else ""
            progress.update(task, completed=done, total=total, rate=rate)

        yield show
