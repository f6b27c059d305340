"""The routes: JSON in and out, every error in one form.

    app = create_app(service)        # an ASGI application; caalm.serving.server runs it

Programs are worked on in threads, never in the event loop; a client that hangs up frees its place at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import Body, FastAPI, Response
from fastapi import Request as HttpRequest
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from caalm import __version__
from caalm.errors import CaalmError, DrawError, InputError
from caalm.model.engine import Completion
from caalm.model.engines.batching import checked
from caalm.model.tokenizer import encode
from caalm.runtimes.sandbox import SandboxError
from caalm.serving import completions, drawing, metrics, schemas
from caalm.serving.admission import Closed, Full
from caalm.serving.guard import Guard
from caalm.serving.service import NAME, FieldError, Forbidden, Service, TooLong, Unavailable
from caalm.serving.streaming import Transcript, as_text
from caalm.serving.worker import Ended, Gone, ModelFailure, OnToken, Overdue, Request

PAGE = Path(__file__).parent / "page"
T = TypeVar("T")

_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": schemas.ErrorResponse, "description": text}
    for status, text in {
        400: "The body is no JSON.",
        403: "Not allowed here.",
        404: "There is no such thing.",
        408: "The body took too long.",
        413: "Too long.",
        422: "A field is wrong.",
        429: "Too many.",
        500: "A defect of ours.",
        502: "The model's server failed.",
        503: "Stopping, or not ready.",
        504: "Took too long.",
    }.items()
}

_STATUSES: tuple[tuple[type[CaalmError], int], ...] = (
    (Full, 429), (Closed, 503), (Unavailable, 503), (SandboxError, 503), (Ended, 503), (Gone, 499), (Overdue, 504),
    (ModelFailure, 500), (Forbidden, 403), (TooLong, 413), (InputError, 422), (DrawError, 422),
)  # fmt: skip


def create_app(service: Service) -> FastAPI:
    """The application of a service that somebody else starts and stops."""
    app = FastAPI(
        title="CaaLM",
        version=__version__,
        summary="Code as a Language Model: what a program prints, without running it.",
        docs_url=None,  # they load scripts from elsewhere
        redoc_url=None,
        responses=_ERRORS,
    )
    app.add_middleware(Guard, service=service)
    _add_errors(app, service)
    _add_predictions(app, service)
    _add_openai(app, service)
    _add_health(app, service)
    # Last: it takes every path that is none of the others'.
    app.mount("/", GZipMiddleware(StaticFiles(directory=PAGE, html=True, check_dir=False)), name="page")
    return app


# -- errors ------------------------------------------------------------------------------------------------------------


def _failure(
    status: int, message: str, kind: str, param: str | None = None, code: str | None = None, retry: float | None = None
) -> JSONResponse:
    detail = schemas.ErrorDetail(message=message, type=kind, param=param, code=code)
    headers = None if retry is None else {"Retry-After": f"{retry:g}"}
    return JSONResponse(schemas.ErrorResponse(error=detail).model_dump(), status, headers)


def _of_error(error: CaalmError) -> JSONResponse:
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), 502)
    message = " ".join(str(error).splitlines())
    kind = "invalid_request_error" if status in (413, 422) else type(error).__name__.lower()
    # Our messages begin with the field that they are about.
    field, colon, _ = message.partition(": ")
    param = error.field if isinstance(error, FieldError) else field if colon and field.isidentifier() else None
    return _failure(
        status,
        message,
        kind,
        param={"program": "code"}.get(param, param) if status in (413, 422) and param else None,
        retry=error.seconds if isinstance(error, Full) else 5 if status == 503 else None,
    )


def _add_errors(app: FastAPI, service: Service) -> None:
    @app.exception_handler(CaalmError)
    async def of_ours(_: HttpRequest, error: CaalmError) -> Response:
        if isinstance(error, Full):
            service.metrics.refused.labels("queue").inc()
        return _of_error(error)

    @app.exception_handler(RequestValidationError)
    async def of_a_field(_: HttpRequest, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part != "body") or "body"
        where = where.encode("ascii", "backslashreplace").decode()[:200]
        if first["type"] == "json_invalid":
            return _failure(422, f"body: it is no JSON ({first.get('ctx', {}).get('error', '')})", "json", "body")
        status = 413 if first["type"] == "string_too_long" else 422
        message = f"{where}: {first['msg'].removeprefix('Value error, ')}"
        return _failure(status, message.encode("utf-8", "replace").decode(), "invalid_request_error", where)

    @app.exception_handler(HTTPException)
    async def of_http(_: HttpRequest, error: HTTPException) -> Response:
        made = _failure(error.status_code, str(error.detail), "http")
        made.headers.update(error.headers or {})
        return made

    @app.exception_handler(Exception)
    async def of_a_defect(_: HttpRequest, error: Exception) -> Response:
        return _failure(500, f"a defect of ours ({type(error).__name__})", "defect")


# -- threads and clients -----------------------------------------------------------------------------------------------


async def _hung_up(http: HttpRequest) -> None:
    while (await http.receive())["type"] != "http.disconnect":
        pass


async def _answer(service: Service, http: HttpRequest, work: Callable[[Request], T], programs: int = 1) -> T:
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


class _Tokens:
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


def _begin_stream(
    service: Service, work: Callable[[Request, OnToken], T], programs: int = 1
) -> tuple[Request, Future[T], _Tokens]:
    tokens = _Tokens()
    request, future = service.begin(lambda request: work(request, tokens.put), programs)
    tokens.end_with(future)
    return request, future, tokens


def _event_stream(pieces: AsyncIterator[bytes]) -> StreamingResponse:
    # Proxies that gather what they pass on would make a stream of it no more.
    return StreamingResponse(
        pieces, media_type="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )


# -- predictions -------------------------------------------------------------------------------------------------------


def _add_predictions(app: FastAPI, service: Service) -> None:
    @app.post("/api/predict", summary="Predict what a program prints")
    async def predict(asked: schemas.PredictRequest, http: HttpRequest) -> schemas.PredictResponse:
        service.check(asked)
        return await _answer(service, http, lambda request: service.predict(asked, request))

    @app.post(
        "/api/predict/stream",
        summary="The same as it is written",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {}}, "description": "Events, see docs/service.md."}},
    )
    async def stream(asked: schemas.PredictRequest) -> Response:
        service.check(asked)
        request, future, tokens = _begin_stream(service, lambda *given: service.predict(asked, *given))

        async def events() -> AsyncIterator[bytes]:
            transcript = Transcript()
            try:
                async for token in tokens:
                    for event in transcript.write(*token):
                        yield as_text(event)
                try:
                    result = await asyncio.wrap_future(future)
                    yield as_text(("result", result))
                except CaalmError as error:
                    yield b"event: error\ndata: " + bytes(_of_error(error).body) + b"\n\n"
            finally:
                request.cancel()

        return _event_stream(events())

    @app.post("/api/batch", summary="Predict some programs together")
    async def batch(asked: schemas.BatchRequest, http: HttpRequest) -> schemas.BatchResponse:
        for number, each in enumerate(asked.programs):
            service.check(each, f"programs.{number}.")
        return await _answer(
            service, http, lambda request: service.predict_batch(asked, request), programs=len(asked.programs)
        )

    @app.post("/api/invent", summary="Draw a new language and a program in it")
    async def invent(
        http: HttpRequest, asked: Annotated[schemas.InventRequest | None, Body()] = None
    ) -> schemas.InventResponse:
        wanted = asked or schemas.InventRequest.model_validate({})
        return await _answer(service, http, lambda _: drawing.invent(wanted))

    @app.get("/api/examples", summary="Programs to try")
    async def examples(http: HttpRequest) -> schemas.ExamplesResponse:
        return await _answer(service, http, lambda _: schemas.ExamplesResponse(examples=list(drawing.examples())))

    @app.post("/api/verify", summary="A prediction beside the truth")
    async def verify(asked: schemas.VerifyRequest, http: HttpRequest) -> schemas.VerifyResponse:
        service.check_verify(asked)
        return await _answer(service, http, lambda request: service.verify(asked, request))

    @app.get("/api/about", summary="What this service can do")
    async def about() -> schemas.AboutResponse:
        return service.about()


# -- the OpenAI form ---------------------------------------------------------------------------------------------------


def _add_openai(app: FastAPI, service: Service) -> None:
    began = int(time.time())

    @app.get("/v1/models", summary="The one model")
    async def models() -> schemas.ModelList:
        card = schemas.ModelCard(id=NAME, created=began, max_model_len=service.predictor.positions)
        return schemas.ModelList(data=[card])

    @app.get("/v1/models/{name}", summary="The model of that name")
    async def model(name: str) -> schemas.ModelCard:
        _check_model(name)
        return schemas.ModelCard(id=NAME, created=began, max_model_len=service.predictor.positions)

    @app.post("/v1/completions", summary="Completions as OpenAI has them", response_model=schemas.CompletionResponse)
    async def complete(asked: schemas.CompletionRequest, http: HttpRequest) -> Any:
        if asked.model is not None:
            _check_model(asked.model)
        prompts = completions.prompts_of(asked)
        if not 1 <= len(prompts) <= schemas.MOST_PROGRAMS:
            raise FieldError("prompt", f"{len(prompts)} were given, 1 to {schemas.MOST_PROGRAMS} may be")
        for prompt in prompts:
            try:
                encode(prompt)
            except InputError as error:
                raise FieldError("prompt", str(error)) from None
            try:
                checked(prompt, service.predictor.positions)
            except InputError as error:
                raise (TooLong if prompt else FieldError)("prompt", str(error)) from None
        limit = min(asked.max_tokens or completions.DEFAULT_TOKENS, service.settings.max_tokens)
        answers = completions.Answers(NAME)
        stops = completions.stops_of(asked)

        def work(request: Request, on_token: OnToken | None = None) -> list[Completion]:
            return service.worker.engine_for(request, on_token).generate(prompts, limit)

        if asked.stream:
            return _stream_completions(service, asked, answers, prompts, work)
        made = await _answer(service, http, work, programs=len(prompts))
        choices = [
            completions.as_choice(index, completion, logprobs=asked.logprobs, stops=stops)
            for index, completion in enumerate(made)
        ]
        return answers.of(choices, _usage(prompts, made))


def _stream_completions(
    service: Service,
    asked: schemas.CompletionRequest,
    answers: completions.Answers,
    prompts: list[str],
    work: Callable[[Request, OnToken], list[Completion]],
) -> StreamingResponse:
    request, future, tokens = _begin_stream(service, work, len(prompts))
    stops = completions.stops_of(asked)
    texts = [completions.Piecewise(index, stops, asked.logprobs) for index in range(len(prompts))]
    with_usage = asked.stream_options is not None and asked.stream_options.include_usage

    def piece(made: schemas.CompletionResponse) -> bytes:
        return b"data: " + made.model_dump_json(exclude_none=True).encode() + b"\n\n"

    async def pieces() -> AsyncIterator[bytes]:
        try:
            async for number, _, token, logprob in tokens:
                for choice in texts[number].write(token, logprob):
                    yield piece(answers.of([choice]))
                if all(text.is_done for text in texts):
                    break  # a stop was met: what comes after it is nobody's
            try:
                if with_usage:
                    yield piece(answers.of([], _usage(prompts, await asyncio.wrap_future(future))))
                elif not all(text.is_done for text in texts):
                    await asyncio.wrap_future(future)
                yield b"data: [DONE]\n\n"
            except CaalmError as error:
                yield b"data: " + bytes(_of_error(error).body) + b"\n\n"
        finally:
            request.cancel()

    return _event_stream(pieces())


def _check_model(name: str) -> None:
    if name != NAME:
        raise HTTPException(404, f"model: there is none of that name, only {NAME!r}")


def _usage(prompts: list[str], made: list[Completion]) -> schemas.Usage:
    read = sum(len(encode(prompt)) for prompt in prompts)
    written = sum(len(completion.token_logprobs) for completion in made)
    return schemas.Usage(prompt_tokens=read, completion_tokens=written, total_tokens=read + written)


# -- health ------------------------------------------------------------------------------------------------------------


def _add_health(app: FastAPI, service: Service) -> None:
    @app.get("/healthz", summary="The process lives")
    async def health() -> schemas.Health:
        return schemas.Health(status="ok")

    @app.get("/readyz", summary="It takes work", response_model=schemas.Health)
    async def ready() -> Response:
        status = (
            "stopping" if service.doors.is_closed else "ok" if service.worker.is_alive else "the model is not ready"
        )
        return JSONResponse({"status": status}, 200 if status == "ok" else 503)

    @app.get("/metrics", summary="For Prometheus", response_class=PlainTextResponse)
    async def metric() -> Response:
        return Response(service.metrics.text(), media_type=metrics.CONTENT_TYPE)
