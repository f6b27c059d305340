"""Definitions in any order: ``x is y when z``. A thing is worked out when something asks for it, and once only.

>>> cases = (Case(1, Bin("*", Var(0), 2), Bin(">", Var(0), 3)), Case(1, 0, None), Case(0, 5, None))
>>> program = DeclarativeProgram(cases, (Var(1),), (3, 0, 1, 2))
>>> MACHINE.run(program).stdout
'10\\n'

A step stands on the line of a case that is being tried, or of a question. Where a value is not yet known the step ends
by asking for it (``count()``), and a new step on the same line goes on when it is. Cases exclude each other, or one of
them says "otherwise", so their order does not matter.
"""

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

from caalm.machines.clauses import INFIX, PREFIX, SPOKEN
from caalm.machines.control import NEGATED, VARIABLES
from caalm.machines.expressions import COMPARISONS, Apply, Bin, Evaluation, Expression, Text, write
from caalm.machines.machine import Families, Source, Spelling, spell
from caalm.machines.sketch import Var
from caalm.machines.words import draw_text
from caalm.program.interpreter import STEP_LIMIT, ExecutionResult
from caalm.program.nodes import Value
from caalm.program.trace import Bind, Call, Operand
from caalm.program.values import ExecutionError


class Case(NamedTuple):
    """What a thing is under a condition; None where it is the only case or the last resort."""

    target: int
    value: Expression
    guard: Bin | None


class DeclarativeProgram(NamedTuple):
    """Cases, questions, and the order of both in the text: numbers below ``len(cases)`` are cases."""

    cases: tuple[Case, ...]
    questions: tuple[Expression, ...]
    order: tuple[int, ...]


FAMILIES: Families = {
    "is": {**SPOKEN, "case": "{d} <is> {x}", "guarded": "{d} <is> {x} <when> {c}",
           "otherwise": "{d} <is> {x} <otherwise>", "ask": "<ask> {x}"},
    "equals": {**INFIX, "case": "{d} = {x}", "guarded": "{d} = {x} <when> {c}", "otherwise": "{d} = {x} <otherwise>",
               "ask": "<ask> {x}"},
    "arrows": {**INFIX, "case": "{d} <- {x}", "guarded": "{d} <- {x} <- {c}", "otherwise": "{d} <- {x} <- <otherwise>",
               "ask": "<ask> {x}"},
    "sentences": {**SPOKEN, "case": "The {d} is {x}.", "guarded": "The {d} is {x} <when> {c}.",
                  "otherwise": "The {d} is {x} <otherwise>.", "ask": "<ask> {x}."},
    "condition first": {**INFIX, "case": "{d} := {x}", "guarded": "<when> {c}: {d} := {x}",
                        "otherwise": "<otherwise>: {d} := {x}", "ask": "<ask> {x}"},
    "lists": {**PREFIX, "case": "(<is> {d} {x})", "guarded": "(<is> {d} {x} (<when> {c}))",
              "otherwise": "(<is> {d} {x} <otherwise>)", "ask": "(<ask> {x})"},
    "bars": {**INFIX, "case": "{d} | {x}", "guarded": "{d} | {x} | {c}", "otherwise": "{d} | {x} | <otherwise>",
             "ask": "<ask> | {x}"},
    "fields": {**INFIX, "case": "{d}: {x}", "guarded": "{d}: {x} [{c}]", "otherwise": "{d}: {x} [<otherwise>]",
               "ask": "<ask>: {x}"},
    "value first": {**SPOKEN, "case": "{x} is {d}", "guarded": "<when> {c} {x} is {d}",
                    "otherwise": "<otherwise> {x} is {d}", "ask": "{x}?"},
    "turnstiles": {**INFIX, "case": "{d} = {x}.", "guarded": "{d} = {x} :- {c}.",
                   "otherwise": "{d} = {x} :- <otherwise>.", "ask": "?- {x}."},
}  # fmt: skip


class _Machine(Evaluation):
    """What is known so far."""

    def __init__(self, program: DeclarativeProgram, names: Sequence[str], step_limit: int) -> None:
        super().__init__(step_limit)
        self.names = names
        self.known: dict[int, Value] = {}
        self.asked: set[int] = set()
        self.cases: dict[int, list[tuple[int, Case]]] = {}
        for at in program.order:
            if at < len(program.cases):
                self.cases.setdefault(program.cases[at].target, []).append((at, program.cases[at]))
        for cases in self.cases.values():
            cases.sort(key=lambda numbered: numbered[1].guard is None)  # the last resort is tried last

    def variable(self, var: Var) -> Operand:
        name = self.names[var.number]
        if var.number not in self.known:
            at, pending = self.at, self.pending
            self.close(Call(name, ()))
            self.work_out(var.number)
            self.resume(at, pending, [])
        return Operand(name, self.known[var.number])

    def apply(self, node: Apply) -> Value:
        raise ExecutionError("definitions have no functions")

    def work_out(self, index: int) -> None:
        if index in self.asked:
            raise ExecutionError("a definition in a circle")
        self.asked.add(index)
        for at, case in self.cases.get(index, ()):
            self.open(at)
            if case.guard is not None and self.operand(case.guard).value is not True:
                self.close()
                continue
            operand = self.operand(case.value)
            if operand.name is not None:
                self.events.append(Bind(operand.name, operand.value))
            self.known[index] = operand.value
            self.close(Bind(self.names[index], operand.value))
            return
        raise ExecutionError("no case fits")

    def ask(self, at: int, question: Expression) -> None:
        self.open(at)
        operand = self.operand(question)
        if operand.name is not None:
            self.events.append(Bind(operand.name, operand.value))
        self.close(self.out(operand.value))


class DeclarativeMachine:
    """The machine of definitions."""

    name = "declarative"
    variables = 9
    families = FAMILIES

    def draw(self, rng: Random, size: int) -> DeclarativeProgram:
        """Definitions that rest on each other, more of them with a larger ``size``."""
        return _draw(rng, size)

    def run(
        self, program: DeclarativeProgram, *, step_limit: int = STEP_LIMIT, spelling: Spelling | None = None
    ) -> ExecutionResult:
        """The run: every question in the order of the text."""
        machine = _Machine(program, spelling.names if spelling else VARIABLES, step_limit)
        try:
            for at in program.order:
                if at >= len(program.cases):
                    machine.ask(at, program.questions[at - len(program.cases)])
        except ExecutionError as error:
            return machine.result(str(error))
        return machine.result()

    def readings(self, program: DeclarativeProgram, spelling: Spelling, step_limit: int) -> Iterator[ExecutionResult]:
        """None: cases exclude each other."""
        return iter(())

    def spell(self, rng: Random, names: Sequence[str], families: Families, *, new_words: bool = False) -> Spelling:
        """Fresh words."""
        return spell(rng, self.name, families, names=names, labels=(), new_words=new_words)

    def render(self, program: DeclarativeProgram, spelling: Spelling) -> Source:
        """A line for every case and every question."""
        forms, names = spelling.forms, spelling.names
        several = {case.target for case in program.cases if case.guard is not None}
        lines = []
        places = [0] * len(program.order)
        for at in program.order:
            if at >= len(program.cases):
                lines.append(forms["ask"].format(x=write(program.questions[at - len(program.cases)], forms, names)))
            else:
                case = program.cases[at]
                kind = "guarded" if case.guard is not None else "otherwise" if case.target in several else "case"
                guard = "" if case.guard is None else write(case.guard, forms, names)
                value = write(case.value, forms, names)
                lines.append(forms[kind].format(d=names[case.target], x=value, c=guard))
            places[at] = len(lines)
        return Source("\n".join(lines) + "\n", tuple(places))


# -- drawing ---------------------------------------------------------------------------------------------------------


class _Drawing:
    """Things in an order in which each rests on earlier ones."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.cases: list[Case] = []
        self.numbers: list[int] = []
        self.texts: list[int] = []
        self.count = 0

    def between(self, low: int, high: int) -> int:
        return low + int(self.rng.random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def number(self) -> Expression:
        """A known number, rather a late one, so that chains get long."""
        if not self.numbers or self.chance(0.3):
            return self.between(0, 20)
        place = max(self.between(0, len(self.numbers) - 1), self.between(0, len(self.numbers) - 1))
        return Var(self.numbers[place])

    def formula(self) -> Expression:
        roll = self.rng.random()
        if roll < 0.15:
            return self.number()
        if roll < 0.3:
            return Bin(("//", "%")[self.between(0, 1)], self.number(), self.between(2, 9))
        first = Bin(("+", "-", "*", "+")[self.between(0, 3)], self.number(), self.number())
        if roll < 0.5:
            return Bin(("+", "-")[self.between(0, 1)], first, self.number())
        return first

    def guard(self) -> Bin:
        left = Var(self.numbers[self.between(0, len(self.numbers) - 1)])
        right = self.number()
        return Bin(COMPARISONS[self.between(0, 5)], left, self.between(0, 20) if right == left else right)

    def define(self, value: Callable[[], Expression], conditional: bool) -> int:
        index = self.count
        self.count += 1
        if not conditional or not self.numbers:
            self.cases.append(Case(index, value(), None))
            return index
        if self.chance(0.3):
            self.ranges(index, value)
            return index
        guard = self.guard()
        self.cases.append(Case(index, value(), guard))
        opposite = Bin(NEGATED[guard.operator], guard.left, guard.right) if self.chance(0.4) else None
        self.cases.append(Case(index, value(), opposite))
        return index

    def ranges(self, index: int, value: Callable[[], Expression]) -> None:
        """Three cases of one number."""
        left = Var(self.numbers[self.between(0, len(self.numbers) - 1)])
        low = self.between(2, 15)
        high = low + self.between(1, 15)
        self.cases.append(Case(index, value(), Bin("<", left, low)))
        self.cases.append(Case(index, value(), Bin(">", left, high)))
        self.cases.append(Case(index, value(), None))


def _draw(rng: Random, size: int) -> DeclarativeProgram:
    d = _Drawing(rng)
    for _ in range(d.between(1, 3)):
        d.numbers.append(d.define(lambda: d.between(0, 40), conditional=False))
    for _ in range(d.between(1, 1 + 2 * size)):
        if d.count >= 8:
            break
        if d.chance(0.3):
            d.texts.append(d.define(lambda: Text(draw_text(rng)), conditional=True))
        else:
            d.numbers.append(d.define(d.formula, conditional=d.chance(0.4)))
    questions: list[Expression] = [Var(d.count - 1)]
    for _ in range(d.between(0, 2)):
        question: Expression = Var(d.between(0, d.count - 1))
        if d.chance(0.2):
            question = Bin(("+", "*")[d.between(0, 1)], d.number(), d.number())
        if question not in questions:
            questions.append(question)
    rng.shuffle(questions)
    cases = list(range(len(d.cases)))
    asked = list(range(len(cases), len(cases) + len(questions)))
    style = rng.random()
    if style < 0.6:
        rng.shuffle(cases)
        order = asked + cases if style < 0.15 else cases + asked
    else:
        order = cases[::-1] + asked if style < 0.8 else cases + asked
    if style > 0.93:
        rng.shuffle(order)
    return DeclarativeProgram(tuple(d.cases), tuple(questions), tuple(order))


MACHINE = DeclarativeMachine()
