"""Evaluating: predictions first, scores after, so that scores can be counted again without the model.

    suite = suite_named("card-52")
    predictions = predict_suite(suite, Predictor.load())
    report = score_suite(suite, predictions)
    report.overall.exact, report.overall.interval  ->  0.42, (0.3, 0.56)

Any predictor will do: caalm's own, or `CompletionPredictor(complete)` around a function from prompts to completions.
"""

from __future__ import annotations

import copy
import json
import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from caalm.errors import CaalmError, InputError
from caalm.evaluation.baselines import BASELINES
from caalm.evaluation.files import AnyPredictor, OnProgress, check_writable
from caalm.evaluation.scorers import exact_match, normalized_match
from caalm.evaluation.statistics import wilson_interval
from caalm.evaluation.suites import Suite, SuiteItem
from caalm.tasks.prediction import extract_plain, extract_traced, plain_prompt, traced_prompt

CHUNK = 128
"""So many programs are predicted between two writes of the predictions file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuitePrediction:
    """A prediction for one item of a suite. ``problem``: why the model could not be asked; it counts as wrong."""

    id: str
    prediction: str
    confidence: float | None
    truncated: bool
    seconds: float
    problem: str | None = None


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


# -- predictors ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPrediction:
    """The least that a prediction says."""

    output: str
    confidence: float = 0.0
    truncated: bool = False
    completion: str = ""


class CompletionPredictor:
    """A predictor around any function from prompts to completions."""

    def __init__(self, complete: Callable[[Sequence[str]], Sequence[str]], *, trace: bool = False) -> None:
        self.complete = complete
        self.trace = trace

    def prompt(self, code: str) -> str:
        """The prompt for a program."""
        return (traced_prompt if self.trace else plain_prompt)(code)

    def predict_many(self, codes: Sequence[str], on_progress: OnProgress | None = None) -> list[PlainPrediction]:
        """One prediction a program, in order."""
        extract = extract_traced if self.trace else extract_plain
        completions = self.complete([self.prompt(code) for code in codes])
        return [PlainPrediction(output=extract(text), completion=text) for text in completions]


class AnswerPredictor:
    """A predictor that looks answers up or works them out by rule: a baseline, or the oracle of a suite."""

    def __init__(self, answer: Callable[[str], str]) -> None:
        self.answer = answer

    def prompt(self, code: str) -> str:
        """The published prompt."""
        return plain_prompt(code)

    def predict_many(self, codes: Sequence[str], on_progress: OnProgress | None = None) -> list[PlainPrediction]:
        """One prediction a program, in order."""
        return [PlainPrediction(output=self.answer(code), confidence=1.0) for code in codes]


def oracle(suite: Suite) -> AnswerPredictor:
    """Knows every answer of the suite."""
    answers = {item.code: item.output.removesuffix("\n") for item in suite.items}
    return AnswerPredictor(answers.__getitem__)


# -- predictions -----------------------------------------------------------------------------------------------------


def predict_suite(
    suite: Suite,
    predictor: AnyPredictor,
    *,
    path: Path | None = None,
    model_hash: str = "",
    on_progress: OnProgress | None = None,
) -> list[SuitePrediction]:
    """A prediction for every item; with a path they are written as they come, and those that are there are kept."""
    store = None if path is None else _Store(path, suite, model_hash)
    try:
        done = {} if store is None else dict(store.done)
        waiting = [item for item in suite.items if item.id not in done]
        before = len(done)
        for start in range(0, len(waiting), CHUNK):

            def report(finished: int, total: int, offset: int = before + start) -> None:
                if on_progress is not None:
                    on_progress(offset + finished, len(suite.items))

            chunk = _predict_chunk(waiting[start : start + CHUNK], predictor, report)
            done.update({prediction.id: prediction for prediction in chunk})
            if store is not None:
                store.add(chunk)
        return [done[item.id] for item in suite.items]
    finally:
        if store is not None:
            store.close()


def _predict_chunk(
    items: Sequence[SuiteItem], predictor: AnyPredictor, on_progress: OnProgress
) -> list[SuitePrediction]:
    problems: dict[str, str] = {}
    for item in items:
        try:
            predictor.prompt(item.code)
        except CaalmError as error:
            problems[item.id] = str(error)
    asked = [item for item in items if item.id not in problems]
    start = time.perf_counter()
    predictions = predictor.predict_many([item.code for item in asked], on_progress)
    seconds = round((time.perf_counter() - start) / max(len(asked), 1), 4)
    made = {
        item.id: SuitePrediction(
            id=item.id,
            prediction=prediction.output,
            confidence=round(prediction.confidence, 6),
            truncated=prediction.truncated,
            seconds=seconds,
        )
        for item, prediction in zip(asked, predictions, strict=True)
    }
    for identity, problem in problems.items():
        made[identity] = SuitePrediction(
            id=identity, prediction="", confidence=None, truncated=False, seconds=0.0, problem=problem
        )
    return [made[item.id] for item in items]


class _Store:
    """A predictions file: one line that says what was asked of whom, then a line for each prediction."""

    def __init__(self, path: Path, suite: Suite, model_hash: str) -> None:
        self.path = path
        head = {"suite": suite.name, "dataset": suite.content_hash, "model": model_hash}
        self.done: dict[str, SuitePrediction] = {}
        check_writable(path)
        whole = 0
        if path.exists():
            content = path.read_bytes()
            # A killed run may leave half a line; what is whole counts.
            whole = content.rfind(b"\n") + 1
            lines = content[:whole].decode("utf-8", "replace").splitlines()
            if lines:
                self._read(lines, head, {item.id for item in suite.items})
        self.file = path.open("r+b" if path.exists() else "wb")
        self.file.truncate(whole)
        self.file.seek(whole)
        if whole == 0:
            self._write([head])

    def _read(self, lines: Sequence[str], head: Mapping[str, str], known: set[str]) -> None:
        try:
            first, *rest = [json.loads(line) for line in lines]
            if first != head:
                raise InputError(
                    f"{self.path} holds predictions for another suite, limit or model: give another file, or remove it"
                )
            for record in rest:
                prediction = SuitePrediction(**record)
                if prediction.id in known:
                    self.done[prediction.id] = prediction
        except (ValueError, TypeError) as error:
            raise InputError(f"{self.path} is no predictions file ({error}): give another, or remove it") from None

    def add(self, predictions: Sequence[SuitePrediction]) -> None:
        self._write([asdict(prediction) for prediction in predictions])

    def _write(self, records: Sequence[Mapping[str, object]]) -> None:
        # ASCII: a prediction may hold any character, line separators too.
        self.file.write("".join(json.dumps(record) + "\n" for record in records).encode())
        self.file.flush()
        os.fsync(self.file.fileno())

    def close(self) -> None:
        self.file.close()


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
            grouping: tuple(_row(name, members[name]) for name in (members if in_order else sorted(members)))
            for grouping, members in groupings.items()
        },
        metadata=dict(metadata or {}),
    )


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
