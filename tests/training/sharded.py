"""The published recipe under a launcher: ... -m tests.training.sharded BASE RUN BATCH, by two processes and gloo.

accelerate shares a model among accelerators only. Here it is told that these processors are some; all else is its own.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import torch
import torch.distributed as distributed
import transformers
from accelerate import state
from accelerate.utils import DistributedType
from torch.distributed.tensor import DTensor

from caalm.tasks.prediction import plain_example
from caalm.training.published import PublishedConfig, fine_tune

EXAMPLES = [plain_example(f"print({n})", f"{n}\n") for n in range(32)]


def pretend() -> None:
    """Two processors as two accelerators."""

    def backend(*_: object, **__: object) -> tuple[str, DistributedType]:
        return "gloo", DistributedType.MULTI_GPU

    def set_device(self: Any) -> None:
        self.device = torch.device("cpu")

    distributed.init_process_group("gloo")
    state.PartialState._prepare_backend = backend
    state.PartialState.set_device = set_device


def main() -> None:
    """Fine-tune, and write what the weights were while they were trained."""
    base, run, batch = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    if "WORLD_SIZE" in os.environ:
        pretend()
    seen: dict[str, Any] = {"losses": []}
    step = transformers.Trainer.training_step

    def training_step(self: Any, model: Any, *rest: Any) -> Any:
        weights = list(model.parameters())
        seen["sharded"] = all(isinstance(weight, DTensor) for weight in weights)
        held = sum((w.to_local() if isinstance(w, DTensor) else w).numel() for w in weights)
        seen["held"] = held / sum(weight.numel() for weight in weights)
        return step(self, model, *rest)

    log = transformers.Trainer.log

    def logged(self: Any, logs: dict[str, float], *rest: Any) -> None:
        seen["losses"] += [logs["loss"]] if "loss" in logs else []
        log(self, logs, *rest)

    trainer: Any = transformers.Trainer
    trainer.training_step, trainer.log = training_step, logged
    settings = PublishedConfig(
        run=run, base=base, device_batch=batch, accumulation=2, epochs=2, log_steps=1, show_progress=False
    )
    fine_tune(settings, EXAMPLES)
    (run / f"seen-{os.environ.get('RANK', '0')}.json").write_text(json.dumps(seen))


if __name__ == "__main__":
    main()
