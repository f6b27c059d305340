"""`Shell` on engines that are no model: it follows what is written, and says where that does not fit."""

from collections.abc import Sequence

import pytest

from caalm.errors import InputError
from caalm.model.engine import Completion, OnProgress
from caalm.model.shell import Shell, run_sessions
from caalm.tasks.shell import Form, reference_completion


class Says:
    """An engine that always writes the same."""

    def __init__(self, text: str, *, finished: bool = True) -> None:
        self.text, self.finished = text, finished

    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        return [Completion(text=self.text, token_logprobs=(-0.5,), finished=self.finished) for _ in prompts]


class Oracle:
    """An engine that is the reference model."""

    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        return [Completion(text=reference_completion(p), token_logprobs=(0.0,), finished=True) for p in prompts]


SESSION = ["mkdir docs", "echo 'a  b' > docs/x", "cd docs", "cat x y", "", "pwd", "rm x; ls"]
ANSWERS = ["", "", "", "a  b\ncat: y: No such file or directory", "", "/home/user/docs", ""]


@pytest.mark.parametrize("form", ["external", "internal"])
def test_a_session_runs_in_both_forms(form: Form) -> None:
    shell = Shell(Oracle(), form=form, positions=10_000)
    assert [shell.run(command) for command in SESSION] == ANSWERS
    assert [answer.output for answer in run_sessions(Oracle(), [SESSION, ["ls"]], form=form)[0]] == ANSWERS


def test_the_state_follows_what_the_model_writes() -> None:
    shell = Shell(Says('1 made x "1\\n"; failed 3\nhello'))
    assert shell.run("anything") == "hello"
    assert shell.snapshot.files == {"x": "1\n"}
    assert shell.snapshot.status == 3
    assert 'x 2 "1\\n"' in shell.state


@pytest.mark.parametrize(
    ("engine", "problem"),
    [
        (Says("made x"), "wrote no answer"),
        (Says("1 removed x; ok\n"), "does not fit the state"),
        (Says("1 ok\nabc", finished=False), "ran out of room"),
    ],
)
def test_an_answer_that_is_not_whole_says_so_and_leaves_the_state(engine: Says, problem: str) -> None:
    shell = Shell(engine)
    answer = shell.ask("ls")
    assert answer.problem is not None
    assert problem in answer.problem
    assert shell.snapshot.files == {}


def test_a_kept_session_goes_on() -> None:
    first = Shell(Oracle())
    for command in SESSION[:3]:
        first.run(command)
    second = Shell(Oracle())
    second.take_json(first.as_json())
    assert second.run("cat x") == "a  b"
    assert len(second.turns) == 4
    with pytest.raises(InputError, match="no kept session"):
        second.take_json('{"format": "other"}')


def test_a_state_without_room_is_refused_and_the_others_go_on() -> None:
    long = f"echo {'x' * 300} > f"
    (big, small) = run_sessions(Oracle(), [[long, "cat f"], ["pwd", "pwd"]], positions=400)
    assert big[0].problem is not None
    assert "context" in big[0].problem
    assert [answer.output for answer in small] == ["/home/user", "/home/user"]


def test_a_command_that_the_engine_refuses_does_not_stop_the_others() -> None:
    (one, two) = run_sessions(Oracle(), [["echo $(pwd)", "pwd"], ["pwd", "echo a\nb"]])
    assert one[0].problem is not None
    assert one[1].output == two[0].output == "/home/user"
    assert two[1].problem == "shell: a command is one line of text"
