"""A predictor gives steps, checks them, compares the two forms, and chooses between them by measured rules."""

import math
from collections.abc import Sequence

import pytest

from caalm.model.confidence import Calibration, Rule
from caalm.model.engine import Completion, OnProgress
from caalm.model.predictor import Predictor

PROGRAM = "a = 3\nsay a"
TRACE = "1 a=3\n2 a=3;>3\n\nOutput:\n3"


class TwoForms:
    """An engine with one answer for plain prompts and one for traced ones."""

    def __init__(self, plain: str, traced: str, *, surprise: float = 0.1, finished: bool = True) -> None:
        self.plain, self.traced, self.surprise, self.finished = plain, traced, surprise, finished
        self.asked: list[str] = []

    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        self.asked += ["traced" if prompt.endswith("Trace:\n") else "plain" for prompt in prompts]
        if on_progress is not None:
            for done in range(len(prompts)):
                on_progress(done + 1, len(prompts))
        return [self._complete(prompt) for prompt in prompts]

    def _complete(self, prompt: str) -> Completion:
        is_traced = prompt.endswith("Trace:\n")
        text = self.traced if is_traced else self.plain
        logprobs = [-0.0001] * len(text.encode()) + [-0.0001 if is_traced else -self.surprise]
        return Completion(text=text, token_logprobs=tuple(logprobs), finished=self.finished or not is_traced)


def calibration(threshold: float | None) -> Calibration:
    """Plain answers are as sure as their probability; traced ones live on agreement and on their own check."""
    return Calibration(
        plain=Rule(intercept=0.0, weights={"sequence": 1.0}),
        traced=Rule(intercept=-2.0, weights={"consistent": 2.0, "agrees": 2.0}),
        plain_threshold=threshold,
    )


def test_trace_true_gives_steps_and_the_output() -> None:
    prediction = Predictor(TwoForms("3", TRACE)).predict(PROGRAM, trace=True)
    assert prediction.steps is not None
    assert [(step.line, step.text) for step in prediction.steps] == [(1, "1 a=3"), (2, "2 a=3;>3")]
    assert (prediction.output, prediction.problem) == ("3", None)
    product = math.prod(step.confidence for step in prediction.steps)
    assert prediction.confidence < product < 1


def test_a_plain_answer_has_no_steps() -> None:
    assert Predictor(TwoForms("3", TRACE), trace=True).predict(PROGRAM, trace=False).steps is None


def test_without_a_calibration_nothing_is_asked_twice() -> None:
    engine = TwoForms("3", TRACE)
    Predictor(engine, trace=True).predict(PROGRAM)
    assert engine.asked == ["traced"]


@pytest.mark.parametrize(
    ("traced", "word"),
    [
        ("1 a=3\n2 a=4;>4\n\nOutput:\n4", "a is 3 by now"),
        ("1 a=3\n2 a=3;>3\n\nOutput:\n4", "not what the steps print"),
        ("1 a=3\n9 a=3;>3\n\nOutput:\n3", "none is number 9"),
        ("1 a=3\nrubbish\n\nOutput:\n3", "cannot be read"),
        ("1 a=3", "does not come to an output"),
        ("1 a=5\n2 a=5;>5\n\nOutput:\n5", "it does not say what line 1 of the program says"),
        ("1 a=3\n2 b=3;>3\n\nOutput:\n3", "it does not say what line 2 of the program says"),
    ],
)
def test_a_trace_that_contradicts_itself_or_its_program_is_said_to(traced: str, word: str) -> None:
    prediction = Predictor(TwoForms("3", traced), trace=True).predict(PROGRAM)
    assert prediction.problem is not None
    assert word in prediction.problem.reason


def test_disagreement_of_the_forms_lowers_the_confidence() -> None:
    agreed = Predictor(TwoForms("3", TRACE), trace=True, calibration=calibration(None)).predict(PROGRAM)
    engine = TwoForms("5", TRACE)
    contradicted = Predictor(engine, trace=True, calibration=calibration(None)).predict(PROGRAM)
    assert sorted(engine.asked) == ["plain", "traced"]
    assert contradicted.output == agreed.output == "3"
    assert contradicted.confidence < agreed.confidence


def test_a_sure_plain_answer_is_kept_without_a_trace() -> None:
    engine = TwoForms("3", TRACE, surprise=0.01)
    prediction = Predictor(engine, trace=None, calibration=calibration(0.9)).predict(PROGRAM)
    assert engine.asked == ["plain"]
    assert (prediction.output, prediction.steps) == ("3", None)


def test_an_unsure_plain_answer_is_traced_and_the_surer_of_the_two_is_given() -> None:
    engine = TwoForms("5", TRACE, surprise=2.0)
    prediction = Predictor(engine, trace=None, calibration=calibration(0.9)).predict(PROGRAM)
    assert engine.asked == ["plain", "traced"]
    assert prediction.output == "3"
    assert prediction.steps is not None


def test_a_trace_that_ran_out_of_room_leaves_the_plain_answer() -> None:
    engine = TwoForms("5", "1 a=3\n2 a=3", surprise=2.0, finished=False)
    for calibrated in (calibration(0.9), None):
        prediction = Predictor(engine, trace=None, calibration=calibrated).predict(PROGRAM)
        assert (prediction.output, prediction.truncated) == ("5", False)


def test_no_threshold_keeps_no_plain_answer_unseen() -> None:
    engine = TwoForms("3", TRACE, surprise=0.0)
    Predictor(engine, trace=None, calibration=calibration(None)).predict(PROGRAM)
    assert engine.asked == ["plain", "traced"]


def test_a_program_whose_trace_does_not_fit_is_answered_plainly() -> None:
    code = "\n" * 60 + "say 3"  # the traced prompt numbers every line
    engine = TwoForms("3", TRACE, surprise=2.0)
    prediction = Predictor(engine, trace=None, positions=100, calibration=calibration(0.9)).predict(code)
    assert engine.asked == ["plain"]
    assert prediction.output == "3"


@pytest.mark.parametrize("trace", [True, False, None])
def test_progress_ends_with_all_of_the_programs_whatever_the_form(trace: bool | None) -> None:
    seen: list[tuple[int, int]] = []
    predictor = Predictor(TwoForms("3", TRACE, surprise=2.0), calibration=calibration(0.9))
    predictor.trace = trace
    predictor.predict_many([PROGRAM] * 5, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (5, 5)
    assert seen == sorted(seen)
