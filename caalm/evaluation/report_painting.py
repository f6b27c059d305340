"""What stands on the axes of a report's figures: shares with their intervals, curves, baselines.

    paint_models(axes, results)     a point and its interval for every model, grey ones for the baselines

Every painter takes matplotlib's axes and the results; a model keeps its colour and its marker in all figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from caalm.evaluation.calibration import Measured, risk_coverage
from caalm.evaluation.report_files import Result, ResultItem
from caalm.evaluation.report_svg import GRID, INK, MUTED, SERIES
from caalm.evaluation.statistics import wilson_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CURVES = {"steps": "steps of the run", "teaching": "what came before the question"}
"""Groupings that are drawn along an axis, with its name."""
_CURVE_POINTS = 200
_MARKERS = ("o", "s", "D", "^", "v", "P")
_BASELINES = (":", (0, (5, 2)), (0, (1, 1)), "-.")


def _color(place: int) -> str:
    return SERIES[place % len(SERIES)]


def _bars(interval: tuple[float, float], share: float) -> tuple[float, float]:
    return max(0.0, share - interval[0]), max(0.0, interval[1] - share)


def paint_models(axes: Axes, results: Sequence[Result]) -> None:
    """How much each model predicts exactly, and each baseline."""
    shares = [
        (result.label, result.overall.exact, result.overall.interval, _color(i)) for i, result in enumerate(results)
    ]
    count = results[0].overall.count
    for name, share in results[0].overall.baselines.items():
        shares.append((name, share, wilson_interval(round(share * count), count), MUTED))
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


def paint_rows(axes: Axes, results: Sequence[Result], names: Sequence[str], grouping: str) -> None:
    """The same in every group of a grouping, a row each."""
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
            color=MUTED,
            label="best baseline",
        )
    axes.set_yticks(range(len(names)), [f"{_short(name)} ({first[name].count})" for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    _share_axis(axes, "x")
    _legend(axes)


def paint_curve(axes: Axes, results: Sequence[Result], names: Sequence[str], grouping: str) -> None:
    """The same in groups that have an order: along an axis."""
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
                color=MUTED,
                label=baseline,
            )
    labels = [f"{name.removesuffix(' steps').replace(' steps and more', '+')}\n({first[name].count})" for name in names]
    axes.set_xticks(range(len(names)), labels)
    axes.set_xlim(-0.4, len(names) - 0.6)
    axes.set_xlabel(f"{CURVES[grouping]} (programs)")
    _share_axis(axes, "y")
    _legend(axes)


def paint_reliability(axes: Axes, measured: Sequence[tuple[int, Result, Measured]]) -> None:
    """How many answers of a confidence are right."""
    axes.plot(
        (0, 1),
        (0, 1),
        color=MUTED,
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


def paint_coverage(axes: Axes, sure: Sequence[tuple[int, Result]]) -> None:
    """How many answers are wrong when only the surest are given."""
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
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    _legend(axes)


def paint_trace(axes: Axes, departed: Sequence[tuple[int, Result]]) -> None:
    """How likely a trace is right up to a step."""
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
        axes.grid(axis="x", color=GRID, linewidth=0.8)
        if label:
            axes.set_xlabel(label)
    else:
        axes.set_ylim(-0.02, top + 0.02)
        axes.set_yticks(ticks, texts)
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        if label:
            axes.set_ylabel(label)


def _legend(axes: Axes) -> None:
    handles, labels = axes.get_legend_handles_labels()
    # Models before baselines: matplotlib puts lines before bars.
    quiet = {line.get_label() for line in axes.lines if line.get_color() == MUTED}
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
            labelcolor=INK,
            borderaxespad=0.3,
        )


def _short(name: str, longest: int = 28) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1]}…"
