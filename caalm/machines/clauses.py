"""Functions by clauses: the first clause whose patterns and guard fit a call gives its value.

>>> fact = ClauseProgram((Clause(0, (0,), None, 1), Clause(0, (Var(0),), None,
...     Bin("*", Var(0), Apply(0, (Bin("-", Var(0), 1),))))), (Apply(0, (3,)),))
>>> MACHINE.run(fact).stdout
'6\\n'

A step stands on the line of a clause whose patterns fit, or of a query. A call ends its step, and the step after its
return is on the caller's line: it restates what the line's finished calls gave, under the functions' names, and the
operations that wait, and goes on with the expression. Negative numbers never meet a quotient.
"""

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

from caalm.machines.control import VARIABLES
from caalm.machines.expressions import COMPARISONS, Apply, Bin, Evaluation, Expression, Text, write
from caalm.machines.machine import Families, Source, Spelling, spell
from caalm.machines.sketch import Var
from caalm.machines.words import CALL_WORDS, draw_text
from caalm.program.interpreter import STEP_LIMIT, ExecutionResult
from caalm.program.nodes import Value
from caalm.program.trace import Bind, Call, Operand, Return
from caalm.program.values import ExecutionError

MOST_DEEP = 60


class Clause(NamedTuple):
    """One equation: numbers or variables as patterns, a guard or none, a body."""

    function: int
    patterns: tuple[int | Var, ...]
    guard: Bin | None
    body: Expression


class ClauseProgram(NamedTuple):
    """Clauses in their order, then the expressions that are printed; numbered in this order."""

    clauses: tuple[Clause, ...]
    queries: tuple[Expression, ...]


INFIX = {operator: f"{{a}} {operator} {{b}}" for operator in ("+", "-", "*", "<", "<=", ">", ">=")} | {
    "//": "{a} <over> {b}", "%": "{a} <rest> {b}", "==": "{a} <eq> {b}", "!=": "{a} <ne> {b}",
}  # fmt: skip
SPOKEN = {
    "+": "{a} <plus> {b}", "-": "{a} <minus> {b}", "*": "{a} <times> {b}", "//": "{a} <over> {b}",
    "%": "{a} <rest> {b}", "==": "{a} <eq> {b}", "!=": "{a} <ne> {b}", "<": "{a} <lt> {b}", "<=": "{a} <le> {b}",
    ">": "{a} <gt> {b}", ">=": "{a} <ge> {b}",
}  # fmt: skip
PREFIX = {operator: f"({operator} {{a}} {{b}})" for operator in ("+", "-", "*", "<", "<=", ">", ">=")} | {
    "//": "(<over> {a} {b})", "%": "(<rest> {a} {b})", "==": "(<eq> {a} {b})", "!=": "(<ne> {a} {b})", "prefix": "yes",
}  # fmt: skip
_CALLS = {"call": "{f}({p})", "joint": ", ", "query": "<print> {x}"}

FAMILIES: Families = {
    "equations": {**INFIX, **_CALLS, "clause": "{h} = {b}", "guarded": "{h} = {b} <when> {c}"},
    "arrows": {**INFIX, **_CALLS, "clause": "{h} -> {b};", "guarded": "{h} <when> {c} -> {b};",
               "query": "<print> {x};"},
    "juxtaposed": {**INFIX, "call": "{f} {p}", "joint": " ", "nested": "({x})", "query": "<print> ({x})",
                   "clause": "{h} = {b}", "guarded": "{h} | {c} = {b}"},
    "keyword": {**INFIX, **_CALLS, "clause": "<clause> {h} = {b}", "guarded": "<clause> {h} <when> {c} = {b}",
                "query": "<print>({x})"},
    "spoken": {**SPOKEN, "call": "{f} of {p}", "joint": " and ", "nested": "({x})", "query": "<print> {x}",
               "clause": "{h} <is> {b}", "guarded": "{h} <is> {b} <when> {c}"},
    "brackets": {**INFIX, **_CALLS, "call": "{f}[{p}]", "clause": "{h} := {b}", "guarded": "{h} := {b} /; {c}",
                 "query": "<print>[{x}]"},
    "lists": {**PREFIX, "call": "({f} {p})", "joint": " ", "query": "(<print> {x})", "clause": "(<clause> {h} {b})",
              "guarded": "(<clause> {h} (<when> {c}) {b})"},
    "bars": {**INFIX, **_CALLS, "clause": "| {h} => {b}", "guarded": "| {h} <when> {c} => {b}", "query": "? {x}"},
    "value first": {**INFIX, **_CALLS, "clause": "{b} <- {h}", "guarded": "{b} <- {h} <when> {c}"},
    "colons": {**SPOKEN, **_CALLS, "clause": "{h}: {b}.", "guarded": "<when> {c}, {h}: {b}.",
               "query": "<print> {x}."},
    "braces": {**INFIX, **_CALLS, "clause": "{h} {{ {b} }}", "guarded": "{h} [{c}] {{ {b} }}",
               "query": "<print> {x};"},
}  # fmt: skip


class _Machine(Evaluation):
    """Calls with their arguments."""

    def __init__(self, program: ClauseProgram, spelling: Spelling | None, step_limit: int, last_first: bool) -> None:
        super().__init__(step_limit)
        numbered = list(enumerate(program.clauses))
        self.clauses = numbered[::-1] if last_first else numbered
        self.names: Sequence[str] = spelling.names if spelling else VARIABLES
        self.labels: Sequence[str] = spelling.labels if spelling else [f"f{number}" for number in range(9)]
        self.frames: list[tuple[int, ...]] = []

    def variable(self, var: Var) -> Operand:
        return Operand(self.names[var.number], self.frames[-1][var.number])

    def apply(self, node: Apply) -> Value:
        values = []
        for argument in node.arguments:
            value = self.operand(argument).value
            if not isinstance(value, int):
                raise ExecutionError("a text as an argument")
            values.append(value)
        arguments = tuple([Bind(name, value) for name, value in zip(self.names, values, strict=False)])
        at, pending, given, name = self.at, self.pending, self.given, self.labels[node.function]
        self.close(Call(name, arguments))
        if len(self.frames) >= MOST_DEEP:
            raise ExecutionError("a deep recursion")
        self.frames.append(tuple(values))
        value = self.choose(node.function, tuple(values))
        self.close(Return((value,)))
        self.frames.pop()
        self.resume(at, pending, [*given, Bind(name, value)])
        return value

    def choose(self, function: int, values: tuple[int, ...]) -> Value:
        """The value of the first clause that fits; its step stays open."""
        for at, clause in self.clauses:
            if clause.function != function or any(
                isinstance(pattern, int) and pattern != value
                for pattern, value in zip(clause.patterns, values, strict=True)
            ):
                continue
            self.open(at)
            if clause.guard is not None and self.operand(clause.guard).value is not True:
                self.close()
                continue
            return self.value(clause.body)
        raise ExecutionError("no clause fits")

    def value(self, body: Expression) -> Value:
        operand = self.operand(body)
        if operand.name is not None:
            self.events.append(Bind(operand.name, operand.value))
        return operand.value

    def query(self, at: int, expression: Expression) -> None:
        self.open(at)
        value = self.operand(expression).value
        self.close(self.out(value))


class ClauseMachine:
    """The clause machine."""

    name = "clauses"
    variables = 3
    families = FAMILIES

    def draw(self, rng: Random, size: int) -> ClauseProgram:
        """One function, or up to ``size``."""
        drawing = _Drawing(rng)
        for _ in range(1 + int(rng.random() * size)):
            TEMPLATES[int(rng.random() * len(TEMPLATES))](drawing)
        drawing.link()
        return ClauseProgram(tuple(drawing.clauses), tuple(drawing.queries))

    def run(
        self,
        program: ClauseProgram,
        *,
        step_limit: int = STEP_LIMIT,
        spelling: Spelling | None = None,
        last_first: bool = False,
    ) -> ExecutionResult:
        """The run; ``last_first``: whether a later clause goes before an earlier one."""
        machine = _Machine(program, spelling, step_limit, last_first)
        try:
            for at, query in enumerate(program.queries, len(program.clauses)):
                machine.query(at, query)
        except ExecutionError as error:
            return machine.result(str(error))
        return machine.result()

    def readings(self, program: ClauseProgram, spelling: Spelling, step_limit: int) -> Iterator[ExecutionResult]:
        """None: the first clause that fits is what every language with clauses takes."""
        return iter(())

    def spell(self, rng: Random, names: Sequence[str], families: Families, *, new_words: bool = False) -> Spelling:
        """Fresh words; functions have names of their own."""
        labels = rng.sample(CALL_WORDS, 14)
        spelling = spell(rng, self.name, families, names=names, labels=labels, new_words=new_words)
        taken = {word.lower() for word in (*spelling.words.values(), *names)}
        return spelling._replace(labels=tuple(label for label in spelling.labels if label not in taken))

    def render(self, program: ClauseProgram, spelling: Spelling) -> Source:
        """A line for every clause, then one for every query."""
        forms, names, labels = spelling.forms, spelling.names, spelling.labels
        lines = []
        for clause in program.clauses:
            head = write(Apply(clause.function, clause.patterns), forms, names, labels)
            body = write(clause.body, forms, names, labels)
            if clause.guard is None:
                lines.append(forms["clause"].format(h=head, b=body))
            else:
                guard = write(clause.guard, forms, names, labels)
                lines.append(forms["guarded"].format(h=head, b=body, c=guard))
        lines += [forms["query"].format(x=write(query, forms, names, labels)) for query in program.queries]
        return Source("\n".join(lines) + "\n", tuple(range(1, len(lines) + 1)))


# -- drawing ---------------------------------------------------------------------------------------------------------

N, M = Var(0), Var(1)


class _Drawing:
    """One program being drawn."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.clauses: list[Clause] = []
        self.queries: list[Expression] = []
        self.unary: list[int] = []
        """Functions of one number that give a number."""
        self.count = 0

    def between(self, low: int, high: int) -> int:
        return low + int(self.rng.random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def function(self) -> int:
        self.count += 1
        return self.count - 1

    def add(self, function: int, patterns: tuple[int | Var, ...], body: Expression, guard: Bin | None = None) -> None:
        self.clauses.append(Clause(function, patterns, guard, body))

    def ask(self, function: int, *arguments: Expression) -> None:
        self.queries.append(Apply(function, arguments))

    def again(self, function: int, *arguments: int) -> None:
        """One question, sometimes two."""
        self.ask(function, *arguments)
        if self.chance(0.25):
            self.ask(function, *[max(0, argument - self.between(1, 2)) for argument in arguments])

    def link(self) -> None:
        """Now and then a function of functions, or a question that puts two together."""
        if self.unary and self.chance(0.3):
            f = self.unary[self.between(0, len(self.unary) - 1)]
            g = self.function()
            call = Apply(f, (N,))
            self.add(g, (N,), Bin(("+", "-", "*")[self.between(0, 2)], call, self.between(1, 9)))
            self.ask(g, self.between(0, 4))
        elif self.unary and self.chance(0.3):
            f = self.unary[self.between(0, len(self.unary) - 1)]
            call = Apply(f, (self.between(0, 3),))
            self.queries.append(Bin(("+", "*")[self.between(0, 1)], call, self.between(1, 9)))
        elif len(self.unary) > 1 and self.chance(0.5):
            f, g = self.rng.sample(self.unary, 2)
            self.ask(f, Apply(g, (self.between(0, 3),)))


def _linear(d: _Drawing) -> None:
    """f(0) = c; f(n) = n op f(n - 1), and the like: factorial, sums, powers of a number, counts."""
    f = d.function()
    operator = ("*", "+", "+", "-")[d.between(0, 3)]
    first: Expression = N if d.chance(0.6) else d.between(2, 5)
    if d.chance(0.15):
        first = Bin("*", N, N)
    base = 1 if operator == "*" else d.between(0, 3)
    inner = Apply(f, (Bin("-", N, 1),))
    d.add(f, (d.between(0, 1),), base)
    d.add(f, (N,), Bin(operator, first, inner) if d.chance(0.7) else Bin(operator, inner, first))
    d.unary.append(f)
    d.again(f, d.between(2, 6))


def _fibonacci(d: _Drawing) -> None:
    f = d.function()
    d.add(f, (0,), d.between(0, 2))
    d.add(f, (1,), d.between(1, 3))
    body = Bin("+", Apply(f, (Bin("-", N, 1),)), Apply(f, (Bin("-", N, 2),)))
    d.add(f, (N,), body)
    d.ask(f, d.between(2, 4))


def _gcd(d: _Drawing) -> None:
    f = d.function()
    d.add(f, (N, 0), N)
    d.add(f, (N, M), Apply(f, (M, Bin("%", N, M))))
    factor = d.between(1, 9)
    d.again(f, factor * d.between(1, 12), factor * d.between(1, 12))


def _carried(d: _Drawing) -> None:
    """Two arguments: one counts down, the other carries the result."""
    f = d.function()
    operator = ("+", "*", "-", "+")[d.between(0, 3)]
    step = N if d.chance(0.4) else d.between(1, 4)
    d.add(f, (0, M), M)
    d.add(f, (N, M), Apply(f, (Bin("-", N, 1), Bin(operator, M, step))))
    d.again(f, d.between(1, 5), d.between(0, 5))


def _power(d: _Drawing) -> None:
    f = d.function()
    operator, base = (("*", 1), ("+", 0))[d.between(0, 1)]
    d.add(f, (N, 0), base)
    d.add(f, (N, M), Bin(operator, N, Apply(f, (N, Bin("-", M, 1)))))
    d.again(f, d.between(2, 7), d.between(1, 5))


def _mutual(d: _Drawing) -> None:
    f, g = d.function(), d.function()
    yes, no = (1, 0) if d.chance(0.4) else (Text("even"), Text("odd")) if d.chance(0.5) else (Text("yes"), Text("no"))
    d.add(f, (0,), yes)
    d.add(f, (N,), Apply(g, (Bin("-", N, 1),)))
    d.add(g, (0,), no)
    d.add(g, (N,), Apply(f, (Bin("-", N, 1),)))
    d.again(f, d.between(1, 7))


def _grades(d: _Drawing) -> None:
    """Guards in falling order, then everything else."""
    f = d.function()
    bounds = sorted({d.between(2, 30) for _ in range(d.between(1, 3))}, reverse=True)
    operator = (">", ">=")[d.between(0, 1)]
    if d.chance(0.4):
        bounds, operator = bounds[::-1], ("<", "<=")[d.between(0, 1)]
    texts = d.chance(0.6)
    if d.chance(0.3):
        d.add(f, (d.between(0, 3),), Text(draw_text(d.rng)) if texts else d.between(0, 9))
    for bound in bounds:
        d.add(f, (N,), _outcome(d, texts), Bin(operator, N, bound))
    d.add(f, (N,), _outcome(d, texts))
    for _ in range(d.between(1, 3)):
        d.ask(f, d.between(0, 33))
    if not texts:
        d.unary.append(f)


def _outcome(d: _Drawing, text: bool) -> Expression:
    if text:
        return Text(draw_text(d.rng))
    return d.between(0, 20) if d.chance(0.3) else Bin(("+", "-", "*")[d.between(0, 2)], N, d.between(1, 9))


def _halving(d: _Drawing) -> None:
    """Digits and halves: the number gets smaller by a quotient."""
    f = d.function()
    base = d.between(2, 3) if d.chance(0.5) else 10
    n = d.between(3, 40) if base < 10 else d.between(12, 9999)
    first: Expression = 1 if d.chance(0.4) else Bin("%", N, base)
    d.add(f, (0,), 0)
    d.add(f, (N,), Bin("+", first, Apply(f, (Bin("//", N, base),))))
    d.again(f, n)


def _collatz(d: _Drawing) -> None:
    f = d.function()
    d.add(f, (1,), d.between(0, 1))
    d.add(f, (N,), Bin("+", 1, Apply(f, (Bin("//", N, 2),))), Bin("==", Bin("%", N, 2), 0))
    d.add(f, (N,), Bin("+", 1, Apply(f, (Bin("+", Bin("*", 3, N), 1),))))
    d.ask(f, d.between(2, 12))


def _two(d: _Drawing) -> None:
    """max, min, distance: a guard on two arguments."""
    f = d.function()
    guard = Bin(COMPARISONS[d.between(0, 5)], N, M)
    difference = Bin("-", N, M), Bin("-", M, N)
    first, second = (N, M) if d.chance(0.5) else difference if d.chance(0.5) else (Text("left"), Text("right"))
    d.add(f, (N, M), first, guard)
    d.add(f, (N, M), second)
    for _ in range(d.between(1, 2)):
        d.ask(f, d.between(0, 20), d.between(0, 20))


def _plain(d: _Drawing) -> None:
    """A formula, with one or two exceptions."""
    f = d.function()
    for value in {d.between(0, 5) for _ in range(d.between(0, 2))}:
        d.add(f, (value,), d.between(0, 30))
    body = Bin(("+", "-", "*")[d.between(0, 2)], N, d.between(1, 9))
    if d.chance(0.5):
        body = Bin(("+", "-", "*")[d.between(0, 2)], body, N if d.chance(0.5) else d.between(2, 9))
    d.add(f, (N,), body)
    d.unary.append(f)
    d.again(f, d.between(0, 9))


def _random(d: _Drawing) -> None:
    """A recursion whose steps depend on guards; it goes down by one or two."""
    f = d.function()
    low = d.between(0, 2)
    d.add(f, (N,), d.between(0, 9), Bin("<=", N, low))
    operators = ("+", "-", "*", "+")
    for guarded in (True, False):
        inner = Apply(f, (Bin("-", N, d.between(1, 3)),))
        left: Expression = N if d.chance(0.5) else d.between(1, 5)
        body: Expression = inner if d.chance(0.2) else Bin(operators[d.between(0, 3)], left, inner)
        guard = Bin(("==", "!=")[d.between(0, 1)], Bin("%", N, d.between(2, 3)), 0)
        if d.chance(0.4):
            guard = Bin((">", ">=")[d.between(0, 1)], N, d.between(3, 6))
        d.add(f, (N,), body, guard if guarded else None)
    d.unary.append(f)
    d.again(f, d.between(2, 8))


TEMPLATES: tuple[Callable[[_Drawing], None], ...] = (
    _linear, _linear, _linear, _fibonacci, _gcd, _carried, _carried, _power, _mutual, _grades, _grades, _halving,
    _collatz, _two, _two, _plain, _plain, _random, _random, _random,
)  # fmt: skip
MACHINE = ClauseMachine()
