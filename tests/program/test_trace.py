"""The text form of a trace: what is written can be read back, and what is not a trace is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caalm.errors import InputError
from caalm.generation.programs import ProgramSpec, draw_program
from caalm.program.trace import (
    Bind,
    Event,
    Fail,
    Joined,
    Operand,
    Operation,
    Out,
    Shown,
    Step,
    at_lines,
    parse_trace,
    write_trace,
)
from caalm.rng import derive

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z_0-9]{0,8}", fullmatch=True) | st.sampled_from(["WS-TOTAL", "größe", "и"])
VALUES = (
    st.integers(-(10**9), 10**9)
    | st.booleans()
    | st.text(max_size=12)
    | st.floats(-(10**6), 10**6).map(lambda number: round(number, 3) + 0.0)
)
SHOWN = st.sampled_from(
    [
        "None",
        "nil",
        "undefined",
        "-Infinity",
        "@f",
        "@",
        "@Point{x:1}",
        '@E("a;b")',
        "[]",
        '[1,[T,"]"],{"a":(1,)}]',
        "{1,…}",
    ]
).map(Shown)
VALUES = VALUES | SHOWN
OPERANDS = st.builds(Operand, st.none() | NAMES, VALUES)
OPERATORS = st.sampled_from(
    [*"+ - * / // % == != < <= > >= and or ** << >> >>> | & ^ @ ??".split(), "in", "not in", "is", "is not"]
)
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Operation, OPERANDS, OPERATORS, OPERANDS, VALUES),
    st.builds(Operation, st.none(), st.sampled_from(["-", "not"]), OPERANDS, VALUES),
    st.builds(Bind, NAMES, VALUES),
    st.builds(Joined, st.text(max_size=12)),
)
LAST = st.builds(Out, st.text(max_size=20)) | st.builds(Fail, st.text(max_size=20))
STEPS = st.builds(
    lambda at, events, last: Step(at, (*events, *last)),
    st.integers(1, 999),
    st.lists(EVENTS, max_size=4),
    st.lists(LAST, max_size=1),
)


@given(st.lists(STEPS, max_size=5))
def test_what_is_written_reads_back_as_itself(steps: list[Step]) -> None:
    text = write_trace(steps)
    assert write_trace(parse_trace(text)) == text
    assert repr(parse_trace(text)) == repr(steps)


def test_drawn_traces_read_back() -> None:
    for number in range(300):
        trace = draw_program(derive(1, "trace", number), ProgramSpec(tier=1 + number % 3)).result.trace
        assert parse_trace(write_trace(trace)) == list(trace)


def test_a_thirty_step_loop_costs_few_bytes() -> None:
    from caalm.program.interpreter import interpret
    from caalm.program.nodes import Assign, BinOp, Compare, Constant, Name, Program, While

    n = Name("n")
    loop = While(Compare(n, ">", Constant(0)), (Assign("n", BinOp(n, "-", Constant(1))),))
    result = interpret(Program((Assign("n", Constant(14)), loop)))
    assert result.steps == 30
    assert 300 < len(write_trace(result.trace)) < 800


def test_steps_move_to_their_source_lines() -> None:
    assert at_lines([Step(1, (Bind("a", 2),))], (4, 9)) == [Step(9, (Bind("a", 2),))]


@pytest.mark.parametrize(
    "text",
    [
        "a=1\n",
        "1\n",
        "x a=1\n",
        "1 a=\n",
        "1 a=1;\n",
        "1 ;a=1\n",
        "1 a=1+2\n",
        "1 a+b:3\n",
        '1 "open\n',
        "1 a=1 b=2\n",
        "\n",
    ],
)
def test_what_is_no_trace_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="trace"):
        parse_trace(text)
