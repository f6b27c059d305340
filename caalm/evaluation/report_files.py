"""What `caalm evaluate --json` wrote, read again and checked, so that a report needs neither the model nor the suite.

    results = read_results([Path("ours.json"), Path("theirs.json")])
    results[0].label, results[0].suite, results[0].overall.right  ->  "ours", "card-52", 17

A file holds one result for each suite; the results of all files stand together, file after file. Whatever is no such
file, or was changed by hand so that its hash or its scores no longer follow from its items, is an InputError.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from caalm.errors import InputError
from caalm.evaluation.baselines import BASELINES
from caalm.evaluation.evaluate import Row, count_row, natural_order
from caalm.evaluation.scorers import exact_match

_STEP_BANDS = ((1, 3), (4, 10), (11, 30), (31, 100), (101, 1_000), (1_001, 10_000))
_FEW_LANGUAGES = 20
"""With more languages than this (a fresh one for each program) a table by language says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Where a predicted trace leaves the true one: a few steps of each, the first of which is number ``first``."""

    step: int
    first: int
    predicted: tuple[str, ...]
    true: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultItem:
    """One program, what it prints, and what the model said."""

    id: str
    language: str
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
    trace_right: bool | None
    departure: Departure | None
    groups: Mapping[str, tuple[str, ...]]
    """By grouping the rows in which it counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One model's scores on one suite."""

    label: str
    """The name of its file: what a reader called it."""
    file: str
    suite: str
    title: str
    dataset_hash: str
    overall: Row
    tables: Mapping[str, tuple[Row, ...]]
    metadata: Mapping[str, object] = field(default_factory=dict)
    items: tuple[ResultItem, ...] = ()

    @property
    def model(self) -> str:
        """What was measured, in a few words."""
        what = str(self.metadata.get("model") or "unknown").rstrip("/").rpartition("/")[2]
        form = {True: ", traced", False: ""}.get(self.metadata.get("trace"), "")  # type: ignore[call-overload]
        return f"{what}{form}"

    @property
    def model_hash(self) -> str:
        """The beginning of the hash of the weights; of a model without one what it is known by, whole."""
        exact = str(self.metadata.get("model_hash") or "unknown")
        return exact[:12] if re.match(r"[0-9a-f]{16}", exact) else exact

    @property
    def has_confidence(self) -> bool:
        """Whether the model says how sure it is: a constant says nothing."""
        return len({item.confidence for item in self.items} - {None}) > 1


def read_results(paths: Sequence[Path]) -> tuple[Result, ...]:
    """The results of all files, which must be about the same programs."""
    labels = _labels(paths)
    files = [_read_file(path, label) for path, label in zip(paths, labels, strict=True)]
    first = {result.suite: result for result in files[0]}
    for path, results in zip(paths[1:], files[1:], strict=True):
        suites = {result.suite for result in results}
        if suites != first.keys():
            other = ", ".join(sorted(suites ^ first.keys()))
            raise InputError(f"{path} and {paths[0]} hold different suites ({other} in one only): evaluate both alike")
        for result in results:
            expected = first[result.suite].dataset_hash
            if result.dataset_hash != expected:
                raise InputError(
                    f"{path}: its {result.suite} has other programs ({result.dataset_hash[:12]}) than {paths[0]} "
                    f"({expected[:12]}): evaluate both with the same version and limit"
                )
    if len(paths) > 1:
        for result in (result for results in files for result in results):
            if not result.items:
                raise InputError(f"{result.file} says nothing of single programs: write it again with this caalm")
    return tuple(result for results in files for result in results)


def _labels(paths: Sequence[Path]) -> list[str]:
    """The files' names, with as many folders before them as tell them apart."""
    for depth in range(1, max(len(path.absolute().parts) for path in paths) + 1):
        labels = ["/".join(path.absolute().with_suffix("").parts[-depth:]) for path in paths]
        if len(set(labels)) == len(labels):
            return [_clean(label) for label in labels]
    raise InputError(f"{paths[0]} is given twice: give each file once")


def _read_file(path: Path, label: str) -> list[Result]:
    try:
        records = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): give what caalm evaluate --json wrote") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is no JSON ({error}): give what caalm evaluate --json wrote") from None
    try:
        records = records if isinstance(records, list) else [records]
        if not records:
            raise ValueError("it is empty")
        results = [_result(record, path, label) for record in records]
    except KeyError as error:
        raise InputError(f"{path} is no result: {error} is missing; give what caalm evaluate --json wrote") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{path} is no result ({error}): give what caalm evaluate --json wrote") from None
    if len({result.suite for result in results}) < len(results):
        raise InputError(f"{path} holds a suite twice: give one result for each suite")
    return results


# -- one record ------------------------------------------------------------------------------------------------------


def _result(record: Mapping[str, Any], path: Path, label: str) -> Result:
    if not isinstance(record, dict):
        raise TypeError("its parts are no JSON objects")
    items = tuple(_item(item) for item in record.get("items") or ())
    overall = _row(record["overall"])
    _check(record, items, overall, path)
    recorded = {**record["tables"], **(record.get("details") or {})}
    tables = {_clean(name): tuple(_row(row) for row in rows) for name, rows in recorded.items()}
    return Result(
        label=label,
        file=str(path),
        suite=_clean(record["suite"]),
        title=_clean(record["title"]),
        dataset_hash=_clean(record["dataset_hash"]),
        overall=overall,
        tables={**tables, **_missing_tables(items, tables, overall)},
        metadata=dict(record.get("metadata") or {}),
        items=items,
    )


def _check(record: Mapping[str, Any], items: Sequence[ResultItem], overall: Row, path: Path) -> None:
    """What a hand has changed is not shown as measured."""
    if not items:
        return
    digest = sha256()
    for item in items:
        digest.update(json.dumps([item.id, item.code, item.output]).encode())
    if digest.hexdigest() != record["dataset_hash"]:
        raise InputError(f"{path}: the items of {record['suite']} do not have the hash that it names: evaluate again")
    follows = all(item.right == (item.problem is None and exact_match(item.prediction, item.output)) for item in items)
    if not follows or (overall.count, overall.right) != (len(items), sum(item.right for item in items)):
        raise InputError(f"{path}: the scores of {record['suite']} do not follow from its predictions: evaluate again")


def _clean(text: object) -> str:
    """A name that any file can hold: half of a surrogate pair becomes a question mark."""
    if not isinstance(text, str):
        raise TypeError(f"{text!r} is no text")
    return text.encode("utf-8", "replace").decode()


def _row(record: Mapping[str, Any]) -> Row:
    low, high = record["interval"]
    count, confidence, cost = int(record["count"]), record.get("confidence"), record.get("cost")
    if count < 1:
        raise ValueError("a group holds no program")
    return Row(
        name=_clean(record["name"]),
        count=count,
        right=int(record["right"]),
        exact=float(record["exact"]),
        interval=(float(low), float(high)),
        normalized=float(record["normalized"]),
        truncated=int(record["truncated"]),
        seconds=float(record["seconds"]),
        confidence=None if confidence is None else float(confidence),
        baselines={_clean(name): float(share) for name, share in record["baselines"].items()},
        traces=int(record.get("traces") or 0),
        traces_right=int(record.get("traces_right") or 0),
        cost=None if cost is None else float(cost),
    )


def _item(record: Mapping[str, Any]) -> ResultItem:
    texts = {name: record[name] for name in ("id", "code", "output", "prediction")}
    for name, value in texts.items():
        if not isinstance(value, str):
            raise TypeError(f'"{name}" of an item is no text')
    confidence, problem, steps = record.get("confidence"), record.get("problem"), record.get("steps")
    steps = None if steps is None else int(steps)
    language = _clean(record.get("language") or "unknown")
    return ResultItem(
        **texts,
        language=language,
        right=bool(record["right"]),
        normalized=bool(record.get("normalized")),
        confidence=None if confidence is None else float(confidence),
        truncated=bool(record.get("truncated")),
        seconds=float(record.get("seconds") or 0),
        problem=None if problem is None else _clean(problem),
        steps=steps,
        trace_right=record.get("trace_right"),
        departure=_departure(record),
        groups=dict(_groups(record, language, steps)),
    )


def _departure(record: Mapping[str, Any]) -> Departure | None:
    step, shown = record.get("wrong_step"), record.get("departure") or {}
    if step is None:
        return None
    return Departure(
        step=int(step),
        first=int(shown.get("first") or step),
        predicted=tuple(_clean(line) for line in shown.get("predicted") or ()),
        true=tuple(_clean(line) for line in shown.get("true") or ()),
    )


def _groups(record: Mapping[str, Any], language: str, steps: int | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    groups = {_clean(name): _clean(value) for name, value in (record.get("groups") or {}).items()}
    for name, value in groups.items():
        yield name, (value,)
    if "split" in groups and "tier" in groups:
        yield "split and tier", (f"{groups['split']}, {groups['tier']}",)
    constructs = tuple(_clean(name) for name in record.get("constructs") or ())
    if constructs:
        yield "construct", constructs
    families = record.get("families") or {}
    if families:
        yield "family", tuple(_clean(f"{dimension}: {family}") for dimension, family in families.items())
    if steps is not None and "steps" not in groups:
        yield "steps", (_band(steps),)
    if "language" not in groups:
        yield "language", (language,)


def _band(steps: int) -> str:
    for low, high in _STEP_BANDS:
        if steps <= high:
            return f"{low:,}-{high:,} steps"
    return f"{_STEP_BANDS[-1][1] + 1:,} steps and more"


# -- tables that evaluate does not write -----------------------------------------------------------------------------


def _missing_tables(
    items: Sequence[ResultItem], tables: Mapping[str, object], overall: Row
) -> dict[str, tuple[Row, ...]]:
    members: dict[str, dict[str, list[ResultItem]]] = {}
    for item in items:
        for grouping, names in item.groups.items():
            for name in names:
                members.setdefault(grouping, {}).setdefault(name, []).append(item)
    found = {}
    for grouping, rows in members.items():
        is_language = grouping == "language" and not 1 < len(rows) <= _FEW_LANGUAGES
        if grouping in tables or is_language:
            continue
        order = sorted(rows, key=natural_order)
        found[grouping] = tuple(_counted(name, rows[name], overall) for name in order)
    return found


def _counted(name: str, items: Sequence[ResultItem], overall: Row) -> Row:
    baselines = {
        baseline: sum(exact_match(BASELINES[baseline](item.code), item.output) for item in items) / len(items)
        for baseline in overall.baselines
        if baseline in BASELINES
    }
    return count_row(name, items, baselines)
