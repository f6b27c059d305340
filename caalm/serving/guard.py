"""What stands before every route: limits on the body and on the rate, headers, metrics, the door that closes.

It is plain ASGI and knows no route by its work: a body is read here, bounded in size and time, so a route never meets a
body that is too long or that never ends.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from caalm.serving.admission import Rates
from caalm.serving.service import Service

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

OPEN_WHILE_STOPPING = ("/healthz", "/readyz", "/metrics")
UNLIMITED = (*OPEN_WHILE_STOPPING, "/")
BODY_SECONDS = 20.0
"""For a client to send its whole body."""


def policy(frames: bool) -> str:
    """The page's content security policy: nothing comes from elsewhere, nothing is written into the page as code."""
    parts = ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'none'"]
    return "; ".join([*parts, *([] if frames else ["frame-ancestors 'none'"])])


class _TooLarge(Exception):
    pass


class _TooSlow(Exception):
    pass


class _HungUp(Exception):
    pass


class Guard:
    """The outermost layer."""

    def __init__(self, app: App, service: Service) -> None:
        settings = service.settings
        self.app = app
        self.service = service
        self.rates = Rates(settings.max_rate) if settings.max_rate else None
        self.headers = [
            (b"content-security-policy", policy(settings.frames).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.monotonic()
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", []), *self.headers]
                if self.service.doors.is_closed:
                    message["headers"].append((b"connection", b"close"))
            await send(message)

        try:
            await self._pass(scope, receive, send_with_headers)
        except _HungUp:
            status = 499
        finally:
            metrics, route = self.service.metrics, _route(scope)
            metrics.requests.labels(route, str(status)).inc()
            metrics.seconds.labels(route).observe(time.monotonic() - began)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if self.service.doors.is_closed and path not in OPEN_WHILE_STOPPING:
            await self._refuse(send, 503, "stopping", "the service is stopping: ask another one, or later", retry=5)
            return
        if self.rates is not None and path not in UNLIMITED and scope["method"] == "POST":
            seconds = self.rates.wait(self._client(scope), now=time.monotonic())
            if seconds:
                message = f"more than {self.service.settings.max_rate} requests a minute: ask again later"
                await self._refuse(send, 429, "rate", message, retry=math.ceil(seconds))
                return
        try:
            body = await self._read(scope, receive)
        except _TooLarge:
            most = self.service.settings.max_body
            await self._refuse(send, 413, "body", f"the body has more than {most} bytes", closes=True)
            return
        except _TooSlow:
            await self._refuse(send, 408, "slow", "the body took too long to come", closes=True)
            return
        is_given = False

        async def receive_again() -> Message:
            nonlocal is_given
            if is_given:
                return await receive()
            is_given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, receive_again, send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes:
        most = self.service.settings.max_body
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if declared.isdigit() and int(declared[:20]) > most:
            raise _TooLarge
        body = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise _HungUp
                    body += message.get("body", b"")
                    if len(body) > most:
                        raise _TooLarge
                    if not message.get("more_body", False):
                        return bytes(body)
        except TimeoutError:
            raise _TooSlow from None

    def _client(self, scope: Scope) -> str:
        if self.service.settings.trust_proxy:
            forwarded = next((value for name, value in scope["headers"] if name == b"x-forwarded-for"), b"")
            # The last one is what the proxy saw; those before it are what the client says.
            if last := forwarded.rpartition(b",")[2].strip()[:64]:
                return str(last, "latin-1")
        return str((scope.get("client") or ("?",))[0])

    async def _refuse(
        self, send: Send, status: int, reason: str, message: str, *, retry: int | None = None, closes: bool = False
    ) -> None:
        self.service.metrics.refused.labels(reason).inc()
        error = {"message": message, "type": reason, "param": None, "code": None}
        body = json.dumps({"error": error}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        headers += [(b"retry-after", str(retry).encode())] if retry is not None else []
        headers += [(b"connection", b"close")] if closes else []
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _route(scope: Scope) -> str:
    """The route's own path, for a metric must not grow with what clients ask for."""
    route = getattr(scope.get("route"), "path", None)
    path = scope["path"]
    if isinstance(route, str) and route:
        return route
    return path if path in OPEN_WHILE_STOPPING or path in _POSTS else "other"


_POSTS = ("/api/predict", "/api/predict/stream", "/api/batch", "/api/invent", "/api/verify", "/v1/completions")
