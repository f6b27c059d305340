"""The Lua templates: every one draws, differs, repeats itself under one seed, and runs in the real Lua."""

from collections import Counter

import pytest

from caalm.generation.idiomatic.lua import HELD_OUT, LUA
from caalm.generation.idiomatic.lua_script import LuaScript, bracketed
from caalm.rng import derive
from caalm.runtimes import RUNTIMES
from caalm.runtimes.runtime import Execution
from caalm.runtimes.sandbox import Status

DRAWS = 20


@pytest.fixture(scope="module")
def sources() -> dict[str, list[str]]:
    return {t.name: [t.draw(derive(11, t.name, index)) for index in range(DRAWS)] for t in LUA}


@pytest.fixture(scope="module")
def executions(sources: dict[str, list[str]]) -> dict[str, list[Execution]]:
    runtime = RUNTIMES["lua"]
    if not runtime.available():
        pytest.skip("Lua is not installed")
    found = iter(runtime.execute_many([source for drawn in sources.values() for source in drawn], audit_share=0.01))
    return {name: [next(found) for _ in drawn] for name, drawn in sources.items()}


def test_there_are_many_templates_with_names_of_their_own() -> None:
    assert len(LUA) >= 35
    assert max(Counter(t.name for t in LUA).values()) == 1


def test_the_held_out_groups_exist_and_are_the_smaller_part() -> None:
    groups = Counter(t.group for t in LUA)
    assert set(groups) >= HELD_OUT > set()
    assert sum(groups[group] for group in HELD_OUT) < len(LUA) / 4


def test_one_seed_draws_one_program() -> None:
    assert all(t.draw(derive(3, t.name)) == t.draw(derive(3, t.name)) for t in LUA)


def test_hardly_a_program_comes_twice(sources: dict[str, list[str]]) -> None:
    assert {name: len(set(drawn)) for name, drawn in sources.items() if len(set(drawn)) < DRAWS - 1} == {}


def test_the_real_lua_takes_every_program(
    sources: dict[str, list[str]], executions: dict[str, list[Execution]]
) -> None:
    refused = [
        (name, run.stderr, source)
        for name, runs in executions.items()
        for run, source in zip(runs, sources[name], strict=True)
        if run.status is Status.COMPILE_ERROR
    ]
    assert refused == []
    failed = [name for name, runs in executions.items() for run in runs if run.status is not Status.OK]
    assert len(failed) <= len(LUA) * DRAWS / 100, Counter(failed)


def test_outputs_are_short_differ_and_show_no_place_in_memory_or_file(executions: dict[str, list[Execution]]) -> None:
    for name, runs in executions.items():
        outputs = [run.stdout for run in runs]
        assert len(set(outputs)) >= DRAWS * 0.6, name
        assert sum(not output.strip() for output in outputs) <= DRAWS * 0.2, name
        assert sum(len(output) > 400 for output in outputs) <= 1, name
        assert not any(("0x5" in output and "table:" in output) or "program.lua" in output for output in outputs), name


def test_an_operand_of_a_join_is_bracketed_only_where_it_must_be() -> None:
    assert bracketed("x") == "x"
    assert bracketed("f(a, b)") == "f(a, b)"
    assert bracketed("a < b") == "(a < b)"
    assert bracketed("math.max(a, b) + 1") == "(math.max(a, b) + 1)"


def test_a_script_writes_its_author_s_indent() -> None:
    lua = LuaScript(derive(1))
    lua.unit, lua.gaps, lua.remarks = "\t", 0.0, 0.0
    lua.add("if x then", "  print(x)", "end")
    assert lua.text() == "if x then\n\tprint(x)\nend\n"
