"""Calibration is measured as defined, and a fit on one half of drawn answers is believable on the other."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from caalm.errors import InputError
from caalm.evaluation.calibration import (
    Fitted,
    calibrate,
    fit_rule,
    measure,
    plain_threshold,
    reliability,
    report_calibration,
    risk_coverage,
)
from caalm.evaluation.calibration_report import calibration_tables, check_figure, plot_calibration
from caalm.evaluation.predictions import SuitePrediction
from caalm.evaluation.predictors import OnProgress
from caalm.evaluation.suites import Suite, SuiteItem
from caalm.model.confidence import Evidence
from caalm.rng import derive

# -- measures ----------------------------------------------------------------------------------------------------------


def test_bins_have_equal_mass_and_go_from_unsure_to_sure() -> None:
    bins = reliability([i / 100 for i in range(100)], [i >= 50 for i in range(100)])
    assert [part.count for part in bins] == [10] * 10
    assert [part.accuracy for part in bins] == [0.0] * 5 + [1.0] * 5
    assert [part.confidence for part in bins] == sorted(part.confidence for part in bins)


def test_the_error_is_the_mean_distance_of_confidence_and_accuracy() -> None:
    assert measure([0.8] * 10, [True] * 8 + [False] * 2).error == pytest.approx(0.2 * 0.8 + 0.8 * 0.2)
    assert measure([1.0] * 20, [True] * 20).error == 0
    assert measure([0.0] * 20, [True] * 20).error == 1


def test_programs_that_are_equally_sure_are_answered_together() -> None:
    points = risk_coverage([0.9, 0.9, 0.5], [True, False, True])
    assert [(point.coverage, point.risk) for point in points] == [(2 / 3, 1 / 2), (1.0, pytest.approx(1 / 3))]


def test_the_answerable_share_is_the_largest_that_is_so_correct() -> None:
    confidences = [1 - i / 1000 for i in range(1000)]
    right = [i not in (500, *range(900, 1000)) for i in range(1000)]
    answerable = measure(confidences, right).answerable
    # One wrong answer among the first 900, then only wrong ones: 899 of 900 are 99.89 percent.
    assert answerable["99.9 %"] == 0.5
    assert answerable["99 %"] == pytest.approx(0.908)
    assert answerable["95 %"] == pytest.approx(0.946)


def test_nothing_is_answerable_when_the_surest_is_wrong() -> None:
    assert measure([0.9], [False]).answerable == {"99.9 %": 0.0, "99 %": 0.0, "95 %": 0.0}


def test_a_group_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        measure([], [])


# -- the fit -----------------------------------------------------------------------------------------------------------


def drawn(count: int, *path: str) -> tuple[list[Evidence], list[bool]]:
    """Answers of an overconfident model: right with a chance that its raw probability overstates."""
    rng = derive(0, "calibration", *path)
    evidence, right = [], []
    for _ in range(count):
        logit = rng.uniform(-2, 8)
        agrees = rng.random() < 0.6
        truth = 1 / (1 + math.exp(-(0.5 * logit - 2 + 3 * agrees)))
        logprob = -math.log1p(math.exp(-logit))
        evidence.append(Evidence(logprob=logprob, weakest=logprob / 2, finished=True, consistent=True, agrees=agrees))
        right.append(rng.random() < truth)
    return evidence, right


def test_a_fitted_rule_is_believable_on_answers_that_it_never_saw() -> None:
    rule = fit_rule(*drawn(800, "fit"))
    evidence, right = drawn(2000, "other")
    before = measure([each.probability for each in evidence], right)
    after = measure([rule.confidence(each) for each in evidence], right)
    assert before.error > 0.1
    assert after.error < 0.04
    assert after.brier < before.brier
    assert after.answerable["95 %"] > before.answerable["95 %"]
    assert rule.weights["agrees"] == pytest.approx(3, abs=0.7)


def test_evidence_that_speaks_the_wrong_way_gets_no_weight() -> None:
    evidence, right = drawn(300, "wrong way")
    rule = fit_rule(evidence, [not each for each in right])
    assert all(weight == 0 for name, weight in rule.weights.items() if name in ("sequence", "weakest", "agrees"))


@pytest.mark.parametrize("right", [True, False])
def test_a_model_that_is_always_right_or_never_gets_finite_rules(right: bool) -> None:
    evidence, _ = drawn(60, "always")
    confidences = [fit_rule(evidence, [right] * 60).confidence(each) for each in evidence]
    assert min(confidences) > 0.8 if right else max(confidences) < 0.2


def test_answers_that_never_ended_are_left_out_of_the_fit() -> None:
    cut = Evidence(logprob=-0.1, weakest=-0.1, finished=False)
    evidence, right = drawn(100, "cut")
    assert fit_rule([*evidence, cut], [*right, True]) == fit_rule(evidence, right)
    assert fit_rule([cut], [True]).confidence(cut) == 0


def test_the_threshold_asks_for_as_few_traces_as_it_can() -> None:
    # The two surest plain answers are right, and no trace would mend the third.
    threshold, right = plain_threshold(
        [0.9, 0.8, 0.7, 0.2], [True, True, False, False], [0.6, 0.6, 0.6, 0.9], [True, True, False, True]
    )
    assert (threshold, right) == (0.7, 0.75)


def test_no_plain_answer_is_kept_where_traces_are_always_better() -> None:
    threshold, right = plain_threshold([0.9, 0.8], [False, False], [0.95, 0.95], [True, True])
    assert (threshold, right) == (None, 1.0)


# -- calibrating a predictor -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Judged:
    output: str
    confidence: float
    truncated: bool
    completion: str
    evidence: Evidence | None


class Overconfident:
    """Says the right thing as often as its evidence is worth; a traced answer is right more often than a plain one."""

    compare = True

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers

    def predict_many(
        self, codes: Sequence[str], on_progress: OnProgress | None = None, *, trace: bool | None = None
    ) -> list[Judged]:
        made = []
        for code in codes:
            rng = derive(1, "answer", code, str(trace))
            logit = rng.uniform(-2, 8)
            is_right = rng.random() < 1 / (1 + math.exp(-0.5 * logit - (1 if trace else -1)))
            logprob = -math.log1p(math.exp(-logit))
            evidence = Evidence(
                logprob=logprob, weakest=logprob, finished=True, consistent=is_right or rng.random() < 0.3
            )
            made.append(
                Judged(self.answers[code] if is_right else f"wrong {trace}", math.exp(logprob), False, "", evidence)
            )
        if on_progress is not None:
            on_progress(len(codes), len(codes))
        return made


def suite(count: int) -> Suite:
    items = [
        SuiteItem(id=str(i), language="x", code=f"say {i}", output=f"{i}\n", groups={"tier": f"tier {1 + i % 3}"})
        for i in range(count)
    ]
    return Suite(name="sample", title="A sample", items=tuple(items))


def fitted(count: int, *, traces: bool = True) -> Fitted:
    items = suite(count).items
    predictor = Overconfident({item.code: item.output.removesuffix("\n") for item in items})
    return calibrate(items, predictor, traces=traces, weights="w")


def test_calibrating_makes_both_forms_believable() -> None:
    result = fitted(400)
    for before, after in result.tables.values():
        assert after.error < before.error
    assert result.calibration.traced is not None
    assert result.calibration.traced.weights["agrees"] > 0
    assert result.calibration.traced.weights["consistent"] > 0
    assert result.calibration.weights == "w"
    assert fitted(400).calibration == result.calibration


def test_weights_without_traces_get_one_rule() -> None:
    result = fitted(60, traces=False)
    assert (result.calibration.traced, result.calibration.plain_threshold) == (None, None)
    assert list(result.tables) == ["plain"]


def test_too_few_programs_measure_nothing() -> None:
    with pytest.raises(InputError, match="50 or more"):
        fitted(49)


# -- reports -----------------------------------------------------------------------------------------------------------


def predictions(count: int) -> list[SuitePrediction]:
    return [
        SuitePrediction(
            id=str(i),
            prediction=str(i if i % 2 else -1),
            confidence=0.9 if i % 2 else 0.1,
            truncated=False,
            seconds=0.0,
        )
        for i in range(count)
    ]


def test_a_report_has_all_programs_and_every_tier() -> None:
    report = report_calibration(suite(12), predictions(12))
    assert report.overall.accuracy == 0.5
    assert report.overall.answerable["99 %"] == 0.5
    assert sorted(report.tables["tier"]) == ["tier 1", "tier 2", "tier 3"]
    assert report.as_json()["overall"]["error"] == pytest.approx(0.1)


def test_a_program_that_could_not_be_asked_has_no_confidence_and_is_wrong() -> None:
    unasked = SuitePrediction(id="0", prediction="", confidence=None, truncated=False, seconds=0.0, problem="too long")
    report = report_calibration(suite(1), [unasked])
    assert (report.overall.confidence, report.overall.accuracy) == (0.0, 0.0)


def test_the_tables_show_the_answerable_shares() -> None:
    from rich.console import Console

    console = Console(width=160, record=True, file=None)
    with console.capture() as captured:
        console.print(calibration_tables(report_calibration(suite(12), predictions(12))))
    assert "tier 2" in captured.get()
    assert "at 99.9 %" in captured.get()


@pytest.mark.parametrize("name", ["figure.png", "figure.svg"])
def test_the_figure_is_drawn(tmp_path: Path, name: str) -> None:
    pytest.importorskip("matplotlib", reason="the extra plots is not installed")
    report = report_calibration(suite(12), predictions(12))
    plot_calibration([report], tmp_path / name)
    assert (tmp_path / name).read_bytes()[:5] in (b"\x89PNG\r", b"<?xml")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_figure_of_no_known_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.svg"):
        check_figure(tmp_path / "figure.doc")
