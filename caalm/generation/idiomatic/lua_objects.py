"""Lua programs about metatables: classes, inheritance, operators, defaults, read-only tables, callable tables.

>>> from random import Random
>>> from caalm.generation.idiomatic.lua_script import LuaScript
>>> lua = LuaScript(Random(1))
>>> vectors(lua)
>>> any("setmetatable" in line for line in lua.lines)
True
"""

# ruff: noqa: E501 - one line of the drawn program stays one line of the template

from caalm.generation.idiomatic.lua_script import LuaScript


def vectors(lua: LuaScript) -> None:
    """Operators on pairs of numbers."""
    v = lua.name("Vec", "Vector", "Point", "P", "Pair")
    x, y = lua.pick((("x", "y"), ("x", "y"), ("a", "b"), ("re", "im")))
    new = lua.name("new", "vec", "make")
    lua.add(f"local {v} = {{}}")
    if lua.chance(0.6):
        lua.add(f"{v}.__index = {v}")
    lua.add(f"local function {new}({x}, {y})", f"  return setmetatable({{{x} = {x}, {y} = {y}}}, {v})", "end")
    defined = []
    for event, body in lua.rng.sample(
        [
            ("add", f"return {new}(p.{x} + q.{x}, p.{y} + q.{y})"),
            ("sub", f"return {new}(p.{x} - q.{x}, p.{y} - q.{y})"),
            ("mul", lua.pick((f"return p.{x} * q.{x} + p.{y} * q.{y}", f"return {new}(p.{x} * q, p.{y} * q)"))),
            ("eq", f"return p.{x} == q.{x}{lua.pick((f' and p.{y} == q.{y}', ''))}"),
            ("lt", f"return p.{x} < q.{x}"),
            ("unm", f"return {new}(-p.{x}, {lua.pick(('-', ''))}p.{y})"),
            ("len", f"return {lua.pick((f'p.{x} + p.{y}', '2', f'p.{x}'))}"),
        ],
        lua.between(2, 4),
    ):
        defined.append((event, body))
        params = "p" if event in ("unm", "len") else "p, q"
        if lua.chance(0.5):
            lua.add(f"{v}.__{event} = function({params}) {body} end")
        else:
            lua.add(f"function {v}.__{event}({params})", f"  {body}", "end")
    shape = lua.pick(("({}, {})", "<{} {}>", "{};{}", "[{},{}]"))
    left, middle, right = shape.split("{}")
    joined = f"{lua.s(left)} .. p.{x} .. {lua.s(middle)} .. p.{y}" + (f" .. {lua.s(right)}" if right else "")
    if not left:
        joined = joined.split(" .. ", 1)[1]
    lua.add(f"{v}.__tostring = function(p) return {joined} end")
    a, b = lua.name("a", "u", "p1"), lua.name("b", "w", "p2")
    lua.add(
        f"local {a}, {b} = {new}({lua.between(-3, 9)}, {lua.between(0, 9)}), {new}({lua.between(0, 9)}, {lua.between(-3, 9)})"
    )
    if lua.chance(0.3):
        lua.add(f"{b}.{x} = {a}.{x}")
    for event, body in defined:
        first, second = lua.pick(((a, b), (b, a), (a, a), (a, b)))
        lua.add(
            {
                "add": f"print(tostring({first} + {second}))" if lua.chance(0.5) else f"print({first} + {second})",
                "sub": f"print({first} - {second})",
                "mul": f"print({first} * {lua.between(2, 5) if '* q,' in body else second})",
                "eq": f"print({first} == {second}, {a} ~= {b})",
                "lt": f"print({first} < {second}, {first} > {second})",
                "unm": f"print(-{first})",
                "len": f"print(#{first})",
            }[event]
        )
    if lua.chance(0.4):
        lua.add(f"print({lua.pick((a, b, f'{a}.{x}', f'{b}.{y}'))})")


def classes(lua: LuaScript) -> None:
    """A class with a constructor and methods that change the object."""
    c = lua.name("Account", "Counter", "Dog", "Stack", "Player", "Box", "Timer")
    field = lua.pick(("balance", "n", "value", "hp", "size", "level"))
    new = lua.pick(("new", "new", "create"))
    lua.add(f"local {c} = {{}}")
    lua.add(f"{c}.__index = {c}")
    start = lua.between(0, 20)
    if lua.chance(0.5):
        lua.add(
            f"function {c}.{new}({field})",
            f"  local self = setmetatable({{}}, {c})",
            f"  self.{field} = {field} or {start}",
            "  return self",
            "end",
        )
        made = f"{c}.{new}"
    else:
        lua.add(f"function {c}:{new}({field})", f"  return setmetatable({{{field} = {field} or {start}}}, self)", "end")
        made = f"{c}:{new}"
    methods = []
    for name, body in lua.rng.sample(
        [
            ("add", [f"self.{field} = self.{field} + k", f"return self.{field}"]),
            (
                "take",
                [
                    f"if k > self.{field} then",
                    f"  return {lua.pick(('false', 'nil', '0', lua.s('no')))}",
                    "end",
                    f"self.{field} = self.{field} - k",
                    f"return self.{field}",
                ],
            ),
            ("scale", [f"self.{field} = self.{field} * k", "return self"]),
            ("is_big", [f"return self.{field} > k"]),
            ("reset", [f"self.{field} = {lua.pick(('0', 'k', '1'))}", "return self"]),
            ("show", [f"return {lua.s(lua.pick((c + ': ', '<', 'value ')))} .. self.{field} + k"]),
        ],
        lua.between(2, 4),
    ):
        methods.append((name, body[-1] == "return self"))
        lua.add(f"function {c}:{name}(k)", *["  " + line for line in body], "end")
    a, b = lua.name("a", "acc", "obj", "it"), lua.name("b", "other", "second")
    lua.add(f"local {a} = {made}({lua.pick((str(lua.number()), str(lua.number()), ''))})")
    objects = [a]
    if lua.chance(0.5):
        lua.add(f"local {b} = {made}({lua.number()})")
        objects.append(b)
    for _ in range(lua.between(2, 4)):
        who = lua.pick(objects)
        name, chained = lua.pick(methods)
        call = (
            f"{who}:{name}({lua.between(1, 12)})" if lua.chance(0.85) else f"{who}.{name}({who}, {lua.between(1, 12)})"
        )
        if chained:
            more, again = lua.pick(methods)
            if lua.chance(0.4) and not again:
                lua.add(f"print({call}:{more}({lua.between(1, 5)}))")
            else:
                lua.add(call)
        else:
            lua.add(f"print({call})")
    lua.add(f"print({', '.join(f'{o}.{field}' for o in objects)})")


def inheritance(lua: LuaScript) -> None:
    """One class on top of another; methods that are replaced or called on."""
    base, derived = (
        lua.name("Animal", "Shape", "Base", "Person"),
        lua.name("Cat", "Square", "Derived", "Student", "Child"),
    )
    words = lua.words(3, 3)
    lua.add(f"local {base} = {{}}")
    lua.add(f"{base}.__index = {base}")
    lua.add(
        f"function {base}.new(name)", f"  return setmetatable({{name = name, n = {lua.between(0, 9)}}}, {base})", "end"
    )
    lua.add(f"function {base}:speak() return self.name .. {lua.s(' ' + words[0])} end")
    lua.add(f"function {base}:grow(k) self.n = self.n + (k or {lua.between(1, 3)}) return self.n end")
    lua.add(f"local {derived} = setmetatable({{}}, {{__index = {base}}})")
    lua.add(f"{derived}.__index = {derived}")
    lua.add(
        f"function {derived}.new(name)",
        f"  local self = {base}.new(name)",
        f"  {lua.pick((f'self.n = {lua.number()}', f'self.tag = {lua.s(words[1])}'))}",
        f"  return setmetatable(self, {derived})",
        "end",
    )
    if lua.chance(0.8):
        speak = lua.pick(
            (
                f"return {base}.speak(self) .. {lua.s(lua.pick(('!', ' loudly', ' and ' + words[2])))}",
                f"return self.name .. {lua.s(' ' + words[2])}",
            )
        )
        lua.add(f"function {derived}:speak() {speak} end")
    if lua.chance(0.4):
        lua.add(f"function {derived}:grow(k) return {base}.grow(self, (k or 1) * {lua.between(2, 5)}) end")
    a, b = lua.name("a", "x", "first"), lua.name("b", "y", "second")
    one, two = lua.people(2)
    lua.add(f"local {a}, {b} = {base}.new({lua.s(one)}), {derived}.new({lua.s(two)})")
    lua.add(*[f"print({who}:speak())" for who in lua.rng.sample([a, b], lua.between(1, 2))])
    for _ in range(lua.between(1, 3)):
        lua.add(f"print({lua.pick((a, b))}:grow({lua.pick(('', str(lua.between(1, 9))))}))")
    if lua.chance(0.5):
        lua.add(
            f"print({lua.pick((f'{b}.tag', f'{a}.tag', f'getmetatable({b}) == {derived}', f'{a}.speak == {b}.speak', f'{b}.grow == {base}.grow'))})"
        )


def missing_keys(lua: LuaScript) -> None:
    """__index as a table or a function; rawget."""
    t, d = lua.name("t", "obj", "settings", "cfg"), lua.name("defaults", "base", "proto")
    keys = lua.rng.sample(["color", "size", "name", "width", "depth", "speed", "mode"], 3)
    values = [lua.literal(lua.pick((lua.number(), lua.word(), lua.number()))) for _ in keys]
    kind = lua.between(0, 2)
    if kind == 0:
        lua.add(f"local {d} = {{ {', '.join(f'{k} = {v}' for k, v in zip(keys, values, strict=True))} }}")
        lua.add(f"local {t} = setmetatable({{ {lua.pick(keys)} = {lua.literal(lua.number())} }}, {{ __index = {d} }})")
        for _ in range(lua.between(2, 4)):
            key = lua.pick(keys)
            lua.add(lua.pick((f"print({t}.{key})", f"print({t}.{key})", f"{t}.{key} = {lua.number()}", f"print({d}.{key}, {t}.{key})",
                              f"print(rawget({t}, {lua.s(key)}))", f"{d}.{key} = {lua.number()}", f"{t}.{key} = nil", f"print({t}.other)")))  # fmt: skip
        lua.add(f"print({t}.{lua.pick(keys)})")
    elif kind == 1:
        reply = lua.pick((str(lua.between(0, 9)), f"k .. {lua.s('?')}", "#k", "k:upper()", f"{lua.s('no ')} .. k"))
        lua.add(
            f"local {t} = setmetatable({{ {keys[0]} = {values[0]} }}, {{ __index = function(_, k) return {reply} end }})"
        )
        for key in [*lua.rng.sample(keys, 2), lua.pick(("abc", "zzz", "hello"))]:
            lua.add(f"print({t}.{key})")
        if lua.chance(0.5):
            lua.add(f"print(rawget({t}, {lua.s(keys[1])}))")
    else:
        change = lua.value_of("n")
        store = lua.chance(0.5)
        lua.add(
            f"local {t} = setmetatable({{}}, {{",
            "  __index = function(self, n)",
            f"    print({lua.s(lua.pick(('computing', 'miss', 'make')))}, n)",
            f"    local v = {change}",
            *(["    rawset(self, n, v)"] if store else []),
            "    return v",
            "  end",
            "})",
        )
        spots = lua.rng.sample(range(1, 12), 2)
        for spot in (spots[0], spots[1], spots[0]):
            lua.add(f"print({t}[{spot}])")


def new_keys(lua: LuaScript) -> None:
    """__newindex: read-only, logged or diverted."""
    t, inner = lua.name("t", "proxy", "log", "const"), lua.name("data", "store", "inner")
    keys = lua.rng.sample(["x", "y", "name", "size", "n", "color"], 2)
    kind = lua.between(0, 2)
    if kind == 0:
        message = lua.s(lua.pick(("read only", "constant", "no writes")))
        lua.add(
            f"local {t} = setmetatable({{}}, {{",
            f"  __index = {{ {keys[0]} = {lua.number()} }},",
            f"  __newindex = function(_, k) error({message}{lua.pick((' .. ' + lua.s(': ') + ' .. k', ''))}, 0) end",
            "})",
        )
        lua.add(f"print({t}.{keys[0]})")
        lua.add(f"print(pcall(function() {t}.{lua.pick(keys)} = {lua.number()} end))")
        lua.add(f"print({t}.{lua.pick(keys)})")
    elif kind == 1:
        change = lua.pick(("v", "v * 2", "v + 1", "tostring(v)"))
        lua.add(
            f"local {t} = setmetatable({{}}, {{ __newindex = function(self, k, v)",
            f"  print({lua.pick((lua.s('set') + ', k, v', 'k, v'))})",
            f"  rawset(self, k, {change})",
            "end })",
        )
        for _ in range(lua.between(2, 4)):
            lua.add(f"{t}.{lua.pick(keys)} = {lua.number()}")
        lua.add(f"print({t}.{keys[0]}, {t}.{keys[1]})")
    else:
        lua.add(f"local {inner} = {{}}")
        lua.add(f"local {t} = setmetatable({{}}, {{ __index = {inner}, __newindex = {inner} }})")
        for _ in range(lua.between(2, 3)):
            lua.add(
                lua.pick(
                    (
                        f"{t}.{lua.pick(keys)} = {lua.number()}",
                        f"{inner}.{lua.pick(keys)} = {lua.number()}",
                        f"rawset({t}, {lua.s(keys[0])}, {lua.number()})",
                    )
                )
            )
        lua.add(f"print({t}.{keys[0]}, {inner}.{keys[0]}, rawget({t}, {lua.s(keys[0])}))")
        lua.add(f"print({t}.{keys[1]}, rawget({inner}, {lua.s(keys[1])}))")


def callable_tables(lua: LuaScript) -> None:
    """__call, with state or without."""
    t = lua.name("f", "adder", "obj", "double", "acc")
    field = lua.pick(("n", "total", "count", "factor"))
    start = lua.between(0, 9)
    body = lua.pick(
        ([f"self.{field} = self.{field} + x", f"return self.{field}"], [f"return self.{field} * x"], [f"return x + self.{field}, self.{field}"],
         [f"self.{field} = self.{field} + 1", f"return {lua.value_of('x')}"])
    )  # fmt: skip
    lua.add(
        f"local {t} = setmetatable({{{field} = {start}}}, {{",
        "  __call = function(self, x)",
        *["    " + line for line in body],
        "  end",
        "})",
    )
    for _ in range(lua.between(2, 3)):
        lua.add(f"print({t}({lua.between(1, 20)}))")
    if lua.chance(0.3):
        lua.add(f"{t}.{field} = {lua.number()}")
        lua.add(f"print({t}({lua.between(1, 9)}))")
    lua.out(field, f"{t}.{field}")


def sets_with_operators(lua: LuaScript) -> None:
    """Sets whose +, -, * are union, difference and intersection, printed in order."""
    s, items = lua.name("Set", "Bag", "S"), lua.name("items", "list")
    new = lua.name("set", "make", "of")
    lua.add(f"local {s} = {{}}")
    lua.add(
        f"local function {new}(list)",
        "  local t = setmetatable({}, " + s + ")",
        "  for _, v in ipairs(list) do t[v] = true end",
        "  return t",
        "end",
    )
    events = lua.rng.sample(["add", "mul", "sub", "len", "le"], lua.between(1, 3))
    body = {
        "add": [
            "local r = NEW({})",
            "for k in pairs(a) do r[k] = true end",
            "for k in pairs(b) do r[k] = true end",
            "return r",
        ],
        "mul": ["local r = NEW({})", "for k in pairs(a) do r[k] = b[k] end", "return r"],
        "sub": ["local r = NEW({})", "for k in pairs(a) do", "  if not b[k] then r[k] = true end", "end", "return r"],
        "len": ["local n = 0", "for _ in pairs(a) do n = n + 1 end", "return n"],
        "le": ["for k in pairs(a) do", "  if not b[k] then return false end", "end", "return true"],
    }
    for event in events:
        lua.add(
            f"{s}.__{event} = function({'a' if event == 'len' else 'a, b'})",
            *["  " + line.replace("NEW", new) for line in body[event]],
            "end",
        )
    lua.add(
        f"{s}.__tostring = function(a)",
        f"  local {items} = {{}}",
        f"  for k in pairs(a) do {items}[#{items} + 1] = k end",
        f"  table.sort({items})",
        f"  return {lua.s('{')} .. table.concat({items}, {lua.s(', ')}) .. {lua.s('}')}",
        "end",
    )
    a, b = lua.name("p", "x", "one"), lua.name("q", "y", "two")
    words = lua.chance(0.4)
    pool: list[object] = list(lua.words(5, 5)) if words else list(lua.ints(5, 6, distinct=True))
    lua.add(f"local {a} = {new}({lua.table(lua.rng.sample(pool, lua.between(2, 4)))})")
    lua.add(f"local {b} = {new}({lua.table(lua.rng.sample(pool, lua.between(2, 4)))})")
    for event in events:
        first, second = lua.pick(((a, b), (b, a)))
        sign = {"add": "+", "mul": "*", "sub": "-", "le": "<="}.get(event)
        lua.add(
            f"print({lua.pick((f'#{a}', f'#{b}', f'#{a}, #{b}'))})"
            if sign is None
            else f"print(tostring({first} {sign} {second}))"
        )
    if lua.chance(0.4):
        lua.add(f"print(tostring({a}))")


def object_operators(lua: LuaScript) -> None:
    """__concat, __lt, __le, __len, __tostring on little objects."""
    m, new = lua.name("mt", "Meta", "Card", "M"), lua.name("new", "make", "obj")
    field = lua.pick(("name", "label", "id"))
    lua.add(f"local {m} = {{}}")
    lua.add(f"local function {new}({field}, rank) return setmetatable({{ {field} = {field}, rank = rank }}, {m}) end")
    lua.add(
        f"{m}.__tostring = function(o) return {lua.pick((f'o.{field}', f'o.{field} .. {lua.s(chr(35))} .. o.rank', f'{lua.s(chr(60))} .. o.{field} .. {lua.s(chr(62))}'))} end"
    )
    events = lua.rng.sample(["lt", "le", "concat", "len", "eq", "idiv"], lua.between(2, 4))
    bodies = {
        "lt": "return a.rank < b.rank", "le": "return a.rank <= b.rank",
        "concat": f"return tostring(a) .. {lua.s(lua.pick(('&', ' and ', '+')))} .. tostring(b)",
        "len": lua.pick((f"return #a.{field}", "return a.rank")), "eq": lua.pick(("return a.rank == b.rank", f"return a.{field} == b.{field}")),
        "idiv": "return a.rank // b",
    }  # fmt: skip
    for event in events:
        lua.add(f"{m}.__{event} = function(a{'' if event == 'len' else ', b'}) {bodies[event]} end")
    a, b = lua.name("a", "x", "one"), lua.name("b", "y", "two")
    one, two = lua.pick((lua.words(2, 2), lua.people(2)))
    lua.add(f"local {a}, {b} = {new}({lua.s(one)}, {lua.between(1, 9)}), {new}({lua.s(two)}, {lua.between(1, 9)})")
    for event in events:
        lua.add({"lt": f"print({a} < {b}, {a} > {b})", "le": f"print({a} <= {b}, {a} >= {b})", "concat": f"print({a} .. {b})", "len": f"print(#{a} {lua.pick('+-*')} #{b})",
                 "eq": f"print({a} == {b}, {a} == {a})", "idiv": f"print({a} // {lua.between(2, 3)})"}[event])  # fmt: skip
    if "lt" in events and lua.chance(0.5):
        lua.add(f"local list = {{{a}, {b}, {new}({lua.s(lua.word())}, {lua.between(10, 19)})}}")
        lua.add(f"table.sort(list{lua.pick(('', ', function(p, q) return p > q end'))})")
        lua.add("for _, o in ipairs(list) do print(tostring(o), o.rank) end")
    else:
        lua.add(f"print(tostring({lua.pick((a, b))}))")


def modules(lua: LuaScript) -> None:
    """A table of functions with private state, as modules are written."""
    m = lua.name("M", "mod", "util", "lib", "bank")
    private = lua.name("hidden", "state", "total", "level")
    lua.add(f"local {m} = {{}}")
    lua.add(f"local {private} = {lua.number()}")
    names = lua.rng.sample(["add", "get", "set", "twice", "clear", "mix"], 4)
    for name in names:
        body = {"add": f"{private} = {private} + (k or 1)", "get": f"return {private}", "set": f"{private} = k or {lua.number()}", "twice": f"{private} = {private} * 2 return {private}",
                "clear": f"local old = {private} {private} = 0 return old", "mix": f"return {private} % {lua.between(2, 9)}, k"}[name]  # fmt: skip
        lua.add(f"function {m}.{name}(k) {body} end" if lua.chance(0.7) else f"{m}.{name} = function(k) {body} end")
    for _ in range(lua.between(3, 5)):
        name = lua.pick(names)
        argument = lua.pick(("", str(lua.number()), str(lua.number())))
        lua.add(f"{m}.{name}({argument})" if name in ("add", "set") else f"print({m}.{name}({argument}))")
    if "get" in names:
        lua.add(f"print({m}.get())")
    else:
        lua.add(f"print({m}.{private}, {m}.{names[0]} ~= nil)")


def linked_lists(lua: LuaScript) -> None:
    """Nodes that point to nodes: pushed, walked, reversed, counted."""
    head, node = lua.name("head", "list", "first"), lua.name("node", "cur", "it")
    values = [lua.literal(v) for v in (lua.ints(3, 5) if lua.chance(0.7) else lua.words(3, 4))]
    link, held = lua.pick((("next", "value"), ("next", "v"), ("tail", "head"), ("link", "data")))
    lua.add(f"{lua.local}{head} = nil")
    if lua.chance(0.6):
        lua.add(
            f"for _, v in ipairs({{{', '.join(values)}}}) do", f"  {head} = {{ {held} = v, {link} = {head} }}", "end"
        )
    else:
        for value in values:
            lua.add(f"{head} = {{ {held} = {value}, {link} = {head} }}")
    kind = lua.between(0, 3)
    if kind == 0:
        prev = lua.name("prev", "back")
        lua.add(f"{lua.local}{prev} = nil")
        lua.add(f"while {head} do", f"  {head}.{link}, {prev}, {head} = {prev}, {head}, {head}.{link}", "end")
        lua.add(f"{head} = {prev}")
    elif kind == 1:
        lua.add(f"{head}.{link} = {head}.{link}.{link}")
    elif kind == 2:
        lua.add(f"{head} = {{ {held} = {lua.literal(lua.number())}, {link} = {head}.{link} }}")
    count = lua.name("count", "n", "len")
    lua.add(f"{lua.local}{node}, {count} = {head}, 0")
    lua.add(
        f"while {node} do",
        f"  {count} = {count} + 1",
        f"  {lua.pick((f'print({node}.{held})', f'print({count}, {node}.{held})'))}",
        f"  {node} = {node}.{link}",
        "end",
    )
    lua.out("count", count)


def trees(lua: LuaScript) -> None:
    """A binary tree: inserted into, walked, measured."""
    insert, walk, root = (
        lua.name("insert", "add", "put"),
        lua.name("walk", "visit", "each"),
        lua.name("root", "tree", "top"),
    )
    sign = lua.pick(("<", "<", ">"))
    lua.add(
        f"local function {insert}(node, v)",
        "  if not node then return { v = v } end",
        f"  if v {sign} node.v then",
        f"    node.l = {insert}(node.l, v)",
        lua.pick(("  else", "  elseif v ~= node.v then")),
        f"    node.r = {insert}(node.r, v)",
        "  end",
        "  return node",
        "end",
    )
    kind = lua.between(0, 2)
    if kind == 0:
        order = lua.pick(
            (
                ["F(node.l, out)", "out[#out + 1] = node.v", "F(node.r, out)"],
                ["out[#out + 1] = node.v", "F(node.l, out)", "F(node.r, out)"],
                ["F(node.l, out)", "F(node.r, out)", "out[#out + 1] = node.v"],
            )
        )
        lua.add(
            f"local function {walk}(node, out)",
            "  if node then",
            *["    " + line.replace("F(", f"{walk}(") for line in order],
            "  end",
            "  return out",
            "end",
        )
        result = f"table.concat({walk}({root}, {{}}), {lua.s(lua.separator)})"
    elif kind == 1:
        body = lua.pick(
            (
                f"1 + math.max({walk}(node.l), {walk}(node.r))",
                f"1 + {walk}(node.l) + {walk}(node.r)",
                f"node.v + {walk}(node.l) + {walk}(node.r)",
            )
        )
        lua.add(f"local function {walk}(node)", "  if not node then return 0 end", f"  return {body}", "end")
        result = f"{walk}({root})"
    else:
        lua.add(
            f"local function {walk}(node, v)",
            "  local steps = 0",
            "  while node and node.v ~= v do",
            "    steps = steps + 1",
            f"    node = v {sign} node.v and node.l or node.r",
            "  end",
            "  return node ~= nil, steps",
            "end",
        )
        result = f"{walk}({root}, {lua.between(1, 20)})"
    lua.add(f"{lua.local}{root} = nil")
    lua.add(f"for _, v in ipairs({lua.table(lua.ints(4, 7, distinct=True))}) do {root} = {insert}({root}, v) end")
    lua.add(f"print({result})")
    lua.add(
        f"print({lua.pick((f'{root}.v', f'{root}.l ~= nil', f'{root}.r and {root}.r.v', f'({root}.l or {root}).v'))})"
    )


def closing_values(lua: LuaScript) -> None:
    """<const> and <close>: what is closed, and in which order."""
    make = lua.name("open", "resource", "guard", "make")
    words = lua.words(3, 3)
    said = lua.pick(("close", "bye", "free", "end"))
    lua.add(
        f"local function {make}(name)",
        f"  {lua.pick((f'print({lua.s(chr(111) + chr(112) + chr(101) + chr(110))}, name)', 'local n = #name'))}",
        f"  return setmetatable({{ name = name }}, {{ __close = function(r) print({lua.s(said)}, r.name) end }})",
        "end",
    )
    lines = [f"local a <close> = {make}({lua.s(words[0])})"]
    if lua.chance(0.6):
        lines.append(f"local b <close> = {make}({lua.s(words[1])})")
    limit = lua.name("limit", "size")
    lines.append(f"local {limit} <const> = {lua.number()}")
    lines.append(f"print({lua.pick((f'a.name, {limit}', limit, f'{limit} * 2', lua.s(words[2])))})")
    kind = lua.between(0, 2)
    if kind == 0:
        lua.add("do", *["  " + line for line in lines], "end")
    elif kind == 1:
        f = lua.name("work", "f", "job")
        lua.add(f"local function {f}()", *["  " + line for line in lines], f"  return {limit}", "end")
        lua.add(f"print({lua.pick((f'{f}()', f'pcall({f})'))})")
    else:
        lua.add(
            f"for i = 1, {lua.between(1, 2)} do",
            *["  " + line for line in lines],
            "  if i == 1 then goto continue end" if lua.chance(0.0) else "  print(i)",
            "end",
        )
    lua.add(f"print({lua.s(lua.pick(('after', 'done', words[2])))})")


OBJECTS = (
    vectors, classes, inheritance, missing_keys, new_keys, callable_tables, sets_with_operators, object_operators, modules,
    linked_lists, trees, closing_values,
)  # fmt: skip
