"""`caalm evaluate` with models that are not ours, and `caalm score`: what is kept, what is printed, what is refused."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.evaluation.test_endpoint import Server, chat
from tests.evaluation.test_endpoint import server as server
from tests.test_cli import assert_one_clear_line, run

PROGRAMS = [{"id": f"p{n}", "code": f"say {n}", "output": f"{n}\n"} for n in range(3)]


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "three.jsonl"
    path.write_text("".join(json.dumps(program) + "\n" for program in PROGRAMS))
    return path


def write_predictions(path: Path, *records: Mapping[str, object]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


class TestScore:
    def test_a_file_made_elsewhere_is_scored(self, programs: Path, tmp_path: Path) -> None:
        mine = write_predictions(tmp_path / "m.jsonl", *({"id": f"p{n}", "prediction": str(n)} for n in range(3)))
        ran = run("score", programs, "--predictions", mine, "--json", "-")
        (report,) = json.loads(ran.out)
        assert (ran.code, report["overall"]["right"], report["overall"]["count"]) == (0, 3, 3)

    def test_what_is_missing_counts_as_wrong_and_is_said(self, programs: Path, tmp_path: Path) -> None:
        mine = write_predictions(tmp_path / "m.jsonl", {"id": "p1", "prediction": "1"}, {"id": "q", "prediction": ""})
        ran = run("score", programs, "--predictions", mine, "--json", tmp_path / "s.json")
        (report,) = json.loads((tmp_path / "s.json").read_text())
        assert (report["overall"]["right"], report["overall"]["count"]) == (1, 3)
        assert "2 of 3 programs have no prediction" in ran.err
        assert "1 lines are for programs that three does not hold" in ran.err

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("{", "line 2: is no JSON"),
            ("[]", "line 2: is no JSON object"),
            ('{"prediction": "1"}', '"id" is missing'),
            ('{"id": "p1"}', '"prediction" is missing'),
            ('{"id": "p0", "prediction": "1"}', "p0 has a prediction already"),
            ('{"id": "p1", "prediction": "1", "confidence": "high"}', '"confidence" is no number'),
            ('{"suite": "x", "dataset": "0"}', "for other programs"),
        ],
    )
    def test_a_line_that_cannot_be_used_is_named(self, programs: Path, tmp_path: Path, line: str, said: str) -> None:
        mine = tmp_path / "m.jsonl"
        mine.write_text('{"id": "p0", "prediction": "0"}\n' + line + "\n")
        assert_one_clear_line(run("score", programs, "--predictions", mine), said)

    def test_predictions_for_another_suite_are_not_scored_as_nothing(self, programs: Path, tmp_path: Path) -> None:
        mine = write_predictions(tmp_path / "m.jsonl", {"id": "other", "prediction": "1"})
        assert_one_clear_line(
            run("score", programs, "--predictions", mine), "no prediction for a program of three", "p0"
        )

    def test_a_file_that_is_not_there_is_named(self, programs: Path) -> None:
        assert_one_clear_line(run("score", programs, "--predictions", "none.jsonl"), "none.jsonl")


class TestEvaluate:
    def test_a_command_is_measured_and_its_answers_are_kept(self, programs: Path, tmp_path: Path) -> None:
        ran = run("evaluate", programs, "--command", "sed s/say.//", "--json", "-")
        (report,) = json.loads(ran.out)
        assert report["overall"]["right"] == 3
        (kept,) = tmp_path.glob("three.command*.predictions.jsonl")
        assert kept.name in ran.err
        again = run("score", programs, "--predictions", kept, "--json", "-")
        assert json.loads(again.out)[0]["overall"]["right"] == 3

    def test_an_endpoint_is_measured_with_its_cost(self, programs: Path, server: Server) -> None:
        options = ("--model", f"openai:small@{server.url}", "--price-in", 1, "--price-out", 10, "--json", "-")
        ran = run("evaluate", programs, *options)
        (report,) = json.loads(ran.out)
        assert report["overall"]["right"] == 3
        assert report["overall"]["cost"] == pytest.approx(3 * 200 / 1e6)
        assert "3 programs: 300 prompt and 30 completion tokens" in ran.err
        asked = len(server.requests)
        assert json.loads(run("evaluate", programs, *options).out)[0]["overall"] == report["overall"]
        assert len(server.requests) == asked

    def test_plain_and_traced_are_kept_apart(self, programs: Path, server: Server, tmp_path: Path) -> None:
        server.answer = lambda path, request: (200, chat("<output>\n1\n</output>"))
        for form in ("--plain", "--trace"):
            assert run("evaluate", programs, "--model", f"openai:small@{server.url}", form).code == 0
        assert len(list(tmp_path.glob("*.predictions.jsonl"))) == 2
        prompts = [request["messages"][0]["content"] for _, request in server.requests]
        assert sum("step by step" in prompt for prompt in prompts) == 3

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("--model", "no-such-model"), "no-such-model"),
            (("--model", "openai:@http://x/v1"), "names no model"),
            (("--model", "openai:m@http://127.0.0.1:9/v1", "--retries", 0), "does not answer"),
            (("--model", "openai:m@http://127.0.0.1:9/v1", "--api", "soap"), "soap"),
            (("--command", "no-such-program"), "no-such-program"),
            (("--command", "cat", "--model", "oracle"), "exclude each other"),
            (("--command", "cat", "--stdin", "tree"), "tree"),
            (("--command", "cat", "--shots", 99), "99"),
        ],
    )
    def test_a_mistake_is_one_clear_line(self, programs: Path, arguments: tuple[object, ...], said: str) -> None:
        ran = run("evaluate", programs, *arguments)
        assert ran.code == 2
        assert said in ran.err.splitlines()[-1]
        assert "Traceback" not in ran.err
