"""Predictors: what evaluation asks of one, and those that need no model of ours.

>>> shout = CompletionPredictor(lambda prompts: ["HI" for _ in prompts])
>>> [prediction.output for prediction in shout.predict_many(["print('HI')"])]
['HI']
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from caalm.tasks.prediction import extract_plain, extract_traced, plain_prompt, traced_prompt

if TYPE_CHECKING:
    from caalm.evaluation.suites import Suite

OnProgress = Callable[[int, int], None]


class Predicted(Protocol):
    """What a predictor says about one program."""

    @property
    def output(self) -> str: ...
    @property
    def confidence(self) -> float: ...
    @property
    def truncated(self) -> bool: ...
    @property
    def completion(self) -> str: ...


class AnyPredictor(Protocol):
    """The part of caalm.model.predictor.Predictor that evaluation and the commands use; tests bring their own."""

    def prompt(self, code: str) -> str: ...
    def predict_many(self, codes: Sequence[str], on_progress: OnProgress | None = None) -> Sequence[Predicted]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPrediction:
    """The least that a prediction says."""

    output: str
    confidence: float = 0.0
    truncated: bool = False
    completion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignPrediction:
    """What a model that is not ours says: what it was told of itself may be missing."""

    output: str
    confidence: float | None = None
    truncated: bool = False
    completion: str = ""
    trace: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost: float | None = None
    problem: str | None = None
    """Why this program could not be asked about; it counts as wrong."""


@runtime_checkable
class ForeignPredictor(Protocol):
    """A model that is not ours: predictions come one by one, in any order, and each is written when it comes."""

    def predict_each(self, codes: Sequence[str]) -> Iterator[tuple[int, ForeignPrediction]]:
        """Pairs of a program's index and its prediction. An error at the end tells that some are missing."""
        ...


class CompletionPredictor:
    """A predictor around any function from prompts to completions."""

    def __init__(self, complete: Callable[[Sequence[str]], Sequence[str]], *, trace: bool = False) -> None:
        self.complete = complete
        self.trace = trace

    def prompt(self, code: str) -> str:
        """The prompt for a program."""
        return (traced_prompt if self.trace else plain_prompt)(code)

    def predict_many(self, codes: Sequence[str], on_progress: OnProgress | None = None) -> list[PlainPrediction]:
        """One prediction a program, in order."""
        extract = extract_traced if self.trace else extract_plain
        completions = self.complete([self.prompt(code) for code in codes])
        return [PlainPrediction(output=extract(text), completion=text) for text in completions]


class AnswerPredictor:
    """A predictor that looks answers up or works them out by rule: a baseline, or the oracle of a suite."""

    def __init__(self, answer: Callable[[str], str]) -> None:
        self.answer = answer

    def prompt(self, code: str) -> str:
        """The published prompt."""
        return plain_prompt(code)

    def predict_many(self, codes: Sequence[str], on_progress: OnProgress | None = None) -> list[PlainPrediction]:
        """One prediction a program, in order."""
        return [PlainPrediction(output=self.answer(code), confidence=1.0) for code in codes]


def oracle(suite: Suite) -> AnswerPredictor:
    """Knows every answer of the suite."""
    answers = {item.code: item.output.removesuffix("\n") for item in suite.items}
    return AnswerPredictor(answers.__getitem__)
