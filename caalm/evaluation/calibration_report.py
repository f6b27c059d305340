"""Calibration for a reader: tables for a terminal, and a figure of the reliability diagram and the risk-coverage curve.

    Console().print(calibration_tables(report))
    plot_calibration([report], Path("calibration.svg"))

The figure needs matplotlib, which the extra ``plots`` brings; the tables need nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from caalm.errors import InputError
from caalm.evaluation.calibration import CORRECTNESS, CalibrationReport, Measured
from caalm.evaluation.files import check_writable

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

SUFFIXES = (".png", ".svg", ".pdf")
_HEADINGS = ("programs", "right", "confidence", "calibration error", "Brier", *(f"at {name}" for name in CORRECTNESS))


def _cells(measured: Measured) -> list[str]:
    return [
        str(measured.count),
        f"{100 * measured.accuracy:.1f} %",
        f"{100 * measured.confidence:.1f} %",
        f"{100 * measured.error:.1f} %",
        f"{measured.brier:.3f}",
        *(f"{100 * measured.answerable[name]:.1f} %" for name in CORRECTNESS),
    ]


def measures_table(title: str, rows: Mapping[str, Measured], total: Measured | None = None) -> Table:
    """One table of measures; the columns "at 99 %" are the share of programs answerable at that correctness."""
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    table.add_column("")
    for heading in _HEADINGS:
        table.add_column(heading, justify="right")
    for name, measured in rows.items():
        table.add_row(name, *_cells(measured))
    if total is not None:
        table.add_section()
        table.add_row("all", *_cells(total), style="bold")
    return table


def calibration_tables(report: CalibrationReport) -> Group:
    """Every table of a report."""
    from rich.console import Group

    return Group(
        *(
            measures_table(f"{report.title}: calibration by {grouping}", rows, report.overall)
            for grouping, rows in (report.tables or {"suite": {}}).items()
        )
    )


def check_figure(path: Path) -> None:
    """An InputError now rather than after minutes of work: the form of the file, and whether it can be drawn."""
    if path.suffix not in SUFFIXES:
        raise InputError(f"{path} cannot be drawn: its name must end in {', '.join(SUFFIXES)}")
    check_writable(path)
    import matplotlib  # noqa: F401  # the extra that brings it is named by the command line


def plot_calibration(reports: Sequence[CalibrationReport], path: Path) -> None:
    """Draw the reliability diagram and the risk-coverage curve of some suites into one file."""
    check_figure(path)
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4.5), layout="constrained")
    reliability, risk = figure.subplots(1, 2)
    reliability.plot((0, 1), (0, 1), color="0.7", linewidth=1, label="as sure as right")
    for report in reports:
        bins = report.overall.bins
        label = f"{report.suite} ({report.overall.count})"
        reliability.plot([b.confidence for b in bins], [b.accuracy for b in bins], marker="o", label=label)
        risk.step([p.coverage for p in report.curve], [p.risk for p in report.curve], where="post", label=label)
    reliability.set(xlabel="confidence", ylabel="share that is right", title="Reliability", xlim=(0, 1), ylim=(0, 1.02))
    risk.set(
        xlabel="share of programs answered", ylabel="share of wrong answers", title="Risk and coverage", xlim=(0, 1)
    )
    risk.set_ylim(bottom=0)
    reliability.legend()
    risk.legend()
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.writing{path.suffix}")
    try:
        # No date in the file: the same figures give the same bytes.
        no_date = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(path.suffix)
        figure.savefig(temporary, metadata=no_date, dpi=150)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise InputError(f"{path} cannot be written ({error.strerror})") from None
