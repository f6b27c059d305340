"""Who may come in: a bounded number of programs, a bounded rate a client.

>>> doors = Doors(capacity=2)
>>> doors.enter(2)
>>> try:
...     doors.enter(1)
... except Full as full:
...     print(full)
the queue is full: ask again in 1 s
>>> doors.leave(2)
>>> rates = Rates(60)
>>> [rates.wait("a", now=0.0) for _ in range(11)][-2:], rates.wait("b", now=0.0)
([0.0, 1.0], 0.0)
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from caalm.errors import CaalmError

RETRY = 1
"""Seconds after which a full queue may have room."""
_BURST = 10.0
"""Seconds' worth of requests that may come at once."""
_MOST_CLIENTS = 10_000


class Full(CaalmError):
    """There is no room for another program."""

    def __init__(self, message: str, seconds: float = RETRY) -> None:
        super().__init__(message)
        self.seconds = seconds


class Closed(CaalmError):
    """The service is stopping."""


class Doors:
    """Counts the programs that are inside."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.inside = 0
        self.is_closed = False
        self._change = threading.Condition()

    def enter(self, programs: int) -> None:
        """Let some programs in, or raise at once."""
        with self._change:
            if self.is_closed:
                raise Closed("the service is stopping: ask another one, or later")
            if self.inside + programs > self.capacity:
                raise Full(f"the queue is full: ask again in {RETRY} s")
            self.inside += programs

    def leave(self, programs: int) -> None:
        """They are done."""
        with self._change:
            self.inside -= programs
            self._change.notify_all()

    def close(self) -> None:
        """Nobody comes in any more."""
        with self._change:
            self.is_closed = True


class Rates:
    """A bucket of tokens for each client: so many a minute, some of them at once."""

    def __init__(self, a_minute: int) -> None:
        self.a_second = a_minute / 60
        self.burst = max(1.0, self.a_second * _BURST)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str, *, now: float) -> float:
        """0 if the client may ask now, and it counts; otherwise the seconds until it may."""
        held, since = self._buckets.pop(client, (self.burst, now))
        held = min(self.burst, held + (now - since) * self.a_second)
        self._buckets[client] = (held - 1 if held >= 1 else held, now)
        if len(self._buckets) > _MOST_CLIENTS:  # who asked least recently has a full bucket soonest
            self._buckets.popitem(last=False)
        return 0.0 if held >= 1 else (1 - held) / self.a_second
