"""The routes that OpenAI's clients know: models, completions, chats.

openai.OpenAI(base_url="http://127.0.0.1:8000/v1", api_key="none").chat.completions.create(model="caalm", messages=[
    {"role": "system", "content": "You are a Linux terminal emulator. Initial state: ..."},
    {"role": "user", "content": "ls"},
])
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from fastapi import FastAPI
from fastapi import Request as HttpRequest
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from caalm.errors import CaalmError, InputError
from caalm.model.engine import Completion
from caalm.model.engines.batching import checked
from caalm.model.tokenizer import encode
from caalm.serving import chat, completions, schemas
from caalm.serving.answering import answer, begin_stream, event_stream
from caalm.serving.failures import of_error
from caalm.serving.service import NAME, FieldError, Service, TooLong
from caalm.serving.worker import OnToken, Request


def add_openai(app: FastAPI, service: Service) -> None:
    """The routes under /v1."""
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
        made = await answer(service, http, work, programs=len(prompts))
        choices = [
            completions.as_choice(index, completion, logprobs=asked.logprobs, stops=stops)
            for index, completion in enumerate(made)
        ]
        return answers.of(choices, _usage(prompts, made))

    @app.post(
        "/v1/chat/completions", summary="A shell session, or a program to predict", response_model=schemas.ChatResponse
    )
    async def chat_route(asked: schemas.ChatRequest, http: HttpRequest) -> Any:
        if asked.model is not None:
            _check_model(asked.model)
        limit = min(
            asked.max_completion_tokens or asked.max_tokens or service.settings.max_tokens, service.settings.max_tokens
        )
        work = _chat_work(service, chat.read_chat(asked), limit)
        answers, stops = chat.Answers(NAME), completions.stops_of(asked)
        if asked.stream:
            return _stream_chat(service, asked, answers, work, limit)
        said = await answer(service, http, work)
        text, reason = chat.limited(said, limit, stops)
        return answers.whole(text, reason, said.usage)


ChatWork = Callable[[Request, OnToken | None], chat.Said]


def _chat_work(service: Service, wanted: chat.ShellChat | chat.ProgramChat, limit: int) -> Callable[..., chat.Said]:
    """What is to be done for a chat, checked; it gives tokens as they come where the answer is what is written."""
    if isinstance(wanted, chat.ProgramChat):
        try:
            service.check(wanted.asked)
        except FieldError as error:
            raise type(error)(wanted.where, str(error).partition(": ")[2]) from None
        asked = wanted.asked

        def predict(request: Request, on_token: OnToken | None = None) -> chat.Said:
            found = service.predict(asked, request)
            read = len(encode(asked.code)) + len(encode(asked.input or ""))
            return chat.Said(
                text=found.output, finished=not found.truncated, read=read, written=len(encode(found.output)) + 1
            )

        return predict
    prompt = wanted.prompt
    if prompt is None:
        return lambda request, on_token=None: chat.Said(text="", finished=True, read=0, written=0)
    read = len(encode(prompt))
    if read >= service.predictor.positions:
        raise TooLong(
            "messages", f"the session has {read} bytes, {service.predictor.positions} fit the model's context"
        )
    room = min(limit, service.predictor.positions - read)

    def complete(request: Request, on_token: OnToken | None = None) -> chat.Said:
        made = service.complete(prompt, room, request, on_token)
        return chat.Said(text=made.text, finished=made.finished, read=read, written=len(made.token_logprobs))

    return complete


def _stream_chat(
    service: Service, asked: schemas.ChatRequest, answers: chat.Answers, work: Callable[..., chat.Said], limit: int
) -> StreamingResponse:
    request, future, tokens = begin_stream(service, work)
    stops = completions.stops_of(asked)
    written = chat.Written(answers, stops)
    with_usage = asked.stream_options is not None and asked.stream_options.include_usage

    async def pieces() -> AsyncIterator[schemas.ChatChunk]:
        yield answers.piece(role="assistant", content="")
        async for _, _, token, logprob in tokens:
            for made in written.write(token, logprob):
                yield made
            if written.is_done:
                break
        if with_usage or not written.is_done:
            said = await asyncio.wrap_future(future)
            if not written.is_done:  # an answer that is not what was written comes in one piece
                text, reason = chat.limited(said, limit, stops)
                yield answers.piece(content=text)
                yield answers.piece(reason=reason)
            if with_usage:
                yield answers.usage(said.usage)

    return _events(request, pieces())


def _stream_completions(
    service: Service,
    asked: schemas.CompletionRequest,
    answers: completions.Answers,
    prompts: list[str],
    work: Callable[[Request, OnToken], list[Completion]],
) -> StreamingResponse:
    request, future, tokens = begin_stream(service, work, len(prompts))
    stops = completions.stops_of(asked)
    texts = [completions.Piecewise(index, stops, asked.logprobs) for index in range(len(prompts))]
    with_usage = asked.stream_options is not None and asked.stream_options.include_usage

    async def pieces() -> AsyncIterator[schemas.CompletionResponse]:
        async for number, _, token, logprob in tokens:
            for choice in texts[number].write(token, logprob):
                yield answers.of([choice])
            if all(text.is_done for text in texts):
                break  # a stop was met: what comes after it is nobody's
        if with_usage:
            yield answers.of([], _usage(prompts, await asyncio.wrap_future(future)))
        elif not all(text.is_done for text in texts):
            await asyncio.wrap_future(future)

    return _events(request, pieces())


def _events(request: Request, pieces: AsyncIterator[BaseModel]) -> StreamingResponse:
    """The pieces of an answer as OpenAI streams them: the last event is [DONE], or an error. A client may hang up."""

    async def events() -> AsyncIterator[bytes]:
        try:
            async for made in pieces:
                yield b"data: " + made.model_dump_json(exclude_none=True).encode() + b"\n\n"
            yield b"data: [DONE]\n\n"
        except CaalmError as error:
            yield b"data: " + bytes(of_error(error).body) + b"\n\n"
        finally:
            request.cancel()

    return event_stream(events())


def _check_model(name: str) -> None:
    if name != NAME:
        raise HTTPException(404, f"model: there is none of that name, only {NAME!r}")


def _usage(prompts: list[str], made: list[Completion]) -> schemas.Usage:
    read = sum(len(encode(prompt)) for prompt in prompts)
    written = sum(len(completion.token_logprobs) for completion in made)
    return schemas.Usage(prompt_tokens=read, completion_tokens=written, total_tokens=read + written)
