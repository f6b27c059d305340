"""Teaching in the prompt: the question keeps its form, and examples stand before it."""

import pytest

from caalm.errors import InputError
from caalm.tasks.prediction import plain_prompt, traced_prompt, with_input
from caalm.tasks.teaching import MOST_EXAMPLES, taught_prompt


@pytest.mark.parametrize("question", [plain_prompt("zib 2"), traced_prompt("zib 2\nzab")])
def test_the_question_stands_last_and_unchanged(question: str) -> None:
    prompt = taught_prompt(question, solved=[("zib 1\n", "1\n"), ("zab\n", "")], guide="zib N prints N")
    assert prompt.endswith("\n\n" + question)
    assert prompt.startswith("Guide:\nzib N prints N\n\nExample:\nCode:\nzib 1\n\nOutput:\n1\n\nExample:\n")


def test_without_a_lesson_nothing_changes() -> None:
    assert taught_prompt("Code:\nx\n\nOutput:\n") == "Code:\nx\n\nOutput:\n"


def test_too_many_examples_are_refused() -> None:
    with pytest.raises(InputError, match="17 were given, 16"):
        taught_prompt("", solved=[("a", "b")] * (MOST_EXAMPLES + 1))


def test_solved_programs_show_what_they_read() -> None:
    prompt = taught_prompt(plain_prompt("q"), solved=[(with_input("p", ["7"]), "7\n")])
    assert prompt == "Example:\nCode:\np\n\nInput:\n7\n\nOutput:\n7\n\nCode:\nq\n\nOutput:\n"
