"""Options that several commands share, so that they read the same everywhere: `--model PATH`, `--engine numpy` ..."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ModelOption = Annotated[
    Path | None, typer.Option("--model", metavar="PATH", help="A weights folder instead of the shipped one.")
]
TraceOption = Annotated[
    bool | None,
    typer.Option("--trace/--no-trace", help="Ask for the trace first; as the weights say if unset."),
]
EngineOption = Annotated[
    str, typer.Option("--engine", metavar="ENGINE", help="auto, numpy, torch or openai=URL (vLLM, any such server).")
]
AbstainOption = Annotated[
    float | None,
    typer.Option(
        "--abstain", metavar="BELOW", min=0, max=1, help="Give no answer where the confidence is below this (0 to 1)."
    ),
]
ScoresOption = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write every score to this file; - prints it.")
]
MarkdownOption = Annotated[bool, typer.Option("--markdown", help="Print Markdown, as the README shows it.")]
