"""A tiny run in a process of its own, for tests that kill it: python -m tests.training.runner RUN STEPS [PAUSE]."""

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from caalm.tasks.example import Example
from caalm.training.batches import PackConfig
from caalm.training.loop import TrainConfig, TrainResult, train
from caalm.training.schedule import ScheduleConfig
from tests.model.tiny import TINY


def sums(worker: int, workers: int, start: int) -> Iterator[Example]:
    """Endless sums of two digits."""
    position = start
    while True:
        draw = random.Random(f"{worker} {workers} {position}")
        a, b = draw.randrange(10), draw.randrange(10)
        yield Example(prompt=f"{a}+{b}=", target=str(a + b))
        position += 1


def config(run: Path, steps: int | None, **changes: object) -> TrainConfig:
    """Settings small enough for a few milliseconds a step."""
    settings: dict[str, object] = {
        "run": run,
        "size": TINY,
        "steps": steps,
        "rows_per_step": 2,
        "pack": PackConfig(row_tokens=64, block_examples=32, max_documents=16, prompt_weight=0.1),
        "schedule": ScheduleConfig(warmup_steps=5),
        "bf16": False,
        "threads": 1,
        "device": "cpu",
        "checkpoint_minutes": 0.001,
        "log_every": 1,
        "progress": False,
    }
    return TrainConfig(**(settings | changes))  # type: ignore[arg-type]


def slow(worker: int, workers: int, start: int) -> Iterator[Example]:
    """The same sums, slow enough for a test to stop the run in its middle."""
    for example in sums(worker, workers, start):
        time.sleep(0.002)
        yield example


def run(folder: Path, steps: int) -> TrainResult:
    """Train to that many steps."""
    return train(config(folder, steps), slow)


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]))
