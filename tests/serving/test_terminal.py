"""The interactive terminal: prompts, its own commands, leaving."""

from pathlib import Path

import pytest

from caalm.evaluation.shell_predictors import ReferenceEngine
from caalm.model.shell import Shell
from caalm.runtimes import Tier, available_tier
from caalm.serving.terminal import Terminal


def conversation(*lines: str, form: str = "external", trained: bool = True) -> tuple[list[str], list[str]]:
    """What a terminal shows for some lines, and its prompts."""
    prompts, shown, waiting = list[str](), list[str](), list(lines)

    def read_line(prompt: str) -> str | None:
        prompts.append(prompt)
        return waiting.pop(0) if waiting else None

    shell = Shell(ReferenceEngine(), form="internal" if form == "internal" else "external", trained=trained)
    Terminal(shell, read_line, shown.append).loop()
    return shown, prompts


def test_the_prompt_shows_the_folder_that_the_model_believes() -> None:
    shown, prompts = conversation("mkdir docs", "cd docs", "pwd", "cd /home", "exit", "pwd")
    assert prompts == [f"user@caalm:{where}$ " for where in ("~", "~", "~/docs", "~/docs", "/home")]
    assert shown == ["/home/user/docs"]


def test_the_terminal_has_commands_of_its_own(tmp_path: Path) -> None:
    kept = tmp_path / "session.json"
    shown, _ = conversation("echo hi > x", ":state", f":save {kept}", ":load", ":nothing", "# a comment", "")
    assert 'x 3 "hi\\n"' in shown[0]
    assert shown[1:] == [
        f"kept in {kept}",
        "error: :load needs a file's name",
        "error: :nothing is none of :state, :verify, :save, :load, :help, :quit",
    ]
    shown, _ = conversation(f":load {kept}", "cat x", ":help")
    assert shown[:2] == [f"1 commands from {kept}", "hi"]


def test_an_error_does_not_end_the_conversation() -> None:
    shown, _ = conversation("echo $(pwd)", "pwd", form="internal")
    assert shown[0].startswith("error: shell:")
    assert shown[1] == "/home/user"


def test_weights_that_never_saw_a_shell_are_announced() -> None:
    shown, _ = conversation(":quit", trained=False)
    assert "not trained on shells" in shown[0]


@pytest.mark.skipif(available_tier() is not Tier.T1, reason="shell sessions need bubblewrap")
def test_verification_asks_bash() -> None:
    shown, _ = conversation("mkdir a", "ls", ":verify")
    assert shown == ["a", "all 2 answers are what bash shows"]
