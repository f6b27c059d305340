"""From a sketch to instructions: loops and branches become jumps, as a machine can say them.

>>> from random import Random
>>> from caalm.machines.sketch import Loop, Show, Test, Var
>>> Lowering(Random(1)).lower((Loop(Test(">", Var(0), 0), (Show(Var(0)),), bottom=True),)).body[:2]
(Show(value=Var(number=0)), JumpIf(operator='>', left=Var(number=0), right=0, target=0))
"""

from random import Random

from caalm.machines.control import (
    NEGATED,
    Apply,
    Code,
    Compare,
    Compute,
    Halt,
    Instruction,
    Jump,
    JumpFlag,
    JumpIf,
    JumpZero,
    Keep,
    Load,
    Set,
    ShowAccumulator,
)
from caalm.machines.sketch import Body, Branch, Let, Loop, Operand, Show, Test, Var


class Lowering:
    """Writes a sketch as instructions; the two methods at the end are what assembly and accumulators do otherwise."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.code: list[Instruction] = []
        self.places: list[int | None] = []

    def lower(self, body: Body) -> Code:
        """The code of a whole sketch."""
        self.block(body)
        end = len(self.code)
        places = [end if place is None else place for place in self.places]
        code = [
            one._replace(target=places[one.target]) if isinstance(one, Jump | JumpIf | JumpFlag | JumpZero) else one
            for one in self.code
        ]
        if end in places or self.rng.random() < 0.5:
            code.append(Halt())
        return Code(tuple(code))

    def new_place(self) -> int:
        self.places.append(None)
        return len(self.places) - 1

    def put(self, place: int) -> None:
        self.places[place] = len(self.code)

    def block(self, body: Body) -> None:
        for statement in body:
            if isinstance(statement, Let):
                if statement.operator is None:
                    self.set(statement.target, statement.left)
                else:
                    self.compute(statement.target, statement.operator, statement.left, statement.right)
            elif isinstance(statement, Loop):
                self.loop(statement)
            elif isinstance(statement, Branch):
                self.branch(statement)
            elif isinstance(statement, Show):
                self.show(statement.value)
            else:
                self.code.append(statement)

    def loop(self, node: Loop) -> None:
        top = self.new_place()
        if node.bottom:
            self.put(top)
            self.block(node.body)
            self.jump_if(node.test, top)
            return
        test, after = self.new_place(), self.new_place()
        if self.rng.random() < 0.7:  # the test stands first and leaves the loop
            self.put(top)
            self.jump_unless(node.test, after)
            self.block(node.body)
            self.code.append(Jump(top))
        else:  # a jump to the test, which stands last
            self.code.append(Jump(test))
            self.put(top)
            self.block(node.body)
            self.put(test)
            self.jump_if(node.test, top)
        self.put(after)

    def branch(self, node: Branch) -> None:
        other, after = self.new_place(), self.new_place()
        if self.rng.random() < 0.6 or not node.orelse:
            self.jump_unless(node.test, other)
            self.block(node.body)
            if node.orelse:
                self.code.append(Jump(after))
            self.put(other)
            self.block(node.orelse)
        else:
            self.jump_if(node.test, other)
            self.block(node.orelse)
            self.code.append(Jump(after))
            self.put(other)
            self.block(node.body)
        self.put(after)

    def jump_unless(self, test: Test, place: int) -> None:
        self.jump_if(Test(NEGATED[test.operator], test.left, test.right), place)

    def set(self, target: int, value: Operand) -> None:
        self.code.append(Set(target, value))

    def compute(self, target: int, operator: str, left: Operand, right: Operand) -> None:
        self.code.append(Compute(target, operator, left, right))

    def jump_if(self, test: Test, place: int) -> None:
        self.code.append(JumpIf(test.operator, test.left, test.right, place))

    def show(self, value: Operand) -> None:
        self.code.append(Show(value))


class AssemblyLowering(Lowering):
    """Two operands an instruction, and comparisons apart from their jumps."""

    SPARE = 7

    def compute(self, target: int, operator: str, left: Operand, right: Operand) -> None:
        """``target = left; target operator= right``, with a spare register where the target is the right side."""
        itself = Var(target)
        if left == itself:
            self.code.append(Compute(target, operator, itself, right))
        elif right != itself:
            self.set(target, left)
            self.code.append(Compute(target, operator, itself, right))
        elif operator in "+*":
            self.code.append(Compute(target, operator, itself, left))
        else:
            self.set(self.SPARE, left)
            self.code.append(Compute(self.SPARE, operator, Var(self.SPARE), right))
            self.set(target, Var(self.SPARE))

    def jump_if(self, test: Test, place: int) -> None:
        """A comparison, then a jump."""
        self.code.append(Compare(test.left, test.right))
        self.code.append(JumpFlag(test.operator, place))


class AccumulatorLowering(Lowering):
    """Everything goes through one register."""

    def load(self, value: Operand) -> None:
        """A load, unless the accumulator has just been stored there and nothing jumps in between."""
        last = self.code[-1] if self.code else None
        if isinstance(last, Keep) and value == Var(last.target) and len(self.code) not in self.places:
            return
        self.code.append(Load(value))

    def set(self, target: int, value: Operand) -> None:
        """A load and a store."""
        self.load(value)
        self.code.append(Keep(target))

    def compute(self, target: int, operator: str, left: Operand, right: Operand) -> None:
        """A load, the operation, a store."""
        self.load(left)
        self.code.append(Apply(operator, right))
        self.code.append(Keep(target))

    def jump_if(self, test: Test, place: int) -> None:
        """The difference, compared with zero; two jumps for "at least" and "at most"."""
        self.load(test.left)
        if test.right != 0:
            self.code.append(Apply("-", test.right))
        for operator in {"<=": ("<", "=="), ">=": (">", "==")}.get(test.operator, (test.operator,)):
            self.code.append(JumpZero(operator, place))

    def show(self, value: Operand) -> None:
        """A load and a print."""
        self.load(value)
        self.code.append(ShowAccumulator())
