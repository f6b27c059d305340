"""Calibration: how far confidences can be believed, and the fit that makes them so.

>>> measured = measure([0.9, 0.9, 0.8, 0.2], [True, True, False, False])
>>> measured.count, measured.accuracy, round(measured.brier, 3), measured.answerable["95 %"]
(4, 0.5, 0.175, 0.5)
>>> [(point.coverage, point.risk) for point in risk_coverage([0.9, 0.8, 0.2], [True, False, True])][:2]
[(0.3333333333333333, 0.0), (0.6666666666666666, 0.5)]

`calibrate` asks a predictor for plain and traced answers to a suite and fits one logistic rule for each over the
evidence (`caalm.model.confidence`): convex, in plain numpy, no weight below zero. What it reports is cross-fitted: no
program is judged by a rule that saw it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from caalm.errors import InputError
from caalm.evaluation.predictions import SuitePrediction
from caalm.evaluation.predictors import OnProgress, Predicted
from caalm.evaluation.scorers import exact_match
from caalm.evaluation.suites import Suite, SuiteItem
from caalm.model.confidence import FEATURES, Calibration, Evidence, Rule

BINS = 10
FOLDS = 5
FEWEST = 50
"""Fewer programs than this measure nothing worth writing down."""
CORRECTNESS = {"99.9 %": 0.999, "99 %": 0.99, "95 %": 0.95}
PLAIN_FEATURES = ("sequence", "weakest")
_RIDGE = 0.1
_ROUNDS = 100

Floats = NDArray[np.float64]


# -- measures ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Some programs of neighbouring confidence: their mean confidence, and the share that is right."""

    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Answering only from ``confidence`` on: the share of programs answered, and the share of wrong answers in it."""

    confidence: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How far confidences can be believed for a group of programs."""

    count: int
    accuracy: float
    confidence: float
    error: float
    """Expected calibration error, over bins of equal size."""
    brier: float
    answerable: Mapping[str, float]
    """By correctness the largest share of programs, surest first, of which so many are right."""
    bins: tuple[Bin, ...]


def reliability(confidences: Sequence[float], right: Sequence[bool], bins: int = BINS) -> tuple[Bin, ...]:
    """Bins of equal size, the least sure first; never more bins than programs."""
    order = np.argsort(np.asarray(confidences, dtype=float), kind="stable")
    sure, correct = np.asarray(confidences, dtype=float)[order], np.asarray(right, dtype=float)[order]
    parts = zip(np.array_split(sure, bins), np.array_split(correct, bins), strict=True)
    filled = [(part, hits) for part, hits in parts if len(part)]
    return tuple(
        Bin(count=len(part), confidence=float(part.mean()), accuracy=float(hits.mean())) for part, hits in filled
    )


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> tuple[Point, ...]:
    """One point for each different confidence, the surest first: programs that are equally sure go together."""
    order = np.argsort(-np.asarray(confidences, dtype=float), kind="stable")
    sure, correct = np.asarray(confidences, dtype=float)[order], np.asarray(right, dtype=float)[order]
    wrong = np.cumsum(1 - correct)
    last = [i for i in range(len(sure)) if i + 1 == len(sure) or sure[i + 1] != sure[i]]
    return tuple(
        Point(confidence=float(sure[i]), coverage=(i + 1) / len(sure), risk=float(wrong[i]) / (i + 1)) for i in last
    )


def measure(confidences: Sequence[float], right: Sequence[bool]) -> Measured:
    """Every measure of one group; a group of nothing is refused."""
    if not confidences or len(confidences) != len(right):
        raise ValueError("confidences: one for each program is needed, and at least one")
    bins = reliability(confidences, right)
    points = risk_coverage(confidences, right)
    sure, correct = np.asarray(confidences, dtype=float), np.asarray(right, dtype=float)
    return Measured(
        count=len(right),
        accuracy=float(correct.mean()),
        confidence=float(sure.mean()),
        error=sum(part.count * abs(part.confidence - part.accuracy) for part in bins) / len(right),
        brier=float(((sure - correct) ** 2).mean()),
        answerable={
            name: max((point.coverage for point in points if point.risk <= 1 - wanted + 1e-12), default=0.0)
            for name, wanted in CORRECTNESS.items()
        },
        bins=bins,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationReport:
    """The calibration of one suite's predictions: over all, and by grouping (tier, split, language)."""

    suite: str
    title: str
    overall: Measured
    tables: Mapping[str, Mapping[str, Measured]]
    curve: tuple[Point, ...]

    def as_json(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return asdict(self)


def report_calibration(suite: Suite, predictions: Sequence[SuitePrediction]) -> CalibrationReport:
    """How far the confidences of a suite's predictions can be believed; an unasked program has none: 0."""
    groups: dict[str, dict[str, tuple[list[float], list[bool]]]] = {}
    sure: list[float] = []
    right: list[bool] = []
    for item, prediction in zip(suite.items, predictions, strict=True):
        confidence = prediction.confidence if prediction.problem is None else None
        sure.append(0.0 if confidence is None else confidence)
        right.append(prediction.problem is None and exact_match(prediction.prediction, item.output))
        for grouping, name in item.groups.items():
            members = groups.setdefault(grouping, {}).setdefault(name, ([], []))
            members[0].append(sure[-1])
            members[1].append(right[-1])
    return CalibrationReport(
        suite=suite.name,
        title=suite.title,
        overall=measure(sure, right),
        tables={
            grouping: {name: measure(*members[name]) for name in sorted(members)}
            for grouping, members in groups.items()
        },
        curve=risk_coverage(sure, right),
    )


# -- the fit -----------------------------------------------------------------------------------------------------------


def fit_rule(evidence: Sequence[Evidence], right: Sequence[bool], features: Sequence[str] = FEATURES) -> Rule:
    """The logistic rule that makes these answers likeliest; a weight that would be negative is 0."""
    chosen = [i for i, each in enumerate(evidence) if each.finished]
    hits = np.asarray([right[i] for i in chosen], dtype=float)
    # Platt's targets: never quite 0 and 1, so that a model which is always right gets no infinite weights.
    targets = np.where(hits > 0, (hits.sum() + 1) / (hits.sum() + 2), 1 / (len(hits) - hits.sum() + 2))
    rows = [evidence[i].features() for i in chosen]
    active = list(features)
    while True:
        matrix = np.array([[1.0, *(row[name] for name in active)] for row in rows]).reshape(len(rows), 1 + len(active))
        found = _logistic(matrix, targets)
        if not active or found[1:].min() >= 0:
            break
        del active[int(np.argmin(found[1:]))]
    weights = dict(zip(active, found[1:].tolist(), strict=True))
    return Rule(intercept=float(found[0]), weights={name: weights.get(name, 0.0) for name in features})


def _logistic(matrix: Floats, targets: Floats) -> Floats:
    """Newton's method on the penalised log-likelihood, with the step halved while it does not help."""
    ridge = np.full(matrix.shape[1], _RIDGE)
    found: Floats = np.zeros(matrix.shape[1])

    def loss(weights: Floats) -> float:
        score = matrix @ weights
        return float(np.sum(np.logaddexp(0, score) - targets * score) + 0.5 * np.sum(ridge * weights**2))

    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(matrix @ found, -500, 500)))
        slope = matrix.T @ (chance - targets) + ridge * found
        curve = (matrix.T * (chance * (1 - chance))) @ matrix + np.diag(ridge)
        step = np.asarray(np.linalg.solve(curve, slope), dtype=np.float64)
        before = loss(found)
        while loss(found - step) > before and np.abs(step).max() > 1e-10:
            step = step / 2
        found = found - step
        if np.abs(step).max() < 1e-8:
            break
    return found


def _cross_fitted(evidence: Sequence[Evidence], right: Sequence[bool], features: Sequence[str]) -> list[float]:
    """A confidence for each answer by a rule that was fitted without it."""
    confidences = [0.0] * len(right)
    for fold in range(FOLDS):
        others = [i for i in range(len(right)) if i % FOLDS != fold]
        rule = fit_rule([evidence[i] for i in others], [right[i] for i in others], features)
        for i in range(fold, len(right), FOLDS):
            confidences[i] = rule.confidence(evidence[i])
    return confidences


def plain_threshold(
    plain: Sequence[float], plain_right: Sequence[bool], traced: Sequence[float], traced_right: Sequence[bool]
) -> tuple[float | None, float]:
    """From which confidence a plain answer is kept, and the share then right.

    Below it a trace is asked for, and the surer answer of the two is given. Of all thresholds the lowest among those
    that are right most often: it asks for the fewest traces. None keeps no plain answer unseen.
    """
    order = sorted(range(len(plain)), key=lambda i: -plain[i])
    fours = zip(plain, plain_right, traced, traced_right, strict=True)
    second = [traced_is if t >= p else plain_is for p, plain_is, t, traced_is in fours]
    right = sum(second)
    best, threshold = right, None
    for position, i in enumerate(order):
        right += plain_right[i] - second[i]
        is_last_of_its_kind = position + 1 == len(order) or plain[order[position + 1]] != plain[i]
        if is_last_of_its_kind and right >= best:
            best, threshold = right, plain[i]
    return threshold, best / len(order)


# -- calibrating a predictor -------------------------------------------------------------------------------------------


class Judged(Predicted, Protocol):
    """A prediction with what speaks for it."""

    @property
    def evidence(self) -> Evidence | None: ...


class JudgingPredictor(Protocol):
    """The part of caalm.model.predictor.Predictor that calibration uses."""

    compare: bool

    def predict_many(
        self, codes: Sequence[str], on_progress: OnProgress | None = None, *, trace: bool | None = None
    ) -> Sequence[Judged]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A calibration, and by form of answer the measures before and after it (cross-fitted)."""

    calibration: Calibration
    tables: Mapping[str, tuple[Measured, Measured]]


def calibrate(
    items: Sequence[SuiteItem],
    predictor: JudgingPredictor,
    *,
    traces: bool,
    weights: str = "",
    on: str = "validation",
    on_progress: OnProgress | None = None,
) -> Fitted:
    """Fit the rules of a predictor that has no calibration; ``traces`` says whether its weights know traces."""
    if len(items) < FEWEST:
        raise InputError(f"limit: {len(items)} programs are too few for a calibration, give {FEWEST} or more")
    codes = [item.code for item in items]
    # Raw evidence; the comparison of the two forms is made here, so that no program is asked twice.
    predictor.compare = False
    total = len(codes) * (1 + traces)

    def part(before: int) -> OnProgress | None:
        return None if on_progress is None else lambda done, of: on_progress(before + done, total)

    plain = predictor.predict_many(codes, part(0), trace=False)
    plain_right = [exact_match(p.output, item.output) for p, item in zip(plain, items, strict=True)]
    plain_evidence = [_evidence(p) for p in plain]
    plain_sure = _cross_fitted(plain_evidence, plain_right, PLAIN_FEATURES)
    raw = [each.probability for each in plain_evidence]
    tables = {"plain": (measure(raw, plain_right), measure(plain_sure, plain_right))}
    rule = fit_rule(plain_evidence, plain_right, PLAIN_FEATURES)
    traced_rule, threshold, chosen = None, None, None
    if traces:
        traced = predictor.predict_many(codes, part(len(codes)), trace=True)
        right = [exact_match(t.output, item.output) for t, item in zip(traced, items, strict=True)]
        evidence = [_compared(t, p) for t, p in zip(traced, plain, strict=True)]
        sure = _cross_fitted(evidence, right, FEATURES)
        tables["traced"] = (measure([each.probability for each in evidence], right), measure(sure, right))
        traced_rule = fit_rule(evidence, right, FEATURES)
        threshold, chosen = plain_threshold(plain_sure, plain_right, sure, right)
    measured: dict[str, object] = {"on": on, "programs": len(items)}
    if chosen is not None:
        measured["chosen right"] = chosen
    for form, (before, after) in tables.items():
        errors = {"error before": before.error, "error": after.error, "brier": after.brier}
        measured[form] = {"right": after.accuracy, **errors}
    calibration = Calibration(
        plain=rule, traced=traced_rule, plain_threshold=threshold, weights=weights, measured=measured
    )
    return Fitted(calibration=calibration, tables=tables)


def _evidence(prediction: Judged) -> Evidence:
    if prediction.evidence is None:
        raise ValueError("predictor: its predictions carry no evidence")
    return prediction.evidence


def _compared(traced: Judged, plain: Judged) -> Evidence:
    return replace(_evidence(traced), agrees=traced.output == plain.output and not plain.truncated)
