"""Free compositions: random sequences of small operations on what is in scope, straight, in branches and in functions.

>>> from random import Random
>>> from caalm.generation.programs import ProgramSpec
>>> author = Author(Random(4), ProgramSpec())
>>> author.use("xs = [3, 1, 2]")
>>> operate(author, ("xs.append(K(5, 5))",), 2)
>>> len(author.body), author.lengths[author.scope["ints"][0]]
(3, 5)

An operation is a template whose free roles are bound to names of their kind; one that needs a kind which is not in
scope is passed over. Lengths of lists are known as long as what changes them is certain to run.
"""

from __future__ import annotations

from collections.abc import Sequence

from caalm.generation.topics.author import LISTS, Author, kind_of
from caalm.generation.topics.template import paragraphs, template
from caalm.program.nodes import (
    Append,
    Compare,
    Constant,
    Expression,
    For,
    FunctionDef,
    If,
    Name,
    Pop,
    Print,
    Return,
    Statement,
)

NUMBER_OPERATIONS = paragraphs(
    """
n += K(1, 9)

n -= K(1, 9)

n = n * K(2, 4)

n = E(n, k)

k = E(n, k)

x = E(n, k)

y = K(0, 20)

n = abs(n - K(5, 20))

n = max(n, k)

n = min(n, K(3, 12))

n, k = k, n

x, y = E(n, k), n

if TEST(n):
    n = E(n)

if CMP(n, k):
    n += K(1, 5)
else:
    k += K(1, 5)

n = n + K(1, 3) if TEST(k) else k

for i in range(K(1, 4)):
    n += i

flag = TEST(n) and TEST(k)

flag = TEST(n) or CMP(n, k)
"""
)
LIST_OPERATIONS = paragraphs(
    """
xs.append(K(0, 20))

xs.append(E(n))

xs.append(n)

xs.append(len(xs))

n = xs.pop()

xs.pop()

n = xs[AT(xs)]

xs[AT(xs)] = K(0, 20)

xs[AT(xs)] = xs[AT(xs)]

xs[AT(xs)] = xs[AT(xs)] + K(1, 9)

xs[AT(xs)] = E(n)

n = len(xs)

n = sum(xs)

xs = sorted(xs)

xs = reverse(xs)

ys = copy(xs)

ys = xs

ys = take(xs, COUNT(xs))

ys = drop(xs, COUNT(xs))

ys = []
for x in xs:
    if TEST(x):
        ys.append(x)

ys = []
for x in xs:
    ys.append(E(x))

for i in places(xs):
    xs[i] = E(xs[i])

n = 0
for x in xs:
    n += x

n = 0
for x in xs:
    if TEST(x):
        n += 1

if ITEM(xs) in xs:
    xs.append(K(0, 9))
else:
    xs.append(K(10, 20))

flag = ITEM(xs) in xs

if len(xs) > K(1, 6):
    n = len(xs)

for x in xs:
    ys.append(x)
"""
)
STRING_OPERATIONS = paragraphs(
    """
s = s + S(1, 4)

s = S(1, 3) + s

s = s + t

t = s.upper()

s = s.lower()

s = reverse(s)

s = s.replace(LETTER(), LETTER())

s = s.replace(LETTER(), W())

n = len(s)

t = take(s, K(1, 2))

t = drop(s, K(0, 2))

t = s[FIRST]

t = s[LAST(s)]

s = repeat(s, K(0, 3))

t = repeat(MARK(), len(s))

ws = s.split(" ")

ws.append(s)

s = SEP().join(ws)

n = 0
for ch in s:
    if ch == LETTER():
        n += 1

t = ""
for ch in s:
    if ch != LETTER():
        t = t + ch

t = ""
for ch in s:
    t = ch + t

flag = LETTER() in s

flag = s == t

t = f"{s}{n}"

t = f"{s} {t}"

s = s + str(n)

t = s if len(s) > K(2, 6) else t
"""
)
DICT_OPERATIONS = paragraphs(
    """
d[W()] = K(1, 20)

d[KEY(d)] = K(1, 20)

d[KEY(d)] += K(1, 9)

d[KEY(d)] = E(n)

n = d[KEY(d)]

n = len(d)

flag = KEY(d) in d

flag = W() in d

if KEY(d) in d:
    n = d[KEY(d)]
else:
    d[KEY(d)] = K(1, 9)

if W() not in d:
    d[W()] = n

n = sum(d.values())

n = 0
for key in sorted(d.keys()):
    n += d[key]

ws = sorted(d.keys())

n = d[KEY(d)] + d[KEY(d)]
"""
)

_PLACES = ("[AT(", "COUNT(", ".pop(")


def operate(author: Author, operations: Sequence[str], count: int) -> None:
    """Appends ``count`` operations that fit what is in scope."""
    for _ in range(count):
        for _ in range(12):
            if apply(author, author.pick(operations)):
                break


def apply(author: Author, text: str) -> bool:
    """Appends one operation, if all that it needs is there."""
    roles = _bind(author, text)
    if roles is None:
        return False
    before = {kind: list(names) for kind, names in author.scope.items()}
    statements = author.block(text, **roles)
    _follow_lengths(author, statements, roles, text)
    author.body += statements
    for kind, names in author.scope.items():
        author.scope[kind] = before[kind] + [name for name in dict.fromkeys(names) if name not in before[kind]]
    return True


def _bind(author: Author, text: str) -> dict[str, str] | None:
    """Names for the roles of an operation; None where one of its kind is missing, or a place or key that it needs."""
    made = template(text)
    roles: dict[str, str] = {}
    for role in made.free:
        options = [name for name in author.scope[kind_of(role)] if name not in roles.values()]
        if not options:
            return None
        roles[role] = author.pick(options)
    for role in made.bound:  # what is bound anew replaces a name of its kind now and then
        if role in roles:
            continue
        options = [name for name in author.scope[kind_of(role)] if name not in roles.values()]
        if options and author.chance(0.3) and not (kind_of(role) in LISTS and _is_loop(text)):
            roles[role] = author.pick(options)
    if "KEY(" in text and not author.literals.get(roles["d"]):
        return None
    if any(hole in text for hole in _PLACES) and not author.lengths.get(roles["xs"]):
        return None
    return roles


def _is_loop(text: str) -> bool:
    return "for " in text


def _follow_lengths(author: Author, statements: tuple[Statement, ...], roles: dict[str, str], text: str) -> None:
    """What is still known of the lists' lengths."""
    lengths = author.lengths
    for statement in statements:
        if isinstance(statement, Append | Pop):
            name = statement.target if isinstance(statement, Append) else statement.source
            change = 1 if isinstance(statement, Append) else -1
            known = lengths.get(name)
            for alias in author.aliases.get(name, {name}):
                lengths[alias] = None if known is None else known + change
        elif isinstance(statement, If | For) or type(statement).__name__ == "ForEach":
            for role in ("xs", "ys"):
                if f"{role}.append" in text and role in roles:
                    for alias in author.aliases.get(roles[role], {roles[role]}):
                        lengths[alias] = None
    _follow_names(author, statements)


def _follow_names(author: Author, statements: tuple[Statement, ...]) -> None:
    for statement in statements:
        value = getattr(statement, "value", None)
        target = getattr(statement, "target", None)
        if type(statement).__name__ != "Assign" or not isinstance(target, str):
            continue
        group = author.aliases.pop(target, None)
        if group is not None:
            group.discard(target)
        if isinstance(value, Name) and value.id in author.lengths:
            author.lengths[target] = author.lengths[value.id]
            shared = author.aliases.setdefault(value.id, {value.id})
            shared.add(target)
            author.aliases[target] = shared
        elif target in author.lengths and type(value).__name__ != "List":
            kept = type(value).__name__ == "Intrinsic" and value.name in ("sorted", "reverse", "copy")  # type: ignore[union-attr]
            source = value.arguments[0] if kept else None  # type: ignore[union-attr]
            author.lengths[target] = author.lengths.get(source.id) if isinstance(source, Name) else None
        elif type(value).__name__ == "Intrinsic" and value.name in ("sorted", "reverse", "copy"):  # type: ignore[union-attr]
            source = value.arguments[0]  # type: ignore[union-attr]
            if isinstance(source, Name):
                author.lengths[target] = author.lengths.get(source.id)


def report(author: Author, most: int = 2) -> None:
    """Prints some of what is in scope, the latest first."""
    shown = 0
    kinds = [(kind, names[-1]) for kind, names in author.scope.items() if names]
    order = sorted(kinds, key=lambda _: author.random())
    for kind, name in order[: author.between(1, most)]:
        author.body += author.show(Name(name), kind)
        shown += 1
    if not shown:
        author.body.append(Print((author.hole_t(),)))


def in_branch(author: Author, operations: Sequence[str]) -> None:
    """Operations under a condition; what they bind stays theirs, and no list's length is certain afterwards."""
    if not author.scope["int"]:
        return operate(author, operations, 1)
    test = _condition(author)
    branches = []
    for _ in range(2 if author.chance(0.5) else 1):
        outside, author.body = author.body, []
        scope = {kind: list(names) for kind, names in author.scope.items()}
        operate(author, operations, 1)
        branches.append(tuple(author.body) or (Print((author.hole_t(),)),))
        author.body, author.scope = outside, scope
    author.lengths = dict.fromkeys(author.lengths)
    author.body.append(If(test, branches[0], branches[1] if len(branches) > 1 else ()))
    return None


def _condition(author: Author) -> Expression:
    name = Name(author.pick(author.scope["int"]))
    if author.chance(0.5) and len(author.scope["int"]) > 1:
        return Compare(name, author.pick(author.features.comparisons), Name(author.pick(author.scope["int"])))
    return author.hole_test(name)


def in_function(author: Author, parameters: Sequence[str], operations: Sequence[str], count: int) -> tuple[str, str]:
    """Appends a function with a random body; its name and the kind of its result.

    ``parameters`` are roles; what is in scope outside is left alone, but for an integer that may be read.
    """
    outside = (author.body, author.scope, author.lengths, author.aliases, author.variables)
    visible = outside[1]["int"]
    name = author.function_name("f")
    author.body, author.lengths, author.aliases = [], {}, {}
    author.scope = {kind: [] for kind in outside[1]}
    reused = [known for known in author.variables if known not in author.functions]
    names = []
    read = author.pick(visible) if visible and author.chance(0.3) else None
    for role in parameters:
        options = [known for known in reused if known not in names and known != read]
        own = author.pick(options) if options and author.chance(0.3) else author.fresh(role)
        names.append(own)
        author.scope[kind_of(role)].append(own)
    if author.chance(0.3) and author.scope["int"]:
        early = Name(author.pick(author.scope["int"]))
        author.body.append(If(author.hole_test(early), (Return(_early(author)),)) if "int" in _kinds(parameters) else
                           If(author.hole_test(early), (Return(early),)))  # fmt: skip
    for _ in range(count):
        if author.chance(0.15):
            in_branch(author, operations)
        else:
            operate(author, operations, 1)
    kind = "int" if author.scope["int"] else "str" if author.scope["str"] else "ints"
    result: Expression = Name(author.scope[kind][-1])
    if kind == "int" and author.chance(0.6):
        result = author.hole_e(*[Name(one) for one in author.scope["int"][-2:]])
    if read is not None and kind == "int":
        result = author.hole_e(result, Name(read))
    body = (*author.body, Return(result))
    author.body, author.scope, author.lengths, author.aliases, author.variables = outside
    author.body.append(FunctionDef(name, tuple(names), body))
    return name, kind


def _kinds(parameters: Sequence[str]) -> set[str]:
    return {kind_of(role) for role in parameters}


def _early(author: Author) -> Expression:
    if author.chance(0.5):
        return Constant(author.between(0, 10))
    return author.hole_e(Name(author.pick(author.scope["int"])))
