"""What a jailed program may use, and how its run is described.

>>> Limits(wall_s=1.0).processes
0
"""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Status(enum.StrEnum):
    """How a run ended. Only `sandbox_error` is a fault of ours."""

    OK = "ok"
    RUNTIME_ERROR = "runtime_error"
    SIGNAL = "signal"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    OUTPUT_LIMIT = "output_limit"
    COMPILE_ERROR = "compile_error"
    SANDBOX_ERROR = "sandbox_error"


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What one jail may use. Time is counted from the moment the program itself starts."""

    wall_s: float = 5.0
    cpu_s: int = 5
    memory_bytes: int = 512 << 20
    """Private writable memory (RLIMIT_DATA): the limit that every runtime survives."""
    address_space_bytes: int = 3 << 30
    """Everything mapped; generous, because V8 reserves far more than it uses."""
    output_bytes: int = 1 << 20
    file_bytes: int = 8 << 20
    open_files: int = 64
    processes: int = 0
    """How many further processes; 0 leaves threads only."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Completed:
    """A finished run. `exit_code` is 128 + n after signal n; what was printed before a limit is kept."""

    status: Status
    stdout: bytes
    stderr: bytes
    exit_code: int
    wall_s: float
