"""How sure a share is: the Wilson interval, which stays inside 0 and 1 and never claims certainty from a few cases.

>>> low, high = wilson_interval(6, 6)
>>> round(low, 2), high
(0.61, 1.0)
"""

from __future__ import annotations

from math import sqrt

NORMAL_95 = 1.959963984540054
"""The normal quantile that leaves 2.5 percent on either side."""


def wilson_interval(right: int, count: int, quantile: float = NORMAL_95) -> tuple[float, float]:
    """The interval of a share of ``right`` out of ``count``, at 95 percent by default; (0, 1) of nothing."""
    if not 0 <= right <= count:
        raise ValueError(f"right: {right} is not between 0 and {count}")
    if count == 0:
        return 0.0, 1.0
    share, squared = right / count, quantile * quantile
    centre = share + squared / (2 * count)
    spread = quantile * sqrt(share * (1 - share) / count + squared / (4 * count * count))
    scale = 1 + squared / count
    # At the ends the bounds are 0 and 1 exactly; floats may miss them by a hair.
    low = 0.0 if right == 0 else max(0.0, (centre - spread) / scale)
    high = 1.0 if right == count else min(1.0, (centre + spread) / scale)
    return low, high
