"""What a service is started with; the command line and the Space fill it in.

>>> Settings(port=8080).host, Settings().allow_verify
('127.0.0.1', False)
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

KIB = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Addresses and limits."""

    host: str = "127.0.0.1"
    port: int = 8000
    model: Path | None = None
    engine: str = "auto"
    batch: int | None = None
    """Texts that share a step; None is what suits the device."""
    threads: int = 1
    allow_verify: bool = False
    max_body: int = 256 * KIB
    """Bytes of a request."""
    max_code: int = 8192
    """Characters of a program."""
    max_tokens: int = 2048
    """Tokens of one answer."""
    max_seconds: float = 60.0
    """For one request, its time in the queue included."""
    max_running: int = 32
    """Requests that are worked on at a time."""
    max_queue: int = 64
    """Programs that may wait besides."""
    max_rate: int | None = None
    """Requests a minute and client; None: as many as they like."""
    trust_proxy: bool = False
    """Whether X-Forwarded-For names the client: only behind a proxy that sets it."""
    frames: bool = False
    """Whether other sites may show the page in a frame."""
    grace: float = 30.0
    """Seconds that a stop waits for what was begun."""
