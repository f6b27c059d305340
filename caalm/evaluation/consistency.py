"""Do a model's plain and traced answers say the same? Where they do, it is mostly right; where not, one of them is.

    told = consistency(plain_report, traced_report)
    told.same, told.right_where_same  ->  412, 401

The two are reports of one suite: the same programs asked with `--no-trace` and with `--trace`.
"""

from __future__ import annotations

from dataclasses import dataclass

from caalm.errors import InputError
from caalm.evaluation.evaluate import Report
from caalm.evaluation.statistics import wilson_interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """Two answers to each program, counted by whether they are the same text."""

    count: int
    same: int
    interval: tuple[float, float]
    """Of the share of those that are the same."""
    right_where_same: int
    plain_right_elsewhere: int
    traced_right_elsewhere: int


def consistency(plain: Report, traced: Report) -> Consistency:
    """How often the plain and the traced answer to a program are the same, and who is right where they are not."""
    if plain.dataset_hash != traced.dataset_hash or len(plain.items) != len(traced.items):
        raise InputError("reports: they are about different programs, so their answers cannot be compared")
    if not plain.items:
        raise InputError("reports: they hold no items, so there are no answers to compare")
    pairs = list(zip(plain.items, traced.items, strict=True))
    same = [(one, other) for one, other in pairs if one.prediction == other.prediction]
    others = [(one, other) for one, other in pairs if one.prediction != other.prediction]
    return Consistency(
        count=len(pairs),
        same=len(same),
        interval=wilson_interval(len(same), len(pairs)),
        right_where_same=sum(one.right for one, _ in same),
        plain_right_elsewhere=sum(one.right for one, _ in others),
        traced_right_elsewhere=sum(other.right for _, other in others),
    )
