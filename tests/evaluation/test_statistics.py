"""Wilson intervals against published values and against their own definition."""

from math import sqrt

import pytest

from caalm.evaluation.statistics import NORMAL_95, wilson_interval


@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    [(50, 52, 0.870, 0.989), (6, 6, 0.610, 1.0), (0, 10, 0.0, 0.278), (1, 10, 0.018, 0.404), (500, 1000, 0.469, 0.531)],
)
def test_the_interval_has_its_known_values(right: int, count: int, low: float, high: float) -> None:
    assert wilson_interval(right, count) == pytest.approx((low, high), abs=5e-4)


@pytest.mark.parametrize("right", range(1, 20))
def test_each_bound_is_where_the_observed_share_lies_a_quantile_away(right: int) -> None:
    for bound in wilson_interval(right, 20):
        assert abs(right / 20 - bound) == pytest.approx(NORMAL_95 * sqrt(bound * (1 - bound) / 20))


def test_nothing_counted_says_nothing() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("right", "count"), [(-1, 5), (6, 5)])
def test_impossible_counts_are_refused(right: int, count: int) -> None:
    with pytest.raises(ValueError, match="right"):
        wilson_interval(right, count)
