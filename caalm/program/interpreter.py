"""The reference interpreter: what a program means.

>>> from caalm.program.nodes import Assign, BinOp, Constant, Name, Print, Program
>>> result = interpret(Program((Assign("a", Constant(2)), Print((BinOp(Name("a"), "+", Constant(3)),)))))
>>> result.stdout, [step.at for step in result.trace]
('5\\n', [0, 1])
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

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
    blocks,
)
from caalm.program.trace import Bind, Event, Fail, Joined, Operand, Operation, Out, Step
from caalm.program.values import PYTHON, ExecutionError, Semantics, binary, compare, constant, display, negate

STEP_LIMIT = 10_000
STEP_LIMIT_ERROR = "step limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionResult:
    """What a run left behind: stdout, the trace, the runtime error if there was one, the number of steps."""

    stdout: str
    trace: tuple[Step, ...]
    error: str | None
    steps: int


def interpret(program: Program, semantics: Semantics = PYTHON, *, step_limit: int = STEP_LIMIT) -> ExecutionResult:
    """Run a program; a step is a statement or one test of a loop's condition."""
    machine = machine_for(program)(program, semantics, step_limit)
    return finish(machine, lambda: machine.block(program.body))


def finish(machine: "Machine", run: Callable[[], None]) -> ExecutionResult:
    """What ``run`` leaves behind on its machine."""
    error = None
    try:
        run()
    except ExecutionError as failure:
        error = str(failure)
        if error != STEP_LIMIT_ERROR:
            machine.close_step(Fail(error))
    steps = tuple(machine.steps)
    return ExecutionResult(stdout="".join(machine.printed), trace=steps, error=error, steps=len(steps))


def machine_for(program: Program) -> "type[Machine]":
    """The machine that runs such a program."""
    if not program.pictures:
        return Machine
    from caalm.program.pictured import PicturedMachine  # it extends Machine, so it comes after this module

    return PicturedMachine


class Machine:
    """One run: variables, printed lines, and the events of the step that is under way."""

    executors: Mapping[type, Callable[[Any, Any], None]]
    evaluators: Mapping[type, Callable[[Any, Any], Value]]

    def __init__(self, program: Program, semantics: Semantics, step_limit: int) -> None:
        self.semantics = semantics
        self.step_limit = step_limit
        self.variables: dict[str, Value] = {}
        self.printed: list[str] = []
        self.steps: list[Step] = []
        self.events: list[Event] = []
        self.at = 0
        self.numbers: dict[int, int] = {}
        self._number(program.body, count())

    def _number(self, body: tuple[Statement, ...], numbers: Iterator[int]) -> None:
        """Preorder numbers by node identity; a node used twice in one tree would be ambiguous and is refused."""
        for statement in body:
            assert id(statement) not in self.numbers, "a statement object stands twice in the tree"
            self.numbers[id(statement)] = next(numbers)
            for block in blocks(statement):
                self._number(block, numbers)

    def open_step(self, statement: Statement) -> None:
        if len(self.steps) >= self.step_limit:
            raise ExecutionError(STEP_LIMIT_ERROR)
        self.at = self.numbers[id(statement)]

    def close_step(self, *events: Event) -> None:
        self.events.extend(events)
        self.steps.append(Step(self.at, tuple(self.events)))
        self.events.clear()

    # Statements

    def block(self, body: tuple[Statement, ...]) -> None:
        executors = self.executors
        for statement in body:
            executors[type(statement)](self, statement)

    def assign(self, node: Assign) -> None:
        self.open_step(node)
        value = self.evaluate(node.value)
        self.variables[node.target] = value
        self.close_step(Bind(node.target, value))

    def print(self, node: Print) -> None:
        self.open_step(node)
        texts = [self.printed_text(value) for value in node.values]
        text = self.semantics.separator.join(texts)
        self.printed.append(text + "\n")
        self.close_step(Out(text))

    def printed_text(self, node: Expression) -> str:
        # The text of a joined string follows at once as the printed line, so it is not written twice.
        return self.join(node) if isinstance(node, JoinedStr) else display(self.evaluate(node), self.semantics)

    def if_(self, node: If) -> None:
        self.open_step(node)
        outcome = self.test(node.test)
        self.close_step()
        self.block(node.body if outcome else node.orelse)

    def while_(self, node: While) -> None:
        while True:
            self.open_step(node)
            outcome = self.test(node.test)
            self.close_step()
            if not outcome:
                return
            self.block(node.body)

    def for_(self, node: For) -> None:
        self.open_step(node)
        self.rounds(node, self.evaluate(node.start), self.evaluate(node.stop))

    def next_rounds(self, node: For, current: Value, stop: Value) -> None:
        """From the end of a round on, in a run that is resumed there."""
        self.open_step(node)
        self.rounds(node, binary("+", current, constant(node.step, self.semantics), self.semantics), stop)

    def rounds(self, node: For, current: Value, stop: Value) -> None:
        """The rounds of a counted loop from ``current`` on; the step of its header is open."""
        operator = ("<" if node.step > 0 else ">") + ("=" if node.inclusive else "")
        while True:
            goes_on = compare(operator, current, stop)
            # On exit the variable keeps its last value, so the failing test is written without the name.
            name = node.target if goes_on else None
            if goes_on and node.target is not None:
                self.variables[node.target] = current
            self.close_step(Operation(Operand(name, current), operator, Operand(None, stop), goes_on))
            if not goes_on:
                return
            self.block(node.body)
            self.open_step(node)
            current = binary("+", current, constant(node.step, self.semantics), self.semantics)

    # Expressions

    def test(self, node: Expression) -> bool:
        value = self.evaluate(node)
        if not isinstance(value, bool):
            raise ExecutionError("a condition is not a boolean")
        return value

    def evaluate(self, node: Expression) -> Value:
        """The value of an expression on its own; a variable leaves a read in the trace."""
        kind = type(node)
        if kind is Constant:
            return constant(node.value, self.semantics)  # type: ignore[union-attr]
        if kind is Name:
            operand = self.operand(node)
            self.events.append(Bind(node.id, operand.value))  # type: ignore[union-attr]
            return operand.value
        return self.evaluators[kind](self, node)

    def operand(self, node: Expression) -> Operand:
        """The value of an expression inside an operation, where a variable is written with its name."""
        kind = type(node)
        if kind is Name:
            name = node.id  # type: ignore[union-attr]
            try:
                return Operand(name, self.variables[name])
            except KeyError:
                raise ExecutionError(f"undefined name {name}") from None
        if kind is Constant:
            return Operand(None, constant(node.value, self.semantics))  # type: ignore[union-attr]
        return Operand(None, self.evaluators[kind](self, node))

    def operation(self, left: Operand | None, operator: str, right: Operand, result: Value) -> Value:
        self.events.append(Operation(left, operator, right, result))
        return result

    def bin_op(self, node: BinOp) -> Value:
        left, right = self.operand(node.left), self.operand(node.right)
        return self.operation(left, node.op, right, binary(node.op, left.value, right.value, self.semantics))

    def compare(self, node: Compare) -> Value:
        left, right = self.operand(node.left), self.operand(node.right)
        return self.operation(left, node.op, right, compare(node.op, left.value, right.value))

    def unary_op(self, node: UnaryOp) -> Value:
        operand = self.operand(node.operand)
        if node.op == "-":
            return self.operation(None, "-", operand, negate(operand.value))
        if not isinstance(operand.value, bool):
            raise ExecutionError("not is not defined for this type")
        return self.operation(None, "not", operand, not operand.value)

    def bool_op(self, node: BoolOp) -> Value:
        left = self.operand(node.left)
        if not isinstance(left.value, bool):
            raise ExecutionError(f"{node.op} is not defined for this type")
        if left.value is (node.op == "or"):  # the left side decides; the right one is never evaluated
            if left.name is not None:
                self.events.append(Bind(left.name, left.value))
            return left.value
        right = self.operand(node.right)
        if not isinstance(right.value, bool):
            raise ExecutionError(f"{node.op} is not defined for this type")
        return self.operation(left, node.op, right, right.value)

    def join(self, node: JoinedStr) -> str:
        return "".join([display(self.evaluate(value), self.semantics, joined=True) for value in node.values])

    def joined_str(self, node: JoinedStr) -> Value:
        text = self.join(node)
        self.events.append(Joined(text))
        return text


Machine.executors = {
    Assign: Machine.assign,
    Print: Machine.print,
    If: Machine.if_,
    While: Machine.while_,
    For: Machine.for_,
}
Machine.evaluators = {
    BinOp: Machine.bin_op,
    Compare: Machine.compare,
    UnaryOp: Machine.unary_op,
    BoolOp: Machine.bool_op,
    JoinedStr: Machine.joined_str,
}
