"""The baselines answer as they say, and stay low on the card's table."""

import pytest

from caalm.evaluation.baselines import BASELINES, empty, last_literal, last_string
from caalm.evaluation.evaluate import score_suite
from caalm.evaluation.predictions import predict_suite
from caalm.evaluation.predictors import AnswerPredictor
from caalm.evaluation.suites import suite_named


@pytest.mark.parametrize(
    ("code", "literal", "string"),
    [
        ("a = 10\nprint(a + 25)", "25", "25)"),
        ('a = 10\nprint("x y", a)', "x y", "x y"),
        ("price 2.50\nsay price", "2.50", "price"),
        ("x1 = y2", "", "y2"),
        ("SAY „left: “", "left: ", "left: "),
        ("SHOUT YES", "", "YES"),
        ("", "", ""),
    ],
)
def test_a_baseline_copies_from_the_end_of_the_program(code: str, literal: str, string: str) -> None:
    assert (last_literal(code), last_string(code), empty(code)) == (literal, string, "")


@pytest.mark.parametrize("name", BASELINES)
def test_no_baseline_reaches_fifteen_percent_in_a_tier_of_the_card(name: str) -> None:
    suite = suite_named("card-52")
    report = score_suite(suite, predict_suite(suite, AnswerPredictor(BASELINES[name])))
    tiers = {row.name: row.exact for row in report.tables["category"] if row.name.startswith("tier")}
    assert len(tiers) == 3
    assert max(tiers.values()) < 0.15
    # The tables show beside a model what the baseline scores when it is asked itself.
    assert report.overall.exact == report.overall.baselines[name]
