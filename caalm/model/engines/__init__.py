"""The engines, and how one is chosen.

    open_engine(Path("caalm/weights"))                       # embedded, or torch where there is a GPU for it
    open_engine(Path("caalm/weights"), "torch", device="cuda")
    open_engine(None, "openai=http://localhost:8000/v1")     # a server that holds the same weights

| name | needs | for |
| --- | --- | --- |
| `numpy` | nothing more | the default on a CPU: the fastest there, nothing to export |
| `torch` | the extra `torch` | the reference, GPUs, architectures other than ours |
| `openai=URL` | the extra `openai` | vLLM or any server with `/v1/completions` |

All are greedy and in fp32 give the same tokens.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from caalm.errors import InputError

if TYPE_CHECKING:
    from caalm.model.engine import Engine
    from caalm.model.engines.reference import TransformersEngine

AUTO = "auto"
OPENAI = "openai="
NAMES = (AUTO, "numpy", "torch", f"{OPENAI}URL")


def checked_choice(engine: str) -> str:
    """The engine's name, or an InputError that lists the names there are."""
    if engine in NAMES[:-1] or (engine.startswith(OPENAI) and len(engine) > len(OPENAI)):
        return engine
    raise InputError(f"engine: {engine!r} is none of {', '.join(NAMES)}")


def is_remote(engine: str) -> bool:
    """Whether the weights are somewhere else, so that none are needed here."""
    return engine.startswith(OPENAI)


def open_engine(
    folder: Path | None,
    engine: str = AUTO,
    *,
    batch: int | None = None,
    device: str | None = None,
    dtype: str = "float32",
    threads: int = 1,
) -> tuple[Engine, int]:
    """An engine for a validated weights folder and the length of its context, in tokens.

    ``batch``: texts at a time, by default what suits the device. ``device`` and ``dtype`` are torch's, ``threads`` is
    the embedded engine's. Only a remote engine takes no folder.
    """
    if is_remote(checked_choice(engine)):
        from caalm.model.engines.endpoint import EndpointEngine

        remote = EndpointEngine(engine.removeprefix(OPENAI), batch=batch or 16)
        return remote, remote.positions
    if folder is None:
        raise InputError(f"engine: {engine} needs a weights folder")
    wants_torch = device is not None or dtype != "float32"
    if engine == "torch" or (engine == AUTO and (wants_torch or _has_gpu() or not _is_ours(folder))):
        reference = _reference(folder, batch, device, dtype)
        return reference, reference.positions
    if wants_torch:
        raise InputError("engine: device and dtype are settings of the engine torch")
    from caalm.model.engines.embedded import EmbeddedEngine

    embedded = EmbeddedEngine.load(folder, batch=batch or 32, threads=threads)
    return embedded, embedded.positions


def _reference(folder: Path, batch: int | None, device: str | None, dtype: str) -> TransformersEngine:
    import torch

    from caalm.model.checkpoint import load_model
    from caalm.model.engines.reference import TransformersEngine

    model, _ = load_model(folder, dtype)
    chosen = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
    model.to(chosen)  # type: ignore[arg-type]
    return TransformersEngine(model, batch=batch or (64 if chosen.type == "cpu" else 256))


def _has_gpu() -> bool:
    """Whether torch can use a GPU. torch takes seconds to load, so it is asked only where there may be one."""
    if not Path("/dev/nvidiactl").exists() or find_spec("torch") is None or find_spec("transformers") is None:
        return False
    import torch

    return torch.cuda.is_available()


def _is_ours(folder: Path) -> bool:
    """Whether the embedded engine computes this architecture; where torch is not installed it says why not."""
    import json

    from caalm.model.engines.embedded import refuse_foreign

    try:
        refuse_foreign(json.loads((folder / "config.json").read_text("utf-8")))
    except InputError:
        return find_spec("torch") is None
    return True
