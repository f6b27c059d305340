"""What the README shows is what the commands print."""

import re
from pathlib import Path

from typer.testing import CliRunner

from caalm.cli import app

README = Path(__file__).parent.parent / "README.md"


def test_the_drawn_program_is_what_the_command_draws() -> None:
    shown = re.search(r"<!-- (draw [^>]*?) -->\n```\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    printed = CliRunner().invoke(app, shown[1].split()).stdout
    heading, _, program = printed.strip("\n").partition("\n")
    assert heading.startswith("==> invented-")
    assert program.strip("\n") == shown[2].strip("\n")
