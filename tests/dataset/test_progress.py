"""The bar shows how far a build is and how fast."""

import io

from rich.console import Console

from caalm.dataset.progress import build_progress


def test_the_bar_shows_records_and_what_is_left() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=120)
    with build_progress("card", console) as on_progress:
        on_progress(10, 80)
        on_progress(80, 80)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "card" in text
    assert "80/80" in text
    assert "left:" in text
