"""Long arithmetic is spelled right, and reads back."""

import re

import pytest

from caalm.program.spelled import SPELLED, SPELLING, spelled
from caalm.program.trace import Operand, Operation, Step, parse_trace, write_trace
from caalm.program.values import PYTHON, binary
from caalm.rng import derive


@pytest.mark.parametrize(
    ("left", "operator", "right", "parts"),
    [
        (23, "*", 47, "920+161"),
        (-23, "*", 47, "920+161"),
        (23, "*", 40, ""),
        (7, "*", 8, ""),
        (123, "*", 456, "49200+6150:55350+738"),
        (1081, "//", 23, "40,920,161,7,161,0"),
        (97, "%", 23, "4,92,5"),
        (30, "//", 7, ""),
        (100.0, "/", 8.0, ""),
        (1000.0, "/", 8.0, "100,800,200,20,160,40,5,40,0"),
        (123456, "+", -98765, "691,24"),
        (98765, "-", 123456, "691,24"),
        (True, "*", 12, ""),
        (1.5, "*", 12, ""),
        (5, "//", 0, ""),
    ],
)
def test_partial_results(left: int | float, operator: str, right: int | float, parts: str) -> None:
    assert spelled(left, operator, right) == parts


def test_partial_results_lead_to_the_result() -> None:
    rng = derive(3, "spelled")
    for _ in range(2000):
        a, b = (int(10 ** (7 * rng.random())) for _ in range(2))
        sums = [sum(map(int, part.split("+"))) for part in spelled(a, "*", b).split(":") if part]
        assert not sums or sums[-1] == a * b
        numbers = [int(part) for part in spelled(a, "//", b).split(",") if part]
        assert not numbers or (sum(numbers[::3]), numbers[-1]) == divmod(a, b)
        groups = [int(part) % 1000 for part in spelled(a, "+", b).split(",") if part]
        assert not groups or sum(group * 1000**place for place, group in enumerate(groups)) == (a + b) % 1000 ** len(
            groups
        )


def test_a_trace_with_partial_results_reads_back() -> None:
    rng = derive(4, "spelled")
    for number in range(1000):
        operator = SPELLED[number % len(SPELLED)]
        a, b = (int(10 ** (6 * rng.random())) * (-1 if rng.random() < 0.3 else 1) for _ in range(2))
        if abs(a * b) >= PYTHON.limit:
            continue
        steps = [Step(2, (Operation(Operand("a", a), operator, Operand("b", b), binary(operator, a, b, PYTHON)),))]
        text = write_trace(steps)
        assert parse_trace(text) == steps
        assert re.fullmatch(SPELLING, parts + ":" if (parts := spelled(a, operator, b)) else "")
