"""Answers that need no understanding. A benchmark on which one of these does well measures little.

>>> last_literal('LET a 5\\nSAY "hi"\\nSAY a + 7'), last_string('LET a 5\\nSAY "hi"\\nSAY a + 7'), empty("SAY 1")
('7', 'hi', '')

The oracle is no baseline: it knows every answer and shows that the scorer lets a perfect predictor reach 100 percent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Baseline = Callable[[str], str]

_STRING = r'"[^"\n]*"|\'[^\'\n]*\'|`[^`\n]*`|“[^”\n]*”|„[^“\n]*“|«[^»\n]*»|‹[^›\n]*›'
_NUMBER = r"(?<![\w.])\d+(?:\.\d+)?(?!\w)"
_STRINGS = re.compile(_STRING)
_LITERALS = re.compile(f"{_STRING}|{_NUMBER}")


def last_literal(code: str) -> str:
    """The last number or quoted string in the program."""
    found = _LITERALS.findall(code)
    return _unquoted(found[-1]) if found else ""


def last_string(code: str) -> str:
    """The last quoted string in the program; where there is none, the last word, as in ``SHOUT YES``."""
    found = _STRINGS.findall(code)
    if found:
        return _unquoted(found[-1])
    words = code.split()
    return words[-1] if words else ""


def empty(code: str) -> str:
    """No output at all."""
    return ""


def _unquoted(literal: str) -> str:
    return literal if literal[0].isdigit() else literal[1:-1].strip('"')


BASELINES: Mapping[str, Baseline] = {"last literal": last_literal, "last string": last_string, "empty": empty}
"""Every trivial baseline by the name that tables show."""
