"""Corner programs: short, well-formed, and about what they claim."""

import pytest

from caalm.errors import InputError
from caalm.generation.corners import LONG_DIGITS, draw_corner_program
from caalm.languages.javascript import JAVASCRIPT
from caalm.languages.lua import LUA
from caalm.languages.python import PYTHON
from caalm.languages.renderer import InfixLanguage
from caalm.program.interpreter import interpret
from caalm.rng import derive


def _outputs(language: InfixLanguage, count: int = 600) -> str:
    drawn = [draw_corner_program(derive(3, n), language.name) for n in range(count)]
    return "".join(interpret(program, language.semantics).stdout for program in drawn)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (PYTHON, ("True", "False", "-1", "2.0", "-0.0", "0.30000000000000004")),
        (JAVASCRIPT, ("true", "false", "-0", "2", "3.5")),
        (LUA, ("true", "false", "-0.0", "2.0", "3.5", "2")),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_the_corners_of_a_language_show_in_its_outputs(language: InfixLanguage, lines: tuple[str, ...]) -> None:
    assert set(lines) <= set(_outputs(language, 1500).split("\n"))


@pytest.mark.parametrize("language", [PYTHON, JAVASCRIPT, LUA], ids=lambda language: language.name)
def test_floats_of_many_digits_are_rare(language: InfixLanguage) -> None:
    drawn = [draw_corner_program(derive(4, n), language.name) for n in range(300)]
    long = [p for p in drawn if LONG_DIGITS.search(interpret(p, language.semantics).stdout)]
    assert 0 < len(long) < 30


def test_the_same_path_draws_the_same_program() -> None:
    assert draw_corner_program(derive(1, "x"), "lua") == draw_corner_program(derive(1, "x"), "lua")


def test_a_language_without_corners_is_named() -> None:
    with pytest.raises(InputError, match="'cobol' has no corners"):
        draw_corner_program(derive(1), "cobol")
