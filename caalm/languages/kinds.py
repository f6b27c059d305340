"""What kind of value an expression has, as far as the text of a program tells: spelling depends on it.

``xs + ys`` joins in Python and needs ``..`` in Lua if both are strings, and ``len(x)`` is ``x.length`` in JavaScript
unless x is a dictionary. A parameter has the kind of the arguments of its calls, a list that of all it ever holds.

>>> from caalm.program.nodes import Append, Assign, Constant, List, Name, Program
>>> kinds = Kinds(Program((Assign("xs", List(())), Append("xs", Constant("a")))))
>>> kinds.of(Name("xs"))
Kind(name='list', element=Kind(name='str', element=None, key=None), key=None)
"""

from dataclasses import dataclass
from decimal import Decimal

from caalm.languages.facts import bound_names
from caalm.program.nodes import (
    Append,
    Assign,
    AssignMany,
    BinOp,
    BoolOp,
    Call,
    Compare,
    Conditional,
    Const,
    Constant,
    Contains,
    Dict,
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
    Program,
    Raise,
    ReadFile,
    Return,
    SetItem,
    Slice,
    Statement,
    Store,
    Subscript,
    Switch,
    Try,
    UnaryOp,
    blocks,
    expressions,
    walk_expressions,
    walk_statements,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value; ``element`` is what a list holds or a dictionary has under its keys."""

    name: str
    element: "Kind | None" = None
    key: "Kind | None" = None


NOTHING, ANY = Kind("nothing"), Kind("any")
"""No value seen so far; values of several kinds, or of one that nobody knows."""
INT, FLOAT, NUMBER, STR, BOOL, NONE = (Kind(name) for name in ("int", "float", "number", "str", "bool", "none"))
NUMBERS = frozenset({INT, FLOAT, NUMBER})
_TYPES: dict[type, Kind] = {int: INT, float: FLOAT, str: STR, bool: BOOL, type(None): NONE, Decimal: NUMBER}
_RESULTS = {
    **dict.fromkeys(("length", "integer", "find"), INT),
    **dict.fromkeys(("string", "upper", "lower", "repeat", "replace", "join", "trim", "fixed"), STR),
    "split": Kind("list", STR),
}
_DEEPEST = 4
_Scope = str | None
"""A function's name, or None for the program itself."""


def union(left: Kind, right: Kind, depth: int = 0) -> Kind:
    """The kind of what may be either."""
    if left == right or right is NOTHING:
        return left
    if left is NOTHING:
        return right
    if left in NUMBERS and right in NUMBERS:
        return NUMBER
    if left.name == right.name and left.name in ("list", "dict") and depth < _DEEPEST:
        element = union(left.element or NOTHING, right.element or NOTHING, depth + 1)
        return Kind(left.name, element, union(left.key, right.key, depth + 1) if left.key and right.key else None)
    return ANY


class Kinds:
    """The kinds of all variables, parameters and results of one program."""

    def __init__(self, program: Program, *, float_powers: bool = False) -> None:
        self.float_powers = float_powers
        self.functions = {node.name: node for node in program.body if isinstance(node, FunctionDef)}
        self.locals: dict[str, frozenset[str]] = {}
        for name, function in self.functions.items():
            inside = walk_statements(function.body)
            self.locals[name] = frozenset({*function.parameters, *(n for node in inside for n in bound_names(node))})
        self.variables: dict[tuple[_Scope, str], Kind] = {}
        self.results: dict[str, Kind] = {}
        self.missing: set[tuple[_Scope, str]] = set()
        """The variables, and under their own names as scopes the results, that may be no value at all."""
        self.changed = True
        while self.changed:
            self.changed = False
            self._block(program.body, None)

    # Questions

    def of(self, node: Expression, scope: _Scope = None) -> Kind:
        """The kind of an expression inside a function, or outside all of them."""
        if isinstance(node, Constant):
            return _TYPES.get(type(node.value), ANY)
        if isinstance(node, Name):
            return self.variables.get(self._key(node.id, scope), NOTHING)
        if isinstance(node, Compare | BoolOp | Contains):
            return BOOL
        if isinstance(node, JoinedStr | Input | ReadFile):
            return STR
        if isinstance(node, UnaryOp):
            return BOOL if node.op == "not" else self.of(node.operand, scope)
        if isinstance(node, BinOp):
            return self._binary(node.op, self.of(node.left, scope), self.of(node.right, scope))
        if isinstance(node, List):
            return Kind("list", self._all(node.elements, scope))
        if isinstance(node, Dict):
            return Kind("dict", self._all(node.values, scope), self._all(node.keys, scope))
        if isinstance(node, Subscript):
            whole = self.of(node.value, scope)
            return whole if whole in (STR, NOTHING) else whole.element or ANY
        if isinstance(node, Slice):
            return self.of(node.value, scope)
        if isinstance(node, Conditional):
            return union(self.of(node.body, scope), self.of(node.orelse, scope))
        if isinstance(node, Call):
            return self.results.get(node.function, NOTHING if node.function in self.functions else ANY)
        return self._intrinsic(node, scope)

    def may_miss(self, node: Expression, scope: _Scope = None) -> bool:
        """Whether an expression may give no value where a place that is not there is no error."""
        if isinstance(node, Constant):
            return node.value is None
        if isinstance(node, Subscript):
            return self.of(node.value, scope) != STR
        if isinstance(node, Name):
            return self._key(node.id, scope) in self.missing
        if isinstance(node, Conditional):
            return self.may_miss(node.body, scope) or self.may_miss(node.orelse, scope)
        if isinstance(node, Call):
            function = self.functions.get(node.function)
            return function is None or (node.function, "") in self.missing or falls_off(function.body)
        return False

    # How they are found

    def _miss(self, name: str, scope: _Scope, value: Expression | None) -> None:
        key = self._key(name, scope)
        if key not in self.missing and (value is None or self.may_miss(value, scope)):
            self.missing.add(key)
            self.changed = True

    def _key(self, name: str, scope: _Scope) -> tuple[_Scope, str]:
        return (scope, name) if scope is not None and name in self.locals[scope] else (None, name)

    def _all(self, nodes: tuple[Expression, ...], scope: _Scope) -> Kind:
        kind = NOTHING
        for node in nodes:
            kind = union(kind, self.of(node, scope), 1)
        return kind

    def _binary(self, operator: str, left: Kind, right: Kind) -> Kind:
        if operator == "+" and STR in (left, right):
            return STR
        if operator == "+" and left.name == "list" and right.name in ("list", "nothing"):
            return union(left, right)
        if NOTHING in (left, right):
            return FLOAT if operator == "/" else NOTHING
        if left not in NUMBERS or right not in NUMBERS:
            return ANY
        if operator == "/" or FLOAT in (left, right):
            return FLOAT
        return union(left, right)

    def _intrinsic(self, node: Intrinsic, scope: _Scope) -> Kind:
        known = _RESULTS.get(node.name)
        if known is not None:
            return known
        kinds = [self.of(argument, scope) for argument in node.arguments]
        first = kinds[0]
        if node.name in ("minimum", "maximum"):
            return union(first, kinds[1])
        if node.name == "sum":
            return first.element or ANY
        if node.name == "power":
            return FLOAT if self.float_powers else union(first, kinds[1])
        if node.name in ("keys", "values"):
            inside = (first.key if node.name == "keys" else first.element) or NOTHING
            return Kind("list", inside)
        return first  # absolute, reverse, sorted, copy

    def _bind(self, name: str, scope: _Scope, kind: Kind) -> None:
        key = self._key(name, scope)
        old = self.variables.get(key, NOTHING)
        new = union(old, kind)
        if new != old:
            self.variables[key] = new
            self.changed = True

    def _block(self, body: tuple[Statement, ...], scope: _Scope) -> None:
        for statement in body:
            for expression in expressions(statement):
                for node in walk_expressions(expression):
                    if type(node) is Call:
                        self._call(node, scope)
            self._statement(statement, scope)
            inner = statement.name if isinstance(statement, FunctionDef) else scope
            for block in blocks(statement):
                self._block(block, inner)

    def _call(self, node: Call, scope: _Scope) -> None:
        function = self.functions.get(node.function)
        if function is None:
            return
        for parameter, argument in zip(function.parameters, node.arguments, strict=False):
            self._bind(parameter, node.function, self.of(argument, scope))
            if self.may_miss(argument, scope):
                self._miss(parameter, node.function, None)
            inside = self.variables.get((node.function, parameter), NOTHING)
            if isinstance(argument, Name) and inside.element is not None:  # lists are shared
                self._bind(argument.id, scope, inside)

    def _statement(self, statement: Statement, scope: _Scope) -> None:
        if isinstance(statement, Assign | Const | Store):
            self._bind(statement.target, scope, self.of(statement.value, scope))
            self._miss(statement.target, scope, statement.value)
        elif isinstance(statement, AssignMany):
            for target, given in zip(statement.targets, statement.values, strict=True):
                self._miss(target, scope, given)
                self._bind(target, scope, self.of(given, scope))
        elif isinstance(statement, For):
            if statement.target is not None:
                self._bind(statement.target, scope, INT)
        elif isinstance(statement, ForEach):
            whole = self.of(statement.iterable, scope)
            kind = whole if whole in (STR, NOTHING) else whole.key or whole.element or ANY
            if whole.name == "list":  # what was put into it may have been no value
                self._miss(statement.target, scope, Subscript(statement.iterable, Constant(0)))
            self._bind(statement.target, scope, kind)
        elif isinstance(statement, Append):
            self._bind(statement.target, scope, Kind("list", self.of(statement.value, scope)))
        elif isinstance(statement, SetItem):
            old = self.of(Name(statement.target), scope)
            value = self.of(statement.value, scope)
            if old.name == "dict":
                self._bind(statement.target, scope, Kind("dict", value, self.of(statement.index, scope)))
            elif old.name == "list":
                self._bind(statement.target, scope, Kind("list", value))
        elif isinstance(statement, Pop):
            if statement.target is not None:
                self._miss(statement.target, scope, None)
                self._bind(statement.target, scope, self.of(Name(statement.source), scope).element or NOTHING)
        elif isinstance(statement, Try):
            if statement.name is not None:
                self._bind(statement.name, scope, STR)
        elif isinstance(statement, Return) and scope is not None:
            kind = NONE if statement.value is None else self.of(statement.value, scope)
            missing = statement.value is not None and self.may_miss(statement.value, scope)
            if missing and (scope, "") not in self.missing:
                self.missing.add((scope, ""))
                self.changed = True
            new = union(self.results.get(scope, NOTHING), kind)
            if new != self.results.get(scope, NOTHING):
                self.results[scope] = new
                self.changed = True


def falls_off(body: tuple[Statement, ...]) -> bool:
    """Whether a function with this body may end without a value."""
    if any(isinstance(node, Return) and node.value is None for node in walk_statements(body)):
        return True
    if not body:
        return True
    last = body[-1]
    inner = blocks(last)
    if isinstance(last, If | Switch | Try):
        return any(falls_off(block) for block in inner)
    return not isinstance(last, Return | Raise)
