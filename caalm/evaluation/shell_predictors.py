"""Predictors of shell sessions: a model on its own earlier answers, and the reference model in a model's place.

>>> shell_predictor("shell-130", ReferenceEngine()).predict_many(["mkdir a\\nls"])[0].output
'a'
"""

from __future__ import annotations

from collections.abc import Sequence

from caalm.evaluation.predictors import OnProgress, PlainPrediction
from caalm.evaluation.shell_suites import INTERNAL
from caalm.model.engine import Completion, Engine
from caalm.model.shell import Answer, run_sessions
from caalm.model.sizes import POSITIONS
from caalm.tasks.shell import Form, reference_completion


class ReferenceEngine:
    """The reference model in a model's place: the oracle of every session, not only of a suite's."""

    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        """What the reference model says; an UnsupportedError for what it does not know."""
        texts = [reference_completion(prompt) for prompt in prompts]
        return [Completion(text=text, token_logprobs=(0.0,), finished=True) for text in texts]


class ShellPredictor:
    """A predictor for items of shell suites: every session runs on the model's own answers, each command once."""

    def __init__(self, engine: Engine, *, form: Form = "external", positions: int = POSITIONS) -> None:
        self.engine = engine
        self.form: Form = form
        self.positions = positions
        self._answers: dict[str, Answer] = {}

    def prompt(self, code: str) -> str:
        """Every session can be asked; a command that cannot is answered with nothing."""
        return code

    def predict_many(self, codes: Sequence[str], on_progress: OnProgress | None = None) -> list[PlainPrediction]:
        """The answer to the last command of each session so far."""
        waiting = [code for code in codes if code not in self._answers]
        longest = [code for code in waiting if not any(other.startswith(code + "\n") for other in waiting)]
        sessions = [code.split("\n") for code in dict.fromkeys(longest)]
        made = run_sessions(self.engine, sessions, form=self.form, positions=self.positions, on_progress=on_progress)
        for commands, answers in zip(sessions, made, strict=True):
            for at, answer in enumerate(answers):
                self._answers.setdefault("\n".join(commands[: at + 1]), answer)
        return [
            PlainPrediction(
                output=answer.output,
                confidence=answer.confidence,
                truncated=answer.problem is not None,
                completion=answer.output,
            )
            for answer in (self._answers[code] for code in codes)
        ]


def shell_predictor(name: str, engine: Engine, positions: int = POSITIONS) -> ShellPredictor:
    """The predictor for a shell suite, asked in the suite's form."""
    return ShellPredictor(engine, form="internal" if name.endswith(INTERNAL) else "external", positions=positions)
