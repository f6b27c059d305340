"""What makes a run continue exactly: master weights, optimiser, random state and place in the data, in one folder.

`checkpoints/step-00000200/` holds the model in the Hugging Face format (ready to predict with), `training.safetensors`
(fp32 weights, optimiser, random state) and `training.json` (counters, data places). No pickle. The file
`checkpoints/latest` names the newest and is written last, so a kill at any moment leaves a whole checkpoint behind.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from transformers import PreTrainedModel

from caalm.model.checkpoint import CheckpointError, write_file, write_folder, write_model
from caalm.model.export import LATEST
from caalm.training.optimiser import MuonAdamW

TENSORS, FACTS = "training.safetensors", "training.json"


def save_state(
    checkpoints: Path,
    *,
    model: PreTrainedModel,
    optimiser: MuonAdamW,
    facts: Mapping[str, Any],
    metadata: Mapping[str, object],
    keep: int,
) -> Path:
    """Write a checkpoint for facts["step"], point `latest` at it, remove all but the newest `keep`."""
    tensors = {f"weight/{name}": p.detach() for name, p in optimiser.parameters.items()} | optimiser.tensors()
    tensors["random/cpu"] = torch.get_rng_state()
    if torch.cuda.is_available():
        tensors["random/cuda"] = torch.cuda.get_rng_state()

    def write(folder: Path) -> None:
        write_model(model, folder, metadata)
        save_file({name: tensor.cpu().contiguous() for name, tensor in tensors.items()}, folder / TENSORS)
        (folder / FACTS).write_text(json.dumps(dict(facts) | {"optimiser_steps": optimiser.steps}), encoding="utf-8")

    folder = checkpoints / f"step-{int(facts['step']):08d}"
    write_folder(folder, write)
    write_file(checkpoints / LATEST, folder.name + "\n")
    for old in sorted(checkpoints.glob("step-*"))[:-keep]:
        shutil.rmtree(old)
    return folder


def latest_checkpoint(checkpoints: Path) -> Path | None:
    """The checkpoint that `latest` names, or None before the first."""
    pointer = checkpoints / LATEST
    if not pointer.exists():
        return None
    folder = checkpoints / pointer.read_text(encoding="utf-8").strip()
    if not (folder / FACTS).is_file() or not (folder / TENSORS).is_file():
        raise CheckpointError(f"checkpoint: {pointer} names {folder.name}, which is not whole: name another one in it")
    return folder


@torch.no_grad()
def load_state(folder: Path, *, model: PreTrainedModel, optimiser: MuonAdamW) -> dict[str, Any]:
    """Put weights, optimiser and random state back; returns the facts."""
    facts: dict[str, Any] = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    tensors = load_file(folder / TENSORS)
    kept = {name: each.shape for name, each in tensors.items() if name.startswith("weight/")}
    if kept != {f"weight/{name}": each.shape for name, each in optimiser.parameters.items()}:
        raise CheckpointError(f"size: {folder} was begun with another size of model: give that, or another run")
    for name, parameter in optimiser.parameters.items():
        parameter.copy_(tensors[f"weight/{name}"])
    optimiser.load(tensors, facts["optimiser_steps"])
    torch.set_rng_state(tensors["random/cpu"])
    if "random/cuda" in tensors and torch.cuda.is_available():
        torch.cuda.set_rng_state(tensors["random/cuda"])
    return facts
