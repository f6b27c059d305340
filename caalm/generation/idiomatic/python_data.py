# ruff: noqa: E501, D103 -- a template is read as the text that it draws; its name says what it is.
"""Python: comprehensions, slices, formatting, sorting, dictionaries, sets, unpacking: data as people handle it."""

from __future__ import annotations

from random import Random
from typing import Any

from caalm.generation.idiomatic import material
from caalm.generation.idiomatic.grammar import Scope
from caalm.generation.idiomatic.python_grammar import python_scope
from caalm.generation.idiomatic.template import new_table

DATA, template = new_table()


def _program(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def _given(rng: Random, kinds: str) -> tuple[Scope, list[str]]:
    """A scope with one variable of each type, and the lines that bind them."""
    values: list[tuple[str, object]] = []
    for kind in kinds:
        if kind == "I":
            values.append((kind, material.numbers(rng, 3, 8)))
        elif kind == "S":
            values.append((kind, material.some_words(rng, 3, 6, repeats=rng.random() < 0.2)))
        elif kind == "d":
            values.append((kind, {one: material.number(rng) for one in material.some_words(rng, 2, 5)}))
        elif kind == "i":
            values.append((kind, material.number(rng)))
        else:
            values.append((kind, material.text(rng)))
    words = [w for _, value in values for w in ([value] if isinstance(value, str) else value if isinstance(value, (list, dict)) else []) if isinstance(w, str)]  # fmt: skip
    scope = python_scope(rng, words or material.words(rng, 2), avoid=tuple(material.RESERVED))
    lines = []
    for kind, value in values:
        name = scope.declare(
            kind, material.names(rng, 1, avoid=frozenset(scope.used))[0] if rng.random() < 0.4 else None
        )
        lines.append(f"{name} = {value!r}")
    return scope, lines


def _prints(rng: Random, scope: Scope, kinds: str, count: int, depth: int = 2) -> list[str]:
    """Lines that print expressions of these types; some are bound to a name first."""
    lines = []
    for _ in range(count):
        kind = rng.choice(kinds)
        text = scope.fill(kind, depth)
        if kind in "siISd" and rng.random() < 0.4:
            name = scope.declare(kind)
            lines += [f"{name} = {text}", f"print({name})"]
        elif kind in "IS" and rng.random() < 0.2:
            lines.append(f"print(*{text})" if rng.random() < 0.6 else f"print(*{text}, sep={rng.choice(', |-')!r})")
        else:
            lines.append(f"print({text})")
    return lines


@template("comprehensions")
def list_comprehensions(rng: Random) -> str:
    scope, lines = _given(rng, rng.choice(("I", "IS", "S", "Is")))
    made = []
    for _ in range(rng.randint(1, 3)):
        form = rng.choice((
            "[«num>int:#n» for #n in «$I» if «num?:#n»]", "[«num>int:#n» for #n in «$I»]", "[«word>str:#w» for #w in «$S»]",
            "[«word>str:#w» for #w in «$S» if «word?:#w»]", "[(#w, «word>int:#w») for #w in «$S»]", "[«char>str:#c» for #c in «$s» if «char?:#c»]",
            "[«num>int:#n» if «num?:#n» else «num>int:#n» for #n in «$I»]", "[#n for #n in range(«n») if «num?:#n»]", "[«num>int:#n» for #n in range(1, «n»)]",
            "[#n for #n in [«num>int:#n» for #n in «$I»] if «num?:#n»]",
        ))  # fmt: skip
        made.append(form)
    return _program(*lines, *(f"print({one})" for one in scope.expand_all(made)))


@template("comprehensions")
def nested_comprehensions(rng: Random) -> str:
    a, b = rng.randint(2, 4), rng.randint(2, 4)
    x, y = rng.choice((("i", "j"), ("x", "y"), ("a", "b"), ("row", "col")))
    cell = rng.choice(
        (
            f"{x} * {y}",
            f"{x} + {y}",
            f"({x}, {y})",
            f"{x} * {b} + {y}",
            f"{x} - {y}",
            f"{x} ** {y}",
            f"str({x}) + str({y})",
            f"{x} == {y}",
        )
    )
    condition = rng.choice(
        (
            "",
            "",
            f" if {x} != {y}",
            f" if ({x} + {y}) % 2 == 0",
            f" if {x} < {y}",
            f" if {x} * {y} > {rng.randint(1, 4)}",
        )
    )
    name = material.name_of(rng, "grid", "table", "pairs", "matrix", "m")
    start = rng.choice(("", "1, "))
    if rng.random() < 0.5:
        lines = [
            f"{name} = [{cell} for {x} in range({start}{a + 1}) for {y} in range({start}{b + 1}){condition}]",
            f"print({name})",
        ]
        lines += rng.sample(
            [
                f"print(len({name}))",
                f"print({name}[-1])",
                f"print({name}[::2])",
                f"print({name}[:2])",
                f"print({name}[1:-1])",
            ],
            rng.randint(0, 2),
        )
    else:
        lines = [f"{name} = [[{cell} for {y} in range({start}{b + 1}){condition}] for {x} in range({start}{a + 1})]"]
        lines += rng.sample([f"print({name})", f"print([len(r) for r in {name}])", f"print({name}[1])", f"print([r[0] for r in {name} if r])", f"print([c for r in {name} for c in r])",
                             f"for r in {name}:\n    print(*r)", f"print(list(map(list, zip(*{name}))))"], rng.randint(1, 3))  # fmt: skip
    return _program(*lines)


@template("comprehensions")
def dictionary_comprehensions(rng: Random) -> str:
    scope, lines = _given(rng, rng.choice(("S", "SI", "d", "s")))
    lines += _prints(rng, scope, "d", rng.randint(1, 2))
    lines += _prints(rng, scope, "diISp", rng.randint(0, 2))
    return _program(*lines)


@template("slices")
def slices(rng: Random) -> str:
    if rng.random() < 0.5:
        value: object = material.text(rng) + rng.choice(("", "xyz"))
        name = material.name_of(rng, "s", "text", "word", "t")
    else:
        value = material.numbers(rng, 5, 9)
        name = material.name_of(rng, "xs", "nums", "a", "data")

    def bound() -> str:
        return str(rng.randint(-6, 7)) if rng.random() < 0.6 else ""

    lines = [f"{name} = {value!r}"]
    for _ in range(rng.randint(2, 5)):
        step = rng.choice(("", "", "", ":2", ":-1", ":-2", ":3"))
        piece = f"{name}[{bound()}:{bound()}{step}]"
        lines.append(f"print({piece})" if rng.random() < 0.8 else f"print({piece} + {name}[{bound()}:{bound()}])")
    return _program(*lines)


@template("slices")
def slice_assignment(rng: Random) -> str:
    name = material.name_of(rng, "xs", "nums", "a", "items", "data")
    lines = [f"{name} = {material.numbers(rng, 5, 8)!r}"]
    for _ in range(rng.randint(1, 4)):
        i, j = sorted((rng.randint(0, 4), rng.randint(0, 6)))
        lines.append(rng.choice((
            f"{name}[{i}:{j}] = {material.numbers(rng, 1, 3)!r}", f"del {name}[{i}:{j}]", f"{name}[{i}] = {material.number(rng)}", f"{name}[:{i}] = []",
            f"{name}[len({name}):] = {material.numbers(rng, 1, 2)!r}", f"{name}.insert({i}, {material.number(rng)})", f"{name} = {name}[{i}:] + {name}[:{i}]",
            f"{name}.pop({rng.choice(('', '0', '-1', '1'))})", f"{name} *= 2", f"{name}[0], {name}[-1] = {name}[-1], {name}[0]", f"{name} += [{material.number(rng)}]",
        )))  # fmt: skip
        if rng.random() < 0.4:
            lines.append(f"print({name})")
    return _program(*lines, f"print({name}, len({name}))" if rng.random() < 0.5 else f"print({name})")


@template("formatting")
def format_specifications(rng: Random) -> str:
    lines, pieces = [], []
    word, count, price = material.names(rng, 3)
    lines += [
        f"{word} = {material.word(rng)!r}",
        f"{count} = {material.number(rng)}",
        f"{price} = {material.decimal(rng)}",
    ]
    width = rng.randint(4, 12)
    forms = (
        f"{{{word}:>{width}}}", f"{{{word}:<{width}}}", f"{{{word}:^{width}}}", f"{{{word}:*^{width}}}", f"{{{word}:-<{width}}}", f"{{{count}:0{rng.randint(3, 6)}d}}",
        f"{{{count}:{rng.randint(3, 8)}d}}", f"{{{count}:+d}}", f"{{{count}:b}}", f"{{{count}:x}}", f"{{{count}:o}}", f"{{{count} * 1000:,}}", f"{{{price}:.2f}}", f"{{{price}:.1f}}",
        f"{{{price}:{width}.2f}}", f"{{{price}:.0f}}", f"{{{price}:08.3f}}", f"{{{word}!r}}", f"{{{word}.upper()}}", f"{{{count} + {rng.randint(1, 9)}}}", f"{{{count} * {price}:.2f}}",
        f"{{{count} / {rng.randint(2, 9)}:.3f}}", f"{{{count}=}}", f"{{{word}[::-1]}}", f"{{len({word})}}", f"{{{price}:.1%}}", f"{{{price}:e}}", f"{{{count} % 7}}", f"{{{word}}}", f"{{{price}}}", f"{{{count}}}",
    )  # fmt: skip
    for _ in range(rng.randint(2, 4)):
        between = rng.choice((" ", " | ", ": ", ", ", "-", " = ", "/", ""))
        pieces.append(between.join(rng.choices(forms, k=rng.randint(1, 3))))
    quote = rng.choice("'\"")
    marks = [rng.choice(("[", "<", "", "", "Item ", "Got ")) for _ in pieces]
    return _program(*lines, *(f"print(f{quote}{mark}{piece}{ {'[': ']', '<': '>'}.get(mark, '') }{quote})" for mark, piece in zip(marks, pieces, strict=True)))  # fmt: skip


@template("formatting")
def price_table(rng: Random) -> str:
    items = [
        (one, material.decimal(rng) if rng.random() < 0.7 else material.number(rng), rng.randint(1, 9))
        for one in material.some_words(rng, 2, 4)
    ]
    rows, total, name, price, count = material.names(rng, 5)
    line = rng.choice(
        (
            f"{{{name}:<10}}{{{price}:>8.2f}}",
            f"{{{name}}} x{{{count}}}: {{{price} * {count}:.2f}}",
            f"{{{name}:>8}} {{{price}:6.1f}} {{{count}:3d}}",
            f"{{{count}}} {{{name}}}(s) at ${{{price}:.2f}}",
        )
    )
    change = rng.choice((f"{price} * {count}", price, f"{price} * {count} * 0.{rng.randint(5, 9)}", f"{count} * 2"))
    lines = [
        f"{rows} = {items!r}",
        f"{total} = 0",
        f"for {name}, {price}, {count} in {rows}:",
        f"    print(f'{line}')",
        f"    {total} += {change}",
    ]
    if rng.random() < 0.3:
        lines.insert(3, f"    if {count} < {rng.randint(2, 5)}:\n        continue")
    return _program(
        *lines,
        rng.choice(
            (
                f"print(f'Total: {{{total}:.2f}}')",
                f"print('Total', round({total}, 1))",
                f"print('=' * {rng.randint(5, 20)})\nprint(f'{{{total}:>12.2f}}')",
            )
        ),
    )


@template("formatting")
def older_formatting(rng: Random) -> str:
    words, nums = material.words(rng, 3), [material.number(rng) for _ in range(3)]
    options = (
        f"'{{}} has {{}} {{}}'.format({words[0]!r}, {nums[0]}, {words[1]!r})", f"'{{0}}-{{1}}-{{0}}'.format({words[0]!r}, {words[1]!r})", f"'%s: %d' % ({words[0]!r}, {nums[0]})",
        f"'%5d|%-6s|' % ({nums[0]}, {words[1]!r})", f"'%.2f' % {material.decimal(rng)}", f"'{{:>8}}'.format({words[2]!r})", f"'{{name}}={{value:03d}}'.format(name={words[0]!r}, value={abs(nums[1])})",
        f"'{{:,}}'.format({nums[2] * 12345})", f"'%x %o' % ({abs(nums[0])}, {abs(nums[1])})", f"{nums[0]!r}, {words[0]!r}, sep={rng.choice(', -+:')!r}", f"{', '.join(map(repr, words))}, sep={rng.choice(', -/|')!r}, end='.\\n'",
        f"format({material.decimal(rng)}, '.1f'), format({nums[0]}, '04d')", f"str({nums[0]}).rjust(6, '0') + str({nums[1]}).ljust(5, '.')", f"'{{:^{rng.randint(6, 14)}}}|'.format({words[1]!r})",
        f"bin({abs(nums[0])}), hex({abs(nums[1])})", f"'-'.join('%02d' % v for v in {nums!r})", f"int('{abs(nums[0]) % 8}{abs(nums[1]) % 8}', 8)", f"int('{abs(nums[0]):b}', 2)",
    )  # fmt: skip
    return _program(*(f"print({one})" for one in rng.sample(options, rng.randint(2, 5))))


@template("sorting")
def sort_records(rng: Random) -> str:
    fields = ["name", *rng.sample(material.FIELDS[1:6], 2)]
    rows = [
        (name, material.number(rng), rng.randint(1, 9))
        for name in (material.people(rng, 4) if rng.random() < 0.5 else material.words(rng, 4))
    ]
    rows = rows[: rng.randint(3, 4)]
    name, r = (
        material.name_of(rng, "people", "rows", "items", "records", "data"),
        rng.choice(("r", "x", "p", "row", "t")),
    )
    as_dict = rng.random() < 0.4
    value = [dict(zip(fields, row, strict=True)) for row in rows] if as_dict else rows

    def at(i: int) -> str:
        return f"{r}[{fields[i]!r}]" if as_dict else f"{r}[{i}]"

    def key() -> str:
        return rng.choice(
            (
                at(1),
                at(2),
                at(0),
                f"(-{at(2)}, {at(0)})",
                f"({at(2)}, {at(1)})",
                f"len({at(0)})",
                f"-{at(1)}",
                f"{at(0)}[-1]",
                f"({at(1)} % {rng.randint(2, 5)}, {at(0)})",
                f"{at(1)} * {at(2)}",
            )
        )

    lines = [f"{name} = {value!r}"]
    for _ in range(rng.randint(1, 3)):
        reverse = rng.choice(("", "", ", reverse=True"))
        lines.append(rng.choice((
            f"print([{at(0)} for {r} in sorted({name}, key=lambda {r}: {key()}{reverse})])", f"{name}.sort(key=lambda {r}: {key()}{reverse})\nprint({name}[0])",
            f"for {r} in sorted({name}, key=lambda {r}: {key()}{reverse}):\n    print({at(0)}, {at(rng.randint(1, 2))})", f"print(max({name}, key=lambda {r}: {key()}))", f"print(min({name}, key=lambda {r}: {key()}){['[0]', f'[{fields[0]!r}]'][as_dict]})",
            f"print(sum({at(1)} for {r} in {name}))", f"print([{at(0)} for {r} in {name} if {at(rng.randint(1, 2))} > {rng.randint(2, 40)}])", f"print(', '.join({at(0)} for {r} in sorted({name}, key=lambda {r}: {key()}){rng.choice(('', '[:2]', '[::-1]'))}))",
        )))  # fmt: skip
    return _program(*lines)


@template("sorting")
def sort_values(rng: Random) -> str:
    scope, lines = _given(rng, rng.choice("IS"))
    kind = "I" if scope.variables.get("I") else "S"
    name = scope.variables[kind][0]
    forms = ("sorted(«$I», key=lambda #n: «num>int:#n»)", "sorted(«$I», key=lambda #n: (#n % «n», #n))", "sorted(«$I», reverse=True)[:«k»]", "sorted(«$I», key=lambda #n: (#n > «n», -#n))", "sorted(str(#n) for #n in «$I»)",
             "sorted(«$I», key=str)", "sorted(«$I», key=lambda #n: -abs(#n - «n»))", "sorted([«num>int:#n» for #n in «$I»])")  # fmt: skip
    texts = ("sorted(«$S», key=lambda #w: «word>key:#w»)", "sorted(«$S», key=len, reverse=True)", "sorted(«$S», key=str.lower)", "sorted(«$S»)[«k»:]", "sorted([«word>str:#w» for #w in «$S»])", "sorted(«$S», key=lambda #w: (-len(#w), #w))",
             "sorted(«$S», key=lambda #w: #w[::-1])", "sorted(set(''.join(«$S»)))")  # fmt: skip
    chosen = rng.sample(forms if kind == "I" else texts, rng.randint(1, 3))
    lines += [f"print({one})" for one in scope.expand_all(chosen)]
    if rng.random() < 0.4:
        lines += [f"{name}.sort({rng.choice(('', 'reverse=True'))})", f"print({name}, {name}.index({name}[1]))"]
    return _program(*lines)


@template("dictionaries")
def count_and_report(rng: Random) -> str:
    counts, it = material.name_of(rng, "counts", "freq", "d", "tally"), rng.choice(("w", "ch", "x", "item", "c"))
    source = (
        repr(material.sentence(rng, 4, 7)) + ".split()"
        if rng.random() < 0.5
        else repr(material.gibberish(rng, 6, 14))
        if rng.random() < 0.6
        else repr(material.some_words(rng, 3, 4, repeats=True))
    )
    key = rng.choice((it, it, f"{it}.lower()", f"{it}[0]", f"len({it})", f"{it}[-1]"))
    how = rng.choice((
        f"{counts} = {{}}\nfor {it} in {source}:\n    {counts}[{key}] = {counts}.get({key}, 0) + {rng.choice((1, 1, 2))}",
        f"from collections import Counter\n{counts} = Counter({key} for {it} in {source})",
        f"from collections import defaultdict\n{counts} = defaultdict(int)\nfor {it} in {source}:\n    {counts}[{key}] += 1",
        f"{counts} = {{}}\nfor {it} in {source}:\n    if {key} in {counts}:\n        {counts}[{key}] += 1\n    else:\n        {counts}[{key}] = 1",
    ))  # fmt: skip
    ends = (
        f"print(dict({counts}))", f"print(sorted({counts}.items()))", f"print(max({counts}, key={counts}.get))", f"for k, v in sorted({counts}.items(), key=lambda kv: (-kv[1], str(kv[0]))):\n    print(k, v)", f"print(sum({counts}.values()), len({counts}))",
        f"print([k for k, v in {counts}.items() if v > 1])", f"for k in {counts}:\n    print(f'{{k}}: {{\"*\" * {counts}[k]}}')", f"print(sorted({counts}.values(), reverse=True))", f"print(list({counts})[:{rng.randint(1, 3)}])", f"print({{v: k for k, v in {counts}.items()}})",
    )  # fmt: skip
    return _program(how, *rng.sample(ends, rng.randint(1, 3)))


@template("dictionaries")
def group_values(rng: Random) -> str:
    groups, it = material.name_of(rng, "groups", "buckets", "by_key", "g"), rng.choice(("w", "x", "v", "item"))
    if rng.random() < 0.5:
        values: object = material.some_words(rng, 4, 7)
        key = rng.choice((f"len({it})", f"{it}[0]", f"{it}[-1]", f"len({it}) % 2", f"{it} > 'm'"))
        what = rng.choice((it, it, f"{it}.upper()", f"{it}[::-1]", f"{it}[:2]"))
    else:
        values = material.numbers(rng, 4, 8)
        key = rng.choice(
            (
                f"{it} % {rng.randint(2, 4)}",
                f"{it} // 10",
                f"'even' if {it} % 2 == 0 else 'odd'",
                f"{it} > {rng.randint(3, 20)}",
                f"len(str({it}))",
            )
        )
        what = rng.choice((it, it, f"{it} * 2", f"{it} ** 2", f"-{it}"))
    how = rng.choice((
        f"{groups} = {{}}\nfor {it} in {values!r}:\n    {groups}.setdefault({key}, []).append({what})", f"from collections import defaultdict\n{groups} = defaultdict(list)\nfor {it} in {values!r}:\n    {groups}[{key}].append({what})",
        f"{groups} = {{}}\nfor {it} in {values!r}:\n    k = {key}\n    if k not in {groups}:\n        {groups}[k] = []\n    {groups}[k].append({what})",
    ))  # fmt: skip
    ends = (f"print(dict({groups}))", f"for k in sorted({groups}):\n    print(k, {groups}[k])", f"print({{k: len(v) for k, v in {groups}.items()}})", f"print(max({groups}.values(), key=len))", f"for k, v in {groups}.items():\n    print(f'{{k}} -> {{v[-1]}}')",
            f"print({{k: {rng.choice(('min', 'max', 'sorted'))}(v) for k, v in {groups}.items()}})")  # fmt: skip
    return _program(how, *rng.sample(ends, rng.randint(1, 2)))


@template("dictionaries")
def dictionary_methods(rng: Random) -> str:
    keys = material.some_words(rng, 3, 5)
    d = material.name_of(rng, "d", "stock", "ages", "prices", "scores")
    lines = [f"{d} = { ({k: material.number(rng) for k in keys})!r}"]
    for _ in range(rng.randint(2, 5)):
        k, k2, new = rng.choice(keys), rng.choice(keys), material.word(rng)
        lines.append(rng.choice((
            f"print({d}.get({new!r}, {material.small(rng)}))", f"print({d}.pop({k!r}, None))", f"{d}[{new!r}] = {material.number(rng)}", f"{d}.update({{{k!r}: {material.number(rng)}, {new!r}: {material.small(rng)}}})", f"print({k!r} in {d}, {new!r} in {d})",
            f"print(list({d}.keys()))", f"print(sorted({d}.values()))", f"print({d}.setdefault({k!r}, 0), {d}.setdefault({new!r}, 1))", f"for key, value in {d}.items():\n    print(key, value)", f"print(len({d}), sum({d}.values()))", f"{d}[{k2!r}] = {d}.get({k2!r}, 0) + {rng.randint(1, 9)}",
            f"if {k!r} in {d}:\n    del {d}[{k!r}]", f"print({{**{d}, {new!r}: {material.small(rng)}}})", f"print({d}.popitem())", f"print(min({d}, key={d}.get))", f"{d} = {{k: v {rng.choice('+-*')} {rng.randint(1, 5)} for k, v in {d}.items()}}", f"print(any(v > {rng.randint(5, 60)} for v in {d}.values()))",
        )))  # fmt: skip
    return _program(*lines, f"print({d})")


@template("dictionaries")
def nested_dictionaries(rng: Random) -> str:
    names, (f1, f2) = material.people(rng, rng.randint(2, 3)), rng.sample(material.FIELDS[1:], 2)
    db = material.name_of(rng, "users", "db", "data", "people", "team")
    value = {
        name: {f1: material.number(rng), f2: material.numbers(rng, 2, 3) if rng.random() < 0.4 else material.word(rng)}
        for name in names
    }
    lists = all(isinstance(v[f2], list) for v in value.values())
    lines = [f"{db} = {value!r}"]
    n = rng.choice(names)
    for _ in range(rng.randint(2, 4)):
        lines.append(rng.choice((
            f"print({db}[{n!r}][{f1!r}])", f"{db}[{n!r}][{f1!r}] += {rng.randint(1, 20)}", f"for name, info in {db}.items():\n    print(name, info[{f1!r}])", f"print(sum(u[{f1!r}] for u in {db}.values()))", f"print({db}.get({rng.choice(material.PEOPLE)!r}, {{}}).get({f1!r}, 'none'))",
            f"print(max({db}, key=lambda k: {db}[k][{f1!r}]))", f"print([k for k in {db} if {db}[k][{f1!r}] > {rng.randint(5, 50)}])", f"{db}[{rng.choice(material.PEOPLE)!r}] = {{{f1!r}: {material.number(rng)}, {f2!r}: {value[n][f2]!r}}}", f"print(sorted({db}))", f"print(len({db}[{n!r}][{f2!r}]))",
            f"print({db}[{n!r}][{f2!r}][-1])", f"print({{k: v[{f1!r}] * 2 for k, v in {db}.items()}})", f"print(sum({db}[{n!r}][{f2!r}]))" if lists else f"print({db}[{n!r}])",
        )))  # fmt: skip
    return _program(*lines)


@template("sets")
def set_operations(rng: Random) -> str:
    pool: list[Any] = material.words(rng, 7) if rng.random() < 0.4 else rng.sample(range(1, 20), 8)
    a, b = (set(rng.sample(pool, rng.randint(3, 5))) for _ in range(2))
    one, two = rng.choice((("a", "b"), ("x", "y"), ("left", "right"), ("s1", "s2"), ("old", "new")))
    given = [f"{name} = set({rng.sample(sorted(s), len(s))!r})" if rng.random() < 0.3 else f"{name} = {{{', '.join(map(repr, rng.sample(sorted(s), len(s))))}}}" for name, s in ((one, a), (two, b))]  # fmt: skip
    some = rng.choice(pool)
    lines = []
    for _ in range(rng.randint(2, 5)):
        operator = rng.choice("&|-^")
        lines.append(rng.choice((
            f"print(sorted({one} {operator} {two}))", f"print(len({one} {operator} {two}))", f"print({some!r} in {one}, {some!r} in {two})", f"print({one} <= {two}, {one}.isdisjoint({two}))", f"{one}.add({some!r})", f"{two}.discard({some!r})", f"{one} {operator}= {two}",
            f"print(sorted({one}.{rng.choice(('union', 'intersection', 'difference', 'symmetric_difference'))}({two})))", f"print(sorted({two}, reverse=True))", f"print(min({one} | {two}), max({one} | {two}))", f"print(sorted(v for v in {one} if v not in {two}))", f"print(len({one}), len({two}))",
        )))  # fmt: skip
    return _program(*given, *lines, f"print(sorted({one}))")


@template("unpacking")
def unpacking(rng: Random) -> str:
    a, b, c, d = material.names(rng, 4)
    n = [material.number(rng) for _ in range(6)]
    word = material.words(rng, 3)
    blocks = (
        f"{a}, *{b}, {c} = {n[: rng.randint(3, 6)]!r}\nprint({a}, {b}, {c})", f"{a}, {b} = {n[0]}, {n[1]}\n{a}, {b} = {b}, {a} {rng.choice('+-*')} {b}\nprint({a}, {b})", f"({a}, {b}), {c} = ({n[0]}, {word[0]!r}), {n[1:3]!r}\nprint({b}, {c}, {a})",
        f"*{a}, {b} = {word[0]!r}\nprint({a}, {b})", f"{a}, _, {b} = {word!r}\nprint({b} + {a})", f"{a} = {b} = {n[0]}\n{b} += {rng.randint(1, 9)}\nprint({a}, {b})", f"for {a}, ({b}, {c}) in enumerate(zip({word!r}, {n[:3]!r})):\n    print({a}, {b}, {c}{rng.choice(('', ' * 2', ' - 1'))})",
        f"{a} = [{n[0]}, {n[1]}]\n{b} = [*{a}, {n[2]}, *{a}[::-1]]\nprint({b}, len({b}))", f"{a} = {{'x': {n[0]}, 'y': {n[1]}}}\n{b} = {{**{a}, 'y': {n[2]}, 'z': {n[3]}}}\nprint({b})", f"{a}, {b} = divmod({abs(n[0])}, {rng.randint(2, 9)})\nprint({a}, {b})",
        f"{a}, {b}, {c} = {word[0][:3]!r}\nprint({c} + {a} + {b})" if len(word[0]) > 2 else f"{a} = {n!r}\nprint(*{a}[:3], sep='-')", f"{a} = {n!r}\n{b}, {c} = {a}[:2], {a}[2:]\nprint({c} + {b})", f"{a}, {b} = 0, 1\nfor {c} in range({rng.randint(3, 9)}):\n    {a}, {b} = {b}, {a} + {b}\nprint({a})",
        f"{a}, {b} = zip(*[({n[0]}, {word[0]!r}), ({n[1]}, {word[1]!r}), ({n[2]}, {word[2]!r})])\nprint({a})\nprint({b})", f"{d} = ({n[0]},) + ({n[1]}, {n[2]})\n{a}, {b}, {c} = {d}\nprint({a} + {b} * {c}, {d}[-1])",
    )  # fmt: skip
    return _program(*rng.sample(blocks, rng.randint(1, 3)))


@template("iteration")
def zip_enumerate_any_all(rng: Random) -> str:
    names, values = (
        (material.people if rng.random() < 0.4 else material.words)(rng, rng.randint(3, 4)),
        material.numbers(rng, 3, 4),
    )
    a, b = material.name_of(rng, "names", "keys", "words"), material.name_of(rng, "values", "scores", "nums")
    x, y, n = rng.choice(("x", "name", "w")), rng.choice(("y", "score", "v")), rng.randint(2, 30)
    pieces = (
        f"for {x}, {y} in zip({a}, {b}):\n    print(f'{{{x}}}: {{{y}{rng.choice(('', ' * 2', ' + 1', ' % 3'))}}}')", f"for i, {x} in enumerate({a}{rng.choice(('', ', 1', ', start=10'))}):\n    print(i, {x})", f"print(any({y} > {n} for {y} in {b}), all({y} > {n} for {y} in {b}))",
        f"print(dict(zip({a}, {b})))", f"print([{x} for {x}, {y} in zip({a}, {b}) if {y} {rng.choice(('>', '<', '!='))} {n}])", f"print(sum({y} * i for i, {y} in enumerate({b})))", f"print(list(zip({b}, {b}[1:])))", f"print([q - p for p, q in zip({b}, {b}[1:])])", f"print(list(reversed({a})))",
        f"print(max(zip({b}, {a})))", f"for i in range(len({a}) - 1, -1, -1):\n    print({a}[i], end=' ')\nprint()", f"print([{x}[0] * i for i, {x} in enumerate({a})])", f"for {x}, {y} in sorted(zip({a}, {b}), key=lambda t: t[1]):\n    print({x}, {y})", f"print(all({a}), any({b}), all(len({x}) > 2 for {x} in {a}))",
        f"it = iter({b})\nprint(next(it), next(it), sum(it))", f"print(next(({y} for {y} in {b} if {y} > {n}), None))", f"print(list(zip(*[{a}, {b}])))",
    )  # fmt: skip
    return _program(f"{a} = {names!r}", f"{b} = {values!r}", *rng.sample(pieces, rng.randint(1, 4)))


@template("iteration")
def loops_with_else(rng: Random) -> str:
    nums, x, n = material.numbers(rng, 3, 7), rng.choice(("x", "n", "v")), rng.randint(2, 9)
    test = rng.choice((f"{x} % {n} == 0", f"{x} > {rng.randint(5, 60)}", f"{x} == {rng.choice(nums)}", f"{x} < {n}"))
    found, other = material.word(rng), material.word(rng)
    act = rng.choice((f"print({found!r}, {x})", f"print(f'{found} {{{x}}}')", f"print({x} * 2)"))
    skip = f"    if {x} {rng.choice(('<', '>', '!='))} {n}:\n        continue\n" if rng.random() < 0.4 else ""
    if rng.random() < 0.7:
        return _program(f"for {x} in {nums!r}:\n{skip}    if {test}:\n        {act}\n        break\n    {rng.choice((f'print({x})', 'pass', f'print({x} + 1)'))}\nelse:\n    print({other!r})", f"print('done', {x})" if rng.random() < 0.5 else "print('end')")  # fmt: skip
    start = rng.randint(5, 40)
    return _program(
        f"{x} = {start}\nwhile {x} > {rng.randint(0, 3)}:\n    if {x} % {rng.randint(5, 13)} == 0:\n        print({found!r}, {x})\n        break\n    {x} {rng.choice(('-= 3', '-= 4', '//= 2', '-= 7'))}\nelse:\n    print({other!r}, {x})"
    )


@template("strings")
def method_chains(rng: Random) -> str:
    scope, lines = _given(rng, rng.choice(("s", "ss")))
    return _program(*lines, *_prints(rng, scope, "sssib", rng.randint(2, 5), 3))


@template("strings")
def text_and_parts(rng: Random) -> str:
    scope, lines = _given(rng, rng.choice(("s", "S", "sS")))
    lines += _prints(rng, scope, "SSsi", rng.randint(2, 4), 2)
    return _program(*lines)


@template("strings")
def letter_shift(rng: Random) -> str:
    k, text = rng.choice((1, 2, 3, 5, 13, -1, -3)), material.sentence(rng, 1, 3)
    name, out, c = (
        material.name_of(rng, "text", "msg", "s"),
        material.name_of(rng, "out", "result", "res"),
        rng.choice(("c", "ch", "x")),
    )
    how = rng.choice((
        f"{out} = ''\nfor {c} in {name}:\n    if {c}.isalpha():\n        base = ord('A') if {c}.isupper() else ord('a')\n        {out} += chr((ord({c}) - base + {k}) % 26 + base)\n    else:\n        {out} += {rng.choice((c, repr('_'), c + ' * 2'))}",
        f"abc = 'abcdefghijklmnopqrstuvwxyz'\n{out} = ''.join(abc[(abc.index({c}) + {k}) % 26] if {c} in abc else {c} for {c} in {name}.lower())",
        f"{out} = ''.join(chr(ord({c}) + {k}) if {c} != ' ' else {c} for {c} in {name})", f"{out} = {name}.translate(str.maketrans({'aeiou'[: rng.randint(2, 5)]!r}, {rng.choice(('12345', '*****', 'eioua', 'AEIOU'))!r}[:{0}]))",
    ))  # fmt: skip
    if "maketrans" in how:
        vowels = "aeiou"[: rng.randint(2, 5)]
        how = f"{out} = {name}.translate(str.maketrans({vowels!r}, {rng.choice(('12345', '*****', 'eioua', 'AEIOU'))[: len(vowels)]!r}))"
    return _program(
        f"{name} = {text!r}", how, f"print({out})", *([f"print({out}[::-1], len({out}))"] if rng.random() < 0.4 else [])
    )


@template("strings")
def multi_line_text(rng: Random) -> str:
    rows = [material.sentence(rng, 1, 4) for _ in range(rng.randint(2, 4))]
    name, row = material.name_of(rng, "text", "poem", "data", "doc"), rng.choice(("line", "row", "l"))
    ends = (
        f"for {row} in {name}.splitlines():\n    print({row}.{rng.choice(('upper()', 'title()', 'strip()', 'split()', 'split()[0]', '[::-1]'))})".replace(".[", "["), f"print(len({name}.split('\\n')), len({name}.split()))", f"for i, {row} in enumerate({name}.strip().split('\\n'), 1):\n    print(f'{{i}}: {{{row}}}')",
        f"print([len({row}) for {row} in {name}.splitlines()])", f"print(max({name}.splitlines(), key=len))", f"print({name}.replace('\\n', {rng.choice(', |/')!r}))", f"print(sum({row}.count({rng.choice('aeiost')!r}) for {row} in {name}.split('\\n')))", f"print(' / '.join({row} for {row} in {name}.splitlines() if len({row}) > {rng.randint(4, 14)}))",
    )  # fmt: skip
    given = f'{name} = """' + "\n".join(rows) + '"""' if rng.random() < 0.6 else f"{name} = {chr(10).join(rows)!r}"
    return _program(given, *rng.sample(ends, rng.randint(1, 3)))


@template("strings")
def run_lengths(rng: Random) -> str:
    text = "".join(rng.choice("abcxyz01") * rng.randint(1, 4) for _ in range(rng.randint(2, 5)))
    s, out, c, n = (
        rng.choice(("s", "text", "data")),
        rng.choice(("out", "res", "result")),
        rng.choice(("c", "ch", "prev")),
        rng.choice(("n", "count", "k")),
    )
    piece = rng.choice(
        (
            f"{c} + str({n})",
            f"str({n}) + {c}",
            f"f'{{{c}}}{{{n}}}'",
            f"{c} * min({n}, 2)",
            f"({c} if {n} == 1 else {c} + str({n}))",
            f"f'{{{n}}}{{{c}}} '",
        )
    )
    body = rng.choice((
        f"{out} = ''\ni = 0\nwhile i < len({s}):\n    {c} = {s}[i]\n    {n} = 1\n    while i + {n} < len({s}) and {s}[i + {n}] == {c}:\n        {n} += 1\n    {out} += {piece}\n    i += {n}\nprint({out})",
        f"from itertools import groupby\n{out} = ''\nfor {c}, g in groupby({s}):\n    {n} = len(list(g))\n    {out} += {piece}\nprint({out})", f"{out} = []\nfor {c} in {s}:\n    if {out} and {out}[-1][0] == {c}:\n        {out}[-1][1] += 1\n    else:\n        {out}.append([{c}, 1])\nprint({out})\nprint(''.join({piece} for {c}, {n} in {out}))",
    ))  # fmt: skip
    return _program(f"{s} = {text!r}", body)


@template("grids")
def matrices(rng: Random) -> str:
    r, c = rng.randint(2, 3), rng.randint(2, 4)
    rows = [[rng.randint(0, 9) for _ in range(c)] for _ in range(r)]
    m, n = material.name_of(rng, "m", "grid", "matrix", "a"), rng.randint(2, 5)
    ends = (
        f"print([list(t) for t in zip(*{m})])", f"print([sum(row) for row in {m}])", f"print(sum({m}[i][i] for i in range(min(len({m}), len({m}[0])))))", f"print([[v * {n} for v in row] for row in {m}])", f"print([v for row in {m} for v in row if v {rng.choice(('>', '<', '!='))} {n}])",
        f"for row in {m}:\n    print(*row)", f"for row in {m}:\n    print(' '.join(str(v).rjust({rng.randint(2, 3)}) for v in row))", f"print(max(max(row) for row in {m}), min(map(min, {m})))", f"print([row[{rng.choice((0, 1, -1))}] for row in {m}])", f"print({m}[::-1])", f"print([row[::-1] for row in {m}])",
        f"{m}[{rng.randrange(r)}][{rng.randrange(c)}] = {material.number(rng)}\nprint({m})", f"total = 0\nfor i, row in enumerate({m}):\n    for j, v in enumerate(row):\n        if (i + j) % 2 == {rng.randint(0, 1)}:\n            total += v\nprint(total)", f"print([list(t)[::-1] for t in zip(*{m})])", f"print(sorted({m}, key=sum))",
    )  # fmt: skip
    return _program(f"{m} = {rows!r}", *rng.sample(ends, rng.randint(1, 4)))


@template("grids")
def pictures_of_signs(rng: Random) -> str:
    n, a, b = rng.randint(2, 6), rng.choice("*#x@o"), rng.choice(" .-")
    i = rng.choice(("i", "row", "k"))
    line = rng.choice((f"{a!r} * {i}", f"{b!r} * ({n} - {i}) + {a!r} * {i}", f"{b!r} * ({n} - {i}) + {a!r} * (2 * {i} - 1)", f"' '.join(str(j) for j in range(1, {i} + 1))", f"str({i}) * {i}", f"({a!r} + {b!r}) * {i}", f"{a!r} + {b!r} * {i} + {a!r}",
                       f"''.join({a!r} if (j + {i}) % {rng.randint(2, 3)} == 0 else {b!r} for j in range({n + 1}))", f"chr(64 + {i}) * {i}", f"' '.join(f'{{{i} * j:2}}' for j in range(1, {n + 1}))", f"str({i}).center({2 * n}, {b!r})"))  # fmt: skip
    return _program(f"for {i} in range({rng.choice((f'1, {n + 1}', f'{n}, 0, -1'))}):", f"    print({line})")
