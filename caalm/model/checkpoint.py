"""A model on disk: a folder in the Hugging Face format, written whole or not at all, checked before it is used.

`save_model(model, Path("weights"), {"trace": True})` leaves config.json, generation_config.json, tokenizer.json,
shards of bf16 safetensors under 15 MB each, and caalm.json (our own facts, with the size and SHA-256 of every other
file). Any tool that knows `AutoModelForCausalLM` and `AutoTokenizer` loads it; `validate` refuses a cut or missing
file by name.
"""

from __future__ import annotations

import copy
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caalm.errors import CaalmError
from caalm.files import replace_file, sync
from caalm.model.tokenizer import END, PAD, write_tokenizer

if TYPE_CHECKING:
    from transformers import PreTrainedModel

MANIFEST = "caalm.json"
MAX_SHARD = "15MB"
FORMAT = 1


class CheckpointError(CaalmError):
    """A weights folder that cannot be used; the message names the file and the mend."""


@contextmanager
def _quiet() -> Iterator[None]:
    """No progress bars for what takes a few milliseconds."""
    from transformers.utils import logging as transformers_logging

    logging: Any = transformers_logging
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def write_folder(folder: Path, write: Callable[[Path], None]) -> None:
    """Fill a folder under a temporary name, flush it to the disk, then give it its name: it is whole or absent."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = folder.parent / f".{folder.name}.writing"
    aside = folder.parent / f".{folder.name}.replaced"
    for leftover in (temporary, aside):
        shutil.rmtree(leftover, ignore_errors=True)
    temporary.mkdir()
    write(temporary)
    for path in sorted(temporary.rglob("*")):
        sync(path)
    sync(temporary)
    if folder.exists():
        folder.rename(aside)
    temporary.rename(folder)
    sync(folder.parent)
    shutil.rmtree(aside, ignore_errors=True)


def write_file(path: Path, text: str) -> None:
    """Replace a small text file atomically."""
    replace_file(path, text.encode())


def write_model(model: PreTrainedModel, folder: Path, metadata: Mapping[str, object]) -> None:
    """Write model, tokenizer and manifest into an existing folder; `save_model` does it atomically."""
    import torch
    import transformers

    generation: Any = transformers.GenerationConfig
    half: Any = copy.deepcopy(model)
    half.to(device="cpu", dtype=torch.bfloat16)
    half.generation_config = generation(eos_token_id=END, pad_token_id=PAD, do_sample=False, max_new_tokens=2048)
    with _quiet():
        half.save_pretrained(folder, max_shard_size=MAX_SHARD)
    write_tokenizer(folder)
    files = {
        path.name: {"bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != MANIFEST
    }
    manifest = {"format": FORMAT, **metadata, "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def save_model(model: PreTrainedModel, folder: Path, metadata: Mapping[str, object]) -> None:
    """Write a model atomically; metadata (such as {"trace": True}) lands in caalm.json."""
    write_folder(folder, lambda temporary: write_model(model, temporary, metadata))


def _read_json(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise CheckpointError(f"weights: {path} is missing: fetch the whole folder again, or train one")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise CheckpointError(f"weights: {path} cannot be read ({error}): fetch the folder again") from None
    if not isinstance(content, dict):
        raise CheckpointError(f"weights: {path} holds no JSON object: fetch the folder again")
    return content


def _check_safetensors(path: Path) -> None:
    """The header says how long the file must be; a cut download is shorter."""
    if not path.is_file():
        raise CheckpointError(f"weights: {path} is missing: fetch the whole folder again")
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if size < 8 or length > size - 8:
            raise CheckpointError(f"weights: {path} is cut off ({size} bytes): fetch it again")
        try:
            header = json.loads(file.read(length))
            ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise CheckpointError(f"weights: {path} is no safetensors file: fetch it again") from None
    expected = 8 + length + max(ends, default=0)
    if size != expected:
        raise CheckpointError(f"weights: {path} has {size} bytes, its header says {expected}: fetch it again")


def validate(folder: Path) -> dict[str, Any]:
    """Check every file of a weights folder before any work; returns caalm.json's content ({} where there is none)."""
    if not folder.is_dir():
        raise CheckpointError(
            f"weights: {folder} is no folder: give one that `caalm train` wrote, or set CAALM_WEIGHTS"
        )
    for name in ("config.json", "tokenizer.json"):
        _read_json(folder / name)
    index = folder / "model.safetensors.index.json"
    if index.exists():
        weight_map = _read_json(index).get("weight_map")
        if not isinstance(weight_map, dict) or not weight_map:
            raise CheckpointError(f"weights: {index} has no weight_map: fetch the folder again")
        shards = sorted({str(name) for name in weight_map.values()})
    else:
        shards = ["model.safetensors"]
    for shard in shards:
        _check_safetensors(folder / shard)
    manifest = _read_json(folder / MANIFEST) if (folder / MANIFEST).exists() else {}
    for name, facts in manifest.get("files", {}).items():
        path = folder / name
        if not path.is_file():
            raise CheckpointError(f"weights: {path} is missing: fetch the whole folder again")
        if hashlib.sha256(path.read_bytes()).hexdigest() != facts["sha256"]:
            raise CheckpointError(f"weights: {path} is not the file that caalm.json describes: fetch it again")
    return manifest


def load_model(folder: Path, dtype: str = "float32") -> tuple[PreTrainedModel, dict[str, Any]]:
    """A validated model, ready for inference, and its manifest."""
    manifest = validate(folder)
    import torch
    from transformers import AutoModelForCausalLM

    try:
        with _quiet():
            model: Any = AutoModelForCausalLM.from_pretrained(
                folder, dtype=getattr(torch, dtype), local_files_only=True
            )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CheckpointError(f"weights: {folder} cannot be loaded ({reason}): fetch the folder again") from None
    model.eval()
    loaded: PreTrainedModel = model
    return loaded, manifest
