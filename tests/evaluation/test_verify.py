"""A prediction beside the truth: the first wrong character, the first departing step, the command that shows both."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from caalm import cli
from caalm.cli import stepping
from caalm.errors import InputError
from caalm.evaluation.predictors import OnProgress, PlainPrediction
from caalm.evaluation.suites import draw_item
from caalm.evaluation.verify import (
    Departure,
    OutputDeparture,
    compare_outputs,
    compare_traces,
    execute_truth,
    interpreted_truth,
    language_of,
    verify,
)
from caalm.runtimes import RUNTIMES, sandbox
from caalm.runtimes.sandbox import Tier, tier_holds
from caalm.tasks.prediction import traced_target

needs_runtime = pytest.mark.skipif(
    all(tier_holds(tier) for tier in Tier) or not all(RUNTIMES[name].available() for name in ("python", "lua")),
    reason="no sandbox holds here, or python or lua5.4 is not installed",
)


@pytest.mark.parametrize(
    ("predicted", "true", "departure"),
    [
        ("30", "30\n", None),
        ("", "", None),
        ("30", "30", None),
        ("a\nbc", "a\nbd\n", OutputDeparture(line=2, column=2, predicted="bc", true="bd")),
        ("a", "a\nb\n", OutputDeparture(line=2, column=1, predicted=None, true="b")),
        ("a\nb", "a\n", OutputDeparture(line=2, column=1, predicted="b", true=None)),
        ("ab", "abc\n", OutputDeparture(line=1, column=3, predicted="ab", true="abc")),
        ("a", "a\n\n", OutputDeparture(line=2, column=1, predicted=None, true="")),
    ],
)
def test_the_first_wrong_character_is_found(predicted: str, true: str, departure: OutputDeparture | None) -> None:
    assert compare_outputs(predicted, true) == departure


TRUE = "1 a=2\n2 i=1<=2:T\n3 a=2*3:6;a=6\n2 i=2<=2:F\n4 a=6;>6\n"


@pytest.mark.parametrize(
    ("predicted", "departure"),
    [
        (TRUE, None),
        (TRUE.removesuffix("\n"), None),
        (TRUE.replace("2*3:6", "2*3:7"), Departure(step=3, line=3, predicted="3 a=2*3:7;a=6", true="3 a=2*3:6;a=6")),
        (TRUE.replace("2*3:6", "&&&"), Departure(step=3, line=3, predicted="3 a=&&&;a=6", true="3 a=2*3:6;a=6")),
        (TRUE.replace("3 a=2", "5 a=2"), Departure(step=3, line=3, predicted="5 a=2*3:6;a=6", true="3 a=2*3:6;a=6")),
        ("1 a=2\n", Departure(step=2, line=2, predicted=None, true="2 i=1<=2:T")),
        (TRUE + "9 >6\n", Departure(step=6, line=9, predicted="9 >6", true=None)),
        ("", Departure(step=1, line=1, predicted=None, true="1 a=2")),
    ],
)
def test_the_first_step_that_departs_is_found(predicted: str, departure: Departure | None) -> None:
    assert compare_traces(predicted, TRUE) == departure


def test_a_repetition_may_be_counted_with_a_variable_or_without() -> None:
    assert compare_traces("1 1<=3:T\n", "1 i=1<=3:T\n") is None
    assert compare_traces("1 2<=3:T\n", "1 i=1<=3:T\n") is not None


def test_where_only_changes_are_known_operations_are_not_compared() -> None:
    assert compare_traces(TRUE, "1 a=2\n2 i=1\n3 a=6\n2 i=2\n4 >6\n", level="effects") is None
    departure = compare_traces(TRUE, "1 a=2\n2 i=1\n3 a=7\n", level="effects")
    assert departure == Departure(step=3, line=3, predicted="3 a=2*3:6;a=6", true="3 a=7")


def test_what_is_predicted_beyond_a_truncated_truth_is_not_judged() -> None:
    assert compare_traces(TRUE, "1 a=2\n", truncated=True) is None
    assert compare_traces(TRUE, "1 a=3\n", truncated=True) is not None


def test_the_language_is_named_or_told_by_the_suffix() -> None:
    assert language_of("a/b.LUA", None) == "lua"
    assert language_of("a.txt", "python") == "python"
    with pytest.raises(InputError, match="its suffix tells no language"):
        language_of("a.txt", None)
    with pytest.raises(InputError, match="'klingon' is none of"):
        language_of("a.py", "klingon")


def test_a_drawn_program_is_right_by_the_interpreter() -> None:
    item = draw_item("invented", 3, 4, 0)
    completion = traced_target(item.trace_text(), item.result.stdout)
    output = item.result.stdout.removesuffix("\n")
    right = verify(PlainPrediction(output=output, completion=completion), interpreted_truth(item), traced=True)
    assert (right.agrees, right.has_traces) == (True, True)
    wrong = verify(PlainPrediction(output=output + "x", completion=""), interpreted_truth(item), traced=False)
    assert (wrong.agrees, wrong.has_traces, wrong.trace) == (False, False, None)
    assert wrong.output is not None


@needs_runtime
def test_the_truth_about_a_program_is_its_run() -> None:
    truth = execute_truth("a = 2\nprint(a * 3)\n1 // 0\n", "python")
    assert truth.stdout == "6\n"
    assert truth.steps == "1 a=2\n2 a=2*3:6;>6\n3 !division by zero\n"
    assert truth.ended.startswith("runtime_error (ZeroDivisionError: ")


@needs_runtime
def test_a_program_without_a_whole_run_cannot_be_verified() -> None:
    with pytest.raises(InputError, match="python refuses it"):
        execute_truth("a = = 1", "python")
    with pytest.raises(InputError, match="ended with output_limit"):
        execute_truth("print('x' * 3_000_000)", "python")


class Model:
    """Stands in for the weights: always the same completion."""

    def __init__(self, completion: str) -> None:
        self.completion = completion

    def predict_many(
        self, codes: Sequence[str], on_progress: OnProgress | None = None, *, trace: bool | None = None
    ) -> list[PlainPrediction]:
        output = self.completion.rpartition("Output:\n")[2]
        return [PlainPrediction(output=output, completion=self.completion) for _ in codes]


def run_command(monkeypatch: pytest.MonkeyPatch, completion: str, *arguments: str) -> int:
    """The exit code of `caalm verify` with a model that says this."""
    monkeypatch.setattr("caalm.model.checkpoint.validate", lambda folder: {"trace": True})
    monkeypatch.setattr(stepping, "read_programs", lambda files, *_: [Path(files[0]).read_text("utf-8")])
    monkeypatch.setattr(stepping, "load_predictor", lambda *_: Model(completion))
    monkeypatch.setattr("sys.argv", ["caalm", "verify", *arguments, "--model", "weights"])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    return int(stop.value.code or 0)


@needs_runtime
def test_the_command_shows_where_a_prediction_departs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    program = tmp_path / "p.lua"
    program.write_text("local a = 2\nprint(a * 3)\n")
    right = "1 a=2\n2 a=2*3:6;>6\n\nOutput:\n6"
    assert run_command(monkeypatch, right, str(program)) == 0
    assert "lua: the prediction is right" in capsys.readouterr().out
    assert run_command(monkeypatch, right.replace("6", "7"), str(program)) == 1
    said = capsys.readouterr().out
    assert "-- output: line 1, character 1\n   predicted '7'\n   true      '6'" in said
    assert "-- trace: step 2, line 2\n   predicted 2 a=2*3:7;>7\n   true      2 >6" in said
    assert run_command(monkeypatch, right, str(program), "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["agrees"], record["compared"], record["true_steps"]) == (True, "effects", ["1 a=2", "2 >6"])


def test_without_a_sandbox_nothing_is_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    program = tmp_path / "p.py"
    program.write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    monkeypatch.setattr(sandbox, "available_tier", lambda: None)
    monkeypatch.setattr("caalm.runtimes.python.available_tier", lambda: None)
    assert run_command(monkeypatch, "", str(program)) == 2
    assert "no sandbox holds on this machine, so programs are not run" in capsys.readouterr().err
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give FILE, or --draw SEED"),
        (["p.py", "--draw", "3"], "give FILE, or --draw SEED"),
        (["--draw", "3", "--language", "klingon"], "'klingon' is none of invented"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run_command(monkeypatch, "", *arguments) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
