"""Going on from a checkpoint: the rest of a run, exactly as the whole run has it.

>>> from caalm.program.checkpoint import parse_checkpoint
>>> from caalm.program.nodes import Assign, BinOp, Constant, For, Name, Print, Program
>>> grow = Assign("a", BinOp(Name("a"), "+", Constant(2)))
>>> loop = For("i", Constant(0), Constant(3), 1, False, (grow,))
>>> program = Program((Assign("a", Constant(1)), loop, Print((Name("a"),))))
>>> result = resume(program, parse_checkpoint("@2 a=5;i=1;2#1/3", (1, 2, 3, 4)))
>>> result.stdout, result.steps
('7\\n', 4)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from caalm.errors import InputError
from caalm.program import calls, places
from caalm.program.checkpoint import START, Checkpoint, Loop, follows_from_trace, state_value
from caalm.program.interpreter import STEP_LIMIT, ExecutionResult, Machine, finish, machine_for
from caalm.program.nodes import (
    Call,
    For,
    ForEach,
    Program,
    ReadFile,
    RepeatUntil,
    Statement,
    Try,
    Value,
    While,
    WriteFile,
    all_expressions,
    blocks,
    walk_statements,
)
from caalm.program.sharing import Reader, Writer
from caalm.program.trace import Bind, Shown
from caalm.program.values import PYTHON, ExecutionError, Semantics, StepLimit, constant


def resume(
    program: Program, checkpoint: Checkpoint, semantics: Semantics = PYTHON, *, step_limit: int = STEP_LIMIT
) -> ExecutionResult:
    """The steps from a checkpoint to the end (or the step limit), and what they print."""
    machine, run = _resumed(program, checkpoint, semantics, step_limit)
    return finish(machine, run)


def state(program: Program, since: Checkpoint, number: int, semantics: Semantics = PYTHON) -> Checkpoint:
    """The state that ``number`` steps after a checkpoint leave behind."""
    if number == 0:
        return since
    machine, run = _resumed(program, since, semantics, number)
    try:
        calls.with_room(run)
    except StepLimit as stop:
        return _stopped(machine, stop)
    except ExecutionError:
        pass
    raise InputError(f"checkpoint: the run is over before step {number}")


def _resumed(
    program: Program, checkpoint: Checkpoint, semantics: Semantics, step_limit: int
) -> tuple[Machine, Callable[[], None]]:
    """A machine in the state of a checkpoint, and what runs it on."""
    machine = machine_for(program)(program, semantics, step_limit)
    reader = Reader(lambda text: state_value(text, semantics))
    frames = [_Frame.read(frame, reader) for frame in (checkpoint, *checkpoint.callers)][::-1]
    machine.variables.update(frames[0].variables)
    machine.rich = not follows_from_trace(program)
    machine.lines_read = checkpoint.lines_read
    paths = {places.file_name(path): path for path in _paths(program)}
    for name, text in checkpoint.files:
        machine.files[paths[name]] = str(text)
    if checkpoint == START:  # a repeat-until may be the first statement: nothing of it has run
        return machine, lambda: machine.block(program.body)
    return machine, lambda: _Resumption(machine, frames).block(program.body)


def _paths(program: Program) -> list[str]:
    nodes = [*walk_statements(program.body), *all_expressions(program)]
    return [node.path for node in nodes if isinstance(node, WriteFile | ReadFile)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """One function's part of a state (the last caller's is the program's own), with lists that are shared."""

    at: int
    variables: dict[str, Value]
    loops: dict[int, Loop]
    results: tuple[Value, ...]

    @classmethod
    def read(cls, checkpoint: Checkpoint, reader: Reader) -> "_Frame":
        variables = {name: reader.value(name, value) for name, value in checkpoint.variables}
        loops = {loop.at: loop._replace(bound=reader.value("", loop.bound)) for loop in checkpoint.loops}
        results = tuple([result if _is_line(result) else reader.value("", result) for result in checkpoint.results])
        return cls(at=checkpoint.at, variables=variables, loops=loops, results=results)


def _is_line(result: Value) -> bool:
    return isinstance(result, Shown) and result.startswith("<")


def _stopped(machine: Machine, stop: StepLimit) -> Checkpoint:
    """The state in which a run was stopped."""
    untouched = machine_for(machine.program)(machine.program, machine.semantics, 0).variables
    changed = {name: each for name, each in machine.globals.items() if name not in untouched or untouched[name] != each}
    stop.leave(changed, 0, ())
    writer = Writer(machine.semantics)

    def kept(name: str, value: Value) -> Value:
        return Shown(writer.text(name, value)) if isinstance(value, list | dict | None) else value

    def result(name: str, value: Value) -> Value:
        if name.startswith("input["):
            return Shown("<" + name[len("input[") : -1])
        return None if value is None else kept("", value)

    frames = [
        Checkpoint(
            at=frame.at,
            variables=tuple([Bind(name, kept(name, value)) for name, value in frame.variables.items()]),
            loops=tuple(
                [
                    Loop(at, constant(current, machine.semantics), kept("", bound))
                    for at, current, bound in reversed(frame.loops)
                ]
            ),
            results=tuple([result(*each) for each in frame.results]),
        )
        for frame in stop.left
    ]
    innermost, *callers = frames
    return Checkpoint(
        at=innermost.at,
        variables=innermost.variables,
        loops=innermost.loops,
        results=innermost.results,
        callers=tuple(callers),
        lines_read=machine.lines_read,
        files=tuple([Bind(places.file_name(path), text) for path, text in machine.files.items()]),
    )


class _Resumption:
    """The way down to the next statement, and from there on out of every block around it.

    ``frames`` begin with the one whose statements these are; those of the functions that it is inside of follow.
    """

    def __init__(self, machine: Machine, frames: Sequence[_Frame]) -> None:
        self.machine = machine
        self.frame, *self.deeper = frames
        self.next = self.frame.at
        self.loops = self.frame.loops

    def last(self, statement: Statement) -> int:
        """The highest number inside a statement."""
        inside = list(chain.from_iterable(blocks(statement)))
        return self.last(inside[-1]) if inside else self.machine.numbers[id(statement)]

    def block(self, body: tuple[Statement, ...]) -> None:
        """The rest of a block that holds the next statement."""
        for place, statement in enumerate(body):
            if self.next <= self.last(statement):
                self.inside(statement)
                self.machine.block(body[place + 1 :])
                return
        raise InputError(f"checkpoint: the program has no statement {self.next}")

    def inside(self, statement: Statement) -> None:
        """The rest of a statement that is the next one, is under way, or holds it."""
        at = self.machine.numbers[id(statement)]
        is_next = at == self.next
        if is_next and (self.deeper or self.frame.results):
            self.machine.replay = calls.Replay(self.frame.results, self.enter if self.deeper else None)
        if is_next and not (at in self.loops or isinstance(statement, RepeatUntil)):
            self.machine.block((statement,))
            return

        def rest() -> None:
            if not is_next:
                self.block(statement.body)  # type: ignore[union-attr]

        if isinstance(statement, For | ForEach):
            if at not in self.loops:
                raise InputError(f"checkpoint: the loop around statement {self.next} is not among those under way")
            loop = self.loops[at]
            if isinstance(statement, For):
                self.machine.rounds(statement, loop.current, loop.bound, rest)
            else:
                assert isinstance(loop.current, int | float), "rounds are counted"
                assert isinstance(loop.bound, list), "a for-each goes through a list"
                places.rounds(self.machine, statement, loop.bound, int(loop.current), rest)
        elif isinstance(statement, While):
            self.machine.while_(statement, rest)
        elif isinstance(statement, RepeatUntil):
            self.machine.repeat_until(statement, rest)
        elif isinstance(statement, Try) and self.next <= self.last(statement.body[-1]):
            calls.try_(self.machine, statement, rest)
        else:
            self.block(next(block for block in blocks(statement) if block and self.next <= self.last(block[-1])))

    def enter(self, node: Call) -> Value:
        """The call under way: the rest of its function."""
        function = self.machine.functions[node.function]
        inner = _Resumption(self.machine, self.deeper)

        def rest() -> None:
            if inner.next != self.machine.numbers[id(function)]:  # else only the return at its end is left
                inner.block(function.body)

        return calls.enter(self.machine, node, inner.frame.variables, rest)
