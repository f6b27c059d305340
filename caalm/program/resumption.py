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

from itertools import chain

from caalm.errors import InputError
from caalm.program.checkpoint import Checkpoint
from caalm.program.interpreter import STEP_LIMIT, ExecutionResult, Machine, finish, machine_for
from caalm.program.nodes import For, ForEach, Program, RepeatUntil, Statement, While, blocks
from caalm.program.values import PYTHON, Semantics


def resume(
    program: Program, checkpoint: Checkpoint, semantics: Semantics = PYTHON, *, step_limit: int = STEP_LIMIT
) -> ExecutionResult:
    """The steps from a checkpoint to the end (or the step limit), and what they print."""
    machine = machine_for(program)(program, semantics, step_limit)
    machine.variables.update(checkpoint.variables)
    resumption = _Resumption(machine, checkpoint)
    return finish(machine, lambda: resumption.block(program.body))


class _Resumption:
    """The way down to the next statement, and from there on out of every block around it."""

    def __init__(self, machine: Machine, checkpoint: Checkpoint) -> None:
        self.machine = machine
        self.next = checkpoint.at
        self.loops = {loop.at: loop for loop in checkpoint.loops}

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
        """The rest of a statement that is the next one, or holds it."""
        at = self.machine.numbers[id(statement)]
        is_next = at == self.next
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
        elif isinstance(statement, While):
            self.machine.while_(statement, rest)
        elif isinstance(statement, RepeatUntil):
            self.machine.repeat_until(statement, rest)
        else:
            self.block(next(block for block in blocks(statement) if block and self.next <= self.last(block[-1])))
