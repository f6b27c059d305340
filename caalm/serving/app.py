"""The routes: JSON in and out, every error in one form.

    app = create_app(service)        # an ASGI application; caalm.serving.server runs it

Programs are worked on in threads, never in the event loop; a client that hangs up frees its place at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

from fastapi import Body, FastAPI, Response
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from caalm import __version__
from caalm.errors import CaalmError
from caalm.serving import drawing, metrics, schemas
from caalm.serving.answering import answer, begin_stream, event_stream
from caalm.serving.failures import add_errors, of_error
from caalm.serving.guard import Guard
from caalm.serving.openai_form import add_openai
from caalm.serving.service import Service
from caalm.serving.streaming import Transcript, as_text

PAGE = Path(__file__).parent / "page"

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
    add_errors(app, service)
    _add_predictions(app, service)
    add_openai(app, service)
    _add_health(app, service)
    # Last: it takes every path that is none of the others'.
    app.mount("/", GZipMiddleware(StaticFiles(directory=PAGE, html=True, check_dir=False)), name="page")
    return app


# -- predictions -------------------------------------------------------------------------------------------------------


def _add_predictions(app: FastAPI, service: Service) -> None:
    @app.post("/api/predict", summary="Predict what a program prints")
    async def predict(asked: schemas.PredictRequest, http: HttpRequest) -> schemas.PredictResponse:
        service.check(asked)
        return await answer(service, http, lambda request: service.predict(asked, request))

    @app.post(
        "/api/predict/stream",
        summary="The same as it is written",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {}}, "description": "Events, see docs/service.md."}},
    )
    async def stream(asked: schemas.PredictRequest) -> Response:
        service.check(asked)
        request, future, tokens = begin_stream(service, lambda *given: service.predict(asked, *given))

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
                    yield b"event: error\ndata: " + bytes(of_error(error).body) + b"\n\n"
            finally:
                request.cancel()

        return event_stream(events())

    @app.post("/api/batch", summary="Predict some programs together")
    async def batch(asked: schemas.BatchRequest, http: HttpRequest) -> schemas.BatchResponse:
        for number, each in enumerate(asked.programs):
            service.check(each, f"programs.{number}.")
        return await answer(
            service, http, lambda request: service.predict_batch(asked, request), programs=len(asked.programs)
        )

    @app.post("/api/invent", summary="Draw a new language and a program in it")
    async def invent(
        http: HttpRequest, asked: Annotated[schemas.InventRequest | None, Body()] = None
    ) -> schemas.InventResponse:
        wanted = asked or schemas.InventRequest.model_validate({})
        return await answer(service, http, lambda _: drawing.invent(wanted))

    @app.get("/api/examples", summary="Programs to try")
    async def examples(http: HttpRequest) -> schemas.ExamplesResponse:
        return await answer(service, http, lambda _: schemas.ExamplesResponse(examples=list(drawing.examples())))

    @app.post("/api/verify", summary="A prediction beside the truth")
    async def verify(asked: schemas.VerifyRequest, http: HttpRequest) -> schemas.VerifyResponse:
        service.check_verify(asked)
        return await answer(service, http, lambda request: service.verify(asked, request))

    @app.post("/api/shell", summary="One command of a shell session whose state the caller keeps")
    async def shell(asked: schemas.ShellRequest, http: HttpRequest) -> schemas.ShellResponse:
        service.check_shell(asked)
        return await answer(service, http, lambda request: service.run_shell(asked, request))

    @app.post("/api/shell/verify", summary="A shell session beside bash")
    async def verify_shell(asked: schemas.ShellVerifyRequest, http: HttpRequest) -> schemas.ShellVerifyResponse:
        service.check_verify_shell(asked)
        return await answer(service, http, lambda request: service.verify_shell(asked, request))

    @app.get("/api/about", summary="What this service can do")
    async def about() -> schemas.AboutResponse:
        return service.about()


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
