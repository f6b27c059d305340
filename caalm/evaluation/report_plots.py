"""The figures of a report: which there are, drawn once each, as SVG inside the page and as PNG files beside it.

    [drawn.name for drawn in draw_plots(comparison)]  ->  ["models", "steps", "construct", "reliability", "coverage"]

`caalm.evaluation.report_painting` puts the results on axes, `caalm.evaluation.report_svg` makes bytes of them.
matplotlib comes with the extra ``plots``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from caalm.errors import InputError
from caalm.evaluation.calibration import Measured, measure
from caalm.evaluation.evaluate import Row
from caalm.evaluation.report_compare import Comparison
from caalm.evaluation.report_files import Result
from caalm.evaluation.report_painting import (
    CURVES,
    paint_coverage,
    paint_curve,
    paint_models,
    paint_reliability,
    paint_rows,
    paint_trace,
)
from caalm.evaluation.report_svg import figure_bytes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROW = 0.24
_MOST_ROWS = 30
"""A figure of more rows than this is no longer read: the rarest are left to the table."""
_FIRST = ("steps", "teaching", "construct", "topic", "category", "tier", "split")
"""Groupings whose figures stand first, in this order."""
_TABLES_ONLY = ("family", "split and tier")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """One figure: what it shows, in words too, and its SVG for a page."""

    name: str
    title: str
    description: str
    svg: str
    png: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sketch:
    name: str
    title: str
    description: str
    height: float
    paint: Callable[[Axes], None]


def draw_plots(comparison: Comparison, *, png: bool = False) -> tuple[Plot, ...]:
    """Every figure that the results allow; with ``png`` as pixels too."""
    return tuple(_draw(comparison.suite, sketch, png) for sketch in _sketches(comparison))


def write_plots(comparisons: Sequence[Comparison], folder: Path) -> list[Path]:
    """Every figure of every suite as FOLDER/suite-name.png; the folder is made where it is missing."""
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for comparison in comparisons:
            for plot in draw_plots(comparison, png=True):
                name = re.sub(r"[^\w.-]+", "_", f"{comparison.suite}-{plot.name}.png")
                temporary = folder / f".{name}.{os.getpid()}.writing"
                temporary.write_bytes(plot.png or b"")
                temporary.replace(folder / name)
                written.append(folder / name)
    except OSError as error:
        raise InputError(f"{folder} cannot be written ({error.strerror}): give a folder for the figures") from None
    return written


def _draw(suite: str, sketch: _Sketch, png: bool) -> Plot:
    svg, pixels = figure_bytes(
        f"{suite}-{sketch.name}",
        sketch.paint,
        height=sketch.height,
        title=sketch.title,
        description=sketch.description,
        png=png,
    )
    return Plot(name=sketch.name, title=sketch.title, description=sketch.description, svg=svg, png=pixels)


# -- which figures ---------------------------------------------------------------------------------------------------


def _sketches(comparison: Comparison) -> Iterator[_Sketch]:
    results = comparison.results
    yield _Sketch(
        name="models",
        title="All programs",
        description="Share of programs predicted exactly, with 95 % intervals, beside answers without understanding.",
        height=0.9 + _ROW * (len(results) + len(results[0].overall.baselines)),
        paint=lambda axes: paint_models(axes, results),
    )
    for grouping in dict.fromkeys((*_FIRST, *results[0].tables)):
        rows = results[0].tables.get(grouping, ())
        is_said = grouping in _TABLES_ONLY or (grouping == "language" and "category" in results[0].tables)
        if len(rows) < 2 or is_said:
            continue
        kept = _kept(rows)
        names = [row.name for row in rows if row in kept]
        left = f" The {len(names)} most frequent of {len(rows)}." if len(names) < len(rows) else ""
        if grouping in CURVES:
            paint = _painter(paint_curve, results, names, grouping)
            height = 3.0
        else:
            paint = _painter(paint_rows, results, names, grouping)
            height = 1.0 + _ROW * len(names) * (1 + 0.5 * (len(results) - 1))
        yield _Sketch(
            name=re.sub(r"\W+", "-", grouping),
            title=f"By {'number of steps' if grouping == 'steps' else grouping}",
            description=f"Share of programs predicted exactly by {grouping}, with 95 % intervals.{left}",
            height=height,
            paint=paint,
        )
    sure = [(place, result) for place, result in enumerate(results) if result.has_confidence]
    if sure:
        measured = [(place, result, _measured(result)) for place, result in sure]
        yield _Sketch(
            name="reliability",
            title="Calibration",
            description="How many answers of a confidence are right; on the diagonal a model is as sure as right.",
            height=3.6,
            paint=lambda axes: paint_reliability(axes, measured),
        )
        yield _Sketch(
            name="coverage",
            title="Risk and coverage",
            description="Share of wrong answers when only the surest are given: the lower, the better the confidence.",
            height=3.2,
            paint=lambda axes: paint_coverage(axes, sure),
        )
    departed = [(place, result) for place, result in enumerate(results) if result.overall.traces]
    if departed:
        yield _Sketch(
            name="trace",
            title="How far traces are right",
            description="The chance that there is no wrong step up to a step (Kaplan-Meier).",
            height=3.0,
            paint=lambda axes: paint_trace(axes, departed),
        )


def _painter(
    paint: Callable[..., None],
    results: Sequence[Result],
    names: Sequence[str],
    *more: object,
) -> Callable[[Axes], None]:
    return lambda axes: paint(axes, results, names, *more)


def _kept(rows: Sequence[Row]) -> Sequence[Row]:
    return sorted(rows, key=lambda row: -row.count)[:_MOST_ROWS]


def _measured(result: Result) -> Measured:
    return measure(
        [item.confidence or 0.0 for item in result.items],
        [item.right for item in result.items],
    )
