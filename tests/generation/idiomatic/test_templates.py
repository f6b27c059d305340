"""Every Python and JavaScript template draws programs that run, differ, and come again from the same seed."""

import re
from collections import defaultdict
from random import Random

import pytest

from caalm.dataset.idiomatic import refusal
from caalm.generation.idiomatic.catalogue import HELD_OUT_GROUPS, TEMPLATES, draw_idiomatic
from caalm.generation.idiomatic.grammar import Grammar, Scope
from caalm.generation.idiomatic.template import Template
from caalm.rng import derive
from caalm.runtimes import RUNTIMES

LANGUAGES = ("python", "javascript")
DRAWS = 30
LEAST = {"python": 40, "javascript": 35}


def templates_of(language: str) -> list[Template]:
    return list(dict.fromkeys(TEMPLATES[language]))


def draws_of(template: Template) -> list[str]:
    return [template.draw(derive(11, template.name, number)) for number in range(DRAWS)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_draws_programs_that_run_and_print(language: str) -> None:
    if not RUNTIMES[language].available():
        pytest.skip(f"no runtime of {language}")
    templates = templates_of(language)
    sources = [source for template in templates for source in draws_of(template)]
    executions = RUNTIMES[language].execute_many(sources)
    refused: dict[str, list[str]] = defaultdict(list)
    for number, execution in enumerate(executions):
        if (why := refusal(language, execution)) is not None:
            refused[templates[number // DRAWS].name].append(f"{why}: {execution.stderr[-80:]}")
    # The builder drops what fails; a template of which much fails is a wrong one.
    assert {name: found for name, found in refused.items() if len(found) > DRAWS // 5} == {}
    assert sum(map(len, refused.values())) < len(sources) * 0.04


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_many_templates_in_many_groups_with_names_of_their_own(language: str) -> None:
    templates = templates_of(language)
    assert len(templates) >= LEAST[language]
    assert len({template.name for template in templates}) == len(templates)
    groups = {template.group for template in templates}
    assert len(groups) >= 15
    assert HELD_OUT_GROUPS[language] < groups


@pytest.mark.parametrize("language", LANGUAGES)
def test_hardly_two_draws_of_a_template_are_equal(language: str) -> None:
    for template in templates_of(language):
        assert len(set(draws_of(template))) >= DRAWS * 0.9, template.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_program_is_the_same_whenever_it_is_drawn(language: str) -> None:
    late = [draw_idiomatic(language, seed=5, index=index) for index in range(199, -1, -1)]
    early = [draw_idiomatic(language, seed=5, index=index) for index in range(200)]
    assert early == late[::-1]
    assert len({one.source for one in early}) > 190


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_program_asks_for_the_time_or_for_chance(language: str) -> None:
    chance = re.compile(r"import random|random\.|Math\.random|\bDate[.(]|import time|\bhash\(|\bid\(")
    for index in range(1_000):
        drawn = draw_idiomatic(language, seed=6, index=index)
        assert not chance.search(drawn.source), drawn.template.name


def test_an_operator_is_put_into_brackets_where_it_is_an_operand() -> None:
    grammar = Grammar({"i": ["~«i» + «i»"], "t": ["~«i» * «i»", "~«i» * «i»"]}, {"i": str})
    scope = Scope(grammar, Random(0))
    scope.declare("i", "n")
    found = {scope.fill("t", 2) for _ in range(40)}
    assert "(n + n) * n" in found
    assert all(eval(text, {"n": 3}) in {9, 18, 36, 3 * 9, 6 * 9, 81} or re.search(r"\d", text) for text in found)


def test_a_statement_is_only_drawn_where_its_variables_are_known() -> None:
    grammar = Grammar({"stmt": ["«$S».sort()", "«+i» = 1"]}, {})
    scope = Scope(grammar, Random(1))
    assert scope.statement()[0].endswith(" = 1")


def test_what_a_block_declares_is_not_known_after_it() -> None:
    grammar = Grammar({"stmt": ["if x:\n    «block»"], "inner": ["«+i» = 1"]}, {})
    scope = Scope(grammar, Random(2))
    assert scope.statement()[1].startswith("    ")
    assert scope.variables.get("i", []) == []
