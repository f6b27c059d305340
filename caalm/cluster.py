"""Other machines, by Ray: whether they are asked for, and the connection to them. Nothing else knows Ray's address.

>>> address_of("ray=head:6379"), address_of("ray"), address_of("local")
('head:6379', None, None)
>>> is_cluster("local"), is_cluster("ray")
(False, True)

`ray` alone starts Ray on this machine and ends it again; `ray=ADDRESS` joins a cluster that is there (`ray=auto` the
one that this machine belongs to).
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from caalm.errors import CaalmError, InputError

LOCAL = "local"
RETRIES = 10
"""So often a piece of work begins anew after its worker or its machine was lost; a piece that kills every worker which
takes it ends the whole."""
_STORE_BYTES = 128 * 2**20
"""What passes between our workers is small: names of files and their checksums. Ray's own default is a third of the
memory."""


class ClusterError(CaalmError):
    """Ray cannot be reached, or gave up on a piece of work."""


def is_cluster(engine: str) -> bool:
    """Whether work goes to Ray; InputError where the name is none of the two."""
    if engine == LOCAL:
        return False
    if engine == "ray" or (engine.startswith("ray=") and len(engine) > len("ray=")):
        return True
    raise InputError(f"engine: {engine!r} is none of {LOCAL}, ray, ray=ADDRESS")


def address_of(engine: str) -> str | None:
    """The address in `ray=ADDRESS`."""
    return engine.partition("=")[2] or None if is_cluster(engine) else None


def _demand_reachable(address: str | None) -> None:
    """A ClusterError in seconds where nothing listens; Ray itself tries for minutes."""
    host, colon, port = (address or "").rpartition(":")
    if not colon or "://" in host or not port.isdecimal():
        return
    try:
        socket.create_connection((host, int(port)), timeout=10).close()
    except (OSError, OverflowError) as error:
        raise ClusterError(
            f"engine: ray at {address} cannot be reached ({error}): give the address of its head"
        ) from None


@contextmanager
def connected(engine: str, workers: int | None = None) -> Iterator[Any]:
    """The module `ray`, connected. ``workers``: the processes of a Ray that is started here; None: one a core."""
    # Nothing is reported to anybody, and our own progress is shown, not Ray's. Read when ray is first imported.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_TASK_MAX_RETRIES", str(RETRIES))
    # Without this a worker on a machine without GPUs is told to see none by a warning.
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
        import ray.data
    except ImportError:
        raise ClusterError("engine: ray is not installed: pip install 'caalm[ray]'") from None
    address, ours = address_of(engine), not ray.is_initialized()
    if ours:
        _demand_reachable(address)
        here: dict[str, Any] = {
            "num_cpus": workers,
            "object_store_memory": _STORE_BYTES,
            "include_dashboard": False,
        }
        try:
            ray.init(
                address=address,
                logging_level=logging.ERROR,
                log_to_driver=False,
                configure_logging=True,
                **({} if address else here),
            )
        except (ConnectionError, ValueError, RuntimeError) as error:
            reason = str(error).strip().partition("\n")[0]
            raise ClusterError(f"engine: ray at {address or 'this machine'} cannot be reached ({reason})") from None
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    try:
        yield ray
    except ray.exceptions.RayError as error:
        reason = str(error).strip().splitlines()[-1] if str(error).strip() else type(error).__name__
        raise ClusterError(f"ray gave up: {reason}: run the same command again, what is finished is kept") from error
    except ValueError as error:
        if "owner is unknown" not in str(error):  # how Ray puts it where a worker dies while it hands over a result
            raise
        raise ClusterError(
            "ray lost a worker's result: run the same command again, what is finished is kept"
        ) from error
    finally:
        if ours:
            ray.shutdown()
