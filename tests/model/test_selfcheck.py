"""A sound trace passes in every language; a wrong number, outcome, read or printed line is found where it stands."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caalm.evaluation.suites import draw_item
from caalm.generation.cobol import COBOL_TOPICS, draw_cobol_topic
from caalm.generation.programs import ProgramSpec
from caalm.generation.topics import TIER, TOPICS, draw_topic_program
from caalm.model.selfcheck import Problem, first_problem
from caalm.model.steps import read_steps
from caalm.program.interpreter import interpret
from caalm.program.trace import at_lines, parse_trace, write_trace
from caalm.program.values import COBOL, JAVASCRIPT, LUA, PYTHON
from caalm.rng import derive
from tests.program.programs import PROGRAMS

LANGUAGES = ("invented", "python", "javascript", "lua", "cobol")


def check(trace: str, output: str | None = None, lines: int | None = None) -> Problem | None:
    """The first problem of a trace with one step a space-separated part; the output is what it prints by default."""
    steps = parse_trace(trace)
    printed = "\n".join(text for line in trace.split("\n") for text in line.split(">", 1)[1:] if ";>" in line)
    return first_problem(steps, printed if output is None else output, lines=lines)


def reason(trace: str) -> str:
    problem = check(trace)
    assert problem is not None, trace
    return problem.reason


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tier", [1, 2, 3])
def test_every_trace_of_a_drawn_program_passes(language: str, tier: int) -> None:
    for index in range(60):
        item = draw_item(language, tier, 11, index)
        steps = parse_trace(item.trace_text())
        problem = first_problem(steps, item.result.stdout.removesuffix("\n"), lines=len(item.source.text.split("\n")))
        assert problem is None, f"{item.source.text}\n{item.trace_text()}"


def one_digit_changed(trace: str, rng: Random) -> str:
    """The trace with one digit of one value changed; line numbers stay."""
    places = [
        position
        for line_start, line in line_starts(trace)
        for position in range(line_start + line.find(" ") + 1, line_start + len(line))
        if trace[position].isdigit() and trace[position - 1] in "=:+-*/%<>0123456789"
    ]
    position = rng.choice(places)
    return trace[:position] + rng.choice([d for d in "0123456789" if d != trace[position]]) + trace[position + 1 :]


def line_starts(trace: str) -> list[tuple[int, str]]:
    starts, start = [], 0
    for line in trace.split("\n"):
        starts.append((start, line))
        start += len(line) + 1
    return starts


def test_most_single_wrong_digits_are_found() -> None:
    rng = derive(0, "wrong digits")
    found = 0
    for index in range(300):
        item = draw_item(LANGUAGES[index % 5], 3, 12, index)
        wrong = one_digit_changed(item.trace_text().rstrip("\n"), rng)
        steps = [step.step for step in read_steps(wrong, [])]
        found += first_problem(steps, item.result.stdout.removesuffix("\n")) is not None
    # What is left are constants of the program, which nothing in the trace contradicts.
    assert found >= 250


def test_a_wrong_result_is_found_at_its_step() -> None:
    assert check("1 a=3\n2 a=3*2:7;b=7\n3 b=7;>7") == Problem(step=1, reason="3*2 is not 7")


@pytest.mark.parametrize(
    "step",
    ["1 -7//2:-4;a=-4", "1 -7//2:-3;a=-3", "1 -7%3:2;a=2", "1 -7%3:-1;a=-1", "1 8/2:4.0;a=4.0", "1 8/2:4;a=4",
     "1 7/2:3;a=3", "1 7/2:3.5;a=3.5", "1 7/3:2.33;a=2.33", '1 "a"+1:"a1";a="a1"', "1 1.10+2:3.10;a=3.10",
     "1 0.1+0.2:0.3;a=0.3", "1 0.1+0.2:0.30000000000000004;a=0.30000000000000004", "1 1/0:inf;a=inf",
     "1 12345+0:12345;a=2345", '1 "ab"=="ab ":T;a=T', '1 "ab"=="ab ":F;a=F', "1 2**3:8;a=8", "1 xs=[1,2];a=1"],
)  # fmt: skip
def test_what_any_language_makes_of_it_is_right(step: str) -> None:
    assert check(step, output="") is None


@pytest.mark.parametrize(
    "step",
    ["1 7//2:4", "1 7%3:2", "1 2+2:5", "1 2.5*2:5.5", "1 3>2:F", "1 3==3:F", "1 T and F:T", "1 not T:T", "1 -3:3",
     '1 "a"+"b":"ba"', "1 7/3:2.34", "1 T+1:2", '1 3<"a":T'],
)  # fmt: skip
def test_what_no_language_makes_of_it_is_wrong(step: str) -> None:
    assert "is not" in reason(step) or check(step) is not None


def test_a_read_must_give_the_newest_value() -> None:
    assert reason("1 a=3\n2 a=4\n3 a=3;>3") == "a is 4 by now, not 3"
    assert reason("1 a=3\n2 a=4\n3 a=3+1:4;b=4") == "a is 4 by now, not 3"
    assert reason("1 a=3\n2 1+a=5:6;b=6") == "a is 3 by now, not 5"


def test_a_result_must_be_used_as_it_is() -> None:
    assert reason("1 2*3:6;7+1:8;a=8") == "6 is worked out and not used"
    assert reason("1 2*3:6;a=7") == "6 is worked out, 7 is stored"


def test_a_counted_loop_binds_its_counter_and_counts_evenly() -> None:
    loop = "1 i=0<3:T\n2 i=0;>0\n1 i=1<3:T\n2 i=1;>1\n1 i=2<3:T\n2 i=2;>2\n1 3<3:F"
    assert check(loop) is None
    assert "goes on by 1" in reason("1 i=0<9:T\n1 i=1<9:T\n1 i=3<9:T\n1 9<9:F")
    assert reason(loop.replace("i=2<3", "i=2<4")) == "the bound was 3, not 4"
    assert "goes on by 1" in reason("1 1<=3:T\n1 2<=3:T\n1 4<=3:F")


def test_a_condition_that_misreads_its_variable_is_no_counted_loop() -> None:
    assert check("1 a=3\n2 a=5>4:T\n3 a=5;>5") == Problem(step=1, reason="a is 3 by now, not 5")
    assert reason("1 a=3\n2 a=2>4:F") == "a is 3 by now, not 2"


def test_a_while_that_misreads_its_variable_is_found() -> None:
    assert reason("1 m=4\n2 m=4>1:T\n3 m=4//2:2;m=2\n2 m=2>1:T\n3 m=2//2:1;m=1\n2 m=3>1:T") == "m is 1 by now, not 3"


def test_the_output_must_be_what_the_steps_print() -> None:
    assert check("1 >a\n2 >b", output="a\nb") is None
    assert check("1 >a\n2 >b", output="a\nc") == Problem(step=None, reason="the output is not what the steps print")


def test_a_print_must_show_what_it_reads() -> None:
    assert reason("1 a=12\n2 a=12;>13") == 'a is 12, which "13" does not show'
    assert check("1 a=12\n2 a=12;>+0012") is None


def test_nothing_runs_after_a_failure_and_no_line_beyond_the_end() -> None:
    assert check("2 !division by zero\n1 a=1", output="") == Problem(step=1, reason="a step after the program failed")
    assert check("3 a=1", output="", lines=2) == Problem(step=0, reason="the program has 2 lines, and none is number 3")


def test_a_handler_runs_behind_what_failed() -> None:
    assert check("1 a=0\n3 !division by zero\n5 a=0;>0") is None


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_trace_with_calls_lists_and_errors_passes(name: str) -> None:
    program = PROGRAMS[name]()
    for semantics in (PYTHON, JAVASCRIPT):
        result = interpret(program, semantics)
        steps = parse_trace(write_trace(at_lines(result.trace, range(1, 99)), semantics))
        assert first_problem(steps, result.stdout.removesuffix("\n"), lines=99) is None


@pytest.mark.parametrize("topic", TOPICS)
def test_every_trace_of_a_topic_passes(topic: str) -> None:
    for number in range(20):
        for semantics in (PYTHON, JAVASCRIPT, LUA):
            rng = derive(4, "selfcheck", number)
            result = draw_topic_program(rng, ProgramSpec(tier=TIER, semantics=semantics), topic).result
            text = write_trace(at_lines(result.trace, range(1, 999)), semantics)
            assert first_problem(parse_trace(text), result.stdout.removesuffix("\n"), lines=999) is None, text


@pytest.mark.parametrize("topic", COBOL_TOPICS)
def test_every_trace_of_a_cobol_topic_passes(topic: str) -> None:
    for number in range(40):
        _, result = draw_cobol_topic(derive(5, "selfcheck", topic, number), topic, 40)
        text = write_trace(at_lines(result.trace, range(1, 999)), COBOL)
        assert first_problem(parse_trace(text), result.stdout.removesuffix("\n"), lines=999) is None, text


def test_what_all_paragraphs_share_is_what_the_last_one_left() -> None:
    trace = "9 N=1\n10 BUMP()\n20 N=1+1:2;N=2\n19 ^\n10 N={0};K=0\n11 N={0};>{0}"
    assert check(trace.format(2)) is None
    assert check(trace.format(1)) is None  # its own, where a function has variables of its own
    assert reason(trace.format(3)) == "N is 2 by now, not 3"


def test_a_loop_that_was_left_may_be_entered_anew() -> None:
    inner = "2 j=1<=3:T\n3 j=1==2:F\n2 j=2<=3:T\n3 j=2==2:T\n4 \n"
    assert check("1 i=1<=2:T\n" + inner + "1 i=2<=2:T\n" + inner + "1 i=3<=2:F") is None
    assert "not from 2 to 1" in reason("2 j=1<=3:T\n3 j=1==3:F\n2 j=2<=3:T\n3 j=2==3:F\n2 j=1<=3:T")


def test_a_caller_has_its_own_variables_back() -> None:
    trace = "3 n=5\n4 f(n=2)\n1 n=2+1:3;^3\n4 f=3;{};>{}"
    assert check(trace.format("n=5;5+3:8", 8)) is None
    assert reason(trace.format("n=2;2+3:5", 5)) == "n is 5 by now, not 2"


@pytest.mark.parametrize(
    ("trace", "problem"),
    [
        ("1 n=902*3:2706;~9(3);n={706}", "2706 through 9(3) is 706, not {}"),
        ("1 n=7;~9(5)V99;>n is {00007.00}", "n is shown as 00007.00, which 'n is {}' does not show"),
        ("1 n=-7;~S99;>{-07}", "n is shown as -07, which '{}' does not show"),
        ('1 n=1234.5;~$ZZ,ZZ9.99;e="{$ 1,234.50}"', "1234.5 through $ZZ,ZZ9.99 is '$ 1,234.50', not '{}'"),
        ('1 s="north";~X(3);t="{nor}"', "'north' through X(3) is 'nor', not '{}'"),
        ('1 ~X(4);t="{ab  }"', "'{}' does not fill the picture X(4)"),
        ("1 n=7;~{9(2)};>07", "n is shown as 007, which '07' does not show"),
    ],
)
def test_a_picture_makes_of_a_value_what_it_makes(trace: str, problem: str) -> None:
    start, _, rest = trace.partition("{")
    right, _, end = rest.partition("}")
    assert check(f"{start}{right}{end}") is None
    wrong = {"9(2)": "9(3)", "706": "716", "ab  ": "ab"}.get(
        right, right[:-2] + ("1" if right[-2] != "1" else "2") + right[-1]
    )
    assert reason(f"{start}{wrong}{end}") == problem.replace("{}", wrong).replace("'", '"')


@pytest.mark.parametrize("picture", ["9(99999999999)", "9(500)", "Q", "9" * 200, "S"])
def test_a_picture_that_there_is_not_is_a_problem(picture: str) -> None:
    assert reason(f"1 n=7;~{picture};>07") == "no number has the picture " + picture
    assert reason(f"1 n=inf;~{picture};m=7") == "no field has the picture " + picture
    assert reason("1 n=inf;~9(3);m=7") == "no field holds inf"
    assert reason(f"1 n=7;~{picture};m=7") == "no field has the picture " + picture


def test_a_step_that_cannot_be_read_is_a_problem() -> None:
    assert first_problem([None], "") == Problem(step=0, reason="the step cannot be read")


@given(st.text(alphabet='~(9VZ$0123456789 ab=+-*/%:;<>!"\\.TFeinf\n[]', max_size=60), st.sampled_from([None, "", "1"]))
def test_no_trace_of_a_model_raises(text: str, output: str | None) -> None:
    first_problem([step.step for step in read_steps(text, [])], output, lines=3)


@pytest.mark.parametrize("digits", [400, 4000])
def test_enormous_numbers_do_not_raise(digits: int) -> None:
    nines = "9" * digits
    trace = f"1 a={nines}\n2 a={nines}*{nines}:1;b=1\n3 {nines}/7:1.5;a=1.5\n4 a={nines}<{nines}.5:T"
    assert first_problem([step.step for step in read_steps(trace, [])], "") is not None
