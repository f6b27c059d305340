"""The figures of a report: one drawing of each, as SVG inside the page and as PNG files beside it.

    [drawn.name for drawn in draw_plots(comparison)]  ->  ["models", "steps", "construct", "reliability", "coverage"]

The SVG asks the page for its colours (``var(--ink)``), so that light and dark need no second drawing. matplotlib comes
with the extra ``plots``.
"""

from __future__ import annotations

import io
import os
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caalm.errors import InputError
from caalm.evaluation.calibration import Measured, measure, risk_coverage
from caalm.evaluation.evaluate import Row
from caalm.evaluation.report_compare import Comparison
from caalm.evaluation.report_files import Result, ResultItem
from caalm.evaluation.statistics import wilson_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDTH = 5.6
_ROW = 0.24
_MOST_ROWS = 30
"""A figure of more rows than this is no longer read: the rarest are left to the table."""
_CURVE_POINTS = 200
_FIRST = ("steps", "teaching", "construct", "topic", "category", "tier", "split")
"""Groupings whose figures stand first, in this order."""
_TABLES_ONLY = ("family", "split and tier")
_CURVES = {"steps": "steps of the run", "teaching": "what came before the question"}
"""Groupings that are drawn along an axis, with its name."""

_INK, _MUTED, _GRID = "#1b1f24", "#656d76", "#d0d7de"
_SERIES = ("#2563eb", "#d97706", "#059669", "#9333ea", "#dc2626", "#0891b2")
_VARIABLES = {
    _INK: "--ink",
    _MUTED: "--muted",
    _GRID: "--line",
    **{color: f"--series-{number}" for number, color in enumerate(_SERIES, 1)},
}
_MARKERS = ("o", "s", "D", "^", "v", "P")
_BASELINES = (":", (0, (5, 2)), (0, (1, 1)), "-.")


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


# -- which figures ---------------------------------------------------------------------------------------------------


def _sketches(comparison: Comparison) -> Iterator[_Sketch]:
    results = comparison.results
    yield _Sketch(
        name="models",
        title="All programs",
        description="Share of programs predicted exactly, with 95 % intervals, beside answers without understanding.",
        height=0.9 + _ROW * (len(results) + len(results[0].overall.baselines)),
        paint=lambda axes: _paint_models(axes, results),
    )
    for grouping in dict.fromkeys((*_FIRST, *results[0].tables)):
        rows = results[0].tables.get(grouping, ())
        is_said = grouping in _TABLES_ONLY or (grouping == "language" and "category" in results[0].tables)
        if len(rows) < 2 or is_said:
            continue
        kept = _kept(rows)
        names = [row.name for row in rows if row in kept]
        left = f" The {len(names)} most frequent of {len(rows)}." if len(names) < len(rows) else ""
        if grouping in _CURVES:
            paint = _painter(_paint_curve, results, names, grouping)
            height = 3.0
        else:
            paint = _painter(_paint_rows, results, names, grouping)
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
            paint=lambda axes: _paint_reliability(axes, measured),
        )
        yield _Sketch(
            name="coverage",
            title="Risk and coverage",
            description="Share of wrong answers when only the surest are given: the lower, the better the confidence.",
            height=3.2,
            paint=lambda axes: _paint_coverage(axes, sure),
        )
    departed = [(place, result) for place, result in enumerate(results) if result.overall.traces]
    if departed:
        yield _Sketch(
            name="trace",
            title="How far traces are right",
            description="The chance that there is no wrong step up to a step (Kaplan-Meier).",
            height=3.0,
            paint=lambda axes: _paint_trace(axes, departed),
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


# -- painting --------------------------------------------------------------------------------------------------------


def _color(place: int) -> str:
    return _SERIES[place % len(_SERIES)]


def _bars(interval: tuple[float, float], share: float) -> tuple[float, float]:
    return max(0.0, share - interval[0]), max(0.0, interval[1] - share)


def _paint_models(axes: Axes, results: Sequence[Result]) -> None:
    shares = [
        (result.label, result.overall.exact, result.overall.interval, _color(i)) for i, result in enumerate(results)
    ]
    count = results[0].overall.count
    for name, share in results[0].overall.baselines.items():
        shares.append((name, share, wilson_interval(round(share * count), count), _MUTED))
    for y, (_, share, interval, color) in enumerate(shares):
        low, high = _bars(interval, share)
        axes.errorbar(
            [share],
            [y],
            xerr=[[low], [high]],
            fmt="o",
            color=color,
            markersize=6,
            capsize=3,
        )
        axes.annotate(
            f"{100 * share:.1f} %",
            (interval[1], y),
            (6, 0),
            textcoords="offset points",
            va="center",
            color=color,
        )
    axes.set_yticks(range(len(shares)), [_short(name) for name, *_ in shares])
    axes.set_ylim(len(shares) - 0.5, -0.5)
    _share_axis(axes, "x", top=1.14)


def _paint_rows(axes: Axes, results: Sequence[Result], names: Sequence[str], grouping: str) -> None:
    spread = 0.0 if len(results) == 1 else 0.45
    for place, result in enumerate(results):
        rows = {row.name: row for row in result.tables.get(grouping, ())}
        shift = spread * (place / max(len(results) - 1, 1) - 0.5)
        shown = [(y + shift, rows[name]) for y, name in enumerate(names) if name in rows]
        lows, highs = zip(*(_bars(row.interval, row.exact) for _, row in shown), strict=True)
        axes.errorbar(
            [row.exact for _, row in shown],
            [y for y, _ in shown],
            xerr=[lows, highs],
            fmt=_MARKERS[place % len(_MARKERS)],
            color=_color(place),
            markersize=5,
            elinewidth=1.5,
            label=result.label,
        )
    first = {row.name: row for row in results[0].tables[grouping]}
    best = [(max(first[name].baselines.values(), default=None), y) for y, name in enumerate(names)]
    known = [(share, y) for share, y in best if share is not None]
    if known:
        axes.plot(
            [share for share, _ in known],
            [y for _, y in known],
            linestyle="none",
            marker="|",
            markersize=9,
            markeredgewidth=1.5,
            color=_MUTED,
            label="best baseline",
        )
    axes.set_yticks(range(len(names)), [f"{_short(name)} ({first[name].count})" for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    _share_axis(axes, "x")
    _legend(axes)


def _paint_curve(axes: Axes, results: Sequence[Result], names: Sequence[str], grouping: str) -> None:
    for place, result in enumerate(results):
        rows = {row.name: row for row in result.tables.get(grouping, ())}
        shown = [(x, rows[name]) for x, name in enumerate(names) if name in rows]
        lows, highs = zip(*(_bars(row.interval, row.exact) for _, row in shown), strict=True)
        axes.errorbar(
            [x for x, _ in shown],
            [row.exact for _, row in shown],
            yerr=[lows, highs],
            fmt=f"{_MARKERS[place % len(_MARKERS)]}-",
            color=_color(place),
            markersize=5,
            capsize=3,
            label=result.label,
        )
    first = {row.name: row for row in results[0].tables[grouping]}
    for number, baseline in enumerate(results[0].overall.baselines):
        if all(baseline in first[name].baselines for name in names):
            axes.plot(
                range(len(names)),
                [first[name].baselines[baseline] for name in names],
                linestyle=_BASELINES[number % len(_BASELINES)],
                linewidth=1.2,
                color=_MUTED,
                label=baseline,
            )
    labels = [f"{name.removesuffix(' steps').replace(' steps and more', '+')}\n({first[name].count})" for name in names]
    axes.set_xticks(range(len(names)), labels)
    axes.set_xlim(-0.4, len(names) - 0.6)
    axes.set_xlabel(f"{_CURVES[grouping]} (programs)")
    _share_axis(axes, "y")
    _legend(axes)


def _paint_reliability(axes: Axes, measured: Sequence[tuple[int, Result, Measured]]) -> None:
    axes.plot(
        (0, 1),
        (0, 1),
        color=_MUTED,
        linewidth=1,
        linestyle=":",
        label="as sure as right",
    )
    for place, result, figures in measured:
        bins = figures.bins
        spreads = [_bars(wilson_interval(round(b.accuracy * b.count), b.count), b.accuracy) for b in bins]
        lows, highs = zip(*spreads, strict=True)
        axes.errorbar(
            [b.confidence for b in bins],
            [b.accuracy for b in bins],
            yerr=[lows, highs],
            fmt=f"{_MARKERS[place % len(_MARKERS)]}-",
            color=_color(place),
            markersize=5,
            linewidth=1.2,
            capsize=2,
            label=f"{result.label}: calibration error {100 * figures.error:.1f} %",
        )
    axes.set_xlabel("confidence")
    axes.set_ylabel("share that is right")
    _share_axis(axes, "x", label=None)
    _share_axis(axes, "y", label=None)
    _legend(axes)


def _paint_coverage(axes: Axes, sure: Sequence[tuple[int, Result]]) -> None:
    for place, result in sure:
        points = risk_coverage(
            [item.confidence or 0.0 for item in result.items],
            [item.right for item in result.items],
        )
        kept = points if len(points) <= _CURVE_POINTS else points[:: len(points) // _CURVE_POINTS] + points[-1:]
        axes.plot(
            [point.coverage for point in kept],
            [point.risk for point in kept],
            color=_color(place),
            linewidth=1.8,
            label=result.label,
        )
    axes.set_xlabel("share of programs answered, the surest first")
    axes.set_ylabel("share of wrong answers")
    _share_axis(axes, "x", label=None)
    axes.set_ylim(bottom=0, top=max(0.02, min(1.0, 1.05 * axes.get_ylim()[1])))
    axes.yaxis.set_major_formatter(lambda share, _: f"{100 * share:.3g} %")
    axes.grid(axis="y", color=_GRID, linewidth=0.8)
    _legend(axes)


def _paint_trace(axes: Axes, departed: Sequence[tuple[int, Result]]) -> None:
    for place, result in departed:
        compared = [item for item in result.items if item.trace_right is not None]
        longest = max([item.steps or 1 for item in compared], default=1)
        wrong = [item.departure.step for item in compared if item.departure is not None]
        xs = list(range(1, min(longest, 200) + 1))
        # Kaplan and Meier's estimate: a right trace counts as far as it goes, and says nothing about later steps.
        shares, share = [], 1.0
        for x in xs:
            at_risk = [step for item in compared if (step := _until(item)) >= x]
            if not at_risk:
                break
            share *= 1 - wrong.count(x) / len(at_risk)
            shares.append((x, share))
        label = f"{result.label}: {len(compared) - len(wrong)} of {len(compared)} right to the end"
        axes.step(
            [0, *(x for x, _ in shares)],
            [1, *(s for _, s in shares)],
            "-",
            where="post",
            color=_color(place),
            label=label,
        )
    axes.set_xlabel("step")
    axes.set_ylabel("right so far")
    _share_axis(axes, "y", label=None)
    _legend(axes)


def _until(item: ResultItem) -> int:
    """The last step of which something is known: the first wrong one, or the run's last."""
    return item.departure.step if item.departure is not None else item.steps or 1


def _share_axis(axes: Axes, which: str, *, label: str | None = "predicted exactly", top: float = 1.0) -> None:
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    texts = [f"{100 * tick:.0f} %" for tick in ticks]
    if which == "x":
        axes.set_xlim(-0.02, top + 0.02)
        axes.set_xticks(ticks, texts)
        axes.grid(axis="x", color=_GRID, linewidth=0.8)
        if label:
            axes.set_xlabel(label)
    else:
        axes.set_ylim(-0.02, top + 0.02)
        axes.set_yticks(ticks, texts)
        axes.grid(axis="y", color=_GRID, linewidth=0.8)
        if label:
            axes.set_ylabel(label)


def _legend(axes: Axes) -> None:
    handles, labels = axes.get_legend_handles_labels()
    # Models before baselines: matplotlib puts lines before bars.
    quiet = {line.get_label() for line in axes.lines if line.get_color() == _MUTED}
    order = sorted(range(len(labels)), key=lambda place: labels[place] in quiet)
    handles, labels = (
        [handles[place] for place in order],
        [labels[place] for place in order],
    )
    if len(handles) > 1 or any(": " in label for label in labels):
        axes.legend(
            handles,
            [_short(label, 44) for label in labels],
            loc="lower center",
            bbox_to_anchor=(0.5, 1.0),
            ncols=2,
            frameon=False,
            labelcolor=_INK,
            borderaxespad=0.3,
        )


def _short(name: str, longest: int = 28) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


# -- drawing ---------------------------------------------------------------------------------------------------------

_STYLE: Mapping[str, Any] = {
    "svg.fonttype": "none",  # text stays text: it takes the page's font, and a reader can search it
    "text.parse_math": False,  # a group named $x$ is no formula
    "font.size": 9,
    "axes.edgecolor": _GRID,
    "axes.labelcolor": _MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "text.color": _INK,
    "xtick.color": _GRID,
    "ytick.color": _GRID,
    "xtick.labelcolor": _INK,
    "ytick.labelcolor": _INK,
    "legend.fontsize": 8.5,
}


def _draw(suite: str, sketch: _Sketch, png: bool) -> Plot:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    salt = f"{suite}-{sketch.name}"
    style: Any = {
        **_STYLE,
        "svg.hashsalt": salt,
    }  # matplotlib's type wants each key spelled out
    with rc_context(style), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # the page's fonts have what DejaVu lacks
        figure = Figure(figsize=(_WIDTH, sketch.height), layout="constrained")
        figure.patch.set_alpha(0)
        axes = figure.subplots()
        axes.patch.set_alpha(0)
        sketch.paint(axes)
        svg = io.StringIO()
        # No date: the same figures give the same bytes.
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
        pixels = io.BytesIO()
        if png:
            figure.patch.set_alpha(1)
            figure.suptitle(sketch.title, fontsize=11, color=_INK)
            figure.savefig(pixels, format="png", dpi=160, metadata={"Software": None})
    return Plot(
        name=sketch.name,
        title=sketch.title,
        description=sketch.description,
        svg=_for_page(svg.getvalue(), salt, sketch.description),
        png=pixels.getvalue() if png else None,
    )


def _for_page(svg: str, salt: str, description: str) -> str:
    """An SVG as a part of a page: its colours are the page's, its names no other figure's."""
    from html import escape

    svg = svg[svg.index("<svg") :]
    # Comments repeat every text, and the style sheet would be the whole page's: the page has those two rules itself.
    svg = re.sub(
        r"<!--.*?-->|<metadata>.*?</metadata>|<style[^>]*>.*?</style>",
        "",
        svg,
        flags=re.DOTALL,
    )
    prefix = re.sub(r"\W", "_", salt)
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', svg)
    svg = re.sub(r'(href="#|url\(#)([^")]+)', rf"\1{prefix}-\2", svg)
    for color, variable in _VARIABLES.items():
        svg = svg.replace(color, f"var({variable})")
    width = re.search(r'width="([\d.]+)pt"', svg)
    size = f' style="max-width: {float(width[1]) * 1.333:.0f}px"' if width else ""
    opening = f'<svg role="img" aria-label="{escape(description)}"{size} '
    head, _, rest = svg.partition(">")
    head = re.sub(r' (?:width|height)="[\d.]+pt"', "", head)
    return f"{head.replace('<svg ', opening, 1)}>{rest}".strip()
