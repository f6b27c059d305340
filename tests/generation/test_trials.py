"""Programs that try one construct out: well-formed, and with the constructs that they are there for."""

from random import Random

import pytest

from caalm.dataset.splits import POOLS
from caalm.generation.items import Draw, draw_invented
from caalm.generation.programs import ProgramSpec, draw_program
from caalm.generation.trials import draw_trial_program, draw_wide_trial_program
from caalm.languages import LANGUAGES
from caalm.languages.language import Features
from caalm.program.checks import problems
from caalm.program.nodes import (
    BinOp,
    Conditional,
    Constant,
    For,
    Intrinsic,
    Print,
    Program,
    all_expressions,
    walk_statements,
)
from caalm.runtimes import RUNTIMES, available_tier
from caalm.runtimes.differential import check_agreement


def drawn(draw: Draw, count: int = 300) -> list[Program]:
    return [draw(Random(seed), ProgramSpec(tier=1 + seed % 3)).program for seed in range(count)]


@pytest.mark.parametrize("draw", [draw_trial_program, draw_wide_trial_program])
@pytest.mark.parametrize("tier", [1, 2, 3])
def test_every_program_is_well_formed_and_ends(draw: Draw, tier: int) -> None:
    for seed in range(100):
        program, result = draw(Random(seed), ProgramSpec(tier=tier))
        assert problems(program) == []
        assert result.error is None


def strides(programs: list[Program]) -> set[int]:
    return {node.step for program in programs for node in walk_statements(program.body) if isinstance(node, For)}


def passing(programs: list[Program]) -> int:
    """How many loops have an end that is no whole number of steps away."""
    loops = [node for program in programs for node in walk_statements(program.body) if isinstance(node, For)]
    return sum(
        (node.stop.value - node.start.value) % abs(node.step) != 0
        for node in loops
        if isinstance(node.start, Constant) and isinstance(node.stop, Constant)
        if isinstance(node.start.value, int) and isinstance(node.stop.value, int)
    )


def test_loops_have_strides_of_every_size_and_pass_their_ends() -> None:
    trials, others = drawn(draw_trial_program), drawn(draw_program)
    assert {-5, -4, -3, -2, 2, 3, 4, 5} <= strides(trials)
    assert passing(trials) > 20
    assert passing(others) == 0  # which is why there are trials


def several_calculations(programs: list[Program]) -> int:
    prints = [node for program in programs for node in walk_statements(program.body) if isinstance(node, Print)]
    return sum(sum(isinstance(each, BinOp) for each in node.values) > 1 for node in prints)


def test_prints_hold_several_calculations() -> None:
    assert several_calculations(drawn(draw_trial_program)) > 20
    assert several_calculations(drawn(draw_program)) == 0


def expressions(programs: list[Program]) -> list[object]:
    return [each for program in programs for each in all_expressions(program)]


def test_powers_and_expressions_that_choose_are_for_wide_languages_alone() -> None:
    wide, narrow = expressions(drawn(draw_wide_trial_program)), expressions(drawn(draw_trial_program))
    assert sum(isinstance(each, Conditional) for each in wide) > 20
    assert sum(isinstance(each, Intrinsic) for each in wide) > 20
    assert not any(isinstance(each, Conditional | Intrinsic) for each in narrow)


def test_a_narrow_language_is_asked_nothing_that_it_cannot_say() -> None:
    features = Features(
        operators=("+",), otherwise=False, loop_steps=False, negative_literals=False, joined=False, several=False
    )
    for seed in range(100):
        program = draw_trial_program(Random(seed), ProgramSpec(tier=1 + seed % 3, features=features)).program
        assert strides([program]) <= {1}
        assert all(each.op == "+" for each in all_expressions(program) if isinstance(each, BinOp))
        assert not any(isinstance(each, Constant) and repr(each.value)[0] == "-" for each in all_expressions(program))
        assert several_calculations([program]) == 0


@pytest.mark.parametrize("name", ["python", "javascript", "lua"])  # COBOL is drawn with pictures, by its own module
def test_interpreter_and_real_languages_agree(name: str) -> None:
    if available_tier() is None or not RUNTIMES[name].available():
        pytest.skip(f"needs {name} and a sandbox")
    language = LANGUAGES[name]
    programs = [
        draw_wide_trial_program(
            Random(seed),
            ProgramSpec(
                tier=1 + seed % 3,
                semantics=language.semantics,
                features=language.features,
                reserved=language.reserved,
            ),
        ).program
        for seed in range(120)
    ]
    report = check_agreement(name, programs, Random(1))
    assert report.compared > 100
    assert [str(each) for each in report.disagreements] == []


@pytest.mark.parametrize("wide", [True, False])
def test_invented_languages_render_them(wide: bool) -> None:
    draw = draw_wide_trial_program if wide else draw_trial_program
    for seed in range(30):
        item = draw_invented(Random(seed), POOLS["train"], tier=1 + seed % 3, beyond=wide, draw=draw)
        assert item.source.text.strip()
