"""The other readings of what lies beyond the card: which of them the text of a program leaves open.

===================  ===========================================================================================
reading              left open by
===================  ===========================================================================================
first place          an index, a slice or a search where nothing says whether places count from 0 or from 1
end of a part        a slice whose form does not say whether its upper place belongs to it
order of operators   a row of operators in a language without the usual precedence that does not say so
result of function   a value on the last line of a function, where nothing says that it is the result
division             / of whole numbers, where nothing says that it gives a fraction
return or go on      a return without a word that says it: it might only set the result
break or continue    an opaque word alone in a loop
unless or if         an opaque word in front of a condition that holds the other way round
until or while       an opaque word in front of the test at a loop's end
each or if           an opaque word in front of an element and a list
falls through        cases in the words of C, where one might run into the next
branches             a conditional expression with opaque words
keys or values       a for-each over a dictionary
shared or copied     a list under two names of which one is changed
missing places       a place or key that is not there and nobody catches: an error or no value
how lists print      strings in a printed list of a language whose quotes are a pair
local or global      a function that binds a name of the program, or uses one after it has called itself
===================  ===========================================================================================

Where the language writes notes (`caalm.languages.invented.control.NOTES`), the first five are settled by them.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from caalm.generation.rewriting import copied, map_expression, map_parts, rewrite
from caalm.languages.invented.control import CONDITIONALS, ORIGINS, POST_TESTS, SWITCHES
from caalm.languages.invented.functions import WORDLESS_RETURNS
from caalm.languages.invented.language import InventedLanguage
from caalm.languages.invented.rendering import PRECEDENCE
from caalm.languages.invented.rules import open_rules, says_unless
from caalm.program.interpreter import ExecutionResult
from caalm.program.nodes import (
    Append,
    Assign,
    AssignMany,
    BinOp,
    Break,
    Call,
    Conditional,
    Const,
    Contains,
    Continue,
    Dict,
    Expression,
    For,
    ForEach,
    FunctionDef,
    If,
    Intrinsic,
    List,
    Name,
    Pop,
    Program,
    RepeatUntil,
    Return,
    SetItem,
    Statement,
    Switch,
    Try,
    UnaryOp,
    While,
    all_expressions,
    expressions,
    walk_expressions,
    walk_statements,
)
from caalm.program.values import Brackets, Semantics

_RESULT = "the result"
"""A name that no program has: where a function keeps its result while it goes on."""


class Reading(NamedTuple):
    """One other way to take a program: ``key`` is the same for the same way of reading another program."""

    key: str
    name: str
    program: Program
    semantics: Semantics


def beyond_readings(program: Program, language: InventedLanguage, result: ExecutionResult) -> Iterator[Reading]:
    """Every other reading of what is beyond the card that the text leaves open."""
    statements = list(walk_statements(program.body))
    kinds = {type(node) for node in statements} | {type(node) for node in all_expressions(program)}
    if language.families["note"] == "silent":
        yield from _unsaid(program, language)
    yield from _said_by_words(program, language, statements)
    yield from _values(program, language, kinds, result)


def _unsaid(program: Program, language: InventedLanguage) -> Iterator[Reading]:
    """The readings that a note would settle."""
    families, semantics = language.families, language.semantics
    rules = open_rules(program, language)
    other_origin = replace(semantics, first_index=1 if semantics.first_index == 0 else 0)
    other_end = replace(semantics, slices="inclusive" if semantics.slices == "exclusive" else "exclusive")
    has_origin = any(rule in ORIGINS for rule in rules)
    has_end = "inclusive" in rules or "exclusive" in rules
    if has_origin:
        yield Reading("other origin", "first place", program, other_origin)
    if has_end:
        yield Reading("other end", "end of a part", program, other_end)
    if has_origin and has_end:
        both = replace(other_origin, slices=other_end.slices)
        yield Reading("other origin and end", "first place", program, both)
    if (order := families["order"]) in rules:
        for other in ("usual", "left to right"):
            if other != order:
                read = rewrite(program, lambda node: node, _regrouped(order, other))
                yield Reading(f"{order} as {other}", "order of operators", read, semantics)
    if "last value" in rules:
        yield Reading("last value is nothing", "result of function", rewrite(program, _without_result), semantics)
    if "fraction" in rules:
        yield Reading("whole quotient", "division", program, replace(semantics, slash="truncate"))


def _said_by_words(program: Program, language: InventedLanguage, statements: list[Statement]) -> Iterator[Reading]:
    """The readings that a word would settle, were it one that says something."""
    opaque, families, semantics = language.opaque, language.families, language.semantics

    def reading(key: str, name: str, change: Callable[[Statement], Statement]) -> Reading:
        return Reading(key, name, rewrite(program, change), semantics)

    kinds = {type(node) for node in statements}
    if Return in kinds and ("return" in opaque or families["return"] in WORDLESS_RETURNS):
        yield reading("return goes on", "return or go on", _going_on)
    is_break = Break in kinds and "break" in opaque and (Continue not in kinds or "continue" in opaque)
    is_continue = Continue in kinds and "continue" in opaque and (Break not in kinds or "break" in opaque)
    if is_break or is_continue:
        yield reading("break as continue", "break or continue", _break_as_continue)
    if "unless" in opaque and any(
        isinstance(node, If) and says_unless(node, families["unless"]) for node in statements
    ):
        for loop in (False, True):
            yield reading(
                f"unless as {'while' if loop else 'if'}", "unless or if", _plain_test(families["unless"], loop)
            )
    if RepeatUntil in kinds and POST_TESTS[families["post-test"]].closing in opaque:
        yield reading("end test flipped", "until or while", _flipped_end)
    if ForEach in kinds and "foreach" in opaque:
        yield reading("each as if", "each or if", _each_as_if)
    if Switch in kinds and SWITCHES[families["switch"]].open:
        yield reading("falls through", "falls through", _falling)
    form = CONDITIONALS[families["conditional"]]
    has_conditional = any(isinstance(node, Conditional) for node in all_expressions(program))
    if has_conditional and {"if", "else"} & opaque and "{if}" in form:
        read = rewrite(program, lambda node: node, lambda node: map_expression(node, _swapped))
        yield Reading("branches swapped", "branches", read, semantics)


def _values(
    program: Program, language: InventedLanguage, kinds: set[type], result: ExecutionResult
) -> Iterator[Reading]:
    """The readings about what values are."""
    semantics = language.semantics
    if Dict in kinds and ForEach in kinds:
        count = sum(isinstance(node, ForEach) for node in walk_statements(program.body))
        for place in range(count):
            yield Reading("for each value", "keys or values", rewrite(program, _nth_values(place)), semantics)
    changed = {
        node.source if isinstance(node, Pop) else node.target
        for node in walk_statements(program.body)
        if isinstance(node, SetItem | Append | Pop)
    }
    if changed:
        plain = [
            node for node in walk_statements(program.body) if isinstance(node, Assign) and type(node.value) is Name
        ]
        for place in range(len(plain)):
            yield Reading("copied", "shared or copied", rewrite(program, _nth_copy(place)), semantics)
        for function in program.body:
            if isinstance(function, FunctionDef):
                for parameter in changed.intersection(function.parameters):
                    read = rewrite(program, _copying(function.name, parameter))
                    yield Reading("parameter copied", "shared or copied", read, semantics)
    if result.error in ("index out of range", "missing key"):
        yield Reading("missing is nothing", "missing places", program, replace(semantics, missing="none"))
    lists, dictionaries = semantics.lists, semantics.dictionaries
    if isinstance(lists, Brackets) and isinstance(dictionaries, Brackets) and not lists.quote:
        quoted = replace(semantics, lists=replace(lists, quote="'"), dictionaries=replace(dictionaries, quote="'"))
        yield Reading("strings in lists", "how lists print", program, quoted)
    for kind, form in (("lists", lists), ("dictionaries", dictionaries)):
        if isinstance(form, Brackets) and not shows_parts(program, kind):
            apart = replace(form, separator=f"{form.separator}?")
            other = replace(semantics, lists=apart) if kind == "lists" else replace(semantics, dictionaries=apart)
            yield Reading(f"parts of {kind}", "how lists print", program, other)
    if any(isinstance(node, Intrinsic) and node.name == "fixed" for node in all_expressions(program)):
        yield Reading("ties away", "rounding", program, replace(semantics, ties="away"))


def shows_parts(program: Program, kind: str) -> bool:
    """Whether a literal of two parts or more shows how the parts of lists, or of dictionaries, stand apart."""
    for node in all_expressions(program):
        parts = node.elements if isinstance(node, List) else node.keys if isinstance(node, Dict) else ()
        if len(parts) > 1 and isinstance(node, List) is (kind == "lists"):
            return True
    return False


def scope_is_open(program: Program) -> bool:
    """Whether it matters if a function's variables are its own: they are names of the program, or outlive a call."""
    functions = [node for node in program.body if isinstance(node, FunctionDef)]
    if not functions:
        return False
    outside: set[str] = set()
    for node in program.body:
        if not isinstance(node, FunctionDef):
            for statement in walk_statements((node,)):
                outside |= bound_names(statement)
    owners: dict[str, set[str]] = {}
    for function in functions:
        own = _own(function)
        if own & outside or (own and _used_after_call(function, own)):
            return True
        for name in own:
            owners.setdefault(name, set()).add(function.name)
    # Two functions with a name in common disturb each other only if one runs while the other is under way.
    shared = {name for name, names in owners.items() if len(names) > 1}
    return any(
        isinstance(expression, Call)
        for function in functions
        if _own(function) & shared
        for statement in walk_statements(function.body)
        for whole in expressions(statement)
        for expression in walk_expressions(whole)
    )


def bound_names(statement: Statement) -> set[str]:
    """The names that a statement itself binds."""
    if isinstance(statement, Assign | Const):
        return {statement.target}
    if isinstance(statement, For | ForEach | Pop):
        return set() if statement.target is None else {statement.target}
    if isinstance(statement, AssignMany):
        return set(statement.targets)
    if isinstance(statement, Try):
        return set() if statement.name is None else {statement.name}
    return set()


def _own(function: FunctionDef) -> set[str]:
    bound = {name for statement in walk_statements(function.body) for name in bound_names(statement)}
    return bound - set(function.parameters)


def _used_after_call(function: FunctionDef, own: set[str]) -> bool:
    """Whether the function might read a variable of its own after it has called itself."""
    called = False
    for statement in walk_statements(function.body):
        looped = isinstance(statement, For | While | ForEach | RepeatUntil)
        nodes = [node for whole in expressions(statement) for node in walk_expressions(whole)]
        if called and any(isinstance(node, Name) and node.id in own for node in nodes):
            return True
        if any(isinstance(node, Call) and node.function == function.name for node in nodes):
            called = True
            if any(isinstance(node, Name) and node.id in own for node in nodes):
                return True
        if looped and any(
            isinstance(node, Call) and node.function == function.name
            for inner in walk_statements((statement,))
            for whole in expressions(inner)
            for node in walk_expressions(whole)
        ):
            return True
    return False


# Rewrites


def _without_result(node: Statement) -> Statement:
    if isinstance(node, FunctionDef) and node.body:
        last = node.body[-1]
        if isinstance(last, Return) and last.value is not None:
            return FunctionDef(node.name, node.parameters, (*node.body[:-1], Return()))
    return node


def _going_on(node: Statement) -> Statement:
    """A return that sets the result and goes on to the function's end."""
    if isinstance(node, Return) and node.value is not None:
        return Assign(_RESULT, node.value)
    if isinstance(node, FunctionDef) and any(
        isinstance(inner, Assign) and inner.target == _RESULT for inner in walk_statements(node.body)
    ):
        return FunctionDef(node.name, node.parameters, (*node.body, Return(Name(_RESULT))))
    return node


def _break_as_continue(node: Statement) -> Statement:
    if isinstance(node, Break):
        return Continue()
    return Break() if isinstance(node, Continue) else node


def _plain_test(family: str, loop: bool) -> Callable[[Statement], Statement]:
    def change(node: Statement) -> Statement:
        if isinstance(node, If) and says_unless(node, family):
            shown = UnaryOp("not", node.test)
            return While(shown, node.body) if loop else If(shown, node.body)
        return node

    return change


def _flipped_end(node: Statement) -> Statement:
    return RepeatUntil(node.body, UnaryOp("not", node.test)) if isinstance(node, RepeatUntil) else node


def _each_as_if(node: Statement) -> Statement:
    return If(Contains(Name(node.target), "in", node.iterable), node.body) if isinstance(node, ForEach) else node


def _falling(node: Statement) -> Statement:
    if not isinstance(node, Switch):
        return node
    blocks = [*(body for _, body in node.cases), node.default]
    falling = [tuple(inner for body in blocks[place:] for inner in copied(body)) for place in range(len(blocks))]
    cases = tuple((constant, body) for (constant, _), body in zip(node.cases, falling, strict=False))
    return Switch(node.subject, cases, falling[-1])


def _swapped(node: Expression) -> Expression:
    return Conditional(node.test, node.orelse, node.body) if isinstance(node, Conditional) else node


def _nth_values(place: int) -> Callable[[Statement], Statement]:
    seen = 0

    def change(node: Statement) -> Statement:
        nonlocal seen
        if isinstance(node, ForEach):
            seen += 1
            if seen - 1 == place:
                return ForEach(node.target, Intrinsic("values", (node.iterable,)), node.body)
        return node

    return change


def _nth_copy(place: int) -> Callable[[Statement], Statement]:
    seen = 0

    def change(node: Statement) -> Statement:
        nonlocal seen
        if isinstance(node, Assign) and type(node.value) is Name:
            seen += 1
            if seen - 1 == place:
                return Assign(node.target, Intrinsic("copy", (node.value,)))
        return node

    return change


def _copying(function: str, parameter: str) -> Callable[[Statement], Statement]:
    def change(node: Statement) -> Statement:
        if isinstance(node, FunctionDef) and node.name == function:
            copy = Assign(parameter, Intrinsic("copy", (Name(parameter),)))
            return FunctionDef(node.name, node.parameters, (copy, *node.body))
        return node

    return change


def _regrouped(written: str, read: str) -> Callable[[Expression], Expression]:
    """How rows of operators that were written under one order are taken under another."""

    def change(node: Expression) -> Expression:
        if not isinstance(node, BinOp):
            return map_parts(node, change)
        operands, operators = _row(node, written)
        return _grouped([change(operand) for operand in operands], operators, read)

    return change


def _row(node: Expression, order: str) -> tuple[list[Expression], list[str]]:
    """Operands and operators of a row as it stands in the text."""
    if not isinstance(node, BinOp):
        return [node], []
    if order == "right to left":
        operands, operators = _row(node.right, order)
        return [node.left, *operands], [node.op, *operators]
    operands, operators = _row(node.left, order)
    return [*operands, node.right], [*operators, node.op]


def _grouped(operands: list[Expression], operators: list[str], order: str) -> Expression:
    """The row's tree under an order."""
    if order == "usual":
        stack: list[Expression] = [operands[0]]
        pending: list[str] = []
        for operator, operand in zip(operators, operands[1:], strict=True):
            while pending and PRECEDENCE[pending[-1]] >= PRECEDENCE[operator]:
                right, left = stack.pop(), stack.pop()
                stack.append(BinOp(left, pending.pop(), right))
            pending.append(operator)
            stack.append(operand)
        while pending:
            right, left = stack.pop(), stack.pop()
            stack.append(BinOp(left, pending.pop(), right))
        return stack[0]
    tree = operands[0]
    for operator, operand in zip(operators, operands[1:], strict=True):
        tree = BinOp(tree, operator, operand)
    return tree
