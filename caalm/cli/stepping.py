"""`caalm trace` and `caalm verify`: a predicted run step by step, and the real run beside it.

`caalm verify --draw 7 --tier 3` draws a program, predicts it, and shows where the prediction departs from the truth.
"""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from caalm.cli.console import progress
from caalm.cli.options import ModelOption
from caalm.cli.programs import door, load_predictor, read_programs
from caalm.errors import InputError


def trace(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A program; - is standard input.", show_default=False)],
    model: ModelOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object with output, confidence and steps.")] = False,
) -> None:
    """Show the predicted run step by step: a debugger in a terminal, text elsewhere. Nothing is run."""
    from caalm import debugger
    from caalm.model.checkpoint import validate
    from caalm.model.predictor import weights_folder

    (code,) = read_programs([file], model, True)
    if validate(weights_folder(model)).get("trace") is False:
        raise InputError("weights: these were not trained on traces, so they have no steps to show: use caalm predict")
    predictor = load_predictor(model, True)
    with progress("predicting") as on_progress:
        (prediction,) = predictor.predict_many([code], on_progress, trace=True)
    if as_json:
        print(json.dumps(debugger.as_record(file, prediction), indent=2, ensure_ascii=False))
    elif file != "-" and debugger.is_interactive():
        debugger.run(code, prediction)
    else:
        print(debugger.as_text(code, prediction), end="")
    if prediction.note is not None:
        print(f"note: {file}: {prediction.note}", file=sys.stderr)


def verify(
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", help="A program in a real language; it is run.", show_default=False),
    ] = None,
    draw_seed: Annotated[
        int | None, typer.Option("--draw", metavar="SEED", help="A drawn program instead, and the interpreter's word.")
    ] = None,
    tier: Annotated[int, typer.Option(min=1, max=3, help="With --draw: 1 straight, 2 conditions, 3 loops.")] = 2,
    language: Annotated[
        str | None, typer.Option(help="The program's language, if its suffix does not tell; with --draw any.")
    ] = None,
    model: ModelOption = None,
    max_tokens: Annotated[int | None, typer.Option(min=1, help="The longest answer.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same for machines.")] = False,
) -> None:
    """Run a program in the sandbox and show where the prediction departs from the truth; exit code 1 if it does."""
    from caalm.evaluation import verify as verifying
    from caalm.model.checkpoint import validate
    from caalm.model.predictor import weights_folder

    if (file is None) == (draw_seed is None):
        raise InputError("verify: give FILE, or --draw SEED")
    traced = validate(weights_folder(model)).get("trace") is not False
    if file is not None:
        (code,) = read_programs([file], model, traced)
        truth = verifying.execute_truth(code, verifying.language_of(file, language))
    else:
        from caalm.evaluation.suites import draw_item

        item = draw_item(language or "invented", tier, draw_seed or 0, 0)
        code, truth = item.source.text, verifying.interpreted_truth(item)
        door(model, traced).prompt(code)
        if not as_json:
            print(item.source.numbered(), end="")
    predictor = load_predictor(model, traced)
    if max_tokens is not None:
        predictor.max_new_tokens = max_tokens
    with progress("predicting") as on_progress:
        (prediction,) = predictor.predict_many([code], on_progress, trace=traced)
    verification = verifying.verify(prediction, truth, traced=traced)
    print(json.dumps(verification.as_json(), indent=2, ensure_ascii=False) if as_json else verification)
    if not verification.agrees:
        raise typer.Exit(1)
