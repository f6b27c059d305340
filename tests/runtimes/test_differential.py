"""Interpreter and real runtimes agree, and a disagreement would be found and made small."""

from dataclasses import replace
from random import Random

import pytest

from caalm.generation.corners import draw_corner_program
from caalm.languages.javascript import JAVASCRIPT
from caalm.languages.lua import LUA
from caalm.languages.python import PYTHON
from caalm.languages.renderer import InfixLanguage
from caalm.program.nodes import Assign, BinOp, Constant, Name, Print, Program
from caalm.rng import derive
from caalm.runtimes import RUNTIMES, differential
from caalm.runtimes.differential import check_agreement, draw_for_agreement, reduce_disagreement
from tests.wild import draw_wild_program

INFIX = (PYTHON, JAVASCRIPT, LUA)
each_language = pytest.mark.parametrize("language", INFIX, ids=lambda language: language.name)


def assert_agrees(language: InfixLanguage, programs: list[Program]) -> None:
    if not RUNTIMES[language.name].available():
        pytest.skip(f"{language.name} is not installed")
    report = check_agreement(language.name, programs, Random(1))
    assert not report.disagreements, "\n".join(str(reduce_disagreement(d)) for d in report.disagreements[:3])
    assert report.compared > 0.9 * len(programs)


@each_language
def test_drawn_programs_agree(language: InfixLanguage) -> None:
    assert_agrees(language, list(draw_for_agreement(language, 300, 11)))


@each_language
def test_corners_agree(language: InfixLanguage) -> None:
    assert_agrees(language, [draw_corner_program(derive(12, n), language.name) for n in range(300)])


@each_language
def test_programs_that_nobody_would_write_agree(language: InfixLanguage) -> None:
    assert_agrees(language, [draw_wild_program(derive(13, n), language.semantics) for n in range(300)])


def test_a_javascript_that_truncates_quotients_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same renderer under another rule writes Math.trunc where the first wrote Math.floor."""
    semantics = replace(JAVASCRIPT.semantics, quotient="truncate")
    truncating = InfixLanguage(name="javascript", suffix=".js", semantics=semantics, renderer=JAVASCRIPT.renderer)
    monkeypatch.setattr(differential, "LANGUAGES", {"javascript": truncating})
    assert_agrees(truncating, [draw_wild_program(derive(14, n), semantics) for n in range(200)])


def test_a_wrong_rule_is_found_and_reduced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python rendered by the rules of JavaScript: 7 / 7 would print 1, and Python prints 1.0."""
    if not RUNTIMES["python"].available():
        pytest.skip("python is not installed")
    wrong = InfixLanguage(name="python", suffix=".py", semantics=JAVASCRIPT.semantics, renderer=PYTHON.renderer)
    monkeypatch.setattr(differential, "LANGUAGES", {"python": wrong})
    body = (Assign("a", Constant(7)), Print((Name("a"),)), Print((Constant("b"), BinOp(Name("a"), "/", Name("a")))))
    report = check_agreement("python", [Program(body)], Random(1))
    assert [d.interpreted for d in report.disagreements] == ["7\nb 1\n"]
    reduced = reduce_disagreement(report.disagreements[0])
    assert reduced.program == Program((Assign("a", Constant(1)), Print((BinOp(Name("a"), "/", Name("a")),))))
    assert "interpreted '1\\n', executed '1.0\\n'" in str(reduced)
