"""What the model writes, token by token, as the events of a stream.

>>> transcript = Transcript()
>>> events = []
>>> for byte in b"1 >3\\n\\nOutput:\\n3":
...     events += transcript.write(0, "Code:\\n1 print(3)\\n\\nTrace:\\n", byte, -0.01)
>>> [name for name, _ in events], events[-1][1].model_dump()
(['begin', 'step', 'characters'], {'text': '3', 'confidence': 0.99005})

A traced answer may be compared with the plain one, and be written together with it: then only the trace is shown. A run
that is too long for one breath goes on from checkpoint to checkpoint; of these texts nothing is shown before the end.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Sequence

from pydantic import BaseModel

from caalm.model.steps import read_steps
from caalm.model.tokenizer import END
from caalm.serving import schemas
from caalm.serving.steps import StepReader, rounded

Event = tuple[str, BaseModel]
_TRACE = "\n\nTrace:\n"
_SEGMENT = re.compile(r"\n\nState:\n(?:[^\n]*\n\nTrace:\n(?:[^\n]+\n)*\n?State:\n|[^\n]*\n\nTrace:\n)\Z")


class Transcript:
    """Turns tokens into events. Of the prompts that are asked together the first is shown."""

    def __init__(self) -> None:
        self._text: _Plain | _Traced | _Hidden | None = None

    def write(self, number: int, prompt: str, token: int | None, logprob: float) -> list[Event]:
        """The next token after the prompt of that number, END or None at its end."""
        if number:
            return []
        events: list[Event] = []
        if self._text is None:
            self._text = _begun(prompt)
            if not isinstance(self._text, _Hidden):
                events.append(("begin", schemas.Begin(form="traced" if isinstance(self._text, _Traced) else "plain")))
        byte = token if token is not None and token < 256 else None
        is_end = token is None or token == END
        if is_end or byte is not None:  # other specials are not text
            events += self._text.write(byte, logprob)
        if is_end:
            self._text = None
        return events


def _begun(prompt: str) -> _Plain | _Traced | _Hidden:
    if _SEGMENT.search(prompt):
        return _Hidden()
    return _Traced() if prompt.endswith(_TRACE) else _Plain()


class _Hidden:
    """A segment."""

    def write(self, token: int | None, logprob: float) -> list[Event]:
        return []


class _Plain:
    """Characters, each with its last byte."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = 0.0

    def write(self, token: int | None, logprob: float) -> list[Event]:
        text = self._decoder.decode(b"" if token is None else bytes([token]), token is None)
        self._held += 0.0 if token is None else logprob
        if not text:
            return []
        confidence = rounded(math.exp(min(0.0, self._held)))
        self._held = 0.0
        return [("characters", schemas.Written(text=text, confidence=confidence))]


class _Traced:
    """Steps, each with its newline, until the output begins."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._logprobs: list[float] = []
        self._reader = StepReader()
        self._number = 0
        self._blank: list[list[float]] = []
        """Empty lines, by their log-probabilities: the last of them may be the one before the output."""
        self._output: _Plain | None = None

    def write(self, token: int | None, logprob: float) -> list[Event]:
        if self._output is not None:
            return self._output.write(token, logprob)
        if token is None:
            return self._end_line() if self._line else []
        self._logprobs.append(logprob)
        if token != ord("\n"):
            self._line.append(token)
            return []
        if not self._line:
            self._blank.append(self._logprobs)
            self._logprobs = []
            return []
        if self._line == b"Output:" and self._blank and self._number + len(self._blank) > 1:
            self._output = _Plain()
            self._blank.pop()
            return self._flush() if self._number or len(self._blank) > 1 else []
        return self._end_line()

    def _end_line(self) -> list[Event]:
        events = self._flush() + self._step(self._line.decode("utf-8", "replace"), self._logprobs)
        self._line, self._logprobs = bytearray(), []
        return events

    def _flush(self) -> list[Event]:
        blank, self._blank = self._blank, []
        return [event for logprobs in blank for event in self._step("", logprobs)]

    def _step(self, text: str, logprobs: Sequence[float]) -> list[Event]:
        (read,) = read_steps(text, logprobs) or read_steps("\n", logprobs)[:1]
        numbered = schemas.NumberedStep(number=self._number, step=self._reader.read(read))
        self._number += 1
        return [("step", numbered)]


def as_text(event: Event) -> bytes:
    """An event as it is sent."""
    name, data = event
    return f"event: {name}\ndata: {data.model_dump_json()}\n\n".encode()
