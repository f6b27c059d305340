"""Scores: pure, by every grouping, for any predictor."""

import subprocess
import sys
from collections.abc import Sequence

import pytest

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


@pytest.mark.parametrize("name", SUITES)
def test_the_oracle_has_everything_right(name: str) -> None:
    suite = suite_named(name, 40)
    report = score_suite(suite, predict_suite(suite, oracle(suite)))
    assert report.overall.exact == 1.0
    for rows in report.tables.values():
        assert sum(row.count for row in rows) == 40
        assert all(row.exact == 1.0 for row in rows)


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
