"""What a renderer knows about its program: every name and whether the language can say it, the kind of every value.

For `total = 1.5` and `print(total)` the variables are ``total``, its kind is float, and `fresh("total", "sum")` is sum.
"""

from functools import cached_property
from typing import ClassVar

from caalm.errors import InexpressibleError
from caalm.languages.facts import bound_names, called_functions, used_names
from caalm.languages.kinds import ANY, BOOL, FLOAT, INT, STR, Kind, Kinds
from caalm.languages.notation import Notation
from caalm.program.nodes import (
    Append,
    Constant,
    Expression,
    FunctionDef,
    Name,
    Pop,
    Program,
    SetItem,
    Try,
    all_expressions,
    walk_statements,
)
from caalm.program.values import Semantics

_TYPES: dict[Kind, type] = {INT: int, FLOAT: float, STR: str, BOOL: bool}


class Scope:
    """One program and the place in it that is being written; what is expensive is found out when it is asked for."""

    notation: ClassVar[Notation]

    def __init__(self, program: Program, semantics: Semantics) -> None:
        self.program = program
        self.semantics = semantics
        self.scope: str | None = None  # the function that is being written
        self.caught: set[str] = set()  # names of messages, where they may be read
        self.called: set[str] = set()  # functions of the language that the text calls
        self.helpers: dict[str, str] = {}

    @cached_property
    def kinds(self) -> Kinds:
        """The kind of every variable."""
        return Kinds(self.program, float_powers=self.semantics.powers == "float")

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name of the program."""
        return self.variables.union(s.name for s in self.program.body if isinstance(s, FunctionDef))

    @cached_property
    def variables(self) -> frozenset[str]:
        """Every name that is bound or read as a variable, and every parameter."""
        found = {node.id for node in all_expressions(self.program) if type(node) is Name}
        for statement in walk_statements(self.program.body):
            found.update(bound_names(statement))
            if isinstance(statement, FunctionDef):
                found.update(statement.parameters)
            elif isinstance(statement, SetItem | Append | Pop):
                found.update(used_names(statement))
        return frozenset(found)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Every string that the program starts from: its literals and its input."""
        found = [node.value for node in all_expressions(self.program) if isinstance(node, Constant)]
        return (*(value for value in found if isinstance(value, str)), *self.program.lines)

    @cached_property
    def messages(self) -> frozenset[str]:
        """The names that attempts bind to messages."""
        tried = (node for node in walk_statements(self.program.body) if isinstance(node, Try))
        return frozenset(node.name for node in tried if node.name is not None)

    def check_names(self) -> None:
        """Raises for a variable that the language cannot name."""
        for name in self.names:
            if name in self.notation.reserved or not self.notation.identifier.fullmatch(name):
                raise InexpressibleError(f"{name!r} cannot name a variable here: choose another name")
        functions = [node.name for node in self.program.body if isinstance(node, FunctionDef)]
        if len(functions) != len(set(functions)) or self.variables.intersection(functions):
            raise InexpressibleError("a function and something else have one name: choose another name")
        for statement in walk_statements(self.program.body):
            if not isinstance(statement, Try) and self.messages.intersection(bound_names(statement)):
                raise InexpressibleError("a caught message is bound in another way: choose another name")

    def check_calls(self) -> None:
        """Raises where the text would call a function before its definition has run."""
        defined: set[str] = set()
        needed: dict[str, frozenset[str]] = {}
        for statement in self.program.body:
            if isinstance(statement, FunctionDef):
                defined.add(statement.name)
                needed[statement.name] = called_functions(statement.body)
                continue
            waiting, seen = set(called_functions((statement,))), set[str]()
            while waiting:
                name = waiting.pop()
                seen.add(name)
                waiting |= needed.get(name, frozenset()) - seen
            if not seen <= defined:
                raise InexpressibleError("a function is called before its definition")

    def fresh(self, *candidates: str) -> str:
        """The first candidate that is no variable of the program; where all are taken, the last with underscores."""
        for name in candidates:
            if name not in self.names and name not in self.helpers.values():
                return name
        return self.fresh(candidates[-1] + "_")

    def use(self, *names: str) -> None:
        """Functions of the language that the text calls, which no variable may be called."""
        self.called.update(names)

    def kind(self, node: Expression) -> Kind:
        """The kind of an expression's value, as far as it is known."""
        if type(node) is Constant:
            return self.kinds_of_constants(node)
        return self.kinds.of(node, self.scope)

    def kinds_of_constants(self, node: Constant) -> Kind:
        """The kind of a literal, for which nothing needs to be known of the program."""
        return {int: INT, float: FLOAT, str: STR, bool: BOOL}.get(type(node.value), ANY)

    def type_of(self, node: Expression) -> type:
        """The static type of an expression: int, float, str, bool, or object for all others."""
        return _TYPES.get(self.kind(node), object)

    def known(self, node: Expression, *names: str) -> Kind:
        """The kind of an expression, which must be one of these; an empty list's elements may be anything."""
        kind = self.kind(node)
        if kind.name not in names:
            raise InexpressibleError(f"what is spelled differently for each type needs one of {', '.join(names)}")
        return kind
