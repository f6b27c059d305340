"""What a Python program says about its calls: what is read after each, and what its functions may change.

A return restates those of the caller's variables that are read later and that the call may have written over in the
trace. ``python_rewriter.py`` asks before it rewrites the tree; the rules are those of ``caalm/program/calls.py``.
"""

import ast
from collections.abc import Iterator
from typing import Any

MUTATORS = frozenset(
    "append add clear discard extend insert pop popitem remove reverse setdefault sort update write writelines".split()
)
LOOPS = (ast.For, ast.While)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Facts:
    """The facts of a program; every call gets its number in ``later`` as an attribute of its node."""

    def __init__(self, tree: Any) -> None:
        self.later: list[tuple[str, ...]] = []
        self.functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        called = {name: called_in(node) for name, node in self.functions.items()}
        self.written: dict[str, frozenset[str]] = {}
        self.changing: set[str] = set()
        for name in self.functions:
            reached, waiting = {name}, [name]
            while waiting:
                for other in called[waiting.pop()] - reached:
                    if other in self.functions:
                        reached.add(other)
                        waiting.append(other)
            self.written[name] = frozenset().union(*[mentioned(self.functions[other]) for other in reached])
            if any(changes(self.functions[other]) for other in reached):
                self.changing.add(name)
        for body in (tree.body, *[node.body for node in self.functions.values()]):
            self.block(body, frozenset())

    def block(self, body: Any, after: frozenset[str]) -> frozenset[str]:
        """Notes for each call what is read after it; gives what is read from the block's start on."""
        for node in reversed(body):
            after = self.statement(node, after)
        return after

    def statement(self, node: Any, after: frozenset[str]) -> frozenset[str]:
        if isinstance(node, FUNCTIONS):
            return after
        if isinstance(node, ast.Return):
            after = frozenset()
        blocks = [block for block in (getattr(node, part, None) for part in ("body", "orelse", "finalbody")) if block]
        blocks += [part.body for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ()))]
        if isinstance(node, LOOPS):
            after = after.union(names_in(node))
            for block in blocks:
                self.block(block, after)
        elif blocks:
            after = after.union(*[self.block(block, after) for block in blocks])
        bound, also = bound_and_read(node)
        after = (after - bound) | also
        read = list(in_order(node))
        for place, (part, _) in enumerate(read):
            if isinstance(part, ast.Call):
                rest = [(other.id, spelled) for other, spelled in read[place + 1 :] if isinstance(other, ast.Name)]
                spelled = {name for name, is_spelled in rest if is_spelled}
                wanted = dict.fromkeys([*[name for name, _ in rest], *sorted(after)])
                part.later = len(self.later)  # type: ignore[attr-defined]
                self.later.append(tuple([name for name in wanted if name not in spelled]))
        return after.union([part.id for part, _ in read if isinstance(part, ast.Name)], also)


def names_in(node: Any) -> set[str]:
    """Every name that is read in a statement."""
    found = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}
    changed = [part.target for part in ast.walk(node) if isinstance(part, ast.AugAssign)]
    return found | {target.id for target in changed if isinstance(target, ast.Name)}


def mentioned(function: Any) -> frozenset[str]:
    """The names that a function's trace mentions."""
    names = {part.id for part in ast.walk(function) if isinstance(part, ast.Name)}
    names |= {part.arg for part in ast.walk(function) if isinstance(part, ast.arg)}
    caught = [part.name for part in ast.walk(function) if isinstance(part, ast.ExceptHandler)]
    return frozenset([*names, *filter(None, caught)])


def called_in(function: Any) -> set[str]:
    """The names of what a function calls."""
    functions = [part.func for part in ast.walk(function) if isinstance(part, ast.Call)]
    return {part.id if isinstance(part, ast.Name) else getattr(part, "attr", "") for part in functions}


def changes(function: Any) -> bool:
    """Whether a function changes a list or dictionary."""
    for part in ast.walk(function):
        if isinstance(part, ast.Subscript) and not isinstance(part.ctx, ast.Load):
            return True
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in MUTATORS:
            return True
    return False


def bound_and_read(node: Any) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a statement binds, and the containers that it changes in place."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    if isinstance(node, (ast.AnnAssign, ast.AugAssign)):
        targets = [node.target]
    flat = [part for target in targets for part in ast.walk(target)]
    bound = {part.id for part in flat if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    changed = {part.value.id for part in flat if isinstance(part, ast.Subscript) and isinstance(part.value, ast.Name)}
    call = node.value if isinstance(node, (ast.Expr, ast.Assign)) else None
    function = call.func if isinstance(call, ast.Call) else None
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.attr in MUTATORS:
        changed.add(function.value.id)
    return frozenset(bound), frozenset(changed)


def in_order(statement: Any) -> Iterator[tuple[Any, bool]]:
    """A statement's own expressions in the order in which they are done, and whether their value is surely written."""

    def done(node: Any, is_spelled: bool) -> Iterator[tuple[Any, bool]]:
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Attribute):
                yield from done(function.value, is_spelled and function.attr not in MUTATORS)
            elif not isinstance(function, ast.Name):
                yield from done(function, is_spelled)
            parts: list[Any] = [*node.args, *[keyword.value for keyword in node.keywords]]
        elif isinstance(node, ast.Dict):
            parts = [part for pair in zip(node.keys, node.values, strict=True) for part in pair]
        else:
            parts = list(ast.iter_child_nodes(node))
        is_choice = isinstance(node, (ast.BoolOp, ast.IfExp))
        parts = [part for part in parts if isinstance(part, (ast.expr, ast.comprehension))]
        for number, part in enumerate(parts):
            is_container = number == 0 and isinstance(node, ast.Subscript)
            is_hidden = isinstance(part, ast.comprehension) or isinstance(node, (ast.Lambda, ast.ListComp))
            yield from done(part, is_spelled and not is_container and not is_hidden and not (is_choice and number))
        yield node, is_spelled

    if isinstance(statement, ast.AugAssign):
        target: Any = statement.target
        if isinstance(target, ast.Subscript):
            yield from done(target.slice, True)
        yield from done(target, True)
        yield from done(statement.value, True)
        return
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            if isinstance(target, ast.Subscript):
                yield from done(target.slice, True)
        yield from done(statement.value, True)
        return
    for name in ("test", "iter", "subject", "value", "exc", "msg"):
        part = getattr(statement, name, None)
        if isinstance(part, ast.expr):
            yield from done(part, True)
    for item in getattr(statement, "items", ()):
        yield from done(item.context_expr, True)
