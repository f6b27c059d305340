"""The reference interpreter: what a program means.

>>> from caalm.program.nodes import Assign, BinOp, Constant, Name, Print, Program
>>> result = interpret(Program((Assign("a", Constant(2)), Print((BinOp(Name("a"), "+", Constant(3)),)))))
>>> result.stdout, [step.at for step in result.trace]
('5\\n', [0, 1])

`Machine` has the statements and expressions that every program is made of; functions and errors are in `calls`,
lists, dictionaries, strings, input and files in `places`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from caalm.program import calls, places
from caalm.program.calls import BreakLoop, ContinueLoop, Facts, Replay
from caalm.program.nodes import (
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
    Value,
    While,
    WriteFile,
    blocks,
)
from caalm.program.trace import Bind, Event, Fail, Joined, Operand, Operation, Out, Step, Together, shown
from caalm.program.values import (
    PYTHON,
    Beyond,
    ExecutionError,
    Semantics,
    StepLimit,
    binary,
    compare,
    constant,
    display,
    is_failure,
    negate,
)

STEP_LIMIT = 10_000
STEP_LIMIT_ERROR = "step limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionResult:
    """What a run left behind: stdout, the trace, the runtime error if there was one, the number of steps."""

    stdout: str
    trace: tuple[Step, ...]
    error: str | None
    steps: int
    rejected: bool = False
    """The run ended for a reason that no real runtime has (a limit, a value that cannot be printed): no label."""


def interpret(program: Program, semantics: Semantics = PYTHON, *, step_limit: int = STEP_LIMIT) -> ExecutionResult:
    """Run a program; a step is a statement or one test of a loop's condition."""
    machine = machine_for(program)(program, semantics, step_limit)
    return finish(machine, lambda: machine.block(program.body))


def finish(machine: "Machine", run: Callable[[], None]) -> ExecutionResult:
    """What ``run`` leaves behind on its machine."""
    error, rejected = None, False
    try:
        run() if not machine.functions else calls.with_room(run)
    except ExecutionError as failure:
        error = str(failure)
        rejected = not is_failure(failure, machine.semantics)
        if not isinstance(failure, StepLimit):
            machine.close_step(Fail(error))
    steps = tuple(machine.steps)
    return ExecutionResult(
        stdout="".join(machine.printed), trace=steps, error=error, steps=len(steps), rejected=rejected
    )


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
        self.program = program
        self.semantics = semantics
        self.step_limit = step_limit
        self.variables: dict[str, Value] = {}
        self.globals = self.variables
        """The program's own variables; ``variables`` are those of the function that runs."""
        self.printed: list[str] = []
        self.steps: list[Step] = []
        self.events: list[Event] = []
        self.at = 0
        self.rich = False
        """Whether there is a list, a dictionary or None by now: an event must not hold what changes later."""
        self.results: list[Bind] = []
        """What the calls gave that the statement under way has finished."""
        self.depth = 0
        self.replay: Replay | None = None
        self.files: dict[str, str] = {}
        self.lines_read = 0
        self.functions: dict[str, FunctionDef] = {}
        self.facts: Facts | None = None
        self.numbers: dict[int, int] = {}
        self._number(program.body, count())

    def _number(self, body: tuple[Statement, ...], numbers: Iterator[int]) -> None:
        """Preorder numbers by node identity; a node used twice in one tree would be ambiguous and is refused."""
        for statement in body:
            assert id(statement) not in self.numbers, "a statement object stands twice in the tree"
            self.numbers[id(statement)] = next(numbers)
            if type(statement) is FunctionDef:
                self.functions[statement.name] = statement
            for block in blocks(statement):
                self._number(block, numbers)

    def open_step(self, statement: Statement) -> None:
        if len(self.steps) >= self.step_limit:
            raise StepLimit(STEP_LIMIT_ERROR, self.numbers[id(statement)])
        self.at = self.numbers[id(statement)]
        if self.results:
            self.results = []

    def close_step(self, *events: Event) -> None:
        self.events.extend(events)
        self.steps.append(Step(self.at, tuple(self.events)))
        self.events.clear()

    def bind(self, name: str, value: Value) -> Bind:
        """The event that a variable has this value."""
        return Bind(name, shown(value, self.semantics) if self.rich else value)

    # Statements

    def block(self, body: tuple[Statement, ...]) -> None:
        executors = self.executors
        for statement in body:
            executors[type(statement)](self, statement)

    def assign(self, node: Assign | Const) -> None:
        self.open_step(node)
        value = self.evaluate(node.value)
        self.variables[node.target] = value
        self.close_step(self.bind(node.target, value))

    def assign_many(self, node: AssignMany) -> None:
        self.open_step(node)
        values = [self.evaluate(value) for value in node.values]
        self.variables.update(zip(node.targets, values, strict=True))
        bindings = [self.bind(name, value) for name, value in zip(node.targets, values, strict=True)]
        self.close_step(Together(tuple(bindings)))

    def print(self, node: Print) -> None:
        self.open_step(node)
        texts = [self.printed_text(value) for value in node.values]
        if self.functions and self.rich and len(texts) > 1:
            self.check_printed(node, texts)
        text = self.semantics.separator.join(texts)
        self.printed.append(text + "\n")
        self.close_step(Out(text))

    def check_printed(self, node: Print, texts: list[str]) -> None:
        """A list is shown as it is when all is worked out: a call behind it must not have changed it."""
        for value, text in zip(node.values, texts, strict=True):
            if type(value) is Name:
                now = self.operand(value).value
                if isinstance(now, list | dict) and display(now, self.semantics) != text:
                    raise Beyond("a list that a call changes while it is printed")

    def printed_text(self, node: Expression) -> str:
        # The text of a joined string follows at once as the printed line, so it is not written twice.
        return self.join(node) if isinstance(node, JoinedStr) else display(self.evaluate(node), self.semantics)

    def if_(self, node: If) -> None:
        self.open_step(node)
        outcome = self.test(node.test)
        self.close_step()
        self.block(node.body if outcome else node.orelse)

    def switch(self, node: Switch) -> None:
        self.open_step(node)
        subject = self.operand(node.subject)
        block = node.default
        for case, body in node.cases:
            value = constant(case.value, self.semantics)
            if compare("==", subject.value, value, self.semantics):
                self.operation(subject, "==", Operand(None, value), True)
                block = body
                break
        else:
            if subject.name is not None:
                self.events.append(self.bind(subject.name, subject.value))
        self.close_step()
        self.block(block)

    # Every loop can go on in the middle of a round: ``rest`` is then what is left of it.

    def while_(self, node: While, rest: Callable[[], None] | None = None) -> None:
        while True:
            if rest is None:
                self.open_step(node)
                outcome = self.test(node.test)
                self.close_step()
                if not outcome:
                    return
            try:
                self.round(node.body, rest)
            except ContinueLoop:
                pass
            except BreakLoop:
                return
            rest = None

    def repeat_until(self, node: RepeatUntil, rest: Callable[[], None] | None = None) -> None:
        while True:
            try:
                self.round(node.body, rest)
            except ContinueLoop:
                pass
            except BreakLoop:
                return
            rest = None
            self.open_step(node)
            outcome = self.test(node.test)
            self.close_step()
            if outcome:
                return

    def round(self, body: tuple[Statement, ...], rest: Callable[[], None] | None) -> None:
        if rest is None:
            self.block(body)
        else:
            rest()

    def for_(self, node: For) -> None:
        self.open_step(node)
        self.rounds(node, self.evaluate(node.start), self.evaluate(node.stop))

    def rounds(self, node: For, current: Value, stop: Value, rest: Callable[[], None] | None = None) -> None:
        """The rounds of a counted loop from ``current`` on; the step of its header is open."""
        operator = ("<" if node.step > 0 else ">") + ("=" if node.inclusive else "")
        while True:
            if rest is None:
                goes_on = compare(operator, current, stop)
                # On exit the variable keeps its last value, so the failing test is written without the name.
                name = node.target if goes_on else None
                if goes_on and node.target is not None:
                    self.variables[node.target] = current
                self.close_step(Operation(Operand(name, current), operator, Operand(None, stop), goes_on))
                if not goes_on:
                    return
            if not self.round_of_loop(node, rest, current, stop):
                return
            rest = None
            current = binary("+", current, constant(node.step, self.semantics), self.semantics)

    def round_of_loop(self, node: For | ForEach, rest: Callable[[], None] | None, current: Value, bound: Value) -> bool:
        """One round of a loop whose state is its own; the step of the next test is opened. False after a break."""
        try:
            try:
                if rest is None:
                    self.block(node.body)
                else:
                    rest()
            except ContinueLoop:
                pass
            except BreakLoop:
                return False
            self.open_step(node)
        except StepLimit as stop:
            stop.loops.append((self.numbers[id(node)], current, bound))
            raise
        return True

    # Expressions

    def test(self, node: Expression) -> bool:
        value = self.evaluate(node)
        if not isinstance(value, bool):
            raise Beyond("a condition is not a boolean")
        return value

    def evaluate(self, node: Expression) -> Value:
        """The value of an expression on its own; a variable leaves a read in the trace."""
        kind = type(node)
        if kind is Constant:
            return constant(node.value, self.semantics)  # type: ignore[union-attr, arg-type]
        if kind is Name:
            operand = self.operand(node)
            self.events.append(self.bind(node.id, operand.value))  # type: ignore[union-attr]
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
                return Operand(name, self.outer(name))
        if kind is Constant:
            return Operand(None, constant(node.value, self.semantics))  # type: ignore[union-attr, arg-type]
        if kind is Subscript:
            return places.place(self, node)  # type: ignore[arg-type]
        return Operand(None, self.evaluators[kind](self, node))

    def outer(self, name: str) -> Value:
        """A variable that the function which runs does not have itself."""
        try:
            return self.globals[name]
        except KeyError:
            if self.semantics.missing == "none" and self.semantics.types == "strict":
                raise Beyond(f"undefined name {name}") from None  # Lua gives nil
            raise ExecutionError(f"undefined name {name}") from None

    def operation(self, left: Operand | None, operator: str, right: Operand, result: Value) -> Value:
        if self.rich:
            semantics = self.semantics
            kept = None if left is None else Operand(left.name, shown(left.value, semantics))
            right = Operand(right.name, shown(right.value, semantics))
            self.events.append(Operation(kept, operator, right, shown(result, semantics)))
        else:
            self.events.append(Operation(left, operator, right, result))
        return result

    def bin_op(self, node: BinOp) -> Value:
        left, right = self.operand(node.left), self.operand(node.right)
        return self.operation(left, node.op, right, binary(node.op, left.value, right.value, self.semantics))

    def compare(self, node: Compare) -> Value:
        left, right = self.operand(node.left), self.operand(node.right)
        return self.operation(left, node.op, right, compare(node.op, left.value, right.value, self.semantics))

    def unary_op(self, node: UnaryOp) -> Value:
        operand = self.operand(node.operand)
        if node.op == "-":
            return self.operation(None, "-", operand, negate(operand.value))
        if not isinstance(operand.value, bool):
            raise Beyond("not is not defined for this type")
        return self.operation(None, "not", operand, not operand.value)

    def bool_op(self, node: BoolOp) -> Value:
        left = self.operand(node.left)
        if not isinstance(left.value, bool):
            raise Beyond(f"{node.op} is not defined for this type")
        if left.value is (node.op == "or"):  # the left side decides; the right one is never evaluated
            if left.name is not None:
                self.events.append(Bind(left.name, left.value))
            return left.value
        right = self.operand(node.right)
        if not isinstance(right.value, bool):
            raise Beyond(f"{node.op} is not defined for this type")
        return self.operation(left, node.op, right, right.value)

    def conditional(self, node: Conditional) -> Value:
        return self.evaluate(node.body if self.test(node.test) else node.orelse)

    def join(self, node: JoinedStr) -> str:
        return "".join([display(self.evaluate(value), self.semantics, joined=True) for value in node.values])

    def joined_str(self, node: JoinedStr) -> Value:
        text = self.join(node)
        self.events.append(Joined(text))
        return text


Machine.executors = {
    Assign: Machine.assign,
    Const: Machine.assign,
    AssignMany: Machine.assign_many,
    Print: Machine.print,
    If: Machine.if_,
    Switch: Machine.switch,
    While: Machine.while_,
    RepeatUntil: Machine.repeat_until,
    For: Machine.for_,
    ForEach: places.for_each,
    SetItem: places.set_item,
    Append: places.append,
    Pop: places.pop,
    WriteFile: places.write_file,
    FunctionDef: calls.define,
    Expr: calls.expression_statement,
    Return: calls.return_,
    Break: calls.break_,
    Continue: calls.continue_,
    Raise: calls.raise_,
    Try: calls.try_,
}
Machine.evaluators = {
    BinOp: Machine.bin_op,
    Compare: Machine.compare,
    UnaryOp: Machine.unary_op,
    BoolOp: Machine.bool_op,
    Conditional: Machine.conditional,
    JoinedStr: Machine.joined_str,
    List: places.list_,
    Dict: places.dict_,
    Subscript: places.subscript,
    Slice: places.slice_,
    Contains: places.contains,
    Intrinsic: places.intrinsic,
    Input: places.input_,
    ReadFile: places.read_file,
    Call: calls.call,
}
