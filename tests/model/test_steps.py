"""The steps of a predicted trace: read as far as they can be, each with its own probability."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caalm.model.steps import read_steps
from caalm.program.trace import Bind, Out


def test_each_step_has_the_probability_of_its_own_bytes() -> None:
    text = "1 a=3\n2 a=3;>3\n\nOutput:\n3"
    logprobs = [-0.1] * 6 + [-0.2] * 9 + [-5.0] * 20
    first, second = read_steps(text, logprobs)
    assert (first.line, first.events, first.text) == (1, (Bind("a", 3),), "1 a=3")
    assert second.events == (Bind("a", 3), Out("3"))
    assert first.confidence == pytest.approx(math.exp(-0.6))
    assert second.confidence == pytest.approx(math.exp(-1.8))


def test_bytes_are_counted_and_not_characters() -> None:
    first, second = read_steps("1 é=3\n2 é=3;>3\n\nOutput:\n3", [0.0] * 7 + [-1.0] + [0.0] * 30)
    assert first.confidence == 1.0
    assert second.confidence == pytest.approx(math.exp(-1))


def test_what_cannot_be_read_keeps_its_text_and_reading_goes_on() -> None:
    steps = read_steps("1 a=3\n2 a=;;\nwhat\n4 a=3;>3\n\nOutput:\n3", [-0.01] * 60)
    assert [(step.line, step.events is None) for step in steps] == [(1, False), (2, True), (None, True), (4, False)]
    assert steps[1].text == "2 a=;;"
    assert steps[1].step is None


def test_a_trace_that_never_came_to_an_output_is_read_too() -> None:
    assert [step.text for step in read_steps("1 a=3\n2 b", [-0.01] * 9)] == ["1 a=3", "2 b"]


def test_an_empty_trace_has_no_steps() -> None:
    assert read_steps("\n\nOutput:\n", [-0.1] * 11) == ()


def test_where_bytes_were_no_text_the_probability_is_never_too_high() -> None:
    # Two of these bytes were decoded to one character of three bytes, so nobody knows where the next step begins.
    first, second, third = read_steps("1 a=1\n2 b=\ufffd\n3 c=1\n\nOutput:\n", [-0.5] * 30)
    assert first.confidence == pytest.approx(math.exp(-3))
    assert second.confidence == third.confidence == pytest.approx(math.exp(-12))


@pytest.mark.parametrize("line", ["1 a=" + "9" * 5000, '1 "\\x"', "1 a=1.2.3", "1 a=1e999;b=--1", "99999999999 a=1"])
def test_numbers_and_strings_that_nobody_can_read_do_not_raise(line: str) -> None:
    (step,) = read_steps(line, [-0.1] * 6000)
    assert step.text == line


@given(st.text(alphabet='0123456789 ab=+-*/%:;<>!"\\.TFeinf\n', max_size=60))
def test_no_text_of_a_model_raises(text: str) -> None:
    assert all(0 <= step.confidence <= 1 for step in read_steps(text, [-0.1] * 10))
