"""The gallery of machines is what its script writes today."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_gallery_of_machines_is_current() -> None:
    script = runpy.run_path(str(ROOT / "runs" / "machines_gallery.py"))
    written = (ROOT / "docs" / "machines.md").read_text(encoding="utf-8")
    assert written == script["page"](), "run .venv/bin/python runs/machines_gallery.py"
