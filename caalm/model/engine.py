"""What an engine is: prompts in, completions out, with the log-probability of every token.

    engine.generate(["Code:\\nprint(1)\\n\\nOutput:\\n"], max_new_tokens=100)
    -> [Completion(text="1", token_logprobs=(-0.01, -0.002), finished=True)]

`caalm.model.engines` holds those there are. All of them are greedy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What followed a prompt. The log-probability of the end token is the last of a finished one."""

    text: str
    token_logprobs: tuple[float, ...]
    finished: bool
    endless: bool = False
    """It repeated itself and was ended for that (`caalm.model.engines.repetition`); then it is not finished."""


class Engine(Protocol):
    """Anything that completes prompts greedily."""

    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        """Completions in the order of the prompts; on_progress(done, total) after each."""
        ...
