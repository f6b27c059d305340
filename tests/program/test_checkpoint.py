"""A checkpoint is the whole state: a run that goes on from one, or from its text, ends as the whole run does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caalm.errors import InputError
from caalm.generation.cobol import COBOL_TOPICS, draw_cobol, draw_cobol_topic
from caalm.generation.programs import Drawn, ProgramSpec, draw_program
from caalm.generation.topics import TIER, TOPICS, draw_topic_program
from caalm.program.checkpoint import (
    START,
    Checkpoint,
    Loop,
    checkpoint_before,
    checkpoints,
    is_checkpoint,
    parse_checkpoint,
    write_checkpoint,
)
from caalm.program.interpreter import STEP_LIMIT_ERROR, ExecutionResult, interpret
from caalm.program.nodes import (
    Assign,
    BinOp,
    Compare,
    Constant,
    Declaration,
    For,
    If,
    Name,
    Print,
    Program,
    RepeatUntil,
    While,
    walk_statements,
)
from caalm.program.resumption import resume
from caalm.program.trace import Bind, Fail, Out, Step
from caalm.program.values import COBOL, JAVASCRIPT, LUA, PYTHON, Semantics
from caalm.rng import derive
from tests.program.programs import PROGRAMS, conversation, countdown, fibonacci, rows


def printed(steps: tuple[Step, ...]) -> str:
    return "".join(event.text + "\n" for step in steps for event in step.events if type(event) is Out)


def numbered(program: Program) -> tuple[int, ...]:
    """Lines on which two statements sometimes stand together."""
    return tuple(1 + number // 3 * 2 + number % 3 // 2 for number, _ in enumerate(walk_statements(program.body)))


def assert_goes_on_as_before(program: Program, semantics: Semantics, whole: ExecutionResult, number: int) -> None:
    checkpoint = checkpoint_before(program, whole.trace, number, semantics=semantics)
    lines = numbered(program)
    text = write_checkpoint(checkpoint, lines, semantics)
    assert "\n" not in text
    assert is_checkpoint(text)
    assert repr(parse_checkpoint(text, lines, semantics)) == repr(checkpoint)
    rest = resume(program, checkpoint, semantics)
    assert rest.error == whole.error
    assert repr(rest.trace) == repr(whole.trace[number:])
    assert printed(whole.trace[:number]) + rest.stdout == whole.stdout


def drawn_program(number: int, semantics: Semantics, steps: int) -> Drawn:
    rng = derive(1, "checkpoint", number)
    return draw_program(rng, ProgramSpec(tier=3, semantics=semantics, max_steps=steps, scenes=1 + number % 3))


@pytest.mark.parametrize("semantics", [PYTHON, JAVASCRIPT, LUA], ids=["python", "javascript", "lua"])
def test_a_thousand_programs_go_on_from_any_step(semantics: Semantics) -> None:
    for number in range(1000):
        program, whole = drawn_program(number, semantics, 90)
        boundaries = range(whole.steps) if number % 20 == 0 else [derive(2, number).randrange(whole.steps)]
        for boundary in boundaries:
            assert_goes_on_as_before(program, semantics, whole, boundary)


def test_a_thousand_programs_with_pictures_go_on_from_any_step() -> None:
    for number in range(1000):
        program, whole = draw_cobol(derive(3, "checkpoint", number), 1 + number % 3)
        boundaries = range(whole.steps) if number % 20 == 0 else [derive(4, number).randrange(whole.steps)]
        for boundary in boundaries:
            assert_goes_on_as_before(program, COBOL, whole, boundary)


def test_all_checkpoints_of_a_run_are_those_before_each_step() -> None:
    program, whole = drawn_program(5, PYTHON, 90)
    every = list(checkpoints(program, whole.trace))
    assert every[0] == START
    assert every == [checkpoint_before(program, whole.trace, number) for number in range(whole.steps)]


def test_blocks_inside_blocks_are_left_in_order() -> None:
    repeat = For(None, Constant(1), Constant(2), 1, True, (Assign("a", BinOp(Name("a"), "+", Name("i"))),))
    either = If(Compare(Name("a"), "<", Constant(0)), (Print((Constant("no"),)),), (repeat, Print((Name("a"),))))
    halve = Assign("w", BinOp(Name("w"), "//", Constant(2)))
    loop = While(Compare(Name("w"), ">", Constant(0)), (either, halve))
    outer = For("i", Constant(4), Constant(1), -2, True, (Assign("w", Constant(3)), loop))
    program = Program((Assign("a", Constant(1)), outer, Print((Name("i"),))))
    whole = interpret(program)
    assert whole.steps > 40
    for boundary in range(whole.steps):
        assert_goes_on_as_before(program, PYTHON, whole, boundary)


def test_a_run_that_fails_fails_again_when_it_goes_on() -> None:
    body = (Assign("a", BinOp(Constant(6), "//", Name("i"))),)
    program = Program((For("i", Constant(2), Constant(-2), -1, True, body),))
    whole = interpret(program)
    assert type(whole.trace[-1].events[-1]) is Fail
    for boundary in range(whole.steps):
        assert_goes_on_as_before(program, PYTHON, whole, boundary)


@pytest.mark.parametrize("semantics", [PYTHON, JAVASCRIPT, LUA], ids=["python", "javascript", "lua"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_a_run_with_calls_lists_and_errors_goes_on_from_any_step(name: str, semantics: Semantics) -> None:
    program = PROGRAMS[name]()
    whole = interpret(program, semantics)
    for boundary in range(whole.steps):
        assert_goes_on_as_before(program, semantics, whole, boundary)


@pytest.mark.parametrize("semantics", [PYTHON, JAVASCRIPT, LUA], ids=["python", "javascript", "lua"])
@pytest.mark.parametrize("topic", TOPICS)
def test_drawn_programs_of_every_topic_go_on_from_any_step(topic: str, semantics: Semantics) -> None:
    for number in range(6):
        rng = derive(5, "checkpoint", topic, number)
        program, whole = draw_topic_program(rng, ProgramSpec(tier=TIER, semantics=semantics), topic)
        for boundary in {0, whole.steps - 1, *(rng.randrange(whole.steps) for _ in range(3))}:
            assert_goes_on_as_before(program, semantics, whole, boundary)


@pytest.mark.parametrize("topic", COBOL_TOPICS)
def test_cobol_programs_of_every_topic_go_on_from_any_step(topic: str) -> None:
    for number in range(12):
        rng = derive(6, "checkpoint", topic, number)
        program, whole = draw_cobol_topic(rng, topic, 40)
        for boundary in {0, whole.steps - 1, *(rng.randrange(whole.steps) for _ in range(3))}:
            assert_goes_on_as_before(program, COBOL, whole, boundary)


def test_a_program_that_begins_with_a_repeat_until_starts_with_its_body() -> None:
    count = Name("COUNTED")
    body = (Assign("COUNTED", BinOp(count, "+", Constant(1))),)
    program = Program((RepeatUntil(body, Compare(count, ">", Constant(2))),), (Declaration("COUNTED", "9", 1),))
    assert resume(program, START, COBOL).trace == interpret(program, COBOL).trace


def test_deep_recursion_goes_on_from_its_depth() -> None:
    program = countdown(150)
    whole = interpret(program)
    for boundary in (400, 450, whole.steps - 3):
        assert_goes_on_as_before(program, PYTHON, whole, boundary)


def test_a_state_that_a_checkpoint_led_to_is_that_of_the_whole_run() -> None:
    program = fibonacci()
    whole = interpret(program)
    since = checkpoint_before(program, whole.trace, 12)
    for number in range(20):
        assert checkpoint_before(program, whole.trace[12:], number, since) == checkpoint_before(
            program, whole.trace, 12 + number
        )


def texts(program: Program) -> list[str]:
    whole = interpret(program)
    lines = tuple(range(1, 99))
    return [write_checkpoint(checkpoint, lines) for checkpoint in checkpoints(program, whole.trace)]


def test_the_text_shows_the_callers_and_what_their_statements_have_so_far() -> None:
    shown = texts(fibonacci(3))
    assert shown[2] == "@2 n=3|6 n=3"
    assert "@2 n=1|4 n=2|4 n=3|6 n=3" in shown
    assert "@4 n=2;^1|4 n=3|6 n=3" in shown  # fib(1) is done, fib(0) is next
    assert "@2 n=0|4 n=2;^1|4 n=3|6 n=3" in shown


def test_the_text_shows_lists_that_are_shared_input_and_files() -> None:
    assert "@6 grid=[[9,2,5,4],[3]];row=@grid[0];each=@grid[1]" in texts(rows())
    shown = texts(conversation())
    assert "@2 n=10|5 n=2;i=0;4#0/2;^<2;<2" in shown
    assert any(text.endswith(';<6;file[notes.txt]="20\\n40\\n"') for text in shown)


def test_a_resumed_run_has_a_step_limit_of_its_own() -> None:
    program, whole = drawn_program(5, PYTHON, 90)
    rest = resume(program, checkpoint_before(program, whole.trace, 3), step_limit=2)
    assert (rest.error, rest.trace) == (STEP_LIMIT_ERROR, whole.trace[3:5])


# The text form


def test_the_text_shows_line_variables_and_loops() -> None:
    loops = (Loop(1, 2, 6), Loop(3, 1.0, 4.0))
    checkpoint = Checkpoint(at=3, variables=(Bind("a", 3), Bind("word", "x;#/")), loops=loops)
    assert write_checkpoint(checkpoint, (1, 5, 7, 7)) == '@7.2 a=3;word="x;#/";5#2/6;7.2#1.0/4.0'


NAMES = st.from_regex(r"[A-Za-z_][A-Za-z_0-9]{0,8}", fullmatch=True) | st.sampled_from(["WS-TOTAL", "größe", "$и?"])
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False, max_value=1e9, min_value=-1e9)
VALUES = NUMBERS | st.booleans() | st.text(max_size=12)
LINES = st.lists(st.integers(1, 9), min_size=6, max_size=6).map(lambda lines: tuple(sorted(lines)))
CHECKPOINTS = st.builds(
    lambda at, variables, loops: Checkpoint(at=at, variables=tuple(variables), loops=tuple(loops)),
    st.integers(0, 5),
    st.lists(st.builds(Bind, NAMES, VALUES), max_size=5),
    st.lists(st.builds(Loop, st.integers(0, 5), NUMBERS.map(lambda n: round(n, 3)), st.integers(0, 99)), max_size=3),
)


@given(CHECKPOINTS, LINES)
def test_what_is_written_reads_back_as_itself(checkpoint: Checkpoint, lines: tuple[int, ...]) -> None:
    text = write_checkpoint(checkpoint, lines)
    assert is_checkpoint(text)
    assert "\n" not in text
    assert repr(parse_checkpoint(text, lines)) == repr(checkpoint)


def test_a_float_is_not_cut_to_the_digits_that_lua_prints() -> None:
    checkpoint = Checkpoint(at=1, variables=(Bind("x", 0.1 + 0.2), Bind("y", 0.5)))
    text = write_checkpoint(checkpoint, (1, 2), LUA)
    assert text == "@2 x=0.30000000000000004;y=0.5"
    assert parse_checkpoint(text, (1, 2), LUA) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "7 a=3",
        "@7 ",
        "@7 a",
        "@7 a=3;",
        "@7 a=3;;b=4",
        "@7 a=3 b=4",
        "@7 5#2",
        "@7 5#2/6/",
        "@x",
        "|7 a=3",
        "@7 a=3|",
        "@7 a=3|;b=4",
        "@7 ^1 ",
        "@7 <x",
        "Start",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    assert not is_checkpoint(text)
    with pytest.raises(InputError, match="is not in the form"):
        parse_checkpoint(text, (7, 5))


def test_a_place_that_the_program_does_not_have_is_refused() -> None:
    for text in ("@9", "@7.2", "@7.0", "@7 8#1/2"):
        with pytest.raises(InputError, match="no statement"):
            parse_checkpoint(text, (5, 7))


def test_a_checkpoint_of_another_program_is_refused() -> None:
    program = Program((For("i", Constant(0), Constant(2), 1, False, (Print((Name("i"),)),)),))
    with pytest.raises(InputError, match="not among those under way"):
        resume(program, Checkpoint(at=1))
    with pytest.raises(InputError, match="has no statement 7"):
        resume(program, Checkpoint(at=7))
