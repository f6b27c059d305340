"""Completions in the OpenAI form, whole and streamed. The model is greedy; its tokens are bytes.

>>> choice = as_choice(0, Completion(text="30", token_logprobs=(-0.1, -0.2, -0.3), finished=True), logprobs=1)
>>> choice.finish_reason, choice.logprobs.tokens, choice.logprobs.text_offset
('stop', ['3', '0', '<|end|>'], [0, 1, 2])
>>> cut("one\\ntwo", ["\\n"])
'one'
"""

from __future__ import annotations

import codecs
import secrets
import time
from collections.abc import Sequence

from caalm.model.engine import Completion
from caalm.model.tokenizer import END, SPECIALS, decode
from caalm.serving import schemas

DEFAULT_TOKENS = 16
"""OpenAI's."""


def prompts_of(asked: schemas.CompletionRequest) -> list[str]:
    """The prompts, whatever they were given as."""
    prompt = asked.prompt
    if isinstance(prompt, str):
        return [prompt]
    texts: list[str] = []
    single: list[int] = []
    for each in prompt:
        if isinstance(each, int):
            single.append(each)
        else:
            texts.append(each if isinstance(each, str) else decode(each))
    return [decode(single)] if single else texts


def stops_of(asked: schemas.CompletionRequest | schemas.ChatRequest) -> list[str]:
    """Where a text ends besides its end."""
    stops = [asked.stop] if isinstance(asked.stop, str) else asked.stop or []
    return [stop for stop in stops if stop]


def cut(text: str, stops: Sequence[str]) -> str:
    """The text before the first stop."""
    return text[: min([place for place in map(text.find, stops) if place >= 0], default=len(text))]


def as_choice(
    index: int, completion: Completion, *, logprobs: int | None = None, stops: Sequence[str] = ()
) -> schemas.CompletionChoice:
    """A completion as OpenAI has it."""
    text = cut(completion.text, stops)
    is_cut = len(text) < len(completion.text)
    shown = None
    if logprobs is not None and "\ufffd" not in text:
        chosen = list(completion.token_logprobs)
        size = len(text.encode("utf-8", "surrogatepass"))
        shown = spelled(text, chosen[:size] if is_cut else chosen, start=0)
    return schemas.CompletionChoice(
        index=index,
        text=text,
        logprobs=shown,
        finish_reason="stop" if completion.finished or is_cut else "length",
    )


def spelled(text: str, logprobs: Sequence[float], *, start: int) -> schemas.Logprobs:
    """One entry a byte; ``start`` is how many characters stand before the text."""
    tokens: list[str] = []
    offsets: list[int] = []
    for place, character in enumerate(text, start):
        raw = character.encode("utf-8", "surrogatepass")
        tokens += [character] if len(raw) == 1 else [f"bytes:\\x{byte:02x}" for byte in raw]
        offsets += [place] * len(raw)
    if len(logprobs) > len(tokens):
        tokens.append(SPECIALS[END - 256])
        offsets.append(start + len(text))
    known = [max(logprob, -9999.0) for logprob in logprobs[: len(tokens)]]  # JSON has no infinity
    tops = [{token: logprob} for token, logprob in zip(tokens, known, strict=False)]
    return schemas.Logprobs(tokens=tokens[: len(known)], token_logprobs=known, top_logprobs=tops, text_offset=offsets)


class Answers:
    """The answers to one request: they have an id and a time in common."""

    def __init__(self, model: str) -> None:
        self.model = model
        self.id = f"cmpl-{secrets.token_hex(12)}"
        self.created = int(time.time())

    def of(
        self, choices: Sequence[schemas.CompletionChoice], usage: schemas.Usage | None = None
    ) -> schemas.CompletionResponse:
        """An answer, or a piece of one."""
        return schemas.CompletionResponse(
            id=self.id, created=self.created, model=self.model, choices=list(choices), usage=usage
        )


class Piecewise:
    """One streamed text: characters are sent as soon as no stop can begin in them."""

    def __init__(self, index: int, stops: Sequence[str], logprobs: int | None) -> None:
        self.index = index
        self.stops = stops
        self.logprobs = logprobs
        self.is_done = False
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self._held_logprobs: list[float] = []
        self._sent = 0
        self._keep = max(map(len, stops), default=1) - 1

    def write(self, token: int | None, logprob: float) -> list[schemas.CompletionChoice]:
        """The next token, END at the model's own end, None for no more room."""
        if self.is_done:
            return []
        is_end = token is None or token == END
        self._held += self._decoder.decode(bytes([token]) if token is not None and token < 256 else b"", is_end)
        if token is not None:
            self._held_logprobs.append(logprob)
        text = cut(self._held, self.stops)
        if len(text) < len(self._held):
            return [self._send(len(text), "stop")]
        if is_end:
            return [self._send(len(self._held), "length" if token is None else "stop")]
        ready = len(self._held) - self._keep
        return [self._send(ready, None)] if ready > 0 else []

    def _send(self, count: int, reason: str | None) -> schemas.CompletionChoice:
        text, self._held = self._held[:count], self._held[count:]
        size = len(text.encode("utf-8", "surrogatepass")) if reason is None or self._held else len(self._held_logprobs)
        logprobs, self._held_logprobs = self._held_logprobs[:size], self._held_logprobs[size:]
        self.is_done = reason is not None
        shown = None if self.logprobs is None else spelled(text, logprobs, start=self._sent)
        self._sent += count
        return schemas.CompletionChoice.model_validate(
            {"index": self.index, "text": text, "logprobs": shown, "finish_reason": reason}
        )
