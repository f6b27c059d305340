"""`caalm calibrate`: how far a model's confidences can be believed, measured and written beside its weights.

`caalm calibrate --limit 200` measures the shipped weights on 200 programs of the validation split.
"""

from __future__ import annotations

from typing import Annotated

import typer

from caalm.cli.console import print_rich, progress
from caalm.cli.options import ModelOption

_BEFORE = ("raw", "calibrated")


def calibrate(
    model: ModelOption = None,
    limit: Annotated[int, typer.Option(min=50, help="How many programs of the validation split.")] = 500,
) -> None:
    """Measure how far a model's confidences can be believed, and write calibration.json beside its weights."""
    from caalm.evaluation.calibration import calibrate as measure_and_fit
    from caalm.evaluation.calibration_report import measures_table
    from caalm.evaluation.files import check_writable, write_atomically
    from caalm.evaluation.suites import suite_named
    from caalm.model.checkpoint import validate
    from caalm.model.confidence import CALIBRATION, weights_identity
    from caalm.model.predictor import Predictor, weights_folder

    folder = weights_folder(model)
    manifest = validate(folder)
    check_writable(folder / CALIBRATION)
    traces = bool(manifest.get("trace", False))
    predictor = Predictor.load(folder, trace=traces, calibrated=False)
    with progress("drawing validation") as on_drawn:
        suite = suite_named("validation", limit, on_drawn)
    with progress("predicting") as on_progress:
        fitted = measure_and_fit(
            suite.items, predictor, traces=traces, weights=weights_identity(manifest), on_progress=on_progress
        )
    write_atomically(folder / CALIBRATION, fitted.calibration.as_json())
    rows = {
        f"{form}, {name}": each
        for form, pair in fitted.tables.items()
        for name, each in zip(_BEFORE, pair, strict=True)
    }
    print_rich(measures_table(f"Calibration on {len(suite.items)} programs of the validation split", rows))
    threshold = fitted.calibration.plain_threshold
    if traces:
        kept = "no plain answer is kept" if threshold is None else f"plain answers are kept from {threshold:.4f} on"
        print(f"where the predictor chooses, {kept}")
    print(f"written: {folder / CALIBRATION}")
