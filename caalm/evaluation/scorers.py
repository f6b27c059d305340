"""What counts as correct: two pure comparisons of a prediction with what the program prints.

>>> exact_match("30", "30\\n"), exact_match("30 ", "30\\n"), exact_match("", "")
(True, False, True)
>>> normalized_match("30 ", "30\\n"), normalized_match(" 30", "30\\n")
(True, False)

Exact is the measure; normalized forgives trailing blanks and is only ever shown beside it, under its own name.
"""

from __future__ import annotations


def exact_match(prediction: str, stdout: str) -> bool:
    """Whether the prediction is the output without its one final newline, to the last character."""
    return prediction == stdout.removesuffix("\n")


def normalized_match(prediction: str, stdout: str) -> bool:
    """The same with trailing blanks of each line, and blank lines at the end, left out on both sides."""
    return _stripped(prediction) == _stripped(stdout)


def _stripped(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n")).rstrip("\n")
