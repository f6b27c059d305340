"""The COBOL templates: every one draws, differs, repeats itself under one seed, and runs when really compiled."""

from collections import Counter

import pytest

from caalm.generation.idiomatic.cobol import COBOL, HELD_OUT
from caalm.generation.idiomatic.cobol_sheet import CobolSheet
from caalm.languages.cobol import source_format
from caalm.rng import derive
from caalm.runtimes import RUNTIMES
from caalm.runtimes.runtime import Execution
from caalm.runtimes.sandbox import Status

DRAWS = 20
RUN = 4


@pytest.fixture(scope="module")
def sources() -> dict[str, list[str]]:
    return {t.name: [t.draw(derive(12, t.name, index)) for index in range(DRAWS)] for t in COBOL}


@pytest.fixture(scope="module")
def executions(sources: dict[str, list[str]]) -> dict[str, list[Execution]]:
    runtime = RUNTIMES["cobol"]
    if not runtime.available():
        pytest.skip("GnuCOBOL is not installed")
    found = iter(runtime.execute_many([source for drawn in sources.values() for source in drawn[:RUN]]))
    return {name: [next(found) for _ in drawn[:RUN]] for name, drawn in sources.items()}


def test_there_are_many_templates_with_names_of_their_own() -> None:
    assert len(COBOL) >= 25
    assert max(Counter(t.name for t in COBOL).values()) == 1


def test_the_held_out_groups_exist_and_are_the_smaller_part() -> None:
    groups = Counter(t.group for t in COBOL)
    assert set(groups) >= HELD_OUT > set()
    assert sum(groups[group] for group in HELD_OUT) < len(COBOL) / 4


def test_one_seed_draws_one_program() -> None:
    assert all(t.draw(derive(3, t.name)) == t.draw(derive(3, t.name)) for t in COBOL)


def test_hardly_a_program_comes_twice(sources: dict[str, list[str]]) -> None:
    assert {name: len(set(drawn)) for name, drawn in sources.items() if len(set(drawn)) < DRAWS - 1} == {}


def test_both_formats_are_written_and_kept_to(sources: dict[str, list[str]]) -> None:
    texts = [source for drawn in sources.values() for source in drawn]
    formats = Counter(source_format(text) for text in texts)
    assert min(formats["free"], formats["fixed"]) > len(texts) / 5
    assert all(len(line) <= 81 for text in texts for line in text.splitlines())


def test_the_real_compiler_takes_every_program(
    sources: dict[str, list[str]], executions: dict[str, list[Execution]]
) -> None:
    failed = [
        (name, run.status, run.stderr, source)
        for name, runs in executions.items()
        for run, source in zip(runs, sources[name], strict=False)
        if run.status is not Status.OK
    ]
    assert [failure for failure in failed if failure[1] is Status.COMPILE_ERROR] == []
    assert len(failed) <= 2, failed


def test_outputs_are_short_and_differ(executions: dict[str, list[Execution]]) -> None:
    for name, runs in executions.items():
        assert len({run.stdout for run in runs}) >= RUN - 1, name
        assert all(len(run.stdout) <= 400 for run in runs), name


def test_no_program_is_called_main_which_the_c_compiler_refuses(sources: dict[str, list[str]]) -> None:
    assert not any("program-id. main.\n" in text.lower() for drawn in sources.values() for text in drawn)


def test_a_sheet_puts_in_case_quotes_and_full_stops() -> None:
    sheet = CobolSheet(derive(1), fixed=True)
    total = sheet.number("TOTAL", value=3)
    sheet.do(f"IF {total} > 1", [f"DISPLAY {sheet.q('Big')}"], "END-IF")
    text = sheet.text()
    assert source_format(text) == "fixed"
    assert sheet.style.quote + "Big" + sheet.style.quote in text
    assert text.rstrip().endswith(".")
    assert "\x01" not in text
