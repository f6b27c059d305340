"""Lua programs about numbers: integers and floats, division, the math library, bits, bases, precedence.

>>> from random import Random
>>> from caalm.generation.idiomatic.lua_script import LuaScript
>>> lua = LuaScript(Random(1))
>>> divisions(lua)
>>> any("//" in line or "/" in line or "%" in line for line in lua.lines)
True
"""

# ruff: noqa: E501 - one line of the drawn program stays one line of the template

from caalm.generation.idiomatic.lua_script import LuaScript


def divisions(lua: LuaScript) -> None:
    """/, //, % on integers, floats and negative numbers."""
    a, b = lua.name("a", "x", "n"), lua.name("b", "y", "d")
    first, second = lua.between(-30, 60), lua.pick((2, 3, 4, 5, 7, 10, -2, -3, -4))
    lua.add(f"{lua.local}{a}, {b} = {first}{lua.pick(('', '', '', '.0', '.5'))}, {second}")
    for _ in range(lua.between(3, 5)):
        k = lua.between(2, 9)
        lua.out("value", lua.pick(
            (f"{a} / {b}", f"{a} // {b}", f"{a} % {b}", f"-{a} // {b}", f"{a} % -{b}", f"{a} // {k}", f"{a} / {k}", f"{a} % {k}",
             f"{a} // {k}.0", f"{a} * 1.0", f"({a} + {b}) // {k}", f"{b} * ({a} // {b}) + {a} % {b}", f"math.type({a} // {b})",
             f"math.type({a} / {b})", f"{a} // 1", f"{a} % 1", f"{first} // {second}", f"{abs(first)} / {abs(second)}", f"{a} - {b}", f"{a} * {b}")
        ))  # fmt: skip


def floats(lua: LuaScript) -> None:
    """How floats print: .0, exponents, fourteen digits, inf and nan."""
    for _ in range(lua.between(3, 5)):
        a, k = lua.number(), lua.between(1, 9)
        lua.out("value", lua.pick(
            (f"{a} / {k}", f"{a}.0", f"{a} * 1.0", f"{a} + 0.0", f"2 ^ {k}", f"{k} ^ 2", f"{k} ^ 0.5", f"10 ^ {lua.between(1, 20)}", f"1e{lua.between(1, 18)}",
             f"{k}.5 + {k}.5", f"0.1 + 0.{k}", f"0.1 * {k}", f"{a} / 10", f"1 / {k}", "1 / 0", "-1 / 0", f"math.type({a}.0)", f"{a}.25 * 4", f"{a} - 0.5",
             f"2 ^ {lua.between(20, 60)}", f"{a}e{lua.between(0, 3)}", f"{k} / {k}", f"3 * {k}.5", f"tostring({a}.0 == {a})", f"{k}e-{lua.between(1, 6)}", f"100 * 1.{k}", f"7.0 // {k}", f"{a} % 2.5",
             "math.huge", f"-{k} ^ 2", f"1e15 + {k}", f"123456789 * {a}.0")
        ))  # fmt: skip


def math_library(lua: LuaScript) -> None:
    """floor, ceil, max, min, abs, fmod, sqrt, tointeger, type."""
    x = lua.name("x", "v", "n")
    value = lua.pick(
        (
            f"{lua.between(-20, 40)}.{lua.between(1, 9)}",
            str(lua.between(-20, 99)),
            f"{lua.between(1, 9)}.0",
            f"{lua.between(10, 99)} / {lua.between(2, 8)}",
        )
    )
    lua.add(f"{lua.local}{x} = {value}")
    for _ in range(lua.between(3, 5)):
        k = lua.between(1, 30)
        lua.out("value", lua.pick(
            (f"math.floor({x})", f"math.ceil({x})", f"math.abs({x})", f"math.max({x}, {k})", f"math.min({x}, {k}, {k // 2})", f"math.floor({x} + 0.5)",
             f"math.sqrt({lua.pick((4, 9, 16, 25, 49, 100, 2))})", f"math.fmod({lua.between(-20, 20)}, {lua.between(2, 7)})", f"math.tointeger({lua.pick((f'{k}.0', f'{k}.5', str(k)))})",
             f"math.type({x})", f"math.type(math.floor({x}))", f"math.floor(-{k}.5)", f"math.ceil(-{k}.5)", f"math.floor({x} * 10) / 10", f"math.max({', '.join(map(str, lua.ints(3, 4)))})",
             f"math.ult({k}, -1)", f"select(2, math.modf({k}.5))", f"(math.modf({k}.25))", f"math.abs(-{k}) + math.floor({k}.9)", "math.maxinteger + 1 == math.mininteger", f"{x} // 1")
        ), joins=False)  # fmt: skip


def equal_numbers(lua: LuaScript) -> None:
    """Integers and floats that are the same key, the same value, not the same text."""
    t = lua.name("t", "seen", "map")
    k, j = lua.between(1, 9), lua.between(1, 9)
    lua.add(f"{lua.local}{t} = {{}}")
    lua.add(f"{t}[{k}] = {lua.s(lua.word())}")
    lua.add(f"{t}[{k}.0] = {lua.s(lua.word())}" if lua.chance(0.6) else f"{t}[{lua.s(str(k))}] = {lua.s(lua.word())}")
    shown = [f"{t}[{k}]", f"{t}[{k}.0]", f"{t}[{lua.s(str(k))}]", f"{k} == {k}.0", f"{lua.s(str(k))} == {k}", f"tostring({k}) == tostring({k}.0)", f"{k} + {j}.0", f"{k} // 1 == {k} / 1",
             f"math.type({k}) == math.type({k}.0)", f"{t}[{2 * k} / 2]", f"{t}[{2 * k} // 2]", f"rawequal({k}, {k}.0)", f"{k} .. {lua.s('')}", f"{k}.0 .. {lua.s('')}", f"{j} < {k}.5", f"#{t}" if k == 1 else f"{t}[{j}]"]  # fmt: skip
    for place in lua.rng.sample(shown, lua.between(3, 5)):
        lua.add(f"print({place})")


def bits(lua: LuaScript) -> None:
    """&, |, ~, <<, >>."""
    a, b = lua.name("a", "x", "flags"), lua.name("b", "y", "mask")
    lua.add(
        f"{lua.local}{a}, {b} = {lua.pick((str(lua.between(1, 63)), f'0x{lua.between(1, 255):X}'))}, {lua.between(1, 31)}"
    )
    for _ in range(lua.between(3, 5)):
        k = lua.between(1, 4)
        lua.out("bits", lua.pick((f"{a} & {b}", f"{a} | {b}", f"{a} ~ {b}", f"~{b}", f"{a} << {k}", f"{a} >> {k}", f"{a} & {2 ** k}", f"{a} & 1",
                                  f"{a} | {2 ** k}", f"({a} >> {k}) & 1", f"1 << {k}", f"{a} & ~{b}", f"{a} + {b} << 1", f"0x{lua.between(10, 99):x} | {k}",
                                  f"string.format({lua.s('%x')}, {a} << {k})", f"{a} ~ {a}", f"{a} // {2 ** k} + ({a} >> {k})")))  # fmt: skip
    if lua.chance(0.4):
        n, c = lua.name("n", "v"), lua.name("count", "ones")
        lua.add(f"{lua.local}{n}, {c} = {lua.between(1, 120)}, 0")
        lua.add(f"while {n} > 0 do", f"  {c} = {c} + ({n} & 1)", f"  {n} = {n} >> 1", "end")
        lua.out("ones", c)


def digits_and_bases(lua: LuaScript) -> None:
    """Digits taken apart; numbers written in another base."""
    n, r = lua.name("n", "num", "x"), lua.name("r", "rev", "out", "total")
    kind = lua.between(0, 4)
    value = lua.between(10, 99999)
    lua.add(f"{lua.local}{n}, {r} = {value if kind != 1 else lua.between(2, 200)}, {lua.s('') if kind == 1 else 0}")
    if kind == 0:
        lua.add(
            f"while {n} > 0 do",
            f"  {r} = {lua.pick((f'{r} * 10 + {n} % 10', f'{r} + {n} % 10', f'{r} + 1', f'math.max({r}, {n} % 10)', f'{r} + ({n} % 10) ^ 2'))}",
            f"  {n} = {n} // 10",
            "end",
        )
    elif kind == 1:
        base = lua.pick((2, 2, 3, 8))
        lua.add(f"while {n} > 0 do", f"  {r} = {n} % {base} .. {r}", f"  {n} = {n} // {base}", "end")
    elif kind == 2:
        lua.add(
            f"for d in tostring({n}):gmatch({lua.s('%d')}) do",
            f"  {r} = {lua.pick((f'{r} + d', f'{r} + tonumber(d)', f'{r} * 2 + d', f'math.max({r}, tonumber(d))'))}",
            "end",
        )
    elif kind == 3:
        lua.add("repeat", f"  {n} = {n} // {lua.pick((2, 3, 10))}", f"  {r} = {r} + 1", f"until {n} == 0")
    else:
        word = lua.pick(("1011", "110", "100101", "111", "10010"))
        lua.add(f"for c in ({lua.s(word)}):gmatch({lua.s('.')}) do", f"  {r} = {r} * {lua.pick((2, 2, 3))} + c", "end")
        lua.add(f"print({lua.pick((r, f'{r} == tonumber({lua.s(word)}, 2)', f'tonumber({lua.s(word)}, 2)'))})")
    lua.out("result", r)
    if lua.chance(0.3):
        lua.out("rest", n)


def precedence(lua: LuaScript) -> None:
    """What binds first: ^ and unary minus, not and ==, .. and +, and and or."""
    a, b = lua.name("a", "p"), lua.name("b", "q")
    lua.add(f"{lua.local}{a}, {b} = {lua.between(1, 9)}, {lua.between(2, 6)}")
    for _ in range(lua.between(3, 5)):
        k, j = lua.between(2, 5), lua.between(1, 9)
        lua.add("print(" + lua.pick(
            (f"-{a} ^ 2", f"2 ^ {a} ^ {lua.between(0, 2)}", f"{a} + {b} * {k}", f"({a} + {b}) * {k}", f"{a} .. {b} + {k}", f"{a} .. {b} .. {k}", f"not {a} == {b}", f"not ({a} == {b})",
             f"{a} - {b} - {k}", f"{a} - ({b} - {k})", f"{a} > {b} == true", f"{a} == {b} or {k} > {j}", f"{a} and {b} or {k}", f"nil or {a} and {b}", f"false and {a} or {b}", f"{a} * {b} % {k}",
             f"-{a} % {k}", f"{a} // {k} * {k}", f"{a} % {k} + {b} // {k}", f"2 * {a} ^ 2", f"#{lua.s(lua.word())} + {a}", f"-{a} + {b}", f"{a} < {b} and {lua.s('less')} or {lua.s('not less')}",
             f"{k} .. {lua.s('')} == {lua.s(str(k))}", "not nil == true", f"1 .. 2 == {lua.s('12')}", f"{a} + {b} .. {lua.s('')}")
        ) + ")")  # fmt: skip


def sequences(lua: LuaScript) -> None:
    """Fibonacci, primes, Collatz, gcd, perfect numbers: loops over numbers."""
    kind = lua.between(0, 6)
    n = lua.name("n", "x", "num")
    if kind == 0:
        a, b = lua.name("a", "prev"), lua.name("b", "cur")
        lua.add(f"{lua.local}{a}, {b} = {lua.between(0, 2)}, {lua.between(1, 3)}")
        lua.add(
            f"for i = 1, {lua.between(3, 7)} do",
            f"  print({lua.pick((a, b, f'i, {a}'))})",
            f"  {a}, {b} = {b}, {lua.pick((f'{a} + {b}', f'{a} + {b}', f'{a} + {b} + 1', f'2 * {b} - {a}', f'{b} + 2 * {a}'))}",
            "end",
        )
    elif kind == 1:
        t = lua.name("primes", "list")
        lua.add(f"{lua.local}{t} = {{}}")
        low = lua.between(2, 20)
        lua.add(
            f"for {n} = {low}, {low + lua.between(8, 20)} do",
            "  local prime = true",
            f"  for d = 2, {lua.pick((f'{n} - 1', f'{n} // 2', f'math.floor(math.sqrt({n}))'))} do",
            f"    if {n} % d == 0 then prime = false break end",
            "  end",
            f"  if {lua.pick(('prime', 'prime', 'not prime'))} then {t}[#{t} + 1] = {n} end",
            "end",
        )
        lua.out("primes", f"table.concat({t}, {lua.s(lua.separator)})")
    elif kind == 2:
        c = lua.name("steps", "count")
        lua.add(f"{lua.local}{n}, {c} = {lua.between(3, 20)}, 0")
        lua.add(
            f"while {n} ~= 1 do",
            f"  if {n} % 2 == 0 then {n} = {n} {lua.pick(('// 2', '// 2', '/ 2'))} else {n} = {n} * 3 + 1 end",
            f"  {c} = {c} + 1",
            "end",
        )
        lua.add(f"print({lua.pick((c, f'{c}, {n}'))})")
    elif kind == 3:
        a, b = lua.name("a", "m"), lua.name("b", "k")
        shared = lua.between(1, 9)
        lua.add(f"{lua.local}{a}, {b} = {shared * lua.between(2, 15)}, {shared * lua.between(2, 15)}")
        if lua.chance(0.5):
            lua.add(f"while {b} ~= 0 do", f"  {a}, {b} = {b}, {a} % {b}", "end")
        else:
            lua.add(f"while {a} ~= {b} do", f"  if {a} > {b} then {a} = {a} - {b} else {b} = {b} - {a} end", "end")
        lua.add(f"print({lua.pick((a, f'{a}, {b}'))})")
    elif kind == 4:
        total = lua.name("sum", "total")
        v = lua.between(6, 40)
        lua.add(f"{lua.local}{n}, {total} = {v}, 0")
        lua.add(
            f"for d = 1, {n} - 1 do",
            f"  if {n} % d == 0 then",
            f"    {lua.pick((f'{total} = {total} + d', f'{total} = {total} + 1', f'{total} = {total} + d print(d)'))}",
            "  end",
            "end",
        )
        lua.add(f"print({n}, {total}, {total} {lua.pick(('==', '>', '<'))} {n})")
    elif kind == 5:
        lua.add(f"{lua.local}{n} = {lua.between(10, 400)}")
        lua.add(
            f"while {n} > {lua.between(1, 9)} do",
            f"  {n} = {n} {lua.pick(('// 2', '// 3', '/ 2', '// 2 - 1', '- 37'))}",
            f"  io.write({n}, {lua.s(lua.pick((' ', ',', ';')))})" if lua.chance(0.2) else f"  print({n})",
            "end",
        )
        lua.add("print()")
    else:
        f = lua.name("f", "fact", "prod")
        lua.add(f"{lua.local}{f} = 1")
        top = lua.between(3, 7)
        lua.add(
            f"for i = {lua.pick((f'2, {top}', f'{top}, 1, -{lua.between(1, 2)}'))} do",
            f"  {f} = {f} * i",
            *([f"  print(i, {f})"] if lua.chance(0.4) else []),
            "end",
        )
        lua.out("product", f)


def limits(lua: LuaScript) -> None:
    """Where integers end: wrapping, division by zero, conversions that fail."""
    for _ in range(lua.between(3, 4)):
        k = lua.between(1, 9)
        lua.out("value", lua.pick(
            ("math.maxinteger", "math.mininteger", f"math.maxinteger + {k}", f"math.mininteger - {k}", "math.maxinteger * 2", f"{k}.0 / 0", f"-{k} / 0", f"math.tointeger(2 ^ {lua.between(10, 62)})", f"math.maxinteger // {k}", "math.mininteger // -1",
             f"{k} // 0.0", f"1 << {lua.between(60, 64)}", f"math.maxinteger + {k}.0", f"{lua.between(2, 9)} ^ {lua.between(20, 40)}", f"9007199254740992 + {k}", f"2 ^ 53 + {k}", f"tostring({k}e100)", f"{k}00000000 * {k}00000000", f"math.fmod(-{k}, 3)", f"{k} % math.huge", f"-{k} % math.huge")
        ))  # fmt: skip


NUMBERS = (
    divisions,
    floats,
    math_library,
    equal_numbers,
    bits,
    digits_and_bases,
    precedence,
    sequences,
    limits,
)
