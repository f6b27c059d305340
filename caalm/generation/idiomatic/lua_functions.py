"""Lua programs about functions: varargs, closures, results, recursion, errors, coroutines, iterators.

>>> from random import Random
>>> from caalm.generation.idiomatic.lua_script import LuaScript
>>> lua = LuaScript(Random(1))
>>> recursion(lua)
>>> any("return" in line for line in lua.lines)
True
"""

# ruff: noqa: E501 - one line of the drawn program stays one line of the template

from caalm.generation.idiomatic.lua_script import LISTS, LuaScript


def _define(lua: LuaScript, name: str, params: str, *body: str) -> None:
    """A function definition, in one of the three ways of writing it."""
    way = lua.rng.random()
    if way < 0.65:
        head = f"local function {name}({params})"
    elif way < 0.85:
        head = f"function {name}({params})"
    else:
        head = f"local {name} = function({params})"
        if any(f"{name}(" in line for line in body):
            head = f"local function {name}({params})"
    if len(body) == 1 and len(body[0]) < 40 and lua.chance(0.4):
        lua.add(f"{head} {body[0]} end")
    else:
        lua.add(head, *["  " + line for line in body], "end")


def varargs(lua: LuaScript) -> None:
    """`...` counted, packed, selected, handed on."""
    f = lua.name("f", "sum", "count", "show", "join", "collect")
    kind = lua.between(0, 6)
    if kind == 0:
        _define(
            lua,
            f,
            "...",
            "local s = 0",
            "for _, v in ipairs({...}) do",
            f"  s = s + {lua.value_of('v')}",
            "end",
            "return s",
        )
    elif kind == 1:
        _define(lua, f, "...", f"return select({lua.s('#')}, ...)")
    elif kind == 2:
        _define(
            lua,
            f,
            "first, ...",
            "local t = {...}",
            f"return {lua.pick(('first, #t', '#t, first', 'first, t[1]', 't[#t], first', '#t'))}",
        )
    elif kind == 3:
        _define(
            lua,
            f,
            "...",
            f"local n = select({lua.s('#')}, ...)",
            "for i = 1, n do",
            f"  print(i, {lua.pick(('(select(i, ...))', 'select(i, ...)'))})",
            "end",
        )
    elif kind == 4:
        _define(lua, f, "sep, ...", f"return table.concat({{...}}, sep){lua.pick(('', ' .. sep', ''))}")
    elif kind == 5:
        _define(lua, f, "...", "local a, b, c = ...", f"return {lua.pick(('c, b, a', 'b, a', 'a, c', '...'))}")
    else:
        _define(lua, f, "...", "local t = table.pack(...)", f"return t.n{lua.pick((', t[t.n]', ', t[1]', ''))}")
    for _ in range(lua.between(2, 3)):
        size = lua.between(0 if kind in (1, 2, 5) else 1, 4)
        values = [lua.literal(n) for n in lua.ints(size, size)]
        if kind in (1, 2, 3, 5) and lua.chance(0.6):
            values = [lua.literal(lua.pick((lua.number(), lua.word(), None, True, lua.number()))) for _ in range(size)]
        if kind in (1, 2, 5) and lua.chance(0.1):
            values.append("nil")
        if kind == 4:
            values.insert(0, lua.s(lua.separator))
        call = f"{f}({', '.join(values)})"
        lua.add(
            call
            if kind == 3
            else lua.pick((f"print({call})", f"print({call})", f"print(({call}))", f"print({call}, {lua.number()})"))
        )


def counters(lua: LuaScript) -> None:
    """Closures that keep a count of their own."""
    make = lua.name("counter", "make_counter", "new_counter", "make", "gen")
    n, step = lua.name("n", "count", "c", "i", "total"), lua.between(1, 5)
    kind = lua.between(0, 3)
    start = lua.between(0, 10)
    change = lua.pick((f"{n} + {step}", f"{n} - {step}", f"{n} * 2", f"{n} + 1", f"{n} * {step} + 1"))
    if kind == 0:
        order = [f"  {n} = {change}", f"  return {n}"]
        if lua.chance(0.3):
            order = [f"  local old = {n}", f"  {n} = {change}", "  return old"]
        _define(lua, make, "", f"local {n} = {start}", "return function()", *order, "end")
        args = ["", ""]
    elif kind == 1:
        _define(lua, make, n, "return function()", f"  {n} = {change}", f"  return {n}", "end")
        args = [str(lua.between(0, 20)), str(lua.between(0, 20))]
    elif kind == 2:
        _define(
            lua,
            make,
            f"{n}, d",
            f"{n} = {n} or {start}",
            "return function(k)",
            f"  {n} = {n} + {lua.pick(('(k or 1)', 'd', 'd * (k or 1)'))}",
            f"  return {n}",
            "end",
        )
        args = [f"{lua.pick(('nil', str(lua.between(0, 9))))}, {lua.between(2, 9)}" for _ in range(2)]
    else:
        _define(lua, make, "", f"local {n} = {start}", "local function up()", f"  {n} = {change}", f"  return {n}", "end",
                f"local function get() return {n} end", "return up, get")  # fmt: skip
        up, get = lua.name("up", "inc", "add"), lua.name("get", "read")
        lua.add(f"local {up}, {get} = {make}()")
        for _ in range(lua.between(2, 4)):
            lua.add(lua.pick((f"{up}()", f"print({up}())", f"print({get}())")))
        lua.add(f"print({get}())")
        return
    a, b = lua.name("a", "c1", "first"), lua.name("b", "c2", "second")
    lua.add(f"local {a} = {make}({args[0]})")
    if lua.chance(0.7):
        lua.add(f"local {b} = {lua.pick((f'{make}({args[1]})', f'{make}({args[1]})', a))}")
    else:
        b = a
    for _ in range(lua.between(2, 4)):
        lua.add(
            lua.pick(
                (
                    f"{lua.pick((a, b))}()",
                    f"print({a}())",
                    f"print({b}())",
                    f"print({a}(), {b}())",
                    f"print({a}() + {b}())",
                )
            )
        )
    lua.add(f"print({lua.pick((a, b))}())")


def several_results(lua: LuaScript) -> None:
    """More results than names, fewer, in the middle, in brackets."""
    f = lua.name("f", "pair", "divmod", "minmax", "stats", "split")
    kind = lua.between(0, 3)
    if kind == 0:
        _define(
            lua,
            f,
            "a, b",
            f"return {lua.pick(('a // b, a % b', 'a + b, a - b', 'b, a', 'a * b, a + b, a', 'math.min(a, b), math.max(a, b)'))}",
        )
        calls = [f"{f}({lua.between(5, 60)}, {lua.between(2, 9)})" for _ in range(3)]
    elif kind == 1:
        _define(
            lua,
            f,
            "t",
            "local lo, hi = t[1], t[1]",
            "for _, v in ipairs(t) do",
            "  if v < lo then lo = v end",
            "  if v > hi then hi = v end",
            "end",
            f"return {lua.pick(('lo, hi', 'hi, lo', 'hi - lo, #t', 'lo, hi, #t'))}",
        )
        calls = [f"{f}({lua.table(lua.ints(3, 5))})" for _ in range(3)]
    elif kind == 2:
        _define(
            lua,
            f,
            "",
            f"return {', '.join(lua.literal(lua.pick((lua.number(), lua.word()))) for _ in range(lua.between(2, 3)))}",
        )
        calls = [f"{f}()"] * 3
    else:
        _define(
            lua,
            f,
            "x",
            f"if {lua.test_of('x')} then",
            f"  return x, {lua.s(lua.word())}",
            "end",
            f"return {lua.pick(('nil', '-x', '0'))}, {lua.s(lua.word())}",
        )
        calls = [f"{f}({lua.number()})" for _ in range(3)]
    a, b, c = lua.name("a", "x", "q"), lua.name("b", "y", "r"), lua.name("c", "z", "extra")
    for call in calls[: lua.between(2, 3)]:
        lua.add(
            *lua.pick(
                ([f"print({call})"], [f"print(({call}))"], [f"print({call}, {lua.number()})"], [f"print({lua.number()}, {call})"],
                 [f"local {a}, {b}, {c} = {call}", f"print({a}, {b}, {c})"], [f"local {a} = {call}", f"print({a})"],
                 [f"local {b}, {a} = {call}", f"print({a}, {b})"], [f"print(#{{{call}}})"], [f"print(#{{{call}, {call}}})"],
                 [f"local {a}, {b}, {c} = {lua.number()}, {call}", f"print({a}, {b}, {c})"],
                 [f"print(select({lua.s('#')}, {call}))"], [f"local t = {{{call}}}", "print(t[2], t[1])"])
            )
        )  # fmt: skip


def recursion(lua: LuaScript) -> None:
    """A function that calls itself."""
    n = lua.name("n", "x", "k", "num")
    b = lua.between(2, 4)
    name, params, body, arguments = lua.pick(
        (
            (("fact", "factorial"), n, [f"if {n} <= 1 then return 1 end", f"return {n} * F({n} - 1)"], (3, 8)),
            (("fib", "fibonacci"), n, [f"if {n} < 2 then return {n} end", f"return F({n} - 1) + F({n} - 2)"], (4, 10)),
            (("sum_to", "total"), n, [f"if {n} == 0 then return 0 end", f"return {n} + F({n} - 1)"], (3, 12)),
            (("digits", "digit_sum"), n, [f"if {n} < 10 then return {n} end", f"return {n} % 10 + F({n} // 10)"], (10, 9999)),
            (("rev", "reverse"), n, [f"if #{n} <= 1 then return {n} end", f"return F({n}:sub(2)) .. {n}:sub(1, 1)"], None),
            (("bin", "to_binary"), n, [f"if {n} < 2 then return tostring({n}) end", f"return F({n} // 2) .. {n} % 2"], (2, 40)),
            (("steps", "collatz"), n, [f"if {n} == 1 then return 0 end", f"if {n} % 2 == 0 then return 1 + F({n} // 2) end", f"return 1 + F(3 * {n} + 1)"], (2, 12)),
            (("count", "down"), n, [f"if {n} <= 0 then", f"  print({lua.s(lua.word())})", "  return 0", "end", f"print({n})", f"return F({n} - {b - 1}) + 1"], (2, 5)),
            (("half", "halves"), n, [f"if {n} < {b} then return {n} end", f"return F({n} // {b}) + {lua.between(1, 3)}"], (5, 200)),
            (("trib", "seq"), n, [f"if {n} < {b} then return {lua.pick((n, '1'))} end", f"return F({n} - 1) {lua.pick('+-')} {lua.between(1, 3)} * F({n} - {b})"], (3, 8)),
        )
    )  # fmt: skip
    f = lua.name(*name)
    lines = [line.replace("F(", f"{f}(") for line in body]
    if lua.chance(0.15):
        lines = [f"local function {f}({params})", *["  " + line for line in lines], "end"]
        lua.add(*lines)
    else:
        _define(lua, f, params, *lines)
    if arguments is None:
        for _ in range(lua.between(1, 3)):
            lua.add(f"print({f}({lua.s(lua.word())}))")
    elif lua.chance(0.35) and arguments[1] <= 12:
        low = lua.between(1, 3)
        lua.add(f"for i = {low}, {low + lua.between(2, 4)} do", f"  {lua.show('f', f'{f}(i)')}", "end")
    else:
        for _ in range(lua.between(1, 3)):
            lua.out("result", f"{f}({lua.between(*arguments)})")


def recursion_of_two(lua: LuaScript) -> None:
    """Euclid, powers, Ackermann, moves of a tower, sums of lists, mutual calls."""
    kind = lua.between(0, 6)
    if kind == 0:
        f = lua.name("gcd", "g")
        _define(
            lua,
            f,
            "a, b",
            lua.pick(("if b == 0 then return a end", "if a % b == 0 then return b end")),
            f"return {f}(b, a % b)",
        )
        for _ in range(lua.between(1, 3)):
            k = lua.between(1, 12)
            lua.out("gcd", f"{f}({k * lua.between(2, 12)}, {k * lua.between(2, 12)})")
    elif kind == 1:
        f = lua.name("power", "pow")
        if lua.chance(0.5):
            _define(lua, f, "b, e", "if e == 0 then return 1 end", f"return b * {f}(b, e - 1)")
        else:
            _define(
                lua,
                f,
                "b, e",
                "if e == 0 then return 1 end",
                f"local h = {f}(b, e // 2)",
                "if e % 2 == 0 then return h * h end",
                "return h * h * b",
            )
        for _ in range(lua.between(1, 3)):
            lua.out("power", f"{f}({lua.between(2, 5)}, {lua.between(0, 6)})")
    elif kind == 2:
        f = lua.name("hanoi", "move", "tower")
        arrow = f"n .. {lua.s(': ')} .. a .. {lua.s('>')} .. c"
        shown = lua.pick(("n, a, c", "n .. a .. c", arrow))
        _define(
            lua,
            f,
            "n, a, b, c",
            "if n == 0 then return 0 end",
            f"local m = {f}(n - 1, a, c, b)",
            f"print({shown})",
            f"return m + 1 + {f}(n - 1, b, a, c)",
        )
        a, b, c = lua.pick((("A", "B", "C"), ("L", "M", "R"), ("x", "y", "z"), ("1", "2", "3")))
        lua.add(f"print({f}({lua.between(1, 3)}, {lua.s(a)}, {lua.s(b)}, {lua.s(c)}))")
    elif kind == 3:
        even, odd = lua.name("is_even", "even"), lua.name("is_odd", "odd")
        lua.add(f"local {even}, {odd}")
        lua.add(
            f"function {even}(n)",
            f"  if n == 0 then return {lua.pick(('true', lua.s('even')))} end",
            f"  return {odd}(n - 1)",
            "end",
        )
        lua.add(
            f"function {odd}(n)",
            f"  if n == 0 then return {lua.pick(('false', lua.s('odd')))} end",
            f"  return {even}(n - 1)",
            "end",
        )
        for _ in range(lua.between(2, 3)):
            lua.add(f"print({lua.pick((even, odd))}({lua.between(0, 9)}))")
    elif kind == 4:
        f = lua.name("total", "deep", "flatten_sum", "depth")
        leaf = lua.pick(("s + v", "s + 1", "s + v * v"))
        _define(
            lua,
            f,
            "t",
            "local s = 0",
            "for _, v in ipairs(t) do",
            f"  if type(v) == {lua.s('table')} then",
            f"    s = s + {f}(v)",
            "  else",
            f"    s = {leaf}",
            "  end",
            "end",
            "return s",
        )
        inner = lua.table(lua.ints(1, 3))
        outer = [str(n) for n in lua.ints(1, 3)]
        outer.insert(lua.between(0, len(outer)), inner)
        if lua.chance(0.6):
            outer.append("{" + inner + ", " + str(lua.number()) + "}")
        lua.out("sum", f"{f}({{{', '.join(outer)}}})")
    elif kind == 5:
        f = lua.name("ack", "binom", "paths")
        body, top = lua.pick(((["if k == 0 or k == n then return 1 end", f"return {f}(n - 1, k - 1) + {f}(n - 1, k)"], 6),
                              (["if n == 0 or k == 0 then return 1 end", f"return {f}(n - 1, k) + {f}(n, k - 1)"], 4)))  # fmt: skip
        _define(lua, f, "n, k", *body)
        for _ in range(lua.between(1, 3)):
            n = lua.between(2, top)
            lua.out("ways", f"{f}({n}, {lua.between(0, n)})")
    else:
        f = lua.name("list_sum", "sum", "maxof")
        t = lua.name(*LISTS)
        combine = lua.pick(
            (
                f"t[i] + {f}(t, i + 1)",
                f"math.max(t[i], {f}(t, i + 1))",
                f"{f}(t, i + 1) - t[i]",
                f"t[i] + 2 * {f}(t, i + 1)",
            )
        )
        _define(lua, f, "t, i", "i = i or 1", "if i > #t then return 0 end", f"return {combine}")
        lua.add(f"{lua.local}{t} = {lua.table(lua.ints(3, 5))}")
        lua.add(f"print({f}({t}))")
        lua.add(f"print({f}({t}, {lua.between(2, 5)}))")


def functions_as_values(lua: LuaScript) -> None:
    """map, filter, reduce, compose, partial application."""
    kind = lua.between(0, 4)
    t = lua.name(*LISTS)
    if kind == 0:
        f = lua.name("map", "each", "apply")
        _define(lua, f, "t, fn", "local r = {}", "for i, v in ipairs(t) do r[i] = fn(v) end", "return r")
        words = lua.chance(0.4)
        lua.add(f"{lua.local}{t} = {lua.table(lua.words(3, 4) if words else lua.ints(3, 5))}")
        for _ in range(lua.between(1, 2)):
            change = lua.text_of("v") if words else lua.value_of("v")
            if "gsub" in change:
                change = f"({change})"
            lua.add(f"print(table.concat({f}({t}, function(v) return {change} end), {lua.s(lua.separator)}))")
    elif kind == 1:
        f, g = lua.name("filter", "select_if", "keep"), lua.name("reduce", "fold")
        _define(
            lua,
            f,
            "t, p",
            "local r = {}",
            "for _, v in ipairs(t) do",
            "  if p(v) then r[#r + 1] = v end",
            "end",
            "return r",
        )
        lua.add(f"{lua.local}{t} = {lua.table(lua.ints(4, 7))}")
        out = lua.name("out", "kept", "some")
        lua.add(f"{lua.local}{out} = {f}({t}, function(x) return {lua.test_of('x')} end)")
        lua.out("kept", f"table.concat({out}, {lua.s(lua.separator)})")
        if lua.chance(0.5):
            _define(lua, g, "t, fn, acc", "for _, v in ipairs(t) do acc = fn(acc, v) end", "return acc")
            op = lua.pick(("a + b", "a * 2 + b", "math.max(a, b)", "a - b", "a + b * b"))
            lua.out("result", f"{g}({out}, function(a, b) return {op} end, {lua.between(0, 10)})")
    elif kind == 2:
        f, a, b = lua.name("compose", "chain", "pipe"), lua.name("inc", "f", "one"), lua.name("dbl", "g", "two")
        _define(lua, f, "f1, f2", f"return function(x) return {lua.pick(('f1(f2(x))', 'f2(f1(x))'))} end")
        lua.add(f"local {a} = function(x) return {lua.value_of('x')} end")
        lua.add(f"local {b} = function(x) return {lua.value_of('x')} end")
        for _ in range(lua.between(2, 3)):
            first, second = lua.pick(((a, b), (b, a), (a, a), (b, b)))
            lua.out("value", f"{f}({first}, {second})({lua.between(1, 12)})")
    elif kind == 3:
        f = lua.name("adder", "make_mul", "bind", "curry")
        op = lua.pick(("a + b", "a * b", "a - b", "b - a", "a * 10 + b", "a ^ b", "a .. b", "b .. a"))
        _define(lua, f, "a", f"return function(b) return {op} end")
        g = lua.name("g", "add5", "h")
        lua.add(f"local {g} = {f}({lua.between(1, 12)})")
        for _ in range(lua.between(2, 3)):
            lua.out(
                "value",
                lua.pick(
                    (
                        f"{g}({lua.between(1, 9)})",
                        f"{f}({lua.between(1, 9)})({lua.between(1, 5)})",
                        f"{g}({lua.between(1, 3)}) .. {lua.s('!')}",
                    )
                ),
            )
    else:
        ops = lua.name("ops", "actions", "calc", "handlers")
        signs = lua.rng.sample(
            [
                ("add", "a + b"),
                ("sub", "a - b"),
                ("mul", "a * b"),
                ("div", "a / b"),
                ("idiv", "a // b"),
                ("mod", "a % b"),
                ("pow", "a ^ b"),
                ("max", "a > b and a or b"),
            ],
            3,
        )
        lua.add(f"local {ops} = {{", *[f"  {key} = function(a, b) return {op} end," for key, op in signs], "}")
        for key, _ in lua.rng.sample(signs, lua.between(2, 3)):
            lua.out(
                key,
                f"{ops}.{key}({lua.between(2, 30)}, {lua.between(2, 6)})"
                if lua.chance(0.6)
                else f"{ops}[{lua.s(key)}]({lua.between(2, 12)}, {lua.between(2, 5)})",
            )
        if lua.chance(0.3):
            lua.add(f"print({ops}.{lua.pick(('nothing', 'neg', 'sqrt'))} == nil)")


def defaults(lua: LuaScript) -> None:
    """Arguments left out, too many, nil, tables of options."""
    f = lua.name("greet", "area", "f", "make", "describe")
    kind = lua.between(0, 3)
    if kind == 0:
        word = lua.pick(("Hello", "Hi", "Dear", "Bye"))
        _define(
            lua,
            f,
            "name, greeting",
            f"name = name or {lua.s(lua.people(1)[0])}",
            f"greeting = greeting or {lua.s(word)}",
            f"return greeting .. {lua.s(lua.pick((', ', ' ', ': ')))} .. name{lua.pick(('', f' .. {lua.s(chr(33))}'))}",
        )
        for _ in range(lua.between(2, 3)):
            args = lua.pick(
                ("", lua.s(lua.people(1)[0]), f"{lua.s(lua.people(1)[0])}, {lua.s('Yo')}", f"nil, {lua.s('Hey')}")
            )
            lua.add(f"print({f}({args}))")
    elif kind == 1:
        _define(
            lua,
            f,
            "w, h",
            f"h = h or {lua.pick(('w', '1', '2', '10'))}",
            f"return w {lua.pick('*+-')} h{lua.pick(('', ', h'))}",
        )
        for _ in range(lua.between(2, 3)):
            lua.add(
                f"print({f}({lua.between(2, 12)}{lua.pick(('', f', {lua.between(2, 9)}', ', nil', f', {lua.between(2, 9)}, 99'))}))"
            )
    elif kind == 2:
        _define(
            lua,
            f,
            "opts",
            "opts = opts or {}",
            f"local n = opts.n or {lua.between(1, 9)}",
            f"local tag = opts.tag or {lua.s(lua.word())}",
            f"return {lua.pick(('tag .. n', 'tag:rep(n)', 'n, tag', 'tag, n * 2'))}",
        )
        for _ in range(lua.between(2, 3)):
            args = lua.pick(
                (
                    "()",
                    f"{{n = {lua.between(1, 4)}}}",
                    f"{{tag = {lua.s(lua.word())}}}",
                    f"{{n = {lua.between(1, 4)}, tag = {lua.s(lua.pick('abcxyz'))}}}",
                    "{}",
                )
            )
            lua.add(f"print({f}{args})" if args[0] == "(" or lua.chance(0.4) else f"print({f}({args}))")
    else:
        _define(
            lua,
            f,
            "a, b, c",
            f"print({lua.pick(('a, b, c', 'c, a', 'b or a, c', 'a, b == nil, c'))})",
            f"return {lua.pick(('b', 'a', 'c or b', 'a and b'))}",
        )
        for _ in range(lua.between(2, 3)):
            given = [
                lua.literal(lua.pick((lua.number(), None, lua.word(), False, lua.number())))
                for _ in range(lua.between(1, 4))
            ]
            lua.add(lua.pick((f"{f}({', '.join(given)})", f"print({f}({', '.join(given)}))")))


def errors(lua: LuaScript) -> None:
    """pcall, error with a string, a table or level 0, assert, what comes back."""
    f = lua.name("check", "safe_div", "risky", "parse", "f", "validate")
    x = lua.name("x", "n", "v")
    words = lua.words(2, 2)
    kind = lua.between(0, 5)
    test = lua.test_of(x)
    if kind == 0:
        thrown = lua.pick(
            (
                f"error({lua.s(words[0])}, 0)",
                f"error({{code = {lua.number()}}})",
                f"error({lua.number()})",
                f"error({lua.s(words[0] + ': ')} .. {x}, 0)",
            )
        )
        _define(lua, f, x, f"if {test} then", f"  {thrown}", "end", f"return {lua.value_of(x)}")
        shown = "err.code" if "code" in thrown else "err"
        for _ in range(lua.between(2, 3)):
            ok, err = "ok", "err"
            lua.used |= {"ok", "err"}
            lua.add(f"local {ok}, {err} = pcall({f}, {lua.number()})")
            if shown == "err.code":
                lua.add(f"if {ok} then print({lua.s(words[1])}, {err}) else print({lua.s('error')}, {shown}) end")
            else:
                lua.add(f"print({ok}, {err})")
    elif kind == 1:
        broken = lua.pick(
            (
                f"return {x} + nil",
                f"return #{x} + {lua.number()}",
                f"return {x}.name",
                f"local t = nil return t[{x}]",
                f"return {x} < {lua.number()}",
                f"return {x} .. {lua.s('!')}",
                f"return {x}()",
                f"return {x} // 0",
                f"return {x} % 0",
                f"return {x} / 2",
            )
        )
        _define(lua, f, x, broken)
        for _ in range(lua.between(2, 3)):
            argument = lua.literal(lua.pick((lua.number(), lua.word(), None, True, lua.number(), str(lua.number()))))
            if argument[0] in "{":
                argument = "1"
            way = lua.pick((f"print((pcall({f}, {argument})))", f"print(select({lua.s('#')}, pcall({f}, {argument})))",
                            f"if pcall({f}, {argument}) then print({lua.s(words[0])}) else print({lua.s('failed')}) end"))  # fmt: skip
            lua.add(way)
    elif kind == 2:
        _define(
            lua,
            f,
            f"{x}, y",
            f"if y == 0 then return nil, {lua.s(lua.pick(('division by zero', 'bad value', words[0])))} end",
            f"return {x} {lua.pick(('/', '//', '%'))} y",
        )
        for _ in range(lua.between(2, 3)):
            lua.add(f"print({f}({lua.between(1, 40)}, {lua.pick((0, lua.between(1, 8)))}))")
    elif kind == 3:
        _define(
            lua,
            f,
            x,
            f"print({lua.s(words[0])}, {x})",
            f"if {test} then error({lua.s(words[1])}, 0) end",
            f"print({lua.s('after')}, {x})",
            f"return {x}",
        )
        for _ in range(lua.between(1, 3)):
            lua.add(f"print(pcall({f}, {lua.number()}))")
        lua.add(f"print({lua.s(lua.pick(('done', 'end', 'still here')))})")
    elif kind == 4:
        values = [
            lua.literal(lua.pick((lua.number(), None, False, lua.word(), str(lua.number()))))
            for _ in range(lua.between(2, 3))
        ]
        for value in values:
            lua.add(lua.pick((f"print(pcall(assert, {value}, {lua.s(words[0])}))", f"print(pcall(assert, tonumber({value if value != 'nil' else lua.s('')}), {lua.s(words[1])}))",
                              f"print(select(2, pcall(error, {lua.s(words[0])}, 0)))")))  # fmt: skip
    else:
        inner = lua.name("inner", "step", "work")
        _define(lua, inner, x, f"if {test} then error({lua.s(words[0])}, 0) end", f"return {x} * 2")
        lua.add(
            f"local function {f}({x})",
            f"  local ok, res = pcall({inner}, {x})",
            f"  if not ok then {lua.pick(('return -1', f'error(res .. {lua.s(chr(33))}, 0)', 'return res'))} end",
            "  return res",
            "end",
        )
        for _ in range(lua.between(2, 3)):
            lua.add(f"print(pcall({f}, {lua.number()}))")
    if lua.chance(0.12):
        lua.add(lua.pick(("os.exit()", "do return end", "if true then return end")))
        lua.add(f"print({lua.s('never')})")


def scopes(lua: LuaScript) -> None:
    """Local, global, shadowed, captured in a loop."""
    x = lua.name("x", "n", "v", "name", "count")
    a, b, c = lua.number(), lua.number(), lua.number()
    kind = lua.between(0, 4)
    if kind == 0:
        lua.add(f"{lua.local}{x} = {a}")
        lua.add(
            "do",
            f"  {lua.pick(('local ', 'local ', ''))}{x} = {lua.pick((str(b), f'{x} + {b}', f'{x} * 2'))}",
            f"  print({x})",
            "end",
        )
        lua.add(f"print({x})")
    elif kind == 1:
        f = lua.name("f", "set", "change", "bump")
        lua.add(f"{x} = {a}")
        lua.add(
            f"local function {f}({lua.pick(('', x, 'y'))})",
            f"  {lua.pick(('local ', '', ''))}{x} = {lua.pick((str(b), f'{x} + {b}'))}",
            f"  {lua.pick((f'print({x})', f'return {x}'))}",
            "end",
        )
        lua.add(f"print({f}({c}))")
        lua.add(f"print({x})")
    elif kind == 2:
        fs = lua.name("fs", "funcs", "list")
        lua.add(f"{lua.local}{fs} = {{}}")
        lua.add(
            f"for i = 1, {lua.between(2, 4)} do",
            f"  {lua.pick(('local j = i * ' + str(lua.between(2, 9)), 'local j = i'))}",
            f"  {fs}[i] = function() {lua.pick(('j = j + 1 ', ''))}return {lua.pick(('i + j', 'j', 'i * j'))} end",
            "end",
        )
        for _ in range(lua.between(2, 3)):
            lua.add(f"print({fs}[{lua.between(1, 2)}]())")
    elif kind == 3:
        lua.add(f"{lua.local}{x} = {a}")
        lua.add(
            f"if {x} > {b} then",
            f"  local {x} = {c}",
            f"  {x} = {x} + 1",
            f"  print({lua.s('in')}, {x})",
            "else",
            f"  {x} = {c}",
            f"  print({lua.s('else')}, {x})",
            "end",
        )
        lua.add(f"print({lua.s('out')}, {x})")
    else:
        lua.add(f"local {x} = {a}")
        lua.add(f"local function show() print({x}) end")
        lua.add(f"{lua.pick(('', 'local '))}{x} = {b}")
        lua.add("show()")
        lua.add(f"for {x} = {lua.between(1, 3)}, {lua.between(3, 4)} do", f"  {x} = {x} * 2", f"  print({x})", "end")
        lua.add(f"print({x}, undefined_{lua.pick('abc')})")


def coroutines(lua: LuaScript) -> None:
    """yield, resume, wrap, status, values both ways."""
    co = lua.name("co", "gen", "thread", "worker")
    kind = lua.between(0, 4)
    k = lua.between(2, 4)
    if kind == 0:
        lua.add(
            f"local {co} = coroutine.wrap(function()",
            f"  for i = {lua.between(1, 3)}, {lua.between(11, 30)}{lua.pick(('', f', {k}'))} do",
            f"    coroutine.yield({lua.value_of('i')})",
            "  end",
            "end)",
        )
        lua.add(*[f"print({co}())" for _ in range(lua.between(2, 3))])
    elif kind == 1:
        lua.add(
            f"local {co} = coroutine.create(function({lua.pick(('a', 'a, b'))})",
            f"  print({lua.s('start')}, a)",
            f"  local x = coroutine.yield({lua.pick(('a * 2', 'a + 1', lua.s('first')))})",
            f"  print({lua.s('got')}, x)",
            f"  return {lua.pick(('x + a', 'a, x', lua.s('end')))}",
            "end)",
        )
        for _ in range(lua.between(2, 3)):
            resumed = f"coroutine.resume({co}, {lua.number()})"
            lua.add(f"print({lua.pick((resumed, resumed, f'select(2, {resumed})'))})")
        lua.add(f"print(coroutine.status({co}))")
    elif kind == 2:
        items = lua.table(lua.words(2, 4) if lua.chance(0.5) else lua.ints(2, 4))
        lua.add(
            f"local function {co}(t)",
            "  return coroutine.wrap(function()",
            f"    for i{lua.pick((' = 1, #t', ' = #t, 1, -1'))} do coroutine.yield({lua.pick(('i, t[i]', 't[i], i', 't[i]'))}) end",
            "  end)",
            "end",
        )
        lua.add(f"for a, b in {co}({items}) do", "  print(a, b)", "end")
    elif kind == 3:
        a, b = lua.between(0, 3), lua.between(1, 4)
        lua.add(
            f"local {co} = coroutine.wrap(function()",
            f"  local a, b = {a}, {b}",
            "  while true do",
            "    coroutine.yield(a)",
            f"    a, b = b, a + b{lua.pick(('', f' + {k}', ''))}",
            "  end",
            "end)",
        )
        lua.add(f"for i = 1, {lua.between(3, 6)} do", f"  {lua.pick((f'print({co}())', f'print(i, {co}())'))}", "end")
    else:
        lua.add(
            f"local {co} = coroutine.create(function()",
            *[
                f"  coroutine.yield({lua.literal(lua.pick((lua.number(), lua.word())))})"
                for _ in range(lua.between(1, 2))
            ],
            "end)",
        )
        lua.add(f"while coroutine.status({co}) ~= {lua.s('dead')} do", f"  print(coroutine.resume({co}))", "end")
        lua.add(f"print(coroutine.{lua.pick((f'status({co})', f'resume({co})'))})")


def iterators(lua: LuaScript) -> None:
    """Own iterators for the generic for."""
    f = lua.name("range", "iter", "each", "count", "squares", "backwards")
    low, high, step = lua.between(1, 4), lua.between(5, 14), lua.between(1, 4)
    kind = lua.between(0, 3)
    if kind == 0:
        lua.add(
            f"local function {f}(a, b, s)",
            "  s = s or 1",
            "  return function()",
            "    if a > b then return nil end",
            "    local v = a",
            f"    a = {lua.pick(('a + s', 'a + s', 'a * 2', 'a + s + 1'))}",
            f"    return {lua.pick(('v', 'v, v * v', 'v, b - v'))}",
            "  end",
            "end",
        )
        lua.add(
            f"for x, y in {f}({low}, {high}{lua.pick(('', f', {step}'))}) do",
            f"  print({lua.pick(('x', 'x, y', 'x'))})",
            "end",
        )
    elif kind == 1:
        t = lua.name(*LISTS)
        lua.add(
            f"local function {f}(t)",
            "  local i = #t + 1",
            "  return function()",
            "    i = i - 1",
            "    if i > 0 then return i, t[i] end",
            "  end",
            "end",
        )
        lua.add(f"{lua.local}{t} = {lua.table(lua.words(3, 4) if lua.chance(0.5) else lua.ints(3, 5))}")
        lua.add(f"for i, v in {f}({t}) do", f"  print({lua.pick(('i, v', 'v', 'v, i'))})", "end")
    elif kind == 2:
        nxt = lua.name("next_one", "step", "advance")
        lua.add(
            f"local function {nxt}(limit, i)",
            f"  i = {lua.pick(('i + 1', 'i + 2', 'i * 2 + 1'))}",
            "  if i <= limit then",
            f"    return i, {lua.value_of('i')}",
            "  end",
            "end",
        )
        lua.add(f"for i, v in {nxt}, {lua.between(3, 6)}, {lua.between(0, 1)} do", "  print(i, v)", "end")
    else:
        n = lua.name("sum", "total")
        lua.add(
            f"local function {f}(n)",
            "  local i = 0",
            "  return function()",
            "    i = i + 1",
            f"    if i <= n then return {lua.pick(('i * i', 'i', '2 * i - 1', 'i * (i + 1) // 2'))} end",
            "  end",
            "end",
        )
        lua.add(f"{lua.local}{n} = 0")
        lua.add(
            f"for v in {f}({lua.between(3, 6)}) do",
            f"  {n} = {n} + v",
            *([f"  print({lua.pick((n, f'v, {n}'))})"] if lua.chance(0.5) else []),
            "end",
        )
        lua.out("sum", n)


def remembering(lua: LuaScript) -> None:
    """Results kept in a table; how many calls that saves."""
    f, memo = lua.name("fib", "f", "calc", "slow"), lua.name("memo", "cache", "known")
    calls = lua.name("calls", "count", "hits")
    lua.add(f"{lua.local}{memo}, {calls} = {{}}, 0")
    if lua.chance(0.5):
        lua.add(
            f"local function {f}(n)",
            f"  {calls} = {calls} + 1",
            f"  if n < {lua.between(2, 3)} then return {lua.pick(('n', '1'))} end",
            f"  if {memo}[n] then return {memo}[n] end",
            f"  local r = {f}(n - 1) + {f}(n - {lua.pick((2, 2, 3))})",
            f"  {memo}[n] = r",
            "  return r",
            "end",
        )
        if "n - 3" in "".join(lua.lines):
            lua.lines = [line.replace("if n < 2 then", "if n < 3 then") for line in lua.lines]
    else:
        lua.add(
            f"local function {f}(n)",
            f"  if not {memo}[n] then",
            f"    {calls} = {calls} + 1",
            f"    {memo}[n] = {lua.value_of('n')}",
            "  end",
            f"  return {memo}[n]",
            "end",
        )
    for _ in range(lua.between(1, 3)):
        lua.out("result", f"{f}({lua.between(3, 12)})")
    lua.out("calls", calls)


def call_styles(lua: LuaScript) -> None:
    """Calls without brackets, methods on literals, functions called at once."""
    f = lua.name("say", "f", "echo", "shout")
    _define(
        lua,
        f,
        "x",
        f"print({lua.pick(('x', 'x, #x', '#x', 'type(x), #x'))})",
        f"return {lua.pick(('#x', 'x', 'type(x)'))}",
    )
    for _ in range(lua.between(3, 4)):
        word = lua.word()
        lua.add(
            lua.pick(
                (f"{f}{lua.s(word)}", f"{f} {lua.s(word)}", f"print(({lua.s(word)}):upper())", f"{f}[[{word}]]",
                 f"print(({lua.s(word)}):rep({lua.between(2, 3)}, {lua.s('-')}))", f"print((function(...) return select({lua.s('#')}, ...) end)({', '.join(map(str, lua.ints(1, 4)))}))",
                 f"print((function(a, b) return {lua.pick(('b, a', 'a * b', 'a - b'))} end)({lua.number()}, {lua.number()}))",
                 f"print(#{lua.table(lua.ints(1, 4))})", f"print(({lua.table(lua.words(2, 4))})[{lua.between(1, 2)}])",
                 f"print(type({lua.literal(lua.pick((lua.number(), word, None, True)))}))")
            )
        )  # fmt: skip


FUNCTIONS = (
    varargs, counters, several_results, recursion, recursion_of_two, functions_as_values, defaults, errors, scopes,
    coroutines, iterators, remembering, call_styles,
)  # fmt: skip
