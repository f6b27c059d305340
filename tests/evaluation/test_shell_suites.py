"""Suites of shell sessions: their shape, the reference model in both forms, whole sessions."""

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from caalm.errors import InputError
from caalm.evaluation.evaluate import score_suite
from caalm.evaluation.predictions import predict_suite
from caalm.evaluation.predictors import AnswerPredictor
from caalm.evaluation.report import as_markdown
from caalm.evaluation.shell_files import answer_lines, parse_session_line, read_session_lines
from caalm.evaluation.shell_predictors import ReferenceEngine, shell_predictor
from caalm.evaluation.shell_suites import CATEGORIES, draw_published, shell_items
from caalm.evaluation.statistics import wilson_interval
from caalm.evaluation.suites import suite_named
from caalm.model.shell import Shell
from caalm.tasks.shell import session_split


def test_the_published_shape_has_its_categories() -> None:
    items = list(shell_items("shell-130"))
    assert Counter(item.groups["category"] for item in items) == CATEGORIES
    assert len({item.code for item in items}) == len(items) == 130
    assert all(session_split(item.code.split("\n")) == "test" for item in items)


def test_the_published_shape_is_drawn_as_it_is_stored() -> None:
    assert list(islice(draw_published(), 12)) == list(islice(shell_items("shell-130"), 12))


@pytest.mark.parametrize("name", ["shell-130", "shell-130-internal", "shell-sessions", "shell-sessions-internal"])
def test_the_reference_model_is_right_in_both_forms(name: str) -> None:
    suite = suite_named(name, 130)
    report = score_suite(suite, predict_suite(suite, shell_predictor(name, ReferenceEngine())))
    assert report.overall.exact == 1.0
    assert report.overall.truncated == 0


def test_a_session_is_whole_where_all_its_commands_are_right() -> None:
    suite = suite_named("shell-sessions", 100)
    right = {item.code: item.output.removesuffix("\n") for item in suite.items}
    spoiled = next(item.code for item in suite.items if item.output)
    right[spoiled] = "wrong"
    report = score_suite(suite, predict_suite(suite, AnswerPredictor(right.__getitem__)))
    rows = report.details["whole session"]
    kinds = {row.name: row for row in report.details["what is shown"]}
    assert sum(row.count for row in kinds.values()) == report.overall.count
    assert sum(row.count - row.right for row in kinds.values()) == 1
    assert kinds["nothing"].baselines["empty"] == 1.0
    assert report.overall.right == 99
    assert sum(row.count for row in rows) == len({item.id.rpartition("-")[0] for item in suite.items})
    assert sum(row.count - row.right for row in rows) == 1


def test_sessions_are_printed_whole_and_by_what_they_show() -> None:
    suite = suite_named("shell-sessions", 60)
    report = score_suite(suite, predict_suite(suite, shell_predictor("shell-sessions", ReferenceEngine())))
    made = as_markdown(report)
    sessions = len({item.id.rpartition("-")[0] for item in suite.items})
    assert "| whole session |" in made
    assert f"| all | {sessions}/{sessions} |" in made
    assert "| what is shown |" in made
    assert report.overall.interval == wilson_interval(sessions, sessions), "commands of a session hang together"


def test_sessions_of_a_file_are_answered_in_order(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(
        '{"id": "a", "commands": ["echo hi > x", "cat x"]}\n{"id": 2}\n{"id": 3, "commands": []}\n', "utf-8"
    )
    lines = read_session_lines(path)
    assert [identity for identity, _ in lines.sessions] == ["a", 3]
    assert lines.problems == [f'{path}, line 2: "commands" is missing or no list of strings']
    text, notes = answer_lines(lines.sessions, Shell(ReferenceEngine()))
    assert text == '{"id": "a", "outputs": ["", "hi"]}\n{"id": 3, "outputs": []}\n'
    assert notes == []


@pytest.mark.parametrize("line", ["[]", "{", '{"id": true, "commands": []}', '{"id": 1, "commands": [1]}'])
def test_a_line_that_holds_no_session_is_refused(line: str) -> None:
    with pytest.raises(InputError):
        parse_session_line(line)
