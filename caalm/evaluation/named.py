"""Predictors by name: the oracle, and what a model must beat.

>>> from caalm.evaluation.suites import suite_named
>>> predictor_for = named_predictor("last-literal")
>>> [made.output for made in predictor_for(suite_named("card-52", 1)).predict_many(["print(7)"])]
['7']
>>> named_predictor("no such name") is None
True

====================  =============================================================================================
oracle                works every answer out again: interpreter, machine or runtime; must score 100 percent
random-weights        a model of the size 1m that was never trained; must stay under 5 percent
empty                 no output
last-literal          the last number or quoted string of the program
last-string           the last quoted string, which is mostly the last that is printed (also last-printed-string)
nearest, nearest=N    the output of the most similar of the first 20,000 (or N) programs of the training stream
====================  =============================================================================================
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from caalm.errors import InputError
from caalm.evaluation.audit import truth_of
from caalm.evaluation.baselines import BASELINES
from caalm.evaluation.nearest import REMEMBERED, remembered
from caalm.evaluation.predictors import AnswerPredictor, AnyPredictor

if TYPE_CHECKING:
    from caalm.evaluation.suites import Suite

NAMES = ("oracle", "random-weights", "empty", "last-literal", "last-string", "nearest")
"""What `--model` takes besides models."""
_ALIASES = {"last-printed-string": "last-string"}


def named_predictor(name: str) -> Callable[[Suite], AnyPredictor] | None:
    """The predictor for a suite of that name; None where it is no name of ours."""
    name = _ALIASES.get(name, name)
    if name == "oracle":
        return oracle_of
    if name == "random-weights":
        return lambda suite: _untrained()
    if name.replace("-", " ") in BASELINES:
        answer = AnswerPredictor(BASELINES[name.replace("-", " ")])
        return lambda suite: answer
    kind, _, count = name.partition("=")
    if kind != "nearest":
        return None
    if count and not (count.isdecimal() and int(count) > 0):
        raise InputError(f"model: nearest={count}: give how many programs of the stream are remembered")
    number = int(count) if count else REMEMBERED
    return lambda suite: _nearest(number)


def oracle_of(suite: Suite) -> AnswerPredictor:
    """Works out what each program of the suite prints, when it is asked."""
    items = {item.code: item for item in suite.items}
    return AnswerPredictor(lambda code: truth_of(items[code]).removesuffix("\n"))


@lru_cache(maxsize=1)
def _untrained() -> AnyPredictor:
    from caalm.model.untrained import untrained_predictor

    return untrained_predictor()


@lru_cache(maxsize=1)
def _nearest(count: int) -> AnyPredictor:
    return AnswerPredictor(remembered(count).answer)
