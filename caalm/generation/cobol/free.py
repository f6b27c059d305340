"""Free scenes: statements at random over a few fields, where the idioms of the other modules would be foreseeable.

>>> from random import Random
>>> author = Author(Random(1))
>>> free_straight(author)
>>> len(author.body) > 1
True
"""

from caalm.generation.cobol.author import LOOP_NAMES, WORDS, Author, operation
from caalm.program.nodes import (
    Assign,
    BoolOp,
    Compare,
    Constant,
    Expression,
    For,
    If,
    Name,
    Print,
    Statement,
    Store,
    While,
)

Block = tuple[Statement, ...]


def free_straight(author: Author) -> None:
    """Assignments and prints."""
    _Free(author, depth=0, loops=False).program(author.rng.randint(2, 6))


def free_conditionals(author: Author) -> None:
    """With conditionals."""
    _Free(author, depth=2, loops=False).program(author.rng.randint(1, 3))


def free_loops(author: Author) -> None:
    """With conditionals and loops."""
    _Free(author, depth=2, loops=True).program(author.rng.randint(1, 2))


class _Free:
    """Statements over the same few fields."""

    def __init__(self, author: Author, *, depth: int, loops: bool) -> None:
        self.author = author
        self.rng = author.rng
        self.depth = depth
        self.loops = loops
        self.names = [
            author.number(self.rng.choice((self.rng.randint(0, 9), author.small())))
            for _ in range(self.rng.randint(2, 3))
        ]
        self.indices: list[Name] = []

    def program(self, size: int) -> None:
        body: list[Statement] = []
        if self.depth and not self.loops:
            body.append(self.choice(self.depth))
        elif self.loops:
            body.append(self.loop(self.depth))
        for _ in range(size - 1 + (not self.depth)):
            body.append(self.statement(self.depth))
        self.rng.shuffle(body)
        self.author.body.extend(body)
        if self.author.often(0.85):
            self.author.show(*self.rng.sample(self.names, self.rng.randint(1, len(self.names))))

    def statement(self, depth: int) -> Statement:
        kind = self.rng.random()
        if depth and kind < 0.2:
            return self.choice(depth)
        if depth and self.loops and kind < 0.3:
            return self.loop(depth)
        return self.change() if kind < 0.75 else self.author.shown(self.readable())

    def block(self, depth: int) -> Block:
        return tuple([self.statement(depth - 1) for _ in range(self.rng.choice((1, 1, 1, 2, 2, 3)))])

    def readable(self) -> Name:
        return self.rng.choice((*self.names, *self.indices))

    def change(self) -> Statement:
        rng = self.rng
        target = rng.choice(self.names)
        kind = rng.random()
        if kind < 0.2:
            return Assign(target.id, Constant(self.author.small()))
        if kind < 0.35:
            return Assign(target.id, self.readable())
        left = target if rng.random() < 0.5 else self.readable()
        value: Expression = operation(left, rng.choice("+++---*/"), self.operand())
        if rng.random() < 0.15 and value.op != "/":  # type: ignore[union-attr]
            value = operation(value, rng.choice("+-*"), self.operand())
        if rng.random() < 0.06:
            return Store(target.id, value, False, (self.author.say("size error", "overflow", "error"),))
        return Assign(target.id, value)

    def operand(self) -> Expression:
        rng = self.rng
        return self.readable() if rng.random() < 0.4 else Constant(rng.randint(1, rng.choice((5, 9, 20))))

    def test(self) -> Expression:
        rng = self.rng
        left = self.readable()
        right: Expression = (
            self.readable() if rng.random() < 0.35 else Constant(rng.choice((0, rng.randint(1, 9), rng.randint(1, 60))))
        )
        test: Expression = Compare(left, rng.choice((">", "<", ">=", "<=", "==", "!=")), right)
        if rng.random() < 0.15:
            other = Compare(self.readable(), rng.choice((">", "<", "!=")), Constant(rng.randint(0, 30)))
            test = BoolOp(test, rng.choice(("and", "or")), other)
        return test

    def choice(self, depth: int) -> Statement:
        orelse: Block = ()
        for _ in range(self.rng.choice((0, 0, 1, 1, 1, 2))):
            orelse = (
                (If(self.test(), self.branch(depth), orelse),)
                if orelse and self.rng.random() < 0.7
                else self.branch(depth)
            )
        return If(self.test(), self.branch(depth), orelse)

    def branch(self, depth: int) -> Block:
        if self.rng.random() < 0.4:
            return (Print((Constant(self.author.label_case(self.rng.choice(WORDS))),)),)
        return self.block(depth)

    def loop(self, depth: int) -> Statement:
        rng = self.rng
        kind = rng.random()
        if kind < 0.55:
            index = self.author.number(None, signed=False, pool=LOOP_NAMES)
            low = rng.choice((1, 1, 1, 0, 2, 3))
            self.indices.append(index)
            body = self.block(depth)
            self.indices.pop()
            if rng.random() < 0.2:
                return For(index.id, Constant(low + rng.randint(1, 4)), Constant(max(1, low)), -1, True, body)
            return For(
                index.id, Constant(low), Constant(low + rng.randint(-1, 4)), rng.choice((1, 1, 1, 2)), True, body
            )
        if kind < 0.8:
            return For(None, Constant(1), Constant(rng.randint(1, 4)), 1, True, self.block(depth))
        counter = rng.choice(self.names)
        step = rng.choice((1, 2, 5, 10))
        if rng.random() < 0.5:
            change = Assign(counter.id, operation(counter, "+", step))
            return While(
                Compare(counter, rng.choice(("<", "<=")), Constant(rng.randint(5, 40))), (*self.block(depth), change)
            )
        change = Assign(counter.id, operation(counter, "-", step))
        return While(
            Compare(counter, rng.choice((">", ">=")), Constant(rng.randint(step, 20 + step))),
            (*self.block(depth), change),
        )
