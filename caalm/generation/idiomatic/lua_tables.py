"""Lua programs about tables: lists, maps, records, stacks, grids, sorting.

>>> from random import Random
>>> from caalm.generation.idiomatic.lua_script import LuaScript
>>> lua = LuaScript(Random(1))
>>> fold_list(lua)
>>> any("for" in line for line in lua.lines)
True
"""

# ruff: noqa: E501 - one line of the drawn program stays one line of the template

from caalm.generation.idiomatic.lua_script import LISTS, LuaScript

TEXTS = ("words", "names", "list", "items", "t", "parts", "w")


def fold_list(lua: LuaScript) -> None:
    """One number out of a list."""
    t, i, v = lua.name(*LISTS), lua.name("i", "k"), lua.name("v", "x", "n", "val")
    r = lua.name("sum", "total", "result", "acc", "best", "count")
    numbers = lua.ints(3, 7)
    lua.add(f"{lua.local}{t} = {lua.table(numbers)}")
    kind = lua.between(0, 6)
    start, body = {
        0: ("0", [f"{r} = {r} + {v}"]),
        1: ("0", [f"if {lua.test_of(v)} then", f"  {r} = {r} + {lua.pick((v, '1', v))}", "end"]),
        2: (f"{t}[1]", [f"if {v} {lua.pick('<>')} {r} then {r} = {v} end"]),
        3: ("0", [f"{r} = {r} + {lua.value_of(v)}"]),
        4: ("0", [f"{r} = {r} + {i} * {v}"]),
        5: (
            "0",
            [f"if {i} % 2 == {lua.between(0, 1)} then", f"  {r} = {r} + {v}", "else", f"  {r} = {r} - {v}", "end"],
        ),
        6: ("1", [f"{r} = {r} * {lua.pick((f'({v} % 3 + 1)', f'({v} % 4)', '2'))}"]),
    }[kind]
    if lua.chance(0.15):
        body.append(f"print({lua.pick((f'{i}, {r}', r, f'{v}, {r}'))})")
    lua.add(f"{lua.local}{r} = {start}")
    lua.add(*lua.loop(t, i, v, *body))
    lua.out(r, r)
    if lua.chance(0.3):
        lua.out("average", lua.pick((f"{r} / #{t}", f"{r} // #{t}", f"{r} % #{t}")))


def filter_list(lua: LuaScript) -> None:
    """A new list of what passes a test."""
    numbers = lua.chance(0.55)
    t, i, v = lua.name(*(LISTS if numbers else TEXTS)), lua.name("i", "k"), lua.name("v", "x", "item", "w")
    out = lua.name("out", "result", "kept", "filtered", "res", "good")
    lua.add(f"{lua.local}{t} = {lua.table(lua.ints(4, 8) if numbers else lua.words(3, 6))}")
    lua.add(f"{lua.local}{out} = {{}}")
    keep = lua.pick((f"{out}[#{out} + 1] = {{}}", f"table.insert({out}, {{}})", f"{out}[#{out}+1] = {{}}"))
    shown = lua.pick((v, v, lua.value_of(v) if numbers else lua.text_of(v)))
    if keep.startswith("table") and "gsub" in shown:
        shown = v
    test = lua.test_of(v) if numbers else lua.judge_of(v)
    lua.add(*lua.loop(t, i, v, f"if {test} then", "  " + keep.replace("{}", shown), "end"))
    lua.out("kept", f"table.concat({out}, {lua.s(lua.separator)})")
    if lua.chance(0.6):
        lua.out("count", lua.pick((f"#{out}", f"#{t} - #{out}", f"#{t}, #{out}")), joins=False)


def map_list(lua: LuaScript) -> None:
    """Every item changed, in place or in a new list."""
    numbers = lua.chance(0.6)
    t, i, v = lua.name(*(LISTS if numbers else TEXTS)), lua.name("i", "k", "idx"), lua.name("v", "x", "item")
    lua.add(f"{lua.local}{t} = {lua.table(lua.ints(3, 6) if numbers else lua.words(3, 5))}")
    change = lua.value_of if numbers else lua.text_of
    if lua.chance(0.4):
        lua.add(f"for {i} = 1, #{t} do", f"  {t}[{i}] = {change(f'{t}[{i}]')}", "end")
        out = t
    else:
        out = lua.name("out", "mapped", "result", "res", "squares")
        lua.add(f"{lua.local}{out} = {{}}")
        lua.add(*lua.loop(t, i, v, f"{out}[{i}] = {change(v)}"))
    if lua.chance(0.6):
        lua.out("list", f"table.concat({out}, {lua.s(lua.separator)})")
    else:
        mark = lua.s(lua.pick((": ", "=", " ")))
        shown = lua.pick((f"{i}, {v}", v, f"{i} .. {mark} .. {v}"))
        lua.add(*lua.loop(out, i, v, f"print({shown})"))


def insert_and_remove(lua: LuaScript) -> None:
    """A list that grows and shrinks at both ends and in the middle."""
    numbers = lua.chance(0.5)
    t = lua.name(*(LISTS if numbers else TEXTS))
    items: list[object] = list(lua.ints(2, 4) if numbers else lua.words(2, 4))
    size = len(items)
    lua.add(f"{lua.local}{t} = {lua.table(items)}")
    for _ in range(lua.between(2, 5)):
        new = lua.literal(lua.number() if numbers else lua.word())
        kind = lua.rng.random()
        if kind < 0.3:
            lua.add(f"table.insert({t}, {new})")
            size += 1
        elif kind < 0.55:
            lua.add(f"table.insert({t}, {lua.between(1, max(1, size))}, {new})")
            size += 1
        elif kind < 0.65:
            lua.add(f"{t}[#{t} + 1] = {new}")
            size += 1
        elif size > 1:
            at = lua.pick(("", f", {lua.between(1, size)}", ", 1"))
            call = f"table.remove({t}{at})"
            lua.add(call if lua.chance(0.5) else f"print({call})")
            size -= 1
    lua.out("items", f"table.concat({t}, {lua.s(lua.separator)})")
    if lua.chance(0.7):
        lua.out("size", f"#{t}")
    if lua.chance(0.3):
        lua.out("last", lua.pick((f"{t}[#{t}]", f"{t}[1]", f"{t}[#{t} + 1]", f"{t}[0]")), joins=False)


def sort_list(lua: LuaScript) -> None:
    """table.sort with a comparator or without."""
    numbers = lua.chance(0.5)
    t = lua.name(*(LISTS if numbers else TEXTS))
    a, b = lua.pick((("a", "b"), ("x", "y"), ("p", "q"), ("l", "r")))
    lua.used |= {a, b}
    order = lua.between(0, 3)
    if numbers:
        items: list[object] = list(lua.ints(4, 7, distinct=True))
    else:
        items = list(lua.words(3, 6))
        if lua.chance(0.3):
            items = [str(item).capitalize() if lua.chance(0.5) else item for item in items]
    lua.add(f"{lua.local}{t} = {lua.table(items)}")
    if order == 0:
        lua.add(f"table.sort({t})")
    else:
        if numbers:
            k = lua.between(3, 5)
            key = lua.pick((f"{a} > {b}", f"{a} < {b}", f"({a} % {k}) * 1000 + {a} < ({b} % {k}) * 1000 + {b}"))
        else:
            tie = f"if #{a} ~= #{b} then return #{a} {lua.pick('<>')} #{b} end return {a} < {b}"
            key = lua.pick((f"{a} > {b}", tie, f"{a}:lower() < {b}:lower()", f"{a}:reverse() < {b}:reverse()"))
        body = key if "return" in key else f"return {key}"
        if lua.chance(0.5):
            lua.add(f"table.sort({t}, function({a}, {b}) {body} end)")
        else:
            f = lua.name("cmp", "compare", "less", "by_key")
            lua.add(f"local function {f}({a}, {b})", f"  {body}", "end")
            lua.add(f"table.sort({t}, {f})")
    lua.out("sorted", f"table.concat({t}, {lua.s(lua.separator)})")
    if lua.chance(0.4):
        lua.out("ends", f"{t}[1], {t}[#{t}]", joins=False)


def keyed_table(lua: LuaScript) -> None:
    """A map: keys read, added, changed, removed, missing."""
    t = lua.name("t", "ages", "stock", "prices", "scores", "config", "map", "opts")
    keys = [key for key in lua.words(3, 4) if key.isalpha() and key not in ("and", "or", "not", "end", "true", "false")]
    keys = [key for key in keys if key.lower() not in ("in", "if", "do", "for", "nil", "goto", "then", "while")] or [
        "one"
    ]
    held = {key: lua.number() for key in keys}
    pairs = [f"{k} = {v}" if lua.chance(0.7) else f"[{lua.s(k)}] = {v}" for k, v in held.items()]
    if lua.chance(0.5) or len(pairs) > 3:
        lua.add(f"{lua.local}{t} = {{", *[f"  {pair}," for pair in pairs], "}")
    else:
        lua.add(f"{lua.local}{t} = {{{', '.join(pairs)}}}")

    def place(key: str) -> str:
        return f"{t}.{key}" if lua.chance(0.6) else f"{t}[{lua.s(key)}]"

    for _ in range(lua.between(1, 4)):
        key = lua.pick(keys)
        kind = lua.rng.random()
        if kind < 0.25 and held[key] is not None:
            lua.add(f"{place(key)} = {place(key)} {lua.pick('+-*')} {lua.between(1, 9)}")
        elif kind < 0.4:
            held.pop(key, None)
            held[key] = 0
            lua.add(f"{place(key)} = {lua.number()}")
        elif kind < 0.55:
            fresh = lua.pick(("extra", "other", "total", "max", "size", "color"))
            lua.add(f"{place(fresh)} = {lua.literal(lua.pick((lua.number(), True, False, lua.word())))}")
            lua.out(fresh, place(fresh), joins=False)
        elif kind < 0.75:
            lua.out(key, place(key), joins=False)
        else:
            lua.out("missing", f"{place(lua.pick(('nothing', 'xyz', 'none', key)))} or {lua.number()}", joins=False)
    final = lua.pick(keys)
    if lua.chance(0.35):
        lua.add(f"{place(final)} = nil")
    lua.out(final, f"{place(final)}, {place(lua.pick(keys))}", joins=False)
    if lua.chance(0.3):
        lua.out("length", f"#{t}")


def sorted_keys(lua: LuaScript) -> None:
    """A map walked in the order of its sorted keys."""
    t, keys, k, v = (
        lua.name("t", "stock", "ages", "score"),
        lua.name("keys", "names", "order"),
        lua.name("k"),
        lua.name("v"),
    )
    names = lua.words(2, 5)
    held = ", ".join(f"[{lua.s(n)}] = {lua.number()}" for n in names)
    lua.add(f"{lua.local}{t} = {{{held}}}")
    lua.add(f"{lua.local}{keys} = {{}}")
    add = lua.pick((f"{keys}[#{keys} + 1] = {k}", f"table.insert({keys}, {k})"))
    lua.add(f"for {k} in pairs({t}) do {add} end" if lua.chance(0.5) else f"for {k}, _ in pairs({t}) do {add} end")
    lua.add(f"table.sort({keys}{lua.pick(('', '', ', function(a, b) return a > b end'))})")
    if lua.chance(0.4):
        n = lua.name("total", "sum")
        lua.add(f"{lua.local}{n} = 0")
        lua.add(f"for _, {v} in pairs({t}) do", f"  {n} = {n} + {v}", "end")
        lua.out("total", n)
    shown = lua.pick((f"{k}, {t}[{k}]", f"{k} .. {lua.s(lua.pick(('=', ': ', ' -> ')))} .. {t}[{k}]", f"{t}[{k}]"))
    lua.add(f"for _, {k} in ipairs({keys}) do", f"  print({shown})", "end")


def records(lua: LuaScript) -> None:
    """A list of records, searched, added up or sorted."""
    t, r = lua.name("people", "items", "rows", "users", "staff"), lua.name("p", "r", "item", "u", "row")
    field, number = lua.pick(("name", "id", "who")), lua.pick(("age", "score", "price", "qty", "points"))
    people = lua.people(lua.between(2, 4))
    values = lua.rng.sample(range(1, 60), len(people))
    rows = [f"{{ {field} = {lua.s(p)}, {number} = {n} }}" for p, n in zip(people, values, strict=True)]
    lua.add(f"{lua.local}{t} = {{", *[f"  {row}," for row in rows], "}")
    kind = lua.between(0, 4)
    limit = lua.between(5, 50)
    if kind == 0:
        lua.add(f"table.sort({t}, function(a, b) return a.{number} {lua.pick('<>')} b.{number} end)")
    elif kind == 1:
        lua.add(f"for _, {r} in ipairs({t}) do", f"  {r}.{number} = {lua.value_of(f'{r}.{number}')}", "end")
    elif kind == 2:
        best = lua.name("best", "top", "oldest")
        lua.add(f"{lua.local}{best} = {t}[1]")
        lua.add(
            f"for _, {r} in ipairs({t}) do",
            f"  if {r}.{number} {lua.pick('<>')} {best}.{number} then {best} = {r} end",
            "end",
        )
        lua.out("best", f"{best}.{field}")
    elif kind == 3:
        total = lua.name("total", "sum")
        lua.add(f"{lua.local}{total} = 0")
        lua.add(f"for _, {r} in ipairs({t}) do {total} = {total} + {r}.{number} end")
        lua.out("total", total)
        lua.out("mean", lua.pick((f"{total} / #{t}", f"{total} // #{t}")))
    else:
        lua.add(f"table.remove({t}, {lua.between(1, len(people))})")
        lua.add(f"{t}[#{t} + 1] = {{ {field} = {lua.s(lua.people(1)[0])}, {number} = {limit} }}")
    shown = lua.pick((f"{r}.{field}, {r}.{number}", f"{r}.{field} .. {lua.s(lua.pick((' is ', ': ', '=')))} .. {r}.{number}",
                      f"{r}.{field}"))  # fmt: skip
    if lua.chance(0.4):
        lua.add(f"for _, {r} in ipairs({t}) do", f"  if {r}.{number} {lua.pick(('>', '<', '>='))} {limit} then",
                f"    print({shown})", "  end", "end")  # fmt: skip
    else:
        lua.add(
            f"for i, {r} in ipairs({t}) do", f"  print(i, {shown})" if lua.chance(0.3) else f"  print({shown})", "end"
        )


def grid(lua: LuaScript) -> None:
    """A table of tables, row by row."""
    g, i, j = lua.name("grid", "m", "matrix", "rows", "board"), lua.name("i", "r", "y"), lua.name("j", "c", "x")
    height, width = lua.between(2, 3), lua.between(2, 4)
    cells = [[lua.between(0, lua.pick((9, 9, 20))) for _ in range(width)] for _ in range(height)]
    if lua.chance(0.6):
        lua.add(f"{lua.local}{g} = {{", *[f"  {lua.table(row)}," for row in cells], "}")
    else:
        value = lua.pick(
            (f"{i} * {j}", f"{i} + {j}", f"({i} - 1) * {width} + {j}", f"{i} - {j}", f"{i} == {j} and 1 or 0")
        )
        lua.add(f"{lua.local}{g} = {{}}")
        lua.add(f"for {i} = 1, {height} do", f"  {g}[{i}] = {{}}", f"  for {j} = 1, {width} do",
                f"    {g}[{i}][{j}] = {value}", "  end", "end")  # fmt: skip
    kind = lua.between(0, 3)
    if kind == 0:
        lua.add(f"for {i} = 1, #{g} do", f"  print(table.concat({g}[{i}], {lua.s(lua.separator)}))", "end")
    elif kind == 1:
        s = lua.name("sum", "total", "s")
        lua.add(f"for {i}, row in ipairs({g}) do", f"  local {s} = 0", f"  for _, {j} in ipairs(row) do",
                f"    {s} = {s} + {j}", "  end", f"  print({lua.pick((f'{i}, {s}', s))})", "end")  # fmt: skip
    elif kind == 2:
        s = lua.name("sum", "diag", "trace")
        lua.add(f"{lua.local}{s} = 0")
        other = lua.pick((i, f"{min(height, width)} - {i} + 1"))
        lua.add(f"for {i} = 1, {min(height, width)} do {s} = {s} + {g}[{i}][{other}] end")
        lua.out("sum", s)
    else:
        lua.add(f"for {j} = 1, {width} do", "  local col = {}", f"  for {i} = 1, {height} do",
                f"    col[{i}] = {g}[{i}][{j}]", "  end", f"  print(table.concat(col, {lua.s(lua.separator)}))", "end")  # fmt: skip
    lua.out("cell", f"{g}[{lua.between(1, height)}][{lua.between(1, width)}]")


def unpacking(lua: LuaScript) -> None:
    """table.unpack, select and concat over a part of a list."""
    t = lua.name(*LISTS)
    items = lua.ints(4, 6) if lua.chance(0.6) else lua.words(4, 5)
    size = len(items)
    lua.add(f"{lua.local}{t} = {lua.table(items)}")
    names = [lua.name("a", "x", "first"), lua.name("b", "y", "second"), lua.name("c", "z", "third")]
    for _ in range(lua.between(2, 3)):
        low = lua.between(1, size - 1)
        high = lua.between(low, size)
        kind = lua.between(0, 5)
        if kind == 0:
            lua.add(f"print(table.unpack({t}{lua.pick((f', {low}', f', {low}, {high}', ''))}))")
        elif kind == 1:
            lua.add(f"print(table.concat({t}, {lua.s(lua.separator)}, {low}{lua.pick((f', {high}', ''))}))")
        elif kind == 2:
            lua.add(f"local {', '.join(names)} = table.unpack({t}{lua.pick(('', f', {low}', f', {size - 1}'))})")
            lua.add(f"print({', '.join(lua.rng.sample(names, lua.between(2, 3)))})")
        elif kind == 3:
            lua.add(f"print(select({lua.between(1, 3)}, table.unpack({t})))")
        elif kind == 4:
            lua.add(f"print((table.unpack({t})))" if lua.chance(0.5) else f"print(#{t}, table.unpack({t}, {low}))")
        else:
            lua.add(f"print(select({lua.s('#')}, table.unpack({t}, {low}, {high})))")


def stack_and_queue(lua: LuaScript) -> None:
    """Push, pop, shift."""
    t = lua.name("stack", "queue", "q", "st")
    lua.add(f"{lua.local}{t} = {{}}")
    functions = lua.chance(0.4)
    if functions:
        lua.add("local function push(v)", f"  {t}[#{t} + 1] = v", "end")
        at = lua.pick(("", ", 1"))
        lua.add("local function pop()", f"  return table.remove({t}{at})", "end")
        lua.used |= {"push", "pop"}
    size = 0
    for step in range(lua.between(4, 7)):
        if size and step > 1 and lua.chance(0.4):
            lua.out("got", "pop()" if functions else f"table.remove({t}{lua.pick(('', '', ', 1'))})", joins=False)
            size -= 1
        else:
            item = lua.literal(lua.number() if lua.chance(0.7) else lua.word())
            lua.add(
                f"push({item})" if functions else lua.pick((f"table.insert({t}, {item})", f"{t}[#{t} + 1] = {item}"))
            )
            size += 1
    lua.out("left", f"#{t}")
    if lua.chance(0.5):
        lua.out("rest", f"table.concat({t}, {lua.s(lua.separator)})")


def aliases(lua: LuaScript) -> None:
    """Two names for one table, and a copy that is another."""
    a, b = lua.name("a", "t", "orig", "first"), lua.name("b", "u", "copy", "other")
    items = lua.ints(2, 4)
    lua.add(f"{lua.local}{a} = {lua.table(items)}")
    kind = lua.between(0, 2)
    if kind == 0:
        lua.add(f"{lua.local}{b} = {a}")
    elif kind == 1:
        lua.add(f"{lua.local}{b} = {{table.unpack({a})}}")
    else:
        lua.add(f"{lua.local}{b} = {{}}")
        lua.add(f"for i, v in ipairs({a}) do {b}[i] = v end")
    for _ in range(lua.between(1, 3)):
        side = lua.pick((a, b))
        place = lua.between(1, len(items))
        lua.add(lua.pick((f"{side}[{place}] = {lua.number()}", f"table.insert({side}, {lua.number()})",
                          f"{side}[{place}] = {side}[{place}] + {lua.between(1, 9)}")))  # fmt: skip
    if lua.chance(0.3):
        lua.add(f"{b} = {{{lua.number()}}}")
    lua.add(f"print(table.concat({a}, {lua.s(lua.separator)}))")
    lua.add(f"print(table.concat({b}, {lua.s(lua.separator)}))")
    lua.out("same", lua.pick((f"{a} == {b}", f"#{a} == #{b}", f"{a} ~= {b}")), joins=False)


def swap_in_place(lua: LuaScript) -> None:
    """Reversed, rotated or bubble sorted where it lies."""
    t = lua.name(*LISTS)
    lua.add(f"{lua.local}{t} = {lua.table(lua.ints(4, 6) if lua.chance(0.7) else lua.words(4, 5))}")
    kind = lua.between(0, 3)
    i, j = lua.name("i", "lo", "left"), lua.name("j", "hi", "right")
    if kind == 0:
        lua.add(f"local {i}, {j} = 1, #{t}")
        lua.add(f"while {i} < {j} do", f"  {t}[{i}], {t}[{j}] = {t}[{j}], {t}[{i}]", f"  {i} = {i} + 1",
                f"  {j} = {j} - 1", "end")  # fmt: skip
    elif kind == 1:
        for _ in range(lua.between(1, 3)):
            lua.add(f"table.insert({t}, {lua.pick((f'1, table.remove({t})', f'table.remove({t}, 1)'))})")
    elif kind == 2:
        sign = lua.pick("<>")
        lua.add(f"for {i} = 1, #{t} - 1 do", f"  for {j} = 1, #{t} - {i} do", f"    if {t}[{j}] {sign} {t}[{j} + 1] then",
                f"      {t}[{j}], {t}[{j} + 1] = {t}[{j} + 1], {t}[{j}]", "    end", "  end", "end")  # fmt: skip
    else:
        x, y = lua.rng.sample(range(1, 5), 2)
        lua.add(f"{t}[{x}], {t}[{y}] = {t}[{y}], {t}[{x}]")
        lua.add(
            f"{t}[1], {t}[2], {t}[3] = {t}[{lua.between(1, 3)}], {t}[{lua.between(1, 3)}], {t}[{lua.between(1, 3)}]"
        )
    lua.out("list", f"table.concat({t}, {lua.s(lua.separator)})")


def counted_words(lua: LuaScript) -> None:
    """How often each item occurs."""
    c, w = lua.name("count", "freq", "seen", "counts"), lua.name("w", "word", "v", "item")
    pool = lua.words(2, 4)
    items = [lua.pick(pool) for _ in range(lua.between(4, 8))]
    t = lua.name(*TEXTS)
    if lua.chance(0.5):
        lua.add(f"{lua.local}{t} = {lua.table(items)}")
        head = f"for _, {w} in ipairs({t}) do"
    else:
        lua.add(f"{lua.local}{t} = {lua.s(' '.join(items))}")
        head = f"for {w} in {lua.pick((f'{t}:gmatch', f'string.gmatch({t},'))}"
        pattern = lua.s("%a+" if lua.chance(0.5) else "%S+")
        head += f"({pattern}) do" if head.endswith("gmatch") else f" {pattern}) do"
    lua.add(f"{lua.local}{c} = {{}}")
    lua.add(head, f"  {c}[{w}] = ({c}[{w}] or 0) + {lua.pick(('1', '1', '1', '2', f'#{w}'))}", "end")
    if lua.chance(0.5):
        for word in lua.rng.sample(pool, min(2, len(pool))):
            lua.out(word, f"{c}[{lua.s(word)}]", joins=False)
    else:
        k = lua.name("keys", "order")
        lua.add(f"{lua.local}{k} = {{}}")
        lua.add(f"for {w} in pairs({c}) do {k}[#{k} + 1] = {w} end")
        lua.add(f"table.sort({k})")
        lua.add(f"for _, {w} in ipairs({k}) do print({w}, {c}[{w}]) end")


def sets(lua: LuaScript) -> None:
    """Membership by keys; duplicates dropped in the order met."""
    s, t, v, out = (
        lua.name("set", "seen", "has"),
        lua.name(*LISTS),
        lua.name("v", "x"),
        lua.name("out", "unique", "res"),
    )
    pool: list[object] = list(lua.ints(3, 4, distinct=True) if lua.chance(0.5) else lua.words(3, 4))
    items = [lua.pick(pool) for _ in range(lua.between(5, 8))]
    lua.add(f"{lua.local}{t} = {lua.table(items)}")
    lua.add(f"{lua.local}{s}, {out} = {{}}, {{}}")
    test, change = f"not {s}[{v}]", [f"    {s}[{v}] = true", f"    {out}[#{out} + 1] = {v}"]
    if lua.chance(0.25):
        test, change = f"{s}[{v}]", [f"    {out}[#{out} + 1] = {v}"]
        lua.add(f"for _, {v} in ipairs({t}) do", f"  if {test} then", *change, "  end", f"  {s}[{v}] = true", "end")
    else:
        lua.add(f"for _, {v} in ipairs({t}) do", f"  if {test} then", *change, "  end", "end")
    lua.out("unique", f"table.concat({out}, {lua.s(lua.separator)})")
    if lua.chance(0.6):
        lua.out("has", f"{s}[{lua.literal(lua.pick(pool))}]", joins=False)
    if lua.chance(0.3):
        lua.out("has", f"{s}[{lua.literal(lua.pick((77, 'nobody', 1000)))}] or false", joins=False)


def pairs_of_lists(lua: LuaScript) -> None:
    """Two lists side by side: zipped, merged, compared."""
    a, b, i = lua.name("a", "xs", "left", "keys"), lua.name("b", "ys", "right", "vals"), lua.name("i", "n")
    size = lua.between(3, 5)
    words = lua.chance(0.4)
    first = lua.words(size, size) if words else lua.ints(size, size)
    lua.add(f"{lua.local}{a} = {lua.table(first)}")
    lua.add(f"{lua.local}{b} = {lua.table(lua.ints(size, size))}")
    kind = lua.between(0, 2)
    if kind == 0 or words:
        shown = lua.pick((f"{a}[{i}] .. {lua.s(lua.pick(('=', ':', ' ')))} .. {b}[{i}]", f"{a}[{i}], {b}[{i}]",
                          f"{b}[{i}], {a}[#{a} - {i} + 1]"))  # fmt: skip
        lua.add(f"for {i} = 1, #{a} do", f"  print({shown})", "end")
    elif kind == 1:
        r = lua.name("dot", "sum", "total")
        lua.add(f"{lua.local}{r} = 0")
        change = lua.pick((f"{a}[{i}] * {b}[{i}]", f"math.max({a}[{i}], {b}[{i}])", f"math.abs({a}[{i}] - {b}[{i}])"))
        lua.add(f"for {i} = 1, math.min(#{a}, #{b}) do {r} = {r} + {change} end")
        lua.out("result", r)
    else:
        c = lua.name("c", "merged", "all")
        lua.add(f"{lua.local}{c} = {{}}")
        lua.add(f"for {i} = 1, #{a} do", f"  {c}[#{c} + 1] = {a}[{i}]", f"  {c}[#{c} + 1] = {b}[{i}]", "end")
        lua.out("merged", f"table.concat({c}, {lua.s(lua.separator)})")


def mixed_constructor(lua: LuaScript) -> None:
    """A constructor with positions, names and keys; what # counts."""
    t = lua.name("t", "mix", "obj", "data")
    parts: list[str] = []
    shown: list[str] = []
    position = 0
    for _ in range(lua.between(3, 6)):
        value = lua.literal(lua.pick((lua.number(), lua.word(), lua.number(), True)))
        kind = lua.rng.random()
        if kind < 0.5:
            parts.append(value)
            position += 1
            shown.append(f"{t}[{position}]")
        elif kind < 0.8:
            key = lua.pick(("x", "y", "name", "size", "n", "id", "tag"))
            parts.append(f"{key} = {value}")
            shown.append(f"{t}.{key}")
        else:
            key = lua.pick((lua.s("a b"), lua.s("my-key"), "100", "1.5", "true", "-1"))
            parts.append(f"[{key}] = {value}")
            shown.append(f"{t}[{key}]")
    lua.add(f"{lua.local}{t} = {{{lua.pick((', ', ', ', '; ')).join(parts)}}}")
    lua.out("size", f"#{t}")
    for place in lua.rng.sample(shown, min(len(shown), lua.between(1, 3))):
        lua.out("value", place, joins=False)
    lua.out(
        "other", lua.pick((f"{t}[{position + 1}]", f"{t}.missing", f"type({t}.x)", f"{t}[{lua.s('1')}]")), joins=False
    )


def moved_parts(lua: LuaScript) -> None:
    """table.move: shifted, copied, appended."""
    t, u = lua.name(*LISTS), lua.name("u", "copy", "dest", "other")
    items = lua.ints(4, 6) if lua.chance(0.6) else lua.words(4, 5)
    size = len(items)
    lua.add(f"{lua.local}{t} = {lua.table(items)}")
    for _ in range(lua.between(1, 2)):
        low = lua.between(1, size - 1)
        high = lua.between(low, size)
        to = lua.between(1, size - 1)
        if lua.chance(0.5):
            lua.add(f"table.move({t}, {low}, {high}, {to})")
            lua.add(f"print(table.concat({t}, {lua.s(lua.separator)}))")
        else:
            target = lua.pick(("{}", lua.table(lua.ints(1, 2))))
            into = 1 if target == "{}" else lua.pick((1, 2))
            lua.add(f"{lua.local}{u} = table.move({t}, {low}, {high}, {into}, {target})")
            lua.add(f"print(#{u}, table.concat({u}, {lua.s(lua.separator)}))")
    lua.out("size", f"#{t}")


def grouped_items(lua: LuaScript) -> None:
    """Items put into lists by a key, the keys walked in order."""
    groups, keys, v, k = (
        lua.name("groups", "by_key", "buckets"),
        lua.name("keys", "order"),
        lua.name("v", "w", "item"),
        lua.name("k", "key_of", "g"),
    )
    words = lua.chance(0.6)
    items = lua.words(4, 6) if words else lua.ints(5, 7)
    key = (
        lua.pick((f"#{v}", f"{v}:sub(1, 1)", f"{v}:sub(-1)"))
        if words
        else lua.pick(
            (f"{v} % {lua.between(2, 4)}", f"{v} // 10", f"{v} % 2 == 0 and {lua.s('even')} or {lua.s('odd')}")
        )
    )
    lua.add(f"{lua.local}{groups}, {keys} = {{}}, {{}}")
    lua.add(
        f"for _, {v} in ipairs({lua.table(items)}) do",
        f"  local {k} = {key}",
        f"  if not {groups}[{k}] then",
        f"    {groups}[{k}] = {{}}",
        f"    {keys}[#{keys} + 1] = {k}",
        "  end",
        f"  table.insert({groups}[{k}], {v})",
        "end",
    )
    if lua.chance(0.7):
        lua.add(f"table.sort({keys})")
    lua.add(
        f"for _, {k} in ipairs({keys}) do",
        f"  print({k}, {lua.pick((f'#{groups}[{k}]', f'table.concat({groups}[{k}], {lua.s(lua.separator)})', f'{groups}[{k}][1]'))})",
        "end",
    )


TABLES = (
    fold_list, filter_list, map_list, insert_and_remove, sort_list, keyed_table, sorted_keys, records, grid, unpacking,
    stack_and_queue, aliases, swap_in_place, counted_words, sets, pairs_of_lists, mixed_constructor,
    moved_parts, grouped_items,
)  # fmt: skip
