"""Reports as tables: for a terminal, and as Markdown between the markers of the README.

>>> percent(0.5), percent(1.0), percent(0.0)
('50.0 %', '100.0 %', '0.0 %')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from caalm.errors import InputError
from caalm.evaluation.baselines import BASELINES
from caalm.evaluation.evaluate import SHOWN, WHOLE_SESSION, Report, Row
from caalm.evaluation.statistics import wilson_interval

if TYPE_CHECKING:
    from rich.console import Group

HEADINGS = ("", "right", "exact", "95 % interval", "normalized", *BASELINES, "s/program")
SECTIONS = {"card-52": "card"}
"""The README's section for a suite, where it is not the suite's own name."""


def percent(share: float) -> str:
    """A share for a reader."""
    return f"{100 * share:.1f} %"


def cells(row: Row) -> list[str]:
    """One line of a table."""
    low, high = row.interval
    return [
        row.name,
        f"{row.right}/{row.count}",
        percent(row.exact),
        f"{100 * low:.1f} - {100 * high:.1f}",
        percent(row.normalized),
        *(percent(row.baselines[name]) for name in BASELINES),
        f"{row.seconds:.2f}",
    ]


def as_tables(report: Report) -> Group:
    """Every table of a report, for a terminal."""
    from rich.console import Group
    from rich.table import Table

    shown = []
    for grouping, rows in report.tables.items() or [("all", ())]:
        table = Table(title=f"{report.title}, by {grouping}" if rows else report.title, title_justify="left")
        for number, heading in enumerate(HEADINGS):
            table.add_column(heading, justify="right" if number else "left")
        for row in rows:
            table.add_row(*cells(row))
        table.add_section()
        table.add_row(*cells(report.overall), style="bold")
        shown.append(table)
    for grouping in (WHOLE_SESSION, SHOWN):
        if rows := report.details.get(grouping, ()):
            table = Table(title=f"{report.title}, by {grouping}", title_justify="left")
            for number, heading in enumerate(HEADINGS):
                table.add_column(heading, justify="right" if number else "left")
            for row in [*rows, *_total(grouping, rows)]:
                table.add_row(*cells(row))
            shown.append(table)
    return Group(*shown, _footnote(report))


def _baseline(name: str, row: Row) -> float:
    return row.baselines[name]


def _total(grouping: str, rows: Sequence[Row]) -> list[Row]:
    """All sessions together; what commands show adds up to what stands above."""
    if grouping != WHOLE_SESSION:
        return []
    count, right = sum([row.count for row in rows]), sum([row.right for row in rows])

    def mean(of: Callable[[Row], float]) -> float:
        return sum([of(row) * row.count for row in rows]) / count

    return [
        replace(
            rows[0],
            name="all",
            count=count,
            right=right,
            exact=right / count,
            interval=wilson_interval(right, count),
            normalized=mean(lambda row: row.normalized),
            seconds=mean(lambda row: row.seconds),
            baselines={name: mean(partial(_baseline, name)) for name in rows[0].baselines},
        )
    ]


def _footnote(report: Report) -> str:
    exact = str(report.metadata.get("model_hash") or report.metadata.get("model") or "unknown")
    # Of weights it is a hash, and its beginning will do; any other model is known by its name.
    model = exact[:12] if re.match(r"[0-9a-f]{16}", exact) else report.metadata.get("model") or exact
    truncated = report.overall.truncated
    cut = f", {truncated} of {report.overall.count} predictions have no end" if truncated else ""
    return f"model {model}, programs {report.dataset_hash[:12]}{cut}"


def as_markdown(report: Report) -> str:
    """Every table of a report in Markdown, between the markers that the README keeps for this suite."""
    name = SECTIONS.get(report.suite, report.suite)
    parts = [f"<!-- results:{name} -->"]
    for grouping, rows in report.tables.items() or [("all", ())]:
        if grouping == "split and tier":
            continue
        lines = [[grouping, *HEADINGS[1:]], ["---", *["---:"] * (len(HEADINGS) - 1)]]
        lines += [cells(row) for row in rows]
        lines.append([f"**{cell}**" if number < 4 else cell for number, cell in enumerate(cells(report.overall))])
        parts.append("\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n")
    for grouping in (WHOLE_SESSION, SHOWN):
        if rows := report.details.get(grouping, ()):
            lines = [[grouping, *HEADINGS[1:]], ["---", *["---:"] * (len(HEADINGS) - 1)]]
            lines += [cells(row) for row in [*rows, *_total(grouping, rows)]]
            parts.append("\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n")
    parts.append(f"*{report.title}: {_footnote(report)}.*")
    parts.append(f"<!-- /results:{name} -->")
    return "\n".join(parts)


def insert_section(document: str, section: str) -> str:
    """The document with a section of the same markers replaced."""
    opening, closing = section.splitlines()[0], section.splitlines()[-1]
    pattern = re.compile(re.escape(opening) + r".*?" + re.escape(closing), re.DOTALL)
    if len(pattern.findall(document)) != 1:
        raise InputError(f"the document has not exactly one section {opening} ... {closing}")
    return pattern.sub(lambda _: section, document)
