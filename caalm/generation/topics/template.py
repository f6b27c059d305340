"""Idioms written as Python text and read once into builders of trees: roles become drawn names, holes drawn values.

>>> from random import Random
>>> from caalm.generation.programs import ProgramSpec
>>> from caalm.generation.topics.author import Author
>>> template("n = K(3, 3)\\nprint(n + 1)")(Author(Random(1), ProgramSpec()))[1]  # doctest: +ELLIPSIS
Print(values=(BinOp(left=Name(id='...'), op='+', right=Constant(value=1)),))

Beyond Python, the text knows (`HOLES` has the values that are drawn):

====================  =========================================================================================
``places(xs, a, b)``  a loop over the places of a list or string, without the first ``a`` and the last ``b``
``through(a, b)``     a counted loop that reaches ``b``; ``backwards(xs)`` one from the last place to the first
``FIRST, LAST(xs)``   the first and the last place, as the language counts; ``PLACE(n)`` is n counted from 0
``take(s, n)``        the first n; ``drop(s, n)`` is without them. A constant index is counted from 0, too
``with until(test)``  repeat until; ``with one():`` one of its statements, ``with maybe():`` all of them or none
``n: const = 5``      a constant; ``write(path, value)`` and ``append(path, value)`` write a file, ``read(path)`` it
====================  =========================================================================================
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from caalm.languages.facts import shifted
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

if TYPE_CHECKING:
    from caalm.generation.topics.author import Author

Build = Callable[["Author"], Expression]
BuildBlock = Callable[["Author"], tuple[Statement, ...]]

_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%"}
_COMPARISONS = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_MEMBERSHIP = {ast.In: "in", ast.NotIn: "not in"}
_FUNCTIONS = {
    "len": "length", "str": "string", "int": "integer", "reverse": "reverse", "repeat": "repeat", "abs": "absolute",
    "min": "minimum", "max": "maximum", "sum": "sum", "sorted": "sorted", "fixed": "fixed", "power": "power",
    "copy": "copy",
}  # fmt: skip
_METHODS = {
    "upper": "upper", "lower": "lower", "replace": "replace", "split": "split", "find": "find", "strip": "trim",
    "keys": "keys", "values": "values",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Definition:
    """A function of a template: its parameters with what is drawn for them, the kind of its result, its body."""

    name: str
    parameters: tuple[tuple[str, Build], ...]
    result: str
    body: BuildBlock
    inline: tuple[BuildBlock, Build] | None
    """The body without its only return, and what that returns; None where it returns early or calls itself."""
    local: tuple[str, ...]
    """The roles that it binds."""
    outer: frozenset[str]
    """The roles that it only reads."""


@dataclass(frozen=True, slots=True)
class Template:
    """A block that can be drawn again and again."""

    build: BuildBlock
    free: tuple[str, ...]
    """The roles that are read before the block binds them: they must be there."""
    bound: tuple[str, ...]
    """The roles that the block binds at its top level."""

    def __call__(self, author: Author) -> tuple[Statement, ...]:
        """The block with fresh names for all its roles but those that the author has bound to names."""
        return self.build(author)


def paragraphs(text: str) -> tuple[str, ...]:
    """The idioms of a text: blank lines stand between them."""
    return tuple(text.strip("\n").split("\n\n"))


@cache
def template(text: str) -> Template:
    """The template of a text."""
    body = ast.parse(text).body
    free, bound = _free_roles(body)
    return Template(_block(body), free, bound)


@cache
def definition(text: str) -> Definition:
    """The function of a text that is one ``def``; each parameter's annotation says what is drawn for it."""
    (node,) = ast.parse(text).body
    assert isinstance(node, ast.FunctionDef), text
    parameters = []
    for parameter in node.args.args:
        assert parameter.annotation is not None, f"{node.name}: say what is drawn for {parameter.arg}"
        parameters.append((parameter.arg, _expression(parameter.annotation)))
    assert isinstance(node.returns, ast.Name | ast.Constant), f"{node.name}: say what is returned"
    result = node.returns.id if isinstance(node.returns, ast.Name) else "none"
    local = _local_roles(node)
    returns = [part for part in ast.walk(node) if isinstance(part, ast.Return)]
    last = node.body[-1]
    calls_itself = any(isinstance(part, ast.Name) and part.id == node.name for part in ast.walk(node))
    inline = None
    if len(returns) == 1 and isinstance(last, ast.Return) and last.value is not None and not calls_itself:
        inline = (_block(node.body[:-1]), _expression(last.value))
    outer = _outer_roles(node, local)
    return Definition(node.name, tuple(parameters), result, _block(node.body), inline, local, outer)


def _local_roles(node: ast.FunctionDef) -> tuple[str, ...]:
    found = dict.fromkeys(parameter.arg for parameter in node.args.args)
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store) and part.id != "_":
            found[part.id] = None
        elif isinstance(part, ast.ExceptHandler) and part.name:
            found[part.name] = None
    return tuple(found)


def _outer_roles(node: ast.FunctionDef, local: tuple[str, ...]) -> frozenset[str]:
    read = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and _is_role(part.id)}
    return frozenset(read - set(local) - _WORDS)


def _free_roles(body: list[ast.stmt]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The roles that are read before they are bound, or bound in a block only, and those that the top level binds."""
    free: dict[str, None] = {}
    bound: dict[str, None] = {}

    def reads(node: ast.AST | None, known: set[str]) -> None:
        for part in ast.walk(node) if node is not None else ():
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load) and _is_role(part.id):
                free.update({} if part.id in _WORDS or part.id in known else {part.id: None})

    def targets(node: ast.AST) -> list[str]:
        return [part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]

    def visit(statements: list[ast.stmt], known: set[str], top: bool) -> None:
        for node in statements:
            if isinstance(node, ast.FunctionDef):
                known.add(node.name)
                bound[node.name] = None
                reads(node, known | set(_local_roles(node)))
            elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
                reads(node.value, known)
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    reads(target, known)
                    for name in targets(target):
                        if name not in known and (not top or isinstance(node, ast.AugAssign)):
                            free[name] = None
                        elif name not in free:
                            bound[name] = None
                        known.add(name)
            elif isinstance(node, ast.For):
                reads(node.iter, known)
                visit(node.body, known | set(targets(node.target)), False)
            elif isinstance(node, ast.With):
                visit(node.body, known, top)
                reads(node.items[0].context_expr, known)
            elif isinstance(node, ast.If | ast.While):
                reads(node.test, known)
                visit(node.body, set(known), False)
                visit(node.orelse, set(known), False)
            else:  # what idioms alone use
                reads(node, known | set(targets(node)) | {h.name for h in getattr(node, "handlers", ()) if h.name})

    visit(body, set(), True)
    return tuple(free), tuple(bound)


def _is_role(name: str) -> bool:
    return name[0].islower() and name != "_"


# Expressions


def _expression(node: ast.expr) -> Build:
    build = _BUILDERS.get(type(node))
    assert build is not None, f"a template cannot say {ast.dump(node)}"
    return build(node)


def _expressions(nodes: list[ast.expr]) -> Callable[[Author], tuple[Expression, ...]]:
    builders = [_expression(node) for node in nodes]
    return lambda author: tuple([build(author) for build in builders])


def _constant(node: ast.Constant) -> Build:
    constant = Constant(node.value)  # type: ignore[arg-type]
    return lambda author: constant


def _name(node: ast.Name) -> Build:
    role = node.id
    if role == "FIRST":
        return lambda author: Constant(author.first)
    return lambda author: Name(author.role(role))


def _bin_op(node: ast.BinOp) -> Build:
    left, right = _expression(node.left), _expression(node.right)
    if isinstance(node.op, ast.Pow):
        return lambda author: Intrinsic("power", (left(author), right(author)))
    operator = _OPERATORS[type(node.op)]
    return lambda author: BinOp(left(author), operator, right(author))


def _compare(node: ast.Compare) -> Build:
    left, right = _expression(node.left), _expression(node.comparators[0])
    kind = type(node.ops[0])
    if kind in _MEMBERSHIP:
        membership = _MEMBERSHIP[kind]
        return lambda author: Contains(left(author), membership, right(author))
    operator = _COMPARISONS[kind]
    return lambda author: Compare(left(author), operator, right(author))


def _bool_op(node: ast.BoolOp) -> Build:
    builders = [_expression(value) for value in node.values]
    operator = "and" if isinstance(node.op, ast.And) else "or"

    def build(author: Author) -> Expression:
        result = builders[0](author)
        for one in builders[1:]:
            result = BoolOp(result, operator, one(author))
        return result

    return build


def _unary_op(node: ast.UnaryOp) -> Build:
    if isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        negative = Constant(-ast.literal_eval(node.operand))
        return lambda author: negative
    operand = _expression(node.operand)
    operator = "not" if isinstance(node.op, ast.Not) else "-"
    return lambda author: UnaryOp(operator, operand(author))


def _joined_str(node: ast.JoinedStr) -> Build:
    parts = [
        _expression(part.value) if isinstance(part, ast.FormattedValue) else _expression(part) for part in node.values
    ]
    return lambda author: JoinedStr(tuple([part(author) for part in parts]))


def _if_exp(node: ast.IfExp) -> Build:
    test, body, orelse = _expression(node.test), _expression(node.body), _expression(node.orelse)
    return lambda author: Conditional(test(author), body(author), orelse(author))


def _list(node: ast.List) -> Build:
    elements = _expressions(node.elts)
    return lambda author: List(elements(author))


def _dict(node: ast.Dict) -> Build:
    keys, values = _expressions([key for key in node.keys if key is not None]), _expressions(node.values)
    return lambda author: Dict(keys(author), values(author))


def _subscript(node: ast.Subscript) -> Build:
    value = _expression(node.value)
    place = node.slice
    if isinstance(place, ast.Slice):
        assert place.step is None
        lower = None if place.lower is None else _expression(place.lower)
        upper = None if place.upper is None else _expression(place.upper)

        def build(author: Author) -> Expression:
            low = None if lower is None else shifted(lower(author), author.first)
            return Slice(value(author), low, None if upper is None else shifted(upper(author), author.upper))

        return build
    index = _index(place)
    return lambda author: Subscript(value(author), index(author))


def _index(node: ast.expr) -> Build:
    """An index: a constant is counted from 0 here and as the language counts in the tree."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        place = node.value
        return lambda author: Constant(place + author.first)
    return _expression(node)


def _call(node: ast.Call) -> Build:
    arguments = _expressions(node.args)
    if isinstance(node.func, ast.Attribute):
        value, method = _expression(node.func.value), node.func.attr
        if method == "join":
            return lambda author: Intrinsic("join", (*arguments(author), value(author)))
        operation = _METHODS[method]
        return lambda author: Intrinsic(operation, (value(author), *arguments(author)))
    assert isinstance(node.func, ast.Name)
    called = node.func.id
    if called in _FUNCTIONS:
        intrinsic = _FUNCTIONS[called]
        return lambda author: Intrinsic(intrinsic, arguments(author))
    if called.isupper():
        return _hole(called, node.args)
    if called == "input":
        return lambda author: Input()
    if called in ("read", "take", "drop"):
        return {"read": _read, "take": _take, "drop": _drop}[called](node.args)
    return lambda author: Call(author.role(called), arguments(author))


def _read(arguments: list[ast.expr]) -> Build:
    (path,) = arguments
    assert isinstance(path, ast.Name)
    role = path.id
    return lambda author: ReadFile(author.path(role))


def _take(arguments: list[ast.expr]) -> Build:
    value, count = (_expression(argument) for argument in arguments)
    return lambda author: Slice(value(author), None, shifted(count(author), author.upper))


def _drop(arguments: list[ast.expr]) -> Build:
    value, count = (_expression(argument) for argument in arguments)
    return lambda author: Slice(value(author), shifted(count(author), author.first), None)


def _hole(name: str, arguments: list[ast.expr]) -> Build:
    """What is drawn; where all arguments are literals they are given as values, else as expressions."""
    if name == "LAST":
        (value,) = (_expression(argument) for argument in arguments)
        return lambda author: shifted(Intrinsic("length", (value(author),)), author.first - 1)
    if name == "PLACE":
        (value,) = (_expression(argument) for argument in arguments)
        return lambda author: shifted(value(author), author.first)
    if name == "ANY":
        options = [_expression(argument) for argument in arguments]
        return lambda author: author.pick(options)(author)
    if name in _ASKING:
        builders = _expressions(arguments)
        return lambda author: getattr(author, "hole_" + name.lower())(*builders(author))
    values = [ast.literal_eval(argument) for argument in arguments]
    return lambda author: getattr(author, "hole_" + name.lower())(*values)


_BUILDERS: dict[type, Callable[[Any], Build]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.BinOp: _bin_op,
    ast.Compare: _compare,
    ast.BoolOp: _bool_op,
    ast.UnaryOp: _unary_op,
    ast.JoinedStr: _joined_str,
    ast.IfExp: _if_exp,
    ast.List: _list,
    ast.Dict: _dict,
    ast.Subscript: _subscript,
    ast.Call: _call,
}
_ASKING = frozenset(("TEST", "E", "CMP", "ITEM", "AT", "COUNT", "KEY", "OUTSIDE"))
"""Holes whose arguments are expressions."""
_WORDS = {
    *_FUNCTIONS, "input", "read", "take", "drop", "print", "range", "places", "through", "backwards", "until", "one",
    "maybe", "write", "append", "const", "error", "path", "other",
}  # fmt: skip


# Statements


def _block(body: list[ast.stmt]) -> BuildBlock:
    builders = [_statement(node) for node in body if not isinstance(node, ast.Pass)]

    def build(author: Author) -> tuple[Statement, ...]:
        return tuple([statement for one in builders for statement in one(author)])

    return build


def _statement(node: ast.stmt) -> BuildBlock:
    build = _STATEMENTS.get(type(node))
    assert build is not None, f"a template cannot say {ast.dump(node)}"
    return build(node)


def _single(build: Callable[[Author], Statement]) -> BuildBlock:
    return lambda author: (build(author),)


def _assign(node: ast.Assign) -> BuildBlock:
    (target,) = node.targets
    if isinstance(target, ast.Tuple):
        assert isinstance(node.value, ast.Tuple)
        roles = [part.id for part in target.elts if isinstance(part, ast.Name)]
        values = _expressions(node.value.elts)
        return _single(lambda author: AssignMany(tuple([author.role(role) for role in roles]), values(author)))
    if isinstance(target, ast.Subscript):
        assert isinstance(target.value, ast.Name)
        source, index, value = target.value.id, _index(target.slice), _expression(node.value)
        return _single(lambda author: SetItem(author.role(source), index(author), value(author)))
    assert isinstance(target, ast.Name)
    role = target.id
    popped = _popped(node.value)
    if popped is not None:
        return _single(lambda author: Pop(author.role(role), author.role(popped)))
    value = _expression(node.value)
    return _single(lambda author: author.assign(role, value(author)))


def _popped(node: ast.expr) -> str | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "pop":
        assert isinstance(node.func.value, ast.Name)
        return node.func.value.id
    return None


def _aug_assign(node: ast.AugAssign) -> BuildBlock:
    operator, value = _OPERATORS[type(node.op)], _expression(node.value)
    if isinstance(node.target, ast.Subscript):
        assert isinstance(node.target.value, ast.Name)
        source, index = node.target.value.id, _index(node.target.slice)

        def build(author: Author) -> Statement:
            name, place = author.role(source), index(author)
            return SetItem(name, place, BinOp(Subscript(Name(name), place), operator, value(author)))

        return _single(build)
    assert isinstance(node.target, ast.Name)
    role = node.target.id
    return _single(lambda author: Assign(author.role(role), BinOp(Name(author.role(role)), operator, value(author))))


def _ann_assign(node: ast.AnnAssign) -> BuildBlock:
    assert isinstance(node.target, ast.Name)
    assert node.value is not None
    role, value = node.target.id, _expression(node.value)
    return _single(lambda author: Const(author.constant_role(role), value(author)))


def _expr(node: ast.Expr) -> BuildBlock:
    call = node.value
    assert isinstance(call, ast.Call)
    if (popped := _popped(call)) is not None:
        return _single(lambda author: Pop(None, author.role(popped)))
    if isinstance(call.func, ast.Attribute):
        assert call.func.attr == "append"
        assert isinstance(call.func.value, ast.Name)
        target, element = call.func.value.id, _expression(call.args[0])
        return _single(lambda author: Append(author.role(target), element(author)))
    assert isinstance(call.func, ast.Name)
    called = call.func.id
    if called == "print":
        values = _expressions(call.args)
        return _single(lambda author: Print(values(author)))
    if called in ("write", "append"):
        path, value = call.args[0], _expression(call.args[1])
        assert isinstance(path, ast.Name)
        file = path.id
        return _single(lambda author: WriteFile(author.path(file), value(author), called == "append"))
    if called == "SHOW":
        shown = _expression(call.args[0])
        kind = ast.literal_eval(call.args[1])
        return lambda author: author.show(shown(author), kind)
    arguments = _expressions(call.args)
    return _single(lambda author: Expr(Call(author.role(called), arguments(author))))


def _if(node: ast.If) -> BuildBlock:
    test, body, orelse = _expression(node.test), _block(node.body), _block(node.orelse)
    return _single(lambda author: If(test(author), body(author), orelse(author)))


def _while(node: ast.While) -> BuildBlock:
    test, body = _expression(node.test), _block(node.body)
    return _single(lambda author: While(test(author), body(author)))


def _for(node: ast.For) -> BuildBlock:
    assert isinstance(node.target, ast.Name)
    role, body = node.target.id, _block(node.body)
    called = node.iter.func.id if isinstance(node.iter, ast.Call) and isinstance(node.iter.func, ast.Name) else ""
    if called not in ("range", "places", "through", "backwards"):
        iterable = _expression(node.iter)
        return _single(lambda author: ForEach(author.role(role), iterable(author), body(author)))
    assert isinstance(node.iter, ast.Call)
    arguments = node.iter.args
    if called in ("places", "backwards"):
        sequence = _expression(arguments[0])
        skipped = [ast.literal_eval(argument) for argument in arguments[1:]] + [0, 0]

        def over_places(author: Author) -> Statement:
            length = Intrinsic("length", (sequence(author),))
            if called == "backwards":
                last = shifted(length, author.first - 1)
                return For(author.role(role), last, Constant(author.first), -1, True, body(author))
            start = Constant(author.first + skipped[0])
            stop, inclusive = author.bound(shifted(length, author.first - skipped[1]), author.first == 1)
            return For(author.role(role), start, stop, 1, inclusive, body(author))

        return _single(over_places)
    bounds = [_expression(argument) for argument in arguments[:2]]
    step = int(ast.literal_eval(arguments[2])) if len(arguments) > 2 else 1
    if role == "_":
        return _single(lambda author: For(None, Constant(1), bounds[0](author), 1, True, body(author)))

    def counted(author: Author) -> Statement:
        start: Expression = bounds[0](author) if len(bounds) > 1 else Constant(0)
        stop, inclusive = bounds[-1](author), called == "through"
        if inclusive not in author.features.counted_loops:
            back = 1 if step > 0 else -1
            stop, inclusive = shifted(stop, back if inclusive else -back), not inclusive
        return For(author.role(role), start, stop, step, inclusive, body(author))

    return _single(counted)


def _with(node: ast.With) -> BuildBlock:
    call = node.items[0].context_expr
    assert isinstance(call, ast.Call)
    assert isinstance(call.func, ast.Name)
    if call.func.id == "until":
        body, test = _block(node.body), _expression(call.args[0])
        return _single(lambda author: RepeatUntil(body(author), test(author)))
    if call.func.id == "maybe":
        body = _block(node.body)
        return lambda author: body(author) if author.random() < 0.5 else ()
    assert call.func.id == "one"
    options = [_statement(part) for part in node.body]
    return lambda author: author.pick(options)(author)


def _match(node: ast.Match) -> BuildBlock:
    subject = _expression(node.subject)
    cases: list[tuple[Build, BuildBlock]] = []
    default: BuildBlock = lambda author: ()  # noqa: E731
    for case in node.cases:
        if isinstance(case.pattern, ast.MatchAs):
            default = _block(case.body)
        else:  # a literal or a hole, which reads as a class pattern
            pattern = ast.parse(ast.unparse(case.pattern), mode="eval").body
            cases.append((_expression(pattern), _block(case.body)))

    def build(author: Author) -> Statement:
        found: dict[object, tuple[Constant, tuple[Statement, ...]]] = {}
        for pattern, block in cases:
            constant = pattern(author)
            assert isinstance(constant, Constant)
            found.setdefault(repr(constant.value), (constant, block(author)))
        return Switch(subject(author), tuple(found.values()), default(author))

    return _single(build)


def _try(node: ast.Try) -> BuildBlock:
    (handler,) = node.handlers
    body, name, handled = _block(node.body), handler.name, _block(handler.body)
    return _single(lambda author: Try(body(author), None if name is None else author.role(name), handled(author)))


def _raise(node: ast.Raise) -> BuildBlock:
    assert isinstance(node.exc, ast.Call)
    message = _expression(node.exc.args[0])
    return _single(lambda author: Raise(message(author)))


def _return(node: ast.Return) -> BuildBlock:
    if node.value is None:
        return _single(lambda author: Return(None))
    value = _expression(node.value)
    return _single(lambda author: Return(value(author)))


def _function_def(node: ast.FunctionDef) -> BuildBlock:
    local = _local_roles(node)
    parameters = [parameter.arg for parameter in node.args.args]
    body = _block(node.body)
    outer = _outer_roles(node, local)
    own = node.name

    def build(author: Author) -> Statement:
        name = author.role(own)
        with author.local_names(local, outer):
            return FunctionDef(name, tuple([author.role(role) for role in parameters]), body(author))

    return _single(build)


_STATEMENTS: dict[type, Callable[[Any], BuildBlock]] = {
    ast.Assign: _assign,
    ast.AugAssign: _aug_assign,
    ast.AnnAssign: _ann_assign,
    ast.Expr: _expr,
    ast.If: _if,
    ast.While: _while,
    ast.For: _for,
    ast.With: _with,
    ast.Match: _match,
    ast.Try: _try,
    ast.Raise: _raise,
    ast.Return: _return,
    ast.FunctionDef: _function_def,
    ast.Break: lambda node: _single(lambda author: Break()),
    ast.Continue: lambda node: _single(lambda author: Continue()),
}
