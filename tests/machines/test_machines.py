"""Every machine means what its text says: a reader that shares no code with it prints the same."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from caalm.errors import InexpressibleError
from caalm.machines import MACHINES
from caalm.machines.control import Jump, JumpIf
from caalm.machines.machine import Spelling, held_out, plain
from caalm.machines.words import NEW_WORDS, POOLS, TRAINING_POOLS, draw_words
from caalm.program.interpreter import STEP_LIMIT_ERROR, ExecutionResult
from caalm.program.trace import Out, at_lines, parse_trace, write_trace
from caalm.rng import derive
from tests.machines.readers import READERS, read_goto

NAMES = ("a", "b", "c", "d", "e", "f", "g", "h", "i")
LABELS = tuple(f"p{number}" for number in range(60))
STATES = ("A", "B", "C", "D", "halt")
STEPS = 60


def plain_spelling(machine: str, family: str) -> Spelling:
    labels = STATES if machine == "turing" else LABELS
    return plain(machine, MACHINES[machine].families, family, names=NAMES, labels=labels)


def drawn(machine: str, count: int, spelling: Spelling | None = None) -> Iterator[tuple[Any, ExecutionResult]]:
    """Programs that end without an error within the steps."""
    found = 0
    for index in range(20 * count):
        program = MACHINES[machine].draw(derive(1, "test machines", machine, index), 1 + index % 3)
        result = MACHINES[machine].run(program, step_limit=STEPS, spelling=spelling)
        if result.error is None:
            yield program, result
            found += 1
            if found == count:
                return
    raise AssertionError(f"only {found} of {count} {machine} programs end")


@pytest.mark.parametrize("machine", MACHINES)
def test_a_reader_of_the_text_alone_prints_what_the_machine_prints(machine: str) -> None:
    family, read = READERS[machine]
    spelling = plain_spelling(machine, family)
    for program, result in drawn(machine, 300, spelling):
        text = MACHINES[machine].render(program, spelling).text
        assert read(text) == result.stdout, text


@pytest.mark.parametrize("machine", MACHINES)
def test_a_trace_comes_back_as_it_was_written_and_prints_the_output(machine: str) -> None:
    spelling = plain_spelling(machine, READERS[machine][0])
    for program, result in drawn(machine, 100, spelling):
        source = MACHINES[machine].render(program, spelling)
        text = write_trace(at_lines(result.trace, source.lines))
        steps = parse_trace(text)
        assert write_trace(steps) == text
        printed = [event.text for step in steps for event in step.events if isinstance(event, Out)]
        assert "".join(line + "\n" for line in printed) == result.stdout
        assert {step.at for step in steps} <= set(range(1, source.text.count("\n") + 1))


@pytest.mark.parametrize("machine", MACHINES)
def test_every_family_writes_every_program_on_its_own_lines(machine: str) -> None:
    chosen = MACHINES[machine]
    programs = [program for program, _ in drawn(machine, 12)]
    texts = set()
    for family in chosen.families:
        spelling = chosen.spell(derive(3, family), NAMES, {family: chosen.families[family]})
        assert spelling.family == family
        for program in programs:
            try:
                source = chosen.render(program, spelling)
            except InexpressibleError:
                assert machine == "rewriting"  # a letter that the family needs itself
                continue
            lines = source.text.splitlines()
            assert source.text.endswith("\n")
            assert all(lines[line - 1].strip() for line in source.lines)
            assert not re.search(r"<[a-z]+>", source.text) or family == "angles", "a role without its word"
            texts.add(source.text)
    assert len(texts) > len(programs) * len(chosen.families) * 0.8


@pytest.mark.parametrize("machine", MACHINES)
def test_a_draw_is_determined_by_its_seed_and_seeds_differ(machine: str) -> None:
    chosen = MACHINES[machine]
    assert chosen.draw(derive(7, "x"), 3) == chosen.draw(derive(7, "x"), 3)
    assert chosen.spell(derive(7, "x"), NAMES, chosen.families) == chosen.spell(derive(7, "x"), NAMES, chosen.families)
    assert len({repr(chosen.draw(derive(7, "x", index), 3)) for index in range(200)}) > 150


def test_some_programs_with_jumps_have_no_block_structure_and_still_mean_what_they_say() -> None:
    """A jump back that crosses another jump: no loop or branch is written so."""
    spelling = plain_spelling("goto", "bare")
    crossing = 0
    for program, result in drawn("goto", 600, spelling):
        spans = [(at, one.target) for at, one in enumerate(program.body) if isinstance(one, Jump | JumpIf)]
        crosses = any(
            min(other) < to < max(other) < back or to < min(other) < back < max(other)
            for back, to in spans
            for other in spans
            if back > to
        )
        if crosses:
            crossing += 1
            text = MACHINES["goto"].render(program, spelling).text
            assert read_goto(text) == result.stdout
    assert crossing > 10


@pytest.mark.parametrize("machine", MACHINES)
def test_a_run_without_end_stops_at_the_step_limit(machine: str) -> None:
    stopped = 0
    for index in range(200):
        program = MACHINES[machine].draw(derive(5, "limit", machine, index), 3)
        result = MACHINES[machine].run(program, step_limit=2)
        assert result.steps <= 2
        stopped += result.error == STEP_LIMIT_ERROR
    assert stopped > 100


@pytest.mark.parametrize("machine", MACHINES)
def test_every_machine_has_six_spellings_and_keeps_two_from_training(machine: str) -> None:
    families = MACHINES[machine].families
    kept = held_out(machine, families)
    assert len(families) >= 6
    assert len(kept) == 2
    assert not set(kept) & set(list(families)[:2])


def test_training_never_says_a_held_out_word_and_words_of_a_program_differ() -> None:
    assert len(NEW_WORDS) > 50
    for index in range(300):
        words = draw_words(derive(1, "words", index), tuple(POOLS))
        assert len(set(words.values())) == len(words)
    for role, word in NEW_WORDS.items():
        assert word in POOLS[role]
        assert word not in TRAINING_POOLS[role]
