"""Long runs: as long as asked, with numbers that stay small, in every language that has a loop."""

import pytest

from caalm.dataset.splits import POOLS
from caalm.errors import DrawError
from caalm.generation.items import draw_invented, draw_real
from caalm.generation.long import draw_long_program
from caalm.generation.programs import ProgramSpec
from caalm.languages import LANGUAGES
from caalm.languages.language import Features
from caalm.program.checks import problems
from caalm.program.interpreter import interpret
from caalm.program.nodes import For, While, blocks, walk_statements
from caalm.program.trace import Bind
from caalm.rng import derive


@pytest.mark.parametrize(("low", "high", "count"), [(10, 400, 150), (101, 1_000, 60), (1_001, 10_000, 12)])
def test_runs_are_as_long_as_asked_and_their_numbers_stay_small(low: int, high: int, count: int) -> None:
    lengths = []
    for number in range(count):
        program, result = draw_long_program(derive(1, low, number), ProgramSpec(), low, high)
        assert problems(program) == []
        assert result == interpret(program, step_limit=high)
        assert (result.error, bool(result.stdout)) == (None, True)
        assert result.stdout.count("\n") <= 64
        values = [e.value for step in result.trace for e in step.events if type(e) is Bind]
        assert max(abs(value) for value in values if isinstance(value, int)) < 10_000
        lengths.append(result.steps)
    assert low <= min(lengths)
    assert max(lengths) <= high
    middle = sorted(lengths)[count // 2]
    assert (low * high) ** 0.5 / 2 < middle < (low * high) ** 0.5 * 2  # log-uniform, about


def test_loops_of_every_kind_are_drawn_alone_and_nested() -> None:
    kinds, nested = set(), 0
    for number in range(120):
        program = draw_long_program(derive(2, number), ProgramSpec(), 50, 300).program
        loops = [node for node in walk_statements(program.body) if isinstance(node, For | While)]
        kinds |= {"while" if isinstance(loop, While) else "repeat" if loop.target is None else "for" for loop in loops}
        nested += any(isinstance(inner, For | While) for loop in loops for inner in blocks(loop)[0])
    assert kinds == {"for", "while", "repeat"}
    assert 20 < nested < 100


def test_a_language_without_a_loop_has_no_long_run() -> None:
    features = Features(while_loops=False, counted_loops=(), repeat=False)
    with pytest.raises(DrawError, match="no loop"):
        draw_long_program(derive(3), ProgramSpec(features=features), 101, 1_000)


@pytest.mark.parametrize("name", ["python", "javascript", "lua"])
def test_real_languages_run_long(name: str) -> None:
    item = draw_real(
        derive(4, name), LANGUAGES[name], tier=3, draw=lambda rng, spec: draw_long_program(rng, spec, 101, 1_000)
    )
    assert 101 <= item.result.steps <= 1_000


def test_invented_languages_run_long() -> None:
    for number in range(20):
        item = draw_invented(
            derive(5, number), POOLS["train"], tier=3, draw=lambda rng, spec: draw_long_program(rng, spec, 101, 1_000)
        )
        assert 101 <= item.result.steps <= 1_000
