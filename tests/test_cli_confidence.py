"""The commands about steps and confidence through their real entry point: trace, calibrate, abstaining, measuring."""

import json
import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from caalm.model import predictor as predictor_module
from caalm.model.checkpoint import save_model
from caalm.model.confidence import CALIBRATION, Calibration, Rule, load_calibration
from caalm.model.engine import Completion, OnProgress
from caalm.model.predictor import Predictor, default_trace
from caalm.rng import derive
from tests.model.tiny import tiny_model
from tests.test_cli import assert_one_clear_line, run, write


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("confidence") / "weights"
    save_model(tiny_model(), folder, {"trace": True})
    return folder


@pytest.fixture
def weights(saved: Path, tmp_path: Path) -> Path:
    """Weights of its own for each test: they are given a calibration."""
    folder = tmp_path / "weights"
    folder.mkdir()
    for path in saved.iterdir():
        write(folder, path.name, path.read_bytes())
    return folder


class Steps:
    """Prints the number of lines of any program, sure of it in one of two programs; a trace shows how it counted."""

    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        return [self._complete(prompt) for prompt in prompts]

    def _complete(self, prompt: str) -> Completion:
        code, is_traced = prompt.split("\n\n")[0].split("\n")[1:], prompt.endswith("Trace:\n")
        trace = "\n".join(f"{line} n={line}" for line in range(1, len(code)))
        text = f"{trace}\n{len(code)} >{len(code)}\n\nOutput:\n{len(code)}" if is_traced else str(len(code))
        text = text.removeprefix("\n")
        surprise = derive(0, prompt).uniform(0.01, 1.0) if "unsure" not in prompt else 3.0
        return Completion(text=text, token_logprobs=(*[0.0] * len(text), -surprise), finished="CUT" not in prompt)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch, weights: Path) -> Path:
    """The weights, with an engine that counts lines in the place of their own."""

    def load(path: Path, *, trace: bool | None = None, calibrated: bool = True, **_: object) -> Predictor:
        manifest = json.loads((path / "caalm.json").read_text())
        calibration = load_calibration(path, manifest) if calibrated else None
        form = default_trace(manifest, calibration) if trace is None else trace
        return Predictor(Steps(), trace=form, calibration=calibration)

    monkeypatch.setattr(predictor_module.Predictor, "load", staticmethod(load))
    return weights


# -- trace -------------------------------------------------------------------------------------------------------------


def test_a_predicted_run_is_text_where_nobody_sits_at_a_terminal(counting: Path, tmp_path: Path) -> None:
    program = write(tmp_path, "a.x", "let n 1\nsay n\n")
    ran = run("trace", program, "--model", counting)
    assert ran.code == 0
    assert "    1     1  let n 1 | 100 %  n=1\n" in ran.out
    assert "\noutput (confidence " in ran.out
    assert ran.out.endswith(":\n2\n")


def test_a_predicted_run_as_json_has_output_confidence_and_steps(counting: Path, tmp_path: Path) -> None:
    program = write(tmp_path, "a.x", "let n 1\nsay 2\n")
    record = json.loads(run("trace", program, "--json", "--model", counting).out)
    assert record["output"] == "2"
    assert 0 < record["confidence"] < 1
    assert [step["line"] for step in record["steps"]] == [1, 2]
    assert record["steps"][0]["events"] == [{"kind": "value", "name": "n", "value": 1}]
    assert record["steps"][1]["events"] == [{"kind": "output", "text": "2"}]
    assert record["problem"] is None
    other = write(tmp_path, "b.x", "let n 1\nsay n\n")
    problem = json.loads(run("trace", other, "--json", "--model", counting).out)["problem"]
    assert problem == {"step": 1, "reason": "it does not say what line 2 of the program says"}


def test_a_program_to_trace_may_come_on_standard_input(counting: Path) -> None:
    assert json.loads(run("trace", "-", "--json", "--model", counting, stdin=b"say 1").out)["output"] == "1"


@pytest.mark.parametrize(("content", "word"), [("", "is empty"), (b"\x00", "NUL"), ("x\n" * 5000, "shorten")])
def test_trace_refuses_what_predict_refuses(counting: Path, tmp_path: Path, content: str | bytes, word: str) -> None:
    assert_one_clear_line(run("trace", write(tmp_path, "bad.x", content), "--model", counting), "bad.x", word)


def test_trace_refuses_weights_that_know_no_traces(tmp_path: Path) -> None:
    save_model(tiny_model(), tmp_path / "plain", {"trace": False})
    program = write(tmp_path, "a.x", "say 1")
    assert_one_clear_line(run("trace", program, "--model", tmp_path / "plain"), "not trained on traces", "predict")


def test_trace_notes_a_run_that_was_cut_off(counting: Path, tmp_path: Path) -> None:
    ran = run("trace", write(tmp_path, "a.x", "CUT"), "--model", counting)
    assert (ran.code, "ran out of room" in ran.err) == (0, True)


def test_a_real_checkpoint_is_traced_whatever_it_says(weights: Path, tmp_path: Path) -> None:
    record = json.loads(run("trace", write(tmp_path, "a.x", "say 1"), "--json", "--model", weights).out)
    assert all(0 <= step["confidence"] <= 1 for step in record["steps"])
    assert record["problem"] is not None


# -- abstaining --------------------------------------------------------------------------------------------------------


def test_an_unsure_answer_is_withheld_and_a_sure_one_given(counting: Path, tmp_path: Path) -> None:
    sure, unsure = write(tmp_path, "sure.x", "say 1"), write(tmp_path, "unsure.x", "unsure\nsay 1")
    ran = run("predict", sure, unsure, "--no-trace", "--abstain", "0.3", "--model", counting)
    assert ran.code == 0
    assert ran.out.splitlines()[1] == "1"
    assert len(ran.out.splitlines()) == 3
    assert ran.err == f"note: {unsure}: abstained, confidence {math.exp(-3):.6f}\n"


def test_as_json_a_withheld_answer_is_null(counting: Path, tmp_path: Path) -> None:
    sure, unsure = write(tmp_path, "sure.x", "say 1"), write(tmp_path, "unsure.x", "unsure\nsay 1")
    ran = run("predict", sure, unsure, "--json", "--no-trace", "--abstain", "0.3", "--model", counting)
    records = [json.loads(line) for line in ran.out.splitlines()]
    assert [(record["prediction"], record["abstained"]) for record in records] == [("1", False), (None, True)]


def test_in_json_lines_a_withheld_answer_is_null(counting: Path, tmp_path: Path) -> None:
    lines = "".join(json.dumps({"id": i, "code": code}) + "\n" for i, code in enumerate(["say 1", "unsure"]))
    out = tmp_path / "out.jsonl"
    source = write(tmp_path, "in.jsonl", lines)
    run("predict", "--jsonl", source, "--out", out, "--no-trace", "--abstain", "0.3", "--model", counting)
    records = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(record["prediction"], record["abstained"]) for record in records] == [("1", False), (None, True)]


@pytest.mark.parametrize("below", ["1.5", "-1", "often"])
def test_a_bound_that_is_no_probability_is_refused(counting: Path, tmp_path: Path, below: str) -> None:
    ran = run("predict", write(tmp_path, "a.x", "say 1"), "--abstain", below, "--model", counting)
    assert (ran.code, ran.out) == (2, "")
    assert "--abstain" in ran.err


# -- calibrating -------------------------------------------------------------------------------------------------------


def test_calibrate_writes_rules_that_the_next_prediction_uses(counting: Path, tmp_path: Path) -> None:
    ran = run("calibrate", "--limit", "60", "--model", counting)
    assert ran.code == 0, ran.err
    assert "traced, calibrated" in ran.out
    written = load_calibration(counting, json.loads((counting / "caalm.json").read_text()))
    assert written is not None
    assert written.traced is not None
    program = write(tmp_path, "a.x", "say 1")
    record = json.loads(run("predict", program, "--json", "--model", counting).out)
    # Counting lines is hardly ever right, and the rules have seen it.
    assert record["confidence"] < 0.3


def test_calibrate_replaces_a_calibration_that_cannot_be_used(counting: Path, tmp_path: Path) -> None:
    (counting / CALIBRATION).write_text("{")
    program = write(tmp_path, "a.x", "say 1")
    assert_one_clear_line(run("predict", program, "--model", counting), CALIBRATION, "caalm calibrate")
    assert run("calibrate", "--limit", "50", "--model", counting).code == 0
    assert run("predict", program, "--model", counting).code == 0


def test_a_calibration_of_other_weights_is_refused_before_anything_is_loaded(counting: Path, tmp_path: Path) -> None:
    rule = Rule(intercept=0.0, weights={})
    (counting / CALIBRATION).write_text(Calibration(plain=rule, traced=rule, weights="0" * 64).as_json())
    assert_one_clear_line(run("predict", write(tmp_path, "a.x", "say 1"), "--model", counting), "other weights")


# -- measuring ---------------------------------------------------------------------------------------------------------


def test_evaluate_shows_the_calibration_and_writes_it(counting: Path, tmp_path: Path) -> None:
    scores = tmp_path / "scores.json"
    ran = run("evaluate", "card-52", "--limit", "10", "--calibration", "--json", scores, "--model", counting)
    assert ran.code == 0, ran.err
    assert "calibration error" in ran.out
    (record,) = json.loads(scores.read_text())
    assert record["calibration"]["overall"]["count"] == 10
    assert set(record["calibration"]["overall"]["answerable"]) == {"99.9 %", "99 %", "95 %"}


def test_evaluate_draws_the_calibration(counting: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="the extra plots is not installed")
    figure = tmp_path / "calibration.svg"
    assert run("evaluate", "card-52", "--limit", "10", "--plot", figure, "--model", counting).code == 0
    assert "Reliability" in figure.read_text() or figure.stat().st_size > 10_000


def test_a_figure_that_cannot_be_drawn_is_refused_before_any_work(counting: Path, tmp_path: Path) -> None:
    ran = run("evaluate", "card-52", "--plot", tmp_path / "figure.doc", "--model", counting)
    assert_one_clear_line(ran, "figure.doc", ".svg")
