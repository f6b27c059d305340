"""The shell over HTTP: the caller keeps the state, and bash is asked only where that is allowed."""

from collections.abc import Iterator
from typing import Any

import pytest

from caalm.model.predictor import Predictor
from caalm.runtimes.sandbox import Tier, available_tier
from caalm.serving import service as service_module
from caalm.serving.settings import Settings
from caalm.tasks.shell import Snapshot, reference_completion
from tests.serving.running import Running, Scripted, serving


def predictor(**options: Any) -> Predictor:
    return Predictor(Scripted(reference_completion), trace=False, **options)


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with serving(predictor()) as running:
        yield running


def ask(running: Running, command: str, state: str | None = None) -> dict[str, Any]:
    answer = running.client.post("/api/shell", json={"command": command, "state": state})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_state_goes_in_and_comes_out(running: Running) -> None:
    made = ask(running, "mkdir docs; echo hi > docs/x; cd docs")
    assert made["output"] == ""
    assert made["steps"] == 'made docs/; ok; made docs/x "hi\\n"; ok; folder /home/user/docs; ok'
    assert made["folder"] == "/home/user/docs"
    shown = ask(running, "cat x nothing", made["state"])
    assert shown["output"] == "hi\ncat: nothing: No such file or directory"
    assert shown["state"].endswith("OLDPWD=/home/user, ?=1")
    assert shown["problem"] is None
    assert shown["confidence"] == pytest.approx(0.0, abs=1e-3)  # an eighth for every byte


def test_a_blank_command_changes_nothing(running: Running) -> None:
    assert ask(running, " ")["state"] == Snapshot().as_text()


@pytest.mark.parametrize(
    ("body", "status", "param"),
    [
        ({}, 422, "command"),
        ({"command": "ls\npwd"}, 422, "command"),
        ({"command": "ls", "state": "hello"}, 422, "state"),
        ({"command": "ls", "state": Snapshot(folder="/home/user/nowhere").as_text()}, 422, "state"),
        ({"command": "ls", "files": []}, 422, "files"),
        ({"command": "echo " + "x" * 9000}, 413, "state"),
    ],
)
def test_what_is_wrong_is_named(running: Running, body: Any, status: int, param: str) -> None:
    answer = running.client.post("/api/shell", json=body)
    assert answer.status_code == status
    assert answer.json()["error"]["param"] == param


def test_an_answer_that_is_none_says_so() -> None:
    with serving(Predictor(Scripted(lambda _: "1 removed x; ok\nhm"), trace=False)) as running:
        found = ask(running, "rm x")
    assert found["output"] == "hm"
    assert "does not fit the state" in found["problem"]


TURNS = {"turns": [{"command": "mkdir a", "output": ""}, {"command": "ls", "output": "b"}]}


def test_without_the_flag_bash_is_not_asked(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_module, "verify_session", lambda *_: pytest.fail("it was run"))
    answer = running.client.post("/api/shell/verify", json=TURNS)
    assert answer.status_code == 403
    assert "--allow-verify" in answer.json()["error"]["message"]
    assert running.client.get("/api/about").json()["verify_shells"] is False


def test_without_bubblewrap_verify_stays_off(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lesser:
        safe = True
        runtimes = ()
        tier = Tier.T2

    monkeypatch.setattr(service_module, "diagnose", Lesser)
    monkeypatch.setattr(service_module, "run_sessions", lambda *_: pytest.fail("it was run"))
    with serving(predictor(), Settings(allow_verify=True)) as running:
        answer = running.client.post("/api/shell/verify", json=TURNS)
    assert answer.status_code == 503
    assert "bubblewrap" in answer.json()["error"]["message"]


@pytest.mark.skipif(available_tier() is not Tier.T1, reason="shell sessions need bubblewrap")
def test_with_the_flag_a_session_is_run_in_bash() -> None:
    with serving(predictor(), Settings(allow_verify=True)) as running:
        assert running.client.get("/api/about").json()["verify_shells"] is True
        wrong = running.client.post("/api/shell/verify", json=TURNS).json()
        state = Snapshot(folder="/home/user/d", files={"d": None, "d/x": "1\n"}).as_text()
        turns = [{"command": "cat x; pwd", "output": "1\n/home/user/d"}, {"command": "echo $X", "output": ""}]
        right = running.client.post("/api/shell/verify", json={"state": state, "turns": turns}).json()
        refused = running.client.post("/api/shell/verify", json={"turns": [{"command": "a\nb", "output": ""}]})
    assert wrong == {"count": 2, "wrong": 2, "expected": "a"}
    assert right == {"count": 2, "wrong": None, "expected": None}
    assert refused.json()["error"]["param"] == "turns.0.command"
