"""A report as text: Markdown for a README, and the same tables for a terminal.

    comparison_markdown(comparison).splitlines()[:3]
    ->  ["<!-- report:card-52 -->", "**The card's table rebuilt** (52 programs, deb76e5ff31c)", ""]

Long tables are folded: GitHub opens them on a click.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caalm.evaluation.evaluate import Row
from caalm.evaluation.report import percent
from caalm.evaluation.report_compare import Comparison
from caalm.evaluation.statistics import Paired, wilson_interval

if TYPE_CHECKING:
    from rich.console import Group

_FOLDED = 14
"""A table of more lines is folded in Markdown."""
_TOO_LONG = 40
"""A table of more lines (families of syntax have a hundred) is left out of a terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTable:
    """Cells of text; the first column stands left, the others right."""

    title: str
    headings: Sequence[str]
    lines: Sequence[Sequence[str]]


def p_value(value: float) -> str:
    """A probability for a reader.

    >>> p_value(0.00001), p_value(0.0321), p_value(1.0)
    ('< 0.001', '0.032', '1.000')
    """
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def points(difference: float) -> str:
    """A difference of two shares, in points of a hundred.

    >>> points(0.125), points(-0.03), points(0.0)
    ('+12.5', '−3.0', '+0.0')
    """
    return f"{100 * difference:+.1f}".replace("-", "−")


def comparison_markdown(comparison: Comparison) -> str:
    """Every table of one suite, between markers that a later report can replace."""
    first = comparison.results[0]
    count = f"{first.overall.count:,} programs, {first.dataset_hash[:12]}"
    parts = [f"<!-- report:{_cell(comparison.suite)} -->\n**{_cell(first.title)}** ({count})\n"]
    for table in text_tables(comparison):
        rows = [table.headings, ["---", *["---:"] * (len(table.headings) - 1)], *table.lines]
        body = "\n".join("| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows)
        if len(table.lines) > _FOLDED:
            body = f"<details><summary>{_cell(table.title)}</summary>\n\n{body}\n\n</details>"
        parts.append(body + "\n")
    parts.append(f"<!-- /report:{_cell(comparison.suite)} -->\n")
    return "\n".join(parts)


def _cell(text: str) -> str:
    """What a table can hold: no bar, no line break, no markup."""
    for character, spelled in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("|", "\\|"), ("\n", " "), ("\r", " ")):
        text = text.replace(character, spelled)
    return text.replace("&lt; 0.001", "< 0.001")


def comparison_tables(comparison: Comparison) -> Group:
    """The same for a terminal, without the tables that nobody scrolls back for."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    shown = []
    for text_table in text_tables(comparison):
        if len(text_table.lines) > _TOO_LONG:
            continue
        table = Table(title=Text(f"{comparison.results[0].title}: {text_table.title}"), title_justify="left")
        for number, heading in enumerate(text_table.headings):
            table.add_column(Text(heading), justify="right" if number else "left")
        for line in text_table.lines:
            table.add_row(*(Text(cell) for cell in line))
        shown.append(table)
    return Group(*shown)


def text_tables(comparison: Comparison) -> Iterator[TextTable]:
    """All models, every pair of them, then by grouping."""
    results = comparison.results
    overall = results[0].overall
    lines = [[result.label, *_scores(result.overall), percent(result.overall.normalized)] for result in results]
    for name, share in overall.baselines.items():
        low, high = wilson_interval(round(share * overall.count), overall.count)
        right = f"{round(share * overall.count)}/{overall.count}"
        lines.append([f"{name} (baseline)", right, percent(share), f"{100 * low:.1f} - {100 * high:.1f}", ""])
    yield TextTable(
        title="all programs", headings=["model", "right", "exact", "95 % interval", "normalized"], lines=lines
    )
    if comparison.pairs:
        yield TextTable(
            title="pairs",
            headings=["models", "difference", "95 % interval", "p (McNemar)", "only the first", "only the second"],
            lines=[
                [
                    f"{results[pair.first].label} − {results[pair.second].label}",
                    *_paired(pair.overall, pair.adjusted),
                    str(pair.overall.only_first),
                    str(pair.overall.only_second),
                ]
                for pair in comparison.pairs
            ],
        )
    for grouping in dict.fromkeys(name for result in results for name in result.tables):
        yield _by(comparison, grouping)


def _by(comparison: Comparison, grouping: str) -> TextTable:
    results = comparison.results
    tables = [{row.name: row for row in result.tables.get(grouping, ())} for result in results]
    names = dict.fromkeys(name for table in tables for name in table)
    if len(results) == 1:
        baselines = list(dict.fromkeys(name for row in tables[0].values() for name in row.baselines))
        return TextTable(
            title=f"by {grouping}",
            headings=[grouping, "right", "exact", "95 % interval", "normalized", *baselines],
            lines=[
                [name, *_scores(row), percent(row.normalized), *(_share(row, baseline) for baseline in baselines)]
                for name, row in tables[0].items()
            ],
        )
    paired = comparison.pairs[0].groups.get(grouping, {}) if len(comparison.pairs) == 1 else {}
    lines = []
    for name in names:
        rows = [table.get(name) for table in tables]
        line = [name, str(next(row.count for row in rows if row is not None))]
        line += ["–" if row is None else percent(row.exact) for row in rows]
        if paired:
            line += _paired(paired[name], paired[name].p_value) if name in paired else ["–"] * 3
        lines.append(line)
    more = ["difference", "95 % interval", "p"] if paired else []
    return TextTable(
        title=f"by {grouping}",
        headings=[grouping, "programs", *(result.label for result in results), *more],
        lines=lines,
    )


def _scores(row: Row) -> list[str]:
    low, high = row.interval
    return [f"{row.right}/{row.count}", percent(row.exact), f"{100 * low:.1f} - {100 * high:.1f}"]


def _share(row: Row, baseline: str) -> str:
    return percent(row.baselines[baseline]) if baseline in row.baselines else "–"


def _paired(paired: Paired, probability: float) -> list[str]:
    low, high = paired.interval
    return [points(paired.difference), f"{points(low)} to {points(high)}", p_value(probability)]
