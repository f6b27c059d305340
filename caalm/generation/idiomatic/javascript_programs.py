# ruff: noqa: E501, D103 -- a template is read as the text that it draws; its name says what it is.
"""JavaScript: chains, destructuring, coercion, classes, closures, maps, labels: programs as people write them."""

from __future__ import annotations

from random import Random

from caalm.generation.idiomatic import material
from caalm.generation.idiomatic.grammar import Scope
from caalm.generation.idiomatic.javascript_functions import values_of, words_of
from caalm.generation.idiomatic.javascript_grammar import javascript_scope, quoted
from caalm.generation.idiomatic.template import new_table

PROGRAMS, template = new_table()


def _program(*lines: str) -> str:
    return "\n".join(line for line in lines if line) + "\n"


def _name(rng: Random, *options: str) -> str:
    return material.camel(material.name_of(rng, *options))


def _names(rng: Random, count: int) -> list[str]:
    return [material.camel(one) for one in material.names(rng, count)]


def _given(rng: Random, kinds: str) -> tuple[Scope, list[str]]:
    values = values_of(rng, kinds)
    scope = javascript_scope(rng, words_of(values), avoid=tuple(material.RESERVED))
    lines = []
    for kind, value in zip(kinds, values, strict=True):
        name = scope.declare(
            kind, material.camel(material.names(rng, 1, avoid=frozenset(scope.used))[0]) if rng.random() < 0.4 else None
        )
        lines.append(f"{rng.choice(('const', 'let'))} {name} = {quoted(value)};")
    return scope, lines


def _prints(rng: Random, scope: Scope, kinds: str, count: int, depth: int = 2) -> list[str]:
    lines = []
    for _ in range(count):
        kind = rng.choice(kinds)
        text = scope.fill(kind, depth)
        if kind in "siISd" and rng.random() < 0.35:
            name = scope.declare(kind)
            lines += [f"const {name} = {text};", f"console.log({name});"]
        else:
            lines.append(f"console.log({text});" if not text.startswith("{") else f"console.log(({text}));")
    return lines


@template("chains")
def array_chains(rng: Random) -> str:
    scope, lines = _given(rng, rng.choice(("I", "S", "IS")))
    return _program(*lines, *_prints(rng, scope, "IISi", rng.randint(2, 4)))


@template("chains")
def text_chains(rng: Random) -> str:
    scope, lines = _given(rng, rng.choice(("s", "ss", "sS")))
    return _program(*lines, *_prints(rng, scope, "sssSib", rng.randint(2, 4)))


@template("chains")
def long_chains(rng: Random) -> str:
    xs, x = _name(rng, "nums", "xs", "data"), rng.choice(("n", "x", "v"))
    k = [rng.randint(2, 9) for _ in range(4)]
    steps = (f".map({x} => {x} * {k[0]})", f".filter({x} => {x} > {k[1]})", f".map({x} => {x} - {k[2]})", f".filter({x} => {x} % 2 {rng.choice(('===', '!=='))} 0)", ".reverse()", f".slice({rng.randint(0, 2)})", f".slice(0, {rng.randint(2, 5)})", ".sort((a, b) => a - b)", ".sort((a, b) => b - a)", ".sort()", f".map(({x}, i) => {x} + i)", f".concat([{k[3]}])", f".map({x} => {x} % {k[0] + 2})", f".flatMap({x} => [{x}, {x}])")  # fmt: skip
    ends = (
        "",
        "",
        ".join('-')",
        ".reduce((a, b) => a + b, 0)",
        ".length",
        ".at(-1)",
        f".includes({k[0]})",
        f".indexOf({k[1]})",
        f".some({x} => {x} > {k[2] * 3})",
        f".every({x} => {x} > 0)",
        f".find({x} => {x} > {k[3]})",
        ".reduce((a, b) => Math.max(a, b), 0)",
        ".join('')",
    )
    made = [
        f"console.log({xs}"
        + "".join(("\n  " if rng.random() < 0.3 else "") + one for one in rng.sample(steps, rng.randint(2, 4)))
        + rng.choice(ends)
        + ");"
        for _ in range(rng.randint(1, 2))
    ]
    return _program(f"const {xs} = {material.numbers(rng, 4, 8)!r};", *made)


@template("template-strings")
def template_strings(rng: Random) -> str:
    a, b, c = _names(rng, 3)
    w, n, d = material.word(rng), material.number(rng), material.decimal(rng)
    k = rng.randint(2, 9)
    forms = (f"${{{a}}}", f"${{{b}}}", f"${{{c}}}", f"${{{a}.toUpperCase()}}", f"${{{b} * {k}}}", f"${{{c}.toFixed({rng.randint(1, 3)})}}", f"${{{a}.length}}", f"${{{b} > {k * 4} ? 'many' : 'few'}}", f"${{{a}.padStart({rng.randint(6, 12)}, '*')}}", f"${{{a}.padEnd({rng.randint(6, 12)})}}|", f"${{{b} + {c}}}", f"${{[{b}, {k}]}}", f"${{{a}[0]}}", f"${{{b} % {k}}}", f"${{String({b}).padStart(5, '0')}}", f"${{{a} + {b}}}", f"${{{b} / {k}}}", f"${{typeof {c}}}", f"${{{a}.slice(1, {k})}}", f"${{{b} === {n} && '{w[:2]}'}}", f"${{`<${{{a}}}>`}}")  # fmt: skip
    lines = [
        f"console.log(`{rng.choice(('', 'Item: ', '[', '# ', 'Got '))}{rng.choice((' ', ', ', ' | ', '-', ': ')).join(rng.choices(forms, k=rng.randint(1, 3)))}`);"
        for _ in range(rng.randint(2, 4))
    ]
    return _program(
        f"const {a} = {quoted(w)};", f"{rng.choice(('const', 'let'))} {b} = {n};", f"const {c} = {d};", *lines
    )


@template("coercion")
def coercion_puzzles(rng: Random) -> str:
    values = (
        "1",
        "0",
        "'5'",
        "'0'",
        "''",
        "' '",
        "[]",
        "{}",
        "null",
        "undefined",
        "true",
        "false",
        "NaN",
        "[1]",
        "[1, 2]",
        "'abc'",
        "-1",
        "'10'",
        "9",
        "[[]]",
        "[null]",
        "() => 1",
    )

    def line() -> str:
        n = rng.randint(0, 20)
        a, b, c = rng.choices((*values, str(n), f"'{n}'", quoted(material.word(rng))), k=3)
        safe = [v for v in (a, b, c) if "=>" not in v] or ["1"]
        x, y, z = rng.choice(safe), rng.choice(safe), rng.choice(safe)
        if x == "{}":
            x = "({})"
        return rng.choice((
            f"{x} + {y}", f"{x} - {y}", f"{x} * {y}", f"{x} == {y}", f"{x} === {y}", f"{x} + {y} + {z}", f"typeof {a if '=>' not in a else '(' + a + ')'}", f"{x} != {y}", f"{x} < {y}", f"{x} >= {y}", f"!{x}", f"!!{x}", f"+{x}", f"-{x}", f"{x} || {y}", f"{x} && {y}", f"{x} ?? {y}", f"String({x})", f"Number({x})", f"Boolean({x})",
            f"{x} / {y}", f"{x} % {y}", f"parseInt({rng.choice((f'{n}px', material.word(rng), f'{n}.9', '0x1f', ''))!r})", f"parseFloat('{n}.5abc')", f"isNaN({x})", f"Number.isNaN({x})", f"[{x}, {y}] + {z}", f"typeof ({x} + {y})", f"{x} > {y} > {z}", f"[{x}] == {y}", f"`${{{x}}}`", f"Array.isArray({x})", f"null ?? {y}", f"0.1 + 0.{n % 9 + 1}", f"[{n}, {n // 2}, 1].sort() + ''", f"({x} ? {y} : {z})", f"void {n}", f"~{n}", f"'{n}' - - '{n % 7}'", f"[...'{n}'].length + {y}", f"typeof typeof {n}", f"Math.max({x}, {y})",
        ))  # fmt: skip

    lines = []
    for _ in range(rng.randint(2, 6)):
        lines.append(f"console.log({line()});" if rng.random() < 0.8 else f"console.log({line()}, {line()});")
    return _program(*lines)


@template("coercion")
def types_and_conversion(rng: Random) -> str:
    a, b = _names(rng, 2)
    n, m, w = material.number(rng), material.number(rng), material.word(rng)
    first, second = rng.choice(
        (
            (quoted(str(n)), str(m)),
            (str(n), quoted(str(m))),
            (quoted(w), str(n)),
            (str(n), "null"),
            ("true", str(m)),
            (str(n), "undefined"),
            (f"[{n}]", str(m)),
            (quoted(str(n)), quoted(str(m))),
        )
    )
    pieces = (
        f"{a} + {b}",
        f"{a} - {b}",
        f"{a} * {b}",
        f"{a} == {b}",
        f"{a} === {b}",
        f"{a} < {b}",
        f"typeof {a}, typeof {b}",
        f"typeof ({a} + {b})",
        f"Number({a}) + Number({b})",
        f"String({a}) + {b}",
        f"`${{{a}}}${{{b}}}`",
        f"+{a} + +{b}",
        f"Boolean({a}) && {b}",
        f"{a} || {b}",
        f"[{a}, {b}]",
        f"parseInt({a}, 10)",
        f"Number.isInteger({a})",
        f"{a} ? 'yes' : 'no'",
        f"isNaN({a})",
        f"{{ {a}, {b} }}",
    )
    return _program(
        f"let {a} = {first};",
        f"let {b} = {second};",
        *(f"console.log({one});" for one in rng.sample(pieces, rng.randint(2, 5))),
        *(
            rng.sample(
                (
                    f"{a} += {b};\nconsole.log({a}, typeof {a});",
                    f"{a}++;\nconsole.log({a});",
                    f"{b} -= {a};\nconsole.log({b});",
                ),
                rng.randint(0, 1),
            )
        ),
    )


@template("destructuring")
def destructuring(rng: Random) -> str:
    a, b, c, d = _names(rng, 4)
    n = [material.number(rng) for _ in range(6)]
    w = material.words(rng, 3)
    f1, f2, f3 = rng.sample(material.FIELDS, 3)
    obj = f"{{ {f1}: {quoted(w[0])}, {f2}: {n[0]} }}"
    blocks = (
        f"const [{a}, {b}] = {n[:3]};\nconsole.log({a}, {b});", f"const [{a}, , {b} = {n[5]}] = [{n[0]}, {n[1]}{rng.choice(('', f', {n[2]}'))}];\nconsole.log({a}, {b});", f"const [{a}, ...{b}] = {n[: rng.randint(2, 5)]};\nconsole.log({a}, {b}, {b}.length);", f"const {{ {f1}, {f2} }} = {obj};\nconsole.log({f1}, {f2});", f"const {{ {f1}: {a}, {f3}: {b} = {n[3]} }} = {obj};\nconsole.log({a}, {b});",
        f"let {a} = {n[0]}, {b} = {n[1]};\n[{a}, {b}] = [{b}, {a} {rng.choice('+-*')} {b}];\nconsole.log({a}, {b});", f"const {{ {f1}, ...{a} }} = {{ ...{obj}, {f3}: {n[4]} }};\nconsole.log({f1}, {a});", f"const {a} = ({{ {f1}, {f2} = {n[2]} }}) => `${{{f1}}}:${{{f2}}}`;\nconsole.log({a}({{ {f1}: {quoted(w[1])} }}), {a}({obj}));", f"for (const [{a}, {b}] of Object.entries({obj})) {{\n  console.log({a}, {b});\n}}",
        f"const {a} = {obj};\nconst {b} = {{ ...{a}, {f2}: {n[1]}, {f3}: {quoted(w[2])} }};\nconsole.log({b}, {a}.{f2});", f"const {{ {f1}: {{ {f2}: {a} }} }} = {{ {f1}: {{ {f2}: {n[0]} }} }};\nconsole.log({a});", f"const {a} = ([{b}, {c}], ...{d}) => [{c}, {b}, {d}.length];\nconsole.log({a}([{n[0]}, {n[1]}], {n[2]}, {n[3]}));", f"const {a} = {n[:2]}, {b} = {n[2:4]};\nconsole.log([...{a}, {n[4]}, ...{b}], Math.max(...{a}, ...{b}));",
        f"const [[{a}, {b}], {{ {f1} }}] = [{n[:2]}, {obj}];\nconsole.log({b}, {a}, {f1});", f"for (const {{ {f1}, {f2} }} of [{obj}, {{ {f1}: {quoted(w[1])}, {f2}: {n[1]} }}]) {{\n  console.log({f1} + '=' + {f2});\n}}", f"const [{a}, {b}] = {quoted(w[0])};\nconsole.log({b} + {a});",
    )  # fmt: skip
    chosen = rng.sample(blocks, rng.randint(1, 2))
    return _program(*(f"{{\n{block}\n}}" if len(chosen) > 1 and i else block for i, block in enumerate(chosen)))


@template("objects")
def objects_and_optional_chaining(rng: Random) -> str:
    o = _name(rng, "user", "config", "data", "item")
    f = rng.sample(material.FIELDS, 4)
    n, w = [material.number(rng) for _ in range(3)], material.words(rng, 2)
    pieces = (
        f"console.log({o}?.{f[1]}?.{f[2]});", f"console.log({o}.{f[3]}?.{f[0]} ?? 'none');", f"console.log({o}.{f[3]} || {quoted(w[1])});", f"console.log(Object.keys({o}).length, '{f[0]}' in {o});", f"delete {o}.{f[0]};\nconsole.log({o});", f"{o}.{f[3]} = {o}.{f[1]}.{f[2]} * 2;\nconsole.log({o}.{f[3]});", f"console.log({o}['{f[0]}'], {o}['{f[1]}']['{f[2]}']);", f"console.log(JSON.stringify({o}));", f"const copy = {{ ...{o} }};\ncopy.{f[1]}.{f[2]}++;\nconsole.log({o}.{f[1]}.{f[2]}, copy === {o});",
        f"console.log({o}.{f[0]}?.toUpperCase?.());", f"console.log({o}.{f[3]}?.[0], {o}.list?.[1]);", f"{o}.{f[3]} ??= {n[1]};\n{o}.{f[0]} ||= 'x';\nconsole.log({o}.{f[3]}, {o}.{f[0]});", f"console.log(Object.entries({o}.{f[1]}));", f"const deep = JSON.parse(JSON.stringify({o}));\ndeep.list.push({n[2]});\nconsole.log({o}.list.length, deep.list.length);", f"console.log({o}.hasOwnProperty('{f[3]}'), Object.values({o}).length);", f"Object.freeze({o});\n{o}.{f[0]} = 'changed';\nconsole.log({o}.{f[0]});", f"const key = '{f[1]}';\nconsole.log({o}[key], {{ [key + 1]: {n[0]} }});",
    )  # fmt: skip
    return _program(
        f"const {o} = {{ {f[0]}: {quoted(w[0])}, {f[1]}: {{ {f[2]}: {n[0]} }}, list: {material.numbers(rng, 1, 3)} }};",
        *rng.sample(pieces, rng.randint(2, 4)),
    )


@template("objects")
def json_texts(rng: Random) -> str:
    a = _name(rng, "data", "obj", "value", "record")
    f = rng.sample(material.FIELDS, 3)
    value = rng.choice(
        (
            f"{{ {f[0]}: {material.number(rng)}, {f[1]}: {quoted(material.word(rng))}, {f[2]}: {rng.choice(('null', 'true', 'undefined', 'NaN', '[1, [2]]', '() => 1'))} }}",
            f"[{material.number(rng)}, {rng.choice(('null', 'undefined', 'NaN', 'true'))}, {quoted(material.word(rng))}]",
            f"{{ {f[0]}: {{ {f[1]}: {material.numbers(rng, 1, 3)} }}, {f[2]}: {material.small(rng)} }}",
        )
    )
    pieces = (f"console.log(JSON.stringify({a}));", f"console.log(JSON.stringify({a}).length);", f"console.log(JSON.stringify({a}, null, {rng.choice((1, 2))}));", f"console.log(JSON.stringify({a}, (k, v) => (typeof v === 'number' ? v * 2 : v)));", f"console.log(typeof JSON.stringify({a}), typeof JSON.parse(JSON.stringify({a})));", f"console.log(JSON.parse(JSON.stringify({a})));", f"console.log(JSON.stringify({{ x: {a}, y: [{a}] }}));", f"console.log(JSON.stringify(Object.keys({a})));", f"console.log(JSON.stringify({a}) === JSON.stringify({{ ...{a} }}));", f"try {{\n  JSON.parse({quoted(rng.choice(('{bad', '[1,', '{}', '7', 'null')))});\n  console.log('ok');\n}} catch (e) {{\n  console.log(e.name);\n}}")  # fmt: skip
    return _program(f"const {a} = {value};", *rng.sample(pieces, rng.randint(1, 3)))


@template("maps-and-sets")
def maps_and_sets(rng: Random) -> str:
    m, x = _name(rng, "m", "map2", "counts", "seen"), rng.choice(("x", "w", "c", "item"))
    if rng.random() < 0.55:
        words = (
            material.some_words(rng, 3, 4, repeats=True) if rng.random() < 0.6 else list(material.gibberish(rng, 5, 10))
        )
        key = rng.choice((x, x, f"{x}.length", f"{x}[0]"))
        lines = [
            f"const {m} = new Map();",
            f"for (const {x} of {quoted(words)}) {{\n  {m}.set({key}, ({m}.get({key}) ?? 0) + {rng.randint(1, 3)});\n}}",
        ]
        pieces = (
            f"console.log({m});",
            f"console.log({m}.size, [...{m}.keys()]);",
            f"for (const [k, v] of {m}) console.log(k, v);",
            f"console.log([...{m}].sort((a, b) => b[1] - a[1])[0]);",
            f"{m}.forEach((v, k) => console.log(`${{k}}=${{v}}`));",
            f"console.log(Object.fromEntries({m}));",
            f"console.log({m}.has({quoted(words[0])}), {m}.get('nothing'));",
            f"console.log([...{m}.values()].reduce((a, b) => a + b));",
            f"console.log({m}.delete({quoted(words[0])}), {m}.size);",
            f"console.log([...{m}].filter(([, v]) => v > {rng.randint(1, 3)}).map(([k]) => k));",
        )
        return _program(*lines, *rng.sample(pieces, rng.randint(1, 3)))
    a, b = material.numbers(rng, 3, 7), material.numbers(rng, 3, 6)
    one, two = rng.choice((("a", "b"), ("left", "right"), ("s1", "s2")))
    n = rng.choice(a + b)
    pieces = (
        f"console.log({one});",
        f"console.log({one}.size, {two}.size);",
        f"console.log([...{one}].filter(v => {rng.choice(('', '!'))}{two}.has(v)));",
        f"console.log(new Set([...{one}, ...{two}]).size);",
        f"{one}.add({n}).add({n + 1});\nconsole.log([...{one}].join());",
        f"console.log({one}.has({n}), {two}.has({n}));",
        f"{two}.delete({n});\nconsole.log([...{two}]);",
        f"console.log(Math.max(...{one}));",
        f"for (const v of {one}) {{\n  if ({two}.has(v)) console.log('both', v);\n}}",
        f"console.log([...{two}].map(v => v * 2));",
    )
    return _program(
        f"const {one} = new Set({a});", f"const {two} = new Set({b});", *rng.sample(pieces, rng.randint(2, 4))
    )


@template("classes")
def simple_classes(rng: Random) -> str:
    cls, attr = rng.choice(
        (
            ("Account", "balance"),
            ("Tank", "level"),
            ("Counter", "count"),
            ("Wallet", "coins"),
            ("Player", "health"),
            ("Timer", "ticks"),
        )
    )
    up, down, n = (
        *rng.choice((("add", "remove"), ("put", "take"), ("gain", "lose"), ("fill", "drain"))),
        rng.choice(("n", "amount", "x")),
    )
    field = f"#{attr}" if rng.random() < 0.3 else attr
    guard = rng.choice(
        (
            f"if ({n} > this.{field}) return false;\n    this.{field} -= {n};\n    return true;",
            f"this.{field} = Math.max(0, this.{field} - {n});\n    return this.{field};",
            f"if ({n} > this.{field}) throw new Error(`only ${{this.{field}}}`);\n    this.{field} -= {n};",
            f"this.{field} -= {n} * {rng.randint(2, 3)};\n    return this;",
        )
    )
    lines = [
        f"class {cls} {{",
        f"  #{attr};" if field[0] == "#" else "",
        f"  constructor({attr} = {rng.randint(0, 9)}) {{\n    this.{field} = {attr};\n  }}",
        f"  {up}({n}) {{\n    this.{field} += {n}{rng.choice(('', ' * 2', ' + 1'))};\n    return this;\n  }}",
        f"  {down}({n}) {{\n    {guard}\n  }}",
        f"  get value() {{\n    return this.{field}{rng.choice(('', ' * 10', ' + 1'))};\n  }}",
        f"  toString() {{\n    return `{cls}(${{this.{field}}})`;\n  }}" if rng.random() < 0.5 else "",
        "}",
    ]
    text = "toString" in "".join(lines)
    it = _names(rng, 1)[0]
    lines.append(f"const {it} = new {cls}({rng.choice(('', str(rng.randint(5, 60))))});")
    for _ in range(rng.randint(2, 4)):
        k = rng.randint(1, 40)
        use = rng.choice(
            (
                f"{it}.{up}({k});",
                f"{it}.{down}({k});",
                f"console.log({it}.{up}({k}).{up}({k + 1}).value);",
                f"console.log({it}.value);",
            )
        )
        lines.append(
            f"try {{\n  {use}\n}} catch (e) {{\n  console.log(e.message);\n}}"
            if "throw" in guard and down in use
            else use
        )
    return _program(*lines, f"console.log(`${{{it}}}`, {it}.value);" if text else f"console.log({it}.value);")


@template("classes")
def inheritance(rng: Random) -> str:
    base, one, two, method = rng.choice(
        (
            ("Animal", "Dog", "Cat", "speak"),
            ("Shape", "Square", "Line", "describe"),
            ("Vehicle", "Car", "Bike", "info"),
            ("Node", "Leaf", "Branch", "show"),
        )
    )
    attr, w = rng.choice(("name", "label", "title")), material.words(rng, 4)
    said = rng.choice(
        (f"this.{attr}", f"`{w[0]} ${{this.{attr}}}`", "this.constructor.name", f"this.{attr}.toUpperCase()")
    )
    second = rng.choice(
        (
            f"`${{super.{method}()}} {w[1]}`",
            f"super.{method}() + this.size",
            f"{quoted(w[1])}",
            f"super.{method}().repeat(2)",
            f"[super.{method}(), this.size]",
        )
    )
    static = f"  static make(n) {{\n    return new this({quoted(w[3])}, n);\n  }}" if rng.random() < 0.4 else ""
    x, k = rng.choice(("x", "it", "a")), rng.randint(1, 9)
    made = [f"new {one}({quoted(w[2])}, {k})", f"new {two}({quoted(w[3])})"]
    uses = (
        f"for (const {x} of [{', '.join(made)}]) console.log({x}.{method}());",
        f"console.log([{', '.join(made)}].map({x} => {x}.{method}()));",
        f"const {x} = {made[0]};\nconsole.log({x} instanceof {base}, {x} instanceof {two}, {x}.{method}());",
        f"console.log({made[0]});",
        f"console.log({made[1]}.{method}(), typeof {one});",
        f"console.log({one}.name, new {base}('z').{method}());",
        f"console.log({one}.make({k + 1}).{method}());" if static else f"console.log({made[0]}.size);",
    )
    return _program(
        f"class {base} {{\n  constructor({attr}) {{\n    this.{attr} = {attr};\n  }}\n  {method}() {{\n    return {said};\n  }}",
        static,
        "}",
        f"class {one} extends {base} {{\n  constructor({attr}, size = 2) {{\n    super({attr});\n    this.size = size;\n  }}\n  {method}() {{\n    return {second};\n  }}\n}}",
        f"class {two} extends {base} {{}}",
        *rng.sample(uses, rng.randint(1, 3)),
    )


@template("accessors")
def getters_and_setters(rng: Random) -> str:
    o, p, q = (
        _name(rng, "box", "obj", "temp", "shape"),
        *rng.sample(("width", "size", "area", "level", "total", "half"), 2),
    )
    n, k = rng.randint(1, 40), rng.randint(2, 9)
    return _program(
        f"const {o} = {{\n  _{p}: {n},\n  get {p}() {{\n    {rng.choice(('', 'console.log(' + quoted('get') + ');' + chr(10) + '    '))}return this._{p};\n  }},\n  set {p}(v) {{\n    this._{p} = {rng.choice(('v < 0 ? 0 : v', f'v * {k}', f'Math.min(v, {n + k})', 'Number(v)'))};\n  }},\n  get {q}() {{\n    return this.{p} {rng.choice('+-*/')} {k};\n  }},\n}};",
        *(
            rng.choice(
                (
                    f"{o}.{p} = {rng.randint(-9, 60)};",
                    f"console.log({o}.{p});",
                    f"console.log({o}.{q});",
                    f"{o}.{p} += {k};",
                    f"{o}.{q} = {k};",
                    f"console.log(Object.keys({o}));",
                )
            )
            for _ in range(rng.randint(2, 5))
        ),
        f"console.log({o}.{p}, {o}.{q});",
    )


@template("closures")
def closures(rng: Random) -> str:
    make, inner, n = (
        _name(rng, "make", "outer", "create", "counter"),
        rng.choice(("step", "inner", "next2", "get")),
        [rng.randint(1, 12) for _ in range(3)],
    )
    op = rng.choice("+-*")
    return rng.choice((
        f"const {make} = a => b => a {op} b;\nconst g = {make}({n[0]});\nconsole.log(g({n[1]}), {make}({n[2]})({n[0]}), [{n[0]}, {n[1]}].map(g));\n", f"function {make}(start = {n[0]}) {{\n  let count = start;\n  return {{\n    {inner}: () => (count {op}= {n[1]}),\n    reset() {{\n      count = {n[2]};\n    }},\n  }};\n}}\nconst c = {make}();\nconst d = {make}({n[2]});\nconsole.log(c.{inner}(), c.{inner}(), d.{inner}());\nc.reset();\nconsole.log(c.{inner}(), d.{inner}());\n",
        f"const fs = [];\nfor ({rng.choice(('let', 'var'))} i = 0; i < {n[0] % 3 + 2}; i++) fs.push(() => i {op} {n[1]});\nconsole.log(fs.map(f => f()));\n", f"const once = fn => {{\n  let done = false, result;\n  return (...args) => {{\n    if (!done) {{\n      done = true;\n      result = fn(...args);\n    }}\n    return result;\n  }};\n}};\nconst f = once((a, b) => a {op} b);\nconsole.log(f({n[0]}, {n[1]}), f({n[2]}, {n[0]}));\n", f"const memo = {{}};\nconst f = n => memo[n] ?? (memo[n] = (console.log('work', n), n {op} {n[0]}));\nconsole.log(f({n[1]}), f({n[1]}), f({n[2]}));\n",
        f"const compose = (...fns) => x => fns.{rng.choice(('reduceRight', 'reduce'))}((v, f) => f(v), x);\nconst f = compose(x => x + {n[0]}, x => x * {n[1]}, x => x - {n[2]});\nconsole.log(f({n[2]}), f({n[0]}));\n", f"const {make} = (() => {{\n  let id = {n[0]};\n  return prefix => `${{prefix}}-${{id++}}`;\n}})();\nconsole.log({make}({quoted(material.word(rng))}));\nconsole.log({make}('b'), {make}('c'));\n", f"const curry = f => a => b => f(a, b);\nconst g = curry((a, b) => a {op} b);\nconsole.log(g({n[0]})({n[1]}), {material.numbers(rng, 2, 4)}.map(g({n[2]})));\n",
        f"var x = {n[0]};\nfunction f() {{\n  console.log(x);\n  {rng.choice(('var', 'var', ''))} x = {n[1]};\n  return x;\n}}\nconsole.log(f(), x);\n", f"let total = {n[0]};\nconst add = (v, w = v * 2) => {{\n  total += v + w;\n  return add;\n}};\nadd({n[1]})({n[2]}, 1);\nconsole.log(total);\n",
    ))  # fmt: skip


@template("control")
def switch_fallthrough(rng: Random) -> str:
    f, x = _name(rng, "f", "kind", "grade", "pick"), rng.choice(("x", "n", "day", "code"))
    words, textual = material.words(rng, 5), rng.random() < 0.4
    labels = (
        [quoted(w) for w in material.words(rng, 4)] if textual else [str(v) for v in sorted(rng.sample(range(8), 4))]
    )
    out = rng.random() < 0.5
    lines = ["switch (" + x + rng.choice(("", "", "", " % 4" if not textual else ".toLowerCase()")) + ") {"]
    cases = [*labels, "default"]
    if rng.random() < 0.2:
        rng.shuffle(cases)
    for label, word in zip(cases, words, strict=True):
        lines.append(f"  {'default' if label == 'default' else 'case ' + label}:")
        if rng.random() < 0.8:
            lines.append(
                f"    {'out += ' + quoted(word[: rng.randint(1, 4)]) if out else 'console.log(' + quoted(word) + ')'};"
            )
        if rng.random() < 0.55:
            lines.append("    break;")
    body = "\n".join("  " + line for line in [*lines, "}"])
    values = [rng.choice((*labels, quoted("zz") if textual else "9")) for _ in range(rng.randint(2, 3))]
    if rng.random() < 0.2 and not textual:
        values[0] = quoted(labels[0])
        body = body.replace(".toLowerCase()", "")
    start, end = ("  let out = '';\n", "\n  return out;") if out else ("", "")
    return _program(
        f"function {f}({x}) {{\n{start}{body}{end}\n}}",
        *(f"console.log({f}({v}));" if out else f"{f}({v});" for v in values),
        "console.log('end');" if not out else "",
    )


@template("labels")
def labelled_loops(rng: Random) -> str:
    outer, (i, j) = rng.choice(("outer", "loop", "rows", "search")), rng.choice((("i", "j"), ("x", "y"), ("a", "b")))
    n, m, k = rng.randint(3, 5), rng.randint(3, 5), rng.randint(2, 8)
    test = rng.choice(
        (
            f"{i} * {j} > {k}",
            f"{i} + {j} === {k}",
            f"{j} > {i}",
            f"({i} + {j}) % {rng.randint(2, 4)} === {rng.randint(0, 1)}",
            f"{i} === {j}",
        )
    )
    jump = rng.choice((f"continue {outer}", f"break {outer}", "break", "continue"))
    second = (
        f"    if ({i} === {rng.randint(1, 3)}) {rng.choice((f'continue {outer}', f'break {outer}'))};\n"
        if rng.random() < 0.4
        else ""
    )
    act = rng.choice((f"console.log({i}, {j});", f"out.push({i} * 10 + {j});", f"total += {i} * {j};"))
    head, tail = (
        ("const out = [];", "console.log(out.join(' '));")
        if "push" in act
        else ("let total = 0;", "console.log(total);")
        if "total" in act
        else ("", "console.log('done');")
    )
    return _program(
        head,
        f"{outer}: for (let {i} = {rng.randint(0, 1)}; {i} < {n}; {i}++) {{\n  for (let {j} = 0; {j} < {m}; {j}++) {{\n{second}    if ({test}) {jump};\n    {act}\n  }}\n}}",
        tail,
    )


@template("control")
def loops(rng: Random) -> str:
    i, n, k = rng.choice(("i", "n", "x")), rng.randint(3, 9), rng.randint(2, 5)
    o = {w: rng.randint(1, 20) for w in material.words(rng, 3)}
    w1, w2 = material.words(rng, 2)
    return rng.choice((
        f"for (let {i} = {n}; {i} > 0; {i} -= {k}) {{\n  console.log({i} % 2 ? {quoted(w1)} : {i});\n}}\n", f"let {i} = {rng.randint(0, 3)};\ndo {{\n  console.log({i});\n  {i} += {k};\n}} while ({i} < {n});\nconsole.log('end', {i});\n", f"for (const k in {quoted(o)}) {{\n  console.log(k{rng.choice(('', ' + 1', '.length', ', typeof k'))});\n}}\n", f"for (let {i} = 1; {i} <= {n}; {i}++) {{\n  const out = ({i} % {k} ? '' : {quoted(w1)}) + ({i} % {k + 1} ? '' : {quoted(w2)});\n  console.log(out || {i});\n}}\n",
        f"let s = '';\nfor (let {i} = 0, j = {n}; {i} < j; {i}++, j--) {{\n  s += `${{{i}}}${{j}}{rng.choice(' -,')}`;\n}}\nconsole.log(s);\n", f"let {i} = {rng.randint(10, 99)};\nlet steps = 0;\nwhile ({i} !== 1 && steps < {n + 3}) {{\n  {i} = {i} % 2 === 0 ? {i} / 2 : 3 * {i} + 1;\n  steps++;\n}}\nconsole.log({i}, steps);\n", f"for (const [{i}, c] of [...{quoted(material.word(rng))}].entries()) {{\n  if ({i} % {k} === 1) continue;\n  console.log({i}, c);\n}}\n",
        f"for (let {i} = 1; {i} <= {min(n, 6)}; {i}++) {{\n  console.log({rng.choice((quoted('*'), quoted('#'), i))} + '-'.repeat({i}));\n}}\n", f"const out = [];\nfor (let {i} = 2; out.length < {k + 2}; {i}++) {{\n  if (out.every(p => {i} % p)) out.push({i});\n}}\nconsole.log(out);\n", f"const xs = {material.numbers(rng, 4, 7)};\nlet best = xs[0], at = 0;\nxs.forEach((v, i) => {{\n  if (v {rng.choice('<>')} best) [best, at] = [v, i];\n}});\nconsole.log(best, at);\n",
        f"const q = {material.numbers(rng, 3, 5)};\nwhile (q.length > {k - 1}) {{\n  const v = q.shift();\n  if (v % 2) q.push(v - 1);\n  console.log(v, q.length);\n}}\n", f"let a = {rng.randint(0, 3)}, b = {rng.randint(1, 4)};\nfor (let {i} = 0; {i} < {n}; {i}++) [a, b] = [b, a + b];\nconsole.log(a, b);\n",
    ))  # fmt: skip


@template("exceptions")
def try_catch_finally(rng: Random) -> str:
    f, x, w = _name(rng, "f", "parse", "attempt", "check"), rng.choice(("x", "value", "n")), material.words(rng, 4)
    limit = rng.randint(3, 30)
    body = rng.choice(
        (
            f"if ({x} > {limit}) throw new Error({quoted(w[0])});",
            f"if ({x} > {limit}) throw new RangeError(`{w[0]} ${{{x}}}`);",
            f"if (typeof {x} !== 'number') throw new TypeError('bad type');",
            "null.length;" if rng.random() < 0.3 else f"{x}.toFixed(1);",
            f"if ({x} % 2) throw {quoted(w[0])};",
            f"JSON.parse({x});",
            f"if ({x} < {limit}) throw {{ code: {x} }};",
        )
    )
    caught = rng.choice(
        (
            "console.log(e.message);",
            "console.log(e.name);",
            f"return {quoted(w[1])};",
            "console.log(typeof e, e instanceof Error);",
            "console.log('caught');",
            "if (e instanceof RangeError) return 'range';\n    console.log(e.constructor.name);",
        )
    )
    final = (
        f" finally {{\n    console.log({quoted(w[2])});{rng.choice(('', '', chr(10) + '    return 0;'))}\n  }}"
        if rng.random() < 0.6
        else ""
    )
    values = [
        rng.choice((str(rng.randint(0, 60)), str(rng.randint(0, 60)), quoted(w[3]), quoted(str(limit)), "null", "'{}'"))
        for _ in range(rng.randint(2, 3))
    ]
    return _program(
        f"function {f}({x}) {{\n  try {{\n    {body}\n    {rng.choice((f'return {x};', f'console.log({quoted(w[1])}, {x});', f'return {x} + 1;'))}\n  }} catch (e) {{\n    {caught}\n  }}{final}",
        "  return 'after';" if rng.random() < 0.4 else "",
        "}",
        *(f"console.log({f}({v}));" for v in values),
    )


@template("sorting")
def sort_comparators(rng: Random) -> str:
    if rng.random() < 0.5:
        f1, f2 = rng.sample(material.FIELDS[1:], 2)
        rows = [
            {"name": name, f1: rng.randint(1, 30), f2: rng.randint(1, 9)}
            for name in (material.people if rng.random() < 0.5 else material.words)(rng, rng.randint(3, 4))
        ]
        a = _name(rng, "rows", "people", "items", "list2")
        by = rng.choice(
            (
                f"a.{f1} - b.{f1}",
                f"b.{f2} - a.{f2}",
                f"a.{f2} - b.{f2} || a.name.localeCompare(b.name)",
                "a.name.localeCompare(b.name)",
                "a.name.length - b.name.length",
                f"b.{f1} - a.{f1}",
                "(a.name < b.name ? 1 : -1)",
            )
        )
        ends = (
            f"console.log({a}.map(r => r.name));",
            f"console.log({a}.map(r => r.name).join(', '));",
            f"console.log({a}[0]);",
            f"for (const {{ name, {f1} }} of {a}) console.log(name, {f1});",
            f"console.log({a}.find(r => r.{f1} > {rng.randint(5, 25)})?.name);",
            f"console.log({a}.filter(r => r.{f2} > {rng.randint(2, 6)}).length);",
            f"console.log({a}.reduce((s, r) => s + r.{f1}, 0));",
            f"console.log(Object.keys(Object.groupBy ? {{}} : {{}}).length, {a}.at(-1).name);".replace(
                "Object.keys(Object.groupBy ? {} : {}).length, ", ""
            ),
        )
        return _program(
            f"const {a} = [\n  " + ",\n  ".join(map(quoted, rows)) + ",\n];",
            f"{a}.sort((a, b) => {by});",
            *rng.sample(ends, rng.randint(1, 3)),
        )
    a = _name(rng, "xs", "nums", "arr")
    mixed = rng.random() < 0.3
    xs = [rng.choice((1, 5, 10, 25, 100, 9, 80, 3, 12, 7, 200, rng.randint(0, 300))) for _ in range(rng.randint(4, 6))]
    forms = (
        f"{a}.sort()",
        f"[...{a}].sort((a, b) => a - b)",
        f"[...{a}].sort((a, b) => b - a)",
        f"[...{a}].sort((a, b) => (a % {rng.randint(2, 9)}) - (b % {rng.randint(2, 9)}))",
        f"[...{a}].sort().reverse()",
        f"{a}.map(String).sort()",
        f"[...{a}].sort((a, b) => String(a).length - String(b).length)",
        f"{a}.reverse()",
        f"[...{a}].sort((a, b) => (a % 2) - (b % 2) || a - b)",
    )
    return _program(
        f"const {a} = {quoted([*xs, material.word(rng), 'B', 'a'] if mixed else xs)};",
        *(f"console.log({one});" for one in rng.sample(forms, rng.randint(2, 4))),
        f"console.log({a}[0]);" if rng.random() < 0.4 else "",
    )


@template("grouping")
def reduce_to_objects(rng: Random) -> str:
    xs, x, acc = _name(rng, "items", "words", "data"), rng.choice(("x", "w", "it")), rng.choice(("acc", "o", "res"))
    values = (
        material.some_words(rng, 3, 6, repeats=rng.random() < 0.5)
        if rng.random() < 0.6
        else material.numbers(rng, 4, 7)
    )
    text = isinstance(values[0], str)
    key = rng.choice(
        (f"{x}.length", f"{x}[0]", x, f"{x}.at(-1)")
        if text
        else (
            f"{x} % {rng.randint(2, 4)}",
            f"{x} > {rng.randint(3, 30)} ? 'big' : 'small'",
            f"Math.floor({x} / 10)",
            f"{x} % 2 ? 'odd' : 'even'",
        )
    )
    key = f"({key})" if "?" in key else key
    how = rng.choice(
        (
            f"const out = {xs}.reduce(({acc}, {x}) => {{\n  ({acc}[{key}] ||= []).push({x});\n  return {acc};\n}}, {{}});",
            f"const out = {{}};\nfor (const {x} of {xs}) out[{key}] = (out[{key}] ?? 0) + 1;",
            f"const out = {xs}.reduce(({acc}, {x}) => ({{ ...{acc}, [{key}]: ({acc}[{key}] || 0) + {rng.choice(('1', f'{x}.length' if text else x))} }}), {{}});",
        )
    )
    lists = ".push(" in how
    ends = (
        "console.log(out);",
        "console.log(Object.keys(out));",
        "for (const [k, v] of Object.entries(out)) console.log(k, v);",
        "console.log(JSON.stringify(out));",
        f"console.log(Object.values(out).map(v => v{'.length' if lists else ' * 2'}));",
        "console.log(Object.entries(out).length);",
        "console.log(Object.entries(out).map(([k, v]) => `${k}:${v}`).join('; '));",
    )
    return _program(f"const {xs} = {quoted(values)};", how, *rng.sample(ends, rng.randint(1, 2)))


@template("functions")
def parameters_and_this(rng: Random) -> str:
    f, n, w = _name(rng, "f", "show", "sum2", "join2"), material.numbers(rng, 3, 5), material.words(rng, 3)
    k = rng.randint(2, 9)
    return rng.choice((
        f"const {f} = (...args) => args.{rng.choice(('length', 'reduce((a, b) => a + b)', 'reverse()', 'at(-1)', 'map(x => x * 2)', 'filter(x => x > ' + str(k) + ')'))};\nconsole.log({f}(...{n}), {f}({n[0]}, {n[1]}));\n", f"function {f}(a, b = a * {k}, ...rest) {{\n  return [a, b, rest.length];\n}}\nconsole.log({f}({n[0]}), {f}({n[0]}, {n[1]}), {f}(1, undefined, {n[2]}, 3));\nconsole.log({f}.length);\n", f"function {f}() {{\n  return arguments.length + {k};\n}}\nconsole.log({f}({n[0]}, {n[1]}), {f}());\n",
        f"const o = {{\n  v: {n[0]},\n  get() {{\n    return this.v;\n  }},\n  arrow: () => typeof this,\n  twice() {{\n    return [1, 2].map(x => x * this.v);\n  }},\n}};\nconsole.log(o.get(), o.twice());\nconst g = o.get.bind({{ v: {n[1]} }});\nconsole.log(g(), o.get.call({{ v: {quoted(w[0])} }}));\n", f"const fns = {{\n  add: (a, b) => a + b,\n  sub: (a, b) => a - b,\n  mul: (a, b) => a * b,\n}};\nfor (const [name, fn] of Object.entries(fns)) console.log(name, fn({n[0]}, {k}));\nconsole.log(fns['{rng.choice(('add', 'sub', 'mul'))}']({quoted(str(n[1]))}, {k}));\n", f"console.log({f}({n[0]}));\nfunction {f}(x) {{\n  return x > {k} ? {quoted(w[0])} : {quoted(w[1])};\n}}\nconsole.log(typeof {f}, typeof g);\nvar g = {n[1]};\n",
        f"const {f} = ({{ a = {k}, b = {n[1]} }} = {{}}) => a + b;\nconsole.log({f}(), {f}({{ a: {n[0]} }}), {f}({{ b: {quoted(w[0])} }}));\n", f"const tag = (parts, ...values) => parts.map((p, i) => p + (values[i] ?? '')).join({quoted(rng.choice('|_-'))});\nconst x = {n[0]};\nconsole.log(tag`{w[0]} ${{x}} {w[1]} ${{x * {k}}}`);\n", f"const apply = (f, times, x) => (times ? apply(f, times - 1, f(x)) : x);\nconsole.log(apply(x => x {rng.choice('+*-')} {k}, {rng.randint(1, 5)}, {n[0]}));\n",
        f"const change = (xs, n) => {{\n  xs.push(n);\n  n++;\n  xs = [n];\n  return xs;\n}};\nconst a = {n};\nconst b = {k};\nconsole.log(change(a, b), a, b);\n",
    ))  # fmt: skip


@template("recursion")
def recursion(rng: Random) -> str:
    f, n, k = _name(rng, "f", "go", "rec", "calc"), rng.randint(3, 9), rng.randint(2, 4)
    nested = [1, [rng.randint(2, 9), [rng.randint(2, 9)]], rng.randint(2, 9), [[rng.randint(2, 9)], 5]][
        : rng.randint(2, 4)
    ]
    w = material.word(rng)
    return rng.choice((
        f"const {f} = n => (n <= {rng.randint(0, 2)} ? {rng.randint(1, 2)} : n * {f}(n - 1));\nconsole.log({f}({n}), {f}({k}));\n", f"const {f} = n => (n < 2 ? n : {f}(n - 1) + {f}(n - 2));\nconsole.log(Array.from({{ length: {n} }}, (_, i) => {f}(i)).join(' '));\n", f"const {f} = xs => xs.reduce((acc, x) => (Array.isArray(x) ? [...acc, ...{f}(x)] : [...acc, x{rng.choice(('', ' * 2', ' + 1'))}]), []);\nconsole.log({f}({nested}));\n", f"const {f} = xs => xs.reduce((s, x) => s + (Array.isArray(x) ? {f}(x) : x), 0);\nconsole.log({f}({nested}), {nested}.flat({rng.choice(('', '1', 'Infinity'))}));\n",
        f"function {f}(s) {{\n  return s === '' ? '' : {f}(s.slice(1)) + s[0];\n}}\nconsole.log({f}({quoted(w)}));\n", f"const {f} = (a, b) => (b ? {f}(b, a % b) : a);\nconsole.log({f}({rng.randint(10, 200)}, {rng.randint(4, 90)}));\n", f"const {f} = n => (n < {k} ? String(n) : {f}(Math.floor(n / {k})) + (n % {k}));\nconsole.log({f}({rng.randint(5, 200)}), ({rng.randint(5, 200)}).toString({k}));\n", f"function {f}(n, acc = []) {{\n  if (n <= 0) return acc;\n  return {f}(n - {k}, [n, ...acc]);\n}}\nconsole.log({f}({n + 4}));\n",
        f"const tree = {{ v: {n}, kids: [{{ v: {k}, kids: [] }}, {{ v: {n * k}, kids: [{{ v: {rng.randint(1, 20)}, kids: [] }}] }}] }};\nconst {f} = t => {rng.choice(('t.v + t.kids.reduce((s, c) => s + F(c), 0)', '1 + Math.max(0, ...t.kids.map(F))', '[t.v, ...t.kids.flatMap(F)]')).replace('F', f)};\nconsole.log({f}(tree));\n", f"const {f} = s => (s.length < 2 ? [s] : [...s].flatMap((c, i) => {f}(s.slice(0, i) + s.slice(i + 1)).map(r => c + r)));\nconsole.log({f}({quoted(w[:3])}){rng.choice(('', '.length', '.slice(0, 3)', '.sort()'))});\n", f"const {f} = n => {{\n  if (n === 0) return console.log('base');\n  console.log('in', n);\n  {f}(n - 1);\n  console.log('out', n);\n}};\n{f}({rng.randint(1, 4)});\n",
    ))  # fmt: skip


@template("generators")
def generators_and_iterators(rng: Random) -> str:
    g, n, k = _name(rng, "gen", "walk", "count2", "range2"), rng.randint(4, 12), rng.randint(2, 4)
    body = rng.choice(
        (
            f"for (let i = 0; i < n; i += {k}) yield i{rng.choice(('', ' * i', ' + 1'))};",
            "let [a, b] = [0, 1];\n  while (a < n) {\n    yield a;\n    [a, b] = [b, a + b];\n  }",
            f"while (n > 0) {{\n    yield n;\n    n -= {k};\n  }}\n  return 'end';",
            f"yield n;\n  yield* [n * {k}, n + {k}];\n  yield 'last';",
            f"for (let i = 1; i <= n; i++) {{\n    if (i % {k} === 0) yield i;\n  }}",
        )
    )
    uses = (
        f"console.log([...{g}({n})]);",
        f"for (const v of {g}({n})) console.log(v);",
        f"const it = {g}({n});\nconsole.log(it.next(), it.next().value);\nconsole.log([...it]);",
        f"const [a, b] = {g}({n});\nconsole.log(a, b);",
        f"console.log(Math.max(...[...{g}({n})].filter(v => typeof v === 'number')));",
        f"let s = '';\nfor (const v of {g}({n})) {{\n  if (v === {k * 2}) break;\n  s += v + ' ';\n}}\nconsole.log(s.trim());",
        f"console.log(Array.from({g}({n}), v => v + '!'));",
    )
    return _program(f"function* {g}(n) {{\n  {body}\n}}", rng.choice(uses))


@template("arrays")
def array_mutation(rng: Random) -> str:
    a, b = _names(rng, 2)
    n = material.numbers(rng, 4, 6)
    lines = [f"const {a} = {n};"]
    for _ in range(rng.randint(2, 5)):
        i, v = rng.randint(-2, 4), material.number(rng)
        lines.append(
            rng.choice(
                (
                    f"{a}.push({v});",
                    f"console.log({a}.pop());",
                    f"console.log({a}.shift(), {a}.length);",
                    f"console.log({a}.unshift({v}));",
                    f"console.log({a}.splice({i}, {rng.randint(0, 2)}{rng.choice(('', f', {v}'))}));",
                    f"{a}[{abs(i) + 2}] = {v};",
                    f"{a}.fill({v}, {abs(i)}, {abs(i) + 2});",
                    f"console.log({a}.slice({i}));",
                    f"{a}.reverse();",
                    f"{a}.length = {rng.randint(1, 4)};",
                    f"console.log({a}.indexOf({v}), {a}.includes({n[1]}));",
                    f"{a}[{a}.length] = {v};",
                    f"console.log({a}.at({i}), {a}[{i}]);",
                    f"console.log({a}.join('+'));",
                    f"delete {a}[{abs(i) % 3}];",
                    f"[{a}[0], {a}[1]] = [{a}[1], {a}[0]];",
                    f"console.log({a}.concat([{v}], {v + 1}).length);",
                    f"{a}.copyWithin(0, {abs(i) % 3 + 1});",
                )
            )
        )
    if rng.random() < 0.4:
        lines.insert(1, f"const {b} = {rng.choice((a, f'[...{a}]', f'{a}.slice()'))};")
        lines.append(f"console.log({b}.length, {a} === {b});")
    return _program(*lines, f"console.log({a});")


@template("printing")
def how_values_show(rng: Random) -> str:
    n, w = [material.number(rng) for _ in range(4)], material.words(rng, 3)
    f = rng.sample(material.FIELDS, 3)
    options = (
        f"[{n[0]}, {quoted(w[0])}, true]", f"{{ {f[0]}: {n[0]}, {f[1]}: {quoted(w[0])} }}", f"[[{n[0]}], [{n[1]}, [{n[2]}]]]", f"{quoted(w[0])}, [{quoted(w[1])}]", f"-0, 0, {n[0]} / 0, -{abs(n[1])} / 0", "null, undefined, [null, undefined]", f"new Set([{n[0]}, {n[1]}, {n[0]}])", f"new Map([[{quoted(w[0])}, {n[0]}]])", f"{{ {f[0]}: {{ {f[1]}: {{ {f[2]}: {{ x: {n[0]} }} }} }} }}", f"[{n[0]}, , {n[1]}]", f"{n[0]}n * {abs(n[1])}n", f"x => x + {n[0]}", f"function {w[0]}() {{}}",
        f"class {w[0].capitalize()} {{}}", f"Array({abs(n[0]) % 5 + 1})", f"Array.from('{w[0][:4]}')", f"{{ '{w[0]} {w[1]}': {n[0]}, {w[2]}: [{n[1]}] }}", f"0.1 * {abs(n[0]) % 9 + 1}, {n[0]} / {abs(n[1]) % 9 + 2}", f"1e{abs(n[0]) % 12 + 15}, 2 ** {abs(n[1]) % 40}", f"{material.decimal(rng)}, ({material.decimal(rng)}).toFixed(1)", f"[{quoted(w[0] + chr(39) + 's')}, '{w[1]}']", "[], {}, [[]], [{}]", f"Symbol('{w[0]}').toString()", f"{quoted(w[0])} + [{n[0]}, {n[1]}]", f"String({{}}), String([{n[0]}, [{n[1]}]])", f"/{w[0][:3]}+/g", f"[{n[0]}, {n[1]}].toString(), `${{[{n[2]}]}}`", f"'%s is %d', {quoted(w[0])}, {n[0]}", f"{{ f() {{}}, g: () => {n[0]} }}", f"{[rng.randint(0, 99) for _ in range(rng.choice((6, 7, 8)))]}", f"typeof null, typeof [], typeof {w[0]}Missing",
    )  # fmt: skip
    return _program(*(f"console.log({one});" for one in rng.sample(options, rng.randint(2, 5))))


@template("algorithms")
def algorithms(rng: Random) -> str:
    xs, f = material.numbers(rng, 4, 6), _name(rng, "f", "solve", "run")
    op, n = rng.choice("<>"), rng.randint(5, 40)
    text = "".join(rng.choice("abcxyz") * rng.randint(1, 3) for _ in range(rng.randint(2, 5)))
    brackets = "".join(rng.choice("()[]") for _ in range(rng.randint(2, 7)))
    return rng.choice((
        f"function {f}(a) {{\n  for (let i = 0; i < a.length; i++) {{\n    for (let j = 0; j < a.length - 1 - i; j++) {{\n      if (a[j] {op} a[j + 1]) [a[j], a[j + 1]] = [a[j + 1], a[j]];\n    }}{rng.choice(('', chr(10) + '    console.log(a.join());'))}\n  }}\n  return a;\n}}\nconsole.log({f}({xs}));\n", f"const {f} = (a, t) => {{\n  let [lo, hi, steps] = [0, a.length - 1, 0];\n  while (lo <= hi) {{\n    steps++;\n    const mid = (lo + hi) >> 1;\n    if (a[mid] === t) return [mid, steps];\n    if (a[mid] < t) lo = mid + 1;\n    else hi = mid - 1;\n  }}\n  return [-1, steps];\n}};\nconsole.log({f}({sorted(set(xs))}, {rng.choice(xs)}), {f}({sorted(set(xs))}, {n}));\n",
        f"const {f} = s => {{\n  let out = '';\n  for (let i = 0; i < s.length; ) {{\n    let n = 1;\n    while (s[i + n] === s[i]) n++;\n    out += {rng.choice(('s[i] + n', 'n + s[i]', '(n > 1 ? s[i] + n : s[i])'))};\n    i += n;\n  }}\n  return out;\n}};\nconsole.log({f}({quoted(text)}));\n", f"const {f} = s => {{\n  const stack = [];\n  const pairs = {{ ')': '(', ']': '[' }};\n  for (const c of s) {{\n    if (!(c in pairs)) stack.push(c);\n    else if (stack.pop() !== pairs[c]) return false;\n  }}\n  return stack.length === 0;\n}};\nconsole.log({f}({quoted(brackets)}), {f}({quoted(rng.choice(('()', '([])', '(]', '(()', '[]()')))}));\n",
        f"const {f} = n => {{\n  const out = [];\n  for (let d = 2; n > 1; d++) {{\n    while (n % d === 0) {{\n      out.push(d);\n      n /= d;\n    }}\n  }}\n  return out;\n}};\nconsole.log({f}({n * 6}), {f}({n + 30}).length);\n", f"const m = {[[rng.randint(0, 9) for _ in range(3)] for _ in range(2)]};\nconsole.log({rng.choice(('m[0].map((_, i) => m.map(r => r[i]))', 'm.map(r => r.reduce((a, b) => a + b))', 'm.flat().filter(v => v > 4)', 'm.map(r => [...r].reverse())', 'Math.max(...m.flat())'))});\nconsole.log(m.map(r => r.join(' ')).join('{rng.choice(('|', ' / '))}'));\n",
        f"const shift = (s, k) => [...s].map(c => (/[a-z]/.test(c) ? String.fromCharCode(((c.charCodeAt(0) - 97 + k + 26) % 26) + 97) : c)).join('');\nconsole.log(shift({quoted(material.sentence(rng, 1, 2).lower())}, {rng.choice((1, 2, 3, -1, 13))}));\n", f"const seen = new Map();\nlet found = null;\n{xs}.forEach((v, i) => {{\n  if (seen.has({n} - v)) found ??= [seen.get({n} - v), i];\n  seen.set(v, i);\n}});\nconsole.log(found, seen.size);\n", f"const isPrime = n => n > 1 && Array.from({{ length: n - 2 }}, (_, i) => i + 2).every(d => n % d);\nconsole.log({xs}.filter(isPrime), isPrime({n}));\n", f"const pal = s => s === [...s].reverse().join('');\nconsole.log({quoted([rng.choice(('level', 'noon', 'abba', 'radar')), material.word(rng), text])}.map(pal), pal({quoted(text)}));\n",
    ))  # fmt: skip
