"""Drawing long runs: loops of many rounds, alone or nested, whose numbers stay small.

>>> from random import Random
>>> drawn = draw_long_program(Random(3), ProgramSpec(tier=3), 1_001, 10_000)
>>> drawn.result.error, 1_001 <= drawn.result.steps <= 10_000
(None, True)

A short program does not run for long by having greater bounds: its sums would leave the arithmetic that a model does
in its head, or it would print thousands of lines. So here variables wrap around a modulus, are set back at a limit,
or count what happens now and then, and a line is printed only in some of the rounds. The number of steps is drawn
log-uniformly; the rounds follow from it.
"""

from collections.abc import Callable
from dataclasses import replace
from math import exp, log
from random import Random
from typing import NamedTuple

from caalm.errors import DrawError
from caalm.generation.programs import ATTEMPTS, Drawer, Drawn, ProgramSpec, within_reach
from caalm.program.interpreter import interpret
from caalm.program.nodes import (
    Assign,
    BinOp,
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
    While,
)

MOST_PRINTED = 4
"""Times the lines that a short program may print."""

Body = tuple[Statement, ...]


class _Loop(NamedTuple):
    """A loop that lacks its rounds and its body: what stands before it, and the loop itself."""

    before: Callable[[int], Body]
    around: Callable[[int, Body], Statement]
    counter: str | None


def draw_long_program(rng: Random, spec: ProgramSpec, steps_low: int, steps_high: int) -> Drawn:
    """A program that ends after ``steps_low`` to ``steps_high`` steps; DrawError if the language has no loop for it."""
    reach = replace(spec, tier=3, max_steps=steps_high, scenes=MOST_PRINTED)
    for _ in range(ATTEMPTS):
        target = round(exp(log(steps_low) + rng.random() * (log(steps_high) - log(steps_low))))
        build = _LongDrawer(rng, reach).builder()
        few, more = (interpret(build(rounds), spec.semantics, step_limit=2_000).steps for rounds in (2, 6))
        rounds = max(2, round(2 + (target - few) / max(1.0, (more - few) / 4)))
        program = build(rounds)
        result = interpret(program, spec.semantics, step_limit=steps_high + 1)
        if result.error is None and result.steps >= steps_low and result.stdout and within_reach(result, reach):
            return Drawn(program, result)
    raise DrawError(f"no program of {steps_low} to {steps_high} steps in {ATTEMPTS} attempts")


class _LongDrawer(Drawer):
    """One attempt. What is drawn is a function from rounds to a tree, so that the rounds can be set at the end."""

    def builder(self) -> Callable[[int], Program]:
        registers = [self.register() for _ in range(self.between(1, 3))]
        before = tuple(self.start(name) for name in registers)
        outer = self.long_loop()
        body = self.updates(registers, outer.counter, self.between(1, 2))
        inner: Callable[[], Body] = tuple
        if self.random() < 0.5:
            inner = self.inner(registers, outer.counter)
        rare = (self.now_and_then(self.pick(registers), registers),) if self.random() < 0.5 else ()
        shown = registers if self.random() < 0.5 else [self.pick(registers)]
        after = tuple(self.show(name) for name in shown)

        def build(rounds: int) -> Program:
            loop = outer.around(rounds, (*body, *inner(), *rare))
            return Program((*before, *outer.before(rounds), loop, *after))

        return build

    def register(self) -> str:
        name = self.fresh()
        self.ints.append(name)
        return name

    def start(self, name: str) -> Statement:
        return Assign(name, Constant(self.between(0, 9)))

    def show(self, name: str) -> Statement:
        if self.features.joined and self.random() < 0.2:
            return Print((JoinedStr((Constant(f"{name}="), Name(name))),))
        return Print((Name(name),))

    # Loops

    def long_loop(self) -> _Loop:
        """A loop for the rounds that are still to be set."""
        features = self.features
        kinds = ["while"] * (3 * features.while_loops) + ["for"] * (3 * bool(features.counted_loops))
        kinds += ["repeat"] * features.repeat
        if not kinds:
            raise DrawError("the language has no loop")
        kind = self.pick(kinds)
        if kind == "for":
            name, inclusive, first = self.loop_name(), self.pick(features.counted_loops), self.between(0, 1)

            def counted(rounds: int, body: Body) -> Statement:
                return For(name, Constant(first), Constant(first + rounds - inclusive), 1, inclusive, body)

            return _Loop(lambda rounds: (), counted, name)
        if kind == "repeat":
            return _Loop(
                lambda rounds: (), lambda rounds, body: For(None, Constant(1), Constant(rounds), 1, True, body), None
            )
        return self.long_while()

    def long_while(self) -> _Loop:
        """A while that counts up or down, to a number or to a variable."""
        name, down = self.fresh(), self.random() < 0.5
        operator = ">" if down else "<"
        if operator not in self.features.comparisons:
            raise DrawError("the language cannot count to a limit")
        limit = self.fresh() if not down and self.random() < 0.3 else None

        def before(rounds: int) -> Body:
            named = (Assign(limit, Constant(rounds)),) if limit else ()
            return (*named, Assign(name, Constant(rounds if down else 0)))

        def around(rounds: int, body: Body) -> Statement:
            end: Expression = Name(limit) if limit else Constant(0 if down else rounds)
            count = Assign(name, BinOp(Name(name), "-" if down else "+", Constant(1)))
            return While(Compare(Name(name), operator, end), (*body, count))

        return _Loop(before, around, name)

    def inner(self, registers: list[str], counter: str | None) -> Callable[[], Body]:
        """A loop of few rounds inside the long one: counted, or one that takes the counter's digits off."""
        divides = {"%", "//"} <= set(self.features.operators) and self.features.while_loops
        if divides and counter is not None and ">" in self.features.comparisons and self.random() < 0.35:
            return self.digits_of(counter, self.pick(registers))
        rounds, small = self.between(2, 12), self.long_loop()
        body = self.updates(registers, small.counter, 1)
        return lambda: (*small.before(rounds), small.around(rounds, body))

    def digits_of(self, counter: str, total: str) -> Callable[[], Body]:
        rest, base, limit = self.fresh(), self.pick((2, 10, 10)), self.between(20, 90)
        last = BinOp(Name(rest), "%", Constant(base))
        steps: Body = (
            Assign(total, BinOp(BinOp(Name(total), "+", last), "%", Constant(limit))),
            Assign(rest, BinOp(Name(rest), "//", Constant(base))),
        )
        return lambda: (Assign(rest, Name(counter)), While(Compare(Name(rest), ">", Constant(0)), steps))

    # What happens in a round

    def updates(self, registers: list[str], counter: str | None, count: int) -> Body:
        body: list[Statement] = []
        for _ in range(count):
            body += self.update(self.pick(registers), registers, counter)
        return tuple(body)

    def update(self, name: str, registers: list[str], counter: str | None) -> Body:
        """A change that keeps the variable small however often it is made."""
        roll = self.random()
        step: Expression = Constant(self.between(1, 9))
        others = [other for other in registers if other != name]
        if roll < 0.5 and "%" in self.features.operators:
            size = self.between(3, 97)
            grown: Expression = BinOp(Name(name), "+", Name(self.pick(others)) if others and roll < 0.1 else step)
            if counter is not None and 0.1 <= roll < 0.2:
                grown = BinOp(Name(name), "+", Name(counter))
            elif "*" in self.features.operators and 0.2 <= roll < 0.3:
                grown = BinOp(BinOp(Name(name), "*", Constant(self.between(2, 7))), "+", step)
            return (Assign(name, BinOp(grown, "%", Constant(size))),)
        limit = self.between(10, 300)
        operator = ">" if ">" in self.features.comparisons else self.features.comparisons[0]
        back: Expression = Constant(self.between(0, 9))
        if self.random() < 0.5:
            back = BinOp(Name(name), "-", Constant(limit))
        reset = If(Compare(Name(name), operator, Constant(limit)), (Assign(name, back),))
        return (Assign(name, BinOp(Name(name), "+", step)), reset)

    def now_and_then(self, name: str, registers: list[str]) -> Statement:
        """Something that happens in few of the rounds: a line is printed or another variable changes."""
        value = Constant(self.between(0, 20))
        operator = "==" if "==" in self.features.comparisons else self.features.comparisons[0]
        shown = self.pick(registers)
        then: Statement = self.show(shown)
        if self.random() < 0.4:
            then = Assign(shown, Constant(self.between(0, 9)))
        return If(Compare(Name(name), operator, value), (then,))
