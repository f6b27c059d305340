"""`caalm predict`: what programs print, file by file or as JSON lines.

`caalm predict examples/card/1-python.py` prints 30.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caalm.cli.console import check_target, complain, deliver, progress
from caalm.cli.options import AbstainOption, EngineOption, ModelOption, TraceOption
from caalm.cli.programs import door, load_predictor, read_programs
from caalm.errors import InputError

if TYPE_CHECKING:
    from caalm.evaluation.bulk import Asked
    from caalm.model.predictor import Prediction


def predict(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE...", help="Programs; - is standard input.", show_default=False)
    ] = None,
    jsonl: Annotated[
        str | None,
        typer.Option(
            "--jsonl",
            metavar="IN",
            help="JSON lines with id and code, instead of files; a folder or URL of them. - is standard input.",
        ),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            metavar="OUT",
            help="Where the predictions for --jsonl are written; for many, a folder. - prints them.",
        ),
    ] = None,
    model: ModelOption = None,
    trace: TraceOption = None,
    abstain: AbstainOption = None,
    engine: EngineOption = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a program.")] = False,
    on: Annotated[
        str,
        typer.Option("--on", metavar="WHERE", help="Who predicts in bulk: local, ray (started here) or ray=ADDRESS."),
    ] = "local",
    workers: Annotated[
        int | None, typer.Option(min=1, help="With Ray: processes that predict. [default: one a core]")
    ] = None,
    gpus: Annotated[float, typer.Option(min=0, help="With Ray: GPUs for each of them.")] = 0,
) -> None:
    """Predict what programs print. Nothing is run, parsed or compiled."""
    if on == "local" and (workers is not None or gpus):
        raise InputError("--workers and --gpus go with --on ray: here one process predicts")
    if jsonl is not None:
        if files:
            raise InputError("--jsonl and FILE exclude each other: give one of them")
        if out is None:
            raise InputError("--jsonl needs --out: say where the predictions go")
        if on != "local" or "://" in jsonl or Path(jsonl).is_dir():
            from caalm.evaluation.bulk import Asked

            weights = None if model is None else str(model.absolute())
            asked = Asked(model=weights, trace=trace, engine=engine, abstain=abstain)
            _predict_bulk(jsonl, out, asked, on, workers, gpus)
            return
        _predict_jsonl(Path(jsonl), Path(out), model, trace, abstain, engine)
        return
    if on != "local":
        raise InputError("--on goes with --jsonl: programs of single files are predicted here")
    if out is not None:
        raise InputError("--out goes with --jsonl: predictions for files are printed")
    if not files:
        raise InputError("no program: give a file, or - for standard input")
    _predict_files(files, model, trace, abstain, engine, as_json)


def _predict_files(
    files: Sequence[str], model: Path | None, trace: bool | None, abstain: float | None, engine: str, as_json: bool
) -> None:
    codes = read_programs(files, model, trace, engine)
    predictor = load_predictor(model, trace, engine)
    with progress("predicting") as on_progress:
        predictions = predictor.predict_many(codes, on_progress)
    for name, prediction in zip(files, predictions, strict=True):
        if as_json:
            print(json.dumps(_as_record(name, prediction, abstain), ensure_ascii=False))
            continue
        if len(files) > 1:
            print(f"==> {name} (confidence {prediction.confidence:.2f})")
        if abstain is not None and prediction.confidence < abstain:
            print(f"note: {name}: abstained, confidence {prediction.confidence:.6f}", file=sys.stderr)
            continue
        if prediction.output:
            print(prediction.output)
        if prediction.note is not None:
            print(f"note: {name}: {prediction.note}", file=sys.stderr)


def _as_record(name: str, prediction: Prediction, abstain: float | None) -> dict[str, object]:
    from caalm.evaluation.files import answer_fields

    record: dict[str, object] = {
        "file": name,
        **answer_fields(prediction, abstain),
        "truncated": prediction.truncated,
    }
    if prediction.steps is not None:
        record["trace"] = "\n".join(step.text for step in prediction.steps)
    return record


def _predict_bulk(source: str, out: str, asked: Asked, on: str, workers: int | None, gpus: float) -> None:
    from caalm.evaluation.bulk import predict_bulk

    with progress("predicting") as on_progress:
        result = predict_bulk(source, out, asked, engine=on, workers=workers, gpus=gpus, on_progress=on_progress)
    print(f"{result.lines} lines in {result.files} files in {out}")
    if result.problems:
        complain(f"{result.problems} of them have no prediction: their problem stands in the line")
        raise typer.Exit(2)


def _predict_jsonl(
    path: Path, out: Path, model: Path | None, trace: bool | None, abstain: float | None, engine: str
) -> None:
    from caalm.evaluation.files import predict_lines, read_program_lines

    check_target(out, path)
    lines = read_program_lines(path, door(model, trace, engine).prompt)
    for problem in lines.problems:
        complain(problem)
    text = ""
    if lines.programs:
        predictor = load_predictor(model, trace, engine)
        with progress("predicting") as on_progress:
            text = predict_lines(lines, predictor, on_progress, abstain)
    deliver(text, out)
    if lines.problems:
        raise typer.Exit(2)
