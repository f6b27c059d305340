"""Predictions for a suite, written as they come: a killed evaluation goes on where it stopped.

    predict_suite(suite, predictor, path=Path("predictions.jsonl"))

The file's first line says which programs were asked of which model; a file of anything else is refused.
`read_predictions` takes files made elsewhere too: JSON lines of id and prediction are enough.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from caalm.errors import CaalmError, InputError
from caalm.evaluation.files import check_writable, numbered_lines
from caalm.evaluation.predictors import AnyPredictor, ForeignPredictor, OnProgress, Predicted
from caalm.evaluation.suites import Suite, SuiteItem

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
    trace: str | None = None
    """The predicted steps, where the prediction came with some."""
    cost: float | None = None
    """What asking for it cost, where that is known."""
    completion: str | None = None
    """Everything that a model which is not ours wrote, of which the prediction is a part."""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


def predict_suite(
    suite: Suite,
    predictor: AnyPredictor | ForeignPredictor,
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
        if isinstance(predictor, ForeignPredictor):
            for prediction in _predict_each(waiting, predictor):
                done[prediction.id] = prediction
                if store is not None:
                    store.add([prediction])
                if on_progress is not None:
                    on_progress(len(done), len(suite.items))
            return [done[item.id] for item in suite.items]
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


def _predict_each(items: Sequence[SuiteItem], predictor: ForeignPredictor) -> Iterator[SuitePrediction]:
    last = time.perf_counter()
    for index, made in predictor.predict_each([item.code for item in items]):
        now = time.perf_counter()
        yield SuitePrediction(
            id=items[index].id,
            prediction=made.output,
            confidence=made.confidence,
            truncated=made.truncated,
            seconds=round(now - last, 4),
            problem=made.problem,
            trace=made.trace,
            cost=made.cost,
            completion=made.completion,
            prompt_tokens=made.prompt_tokens,
            completion_tokens=made.completion_tokens,
        )
        last = now


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
            trace=_steps_of(prediction),
            cost=getattr(prediction, "cost", None),
        )
        for item, prediction in zip(asked, predictions, strict=True)
    }
    for identity, problem in problems.items():
        made[identity] = SuitePrediction(
            id=identity, prediction="", confidence=None, truncated=False, seconds=0.0, problem=problem
        )
    return [made[item.id] for item in items]


def _steps_of(prediction: Predicted) -> str | None:
    steps = getattr(prediction, "steps", None)
    return None if steps is None else "".join([f"{step.text}\n" for step in steps])


def read_predictions(path: Path, suite: Suite) -> tuple[list[SuitePrediction], tuple[str, ...]]:
    """The predictions of a file for every item of the suite, and what a reader should know about the file.

    A line needs an id and a prediction; a first line without an id says of which suite the rest is. An item that the
    file leaves out counts as wrong.
    """
    known = {item.id for item in suite.items}
    found: dict[str, SuitePrediction] = {}
    strange = 0
    for number, line in numbered_lines(path):
        where = f"{path}, line {number}"
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{where}: is no JSON ({error})") from None
        if not isinstance(record, dict):
            raise InputError(f"{where}: is no JSON object: every line needs an id and a prediction")
        if "id" not in record and "suite" in record:
            if record.get("dataset", suite.content_hash) != suite.content_hash:
                raise InputError(f"{where}: these predictions are for other programs than {suite.name}, or its limit")
            continue
        made = _read_prediction(record, where)
        if made.id in found:
            raise InputError(f"{where}: {made.id} has a prediction already")
        if made.id in known:
            found[made.id] = made
        else:
            strange += 1
    if not found:
        raise InputError(f"{path} holds no prediction for a program of {suite.name}: their ids are {_ids(suite)}")
    missing = len(known) - len(found)
    notes = [f"{missing} of {len(known)} programs have no prediction and count as wrong"] if missing else []
    notes += [f"{strange} lines are for programs that {suite.name} does not hold"] if strange else []
    return [found.get(item.id) or _unpredicted(item.id) for item in suite.items], tuple(notes)


def _ids(suite: Suite) -> str:
    return ", ".join(item.id for item in suite.items[:2]) + ", ..."


def _unpredicted(identity: str) -> SuitePrediction:
    return SuitePrediction(
        id=identity, prediction="", confidence=None, truncated=False, seconds=0.0, problem="no prediction"
    )


def _read_prediction(record: Mapping[str, Any], where: str) -> SuitePrediction:
    identity, prediction = record.get("id"), record.get("prediction")
    if not isinstance(identity, str):
        raise InputError(f'{where}: "id" is missing or no string')
    if not isinstance(prediction, str):
        raise InputError(f'{where}: "prediction" is missing or no string')
    numbers: dict[str, float | None] = {}
    for name in ("confidence", "seconds", "cost"):
        value = record.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise InputError(f'{where}: "{name}" is no number')
        numbers[name] = value
    texts: dict[str, str | None] = {}
    for name in ("problem", "trace", "completion"):
        texts[name] = record.get(name)
        if not isinstance(texts[name], str | None):
            raise InputError(f'{where}: "{name}" is no string')
    counts = {name: record.get(name) for name in ("prompt_tokens", "completion_tokens")}
    return SuitePrediction(
        id=identity,
        prediction=prediction,
        confidence=numbers["confidence"],
        truncated=record.get("truncated") is True,
        seconds=numbers["seconds"] or 0.0,
        problem=texts["problem"],
        trace=texts["trace"],
        cost=numbers["cost"],
        completion=texts["completion"],
        **{name: count if isinstance(count, int) else None for name, count in counts.items()},
    )


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
            elif not (json.dumps(head) + "\n").encode().startswith(content):
                raise InputError(f"{path} is no predictions file: give another, or remove it")
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
