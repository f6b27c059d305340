"""Families of spelling: expressions, names, strings, comments, and how lines are laid out.

An expression family writes an operation from the operator's spellings and the texts of its operands:

>>> EXPRESSIONS["postfix"].binary("+", "plus", "a", "2")
'a 2 +'
>>> SIGILS["dollar"].format("total")
'$total'
"""

from collections.abc import Callable
from typing import NamedTuple


class ExpressionStyle(NamedTuple):
    """How an operation is written.

    ``binary(symbol, word, left, right)``: ``word`` is the operator's verb (add) or infix word (plus).
    ``words`` says which of the two is drawn: "infix" or "call". ``nested`` is put around an operand that is itself an
    operation, None where the form needs nothing; ``flat`` leaves parentheses out where the usual precedence allows it.
    """

    binary: Callable[[str, str, str, str], str]
    unary: Callable[[str, str, str], str]
    words: str
    nested: tuple[str, str] | None
    flat: bool = False


def _infix(symbol: str, word: str, left: str, right: str) -> str:
    return f"{left} {symbol} {right}"


def _before(symbol: str, word: str, operand: str) -> str:
    return f"{symbol} {operand}" if symbol[-1:].isalpha() else f"{symbol}{operand}"


EXPRESSIONS: dict[str, ExpressionStyle] = {
    "infix": ExpressionStyle(_infix, _before, "infix", ("(", ")"), flat=True),
    "tight infix": ExpressionStyle(
        lambda s, w, a, b: f"{a} {s} {b}" if s[-1:].isalpha() or s[:1].isalpha() else f"{a}{s}{b}",
        _before,
        "infix",
        ("(", ")"),
        flat=True,
    ),
    "parenthesised": ExpressionStyle(_infix, _before, "infix", ("(", ")")),
    "bracketed": ExpressionStyle(_infix, _before, "infix", ("[", "]")),
    "words": ExpressionStyle(lambda s, w, a, b: f"{a} {w} {b}", lambda s, w, a: f"{w} {a}", "infix", ("(", ")")),
    "prefix": ExpressionStyle(lambda s, w, a, b: f"{s} {a} {b}", lambda s, w, a: f"{s} {a}", "infix", None),
    "list form": ExpressionStyle(lambda s, w, a, b: f"({s} {a} {b})", lambda s, w, a: f"({s} {a})", "infix", None),
    "worded list form": ExpressionStyle(
        lambda s, w, a, b: f"({w} {a} {b})", lambda s, w, a: f"({w} {a})", "call", None
    ),
    "call": ExpressionStyle(lambda s, w, a, b: f"{w}({a}, {b})", lambda s, w, a: f"{w}({a})", "call", None),
    "square call": ExpressionStyle(lambda s, w, a, b: f"{w}[{a}; {b}]", lambda s, w, a: f"{w}[{a}]", "call", None),
    "postfix": ExpressionStyle(lambda s, w, a, b: f"{a} {b} {s}", lambda s, w, a: f"{a} {s}", "infix", None),
    "method": ExpressionStyle(lambda s, w, a, b: f"{a}.{w}({b})", lambda s, w, a: f"{a}.{w}()", "call", ("(", ")")),
    "message": ExpressionStyle(lambda s, w, a, b: f"{a} {w}: {b}", lambda s, w, a: f"{a} {w}", "call", ("(", ")")),
    "result of": ExpressionStyle(
        lambda s, w, a, b: f"{w} of {a} and {b}", lambda s, w, a: f"{w} of {a}", "call", ("(", ")")
    ),
    "braced": ExpressionStyle(lambda s, w, a, b: f"{{{a} {s} {b}}}", lambda s, w, a: f"{{{s} {a}}}", "infix", None),
}

JOINERS: dict[str, str] = {
    "ampersand": " & ",
    "dots": " .. ",
    "double plus": " ++ ",
    "tilde": " ~ ",
    "diamond": " <> ",
    "bar": " || ",
    "interpolation": "",
}
"""How parts become one string. ``interpolation`` writes "Sum: {x}"."""

SIGILS: dict[str, str] = {
    "none": "{}",
    "dollar": "${}",
    "at": "@{}",
    "percent": "%{}",
    "hash": "#{}",
    "bang": "{}!",
    "question": "{}?",
    "quote": "'{}",
    "angle": "<{}>",
    "underscore": "_{}",
    "star": "*{}",
    "tilde": "~{}",
    "ampersand": "&{}",
    "brace": "{{{}}}",
    "both": "${}$",
    "euro": "€{}",
}

QUOTES: dict[str, tuple[str, str]] = {
    "double": ('"', '"'),
    "single": ("'", "'"),
    "back": ("`", "`"),
    "guillemets": ("«", "»"),
    "curly": ("“", "”"),
    "double square": ("[[", "]]"),
    "bars": ("|", "|"),
    "slashes": ("/", "/"),
    "triple": ('"""', '"""'),
    "low": ("„", "“"),
    "corner": ("「", "」"),
    "bare": ("", ""),
    "colon": (":", ""),
}
UNQUOTED = frozenset({"bare", "colon"})
"""Quotes that only hold one word."""

COMMENTS: dict[str, tuple[str, str]] = {
    "hash": ("# ", ""),
    "slashes": ("// ", ""),
    "dashes": ("-- ", ""),
    "semicolon": (";; ", ""),
    "rem": ("REM ", ""),
    "stars": ("/* ", " */"),
    "paren": ("(* ", " *)"),
    "percent": ("%% ", ""),
    "note": ("note: ", ""),
    "arrow": ("<!-- ", " -->"),
    "quote": ("''' ", ""),
}


class LayoutStyle(NamedTuple):
    """How statements become lines.

    ``end`` closes a simple statement, ``start`` stands before every line, ``number`` gives the lines numbers (the
    step, 0 for none), ``share`` is the mark between statements that share a line (None: each has its own),
    ``first`` and ``last`` frame the program, ``blank`` puts an empty line between statements.
    """

    end: str = ""
    start: str = ""
    number: int = 0
    share: str | None = None
    first: str | None = None
    last: str | None = None
    blank: bool = False


LAYOUTS: dict[str, LayoutStyle] = {
    "lines": LayoutStyle(),
    "semicolons": LayoutStyle(end=";"),
    "sentences": LayoutStyle(end="."),
    "exclamations": LayoutStyle(end=" !"),
    "double semicolons": LayoutStyle(end=" ;;"),
    "spaced stops": LayoutStyle(end=" ."),
    "shared lines": LayoutStyle(share="; "),
    "piped lines": LayoutStyle(share=" | "),
    "then lines": LayoutStyle(share=", then "),
    "line numbers": LayoutStyle(number=10),
    "counted lines": LayoutStyle(number=1),
    "hundreds": LayoutStyle(number=100),
    "dashes": LayoutStyle(start="- "),
    "bullets": LayoutStyle(start="• "),
    "prompts": LayoutStyle(start=">> "),
    "stars": LayoutStyle(start="* "),
    "framed": LayoutStyle(first="program", last="end program"),
    "framed in braces": LayoutStyle(first="main {", last="}"),
    "ceremony": LayoutStyle(first="BEGIN", last="FINIS"),
    "airy": LayoutStyle(blank=True),
    "commas": LayoutStyle(end=","),
    "colons": LayoutStyle(start=": "),
}
