"""Exact means exact; normalized forgives trailing blanks and nothing else."""

import pytest

from caalm.evaluation.scorers import exact_match, normalized_match


@pytest.mark.parametrize(
    ("prediction", "stdout"),
    [("30", "30\n"), ("30", "30"), ("", ""), ("", "\n"), ("  7", "  7\n"), ("a\n\nb", "a\n\nb\n"), ("a\n", "a\n\n")],
)
def test_an_output_loses_only_its_one_final_newline(prediction: str, stdout: str) -> None:
    assert exact_match(prediction, stdout)
    assert normalized_match(prediction, stdout)


@pytest.mark.parametrize(
    ("prediction", "stdout", "forgiven"),
    [
        ("30 ", "30\n", True),
        ("30\n", "30\n", True),
        ("a \nb", "a\nb\n", True),
        (" 30", "30\n", False),
        ("8", "0008\n", False),
        ("yes", "YES\n", False),
        ("a b", "a  b\n", False),
        ("a\n\nb", "a\nb\n", False),
        ("0", "\n", False),
    ],
)
def test_everything_else_is_wrong_and_little_is_forgiven(prediction: str, stdout: str, forgiven: bool) -> None:
    assert not exact_match(prediction, stdout)
    assert normalized_match(prediction, stdout) is forgiven
