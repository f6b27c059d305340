"""Two or more models on the same programs: who is better, by how much, and on which programs.

    [comparison] = compare_results(read_results([Path("ours.json"), Path("theirs.json")]))
    comparison.pairs[0].overall.p_value, comparison.pairs[0].only_first  ->  0.012, ("card-52-07", ...)

Every pair of models is compared. With more than one pair the p-values are adjusted (Holm), so that among many models
some pair does not look different by chance alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from caalm.evaluation.report_files import Result
from caalm.evaluation.statistics import Paired, compare_pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two models, by their places among the files."""

    first: int
    second: int
    overall: Paired
    adjusted: float
    """The p-value adjusted for the number of pairs."""
    groups: Mapping[str, Mapping[str, Paired]]
    """By grouping and row; these p-values are not adjusted."""
    only_first: tuple[str, ...]
    """The programs that the first alone has right."""
    only_second: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All results on one suite, side by side."""

    suite: str
    results: tuple[Result, ...]
    pairs: tuple[Pair, ...]

    def as_json(self) -> dict[str, Any]:
        """The figures as plain JSON values, without the programs."""
        return {
            "suite": self.suite,
            "title": self.results[0].title,
            "dataset_hash": self.results[0].dataset_hash,
            "results": [
                {
                    "label": result.label,
                    "model": result.model,
                    "model_hash": result.metadata.get("model_hash"),
                    "overall": asdict(result.overall),
                    "tables": {name: [asdict(row) for row in rows] for name, rows in result.tables.items()},
                }
                for result in self.results
            ],
            "pairs": [asdict(pair) for pair in self.pairs],
        }


def compare_results(results: Sequence[Result]) -> tuple[Comparison, ...]:
    """The results by suite, in the order of the first file, with every pair compared."""
    suites: dict[str, list[Result]] = {}
    for result in results:
        suites.setdefault(result.suite, []).append(result)
    return tuple(
        Comparison(suite=suite, results=tuple(members), pairs=_pairs(members)) for suite, members in suites.items()
    )


def _pairs(results: Sequence[Result]) -> tuple[Pair, ...]:
    places = list(combinations(range(len(results)), 2))
    overall = [
        compare_pairs([item.right for item in results[i].items], [item.right for item in results[j].items])
        for i, j in places
    ]
    adjusted = holm([paired.p_value for paired in overall])
    return tuple(
        _pair(results, i, j, paired, p_value) for (i, j), paired, p_value in zip(places, overall, adjusted, strict=True)
    )


def _pair(results: Sequence[Result], i: int, j: int, overall: Paired, adjusted: float) -> Pair:
    members: dict[str, dict[str, tuple[list[bool], list[bool]]]] = {}
    only: dict[tuple[bool, bool], list[str]] = {(True, False): [], (False, True): []}
    for one, other in zip(results[i].items, results[j].items, strict=True):
        only.get((one.right, other.right), []).append(one.id)
        for grouping, names in one.groups.items():
            for name in names:
                first, second = members.setdefault(grouping, {}).setdefault(name, ([], []))
                first.append(one.right)
                second.append(other.right)
    shown = {grouping: {row.name for row in rows} for grouping, rows in results[i].tables.items()}
    return Pair(
        first=i,
        second=j,
        overall=overall,
        adjusted=adjusted,
        groups={
            grouping: {name: compare_pairs(*rights) for name, rights in rows.items() if name in shown[grouping]}
            for grouping, rows in members.items()
            if grouping in shown
        },
        only_first=tuple(only[True, False]),
        only_second=tuple(only[False, True]),
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjustment: the smallest counts for all of them, the next for all but one, and none before a smaller one.

    >>> holm([0.01, 0.04, 0.03]), holm([0.2])
    ([0.03, 0.06, 0.06], [0.2])
    """
    adjusted, least = [0.0] * len(p_values), 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        least = max(least, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = least
    return adjusted
