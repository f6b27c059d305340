"""Chats in the OpenAI form: a conversation is a shell session, or it is about programs.

>>> from caalm.tasks.shell import Snapshot
>>> state = Snapshot().as_text()
>>> asked = ChatRequest.model_validate({"messages": [
...     {"role": "system", "content": state}, {"role": "user", "content": "ls"}]})
>>> isinstance(read_chat(asked), ShellChat), read_chat(asked).prompt.endswith("\\n\\n$ ls\\n")
(True, True)
>>> about = ChatRequest.model_validate({"messages": [
...     {"role": "user", "content": "What does this print?\\n```lua\\nprint(1)\\n```"}]})
>>> read_chat(about).asked.code
'print(1)'

A shell session begins with the published system prompt; every message of the user is a command, every one of the
assistant what it showed, and the model keeps the state to itself. In any other chat the last message is a program and
the answer its output; those before it are solved programs of the same language.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from caalm.errors import InputError
from caalm.machines.shell.snapshot import session_of
from caalm.model.tokenizer import encode
from caalm.serving import schemas
from caalm.serving.completions import Piecewise, cut
from caalm.serving.schemas import ChatMessage, ChatRequest
from caalm.serving.service import FieldError
from caalm.tasks.shell import Turn, internal_prompt, read_snapshot

SHELL = "You are a Linux terminal emulator"
"""How the system prompt of a shell session begins."""
GUIDE = "Guide:"
"""How a system prompt begins that describes a language; other ones are not looked at."""
_FENCE = re.compile(r"^(`{3,}|~{3,})[ \t]*([^\n`]*)\n(.*?)^\1[ \t]*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellChat:
    """A shell session: the prompt for its last command; None where that command is blank and shows nothing."""

    prompt: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramChat:
    """A program to predict."""

    asked: schemas.PredictRequest
    where: str
    """The message that it is in, as errors name it."""


def read_chat(asked: ChatRequest) -> ShellChat | ProgramChat:
    """What a chat asks for; a FieldError says which message is wrong."""
    texts = [_text(message, number) for number, message in enumerate(asked.messages)]
    roles = [message.role for message in asked.messages]
    first = next((number for number, role in enumerate(roles) if role in ("user", "assistant")), len(roles))
    for number, role in enumerate(roles[first:]):
        expected = "assistant" if number % 2 else "user"
        if role != expected:
            raise FieldError(f"messages.{first + number}.role", f"{role!r}, where {expected!r} must come")
    if (len(roles) - first) % 2 == 0:
        raise FieldError("messages", "the last one must be the user's, the one to answer")
    system = "\n".join(texts[:first]).strip("\n")
    if system.startswith(SHELL):
        return _shell_chat(system, texts[first:], first)
    return _program_chat(system, texts[first:], first)


def _text(message: ChatMessage, number: int) -> str:
    content = message.content
    text = content if isinstance(content, str) else "".join([part.text for part in content])
    try:
        encode(text)
    except InputError as error:
        raise FieldError(f"messages.{number}.content", str(error)) from None
    return text


def _shell_chat(system: str, texts: Sequence[str], first: int) -> ShellChat:
    try:
        state = read_snapshot(system)
        session_of(state)  # an InputError where the folder is not among the files
    except InputError as error:
        raise FieldError("messages.0.content", str(error)) from None
    commands = [text.removesuffix("\n") for text in texts[::2]]
    for number, command in enumerate(commands):
        if "\n" in command:
            raise FieldError(f"messages.{first + 2 * number}.content", "a command of a shell session is one line")
    if not commands[-1].strip():
        return ShellChat(prompt=None)
    outputs = [text.removesuffix("\n") for text in texts[1::2]]
    turns = [Turn(command, output) for command, output in zip(commands, outputs, strict=False)]
    return ShellChat(prompt=internal_prompt(state.as_text(), turns, commands[-1]))


def _program_chat(system: str, texts: Sequence[str], first: int) -> ProgramChat:
    solved = list(zip(texts[:-1:2], texts[1::2], strict=True))
    if len(solved) > schemas.MOST_EXAMPLES:
        raise FieldError("messages", f"{len(solved)} solved programs stand before, {schemas.MOST_EXAMPLES} may")
    for number, text in enumerate([*texts[::2], *texts[1::2]]):
        if len(text) > schemas.MOST_CODE:
            raise FieldError(f"messages.{first + number}.content", f"it has {len(text)} characters, too many")
    for number, text in enumerate(texts[::2]):
        if not _program(text)[0].strip():
            raise FieldError(f"messages.{first + 2 * number}.content", "no program is in it")
    code, given = _program(texts[-1])
    guide = system.removeprefix(GUIDE).strip() if system.startswith(GUIDE) else None
    return ProgramChat(
        asked=schemas.PredictRequest(
            code=code,
            input=given,
            examples=[
                schemas.SolvedExample(code=_program(question)[0], output=_program(answer)[0].removesuffix("\n"))
                for question, answer in solved
            ],
            guide=guide,
        ),
        where=f"messages.{first + len(texts) - 1}.content",
    )


def _program(text: str) -> tuple[str, str | None]:
    """The program in a message and the lines that it reads: the first fenced block, or all of the message."""
    blocks = [(found[2].strip(), found[3].removesuffix("\n")) for found in _FENCE.finditer(text)]
    given = next((body for name, body in blocks if name == "input"), None)
    return next((body for name, body in blocks if name != "input"), text.strip("\n")), given


# -- answers -----------------------------------------------------------------------------------------------------------


class Answers:
    """The answers to one chat: they have an id and a time in common."""

    def __init__(self, model: str) -> None:
        self.model = model
        self.id = f"chatcmpl-{secrets.token_hex(12)}"
        self.created = int(time.time())

    def whole(self, text: str, reason: Literal["stop", "length"], usage: schemas.Usage) -> schemas.ChatResponse:
        """An answer that is not streamed."""
        choice = schemas.ChatChoice(message=schemas.ChatAnswer(content=text), finish_reason=reason)
        return schemas.ChatResponse(id=self.id, created=self.created, model=self.model, choices=[choice], usage=usage)

    def piece(
        self,
        *,
        role: Literal["assistant"] | None = None,
        content: str | None = None,
        reason: Literal["stop", "length"] | None = None,
    ) -> schemas.ChatChunk:
        """A piece of a stream."""
        choice = schemas.ChatPiece(delta=schemas.ChatDelta(role=role, content=content), finish_reason=reason)
        return schemas.ChatChunk(id=self.id, created=self.created, model=self.model, choices=[choice])

    def usage(self, usage: schemas.Usage) -> schemas.ChatChunk:
        """The piece that ends a stream of which the tokens are counted."""
        return schemas.ChatChunk(id=self.id, created=self.created, model=self.model, choices=[], usage=usage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A whole answer."""

    text: str
    finished: bool
    read: int
    written: int

    @property
    def usage(self) -> schemas.Usage:
        """Its tokens."""
        return schemas.Usage(
            prompt_tokens=self.read, completion_tokens=self.written, total_tokens=self.read + self.written
        )


def limited(said: Said, limit: int, stops: Sequence[str]) -> tuple[str, Literal["stop", "length"]]:
    """The text of an answer within its limits, and why it ends there.

    >>> limited(Said(text="30\\n40", finished=True, read=9, written=6), 16, ["\\n"])
    ('30', 'stop')
    >>> limited(Said(text="30\\n40", finished=True, read=9, written=6), 1, [])
    ('3', 'length')
    """
    raw = said.text.encode("utf-8", "surrogatepass")
    text = raw[:limit].decode("utf-8", "ignore") if len(raw) > limit else said.text
    shown = cut(text, stops)
    is_short = len(raw) > limit or not said.finished
    return shown, "length" if is_short and len(shown) == len(text) else "stop"


class Written:
    """A streamed answer: pieces of a chat of what a completion's pieces hold."""

    def __init__(self, answers: Answers, stops: Sequence[str]) -> None:
        self.answers = answers
        self._text = Piecewise(0, stops, None)

    @property
    def is_done(self) -> bool:
        """Whether its end has been sent."""
        return self._text.is_done

    def write(self, token: int | None, logprob: float) -> list[schemas.ChatChunk]:
        """The next token, as for `Piecewise`."""
        made = []
        for choice in self._text.write(token, logprob):
            if choice.text:
                made.append(self.answers.piece(content=choice.text))
            if choice.finish_reason is not None:
                made.append(self.answers.piece(reason=choice.finish_reason))
        return made
