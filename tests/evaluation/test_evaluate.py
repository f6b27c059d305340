"""Scores: pure, by every grouping, for any predictor."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace

import pytest

from caalm.errors import InputError
from caalm.evaluation.consistency import consistency
from caalm.evaluation.evaluate import score_predictor, score_suite
from caalm.evaluation.predictions import SuitePrediction, predict_suite
from caalm.evaluation.predictors import CompletionPredictor, oracle
from caalm.evaluation.suites import SUITES, Suite, SuiteItem, suite_named

PAIR = Suite(
    name="four",
    title="Four programs",
    items=tuple(
        SuiteItem(
            id=str(n),
            language="none",
            code=f'say "{n}"',
            output=f"{n}\n",
            groups={"tier": f"tier {1 + n % 2}", "split": "new" if n < 3 else "old"},
        )
        for n in range(4)
    ),
)


def predicted(*texts: str) -> list[SuitePrediction]:
    return [
        SuitePrediction(id=str(n), prediction=text, confidence=0.5, truncated=False, seconds=2.0)
        for n, text in enumerate(texts)
    ]


def test_rows_count_what_is_right_in_every_grouping() -> None:
    report = score_suite(PAIR, predicted("0", "1 ", "wrong", "3"))
    assert (report.overall.right, report.overall.count, report.overall.exact) == (2, 4, 0.5)
    assert report.overall.normalized == 0.75
    assert report.overall.seconds == 2.0
    assert report.overall.baselines == {"last literal": 1.0, "last string": 1.0, "empty": 0.0}
    assert {name: row.right for rows in report.tables.values() for row in rows for name in [row.name]} == {
        "tier 1": 1, "tier 2": 1, "new": 1, "old": 1, "new, tier 1": 1, "new, tier 2": 0, "old, tier 2": 1,
    }  # fmt: skip


def test_a_program_that_could_not_be_asked_about_is_wrong_even_where_nothing_is_printed() -> None:
    item = SuiteItem(id="0", language="none", code="pass", output="")
    problem = SuitePrediction(id="0", prediction="", confidence=None, truncated=False, seconds=0.0, problem="too long")
    row = score_suite(Suite(name="one", title="One", items=(item,)), [problem]).overall
    assert (row.right, row.normalized, row.confidence) == (0, 0.0, None)


def test_the_same_predictions_give_the_same_report() -> None:
    made = predicted("0", "1", "2", "x")
    assert score_suite(PAIR, made).as_json() == score_suite(PAIR, made).as_json()


@pytest.mark.parametrize("name", [name for name in SUITES if name not in ("length", "swap")])
def test_the_oracle_has_everything_right(name: str) -> None:
    suite = suite_named(name, 12)
    report = score_suite(suite, predict_suite(suite, oracle(suite)))
    assert report.overall.exact == 1.0
    for grouping, rows in report.tables.items():
        members = [item for item in suite.items if grouping in item.groups or grouping == "split and tier"]
        assert sum(row.count for row in rows) <= len(members)
        assert all(row.exact == 1.0 for row in rows)


def test_a_predicted_trace_is_scored_to_its_first_wrong_step() -> None:
    suite = suite_named("held-out", 2)
    truths = [item.trace or "" for item in suite.items]
    first_line = truths[1].splitlines()[0]
    made = [
        SuitePrediction(
            id=item.id,
            prediction=item.output.removesuffix("\n"),
            confidence=1.0,
            truncated=False,
            seconds=0.0,
            trace=text,
        )
        for item, text in zip(suite.items, [truths[0], f"{first_line}\n9 nothing=1\n"], strict=True)
    ]
    report = score_suite(suite, made)
    assert (report.overall.traces, report.overall.traces_right) == (2, 1)
    assert [(item.trace_right, item.wrong_step) for item in report.items] == [(True, None), (False, 2)]


def test_scores_by_construct_and_family_count_a_program_in_each_of_its_rows() -> None:
    suite = suite_named("held-out", 9)
    report = score_suite(suite, predict_suite(suite, oracle(suite)))
    families = [row for row in report.details["family"] if row.name.startswith("assignment: ")]
    assert sum(row.count for row in families) == 9
    expected = sum("comparison" in item.constructs for item in suite.items)
    assert sum(row.count for row in report.details["construct"] if row.name == "comparison") == expected


def test_a_thousand_programs_take_and_cost_what_these_say() -> None:
    made = [replace(one, cost=0.002) for one in predicted("0", "1", "2", "3")]
    seconds, cost = score_suite(PAIR, made).overall.thousand
    assert seconds == 2000.0
    assert cost == pytest.approx(2.0)
    assert score_suite(PAIR, predicted("0", "1", "2", "3")).overall.thousand == (2000.0, None)


def test_plain_and_traced_answers_are_compared_program_by_program() -> None:
    plain, traced = (score_suite(PAIR, predicted(*texts)) for texts in (("0", "1", "x", "y"), ("0", "z", "x", "3")))
    told = consistency(plain, traced)
    assert (told.count, told.same, told.right_where_same) == (4, 2, 1)
    assert (told.plain_right_elsewhere, told.traced_right_elsewhere) == (1, 1)
    card = suite_named("card-52", 4)
    with pytest.raises(InputError, match="different programs"):
        consistency(plain, score_suite(card, predict_suite(card, oracle(card))))


def test_any_function_from_prompts_to_completions_is_a_predictor() -> None:
    prompts: list[str] = []

    def complete(given: Sequence[str]) -> list[str]:
        prompts.extend(given)
        return ["1 >0\n\nOutput:\n" + prompt.split('"')[1] for prompt in given]

    scores = score_predictor(CompletionPredictor(complete), PAIR.items, trace=True)
    assert scores == {"exact": 1.0, "truncated": 0.0, "tier 1": 1.0, "tier 2": 1.0, "new": 1.0, "old": 1.0}
    assert prompts[0] == 'Code:\n1 say "0"\n\nTrace:\n'
    assert score_predictor(CompletionPredictor(complete), PAIR.items, trace=False)["exact"] == 0.0


def test_scoring_for_training_needs_no_command_line() -> None:
    code = "import sys, caalm.evaluation.evaluate; assert not {'typer', 'torch', 'rich'} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
