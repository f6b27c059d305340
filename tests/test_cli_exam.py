"""caalm exam: a hash before, the same programs after, and scores of answers to them."""

import json
import re
from pathlib import Path

from typer.testing import CliRunner

from caalm.cli import app

RUNNER = CliRunner()
ASKED = ["--seed", "90210", "--suite", "held-out", "--limit", "3"]


def test_the_hash_that_is_published_before_is_that_of_the_exam_that_is_drawn_after(tmp_path: Path) -> None:
    published = RUNNER.invoke(app, ["exam", "hash", *ASKED]).stdout.strip()
    assert re.fullmatch("[0-9a-f]{64}", published)
    path = tmp_path / "exam.jsonl"
    drawn = RUNNER.invoke(app, ["exam", "draw", *ASKED, "--out", str(path)])
    assert published in drawn.stdout
    assert len(path.read_text("utf-8").splitlines()) == 3


def test_a_hidden_exam_has_no_outputs_and_its_answers_are_scored_with_the_open_one(tmp_path: Path) -> None:
    hidden = [json.loads(line) for line in RUNNER.invoke(app, ["exam", "draw", *ASKED, "--hidden"]).stdout.splitlines()]
    assert all("output" not in record for record in hidden)
    path, answers, scores = tmp_path / "exam.jsonl", tmp_path / "answers.jsonl", tmp_path / "scores.json"
    RUNNER.invoke(app, ["exam", "draw", *ASKED, "--out", str(path)])
    solved = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [record["code"] for record in solved] == [record["code"] for record in hidden]
    given = [{"id": record["id"], "prediction": record["output"].removesuffix("\n")} for record in solved]
    given[0]["prediction"] += "wrong"
    answers.write_text("".join(json.dumps(record) + "\n" for record in given), encoding="utf-8")
    done = RUNNER.invoke(app, ["score", str(path), "--predictions", str(answers), "--json", str(scores)])
    assert done.exit_code == 0, done.output
    report = json.loads(scores.read_text("utf-8"))
    overall = (report[0] if isinstance(report, list) else report)["overall"]
    assert (overall["right"], overall["count"]) == (2, 3)


def test_an_exam_of_no_drawn_suite_is_refused() -> None:
    done = RUNNER.invoke(app, ["exam", "hash", "--seed", "1", "--suite", "card-52"])
    assert done.exit_code != 0
    assert "not drawn" in str(done.exception)
