"""How fast items are drawn, and how many the decidability check refuses: `make bench` prints it.

Drawing, rendering, interpreting and writing the trace, one process, process time; the check apart, as a ratio.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from caalm.dataset.splits import POOLS
from caalm.generation.items import draw_invented, draw_real
from caalm.languages import LANGUAGES
from caalm.rng import derive

PROGRAMS = 3000
ROUNDS = 3


def rate(draw: Callable[[int], object]) -> float:
    """Items per second of process time: the median of some rounds over the same items."""
    rates = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for number in range(PROGRAMS):
            draw(number)
        rates.append(PROGRAMS / (time.process_time() - began))
    return sorted(rates)[ROUNDS // 2]


def invented(number: int, *, check: bool, rejected: Counter[str] | None = None) -> str:
    """One item in a fresh language, with its trace text."""
    rng = derive(0, "bench", number)
    return draw_invented(rng, POOLS["train"], tier=1 + number % 3, check=check, rejected=rejected).trace_text()


def main() -> None:
    """Print both tables."""
    console = Console()
    unchecked = rate(lambda number: invented(number, check=False))
    table = Table("drawn, rendered, interpreted, traced", "programs/s, one core", "of the unchecked")
    table.add_row("invented, without the decidability check", f"{unchecked:,.0f}", "1.00")
    checked = rate(lambda number: invented(number, check=True))
    table.add_row("invented, with it", f"{checked:,.0f}", f"{checked / unchecked:.2f}")
    for name, language in LANGUAGES.items():
        speed = rate(
            lambda number, language=language: draw_real(derive(0, number), language, tier=1 + number % 3).trace_text()  # type: ignore[misc]
        )
        table.add_row(name, f"{speed:,.0f}", f"{speed / unchecked:.2f}")
    console.print(table)

    rejected: Counter[str] = Counter()
    for number in range(PROGRAMS):
        invented(number, check=True, rejected=rejected)
    total = sum(rejected.values())
    reasons = Table("undecided by", "programs", "share of the drawn")
    for reason, count in rejected.most_common():
        if reason != "accepted":
            reasons.add_row(reason, f"{count:,}", f"{count / total:.1%}")
    reasons.add_row("all", f"{total - rejected['accepted']:,}", f"{1 - rejected['accepted'] / total:.1%}")
    console.print(reasons)


if __name__ == "__main__":
    main()
