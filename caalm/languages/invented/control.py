"""Families of control beyond the card: loops that test last, leaving them, cases, several names, errors, files.

>>> CONDITIONALS["question"].format("n > 0", "1", "2")
'n > 0 ? 1 : 2'
>>> SWITCHES["arrows"].case.format("3", case="case")
'3 ->'
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

Words = Mapping[str, str]


class PostTest(NamedTuple):
    """A loop that tests last: the role that opens it, the role that closes it, whether the text shows the negation."""

    opening: str
    closing: str
    negates: bool
    test: str = "{}"


POST_TESTS: dict[str, PostTest] = {
    "do until": PostTest("do", "until", False),
    "do until parentheses": PostTest("do", "until", False, "({})"),
    "do while": PostTest("do", "while", True),
    "do while parentheses": PostTest("do", "while", True, "({})"),
    "repeat until": PostTest("repeat", "until", False),
    "repeat until square": PostTest("repeat", "until", False, "[{}]"),
    "repeat while": PostTest("repeat", "while", True),
}

LEAVES: dict[str, str] = {
    "keyword": "{}",
    "loop": "{} loop",
    "parentheses": "{}()",
    "list form": "({})",
    "bang": "{}!",
    "bracketed": "[{}]",
    "here": "{} here",
}
"""Break and continue."""


class SwitchForm(NamedTuple):
    """The header, a case and the rest. ``breaks``: each case ends with the word that leaves it; ``open``: by its
    words alone a case might run into the next, as in C."""

    header: str
    case: str
    default: str
    breaks: bool = False
    open: bool = False


SWITCHES: dict[str, SwitchForm] = {
    "cases": SwitchForm("{switch} {0}", "{case} {0}", "{default}", open=True),
    "cases in parentheses": SwitchForm("{switch} ({0})", "{case} {0}", "{default}", open=True),
    "cases with breaks": SwitchForm("{switch} ({0})", "{case} {0}", "{default}", breaks=True),
    "arrows": SwitchForm("{switch} {0}", "{0} ->", "_ ->"),
    "bars": SwitchForm("{switch} {0} with", "| {0} =>", "| _ =>"),
    "given": SwitchForm("given {0}", "{case} {0} only", "{default}"),
    "it is": SwitchForm("look at {0}", "if it is {0}", "if it is anything else"),
    "first match": SwitchForm("first match of {0}", "{case} {0}", "{default}"),
    "question": SwitchForm("{0} ??", "= {0} =>", "= * =>"),
    "exactly one": SwitchForm("exactly one for {0}", "<{0}>", "<other>"),
}

MANY: dict[str, tuple[str, str, str]] = {
    "commas": ("{} = {}", ", ", ", "),
    "walrus": ("{} := {}", ", ", ", "),
    "tuples": ("({}) = ({})", ", ", ", "),
    "square": ("[{}] = [{}]", ", ", ", "),
    "arrow": ("{1} -> {0}", ", ", ", "),
    "get": ("{} get {}", " and ", " and "),
    "together": ("{together} ({}) <- ({})", ", ", ", "),
    "respectively": ("{} := {} respectively", ", ", ", "),
}
"""Several assignments at once: the form, what joins the names, what joins the values."""

SWAPS: dict[str, str | None] = {
    "as several": None,
    "keyword and": "{swap} {0} and {1}",
    "keyword with": "{swap} {0} with {1}",
    "call": "{swap}({0}, {1})",
    "arrows": "{0} <-> {1}",
    "double arrows": "{0} <=> {1}",
    "list form": "({swap} {0} {1})",
}

CONSTANTS: dict[str, str] = {
    "keyword": "{const} {0} = {1}",
    "is": "{const} {0} is {1}",
    "define": "#{const} {0} {1}",
    "colons": "{0} :: {1}",
    "assignment": "{const} {assignment}",
    "last": "{0} = {1} {const}",
    "arrow": "{1} => {const} {0}",
    "list form": "({const} {0} {1})",
    "triple equals": "{0} ::= {1}",
}

CONDITIONALS: dict[str, str] = {
    "question": "{0} ? {1} : {2}",
    "middle": "{1} {if} {0} {else} {2}",
    "then": "{if} {0} {then} {1} {else} {2}",
    "list form": "({if} {0} {1} {2})",
    "call": "{if}({0}, {1}, {2})",
    "arrow": "[{0} -> {1} ; {2}]",
    "choose": "{choose}({0}, {1}, {2})",
    "bars": "{0} -> {1} || {2}",
}
"""Test, value where it holds, value where it does not."""
CLOSED_CONDITIONALS = frozenset({"list form", "call", "arrow", "choose"})

CATCHES: dict[str, tuple[str, str]] = {
    "keyword": ("{catch} {0}", "{catch}"),
    "parentheses": ("{catch} ({0})", "{catch} ()"),
    "as": ("{catch} as {0}", "{catch}"),
    "arrow": ("{catch} -> {0}", "{catch} ->"),
    "called": ("{catch} called {0}", "{catch}"),
    "with": ("{catch} with {0}", "{catch}"),
}
"""Where the handler begins, with a name for the message and without."""

RAISES: dict[str, str] = {
    "keyword": "{raise} {0}",
    "call": "{raise}({0})",
    "bang": "{raise}! {0}",
    "colon": "{raise}: {0}",
    "list form": "({raise} {0})",
    "error": "{raise} error {0}",
}

INPUTS: dict[str, str] = {
    "keyword": "{input}",
    "call": "{input}()",
    "list form": "({input})",
    "angles": "<{input}>",
    "bracketed": "[{input}]",
    "stream": "stdin.{input}()",
}

FILES: dict[str, tuple[str, str, str]] = {
    "keyword": ("{write} {0} to {1}", "{extend} {0} to {1}", "{read} {0}"),
    "call": ("{write}({1}, {0})", "{extend}({1}, {0})", "{read}({0})"),
    "file first": ("file {1} {write} {0}", "file {1} {extend} {0}", "file {0} {read}"),
    "method": ("file({1}).{write}({0})", "file({1}).{extend}({0})", "file({0}).{read}()"),
    "arrows": ("{0} |> file {1}", "{0} ||> file {1} at the end", "<| file {0}"),
    "list form": ("({write} {1} {0})", "({extend} {1} {0})", "({read} {0})"),
}
"""Writing a line to an emptied file, writing a further line, and reading all of it."""
CLOSED_FILES = frozenset({"call", "method", "list form"})

UNLESSES: dict[str, str] = {"never": "never", "negations": "negations", "always": "always"}
"""When an if without else says ``unless``: never, where its test is a negation, always."""

ORDERS: dict[str, str] = {
    "usual": "usual",
    "left to right": "left to right",
    "right to left": "right to left",
}
"""How a row of arithmetic operators without parentheses is grouped."""

ORIGINS: dict[str, int] = {"zero": 0, "one": 1}
"""The number of the first place."""

NOTES: dict[str, Callable[[str, str, str], str] | None] = {
    "silent": None,
    "comment": lambda before, after, text: f"{before}{text}{after}",
    "pragma": lambda before, after, text: f"#pragma {text}",
    "rule": lambda before, after, text: f"rule: {text}",
    "use": lambda before, after, text: f"use {text}",
    "at": lambda before, after, text: f"@ {text}",
}
"""Whether a program begins with a line for each rule that its text would leave open, and how that line looks."""

SENTENCES: dict[str, dict[str, str]] = {
    "plain": {
        "zero": "places are counted from 0", "one": "places are counted from 1",
        "inclusive": "a part includes its end", "exclusive": "a part excludes its end",
        "left to right": "arithmetic goes from left to right, without precedence",
        "right to left": "arithmetic goes from right to left, without precedence",
        "fraction": "/ gives a fraction, also of whole numbers",
        "last value": "the last line of a function is its result",
    },
    "formal": {
        "zero": "zero-based indexing", "one": "one-based indexing",
        "inclusive": "slices have an inclusive upper bound", "exclusive": "slices have an exclusive upper bound",
        "left to right": "operators of equal precedence, left-associative",
        "right to left": "operators of equal precedence, right-associative",
        "fraction": "true division of integers",
        "last value": "implicit return of the final expression",
    },
    "terse": {
        "zero": "index 0..", "one": "index 1..", "inclusive": "slice end in", "exclusive": "slice end out",
        "left to right": "a + b * c = (a + b) * c", "right to left": "a * b + c = a * (b + c)",
        "fraction": "7 / 2 = 3.5",
        "last value": "last expression = result",
    },
    "chatty": {
        "zero": "the very first item is number 0 here", "one": "the very first item is number 1 here",
        "inclusive": "when you cut out a part you also get the item at its end",
        "exclusive": "when you cut out a part you do not get the item at its end",
        "left to right": "just work through the sums from the left", "right to left": "do sums starting at the right",
        "fraction": "dividing with / keeps what is left over as decimals",
        "last value": "a function gives back whatever its last line is",
    },
}  # fmt: skip
"""The rules in words, as each phrasing says them."""
