"""The predictor asks in the form its weights were trained for, and refuses what cannot be asked."""

import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from caalm.errors import InputError
from caalm.model.checkpoint import save_model
from caalm.model.engine import Completion, OnProgress
from caalm.model.predictor import Predictor, weights_folder
from tests.model.tiny import tiny_model


class Scripted:
    """An engine that says what it is told to say."""

    def __init__(self, text: str, finished: bool = True) -> None:
        self.completion = Completion(text=text, token_logprobs=(-0.5, -0.25), finished=finished)
        self.prompts: list[str] = []

    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        self.prompts += prompts
        return [self.completion] * len(prompts)


def test_a_plain_prediction_is_the_completion() -> None:
    engine = Scripted("  30")
    prediction = Predictor(engine).predict("print(30)")
    assert engine.prompts == ["Code:\nprint(30)\n\nOutput:\n"]
    assert (prediction.output, prediction.truncated) == ("  30", False)
    assert prediction.confidence == pytest.approx(math.exp(-0.75))


def test_a_traced_prediction_is_what_follows_the_trace() -> None:
    engine = Scripted("1 a=3\n\nOutput:\n3")
    prediction = Predictor(engine, trace=True).predict("a = 3")
    assert engine.prompts == ["Code:\n1 a = 3\n\nTrace:\n"]
    assert prediction.output == "3"


def test_an_empty_prediction_is_a_valid_one() -> None:
    assert Predictor(Scripted("")).predict("x = 1").output == ""


def test_a_cut_completion_is_marked() -> None:
    assert Predictor(Scripted("1", finished=False)).predict("x").truncated


@pytest.mark.parametrize("code", ["", "  \n\t\n"])
def test_an_empty_program_is_refused(code: str) -> None:
    with pytest.raises(InputError, match="empty"):
        Predictor(Scripted("")).predict(code)


def test_a_program_longer_than_the_context_is_refused_with_both_lengths() -> None:
    with pytest.raises(InputError, match=r"9016 tokens .* 8192"):
        Predictor(Scripted("")).predict("x" * 9000)


def test_the_checkpoint_says_which_form_it_wants(tmp_path: Path) -> None:
    save_model(tiny_model(), tmp_path / "traced", {"trace": True})
    save_model(tiny_model(), tmp_path / "plain", {})
    assert Predictor.load(tmp_path / "traced").trace
    assert not Predictor.load(tmp_path / "plain").trace
    assert not Predictor.load(tmp_path / "traced", trace=False).trace


def test_predictions_keep_the_order_of_the_programs(tmp_path: Path) -> None:
    save_model(tiny_model(), tmp_path / "w", {})
    predictor = Predictor.load(tmp_path / "w", max_new_tokens=12, batch=2)
    codes = ["a", "print(1)\n" * 5, "bb", "c = 3"]
    together = [prediction.output for prediction in predictor.predict_many(codes)]
    assert together == [predictor.predict(code).output for code in codes]


def test_without_weights_the_mend_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("caalm.model.predictor.SHIPPED", tmp_path)
    monkeypatch.delenv("CAALM_WEIGHTS", raising=False)
    with pytest.raises(InputError, match="CAALM_WEIGHTS"):
        weights_folder()
    monkeypatch.setenv("CAALM_WEIGHTS", "/elsewhere")
    assert weights_folder() == Path("/elsewhere")


def test_a_lesson_stands_before_the_question_and_leaves_the_predictor_alone() -> None:
    engine = Scripted("2")
    predictor = Predictor(engine)
    assert predictor.predict("zib 2", examples=[("zib 1", "1\n")], guide="zib N prints N").output == "2"
    predictor.predict("zib 2")
    assert engine.prompts[0].startswith(
        "Guide:\nzib N prints N\n\nExample:\nCode:\nzib 1\n\nOutput:\n1\n\nCode:\nzib 2\n"
    )
    assert engine.prompts[1] == "Code:\nzib 2\n\nOutput:\n"


def test_too_many_examples_are_refused() -> None:
    with pytest.raises(InputError, match="17 were given"):
        Predictor(Scripted("")).predict("zib", examples=[("a", "b")] * 17)
