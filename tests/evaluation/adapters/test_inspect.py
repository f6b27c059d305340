"""The task of Inspect, found by the package's entry point and run by Inspect itself where that is installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from caalm.evaluation.suites import suite_named
from tests.evaluation.test_endpoint import Server, chat
from tests.evaluation.test_endpoint import server as server


def test_inspect_finds_the_task_asks_an_endpoint_and_scores_its_answers(server: Server, tmp_path: Path) -> None:
    """In a process of its own, by the command that a person types."""
    pytest.importorskip("inspect_ai", reason="Inspect is not installed: pip install inspect-ai openai")
    if not entry_points(group="inspect_ai", name="caalm"):
        pytest.skip("the package is not installed with its entry points: pip install -e .")
    answers = {item.code.rstrip("\n"): item.output for item in suite_named("card-52", 4).items}

    def half(path: str, request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        said = request["messages"][-1]["content"]
        code = said.partition("<program>\n")[2].partition("\n</program>")[0]
        is_known = code in list(answers)[:2]
        return 200, chat(f"<output>\n{answers[code]}</output>" if is_known else "no idea")

    server.answer = half
    options = ["-T", "suite=card-52", "-T", "limit=4", "-T", "shots=1", "--model", "openai-api/local/small"]
    where = ["--log-dir", str(tmp_path), "--log-format", "json", "--display", "none"]
    ran = subprocess.run(
        [sys.executable, "-m", "inspect_ai", "eval", "caalm/caalm", *options, *where],
        env=os.environ | {"LOCAL_API_KEY": "none", "LOCAL_BASE_URL": server.url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (path,) = tmp_path.glob("*.json")
    log = json.loads(path.read_text())
    assert log["status"] == "success"
    scores = {score["name"]: score["metrics"] for score in log["results"]["scores"]}
    assert scores["exact"]["accuracy"]["value"] == 0.5
    assert scores["normalized"]["mean"]["value"] == 0.5
    assert len(server.requests[0][1]["messages"]) == 3


def test_the_entry_point_names_the_task() -> None:
    declared = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())
    assert declared["project"]["entry-points"]["inspect_ai"] == {"caalm": "caalm.evaluation.adapters.inspect_task"}
