"""Predictions come in order, are written as they come, and a killed evaluation goes on from what it wrote."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from caalm.errors import InputError
from caalm.evaluation import predictions as module
from caalm.evaluation.predictions import predict_suite
from caalm.evaluation.predictors import AnswerPredictor, OnProgress, PlainPrediction
from caalm.evaluation.suites import Suite, SuiteItem

SUITE = Suite(
    name="ten",
    title="Ten programs",
    items=tuple(SuiteItem(id=f"p{n}", language="none", code=f"say {n}", output=f"{n}\n") for n in range(10)),
)


class Counting(AnswerPredictor):
    """Remembers what it was asked, and dies when it is asked for more than its life holds."""

    def __init__(self, life: int = 100) -> None:
        super().__init__(lambda code: code.removeprefix("say "))
        self.asked: list[str] = []
        self.life = life

    def predict_many(self, codes: Sequence[str], on_progress: OnProgress | None = None) -> list[PlainPrediction]:
        if len(self.asked) + len(codes) > self.life:
            raise KeyboardInterrupt
        self.asked += codes
        return super().predict_many(codes, on_progress)


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK", 3)


def test_predictions_come_in_the_order_of_the_suite(tmp_path: Path) -> None:
    made = predict_suite(SUITE, Counting(), path=tmp_path / "p.jsonl")
    assert [(one.id, one.prediction) for one in made] == [(f"p{n}", str(n)) for n in range(10)]


def test_a_killed_evaluation_asks_only_for_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    with pytest.raises(KeyboardInterrupt):
        predict_suite(SUITE, Counting(life=7), path=path)
    # The kill came in the middle of a line.
    content = path.read_bytes()
    path.write_bytes(content[: content.rfind(b'"p5"') + 10])
    second = Counting()
    made = predict_suite(SUITE, second, path=path)
    assert second.asked == [f"say {n}" for n in range(5, 10)]
    assert [one.prediction for one in made] == [str(n) for n in range(10)]
    third = Counting()
    assert predict_suite(SUITE, third, path=path) == made
    assert third.asked == []


def test_every_line_of_the_file_is_one_whole_record(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    odd = AnswerPredictor(lambda code: "a\u2028b\u0085\n" + code)
    predict_suite(SUITE, odd, path=path, model_hash="m")
    head, *rest = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert head == {"suite": "ten", "dataset": SUITE.content_hash, "model": "m"}
    assert [record["prediction"] for record in rest] == [f"a\u2028b\u0085\nsay {n}" for n in range(10)]


def test_predictions_of_another_model_are_not_taken_for_this_ones(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    predict_suite(SUITE, Counting(), path=path, model_hash="one")
    before = path.read_bytes()
    with pytest.raises(InputError, match="another suite, limit or model"):
        predict_suite(SUITE, Counting(), path=path, model_hash="two")
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", ["not json\n", '{"id": 5}\n', "[]\n"])
def test_a_file_of_something_else_is_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(content)
    with pytest.raises(InputError, match=r"notes\.txt"):
        predict_suite(SUITE, Counting(), path=path)
    assert path.read_text() == content


def test_a_program_that_cannot_be_asked_about_counts_as_a_problem_and_stops_nothing() -> None:
    class Choosy(Counting):
        def prompt(self, code: str) -> str:
            if code == "say 4":
                raise InputError("program: too long")
            return super().prompt(code)

    predictor = Choosy()
    made = predict_suite(SUITE, predictor)
    assert [one.problem for one in made if one.problem] == ["program: too long"]
    assert len(predictor.asked) == 9


def test_progress_counts_up_to_the_whole_suite(tmp_path: Path) -> None:
    class Reporting(Counting):
        def predict_many(self, codes: Sequence[str], on_progress: OnProgress | None = None) -> list[PlainPrediction]:
            made = super().predict_many(codes, on_progress)
            for number in range(len(codes)):
                assert on_progress is not None
                on_progress(number + 1, len(codes))
            return made

    seen: list[tuple[int, int]] = []
    predict_suite(SUITE, Reporting(), on_progress=lambda done, total: seen.append((done, total)))
    assert seen == [(n, 10) for n in range(1, 11)]
