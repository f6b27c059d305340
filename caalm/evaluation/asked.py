"""What asking costs: prices, and the one line that says what a suite took.

>>> Prices(prompt=0.5, completion=2.0).cost(1_000_000, 500_000)
1.5
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from caalm.evaluation.predictions import SuitePrediction

Api = Literal["auto", "chat", "completions"]
"""How an endpoint is asked; auto tries chat, and completions where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Of a million tokens, in any currency."""

    prompt: float = 0.0
    completion: float = 0.0

    def cost(self, prompt_tokens: int | None, completion_tokens: int | None) -> float | None:
        """Of one request; None where the server did not count."""
        if prompt_tokens is None and completion_tokens is None:
            return None
        return ((prompt_tokens or 0) * self.prompt + (completion_tokens or 0) * self.completion) / 1_000_000


def cost_line(made: Sequence[SuitePrediction]) -> str | None:
    """Tokens, seconds and cost of some predictions, earlier runs included; None where nothing was counted."""
    counted = [one for one in made if one.prompt_tokens is not None or one.completion_tokens is not None]
    if not counted:
        return None
    asked = sum(one.prompt_tokens or 0 for one in counted)
    written = sum(one.completion_tokens or 0 for one in counted)
    seconds = sum(one.seconds for one in made)
    line = f"{len(made)} programs: {asked:,} prompt and {written:,} completion tokens, {seconds:,.1f} s"
    costs = [one.cost for one in made if one.cost is not None]
    line += f" ({1000 * seconds / len(made):,.0f} s a thousand"
    if not costs:
        return f"{line}); cost unknown: give --price-in and --price-out for a million tokens"
    return f"{line}, cost {1000 * sum(costs) / len(made):,.4f}); cost {sum(costs):,.4f}"
