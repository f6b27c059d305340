"""Wilson intervals against published values and against their own definition."""

from math import sqrt

import pytest

from caalm.evaluation.statistics import (
    NORMAL_95,
    clustered_interval,
    compare_pairs,
    difference_interval,
    mcnemar_exact,
    wilson_interval,
)


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


def test_the_interval_of_a_paired_difference_has_its_published_value() -> None:
    # Newcombe 1998, Improved confidence intervals for the difference between binomial proportions based on paired data
    assert difference_interval(36, 12, 2, 0) == pytest.approx((0.0569, 0.3404), abs=5e-5)


@pytest.mark.parametrize("counts", [(0, 0, 0, 9), (9, 0, 0, 0), (0, 9, 0, 0), (3, 2, 2, 3), (0, 5, 5, 0)])
def test_the_interval_holds_the_difference_and_stays_between_minus_one_and_one(counts: tuple[int, ...]) -> None:
    both, one, other, neither = counts
    low, high = difference_interval(both, one, other, neither)
    assert -1 <= low <= (one - other) / sum(counts) <= high <= 1


def test_the_exact_test_is_the_binomial_one() -> None:
    assert mcnemar_exact(10, 2) == pytest.approx(2 * (1 + 12 + 66) / 4096)
    assert mcnemar_exact(2, 10) == mcnemar_exact(10, 2)
    assert mcnemar_exact(0, 0) == mcnemar_exact(4, 4) == 1.0
    assert 0 <= mcnemar_exact(2_000, 1_000) < 1e-70


def test_a_model_compared_with_itself_differs_in_nothing() -> None:
    answers = [True, False, True, True]
    paired = compare_pairs(answers, answers)
    assert (paired.difference, paired.p_value, paired.count) == (0.0, 1.0, 4)
    turned = compare_pairs(answers, [not answer for answer in answers])
    assert (turned.only_first, turned.only_second, turned.difference) == (3, 1, 0.5)


def test_unpaired_answers_are_refused() -> None:
    with pytest.raises(ValueError, match="pair"):
        compare_pairs([True], [True, False])
    with pytest.raises(ValueError, match="nothing"):
        compare_pairs([], [])


def test_answers_that_hang_together_say_less_than_answers_apart() -> None:
    apart = clustered_interval([(1, 1)] * 60 + [(0, 1)] * 40)
    together = clustered_interval([(10, 10)] * 6 + [(0, 10)] * 4)
    assert apart == pytest.approx(wilson_interval(60, 100), abs=0.01)
    assert together[0] < apart[0] - 0.05
    assert together == pytest.approx(wilson_interval(6, 10), abs=0.03)


def test_groups_that_are_more_alike_than_chance_never_narrow_the_interval() -> None:
    even = clustered_interval([(5, 10), (6, 10), (5, 10), (6, 10)])
    assert even == pytest.approx(wilson_interval(22, 40), abs=1e-9)


def test_of_nothing_wrong_every_group_counts_once() -> None:
    assert clustered_interval([(20, 20)] * 50) == wilson_interval(50, 50)
    assert clustered_interval([(0, 20)] * 50) == wilson_interval(0, 50)
    assert clustered_interval([]) == (0.0, 1.0)
