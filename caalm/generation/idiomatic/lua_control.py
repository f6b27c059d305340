"""Lua programs about control: for with a step, repeat, goto continue, and/or, nil, nested loops.

>>> from random import Random
>>> from caalm.generation.idiomatic.lua_script import LuaScript
>>> lua = LuaScript(Random(1))
>>> repeat_until(lua)
>>> lua.lines[-1].startswith(("until", "print", "io"))
True
"""

# ruff: noqa: E501 - one line of the drawn program stays one line of the template

from caalm.generation.idiomatic.lua_script import LISTS, LuaScript


def counted_loops(lua: LuaScript) -> None:
    """for with steps up, down, by floats, empty, and a bound that is computed once."""
    i = lua.name("i", "k", "n")
    kind = lua.between(0, 4)
    low, step = lua.between(0, 5), lua.between(1, 4)
    if kind == 0:
        head = f"for {i} = {low}, {low + lua.between(4, 12)}, {step} do"
    elif kind == 1:
        head = f"for {i} = {low + lua.between(5, 12)}, {low}, -{step} do"
    elif kind == 2:
        head = f"for {i} = {lua.pick((str(low), f'{low}.0'))}, {low + lua.between(1, 2)}, {lua.pick(('0.5', '0.25', '1.0'))} do"
    elif kind == 3:
        n = lua.name("limit", "max", "last")
        lua.add(f"{lua.local}{n} = {lua.between(2, 5)}")
        lua.add(f"for {i} = 1, {n} do", f"  {n} = {n} {lua.pick(('+ 1', '- 1', '* 2'))}", f"  print({i}, {n})", "end")
        lua.out("limit", n)
        return
    else:
        head = f"for {i} = {low + 5}, {low + lua.between(0, 6)} do"
    body = lua.pick(([f"print({i})"], [f"print({i}, {lua.value_of(i)})"], [f"if {lua.test_of(i)} then print({i}) end"], [f"print({lua.value_of(i)})"],
                     [f"local sq = {i} * {i}", f"print({i}, sq)"], [f"io.write({i}, {lua.s(lua.separator)})"]))  # fmt: skip
    lua.add(head, *["  " + line for line in body], "end")
    lua.add(f"print({lua.s(lua.word())})" if lua.chance(0.6) else f"print({i})")


def go_on(lua: LuaScript) -> None:
    """goto continue."""
    i, label = lua.name("i", "k", "n"), lua.pick(("continue", "continue", "next_one", "skip"))
    lists = lua.chance(0.3)
    total = lua.name("sum", "total", "count")
    lua.add(f"{lua.local}{total} = 0")
    if lists:
        head = f"for _, {i} in ipairs({lua.table(lua.ints(4, 6))}) do"
    else:
        head = f"for {i} = {lua.between(1, 3)}, {lua.between(6, 10)} do"
    body = [f"if {lua.test_of(i)} then goto {label} end"]
    if lua.chance(0.4):
        body.append(f"if {lua.test_of(i)} then break end")
    body += [
        lua.pick((f"print({i})", f"{total} = {total} + {i}", f"print({i}, {total})")),
        f"{total} = {total} + {lua.pick((i, '1'))}",
        f"::{label}::",
    ]
    lua.add(head, *["  " + line for line in body], "end")
    lua.out("total", total)


def repeat_until(lua: LuaScript) -> None:
    """A loop with its test at the end, which sees the body's locals."""
    n, x = lua.name("n", "i", "count"), lua.name("x", "half", "next_value", "done")
    lua.add(f"{lua.local}{n} = {lua.between(0, 30)}")
    limit = lua.between(20, 60)
    kind = lua.between(0, 3)
    if kind == 0:
        body, test = [f"local {x} = {n} * {lua.between(2, 3)} + 1", f"{n} = {x}"], f"{x} > {limit}"
    elif kind == 1:
        body, test = [f"{n} = {n} + {lua.between(2, 9)}"], f"{n} {lua.pick(('>', '>='))} {limit}"
    elif kind == 2:
        body, test = (
            [f"{n} = {n} + {lua.between(1, 5)}", f"local {x} = {n} % {lua.between(2, 7)} == {lua.between(0, 1)}"],
            f"{x} or {n} > 100",
        )
    else:
        body, test = [f"{n} = {n} - {lua.between(2, 9)}"], f"{n} <= {lua.between(0, 5)}"
    if lua.chance(0.7):
        body.insert(lua.between(0, len(body)), lua.pick((f"print({n})", f"print({lua.s(lua.word())}, {n})")))
    lua.add("repeat", *["  " + line for line in body], f"until {test}")
    lua.out(n, n)


def while_and_break(lua: LuaScript) -> None:
    """while true with break, and while with two tests."""
    a, b = lua.name("a", "x", "n", "money"), lua.name("b", "y", "count", "day")
    lua.add(f"{lua.local}{a}, {b} = {lua.between(1, 20)}, {lua.pick((0, 1, lua.between(2, 12)))}")
    change = lua.pick((f"{a} = {a} + {lua.between(2, 9)}", f"{a} = {a} * 2", f"{a} = {a} + {b} + 1"))
    more = lua.pick((f"{b} = {b} + 1", f"{b} = {b} + 2"))
    show = lua.pick(([f"print({a}, {b})"], [f"print({a})"], [], []))
    if lua.chance(0.5):
        stop = lua.pick((f"{a} > {lua.between(20, 60)}", f"{b} >= {lua.between(4, 8)}", f"{a} > 40 or {b} > 6"))
        guard = f"if {stop} or {b} > 15 then break end"
        lines = [change, more, *show]
        lines.insert(lua.between(0, len(lines)), guard)
        lua.add("while true do", *["  " + line for line in lines], "end")
    else:
        lua.add(
            f"while {a} < {lua.between(20, 60)} and {b} < {lua.between(5, 18)} do",
            *["  " + line for line in (change, more, *show)],
            "end",
        )
    lua.add(f"print({a}, {b})")


def drawings(lua: LuaScript) -> None:
    """Triangles, boxes, tables of products: loops in loops."""
    i, j = lua.name("i", "r", "y"), lua.name("j", "c", "x")
    size = lua.between(2, 5)
    mark = lua.pick(("*", "#", "o", "x", "+", "ab", "=", "@", "1"))
    kind = lua.between(0, 5)
    if kind == 0:
        count = lua.pick((i, f"{size} - {i} + 1", f"2 * {i} - 1", f"{size}"))
        pad = lua.pick(("", f"string.rep({lua.s(lua.pick((' ', '.')))}, {size} - {i}) .. "))
        lua.add(f"for {i} = 1, {size} do", f"  print({pad}string.rep({lua.s(mark)}, {count}))", "end")
    elif kind == 1:
        line = lua.name("line", "s")
        test = lua.pick(
            (
                f"({i} + {j}) % 2 == 0",
                f"{i} == {j}",
                f"{i} > {j}",
                f"{i} == 1 or {i} == {size} or {j} == 1 or {j} == {size}",
                f"{j} % {lua.between(2, 3)} == 0",
                f"{i} * {j} % 2 == 1",
            )
        )
        lua.add(
            f"for {i} = 1, {size} do",
            f"  local {line} = {lua.s('')}",
            f"  for {j} = 1, {lua.pick((size, size, size + 1))} do",
            f"    {line} = {line} .. (({test}) and {lua.s(mark)} or {lua.s(lua.pick(('.', '-', ' ', '0', '_')))})",
            "  end",
            f"  print({line})",
            "end",
        )
    elif kind == 2:
        lua.add(
            f"for {i} = {lua.between(1, 3)}, {lua.between(3, 5)} do",
            "  local row = {}",
            f"  for {j} = 1, {lua.between(2, 4)} do",
            f"    row[{j}] = {lua.pick((f'{i} * {j}', f'{i} + {j}', f'{i} - {j}', f'{i} ^ {j}', f'{j} .. {i}', f'{i} % {j}'))}",
            "  end",
            f"  print(table.concat(row, {lua.s(lua.separator)}))",
            "end",
        )
    elif kind == 3:
        lua.add(
            f"for {i} = 1, {size} do",
            f"  for {j} = {lua.pick((f'1, {i}', f'{i}, {size}', f'{i}, 1, -1'))} do",
            f"    io.write({lua.pick((j, lua.s(mark), i, f'{i} * {j}'))}{lua.pick(('', f', {lua.s(chr(32))}'))})",
            "  end",
            "  print()" if lua.chance(0.6) else f"  io.write({lua.s(chr(10))})",
            "end",
        )
    elif kind == 4:
        lua.add(
            f"for {i} = 1, {lua.between(2, 3)} do",
            f"  for {j} = 1, 3 do",
            f"    if {lua.pick((f'{i} ~= {j}', f'{j} > {i}', f'({i} + {j}) % 2 == 1'))} then print({i}, {j}) end",
            f"    {lua.pick((f'if {j} == 2 then break end', ''))}",
            "  end",
            "end",
        )
        lua.lines = [line for line in lua.lines if line.strip() or not line]
    else:
        c = lua.name("count", "pairs_found", "c")
        top, goal = lua.between(4, 9), lua.between(5, 12)
        lua.add(f"{lua.local}{c} = 0")
        lua.add(
            f"for {i} = 1, {top} do",
            f"  for {j} = {lua.pick((i, f'{i} + 1', '1'))}, {top} do",
            f"    if {lua.pick((f'{i} + {j} == {goal}', f'{i} * {j} == {goal}', f'({i} + {j}) % {lua.between(3, 5)} == 0', f'{i} * {j} > {goal * 2}'))} then {c} = {c} + 1 end",
            "  end",
            "end",
        )
        lua.out("count", c)


def and_or(lua: LuaScript) -> None:
    """and, or, not as values: defaults, choices, the false trap, 0 and "" are true."""
    a, b = lua.name("a", "x", "flag"), lua.name("b", "y", "name")
    pool: list[object] = [None, False, True, 0, lua.number(), "", lua.word(), lua.number()]
    lua.add(f"{lua.local}{a}, {b} = {lua.literal(lua.pick(pool))}, {lua.literal(lua.pick(pool))}")
    for _ in range(lua.between(3, 5)):
        u, v = (
            lua.literal(lua.pick((lua.word(), lua.number(), lua.word()))),
            lua.literal(lua.pick((lua.word(), lua.number(), None, False))),
        )
        lua.add("print(" + lua.pick(
            (f"{a} and {u}", f"{a} or {u}", f"{b} and {u} or {v}", f"{a} and {v} or {u}", f"not {a}", f"not not {b}", f"{a} or {b}", f"{a} and {b}", f"{a} == nil and {u} or {v}",
             f"{a} or {b} or {u}", f"not ({a} and {b})", f"{b} == {a}", f"type({a} or {u})", f"{u} and {v}", f"({a} or {u}) == {u}", f"{a} ~= nil", f"{a} == false", f"not {a} and {u}", f"nil and {u}", f"false or {v}")
        ) + ")")  # fmt: skip
    if lua.chance(0.5):
        lua.add(
            f"if {lua.pick((a, b, f'not {a}', f'{a} and {b}', f'{a} or {b}'))} then print({lua.s('yes')}) else print({lua.s('no')}) end"
        )


def grades(lua: LuaScript) -> None:
    """if, elseif, else over several values."""
    v, f = lua.name("v", "score", "temp", "age", "x"), lua.name("grade", "classify", "kind", "level")
    cuts = sorted(lua.rng.sample(range(5, 95), lua.between(2, 3)), reverse=True)
    words = lua.words(len(cuts) + 1, len(cuts) + 1)
    sign = lua.pick((">=", ">"))
    values = [lua.pick((lua.between(0, 100), lua.pick(cuts), lua.pick(cuts) - 1)) for _ in range(lua.between(2, 4))]
    function = lua.chance(0.5)
    chain: list[str] = []
    for place, (cut, word) in enumerate(zip(cuts, words, strict=False)):
        chain += [
            f"{'if' if not place else 'elseif'} {v} {sign} {cut} then",
            f"  {'return' if function else 'print('} {lua.s(word)}".replace("( ", "(") + ("" if function else ")"),
        ]
    chain += [
        "else",
        f"  {'return' if function else 'print('} {lua.s(words[-1])}".replace("( ", "(") + ("" if function else ")"),
        "end",
    ]
    if function:
        lua.add(f"local function {f}({v})", *["  " + line for line in chain], "end")
        for value in values:
            lua.add(f"print({lua.pick((f'{f}({value})', f'{value}, {f}({value})'))})")
    else:
        lua.add(f"for _, {v} in ipairs({lua.table(values)}) do", *["  " + line for line in chain], "end")


def fizz(lua: LuaScript) -> None:
    """Fizz and buzz with other numbers, other words, other loops, in a function or by a list of rules."""
    i, s, f = lua.name("i", "n"), lua.name("s", "out", "line"), lua.name("fizz", "say", "word_for")
    a, b = lua.rng.sample((2, 3, 4, 5, 7), 2)
    one, two = lua.pick((("Fizz", "Buzz"), ("Foo", "Bar"), ("tick", "tock"), tuple(lua.words(2, 2))))
    low = lua.between(1, 10)
    high = low + lua.between(4, 8)
    other = lua.pick((i, i, lua.s("-"), f"{i} * {i}", f"{lua.s('n')} .. {i}"))
    kind = lua.between(0, 3)
    if kind == 0:
        tests = [(f"{i} % {a} == 0 and {i} % {b} == 0", one + two), (f"{i} % {a} == 0", one), (f"{i} % {b} == 0", two)]
        if lua.chance(0.3):
            tests = tests[1:]
        if lua.chance(0.3):
            tests.append((lua.test_of(i), lua.word()))
        chain: list[str] = []
        for place, (test, text) in enumerate(tests):
            chain += [f"{'elseif' if place else 'if'} {test} then", f"  SAY({lua.s(text)})"]
        chain += ["else", f"  SAY({other})", "end"]
    elif kind == 1:
        chain = [
            f"local {s} = {lua.s('')}",
            f"if {i} % {a} == 0 then {s} = {s} .. {lua.s(one)} end",
            f"if {i} % {b} == 0 then {s} = {s} .. {lua.s(two)} end",
        ]
        if lua.chance(0.3):
            chain.append(f"if {lua.test_of(i)} then {s} = {s} .. {lua.s(lua.word())} end")
        chain.append(
            f"SAY({lua.pick((f'{s} ~= {lua.quote * 2} and {s} or {other}', f'#{s} > 0 and {s} or {other}', f'{s} == {lua.quote * 2} and {other} or {s}'))})"
        )
    elif kind == 2:
        rules = lua.name("rules", "words", "tests")
        lua.add(f"local {rules} = {{ {{{a}, {lua.s(one)}}}, {{{b}, {lua.s(two)}}} }}")
        chain = [
            f"local {s} = {lua.s('')}",
            f"for _, rule in ipairs({rules}) do",
            f"  if {i} % rule[1] == 0 then {s} = {s} .. rule[2] end",
            "end",
            f"SAY({s} ~= {lua.quote * 2} and {s} or {other})",
        ]
    else:
        chain = [
            f"SAY({i} % {a * b} == 0 and {lua.s(one + two)} or {i} % {a} == 0 and {lua.s(one)} or {i} % {b} == 0 and {lua.s(two)} or {other})"
        ]
    way = lua.between(0, 3)
    if way == 0:
        lines = [line.replace("SAY(", "return (") for line in chain]
        lua.add(f"local function {f}({i})", *["  " + line for line in lines], "end")
        chain = [f"print({lua.pick((f'{f}({i})', f'{i}, {f}({i})'))})"]
    elif way == 1:
        lua.add(f"local {f} = {{}}")
        chain = [line.replace("SAY(", f"{f}[#{f} + 1] = (") for line in chain]
    else:
        chain = [line.replace("SAY(", "print(") for line in chain]
    step = lua.pick(("", "", ", 2", ", 3"))
    if lua.chance(0.25):
        lua.add(f"local {i} = {low}")
        lua.add(f"while {i} <= {high} do", *["  " + line for line in chain], f"  {i} = {i} + {step[2:] or '1'}", "end")
    elif lua.chance(0.2):
        lua.add(f"for _, {i} in ipairs({lua.table(lua.ints(4, 6))}) do", *["  " + line for line in chain], "end")
    else:
        lua.add(
            f"for {i} = {lua.pick((f'{low}, {high}{step}', f'{high}, {low}, -1'))} do",
            *["  " + line for line in chain],
            "end",
        )
    if way == 1:
        lua.add(f"print(table.concat({f}, {lua.s(lua.separator)}))")


def nils(lua: LuaScript) -> None:
    """What is not there: fields, arguments, results, names."""
    t = lua.name("t", "user", "cfg", "node")
    inner, key, gone = lua.rng.sample(["name", "pos", "next_one", "size", "tag", "owner"], 3)
    lua.add(
        f"{lua.local}{t} = {{ {key} = {lua.literal(lua.pick((lua.number(), lua.word(), False)))}, {inner} = {{ x = {lua.number()} }} }}"
    )
    for _ in range(lua.between(3, 5)):
        lua.add(lua.pick(
            (f"print({t}.{key})", f"print({t}.{gone})", f"print({t}.{inner}.x, {t}.{inner}.y)", f"print({t}.{gone} and {t}.{gone} + 1)", f"print({t}.{inner} and {t}.{inner}.x)",
             f"print({t}.{gone} or {lua.literal(lua.pick((lua.number(), lua.word())))})", f"print(type({t}.{gone}), type({t}.{inner}))", f"print({t}.{key} == nil, {t}.{gone} == nil)", f"{t}.{key} = nil",
             f"if {t}.{gone} then print({lua.s('there')}) else print({lua.s('gone')}) end", f"if not {t}.{key} then print({lua.s('no ' + key)}) end", f"print(tostring({t}.{gone}))", f"{t}.{gone} = {lua.number()}",
             f"print(({t}.missing or {{}}).x)", "print(next({}))", f"print(select({lua.s('#')}, nil, nil))")
        ))  # fmt: skip
    lua.add(f"print({t}.{key}, {t}.{gone})")


def assignments(lua: LuaScript) -> None:
    """Several at once: swaps, rotations, too few and too many values."""
    names = [lua.name("a", "x", "one"), lua.name("b", "y", "two"), lua.name("c", "z", "three")]
    c = names[2]
    lua.add(
        f"local {', '.join(names)} = {', '.join(lua.literal(lua.pick((lua.number(), lua.number(), lua.word()))) for _ in range(lua.between(2, 4)))}"
    )
    if lua.chance(0.2):
        lua.add(f"{c} = {c} or {lua.number()}")
    for _ in range(lua.between(2, 4)):
        left = lua.rng.sample(names, lua.between(2, 3))
        right = [
            lua.pick((*names, str(lua.number())))
            for _ in range(lua.pick((len(left), len(left), len(left) - 1, len(left) + 1)))
        ]
        lua.add(f"{', '.join(left)} = {', '.join(right)}")
        if lua.chance(0.4):
            lua.add(f"print({', '.join(names)})")
    if lua.chance(0.4):
        t = lua.name("t", "list")
        lua.add(f"local {t} = {lua.table(lua.ints(3, 3))}")
        i, j = lua.rng.sample((1, 2, 3), 2)
        lua.add(f"{t}[{i}], {t}[{j}] = {t}[{j}], {t}[{i}]")
        lua.add(f"print(table.concat({t}, {lua.s(lua.separator)}))")
    lua.add(f"print({', '.join(names)})")


def dispatch(lua: LuaScript) -> None:
    """A table of functions instead of a switch; a little machine."""
    ops, state = lua.name("ops", "cmds", "rules"), lua.name("x", "acc", "value")
    keys = lua.rng.sample(["inc", "dec", "dbl", "sqr", "neg", "half", "zero"], 4)
    bodies = {
        "inc": f"v + {lua.between(1, 5)}",
        "dec": f"v - {lua.between(1, 5)}",
        "dbl": "v * 2",
        "sqr": "v * v",
        "neg": "-v",
        "half": "v // 2",
        "zero": "0",
    }
    lua.add(f"local {ops} = {{", *[f"  {k} = function(v) return {bodies[k]} end," for k in keys], "}")
    lua.add(f"{lua.local}{state} = {lua.between(1, 9)}")
    steps = [lua.pick((*keys, "jump") if lua.chance(0.3) else keys) for _ in range(lua.between(3, 5))]
    lua.add(f"for i, op in ipairs({lua.table(steps)}) do", f"  local f = {ops}[op]", "  if f then", f"    {state} = f({state})", "  else", f"    print({lua.s(lua.pick(('unknown', 'skip', '?')))}, op)", "  end",
            f"  {lua.pick((f'print(op, {state})', f'print(i, {state})', f'print({state})'))}", "end")  # fmt: skip
    if lua.chance(0.5):
        lua.out("final", state)


def searches(lua: LuaScript) -> None:
    """The first that fits, by break, by return, by a flag, by halves."""
    t, i, v = lua.name(*LISTS), lua.name("i", "k"), lua.name("v", "item")
    kind = lua.between(0, 3)
    items = sorted(lua.ints(5, 8, distinct=True)) if kind == 3 else lua.ints(4, 7)
    lua.add(f"{lua.local}{t} = {lua.table(items)}")
    goal = lua.pick((lua.pick(items), lua.number()))
    if kind == 0:
        f = lua.name("find", "index_of", "position")
        lua.add(
            f"local function {f}(list, x)",
            f"  for {i}, {v} in ipairs(list) do",
            f"    if {v} {lua.pick(('==', '==', '>', '>='))} x then return {i} end",
            "  end",
            f"  return {lua.pick(('nil', '-1', '0', 'false'))}",
            "end",
        )
        lua.add(f"print({f}({t}, {goal}))")
        lua.add(f"print({f}({t}, {lua.number()}))")
    elif kind == 1:
        found = lua.name("found", "hit", "first")
        lua.add(f"{lua.local}{found} = nil")
        lua.add(
            f"for {i} = {lua.pick((f'1, #{t}', f'#{t}, 1, -1'))} do",
            f"  if {lua.test_of(f'{t}[{i}]')} then",
            f"    {found} = {lua.pick((i, f'{t}[{i}]'))}",
            "    break",
            "  end",
            "end",
        )
        lua.add(f"print({lua.pick((found, f'{found} or {lua.s(chr(45))}', f'{found} ~= nil, {found}'))})")
    elif kind == 2:
        n, last = lua.name("run", "n", "count"), lua.name("last", "prev")
        lua.add(f"{lua.local}{n}, {last} = 0, nil")
        lua.add(
            f"for _, {v} in ipairs({t}) do",
            f"  if {last} and {v} {lua.pick('<>')} {last} then {n} = {n} + 1 end",
            f"  {last} = {v}",
            "end",
        )
        lua.out("count", n)
    else:
        lo, hi, mid = lua.name("lo", "low"), lua.name("hi", "high"), lua.name("mid", "m")
        lua.add(f"local {lo}, {hi} = 1, #{t}")
        lua.add(
            f"while {lo} <= {hi} do",
            f"  local {mid} = ({lo} + {hi}) // 2",
            f"  print({mid}, {t}[{mid}])",
            f"  if {t}[{mid}] == {goal} then break end",
            f"  if {t}[{mid}] < {goal} then {lo} = {mid} + 1 else {hi} = {mid} - 1 end",
            "end",
        )
        lua.add(f"print({lo}, {hi})")


def jumps(lua: LuaScript) -> None:
    """goto as a loop, and out of two loops at once."""
    n, i, j = lua.name("n", "count", "x"), lua.name("i", "k"), lua.name("j", "m")
    label = lua.name("top", "again", "loop", "start", "redo")
    if lua.chance(0.5):
        lua.add(f"local {n} = {lua.between(0, 6)}")
        lua.add(f"::{label}::")
        lua.add(f"{n} = {n} {lua.pick((f'+ {lua.between(1, 4)}', '* 2 + 1', '+ 3'))}")
        lua.add(f"print({lua.pick((n, f'{n}, {n} % 2'))})")
        lua.add(f"if {n} < {lua.between(8, 25)} then goto {label} end")
        lua.out("final", n)
    else:
        size = lua.between(3, 5)
        lua.add(f"local {n} = 0")
        lua.add(
            f"for {i} = 1, {size} do",
            f"  for {j} = 1, {size} do",
            f"    {n} = {n} + 1",
            f"    if {lua.pick((f'{i} * {j} == {lua.between(4, 9)}', f'{i} + {j} > {lua.between(4, 8)}', f'{n} == {lua.between(4, 12)}'))} then",
            f"      print({lua.pick((f'{i}, {j}', f'{n}, {i}'))})",
            f"      goto {label}",
            "    end",
            "  end",
            "end",
        )
        lua.add(f"::{label}::")
        lua.add(f"print({n})")


CONTROL = (
    counted_loops, go_on, repeat_until, while_and_break, drawings, and_or, grades, fizz, nils, assignments, dispatch,
    searches,
    jumps,
)  # fmt: skip
