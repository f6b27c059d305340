"""`caalm evaluate` and `caalm score`: predictions made here or elsewhere, scored on suites of programs.

`caalm evaluate held-out --limit 100 --json scores.json` predicts the suite's first hundred programs.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caalm.cli.console import check_target, deliver, is_screen, print_rich, progress
from caalm.cli.options import EngineOption, MarkdownOption, ScoresOption
from caalm.errors import InputError

if TYPE_CHECKING:
    from caalm.evaluation.evaluate import Report
    from caalm.evaluation.models import OpenedModel
    from caalm.evaluation.predictions import SuitePrediction
    from caalm.evaluation.suites import Suite


def evaluate(
    suites: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SUITE]...",
            help="card-52, held-out, unseen, validation, real, steps, beyond, swap, obfuscated, length, format, "
            "errors, alien, shell-130, shell-sessions (each drawn anew as NAME@SEED), idiomatic:FOLDER, or a file of "
            "JSON lines of id, code, output. Default: the first 2.",
            show_default=False,
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="WHAT",
            help="A folder of our weights or of the Hugging Face format, hf:NAME of the hub, openai:MODEL@URL, oracle, "
            "or a baseline such as last-literal. Default: the shipped weights.",
        ),
    ] = None,
    command: Annotated[
        str | None,
        typer.Option("--command", metavar="CMD", help="Any program instead: code on standard input, prediction out."),
    ] = None,
    trace: Annotated[
        bool | None,
        typer.Option("--trace/--no-trace", " /--plain", help="Ask for the trace first, or for the answer at once."),
    ] = None,
    engine: EngineOption = "auto",
    shots: Annotated[int, typer.Option(min=0, help="Solved programs of the training split before each.")] = 0,
    max_tokens: Annotated[int | None, typer.Option(min=1, help="The longest answer.", show_default=False)] = None,
    batch: Annotated[int | None, typer.Option(min=1, help="Programs at a time, of a model that runs here.")] = None,
    greedy: Annotated[
        bool, typer.Option("--greedy", help="Let every step stand as it is first written, even where it contradicts.")
    ] = False,
    api: Annotated[str, typer.Option(help="How an endpoint or HF model is asked: auto, chat, completions.")] = "auto",
    stdin: Annotated[str, typer.Option(help="What --command reads: code, or the prompt.")] = "code",
    concurrency: Annotated[int, typer.Option(min=1, help="Requests or commands at a time.")] = 4,
    requests_per_minute: Annotated[float | None, typer.Option(min=0.1, help="No more than these.")] = None,
    retries: Annotated[int, typer.Option(min=0, help="Of a request that failed.")] = 6,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds for a request or a command.")] = 120.0,
    price_in: Annotated[float | None, typer.Option(min=0, help="Price of a million prompt tokens.")] = None,
    price_out: Annotated[float | None, typer.Option(min=0, help="Price of a million completion tokens.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first programs of each suite.")] = None,
    predictions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write predictions here as they come; go on from those that are there."),
    ] = None,
    json_file: ScoresOption = None,
    markdown: MarkdownOption = False,
    calibration: Annotated[
        bool, typer.Option("--calibration", help="Measure how far the confidences can be believed, too.")
    ] = False,
    plot: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw the calibration to this .png, .svg or .pdf (needs the extra 'plots')."),
    ] = None,
) -> None:
    """Score a model on suites of programs, beside trivial baselines."""
    from caalm.evaluation.asked import Prices, cost_line
    from caalm.evaluation.calibration import report_calibration
    from caalm.evaluation.calibration_report import calibration_tables, check_figure, plot_calibration
    from caalm.evaluation.evaluate import score_suite, versions
    from caalm.evaluation.models import Settings, open_model

    names = suites or ["card-52", "held-out"]
    if command is not None and model is not None:
        raise InputError("--command and --model exclude each other: give one of them")
    if predictions is not None and len(names) != 1:
        raise InputError("--predictions holds those of one suite: name the suite")
    given = [Path(name) for name in names]
    check_target(predictions, *given)
    check_target(json_file, *given, *([predictions] if predictions else []))
    if plot is not None:
        check_figure(plot)
    priced = price_in is not None or price_out is not None
    settings = Settings(
        trace=trace,
        shots=shots,
        max_tokens=max_tokens,
        engine=engine,
        api=api,
        stdin=stdin,
        concurrency=concurrency,
        requests_per_minute=requests_per_minute,
        retries=retries,
        timeout_s=timeout,
        prices=Prices(prompt=price_in or 0.0, completion=price_out or 0.0) if priced else None,
        batch=batch,
        greedy=greedy,
    )
    opened = open_model(model if command is None else f"command:{command}", settings)
    reports, calibrations = [], []
    for name in names:
        suite = _drawn(name, limit)
        made = _predicted(suite, opened, predictions)
        reports.append(score_suite(suite, made, {**opened.identity, "versions": versions()}))
        if (line := cost_line(made)) is not None:
            print(f"note: {line}", file=sys.stderr)
        if not is_screen(json_file):
            _show(reports[-1], markdown=markdown)
        if calibration or plot is not None:
            calibrations.append(report_calibration(suite, made))
            if not is_screen(json_file):
                print_rich(calibration_tables(calibrations[-1]))
    if plot is not None:
        plot_calibration(calibrations, plot)
    if json_file is None:
        return
    records = [report.as_json() for report in reports]
    for record, calibrated in zip(records, calibrations, strict=False):
        record["calibration"] = calibrated.as_json()
    deliver(json.dumps(records, indent=2, ensure_ascii=False) + "\n", json_file)


def _drawn(name: str, limit: int | None) -> Suite:
    from caalm.evaluation.suites import suite_named

    with progress(f"drawing {name}") as on_drawn:
        return suite_named(name, limit, on_drawn)


def _predicted(suite: Suite, opened: OpenedModel, path: Path | None) -> list[SuitePrediction]:
    from caalm.evaluation.models import predictions_name
    from caalm.evaluation.predictions import predict_suite

    if path is None and opened.is_foreign:  # answers of others cost time or money: they are kept
        path = Path(predictions_name(suite.name, opened.identity))
        print(f"note: predictions are kept in {path}", file=sys.stderr)
    predictor, model_hash = opened.predictor_for(suite), str(opened.identity["model_hash"])
    with progress(f"predicting {suite.name}") as on_progress:
        return predict_suite(suite, predictor, path=path, model_hash=model_hash, on_progress=on_progress)


def _show(report: Report, *, markdown: bool) -> None:
    from caalm.evaluation.report import as_markdown, as_tables

    if markdown:
        print(as_markdown(report))
    else:
        print_rich(as_tables(report))


def score(
    suite: Annotated[str, typer.Argument(metavar="SUITE", help="Its name, or its file.", show_default=False)],
    predictions: Annotated[
        Path, typer.Option(metavar="FILE", help="JSON lines of id and prediction.", show_default=False)
    ],
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first programs of the suite.")] = None,
    json_file: ScoresOption = None,
    markdown: MarkdownOption = False,
) -> None:
    """Score predictions that were made elsewhere, or by an earlier `caalm evaluate`."""
    from caalm.evaluation.evaluate import score_suite, versions
    from caalm.evaluation.predictions import read_predictions

    check_target(json_file, Path(suite), predictions)
    asked = _drawn(suite, limit)
    made, notes = read_predictions(predictions, asked)
    for note in notes:
        print(f"note: {predictions}: {note}", file=sys.stderr)
    report = score_suite(asked, made, {"model": str(predictions), "versions": versions()})
    if not is_screen(json_file):
        _show(report, markdown=markdown)
    if json_file is not None:
        deliver(json.dumps([report.as_json()], indent=2, ensure_ascii=False) + "\n", json_file)
