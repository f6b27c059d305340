"""Programs written by hand, one or more for each machine: their text, what they print, and the steps they take."""

from typing import Any

import pytest

from caalm.machines import MACHINES
from caalm.machines import control as c
from caalm.machines import postfix as s
from caalm.machines import rewriting as r
from caalm.machines import tape as t
from caalm.machines import turing as u
from caalm.machines.clauses import Clause, ClauseProgram
from caalm.machines.declarative import Case, DeclarativeProgram
from caalm.machines.expressions import Apply, Bin, Text
from caalm.machines.sketch import Say, Show, Var
from caalm.program.trace import at_lines, write_trace
from tests.machines.readers import READERS
from tests.machines.test_machines import plain_spelling

A, B = Var(0), Var(1)


def shown(machine: str, program: Any, family: str | None = None) -> tuple[str, str, str]:
    """The text, the trace and the output of a program in a plain spelling."""
    spelling = plain_spelling(machine, family or READERS[machine][0])
    result = MACHINES[machine].run(program, spelling=spelling)
    assert result.error is None
    source = MACHINES[machine].render(program, spelling)
    return source.text, write_trace(at_lines(result.trace, source.lines)), result.stdout


COUNTDOWN = c.Code(
    (c.Set(0, 2), Show(A), c.Compute(0, "-", A, 1), c.JumpIf(">", A, 0, 1), Say("lift off"), c.Halt())
)  # fmt: skip


def test_line_numbers_count_down() -> None:
    text, trace, stdout = shown("goto", COUNTDOWN)
    assert text == '10 a = 2\n20 print a\n30 a = a - 1\n40 if a > 0 goto 20\n50 print "lift off"\n60 end\n'
    assert trace == (
        "1 a=2\n2 a=2;>2\n3 a=2-1:1;a=1\n4 a=1>0:T\n2 a=1;>1\n3 a=1-1:0;a=0\n4 a=0>0:F\n5 >lift off\n"
    )  # fmt: skip
    assert stdout == "2\n1\nlift off\n"


def test_labels_stand_on_lines_of_their_own_and_count_as_lines() -> None:
    text, trace, stdout = shown("labels", COUNTDOWN)
    assert text == '  a = 2\np0:\n  print a\n  a = a - 1\n  if a > 0 goto p0\n  print "lift off"\n  end\n'
    assert trace.startswith("1 a=2\n3 a=2;>2\n4 a=2-1:1;a=1\n5 a=1>0:T\n3 a=1;>1\n")
    assert stdout == "2\n1\nlift off\n"


def test_assembly_compares_and_then_jumps() -> None:
    code = c.Code((c.Set(0, 6), c.Compute(0, "*", A, 7), c.Compare(A, 40), c.JumpFlag(">", 5), Say("small"), Show(A)))
    text, trace, stdout = shown("assembly", code)
    assert text == '    mov a, 6\n    mul a, 7\n    cmp a, 40\n    jg p0\n    out "small"\np0:\n    out a\n'
    assert trace == "1 a=6\n2 a=6*7:42;a=42\n3 a=42\n4 a=42>40:T\n7 a=42;>42\n"
    assert stdout == "42\n"


def test_an_accumulator_is_loaded_changed_and_stored() -> None:
    code = c.Code((c.Load(5), c.Keep(0), c.Apply("-", 5), c.JumpZero("==", 5), c.ShowAccumulator(), c.Load(A),
                   c.ShowAccumulator(), c.Halt()))  # fmt: skip
    text, trace, stdout = shown("accumulator", code)
    assert text == "  load 5\n  store a\n  sub 5\n  jz p0\n  out\np0:\n  load a\n  out\n  end\n"
    assert trace == "1 acc=5\n2 acc=5;a=5\n3 acc=5-5:0;acc=0\n4 acc=0==0:T\n7 a=5;acc=5\n8 acc=5;>5\n"
    assert stdout == "5\n"


def test_a_jump_on_positive_that_may_take_zero_is_another_reading() -> None:
    code = c.Code((c.Load(0), c.JumpZero(">", 3), Say("zero"), Say("end")))
    spelling = plain_spelling("accumulator", "plain")
    assert MACHINES["accumulator"].run(code).stdout == "zero\nend\n"
    assert [other.stdout for other in MACHINES["accumulator"].readings(code, spelling, 50)] == ["end\n"]


def test_postfix_squares_in_a_word_of_its_own() -> None:
    program = s.StackProgram(((s.DUP, s.Op("*")),), (s.Push(3), s.Call(0), s.Push(4), s.Call(0), s.Op("+"), s.PRINT))
    text, trace, stdout = shown("stack", program)
    assert text == ": p0 dup * ;\n3 p0 4 p0 + print\n"
    assert trace == (
        "2 stack=[3]\n2 stack=[3]\n1 stack=[3,3]\n1 3*3:9;stack=[9]\n2 stack=[9,4]\n2 stack=[9,4]\n1 stack=[9,4,4]\n"
        "1 4*4:16;stack=[9,16]\n2 9+16:25;stack=[25]\n2 stack=[];>25\n"
    )
    assert stdout == "25\n"


def test_a_stack_loops_and_branches() -> None:
    body = (s.Push(2), s.Times((s.Push(7), s.PRINT)), s.Push(1), s.Push(2), s.Op("<"), s.If((s.Say("less"),)))
    text, trace, stdout = shown("stack", s.StackProgram((), body), "quotations")
    assert text == '2 [ 7 print ] loop\n1 2 < [ "less" print ] if\n'
    assert trace == (
        "1 stack=[2]\n1 stack=[];rounds=2\n1 stack=[7]\n1 stack=[];>7\n1 rounds=2-1:1;rounds=1\n1 stack=[7]\n"
        "1 stack=[];>7\n1 rounds=1-1:0;rounds=0\n2 stack=[1]\n2 stack=[1,2]\n2 1<2:T;stack=[T]\n2 stack=[]\n2 >less\n"
    )
    assert stdout == "7\n7\nless\n"


def test_printing_that_keeps_the_top_is_another_reading() -> None:
    program = s.StackProgram((), (s.Push(1), s.Push(2), s.PRINT, s.PRINT))
    spelling = plain_spelling("stack", "symbols")
    assert MACHINES["stack"].run(program).stdout == "2\n1\n"
    assert [other.stdout for other in MACHINES["stack"].readings(program, spelling, 50)] == ["2\n2\n"]


def test_the_first_rule_that_fits_rewrites_the_leftmost_place() -> None:
    text, trace, stdout = shown("rewriting", r.RuleProgram((r.Rule("ba", "ab"), r.Rule("bb", "b")), ("bbab",)))
    assert text.splitlines()[1:] == ["ba => ab", "bb => b", "start bbab"]
    assert trace == '4 text="bbab"\n2 text="babb"\n2 text="abbb"\n3 text="abb"\n3 text="ab"\n4 text="ab";>ab\n'
    assert stdout == "ab\n"


def test_a_final_rule_ends_the_run() -> None:
    program = r.RuleProgram((r.Rule("x", "y", True), r.Rule("y", "")), ("xx",))
    assert shown("rewriting", program)[2] == "yx\n"


def test_the_place_matters_only_where_the_text_states_the_strategy() -> None:
    program = r.RuleProgram((r.Rule("aa", "b"),), ("aaa",))
    machine = MACHINES["rewriting"]
    unstated = [other.stdout for other in machine.readings(program, plain_spelling("rewriting", "arrows"), 50)]
    assert unstated == ["ab\n", "ba\n"]
    assert list(machine.readings(program, plain_spelling("rewriting", "stated"), 50)) == []


def test_clauses_work_out_a_factorial() -> None:
    inner = Apply(0, (Bin("-", A, 1),))
    program = ClauseProgram((Clause(0, (0,), None, 1), Clause(0, (A,), None, Bin("*", A, inner))), (Apply(0, (2,)),))
    text, trace, stdout = shown("clauses", program)
    assert text == "p0(0) = 1\np0(a) = a * p0(a - 1)\nprint p0(2)\n"
    assert trace == (
        "3 p0(a=2)\n2 a=2-1:1;p0(a=1)\n2 a=1-1:0;p0(a=0)\n1 ^1\n2 p0=1;a=1*1:1;^1\n2 p0=1;a=2*1:2;^2\n3 p0=2;>2\n"
    )  # fmt: skip
    assert stdout == "2\n"


def test_a_guard_that_does_not_hold_leaves_a_step() -> None:
    clauses = (Clause(0, (A,), Bin(">", A, 9), Text("big")), Clause(0, (A,), None, Text("small")))
    text, trace, stdout = shown("clauses", ClauseProgram(clauses, (Apply(0, (4,)),)))
    assert text == 'p0(a) = "big" when a > 9\np0(a) = "small"\nprint p0(4)\n'
    assert trace == '3 p0(a=4)\n1 a=4>9:F\n2 ^"small"\n3 p0="small";>small\n'
    assert stdout == "small\n"


def test_a_line_that_goes_on_after_a_call_restates_what_waits() -> None:
    half = Apply(0, (Bin("//", A, 2),))
    clauses = (Clause(0, (0,), None, 0), Clause(0, (A,), None, Bin("+", Bin("%", A, 2), half)))
    text, trace, stdout = shown("clauses", ClauseProgram(clauses, (Bin("+", Apply(0, (1,)), Apply(0, (0,))),)))
    assert text == "p0(0) = 0\np0(a) = (a % 2) + p0(a // 2)\nprint p0(1) + p0(0)\n"
    assert trace == (
        "3 p0(a=1)\n2 a=1%2:1;a=1//2:0;p0(a=0)\n1 ^0\n2 p0=0;a=1%2:1;1+0:1;^1\n3 p0=1;p0(a=0)\n1 ^0\n"
        "3 p0=1;p0=0;1+0:1;>1\n"
    )
    assert stdout == "1\n"


def test_definitions_are_worked_out_by_need_and_once() -> None:
    cases = (Case(1, Bin("*", A, 2), Bin(">", A, 3)), Case(1, 0, None), Case(0, 5, None))
    text, trace, stdout = shown("declarative", DeclarativeProgram(cases, (B, Bin("+", A, B)), (3, 1, 0, 2, 4)))
    assert text == "show b\nb = 0 otherwise\nb = a * 2 when a > 3\na = 5\nshow a + b\n"
    assert trace == "1 b()\n3 a()\n4 a=5\n3 a=5>3:T;a=5*2:10;b=10\n1 b=10;>10\n5 a=5+b=10:15;>15\n"
    assert stdout == "10\n15\n"


def test_definitions_in_a_circle_are_no_program() -> None:
    program = DeclarativeProgram((Case(0, B, None), Case(1, A, None)), (A,), (0, 1, 2))
    assert MACHINES["declarative"].run(program).error == "a definition in a circle"


def test_a_tape_pours_one_cell_into_another() -> None:
    program = t.TapeProgram((t.Add(2), t.Loop((t.Add(-1), t.Go(1), t.Add(3), t.Go(-1))), t.Go(1), t.Put()))
    text, trace, stdout = shown("tape", program, "cells")
    assert text == (
        "cell += 2\nwhile cell != 0:\n  cell -= 1\n  head += 1\n  cell += 3\n  head -= 1\nhead += 1\nprint cell\n"
    )
    assert trace.startswith("1 c0=0+2:2;c0=2\n2 c0=2!=0:T\n3 c0=2-1:1;c0=1\n4 head=0+1:1;head=1\n5 c1=0+3:3;c1=3\n")
    assert stdout == "6\n"


def test_bare_symbols_mean_the_same_and_say_what_they_mean() -> None:
    program = t.TapeProgram((t.Add(3), t.Loop((t.Put(), t.Add(-2), t.Clear()))))
    text, _, stdout = shown("tape", program)
    assert text.splitlines()[1:] == ["+ + + [ : - - [ - ]", "]"]
    assert stdout == "3\n"


def test_a_table_adds_one_to_a_binary_number() -> None:
    rules = (u.Rule(0, "1", "0", -1, 0), u.Rule(0, "0", "1", 0, u.HALT), u.Rule(0, "_", "1", 0, u.HALT))
    text, trace, stdout = shown("turing", u.TuringProgram(rules, "11", 1), "pairs")
    assert text == "tape 1[1] state A\n(A, 1) -> (0, L, A)\n(A, 0) -> (1, S, halt)\n(A, _) -> (1, S, halt)\nshow tape\n"
    assert trace == (
        '1 tape="11",head=1,cell="1",state="A"\n2 tape="10",head=0,cell="1",state="A"\n'
        '2 tape="_00",head=0,cell="_",state="A"\n4 tape="100",head=0,cell="1",state="halt"\n5 >100\n'
    )
    assert stdout == "100\n"


@pytest.mark.parametrize("operator", ["//", "%"])
def test_division_by_zero_ends_a_run_with_its_name(operator: str) -> None:
    result = MACHINES["goto"].run(c.Code((c.Set(0, 3), Show(A), c.Compute(0, operator, A, 0))))
    assert result.error == "division by zero"
    assert result.stdout == "3\n"
