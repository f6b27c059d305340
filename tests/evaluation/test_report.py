"""Tables say what the report says, in the terminal and between the README's markers."""

import pytest
from rich.console import Console

from caalm.errors import InputError
from caalm.evaluation.evaluate import Report, score_suite
from caalm.evaluation.predictions import predict_suite
from caalm.evaluation.predictors import oracle
from caalm.evaluation.report import as_markdown, as_tables, insert_section
from caalm.evaluation.suites import suite_named


@pytest.fixture(scope="module")
def report() -> Report:
    suite = suite_named("card-52")
    return score_suite(suite, predict_suite(suite, oracle(suite)), {"model_hash": "abcdef0123456789"})


def test_markdown_has_a_line_for_each_category_between_the_markers(report: Report) -> None:
    lines = as_markdown(report).splitlines()
    assert (lines[0], lines[-1]) == ("<!-- results:card -->", "<!-- /results:card -->")
    rows = [line for line in lines if line.startswith("|")]
    assert len(rows) == 2 + 8 + 1
    assert len({row.count("|") for row in rows}) == 1
    assert rows[2].startswith("| python | 10/10 | 100.0 % | 72.2 - 100.0 |")
    assert "model abcdef012345, programs " + report.dataset_hash[:12] in lines[-2]


@pytest.mark.parametrize(
    ("metadata", "named"),
    [
        ({"model": "caalm/weights", "model_hash": f"{'0123abcd' * 8}-traced"}, "0123abcd0123"),
        (
            {"model": "openai:Qwen/Qwen2.5-7B@http://x/v1", "model_hash": "openai:... shots=2"},
            "openai:Qwen/Qwen2.5-7B@http://x/v1",
        ),
        ({"model": "answers/of-somebody-else.jsonl"}, "answers/of-somebody-else.jsonl"),
        ({}, "unknown"),
    ],
)
def test_the_footnote_names_weights_by_their_hash_and_others_in_full(metadata: dict[str, object], named: str) -> None:
    suite = suite_named("card-52", 2)
    made = as_markdown(score_suite(suite, predict_suite(suite, oracle(suite)), metadata))
    assert f": model {named}, programs " in made


def test_the_terminal_shows_the_same_rows(report: Report) -> None:
    console = Console(width=140, force_terminal=False)
    with console.capture() as captured:
        console.print(as_tables(report))
    shown = captured.get()
    for row in report.tables["category"]:
        assert f" {row.name} " in shown
        assert f"{row.right}/{row.count}" in shown


def test_a_section_is_replaced_and_all_else_is_kept(report: Report) -> None:
    before = "# Title\n<!-- results:card -->\nold \\1\n<!-- /results:card -->\nend\n"
    after = insert_section(before, as_markdown(report))
    assert after == f"# Title\n{as_markdown(report)}\nend\n"
    assert insert_section(after, as_markdown(report)) == after


def test_a_document_without_the_section_is_refused(report: Report) -> None:
    with pytest.raises(InputError, match="results:card"):
        insert_section("# Title\n", as_markdown(report))
