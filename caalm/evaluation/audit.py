"""Labels audited: every item of a suite evaluated again by something that did not make its label.

    audit_suite(suite_named("card-52"))    -> Audit(suite="card-52", executed=28, compiled=24, rerun=0, ...)

A program in a real language is executed by its runtime in the jail. One in an invented language is interpreted by the
reference, and compiled to Python (`caalm.evaluation.second`) and executed. The card's invented programs have
hand-written Python beside them. A program of a machine is run once more by its machine: that shows that it is drawn
as before, not that the machine is right, and it is counted apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from caalm.evaluation.exams.lengths import wide
from caalm.evaluation.second import python_of
from caalm.evaluation.suites import CARD, Suite, SuiteItem
from caalm.generation.alien import AlienItem
from caalm.generation.items import Item
from caalm.machines import MACHINES
from caalm.program.interpreter import interpret
from caalm.runtimes import RUNTIMES
from caalm.runtimes.runtime import Execution
from caalm.runtimes.sandbox import Status
from caalm.tasks.prediction import split_input

STEP_LIMIT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What an audit found."""

    suite: str
    executed: int
    """Programs in real languages that their runtime ran."""
    compiled: int
    """Programs in invented languages that the reference interpreted and Python executed."""
    rerun: int
    """Programs of machines, run by the machine again."""
    unaudited: int
    """Programs that nothing here can run: their runtime is missing, or nobody knows the language."""
    problems: tuple[str, ...]
    """One line for each label that something disagreed with."""


def audit_suite(suite: Suite) -> Audit:
    """The audit of all items of a suite."""
    problems: list[str] = []
    real = [item for item in suite.items if item.language in RUNTIMES and RUNTIMES[item.language].available()]
    aliens = [item for item in suite.items if isinstance(item.item, AlienItem)]
    invented = [item for item in suite.items if item.language not in RUNTIMES and isinstance(item.item, Item)]
    card = [item for item in suite.items if suite.name == CARD and item.id in _equivalents()]
    for item, execution in _executed(real):
        if execution.stdout != item.output or not _may_end(item, execution):
            problems.append(f"{item.id}: {item.language} prints {execution.stdout!r}, the label is {item.output!r}")
    for item in [*aliens, *invented, *real]:
        if item.item is not None and truth_of(item) != item.output:
            problems.append(f"{item.id}: the reference prints {truth_of(item)!r}, the label is {item.output!r}")
    sources = [_equivalents()[item.id] for item in card] + [_second(item) for item in invented]
    for item, execution in zip([*card, *invented], RUNTIMES["python"].execute_many(sources), strict=True):
        if execution.stdout != item.output or not _may_end(item, execution):
            problems.append(f"{item.id}: compiled it prints {execution.stdout!r}, the label is {item.output!r}")
    done = len(real) + len(aliens) + len(invented) + len(card)
    return Audit(
        suite=suite.name,
        executed=len(real),
        compiled=len(invented) + len(card),
        rerun=len(aliens),
        unaudited=len(suite.items) - done,
        problems=tuple(problems),
    )


def _second(item: SuiteItem) -> str:
    assert isinstance(item.item, Item), "only trees come here"
    return python_of(item.item.program, item.item.language.semantics)


def _may_end(item: SuiteItem, execution: Execution) -> bool:
    """Whether the run ended as the label's did: with an error, or without."""
    if item.item is None:
        return execution.status is Status.OK
    fails = item.item.result.error is not None
    return execution.status is (Status.RUNTIME_ERROR if fails else Status.OK)


def _executed(items: Sequence[SuiteItem]) -> Iterator[tuple[SuiteItem, Execution]]:
    for language in sorted({item.language for item in items}):
        runtime = RUNTIMES[language]
        members = [item for item in items if item.language == language]
        alone = [item for item in members if split_input(item.code)[1] is not None or "files" in item.constructs]
        bulk = [item for item in members if item not in alone]
        yield from zip(bulk, runtime.execute_many([item.code for item in bulk]), strict=True)
        for item in alone:
            source, lines = split_input(item.code)
            given = "" if lines is None else f"{lines}\n"
            yield item, runtime.execute_with(given, source, writable=True)


@lru_cache(maxsize=1)
def _equivalents() -> dict[str, str]:
    """The Python beside the card's invented programs."""
    text = resources.files("caalm.evaluation").joinpath("data/card-52.jsonl").read_text("utf-8")
    records = [json.loads(line) for line in text.splitlines()]
    return {record["id"]: record["equivalent"] for record in records if "equivalent" in record}


# -- the oracle ------------------------------------------------------------------------------------------------------


def truth_of(item: SuiteItem) -> str:
    """What the item's program prints, worked out again: by interpreter, machine or runtime.

    An outside program whose language has no runtime here has nothing but its label.
    """
    drawn = item.item
    if isinstance(drawn, AlienItem):
        machine = MACHINES[drawn.machine]
        return machine.run(drawn.program.body, step_limit=STEP_LIMIT, spelling=drawn.language.spelling).stdout
    if drawn is not None:
        return interpret(drawn.program, wide(drawn.language.semantics), step_limit=STEP_LIMIT).stdout
    if item.language in RUNTIMES and RUNTIMES[item.language].available():
        source, lines = split_input(item.code)
        runtime = RUNTIMES[item.language]
        return (runtime.execute(source) if lines is None else runtime.execute_with(f"{lines}\n", source)).stdout
    equivalent = _equivalents().get(item.id)
    if equivalent is not None and RUNTIMES["python"].available():
        return RUNTIMES["python"].execute(equivalent).stdout
    return item.output
