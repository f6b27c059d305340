"""What a run tells: metrics.jsonl, TensorBoard where it is installed, a line on the terminal.

    Log(Path("runs/nano"), step=200, show=True).write(210, {"loss": 0.71})

appends `{"step": 210, "loss": 0.71}`. What was logged after the checkpoint that a run goes on from is taken out first.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class Log:
    """metrics.jsonl, TensorBoard where there is one, and a line on the terminal."""

    def __init__(self, run: Path, step: int, show: bool) -> None:
        self.path = run / "metrics.jsonl"
        self.show = show
        if self.path.exists():
            # What was logged after the checkpoint will be logged again.
            lines = [line for line in self.path.read_text(encoding="utf-8").splitlines() if _logged_step(line) <= step]
            self.path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        self.file = self.path.open("a", encoding="utf-8")
        self.board: Any = None
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError:
            return
        self.board = SummaryWriter(str(run / "tensorboard"), purge_step=step + 1)

    def write(self, step: int, values: Mapping[str, float]) -> None:
        self.file.write(json.dumps({"step": step, **values}) + "\n")
        self.file.flush()
        if self.board is not None:
            for name, value in values.items():
                self.board.add_scalar(name, value, step)

    def say(self, text: str) -> None:
        if self.show:
            print(text, file=sys.stderr, flush=True)

    def close(self) -> None:
        self.file.close()
        if self.board is not None:
            self.board.close()


class Silence:
    """The log of a process that is not the first."""

    def write(self, step: int, values: Mapping[str, float]) -> None:
        pass

    def say(self, text: str) -> None:
        pass

    def close(self) -> None:
        pass


def _logged_step(line: str) -> float:
    """A line that a kill cut in half belongs to no step."""
    try:
        return float(json.loads(line)["step"])
    except (ValueError, KeyError, TypeError):
        return math.inf
