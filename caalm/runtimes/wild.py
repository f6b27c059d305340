"""Programs that nobody would write, with every node of the tree, for comparing interpreter and runtimes.

Nothing here is meant to be idiomatic: typed expressions and statements are nested at random, so that what people write
side by side is met inside one another too. What the interpreter rejects is simply not compared.

>>> from caalm.rng import derive
>>> from caalm.program.nodes import Program
>>> isinstance(draw_wild(derive(1, "wild"), "python"), Program)
True
"""

from collections.abc import Callable
from random import Random

from caalm.program.nodes import (
    COMPARISONS,
    Append,
    Assign,
    AssignMany,
    BinOp,
    BoolOp,
    Break,
    Call,
    Compare,
    Conditional,
    Const,
    Constant,
    Contains,
    Continue,
    Dict,
    Expr,
    Expression,
    For,
    ForEach,
    FunctionDef,
    If,
    Input,
    Intrinsic,
    JoinedStr,
    List,
    Name,
    Pop,
    Print,
    Program,
    Raise,
    ReadFile,
    RepeatUntil,
    Return,
    SetItem,
    Slice,
    Statement,
    Subscript,
    Switch,
    Try,
    UnaryOp,
    While,
    WriteFile,
)

_WORDS = (
    "apple",
    "Bob",
    "x y",
    "",
    "level",
    "a-b",
    "100%",
    "it's",
    "q",
    "ab",
    'say "hi"',
    "  pad ",
    "1,2,3",
    "Zed",
    "$5",
)
_KEYS = ("a", "b", "key", "x y", "n1")
_TYPES = ("int", "int", "float", "str", "str", "bool", "ints", "strs", "dict")
_NAMES = tuple("abcdeghmnpqrstuvwyz")
Block = tuple[Statement, ...]


class _Wild:
    def __init__(self, rng: Random, language: str) -> None:
        self.rng = rng
        self.language = language
        self.first = 1 if language == "lua" else 0
        self.shown = language != "lua"  # whole lists can be printed
        self.scope: dict[str, str] = {}
        self.fixed: set[str] = set()
        self.functions: dict[str, tuple[tuple[str, ...], str]] = {}
        self.loops = 0
        self.result: str | None = None
        self.names = list(_NAMES)
        self.counter = 0
        self.lines: list[str] = []
        self.written = False

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def fresh(self) -> str:
        self.counter += 1
        return f"{self.rng.choice(self.names)}{self.counter}"

    def known(self, kind: str, *, free: bool = False) -> list[str]:
        return [name for name, each in self.scope.items() if each == kind and not (free and name in self.fixed)]

    # Expressions

    def expression(self, kind: str, depth: int = 2) -> Expression:
        names = self.known(kind)
        if names and self.chance(0.4):
            return Name(self.rng.choice(names))
        if depth <= 0:
            return self.leaf(kind)
        fitting = [name for name, (_, result) in self.functions.items() if result == kind]
        if fitting and self.chance(0.15):
            return self.call(self.rng.choice(fitting), depth)
        if self.chance(0.07) and (self.shown or kind != "bool"):  # Lua cannot choose a boolean
            return Conditional(
                self.expression("bool", 1), self.expression(kind, depth - 1), self.expression(kind, depth - 1)
            )
        make: Callable[[int], Expression] = getattr(self, f"_{kind}")
        return make(depth - 1)

    def leaf(self, kind: str) -> Expression:
        rng = self.rng
        if kind == "int":
            return Constant(rng.randint(0, 12))
        if kind == "float":
            return Constant(rng.choice((0.5, 1.5, 2.0, 0.1, 3.25, 10.0)))
        if kind == "str":
            return Constant(rng.choice(_WORDS))
        if kind == "bool":
            return Constant(rng.random() < 0.5)
        if kind == "ints":
            return List(tuple(Constant(rng.randint(-5, 20)) for _ in range(rng.choice((0, 1, 3, 3, 4, 9)))))
        if kind == "strs":
            return List(tuple(Constant(rng.choice(_WORDS)) for _ in range(rng.choice((0, 1, 2, 3)))))
        keys = rng.sample(_KEYS, rng.choice((0, 1, 2, 3)))
        return Dict(tuple(map(Constant, keys)), tuple(Constant(rng.randint(0, 9)) for _ in keys))

    def call(self, name: str, depth: int) -> Call:
        return Call(name, tuple(self.expression(kind, depth - 1) for kind in self.functions[name][0]))

    def index(self, depth: int) -> Expression:
        if self.chance(0.7):
            return Constant(self.rng.randint(self.first, self.first + 2))
        return self.expression("int", min(depth, 1))

    def pick(self, *choices: Callable[[], Expression]) -> Expression:
        return self.rng.choice(choices)()

    def _int(self, depth: int) -> Expression:
        e, rng = self.expression, self.rng
        return self.pick(
            lambda: BinOp(e("int", depth), rng.choice("+-*"), e("int", depth)),
            lambda: BinOp(e("int", depth), rng.choice(("//", "%")), Constant(rng.choice((2, 3, 5, -3)))),
            lambda: UnaryOp("-", e("int", depth)),
            lambda: Subscript(e("ints", depth), self.index(depth)),
            lambda: Subscript(e("dict", depth), Constant(rng.choice(_KEYS))),
            lambda: Intrinsic(
                "length", (e(rng.choice(("str", "ints", "strs", *(["dict"] if self.shown else []))), depth),)
            ),
            lambda: Intrinsic(rng.choice(("minimum", "maximum")), (e("int", depth), e("int", depth))),
            lambda: Intrinsic("absolute", (e("int", depth),)),
            lambda: Intrinsic("sum", (e("ints", depth),)),
            lambda: Intrinsic("integer", (Intrinsic("string", (e("int", depth),)),)),
            lambda: (
                Intrinsic("power", (e("int", depth), Constant(rng.randint(0, 4)))) if self.shown else self.leaf("int")
            ),
            lambda: self.found(depth),
            lambda: self.default(depth),
        )

    def found(self, depth: int) -> Expression:
        whole, part = self.expression("str", 0), Constant(self.rng.choice(("a", "b", " ", "e")))
        return Conditional(Contains(part, "in", whole), Intrinsic("find", (whole, part)), Constant(99))

    def default(self, depth: int) -> Expression:
        place = Subscript(self.expression("dict", 0), Constant(self.rng.choice(_KEYS)))
        return Conditional(Contains(place.index, "in", place.value), place, Constant(self.rng.choice((0, 0, 7))))

    def _float(self, depth: int) -> Expression:
        e, rng = self.expression, self.rng
        return self.pick(
            lambda: BinOp(e("float", depth), rng.choice("+-*"), e(rng.choice(("int", "float")), depth)),
            lambda: BinOp(e("int", depth), "/", Constant(rng.choice((2, 4, 3)))),
            lambda: Intrinsic("absolute", (e("float", depth),)),
            lambda: (
                Intrinsic("power", (e("int", depth), Constant(rng.randint(0, 4)))) if not self.shown else e("float", 0)
            ),
        )

    def _bool(self, depth: int) -> Expression:
        e, rng = self.expression, self.rng
        return self.pick(
            lambda: Compare(e("int", depth), rng.choice(COMPARISONS), e("int", depth)),
            lambda: Compare(e("str", depth), rng.choice(COMPARISONS), e("str", depth)),
            lambda: BoolOp(e("bool", depth), rng.choice(("and", "or")), e("bool", depth)),
            lambda: UnaryOp("not", e("bool", depth)),
            lambda: Contains(e("int", depth), rng.choice(("in", "not in")), e("ints", depth)),
            lambda: Contains(e("str", depth), rng.choice(("in", "not in")), e(rng.choice(("strs", "str")), depth)),
            lambda: Contains(Constant(rng.choice(_KEYS)), rng.choice(("in", "not in")), e("dict", depth)),
        )

    def _str(self, depth: int) -> Expression:
        e, rng = self.expression, self.rng
        return self.pick(
            lambda: BinOp(e("str", depth), "+", e("str", depth)),
            lambda: JoinedStr(
                tuple(e(rng.choice(("int", "str", "float", "bool")), depth) for _ in range(rng.randint(1, 3)))
            ),
            lambda: self.letter(),
            lambda: Subscript(e("strs", depth), self.index(depth)),
            lambda: self.part("str", depth),
            lambda: Intrinsic("string", (e(rng.choice(("int", "float", "bool")), depth),)),
            lambda: Intrinsic(rng.choice(("upper", "lower", "reverse", "trim")), (e("str", depth),)),
            lambda: Intrinsic("repeat", (e("str", depth), Constant(rng.randint(0, 4)))),
            lambda: Intrinsic(
                "replace",
                (
                    e("str", depth),
                    Constant(rng.choice(("a", "l", "%", ".", " "))),
                    Constant(rng.choice(("", "zz", "%", "$&"))),
                ),
            ),
            lambda: Intrinsic("join", (e("strs", depth), Constant(rng.choice((", ", "", "-"))))),
            lambda: Intrinsic("fixed", (e(rng.choice(("float", "int")), depth), Constant(rng.randint(0, 3)))),
        )

    def letter(self) -> Expression:
        whole = Constant(self.rng.choice(("apple", "level", "x y z")))
        return Subscript(whole, Constant(self.rng.randint(self.first, self.first + 4)))

    def part(self, kind: str, depth: int) -> Expression:
        low = Constant(self.rng.randint(self.first, 3)) if self.chance(0.7) else None
        high = Constant(self.rng.randint(1, 6)) if self.chance(0.7) else None
        return Slice(self.expression(kind, depth), low, high)

    def _list(self, kind: str, depth: int) -> Expression:
        element = "int" if kind == "ints" else "str"
        e, rng = self.expression, self.rng
        return self.pick(
            lambda: List(tuple(e(element, depth) for _ in range(rng.randint(0, 4)))),
            lambda: self.part(kind, depth),
            lambda: Intrinsic(rng.choice(("reverse", "sorted", "copy")), (e(kind, depth),)),
        )

    def _ints(self, depth: int) -> Expression:
        if self.shown and self.chance(0.2):
            return Intrinsic("values", (self.expression("dict", depth),))
        return self._list("ints", depth)

    def _strs(self, depth: int) -> Expression:
        if self.shown and self.chance(0.15):
            return Intrinsic("keys", (self.expression("dict", depth),))
        if self.chance(0.3):
            return Intrinsic("split", (self.expression("str", depth), Constant(self.rng.choice((",", " ", "-", "l")))))
        return self._list("strs", depth)

    def _dict(self, depth: int) -> Expression:
        keys = self.rng.sample(_KEYS, self.rng.randint(0, 3))
        return Dict(tuple(map(Constant, keys)), tuple(self.expression("int", depth) for _ in keys))

    # Statements

    def block(self, size: int, depth: int) -> Block:
        """A block with a scope of its own."""
        before = dict(self.scope)
        body = tuple(statement for _ in range(size) for statement in self.statement(depth))
        self.scope = before
        return body or (Print((Constant("none"),)),)

    def statement(self, depth: int) -> list[Statement]:
        kinds = (
            ["assign"] * 4 + ["print"] * 4 + ["many", "const", "change", "change", "append", "append", "pop", "expr"]
        )
        kinds += ["input", "write", "read", "fail"]
        if depth > 0:
            kinds += ["if", "while", "for", "for", "each", "each", "repeat", "repeat", "switch", "switch", "try", "try"]
        if self.loops:
            kinds += ["leave"] * 3
        if self.result is not None:
            kinds += ["return"] * 2
        made: list[Statement] = getattr(self, f"s_{self.rng.choice(kinds)}")(depth)
        return made

    def s_assign(self, depth: int) -> list[Statement]:
        kind = self.rng.choice(_TYPES)
        old = self.known(kind, free=True)
        name = self.rng.choice(old) if old and self.chance(0.5) else self.fresh()
        value = self.expression(kind)
        self.scope[name] = kind
        return [Assign(name, value)]

    def s_print(self, depth: int) -> list[Statement]:
        kinds = _TYPES if self.shown else ("int", "float", "str", "bool")
        return [Print(tuple(self.expression(self.rng.choice(kinds)) for _ in range(self.rng.choice((1, 1, 1, 2)))))]

    def s_many(self, depth: int) -> list[Statement]:
        kind = self.rng.choice(("int", "str", "ints"))
        names = self.known(kind, free=True)
        if len(names) < 2 or self.chance(0.5):
            names = [self.fresh(), self.fresh(), *names[:1]]
        names = self.rng.sample(names, 2)
        values = tuple(self.expression(kind, 1) for _ in names)
        self.scope.update(dict.fromkeys(names, kind))
        return [AssignMany(tuple(names), values)]

    def s_const(self, depth: int) -> list[Statement]:
        name, kind = self.fresh().upper(), self.rng.choice(("int", "str", "float"))
        value = self.expression(kind, 1)
        self.scope[name] = kind
        self.fixed.add(name)
        return [Const(name, value)]

    def s_change(self, depth: int) -> list[Statement]:
        kind = self.rng.choice(("ints", "strs", "dict"))
        names = self.known(kind)
        if not names:
            return self.s_assign(depth)
        name = self.rng.choice(names)
        index = Constant(self.rng.choice(_KEYS)) if kind == "dict" else self.index(1)
        element = "str" if kind == "strs" else "int"
        value = self.expression(element)
        if self.chance(0.4):
            value = BinOp(Subscript(Name(name), index), "+", value)
        return [SetItem(name, index, value)]

    def s_append(self, depth: int) -> list[Statement]:
        kind = self.rng.choice(("ints", "strs"))
        names = self.known(kind)
        if not names:
            return self.s_assign(depth)
        return [Append(self.rng.choice(names), self.expression("int" if kind == "ints" else "str"))]

    def s_pop(self, depth: int) -> list[Statement]:
        names = self.known("ints")
        if not names:
            return self.s_assign(depth)
        name = self.rng.choice(names)
        if self.chance(0.3):
            return [Pop(None, name)]
        target = self.fresh()
        self.scope[target] = "int"
        return [Pop(target, name)]

    def s_expr(self, depth: int) -> list[Statement]:
        if not self.functions:
            return self.s_print(depth)
        return [Expr(self.call(self.rng.choice(list(self.functions)), 1))]

    def s_input(self, depth: int) -> list[Statement]:
        if self.chance(0.6) or self.result is not None:
            return self.s_print(depth)
        name, number = self.fresh(), self.chance(0.5)
        self.scope[name] = "int" if number else "str"
        self.lines.append(str(self.rng.randint(-20, 99)) if number else self.rng.choice(_WORDS))
        return [Assign(name, Intrinsic("integer", (Input(),)) if number else Input())]

    def s_write(self, depth: int) -> list[Statement]:
        if self.chance(0.6):
            return self.s_print(depth)
        append, self.written = self.written and self.chance(0.6), True
        return [WriteFile("out.txt", self.expression(self.rng.choice(("int", "str", "float", "bool"))), append)]

    def s_read(self, depth: int) -> list[Statement]:
        if not self.written or self.chance(0.3):
            return self.s_assign(depth)
        name = self.fresh()
        self.scope[name] = "str"
        return [Assign(name, ReadFile("out.txt"))]

    def s_fail(self, depth: int) -> list[Statement]:
        if self.chance(0.8):
            return self.s_print(depth)
        failures: list[Expression] = [
            BinOp(self.expression("int", 1), self.rng.choice(("//", "%", "/")), BinOp(Constant(1), "-", Constant(1))),
            Name("undefined_name" if self.language != "javascript" else "missing"),
            Intrinsic("integer", (Constant("abc"),)),
            Subscript(List((Constant(1),)), Constant(7)),
            *([BinOp(Constant("a"), "+", Constant(1))] if self.language == "python" else []),
        ]
        failing = self.rng.choice(failures)
        return [Raise(self.expression("str", 1)) if self.chance(0.4) else Print((failing,))]

    def s_leave(self, depth: int) -> list[Statement]:
        return [If(self.expression("bool", 1), (self.rng.choice((Break, Continue))(),))]

    def s_return(self, depth: int) -> list[Statement]:
        assert self.result is not None, "inside a function"
        value = Return(self.expression(self.result, 1)) if self.result != "none" else Return()
        return [If(self.expression("bool", 1), (value,))] if self.chance(0.8) else [value]

    def s_if(self, depth: int) -> list[Statement]:
        orelse = self.block(2, depth - 1) if self.chance(0.5) else ()
        return [If(self.expression("bool"), self.block(2, depth - 1), orelse)]

    def looped(self, depth: int) -> Block:
        self.loops += 1
        body = self.block(3, depth - 1)
        self.loops -= 1
        return body

    def s_while(self, depth: int) -> list[Statement]:
        name = self.fresh()
        self.scope[name] = "int"
        self.fixed.add(name)
        step = Assign(name, BinOp(Name(name), "+", Constant(1)))
        return [
            Assign(name, Constant(0)),
            While(Compare(Name(name), "<", Constant(self.rng.randint(1, 4))), (step, *self.looped(depth))),
        ]

    def s_repeat(self, depth: int) -> list[Statement]:
        name = self.fresh()
        self.scope[name] = "int"
        self.fixed.add(name)
        step = Assign(name, BinOp(Name(name), "+", Constant(1)))
        body = (step, *self.looped(depth))
        test: Expression = Compare(Name(name), self.rng.choice((">", ">=")), Constant(self.rng.randint(1, 4)))
        if self.chance(0.3):
            test = BoolOp(test, "or", self.expression("bool", 1))
        return [Assign(name, Constant(0)), RepeatUntil(body, test)]

    def s_for(self, depth: int) -> list[Statement]:
        start, stop = Constant(self.rng.randint(0, 2)), self.expression("int", 1)
        name = self.fresh()
        outer = dict(self.scope)
        self.scope[name] = "int"
        self.fixed.add(name)
        body = self.looped(depth)
        self.scope = outer
        if isinstance(stop, Constant | Name) or self.chance(0.5):
            stop = Constant(self.rng.randint(0, 4))
        return [For(name, start, stop, 1, self.chance(0.5), body)]

    def s_each(self, depth: int) -> list[Statement]:
        kind = self.rng.choice(("ints", "strs", "str", *(["dict"] if self.shown else [])))
        iterable = self.expression(kind, 1)
        name = self.fresh()
        outer = dict(self.scope)
        self.scope[name] = "int" if kind == "ints" else "str"
        self.fixed.add(name)
        body = self.looped(depth)
        self.scope = outer
        return [ForEach(name, iterable, body)]

    def s_switch(self, depth: int) -> list[Statement]:
        kind = self.rng.choice(("int", "str"))
        values = self.rng.sample(range(8), 3) if kind == "int" else self.rng.sample(_WORDS, 3)
        cases = tuple((Constant(value), self.block(2, depth - 1)) for value in values)
        return [Switch(self.expression(kind, 1), cases, self.block(1, depth - 1) if self.chance(0.6) else ())]

    def s_try(self, depth: int) -> list[Statement]:
        body = self.block(2, depth - 1)
        if self.chance(0.6):
            body = (*body, *self.s_fail(depth))
        name = self.fresh() if self.chance(0.5) else None
        outer = dict(self.scope)
        if name is not None:
            self.scope[name] = "str"
            self.fixed.add(name)
        handler = self.block(1, depth - 1)
        self.scope = outer
        return [Try(body, name, handler)]

    def function(self) -> FunctionDef:
        name = f"f{len(self.functions)}"
        kinds = tuple(self.rng.choice(_TYPES) for _ in range(self.rng.randint(0, 3)))
        result = self.rng.choice(("int", "int", "str", "bool", "ints", "none"))
        parameters = tuple(self.fresh() for _ in kinds)
        outer, fixed = self.scope, self.fixed
        self.fixed = {*fixed, *outer}  # a function binds no variable of the program
        self.scope = {**(outer if self.chance(0.7) else {}), **dict(zip(parameters, kinds, strict=True))}
        self.result = result
        body = [*self.block(self.rng.randint(1, 3), 2)]
        if result != "none":
            body.append(Return(self.expression(result)))
        self.scope, self.fixed, self.result = outer, fixed, None
        self.functions[name] = (kinds, result)
        return FunctionDef(name, parameters, tuple(body))


def draw_wild(rng: Random, language: str) -> Program:
    """A program of all nodes; whether it runs to its end is not known."""
    wild = _Wild(rng, language)
    body: list[Statement] = []
    for _ in range(rng.choice((0, 0, 1, 2))):
        body += wild.s_assign(0) if rng.random() < 0.5 else []
        body.append(wild.function())
    for _ in range(rng.randint(2, 5)):
        body += wild.statement(2)
    body += wild.s_print(1)
    return Program(tuple(body), lines=tuple(wild.lines))
