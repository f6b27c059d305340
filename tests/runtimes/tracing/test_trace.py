"""Real traces: equal to the interpreter's inside the common tree, and true to the program beyond it."""

from pathlib import Path

import pytest

from caalm.errors import InputError
from caalm.evaluation.suites import draw_item
from caalm.evaluation.verify import compare_traces
from caalm.generation.items import Item, draw_topic
from caalm.generation.topics import TOPICS
from caalm.languages import LANGUAGES
from caalm.program.interpreter import interpret
from caalm.program.nodes import For, Program, walk_statements
from caalm.program.trace import at_lines, parse_trace, write_trace
from caalm.rng import derive
from caalm.runtimes import RUNTIMES, Limits, Status
from caalm.runtimes.sandbox import Tier, tier_holds
from caalm.runtimes.tracing import RealTrace, trace_execution


def traced(
    language: str,
    source: str,
    *,
    stdin: str = "",
    writable: bool = False,
    step_limit: int = 10_000,
    limits: Limits | None = None,
) -> RealTrace:
    if all(tier_holds(tier) for tier in Tier):
        pytest.skip("no sandbox holds on this machine")
    if not RUNTIMES[language].available():
        pytest.skip(str(RUNTIMES[language].missing()))
    trace = trace_execution(language, source, stdin=stdin, writable=writable, step_limit=step_limit, limits=limits)
    assert write_trace(parse_trace(trace.steps)) == trace.steps
    return trace


def many(items: list[Item]) -> str:
    """Programs of one language as one, so that one process traces them all; each keeps its lines' order."""
    return "".join(item.source.text for item in items)


def expected(items: list[Item]) -> str:
    """The interpreter's trace of programs that stand one below the other."""
    text, before = "", 0
    for item in items:
        semantics = item.language.semantics
        lines = [line + before for line in item.source.lines]
        text += write_trace(at_lines(interpret(item.program, semantics).trace, lines), semantics)
        before += item.source.text.count("\n")
    return text


TOPIC_SHARES = {"python": 0.8, "javascript": 0.6}
"""Of the programs about topics, those whose real trace must be the interpreter's to the last byte."""


@pytest.mark.parametrize("language", ["python", "javascript", "lua"])
def test_functions_lists_strings_and_the_rest_are_traced_as_the_interpreter_does(language: str) -> None:
    same = alike = 0
    for number, topic in enumerate(TOPICS):
        item = draw_topic(derive(12, language, number), topic, LANGUAGES[language])
        stdin = "".join([line + "\n" for line in item.program.lines])
        trace = traced(language, item.source.text, stdin=stdin, writable=topic == "files")
        assert trace.stdout == item.result.stdout
        same += trace.steps == item.trace_text()
        level = "effects" if language == "lua" else "events"
        alike += compare_traces(item.trace_text(), trace.steps, level=level) is None  # type: ignore[arg-type]
    assert same >= TOPIC_SHARES.get(language, 0) * len(TOPICS)
    assert alike >= 0.6 * len(TOPICS)


def has_repetition(program: Program) -> bool:
    return any(isinstance(s, For) and s.target is None for s in walk_statements(program.body))


def test_python_traces_are_exactly_those_of_the_interpreter() -> None:
    items = [draw_item("python", 1 + n % 3, 77, n) for n in range(400)]
    for start in range(0, 400, 40):
        chunk = items[start : start + 40]
        trace = traced("python", many(chunk))
        assert trace.status is Status.OK
        assert trace.steps.split("\n") == expected(chunk).split("\n")
        assert trace.stdout == "".join(item.result.stdout for item in chunk)


@pytest.mark.parametrize("language", ["lua", "javascript"])
def test_other_traces_run_the_same_lines_change_the_same_variables_and_print_the_same(language: str) -> None:
    for number in range(24):
        item = draw_item(language, 1 + number % 3, 78, number)
        if language == "javascript" and has_repetition(item.program):
            continue  # a loop over i that nobody reads is a loop over i
        trace = traced(language, item.source.text)
        assert compare_traces(item.trace_text(), trace.steps, level="effects") is None, item.source.numbered()
        assert trace.stdout == item.result.stdout


def test_javascript_traces_spell_operations_as_the_interpreter_does() -> None:
    trace = traced("javascript", "let a = 7;\nconst b = Math.floor(a / 2) - 1;\nif (b > 1 && a !== 3) a++;\n")
    assert trace.steps == ("1 a=7\n2 a=7//2:3;3-1:2;b=2\n3 b=2>1:T;a=7!=3:T;T and T:T\n3 a=7+1:8;a=8\n")


PYTHON = """\
def fact(n):
    if n <= 1:
        return 1
    return n * fact(n - 1)
xs = [1, 2]
xs.append(fact(3))
for k, v in {"a": 1}.items():
    print(k, end=": ")
    print(v)
try:
    xs[9]
except IndexError as e:
    print("caught")
print(xs[2] in (6,), None is None, 1 < xs[0] + 1 < 5)
del xs[0]
1 // 0
"""


def test_python_beyond_the_common_tree() -> None:
    trace = traced("python", PYTHON)
    assert trace.status is Status.RUNTIME_ERROR
    assert trace.stdout == "a: 1\ncaught\nTrue True True\n"
    assert trace.steps.split("\n") == [
        "5 xs=[1,2]",
        *[
            "6 fact(n=3)",
            "2 n=3<=1:F",
            "4 n=3-1:2;fact(n=2)",
            "2 n=2<=1:F",
            "4 n=2-1:1;fact(n=1)",
            "2 n=1<=1:T",
            "3 ^1",
        ],
        *["4 fact=1;n=2*1:2;^2", "4 fact=2;n=3*2:6;^6", "6 fact=6;xs=[1,2,6]"],
        *['7 0<1:T;k="a",v=1', '8 k="a"', "9 v=1;>a: 1"],
        "7 1<1:F",
        '11 e="list index out of range";!index out of range',
        "13 >caught",
        "14 xs[2]=6 in (6,):T;None is None:T;xs[0]=1+1:2;1<2:T;2<5:T;>True True True",
        "15 xs=[2,6]",
        "16 !division by zero",
        "",
    ]


def test_lua_beyond_the_common_tree() -> None:
    source = (
        "local function f(n)\n  local m = n * 2\n  return m\nend\nlocal t = {1, x = f(2)}\n"
        't[2] = "a"\nio.write("p", 1.5)\nprint("q")\nerror("boom")\n'
    )
    trace = traced("lua", source)
    assert (trace.status, trace.stdout) == (Status.RUNTIME_ERROR, "p1.5q\n")
    assert trace.steps == '5 f(n=2)\n2 m=4\n3 ^4\n5 t=[1,"x":4]\n6 t=[1,"a","x":4]\n7 \n8 >p1.5q\n9 !boom\n'


def test_javascript_beyond_the_common_tree() -> None:
    source = (
        "class P { constructor(x) { this.x = x; } }\nconst p = new P(2);\nconst f = (n) => n + p.x;\n"
        "const xs = [3].map(f);\nfor (const x of xs) { if (x) continue; }\n"
        "try { null.y; } catch (e) { console.log(`caught ${xs[0]}`); }\nthrow new TypeError('boom');\n"
    )
    trace = traced("javascript", source)
    assert (trace.status, trace.stdout) == (Status.RUNTIME_ERROR, "caught 5\n")
    assert [line for line in trace.steps.split("\n") if line[0:1] in tuple("1234")] == [
        "2 P.constructor(x=2)",
        "1 x=2;this.x=2",
        "1 ^",
        "2 p=@P{x:2}",
        "4 f(n=3)",
        "3 p.x=2;n=3+2:5;^5",
        "4 map()=[5];xs=[5]",
    ]
    assert trace.steps.endswith("!wrong type\n6 xs[0]=5;>caught 5\n7 !boom\n")


@pytest.mark.parametrize("language", ["python", "lua", "javascript"])
def test_a_program_full_of_constructs_does_the_same_when_it_is_traced(language: str) -> None:
    """Closures, classes, generators, patterns, labels, coroutines, async: rewriting changes nothing that is seen."""
    source = (Path(__file__).parent / "programs" / f"{language}.txt").read_text("utf-8")
    trace = traced(language, source)
    execution = RUNTIMES[language].execute(source)
    assert (trace.stdout, trace.status) == (execution.stdout, execution.status)
    assert execution.stdout.count("\n") > 12
    assert len(parse_trace(trace.steps)) > 100


def test_cobol_has_its_output_only() -> None:
    source = draw_item("cobol", 1, 3, 0).source.text
    trace = traced("cobol", source)
    assert (trace.steps, trace.stdout) == ("", draw_item("cobol", 1, 3, 0).result.stdout)


ENDLESS = {
    "python": "n = 0\nwhile n < 500:\n    n += 1\nprint(n)\n",
    "lua": "n = 0\nwhile n < 500 do\n  n = n + 1\nend\nprint(n)\n",
    "javascript": "let n = 0;\nwhile (n < 500) {\n  n += 1;\n}\nconsole.log(n);\n",
}


@pytest.mark.parametrize("language", sorted(ENDLESS))
def test_a_long_run_is_cut_in_its_steps_but_not_in_its_output(language: str) -> None:
    trace = traced(language, ENDLESS[language], step_limit=20)
    assert trace.truncated
    assert len(parse_trace(trace.steps)) == 20
    assert (trace.status, trace.stdout) == (Status.OK, "500\n")


@pytest.mark.parametrize(
    ("language", "source"), [("python", "a = = 1"), ("lua", "a = = 1"), ("javascript", "let = = 1")]
)
def test_a_text_that_is_refused_has_no_steps(language: str, source: str) -> None:
    trace = traced(language, source)
    assert (trace.steps, trace.status) == ("", Status.COMPILE_ERROR)


@pytest.mark.parametrize("language", sorted(ENDLESS))
def test_a_run_without_end_is_stopped_and_keeps_its_first_steps(language: str) -> None:
    source = ENDLESS[language].replace("500", "1e18")
    trace = traced(language, source, step_limit=200, limits=Limits(wall_s=1.5))
    assert trace.status is Status.TIMEOUT
    assert len(parse_trace(trace.steps)) >= 64


def test_languages_and_limits_that_do_not_exist_are_refused() -> None:
    with pytest.raises(InputError, match="'klingon' is none of python"):
        trace_execution("klingon", "1")
    with pytest.raises(InputError, match="step_limit: 0"):
        trace_execution("python", "1", step_limit=0)
