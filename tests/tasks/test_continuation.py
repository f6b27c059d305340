"""Continuation: a prompt with a state, a target with the next steps and the state after them."""

import pytest

from caalm.tasks.continuation import (
    Segment,
    continuation_example,
    continuation_prompt,
    continuation_target,
    count_that_fit,
    extract_segment,
    state_prompt,
    whole_steps,
)
from caalm.tasks.prediction import with_input


def test_the_prompt_is_the_traced_one_with_the_state_before_the_trace() -> None:
    assert continuation_prompt("a = 1\nprint(a)\n", "@2 a=1") == (
        "Code:\n1 a = 1\n2 print(a)\n\nState:\n@2 a=1\n\nTrace:\n"
    )
    assert "\n\nState:\nstart\n\n" in continuation_prompt("a = 1")


def test_an_example_ends_in_a_state_or_in_the_end() -> None:
    first = continuation_example("a = 1\nprint(a)", "start", "1 a=1\n", "@2 a=1")
    last = continuation_example("a = 1\nprint(a)", "@2 a=1", "2 a=1;>1\n", None)
    assert first.target == "1 a=1\n\nState:\n@2 a=1"
    assert last.target == "2 a=1;>1\n\nEnd"
    assert first.prompt.endswith("\n\nState:\nstart\n\nTrace:\n")


@pytest.mark.parametrize("state", ["@2 a=1", None])
def test_what_a_target_says_is_extracted_again(state: str | None) -> None:
    segment = extract_segment(continuation_target("1 a=1\n2 >State:\n", state))
    assert segment == Segment("1 a=1\n2 >State:", state, state is None)


@pytest.mark.parametrize(
    "text", ["1 a=1", "1 a=1\n", "1 a=1\n\n", "1 a=1\n\nEn", "1 a=1\n\nEnd.", "1 a=1\n\nOutput:\n1"]
)
def test_an_unfinished_segment_has_neither_state_nor_end(text: str) -> None:
    assert extract_segment(text)[1:] == (None, False)


def test_a_cut_falls_between_steps() -> None:
    text = "1 a=1\n2 b=2\n3 c=3"
    assert [whole_steps(text, size) for size in (4, 5, 10, 11, 12)] == ["", "1 a=1", "1 a=1", *["1 a=1\n2 b=2"] * 2]
    assert whole_steps(text, 99) == "1 a=1\n2 b=2"  # the last line may go on
    assert whole_steps("1 é=1\n2 ü", 6) == "1 é=1"
    assert [count_that_fit(["1 a=1\n", "2 b=2\n"], size) for size in (4, 5, 10, 11)] == [0, 1, 1, 2]


def test_the_question_for_a_state_shows_the_steps() -> None:
    prompt = continuation_prompt("a = 1", "@1")
    assert state_prompt(prompt, "1 a=1") == prompt + "1 a=1\n\nState:\n"


def test_the_lines_that_a_program_reads_stand_before_the_state() -> None:
    prompt = continuation_prompt(with_input("a = input()\n", ["x"]), "@1 b=2")
    assert prompt == "Code:\n1 a = input()\n\nInput:\nx\n\nState:\n@1 b=2\n\nTrace:\n"
