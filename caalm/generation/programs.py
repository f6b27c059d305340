"""Drawing programs: a tree that is well-formed, ends, and asks only arithmetic that can be done in the head.

>>> from random import Random
>>> from caalm.program.checks import problems
>>> drawn = draw_program(Random(5), ProgramSpec(tier=3))
>>> problems(drawn.program), drawn.result.error
([], None)

Tiers are the published ones: 1 assigns and prints, 2 adds conditionals, 3 adds loops. Half of the loops are idioms
that people write (sums, factorials, digit sums, searches), half are drawn freely.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple, TypeVar

from caalm.errors import DrawError
from caalm.generation import idioms
from caalm.generation.names import GREETINGS, LABELS, LOOP_NAMES, TAILS, draw_names, draw_text
from caalm.languages.language import Features
from caalm.program.interpreter import ExecutionResult, interpret
from caalm.program.nodes import (
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
    Value,
    While,
)
from caalm.program.trace import Bind, Operation
from caalm.program.values import PYTHON, Semantics

ATTEMPTS = 200
EMPTY_KEPT = 0.15
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramSpec:
    """What to draw. ``reserved`` are words that no variable may be called, in lower case."""

    tier: int = 1
    semantics: Semantics = PYTHON
    features: Features = field(default_factory=Features)
    reserved: frozenset[str] = frozenset()
    max_steps: int = 40
    max_lines: int = 16
    float_share: float = 0.05
    digits: int = 4
    """Sums stay under 10**digits."""
    scenes: int = 1
    """How many programs' worth of statements follow one another, sharing their variables."""
    max_rounds: int = 10
    long_loop_share: float = 0.04
    """How many of the loops have six to ``max_rounds`` rounds; the others have fewer."""


class Drawn(NamedTuple):
    """A program and what it does under the semantics of its spec."""

    program: Program
    result: ExecutionResult


def draw_program(rng: Random, spec: ProgramSpec, drawer: "type[Drawer] | None" = None) -> Drawn:
    """A program per ``spec``, as a ``drawer`` writes it; raises DrawError if nothing fits within many attempts."""
    for _ in range(ATTEMPTS):
        try:
            program = (drawer or Drawer)(rng, spec).program()
        except UnboundError:
            continue
        result = interpret(program, spec.semantics, step_limit=spec.max_steps + 1)
        if result.error is not None or not within_reach(result, spec):
            continue
        # An untaken if often leaves nothing to print; that is worth asking, but not of every fifth program.
        if result.stdout or rng.random() < EMPTY_KEPT:
            return Drawn(program, result)
    raise DrawError(f"no program of tier {spec.tier} fits its bounds in {ATTEMPTS} attempts")


def _size(value: Value) -> float:
    assert isinstance(value, int | float), "arithmetic on strings was passed over"
    return abs(value)


def within_reach(result: ExecutionResult, spec: ProgramSpec) -> bool:
    """Whether a run stays inside the arithmetic that a model is asked to do in its head."""
    lines, characters = spec.max_lines * spec.scenes, 400 * spec.scenes
    if result.steps > spec.max_steps or result.stdout.count("\n") > lines or len(result.stdout) > characters:
        return False
    bound = 10**spec.digits
    for step in result.trace:
        for event in step.events:
            if type(event) is Operation:
                left, operator, right, value = event
                if isinstance(value, float) and len(repr(value)) > 7:
                    return False
                if left is None or isinstance(value, bool | str):
                    continue
                a, b = _size(left.value), _size(right.value)
                if operator == "*":
                    if a * b >= 10_000 or (min(a, b) > 12 and max(a, b) >= 100):
                        return False
                elif a >= bound or b >= bound or (operator in "//%" and a >= 1000 and b > 12):
                    return False
            elif type(event) is Bind and isinstance(event.value, str) and len(event.value) > 40:
                return False
    return True


class UnboundError(Exception):
    """A choice needed a variable that is not there yet; the attempt is given up for a fresh one."""


class Drawer:
    """One attempt: the names in scope by type, and roughly what the integers are worth."""

    def __init__(self, rng: Random, spec: ProgramSpec) -> None:
        self.rng = rng
        self.random = rng.random
        self.spec = spec
        self.features = spec.features
        self.names = draw_names(rng, 9, avoid=spec.reserved)
        self.taken = {name.lower() for name in self.names} | spec.reserved
        self.worth: dict[str, int] = {}
        self.ints: list[str] = []
        self.floats: list[str] = []
        self.strings: list[str] = []
        self.bools: list[str] = []
        self.frozen: set[str] = set()
        self.size = 1 + int(self.random() * 3)

    # Small choices

    def pick(self, options: Sequence[T]) -> T:
        return options[int(self.random() * len(options))]

    def between(self, low: int, high: int) -> int:
        return low + int(self.random() * (high - low + 1))

    def fresh(self) -> str:
        if self.names:
            return self.names.pop()
        name = draw_names(self.rng, 1, avoid=frozenset(self.taken))[0]
        self.taken.add(name.lower())
        return name

    def loop_name(self) -> str:
        name = self.pick(LOOP_NAMES)
        if name in self.taken:
            return self.fresh()
        self.taken.add(name)
        return name

    def integer(self) -> int:
        kind = self.random()
        if kind < 0.55:
            return self.between(0, 12)
        if kind < 0.8:
            return self.between(2, 50)
        if kind < 0.9:
            return self.between(10, 100)
        if kind < 0.95:
            return self.between(100, 999)
        if kind < 0.97:
            return self.between(1000, 4000)
        return -self.between(1, 20)

    def text(self) -> Constant:
        return Constant(draw_text(self.rng, phrases=self.features.phrases))

    # Expressions

    def atom(self) -> Expression:
        """An integer operand: mostly a variable."""
        if self.ints and self.random() < 0.7:
            return Name(self.pick(self.ints))
        return Constant(abs(self.integer()))

    def guess(self, node: Expression) -> int:
        """Roughly what an integer operand is worth; loops make it wrong, and the bounds are checked on the run."""
        return self.worth.get(node.id, 5) if isinstance(node, Name) else node.value if isinstance(node, Constant) else 9  # type: ignore[return-value]

    def operation(self, depth: int = 0) -> Expression:
        """An integer operation with at least one variable where there is one."""
        operators = self.features.operators
        left: Expression = Name(self.pick(self.ints)) if self.ints and self.random() < 0.85 else self.atom()
        right = self.atom()
        nest = self.random()
        if depth < 2 and nest < 0.22:
            left = self.operation(depth + 1)
        elif depth < 2 and nest < 0.32:
            right = self.operation(depth + 1)
        if right == left and self.random() < 0.85:  # x - x is nobody's program
            right = Constant(self.between(1, 12))
        kind = self.random()
        if kind < 0.38 or len(operators) == 1:
            return BinOp(left, "+", right)
        if kind < 0.62:
            return BinOp(left, "-", right)
        if kind < 0.84 and "*" in operators:
            if abs(self.guess(left)) > 99 or abs(self.guess(right)) > 99:
                return BinOp(left, "+", right)
            return BinOp(left, "*", right)
        division = self.pick([op for op in operators if op in "//%"] or ["+"])
        if division == "+":
            return BinOp(left, "+", right)
        if division == "/" and depth:
            division = "-"
        if division != "-" and self.random() < 0.8:
            right = Constant(self.between(2, 10))
        return BinOp(left, division, right)

    def literal_operation(self) -> Expression:
        """Two literals and an operator; now and then a negative one, for its rounding."""
        operator = self.pick(self.features.operators)
        high = 12 if operator == "*" else 99
        left = self.between(1, high) * (-1 if self.random() < 0.12 and self.spec.features.negative_literals else 1)
        return BinOp(
            Constant(left), operator, Constant(self.between(2, 12) if operator in "//%*" else self.between(1, high))
        )

    def integer_expression(self) -> Expression:
        while True:
            node = self.operation()
            if not isinstance(node, BinOp) or node.op != "/":
                return node

    def comparison(self) -> Expression:
        comparisons = self.features.comparisons
        roll = self.random()
        if self.strings and roll < 0.08:
            name = self.pick(self.strings)
            return Compare(Name(name), self.pick(["==", "!="]) if "!=" in comparisons else "==", self.text())
        if not self.ints:
            self.ints.append(self.fresh())
            raise UnboundError
        left: Expression = Name(self.pick(self.ints))
        if roll < 0.28 and "%" in self.features.operators and "==" in comparisons:
            left = BinOp(left, "%", Constant(self.between(2, 5)))
            return Compare(
                left, "==" if self.random() < 0.8 or "!=" not in comparisons else "!=", Constant(int(self.random() * 2))
            )
        if roll < 0.4:
            left = self.integer_expression()
        operator = self.pick(comparisons) if self.random() < 0.5 else self.pick([">", "<", ">"])
        if operator not in comparisons:
            operator = comparisons[0]
        near = self.guess(left)
        right: Expression
        if self.random() < 0.35 and len(self.ints) > 1:
            right = Name(self.pick(self.ints))
        elif self.random() < 0.6:
            right = Constant(max(0, near + self.between(-5, 5)))
        else:
            right = Constant(abs(self.integer()))
        return Compare(left, operator, right)

    def condition(self) -> Expression:
        if self.bools and self.random() < 0.25:
            test: Expression = Name(self.pick(self.bools))
        else:
            test = self.comparison()
        logic = self.features.logic
        roll = self.random()
        if roll < 0.1 and "and" in logic:
            return BoolOp(test, "and", self.comparison())
        if roll < 0.17 and "or" in logic:
            return BoolOp(test, "or", self.comparison())
        if roll < 0.23 and "not" in logic:
            return UnaryOp("not", test)
        return test

    def greeting(self) -> Expression:
        """A string variable inside a sentence, or two of them."""
        parts: list[Expression] = [Name(self.pick(self.strings))]
        if self.random() < 0.75:
            parts.insert(0, Constant(self.pick(LABELS + GREETINGS)))
        if self.random() < 0.5 or len(parts) == 1:
            tail = Name(self.pick(self.strings)) if self.random() < 0.25 else Constant(self.pick(TAILS))
            parts += [Constant(self.pick((" ", ", ", "-"))), tail] if isinstance(tail, Name) else [tail]
        return JoinedStr(tuple(parts))

    def joined(self) -> Expression:
        if self.strings and self.random() < 0.3:
            return self.greeting()
        value: Expression = Name(self.pick(self.ints)) if self.random() < 0.75 else self.operation()
        parts: list[Expression] = [Constant(self.pick(LABELS)), value]
        if self.random() < 0.2:
            parts.append(Constant(self.pick(TAILS)))
        elif self.random() < 0.12:
            parts += [Constant(self.pick((" ", ", ", "/", " and ", " of ", ":"))), Name(self.pick(self.ints))]
        elif self.random() < 0.08:
            del parts[0]
            parts.append(Constant(self.pick(TAILS)))
        return JoinedStr(tuple(parts))

    # Statements

    def bind(self, names: list[str], value: Expression, worth: int = 9) -> Assign:
        name = self.fresh()
        names.append(name)
        self.worth[name] = worth
        return Assign(name, value)

    def bind_integer(self) -> Assign:
        value = self.integer()
        return self.bind(self.ints, Constant(value), value)

    def bind_any(self) -> Statement:
        """Bind a new variable, mostly an integer literal."""
        features, roll = self.features, self.random()
        if roll < 0.07:
            return self.bind(self.strings, self.text())
        if roll < 0.11 and features.booleans:
            return self.bind(self.bools, Constant(self.random() < 0.5))
        if roll < 0.11 + self.spec.float_share and features.floats:
            if self.floats and self.random() < 0.5:
                right: Expression = Constant(self.between(2, 5)) if self.random() < 0.5 else Constant(self.decimal())
                return self.bind(self.floats, BinOp(Name(self.pick(self.floats)), self.pick("+-*"), right))
            return self.bind(self.floats, Constant(self.decimal()))
        if roll < 0.4 and self.ints:
            if self.random() < 0.15:
                source = self.pick(self.ints)
                return self.bind(self.ints, Name(source), self.worth.get(source, 5))
            if self.random() < 0.1 and features.booleans:
                return self.bind(self.bools, self.comparison())
            node = self.operation()
            return self.bind(self.floats if isinstance(node, BinOp) and node.op == "/" else self.ints, node)
        return self.bind_integer()

    def decimal(self) -> float:
        return self.between(1, 40) / 4 if self.random() < 0.4 else self.between(1, 99) / 10

    def rebind(self) -> Statement:
        """Give an existing variable a new value, mostly an integer from its old one."""
        if self.strings and self.random() < 0.2:
            return Assign(self.pick(self.strings), self.text())
        free = [name for name in self.ints if name not in self.frozen]
        if not free:
            return self.bind_integer()
        name = self.pick(free)
        self.worth[name] = self.worth.get(name, 9) + 5
        roll = self.random()
        if roll < 0.45:
            step: Expression = self.atom() if self.random() < 0.5 else Constant(self.between(1, 10))
            if step == Name(name) and self.random() < 0.7:
                step = Constant(self.between(1, 10))
            return Assign(name, BinOp(Name(name), "+" if self.random() < 0.65 else "-", step))
        if roll < 0.55 and "*" in self.features.operators:
            return Assign(name, BinOp(Name(name), "*", Constant(self.between(2, 4))))
        if roll < 0.9:
            return Assign(name, self.integer_expression())
        return Assign(name, Constant(abs(self.integer())))

    def print(self) -> Statement:
        features, roll = self.features, self.random()
        if self.ints and roll < 0.52:
            return Print((Name(self.pick(self.ints[-3:] if self.random() < 0.6 else self.ints)),))
        if self.ints and roll < 0.64:
            return Print((self.operation() if self.random() < 0.85 else self.literal_operation(),))
        if roll < 0.72 and features.joined and self.ints:
            return Print((self.joined(),))
        if roll < 0.78 and features.several and self.ints:
            first = self.text() if self.random() < 0.5 else Name(self.pick(self.ints))
            return Print((first, *(Name(self.pick(self.ints)) for _ in range(self.between(1, 2)))))
        if roll < 0.84 and self.strings:
            return Print((Name(self.pick(self.strings)),))
        if roll < 0.88 and self.floats:
            return Print((Name(self.pick(self.floats)),))
        if 0.88 <= roll < 0.91 and features.booleans and (self.bools or self.ints):
            return Print((Name(self.pick(self.bools)) if self.bools else self.comparison(),))
        if roll < 0.8 and self.ints:
            return Print((Name(self.pick(self.ints)),))
        return Print((self.text(),))

    def say(self) -> Statement:
        """What stands in a branch: mostly a word."""
        return Print((self.text(),)) if self.random() < 0.7 else self.print()

    def branch(self, depth: int) -> tuple[Statement, ...]:
        """A block of an if; what it binds does not outlive it."""
        scope = self.scope()
        body: list[Statement] = []
        for _ in range(1 if self.random() < 0.75 else 2):
            roll = self.random()
            if roll < 0.62:
                body.append(self.say())
            elif roll < 0.94 or depth > 1:
                body.append(self.rebind())
            else:
                body.append(self.if_(depth + 1))
        self.restore(scope)
        return tuple(body)

    def if_(self, depth: int = 0) -> Statement:
        test = self.condition()
        body = self.branch(depth)
        orelse: tuple[Statement, ...] = ()
        roll = self.random()
        if self.features.otherwise and roll < 0.58:
            orelse = self.branch(depth)
            if self.features.else_if and roll < 0.17:
                orelse = (If(self.condition(), self.branch(depth), orelse if self.random() < 0.8 else ()),)
        return If(test, body, orelse)

    def scope(self) -> tuple[list[str], ...]:
        return list(self.ints), list(self.floats), list(self.strings), list(self.bools)

    def restore(self, scope: tuple[list[str], ...]) -> None:
        self.ints, self.floats, self.strings, self.bools = (list(names) for names in scope)

    # Whole programs

    def program(self) -> Program:
        return Program(tuple([node for _ in range(self.spec.scenes) for node in self.scene()]))

    def scene(self) -> list[Statement]:
        """The statements of a short program; the same print twice in a row is rare."""
        tier = self.spec.tier
        before = self.scope()
        body: list[Statement] = []
        if tier == 1 and self.random() < 0.06:
            return [Print((self.text(),)) for _ in range(self.between(1, 3))]
        body.append(self.bind_integer() if tier > 1 or self.random() < 0.8 else self.bind_any())
        for _ in range(self.between(0, self.size)):
            body.append(self.bind_any() if self.random() < 0.72 else self.rebind())
        if tier == 1:
            for _ in range(self.between(1, 3)):
                if (last := self.print()) not in body or self.random() < 0.1:
                    body.append(last)
                if self.random() < 0.25:
                    body.append(self.rebind())
                    body.append(self.print())
            return body
        if tier == 2:
            for _ in range(1 if self.random() < 0.75 else 2):
                body.append(self.if_())
                if self.random() < 0.2:
                    body.append(self.rebind())
            if self.random() < 0.4:
                body.append(self.print())
            return body
        return self.loops(body, before)

    def loops(self, body: list[Statement], before: tuple[list[str], ...]) -> list[Statement]:
        """One or two loops after ``body``; an idiom stands alone, on what was bound ``before`` the scene."""
        features = self.features
        for _ in range(1 if self.random() < 0.85 else 2):
            kinds: list[str] = []
            kinds += ["while"] * (4 * features.while_loops)
            kinds += ["for"] * (4 * bool(features.counted_loops)) + ["repeat"] * features.repeat
            if not kinds:
                raise DrawError("the language has no loop")
            kind = self.pick(kinds)
            if self.random() < 0.3:
                body.clear()
                self.restore(before)
                self.idiom(body, kind)
            elif kind == "while":
                self.free_while(body)
            elif kind == "for":
                body.append(self.counted(self.loop_body))
            else:
                stop = Constant(self.between(0 if self.random() < 0.1 else 1, 6))
                body.append(For(None, Constant(1), stop, 1, True, self.loop_body(None)))
        roll = self.random()
        if roll < 0.6:
            body.append(self.print())
        elif roll < 0.68:
            body.append(self.if_())
        return body

    def loop_body(self, counter: str | None, depth: int = 0) -> tuple[Statement, ...]:
        scope = self.scope()
        if counter is not None:
            self.ints.append(counter)
            self.worth[counter] = 4
            self.frozen.add(counter)
        body: list[Statement] = []
        for _ in range(1 if self.random() < 0.6 else 2):
            roll = self.random()
            if roll < 0.4:
                body.append(Print((Name(counter),)) if counter and self.random() < 0.4 else self.print())
            elif roll < 0.8:
                body.append(self.rebind())
            elif roll < 0.95 or depth or self.spec.max_steps < 25:
                body.append(self.if_(1))
            elif self.features.counted_loops:
                body.append(self.counted(lambda inner: self.loop_body(inner, 1), small=True))
            else:
                body.append(self.say())
        self.restore(scope)
        return tuple(body)

    def counted(self, make_body: Callable[[str], tuple[Statement, ...]], *, small: bool = False) -> For:
        name = self.loop_name()
        inclusive = self.pick(self.features.counted_loops)
        rounds = self.between(1, 3 if small else 5) if self.random() < 0.95 else 0
        if self.random() < self.spec.long_loop_share and not small:
            rounds = self.between(6, self.spec.max_rounds)
        start, step = self.between(0, 3) if self.random() < 0.8 else self.between(2, 12), 1
        if self.features.loop_steps and self.random() < 0.25:
            step = self.pick((2, 3, 5, 10, -1, -1, -2))
        if step < 0:
            start = start + rounds * -step
        stop = start + step * (rounds - 1) if inclusive else start + step * rounds
        bound: Expression = Constant(stop)
        matches = [known for known in self.ints if self.worth.get(known) == stop and known not in self.frozen]
        if self.ints and self.random() < 0.2:
            known = self.pick(self.ints)
            if 0 <= self.worth.get(known, 99) <= 8:
                bound = Name(known)
        elif matches:
            bound = Name(matches[0])
        return For(name, Constant(start), bound, step, inclusive, make_body(name))

    def free_while(self, body: list[Statement]) -> None:
        """A while that counts a variable up or down to a limit; sometimes it never runs."""
        counter = self.fresh()
        down = self.random() < 0.45
        step = 1 if self.random() < 0.7 else self.between(2, 5)
        rounds = self.between(1, 5) if self.random() < 0.94 else 0
        if self.random() < self.spec.long_loop_share:
            rounds = self.between(6, self.spec.max_rounds)
        low = self.between(0, 3)
        start, limit = (low + rounds * step, low) if down else (low, low + rounds * step)
        body.append(Assign(counter, Constant(start)))
        self.worth[counter] = start
        compare = (">" if down else "<") if self.random() < 0.75 else (">=" if down else "<=")
        if compare not in self.features.comparisons:
            compare = self.features.comparisons[0]
        bound: Expression = Constant(limit)
        if self.random() < 0.25:
            bound = Name(self.fresh())
            body.insert(0, Assign(bound.id, Constant(limit)))
            self.frozen.add(bound.id)
        inner = list(self.loop_body(counter))
        change = Assign(counter, BinOp(Name(counter), "-" if down else "+", Constant(step)))
        inner.insert(0 if self.random() < 0.12 else len(inner), change)
        test: Expression = Compare(Name(counter), compare, bound)
        if self.random() < 0.06 and "and" in self.features.logic and self.ints:
            test = BoolOp(test, "and", self.comparison())
        body.append(While(test, tuple(inner)))
        self.ints.append(counter)

    def idiom(self, body: list[Statement], kind: str) -> None:
        """A loop that people write, appended to ``body`` with its variables."""
        build = self.pick(idioms.CONDITIONAL)
        if kind == "for" or not self.features.while_loops:
            build = self.pick(idioms.COUNTED) if self.features.counted_loops else idioms.doubling
        build(self, body)
