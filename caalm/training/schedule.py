"""The learning rate over a run: warm-up, then cosine, or a plateau with a linear end (WSD).

Progress is a share of the budget, 0 to 1, so one schedule serves a budget of steps and a budget of wall-clock time:

>>> wsd = ScheduleConfig(kind="wsd", warmup_steps=10, cooldown=0.5)
>>> [round(wsd.scale(step=100, progress=p), 2) for p in (0.1, 0.5, 0.75, 1.0)]
[1.0, 1.0, 0.5, 0.0]
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleConfig:
    """`cooldown` is the share of the budget in which WSD falls; `floor` the share of the peak at which it ends."""

    kind: Literal["wsd", "cosine"] = "wsd"
    warmup_steps: int = 50
    cooldown: float = 0.4
    floor: float = 0.0

    def __post_init__(self) -> None:
        if not 0 < self.cooldown <= 1:
            raise ValueError("cooldown: must lie above 0 and at most at 1")

    def scale(self, *, step: int, progress: float) -> float:
        """The factor on the peak learning rate for a step (counted from 0) at that share of the budget."""
        warm = min(1.0, (step + 1) / max(self.warmup_steps, 1))
        progress = min(max(progress, 0.0), 1.0)
        if self.kind == "cosine":
            shape = 0.5 * (1 + math.cos(math.pi * progress))
        else:
            shape = min(1.0, (1 - progress) / self.cooldown)
        return warm * (self.floor + (1 - self.floor) * shape)
