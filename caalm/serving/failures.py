"""Errors as answers: one form, OpenAI's, with the status that each kind of error has.

>>> of_error(FieldError("code", "it is empty")).status_code
422
"""

from __future__ import annotations

from fastapi import FastAPI, Response
from fastapi import Request as HttpRequest
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from caalm.errors import CaalmError, DrawError, InputError
from caalm.runtimes.sandbox import SandboxError
from caalm.serving import schemas
from caalm.serving.admission import Closed, Full
from caalm.serving.service import FieldError, Forbidden, Service, TooLong, Unavailable
from caalm.serving.worker import Ended, Gone, ModelFailure, Overdue

_STATUSES: tuple[tuple[type[CaalmError], int], ...] = (
    (Full, 429), (Closed, 503), (Unavailable, 503), (SandboxError, 503), (Ended, 503), (Gone, 499), (Overdue, 504),
    (ModelFailure, 500), (Forbidden, 403), (TooLong, 413), (InputError, 422), (DrawError, 422),
)  # fmt: skip


def _failure(
    status: int, message: str, kind: str, param: str | None = None, code: str | None = None, retry: float | None = None
) -> JSONResponse:
    detail = schemas.ErrorDetail(message=message, type=kind, param=param, code=code)
    headers = None if retry is None else {"Retry-After": f"{retry:g}"}
    return JSONResponse(schemas.ErrorResponse(error=detail).model_dump(), status, headers)


def of_error(error: CaalmError) -> JSONResponse:
    """An error of ours as an answer."""
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


def add_errors(app: FastAPI, service: Service) -> None:
    """Every error in one form."""

    @app.exception_handler(CaalmError)
    async def of_ours(_: HttpRequest, error: CaalmError) -> Response:
        if isinstance(error, Full):
            service.metrics.refused.labels("queue").inc()
        return of_error(error)

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
