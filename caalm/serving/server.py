"""Running the service: from settings to a process that answers, and to its orderly end.

    run(Settings(port=8000))        # returns after SIGTERM or Ctrl-C

On SIGTERM the doors close: who comes now gets a 503, `/readyz` says so too, what was begun is finished. Then, or when
the grace is over, or at a second signal, the process ends.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time
from types import FrameType

import uvicorn

from caalm.errors import InputError
from caalm.serving.app import create_app
from caalm.serving.service import Service
from caalm.serving.settings import Settings

_TICK = 0.05
_KEEP_OPEN = 0.5
"""Seconds for which a stopping service goes on to answer 503 at the least: a balancer looks again in the meantime."""

log = logging.getLogger("caalm.serving")


class Server(uvicorn.Server):
    """uvicorn's, with a door that closes before it stops to listen."""

    def __init__(self, service: Service) -> None:
        settings = service.settings
        super().__init__(
            uvicorn.Config(
                create_app(service),
                host=settings.host,
                port=settings.port,
                access_log=False,  # a program's text is nobody else's business, nor is who asked
                log_level="warning",
                server_header=False,
                timeout_graceful_shutdown=max(1, int(settings.grace)),
                timeout_keep_alive=75,  # longer than clients keep one, or it may be closed under a request
                proxy_headers=False,
            )
        )
        self.service = service

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal: the first closes the doors, a second one ends it."""
        if self.service.doors.is_closed:
            self.should_exit = self.force_exit = True
        else:
            self.close()

    def close(self) -> None:
        """Refuse new work, finish the old, then end. Returns at once."""
        self.service.doors.close()
        threading.Thread(target=self._end_when_done, name="caalm stop", daemon=True).start()

    def _end_when_done(self) -> None:
        began = time.monotonic()
        grace = self.service.settings.grace
        while time.monotonic() - began < _KEEP_OPEN or (
            self.service.doors.inside and time.monotonic() - began < grace and not self.should_exit
        ):
            time.sleep(_TICK)
        if self.service.doors.inside:
            log.warning("%d programs were not finished within %g seconds", self.service.doors.inside, grace)
        self.should_exit = True


def listen(settings: Settings) -> socket.socket:
    """The socket, bound before the model is loaded; an InputError says what is in the way."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as error:
        raise InputError(
            f"port: {settings.host} {settings.port} cannot be listened on ({error.strerror or error}): give another"
        ) from None
    return bound


def run(settings: Settings) -> None:
    """Serve until told to stop."""
    bound = listen(settings)
    try:
        service = Service(settings)
        service.start()
        host, port = bound.getsockname()[:2]
        print(f"CaaLM serves at http://{f'[{host}]' if ':' in host else host}:{port} (Ctrl-C stops it)", flush=True)
        if settings.allow_verify:
            print(f"verify: {service.verify_problem or 'on, in the sandbox'}", flush=True)
        try:
            asyncio.run(Server(service).serve(sockets=[bound]))
        finally:
            service.stop()
    finally:
        bound.close()
