"""`caalm report`: scores as a page, as Markdown or as plots.

`caalm report ours.json theirs.json --html report.html` compares two models, program by program.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from caalm.cli.console import check_target, deliver, print_rich
from caalm.errors import InputError


def report(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="What `caalm evaluate --json` wrote; several are compared.")
    ],
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="FILE", help="Write one page with everything, failures to browse too; - prints it."
        ),
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", metavar="FILE", help="Write the tables as Markdown; - prints it.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write every figure for machines; - prints it.")
    ] = None,
    png: Annotated[
        Path | None, typer.Option("--png", metavar="FOLDER", help="Write the plots into this folder.")
    ] = None,
) -> None:
    """Show scores as a page, as Markdown or as plots; compare models on the same programs, pair by pair."""
    from caalm.evaluation.report_compare import compare_results
    from caalm.evaluation.report_files import read_results
    from caalm.evaluation.report_markdown import comparison_markdown, comparison_tables

    for target in (html, markdown, json_file):
        check_target(target, *files)
    if png is not None and png.exists() and not png.is_dir():
        raise InputError(f"{png} is a file: give a folder for the plots")
    comparisons = compare_results(read_results(files))
    if html is not None:
        from caalm.evaluation.report_page import as_page

        deliver(as_page(comparisons), html)
    if png is not None:
        from caalm.evaluation.report_plots import write_plots

        write_plots(comparisons, png)
    if markdown is not None:
        deliver("\n".join(comparison_markdown(comparison) for comparison in comparisons), markdown)
    if json_file is not None:
        deliver(json.dumps([comparison.as_json() for comparison in comparisons], indent=2) + "\n", json_file)
    if not (html or markdown or json_file or png):
        for comparison in comparisons:
            print_rich(comparison_tables(comparison))


def card(
    weights: Annotated[Path, typer.Argument(metavar="WEIGHTS", help="A weights folder.", show_default=False)],
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help="What `caalm evaluate --json` wrote about them.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it there, README.md for a hub; left out: print it.")
    ] = None,
) -> None:
    """Write the model card of a weights folder: its data, its scores, its limits."""
    from caalm.evaluation.model_card import model_card

    check_target(out, *(files or []))
    deliver(model_card(weights, files or []), out or Path("-"))
