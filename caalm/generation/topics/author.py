"""Who writes a topic's program: the names that are taken, what is in scope, and every value that is drawn.

>>> author = Author(Random(3), ProgramSpec())
>>> author.use("xs = [1, 2]\\nxs.append(K(7, 7))")
>>> [type(statement).__name__ for statement in author.body], len(author.scope["ints"])
(['Assign', 'Append'], 1)

A template's roles say what kind of value a name holds: ``n`` an integer, ``xs`` a list of integers, ``s`` a string ...
(`kind_of`). What a template binds is in scope for the next ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from random import Random
from typing import TypeVar

from caalm.errors import DrawError
from caalm.generation.names import GREETINGS, LABELS, TAILS, draw_names, draw_text, pseudo_word
from caalm.generation.programs import ProgramSpec
from caalm.generation.topics.template import Definition, definition, template
from caalm.generation.topics.vocabulary import FILES, NAMES, NOUNS, SENTENCES
from caalm.languages.facts import shifted
from caalm.program.nodes import (
    Assign,
    BinOp,
    Call,
    Compare,
    Constant,
    Dict,
    Expr,
    Expression,
    ForEach,
    FunctionDef,
    If,
    Intrinsic,
    JoinedStr,
    List,
    Name,
    Print,
    Statement,
    Subscript,
)
from caalm.program.semantics import Brackets

T = TypeVar("T")
_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("xs", "ys", "zs"), "ints"),
    **dict.fromkeys(("ws", "vs"), "words"),
    **dict.fromkeys(("s", "t", "u", "w", "ch", "line"), "str"),
    **dict.fromkeys(("d", "e"), "dict"),
    **dict.fromkeys(("b", "flag"), "bool"),
    **dict.fromkeys(("q", "r", "p"), "float"),
    "qs": "floats",
    "grid": "grid",
}
KINDS = ("int", "ints", "words", "str", "dict", "bool", "float", "floats", "grid")
LISTS = frozenset(("ints", "words", "floats"))


def kind_of(role: str) -> str:
    """The kind of value that a role stands for; an integer unless the table says otherwise."""
    return _KINDS.get(role.rstrip("0123456789"), "int")


class Author:
    """One attempt at a program. ``body`` is what stands so far."""

    def __init__(self, rng: Random, spec: ProgramSpec) -> None:
        self.rng = rng
        self.random = rng.random
        self.spec = spec
        self.features = spec.features
        self.semantics = spec.semantics
        self.first: int = spec.semantics.first_index
        """The number of the first place."""
        self.upper: int = self.first - (spec.semantics.slices == "inclusive")
        """What turns the end of a slice, counted from 0 and not reached, into the language's way."""
        self.names = draw_names(rng, 6, avoid=spec.reserved)
        self.taken = {name.lower() for name in self.names} | spec.reserved
        self.roles: dict[str, str] = {}
        self.variables: list[str] = []
        self.functions: set[str] = set()
        self.files: dict[str, str] = {}
        self.scope: dict[str, list[str]] = {kind: [] for kind in KINDS}
        self.lengths: dict[str, int | None] = {}
        self.aliases: dict[str, set[str]] = {}
        """Names that share one list."""
        self.literals: dict[str, tuple[Expression, ...]] = {}
        """What a list, or the keys of a dictionary, was written with."""
        self.written: dict[type, int] = {List: 0, Dict: 0}
        """The most elements of a list, and of a dictionary, that the program writes out."""
        self.lines: list[str] = []
        self.body: list[Statement] = []
        self.plain = self.random()
        """How much this author likes the usual names."""

    # Small choices

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[int(self.random() * len(options))]

    def between(self, low: int, high: int) -> int:
        """An integer from ``low`` to ``high``."""
        return low + int(self.random() * (high - low + 1))

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.random() < probability

    # Names

    def role(self, role: str) -> str:
        """The name of a role; a fresh one where it has none yet."""
        name = self.roles.get(role)
        if name is None:
            name = self.roles[role] = self.fresh(role)
            self.variables.append(name)
        return name

    def fresh(self, role: str) -> str:
        """A name that is nowhere used: often a usual one for such a role."""
        pool = NAMES.get(role.rstrip("0123456789")) or NAMES.get(kind_of(role), ())
        if self.plain < 0.8 and self.random() < 0.8:
            if len(role) > 2 and self.random() < 0.35 and role.lower() not in self.taken:
                self.taken.add(role.lower())
                return role
            for _ in range(2 if pool else 0):
                name = self.pick(pool)
                if name.lower() not in self.taken:
                    self.taken.add(name.lower())
                    return name
        if self.names:
            return self.names.pop()
        name = draw_names(self.rng, 1, avoid=frozenset(self.taken))[0]
        self.taken.add(name.lower())
        return name

    def function_name(self, hint: str) -> str:
        """A name for a function: what it does, a word of its kind, or a word that says nothing."""
        roll = self.random()
        name = hint if roll < 0.3 else self.pick(NAMES["function"]) if roll < 0.75 else pseudo_word(self.rng)
        if name.lower() in self.taken:
            name = self.fresh("function")
        self.taken.add(name.lower())
        self.functions.add(name)
        return name

    def constant_role(self, role: str) -> str:
        """The name of a constant; in capitals, as one writes them."""
        name = self.role(role).upper()
        if name.lower() not in self.spec.reserved:
            self.roles[role] = name
        return self.roles[role]

    def path(self, role: str) -> str:
        """The name of a file."""
        found = self.files.get(role)
        while found is None:
            name = self.pick(FILES)
            if name not in self.files.values():
                found = self.files[role] = name
        return found

    @contextmanager
    def local_names(self, local: Sequence[str], outer: frozenset[str]) -> Iterator[None]:
        """Inside, the ``local`` roles have names of a function's own: often those of globals that it does not read."""
        for role in outer:
            self.role(role)
        read = {self.roles[role] for role in outer} | self.functions
        before, known = self.roles, self.variables
        self.roles = {role: name for role, name in before.items() if role not in local}
        free = [name for name in known if name not in read]
        for role in local:
            if free and self.random() < 0.3:
                self.roles[role] = free.pop(int(self.random() * len(free)))
        self.variables = list(known)
        yield
        self.roles = before

    # Holes of templates

    def hole_k(self, low: int, high: int) -> Constant:
        """An integer."""
        return Constant(self.between(low, high))

    def hole_big(self) -> Constant:
        """An integer of five to nine digits, mostly five or six; some are round."""
        digits = self.pick((5, 5, 5, 6, 6, 7, 8))
        roll = self.random()
        if roll < 0.1:
            return Constant(self.between(1, 9) * 10 ** (digits - 1))
        if roll < 0.2:
            return Constant(10**digits - self.between(1, 20))
        return Constant(self.between(10 ** (digits - 1), 10**digits - 1))

    def hole_w(self) -> Constant:
        """A word."""
        return Constant(self.word())

    def word(self) -> str:
        """A word in small letters, mostly a known one."""
        return self.pick(NOUNS) if self.random() < 0.75 else pseudo_word(self.rng)

    def hole_t(self) -> Constant:
        """A text to print."""
        return Constant(draw_text(self.rng, phrases=self.features.phrases))

    def hole_label(self) -> Constant:
        """What stands before a value."""
        return Constant(self.pick(LABELS))

    def hole_greeting(self) -> Constant:
        """What stands before a name."""
        return Constant(self.pick(GREETINGS))

    def hole_tail(self) -> Constant:
        """What stands after a value."""
        return Constant(self.pick(TAILS))

    def hole_sep(self) -> Constant:
        """What stands between the parts of a string."""
        return Constant(self.pick((" ", ",", "-", "", ", ", "/", "+", ";", ":", "_", "|")))

    def hole_mark(self) -> Constant:
        """A character of which patterns are made."""
        return Constant(self.pick("*#-=+.xoab@~"))

    def hole_letter(self) -> Constant:
        """A letter."""
        return Constant(self.pick("aeiourstnlabcdexyz"))

    def hole_s(self, low: int = 0, high: int = 8) -> Constant:
        """A short string: a word, a number, letters in any case, or nothing where ``low`` allows it."""
        roll = self.random()
        if roll < 0.1 and low == 0:
            return Constant("")
        text = self.word()
        if roll < 0.2:
            text = str(self.between(10, 9999))
        elif roll < 0.3:
            text = text.upper()
        elif roll < 0.4:
            text = text.capitalize()
        elif roll < 0.5:
            text = "".join([self.pick("abcdeABC012") for _ in range(self.between(max(1, low), max(1, high)))])
        elif roll < 0.6:
            half = text[:3]
            text = half + half[::-1][self.between(0, 1) :]
        return Constant(text[: max(high, 1)] if len(text[:high]) >= low else (text + "abcdef")[:high])

    def hole_sentence(self, low: int = 2, high: int = 4) -> Constant:
        """Some words with a space between; sometimes one twice."""
        if self.random() < 0.2:
            return Constant(self.pick(SENTENCES))
        words = [self.word() for _ in range(self.between(low, high))]
        if len(words) > 1 and self.random() < 0.4:
            words[-1] = words[0]
        return Constant(" ".join(words))

    def hole_digits(self, low: int, high: int) -> Constant:
        """A string of digits that is a number."""
        return Constant(str(self.between(low, high)))

    def hole_float(self, low: int = 0, high: int = 20) -> Constant:
        """A float of one or two digits after the point."""
        roll = self.random()
        if roll < 0.5:
            return Constant(self.between(low * 2, high * 2) / 2)
        return Constant(self.between(low * 4, high * 4) / 4 if roll < 0.75 else self.between(low * 10, high * 10) / 10)

    def hole_bool(self) -> Constant:
        """True or False."""
        return Constant(self.random() < 0.5)

    def hole_ints(self, low: int, high: int, least: int = 0, most: int = 0) -> List:
        """A list of so many integers: small ones, or ``least`` to ``most``; sometimes sorted or with equal ones."""
        count = self.between(low, high)
        if not most:
            most = self.pick((5, 9, 9, 9, 20, 50, 99))
        values = [self.between(least, most) for _ in range(count)]
        roll = self.random()
        if roll < 0.12:
            values.sort()
        elif roll < 0.24 and count > 1:
            values[-1] = values[0]
        elif roll < 0.3 and count and not least and self.features.negative_literals:
            values[self.between(0, count - 1)] *= -1
        return List(tuple([Constant(value) for value in values]))

    def hole_words(self, low: int, high: int) -> List:
        """A list of so many words; sometimes one of them twice."""
        words = [self.word() for _ in range(self.between(low, high))]
        if len(words) > 1 and self.random() < 0.4:
            words[self.between(0, len(words) - 1)] = words[self.between(0, len(words) - 1)]
        return List(tuple([Constant(word) for word in words]))

    def hole_floats(self, low: int, high: int) -> List:
        """A list of so many floats."""
        return List(tuple([Constant(self.between(0, 40) / 4) for _ in range(self.between(low, high))]))

    def hole_test(self, node: Expression) -> Expression:
        """A question about an integer."""
        roll = self.random()
        if roll < 0.4:
            divisor = self.pick((2, 2, 2, 3, 3, 4, 5, 10))
            rest = 0 if self.random() < 0.6 else self.between(0, divisor - 1)
            operator = "==" if self.random() < 0.75 or "!=" not in self.features.comparisons else "!="
            return Compare(BinOp(node, "%", Constant(divisor)), operator, Constant(rest))
        return Compare(
            node, self.pick(self.features.comparisons), Constant(self.pick((0, 1, 2, 3, 4, 5, 5, 7, 8, 10, 20)))
        )

    def hole_cmp(self, left: Expression, right: Expression) -> Expression:
        """One of the comparisons of two values."""
        return Compare(left, self.pick(self.features.comparisons), right)

    def hole_e(self, *nodes: Expression) -> Expression:
        """A calculation with integers."""
        node = self.pick(nodes)
        other: Expression = Constant(self.between(1, 9))
        if len(nodes) > 1 and self.random() < 0.6:
            other = self.pick([one for one in nodes if one is not node])
        roll = self.random()
        if roll < 0.1:
            return node if self.random() < 0.7 else Constant(self.between(0, 12))
        operator = "+" if roll < 0.42 else "-" if roll < 0.66 else "*" if roll < 0.88 else "%" if roll < 0.95 else "//"
        if operator in "//%":
            other = Constant(self.between(2, 7))
        if operator == "*" and isinstance(other, Constant):
            other = Constant(self.between(2, 4))
        result = BinOp(node, operator, other)
        if self.random() < 0.25:
            more = Constant(self.between(1, 9))
            return BinOp(result, "+", more) if self.random() < 0.5 else BinOp(result, "-", more)
        return result

    def hole_item(self, sequence: Expression) -> Expression:
        """A value that a list holds, or one like it that it may not hold."""
        known = self.literals.get(sequence.id, ()) if isinstance(sequence, Name) else ()
        if known and self.random() < 0.6:
            return self.pick(known)
        if known and isinstance(known[0], Constant) and isinstance(known[0].value, str):
            return Constant(self.word())
        return Constant(self.between(0, 20))

    def hole_at(self, sequence: Expression) -> Expression:
        """A place of a list whose length is known."""
        assert isinstance(sequence, Name)
        return Constant(self.between(0, (self.lengths[sequence.id] or 1) - 1) + self.first)

    def hole_count(self, sequence: Expression) -> Expression:
        """How many elements to take or to leave."""
        assert isinstance(sequence, Name)
        return Constant(self.between(0, min(self.lengths[sequence.id] or 0, 3)))

    def hole_outside(self, sequence: Expression) -> Expression:
        """A place that a list may not have."""
        assert isinstance(sequence, Name)
        length = self.lengths.get(sequence.id) or 0
        return Constant(max(0, length + self.between(-1, 3)) + self.first)

    def hole_key(self, dictionary: Expression) -> Expression:
        """A key that a dictionary has."""
        assert isinstance(dictionary, Name)
        return self.pick(self.literals[dictionary.id])

    # Places

    def bound(self, stop: Expression, inclusive: bool) -> tuple[Expression, bool]:
        """The end of a counted loop, given one that is not reached, in a form that the language has."""
        counted = self.features.counted_loops
        if not counted:
            raise DrawError("the language has no counted loop")
        if inclusive not in counted:
            inclusive = not inclusive
        return (shifted(stop, -1), True) if inclusive else (stop, False)

    # Blocks

    def assign(self, role: str, value: Expression) -> Assign:
        """An assignment; what a literal list holds is kept for `hole_item`."""
        name = self.role(role)
        if isinstance(value, List | Dict):
            self.note(name, value)
        return Assign(name, value)

    def note(self, name: str, value: List | Dict) -> None:
        """Keeps what the literal of a name holds."""
        parts = value.elements if isinstance(value, List) else value.keys
        self.literals[name] = parts
        self.written[type(value)] = max(self.written[type(value)], len(parts))

    def prints_whole(self, kind: type) -> bool:
        """Whether a whole list or dictionary may be printed: invented languages first show how two elements stand."""
        form = self.semantics.lists if kind is List else self.semantics.dictionaries
        return self.written[kind] > 1 if isinstance(form, Brackets) else form is not None

    def use(self, text: str, **roles: str) -> None:
        """Appends a template, some of its roles bound to names; what it binds is in scope afterwards."""
        self.body += self.block(text, **roles)

    def block(self, text: str, **roles: str) -> tuple[Statement, ...]:
        """The statements of a template."""
        made = template(text)
        before = self.roles
        self.roles = dict(roles)
        statements = made(self)
        for role in made.bound:
            if role in self.roles and role not in roles and self.roles[role] not in self.functions:
                self.scope[kind_of(role)].append(self.roles[role])
        for statement in statements:
            if isinstance(statement, Assign) and isinstance(statement.value, List):
                self.lengths[statement.target] = len(statement.value.elements)
        self.roles = before
        return statements

    # Functions

    def define(self, text: str) -> Function:
        """Appends a function; it can be called as often as one likes."""
        found = definition(text)
        name = self.function_name(found.name)
        before = self.roles
        self.roles = {found.name: name}
        with self.local_names(found.local, found.outer):
            parameters = tuple([self.role(role) for role, _ in found.parameters])
            self.body.append(FunctionDef(name, parameters, found.body(self)))
        self.roles = before
        return Function(self, name, found)

    def inline(self, text: str) -> tuple[Expression, str] | None:
        """Appends a function's body on values of its own; what it would return. None where it returns early."""
        found = definition(text)
        if found.inline is None:
            return None
        body, result = found.inline
        before = self.roles
        self.roles = {}
        bindings: list[Statement] = []
        for role, draw in found.parameters:
            value = draw(self)
            known = self.scope[kind_of(role)]
            if known and isinstance(value, Constant) and self.random() < 0.25:
                self.roles[role] = self.pick(known)
                continue
            bindings.append(self.assign(role, value))
        self.body += bindings
        self.body += body(self)
        shown = result(self)
        self.roles = before
        return shown, found.result

    def arguments(self, found: Definition) -> tuple[Expression, ...]:
        """Arguments for a call; one in five is a variable of its own."""
        values = []
        before = self.roles
        self.roles = {}
        for role, draw in found.parameters:
            value = draw(self)
            if isinstance(value, List) and self.random() < 0.6:
                assignment = self.assign(role, value)
                self.body.append(assignment)
                self.lengths[assignment.target] = len(value.elements)
                value = Name(assignment.target)
            elif isinstance(value, Constant) and self.random() < 0.2:
                self.body.append(self.assign(role, value))
                value = Name(self.role(role))
            elif isinstance(value, List):
                self.note(self.role(role), value)
            values.append(value)
        self.roles = before
        return tuple(values)

    # Printing

    def show(self, node: Expression, kind: str) -> tuple[Statement, ...]:
        """Prints a value in one of the ways that suit its kind and the language."""
        random, roll = self.random, self.random()
        if kind == "bool":
            if not self.features.booleans or roll < 0.35:
                return (If(node, (Print((self.hole_t(),)),), (Print((self.hole_t(),)),)),)
            return (Print((node,)),)
        if kind in LISTS:
            return self.show_list(node, kind)
        if kind == "grid":
            row = self.fresh("xs")
            return (ForEach(row, node, self.show(Name(row), "ints")),)
        if kind == "dict":
            if self.prints_whole(Dict) and roll < 0.5:
                return (Print((node,)),)
            if self.semantics.order == "none":  # what is in it is shown by one key or two
                known = self.literals.get(node.id, ()) if isinstance(node, Name) else ()
                if not known:
                    raise DrawError("a dictionary without order is shown by its keys, and none is known")
                return self.show(Subscript(node, self.pick(known)), "int")
            if not isinstance(node, Name):
                name = self.fresh("d")
                return (Assign(name, node), *self.show(Name(name), "dict"))
            key = self.fresh("key")
            keys = node if self.semantics.order == "insertion" and roll < 0.8 else _sorted_keys(node)
            pair: tuple[Expression, ...] = (Name(key), Subscript(node, Name(key)))
            if self.features.joined and (roll < 0.8 or not self.features.several):
                separator = Constant(self.pick((": ", "=", " ", " -> ", ":")))
                return (ForEach(key, keys, (Print((JoinedStr((pair[0], separator, pair[1])),)),)),)
            return (ForEach(key, keys, (Print(pair if self.features.several else pair[1:]),)),)
        if kind != "none" and self.features.joined and roll < 0.22:
            label: tuple[Expression, ...] = (self.hole_label(), node)
            if random() < 0.2:
                label = (*label, self.hole_tail())
            return (Print((JoinedStr(label),)),)
        if self.features.several and roll < 0.28:
            return (Print((Constant(self.word()), node)),)
        return (Print((node,)),)

    def show_list(self, node: Expression, kind: str) -> tuple[Statement, ...]:
        """Prints a list: whole where the language can, else joined, element by element, or what it comes to."""
        roll = self.random()
        if self.prints_whole(List) and roll < 0.75:
            return (Print((node,)),)
        if kind == "words" and roll < 0.9:
            return (Print((Intrinsic("join", (node, self.hole_sep())),)),)
        if roll < 0.96 or kind != "ints":
            element = self.fresh("x" if kind != "words" else "w")
            return (ForEach(element, node, (Print((Name(element),)),)),)
        return (Print((Intrinsic("length", (node,)),)),)


def _sorted_keys(node: Expression) -> Expression:
    return Intrinsic("sorted", (Intrinsic("keys", (node,)),))


class Function:
    """A function that stands in the program, and the ways to call it."""

    def __init__(self, author: Author, name: str, found: Definition) -> None:
        self.author = author
        self.name = name
        self.found = found

    def call(self) -> Call:
        """A call with drawn arguments, some of them bound before it."""
        return Call(self.name, self.author.arguments(self.found))

    def use(self) -> None:
        """Calls it and shows what comes out, in one of many ways."""
        author, kind, roll = self.author, self.found.result, self.author.random()
        if kind == "none":
            author.body.append(Expr(self.call()))
            return
        call = self.call()
        if kind == "int" and roll < 0.4:
            self.use_integer(call)
        elif roll < 0.6 or kind in LISTS:
            name = author.fresh(_RESULT_ROLES.get(kind, "n"))
            author.body.append(Assign(name, call))
            author.scope[kind].append(name)
            author.body += author.show(Name(name), kind)
        else:
            author.body += author.show(call, kind)

    def use_integer(self, call: Call) -> None:
        """A call inside a calculation, a condition or a loop."""
        author, roll = self.author, self.author.random()
        if roll < 0.3:
            other = self.call()
            author.body += author.show(BinOp(call, author.pick("++-*"), other), "int")
        elif roll < 0.5:
            author.body += author.show(BinOp(call, author.pick("+-*"), Constant(author.between(1, 9))), "int")
        elif roll < 0.65:
            texts = author.hole_t(), author.hole_t()
            author.body.append(If(author.hole_test(call), (Print((texts[0],)),), (Print((texts[1],)),)))
        elif roll < 0.85 and len(call.arguments) == 1 and isinstance(call.arguments[0], Constant):
            author.use("for i in range(K(0, 3), K(3, 6)):\n    print(called(i))", called=self.name)
        else:
            author.body += author.show(call, "int")


_RESULT_ROLES: Mapping[str, str] = {"ints": "ys", "words": "vs", "str": "t", "bool": "flag", "float": "q", "dict": "d"}
