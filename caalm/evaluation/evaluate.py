"""Evaluating: predictions first, scores after, so that scores can be counted again without the model.

    suite = suite_named("card-52")
    predictions = predict_suite(suite, Predictor.load())
    report = score_suite(suite, predictions)
    report.overall.exact, report.overall.interval  ->  0.42, (0.3, 0.56)

Any predictor will do: caalm's own, or `CompletionPredictor(complete)` around a function from prompts to completions.
"""

from __future__ import annotations

import copy
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from caalm.evaluation.baselines import BASELINES
from caalm.evaluation.predictions import SuitePrediction, predict_suite
from caalm.evaluation.predictors import AnyPredictor
from caalm.evaluation.scorers import exact_match, normalized_match
from caalm.evaluation.shell_suites import session_of, shown_kind
from caalm.evaluation.statistics import clustered_interval, wilson_interval
from caalm.evaluation.suites import Suite, SuiteItem
from caalm.evaluation.verify import compare_traces

WHOLE_SESSION = "whole session"
SHOWN = "what is shown"
"""Groupings of shell suites, among the details: by session, and by what a command shows."""
_STEPS_BEFORE, _STEPS_AFTER = 4, 2
"""So many steps are shown before and after the first wrong one."""
_LONGEST_STEP = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The scores of one group of programs."""

    name: str
    count: int
    right: int
    exact: float
    interval: tuple[float, float]
    normalized: float
    truncated: int
    seconds: float
    """Mean wall seconds a program (a batch's seconds shared evenly)."""
    confidence: float | None
    baselines: Mapping[str, float]
    traces: int = 0
    """Predictions with a trace to a program whose true trace is known."""
    traces_right: int = 0
    """Of those, the ones whose trace is the true one to the last event."""
    cost: float | None = None
    """Of all its programs, in the currency of the predictions file; None where nobody said what it cost."""

    @property
    def thousand(self) -> tuple[float, float | None]:
        """Wall seconds and cost of a thousand programs."""
        return 1000 * self.seconds, None if self.cost is None else 1000 * self.cost / self.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The steps of two traces around the first that differs; ``first`` is the number of the first shown, from 1."""

    first: int
    predicted: tuple[str, ...]
    true: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemScore:
    """One program with the truth, what was predicted, and how it was scored: what a reader of failures looks at."""

    id: str
    language: str
    groups: Mapping[str, str]
    code: str
    output: str
    prediction: str
    right: bool
    normalized: bool
    confidence: float | None
    truncated: bool
    seconds: float
    problem: str | None
    steps: int | None
    """How many the true run has, where that is known."""
    wrong_step: int | None
    """The first step (from 1) at which a predicted trace departs from the true one."""
    trace_right: bool | None
    """None where there is no pair of traces to compare."""
    departure: Excerpt | None = None
    """Both traces around the first wrong step: whole traces of long runs would be most of the report."""
    constructs: tuple[str, ...] = ()
    families: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All scores of one suite, and what it takes to make them again."""

    suite: str
    title: str
    dataset_hash: str
    overall: Row
    tables: Mapping[str, tuple[Row, ...]]
    """By grouping (category, tier, split, language) the rows of its table."""
    metadata: Mapping[str, object] = field(default_factory=dict)
    details: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    """By construct and by family: long tables, in which a program counts in many rows."""
    items: tuple[ItemScore, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return asdict(self)


# -- scores ----------------------------------------------------------------------------------------------------------


class _Scored(NamedTuple):
    item: SuiteItem
    made: SuitePrediction
    score: ItemScore
    baselines: Mapping[str, bool]


def score_suite(
    suite: Suite, predictions: Sequence[SuitePrediction], metadata: Mapping[str, object] | None = None
) -> Report:
    """Scores by every grouping of the suite, beside the baselines. Pure: the same predictions, the same report."""
    scored = [_score(item, made) for item, made in zip(suite.items, predictions, strict=True)]
    tables: dict[str, dict[str, list[_Scored]]] = {}
    details: dict[str, dict[str, list[_Scored]]] = {}
    for one in scored:
        groups = one.item.groups
        for grouping, name in groups.items():
            tables.setdefault(grouping, {}).setdefault(name, []).append(one)
        if "split" in groups and "tier" in groups:
            both = f"{groups['split']}, {groups['tier']}"
            tables.setdefault("split and tier", {}).setdefault(both, []).append(one)
        for construct in one.item.constructs:
            details.setdefault("construct", {}).setdefault(construct, []).append(one)
        for dimension, family in one.item.families.items():
            details.setdefault("family", {}).setdefault(f"{dimension}: {family}", []).append(one)
    in_sessions = suite.name.startswith("shell-sessions")
    if suite.name.startswith("shell-"):
        for one in scored:
            details.setdefault(SHOWN, {}).setdefault(shown_kind(one.item.output), []).append(one)
    if in_sessions:
        for whole in _whole_sessions(scored):
            details.setdefault(WHOLE_SESSION, {}).setdefault(whole.item.groups["length"], []).append(whole)
    in_order = suite.name.startswith(("card-52", "shell-130"))  # their categories stand in the published order
    return Report(
        suite=suite.name,
        title=suite.title,
        dataset_hash=suite.content_hash,
        overall=_row("all", scored, in_sessions),
        tables={name: _rows(members, in_order, in_sessions) for name, members in tables.items()},
        metadata=dict(metadata or {}),
        details={
            name: _rows(members, in_sessions=in_sessions and name != WHOLE_SESSION) for name, members in details.items()
        },
        items=tuple(one.score for one in scored),
    )


def _score(item: SuiteItem, made: SuitePrediction) -> _Scored:
    is_asked = made.problem is None
    wrong_step = trace_right = excerpt = None
    true_trace = None if made.trace is None else item.trace
    if made.trace is not None and true_trace is not None:
        departure = compare_traces(made.trace, true_trace)
        trace_right = departure is None
        if departure is not None:
            wrong_step, excerpt = departure.step, _excerpt(made.trace, true_trace, departure.step)
    score = ItemScore(
        id=item.id,
        language=item.language,
        groups=item.groups,
        code=item.code,
        output=item.output,
        prediction=made.prediction,
        right=is_asked and exact_match(made.prediction, item.output),
        normalized=is_asked and normalized_match(made.prediction, item.output),
        confidence=made.confidence,
        truncated=made.truncated,
        seconds=made.seconds,
        problem=made.problem,
        steps=item.steps,
        wrong_step=wrong_step,
        trace_right=trace_right,
        departure=excerpt,
        constructs=item.constructs,
        families=dict(item.families),
    )
    answers = {name: exact_match(answer(item.code), item.output) for name, answer in BASELINES.items()}
    return _Scored(item, made, score, answers)


def _whole_sessions(scored: Sequence[_Scored]) -> list[_Scored]:
    """Every session by its last command, as right as all of its commands are together."""
    sessions: dict[str, list[_Scored]] = {}
    for one in scored:
        sessions.setdefault(session_of(one.item.id), []).append(one)
    return [
        group[-1]._replace(
            score=replace(
                group[-1].score,
                right=all(one.score.right for one in group),
                normalized=all(one.score.normalized for one in group),
                seconds=sum(one.score.seconds for one in group),
            ),
            baselines={name: all(one.baselines[name] for one in group) for name in BASELINES},
        )
        for group in sessions.values()
    ]


def _excerpt(predicted: str, true: str, step: int) -> Excerpt:
    first, last = max(1, step - _STEPS_BEFORE), step + _STEPS_AFTER

    def window(trace: str) -> tuple[str, ...]:
        return tuple(line[:_LONGEST_STEP] for line in trace.removesuffix("\n").split("\n")[first - 1 : last])

    return Excerpt(first=first, predicted=window(predicted), true=window(true))


def _rows(
    members: Mapping[str, Sequence[_Scored]], in_order: bool = False, in_sessions: bool = False
) -> tuple[Row, ...]:
    names = members if in_order else sorted(members, key=natural_order)
    return tuple(_row(name, members[name], in_sessions) for name in names)


def natural_order(name: str) -> list[tuple[int, str]]:
    """For sorting names with numbers: "31-100" before "101-1,000"."""
    parts = re.split(r"([0-9]+)", name.replace(",", ""))
    return [(int(part), "") if part.isdigit() else (0, part) for part in parts]


class Scored(Protocol):
    """What is counted of a program, whether it was scored now or read again from a file."""

    @property
    def right(self) -> bool: ...
    @property
    def normalized(self) -> bool: ...
    @property
    def truncated(self) -> bool: ...
    @property
    def seconds(self) -> float: ...
    @property
    def confidence(self) -> float | None: ...
    @property
    def trace_right(self) -> bool | None: ...


def count_row(name: str, scores: Sequence[Scored], baselines: Mapping[str, float], cost: float | None = None) -> Row:
    """The row of a group of programs, of which there is at least one."""
    count = len(scores)
    right = sum(score.right for score in scores)
    confidences = [score.confidence for score in scores if score.confidence is not None]
    return Row(
        name=name,
        count=count,
        right=right,
        exact=right / count,
        interval=wilson_interval(right, count),
        normalized=sum(score.normalized for score in scores) / count,
        truncated=sum(score.truncated for score in scores),
        seconds=sum(score.seconds for score in scores) / count,
        confidence=sum(confidences) / len(confidences) if confidences else None,
        baselines=baselines,
        traces=sum(score.trace_right is not None for score in scores),
        traces_right=sum(score.trace_right is True for score in scores),
        cost=cost,
    )


def _row(name: str, scored: Sequence[_Scored], in_sessions: bool = False) -> Row:
    """The row of a group; commands of one session hang together, which its interval must know."""
    costs = [one.made.cost for one in scored if one.made.cost is not None]
    baselines = {baseline: sum(one.baselines[baseline] for one in scored) / len(scored) for baseline in BASELINES}
    row = count_row(name, [one.score for one in scored], baselines, sum(costs) if costs else None)
    if not in_sessions:
        return row
    sessions: dict[str, list[bool]] = {}
    for one in scored:
        sessions.setdefault(session_of(one.item.id), []).append(one.score.right)
    return replace(row, interval=clustered_interval([(sum(right), len(right)) for right in sessions.values()]))


def score_predictor(predictor: AnyPredictor, items: Sequence[SuiteItem], trace: bool | None = None) -> dict[str, float]:
    """Exact shares by group, for an evaluation during training: {"exact": 0.41, "tier 1": 0.5, ...}.

    ``trace`` asks a predictor that knows both forms for the one or the other; None leaves it as it is.
    """
    if trace is not None:
        predictor = copy.copy(predictor)
        predictor.trace = trace  # type: ignore[attr-defined]
    suite = Suite(name="sample", title="A sample", items=tuple(items))
    report = score_suite(suite, predict_suite(suite, predictor))
    scores = {"exact": report.overall.exact, "truncated": report.overall.truncated / report.overall.count}
    for grouping, rows in report.tables.items():
        if grouping != "split and tier":
            scores |= {row.name: row.exact for row in rows}
    return scores


# -- what was measured -----------------------------------------------------------------------------------------------


def hash_of_weights(folder: Path) -> str:
    """One SHA-256 over a weights folder's configuration and tensors."""
    digest = sha256()
    for path in sorted(folder.iterdir()):
        if path.name in ("config.json", "tokenizer.json") or path.suffix == ".safetensors":
            digest.update(path.name.encode() + b"\0" + sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """Of Python and of every package that can change a score."""
    found = {"python": platform.python_version()}
    for name in ("caalm", "torch", "transformers"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
