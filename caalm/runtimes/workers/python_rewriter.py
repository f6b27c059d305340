"""The tree of a Python program as one that reports: what python_tracer.py runs in the jail.

``c = a + b`` on line 3 becomes ::

    __t__.open(3); c = __t__.set("c", __t__.op("+", False, "a", a, "b", b)); __t__.close()

Statements open and close steps; expressions report their operands in the order in which Python evaluates them, each
once. Inside comprehensions, lambdas and class bodies nothing is reported but what they result in.
"""

import ast
import re
from collections.abc import Iterator
from typing import Any

from python_facts import Facts  # type: ignore[import-not-found]

OPERATORS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.LShift: "<<", ast.RShift: ">>", ast.BitOr: "|", ast.BitAnd: "&", ast.BitXor: "^", ast.MatMult: "@",
}  # fmt: skip
COMPARISONS = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
UNARY = {ast.USub: "-", ast.Not: "not", ast.UAdd: "+", ast.Invert: "~"}
FRAME_READERS = {"super", "locals", "globals", "vars", "dir", "eval", "exec", "breakpoint", "print", "range"}
FIXED = re.compile(r"\{:\.[0-9]+f\}")
SUSPENDING = (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom)


def names_of(target: Any) -> Iterator[str]:
    """The plain names and the containers that a target of an assignment changes, in order."""
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, (ast.Tuple, ast.List)):
        for part in target.elts:
            yield from names_of(part)
    elif isinstance(target, ast.Starred):
        yield from names_of(target.value)
    elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        yield f"{target.value.id}.{target.attr}"
    elif isinstance(target, (ast.Subscript, ast.Attribute)):
        yield from names_of(target.value)


def has(node: Any, kinds: Any) -> bool:
    """Whether a node of these kinds is anywhere in the tree."""
    return any(isinstance(inner, kinds) for inner in ast.walk(node))


def node_at(node: Any, made: Any) -> Any:
    """A made statement at the place of one of the program's."""
    for inner in ast.walk(made):
        if "lineno" in inner._attributes and not hasattr(inner, "lineno"):
            ast.copy_location(inner, node)
    return made


class Rewriter:
    """The tree of a program, as one that reports."""

    def __init__(self, tree: Any) -> None:
        stored = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        self.str_is_str = "str" not in stored
        self.facts = Facts(tree)
        self.owner = ""

    # Small pieces of tree

    @staticmethod
    def to(method: Any, *args: Any, keywords: Any = ()) -> Any:
        values: list[Any] = [arg if isinstance(arg, ast.AST) else ast.Constant(arg) for arg in args]
        function = ast.Attribute(ast.Name("__t__", ast.Load()), method, ast.Load())
        return ast.Call(function, values, list(keywords))

    @staticmethod
    def later(value: Any) -> Any:
        nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
        return ast.Lambda(nothing, value)

    def do(self, method: Any, *args: Any) -> Any:
        return ast.Expr(self.to(method, *args))

    def report(self, target: Any) -> Any:
        """After an assignment: what its names hold now."""
        return [self.do("set", name, ast.parse(name, mode="eval").body) for name in dict.fromkeys(names_of(target))]

    # Statements

    def block(self, body: Any) -> Any:
        done: list[Any] = []
        for node in body:
            is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            if isinstance(node, (ast.Global, ast.Nonlocal)) or is_text:
                done.append(node)
                continue
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                done.append(node)
                continue
            self.line = node.lineno
            made = getattr(self, "visit_" + type(node).__name__, self.other)(node)
            for part in made:
                for inner in ast.walk(part):
                    if "lineno" in inner._attributes and not hasattr(inner, "lineno"):
                        ast.copy_location(inner, node)
            done.extend(made)
        return done

    def around(self, node: Any, *after: Any) -> Any:
        line = getattr(node, "lineno", None) or self.line
        return [self.do("open", line), node, *after, self.do("close")]

    def other(self, node: Any) -> Any:
        return self.around(node)

    def visit_Pass(self, node: Any) -> Any:
        return self.around(node)

    def visit_Break(self, node: Any) -> Any:
        return [self.do("open", node.lineno), self.do("close"), node]

    visit_Continue = visit_Break

    def visit_Expr(self, node: Any) -> Any:
        node.value.taken = True
        node.value = self.evaluate(node.value)
        return self.around(node)

    def visit_Assign(self, node: Any) -> Any:
        first = node.targets[0]
        if len(node.targets) == 1 and self.is_plain_place(first) and not has(node, SUSPENDING):
            index, value = self.evaluate(first.slice), self.evaluate(node.value)
            return self.around(self.do("stored", first.value.id, self.read_again(first.value), index, value))
        node.value.taken = isinstance(first, ast.Name)
        node.value = self.evaluate(node.value)
        if len(node.targets) == 1 and isinstance(first, ast.Name):
            node.value = self.to("set", first.id, node.value)
            return self.around(node)
        bound: Any = first.elts if isinstance(first, ast.Tuple) and len(node.targets) == 1 else node.targets
        if len(bound) > 1 and all(isinstance(target, ast.Name) for target in bound):
            names = dict.fromkeys(target.id for target in bound)
            given = [ast.keyword(name, ast.Name(name, ast.Load())) for name in names]
            return self.around(node, ast.Expr(self.to("together", keywords=given)))
        for target in node.targets:
            self.indices(target)
        return self.around(node, *[part for target in node.targets for part in self.report(target)])

    def visit_AnnAssign(self, node: Any) -> Any:
        if node.value is None:
            return [node]
        node.value = self.evaluate(node.value)
        self.indices(node.target)
        return self.around(node, *self.report(node.target))

    @staticmethod
    def is_plain_place(target: Any) -> bool:
        """Whether a target is ``xs[i]`` where the order in which xs and i are worked out cannot be seen."""
        if not isinstance(target, ast.Subscript) or not isinstance(target.value, ast.Name):
            return False
        return not has(target.slice, (ast.Slice, ast.Call, *SUSPENDING))

    @staticmethod
    def read_again(node: Any) -> Any:
        """The same expression once more, to be read."""
        return ast.parse(ast.unparse(node), mode="eval").body

    def visit_AugAssign(self, node: Any) -> Any:
        op = OPERATORS[type(node.op)]
        if self.is_plain_place(node.target) and not has(node, SUSPENDING):
            name, index = node.target.value.id, node.target.slice
            first = self.evaluate(self.read_again(index))
            place = self.to("place", name, self.read_again(node.target.value), self.evaluate(self.read_again(index)))
            changed = self.to("op", op, True, None, place, *self.operand(node.value))
            return self.around(
                node_at(node, self.do("stored", name, self.read_again(node.target.value), first, changed))
            )
        if isinstance(node.target, ast.Name):
            name = node.target.id
            right_name, right = self.operand(node.value)
            value = self.to("op", op, True, name, ast.Name(name, ast.Load()), right_name, right)
            made = ast.copy_location(ast.Assign([node.target], self.to("set", name, value)), node)
            return self.around(made)
        node.value = self.evaluate(node.value)
        self.indices(node.target)
        return self.around(node, *self.report(node.target))

    def indices(self, target: Any) -> Any:
        inner: Any
        for inner in ast.walk(target):
            is_stored = isinstance(inner, ast.Subscript) and isinstance(inner.ctx, ast.Store)
            if is_stored and not isinstance(inner.slice, ast.Slice):
                inner.slice = self.evaluate(inner.slice)

    def visit_Delete(self, node: Any) -> Any:
        bases = [t.value for t in node.targets if isinstance(t, ast.Subscript)]
        return self.around(node, *[part for base in bases for part in self.report(base)])

    def visit_Import(self, node: Any) -> Any:
        names = [(alias.asname or alias.name).partition(".")[0] for alias in node.names]
        return self.around(node, *[self.do("set", n, ast.Name(n, ast.Load())) for n in names if n != "*"])

    visit_ImportFrom = visit_Import

    def visit_If(self, node: Any) -> Any:
        node.test = self.to("close", self.evaluate(node.test))
        node.body, node.orelse = self.block(node.body), self.block(node.orelse)
        return [self.do("open", node.lineno), node]

    def visit_While(self, node: Any) -> Any:
        last = node.body[-1]
        is_endless = isinstance(node.test, ast.Constant) and node.test.value is True and not node.orelse
        if is_endless and isinstance(last, ast.If) and not last.orelse and isinstance(last.body[0], ast.Break):
            # The loop that is left where a condition at its end holds: its head and the break are no steps.
            last.test = self.to("close", self.evaluate(last.test))
            opened = node_at(last, self.do("open", last.lineno))
            node.body = [*self.block(node.body[:-1]), opened, last]
            return [node]
        opened = ast.BoolOp(ast.Or(), [self.to("open", node.lineno), self.evaluate(node.test)])
        node.test = self.to("close", opened)
        node.body, node.orelse = self.block(node.body), self.block(node.orelse)
        return [node]

    def visit_For(self, node: Any) -> Any:
        call = node.iter
        is_range = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "range"
        if is_range and isinstance(node.target, ast.Name) and not call.keywords and not has(call, ast.Starred):
            name = node.target.id if node.target.id.strip("_") else None
            bounds = [self.evaluate(bound) for bound in call.args]
            node.iter = self.to("counted", node.lineno, name, call.func, *bounds)
            start = []
        else:
            node.iter = self.to("each", node.lineno, self.evaluate(call))
            start = [*self.report(node.target), self.do("close")]
            bound: Any = node.target.elts if isinstance(node.target, ast.Tuple) else []
            if bound and all(isinstance(part, ast.Name) for part in bound):
                names = [part.id for part in bound]
                given = [ast.keyword(name, ast.Name(name, ast.Load())) for name in dict.fromkeys(names)]
                start[:-1] = [ast.Expr(self.to("together", keywords=given))]
        node.body, node.orelse = [*start, *self.block(node.body)], self.block(node.orelse)
        return [self.do("open", node.lineno), node]

    def visit_Try(self, node: Any) -> Any:
        node.body, node.orelse = self.block(node.body), self.block(node.orelse)
        node.finalbody = self.block(node.finalbody)
        for handler in node.handlers:
            handler.body = [self.do("caught", handler.name), *self.block(handler.body)]
        return [node]

    visit_TryStar = visit_Try

    def visit_With(self, node: Any) -> Any:
        path = self.written_path(node)
        if path is not None:
            return [self.do("open", node.lineno), node, self.do("wrote", path), self.do("close")]
        start = []
        for item in node.items:
            item.context_expr = self.evaluate(item.context_expr)
            if item.optional_vars is not None:
                start += self.report(item.optional_vars)
        node.body = [*start, self.do("close"), *self.block(node.body)]
        return [self.do("open", node.lineno), node]

    def written_path(self, node: Any) -> Any:
        """The file of ``with open(path, "w") as f: f.write(...)``, whose text is then one that reports; else None."""
        call, name, inner = node.items[0].context_expr, node.items[0].optional_vars, node.body[0]
        is_open = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "open"
        if not is_open or not isinstance(name, ast.Name) or len(node.items) + len(node.body) > 2 or call.keywords:
            return None
        given = [getattr(arg, "value", None) for arg in call.args]
        write = inner.value if isinstance(inner, ast.Expr) else None
        if len(given) != 2 or not isinstance(given[0], str) or given[1] not in ("w", "a"):
            return None
        if not isinstance(write, ast.Call) or len(write.args) != 1:
            return None
        text: Any = write.args[0]
        if isinstance(write.func, ast.Name) and write.func.id == "print":
            write.args[0] = self.evaluate(text)
        elif isinstance(write.func, ast.Attribute) and write.func.attr == "write":
            is_line = isinstance(text, ast.BinOp) and isinstance(text.right, ast.Constant) and text.right.value == "\n"
            if is_line and self.is_str(text.left):
                text.left.args[0] = self.evaluate(text.left.args[0])
            elif is_line:
                text.left = self.evaluate(text.left)
            elif isinstance(text, ast.JoinedStr) and len(text.values) == 2 and isinstance(text.values[1], ast.Constant):
                part: Any = text.values[0]
                part.value = self.evaluate(part.value)
            else:
                write.args[0] = self.evaluate(text)
        else:
            return None
        return given[0]

    def visit_Match(self, node: Any) -> Any:
        patterns = [case.pattern for case in node.cases if not self.is_wildcard(case)]
        if all(isinstance(p, ast.MatchValue) for p in patterns) and not any(case.guard for case in node.cases):
            node.subject = self.to(
                "switched", *self.operand(node.subject), *[self.read_again(p.value) for p in patterns]
            )
            for case in node.cases:
                case.body = self.block(case.body)
            return [self.do("open", node.lineno), node]
        node.subject = self.to("close", self.evaluate(node.subject))
        for case in node.cases:
            case.body = self.block(case.body)
        return [self.do("open", node.lineno), node]

    @staticmethod
    def is_wildcard(case: Any) -> bool:
        return isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None

    def visit_Return(self, node: Any) -> Any:
        has_value = node.value is not None
        node.value = self.to("returned", self.evaluate(node.value) if has_value else None, has_value)
        return [self.do("open", node.lineno), node]

    def visit_Raise(self, node: Any) -> Any:
        call = node.exc
        if call is not None:
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id[:1].isupper():
                call.args = [self.evaluate(arg) for arg in call.args]
            node.exc = self.to("raising", call)
        return [self.do("open", node.lineno), node]

    def visit_Assert(self, node: Any) -> Any:
        node.test = self.evaluate(node.test)
        return self.around(node)

    def visit_ClassDef(self, node: Any) -> Any:
        made: list[Any] = []
        before, self.owner = self.owner, f"{node.name}."
        for part in node.body:
            made += self.function(part) if isinstance(part, ast.FunctionDef) else [part]
        node.body, self.owner = made, before
        return [node]

    def visit_FunctionDef(self, node: Any) -> Any:
        before, self.owner = self.owner, ""
        made = self.function(node)
        self.owner = before
        return made

    def visit_AsyncFunctionDef(self, node: Any) -> Any:
        return [node]

    def function(self, node: Any) -> Any:
        arguments = node.args
        given = [*arguments.posonlyargs, *arguments.args, *filter(None, [arguments.vararg]), *arguments.kwonlyargs]
        given += filter(None, [arguments.kwarg])
        parameters = ast.Dict([ast.Constant(a.arg) for a in given], [ast.Name(a.arg, ast.Load()) for a in given])
        suspends = any(has(part, (ast.Yield, ast.YieldFrom)) for part in node.body)
        first = node.body[0]
        text = [first] if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) else []
        outer = [part for part in node.body if isinstance(part, (ast.Global, ast.Nonlocal))]
        own = [part for part in node.body[len(text) :] if part not in outer]
        is_open_ended = not own or not isinstance(own[-1], ast.Return)
        body = self.block(own)
        if suspends:
            node.body = [*text, *outer, self.do("resume", node.lineno, parameters), *body]
            return [node]
        if is_open_ended:
            body.append(self.do("ended", node.lineno))
        unwound = ast.ExceptHandler(None, None, [self.do("unwound"), ast.Raise()])
        enter = self.do("enter", self.owner + node.name, parameters)
        node.body = [*text, *outer, enter, ast.Try(body, [unwound], [], [self.do("leave")])]
        return [node]

    # Expressions

    def operand(self, node: Any) -> Any:
        """The name of a variable (or None) and the value, for an operation that shows both."""
        if isinstance(node, ast.Name):
            return node.id, node
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
            return None, self.subscript("place", node)
        return None, self.evaluate(node)

    def evaluate(self, node: Any) -> Any:
        """The expression on its own; a variable is reported as read."""
        only: Any = node.values[0] if isinstance(node, ast.JoinedStr) and len(node.values) == 1 else None
        if isinstance(only, ast.FormattedValue) and (form := self.digits(only)) is not None:
            return self.to("fixed", self.evaluate(only.value), form)
        text = self.joined(node)
        if text is not None:
            return self.to("joined", text)
        return getattr(self, "eval_" + type(node).__name__, lambda node: node)(node)

    def eval_Name(self, node: Any) -> Any:
        return self.to("read", node.id, node)

    def eval_UnaryOp(self, node: Any) -> Any:
        if isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
            return node
        return self.to("unary", UNARY[type(node.op)], *self.operand(node.operand))

    def eval_BinOp(self, node: Any) -> Any:
        return self.to("op", OPERATORS[type(node.op)], False, *self.operand(node.left), *self.operand(node.right))

    def eval_Compare(self, node: Any) -> Any:
        names, values = zip(*[self.operand(part) for part in (node.left, *node.comparators)], strict=True)
        ops = [COMPARISONS[type(op)] for op in node.ops]
        if len(ops) == 1:
            return self.to("op", ops[0], False, names[0], values[0], names[1], values[1])
        if has(node, SUSPENDING):
            return node
        rights = [self.later(value) for value in values[1:]]
        return self.to("chain", tuple(ops), tuple(names), values[0], *rights)

    def eval_BoolOp(self, node: Any) -> Any:
        if has(node, SUSPENDING):
            return node
        op = "and" if isinstance(node.op, ast.And) else "or"
        name, value = self.operand(node.values[0])
        for right in node.values[1:]:
            right_name, right_value = self.operand(right)
            name, value = None, self.to("logic", op, name, value, right_name, self.later(right_value))
        return value

    def eval_IfExp(self, node: Any) -> Any:
        return ast.IfExp(self.evaluate(node.test), self.evaluate(node.body), self.evaluate(node.orelse))

    def eval_NamedExpr(self, node: Any) -> Any:
        node.value = self.to("set", node.target.id, self.evaluate(node.value))
        return node

    def eval_List(self, node: Any) -> Any:
        node.elts = [self.evaluate(part) for part in node.elts]
        return node

    eval_Tuple = eval_Set = eval_List

    def eval_Starred(self, node: Any) -> Any:
        node.value = self.evaluate(node.value)
        return node

    def eval_Dict(self, node: Any) -> Any:
        node.keys = [key and self.evaluate(key) for key in node.keys]
        node.values = [self.evaluate(value) for value in node.values]
        return node

    def eval_Attribute(self, node: Any) -> Any:
        if isinstance(node.value, ast.Name):
            return self.to("read", f"{node.value.id}.{node.attr}", node)
        node.value = self.evaluate(node.value)
        return node

    def eval_Subscript(self, node: Any) -> Any:
        return self.subscript("item", node)

    def subscript(self, method: Any, node: Any) -> Any:
        base, index = node.value, node.slice
        if isinstance(base, ast.Name):
            name = base.id
        elif isinstance(base, ast.Attribute) and isinstance(base.value, ast.Name):
            name = f"{base.value.id}.{base.attr}"
        elif isinstance(base, ast.Subscript) and not isinstance(base.slice, ast.Slice):
            name, base = None, self.subscript("place", base)
        else:
            name, base = self.called(base), self.evaluate(base)
        if isinstance(index, ast.Slice):
            bounds = (index.lower, index.upper, index.step)
            index = self.to("slice", *[self.evaluate(bound) if bound else None for bound in bounds])
        else:
            index = self.evaluate(index)
        return self.to(method, name, base, index)

    @staticmethod
    def called(node: Any) -> Any:
        """What stands for the result of a call in the name of a place in it."""
        if not isinstance(node, ast.Call):
            return "_"
        return node.func.id if isinstance(node.func, ast.Name) else f"{getattr(node.func, 'attr', '_')}()"

    def eval_Call(self, node: Any) -> Any:
        function, later = node.func, getattr(node, "later", None)
        if (path := self.read_path(node)) is not None:
            return self.to("holding", path, node)
        is_print = isinstance(function, ast.Name) and function.id == "print"
        if self.is_get(node):
            default = node.args[1] if len(node.args) > 1 else ast.Constant(None)
            return self.to("get", function.value.id, function.value, *self.operand(node.args[0]), default)
        args = [(self.printed if is_print else self.evaluate)(arg) for arg in node.args]
        keywords = [ast.keyword(k.arg, self.evaluate(k.value)) for k in node.keywords]
        if is_print:
            return self.to("print", function, *args, keywords=keywords)
        if isinstance(function, ast.Name):
            if function.id in FRAME_READERS or later is None:
                return ast.Call(function, args, keywords)
            return self.to("call", function.id, later, function, *args, keywords=keywords)
        if isinstance(function, ast.Attribute) and later is not None and not self.mentions(function.value, "super"):
            base, name = function.value, None
            if isinstance(base, ast.Name):
                name = base.id
            elif isinstance(base, ast.Attribute) and isinstance(base.value, ast.Name):
                name = f"{base.value.id}.{base.attr}"
            elif not isinstance(base, ast.Constant):
                base = self.evaluate(base)
            if name is not None:
                base = self.to("receiver", name, base, function.attr)
            is_taken = getattr(node, "taken", False)
            return self.to("method", name, is_taken, later, base, function.attr, *args, keywords=keywords)
        return ast.Call(function, args, keywords)

    @staticmethod
    def read_path(node: Any) -> Any:
        """The path in ``open("a.txt").read()``; None for anything else."""
        opened = node.func.value if isinstance(node.func, ast.Attribute) and node.func.attr == "read" else None
        if not isinstance(opened, ast.Call) or not isinstance(opened.func, ast.Name) or opened.func.id != "open":
            return None
        path = opened.args[0] if len(opened.args) == 1 and not node.args else None
        return path.value if isinstance(path, ast.Constant) else None

    @staticmethod
    def is_get(node: Any) -> bool:
        """``d.get(k)`` or ``d.get(k, 0)``."""
        function, args = node.func, node.args
        if (
            not isinstance(function, ast.Attribute)
            or function.attr != "get"
            or not isinstance(function.value, ast.Name)
        ):
            return False
        if node.keywords or has(node, ast.Starred) or len(args) not in (1, 2):
            return False
        return len(args) == 1 or isinstance(args[1], ast.Constant)

    @staticmethod
    def mentions(node: Any, name: Any) -> bool:
        return any(isinstance(inner, ast.Name) and inner.id == name for inner in ast.walk(node))

    # Strings put together from parts

    def printed(self, node: Any) -> Any:
        """A print's argument: the text of a joined string follows at once as the line, so it is not written twice."""
        return self.joined(node) or self.evaluate(node)

    def joined(self, node: Any) -> Any:
        """The expression of a string that is put together from parts which are read one by one; None for any other."""
        if isinstance(node, ast.JoinedStr):
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    part.value = self.evaluate(part.value)
                    if (form := self.digits(part)) is not None:
                        part.value, part.format_spec = self.to("fixed", part.value, form), None
            return node
        if isinstance(node, ast.Call) and not node.keywords and not has(node, ast.Starred):
            function = node.func
            if self.is_str(node):
                return ast.Call(function, [self.evaluate(node.args[0])], [])
            is_format = isinstance(function, ast.Attribute) and function.attr == "format"
            template: Any = getattr(function, "value", None) if is_format else None
            if isinstance(template, ast.Constant) and isinstance(template.value, str):
                if FIXED.fullmatch(template.value):
                    return None
                return ast.Call(function, [self.evaluate(arg) for arg in node.args], [])
        if not isinstance(node, ast.BinOp):
            return None
        is_text = isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)
        if isinstance(node.op, ast.Mod) and is_text:
            return ast.BinOp(node.left, node.op, self.evaluate(node.right))
        if not isinstance(node.op, ast.Add):
            return None
        leaves: list[Any] = []
        left: Any = node
        while isinstance(left, ast.BinOp) and isinstance(left.op, ast.Add):
            leaves.insert(0, left.right)
            left = left.left
        leaves.insert(0, left)
        if not any(self.is_str(leaf) for leaf in leaves):
            return None
        made = [self.joined(leaf) if self.is_str(leaf) else self.evaluate(leaf) for leaf in leaves]
        total = made[0]
        for part in made[1:]:
            total = ast.BinOp(total, ast.Add(), part)
        return total

    @staticmethod
    def digits(part: Any) -> Any:
        """``.2f`` of ``{x:.2f}``; None for every other form."""
        parts = getattr(part.format_spec, "values", [])
        form = getattr(parts[0], "value", None) if len(parts) == 1 and part.conversion == -1 else None
        return form if isinstance(form, str) and FIXED.fullmatch("{:" + form + "}") else None

    def is_str(self, node: Any) -> bool:
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str"
        return called and self.str_is_str and len(node.args) == 1 and not node.keywords and not has(node, ast.Starred)
