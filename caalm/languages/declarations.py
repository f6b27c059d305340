"""Where a block-scoped variable is declared: at its first assignment, or before the block that it outlives.

In ``if c then x = 1 else x = 2 end; print(x)`` the first assignment of x stands in a block that the print is not
in, so x is declared before the ``if``:

>>> from caalm.program.nodes import Constant, If, Name, Print
>>> choice = If(Constant(True), (Assign("x", Constant(1)),), (Assign("x", Constant(2)),))
>>> found = declarations(Program((choice, Print((Name("x"),)))))
>>> found.before[id(choice)], found.at
(['x'], frozenset())
"""

from dataclasses import dataclass

from caalm.languages.facts import bound_names, free_names, used_names
from caalm.program.nodes import (
    Assign,
    AssignMany,
    Const,
    For,
    ForEach,
    FunctionDef,
    If,
    Pop,
    Program,
    Statement,
    Try,
    blocks,
)

Path = tuple[tuple[int, int], ...]
"""The blocks around a statement, outermost first: the identity of a statement, and which of its blocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declarations:
    """The declaring statements, the variables declared before a statement, and what is bound only once.

    ``once`` holds those of ``at`` whose variables nobody binds again.
    """

    at: frozenset[int]
    before: dict[int, list[str]]
    once: frozenset[int]


class _Walk:
    """One function, or what is outside of all functions."""

    def __init__(self, parameters: tuple[str, ...]) -> None:
        self.parameters = frozenset(parameters)
        self.shared: dict[str, Path] = {}  # the innermost path that holds every mention so far
        self.first: dict[str, tuple[Statement, Path]] = {}
        self.assignments: dict[str, int] = {}
        self.elifs: set[int] = set()
        self.functions: list[FunctionDef] = []

    def mention(self, name: str, path: Path) -> None:
        shared = self.shared.setdefault(name, path)
        length = 0
        while length < min(len(shared), len(path)) and shared[length] == path[length]:
            length += 1
        self.shared[name] = shared[:length]

    def block(self, body: tuple[Statement, ...], path: Path, counters: frozenset[str]) -> None:
        for statement in body:
            for name in used_names(statement):
                if name not in counters:
                    self.mention(name, path)
            if isinstance(statement, Assign | AssignMany | Const | Pop):
                for name in bound_names(statement):
                    self.first.setdefault(name, (statement, path))
                    self.assignments[name] = self.assignments.get(name, 0) + 1
                    self.mention(name, path)
            elif isinstance(statement, If) and len(statement.orelse) == 1 and isinstance(statement.orelse[0], If):
                self.elifs.add(id(statement.orelse[0]))
            elif isinstance(statement, FunctionDef):
                self.functions.append(statement)
                for name in free_names(statement):
                    self.mention(name, ())
                continue
            inner = counters
            if isinstance(statement, For | ForEach | Try):
                inner = counters | set(bound_names(statement))
            for index, block in enumerate(blocks(statement)):
                self.block(block, (*path, (id(statement), index)), inner)

    def found(self) -> Declarations:
        """What the walk knows at its end."""
        at: set[int] = set()
        before: dict[int, list[str]] = {}
        whole: dict[int, list[str]] = {}  # a statement, and those of its names that it could declare
        statements: dict[int, Statement] = {}
        for name, (statement, path) in self.first.items():
            if name in self.parameters:
                continue
            shared = self.shared[name]
            if path == shared:
                statements[id(statement)] = statement
                whole.setdefault(id(statement), []).append(name)
                continue
            # The statement of the shared block that holds the first assignment; nothing fits between "else" and "if".
            level = len(shared)
            while path[level][0] in self.elifs:
                level -= 1
            before.setdefault(path[level][0], []).append(name)
        for number, names in whole.items():
            if set(names) == set(bound_names(statements[number])):
                at.add(number)
            else:  # it binds old names too
                before.setdefault(number, []).extend(names)
        single = (n for n in at if all(self.assignments[name] == 1 for name in whole[n]))
        return Declarations(at=frozenset(at), before=before, once=frozenset(single))


def declarations(program: Program) -> Declarations:
    """Where the variables of a program and of its functions are declared, in a language with block scope."""
    outside = _Walk(())
    outside.block(program.body, (), frozenset())
    found = [outside.found()]
    for function in outside.functions:
        walk = _Walk(function.parameters)
        walk.block(function.body, (), frozenset())
        found.append(walk.found())
    return Declarations(
        at=frozenset().union(*(one.at for one in found)),
        before={number: names for one in found for number, names in one.before.items()},
        once=frozenset().union(*(one.once for one in found)),
    )
