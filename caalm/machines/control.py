"""Instructions and a program counter: what line numbers, labels, assembly and accumulator machines have in common.

>>> from caalm.machines.sketch import Show, Var
>>> code = Code((Set(0, 3), Show(Var(0)), Compute(0, "-", Var(0), 1), JumpIf(">", Var(0), 0, 1), Halt()))
>>> run(code, names=("n",)).stdout
'3\\n2\\n1\\n'

A step is one instruction; its number is the instruction's. A jump names no target in the trace: the next step's line
says where it went. An assembly comparison leaves its operands for the jump that follows it; an accumulator is ``acc``.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from caalm.machines.machine import Run, Source, Spelling, arithmetic
from caalm.machines.sketch import COMPARISONS, Operand, Say, Show
from caalm.program.interpreter import STEP_LIMIT, ExecutionResult
from caalm.program.trace import Bind, Operation, Together
from caalm.program.trace import Operand as Shown
from caalm.program.values import ExecutionError, compare

NEGATED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
VARIABLES = tuple(f"v{number}" for number in range(20))


class Set(NamedTuple):
    """``target = value``."""

    target: int
    value: Operand


class Compute(NamedTuple):
    """``target = left operator right``; in assembly ``left`` is the target itself."""

    target: int
    operator: str
    left: Operand
    right: Operand


class Jump(NamedTuple):
    """Goes on at an instruction."""

    target: int


class JumpIf(NamedTuple):
    """Goes on at an instruction if a comparison holds."""

    operator: str
    left: Operand
    right: Operand
    target: int


class Compare(NamedTuple):
    """Leaves two values for the jump that follows (assembly)."""

    left: Operand
    right: Operand


class JumpFlag(NamedTuple):
    """Goes on at an instruction if the last two values compared so (assembly)."""

    operator: str
    target: int


class Load(NamedTuple):
    """The accumulator takes a value."""

    value: Operand


class Apply(NamedTuple):
    """``accumulator = accumulator operator value``."""

    operator: str
    value: Operand


class Keep(NamedTuple):
    """A variable takes the accumulator's value."""

    target: int


class JumpZero(NamedTuple):
    """Goes on at an instruction if the accumulator compares so with zero."""

    operator: str
    target: int


class ShowAccumulator(NamedTuple):
    """Prints the accumulator."""


class Halt(NamedTuple):
    """Ends the run; it leaves no step."""


Instruction = (
    Set
    | Compute
    | Jump
    | JumpIf
    | Compare
    | JumpFlag
    | Load
    | Apply
    | Keep
    | JumpZero
    | ShowAccumulator
    | Show
    | Say
    | Halt
)


class Code(NamedTuple):
    """A program: instructions, whose targets are places in it (the place after the last one ends the run)."""

    body: tuple[Instruction, ...]


# -- running ---------------------------------------------------------------------------------------------------------


def run(
    code: Code,
    *,
    step_limit: int = STEP_LIMIT,
    names: Sequence[str] = VARIABLES,
    positive_has_zero: bool = False,
) -> ExecutionResult:
    """The run of some code; ``positive_has_zero`` is the reading in which a jump on positive takes zero too."""
    machine = _Machine(step_limit, names)
    machine.positive = ">=" if positive_has_zero else ">"
    try:
        machine.go(code.body)
    except ExecutionError as error:
        return machine.result(str(error))
    return machine.result()


class _Machine(Run):
    """Variables, the accumulator, the two values that were compared last."""

    def __init__(self, step_limit: int, names: Sequence[str]) -> None:
        super().__init__(step_limit)
        self.names = names
        self.variables: dict[int, int] = {}
        self.accumulator: int | None = None
        self.compared: tuple[Shown, Shown] | None = None
        self.positive = ">"

    def go(self, body: tuple[Instruction, ...]) -> None:
        at, end, executors = 0, len(body), _EXECUTORS
        while at < end:
            one = body[at]
            kind = type(one)
            if kind is Halt:
                return
            at = executors[kind](self, one, at)

    def operand(self, operand: Operand) -> Shown:
        if isinstance(operand, int):
            return Shown(None, operand)
        value = self.variables.get(operand.number)
        if value is None:
            raise ExecutionError("a variable without a value")
        return Shown(self.names[operand.number], value)

    def bind(self, target: int, value: int) -> Bind:
        self.variables[target] = value
        return Bind(self.names[target], value)

    def acc(self) -> Shown:
        if self.accumulator is None:
            raise ExecutionError("an empty accumulator")
        return Shown("acc", self.accumulator)

    def set(self, one: Set, at: int) -> int:
        source = self.operand(one.value)
        bound = self.bind(one.target, source.value)  # type: ignore[arg-type]
        self.step(at, *_read(source), bound)
        return at + 1

    def compute(self, one: Compute, at: int) -> int:
        left, right = self.operand(one.left), self.operand(one.right)
        result = arithmetic(one.operator, left.value, right.value)  # type: ignore[arg-type]
        self.step(at, Operation(left, one.operator, right, result), self.bind(one.target, result))
        return at + 1

    def jump(self, one: Jump, at: int) -> int:
        self.step(at)
        return one.target

    def jump_if(self, one: JumpIf, at: int) -> int:
        return self.test(one.operator, self.operand(one.left), self.operand(one.right), one.target, at)

    def test(self, operator: str, left: Shown, right: Shown, target: int, at: int) -> int:
        holds = compare(operator, left.value, right.value)
        self.step(at, Operation(left, operator, right, holds))
        return target if holds else at + 1

    def compare(self, one: Compare, at: int) -> int:
        left, right = self.compared = self.operand(one.left), self.operand(one.right)
        reads = (*_read(left), *_read(right))
        self.step(at, *((Together(reads),) if len(reads) > 1 else reads))
        return at + 1

    def jump_flag(self, one: JumpFlag, at: int) -> int:
        if self.compared is None:
            raise ExecutionError("a jump before any comparison")
        return self.test(one.operator, *self.compared, one.target, at)

    def show(self, one: Show, at: int) -> int:
        value = self.operand(one.value)
        self.step(at, *_read(value), self.out(value.value))
        return at + 1

    def say(self, one: Say, at: int) -> int:
        self.step(at, self.out(one.text))
        return at + 1

    def load(self, one: Load, at: int) -> int:
        value = self.operand(one.value)
        self.accumulator = value.value  # type: ignore[assignment]
        self.step(at, *_read(value), Bind("acc", value.value))
        return at + 1

    def apply(self, one: Apply, at: int) -> int:
        acc, right = self.acc(), self.operand(one.value)
        self.accumulator = arithmetic(one.operator, acc.value, right.value)  # type: ignore[arg-type]
        self.step(at, Operation(acc, one.operator, right, self.accumulator), Bind("acc", self.accumulator))
        return at + 1

    def keep(self, one: Keep, at: int) -> int:
        acc = self.acc()
        bound = self.bind(one.target, acc.value)  # type: ignore[arg-type]
        self.step(at, Bind("acc", acc.value), bound)
        return at + 1

    def jump_zero(self, one: JumpZero, at: int) -> int:
        operator = self.positive if one.operator == ">" else one.operator
        return self.test(operator, self.acc(), Shown(None, 0), one.target, at)

    def show_accumulator(self, one: ShowAccumulator, at: int) -> int:
        acc = self.acc()
        self.step(at, Bind("acc", acc.value), self.out(acc.value))
        return at + 1


def _read(shown: Shown) -> tuple[Bind, ...]:
    return () if shown.name is None else (Bind(shown.name, shown.value),)


_EXECUTORS: Mapping[type, Callable[..., int]] = {
    Set: _Machine.set,
    Compute: _Machine.compute,
    Jump: _Machine.jump,
    JumpIf: _Machine.jump_if,
    Compare: _Machine.compare,
    JumpFlag: _Machine.jump_flag,
    Show: _Machine.show,
    Say: _Machine.say,
    Load: _Machine.load,
    Apply: _Machine.apply,
    Keep: _Machine.keep,
    JumpZero: _Machine.jump_zero,
    ShowAccumulator: _Machine.show_accumulator,
}


# -- writing ---------------------------------------------------------------------------------------------------------


def targets(code: Code) -> list[int]:
    """The places that something jumps to, in order."""
    return sorted({one.target for one in code.body if isinstance(one, Jump | JumpIf | JumpFlag | JumpZero)})


def expression(operator: str, left: str, right: str, forms: Mapping[str, str]) -> str:
    """An operation or a comparison in a spelling's form."""
    return forms[operator].format(a=left, b=right)


def instruction_text(one: Instruction, spelling: Spelling, place: Callable[[int], str]) -> str:
    """One instruction, with its targets as ``place`` writes them."""
    forms, names = spelling.forms, spelling.names

    def text(operand: Operand) -> str:
        if isinstance(operand, int):
            literal = forms.get("literal")
            return str(operand) if literal is None else literal.format(a=operand)
        return names[operand.number]

    if "register" in forms:  # the sign is no part of the name
        names = tuple([forms["register"].format(r=name) for name in names])
    if isinstance(one, Set):
        return forms["set"].format(d=names[one.target], a=text(one.value))
    if isinstance(one, Compute):
        if "assign" in forms:
            value = expression(one.operator, text(one.left), text(one.right), forms)
            return forms["assign"].format(d=names[one.target], x=value)
        return forms[one.operator].format(d=names[one.target], a=text(one.right))
    if isinstance(one, JumpIf):
        test = expression(one.operator, text(one.left), text(one.right), forms)
        return forms["jumpif"].format(c=test, t=place(one.target))
    if isinstance(one, Jump):
        return forms["jump"].format(t=place(one.target))
    if isinstance(one, Show):
        return forms["show"].format(x=text(one.value))
    if isinstance(one, Say):
        return forms["say"].format(s=one.text)
    if isinstance(one, Compare):
        return forms["cmp"].format(a=text(one.left), b=text(one.right))
    if isinstance(one, JumpFlag | JumpZero):
        return forms["j" + one.operator].format(t=place(one.target))
    if isinstance(one, Load):
        return forms["load"].format(a=text(one.value))
    if isinstance(one, Apply):
        return forms[one.operator].format(a=text(one.value))
    if isinstance(one, Keep):
        return forms["keep"].format(d=names[one.target])
    if isinstance(one, ShowAccumulator):
        return forms["show"]
    return forms["halt"]


def render_labels(code: Code, spelling: Spelling) -> Source:
    """Code with a label before every place that something jumps to."""
    labels = dict(zip(targets(code), spelling.labels, strict=False))
    forms = spelling.forms
    lines: list[str] = []
    numbers = []
    for at, one in enumerate(code.body):
        body = forms.get("line", "{body}").format(body=instruction_text(one, spelling, labels.__getitem__))
        if at in labels:
            if "inline" in forms:
                body = forms["inline"].format(l=labels[at], body=body.strip())
            else:
                lines.append(forms["label"].format(l=labels[at]))
        lines.append(body)
        numbers.append(len(lines))
    return Source("\n".join(lines) + "\n", tuple(numbers))


def render_numbers(code: Code, spelling: Spelling, start: int, stride: int) -> Source:
    """Code with a number before every line."""
    forms = spelling.forms

    def number(at: int) -> str:
        return str(start + at * stride)

    lines = [
        forms["line"].format(n=number(at), body=instruction_text(one, spelling, number))
        for at, one in enumerate(code.body)
    ]
    return Source("\n".join(lines) + "\n", tuple(range(1, len(lines) + 1)))


assert set(NEGATED) == set(COMPARISONS)
