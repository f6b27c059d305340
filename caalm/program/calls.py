"""Functions and errors: calling, returning, leaving loops, raising and catching.

>>> from caalm.program.interpreter import interpret
>>> from caalm.program.nodes import BinOp, Call, Constant, FunctionDef, Name, Print, Program, Return
>>> from caalm.program.trace import write_trace
>>> double = FunctionDef("double", ("n",), (Return(BinOp(Name("n"), "*", Constant(2))),))
>>> print(write_trace(interpret(Program((double, Print((Call("double", (Constant(4),)),))))).trace), end="")
2 double(n=4)
1 n=4*2:8;^8
2 double=8;>8

A call ends its step; the functions' steps follow; after the return a new step on the caller's statement restates, under
the function's name, what the statement's finished calls gave, then those of the caller's variables that are read later
and that the call has written over in the trace, or may have changed, unless this step spells them anyway; and goes on.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from caalm.program import trace
from caalm.program.nodes import (
    Append,
    Assign,
    AssignMany,
    BoolOp,
    Break,
    Call,
    Conditional,
    Const,
    Continue,
    Expr,
    Expression,
    For,
    ForEach,
    FunctionDef,
    Name,
    Pop,
    Program,
    Raise,
    RepeatUntil,
    Return,
    SetItem,
    Slice,
    Statement,
    Store,
    Subscript,
    Try,
    Value,
    While,
    blocks,
    expressions,
    operands,
    walk_expressions,
    walk_statements,
)
from caalm.program.trace import Bind
from caalm.program.values import Beyond, ExecutionError, Raised, StepLimit, display, is_failure

if TYPE_CHECKING:
    from caalm.program.interpreter import Machine

DEEPEST = 200
"""No program that is drawn calls deeper."""
RECURSION_LIMIT_ERROR = "recursion limit"
_ROOM = 20_000
"""Python's own limit while functions run: a call takes some ten to forty of its frames."""


class ContinueLoop(Exception):
    """On the way to the next round."""


class BreakLoop(Exception):
    """On the way out of a loop."""


class ReturnValue(Exception):
    """On the way out of a function."""

    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value


class Replay:
    """A statement under way is evaluated again: its finished calls give what they gave, then the one under way runs."""

    def __init__(self, values: Sequence[Value], deeper: Callable[[Call], Value] | None) -> None:
        self.values = list(values)
        self.deeper = deeper


def with_room(run: Callable[[], None]) -> None:
    """Run with room for the recursion of a program."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _ROOM))
    try:
        run()
    except RecursionError:
        raise Beyond(RECURSION_LIMIT_ERROR) from None
    finally:
        sys.setrecursionlimit(before)


# Statements


def define(machine: Machine, node: FunctionDef) -> None:
    """A definition leaves no step; a function is known from the start."""


def expression_statement(machine: Machine, node: Expr) -> None:
    """A call for what it does."""
    machine.open_step(node)
    machine.evaluate(node.value)
    machine.close_step()


def return_(machine: Machine, node: Return) -> None:
    """Out of the function."""
    machine.open_step(node)
    if node.value is None:
        machine.close_step(trace.Return(()))
        machine.rich = True
        raise ReturnValue(None)
    value = machine.evaluate(node.value)
    machine.close_step(trace.Return((trace.shown(value, machine.semantics),)))
    raise ReturnValue(value)


def break_(machine: Machine, node: Break) -> None:
    """Out of the loop."""
    machine.open_step(node)
    machine.close_step()
    raise BreakLoop


def continue_(machine: Machine, node: Continue) -> None:
    """To the loop's next round."""
    machine.open_step(node)
    machine.close_step()
    raise ContinueLoop


def raise_(machine: Machine, node: Raise) -> NoReturn:
    """Fail on purpose."""
    machine.open_step(node)
    raise Raised(display(machine.evaluate(node.message), machine.semantics, joined=True))


def try_(machine: Machine, node: Try, rest: Callable[[], None] | None = None) -> None:
    """Run the body, or what is ``rest`` of it, and the handler where it fails; the failure ends its step."""
    variables, depth = machine.variables, machine.depth
    try:
        machine.round(node.body, rest)
        return
    except ExecutionError as error:
        if not is_failure(error, machine.semantics):
            raise
        if node.name is not None and not isinstance(error, Raised):
            raise Beyond("what a runtime error says differs from language to language") from None
        message = str(error)
    machine.variables, machine.depth = variables, depth
    if node.name is not None:
        machine.variables[node.name] = message
        machine.events.append(Bind(node.name, message))
    machine.close_step(trace.Fail(message))
    machine.block(node.handler)


# Calls


def call(machine: Machine, node: Call) -> Value:
    """The value of a call."""
    arguments = [machine.evaluate(argument) for argument in node.arguments]
    if machine.replay is not None:
        return _replayed(machine, node, machine.replay)
    if node.function not in machine.functions:
        raise ExecutionError(f"undefined name {node.function}")
    function = machine.functions[node.function]
    if len(arguments) != len(function.parameters):
        raise Beyond(f"{node.function} is called with {len(arguments)} arguments")
    if machine.depth >= DEEPEST:
        raise Beyond(RECURSION_LIMIT_ERROR)
    given = dict(zip(function.parameters, arguments, strict=True))
    machine.close_step(trace.Call(node.function, tuple([machine.bind(*each) for each in given.items()])))
    return enter(machine, node, given)


def enter(machine: Machine, node: Call, variables: dict[str, Value], rest: Callable[[], None] | None = None) -> Value:
    """Run a function with its variables, or what is ``rest`` of it, and go on with the caller's statement."""
    function = machine.functions[node.function]
    at, outside, results = machine.at, machine.variables, machine.results
    machine.variables, machine.results = variables, []
    machine.depth += 1
    try:
        machine.round(function.body, rest)
        machine.open_step(function)
        machine.close_step(trace.Return(()))
        machine.rich = True
        value: Value = None
    except ReturnValue as returned:
        value = returned.value
    except StepLimit as stop:
        stop.leave(variables, at, results)
        raise
    machine.depth -= 1
    machine.at, machine.variables = at, outside
    machine.results = [*results, Bind(node.function, value)]
    _go_on(machine, node)
    return value


def _go_on(machine: Machine, node: Call) -> None:
    """Open the step after a return and restate what it needs."""
    if len(machine.steps) >= machine.step_limit:
        raise StepLimit("step limit", machine.at, machine.results)
    for name, value in machine.results:
        if value is not None:
            machine.events.append(machine.bind(name, value))
    if machine.facts is None:
        machine.facts = facts(machine.program)
    for name in machine.facts.later[id(node)]:
        scope = machine.variables if name in machine.variables else machine.globals
        if name not in scope:
            continue
        value = scope[name]
        if name in machine.facts.written[node.function] or (
            isinstance(value, list | dict) and node.function in machine.facts.changing
        ):
            machine.events.append(machine.bind(name, value))


def _replayed(machine: Machine, node: Call, replay: Replay) -> Value:
    if replay.values:
        value = replay.values.pop(0)
        machine.results.append(Bind(node.function, value))
        if not replay.values and replay.deeper is None:
            machine.replay = None
            machine.events.clear()
            _go_on(machine, node)
        return value
    assert replay.deeper is not None, "a statement is replayed up to a call"
    machine.replay = None
    machine.events.clear()
    return replay.deeper(node)


# What a program says about its calls


class Facts(NamedTuple):
    """Of every function: the names that its trace mentions; whether it may change a list; of every call: what is read
    after it in the function that it stands in.
    """

    written: dict[str, frozenset[str]]
    changing: frozenset[str]
    later: dict[int, tuple[str, ...]]


def facts(program: Program) -> Facts:
    """The facts of a program, worked out once before its first return."""
    functions = {node.name: node for node in program.body if isinstance(node, FunctionDef)}
    called = {name: _called(node.body) for name, node in functions.items()}
    written: dict[str, frozenset[str]] = {}
    changing = set()
    for name in functions:
        reached = {name}
        waiting = [name]
        while waiting:
            for other in called[waiting.pop()] - reached:
                if other in functions:
                    reached.add(other)
                    waiting.append(other)
        written[name] = frozenset().union(*[_mentioned(functions[other]) for other in reached])
        if any(_changes(functions[other].body) for other in reached):
            changing.add(name)
    later: dict[int, tuple[str, ...]] = {}
    for body in (program.body, *[node.body for node in functions.values()]):
        _later(body, frozenset(), later)
    return Facts(written, frozenset(changing), later)


def _called(body: tuple[Statement, ...]) -> frozenset[str]:
    return frozenset(node.function for node in _all_expressions(body) if isinstance(node, Call))


def _all_expressions(body: tuple[Statement, ...]) -> Iterator[Expression]:
    for statement in walk_statements(body):
        for expression in expressions(statement):
            yield from walk_expressions(expression)


def _mentioned(function: FunctionDef) -> frozenset[str]:
    names = set(function.parameters)
    for statement in walk_statements(function.body):
        names.update(_bound(statement))
        names.update(_read(statement))
        if isinstance(statement, Store):
            names.add(statement.target)
    return frozenset(names)


def _changes(body: tuple[Statement, ...]) -> bool:
    return any(isinstance(statement, SetItem | Append | Pop) for statement in walk_statements(body))


def _bound(statement: Statement) -> tuple[str, ...]:
    if isinstance(statement, Assign | Const | For | ForEach | Pop):
        return () if statement.target is None else (statement.target,)
    if isinstance(statement, AssignMany):
        return statement.targets
    if isinstance(statement, Try):
        return () if statement.name is None else (statement.name,)
    return ()


def _read(statement: Statement) -> tuple[str, ...]:
    """The names that a statement itself reads, not those of its blocks."""
    names = [node.id for each in expressions(statement) for node in walk_expressions(each) if isinstance(node, Name)]
    if isinstance(statement, SetItem | Append):
        names.append(statement.target)
    elif isinstance(statement, Pop):
        names.append(statement.source)
    return tuple(names)


def _later(body: tuple[Statement, ...], after: frozenset[str], later: dict[int, tuple[str, ...]]) -> frozenset[str]:
    """Notes for each call what is read after it; ``after`` is read after the body. What is read from its start on."""
    for statement in reversed(body):
        after = _later_in(statement, after, later)
    return after


def _later_in(statement: Statement, after: frozenset[str], later: dict[int, tuple[str, ...]]) -> frozenset[str]:
    if isinstance(statement, FunctionDef):
        return after
    if isinstance(statement, Return):
        after = frozenset()
    if isinstance(statement, While | For | ForEach | RepeatUntil):
        everything = [statement, *walk_statements(statement.body)]
        after = after.union(*map(_read, everything))
        _later(statement.body, after, later)
    elif inside := blocks(statement):
        starts = [_later(block, after, later) for block in inside]
        # A try may leave its body anywhere, and a switch or an if may run none of its blocks.
        after = after.union(*starts, *([_later(statement.handler, after, later)] if isinstance(statement, Try) else []))
    if not isinstance(statement, For | ForEach | Try):
        after -= frozenset(_bound(statement))
    read = list(_in_order(statement))
    if isinstance(statement, SetItem | Append):
        after |= {statement.target}
    elif isinstance(statement, Pop):
        after |= {statement.source}
    for place, (node, _) in enumerate(read):
        if isinstance(node, Call):
            names = [other.id for other, _ in read[place + 1 :] if isinstance(other, Name)]
            spelled = {other.id for other, is_spelled in read[place + 1 :] if is_spelled and isinstance(other, Name)}
            later[id(node)] = tuple([name for name in dict.fromkeys([*names, *sorted(after)]) if name not in spelled])
    return after.union(_read(statement))


def _in_order(statement: Statement) -> Iterator[tuple[Expression, bool]]:
    """The expressions of a statement in the order in which they are done, and whether their value is surely written.

    What a place is in is not written, and one of two expressions may never be done.
    """

    def done(node: Expression, is_spelled: bool) -> Iterator[tuple[Expression, bool]]:
        for number, operand in enumerate(operands(node)):
            is_container = number == 0 and isinstance(node, Subscript | Slice)
            is_choice = number > 0 and isinstance(node, BoolOp | Conditional)
            yield from done(operand, is_spelled and not is_container and not is_choice)
        yield node, is_spelled

    for expression in expressions(statement):
        yield from done(expression, True)
