"""A second opinion on labels: a tree compiled to Python text, which the real CPython then runs in the jail.

>>> from caalm.program.nodes import Assign, Constant, Name, Print
>>> from caalm.program.semantics import Semantics
>>> print(python_of(Program((Assign("let", Constant(5)), Print((Name("let"),)))), Semantics()).splitlines()[-1])
say(v_0)

It shares nothing with the reference interpreter but the tree: what an operator, a loop or a call does is CPython's
own; what invented languages have of their own (places from 1, inclusive slices, words for true and false, how a whole
list prints) stands in the short prelude below. It is for invented languages; real ones are executed as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from caalm.program.nodes import (
    Append,
    Assign,
    AssignMany,
    BinOp,
    BoolOp,
    Break,
    Call,
    Compare,
    Conditional,
    Const,
    Constant,
    Contains,
    Continue,
    Dict,
    Expr,
    Expression,
    For,
    ForEach,
    FunctionDef,
    If,
    Input,
    Intrinsic,
    JoinedStr,
    List,
    Name,
    Pop,
    Print,
    Program,
    Raise,
    ReadFile,
    RepeatUntil,
    Return,
    SetItem,
    Slice,
    Statement,
    Subscript,
    Switch,
    Try,
    UnaryOp,
    While,
    WriteFile,
)
from caalm.program.semantics import Brackets, Semantics

PRELUDE = """\
import sys
sys.setrecursionlimit(5000)
class Failure(Exception): pass
FILES = {}
def text(x, inside=False):
    if x is True: return TRUE
    if x is False: return FALSE
    if x is None: return NONE
    if isinstance(x, str): return QUOTES[isinstance(inside, dict)] + x + QUOTES[isinstance(inside, dict)] if inside is not False else x
    if isinstance(x, list):
        a, b, s = LISTS
        return a + s.join([text(e, x) for e in x]) + b
    if isinstance(x, dict):
        a, b, s, p = DICTS
        return a + s.join([text(k, x) + p + text(e, x) for k, e in x.items()]) + b
    return repr(x)
def say(*xs): sys.stdout.write(SEPARATOR.join([text(x) for x in xs]) + "\\n"); sys.stdout.flush()
def joined(*xs): return "".join([text(x) for x in xs])
def place(xs, i):
    if isinstance(xs, dict): return i
    i -= FIRST
    if i < 0: raise IndexError
    return i
def at(xs, i): return xs[place(xs, i)]
def put(xs, i, x):
    if isinstance(xs, list): xs[place(xs, i)]
    xs[place(xs, i)] = x
def part(xs, low, high):
    low = 0 if low is None else low - FIRST
    high = len(xs) if high is None else high - FIRST + INCLUSIVE
    return xs[max(0, low):max(0, high)]
def plus(a, b):
    if isinstance(a, str) != isinstance(b, str): raise TypeError
    return a + b
def find(s, t):
    i = s.find(t)
    return i + FIRST
def write(path, x, append): FILES[path] = (FILES.get(path, "") if append else "") + text(x) + "\\n"
def message(e): return e.args[0] if isinstance(e, Failure) else None
def raised(m): raise Failure(text(m))
def whole(s):
    if not s.strip().lstrip("+-").isdigit(): raise ValueError
    return int(s)
lines = iter(LINES)
def ask():
    for line in lines: return line
    raise EOFError
def read(path): return FILES[path]
"""  # noqa: E501 - a program of its own, short rather than pretty
_INTRINSICS = {
    "length": "len({})",
    "string": "text({})",
    "integer": "whole({})",
    "upper": "{}.upper()",
    "lower": "{}.lower()",
    "reverse": "{}[::-1]",
    "repeat": "{} * {}",
    "replace": "{}.replace({}, {})",
    "split": "{}.split({})",
    "join": "({1}).join({0})",
    "find": "find({}, {})",
    "trim": "{}.strip()",
    "absolute": "abs({})",
    "minimum": "min({}, {})",
    "maximum": "max({}, {})",
    "sum": "sum({})",
    "sorted": "sorted({})",
    "keys": "list({}.keys())",
    "values": "list({}.values())",
    "fixed": "format({}, '.' + str({}) + 'f')",
    "power": "{} ** {}",
    "copy": "list({})",
}


def python_of(program: Program, semantics: Semantics) -> str:
    """The program as Python text that prints what an invented language with these rules prints."""
    return _settings(program, semantics) + PRELUDE + "\n".join(_Compiler().block(program.body, 0)) + "\n"


def _settings(program: Program, semantics: Semantics) -> str:
    lists = semantics.lists if isinstance(semantics.lists, Brackets) else Brackets(opening="[", closing="]", quote="'")
    pairs = semantics.dictionaries
    pairs = pairs if isinstance(pairs, Brackets) else Brackets(opening="{", closing="}", quote="'")
    values = {
        "TRUE": semantics.true,
        "FALSE": semantics.false,
        "NONE": semantics.none,
        "LISTS": (lists.opening, lists.closing, lists.separator),
        "DICTS": (pairs.opening, pairs.closing, pairs.separator, pairs.pair),
        "QUOTES": (lists.quote, pairs.quote),
        "SEPARATOR": semantics.separator,
        "FIRST": semantics.first_index,
        "INCLUSIVE": int(semantics.slices == "inclusive"),
        "LINES": program.lines,
    }
    return "".join([f"{name} = {value!r}\n" for name, value in values.items()])


class _Compiler:
    """One program; names become numbers, so that none is a word of Python or of the prelude."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.count = 0

    def name(self, name: str) -> str:
        return self.names.setdefault(name, f"v_{len(self.names)}")

    def fresh(self) -> str:
        self.count += 1
        return f"t_{self.count}"

    def block(self, body: Sequence[Statement], depth: int) -> list[str]:
        lines = [line for node in body for line in self.statement(node, depth)]
        return lines or ["    " * depth + "pass"]

    def statement(self, node: Statement, depth: int) -> list[str]:
        pad, value = "    " * depth, self.value
        if isinstance(node, Assign | Const):
            return [f"{pad}{self.name(node.target)} = {value(node.value)}"]
        if isinstance(node, AssignMany):
            targets = ", ".join(map(self.name, node.targets))
            return [f"{pad}{targets} = {', '.join(map(value, node.values))}"]
        if isinstance(node, Print):
            return [f"{pad}say({', '.join(map(value, node.values))})"]
        if isinstance(node, SetItem):
            return [f"{pad}put({self.name(node.target)}, {value(node.index)}, {value(node.value)})"]
        if isinstance(node, Append):
            return [f"{pad}{self.name(node.target)}.append({value(node.value)})"]
        if isinstance(node, Pop):
            target = "" if node.target is None else f"{self.name(node.target)} = "
            return [f"{pad}{target}{self.name(node.source)}.pop()"]
        if isinstance(node, Break | Continue):
            return [pad + ("break" if isinstance(node, Break) else "continue")]
        if isinstance(node, Return):
            return [f"{pad}return" + ("" if node.value is None else f" {value(node.value)}")]
        if isinstance(node, Expr):
            return [pad + value(node.value)]
        if isinstance(node, Raise):
            return [f"{pad}raised({value(node.message)})"]
        if isinstance(node, WriteFile):
            return [f"{pad}write({node.path!r}, {value(node.value)}, {node.append})"]
        return self.compound(node, pad, depth)

    def compound(self, node: Statement, pad: str, depth: int) -> list[str]:
        value = self.value

        def inner(body: Sequence[Statement]) -> list[str]:
            return self.block(body, depth + 1)

        if isinstance(node, If):
            otherwise = [f"{pad}else:", *inner(node.orelse)] if node.orelse else []
            return [f"{pad}if {value(node.test)}:", *inner(node.body), *otherwise]
        if isinstance(node, While):
            return [f"{pad}while {value(node.test)}:", *inner(node.body)]
        if isinstance(node, For):
            target = self.fresh() if node.target is None else self.name(node.target)
            reach = f" + {1 if node.step > 0 else -1}" if node.inclusive else ""
            header = f"range({value(node.start)}, ({value(node.stop)}){reach}, {node.step})"
            return [f"{pad}for {target} in {header}:", *inner(node.body)]
        if isinstance(node, ForEach):
            return [f"{pad}for {self.name(node.target)} in {value(node.iterable)}:", *inner(node.body)]
        if isinstance(node, RepeatUntil):
            begun = self.fresh()  # so that a continue comes to the test
            test = f"{pad}while {begun} or not ({value(node.test)}):"
            return [f"{pad}{begun} = True", test, f"{pad}    {begun} = False", *inner(node.body)]
        if isinstance(node, Switch):
            subject = self.fresh()
            lines, word = [f"{pad}{subject} = {value(node.subject)}"], "if"
            for constant, body in node.cases:
                lines += [f"{pad}{word} {subject} == {value(constant)}:", *inner(body)]
                word = "elif"
            return [*lines, f"{pad}else:", *inner(node.default)]
        if isinstance(node, FunctionDef):
            header = f"{pad}def {self.name(node.name)}({', '.join(map(self.name, node.parameters))}):"
            return [header, *inner(node.body)]
        assert isinstance(node, Try), "pictures and stores are COBOL's, which is executed as it is"
        bound = [] if node.name is None else [f"{pad}    {self.name(node.name)} = message(error)"]
        return [f"{pad}try:", *inner(node.body), f"{pad}except Exception as error:", *bound, *inner(node.handler)]

    def value(self, node: Expression) -> str:
        value = self.value
        if isinstance(node, Constant):
            return repr(node.value)
        if isinstance(node, Name):
            return self.name(node.id)
        if isinstance(node, BinOp):
            left, right = value(node.left), value(node.right)
            return f"plus({left}, {right})" if node.op == "+" else f"({left} {node.op} {right})"
        if isinstance(node, Compare | BoolOp):
            return f"({value(node.left)} {node.op} {value(node.right)})"
        if isinstance(node, UnaryOp):
            return f"({node.op} {value(node.operand)})"
        if isinstance(node, Contains):
            return f"({value(node.item)} {node.op} {value(node.container)})"
        if isinstance(node, Conditional):
            return f"({value(node.body)} if {value(node.test)} else {value(node.orelse)})"
        if isinstance(node, Subscript):
            return f"at({value(node.value)}, {value(node.index)})"
        if isinstance(node, Intrinsic):
            return "(" + _INTRINSICS[node.name].format(*map(value, node.arguments)) + ")"
        return self.grouped(node)

    def grouped(self, node: Expression) -> str:
        write: Callable[[Sequence[Expression]], str] = lambda nodes: ", ".join(map(self.value, nodes))  # noqa: E731
        if isinstance(node, JoinedStr):
            return f"joined({write(node.values)})"
        if isinstance(node, List):
            return f"[{write(node.elements)}]"
        if isinstance(node, Dict):
            pairs = zip(node.keys, node.values, strict=True)
            return "{" + ", ".join([f"{self.value(key)}: {self.value(each)}" for key, each in pairs]) + "}"
        if isinstance(node, Slice):
            low, high = ("None" if end is None else self.value(end) for end in (node.lower, node.upper))
            return f"part({self.value(node.value)}, {low}, {high})"
        if isinstance(node, Call):
            return f"{self.name(node.function)}({write(node.arguments)})"
        if isinstance(node, Input):
            return "ask()"
        assert isinstance(node, ReadFile), "every expression has its branch"
        return f"read({node.path!r})"
