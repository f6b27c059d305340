"""Two models on the same programs: the counts, the programs that one alone has right, and the tables that say so."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from caalm.cli import app
from caalm.evaluation.report_compare import Comparison, compare_results, holm
from caalm.evaluation.report_files import read_results
from caalm.evaluation.report_markdown import comparison_markdown
from tests.evaluation.results import write_results


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_results(tmp_path_factory.mktemp("results"))


@pytest.fixture(scope="module")
def comparison(files: tuple[Path, Path]) -> Comparison:
    (found,) = compare_results(read_results(files))
    return found


def test_a_pair_is_counted_program_by_program(comparison: Comparison) -> None:
    # Of 27 programs the first model has those wrong that 3 divides, the second one those that 2 does not divide.
    (pair,) = comparison.pairs
    overall = pair.overall
    assert (overall.both, overall.only_first, overall.only_second, overall.neither) == (9, 9, 5, 4)
    assert overall.difference == pytest.approx(4 / 27)
    assert overall.interval[0] < 0 < overall.interval[1]
    assert overall.p_value == pytest.approx(0.424, abs=1e-3)
    assert pair.adjusted == overall.p_value
    assert len(pair.only_first) == 9
    assert {"held-out-0001", "odd"} <= set(pair.only_first)
    assert set(pair.only_second) == {"held-out-0000", "held-out-0006", "held-out-0012", "held-out-0018", "hostile"}


def test_every_group_is_compared_too(comparison: Comparison) -> None:
    (pair,) = comparison.pairs
    assert sum(paired.count for paired in pair.groups["tier"].values()) == 27
    assert set(pair.groups) == set(comparison.results[0].tables)
    for grouping, rows in pair.groups.items():
        assert set(rows) == {row.name for row in comparison.results[0].tables[grouping]}


def test_three_files_make_three_pairs_whose_p_values_are_adjusted(files: tuple[Path, Path], tmp_path: Path) -> None:
    third = tmp_path / "third.json"
    third.write_bytes(files[0].read_bytes())
    (found,) = compare_results(read_results([*files, third]))
    assert [(pair.first, pair.second) for pair in found.pairs] == [(0, 1), (0, 2), (1, 2)]
    assert found.pairs[1].overall.only_first == found.pairs[1].overall.only_second == 0
    assert found.pairs[1].adjusted == 1.0
    assert found.pairs[0].adjusted == min(1.0, 3 * found.pairs[0].overall.p_value)


def test_no_adjusted_p_value_is_below_one_of_a_smaller_p_value() -> None:
    raw = [0.04, 0.001, 0.03, 0.9, 0.03]
    adjusted = holm(raw)
    assert adjusted == pytest.approx([0.12, 0.005, 0.12, 0.9, 0.12])
    assert all(after >= before for before, after in zip(raw, adjusted, strict=True))


def test_markdown_is_made_of_tables_that_nothing_breaks(comparison: Comparison) -> None:
    text = comparison_markdown(comparison)
    assert text.startswith("<!-- report:mixed -->\n**Drawn and written programs** (27 programs, ")
    assert text.endswith("<!-- /report:mixed -->\n")
    assert "| ours − theirs | +14.8 | " in text
    assert "<b" not in text
    assert "&lt;b onclick" in text
    blocks = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert len(blocks) == 2 + len(comparison.results[0].tables)
    for block in blocks:
        bars = [line.replace("\\|", "").count("|") for line in block if line.startswith("|")]
        assert len(set(bars)) == 1


def test_the_command_prints_tables_markdown_and_json(files: tuple[Path, Path]) -> None:
    names = [str(path) for path in files]
    shown = CliRunner().invoke(app, ["report", *names])
    assert shown.exit_code == 0, shown.output
    assert "ours − theirs" in shown.output
    assert "−" in CliRunner().invoke(app, ["report", *names, "--markdown", "-"]).output
    (record,) = json.loads(CliRunner().invoke(app, ["report", *names, "--json", "-"]).output)
    assert [result["label"] for result in record["results"]] == ["ours", "theirs"]
    assert record["pairs"][0]["overall"]["only_first"] == len(record["pairs"][0]["only_first"]) == 9
