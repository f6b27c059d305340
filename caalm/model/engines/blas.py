"""One thread for small matrix products.

    with blas_threads(1):
        ...

NumPy's BLAS splits a product among all cores and waits for them actively: on matrices as small as ours, with a core
that is busy with something else, that was seen to take fifteen times as long. The limit holds for the process while
anybody is inside; the last one out restores what was.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_lock = threading.Lock()
_inside = 0
_limit: Any = None


@functools.cache
def _controller() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()  # looks through all loaded libraries: milliseconds, so once


@contextmanager
def blas_threads(count: int) -> Iterator[None]:
    """At most that many threads in matrix products; inside another such block the outer one's number holds."""
    global _inside, _limit
    with _lock:
        _inside += 1
        if _inside == 1:
            _limit = _controller().limit(limits=count, user_api="blas")
            _limit.__enter__()
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                _limit.__exit__(None, None, None)
                _limit = None
