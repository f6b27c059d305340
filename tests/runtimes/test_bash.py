"""Real bash in the sandbox, and the reference model against it."""

import pytest

from caalm.evaluation.shell_suites import shell_items
from caalm.evaluation.shell_verify import setup_command, verify_session
from caalm.machines.shell.session import Session
from caalm.machines.shell.snapshot import read_snapshot, run_on, snapshot_of
from caalm.runtimes import Tier, available_tier
from caalm.runtimes.bash import run_sessions
from caalm.runtimes.shell_differential import compare_drawn

pytestmark = pytest.mark.skipif(available_tier() is not Tier.T1, reason="shell sessions need bubblewrap")


def test_sessions_are_apart_and_begin_in_an_empty_home() -> None:
    first, second = run_sessions([["echo hi > a; cd /home", "pwd", "cat no"], ["pwd; ls -A", "cd -", "exit", "ls"]])
    assert first.outputs == ("", "/home\n", "cat: no: No such file or directory\n")
    assert (first.statuses, first.folders[-1], first.files) == ((0, 0, 1), "/home", {"a": "hi\n"})
    assert second.outputs[:2] == ("/home/user\n", "bash: cd: OLDPWD not set\n")
    assert len(second.outputs) == 2


def test_the_reference_model_agrees_with_bash() -> None:
    agreement = compare_drawn(seed=11, count=12)
    assert not agreement.disagreements, str(agreement)


def test_the_published_shape_shows_what_bash_shows() -> None:
    items = list(shell_items("shell-130"))[::4]
    real = run_sessions([item.code.split("\n") for item in items])
    assert [session.outputs[-1] for session in real] == [item.output for item in items]


def test_verification_names_the_first_wrong_answer() -> None:
    state = read_snapshot(
        "You are a Linux terminal emulator. Initial state:\nCurrent directory: /home/user/my docs\nFiles:\n"
        '"my docs/"\n"my docs/a" "x\\n"\nEnvironment: USER=user, HOME=/home/user, X="1 2", OLDPWD=/home/user, ?=3'
    )
    turns = [("echo $?", "3"), ("cat a; echo $X", "x\n1 2"), ("cd -", "/home/user")]
    assert str(verify_session(state, turns)) == "all 3 answers are what bash shows"
    verdict = verify_session(state, [*turns, ("ls", "docs"), ("pwd", "no")])
    assert (verdict.wrong, verdict.command, verdict.expected) == (4, "ls", "my docs")
    assert "exit 3" in setup_command(state)
    assert run_on(state, "echo $?")[0] == "3\n"


def test_a_listing_is_decided_by_no_file_system() -> None:
    commands = ["mkdir -p a/b c; printf %s 123456 > f; ls -la; ls -l a f; ls -lR"]
    session = Session()
    assert run_sessions([commands])[0].outputs[0] == session.run(commands[0])
    assert set(snapshot_of(session).files) == {"a", "a/b", "c", "f"}
