"""From a painted figure to the bytes of a report: SVG for inside the page, PNG for beside it.

    svg, png = figure_bytes("held-out-models", paint, height=3.0, title="All programs", description="Share of ...")

The SVG asks the page for its colours (``var(--ink)``), so that light and dark need no second drawing. The same figures
give the same bytes.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDTH = 5.6
INK, MUTED, GRID = "#1b1f24", "#656d76", "#d0d7de"
SERIES = ("#2563eb", "#d97706", "#059669", "#9333ea", "#dc2626", "#0891b2")
VARIABLES = {
    INK: "--ink",
    MUTED: "--muted",
    GRID: "--line",
    **{color: f"--series-{number}" for number, color in enumerate(SERIES, 1)},
}

_STYLE: Mapping[str, Any] = {
    "svg.fonttype": "none",  # text stays text: it takes the page's font, and a reader can search it
    "text.parse_math": False,  # a group named $x$ is no formula
    "font.size": 9,
    "axes.edgecolor": GRID,
    "axes.labelcolor": MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "text.color": INK,
    "xtick.color": GRID,
    "ytick.color": GRID,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.fontsize": 8.5,
}


def figure_bytes(
    salt: str, paint: Callable[[Axes], None], *, height: float, title: str, description: str, png: bool = False
) -> tuple[str, bytes | None]:
    """One figure as SVG and, if that is wanted, as PNG with its title; ``salt`` tells its names from other figures'."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    style: Any = {**_STYLE, "svg.hashsalt": salt}  # matplotlib's type wants each key spelled out
    with rc_context(style), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # the page's fonts have what DejaVu lacks
        figure = Figure(figsize=(_WIDTH, height), layout="constrained")
        figure.patch.set_alpha(0)
        axes = figure.subplots()
        axes.patch.set_alpha(0)
        paint(axes)
        svg = io.StringIO()
        # No date: the same figures give the same bytes.
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
        pixels = io.BytesIO()
        if png:
            figure.patch.set_alpha(1)
            figure.suptitle(title, fontsize=11, color=INK)
            figure.savefig(pixels, format="png", dpi=160, metadata={"Software": None})
    return _for_page(svg.getvalue(), salt, description), pixels.getvalue() if png else None


def _for_page(svg: str, salt: str, description: str) -> str:
    """An SVG as a part of a page: its colours are the page's, its names no other figure's."""
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
    for color, variable in VARIABLES.items():
        svg = svg.replace(color, f"var({variable})")
    width = re.search(r'width="([\d.]+)pt"', svg)
    size = f' style="max-width: {float(width[1]) * 1.333:.0f}px"' if width else ""
    opening = f'<svg role="img" aria-label="{escape(description)}"{size} '
    head, _, rest = svg.partition(">")
    head = re.sub(r' (?:width|height)="[\d.]+pt"', "", head)
    return f"{head.replace('<svg ', opening, 1)}>{rest}".strip()
