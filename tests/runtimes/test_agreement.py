"""Agreement is exact, and a disagreement says where it begins."""

import pytest

from caalm.runtimes import Execution, Status
from caalm.runtimes.agreement import compare_executions


def test_equal_outputs_agree() -> None:
    report = compare_executions(["1\n", ""], [Execution("1\n"), Execution("")])
    assert (report.count, report.agreed, report.disagreements) == (2, 2, ())
    assert str(report) == "2 of 2 programs agree"


@pytest.mark.parametrize(
    ("expected", "execution", "said"),
    [
        ("1\n2\n", Execution("1\n3\n"), "program 0, line 2: expected '2', the runtime printed '3'"),
        ("1\n2\n", Execution("1\n"), "program 0, line 2: expected '2', the runtime printed no such line"),
        ("", Execution("1\n"), "program 0, line 1: expected no such line, the runtime printed '1'"),
        (" 1\n", Execution("1\n"), "program 0, line 1: expected ' 1', the runtime printed '1'"),
        ("", Execution("\n"), "program 0, line 1: expected no such line, the runtime printed ''"),
        ("1\n", Execution("1"), "program 0: only the final newline differs"),
        (
            "1\n",
            Execution("1\n", Status.RUNTIME_ERROR, "Traceback\nBoom"),
            "program 0: the runtime ended with runtime_error (Boom)",
        ),
        (
            "1\n2\n",
            Execution("1\n", Status.TIMEOUT),
            "program 0, line 2: expected '2', the runtime printed no such line and ended with timeout",
        ),
    ],
)
def test_a_disagreement_says_where_it_begins(expected: str, execution: Execution, said: str) -> None:
    (disagreement,) = compare_executions([expected], [execution]).disagreements
    assert str(disagreement) == said


def test_lists_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="expected_stdouts has 1 entries, executions 0"):
        compare_executions(["1"], [])
