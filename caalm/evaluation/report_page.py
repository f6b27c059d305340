"""A report as one page: tables, figures, and every program to browse, in one file that asks nothing of anybody.

    page = as_page(compare_results(read_results([Path("ours.json")])))
    page.startswith("<!doctype html>"), "http" in page  ->  True, False

Programs and predictions may hold anything, ``</script>`` too. They stand in the page as JSON in ASCII without ``<``,
and its script shows them as text only. A content security policy lets that one script run and no other. Jinja2 comes
with the extra ``plots``.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from typing import Any

from caalm.evaluation.evaluate import Row
from caalm.evaluation.report import percent
from caalm.evaluation.report_compare import Comparison
from caalm.evaluation.report_files import Departure, Result, ResultItem
from caalm.evaluation.report_markdown import p_value, points
from caalm.evaluation.report_plots import Plot, draw_plots
from caalm.evaluation.statistics import Paired, wilson_interval

_OPEN_TABLES = 14
"""A longer table is folded until somebody opens it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One row of a table: the same group in every result, and the comparison where there are two."""

    rows: Sequence[Row | None]
    paired: Paired | None

    @property
    def any(self) -> Row:
        return next(row for row in self.rows if row is not None)

    @property
    def best_baseline(self) -> float | None:
        return max(self.any.baselines.values(), default=None)

    @property
    def wrong(self) -> int:
        return sum(row.count - row.right for row in self.rows if row is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    grouping: str
    lines: Sequence[_Line]
    baselines: Sequence[str]
    can_browse: bool

    @property
    def is_open(self) -> bool:
        return len(self.lines) <= _OPEN_TABLES


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What the page shows of one suite."""

    place: int
    comparison: Comparison
    first: Result
    baselines: Sequence[tuple[str, float, tuple[float, float]]]
    plots: Sequence[Plot]
    tables: Sequence[_Table]


def as_page(comparisons: Sequence[Comparison]) -> str:
    """The whole page. Pure: the same results, the same bytes."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("caalm.evaluation", "html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"percent": percent, "points": points, "p_value": p_value, "number": "{:,}".format}
    script, style = (_file(name) for name in ("report.js", "report.css"))
    labels = [result.label for result in comparisons[0].results]
    return environment.get_template("report.html").render(
        title=f"CaaLM: {' and '.join(labels) if len(labels) < 3 else f'{len(labels)} models'}",
        labels=labels,
        parts=[_part(place, comparison) for place, comparison in enumerate(comparisons)],
        has_items=any(comparison.results[0].items for comparison in comparisons),
        style=style,
        script=script,
        script_hash=base64.b64encode(sha256(script.encode()).digest()).decode(),
        data=embedded([_for_browser(comparison) for comparison in comparisons]),
    )


def _file(name: str) -> str:
    return resources.files("caalm.evaluation").joinpath("html", name).read_text("utf-8").strip()


def embedded(value: object) -> str:
    """JSON that can stand inside a script element, whatever it holds.

    >>> embedded("</script><!-- é")
    '"\\\\u003c/script\\\\u003e\\\\u003c!-- \\\\u00e9"'
    """
    text = json.dumps(value, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


# -- tables ----------------------------------------------------------------------------------------------------------


def _part(place: int, comparison: Comparison) -> _Part:
    first = comparison.results[0]
    count = first.overall.count
    groupings = dict.fromkeys(name for result in comparison.results for name in result.tables)
    return _Part(
        place=place,
        comparison=comparison,
        first=first,
        baselines=[
            (name, share, wilson_interval(round(share * count), count))
            for name, share in first.overall.baselines.items()
        ],
        plots=draw_plots(comparison),
        tables=[_table(comparison, grouping) for grouping in groupings],
    )


def _table(comparison: Comparison, grouping: str) -> _Table:
    by_name = [{row.name: row for row in result.tables.get(grouping, ())} for result in comparison.results]
    names = dict.fromkeys(name for rows in by_name for name in rows)
    paired: Mapping[str, Paired] = {}
    if len(comparison.pairs) == 1:
        paired = comparison.pairs[0].groups.get(grouping, {})
    known = {name for row in by_name[0].values() for name in row.baselines}
    return _Table(
        grouping=grouping,
        lines=[_Line(rows=[rows.get(name) for rows in by_name], paired=paired.get(name)) for name in names],
        baselines=[name for name in comparison.results[0].overall.baselines if name in known],
        can_browse=any(grouping in item.groups for item in comparison.results[0].items),
    )


# -- what the browser of failures shows ------------------------------------------------------------------------------


def _for_browser(comparison: Comparison) -> dict[str, Any]:
    first = comparison.results[0]
    places: dict[tuple[str, str], int] = {}
    for item in first.items:
        for grouping, names in item.groups.items():
            if grouping in first.tables:
                for name in names:
                    places.setdefault((grouping, name), len(places))
    return {
        "suite": comparison.suite,
        "title": first.title,
        "labels": [result.label for result in comparison.results],
        "groups": list(places),
        "items": [
            {
                "id": items[0].id,
                "language": items[0].language,
                "code": items[0].code,
                "output": items[0].output.removesuffix("\n"),
                "steps": items[0].steps,
                "groups": [
                    places[grouping, name]
                    for grouping, names in items[0].groups.items()
                    for name in names
                    if (grouping, name) in places
                ],
                "answers": [_answer(item) for item in items],
            }
            for items in zip(*(result.items for result in comparison.results), strict=True)
        ],
    }


def _answer(item: ResultItem) -> dict[str, Any]:
    return {
        "text": item.prediction,
        "right": item.right,
        "nearly": item.normalized and not item.right,
        "confidence": item.confidence,
        "cut": item.truncated,
        "seconds": item.seconds,
        "problem": item.problem,
        "traceRight": item.trace_right,
        "departure": None if item.departure is None else _shown(item.departure),
    }


def _shown(departure: Departure) -> dict[str, Any]:
    return {
        "step": departure.step,
        "first": departure.first,
        "predicted": departure.predicted,
        "true": departure.true,
    }
