"""The table of commands: each stands under its name, and one that is asked for brings no other."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from caalm.cli import app
from caalm.cli.table import MODULES, CommandTable

RUNNER = CliRunner()


@pytest.mark.parametrize("name", list(MODULES))
def test_every_command_of_the_table_is_there_and_has_help(name: str) -> None:
    assert CommandTable()[name].help
    assert RUNNER.invoke(app, [name, "--help"]).exit_code == 0


def test_the_help_lists_every_command_in_the_order_of_the_table() -> None:
    shown = RUNNER.invoke(app, ["--help"], env={"COLUMNS": "120", "TERM": "dumb"}).stdout
    first_words = [line.strip("│ ").split(" ")[0] for line in shown.splitlines()]
    assert [word for word in first_words if word in MODULES] == list(MODULES)


def test_a_command_that_is_mistyped_is_answered_with_the_nearest() -> None:
    done = RUNNER.invoke(app, ["prdict"])
    assert done.exit_code == 2
    assert "predict" in done.output.removeprefix("prdict")


def test_asking_for_one_command_imports_no_other() -> None:
    code = (
        "import sys, caalm.cli\n"
        "sys.argv = ['caalm', 'predict', '--help']\n"
        "try:\n    caalm.cli.main()\nexcept SystemExit:\n    pass\n"
        "print(*sorted(m for m in sys.modules if m.startswith('caalm.cli.')), file=sys.stderr)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr.split()
    others = {f"caalm.cli.{module}" for module in MODULES.values()} - {"caalm.cli.predicting"}
    assert "caalm.cli.predicting" in loaded
    assert not others & set(loaded)
