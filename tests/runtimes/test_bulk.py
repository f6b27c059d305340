"""In bulk as alone: the same output and the same status, whatever stands in the middle of a batch."""

import functools
from collections.abc import Mapping, Sequence

import pytest

from caalm.errors import CaalmError
from caalm.runtimes import RUNTIMES, AuditError, Execution, MissingRuntimeError, Runtime, Status, Tier, bulk, cobol
from caalm.runtimes.cobol import CobolRuntime, is_fixed_format
from caalm.runtimes.lua import LuaRuntime
from caalm.runtimes.runtime import find_executable
from caalm.runtimes.sandbox import tier_holds

PYTHON = [
    "print(0.1 + 0.2, 1e16, 1e15, 1e-5, 1e-4, -0.0, 100.0)",
    "print(float('inf'), float('nan'), 3.0, 2**0.5, 1/3)",
    "print(7 // -2, 7 % -2, -7 // 2, -7 % 2, 7.5 // 2, -7.5 % 2)",
    "print(True, False, None, True + True, True == 1)",
    "print('a', 1, 2.5, sep='-', end='!\\n')",
    "print()\nprint('')\nprint('  leading')",
    "print(repr('it\\'s'), repr(\"a\\n\"), 'é', '日本', '\\t|')",
    "print([1, 'a', 2.0, None], (1,), {}, {'k': [1]}, set(), {3})",
    "print({'a', 'b', 'c', 'd'})",
    "print('end without newline', end='')",
    "for i in range(5): print(i, end=' ')",
    "x = 10\nwhile x > 0:\n    x -= 3\n    print(x)",
    "def f(n): return 1 if n < 2 else n * f(n - 1)\nprint(f(30))",
    "class A:\n    def __repr__(self): return 'A!'\nprint(A(), [A()])",
    "print(__name__, __file__ is not None)",
    "import sys\nsys.stdout.write('raw')\nprint('x', file=sys.stderr)",
    "import math\nprint(math.pi, math.floor(-2.5), math.sqrt(2))",
    "print(10 ** 30, -(2 ** 63), 0xff, 0b11, 1_000)",
    "print(round(2.5), round(3.5), round(-2.675, 2), round(1e20))",
    "print('%5.2f|%-5d|%05d' % (3.14159, 42, 42), f'{1234567.891:,.2f}', format(5, '>4'))",
    "print('before')\nraise ValueError('no')",
    "print('before')\n1 / 0",
    "print('a'\n",
    "if True:\nprint(1)",
    "import sys\nprint('left')\nsys.exit()",
    "import sys\nprint('left')\nsys.exit(2)",
    "raise SystemExit('message')",
    "print(undefined_name)",
    "print = 3\nprint(1)",
    "import builtins\nbuiltins.len = lambda x: 99",
    "print(len([1, 2]))",
    "sum = 5\nprint(sum)",
    "print(sum([1, 2]))",
    "try:\n    raise KeyError('k')\nexcept Exception as e:\n    print(type(e).__name__, e)",
    "x: int = 3\nprint(x, __annotations__)",
    "print(sorted({'b': 1, 'a': 2}.items()), list(map(str, range(3))))",
    "print(input())",
    "def f(): return f()\nf()",
    "print('x' * 2000)",
    "match 3:\n    case 3: print('three')",
    "",
]
JAVASCRIPT = [
    "console.log(0.1 + 0.2, 1e21, 1e-7, -0, [-0], 0 === -0, 100.0)",
    "console.log(1/0, -1/0, 0/0, 5 % -3, -5 % 3, 7/2|0)",
    "console.log('5' + 3, '5' - 3, [] + {}, [] + [], true + 1, null + 1, undefined + 1)",
    "console.log(2n ** 64n, [1n], -3n / 2n)",
    "console.log([1, , 3], [], [undefined, null], new Array(3))",
    "console.log({}, {a: 1, b: {c: {d: {e: 1}}}}, {'x-y': 1})",
    "console.log(new Map([['k', {v: [1]}]]), new Set([1, 'a']))",
    "class A { constructor() { this.x = 1; } }\nconsole.log(new A(), A, [new A()])",
    "console.log(Object.create(null), function f() {}, () => 1, Symbol('s'))",
    "console.log('%s is %d and %i %f %j %o %%', 'a', 42.5, 42.5, 1.5, {a: 1}, [1])",
    "console.log()\nconsole.log('')\nconsole.log('  lead')",
    "console.log('a', 1, true, null, undefined, 'b\\tc')",
    "console.log(['it\\'s', \"q\", `t`], 'é日本')",
    "for (let i = 0; i < 3; i++) console.log(i)",
    "var x = 10; while (x > 0) { x -= 3; console.log(x) }",
    "console.log(typeof null, typeof undefined, typeof 1, typeof 'a', typeof 1n, typeof {})",
    "console.log(Array.from({length: 120}, (_, i) => i))",
    "console.log('x'.repeat(200), ['x'.repeat(100), 'y'.repeat(100)])",
    "console.log(parseInt('08'), Number(''), Number('1a'), +'3.50', (25).toString(2), (1.005).toFixed(2))",
    "console.log([10, 9, 1].sort(), [3, 1, 2].sort((a, b) => a - b), [1, 2].concat(3))",
    "console.log('before'); throw new Error('no')",
    "console.log('before'); null.x",
    "let x = (",
    "let a = 1; let a = 2",
    "console.log(undefinedName)",
    "throw 'a string'",
    "console.log(this, typeof globalThis)",
    "function f(n) { return n < 2 ? 1 : n * f(n - 1) }\nconsole.log(f(25))",
    "function f() { return f() }\nf()",
    "Promise.resolve(1).then(v => console.log('then', v)); console.log('first')",
    "Promise.reject(new Error('late')); console.log('first')",
    "setTimeout(() => console.log('timer'), 1); console.log('first')",
    "console.group('g'); console.log('in'); console.groupEnd(); console.log('out')",
    "console.error('to stderr'); console.log('to stdout')",
    "process.stdout.write('no newline')",
    "process.stdout.write('a\\n'); process.exit(3)",
    "const fs = require('fs'); console.log(typeof fs.readFileSync)",
    "Array.prototype.extra = 1; console.log([1])",
    "console.log([1], Object.keys([1]))",
    "console.log(new Date(0), /re/g, new Error('e').message, JSON.stringify({a: [1, undefined]}))",
    "'use strict'; undeclared = 1",
    "undeclared = 1; console.log(undeclared, delete globalThis.undeclared)",
    "console.log(Math.max(), Math.round(-0.5), Math.round(2.5), 0.1 * 3, 9007199254740993)",
    "label: for (let i = 0; i < 3; i++) { for (;;) { continue label } }\nconsole.log(String([1, [2, 3]]), `${{}}`)",
    "return",
    "",
]
LUA = [
    "print(3, 3.0, 3 // 1, 3 / 1, 3.0 // 1, -0.0, 0.0)",
    "print(2^53, 1e15, 1e16, 1e100, 0.1, 1/3, 100 / 10)",
    "print(1/0, -1/0, math.huge, -math.huge, math.maxinteger, math.mininteger)",
    "print(7 // -2, 7 % -2, -7 // 2, -7 % 2, 7.5 // 2, -7.5 % 2, 5.0 % 3)",
    "print('10' + 5, '3' * '4', 10 .. 20, '0x10' + 0, 1 .. '')",
    "print(math.maxinteger + 1 == math.mininteger, 1 == 1.0, '1' == 1)",
    "print(nil, true, false, nil == false)",
    "print('a', 1, 2.5)\nprint()\nprint('')",
    "io.write(3, ' ', 3.0, ' ', 2^53, ' ', -0.0, '\\n')",
    "io.write('a'):write('b', 1.5)",
    "for i = 1, 3 do io.write(i, ' ') end print()",
    "for i = 10, 1, -3 do print(i) end",
    "for i = 1.0, 2 do print(i) end",
    "local x = 10 while x > 0 do x = x - 3 print(x) end",
    "local t = {3, 1, 2} table.sort(t) print(table.concat(t, ','), #t, select('#', 1, nil))",
    "print(string.format('%5.2f|%d|%s|%q|%x', 3.14159, 42, 'x', 'q\"', 255))",
    "print(('x'):rep(3), ('abc'):upper(), #'abc', ('a,b'):find(','))",
    "print(tostring(12), tostring(1.5), tonumber('0x1p4'), tonumber('z'), tonumber('10', 2))",
    "print(math.floor(2.7), math.ceil(-2.5), math.sqrt(16), math.pi, math.type(1), math.type(1.0))",
    "print(10 // 0.0, -10 % math.huge, 2^0.5, 7 // 2.0)",
    "print(pcall(function() return 1 // 0 end))",
    "print('before') error('no')",
    "print('before') error({})",
    "print('before') local x = nil; x.y = 1",
    "print(undefined.field)",
    "error('no level', 0)",
    "error(setmetatable({}, {__tostring = function() return 'mine' end}))",
    "x = (",
    "print('a' < 1)",
    "goto done print('skipped') ::done:: print('done')",
    "string.upper = nil print(('a').upper)",
    "print(('a'):upper())",
    "print = io.write print('written\\n')",
    "print(print ~= nil, _G.print == print, _VERSION, rawequal(_G, _ENV))",
    "os.exit()",
    "print('left') os.exit(3)",
    "os.exit(false)",
    "print(require('string').upper('x'))",
    "print(load('return 1 + 1')(), type(load('y = 5')), y)",
    "local function f(n) if n < 2 then return 1 end return n * f(n - 1) end print(f(20), f(25))",
    "local function f() return 1 + f() end f()",
    "local co = coroutine.wrap(function() coroutine.yield(1) coroutine.yield(2) end) print(co(), co())",
    "print(#arg, arg[0])",
    "print(1 << 62, 1 << 63, 1 << 64, ~0, 5 // 0.3, 1e308 * 10, 0/0 ~= 0/0)",
    "",
]


def cobol_program(data: str, code: str, *, fixed: bool = False, name: str = "SAMPLE") -> str:
    lines = ["IDENTIFICATION DIVISION.", f"PROGRAM-ID. {name}.", "DATA DIVISION.", "WORKING-STORAGE SECTION."]
    lines += [*data.splitlines(), "PROCEDURE DIVISION.", *(f"    {line}" for line in code.splitlines())]
    return "".join(f"{' ' * 7 if fixed else ''}{line}\n" for line in lines)


COBOL_BODIES = [
    ("01 A PIC 9(4) VALUE 7.", "DISPLAY A\nSTOP RUN."),
    ("01 A PIC S9(4) VALUE -7.", "DISPLAY A\nSTOP RUN."),
    ("01 A PIC S9(3)V99 VALUE -1.5.", "DISPLAY A\nSTOP RUN."),
    ("01 A PIC 9(3)V9(3) VALUE 2.25.", 'DISPLAY "A=" A\nSTOP RUN.'),
    ("01 A PIC ZZZ,ZZ9.99.", 'MOVE 1234.5 TO A\nDISPLAY "[" A "]"\nSTOP RUN.'),
    ("01 A PIC $$$,$$9.99.", "MOVE 12.3 TO A\nDISPLAY A\nSTOP RUN."),
    ("01 A PIC -(5)9.", "MOVE -42 TO A\nDISPLAY A\nMOVE 42 TO A\nDISPLAY A\nSTOP RUN."),
    ("01 A PIC +9(4).", "MOVE 42 TO A\nDISPLAY A\nSTOP RUN."),
    ("01 A PIC 9(4)CR.", "MOVE 42 TO A\nDISPLAY A\nSTOP RUN."),
    ("01 A PIC S9(4).\n01 B PIC 9(4)DB.", "MOVE -42 TO A\nMOVE A TO B\nDISPLAY B\nSTOP RUN."),
    ("01 A PIC *(6)9.", "MOVE 42 TO A\nDISPLAY A\nSTOP RUN."),
    ("01 A PIC 99/99/9999.", "MOVE 1022026 TO A\nDISPLAY A\nSTOP RUN."),
    ("01 A PIC X(10) VALUE 'hello'.", 'DISPLAY "[" A "]"\nSTOP RUN.'),
    ("01 A PIC X(3) VALUE 'hello'.", "DISPLAY A\nSTOP RUN."),
    ("01 A PIC 99.", "MOVE 12345 TO A\nDISPLAY A\nSTOP RUN."),
    ("01 A PIC 99 VALUE 99.", "ADD 1 TO A ON SIZE ERROR DISPLAY 'OVER' END-ADD\nDISPLAY A\nSTOP RUN."),
    ("01 A PIC 99 VALUE 99.", "ADD 1 TO A\nDISPLAY A\nSTOP RUN."),
    ("01 Q PIC 99.\n01 R PIC 99.", "DIVIDE 17 BY 5 GIVING Q REMAINDER R\nDISPLAY Q ' ' R\nSTOP RUN."),
    ("01 A PIC 9(3)V99.", "COMPUTE A ROUNDED = 10 / 3\nDISPLAY A\nCOMPUTE A = 2 ** 3\nDISPLAY A\nSTOP RUN."),
    ("01 A PIC 9 VALUE 5.", "MULTIPLY 3 BY A\nDISPLAY A\nSUBTRACT 9 FROM A\nDISPLAY A\nSTOP RUN."),
    ("01 I PIC 99.", "PERFORM VARYING I FROM 1 BY 2 UNTIL I > 7\nDISPLAY I WITH NO ADVANCING\nEND-PERFORM\nSTOP RUN."),
    (
        "01 I PIC 99 VALUE 3.",
        "PERFORM 3 TIMES\nDISPLAY 'X'\nEND-PERFORM\nPERFORM UNTIL I = 0\n"
        "SUBTRACT 1 FROM I\nEND-PERFORM\nDISPLAY I\nSTOP RUN.",
    ),
    (
        "01 A PIC 9 VALUE 2.",
        "EVALUATE A\nWHEN 1 DISPLAY 'one'\nWHEN 2 DISPLAY 'two'\nWHEN OTHER DISPLAY 'many'\nEND-EVALUATE\nSTOP RUN.",
    ),
    ("01 A PIC 9 VALUE 2.", "IF A > 1 AND A < 3 DISPLAY 'in' ELSE DISPLAY 'out' END-IF\nSTOP RUN."),
    ("01 A COMP-1 VALUE 1.5.\n01 B COMP-2 VALUE 0.1.", "DISPLAY A ' ' B\nSTOP RUN."),
    (
        "01 A PIC S9(9) COMP VALUE -5.\n01 B PIC 9(5) COMP-3 VALUE 77.\n01 C PIC S9(4) COMP-5 VALUE 3.",
        "DISPLAY A ' ' B ' ' C\nSTOP RUN.",
    ),
    (
        "01 A PIC X(5) VALUE 'abc'.\n01 B PIC X(20).",
        "STRING A DELIMITED BY SPACE 'def' DELIMITED BY SIZE INTO B\nDISPLAY B\nSTOP RUN.",
    ),
    (
        "01 A PIC X(8) VALUE 'banana'.\n01 N PIC 9 VALUE 0.",
        "INSPECT A TALLYING N FOR ALL 'a'\nINSPECT A REPLACING ALL 'a' BY 'o'\nDISPLAY A N\nSTOP RUN.",
    ),
    (
        "01 T.\n   05 E PIC 99 OCCURS 3.\n01 I PIC 99 VALUE 4.",
        "MOVE 1 TO E(1)\nDISPLAY 'before'\nDISPLAY E(I)\nSTOP RUN.",
    ),
    ("01 A PIC 9.", "DISPLAY 'left'\nSTOP RUN 3."),
    ("01 A PIC 9.", "DISPLAY 'left'\nGOBACK."),
    ("01 A PIC 9.", "DISPLAY 'no stop'."),
    ("01 A PIC 9 VALUE 3.", "DISPLAI A\nSTOP RUN."),
    ("01 A PIC 9 VALUE 3.", "DISPLAY B\nSTOP RUN."),
    ("01 A PIC 9 VALUE 3.", "IF A = 3\nDISPLAY 'unterminated'\nSTOP RUN"),
    ("01 A PIC 9 VALUE 3.", "MOVE FUNCTION LENGTH('hello') TO A\nDISPLAY A FUNCTION UPPER-CASE('x')\nSTOP RUN."),
    ("01 A PIC Z(4)9.\n01 B PIC BZ9.", "MOVE 0 TO A\nMOVE 7 TO B\nDISPLAY A '|' B '|'\nSTOP RUN."),
    ("01 A PIC 9(3) VALUE 5.", "DISPLAY 'é' A 12 -3 1.50\nSTOP RUN."),
    ("01 A PIC X(3).\n01 N PIC 9(3).", "MOVE 'xyz' TO A\nMOVE A TO N\nDISPLAY N\nSTOP RUN."),
    (
        "01 A PIC 9 VALUE 0.\n01 B PIC 9.",
        "DIVIDE 5 BY A GIVING B ON SIZE ERROR DISPLAY 'by zero' END-DIVIDE\nSTOP RUN.",
    ),
]
COBOL = [
    *(cobol_program(*body, fixed=index % 2 == 1) for index, body in enumerate(COBOL_BODIES)),
    cobol_program("01 A PIC 9.", "DISPLAY 'ended'\nSTOP RUN.") + "END PROGRAM SAMPLE.\n",
    "       identification division.\n       program-id. low.\n      * a comment\n       procedure division.\n"
    "           display 'low'.\n",
    "this is no COBOL",
    "",
]
PROGRAMS: Mapping[str, Sequence[str]] = {"python": PYTHON, "javascript": JAVASCRIPT, "lua": LUA, "cobol": COBOL}
LOOPS = {
    "python": ("print('so far', flush=True)\nwhile True: pass", "print(%d)"),
    "javascript": ("console.log('so far'); for (;;);", "console.log(%d)"),
    "lua": ("print('so far') io.stdout:flush() while true do end", "print(%d)"),
    "cobol": (
        cobol_program("01 A PIC 9 VALUE 1.", "DISPLAY 'so far'\nPERFORM UNTIL A = 2\nCONTINUE\nEND-PERFORM\nSTOP RUN."),
        "IDENTIFICATION DIVISION.\nPROGRAM-ID. P.\nPROCEDURE DIVISION.\nDISPLAY %d.\n",
    ),
}


@functools.cache
def in_order(runtime: Runtime) -> Sequence[Execution]:
    return runtime.execute_many(PROGRAMS[runtime.name])


def test_in_bulk_every_program_prints_and_ends_as_it_does_alone(runtime: Runtime) -> None:
    sources = PROGRAMS[runtime.name]
    assert len(sources) >= 40
    together = in_order(runtime)
    for source, in_bulk in zip(sources, together, strict=True):
        alone = runtime.execute(source)
        assert (in_bulk.status, in_bulk.stdout) == (alone.status, alone.stdout), source
    assert {execution.status for execution in together} >= {Status.OK, Status.RUNTIME_ERROR, Status.COMPILE_ERROR}


def test_the_order_of_the_batch_does_not_matter(runtime: Runtime) -> None:
    sources = PROGRAMS[runtime.name]
    backwards = runtime.execute_many(sources[::-1])[::-1]
    assert [(e.status, e.stdout) for e in backwards] == [(e.status, e.stdout) for e in in_order(runtime)]


def test_a_program_that_hangs_is_a_timeout_and_the_rest_goes_on(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "STILL_SECONDS", 1.0)
    monkeypatch.setattr(type(runtime), "limits", type(runtime.limits)(wall_s=1.5))
    loop, fine = LOOPS[runtime.name]
    executions = runtime.execute_many([fine % 1, fine % 2, loop, fine % 3])
    assert [e.status for e in executions] == [Status.OK, Status.OK, Status.TIMEOUT, Status.OK]
    assert [e.stdout for e in executions if e.status is Status.OK] == ["1\n", "2\n", "3\n"]
    if runtime.name != "cobol":  # COBOL keeps what it displays in a buffer until it ends
        assert executions[2].stdout == "so far\n"


def test_a_batch_larger_than_one_worker_takes_keeps_its_order(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "PROGRAMS_PER_WORKER", 7)
    monkeypatch.setattr(cobol, "PROGRAMS_PER_WORKER", 7)
    _, fine = LOOPS[runtime.name]
    executions = runtime.execute_many([fine % number for number in range(20)])
    assert [e.stdout for e in executions] == [f"{number}\n" for number in range(20)]


def test_output_without_end_is_an_output_limit_in_bulk_too() -> None:
    executions = LuaRuntime().execute_many(["print(1)", "while true do print('xxxxxxxxxxxxxxxxxxxx') end", "print(2)"])
    assert [e.status for e in executions] == [Status.OK, Status.OUTPUT_LIMIT, Status.OK]


def test_an_audit_executes_again_and_demands_the_same(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    _, fine = LOOPS[runtime.name]
    sources = [fine % number for number in range(4)]
    assert len(runtime.execute_many(sources, audit_share=1.0)) == 4
    monkeypatch.setattr(type(runtime), "run_in_bulk", lambda self, s, tier: [Execution("wrong\n")] * len(s))
    with pytest.raises(AuditError, match=f"{runtime.name} program 0: in bulk ok 'wrong"):
        runtime.execute_many(sources, audit_share=1.0)
    assert runtime.execute_many(sources)[0].stdout == "wrong\n"
    with pytest.raises(CaalmError, match="audit_share is 2"):
        runtime.execute_many(sources, audit_share=2)


def test_an_audit_of_a_share_depends_on_the_seed_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def audited(seed: int) -> list[str]:
        seen: list[str] = []

        def execute(self: LuaRuntime, source: str, **options: object) -> Execution:
            seen.append(source)
            return Execution("")

        monkeypatch.setattr(LuaRuntime, "run_in_bulk", lambda self, s, tier: [Execution("")] * len(s))
        monkeypatch.setattr(LuaRuntime, "execute", execute)
        LuaRuntime().execute_many([str(n) for n in range(1000)], audit_share=0.05, seed=seed)
        return seen

    assert audited(1) == audited(1) != audited(2)
    assert 20 < len(audited(1)) < 90


def test_no_programs_are_no_executions(runtime: Runtime) -> None:
    assert runtime.execute_many([]) == []


def test_the_version_is_told(runtime: Runtime) -> None:
    assert any(character.isdigit() for character in runtime.version())


def test_a_missing_runtime_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("caalm.runtimes.lua.find_executable", lambda *names: None)
    assert not LuaRuntime().available()
    with pytest.raises(MissingRuntimeError, match=r"apt install lua5\.4"):
        LuaRuntime().execute("print(1)")


def test_output_that_is_no_text_keeps_its_bytes(runtime: Runtime) -> None:
    write = {
        "python": "import sys; sys.stdout.buffer.write(bytes([255, 254]))",
        "javascript": "process.stdout.write(new Uint8Array([255, 254]))",
        "lua": "io.write('\\xff\\xfe')",
        "cobol": cobol_program("01 A PIC XX VALUE X'FFFE'.", "DISPLAY A NO ADVANCING\nSTOP RUN."),
    }[runtime.name]
    (in_bulk,) = runtime.execute_many([write])
    assert in_bulk == runtime.execute(write)
    assert in_bulk.stdout.encode("utf-8", "surrogateescape") == b"\xff\xfe"


def test_without_tcc_the_c_compiler_of_the_system_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = CobolRuntime()
    if not runtime.available():
        pytest.skip(str(runtime.missing()))
    found = find_executable
    monkeypatch.setattr(cobol, "find_executable", lambda name: None if name == "tcc" else found(name))
    monkeypatch.setattr(CobolRuntime, "execute", lambda self, source, **options: Execution("alone"))
    executions = runtime.execute_many(COBOL[:4])
    assert [e.stdout for e in executions] == ["0007\n", "-0007\n", "-001.50\n", "A=002.250\n"]


def test_the_source_format_of_cobol_is_read_off_the_text() -> None:
    body = ("01 A PIC 9.", "DISPLAY A\nSTOP RUN.")
    assert is_fixed_format(cobol_program(*body, fixed=True))
    assert not is_fixed_format(cobol_program(*body))
    assert is_fixed_format("000100 IDENTIFICATION DIVISION.\n000200*comment\n")
    assert not is_fixed_format("")


def test_one_bad_cobol_program_does_not_cost_the_others_their_compilation(monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = CobolRuntime()
    if not runtime.available():
        pytest.skip(str(runtime.missing()))
    alone: list[str] = []
    real = CobolRuntime.execute

    def execute(self: CobolRuntime, source: str, **options: object) -> Execution:
        alone.append(source)
        return real(self, source)

    monkeypatch.setattr(CobolRuntime, "execute", execute)
    good = [cobol_program("01 A PIC 99.", f"MOVE {n} TO A\nDISPLAY A\nSTOP RUN.") for n in range(10)]
    bad = cobol_program("01 A PIC 99.", "DISPLAI A\nSTOP RUN.")
    executions = runtime.execute_many([*good[:5], bad, *good[5:]])
    assert alone == [bad]
    assert executions[5].status is Status.COMPILE_ERROR
    assert [e.stdout for e in executions if e.status is Status.OK] == [f"{n:02d}\n" for n in range(10)]


def test_the_table_names_each_runtime_by_its_own_name() -> None:
    assert list(RUNTIMES) == ["python", "javascript", "lua", "cobol"]
    assert all(runtime.name == name for name, runtime in RUNTIMES.items())


def test_every_cobol_program_of_a_batch_reads_its_own_lines() -> None:
    runtime = CobolRuntime()
    if not runtime.available() or all(tier_holds(tier) for tier in Tier):
        pytest.skip("needs GnuCOBOL and a sandbox")
    fields = "01 A PIC 9(3).\n01 B PIC X(5)."
    reads = "ACCEPT A.\nACCEPT B.\nDISPLAY A B.\nSTOP RUN."
    sources = [cobol_program(fields, reads, fixed=number % 2 == 1) for number in range(5)]
    sources.append(cobol_program("01 A PIC 9.", 'DISPLAY "none".\nSTOP RUN.'))
    inputs = [*(f"{number}\nline {number}\n" for number in range(5)), ""]
    together = runtime.execute_with_inputs(sources, inputs)
    assert [each.stdout for each in together] == [
        *["000line \n", "001line \n", "002line \n", "003line \n", "004line \n"],
        "none\n",
    ]
    alone = runtime.execute_with(inputs[1], sources[1])
    assert (alone.status, alone.stdout) == (Status.OK, together[1].stdout)
