"""The command line: thin commands over the public functions, and one line for everything that a user can mend.

    caalm predict examples/card/1-python.py     -> 30
    caalm predict no-such-file.py               -> error: no-such-file.py cannot be read ..., exit code 2

Exit codes: 0 done, 2 the input cannot be used (or some of it), 1 a defect of ours, or `caalm verify` found a
difference. `caalm --debug COMMAND` shows the traceback. A command is a function in one of the modules here and is
imported when it is asked for; what needs a model is imported when it runs.
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from caalm import __version__
from caalm.cli.console import complain
from caalm.cli.mending import MENDABLE, mended
from caalm.cli.table import Commands

app = typer.Typer(
    name="caalm",
    cls=Commands,
    help="Code as a Language Model: predict what a program prints, without running it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """The entry point: what a user can mend becomes one line on standard error and exit code 2."""
    _settle_streams()
    arguments = sys.argv[1:]
    # Only before the command's name: what follows belongs to the command.
    debug = "--debug" in arguments[: next((i for i, a in enumerate(arguments) if not a.startswith("-")), None)]
    try:
        app()
    except MENDABLE as error:
        line = mended(error)
        if debug or line is None:
            raise
        complain(line)
        raise SystemExit(2) from None


def _settle_streams() -> None:
    """A stream that was closed before the start leads nowhere; what an encoding has no letter for is escaped."""
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115  # open as long as the process
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"caalm {__version__}")
        raise typer.Exit


@app.callback()
def _caalm(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Code as a Language Model: predict what a program prints, without running it."""
