"""Work in threads, answers in the event loop: whole ones and streams, both ended by a client that hangs up.

result = await answer(service, http, lambda request: service.predict(asked, request))
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from fastapi import Request as HttpRequest
from fastapi.responses import StreamingResponse

from caalm.serving.service import Service
from caalm.serving.worker import OnToken, Request

T = TypeVar("T")


async def _hung_up(http: HttpRequest) -> None:
    while (await http.receive())["type"] != "http.disconnect":
        pass


async def answer(service: Service, http: HttpRequest, work: Callable[[Request], T], programs: int = 1) -> T:
    """The work's result; a client that hangs up ends it."""
    request, future = service.begin(work, programs)
    result = asyncio.wrap_future(future)
    gone = asyncio.create_task(_hung_up(http))
    try:
        waited: set[asyncio.Future[Any]] = {result, gone}
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if not result.done():
            request.cancel()
        return await result
    finally:
        request.cancel()
        gone.cancel()


class Tokens:
    """Tokens on their way from the batch's thread to a stream, until its work is done."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[tuple[int, str, int | None, float] | None] = asyncio.Queue()

    def put(self, number: int, prompt: str, token: int | None, logprob: float) -> None:
        """Called from the batch's thread."""
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody reads any more
            self._loop.call_soon_threadsafe(self._queue.put_nowait, (number, prompt, token, logprob))

    def end_with(self, future: Future[Any]) -> None:
        """No more tokens come once the work is done."""

        def end(_: object) -> None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._queue.put_nowait, None)

        future.add_done_callback(end)

    async def __aiter__(self) -> AsyncIterator[tuple[int, str, int | None, float]]:
        while (item := await self._queue.get()) is not None:
            yield item


def begin_stream(
    service: Service, work: Callable[[Request, OnToken], T], programs: int = 1
) -> tuple[Request, Future[T], Tokens]:
    """Work that gives tokens while it goes on."""
    tokens = Tokens()
    request, future = service.begin(lambda request: work(request, tokens.put), programs)
    tokens.end_with(future)
    return request, future, tokens


def event_stream(pieces: AsyncIterator[bytes]) -> StreamingResponse:
    """Server-sent events."""
    # Proxies that gather what they pass on would make a stream of it no more.
    return StreamingResponse(
        pieces, media_type="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
