"""Who builds the units: this process, or several.

>>> import tempfile
>>> from pathlib import Path
>>> from caalm.dataset.unit import units_of
>>> recipe = DatasetRecipe(name="two", invented_languages={"train": 2}, programs_per_language=1)
>>> with tempfile.TemporaryDirectory() as out:
...     results = finished_units(units_of(recipe), recipe, 0, Path(out), workers=1, report=lambda records: None)
...     [result.unit for result in results]
['train-000', 'train-001']

Workers are spawned, not forked, so they share neither threads nor locks with us; a worker whose parent was killed ends
itself within a second.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from multiprocessing.queues import Queue

from caalm.dataset.journal import UnitResult
from caalm.dataset.location import Location
from caalm.dataset.recipe import DatasetRecipe
from caalm.dataset.store import StoreError
from caalm.dataset.unit import Report, Unit, build_unit

_POLL_SECONDS = 0.2
_counted: Queue[int] | None = None


def finished_units(
    units: Sequence[Unit], recipe: DatasetRecipe, seed: int, folder: Location, workers: int, report: Report
) -> Iterator[UnitResult]:
    """Every unit's result as soon as its files are in place, in any order."""
    if workers == 1:
        for unit in units:
            yield build_unit(unit, recipe, seed, folder, report)
        return
    context = get_context("spawn")
    counted: Queue[int] = context.Queue()
    with ProcessPoolExecutor(workers, context, initializer=_start_worker, initargs=(os.getpid(), counted)) as pool:
        pending: set[Future[UnitResult]] = {pool.submit(_build, unit, recipe, seed, folder) for unit in units}
        try:
            while pending:
                finished, pending = wait(pending, timeout=_POLL_SECONDS, return_when=FIRST_COMPLETED)
                _drain(counted, report)
                for future in finished:
                    yield future.result()
        except BrokenProcessPool:
            raise StoreError(
                f"{folder}: a worker was killed, probably for want of memory: use fewer workers and run the same "
                "command again, finished shards are kept"
            ) from None
        finally:
            pool.shutdown(cancel_futures=True)
    _drain(counted, report)
    counted.close()


def _drain(counted: Queue[int], report: Report) -> None:
    total = 0
    with contextlib.suppress(queue.Empty):
        while True:
            total += counted.get_nowait()
    if total:
        report(total)


def _start_worker(parent: int, counted: Queue[int]) -> None:
    global _counted
    _counted = counted
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends a worker at once, without a traceback

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_POLL_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _build(unit: Unit, recipe: DatasetRecipe, seed: int, folder: Location) -> UnitResult:
    assert _counted is not None, "a worker starts with its queue"
    return build_unit(unit, recipe, seed, folder, _counted.put)
