"""Corners of the real languages, on purpose: where printing, dividing and coercing differ from what one expects.

A corner is an expression with fresh operands; what surrounds it (variables, a label, a comparison, a second
corner) is drawn, so that the same corner never looks the same twice.

>>> program = draw_corner_program(Random(2), "javascript")
>>> isinstance(JAVASCRIPT.render(program, Random(2)).text, str)
True
"""

import re
from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from caalm.errors import DrawError, InexpressibleError, InputError
from caalm.generation.names import LABELS, draw_names
from caalm.languages.javascript import JAVASCRIPT
from caalm.languages.lua import LUA
from caalm.languages.python import PYTHON
from caalm.program.checks import expression_type, problems
from caalm.program.interpreter import interpret
from caalm.program.nodes import (
    COMPARISONS,
    Assign,
    BinOp,
    BoolOp,
    Compare,
    Constant,
    Expression,
    For,
    If,
    JoinedStr,
    Name,
    Print,
    Program,
    Statement,
    UnaryOp,
    While,
    operands,
)

Corner = Callable[[Random], Expression]
Scene = Callable[["_Draw"], list[Statement]]
T = TypeVar("T")

ATTEMPTS = 100
LONG_DIGITS = re.compile(r"[0-9]\.[0-9]{7,}")
LONG_SHARE = 0.15
"""The share of draws that may print a float of many digits, such as 0.30000000000000004."""

_WORDS = ("apple", "Apple", "banana", "pear", "zoo", "Zebra", "10", "9", "2", "100", "a", "B", "abc", "abd", "ab", "")
_TENTHS = (0.1, 0.2, 0.3, 0.5, 0.7, 1.1, 1.5, 2.2, 2.5, 3.3, 0.25, 0.05, 4.4, 9.99, 19.99)


def integer(value: int) -> Expression:
    """An integer literal; the minus sign is an operator, as in the languages."""
    return Constant(value) if value >= 0 else UnaryOp("-", Constant(-value))


def decimal(value: float) -> Expression:
    """A float literal."""
    return Constant(value) if value >= 0 else UnaryOp("-", Constant(-value))


def _signed(rng: Random, low: int, high: int) -> int:
    value = rng.randint(low, high)
    return -value if rng.random() < 0.5 else value


def _tenth(rng: Random) -> float:
    return rng.choice(_TENTHS) if rng.random() < 0.6 else rng.randint(1, 99) / 10


# Corners


def _signed_division(rng: Random) -> Expression:
    """-7 // 2, 7 % -3."""
    sides = integer(_signed(rng, 1, 50)), integer(_signed(rng, 2, 9))
    return BinOp(sides[0], rng.choice(("//", "%")), sides[1])


def _exact_division(rng: Random) -> Expression:
    """10 / 2: a float, or not."""
    divisor = rng.randint(1, 12)
    return BinOp(integer(divisor * _signed(rng, 0, 12)), "/", integer(divisor))


def _short_division(rng: Random) -> Expression:
    """7 / 2."""
    return BinOp(integer(_signed(rng, 1, 60)), "/", integer(rng.choice((2, 4, 5, 8, 10, 20))))


def _endless_division(rng: Random) -> Expression:
    """10 / 3."""
    return BinOp(integer(rng.randint(1, 20)), "/", integer(rng.choice((3, 6, 7, 9))))


def _whole_float(rng: Random) -> Expression:
    """3.0, 2 * 1.5, 2.5 + 0.5."""
    whole = float(rng.randint(0, 20))
    if rng.random() < 0.3:
        return Constant(whole)
    if rng.random() < 0.5:
        return BinOp(integer(rng.randint(0, 9) * 2), "*", decimal(rng.randint(0, 9) + 0.5))
    return BinOp(decimal(whole + 0.5), rng.choice("+-"), decimal(rng.choice((0.5, 1.5))))


def _mixed_numbers(rng: Random) -> Expression:
    """3 + 2.0."""
    sides = [integer(rng.randint(0, 20)), decimal(float(rng.randint(1, 9)))]
    rng.shuffle(sides)
    return BinOp(sides[0], rng.choice(("+", "-", "*", "/", "//", "%")), sides[1])


def _tenths(rng: Random) -> Expression:
    """0.1 + 0.2."""
    return BinOp(decimal(_tenth(rng)), rng.choice(("+", "+", "-", "*")), decimal(_tenth(rng)))


def _float_division(rng: Random) -> Expression:
    """7.5 // 2, -7.5 % 2."""
    left = rng.choice((-1, 1)) * rng.randint(1, 40) / 4
    return BinOp(decimal(left), rng.choice(("//", "%")), integer(rng.randint(2, 5)))


def _negative_zero(rng: Random) -> Expression:
    """0 * -5, -4 % 2, -(0): nothing, or a nothing with a sign."""
    size = rng.randint(1, 9)
    zero = rng.choice((integer(0), decimal(0.0)))
    return rng.choice(
        (
            BinOp(zero, rng.choice(("*", "/", "//")), integer(-size)),
            BinOp(integer(-size * rng.randint(1, 4)), "%", integer(size)),
            UnaryOp("-", zero),
            UnaryOp("-", BinOp(integer(size), "-", integer(size))),
        )
    )


def _small(rng: Random) -> Expression:
    """0.00001, as an exponent or not."""
    value = rng.randint(1, 99) / 10 ** rng.randint(3, 7)
    return Constant(value) if rng.random() < 0.6 else BinOp(Constant(value), "*", integer(rng.choice((1, 2, 10))))


def _large(rng: Random) -> Expression:
    """9999 * 9999, 123456789 + 1.0."""
    if rng.random() < 0.5:
        return BinOp(integer(rng.randint(1000, 30000)), "*", integer(rng.randint(100, 30000)))
    return BinOp(integer(rng.randint(10**6, 9 * 10**8)), rng.choice("+-"), rng.choice((decimal(1.0), integer(1))))


def _number_test(rng: Random) -> Expression:
    """3 == 3.0, 0.1 + 0.2 == 0.3, -1 < 0."""
    number = rng.randint(-5, 9)
    if rng.random() < 0.2:
        return Compare(BinOp(Constant(0.1), "+", Constant(0.2)), rng.choice(("==", ">", "<=")), Constant(0.3))
    other = decimal(float(number)) if rng.random() < 0.5 else integer(number + rng.randint(-1, 1))
    return Compare(integer(number), rng.choice(COMPARISONS), other)


def _string_test(rng: Random) -> Expression:
    """ "10" < "9", "Zebra" < "apple"."""
    return Compare(Constant(rng.choice(_WORDS)), rng.choice(COMPARISONS), Constant(rng.choice(_WORDS)))


def _logic(rng: Random) -> Expression:
    """not a and b or c."""
    tests: list[Expression] = [_number_test(rng) if rng.random() < 0.5 else Constant(rng.random() < 0.5) for _ in "abc"]
    tests = [UnaryOp("not", test) if rng.random() < 0.4 else test for test in tests]
    inner = BoolOp(tests[0], rng.choice(("and", "or")), tests[1])
    if rng.random() < 0.3:
        return inner
    outer = BoolOp(inner, rng.choice(("and", "or")), tests[2])
    return BoolOp(tests[2], outer.op, inner) if rng.random() < 0.3 else outer


def _precedence(rng: Random) -> Expression:
    """-7 // 2 * 2 - -3."""
    node: Expression = integer(_signed(rng, 1, 20))
    for _ in range(rng.randint(2, 3)):
        operand = integer(_signed(rng, 1, 9))
        operator = rng.choice(("+", "-", "*", "//", "%"))
        node = BinOp(node, operator, operand) if rng.random() < 0.7 else BinOp(operand, operator, node)
    return UnaryOp("-", node) if rng.random() < 0.2 else node


def _coercion(rng: Random) -> Expression:
    """ "5" + 3, 1 + 2 + "3", "" + true."""
    text = Constant(rng.choice((str(rng.randint(0, 50)), "n: ", "x", "", "1.0", " ")))
    number: Expression = rng.choice((_exact_division, _whole_float, _negative_zero, _precedence, _short_division))(rng)
    if rng.random() < 0.5:
        number = integer(rng.randint(0, 20))
    if rng.random() < 0.15:
        number = Constant(rng.random() < 0.5)
    elif rng.random() < 0.4:
        more = integer(rng.randint(0, 9))
        roll = rng.random()
        if roll < 0.4:
            return BinOp(BinOp(text, "+", number), "+", more)
        if roll < 0.8:
            return BinOp(BinOp(number, "+", more), "+", text)
        return BinOp(text, "+", BinOp(number, rng.choice("+*-"), more))
    return BinOp(text, "+", number) if rng.random() < 0.5 else BinOp(number, "+", text)


_COMMON: tuple[Corner, ...] = (
    *(_signed_division, _exact_division, _short_division, _whole_float, _mixed_numbers, _tenths, _float_division),
    *(_negative_zero, _small, _large, _number_test, _string_test, _logic, _precedence, _endless_division),
)
_CORNERS: Mapping[str, tuple[Corner, ...]] = MappingProxyType(
    {
        PYTHON.name: (*_COMMON, _signed_division, _signed_division, _exact_division),
        JAVASCRIPT.name: (*_COMMON, _coercion, _coercion, _coercion, _coercion, _negative_zero, _signed_division),
        LUA.name: (*_COMMON, _exact_division, _exact_division, _whole_float, _mixed_numbers, _float_division),
    }
)
_LANGUAGES = MappingProxyType({language.name: language for language in (PYTHON, JAVASCRIPT, LUA)})


# What surrounds them


class _Draw(NamedTuple):
    """One draw: its generator, its corners, and the names that are still free."""

    rng: Random
    corners: tuple[Corner, ...]
    names: list[str]

    def corner(self) -> Expression:
        return self.rng.choice(self.corners)(self.rng)

    def bound(self, value: Expression, body: list[Statement]) -> Name:
        name = Name(self.names.pop())
        body.append(Assign(name.id, value))
        return name

    def with_variables(self, node: Expression, body: list[Statement]) -> Expression:
        """The same with some literals in variables, bound in ``body``."""
        if isinstance(node, Constant) or (isinstance(node, UnaryOp) and isinstance(node.operand, Constant)):
            return self.bound(node, body) if self.names and self.rng.random() < 0.6 else node
        if isinstance(node, BinOp | Compare | BoolOp):
            left, right = self.with_variables(node.left, body), self.with_variables(node.right, body)
            return type(node)(left, node.op, right)
        if isinstance(node, UnaryOp):
            return UnaryOp(node.op, self.with_variables(node.operand, body))
        return node


def _plain(draw: _Draw) -> list[Statement]:
    """The corner printed: bare, through a variable, joined to a label, or beside another item."""
    rng, body = draw.rng, list[Statement]()
    value = draw.corner()
    if rng.random() < 0.6:
        value = draw.with_variables(value, body)
    if rng.random() < 0.4 and len(draw.names) > 2 and operands(value):
        value = draw.bound(value, body)
    roll = rng.random()
    if roll < 0.6:
        body.append(Print((value,)))
    elif roll < 0.8:
        body.append(Print((JoinedStr((Constant(rng.choice(LABELS)), value)),)))
    elif roll < 0.9:
        body.append(Print((Constant(rng.choice(LABELS).strip(" =:") or "x"), value)))
    else:
        body.append(Print((value, draw.corner())))
    return body


def _changed(draw: _Draw) -> list[Statement]:
    """A variable that holds the corner and goes on from there."""
    rng, body = draw.rng, list[Statement]()
    name = draw.bound(draw.corner(), body)
    first = body[-1]
    assert isinstance(first, Assign), "the corner is bound"
    kind = expression_type(first.value, {})
    if kind is bool:
        body.append(Assign(name.id, UnaryOp("not", name)))
    elif kind is str:
        body.append(Assign(name.id, BinOp(name, "+", Constant(rng.choice(("!", "0", " ok"))))))
    else:
        body.append(Print((name,)))
        operator = rng.choice(("+", "-", "*", "//", "%") if kind is int else "+-*")
        body.append(Assign(name.id, BinOp(name, operator, integer(rng.randint(1, 4)))))
    body.append(Print((name,)))
    return body


def _chosen(draw: _Draw) -> list[Statement]:
    """A branch that hangs on the corner; without an else nothing may be printed at all."""
    rng, body = draw.rng, list[Statement]()
    value = draw.corner()
    kind = expression_type(value, {})
    if kind is not bool:
        other: Expression = Constant(rng.choice(_WORDS)) if kind is str else integer(rng.randint(-5, 10))
        value = Compare(draw.with_variables(value, body), rng.choice(COMPARISONS), other)
    orelse = (Print((Constant(rng.choice(("no", "other", "not"))),)),) if rng.random() < 0.6 else ()
    body.append(If(value, (Print((Constant(rng.choice(("yes", "same", "ok"))),)),), orelse))
    return body


def _added_up(draw: _Draw) -> list[Statement]:
    """A float that grows by a tenth; a text that grows by a number or a mark."""
    rng, body = draw.rng, list[Statement]()
    mixed = _coercion in draw.corners
    counter = draw.names.pop()
    if rng.random() < 0.5:
        total = draw.bound(rng.choice((Constant(0.0), decimal(_tenth(rng)))), body)
        change: Expression = decimal(rng.choice((0.1, 0.2, 0.25, 0.5, 1.5)))
    else:
        total = draw.bound(Constant(rng.choice(("", "", ">", "n"))), body)
        change = Name(counter) if mixed and rng.random() < 0.6 else Constant(rng.choice(("*", "ab", "-", "0")))
    inner: list[Statement] = [Assign(total.id, BinOp(total, "+", change))]
    if rng.random() < 0.3:
        inner.append(Print((total,)))
    start = rng.randint(0, 2)
    body.append(For(counter, Constant(start), Constant(start + rng.randint(0, 4)), 1, rng.random() < 0.5, tuple(inner)))
    body.append(Print((total,)))
    return body


def _halved(draw: _Draw) -> list[Statement]:
    """A number divided until it is small: 10, 5, 2.5 or 10.0, 5.0, 2.5, or 10, 5, 2."""
    rng, body = draw.rng, list[Statement]()
    number = draw.bound(rng.choice((integer(rng.randint(4, 64)), decimal(float(rng.randint(4, 64))))), body)
    divided = BinOp(number, "//", integer(rng.choice((2, 3))))
    if isinstance(body[0].value.value, float):  # type: ignore[union-attr]
        divided = BinOp(number, rng.choice(("/", "//")), rng.choice((integer(2), decimal(2.0))))
    body.append(While(Compare(number, ">", integer(rng.randint(1, 3))), (Print((number,)), Assign(number.id, divided))))
    body.append(Print((number,)))
    return body


_SCENES: tuple[Scene, ...] = (_plain, _plain, _plain, _plain, _plain, _changed, _changed, _chosen, _added_up, _halved)


def draw_corner_program(rng: Random, language_name: str) -> Program:
    """A short program about a corner or two of a real language; it ends without error in that language."""
    if language_name not in _CORNERS:
        raise InputError(f"{language_name!r} has no corners: choose one of {', '.join(_CORNERS)}")
    language = _LANGUAGES[language_name]
    mixed = language.semantics.mixed_add == "concatenate"
    for _ in range(ATTEMPTS):
        names = draw_names(rng, 14, avoid=language.reserved)
        draw = _Draw(rng, _CORNERS[language_name], names)
        body: list[Statement] = []
        for _ in range(rng.choice((1, 1, 2, 2, 3))):
            if len(names) >= 7:
                body += rng.choice(_SCENES)(draw)
        program = Program(tuple(body))
        if problems(program, mixed_add=mixed):
            continue
        result = interpret(program, language.semantics, step_limit=200)
        if result.error is not None or (LONG_DIGITS.search(result.stdout) and rng.random() >= LONG_SHARE):
            continue
        try:
            language.render(program, Random(0))
        except InexpressibleError:
            continue
        return program
    raise DrawError(f"no corner program for {language_name} within {ATTEMPTS} attempts")
