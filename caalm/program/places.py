"""Lists, dictionaries, strings, input and files, as the interpreter runs them and the trace shows them.

>>> from caalm.program.interpreter import interpret
>>> from caalm.program.nodes import Append, Assign, BinOp, Constant, Intrinsic, List, Name, Print, Program, Subscript
>>> from caalm.program.trace import write_trace
>>> xs = Name("xs")
>>> grow = Append("xs", BinOp(Subscript(xs, Constant(1)), "+", Constant(2)))
>>> program = Program((Assign("xs", List((Constant(5), Constant(7)))), grow, Print((Intrinsic("length", (xs,)),))))
>>> print(write_trace(interpret(program).trace), end="")
0 xs=[5,7]
1 xs[1]=7+2:9;xs=[5,7,9]
2 xs=[5,7,9];length()=3;>3

A place is written like a variable, ``xs[1]=7``, ``d[key]=3``, ``s[1..3]="bc"``; so is what an intrinsic gives,
``length()=3``, the n-th line of the input, ``input[1]="5"``, and what a file holds, ``file[notes.txt]="a"``. After a
change the whole list follows where it is short, else the place alone; and every other variable that is the same list.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from caalm.program import containers
from caalm.program.intrinsics import apply
from caalm.program.nodes import (
    Append,
    Call,
    Contains,
    Dict,
    Expression,
    ForEach,
    Input,
    Intrinsic,
    List,
    Name,
    Pop,
    ReadFile,
    SetItem,
    Slice,
    Subscript,
    Value,
    WriteFile,
)
from caalm.program.trace import Bind, Operand, Operation, value_text
from caalm.program.values import Beyond, ExecutionError, display

if TYPE_CHECKING:
    from collections.abc import Callable

    from caalm.program.interpreter import Machine

SHORT = 60
"""After a change a list is written whole up to so many characters."""
MOST_ELEMENTS = 1000
_UNNAMEABLE = re.compile(r"[\s=;:<>!\"+*/%]")

# Expressions


def list_(machine: Machine, node: List) -> Value:
    """A new list."""
    machine.rich = True
    return [_kept(machine, machine.evaluate(element)) for element in node.elements]


def dict_(machine: Machine, node: Dict) -> Value:
    """A new dictionary."""
    machine.rich = True
    made: dict[Value, Value] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        containers.set_item(made, machine.evaluate(key), machine.evaluate(value), machine.semantics)
    return made


def subscript(machine: Machine, node: Subscript) -> Value:
    """What stands at a place, read on its own."""
    found = place(machine, node)
    machine.events.append(machine.bind(found.name or "", found.value))
    return found.value


def place(machine: Machine, node: Subscript) -> Operand:
    """What stands at a place, under the place's name."""
    name, container = _named(machine, node.value)
    index = machine.evaluate(node.index)
    value = containers.item(container, index, machine.semantics)
    machine.rich = machine.rich or value is None
    return Operand(f"{name}[{_key(machine, index)}]", value)


def _named(machine: Machine, node: Expression) -> tuple[str, Value]:
    """A container and what the trace calls it; a variable's newest value stands above, so it is not read again."""
    if isinstance(node, Name):
        return node.id, machine.operand(node).value
    if isinstance(node, Subscript):
        found = place(machine, node)
        return found.name or "", found.value
    value = machine.evaluate(node)
    if isinstance(node, Intrinsic):
        return f"{node.name}()", value
    return node.function if isinstance(node, Call) else "_", value


def _key(machine: Machine, index: Value) -> str:
    """An index inside a place's name."""
    return _UNNAMEABLE.sub("_", display(index, machine.semantics)) or "_"


def slice_(machine: Machine, node: Slice) -> Value:
    """A part of a string or list."""
    name, container = _named(machine, node.value)
    lower = None if node.lower is None else machine.evaluate(node.lower)
    upper = None if node.upper is None else machine.evaluate(node.upper)
    value = containers.part(container, lower, upper, machine.semantics)
    ends = ["" if end is None else _key(machine, end) for end in (lower, upper)]
    machine.events.append(machine.bind(f"{name}[{'..'.join(ends)}]", value))
    return value


def contains(machine: Machine, node: Contains) -> Value:
    """Whether something is in a container."""
    item, container = machine.operand(node.item), machine.operand(node.container)
    found = containers.contains(item.value, container.value, machine.semantics)
    return machine.operation(item, node.op, container, found is (node.op == "in"))


def intrinsic(machine: Machine, node: Intrinsic) -> Value:
    """What the language has built in."""
    value = apply(node.name, tuple([machine.evaluate(each) for each in node.arguments]), machine.semantics)
    if isinstance(value, list | dict):
        machine.rich = True
    machine.events.append(machine.bind(f"{node.name}()", value))
    return value


def input_(machine: Machine, node: Input) -> Value:
    """The next line of the input."""
    if machine.replay is not None:
        number = int(str(machine.replay.values.pop(0)).removeprefix("<"))
        machine.results.append(Bind(f"input[{number}]", machine.program.lines[number - 1]))
        return machine.program.lines[number - 1]
    if machine.lines_read >= len(machine.program.lines):
        raise Beyond("the input has no more lines")
    text = machine.program.lines[machine.lines_read]
    machine.lines_read += 1
    read = Bind(f"input[{machine.lines_read}]", text)
    machine.results = [*machine.results, read]
    machine.events.append(read)
    return text


def read_file(machine: Machine, node: ReadFile) -> Value:
    """All that a file holds."""
    if node.path not in machine.files:
        raise Beyond(f"there is no file {node.path}")
    text = machine.files[node.path]
    machine.events.append(Bind(file_name(node.path), text))
    return text


def file_name(path: str) -> str:
    """What the trace calls a file."""
    return f"file[{_UNNAMEABLE.sub('_', path)}]"


# Statements


def write_file(machine: Machine, node: WriteFile) -> None:
    """A line into a file."""
    machine.open_step(node)
    line = display(machine.evaluate(node.value), machine.semantics, joined=True) + "\n"
    before = machine.files.get(node.path, "") if node.append else ""
    machine.files[node.path] = text = before + line
    machine.close_step(Bind(file_name(node.path), text))


def set_item(machine: Machine, node: SetItem) -> None:
    """A new value at a place."""
    machine.open_step(node)
    container = machine.operand(Name(node.target)).value
    index = machine.evaluate(node.index)
    value = machine.evaluate(node.value)
    containers.set_item(container, index, value, machine.semantics)
    changed(machine, node.target, container, machine.bind(f"{node.target}[{_key(machine, index)}]", value))


def append(machine: Machine, node: Append) -> None:
    """A new last element."""
    machine.open_step(node)
    container = machine.operand(Name(node.target)).value
    value = _kept(machine, machine.evaluate(node.value))
    if not isinstance(container, list):
        raise ExecutionError("wrong type")
    if len(container) >= MOST_ELEMENTS:
        raise Beyond("the list is too long")
    container.append(value)
    last = len(container) - 1 + machine.semantics.first_index
    changed(machine, node.target, container, machine.bind(f"{node.target}[{last}]", value))


def pop(machine: Machine, node: Pop) -> None:
    """The last element leaves the list."""
    machine.open_step(node)
    container = machine.operand(Name(node.source)).value
    value = containers.pop(container, machine.semantics)
    machine.rich = machine.rich or value is None
    assert isinstance(container, list), "nothing else is popped from"
    taken = []
    if node.target is not None:
        machine.variables[node.target] = value
        taken.append(machine.bind(node.target, value))
    changed(machine, node.source, container, Bind(f"#{node.source}", len(container)), *taken)


def _kept(machine: Machine, value: Value) -> Value:
    return containers.check_kept(value, machine.semantics)


def changed(machine: Machine, name: str, container: Value, change: Bind, *after: Bind) -> None:
    """Close the step of a change: the variable's new value, and that of every other variable that holds the same."""
    events = []
    names = [name]
    for scope in (machine.variables, machine.globals) if machine.depth else (machine.variables,):
        for other, value in scope.items():
            if isinstance(value, list | dict) and other not in names and _holds(value, container):
                names.append(other)
    for each in names:
        value = machine.operand(Name(each)).value
        if len(value_text(value, machine.semantics)) <= SHORT:
            events.append(machine.bind(each, value))
        elif each == name:
            events.append(change)
    machine.close_step(*events, *after)


def _holds(value: Value, container: Value) -> bool:
    """Whether a value is this very list or dictionary, or has it inside."""
    if value is container:
        return True
    if isinstance(value, list):
        return any(isinstance(part, list | dict) and _holds(part, container) for part in value)
    if isinstance(value, dict):
        return any(isinstance(part, list | dict) and _holds(part, container) for part in value.values())
    return False


def for_each(machine: Machine, node: ForEach) -> None:
    """Once for every element."""
    machine.open_step(node)
    value = machine.evaluate(node.iterable)
    rounds(machine, node, containers.elements(value, machine.semantics), 0)


def rounds(
    machine: Machine, node: ForEach, elements: list[Value], done: int, rest: Callable[[], None] | None = None
) -> None:
    """The rounds from the one after ``done`` on; the step of the header is open."""
    while True:
        if rest is None:
            goes_on = done < len(elements)
            machine.events.append(Operation(Operand(None, done), "<", Operand(None, len(elements)), goes_on))
            if not goes_on:
                machine.close_step()
                return
            machine.variables[node.target] = elements[done]
            machine.close_step(machine.bind(node.target, elements[done]))
        if not machine.round_of_loop(node, rest, done, elements):
            return
        rest = None
        done += 1
        if type(node.iterable) is Name:
            now = machine.variables.get(node.iterable.id, machine.globals.get(node.iterable.id))
            if isinstance(now, dict) and list(now) != elements:
                raise Beyond("a dictionary that grows while a for-each goes through it")
