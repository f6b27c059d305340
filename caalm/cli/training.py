"""`caalm train` and `caalm export`: a run by a recipe, and its weights as they are shipped.

`caalm train tiny --run runs/out/tiny` trains; `caalm export runs/out/tiny --out weights` writes what it reached.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from caalm.errors import InputError


def train(
    recipe: Annotated[
        str, typer.Argument(help="tiny, laptop, nano, or caalm-v1 (the published one).", show_default=False)
    ],
    run: Annotated[
        Path, typer.Option(help="The run's folder; a run that was begun there goes on.", show_default=False)
    ],
    seconds: Annotated[float | None, typer.Option(min=1, help="Another budget of training time.")] = None,
    until: Annotated[
        float | None, typer.Option(metavar="TIME", help="Train until this time of the clock, in seconds since 1970.")
    ] = None,
    init: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Begin with these weights and a fresh optimiser.")
    ] = None,
    size: Annotated[str | None, typer.Option(help="Another size of model.")] = None,
    workers: Annotated[int | None, typer.Option(min=0, help="Processes that draw; 0 draws in this one.")] = None,
    rows: Annotated[
        int | None, typer.Option(min=1, help="Rows of a step, of all processes together, instead of the recipe's.")
    ] = None,
    idiomatic: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Mix in programs of `caalm dataset build idiomatic`.")
    ] = None,
    sample: Annotated[int, typer.Option(min=0, help="Programs scored at each evaluation; 0 leaves it out.")] = 60,
    data: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="caalm-v1: the data set of `caalm dataset build`, or its URL.")
    ] = None,
    base: Annotated[str | None, typer.Option(help="caalm-v1: another base model, of the hub or a folder.")] = None,
) -> None:
    """Train a model by a recipe, or go on with a run; it is scored on the validation split as it trains."""
    from caalm.recipes import PUBLISHED, training_recipe

    if recipe == PUBLISHED:
        if data is None:
            raise InputError("caalm-v1 needs --data: build a data set first, caalm dataset build card --out FOLDER")
        if any(option is not None for option in (seconds, until, init, size, workers, rows, idiomatic)):
            raise InputError("caalm-v1 takes --data and --base: it is the published recipe to the letter")
        _train_published(run, data, base)
        return
    if data is not None or base is not None:
        raise InputError("--data and --base go with caalm-v1: the other recipes draw what they train on")
    wanted = training_recipe(
        recipe,
        run,
        seconds=seconds,
        deadline=until,
        init_from=init,
        size=size,
        workers=workers,
        idiomatic=idiomatic,
    )
    import os
    from dataclasses import replace

    from caalm.training.loop import train as run_training

    settings = wanted.train if rows is None else replace(wanted.train, rows_per_step=rows)
    result = run_training(settings, wanted.examples(), _validation_scores(sample) if sample else None)
    if os.environ.get("RANK", "0") != "0":
        return
    state = "finished" if result.finished else "stopped, the same command goes on with it"
    print(f"{state}: step {result.step}, {result.examples} programs, {result.tokens} tokens, {result.seconds:.0f} s")
    print(f"weights: {result.checkpoint}")


def _train_published(run: Path, data: str, base: str | None) -> None:
    """The published recipe; each of several processes under `accelerate launch` comes here, one of them reports."""
    import os

    from caalm.recipes import published
    from caalm.training.published import fine_tune

    config, examples = published(run, data, base=base)
    result = fine_tune(config, examples, resume=any(run.glob("checkpoint-*")))
    if os.environ.get("RANK", "0") == "0":
        print(f"finished: step {result.steps}, {result.examples} programs, {result.dropped} were too long")
        print(f"weights: {result.folder}")


def _validation_scores(sample: int) -> Callable[[Path, int], dict[str, float]]:
    """What training calls after a checkpoint: exact answers on the validation split, traced and plain."""
    from caalm.evaluation.evaluate import score_predictor
    from caalm.evaluation.suites import suite_named
    from caalm.model.predictor import Predictor

    items = suite_named("validation", sample).items

    def scores(folder: Path, step: int) -> dict[str, float]:
        predictor = Predictor.load(folder, max_new_tokens=1500)
        traced = score_predictor(predictor, items, trace=True)
        plain = score_predictor(predictor, items, trace=False)
        return {**traced, "plain exact": plain["exact"]}

    return scores


def export(
    source: Annotated[Path, typer.Argument(metavar="RUN", help="A run's folder, or a checkpoint.", show_default=False)],
    out: Annotated[Path, typer.Option(help="The folder to write, replaced whole.", show_default=False)],
    commit: Annotated[str | None, typer.Option(help="The commit that trained them, for caalm.json.")] = None,
) -> None:
    """Write the newest weights of a run as they are shipped: bf16, no training state, 32 MiB at most."""
    from caalm.model.export import export_weights

    made = export_weights(source, out, facts={"commit": commit} if commit else None)
    print(f"{made.folder}: {made.parameters:,} parameters, {made.size / 2**20:.1f} MiB in {made.shards} shard(s)")
