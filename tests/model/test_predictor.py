"""The predictor asks in the form its weights were trained for, and refuses what cannot be asked."""

import itertools
import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from caalm.errors import InputError
from caalm.model.checkpoint import save_model
from caalm.model.engine import Completion, OnProgress
from caalm.model.engines.reference import TransformersEngine
from caalm.model.predictor import WINDOW, Predictor, weights_folder
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


class Echo:
    """An engine that answers with the program's last line and keeps how many prompts came together."""

    def __init__(self) -> None:
        self.together: list[list[int]] = []

    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        self.together.append([len(prompt) for prompt in prompts])
        if on_progress is not None:
            on_progress(len(prompts), len(prompts))
        lines = [prompt.removesuffix("\n\nOutput:\n").splitlines()[-1] for prompt in prompts]
        return [Completion(text=line, token_logprobs=(-0.1,), finished=True) for line in lines]


def test_ten_thousand_programs_go_by_windows_of_like_lengths_and_come_back_in_order() -> None:
    engine = Echo()
    codes = [f"{'#' * (number * 7919 % 300)}\n{number}" for number in range(10_000)]
    seen: list[tuple[int, int]] = []
    made = Predictor(engine).predict_many(codes, lambda done, total: seen.append((done, total)))
    assert [prediction.output for prediction in made] == [str(number) for number in range(10_000)]
    assert {len(window) for window in engine.together} <= {WINDOW, 10_000 % WINDOW}
    assert all(min(early) >= max(late) for early, late in itertools.pairwise(engine.together))
    assert seen == sorted(seen)
    assert seen[-1] == (10_000, 10_000)


def test_one_bad_program_among_many_is_refused_before_any_work() -> None:
    engine = Echo()
    with pytest.raises(InputError, match="empty"):
        Predictor(engine).predict_many([*["a"] * 3000, " "])
    assert engine.together == []


def test_a_stream_is_the_prediction_in_pieces(tmp_path: Path) -> None:
    save_model(tiny_model(), tmp_path / "w", {})
    predictor = Predictor.load(tmp_path / "w", max_new_tokens=40)
    for code in ("a", "print(1)", "é = 3"):
        whole = predictor.predict(code)
        pieces = list(predictor.stream(code))
        assert "".join(text for text, _ in pieces) == whole.completion
        assert whole.evidence is not None
        assert sum(logprob for _, logprob in pieces) == pytest.approx(whole.evidence.logprob, abs=1e-4)
        assert len(pieces) > 1


def test_every_engine_that_is_here_predicts_the_same(tmp_path: Path) -> None:
    save_model(tiny_model(2), tmp_path / "w", {})
    by_engine = [
        Predictor.load(tmp_path / "w", engine=engine, max_new_tokens=30).predict_many(["a", "print(1)", "c = 3"])
        for engine in ("auto", "numpy", "torch")
    ]
    assert len({tuple(prediction.completion for prediction in made) for made in by_engine}) == 1


def test_settings_of_torch_need_torch(tmp_path: Path) -> None:
    save_model(tiny_model(), tmp_path / "w", {})
    with pytest.raises(InputError, match="engine torch"):
        Predictor.load(tmp_path / "w", engine="numpy", device="cpu")
    assert isinstance(Predictor.load(tmp_path / "w", dtype="bfloat16").engine, TransformersEngine)
