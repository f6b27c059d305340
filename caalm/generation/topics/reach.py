"""What a model is asked to do in its head: bounds on steps, output, numbers and strings, by topic.

>>> from caalm.program.interpreter import interpret
>>> from caalm.program.nodes import BinOp, Constant, Print, Program
>>> result = interpret(Program((Print((BinOp(Constant(4321), "*", Constant(987)),)),)))
>>> fits(result, ProgramSpec(tier=4), "functions")
False
"""

from caalm.generation.programs import ProgramSpec
from caalm.program.interpreter import ExecutionResult
from caalm.program.trace import Bind, Operation

LONGEST = 60
"""Characters of a string or elements of a list."""
MOST_PRINTED = 160


def fits(result: ExecutionResult, spec: ProgramSpec, topic: str) -> bool:
    """Whether a run is worth asking: it ends, in time, with numbers and texts in reach."""
    if result.rejected or result.steps > spec.max_steps or (result.error is not None and topic != "errors"):
        return False
    if len(result.stdout) > MOST_PRINTED or result.stdout.count("\n") > spec.max_lines:
        return False
    large = topic == "numbers"
    digits = 9 if topic == "floats" else 7
    for step in result.trace:
        for event in step.events:
            kind = type(event)
            if kind is Operation:
                if not _in_reach(event, large, digits):  # type: ignore[arg-type]
                    return False
            elif kind is Bind:
                value = event.value  # type: ignore[union-attr]
                if isinstance(value, str | list | dict) and len(value) > LONGEST:
                    return False
    return True


def _in_reach(event: Operation, large: bool, digits: int) -> bool:
    left, operator, right, value = event
    if type(value) is float and len(repr(value)) > digits and value != int(value):
        return False
    if left is None or not isinstance(left.value, int | float) or not isinstance(right.value, int | float):
        return True
    a, b = abs(left.value), abs(right.value)
    if operator == "*":
        low, high = min(a, b), max(a, b)
        return (low < 10 and high < 10**8) if large else (a * b < 10_000 and (low <= 12 or high < 100))
    if operator in ("//", "%", "/"):
        return b in (10, 100, 1000) or a < 1000 or b <= 12
    return True if large else a < 10_000 and b < 10_000
