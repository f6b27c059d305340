"""`caalm shell`: a terminal whose answers are predicted.

`caalm shell --jsonl IN --out OUT` answers sessions of a file instead.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from caalm.cli.console import check_target, complain, deliver, progress
from caalm.cli.options import EngineOption
from caalm.errors import InputError

if TYPE_CHECKING:
    from caalm.model.shell import Shell


def shell(
    jsonl: Annotated[
        Path | None,
        typer.Option(
            "--jsonl", metavar="IN", help="JSON lines with id and commands: no terminal. - is standard input."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="OUT", help="Where id and outputs for --jsonl are written; - prints them."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="WHAT", help="A weights folder, or oracle: the reference model of the shell."),
    ] = None,
    internal: Annotated[
        bool, typer.Option("--internal", help="Keep the state in the conversation instead of handing it in and out.")
    ] = False,
    engine: EngineOption = "auto",
) -> None:
    """A terminal whose answers are predicted: no command runs, no file is touched."""
    from caalm.evaluation.shell_predictors import ReferenceEngine
    from caalm.model.shell import Shell

    if (jsonl is None) != (out is None):
        raise InputError("--jsonl and --out go together: sessions in, outputs out")
    form: Literal["internal", "external"] = "internal" if internal else "external"
    if model == "oracle":
        opened = Shell(ReferenceEngine(), form=form, positions=sys.maxsize)
    else:
        opened = Shell.load(model, engine=engine, form=form)
    if jsonl is not None and out is not None:
        _shell_jsonl(jsonl, out, opened)
        return
    from caalm.serving.terminal import Terminal, line_reader

    Terminal(opened, line_reader()).loop()


def _shell_jsonl(path: Path, out: Path, opened: Shell) -> None:
    from caalm.evaluation.shell_files import UNTRAINED, answer_lines, read_session_lines

    check_target(out, path)
    lines = read_session_lines(path)
    for problem in lines.problems:
        complain(problem)
    if not opened.trained:
        print(f"note: {UNTRAINED}", file=sys.stderr)
    with progress("predicting") as on_progress:
        text, notes = answer_lines(lines.sessions, opened, on_progress)
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
    deliver(text, out)
    if lines.problems:
        raise typer.Exit(2)
