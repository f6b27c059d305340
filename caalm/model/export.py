"""From a run to weights that can be shipped: one checkpoint without its training state, validated, of a bounded size.

`export_weights(Path("runs/out/nano"), Path("caalm/weights"))` takes the run's newest checkpoint and leaves config.json,
generation_config.json, the tokenizer, shards of bf16 safetensors and caalm.json, which says what the weights were
trained on. The folder is replaced whole, or not at all where the checkpoint is broken or too large.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from caalm.model.checkpoint import MANIFEST, CheckpointError, load_model, validate, write_folder, write_model

CHECKPOINTS, LATEST = "checkpoints", "latest"
LIMIT = 32 * 2**20
"""Bytes that shipped weights may have, all files together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written: `parameters` counts tied weights once, `size` is all files' bytes."""

    folder: Path
    parameters: int
    size: int
    shards: int


def checkpoint_of(source: Path) -> Path:
    """A checkpoint's own folder, or the newest checkpoint of a run's."""
    pointer = source / CHECKPOINTS / LATEST
    if not pointer.is_file():
        if not (source / "config.json").is_file():
            raise CheckpointError(f"weights: {source} is neither a run with a checkpoint nor a checkpoint: train first")
        return source
    return source / CHECKPOINTS / pointer.read_text(encoding="utf-8").strip()


def export_weights(
    source: Path, out: Path, *, facts: Mapping[str, object] | None = None, limit: int = LIMIT
) -> Exported:
    """Write the weights of a run or checkpoint to `out`; `facts` (such as the commit) are added to caalm.json."""
    checkpoint = checkpoint_of(source)
    _check_replaceable(out)
    model, manifest = load_model(checkpoint, "bfloat16")
    metadata = {name: value for name, value in manifest.items() if name not in ("format", "files")}

    def write(folder: Path) -> None:
        write_model(model, folder, metadata | dict(facts or {}))
        size = _size(folder)
        if size > limit:
            raise CheckpointError(
                f"weights: {checkpoint} makes {size / 2**20:.1f} MiB, shipped weights have at most "
                f"{limit / 2**20:.0f}: train a smaller size"
            )
        validate(folder)

    write_folder(out, write)
    return Exported(
        folder=out,
        parameters=sum(p.numel() for p in model.parameters()),
        size=_size(out),
        shards=len(list(out.glob("*.safetensors"))),
    )


def _check_replaceable(out: Path) -> None:
    """Refuse what is replaced whole and holds no weights: somebody's own files would be gone."""
    if out.exists() and not out.is_dir():
        raise CheckpointError(f"out: {out} is a file: give a folder for the weights")
    if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).is_file():
        raise CheckpointError(f"out: {out} is not empty and holds no weights: choose another folder")


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())
