"""A true trace passes its verifier line by line, whatever it is about; what contradicts itself does not."""

from dataclasses import replace
from random import Random

import pytest

from caalm.dataset.segments import code_of
from caalm.dataset.stream import StreamRecipe, draw_example
from caalm.generation.alien import draw_alien
from caalm.model.verifying import TraceVerifier, trace_verifier
from caalm.model.wording import unsaid
from caalm.program.trace import parse_step
from caalm.tasks.continuation import STATE, continuation_prompt, state_prompt
from caalm.tasks.prediction import plain_prompt, traced_example, traced_prompt

_ANYTHING = f"a b [{' '.join(map(str, range(1000)))}] ; a"
_PROGRAM = "\n".join([_ANYTHING] * 3)
"""A program of three statements that may be about both variables and any numbers."""
_TIERS = StreamRecipe(seed=5, plain_share=0, beyond_share=0, alien_share=0, taught_share=0, continuation_share=0)
MIXTURES = {
    "tiers": _TIERS,
    "real": replace(_TIERS, real_share=1, speaking_share=0.4),
    "topics": replace(_TIERS, beyond_share=1, real_share=0.3),
    "machines": replace(_TIERS, alien_share=1),
    "taught": replace(_TIERS, taught_share=1),
}


def refused(verifier: TraceVerifier, text: str) -> str | None:
    """The first line of a text, or beginning of one up to a sign, that its verifier does not accept."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        for beginning in (line[:at] for at, sign in enumerate(line) if sign == ";"):
            if verifier.early_fault(beginning) is not None:
                return beginning
        if not verifier.accepts(line, is_last=number == len(lines)):
            return line
        verifier.take()
    return None


def following(code: str, *lines: str) -> TraceVerifier:
    """The verifier of a program's trace after these lines of it."""
    verifier = trace_verifier(traced_prompt(code))
    assert verifier is not None
    for line in lines:
        assert verifier.accepts(line, is_last=False)
        verifier.take()
    return verifier


@pytest.mark.parametrize("mixture", MIXTURES)
def test_what_training_shows_is_never_refused(mixture: str) -> None:
    for position in range(150):
        example = draw_example(MIXTURES[mixture], position)
        verifier = trace_verifier(example.prompt)
        assert verifier is not None
        assert refused(verifier, example.target) is None, example.target


SEGMENTS = {
    "tiers": replace(_TIERS, continuation_share=1),
    "topics": replace(_TIERS, continuation_share=1, beyond_share=1, real_share=0),
    "COBOL": replace(_TIERS, continuation_share=1, beyond_share=1, real_share=0, cobol_topics_share=1),
}


@pytest.mark.parametrize("mixture", SEGMENTS)
def test_nor_is_a_segment_whatever_state_it_goes_on_from(mixture: str) -> None:
    asked = 0
    for position in range(100):
        example = draw_example(SEGMENTS[mixture], position)
        verifier = trace_verifier(example.prompt)
        assert verifier is not None
        assert refused(verifier, example.target) is None, example.prompt + example.target
        steps, marker, state = example.target.rpartition(STATE)
        if marker:
            verifier = trace_verifier(state_prompt(example.prompt, steps))
            assert verifier is not None
            assert refused(verifier, state) is None, example.prompt + example.target
            asked += 1
    assert asked > 5


def going_on(state: str, *lines: str) -> TraceVerifier:
    """The verifier of four lines' program after a state and these lines."""
    verifier = trace_verifier(continuation_prompt("a\nb\nc\nd", state))
    assert verifier is not None
    for line in lines:
        assert verifier.accepts(line, is_last=False)
        verifier.take()
    return verifier


def test_a_segment_reads_what_its_state_says() -> None:
    verifier = going_on("@3 a=5;i=2;2#2/6")
    assert not verifier.accepts("3 a=6+1:7;a=7", is_last=False)
    assert verifier.accepts("3 a=5+1:6;a=6", is_last=False)
    verifier.take()
    assert not verifier.accepts("2 i=3<7:T", is_last=False)  # the bound was 6
    assert verifier.accepts("2 i=3<6:T", is_last=False)


def test_the_state_after_a_segment_is_what_it_leaves() -> None:
    verifier = going_on("@3 a=5;i=2;2#2/6", "3 a=5+1:6;a=6", "2 i=3<6:T", "", "State:")
    for wrong in ("@3 a=5;i=3;2#3/6", "@3 a=6;i=2;2#3/6", "@3 a=6;i=3;2#4/6", "@3 a=6;i=3;2#3/7", "a=6", "start", ""):
        assert not verifier.accepts(wrong, is_last=True), wrong
    assert not verifier.accepts("@3 a=6;i=3;2#3/6", is_last=False)
    assert verifier.accepts("@3 a=6;i=3;2#3/6", is_last=True)


def test_a_state_has_as_many_frames_as_calls_are_under_way() -> None:
    verifier = going_on("@4 a=5", "4 f(n=5)", "", "State:")
    assert not verifier.accepts("@1 n=5", is_last=True)
    assert verifier.accepts("@1 n=5|4 a=5", is_last=True)


def test_a_segment_ends_with_a_state_or_the_end() -> None:
    verifier = going_on("@3 a=5", "3 a=5;>5", "")
    assert not verifier.accepts("Output:", is_last=False)
    assert not verifier.accepts("State:", is_last=True)
    assert verifier.accepts("End", is_last=True)


def test_nor_are_the_traces_of_machines() -> None:
    for seed in range(150):
        item = draw_alien(Random(seed), held_out=False)
        example = traced_example(code_of(item), item.trace_text(), item.result.stdout)
        verifier = trace_verifier(example.prompt)
        assert verifier is not None
        assert refused(verifier, example.target) is None, example.target


@pytest.mark.parametrize(
    ("stand", "wrong", "right"),
    [
        (["1 a=5"], "2 a=5+11:15;b=15", "2 a=5+11:16;b=16"),
        (["1 a=5", "2 a=5+1:6;a=6"], "3 a=5;>5", "3 a=6;>6"),
        (["1 a=23"], "2 a=23*47:920+171:1081;b=1081", "2 a=23*47:920+161:1081;b=1081"),
        (["1 a=5"], "4 a=5;>5", "3 a=5;>5"),
        (["1 a=5"], "print it", "2 >it"),
    ],
    ids=["arithmetic", "lookup", "partial results", "line number", "form"],
)
def test_a_step_that_contradicts_is_refused(stand: list[str], wrong: str, right: str) -> None:
    verifier = following(_PROGRAM, *stand)
    assert not verifier.accepts(wrong, is_last=False)
    assert verifier.accepts(right, is_last=False)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("2 total=7+cost=2:9;total=9", "2 total=7+sum=5:12;total=12"),
        ("2 total=7+sum=5:12;cost=12", "2 total=7+sum=5:12;total=12"),
        ("3 sum=5;>5", "3 total=7;>7"),
        ("4 cost=2;>sum is 2", "4 sum=5;>sum is 5"),
    ],
)
def test_a_statement_names_its_variables(wrong: str, right: str) -> None:
    code = "sum, total, cost := 5, 7, 2\ntotal := total + sum\nput total\nput('sum is',\n  sum)\nput cost"
    verifier = following(code, "1 sum=5,total=7,cost=2")
    assert verifier.accepts(right, is_last=False)
    assert not verifier.accepts(wrong, is_last=False)


@pytest.mark.parametrize("trace", ["4 cost=2>1:T", "4 half(cost=2)", "4 cost[0]=2;cost=[2]", "4 c0=1+1:2;c0=2"])
def test_names_stand_elsewhere_where_they_may(trace: str) -> None:
    assert unsaid(parse_step(trace), ["cost <- 2", "c", "", "end"]) is None


@pytest.mark.parametrize(
    ("trace", "agrees"),
    [
        ("3 A=7;~9(3);>007", True),
        ("3 A=7;~9(4);>0007", False),
        ("4 A=7+1:8;~9(3);A=8", True),
        ("4 A=7+1:8;~X(3);A=8", False),
        ('5 A=7;~X(3);B="7  "', True),
        ('5 A=7;~9(3);B="7  "', False),
    ],
)
def test_a_picture_is_the_one_that_is_declared(trace: str, agrees: bool) -> None:
    code = ["01 A PIC 9(3) VALUE 7.", "01 B PIC X(3).", "DISPLAY A.", "ADD 1 TO A.", "MOVE A TO B."]
    assert (unsaid(parse_step(trace), code) is None) is agrees


@pytest.mark.parametrize(
    ("statement", "printed", "agrees"),
    [
        ('DISPLAY N "  " FMT.', "07    1", True),
        ('DISPLAY N "  " FMT.', "07  1", False),
        ('DISPLAY N "  " FMT.', "07 1", False),
        ("display n fmt", "07  1", True),
        ("display n fmt", "07 1", False),
        ("DISPLAY FMT 'N: ' N", "  1N: 07", True),
        ("DISPLAY FMT 'N: ' N", "1N: 07", False),
        ("DISPLAY N FMT WITH NO ADVANCING", "07  1", True),  # not looked into
    ],
)
def test_what_is_displayed_has_the_width_of_its_pictures(statement: str, printed: str, agrees: bool) -> None:
    n, fmt = ("n", "fmt") if statement.startswith("display") else ("N", "FMT")
    code = f"01 {n} PIC 99 VALUE 7.\n01 {fmt} PIC Z(2)9.\nMOVE 1 TO {fmt}.\n{statement}"
    verifier = following(code, f'3 ~Z(2)9;{fmt}="  1"')
    assert verifier.accepts(f'4 {n}=7;~99;{fmt}="  1";>{printed}', is_last=False) is agrees


def test_a_line_counts_only_once_it_stands() -> None:
    verifier = following(_PROGRAM, "1 a=5")
    assert verifier.accepts("2 a=5+1:6;a=6", is_last=False)
    assert verifier.accepts("2 a=5+2:7;a=7", is_last=False)
    verifier.take()
    assert verifier.accepts("3 a=7;>7", is_last=False)
    assert not verifier.accepts("3 a=6;>6", is_last=False)


def test_the_output_is_what_was_printed_line_by_line() -> None:
    verifier = following("put one\nput two", "1 >one", "2 >two", "", "Output:")
    assert not verifier.accepts("two", is_last=False)
    assert not verifier.accepts("one", is_last=True)
    assert verifier.accepts("one", is_last=False)
    verifier.take()
    assert not verifier.accepts("two", is_last=False)
    assert verifier.accepts("two", is_last=True)


def test_a_program_that_prints_nothing_has_an_empty_output() -> None:
    verifier = following("a = 1", "1 a=1", "", "Output:")
    assert not verifier.accepts("1", is_last=True)
    assert verifier.accepts("", is_last=True)


def test_a_text_must_not_end_in_its_trace() -> None:
    assert not following("a = 1").accepts("1 a=1", is_last=True)
    assert not following("a = 1", "1 a=1").accepts("", is_last=True)


def test_what_stands_though_it_contradicts_is_what_follows_is_held_to() -> None:
    verifier = following(_PROGRAM, "1 a=5")
    assert not verifier.accepts("1 a=5+1:7;a=7", is_last=False)
    verifier.take()
    assert verifier.accepts("2 a=7;>7", is_last=False)


@pytest.mark.parametrize("prompt", [plain_prompt("print(1)"), "Trace:\n", "", "Code:\nprint(1)\n\nTrace:\n"])
def test_other_prompts_have_no_verifier(prompt: str) -> None:
    assert trace_verifier(prompt) is None


def test_what_the_program_says_does_not_mislead() -> None:
    code = 'print("Code:")\nprint("Trace:")\nprint(3)'
    verifier = following(code, "1 >Code:", "2 >Trace:", "3 >3")
    assert not verifier.accepts("4 >4", is_last=False)


def test_after_the_trace_comes_the_output_and_nothing_else() -> None:
    verifier = following("a = 1", "1 a=1", "")
    assert not verifier.accepts("State:", is_last=False)
    assert not verifier.accepts("Output:", is_last=True)
    assert verifier.accepts("Output:", is_last=False)


SAID = [
    "set apples to 12",
    "set pears to apples * 3 - 7",
    "say 'pears: ' pears ', apples: ' apples",
    "raise pears",
    "say 1.50 * 2",
    "say [apples]",
]


@pytest.mark.parametrize(
    "trace",
    [
        "1 apples=12",
        "2 apples=12*3:36;36-7:29;pears=29",
        "3 pears=29;apples=12;>pears: 29, apples: 12",
        "4 pears=29+1:30;pears=30",  # the one that it grows by goes unsaid
        "5 1.5*2:3.0;>3.0",
        "6 >12",  # nobody knows how a list is printed
    ],
)
def test_what_a_statement_says_may_be_in_its_step(trace: str) -> None:
    assert unsaid(parse_step(trace), SAID, {"apples": 12, "pears": 29}) is None


@pytest.mark.parametrize(
    ("trace", "event"),
    [
        ("1 pears=12", 0),  # another variable
        ("1 apple=12", 0),  # a part of a name
        ("1 apples=13", 0),  # another number
        ('1 apples="12"', 0),  # a text of digits that stands without quotes
        ('1 apples="ten"', 0),
        ("2 apples=12*3:36;36-8:28;pears=28", 1),
        ("2 apples=12*3:36;36-3:33;pears=33", 1),  # a number that is used up
        ("2 pears=29*3:87;87-7:80;pears=80", 0),  # the variable that is named has no part in it
        ("3 pears=29;>pears: 29, apples: 12", 1),
        ("2 12*3:36;36-7:29;pears=29", 0),
        ("3 pears=29;apples=12;>plums: 29, apples: 12", 2),
        ("4 pears=29+2:31;pears=31", 0),
    ],
)
def test_what_it_does_not_say_may_not(trace: str, event: int) -> None:
    assert unsaid(parse_step(trace), SAID, {"apples": 12, "pears": 29}) == event


def test_a_fault_is_where_it_shows() -> None:
    verifier = following("a = 5\nb = a * 2 + 1\nprint(b)", "1 a=5")
    assert verifier.fault("2 a=5*2:10;10+1:12;b=12", is_last=False) == len("2 a=5*2:10;10+1:12")
    assert verifier.fault("9 a=5*2:10;10+1:11;b=11", is_last=False) == len("9")
    assert verifier.early_fault("2 a=5*2:11") == len("2 a=5*2:11")
    assert verifier.early_fault("2 a=4") == len("2 a=4")
    assert verifier.early_fault("2 c=5*2:10") == len("2 c=5*2:10")
    assert verifier.early_fault("2 a=5*2:10") is None


@pytest.mark.parametrize("beginning", ['2 b="x', '2 b=["x",2', "2 f(a=1,b=2", "2 >a", '2 "it', "2 a=5"])
def test_a_sign_in_a_text_ends_no_event(beginning: str) -> None:
    assert following("a = 5\nb = f(a)", "1 a=5").early_fault(beginning) is None


def test_partial_results_may_be_left_out_but_not_be_wrong() -> None:
    verifier = following("a = 225\nprint(a / 5)", "1 a=225")
    assert verifier.accepts("2 a=225/5:45.0;>45.0", is_last=False)
    assert verifier.accepts("2 a=225/5:40,200,25,5,25,0:45.0;>45.0", is_last=False)
    assert not verifier.accepts("2 a=225/5:40,200,25,5,24,1:45.0;>45.0", is_last=False)


def test_a_step_that_begins_with_a_sign_is_refused() -> None:
    assert following("a = 5").early_fault("1 ") == len("1 ")


def test_where_a_text_ends_too_early_the_end_is_the_fault() -> None:
    assert following("a = 5").fault("1 a=5", is_last=True) == len("1 a=5")


@pytest.mark.parametrize(
    ("code", "steps", "wrong"),
    [
        # A result that a print works out and does not show.
        ("print(8 + 3, 8 - 3)", "1 8+3:11;8-3:5;>11 5", "1 8+3:11;8-3:5;>5 5"),
        ('n = 4\nsay "{n} at {n * 3} c"', "1 n=4\n2 n=4;n=4*3:12;>4 at 12 c", "1 n=4\n2 n=4;n=4*3:12;>4 at c"),
        # A variable read more often than it is spelled.
        ("n is 4\nsweep i from 5 up to n", "1 n=4\n2 i=5<=n=4:F", "1 n=4\n2 i=5<=i=5:F"),
        ("a is 2\nb is a + 1", "1 a=2\n2 a=2+1:3;b=3", "1 a=2\n2 a=2+1:3;a=2+3:5;b=5"),
        # A counter that goes away from its bound, or by what no line spells.
        ("for i = 10, 1, -3 do", "1 i=10>=1:T\n1 i=7>=1:T", "1 i=10>=1:T\n1 i=13>=1:T"),
        ("for i = 10, 1, -3 do", "1 i=10>=1:T\n1 i=7>=1:T", "1 i=10>=1:T\n1 i=8>=1:T"),
        # One of two texts by a condition: the first where it is true.
        ('k = i % 2 === 0 ? "even" : "odd"', '1 3%2:1;1==0:F;k="odd"', '1 3%2:1;1==0:F;k="even"'),
        ('k = "even" if i % 2 == 0 else "odd"', '1 4%2:0;0==0:T;k="even"', "1 4%2:0;0==0:T;k=T"),
        # A container that no single statement leaves so.
        ("xs = [5, 7]\nxs[0] = 4 - 9", "1 xs=[5,7]\n2 4-9:-5;xs=[-5,7]", "1 xs=[5,7]\n2 4-9:-5;xs=[-5,-5,7,7]"),
        ("d = {}\nd.k = 1\nd.k = 2", '1 d={"k":1}\n3 d={"k":2}', '1 d={"k":1}\n3 d={"k":1,"k":2}'),
        # A call with what is no parameter of the function.
        ("f(a, b) is a + b\nc is 3\nf(1, 2)", "3 f(a=1,b=2)", "3 f(a=1,b=2,c=3)"),
        ("f(a) is 2\ng(b) is 1\nf(1)", "3 f(a=1)", "3 f(b=1)"),
        # A variable that nothing has bound.
        ("total = 3\nsum = total + 1", "1 total=3\n2 total=3+1:4;sum=4", "1 total=3\n2 sum=3+1:4;sum=4"),
        # Every item of a DISPLAY in full width, fields of texts too.
        (
            'PROCEDURE DIVISION.\nDISPLAY A "OWES" B.',
            '2 A="SMITH";B=" 7";>SMITH   OWES 7',
            '2 A="SMITH";B=" 7";>SMITHO 7',
        ),
    ],
)  # fmt: skip
def test_steps_are_held_to_what_their_statements_can_mean(code: str, steps: str, wrong: str) -> None:
    *before, last = steps.split("\n")
    assert following(code, *before).accepts(last, is_last=False)
    *before, last = wrong.split("\n")
    assert not following(code, *before).accepts(last, is_last=False)


@pytest.mark.parametrize(
    ("code", "steps"),
    [
        ("while v > 0 do\n  v = v // 10\nend", "1 v=52>0:T\n2 v=52//10:5;v=5\n1 v=5>0:T\n2 v=5//10:0;v=0\n1 v=0>0:F"),
        ("for row in xs\n  say", "1 xs=[[1,2],[3,4]];0<2:T;row=[1,2]\n1 xs=[[1,2],[3,4]];1<2:T;row=[3,4]"),
        ('t = "2" <= "10"', '1 "2"<="10":F;t=F'),
        ("01 A PIC 9.\nDISPLAY A.", "2 A=1;~9;>1"),
        ("cats_x = 3\nx = 2\nprint(cats_x)", "1 cats_x=3\n2 x=2\n3 cats_x=3;>3"),
        ('raise_it("bad") catch e\nsay e', '1 e="bad";!bad\n2 e="bad";>bad'),
    ],
)  # fmt: skip
def test_steps_that_only_look_like_it_may_stand(code: str, steps: str) -> None:
    verifier = following(code)
    for step in steps.split("\n"):
        assert verifier.accepts(step, is_last=False)
        verifier.take()
