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
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from caalm.evaluation.baselines import BASELINES
from caalm.evaluation.predictions import SuitePrediction, predict_suite
from caalm.evaluation.predictors import AnyPredictor
from caalm.evaluation.scorers import exact_match, normalized_match
from caalm.evaluation.statistics import wilson_interval
from caalm.evaluation.suites import Suite, SuiteItem


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

    def as_json(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return asdict(self)


# -- scores ----------------------------------------------------------------------------------------------------------


def score_suite(
    suite: Suite, predictions: Sequence[SuitePrediction], metadata: Mapping[str, object] | None = None
) -> Report:
    """Scores by every grouping of the suite, beside the baselines. Pure: the same predictions, the same report."""
    pairs = list(zip(suite.items, predictions, strict=True))
    groupings: dict[str, dict[str, list[tuple[SuiteItem, SuitePrediction]]]] = {}
    for pair in pairs:
        groups = pair[0].groups
        for grouping, name in groups.items():
            groupings.setdefault(grouping, {}).setdefault(name, []).append(pair)
        if "split" in groups and "tier" in groups:
            both = f"{groups['split']}, {groups['tier']}"
            groupings.setdefault("split and tier", {}).setdefault(both, []).append(pair)
    in_order = suite.name == "card-52"  # its categories stand in the card's order
    return Report(
        suite=suite.name,
        title=suite.title,
        dataset_hash=suite.content_hash,
        overall=_row("all", pairs),
        tables={
            grouping: tuple(
                _row(name, members[name]) for name in (members if in_order else sorted(members, key=_natural))
            )
            for grouping, members in groupings.items()
        },
        metadata=dict(metadata or {}),
    )


def _natural(name: str) -> list[tuple[int, str]]:
    """For sorting names with numbers: "31-100" before "101-1,000"."""
    parts = re.split(r"([0-9]+)", name.replace(",", ""))
    return [(int(part), "") if part.isdigit() else (0, part) for part in parts]


def _row(name: str, pairs: Sequence[tuple[SuiteItem, SuitePrediction]]) -> Row:
    count = len(pairs)
    right = sum(exact_match(p.prediction, item.output) for item, p in pairs if p.problem is None)
    confidences = [p.confidence for _, p in pairs if p.confidence is not None]
    return Row(
        name=name,
        count=count,
        right=right,
        exact=right / count,
        interval=wilson_interval(right, count),
        normalized=sum(normalized_match(p.prediction, item.output) for item, p in pairs if p.problem is None) / count,
        truncated=sum(p.truncated for _, p in pairs),
        seconds=sum(p.seconds for _, p in pairs) / count,
        confidence=sum(confidences) / len(confidences) if confidences else None,
        baselines={
            baseline: sum(exact_match(answer(item.code), item.output) for item, _ in pairs) / count
            for baseline, answer in BASELINES.items()
        },
    )


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
