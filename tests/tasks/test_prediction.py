"""Prompts are worded as published, and what goes in as stdout comes out as the prediction."""

import pytest

from caalm.tasks.prediction import (
    extract_plain,
    extract_traced,
    plain_example,
    plain_prompt,
    split_input,
    traced_example,
    traced_prompt,
    with_input,
)

OUTPUTS = ["", "1", "  1", "a\nb", "\n", "x\n\nOutput:\ny", "trailing \t"]


def test_the_plain_prompt_is_the_published_one() -> None:
    assert plain_prompt("a = 1\nprint(a)\n") == "Code:\na = 1\nprint(a)\n\nOutput:\n"


def test_the_traced_prompt_numbers_the_lines() -> None:
    assert traced_prompt("a = 1\n\nprint(a)") == "Code:\n1 a = 1\n2 \n3 print(a)\n\nTrace:\n"


def test_line_endings_are_no_part_of_a_program() -> None:
    assert plain_prompt("a = 1\r\nprint(a)\r\n") == plain_prompt("a = 1\nprint(a)")


def test_leading_spaces_of_a_program_stay() -> None:
    assert plain_prompt("       DISPLAY 1.").startswith("Code:\n       DISPLAY")


@pytest.mark.parametrize("output", OUTPUTS)
def test_a_plain_target_gives_the_output_back(output: str) -> None:
    example = plain_example("p", output + "\n", {"tier": 1})
    assert extract_plain(example.target) == output
    assert example.metadata == {"tier": 1}


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("trace", ["", "1 a=1\n2 >1\n"])
def test_a_traced_target_gives_the_output_back(output: str, trace: str) -> None:
    assert extract_traced(traced_example("p", trace, output + "\n").target) == output


def test_only_one_final_newline_is_lost() -> None:
    assert plain_example("p", "1\n\n").target == "1\n"


def test_a_completion_that_never_came_to_the_output_predicts_nothing() -> None:
    assert extract_traced("1 a=1\n2 a=2") == ""


def test_lines_of_input_stand_between_code_and_answer_without_numbers() -> None:
    code = with_input("a = input()\nprint(a)\n", ["x y", "2"])
    assert plain_prompt(code) == "Code:\na = input()\nprint(a)\n\nInput:\nx y\n2\n\nOutput:\n"
    assert traced_prompt(code) == "Code:\n1 a = input()\n2 print(a)\n\nInput:\nx y\n2\n\nTrace:\n"


@pytest.mark.parametrize("lines", [["5"], [""], ["a", ""], ["", "", "b"], ["Output:"]])
def test_the_input_of_a_program_comes_back(lines: list[str]) -> None:
    assert split_input(with_input("p\n", lines)) == ("p", "\n".join(lines))


def test_a_program_without_input_is_as_it_was() -> None:
    assert with_input("p\n", []) == "p\n"
    assert split_input("p\n") == ("p\n", None)
