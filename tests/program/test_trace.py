"""The text form of a trace: what is written can be read back, and what is not a trace is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caalm.errors import InputError
from caalm.generation.programs import ProgramSpec, draw_program
from caalm.generation.topics import TIER, TOPICS, draw_topic_program
from caalm.program.nodes import Value
from caalm.program.trace import (
    Bind,
    Call,
    Event,
    Fail,
    Joined,
    Operand,
    Operation,
    Out,
    Return,
    Shown,
    Step,
    Through,
    Together,
    at_lines,
    parse_trace,
    shown,
    write_trace,
)
from caalm.program.values import JAVASCRIPT, PYTHON
from caalm.rng import derive
from tests.program.programs import PROGRAMS

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
    st.builds(Through, st.sampled_from(["9", "S9(4)V99", "$ZZ,ZZ9.99-", "X(12)", "++9", "**9.99CR"])),
)
LAST = st.builds(Out, st.text(max_size=20)) | st.builds(Fail, st.text(max_size=20))
ARGUMENTS = st.lists(st.builds(Bind, NAMES, VALUES), max_size=3).map(tuple)
CALLS = st.builds(Call, NAMES, ARGUMENTS)
RETURNS = st.builds(Return, st.lists(VALUES, max_size=1).map(tuple))
BOUND = st.lists(st.builds(Bind, NAMES, VALUES), min_size=2, max_size=3).map(tuple)
ENDINGS: st.SearchStrategy[Event] = st.one_of(LAST, CALLS, RETURNS, st.builds(Together, BOUND))
STEPS = st.builds(
    lambda at, events, last: Step(at, (*events, *last)),
    st.integers(1, 999),
    st.lists(EVENTS, max_size=4),
    st.lists(ENDINGS, max_size=1),
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


@pytest.mark.parametrize("name", PROGRAMS)
def test_traces_with_calls_lists_and_errors_read_back(name: str) -> None:
    from caalm.program.interpreter import interpret

    program = PROGRAMS[name]()
    trace = interpret(program).trace
    assert tuple(parse_trace(write_trace(trace))) == trace
    for semantics in (PYTHON, JAVASCRIPT):
        text = write_trace(interpret(program, semantics).trace, semantics)
        assert write_trace(parse_trace(text), semantics) == text


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("fact(n=3)", Call("fact", (Bind("n", 3),))),
        ("f()", Call("f", ())),
        ('f(a=[1,"x"],b="y,z=1")', Call("f", (Bind("a", Shown('[1,"x"]')), Bind("b", "y,z=1")))),
        ("^6", Return((6,))),
        ("^", Return(())),
        ("^[1,2]", Return((Shown("[1,2]"),))),
        ("a=2,b=1", Together((Bind("a", 2), Bind("b", 1)))),
        ("xs[0]=1", Bind("xs[0]", 1)),
        ("length()=3", Bind("length()", 3)),
        ("xs[1]=7+2:9", Operation(Operand("xs[1]", 7), "+", Operand(None, 2), 9)),
        ("!index out of range", Fail("index out of range")),
    ],
)
def test_each_form_of_calls_and_places(text: str, event: Event) -> None:
    assert parse_trace(f"4 {text}\n") == [Step(4, (event,))]
    assert write_trace([Step(4, (event,))]) == f"4 {text}\n"


def test_a_long_list_is_cut_in_an_event() -> None:
    text = str(shown(list(range(100)), PYTHON))
    assert text.startswith("[0,1,2,")
    assert text.endswith(",…]")
    assert len(text) < 250


@pytest.mark.parametrize("topic", TOPICS)
def test_drawn_traces_of_every_topic_read_back(topic: str) -> None:
    for number in range(20):
        trace = draw_topic_program(derive(2, "trace", number), ProgramSpec(tier=TIER), topic).result.trace
        assert parse_trace(write_trace(trace)) == list(trace)


@pytest.mark.parametrize("topic", TOPICS)
def test_what_is_read_is_the_newest_value_above_but_right_after_a_return(topic: str) -> None:
    for number in range(20):
        trace = draw_topic_program(derive(3, "trace", number), ProgramSpec(tier=TIER), topic).result.trace
        newest: dict[str, Value] = {}
        called = {event.function for step in trace for event in step.events if isinstance(event, Call)}
        is_restating = False
        for step in trace:
            changed = len(step.events) > 1 and isinstance(step.events[-2], Bind) and isinstance(step.events[-1], Bind)
            for place, event in enumerate(step.events):
                is_read = place + 1 < len(step.events) and not is_restating and not changed
                for name, value in named(event):
                    if is_read and name not in called and name.isidentifier():
                        assert repr(newest.get(name, value)) == repr(value), write_trace([step])
                    newest[name] = value
            is_restating = bool(step.events) and isinstance(step.events[-1], Return)


def named(event: Event) -> list[tuple[str, Value]]:
    if isinstance(event, Bind):
        return [(event.name, event.value)]
    if isinstance(event, Operation):
        sides = [side for side in (event.left, event.right) if side is not None]
        return [(side.name, side.value) for side in sides if side.name is not None]
    if isinstance(event, Call):
        return [(name, value) for name, value in event.arguments]
    return [(name, value) for name, value in event.bindings] if isinstance(event, Together) else []


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
        "1 f(n=)\n",
        "1 f(n=1,)\n",
        "1 f(3)\n",
        "1 ^6 7\n",
        "1 a=1,\n",
        "\n",
    ],
)
def test_what_is_no_trace_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="trace"):
        parse_trace(text)
