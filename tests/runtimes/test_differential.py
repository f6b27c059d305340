"""Interpreter and real runtimes agree, and a disagreement would be found and made small."""

from dataclasses import replace
from random import Random

import pytest

from caalm.generation.corners import draw_corner_program
from caalm.languages.javascript import JAVASCRIPT
from caalm.languages.lua import LUA
from caalm.languages.python import PYTHON
from caalm.languages.renderer import InfixLanguage
from caalm.program.nodes import (
    Assign,
    BinOp,
    Constant,
    Dict,
    List,
    Name,
    Print,
    Program,
    Subscript,
    all_expressions,
    walk_statements,
)
from caalm.program.reduce import reduce_program
from caalm.rng import derive
from caalm.runtimes import RUNTIMES, available_tier, differential
from caalm.runtimes.differential import (
    DifferentialReport,
    check_agreement,
    draw_for_agreement,
    draw_topics,
    reduce_disagreement,
)
from caalm.runtimes.wild import draw_wild
from caalm.runtimes.wild_cobol import draw_wild_cobol
from tests.wild import draw_wild_program

INFIX = (PYTHON, JAVASCRIPT, LUA)
each_language = pytest.mark.parametrize("language", INFIX, ids=lambda language: language.name)


def assert_agrees(language: InfixLanguage, programs: list[Program]) -> None:
    report = assert_no_disagreement(language, programs)
    assert report.compared > 0.9 * len(programs)


def assert_no_disagreement(language: InfixLanguage, programs: list[Program]) -> DifferentialReport:
    if not RUNTIMES[language.name].available():
        pytest.skip(f"{language.name} is not installed")
    report = check_agreement(language.name, programs, Random(1))
    assert not report.disagreements, "\n".join(str(reduce_disagreement(d)) for d in report.disagreements[:3])
    return report


@each_language
def test_drawn_programs_agree(language: InfixLanguage) -> None:
    assert_agrees(language, list(draw_for_agreement(language, 300, 11)))


@each_language
def test_corners_agree(language: InfixLanguage) -> None:
    assert_agrees(language, [draw_corner_program(derive(12, n), language.name) for n in range(300)])


@each_language
def test_programs_that_nobody_would_write_agree(language: InfixLanguage) -> None:
    assert_agrees(language, [draw_wild_program(derive(13, n), language.semantics) for n in range(300)])


@each_language
def test_programs_of_all_nodes_agree(language: InfixLanguage) -> None:
    programs = [draw_wild(derive(15, n), language.name) for n in range(200)]
    report = assert_no_disagreement(language, programs)
    assert report.compared > 0.3 * len(programs)


@each_language
def test_topics_agree(language: InfixLanguage) -> None:
    programs = list(draw_topics(language, 88, 16))
    report = assert_no_disagreement(language, programs)
    assert report.compared > 0.9 * len(programs)


def test_a_program_that_must_fail_and_does_not_is_a_disagreement_that_gets_small(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """JavaScript by the rules of Python: a place that is not there would be an error, and is undefined."""
    if not RUNTIMES["javascript"].available():
        pytest.skip("javascript is not installed")
    semantics = replace(JAVASCRIPT.semantics, missing="error", types="strict")
    wrong = InfixLanguage(name="javascript", suffix=".js", semantics=semantics, renderer=JAVASCRIPT.renderer)
    monkeypatch.setattr(differential, "LANGUAGES", {"javascript": wrong})
    xs = List((Constant(1), Constant(2)))
    body = (
        Assign("a", Constant(7)),
        Assign("xs", xs),
        Print((Subscript(Name("xs"), Constant(5)),)),
        Print((Name("a"),)),
    )
    report = check_agreement("javascript", [Program(body)], Random(1))
    (found,) = report.disagreements
    assert found.fails
    reduced = reduce_disagreement(found)
    assert len(list(walk_statements(reduced.program.body))) == 2
    assert "interpreted '' and an error, executed 'undefined\\n'" in str(reduced)


def test_the_nightly_run_ends_in_time_and_says_how_much_it_compared(capsys: pytest.CaptureFixture[str]) -> None:
    if not all(RUNTIMES[language.name].available() for language in INFIX):
        pytest.skip("a runtime is not installed")
    assert differential.main(["2", "--wild", "4", "--topics", "3", "--minutes", "0.001", "--seed", "5"]) == 0
    assert "0 disagreements" in capsys.readouterr().out.splitlines()[-1]


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


def test_a_dictionary_is_made_smaller_with_its_values() -> None:
    pair = Dict((Constant("a"), Constant("b")), (Constant(1), BinOp(Constant(2), "+", Constant(3))))
    program = Program((Print((pair,)),))
    smallest = reduce_program(program, lambda smaller: any(isinstance(node, Dict) for node in all_expressions(smaller)))
    assert smallest == Program((Print((Dict((), ()),)),))


@pytest.mark.skipif(
    not RUNTIMES["cobol"].available() or available_tier() is None, reason="needs GnuCOBOL and a sandbox"
)
def test_random_cobol_programs_of_all_nodes_agree() -> None:
    programs = [draw_wild_cobol(derive(3, "wild", "cobol", number)) for number in range(160)]
    report = check_agreement("cobol", programs, Random(1))
    assert report.compared > 50
    assert [str(each) for each in report.disagreements] == []
