"""Drawing programs of machines: decidable, determined, and kept apart for tests."""

from collections import Counter
from typing import Any

import pytest

from caalm.dataset.segments import code_of
from caalm.evaluation.suites import from_item
from caalm.generation.alien import HELD_OUT, LONGEST_OUTPUT, draw_alien
from caalm.machines import MACHINES
from caalm.machines.words import NEW_WORDS
from caalm.model.selfcheck import first_problem
from caalm.program.trace import parse_trace, write_trace
from caalm.rng import derive
from caalm.tasks.prediction import extract_traced, traced_target


def test_a_draw_is_determined_and_every_machine_comes_up() -> None:
    items = [draw_alien(derive(1, "alien", index)) for index in range(150)]
    again = [draw_alien(derive(1, "alien", index)) for index in range(0, 150, 10)]
    assert [item.source for item in again] == [item.source for item in items[::10]]
    assert {item.machine for item in items} == set(MACHINES)
    assert len({item.source.text for item in items}) == len(items)
    assert len({item.language.name for item in items}) > 140


@pytest.mark.parametrize("machine", MACHINES)
def test_drawn_programs_halt_print_and_differ(machine: str) -> None:
    rejected: Counter[str] = Counter()
    items = [draw_alien(derive(2, "alien", machine, index), machine=machine, rejected=rejected) for index in range(300)]
    assert all(item.result.error is None and item.result.steps <= 40 for item in items)
    assert all(item.result.stdout.strip() and item.result.stdout.count("\n") <= LONGEST_OUTPUT for item in items)
    assert len({item.source.text for item in items}) > 285
    assert len({item.canonical for item in items}) > 240
    assert len({item.result.stdout for item in items}) > 100
    assert rejected["accepted"] >= 300
    for item in items[:60]:
        text = item.trace_text()
        assert write_trace(parse_trace(text)) == text
        assert extract_traced(traced_target(text, item.result.stdout)) + "\n" == item.result.stdout


@pytest.mark.parametrize("machine", MACHINES)
def test_held_out_draws_use_families_and_words_that_training_draws_lack(machine: str) -> None:
    trained = [draw_alien(derive(3, machine, index), machine=machine) for index in range(60)]
    kept = [draw_alien(derive(3, machine, index), machine=machine, held_out=True) for index in range(60)]
    assert {item.family for item in kept} == set(HELD_OUT[machine])
    assert not {item.family for item in trained} & set(HELD_OUT[machine])

    def new_words(items: list) -> int:  # type: ignore[type-arg]
        styled = {word.replace("-", "").lower() for word in NEW_WORDS.values()}
        return sum(
            role in NEW_WORDS and word.lower().replace("-", "").replace("_", "").replace(" ", "") in styled
            and word.lower().replace("_", "-").replace(" ", "-") == NEW_WORDS[role]
            for item in items
            for role, word in item.language.spelling.words.items()
        )  # fmt: skip

    assert new_words(trained) == 0
    if any("<" in form for family in HELD_OUT[machine] for form in MACHINES[machine].families[family].values()):
        assert new_words(kept) > 0


def test_programs_with_another_reading_are_counted_and_left_out() -> None:
    rejected: Counter[str] = Counter()
    for index in range(200):
        draw_alien(derive(4, "stack", index), machine="stack", rejected=rejected)
        draw_alien(derive(4, "rules", index), machine="rewriting", rejected=rejected)
    assert rejected["another reading"] > 0


@pytest.mark.parametrize("machine", MACHINES)
def test_every_trace_agrees_with_itself(machine: str) -> None:
    for index in range(150):
        item = draw_alien(derive(7, machine, index), machine=machine)
        steps = parse_trace(item.trace_text())
        output = item.result.stdout.removesuffix("\n")
        assert first_problem(steps, output, lines=item.source.text.count("\n")) is None, item.trace_text()


def test_an_item_goes_wherever_items_of_trees_go() -> None:
    item: Any = draw_alien(derive(6, "x"), machine="stack")
    assert code_of(item) == item.source.text
    one = from_item(item, "alien-0", {"machine": item.machine})
    assert (one.code, one.output, one.groups) == (item.source.text, item.result.stdout, {"machine": "stack"})


def test_a_split_by_the_canonical_text_is_kept() -> None:
    item = draw_alien(derive(5, "x"), machine="goto", accepts=lambda text: len(text) % 2 == 0)
    assert len(item.canonical) % 2 == 0
    assert item.language.families == {"machine": "goto", "family": item.family}
