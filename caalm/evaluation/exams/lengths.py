"""Programs beyond what training shows: longer runs, longer numbers, deeper nesting.

>>> asked = [draw_length(52, index, 0) for index in range(3)]
>>> [one.groups["beyond training"] for one in asked]
['steps', 'digits', 'nesting']
>>> asked[0].item.result.steps > 400
True

Training has runs of up to 400 steps, numbers of up to nine digits, and blocks two or three deep. Here are runs of 401
to 5,000 steps, sums, differences, products and quotients of 10 to 15 digits, and ifs and loops four to eight deep.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from caalm.dataset.splits import HELD_OUT_SPLITS
from caalm.errors import DrawError
from caalm.evaluation.exams.drawing import REDRAWN, Question, draw_split, is_test_tree
from caalm.generation.items import Item, draw_real
from caalm.generation.long import draw_long_program
from caalm.generation.names import draw_names
from caalm.generation.programs import Drawn, ProgramSpec
from caalm.languages import LANGUAGES
from caalm.program.interpreter import interpret
from caalm.program.nodes import (
    Assign,
    BinOp,
    Compare,
    Constant,
    Expression,
    For,
    If,
    Name,
    Print,
    Program,
    Statement,
)
from caalm.program.values import Semantics
from caalm.rng import derive

WIDE = 10**16
"""Numbers stay under this: doubles hold all integers up to 2**53."""
_LEAST_STEPS, _MOST_STEPS = 401, 5_000
_STEP_BANDS = ((401, 1_000), (1_001, 2_000), (2_001, 5_000))
_DIGITS = (10, 11, 12, 13, 14, 15)
_DEPTHS = (4, 5, 6, 7, 8)
_PLACES = (*HELD_OUT_SPLITS, "python", "javascript", "lua")


def draw_length(seed: int, index: int, attempt: int) -> Question:
    """Steps, digits and nesting in turn, in held-out and in real languages."""
    kind, number = ("steps", "digits", "nesting")[index % 3], index // 3
    where = _PLACES[number % len(_PLACES)]
    size = number // len(_PLACES)
    if kind == "steps":
        low, high = _STEP_BANDS[size % len(_STEP_BANDS)]
        draw, most, level = _of_steps(low, high), high, f"{low:,}-{high:,} steps"
    elif kind == "digits":
        digits = _DIGITS[size % len(_DIGITS)]
        draw, most, level = _of_digits(digits), 40, f"{digits} digits"
    else:
        depth = _DEPTHS[size % len(_DEPTHS)]
        draw, most, level = _of_depth(depth), 120, f"{depth} deep"
    item = _item(seed, where, draw, most, index, attempt)
    language = where if where in LANGUAGES else f"invented, {where}"
    return Question(item, {"beyond training": kind, "level": level, "language": language})


def _item(
    seed: int, where: str, draw: Callable[[Random, ProgramSpec], Drawn], most: int, index: int, attempt: int
) -> Item:
    if where in LANGUAGES:
        rng = derive(seed, "suite", "length", where, index, attempt)
        return draw_real(rng, LANGUAGES[where], tier=3, max_steps=most, accepts=is_test_tree, draw=draw)
    split = next(split for split in HELD_OUT_SPLITS if split == where)
    return draw_split(split, 3, "length", index, attempt, seed=seed, max_steps=most, draw=draw)


def _of_steps(low: int, high: int) -> Callable[[Random, ProgramSpec], Drawn]:
    return lambda rng, spec: draw_long_program(rng, spec, low, high)


def wide(semantics: Semantics) -> Semantics:
    """The same rules for numbers of up to 16 digits; those of training stay under a billion."""
    return replace(semantics, limit=WIDE)


def _finished(rng: Random, spec: ProgramSpec, build: Callable[[], Sequence[Statement]]) -> Drawn:
    for _ in range(REDRAWN):
        program = Program(tuple(build()))
        result = interpret(program, wide(spec.semantics), step_limit=spec.max_steps + 1)
        if result.error is None and result.stdout:
            return Drawn(program, result)
    raise DrawError(f"no such program in {REDRAWN} draws")


def _of_digits(digits: int) -> Callable[[Random, ProgramSpec], Drawn]:
    def draw(rng: Random, spec: ProgramSpec) -> Drawn:
        return _finished(rng, spec, lambda: _digits_body(rng, spec, digits))

    return draw


def _digits_body(rng: Random, spec: ProgramSpec, digits: int) -> list[Statement]:
    """One operation a statement, so that nothing hangs on precedence."""
    names = draw_names(rng, 4, avoid=spec.reserved)
    low, high = 10 ** (digits - 1), 10**digits
    values = [low + int(rng.random() * (high - low)) for _ in range(2)]
    body: list[Statement] = [Assign(name, Constant(value)) for name, value in zip(names, values, strict=False)]
    first, second = (Name(name) for name in names[:2])
    for name in names[2:]:
        roll = rng.random()
        operation: Expression
        if roll < 0.35:
            operation = BinOp(first, "+", second)
        elif roll < 0.7:
            operation = BinOp(first, "-", second)
        elif roll < 0.85 and digits < 15:
            operation = BinOp(first, "*", Constant(2 + int(rng.random() * 8)))
        else:
            operation = BinOp(first, "%", Constant(10 ** (1 + int(rng.random() * 5)) - int(rng.random() * 3)))
        body.append(Assign(name, operation))
        body.append(Print((Name(name),)))
        first, second = Name(name), first
    if rng.random() < 0.5:
        test = Compare(Name(names[0]), "<" if rng.random() < 0.5 else ">", Name(names[1]))
        body.append(If(test, (Print((Name(names[0]),)),), (Print((Name(names[1]),)),)))
    return body


def _of_depth(depth: int) -> Callable[[Random, ProgramSpec], Drawn]:
    def draw(rng: Random, spec: ProgramSpec) -> Drawn:
        return _finished(rng, spec, lambda: _nested_body(rng, spec, depth))

    return draw


def _nested_body(rng: Random, spec: ProgramSpec, depth: int) -> list[Statement]:
    names = draw_names(rng, 2 + depth, avoid=spec.reserved)
    total, other = names[:2]
    body: list[Statement] = [
        Assign(total, Constant(int(rng.random() * 20))),
        Assign(other, Constant(int(rng.random() * 20))),
    ]
    inner: list[Statement] = [_change(rng, total, other), Print((Name(total),))]
    loops = 0
    for level in range(depth):
        if loops < 2 and rng.random() < 0.3 and spec.features.counted_loops:
            inclusive = spec.features.counted_loops[int(rng.random() * len(spec.features.counted_loops))]
            start = int(rng.random() * 4)
            stop = Constant(start + 1 + (not inclusive))
            inner = [For(names[2 + level], Constant(start), stop, 1, inclusive, tuple(inner))]
            loops += 1
        else:
            inner = [_branch(rng, total, other, inner)]
        if rng.random() < 0.5:
            inner.insert(0 if rng.random() < 0.5 else len(inner), _change(rng, other, total))
    return [*body, *inner, Print((Name(other),))]


def _branch(rng: Random, total: str, other: str, inner: Sequence[Statement]) -> Statement:
    """The deeper block on the one side or the other, so that where it stands says nothing."""
    op = ("<", ">", "<=", ">=")[int(rng.random() * 4)]
    right: Expression = Name(other) if rng.random() < 0.4 else Constant(int(rng.random() * 25))
    test = Compare(Name(total), op, right)
    short: tuple[Statement, ...] = (_change(rng, total, other),)
    roll = rng.random()
    if roll < 0.45:
        return If(test, tuple(inner))
    return If(test, tuple(inner), short) if roll < 0.75 else If(test, short, tuple(inner))


def _change(rng: Random, target: str, source: str) -> Statement:
    op = "+" if rng.random() < 0.6 else "-"
    value: Expression = Name(source) if rng.random() < 0.3 else Constant(1 + int(rng.random() * 9))
    return Assign(target, BinOp(Name(target), op, value))
