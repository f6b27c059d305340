"""A tiny run for a launcher to start: accelerate launch ... -m tests.training.together RUN STEPS LANES ROWS.

Every process notes the programs that it was taught, step by step, in RUN/taught-RANK.txt.
"""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from torch import Tensor

from caalm.tasks.example import Example
from caalm.training import loop
from caalm.training.batches import Row
from tests.training.runner import config


def numbered_sums(worker: int, workers: int, start: int) -> Iterator[Example]:
    """One endless sequence of sums with their numbers, shared by any number of workers."""
    position = start * workers + worker
    while True:
        a, b = position % 10, position // 10 % 10
        yield Example(prompt=f"<{position}>{a}+{b}=", target=str(a + b))
        position += workers


def positions(row: Row) -> list[int]:
    """The numbers of the programs in a row."""
    text = bytes(int(token) for token in row.tokens if token < 256).decode()
    return [int(number) for number in re.findall(r"<(\d+)>", text)]


class Noted(loop.Trainer):
    """A trainer that notes what it takes."""

    def step(
        self, rows: list[Row], weight: float | None = None, answers: float | None = None
    ) -> dict[str, Tensor | float]:
        with (self.config.run / f"taught-{os.environ.get('RANK', '0')}.txt").open("a") as file:
            file.writelines(f"{position}\n" for row in rows for position in positions(row))
        return super().step(rows, weight, answers)


def train_noted(run: Path, steps: int, lanes: int, rows: int) -> None:
    """Train, and note what is taught; lanes 0 are as many as there are processes."""
    settings = config(run, steps, rows_per_step=rows, checkpoint_minutes=60, lanes=lanes or None)
    trainer = Noted(settings, numbered_sums, None)
    try:
        trainer.run()
    finally:
        trainer.close()


if __name__ == "__main__":
    train_noted(Path(sys.argv[1]), *map(int, sys.argv[2:]))
