"""Expressions of machines that define rather than command: numbers, variables, operations, calls, texts.

>>> forms = {"+": "{a} + {b}", "call": "{f}({p})", "joint": ", "}
>>> write(Bin("+", Var(0), Apply(0, (Bin("+", Var(0), 1),))), forms, ("n",), ("f",))
'n + f(n + 1)'

An operation inside an operation stands in parentheses, so no precedence has to be known.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from caalm.machines.machine import Run, arithmetic
from caalm.machines.sketch import Var
from caalm.program.nodes import Value
from caalm.program.trace import Event, Operand, Operation
from caalm.program.values import compare

COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


class Text(NamedTuple):
    """A literal text."""

    text: str


class Bin(NamedTuple):
    """An operation or a comparison."""

    operator: str
    left: "Expression"
    right: "Expression"


class Apply(NamedTuple):
    """A call of a function by its number."""

    function: int
    arguments: "tuple[Expression, ...]"


Expression = int | Var | Text | Bin | Apply


class Evaluation(Run):
    """A run that gathers the events of the step under way; machines say what a variable and a call are."""

    def __init__(self, step_limit: int) -> None:
        super().__init__(step_limit)
        self.events: list[Event] = []
        self.pending: list[Event] = []
        """Operations of this line whose results wait for a right side; a step that goes on restates them."""
        self.given: list[Event] = []
        """What the finished calls of this line gave, under the functions' names."""
        self.at = 0

    def open(self, at: int) -> None:
        """A new step begins on a line of its own."""
        self.at = at
        self.events, self.pending, self.given = [], [], []

    def resume(self, at: int, pending: list[Event], given: list[Event]) -> None:
        """A step goes on with a line that waited."""
        self.at, self.pending, self.given = at, pending, given
        self.events = [*given, *pending]

    def close(self, *events: Event) -> None:
        """The step under way ends."""
        self.step(self.at, *self.events, *events)
        self.events = []

    def variable(self, var: Var) -> Operand:
        """A variable's name and value."""
        raise NotImplementedError

    def apply(self, node: Apply) -> Value:
        """What a call gives; it may close the step and open others, and leaves one open on the caller's line."""
        raise NotImplementedError

    def operand(self, node: Expression) -> Operand:
        """A value inside an operation."""
        if isinstance(node, int):
            return Operand(None, node)
        if isinstance(node, Text):
            return Operand(None, node.text)
        if isinstance(node, Var):
            return self.variable(node)
        if isinstance(node, Apply):
            return Operand(None, self.apply(node))
        left = self.operand(node.left)
        waits = isinstance(node.left, Bin)
        if waits:
            self.pending.append(self.events[-1])
        right = self.operand(node.right)
        if waits:
            self.pending.pop()
        result: Value
        if node.operator in COMPARISONS:
            result = compare(node.operator, left.value, right.value)
        else:
            assert isinstance(left.value, int), "texts are never operands"
            assert isinstance(right.value, int), "texts are never operands"
            result = arithmetic(node.operator, left.value, right.value)
        self.events.append(Operation(left, node.operator, right, result))
        return Operand(None, result)


def write(node: Expression, forms: Mapping[str, str], names: Sequence[str], labels: Sequence[str] = ()) -> str:
    """The text of an expression in some forms."""
    if isinstance(node, int):
        return str(node)
    if isinstance(node, Text):
        return f'"{node.text}"'
    if isinstance(node, Var):
        return names[node.number]
    if isinstance(node, Apply):
        parts = [_part(part, forms, names, labels, forms.get("nested")) for part in node.arguments]
        return forms["call"].format(f=labels[node.function], p=forms["joint"].join(parts))
    left, right = (_part(part, forms, names, labels, "({x})") for part in (node.left, node.right))
    return forms[node.operator].format(a=left, b=right)


def _part(
    node: Expression, forms: Mapping[str, str], names: Sequence[str], labels: Sequence[str], nested: str | None
) -> str:
    text = write(node, forms, names, labels)
    # Where a call has no parentheses of its own it needs them as a part too.
    bare = isinstance(node, Bin) or (isinstance(node, Apply) and "nested" in forms)
    return nested.format(x=text) if bare and nested is not None and "prefix" not in forms else text
