"""Asking a model that is not ours: the prompt, what ends an answer, and the answer found in what was written.

>>> asking = Asking()
>>> asking.prompt("print(1)")
'Code:\\nprint(1)\\n\\nOutput:\\n'
>>> asking.read_completion("1\\n\\nCode:\\nprint(2)").output
'1'
>>> asking.messages("print(1)")[-1]["content"].endswith("<program>\\nprint(1)\\n</program>")
True
>>> asking.read_chat("It prints one.\\n<output>\\n1\\n</output>").output
'1'

A base model goes on with the published form, a chat model is told in words what to do. Both may be shown solved
programs first (k-shot), drawn from the training split and the same for every question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from caalm.errors import DrawError, InputError
from caalm.tasks.prediction import (
    extract_trace,
    extract_traced,
    has_output,
    plain_prompt,
    plain_target,
    split_input,
    split_lesson,
    traced_prompt,
    traced_target,
)

MOST_SHOTS = 16
Message = dict[Literal["role", "content"], str]

_LANGUAGES = ("fixed-{n}", "python", "fixed-{n}", "lua", "fixed-{n}", "javascript")
_TIERS = (2, 1, 3)
_LONGEST = 500
"""Characters of source and trace together: what is shown solved must leave room for the question."""
_STOP = ("\n\nCode:\n", "\n\nExample:\n", "\n\nGuide:\n")

_TASK = (
    "What does this program print? The programming language may be one that you have never seen: work out from the "
    "text what it must mean. "
)
_PLAIN = (
    "Answer with exactly what the program writes to standard output, character for character, between <output> and "
    "</output>, and with nothing else. If it prints nothing, leave nothing between them."
)
_TRACED = (
    "First work through the program step by step: every line that runs, and the value of every variable that changes. "
    "Then write exactly what the program writes to standard output, character for character, between <output> and "
    "</output>. If it prints nothing, leave nothing between them."
)
_THOUGHT = re.compile(r"\A.*?</think(?:ing)?>\s*", re.DOTALL)
_TAGGED = re.compile(r"<output>(.*?)(?:</output>|\Z)", re.DOTALL)
_FENCED = re.compile(r"```[^\n`]*\n(.*?)\n?```", re.DOTALL)


class Answer(NamedTuple):
    """What was found in a completion; the trace is None where there is none of our form."""

    output: str
    trace: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A solved program."""

    code: str
    output: str
    trace: str


@lru_cache(maxsize=8)
def draw_shots(count: int, seed: int = 0) -> tuple[Shot, ...]:
    """Solved programs of the training split: invented languages and real ones in turn, none of them in a suite."""
    from caalm.dataset.draw import redraw
    from caalm.dataset.recipe import DATASET_VERSION

    if not 0 <= count <= MOST_SHOTS:
        raise InputError(f"shots: {count} is not between 0 and {MOST_SHOTS}")
    shots: list[Shot] = []
    index = 0
    while len(shots) < count:
        language = _LANGUAGES[len(shots) % len(_LANGUAGES)].format(n=index)
        tier = _TIERS[len(shots) % len(_TIERS)]
        index += 1
        try:
            record = redraw(f"{DATASET_VERSION}/{seed}/{language}/train/{tier}/{index}/0")
        except DrawError:
            continue
        if record.stdout and len(record.source) + len(record.trace) <= _LONGEST:
            shots.append(Shot(code=record.source, output=record.stdout, trace=record.trace))
    return tuple(shots)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How questions are put: plain or traced, after how many solved programs."""

    trace: bool = False
    shots: tuple[Shot, ...] = ()

    @property
    def stop(self) -> tuple[str, ...]:
        """What ends a base model's answer: the beginning of another question."""
        return _STOP

    def __str__(self) -> str:
        return f"{'traced' if self.trace else 'plain'} shots={len(self.shots)}"

    # -- base models: the published form -----------------------------------------------------------------------------

    def prompt(self, code: str) -> str:
        """The text that a base model goes on with."""
        form = traced_prompt if self.trace else plain_prompt
        return "".join(f"{form(shot.code)}{self._target(shot)}\n\n" for shot in self.shots) + form(code)

    def _target(self, shot: Shot) -> str:
        return traced_target(shot.trace, shot.output) if self.trace else plain_target(shot.output)

    def read_completion(self, text: str) -> Answer:
        """The answer in what followed a prompt: all of it up to the next question, less one final newline."""
        ends = [text.find(stop) for stop in _STOP if stop in text]
        text = text[: min(ends)] if ends else text
        if not self.trace:
            return Answer(text.removesuffix("\n"))
        if not has_output(text):
            return Answer("", text)
        return Answer(extract_traced(text).removesuffix("\n"), extract_trace(text) + "\n")

    # -- chat models: words ------------------------------------------------------------------------------------------

    def messages(self, code: str) -> list[Message]:
        """The conversation that a chat model answers; one user's turn where there are no shots."""
        turns: list[Message] = []
        for shot in self.shots:
            turns.append({"role": "user", "content": self._question(shot.code)})
            worked = f"{shot.trace.rstrip()}\n" if self.trace else ""
            turns.append({"role": "assistant", "content": f"{worked}<output>\n{plain_target(shot.output)}\n</output>"})
        return [*turns, {"role": "user", "content": self._question(code)}]

    def _question(self, code: str) -> str:
        lesson, code = split_lesson(code)
        source, lines = split_input(code)
        parts = [_TASK + (_TRACED if self.trace else _PLAIN)]
        if lesson:
            parts.append(f"What is known of its language:\n\n{lesson.rstrip()}")
        source = source.rstrip("\n")
        parts.append(f"<program>\n{source}\n</program>")
        if lines is not None:
            parts.append(f"It reads these lines:\n<input>\n{lines}\n</input>")
        return "\n\n".join(parts)

    def read_chat(self, text: str) -> Answer:
        """The answer in a chat model's reply: between the last tags, else in the last fence, else all of it."""
        text = _THOUGHT.sub("", text)
        if tagged := _TAGGED.findall(text):
            return Answer(_unwrapped(tagged[-1]))
        if fenced := _FENCED.findall(text):
            return Answer(fenced[-1])
        return Answer(text.strip("\n"))


def _unwrapped(text: str) -> str:
    """Without the line breaks that stand between the tags and the output itself."""
    return text.removeprefix("\n").removesuffix("\n")


def read_any(text: str, asking: Asking) -> Answer:
    """The answer of a model of which nobody knows whether it speaks as a base or as a chat model."""
    return asking.read_chat(text) if _TAGGED.search(text) or "```" in text else asking.read_completion(text)


def asking_for(trace: bool | None, shots: int, seed: int = 0) -> Asking:
    """The way of asking that the options name; a model that is not ours is asked plainly unless told otherwise."""
    return Asking(trace=bool(trace), shots=draw_shots(shots, seed))


def identity_of(parts: Sequence[object]) -> str:
    """One line that tells a way of asking a model from another, for the head of a predictions file."""
    return " ".join(str(part) for part in parts if part not in (None, ""))
