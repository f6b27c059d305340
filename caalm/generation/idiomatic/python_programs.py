# ruff: noqa: E501, D103 -- a template is read as the text that it draws; its name says what it is.
"""Python: functions in functions, generators, classes, exceptions, recursion, algorithms: code as people arrange it."""

from __future__ import annotations

from random import Random

from caalm.generation.idiomatic import material
from caalm.generation.idiomatic.template import new_table

PROGRAMS, template = new_table()


def _program(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def _gap(rng: Random) -> str:
    return "" if rng.random() < 0.6 else "\n"


@template("generators")
def generator_functions(rng: Random) -> str:
    name, n, x = (
        material.name_of(rng, "gen", "numbers", "walk", "stream", "produce"),
        rng.choice(("n", "limit", "stop")),
        rng.choice(("i", "x", "a")),
    )
    step, more = (
        rng.randint(2, 5),
        rng.choice((f"{x} * {x}", x, f"{x} + 1", f"{x} * 2", f"({x}, {x} % 3)", f"str({x})", f"-{x}")),
    )
    body = rng.choice((
        f"for {x} in range({n}):\n        if {x} % {step} {rng.choice(('==', '!='))} 0:\n            yield {more}", f"{x} = {rng.randint(0, 3)}\n    while {x} < {n}:\n        yield {more}\n        {x} += {step}", f"{x}, b = 0, 1\n    while {x} < {n}:\n        yield {x}\n        {x}, b = b, {x} + b",
        f"for {x} in range({n}, 0, -1):\n        yield {more}\n    yield {rng.choice((repr('end'), '0', 'None'))}", f"{x} = {n}\n    while {x} > 1:\n        yield {x}\n        {x} = {x} // 2 if {x} % 2 == 0 else {x} * 3 + 1 if {x} < 20 else {x} - 1", f"yield {n}\n    yield from range({n} % 4)\n    yield from [{n} * 2, {n} - 1]",
        f"total = 0\n    for {x} in range(1, {n} + 1):\n        total += {x}\n        yield total",
    ))  # fmt: skip
    start, ending = rng.randint(4, 12), rng.choice(("", ", end=' '"))
    uses = (
        f"print(list({name}({start})))", f"for v in {name}({start}):\n    print(v{ending})\nprint()", f"g = {name}({start})\nprint(next(g), next(g))\nprint(list(g))", f"print([v for v in {name}({start})][:{rng.randint(2, 4)}])", f"print(len(list({name}({start}))))",
        f"g = {name}({start})\nfor v in g:\n    print(v)\n    if v {rng.choice(('==', '!='))} {rng.randint(0, 6)}:\n        break\nprint(next(g, 'empty'))", f"print(dict(enumerate({name}({start}))))", f"print(*{name}({start}), sep={rng.choice(', -')!r})", f"a, b, *rest = {name}({start})\nprint(a, b, rest)",
    )  # fmt: skip
    return _program(f"def {name}({n}):\n    {body}", _gap(rng), *rng.sample(uses, rng.randint(1, 2)))


@template("generators")
def generator_pipelines(rng: Random) -> str:
    nums, a, b = material.numbers(rng, 4, 8), *material.names(rng, 2)
    x = rng.choice(("x", "n", "v"))
    first = rng.choice(
        (
            f"{x} * {rng.randint(2, 5)} for {x} in {nums!r}",
            f"{x} for {x} in {nums!r} if {x} % {rng.randint(2, 3)} == 0",
            f"abs({x} - {rng.randint(2, 20)}) for {x} in {nums!r}",
            f"{x} * {x} for {x} in range({rng.randint(3, 9)})",
        )
    )
    second = rng.choice(
        (
            f"{x} + {rng.randint(1, 5)} for {x} in {a}",
            f"{x} for {x} in {a} if {x} > {rng.randint(2, 20)}",
            f"str({x}) for {x} in {a}",
            f"({x}, {x} % {rng.randint(2, 5)}) for {x} in {a}",
            f"{x} // 2 for {x} in {a} if {x}",
        )
    )
    end = rng.choice(
        (
            f"print(list({b}))",
            f"print(next({b}, None))\nprint(list({b}))",
            f"print(max({b}, default='none'))",
            f"print(sorted({b}))",
            f"for {x} in {b}:\n    print({x})",
            f"print(len(list({b})), list({a}))",
            f"first = list({b})\nprint(first, list({b}))",
        )
    )
    return _program(f"{a} = ({first})", f"{b} = ({second})", end)


@template("itertools")
def iteration_tools(rng: Random) -> str:
    nums, words = material.numbers(rng, 3, 4), material.words(rng, 3)
    short = [w[:2] for w in words]
    pieces = (
        ("accumulate", f"print(list(accumulate({nums!r})))"), ("accumulate", f"print(list(accumulate({nums!r}, max)))"), ("chain", f"print(list(chain({nums[:2]!r}, {short!r})))"), ("combinations", f"print(list(combinations({short!r}, 2)))"), ("permutations", f"print([''.join(p) for p in permutations({short[0] + 'z'!r})][:4])"),
        ("product", f"print([a + str(b) for a, b in product({short[:2]!r}, {nums[:2]!r})])"), ("islice, count", f"print(list(islice(count({rng.randint(1, 9)}, {rng.randint(2, 5)}), {rng.randint(3, 5)})))"), ("takewhile", f"print(list(takewhile(lambda x: x < {rng.randint(3, 40)}, {nums!r})))"), ("dropwhile", f"print(list(dropwhile(lambda x: x > {rng.randint(3, 40)}, {nums!r})))"),
        ("groupby", f"print([(k, len(list(g))) for k, g in groupby(sorted({words!r}, key=len), key=len)])"), ("zip_longest", f"print(list(zip_longest({nums!r}, {short[:2]!r}, fillvalue={rng.choice(('-', '?'))!r})))"), ("cycle, islice", f"print(list(islice(cycle({short!r}), {rng.randint(4, 7)})))"), ("repeat", f"print(list(map(pow, {[rng.randint(1, 5) for _ in range(3)]!r}, repeat({rng.randint(2, 3)}))))"),
        ("pairwise", f"print([b - a for a, b in pairwise({nums!r})])"), ("starmap", f"print(list(starmap(lambda a, b: a {rng.choice('+-*')} b, zip({nums!r}, {nums[::-1]!r}))))"),
    )  # fmt: skip
    chosen = rng.sample(pieces, rng.randint(1, 3))
    needed = sorted({name for names, _ in chosen for name in names.split(", ")})
    return _program(f"from itertools import {', '.join(needed)}", _gap(rng), *(line for _, line in chosen))


_AMOUNTS = ("amount", "n", "value", "x")


@template("classes")
def account_like_class(rng: Random) -> str:
    cls, attr = rng.choice(
        (
            ("Account", "balance"),
            ("Tank", "level"),
            ("Counter", "count"),
            ("Wallet", "coins"),
            ("Player", "health"),
            ("Store", "stock"),
            ("Battery", "charge"),
            ("Score", "points"),
        )
    )
    up, down = rng.choice(
        (
            ("add", "remove"),
            ("deposit", "withdraw"),
            ("increase", "decrease"),
            ("fill", "drain"),
            ("gain", "lose"),
            ("put", "take"),
        )
    )
    n = rng.choice(_AMOUNTS)
    start, factor = rng.randint(0, 60), rng.randint(2, 3)
    guard = rng.choice((
        f"if {n} > self.{attr}:\n            print('not enough')\n            return\n        self.{attr} -= {n}", f"if {n} > self.{attr}:\n            return False\n        self.{attr} -= {n}\n        return True", f"self.{attr} = max(0, self.{attr} - {n})", f"self.{attr} -= {n} * {factor}\n        return self.{attr}",
        f"if {n} > self.{attr}:\n            raise ValueError(f'only {{self.{attr}}} left')\n        self.{attr} -= {n}",
    ))  # fmt: skip
    fluent = rng.random() < 0.3
    adding = rng.choice(
        (f"self.{attr} += {n}", f"self.{attr} += {n} * {factor}", f"self.{attr} += {n}\n        self.log.append({n})")
    )
    log = "\n        self.log = []" if "log" in adding else ""
    lines = [
        f"class {cls}:\n    def __init__(self, {attr}={rng.randint(0, 9)}):\n        self.{attr} = {attr}{log}",
        f"\n    def {up}(self, {n}):\n        {adding}" + ("\n        return self" if fluent else ""),
        f"\n    def {down}(self, {n}):\n        {guard}",
    ]
    if text := rng.random() < 0.4:
        lines.append(f"\n    def __{rng.choice(('str', 'repr'))}__(self):\n        return f'{cls}({{self.{attr}}})'")
    it = material.names(rng, 1, avoid=frozenset({cls.lower()}))[0]
    lines += ["", f"{it} = {cls}({rng.choice((str(start), str(start), f'{attr}={start}', ''))})"]
    for _ in range(rng.randint(2, 5)):
        amount = rng.randint(1, 40)
        use = rng.choice(
            (
                f"{it}.{up}({amount})",
                f"{it}.{down}({amount})",
                f"print({it}.{down}({amount}))",
                f"{it}.{up}({amount}).{up}({amount + 1})" if fluent else f"{it}.{up}({amount})",
            )
        )
        if "raise" in guard and down in use:
            use = f"try:\n    {it}.{down}({amount})\nexcept ValueError as e:\n    print('error:', e)"
        lines.append(use)
    lines.append(f"print({it})" if text and rng.random() < 0.7 else f"print({it}.{attr})")
    if log and rng.random() < 0.6:
        lines.append(f"print({it}.log)")
    return _program(*lines)


@template("classes")
def shapes_with_inheritance(rng: Random) -> str:
    base, subs, method = rng.choice(
        (
            ("Animal", ("Dog", "Cat", "Cow", "Bird"), "speak"),
            ("Shape", ("Square", "Circle", "Line", "Box"), "describe"),
            ("Vehicle", ("Car", "Truck", "Bike", "Bus"), "info"),
            ("Worker", ("Cook", "Clerk", "Pilot", "Guard"), "job"),
        )
    )
    attr = rng.choice(("name", "label", "kind", "title"))
    one, two = rng.sample(subs, 2)
    said = material.words(rng, 3)
    use_super = rng.random() < 0.6
    second = rng.choice(
        (
            f"super().{method}() + {' ' + said[1]!r}",
            f"f'{{super().{method}()}}, {said[1]}'",
            f"{said[1]!r} + self.{attr}[::-1]",
            f"super().{method}().upper()",
            f"self.{attr} * {rng.randint(2, 3)}",
        )
    )
    extra = (
        f"\n    def __init__(self, {attr}, size):\n        super().__init__({attr})\n        self.size = size\n"
        if use_super
        else "\n"
    )
    lines = [f"class {base}:\n    def __init__(self, {attr}):\n        self.{attr} = {attr}\n\n    def {method}(self):\n        return {rng.choice((f'self.{attr}', repr(said[0]), f'self.{attr} + {said[0]!r}', 'type(self).__name__'))}\n",
             f"class {one}({base}):{extra}    def {method}(self):\n        return {second}\n".replace(":\n    def", ":\n    def"), f"class {two}({base}):\n    {rng.choice(('pass', f'def {method}(self):' + chr(10) + f'        return {said[2]!r}', 'legs = ' + str(rng.randint(2, 6))))}\n"]  # fmt: skip
    x, names = rng.choice(("x", "a", "it", "obj")), material.words(rng, 2)
    made = [
        f"{one}({names[0]!r}, {rng.randint(1, 9)})" if use_super else f"{one}({names[0]!r})",
        f"{two}({names[1]!r})",
    ]
    rng.shuffle(made)
    lines.append(rng.choice((
        f"for {x} in [{', '.join(made)}]:\n    print({x}.{method}())", f"for {x} in ({', '.join(made)}):\n    print(type({x}).__name__, {x}.{method}(), isinstance({x}, {one}))", f"{x} = {made[0]}\nprint({x}.{method}())\nprint(isinstance({x}, {base}), isinstance({x}, {two}))", f"print([{x}.{method}() for {x} in [{', '.join(made)}]])", f"{x} = {made[1]}\nprint({x}.{attr}, {x}.{method}(), issubclass({one}, {base}))",
    )))  # fmt: skip
    return _program(*lines)


@template("classes")
def operators_of_a_class(rng: Random) -> str:
    cls, (a, b) = rng.choice(
        (
            ("Vector", ("x", "y")),
            ("Point", ("x", "y")),
            ("Pair", ("a", "b")),
            ("Money", ("euros", "cents")),
            ("Span", ("low", "high")),
        )
    )
    o, v, w = rng.choice(("other", "o", "that")), *rng.choice((("v", "w"), ("p", "q"), ("first", "second")))
    methods = {
        "+": f"    def __add__(self, {o}):\n        return {cls}(self.{a} + {o}.{a}, self.{b} + {o}.{b})", "-": f"    def __sub__(self, {o}):\n        return {cls}(self.{a} - {o}.{a}, self.{b} - {o}.{b})", "*": f"    def __mul__(self, k):\n        return {cls}(self.{a} * k, self.{b} * k)",
        "==": f"    def __eq__(self, {o}):\n        return {rng.choice((f'self.{a} == {o}.{a}', f'(self.{a}, self.{b}) == ({o}.{a}, {o}.{b})', f'self.{a} + self.{b} == {o}.{a} + {o}.{b}'))}", "<": f"    def __lt__(self, {o}):\n        return {rng.choice((f'self.{a} < {o}.{a}', f'self.{b} < {o}.{b}', f'(self.{b}, self.{a}) < ({o}.{b}, {o}.{a})'))}",
        "[]": f"    def __getitem__(self, i):\n        return (self.{a}, self.{b})[i]", "len": f"    def __len__(self):\n        return abs(self.{a}) + abs(self.{b})", "bool": f"    def __bool__(self):\n        return self.{a} {rng.choice(('!=', '>', '<'))} self.{b}", "call": f"    def __call__(self, n):\n        return self.{a} * n + self.{b}",
        "iter": f"    def __iter__(self):\n        yield self.{a}\n        yield self.{b}", "in": f"    def __contains__(self, n):\n        return n in (self.{a}, self.{b})", "abs": f"    def __neg__(self):\n        return {cls}(-self.{a}, -self.{b})",
    }  # fmt: skip
    n, i = rng.randint(2, 5), rng.randint(0, 1)
    uses = {"+": f"print({v} + {w})", "-": f"print({w} - {v})", "*": f"print({v} * {n})", "==": f"print({v} == {w}, {v} != {w})", "<": f"print({v} < {w}, min({v}, {w}))", "[]": f"print({v}[{i}], {w}[-1])", "len": f"print(len({v}))", "bool": f"print('yes' if {v} else 'no')",
            "call": f"print({v}({n}), {w}({n + 2}))", "iter": f"print(list({v}), sum({w}))", "in": f"print({rng.randint(0, 9)} in {v})", "abs": f"print(-{v})"}  # fmt: skip
    chosen = rng.sample(sorted(methods), rng.randint(1, 3))
    shown = rng.choice(
        (
            f"f'({{self.{a}}}, {{self.{b}}})'",
            f"f'{cls}({{self.{a}}}, {{self.{b}}})'",
            f"f'<{{self.{a}}}|{{self.{b}}}>'",
            f"str(self.{a}) + '/' + str(self.{b})",
        )
    )
    lines = [f"class {cls}:\n    def __init__(self, {a}, {b}):\n        self.{a} = {a}\n        self.{b} = {b}\n\n    def __repr__(self):\n        return {shown}", *(f"\n{methods[one]}" for one in chosen), "",
             f"{v} = {cls}({material.small(rng)}, {material.small(rng)})", f"{w} = {cls}({material.small(rng)}, {material.small(rng)})"]  # fmt: skip
    return _program(*lines, *(uses[one] for one in chosen), *([f"print({v}, [{w}])"] if rng.random() < 0.4 else []))


@template("classes")
def containers_as_classes(rng: Random) -> str:
    cls, put, get = rng.choice(
        (("Stack", "push", "pop"), ("Queue", "enqueue", "dequeue"), ("Box", "put", "take"), ("Line", "join", "leave"))
    )
    items, end = rng.choice(("items", "data", "_items")), rng.choice(("", "0"))
    x = material.names(rng, 1)[0]
    empty = rng.choice(("return None", "return 'empty'", "raise IndexError('empty')", "return -1"))
    lines = [f"class {cls}:\n    def __init__(self):\n        self.{items} = []\n\n    def {put}(self, item):\n        self.{items}.append(item)\n\n    def {get}(self):\n        if not self.{items}:\n            {empty}\n        return self.{items}.pop({end})\n\n    def __len__(self):\n        return len(self.{items})\n"]  # fmt: skip
    if peek := rng.random() < 0.5:
        lines.append(
            f"    def peek(self):\n        return self.{items}[{'-1' if not end else '0'}] if self.{items} else None\n"
        )
    lines.append(f"{x} = {cls}()")
    values = [*map(repr, material.words(rng, 3)), *map(str, material.numbers(rng, 3, 3))]
    stored = 0
    for _ in range(rng.randint(4, 7)):
        if rng.random() < 0.55 or stored == 0:
            lines.append(f"{x}.{put}({rng.choice(values)})")
            stored += 1
        else:
            lines.append(rng.choice((f"print({x}.{get}())", f"print({x}.{get}(), len({x}))", f"{x}.{get}()")))
            stored -= 1
    if peek:
        lines.append(f"print({x}.peek())")
    return _program(
        *lines, rng.choice((f"print(len({x}))", f"print({x}.{items})", f"while len({x}):\n    print({x}.{get}())"))
    )


@template("properties")
def properties_and_class_methods(rng: Random) -> str:
    cls, attr, other, rule = rng.choice(
        (
            ("Temperature", "celsius", "fahrenheit", "* 9 / 5 + 32"),
            ("Length", "meters", "feet", "* 3.25"),
            ("Circle", "radius", "diameter", "* 2"),
            ("Timer", "seconds", "minutes", "// 60"),
            ("Price", "net", "gross", "* 1.25"),
            ("Box", "side", "volume", "** 3"),
        )
    )
    x, total = material.names(rng, 2)
    limit = rng.randint(5, 50)
    setter = rng.random() < 0.6
    lines = [
        f"class {cls}:",
        f"    {total} = 0\n" if rng.random() < 0.5 else "",
        f"    def __init__(self, {attr}):\n        self._{attr} = {attr}",
    ]
    counted = bool(lines[1])
    lines = [line for line in lines if line]
    if counted:
        lines[-1] += f"\n        {cls}.{total} += 1"
    lines.append(
        f"\n    @property\n    def {other}(self):\n        return self._{attr} {rule}\n\n    @property\n    def {attr}(self):\n        return self._{attr}"
    )
    if setter:
        lines.append(
            f"\n    @{attr}.setter\n    def {attr}(self, value):\n        "
            + rng.choice(
                (
                    f"self._{attr} = max(0, value)",
                    f"self._{attr} = min(value, {limit})",
                    f"if value > {limit}:\n            raise ValueError('too big')\n        self._{attr} = value",
                )
            )
        )
    lines.append(
        rng.choice(
            (
                "\n    @classmethod\n    def double(cls, n):\n        return cls(n * 2)",
                f"\n    @staticmethod\n    def double(n):\n        return {cls}(n + n)",
            )
        )
    )
    lines += ["", f"{x} = {cls}({rng.randint(1, 60)})", f"print({x}.{other})"]
    if setter:
        lines.append(
            f"try:\n    {x}.{attr} = {rng.randint(1, 90)}\nexcept ValueError as e:\n    print(e)\nprint({x}.{attr}, {x}.{other})"
            if "raise" in lines[3 if not counted else 4] or rng.random() < 0.3
            else f"{x}.{attr} = {rng.randint(-9, limit)}\nprint({x}.{attr})"
        )
    lines.append(f"print({cls}.double({rng.randint(2, 30)}).{attr})")
    return _program(*lines, *([f"print({cls}.{total})"] if counted else []))


@template("arguments")
def variable_arguments(rng: Random) -> str:
    f = material.name_of(rng, "f", "show", "total", "combine", "make")
    words, nums = material.words(rng, 3), material.numbers(rng, 3, 5)
    keys = rng.sample(material.FIELDS, 2)
    kind = rng.randrange(6)
    if kind == 0:
        body = rng.choice(
            (
                "return sum(args)",
                "return max(args) - min(args)",
                "return len(args), args[-1]",
                "return [a * 2 for a in args]",
                "return args[::-1]",
                "return tuple(sorted(args))",
                f"return sum(a for a in args if a > {rng.randint(1, 40)})",
            )
        )
        return _program(
            f"def {f}(*args):\n    {body}",
            "",
            f"print({f}({', '.join(map(str, nums))}))",
            f"print({f}(*{nums[:3]!r}))" if rng.random() < 0.6 else f"print({f}({nums[0]}, {nums[1]}))",
        )
    if kind == 1:
        body = rng.choice(
            (
                "for k, v in kwargs.items():\n        print(k, '=', v)",
                "print(sorted(kwargs))",
                "print(', '.join(f'{k}={v}' for k, v in kwargs.items()))",
                "print(len(kwargs), list(kwargs.values()))",
                f"print(kwargs.get({keys[0]!r}, 'unknown'))",
            )
        )
        return _program(
            f"def {f}(**kwargs):\n    {body}",
            "",
            f"{f}({keys[0]}={words[0]!r}, {keys[1]}={nums[0]})",
            f"{f}(**{{{keys[1]!r}: {nums[1]}}})" if rng.random() < 0.6 else f"{f}({keys[1]}={words[1]!r})",
        )
    if kind == 2:
        a, b = material.names(rng, 2, avoid=frozenset({f}))
        default = rng.choice((str(rng.randint(1, 10)), repr(words[0])))
        body = rng.choice(
            (f"return [{a}, {b}]", f"return {a} * 2, {b}", f"print({a}, {b}, sep='|')", f"return f'{{{a}}}-{{{b}}}'")
        )
        calls = [
            f"{f}({nums[0]})",
            f"{f}({nums[0]}, {nums[1]})",
            f"{f}({b}={nums[2]}, {a}={nums[0]})",
            f"{f}(*{nums[:2]!r})",
            f"{f}(**{{{a!r}: {words[1]!r}}})",
        ]
        return _program(
            f"def {f}({a}, {b}={default}):\n    {body}",
            "",
            *(f"print({call})" for call in rng.sample(calls, rng.randint(2, 3))),
        )
    if kind == 3:
        body = rng.choice(
            (
                "print(first, rest, options)",
                "print(first, len(rest), sorted(options))",
                "for r in rest:\n        print(first, r)\n    for k, v in options.items():\n        print(k, v)",
                "print(first + sum(rest), options.get('scale', 1))",
            )
        )
        return _program(
            f"def {f}(first, *rest, **options):\n    {body}",
            "",
            f"{f}({nums[0]})",
            f"{f}({', '.join(map(str, nums[:3]))}, scale={rng.randint(2, 9)})",
        )
    if kind == 4:  # the famous default
        x = rng.choice(("items", "acc", "lst"))
        safe = rng.random() < 0.4
        head = f"def {f}(x, {x}={'None' if safe else '[]'}):\n" + (
            f"    if {x} is None:\n        {x} = []\n" if safe else ""
        )
        return _program(
            f"{head}    {x}.append(x{rng.choice(('', ' * 2', ' + 1'))})\n    return {x}",
            "",
            f"print({f}({nums[0]}))",
            f"print({f}({nums[1]}{rng.choice(('', ', [0]', f', {nums[:2]!r}'))}))",
            f"print({f}({nums[2]}))",
        )
    sep = rng.choice("-, /")
    return _program(
        f"def {f}(*parts, sep={sep!r}, upper=False):\n    text = sep.join(parts)\n    return text.upper() if upper else text{rng.choice(('', '[::-1]', '.title()'))}",
        "",
        f"print({f}({', '.join(map(repr, words))}))",
        f"print({f}({words[1]!r}, {words[0]!r}, {rng.choice(('upper=True', 'sep=' + repr(':'), 'sep=' + repr('') + ', upper=True'))}))",
    )


@template("exceptions")
def try_except_finally(rng: Random) -> str:
    f, x = material.name_of(rng, "f", "parse", "convert", "load", "attempt"), rng.choice(("x", "value", "s", "item"))
    kind = rng.choice(("int", "div", "index", "key", "mixed"))
    body, errors, values = {
        "int": (f"int({x})", "ValueError", [repr(rng.choice((str(material.number(rng)), material.word(rng), "", "3.5", " 7 "))) for _ in range(3)]), "div": (f"{rng.randint(5, 99)} {rng.choice(('/', '//', '%'))} {x}", "ZeroDivisionError", [str(rng.choice((0, 1, 2, 4, 5, 10))) for _ in range(3)]),
        "index": (f"{material.numbers(rng, 3, 4)!r}[{x}]", "IndexError", [str(rng.randint(-5, 5)) for _ in range(3)]), "key": (f"{ ({w: material.number(rng) for w in ('a', 'b', 'c')})!r}[{x}]", "KeyError", [repr(rng.choice("abcdz")) for _ in range(3)]),
        "mixed": (f"{rng.randint(10, 90)} // int({x})", "(ValueError, ZeroDivisionError)", [repr(rng.choice(("0", "5", "x", "12", ""))) for _ in range(3)]),
    }[kind]  # fmt: skip
    said = material.words(rng, 3)
    caught = rng.choice(
        (
            f"except {errors}:\n        {{}}",
            f"except {errors} as e:\n        print(type(e).__name__)\n        {{}}",
            "except Exception as e:\n        print(type(e).__name__)\n        {}",
        )
    )
    on_error = rng.choice((f"print({said[0]!r})", "return None", "return -1", f"return {said[0]!r}"))
    lines = [f"def {f}({x}):\n    try:\n        {rng.choice(('result', 'r', 'y'))} = {body}"]
    name = lines[0].split("\n        ")[1].split(" = ")[0]
    early = rng.random() < 0.5
    lines[0] += f"\n        {rng.choice((f'return {name}', f'print({name})'))}" if early else ""
    lines.append("    " + caught.format(on_error))
    if not early:
        lines.append(f"    else:\n        {rng.choice((f'print({said[1]!r}, {name})', f'return {name}'))}")
    if rng.random() < 0.6:
        lines.append(f"    finally:\n        print({said[2]!r})")
    if rng.random() < 0.3:
        lines.append("    return 0")
    calls = (
        [f"print({f}({value}))" for value in values[: rng.randint(2, 3)]]
        if rng.random() < 0.7
        else [f"for v in [{', '.join(values)}]:\n    print({f}(v))"]
    )
    return _program(*lines, "", *calls)


@template("exceptions")
def own_exceptions(rng: Random) -> str:
    cls, f, x = (
        rng.choice(("TooBig", "NotFound", "BadInput", "LimitError", "EmptyError")),
        material.name_of(rng, "check", "validate", "test"),
        rng.choice(("n", "x", "value")),
    )
    base, limit = rng.choice(("Exception", "ValueError")), rng.randint(5, 50)
    said = rng.choice((f"f'{{{x}}} is over {limit}'", f"{material.word(rng)!r}", f"{x}"))
    lines = [
        f"class {cls}({base}):\n    {rng.choice(('pass', 'code = ' + str(rng.randint(1, 99))))}\n",
        f"def {f}({x}):\n    if {x} > {limit}:\n        raise {cls}({said})\n    if {x} < 0:\n        raise ValueError('negative')\n    return {rng.choice((x, f'{x} * 2', 'True', f'{limit} - {x}'))}\n",
    ]
    values = [rng.randint(-10, 70) for _ in range(3)]
    handlers = rng.choice(
        (
            f"except {cls} as e:\n        print('{cls}', e)\n    except ValueError as e:\n        print('other', e)",
            f"except ({cls}, ValueError) as e:\n        print(type(e).__name__, e)",
            f"except {cls}:\n        print('caught')\n        {rng.choice(('continue', 'break'))}\n    except ValueError as e:\n        print(e.args)",
        )
    )
    final = f"\n    finally:\n        print({x}, 'checked')" if rng.random() < 0.3 else ""
    return _program(
        *lines, f"for {x} in {values!r}:\n    try:\n        print({f}({x}))\n    {handlers}{final}", "print('end')"
    )


@template("closures")
def closures(rng: Random) -> str:
    make, inner = (
        material.name_of(rng, "make", "outer", "build", "factory"),
        rng.choice(("inner", "fn", "step", "call")),
    )
    a, n = rng.choice(("a", "start", "k", "base")), rng.choice(("n", "x", "by"))
    kind = rng.randrange(5)
    n1, n2, n3 = (rng.randint(1, 12) for _ in range(3))
    if kind == 0:
        op = rng.choice("+-*")
        return _program(f"def {make}({a}):\n    def {inner}({n}):\n        return {n} {op} {a}\n    return {inner}\n", f"g = {make}({n1})", f"h = {make}({n2})", *rng.sample((f"print(g({n3}), h({n3}))", f"print(g(h({n3})))", f"print([f({n3}) for f in (g, h)])", f"print(list(map(g, {[n1, n2, n3]!r})))", f"print({make}({n3})({n1}))"), rng.randint(1, 3)))  # fmt: skip
    if kind == 1:
        change = rng.choice(
            (
                f"count += {rng.randint(1, 5)}",
                "count *= 2",
                f"count = count * 2 + {rng.randint(0, 3)}",
                f"count -= {rng.randint(1, 4)}",
            )
        )
        return _program(f"def {make}({a}={n1}):\n    count = {a}\n    def {inner}():\n        nonlocal count\n        {change}\n        return count\n    return {inner}\n", f"c = {make}({rng.choice(('', str(n2)))})", f"d = {make}({n3})", *(rng.choice(("print(c())", "print(c(), c())", "print(d(), c())", "d()", "c()")) for _ in range(rng.randint(2, 4))), "print(c(), d())")  # fmt: skip
    if kind == 2:
        late = rng.choice(("i", "i, i=i"))
        fns = (
            f"[lambda {'x, i=i' if ',' in late else 'x'}: x {rng.choice('+*-')} i for i in range({rng.randint(2, 4)})]"
        )
        return _program(
            f"fs = {fns}", f"print([f({n1}) for f in fs])", *([f"print(fs[0]({n2}))"] if rng.random() < 0.5 else [])
        )
    if kind == 3:
        word = material.word(rng)
        wrap = rng.choice(
            (
                "return result * 2",
                f"print({word!r}, args)\n        return result",
                "return [result]",
                "print('before')\n        print(result)\n        return result + 1",
                "return str(result) + '!'",
            )
        )
        return _program(
            f"def {make}(fn):\n    def {inner}(*args):\n        result = fn(*args)\n        {wrap}\n    return {inner}\n",
            f"@{make}\ndef calc(x, y={n2}):\n    return x {rng.choice('+-*')} y\n",
            f"print(calc({n1}, {n3}))",
            f"print(calc({n3}))",
        )
    memo = rng.choice(("seen", "cache", "memo"))
    return _program(f"def {make}():\n    {memo} = {{}}\n    def {inner}({n}):\n        if {n} in {memo}:\n            return 'old', {memo}[{n}]\n        {memo}[{n}] = {rng.choice((f'{n} * {n}', f'len({memo})', f'{n} % {n1 + 1}'))}\n        return 'new', {memo}[{n}]\n    return {inner}\n", f"f = {make}()", *(f"print(f({rng.choice((n1, n2))}))" for _ in range(rng.randint(2, 4))))  # fmt: skip


@template("functional")
def map_filter_reduce(rng: Random) -> str:
    xs, x = material.name_of(rng, "xs", "nums", "data", "values"), rng.choice(("x", "n", "v"))
    nums, k = material.numbers(rng, 3, 7), rng.randint(2, 9)
    expr = rng.choice((f"{x} * {k}", f"{x} + {k}", f"{x} ** 2", f"{x} % {k}", f"-{x}", f"({x}, {x} * 2)", f"str({x})"))
    test = rng.choice(
        (f"{x} > {k}", f"{x} % 2 == 0", f"{x} % 2", f"{x} != {nums[0]}", f"{x} < {k * 3}", f"{x} % {k} != 1")
    )
    fold = rng.choice(
        (
            "a + b",
            "a * b",
            "a if a > b else b",
            "a - b",
            f"a * {k} + b",
            "a + b * b",
            "max(a, b - a)",
            "a * 10 + b",
            "b - a",
        )
    )
    pieces = (
        f"print(list(map(lambda {x}: {expr}, {xs})))", f"print(list(filter(lambda {x}: {test}, {xs})))", f"print(reduce(lambda a, b: {fold}, {xs}))", f"print(reduce(lambda a, b: {fold}, {xs}, {rng.randint(0, 10)}))", f"print(sum(map(lambda {x}: {x} * {k}, filter(lambda {x}: {test}, {xs}))))", f"print(list(map(str, {xs})))",
        f"print(list(map(lambda p, q: p {rng.choice('+-*')} q, {xs}, {xs}[1:])))", f"print(sorted(map(abs, {xs})))", f"compose = lambda f, g: lambda {x}: f(g({x}))\nh = compose(lambda {x}: {x} + {k}, lambda {x}: {x} * 2)\nprint(h({nums[0]}), list(map(h, {xs}[:2])))", f"twice = lambda f, {x}: f(f({x}))\nprint(twice(lambda {x}: {expr if 'str' not in expr and '(' not in expr else x + ' + 1'}, {k}))",
        f"print(max({xs}, key=lambda {x}: {x} % {k}))", f"ops = {{'add': lambda a, b: a + b, 'mul': lambda a, b: a * b}}\nfor name, op in ops.items():\n    print(name, op({nums[0]}, {k}))", f"print(any(map(lambda {x}: {test}, {xs})), all(map(lambda {x}: {test}, {xs})))",
    )  # fmt: skip
    chosen = rng.sample(pieces, rng.randint(1, 3))
    head = ["from functools import reduce\n"] if any("reduce" in one for one in chosen) else []
    return _program(*head, f"{xs} = {nums!r}", *chosen)


@template("recursion")
def recursion_on_numbers(rng: Random) -> str:
    n, k = rng.choice(("n", "x", "num")), rng.randint(2, 4)
    f = material.name_of(rng, "f", "rec", "calc", "go")
    low = rng.randint(0, 2)
    body, start = rng.choice((
        (f"if {n} <= {low}:\n        return {rng.randint(1, 3)}\n    return {n} * {{f}}({n} - 1)", rng.randint(3, 8)), (f"if {n} < 2:\n        return {n}\n    return {{f}}({n} - 1) + {{f}}({n} - 2)", rng.randint(4, 10)), (f"if {n} == 0:\n        return 0\n    return {n} % 10 + {{f}}({n} // 10)", rng.randint(100, 99999)),
        (f"if {n} < {k}:\n        return str({n})\n    return {{f}}({n} // {k}) + str({n} % {k})", rng.randint(5, 200)), (f"if {n} <= 0:\n        return [{low}]\n    return {{f}}({n} - {k}) + [{n}]", rng.randint(5, 14)), (f"if {n} == 1:\n        return 0\n    return 1 + {{f}}({n} // 2 if {n} % 2 == 0 else 3 * {n} + 1)", rng.choice((3, 5, 6, 7, 10, 12, 13, 20))),
        (f"if {n} <= {low}:\n        print('base')\n        return {low}\n    print({n})\n    return {{f}}({n} - {k}) + {n}", rng.randint(4, 12)), (f"if {n} < 10:\n        return {n}\n    return {{f}}(sum(int(d) for d in str({n})))", rng.randint(50, 99999)), (f"return 1 if {n} < {k} else {{f}}({n} - 1) + {{f}}({n} - {k})", rng.randint(4, 9)), (f"if {n} > {rng.randint(50, 300)}:\n        return {n}\n    return {{f}}({n} * {k} + {low})", rng.randint(1, 9)),
    ))  # fmt: skip
    cached = "from functools import lru_cache\n\n@lru_cache(None)\n" if rng.random() < 0.15 else ""
    calls = rng.choice(
        (
            f"print({f}({start}))",
            f"print([{f}(i) for i in range(1, {min(start, 7)})])"
            if start < 20 and "1 + {f}" not in body
            else f"print({f}({start}), {f}({start + 1}))",
            f"for i in ({start}, {start + 2}):\n    print(i, {f}(i))",
        )
    )
    return _program(f"{cached}def {f}({n}):\n    {body.replace('{f}', f)}\n", calls)


@template("recursion")
def recursion_on_two_numbers(rng: Random) -> str:
    a, b = rng.choice((("a", "b"), ("x", "y"), ("m", "n"), ("base", "exp")))
    f = material.name_of(rng, "f", "gcd", "power", "go", "paths")
    body, args = rng.choice((
        (f"return {a} if {b} == 0 else {f}({b}, {a} % {b})", (rng.randint(10, 200), rng.randint(4, 90))), (f"if {b} == 0:\n        return 1\n    return {a} * {f}({a}, {b} - 1)", (rng.randint(2, 5), rng.randint(2, 6))), (f"if {a} == 0 or {b} == 0:\n        return 1\n    return {f}({a} - 1, {b}) + {f}({a}, {b} - 1)", (rng.randint(1, 4), rng.randint(1, 4))),
        (f"if {b} == 0:\n        return 1\n    half = {f}({a}, {b} // 2)\n    return half * half * ({a} if {b} % 2 else 1)", (rng.randint(2, 4), rng.randint(3, 9))), (f"if {a} < {b}:\n        return 0\n    return 1 + {f}({a} - {b}, {b})", (rng.randint(10, 60), rng.randint(3, 9))), (f"if {b} == 0 or {b} == {a}:\n        return 1\n    return {f}({a} - 1, {b} - 1) + {f}({a} - 1, {b})", (rng.randint(4, 7), rng.randint(1, 4))),
        (f"if {a} > {b}:\n        return 0\n    return {a} + {f}({a} + {rng.randint(1, 3)}, {b})", (rng.randint(1, 5), rng.randint(8, 20))),
    ))  # fmt: skip
    return _program(
        f"def {f}({a}, {b}):\n    {body}\n",
        f"print({f}{args!r})",
        *([f"print({f}({args[0] + 1}, {args[1]}))"] if rng.random() < 0.4 else []),
    )


@template("recursion")
def recursion_on_lists(rng: Random) -> str:
    f, xs = material.name_of(rng, "f", "flatten", "depth", "walk", "perms"), rng.choice(("xs", "lst", "items", "data"))

    def nested(depth: int) -> list[object]:
        return [
            nested(depth - 1) if depth and rng.random() < 0.4 else rng.randint(0, 9) for _ in range(rng.randint(1, 3))
        ]

    kind = rng.randrange(5)
    if kind == 0:
        body = rng.choice((
            f"out = []\n    for x in {xs}:\n        if isinstance(x, list):\n            out += {f}(x)\n        else:\n            out.append(x{rng.choice(('', ' * 2', ' + 1'))})\n    return out", f"return sum({f}(x) if isinstance(x, list) else x for x in {xs})", f"return 1 + max([{f}(x) for x in {xs} if isinstance(x, list)], default=0)",
            f"return [{f}(x) if isinstance(x, list) else x {rng.choice(('* 2', '+ 1', '- 3', '% 3'))} for x in {xs}]", f"return sum({f}(x) if isinstance(x, list) else 1 for x in {xs})", f"return [{f}(x) if isinstance(x, list) else x for x in {xs}[::-1]]",
        ))  # fmt: skip
        return _program(f"def {f}({xs}):\n    {body}\n", f"print({f}({[*nested(2), nested(2)]!r}))")
    if kind == 1:
        text = material.word(rng)[:3] if rng.random() < 0.5 else "abc"
        return _program(
            f"def {f}(s):\n    if len(s) <= 1:\n        return [s]\n    out = []\n    for i, c in enumerate(s):\n        for rest in {f}(s[:i] + s[i + 1:]):\n            out.append(c + rest)\n    return out\n",
            rng.choice(
                (
                    f"print({f}({text!r}))",
                    f"print(len({f}({text!r})), {f}({text!r})[-1])",
                    f"print(sorted({f}({text!r}))[:3])",
                )
            ),
        )
    if kind == 2:
        nums = material.numbers(rng, 3, 6)
        body = rng.choice(
            (
                f"if not {xs}:\n        return {rng.choice((0, 1))}\n    return {xs}[0] {rng.choice(('+', '-', '*'))} {f}({xs}[1:])",
                f"if len({xs}) < 2:\n        return {xs}\n    return {f}({xs}[1:]) + [{xs}[0]]",
                f"if len({xs}) == 1:\n        return {xs}[0]\n    best = {f}({xs}[1:])\n    return {xs}[0] if {xs}[0] {rng.choice('<>')} best else best",
                f"if not {xs}:\n        return []\n    head, *tail = {xs}\n    return {f}([x for x in tail if x < head]) + [head] + {f}([x for x in tail if x >= head])",
            )
        )
        return _program(f"def {f}({xs}):\n    {body}\n", f"print({f}({nums!r}))")
    if kind == 3:
        n = rng.randint(1, 3)
        a, b, c = rng.choice((("A", "B", "C"), ("left", "mid", "right"), ("1", "2", "3")))
        return _program(
            f"def {f}(n, a, b, c):\n    if n == 0:\n        return 0\n    moves = {f}(n - 1, a, c, b)\n    print(a, '->', c)\n    return moves + 1 + {f}(n - 1, b, a, c)\n",
            f"print({f}({n}, {a!r}, {b!r}, {c!r}))",
        )
    text = rng.choice((material.word(rng), "level", "noon", "racecar", material.gibberish(rng)))
    body = rng.choice(
        (
            "return s == '' or s[0] == s[-1] and {f}(s[1:-1])",
            "return '' if not s else {f}(s[1:]) + s[0]",
            "return 0 if not s else (s[0] in 'aeiou') + {f}(s[1:])",
            "if len(s) < 2:\n        return s\n    return s[-1] + {f}(s[1:-1]) + s[0]",
            "if not s:\n        return ''\n    return s[0] + ('-' + {f}(s[1:]) if len(s) > 1 else '')",
            "if len(s) < 3:\n        return s.upper()\n    m = len(s) // 2\n    return {f}(s[m:]) + {f}(s[:m])",
        )
    )
    return _program(f"def {f}(s):\n    {body.replace('{f}', f)}\n", f"print({f}({text!r}))")


@template("algorithms")
def sorting_by_hand(rng: Random) -> str:
    f, xs = material.name_of(rng, "sort", "bubble", "arrange", "f"), rng.choice(("xs", "a", "lst", "nums"))
    op, show = rng.choice("><"), rng.random() < 0.35
    said = f"\n        print({xs})" if show else ""
    body = rng.choice((
        f"for i in range(len({xs})):\n        for j in range(len({xs}) - 1 - i):\n            if {xs}[j] {op} {xs}[j + 1]:\n                {xs}[j], {xs}[j + 1] = {xs}[j + 1], {xs}[j]{said}\n    return {xs}", f"for i in range(1, len({xs})):\n        key = {xs}[i]\n        j = i - 1\n        while j >= 0 and {xs}[j] {op} key:\n            {xs}[j + 1] = {xs}[j]\n            j -= 1\n        {xs}[j + 1] = key{said}\n    return {xs}",
        f"for i in range(len({xs})):\n        best = i\n        for j in range(i + 1, len({xs})):\n            if {xs}[best] {op} {xs}[j]:\n                best = j\n        {xs}[i], {xs}[best] = {xs}[best], {xs}[i]{said}\n    return {xs}", f"if len({xs}) < 2:\n        return {xs}\n    m = len({xs}) // 2\n    a, b = {f}({xs}[:m]), {f}({xs}[m:])\n    out = []\n    while a and b:\n        out.append(a.pop(0) if a[0] {'<' if op == '>' else '>'} b[0] else b.pop(0))\n    return out + a + b",
        f"swaps = 0\n    for i in range(len({xs}) - 1):\n        if {xs}[i] {op} {xs}[i + 1]:\n            {xs}[i], {xs}[i + 1] = {xs}[i + 1], {xs}[i]\n            swaps += 1{said}\n    return swaps, {xs}",
    ))  # fmt: skip
    return _program(f"def {f}({xs}):\n    {body}\n", f"print({f}({material.numbers(rng, 3, 6)!r}))")


@template("algorithms")
def searching(rng: Random) -> str:
    nums = sorted(set(material.numbers(rng, 5, 9)))
    f, wanted = material.name_of(rng, "search", "find", "locate"), rng.choice((rng.choice(nums), rng.randint(0, 100)))
    said = "\n        print(lo, hi, mid)" if rng.random() < 0.4 else ""
    body, extra = rng.choice((
        (f"lo, hi = 0, len(xs) - 1\n    while lo <= hi:\n        mid = (lo + hi) // 2{said}\n        if xs[mid] == t:\n            return mid\n        if xs[mid] < t:\n            lo = mid + 1\n        else:\n            hi = mid - 1\n    return {rng.choice(('-1', 'None', '-lo - 1'))}", ""), ("for i, x in enumerate(xs):\n        if x == t:\n            return i\n    return -1", ""), ("best = xs[0]\n    for x in xs:\n        if abs(x - t) < abs(best - t):\n            best = x\n    return best", ""),
        ("seen = {}\n    for i, x in enumerate(xs):\n        if t - x in seen:\n            return seen[t - x], i\n        seen[x] = i\n    return None", ""), ("return [(a, b) for i, a in enumerate(xs) for b in xs[i + 1:] if a + b == t]", ""), ("count = 0\n    for x in xs:\n        if x > t:\n            break\n        count += 1\n    return count", ""),
    ))  # fmt: skip
    if "t - x" in body or "a + b == t" in body:
        wanted = nums[0] + nums[-1] if rng.random() < 0.6 else wanted
    return _program(
        f"def {f}(xs, t):\n    {body}\n",
        f"xs = {nums!r}",
        f"print({f}(xs, {wanted}))",
        *([f"print({f}(xs, {rng.choice(nums)}))"] if rng.random() < 0.4 else []),
        *([extra] if extra else []),
    )


@template("algorithms")
def number_games(rng: Random) -> str:
    n, k, i = rng.randint(8, 30), rng.randint(2, 5), rng.choice(("i", "n", "x"))
    w1, w2 = rng.choice((("Fizz", "Buzz"), tuple(w.capitalize() for w in material.words(rng, 2)), ("tick", "tock")))
    a, b = rng.choice(((3, 5), (2, 3), (2, 5), (3, 4), (2, 7)))
    return rng.choice((
        f"for {i} in range(1, {rng.randint(6, 15)}):\n    if {i} % {a * b} == 0:\n        print('{w1}{w2}')\n    elif {i} % {a} == 0:\n        print('{w1}')\n    elif {i} % {b} == 0:\n        print('{w2}')\n    else:\n        print({i})\n", f"out = ''\nfor {i} in range(1, {n}):\n    out += '{w1[0]}' * ({i} % {a} == 0) + '{w2[0]}' * ({i} % {b} == 0) or str({i} % 10)\nprint(out)\n",
        f"print([{i} for {i} in range(2, {n}) if all({i} % d for d in range(2, {i}))])\n", f"sieve = [True] * {n}\nfor {i} in range(2, {n}):\n    if sieve[{i}]:\n        for j in range({i} * 2, {n}, {i}):\n            sieve[j] = False\nprint([{i} for {i} in range(2, {n}) if sieve[{i}]]{rng.choice(('', '[-3:]', '[::2]'))})\n", f"{i} = {rng.randint(3, 30)}\nsteps = 0\nwhile {i} != 1 and steps < {rng.randint(6, 20)}:\n    {i} = {i} // 2 if {i} % 2 == 0 else 3 * {i} + 1\n    steps += 1\n    {rng.choice((f'print({i})', f'print({i}, end=chr(32))'))}\nprint(steps)\n",
        f"def digits({i}):\n    return [int(d) for d in str({i})]\n\nprint(digits({n * 137}), sum(digits({n * 91})), max(digits({n * 1234})))\n", f"print([{i} for {i} in range(1, {n * 2}) if {n * 2} % {i} == 0])\n", f"print([({i}, {i} ** {k - 1} % {k + 3}) for {i} in range({rng.randint(3, 6)})])\n", f"def is_perfect({i}):\n    return sum(d for d in range(1, {i}) if {i} % d == 0) == {i}\n\nprint(is_perfect({rng.choice((6, 28, n))}), [{i} for {i} in range(2, {n}) if is_perfect({i})])\n",
        f"n, factors, d = {rng.randint(12, 720)}, [], 2\nwhile n > 1:\n    while n % d == 0:\n        factors.append(d)\n        n //= d\n    d += 1\nprint(factors{rng.choice(('', ', len(factors)', '[-1]'))})\n", f"rows = [[1]]\nfor _ in range({rng.randint(2, 5)}):\n    last = rows[-1]\n    rows.append([1] + [a + b for a, b in zip(last, last[1:])] + [1])\nfor r in rows:\n    print(*r)\n",
        f"total = 0\nfor {i} in range({rng.randint(0, 5)}, {n}, {k}):\n    if {i} % {a} and {i} % {b}:\n        continue\n    total += {i}\n    if total > {rng.randint(20, 80)}:\n        break\nprint({i}, total)\n",
    ))  # fmt: skip


@template("algorithms")
def brackets_and_stacks(rng: Random) -> str:
    text = "".join(rng.choice("()[]{}" if rng.random() < 0.5 else "()") for _ in range(rng.randint(3, 9)))
    if rng.random() < 0.4:
        text = rng.choice(("()[]", "{[()]}", "(())", "([)]", "((()", "())", "{}{[]}"))
    tokens: list[str] = []
    depth = 0
    while len(tokens) < rng.randint(5, 8) or depth > 1:
        if depth >= 2 and rng.random() < 0.5:
            tokens.append(rng.choice("+-*"))
            depth -= 1
        elif len(tokens) < 8 or depth < 2:
            tokens.append(str(rng.randint(1, 9)))
            depth += 1
        else:
            tokens.append("+")
            depth -= 1
    f, s = material.name_of(rng, "check", "evaluate", "run", "f"), rng.choice(("stack", "st", "s"))
    return rng.choice((
        f"def {f}(text):\n    pairs = {{')': '(', ']': '[', '}}': '{{'}}\n    {s} = []\n    for c in text:\n        if c in pairs.values():\n            {s}.append(c)\n        elif c in pairs:\n            if not {s} or {s}.pop() != pairs[c]:\n                return {rng.choice(('False', repr('bad'), 'len(' + s + ')'))}\n    return not {s}\n\nprint({f}({text!r}))\n",
        f"{s} = []\nfor t in {' '.join(tokens)!r}.split():\n    if t.isdigit():\n        {s}.append(int(t))\n    else:\n        b, a = {s}.pop(), {s}.pop()\n        {s}.append(a + b if t == '+' else a - b if t == '-' else a * b)\n{rng.choice((f'print({s})', f'print({s}[-1])', f'print({s}.pop(), len({s}))'))}\n",
        f"depth = best = 0\nfor c in {text!r}:\n    if c in '([{{':\n        depth += 1\n        best = max(best, depth)\n    else:\n        depth -= 1\n    {rng.choice(('print(depth, end=chr(32))', 'pass'))}\nprint(best, depth)\n",
        f"from collections import deque\n{s} = deque({material.numbers(rng, 3, 5)!r}, maxlen={rng.randint(3, 6)})\n" + "".join(rng.choice((f"{s}.append({rng.randint(0, 99)})\n", f"{s}.appendleft({rng.randint(0, 99)})\n", f"{s}.rotate({rng.choice((1, 2, -1))})\n", f"print({s}.popleft())\n", f"print({s}.pop())\n")) for _ in range(rng.randint(2, 5))) + f"print(list({s}))\n",
    ))  # fmt: skip


@template("references")
def shared_lists(rng: Random) -> str:
    a, b, c = material.names(rng, 3)
    nums, n = material.numbers(rng, 2, 4), rng.randint(1, 50)
    how = rng.choice(
        (
            f"{b} = {a}",
            f"{b} = {a}[:]",
            f"{b} = list({a})",
            f"{b} = {a}.copy()",
            f"{b} = {a} + []",
            f"{b} = [{a}, {a}]",
            f"{b} = [{a}[:], {a}]",
        )
    )
    acts = [
        rng.choice(
            (
                f"{a}.append({rng.randint(1, 50)})",
                f"{a}[0] = {n}",
                f"{a} += [{n}]",
                f"{a} = {a} + [{n}]",
                f"{a}.reverse()",
                f"{b}.append({n})",
                f"{b} = {b} + [{n}]",
                f"{a}.pop()",
                f"{c} = {b}",
                f"{b}[0] = {n + 1}",
                f"{a}.clear()",
            )
        )
        for _ in range(rng.randint(2, 4))
    ]
    if rng.random() < 0.3:
        f = rng.choice(("change", "f", "update"))
        return _program(
            f"def {f}(xs, n):\n    {rng.choice(('xs.append(n)', 'xs = xs + [n]', 'xs += [n]', 'xs[0] = n', 'xs = []'))}\n    n {rng.choice('+-*')}= {rng.randint(1, 5)}\n    {rng.choice(('return n', 'xs.append(n)', 'print(xs, n)'))}\n",
            f"{a} = {nums!r}",
            f"{b} = {n}",
            f"print({f}({a}, {b}))",
            f"print({a}, {b})",
        )
    return _program(
        f"{a} = {nums!r}",
        how,
        *acts,
        f"print({a}, {b})",
        *([f"print({a} is {b}, {a} == {b})"] if rng.random() < 0.5 else []),
    )


@template("references")
def scopes(rng: Random) -> str:
    x, f, n = (
        rng.choice(("x", "count", "total", "value")),
        rng.choice(("f", "change", "outer", "update")),
        rng.randint(1, 20),
    )
    k = rng.randint(2, 9)
    return _program(rng.choice((
        f"{x} = {n}\n\ndef {f}():\n    global {x}\n    {x} {rng.choice('+-*')}= {k}\n    return {x}\n\nprint({f}(), {x})\nprint({f}() + {x})", f"{x} = {n}\n\ndef {f}({x}):\n    {x} = {x} * {k}\n    print({x})\n\n{f}({x})\nprint({x})", f"{x} = {n}\n\ndef {f}():\n    {x} = {k}\n    def inner():\n        {rng.choice(('nonlocal', 'global'))} {x}\n        {x} = {n + k}\n    inner()\n    print({x})\n\n{f}()\nprint({x})",
        f"{x} = [{n}]\n\ndef {f}(v, acc={x}):\n    acc.append(v)\n    return len(acc)\n\nprint({f}({k}), {f}({k + 1}))\nprint({x})", f"{x} = {n}\n\ndef {f}(a={x}):\n    return a + {x}\n\nprint({f}())\n{x} = {k}\nprint({f}(), {f}({k}))", f"for {x} in range({k}):\n    pass\nprint({x})\nprint([{x} * {n} for {x} in range(3)], {x})",
        f"{x} = {n}\n\ndef {f}():\n    try:\n        print({x})\n        {x} = {k}\n    except UnboundLocalError:\n        print('unbound')\n\n{f}()\nprint({x})",
    )))  # fmt: skip


@template("truth")
def truth_and_comparison(rng: Random) -> str:
    values = (
        "0",
        "1",
        "''",
        "'0'",
        "[]",
        "[0]",
        "None",
        "{}",
        "()",
        "0.0",
        "' '",
        "True",
        "False",
        repr(material.word(rng)),
        str(material.number(rng)),
    )
    n = [rng.randint(0, 12) for _ in range(4)]
    w = material.words(rng, 2)

    def line() -> str:
        a, b, c = rng.choices(values, k=3)
        return rng.choice((
            f"print({a} or {b})", f"print({a} and {b})", f"print({a} or {b} and {c})", f"print(not {a}, bool({b}))", f"print({n[0]} < {n[1]} < {n[2]})", f"print({n[0]} == {n[1]} or {n[2]})", f"print(not {a} == {b})", f"print({w[0]!r} < {w[1]!r}, {w[0].capitalize()!r} < {w[1]!r})", f"print({n[:2]!r} < {n[1:3]!r}, {n!r} == {n!r})",
            f"print(True + {n[0]}, sum([{a} == {b}, True]))", f"print({rng.choice((a, b))} is None)", f"print([v for v in ({a}, {b}, {c}) if v])", f"print(any([{a}, {b}]), all([{b}, {c}]))", f"print({a} if {b} else {c})", f"print({n[0]} % 2 == 0 and {n[1]} > {n[2]})", f"print({n[0]} == {float(n[0])}, {w[0]!r} in {w!r})", f"print(len({w[0]!r}) > {n[1]} or {w[1]!r}.isupper())",
        ))  # fmt: skip

    return _program(*(line() for _ in range(rng.randint(2, 6))))


@template("truth")
def numbers_and_conversion(rng: Random) -> str:
    def line() -> str:
        a, b, k = material.number(rng), rng.randint(2, 12), rng.randint(1, 3)
        d = material.decimal(rng)
        return rng.choice((
            f"print({a} // {b}, {a} % {b})", f"print(-{abs(a)} // {b}, -{abs(a)} % {b})", f"print({a} / {b})", f"print(round({d}, {k}), int({d}))", f"print(int('{abs(a)}') + {b}, str({a}) + '{b}')", f"print(divmod({a}, {b}))", f"print(float('{d}') * {b})", f"print({a} {rng.choice('+-*')} {b} {rng.choice('+-*')} {k})", f"print(abs({a}), pow({b}, {k}), {b} ** {k})",
            f"print(type({a} {rng.choice(('/', '//', '*'))} {b}).__name__)", f"print(max({a}, {b}, key=lambda v: v % 7))", f"print({abs(a)} & {b}, {abs(a)} | {b}, {abs(a)} ^ {b})", f"print({abs(a)} << {k}, {abs(a)} >> {k})", f"print('{b}' * {k}, [{b}] * {k})", f"print(int('{abs(a) % 10}' * {k}) + {b})", f"print(chr({97 + b}), ord({chr(65 + b)!r}))", f"print(sum(range({b})), list(range({b}, 0, -{k})))", f"print({d} + {k / 4}, {d} > {b})",
            f"print(f'{{{a} / {b}:.{k}f}}')", f"print(bin({abs(a)})[2:], int('{b:b}', 2))", f"print(round({a} / {b}), {a} // {b} * {b})", f"print(min({a}, {b}, {k}), sorted([{a}, {b}, {k}]))", f"print(bool({a}), int({a > b}))",
        ))  # fmt: skip

    return _program(*(line() for _ in range(rng.randint(2, 6))))


@template("matching")
def match_statements(rng: Random) -> str:
    f, x = material.name_of(rng, "f", "describe", "handle"), rng.choice(("x", "value", "cmd"))
    w = material.words(rng, 4)
    cases = [f"case {rng.randint(0, 3)}:\n            return {w[0]!r}", f"case int() if {x} > {rng.randint(5, 30)}:\n            return 'big'", "case int():\n            return 'int'", f"case {w[1]!r} | {w[2]!r}:\n            return 'word'", "case str():\n            return " + x + rng.choice((".upper()", "[::-1]", " + '!'")), "case []:\n            return 'empty'", "case [a]:\n            return a", "case [a, b]:\n            return a + b", "case [first, *rest]:\n            return first, len(rest)",
             "case {'name': name}:\n            return name", "case None:\n            return 'none'", "case (a, 0):\n            return a"]  # fmt: skip
    chosen = sorted(rng.sample(range(len(cases)), rng.randint(2, 5)))
    values = [
        str(rng.randint(0, 40)),
        repr(w[1]),
        repr(w[3]),
        "[]",
        f"[{rng.randint(1, 9)}]",
        str(material.numbers(rng, 2, 4)),
        "None",
        f"{{'name': {w[0]!r}, 'age': 3}}",
        f"({rng.randint(1, 9)}, 0)",
        "2.5",
    ]
    used = rng.sample(values, rng.randint(2, 4))
    return _program(
        f"def {f}({x}):\n    match {x}:\n        "
        + "\n        ".join(cases[i] for i in chosen)
        + f"\n        case _:\n            return {rng.choice((repr('other'), 'None', x))}\n",
        *(f"print({f}({value}))" for value in used),
    )


@template("simulation")
def small_simulations(rng: Random) -> str:
    who, word = material.people(rng, 3), material.words(rng, 3)
    moves = "".join(rng.choice("LRUD") for _ in range(rng.randint(4, 9)))
    stock = {w: rng.randint(0, 9) for w in word}
    orders = [(rng.choice(word), rng.randint(1, 6)) for _ in range(rng.randint(2, 4))]
    n = rng.randint(2, 5)
    commands = [
        rng.choice((f"add {rng.randint(1, 9)}", f"mul {rng.randint(2, 4)}", "neg", f"sub {rng.randint(1, 9)}", "show"))
        for _ in range(rng.randint(3, 6))
    ]
    return rng.choice((
        f"x = y = 0\nfor m in {moves!r}:\n    if m == 'L':\n        x -= 1\n    elif m == 'R':\n        x += {rng.randint(1, 2)}\n    elif m == 'U':\n        y += 1\n    else:\n        y -= {rng.randint(1, 2)}\n{rng.choice(('    print(x, y)' + chr(10), ''))}print((x, y), abs(x) + abs(y))\n", f"stock = {stock!r}\nfor item, qty in {orders!r}:\n    if stock.get(item, 0) >= qty:\n        stock[item] -= qty\n        print('sold', qty, item)\n    else:\n        print('no', item)\nprint(stock)\n",
        f"queue = {who!r}\nfor i in range({rng.randint(2, 6)}):\n    p = queue.pop(0)\n    print(p{rng.choice(('', ', i', ' + str(i)'))})\n    if len(p) > {rng.randint(2, 4)}:\n        queue.append(p)\n    if not queue:\n        break\nprint(queue)\n", f"acc = {rng.randint(0, 9)}\nfor line in {commands!r}:\n    op, *arg = line.split()\n    if op == 'add':\n        acc += int(arg[0])\n    elif op == 'sub':\n        acc -= int(arg[0])\n    elif op == 'mul':\n        acc *= int(arg[0])\n    elif op == 'neg':\n        acc = -acc\n    else:\n        print(acc)\nprint('end', acc)\n",
        f"balance = {rng.randint(50, 200)}\nfor year in range(1, {n + 1}):\n    balance += balance * {rng.randint(2, 20)} // 100\n    print(year, balance)\n", f"pop = [{rng.randint(1, 9)}, {rng.randint(1, 9)}]\nwhile len(pop) < {n + 4}:\n    pop.append((pop[-1] {rng.choice('+*')} pop[-2]) % {rng.randint(7, 30)})\nprint(pop)\n", f"cells = {''.join(rng.choice('.#') for _ in range(rng.randint(6, 10)))!r}\nfor step in range({rng.randint(2, 4)}):\n    cells = ''.join('#' if (cells[i - 1] == '#') != (cells[(i + 1) % len(cells)] == '#') else '.' for i in range(len(cells)))\n    print(cells)\n",
        f"names = {who!r}\ni = 0\nwhile len(names) > 1:\n    i = (i + {n}) % len(names)\n    print(names.pop(i))\nprint(names[0])\n", f"state = 'idle'\ntable = {{('idle', 'go'): 'run', ('run', 'stop'): 'idle', ('run', 'go'): 'fast'}}\nfor event in {[rng.choice(('go', 'stop', 'wait')) for _ in range(rng.randint(3, 6))]!r}:\n    state = table.get((state, event), state)\n    print(state)\n",
    ))  # fmt: skip


@template("walrus")
def assignment_expressions(rng: Random) -> str:
    nums, n, w = material.numbers(rng, 4, 7), rng.randint(2, 20), material.sentence(rng, 3, 5)
    x = rng.choice(("x", "n", "v"))
    return _program(f"data = {nums!r}", *rng.sample((
        f"if (n := len(data)) > {rng.randint(3, 6)}:\n    print('long', n)\nelse:\n    print('short', n)", f"print([y for {x} in data if (y := {x} * {rng.randint(2, 4)} - {n}) > 0])", f"while (total := sum(data)) > {n * 3}:\n    data.pop()\nprint(total, data)", f"it = iter(data)\nwhile ({x} := next(it, None)) is not None and {x} < {n * 2}:\n    print({x})", f"print((a := {n}) + a * 2, a)",
        f"if any((bad := {x}) > {n * 2} for {x} in data):\n    print('found', bad)\nelse:\n    print('none')", f"words = {w!r}.split()\nprint([k for t in words if (k := t.strip('.,!?;:-').lower()) > 'h'])", f"acc = 0\nprint([acc := acc + {x} for {x} in data])",
    ), rng.randint(1, 2)))  # fmt: skip
