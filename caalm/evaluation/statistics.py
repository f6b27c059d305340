"""How sure a share is, and how sure the difference of two: Wilson's interval, and McNemar's exact test of pairs.

>>> low, high = wilson_interval(6, 6)
>>> round(low, 2), high
(0.61, 1.0)

Two models that answered the same programs are compared program by program: what both know, and what both do not,
says nothing about which is the better one.

>>> paired = compare_pairs([True] * 12 + [False] * 8, [True] * 4 + [False] * 8 + [True] * 2 + [False] * 6)
>>> paired.only_first, paired.only_second, round(paired.difference, 2), round(paired.p_value, 3)
(8, 2, 0.3, 0.109)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, sqrt

NORMAL_95 = 1.959963984540054
"""The normal quantile that leaves 2.5 percent on either side."""


def wilson_interval(right: int, count: int, quantile: float = NORMAL_95) -> tuple[float, float]:
    """The interval of a share of ``right`` out of ``count``, at 95 percent by default; (0, 1) of nothing."""
    if not 0 <= right <= count:
        raise ValueError(f"right: {right} is not between 0 and {count}")
    return _wilson(right / count, count, quantile) if count else (0.0, 1.0)


def _wilson(share: float, count: float, quantile: float) -> tuple[float, float]:
    squared = quantile * quantile
    centre = share + squared / (2 * count)
    spread = quantile * sqrt(share * (1 - share) / count + squared / (4 * count * count))
    scale = 1 + squared / count
    # At the ends the bounds are 0 and 1 exactly; floats may miss them by a hair.
    low = 0.0 if share == 0 else max(0.0, (centre - spread) / scale)
    high = 1.0 if share == 1 else min(1.0, (centre + spread) / scale)
    return low, high


def clustered_interval(groups: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """The interval of a share where answers come in groups, (right, count) each, whose answers hang together.

    Wilson's, for as many independent answers as vary like these: one wrong turn spoils the rest of a session, so a
    thousand answers of ten sessions say less than a thousand apart. Where none is wrong, a group counts once.

    >>> low, high = clustered_interval([(10, 10)] * 5 + [(0, 10)] * 5)
    >>> round(low, 2), round(high, 2)
    (0.23, 0.77)
    """
    right, count = sum([one for one, _ in groups]), sum([of for _, of in groups])
    if count == 0:
        return 0.0, 1.0
    share = right / count
    apart = share * (1 - share) / count
    together = sum([(one - share * of) ** 2 for one, of in groups]) / count**2
    together *= len(groups) / max(1, len(groups) - 1)
    independent = count * min(1.0, apart / together) if apart > 0 and together > 0 else len(groups)
    return _wilson(share, independent, NORMAL_95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """Two answers to each of the same questions, counted by which of the two were right."""

    both: int
    only_first: int
    only_second: int
    neither: int
    difference: float
    """The first one's share less the second one's."""
    interval: tuple[float, float]
    """Of the difference, at 95 percent (Newcombe's, from the two Wilson intervals and the correlation)."""
    p_value: float
    """McNemar's exact two-sided test: how likely so uneven a split is if neither is the better one."""

    @property
    def count(self) -> int:
        """How many questions both were asked."""
        return self.both + self.only_first + self.only_second + self.neither


def compare_pairs(first: Sequence[bool], second: Sequence[bool]) -> Paired:
    """The paired comparison of two models on the same programs, in the same order."""
    if len(first) != len(second):
        raise ValueError(f"second: {len(second)} answers do not pair with {len(first)}")
    if not first:
        raise ValueError("first: there is nothing to compare")
    pairs = list(zip(first, second, strict=True))
    both, neither = pairs.count((True, True)), pairs.count((False, False))
    one, other = pairs.count((True, False)), pairs.count((False, True))
    return Paired(
        both=both,
        only_first=one,
        only_second=other,
        neither=neither,
        difference=(one - other) / len(pairs),
        interval=difference_interval(both, one, other, neither),
        p_value=mcnemar_exact(one, other),
    )


def mcnemar_exact(only_first: int, only_second: int) -> float:
    """The two-sided binomial probability of so uneven a split of the pairs that differ; 1 where none do.

    >>> mcnemar_exact(0, 5), mcnemar_exact(3, 3)
    (0.0625, 1.0)
    """
    count, fewer = only_first + only_second, min(only_first, only_second)
    tail = sum(comb(count, number) for number in range(fewer + 1))
    whole: int = 2**count
    return min(1.0, 2 * tail / whole)  # of integers: a thousand pairs are no trouble


def difference_interval(both: int, only_first: int, only_second: int, neither: int) -> tuple[float, float]:
    """The interval of the difference of two paired shares: Newcombe's tenth method, which never leaves -1 to 1."""
    count = both + only_first + only_second + neither
    first, second = both + only_first, both + only_second
    (low_1, high_1), (low_2, high_2) = wilson_interval(first, count), wilson_interval(second, count)
    share_1, share_2 = first / count, second / count
    phi = _correlation(both, only_first, only_second, neither)
    difference = share_1 - share_2
    down, up = share_1 - low_1, high_2 - share_2
    low = difference - sqrt(max(0.0, down * down - 2 * phi * down * up + up * up))
    down, up = share_2 - low_2, high_1 - share_1
    high = difference + sqrt(max(0.0, up * up - 2 * phi * up * down + down * down))
    return max(-1.0, low), min(1.0, high)


def _correlation(both: int, only_first: int, only_second: int, neither: int) -> float:
    """Newcombe's phi, with his continuity correction where the two go together."""
    margins = (both + only_first) * (only_second + neither) * (both + only_second) * (only_first + neither)
    if margins == 0:
        return 0.0
    product = both * neither - only_first * only_second
    if product > 0:
        count = both + only_first + only_second + neither
        product = max(product - count / 2, 0)  # type: ignore[assignment]
    return product / sqrt(margins)
