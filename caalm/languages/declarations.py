"""Where a block-scoped variable is declared: at its first assignment, or before the block that it outlives.

In ``if c then x = 1 else x = 2 end; print(x)`` the first assignment of x stands in a block that the print is not
in, so x is declared before the ``if``:

>>> from caalm.program.nodes import Constant, Name, Print
>>> choice = If(Constant(True), (Assign("x", Constant(1)),), (Assign("x", Constant(2)),))
>>> found = declarations(Program((choice, Print((Name("x"),)))))
>>> found.before[id(choice)], found.at
(['x'], frozenset())
"""

from dataclasses import dataclass

from caalm.program.nodes import (
    Assign,
    For,
    If,
    Name,
    Program,
    Statement,
    blocks,
    expressions,
    walk_expressions,
)

Path = tuple[tuple[int, int], ...]
"""The blocks around a statement, outermost first: the identity of a statement, and which of its blocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declarations:
    """The declaring assignments, the variables declared before a statement, and those assigned only once."""

    at: frozenset[int]
    before: dict[int, list[str]]
    once: frozenset[str]


class _Walk:
    def __init__(self) -> None:
        self.shared: dict[str, Path] = {}  # the innermost path that holds every mention so far
        self.first: dict[str, tuple[int, Path]] = {}
        self.assignments: dict[str, int] = {}
        self.elifs: set[int] = set()

    def mention(self, name: str, path: Path) -> None:
        shared = self.shared.setdefault(name, path)
        length = 0
        while length < min(len(shared), len(path)) and shared[length] == path[length]:
            length += 1
        self.shared[name] = shared[:length]

    def block(self, body: tuple[Statement, ...], path: Path, counters: frozenset[str]) -> None:
        for statement in body:
            for expression in expressions(statement):
                for node in walk_expressions(expression):
                    if type(node) is Name and node.id not in counters:
                        self.mention(node.id, path)
            inner = counters
            if isinstance(statement, Assign):
                self.first.setdefault(statement.target, (id(statement), path))
                self.assignments[statement.target] = self.assignments.get(statement.target, 0) + 1
                self.mention(statement.target, path)
            elif isinstance(statement, For) and statement.target is not None:
                inner = counters | {statement.target}
            elif isinstance(statement, If) and len(statement.orelse) == 1 and isinstance(statement.orelse[0], If):
                self.elifs.add(id(statement.orelse[0]))
            for index, block in enumerate(blocks(statement)):
                self.block(block, (*path, (id(statement), index)), inner)


def declarations(program: Program) -> Declarations:
    """Where the variables of a program are declared, in a language with block scope."""
    walk = _Walk()
    walk.block(program.body, (), frozenset())
    at: set[int] = set()
    before: dict[int, list[str]] = {}
    for name, (assignment, path) in walk.first.items():
        shared = walk.shared[name]
        if path == shared:
            at.add(assignment)
            continue
        # The statement of the shared block that contains the first assignment; nothing fits between "else" and "if".
        level = len(shared)
        while path[level][0] in walk.elifs:
            level -= 1
        before.setdefault(path[level][0], []).append(name)
    once = frozenset(name for name, count in walk.assignments.items() if count == 1)
    return Declarations(at=frozenset(at), before=before, once=once)
