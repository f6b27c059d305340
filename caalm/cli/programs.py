"""Programs that commands read, and the predictor that answers them.

`caalm predict empty.py` is refused at the door, before the seconds that loading a model takes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from caalm.errors import InputError

if TYPE_CHECKING:
    from caalm.evaluation.predictors import OnProgress
    from caalm.model.engine import Completion
    from caalm.model.predictor import Predictor


def load_predictor(model: Path | None, trace: bool | None, engine: str = "auto") -> Predictor:
    """The predictor of a weights folder, or of the shipped one."""
    from caalm.model.predictor import Predictor

    return Predictor.load(model, trace=trace, engine=engine)


def door(model: Path | None, trace: bool | None, engine: str = "auto") -> Predictor:
    """A predictor without an engine: it knows which programs fit, without the seconds that loading takes."""
    from caalm.model.checkpoint import CheckpointError, validate
    from caalm.model.confidence import load_calibration
    from caalm.model.engines import checked_choice, is_remote
    from caalm.model.predictor import Predictor, default_trace, weights_folder
    from caalm.model.sizes import POSITIONS

    if is_remote(checked_choice(engine)) and model is None:
        return Predictor(_NoEngine(), trace=bool(trace))
    folder = weights_folder(model)
    manifest = validate(folder)
    try:
        positions = json.loads((folder / "config.json").read_text("utf-8")).get("max_position_embeddings", POSITIONS)
    except (OSError, ValueError, AttributeError) as error:
        raise CheckpointError(f"weights: {folder / 'config.json'} cannot be read ({error})") from None
    traced = default_trace(manifest, load_calibration(folder, manifest)) if trace is None else trace
    return Predictor(_NoEngine(), trace=traced, positions=positions)


class _NoEngine:
    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        raise AssertionError("a predictor without an engine was asked to predict")


def read_programs(files: Sequence[str], model: Path | None, trace: bool | None, engine: str = "auto") -> list[str]:
    """The programs in files, each one that can be asked about; an InputError names the file."""
    from caalm.evaluation.files import read_program

    codes = [read_program(name) for name in files]
    entrance = door(model, trace, engine)
    for name, code in zip(files, codes, strict=True):
        try:
            entrance.prompt(code)
        except InputError as error:
            shown = "standard input" if name == "-" else name
            raise InputError(f"{shown}: {str(error).removeprefix('program: ')}") from None
    return codes
