"""Well-formed or not: names bound before they are read, types that agree, loops that count.

>>> from caalm.program.nodes import Assign, Constant, Name, Print, Program
>>> problems(Program((Print((Name("a"),)), Assign("a", Constant(1)))))
["'a' may be read before it is bound"]
>>> problems(Program((Assign("a", Constant(1)), Print((Name("a"),)))))
[]
"""

from decimal import Decimal

from caalm.program.nodes import (
    INTRINSICS,
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
    Store,
    Subscript,
    Switch,
    Try,
    UnaryOp,
    While,
    WriteFile,
    blocks,
    expressions,
    operands,
    walk_expressions,
    walk_statements,
)
from caalm.program.pictures import parse_picture

Types = dict[str, type]
UNKNOWN = object
"""The type of what only a run tells: a parameter, a place of a list, what a function gives."""
_NUMBERS = (int, float, Decimal)
_RESULTS: dict[str, type] = {
    **dict.fromkeys(("length", "integer", "find", "count"), int),
    **dict.fromkeys(("string", "upper", "lower", "repeat", "replace", "join", "trim", "fixed", "before"), str),
    **dict.fromkeys(("split", "sorted", "keys", "values", "copy"), list),
}
_KINDS: dict[str, tuple[type, ...]] = {
    "sequence": (str, list, dict),
    "value": (int, float, Decimal, str, bool, list, dict),
    "string": (str,),
    "integer": (int,),
    "list": (list,),
    "number": _NUMBERS,
    "dictionary": (dict,),
}


def problems(program: Program, *, mixed_add: bool = False) -> list[str]:
    """What is wrong with a program, in words; empty when it is well-formed.

    ``mixed_add`` allows a string ``+`` something else, as JavaScript does.
    """
    checker = _Checker(mixed_add, _picture_types(program), program)
    checker.globals.update(checker.fields)
    checker.block(program.body, checker.globals)
    for function in program.body:
        if isinstance(function, FunctionDef):
            checker.function(function)
    return checker.found


def variable_types(program: Program) -> Types:
    """The type of every variable of a well-formed program; each variable keeps one type."""
    types = _picture_types(program)
    _Checker(True, types, program).block(program.body, types)
    _collect(program.body, types)
    return types


def _picture_types(program: Program) -> Types:
    """The types of declared fields: they are bound from the start, and stay what their picture makes of a value."""
    types: Types = {}
    for field in program.pictures:
        picture = parse_picture(field.picture)
        kind = str if picture.category != "numeric" else Decimal if picture.scale else int
        types[field.name] = list if field.occurs else kind
    return types


def _collect(body: tuple[Statement, ...], types: Types) -> None:
    for statement in body:
        for name, kind in bindings(statement, types):
            types.setdefault(name, kind)
        for block in blocks(statement):
            _collect(block, types)


def bindings(statement: Statement, types: Types) -> list[tuple[str, type]]:
    """The variables that a statement itself binds, with their types."""
    if isinstance(statement, Assign | Const):
        return [(statement.target, expression_type(statement.value, types))]
    if isinstance(statement, AssignMany):
        return [
            (target, expression_type(value, types))
            for target, value in zip(statement.targets, statement.values, strict=False)
        ]
    if isinstance(statement, For) and statement.target is not None:
        return [(statement.target, int)]
    if isinstance(statement, ForEach):
        return [(statement.target, str if expression_type(statement.iterable, types) is str else UNKNOWN)]
    if isinstance(statement, Pop) and statement.target is not None:
        return [(statement.target, UNKNOWN)]
    if isinstance(statement, Try) and statement.name is not None:
        return [(statement.name, str)]
    return []


def expression_type(node: Expression, types: Types) -> type:
    """The static type of an expression, given those of the variables: int, float, str ... or UNKNOWN."""
    if isinstance(node, Constant):
        return UNKNOWN if node.value is None else type(node.value)
    if isinstance(node, Name):
        return types.get(node.id, int)
    if isinstance(node, Compare | BoolOp | Contains):
        return bool
    if isinstance(node, JoinedStr | Input | ReadFile):
        return str
    if isinstance(node, UnaryOp):
        return bool if node.op == "not" else expression_type(node.operand, types)
    if isinstance(node, BinOp):
        return _result_type(node, types)
    if isinstance(node, List):
        return list
    if isinstance(node, Dict):
        return dict
    if isinstance(node, Subscript):
        return str if expression_type(node.value, types) is str else UNKNOWN
    if isinstance(node, Slice):
        return expression_type(node.value, types)
    if isinstance(node, Conditional):
        body, orelse = expression_type(node.body, types), expression_type(node.orelse, types)
        return body if body is orelse else UNKNOWN
    if isinstance(node, Intrinsic):
        return _intrinsic_type(node, types)
    assert isinstance(node, Call), f"no type is known for {type(node).__name__}"
    return UNKNOWN


def _result_type(node: BinOp, types: Types) -> type:
    left, right = expression_type(node.left, types), expression_type(node.right, types)
    if str in (left, right):
        return str
    if UNKNOWN in (left, right):
        return UNKNOWN
    if list in (left, right):
        return list
    if Decimal in (left, right):
        return Decimal
    return float if node.op == "/" or float in (left, right) else int


def _intrinsic_type(node: Intrinsic, types: Types) -> type:
    if node.name in _RESULTS:
        return _RESULTS[node.name]
    kinds = {expression_type(argument, types) for argument in node.arguments}
    if node.name in ("reverse", "absolute", "minimum", "maximum") and len(kinds) == 1:
        return kinds.pop()
    return UNKNOWN


class _Checker:
    def __init__(self, mixed_add: bool, fields: Types, program: Program) -> None:
        self.mixed_add = mixed_add
        self.fields = fields
        self.found: list[str] = []
        self.functions = {node.name: node for node in program.body if isinstance(node, FunctionDef)}
        self.inside: FunctionDef | None = None
        self.loops: list[type] = []
        self.constants: set[str] = set()
        self.globals: Types = {}
        """What the program itself has certainly bound at its end."""

    def function(self, node: FunctionDef) -> None:
        """The body of a function: its own names, and those of the program that it never binds."""
        self.inside, self.loops, self.constants = node, [], set()
        if len(set(node.parameters)) < len(node.parameters):
            self.found.append(f"two parameters of {node.name!r} have one name")
        bound = {name for statement in walk_statements(node.body) for name, _ in bindings(statement, {})}
        types = {name: kind for name, kind in self.globals.items() if name not in bound or name in self.fields}
        self.block(node.body, {**types, **dict.fromkeys(node.parameters, UNKNOWN)})
        self.inside = None

    def block(self, body: tuple[Statement, ...], types: Types) -> None:
        """Checks a block; on return ``types`` holds what is certainly bound after it."""
        for place, statement in enumerate(body):
            for expression in expressions(statement):
                if not isinstance(statement, RepeatUntil):  # its test stands after its body
                    self.expression(expression, types)
            self.statement(statement, types)
            if isinstance(statement, Return | Break | Continue | Raise) and place + 1 < len(body):
                self.found.append(f"a statement stands after a {type(statement).__name__.lower()}")

    def statement(self, statement: Statement, types: Types) -> None:
        if self.fields and isinstance(statement, Assign | Store | For):
            self.field(statement)
        if isinstance(statement, Store):
            if expression_type(statement.value, types) not in (*_NUMBERS, UNKNOWN):
                self.found.append(f"{statement.target!r} stores what is not a number")
            self.block(statement.size_error, types)
            self.block(statement.fitting, types)
        elif isinstance(statement, Assign | Const | AssignMany):
            self.assignment(statement, types)
        elif isinstance(statement, Print):
            if not statement.values:
                self.found.append("a print has no values")
        elif isinstance(statement, If):
            self.condition(statement.test, types)
            if not statement.body:
                self.found.append("an if has an empty body")
            self.branches([statement.body, statement.orelse], types)
        elif isinstance(statement, While | RepeatUntil):
            self.tested_loop(statement, types)
        elif isinstance(statement, For):
            self.counted(statement, types)
        elif isinstance(statement, ForEach):
            self.for_each(statement, types)
        elif isinstance(statement, SetItem | Append | Pop):
            self.change(statement, types)
        elif isinstance(statement, Switch):
            self.switch(statement, types)
        elif isinstance(statement, Try):
            self.try_(statement, types)
        else:
            self.jump(statement)

    def field(self, statement: Assign | Store | For) -> None:
        if statement.target is not None and statement.target not in self.fields:
            self.found.append(f"{statement.target!r} has no picture")

    def assignment(self, statement: Assign | Const | AssignMany, types: Types) -> None:
        if self.fields:
            return
        if isinstance(statement, AssignMany):
            if len(statement.targets) != len(statement.values) or len(statement.targets) < 2:
                self.found.append("an assignment of several has not as many values as targets")
            if len(set(statement.targets)) < len(statement.targets):
                self.found.append("an assignment of several binds one name twice")
        for name, kind in bindings(statement, types):
            self.bind(name, kind, types)
        if isinstance(statement, Const):
            if self.loops:
                self.found.append(f"the constant {statement.target!r} is bound in a loop")
            self.constants.add(statement.target)

    def bind(self, name: str, kind: type, types: Types) -> None:
        if name in self.constants:
            self.found.append(f"the constant {name!r} is bound twice")
        if name in self.functions:
            self.found.append(f"{name!r} is a function and a variable")
        known = types.get(name, UNKNOWN)
        if known is UNKNOWN:
            types[name] = kind
        elif kind not in (known, UNKNOWN):
            self.found.append(f"{name!r} changes its type")

    def branches(self, inside: list[tuple[Statement, ...]], types: Types) -> None:
        """Blocks of which one runs; one that leaves the block around it binds nothing that is missed later."""
        after = []
        for block in inside:
            bound = dict(types)
            self.block(block, bound)
            if not (block and isinstance(block[-1], Return | Break | Continue | Raise)):
                after.append(bound)
        for name in set.intersection(*map(set, after)) if after else ():
            kinds = {bound[name] for bound in after}
            types.setdefault(name, kinds.pop() if len(kinds) == 1 else UNKNOWN)

    def tested_loop(self, statement: While | RepeatUntil, types: Types) -> None:
        if isinstance(statement, While):
            self.condition(statement.test, types)
            self.loop_body(statement, dict(types))
            return
        # The body runs at least once, but a break may leave it before its end.
        inner = dict(types)
        self.loop_body(statement, inner)
        self.expression(statement.test, inner)
        self.condition(statement.test, inner)
        if not any(isinstance(node, Break) for node in walk_statements(statement.body)):
            types.update(inner)

    def counted(self, statement: For, types: Types) -> None:
        if statement.step == 0:
            self.found.append("a counted loop has step 0")
        inner = dict(types)
        if statement.target is not None:
            self.loop_variable(statement.target, statement, types)
            inner[statement.target] = int
        for bound in (statement.start, statement.stop):
            if expression_type(bound, types) not in (int, UNKNOWN):
                self.found.append("a bound of a counted loop is not an integer")
        self.loop_body(statement, inner)

    def for_each(self, statement: ForEach, types: Types) -> None:
        if expression_type(statement.iterable, types) not in (*_KINDS["sequence"], UNKNOWN):
            self.found.append("a for-each goes through what has no elements")
        self.loop_variable(statement.target, statement, types)
        if isinstance(statement.iterable, Name) and any(
            statement.iterable.id == (node.source if isinstance(node, Pop) else node.target)
            for node in walk_statements(statement.body)
            if isinstance(node, SetItem | Append | Pop)
        ):
            self.found.append(f"{statement.iterable.id!r} is changed while a for-each goes through it")
        inner = dict(types)
        inner.update(bindings(statement, types))
        self.loop_body(statement, inner)

    def loop_variable(self, target: str, statement: For | ForEach, types: Types) -> None:
        if target in types and not self.fields:
            self.found.append(f"the loop variable {target!r} is bound outside the loop")
        if target in self.functions:
            self.found.append(f"{target!r} is a function and a variable")
        if any(target == name for node in walk_statements(statement.body) for name, _ in bindings(node, {})):
            self.found.append(f"the loop variable {target!r} is assigned inside the loop")

    def loop_body(self, statement: While | RepeatUntil | For | ForEach, types: Types) -> None:
        if not statement.body:
            self.found.append("a loop has an empty body")
        self.loops.append(type(statement))
        self.block(statement.body, types)
        self.loops.pop()

    def change(self, statement: SetItem | Append | Pop, types: Types) -> None:
        name = statement.source if isinstance(statement, Pop) else statement.target
        fitting = (list, dict, UNKNOWN) if isinstance(statement, SetItem) else (list, UNKNOWN)
        if isinstance(statement, SetItem) and name in self.fields:
            fitting = (list, str)  # a character of a field is a place, too
        if name not in types:
            self.found.append(f"{name!r} may be read before it is bound")
        elif types[name] not in fitting:
            self.found.append(f"{name!r} is changed like a list and is none")
        if isinstance(statement, SetItem) and any(isinstance(node, Call) for node in walk_expressions(statement.index)):
            self.found.append("an index of what is changed holds a call")  # languages differ in what comes first
        for target, kind in bindings(statement, types):
            self.bind(target, kind, types)

    def switch(self, statement: Switch, types: Types) -> None:
        constants = [case.value for case, _ in statement.cases]
        kinds = {type(value) for value in constants}
        if not constants or len(kinds) > 1 or len(set(map(repr, constants))) < len(constants):
            self.found.append("the cases of a switch are not different constants of one type")
        elif expression_type(statement.subject, types) not in (*kinds, UNKNOWN):
            self.found.append("the subject of a switch has another type than its cases")
        if any(not block for _, block in statement.cases):
            self.found.append("a case has an empty body")
        self.branches([*(block for _, block in statement.cases), statement.default], types)

    def try_(self, statement: Try, types: Types) -> None:
        if not statement.body or not statement.handler:
            self.found.append("a try has an empty body")
        handled = dict(types)
        self.block(statement.body, dict(types))
        for name, kind in bindings(statement, types):
            if name in types:
                self.found.append(f"the message {name!r} is bound outside the handler")
            handled[name] = kind
        self.block(statement.handler, handled)

    def jump(self, statement: Statement) -> None:
        if isinstance(statement, Break | Continue):
            kind = type(statement).__name__.lower()
            if not self.loops:
                self.found.append(f"a {kind} stands outside a loop")
            elif isinstance(statement, Continue) and self.loops[-1] is RepeatUntil and not self.fields:
                self.found.append("a continue stands in a repeat-until")  # before or after its test?
        elif isinstance(statement, Return):
            if self.inside is None:
                self.found.append("a return stands outside a function")
        elif isinstance(statement, FunctionDef):
            if self.inside is not None or self.loops or self.functions.get(statement.name) is not statement:
                self.found.append(f"the function {statement.name!r} is not the only one of its name at the top level")
            if not statement.body:
                self.found.append("a function has an empty body")
        else:
            assert isinstance(statement, Expr | Raise | WriteFile), f"{type(statement).__name__} is not checked"

    def condition(self, test: Expression, types: Types) -> None:
        if expression_type(test, types) not in (bool, UNKNOWN):
            self.found.append("a condition is not a boolean")

    def expression(self, node: Expression, types: Types) -> None:
        if isinstance(node, Name):
            if node.id not in types:
                self.found.append(f"{node.id!r} may be read before it is bound")
            return
        for operand in operands(node):
            self.expression(operand, types)
        if isinstance(node, BinOp | Compare | BoolOp):
            self.operands(node, expression_type(node.left, types), expression_type(node.right, types))
        elif isinstance(node, UnaryOp):
            kind = expression_type(node.operand, types)
            if kind is not UNKNOWN and ((kind is bool) != (node.op == "not") or kind not in (bool, *_NUMBERS)):
                self.found.append(f"{node.op} is applied to {kind.__name__}")
        elif isinstance(node, Call):
            self.call(node)
        elif isinstance(node, Intrinsic):
            self.intrinsic(node, types)
        elif isinstance(node, Subscript | Slice | Contains):
            self.container(node, types)
        elif isinstance(node, Conditional):
            self.condition(node.test, types)
        elif isinstance(node, Dict):
            keys = [key.value for key in node.keys if isinstance(key, Constant)]
            if len(node.keys) != len(node.values) or len(set(keys)) < len(keys):
                self.found.append("a dictionary has a key twice, or not as many values as keys")

    def call(self, node: Call) -> None:
        function = self.functions.get(node.function)
        if function is None:
            self.found.append(f"there is no function {node.function!r}")
        elif len(function.parameters) != len(node.arguments):
            self.found.append(f"{node.function!r} is called with {len(node.arguments)} arguments")

    def intrinsic(self, node: Intrinsic, types: Types) -> None:
        kinds = INTRINSICS.get(node.name)
        if kinds is None or len(kinds) != len(node.arguments):
            self.found.append(f"there is no intrinsic {node.name!r} of {len(node.arguments)} arguments")
            return
        for kind, argument in zip(kinds, node.arguments, strict=True):
            given = expression_type(argument, types)
            if given not in (*_KINDS[kind], UNKNOWN) or (node.name == "reverse" and given is dict):
                self.found.append(f"{node.name} is applied to {given.__name__}")

    def container(self, node: Subscript | Slice | Contains, types: Types) -> None:
        container = node.container if isinstance(node, Contains) else node.value
        kind = expression_type(container, types)
        fitting = (str, list) if isinstance(node, Slice) else _KINDS["sequence"]
        if kind not in (*fitting, UNKNOWN):
            self.found.append(f"{kind.__name__} has no places")

    def operands(self, node: BinOp | Compare | BoolOp, left: type, right: type) -> None:
        if isinstance(node, BoolOp):
            fits = {left, right} <= {bool, UNKNOWN}
        elif UNKNOWN in (left, right):
            fits = not {left, right} & {dict, bool} or (isinstance(node, Compare) and node.op in ("==", "!="))
        elif isinstance(node, Compare):
            numbers = left in _NUMBERS and right in _NUMBERS
            fits = numbers or (left is right and (left is str or node.op in ("==", "!=")))
        else:
            numbers = left in _NUMBERS and right in _NUMBERS
            joined = str in (left, right) and (left is right or self.mixed_add)
            fits = numbers or (node.op == "+" and (joined or left is right is list))
        if not fits:
            self.found.append(f"{node.op} is applied to {left.__name__} and {right.__name__}")
