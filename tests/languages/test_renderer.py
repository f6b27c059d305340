"""The renderers: fewest parentheses that keep the meaning, lines that are right, nothing forgotten."""

import ast
import re
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caalm.errors import InexpressibleError
from caalm.languages import LANGUAGES
from caalm.languages.facts import shifted
from caalm.languages.javascript import JAVASCRIPT
from caalm.languages.lua import LUA
from caalm.languages.python import PYTHON
from caalm.languages.renderer import InfixLanguage
from caalm.program import nodes
from caalm.program.checks import problems
from caalm.program.interpreter import interpret
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
    Declaration,
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
    walk_statements,
)
from tests.wild import draw_wild_program

INFIX = (PYTHON, JAVASCRIPT, LUA)
each_language = pytest.mark.parametrize("language", INFIX, ids=lambda language: language.name)


# Parentheses

NUMBERS = st.integers(-20, 20).map(Constant)


def _booleans(numbers: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    tests: st.SearchStrategy[Expression] = st.builds(Compare, numbers, st.sampled_from(nodes.COMPARISONS), numbers)
    return st.recursive(
        tests | st.booleans().map(Constant),
        lambda inner: (
            st.builds(BoolOp, inner, st.sampled_from(("and", "or")), inner)
            | st.builds(UnaryOp, st.just("not"), inner)
            | st.builds(Compare, inner, st.sampled_from(("==", "!=")), inner)
        ),
        max_leaves=6,
    )


ARITHMETIC: st.SearchStrategy[Expression] = st.recursive(
    NUMBERS,
    lambda inner: (
        st.builds(BinOp, inner, st.sampled_from(nodes.ARITHMETIC), inner) | st.builds(UnaryOp, st.just("-"), inner)
    ),
    max_leaves=8,
)
EXPRESSIONS = ARITHMETIC | _booleans(ARITHMETIC)


@given(expression=EXPRESSIONS, seed=st.integers(0, 50))
@settings(max_examples=400, deadline=None)
def test_python_reads_every_expression_as_the_tree_means_it(expression: Expression, seed: int) -> None:
    program = Program((Assign("answer", expression),))
    result = interpret(program)
    if result.error is not None:
        return
    scope: dict[str, object] = {}
    exec(PYTHON.render(program, Random(seed)).text, scope)
    assert repr(scope["answer"]) == repr(_last_value(program))


def _last_value(program: Program) -> object:
    return interpret(program).trace[-1].events[-1].value  # type: ignore[union-attr]


@given(expression=EXPRESSIONS)
@settings(max_examples=200, deadline=None)
def test_python_parses_what_was_rendered_into_the_same_shape(expression: Expression) -> None:
    text = PYTHON.render(Program((Print((expression,)),)), Random(0)).text
    call = ast.parse(text).body[0].value  # type: ignore[attr-defined]
    assert _shape(call.args[0]) == _tree_shape(expression)


def _shape(node: ast.expr) -> str:
    """The grouping that CPython sees; its flat ``a and b and c`` grouped to the left."""
    if isinstance(node, ast.BoolOp):
        text = _shape(node.values[0])
        for value in node.values[1:]:
            text = f"({text}{type(node.op).__name__}{_shape(value)})"
        return text
    if isinstance(node, ast.BinOp):
        return f"({_shape(node.left)}{type(node.op).__name__}{_shape(node.right)})"
    if isinstance(node, ast.Compare):
        assert len(node.ops) == 1, "a comparison was chained"
        return f"({_shape(node.left)}{type(node.ops[0]).__name__}{_shape(node.comparators[0])})"
    if isinstance(node, ast.UnaryOp):
        return f"({type(node.op).__name__}{_shape(node.operand)})"
    assert isinstance(node, ast.Constant)
    return repr(node.value)


_CPYTHON = dict(
    zip(
        (*nodes.ARITHMETIC, *nodes.COMPARISONS, "and", "or"),
        ("Add", "Sub", "Mult", "Div", "FloorDiv", "Mod", "Eq", "NotEq", "Lt", "LtE", "Gt", "GtE", "And", "Or"),
        strict=True,
    )
)


def _tree_shape(node: Expression) -> str:
    if isinstance(node, BinOp | Compare | BoolOp):
        return f"({_tree_shape(node.left)}{_CPYTHON[node.op]}{_tree_shape(node.right)})"
    if isinstance(node, UnaryOp):
        return f"({'USub' if node.op == '-' else 'Not'}{_tree_shape(node.operand)})"
    assert isinstance(node, Constant)
    negative = isinstance(node.value, int) and not isinstance(node.value, bool) and node.value < 0
    return f"(USub{-node.value})" if negative else repr(node.value)  # type: ignore[operator]


@each_language
def test_two_minus_signs_never_meet(language: InfixLanguage) -> None:
    for seed in range(20):
        inner = UnaryOp("-", UnaryOp("-", Name("a")))
        values = (UnaryOp("-", Constant(-3)), inner, BinOp(Name("a"), "-", UnaryOp("-", inner)))
        text = language.render(Program((Assign("a", Constant(1)), Print(values))), Random(seed)).text
        assert "--" not in re.sub(r"-- [a-z ?]*$", "", text, flags=re.MULTILINE)


def test_a_shifted_bound_is_folded() -> None:
    n = Name("n")
    assert shifted(Constant(5), 1) == Constant(6)
    assert shifted(n, 1) == BinOp(n, "+", Constant(1))
    assert shifted(BinOp(n, "-", Constant(1)), 1) == n
    assert shifted(BinOp(n, "+", Constant(1)), -3) == BinOp(n, "-", Constant(2))


# Lines


def test_python_lines_are_those_of_the_syntax_tree() -> None:
    for seed in range(150):
        program = draw_wild_program(Random(seed), PYTHON.semantics)
        source = PYTHON.render(program, Random(seed))
        assert list(source.lines) == _line_numbers(ast.parse(source.text).body)


def _line_numbers(body: list[ast.stmt]) -> list[int]:
    found = []
    for statement in body:
        found.append(statement.lineno)
        for block in ("body", "orelse"):
            found += _line_numbers(getattr(statement, block, []))
    return found


_OPENINGS: dict[type, str] = {
    Print: r"\s*(print|console\.log)\(",
    If: r"\s*(\} ?else )?(else if|if|elif|elseif)\b",
    While: r"\s*while\b",
    For: r"\s*for\b",
}


@each_language
def test_every_statement_stands_on_the_line_that_the_map_says(language: InfixLanguage) -> None:
    for seed in range(150):
        program = draw_wild_program(Random(seed), language.semantics)
        try:
            source = language.render(program, Random(seed))
        except InexpressibleError:  # a float minus a literal 0 in Lua
            continue
        lines = source.text.split("\n")
        statements = list(walk_statements(program.body))
        assert len(statements) == len(source.lines)
        assert list(source.lines) == sorted(set(source.lines))
        for statement, number in zip(statements, source.lines, strict=True):
            opening = _OPENINGS.get(type(statement)) or rf"\s*((local|let|const|var) )?{statement.target}\b"  # type: ignore[union-attr]
            assert re.match(opening, lines[number - 1]), (statement, lines[number - 1])


def test_an_else_if_has_a_line_of_its_own() -> None:
    chain = If(Constant(False), (Print((Constant(1),)),), (If(Constant(True), (Print((Constant(2),)),)),))
    for language in INFIX:
        source = language.render(Program((chain,)), Random(3))
        assert re.search(r"elif|elseif|else if", source.text.split("\n")[source.lines[2] - 1])


# Nothing forgotten

_ONE, _YES = Constant(1), Constant(True)
_SAY = (Print((_ONE,)),)
SAMPLES: dict[type, Program] = {
    Constant: Program((Print((Constant("x"), Constant(1.5), _YES)),)),
    Name: Program((Assign("a", _ONE), Print((Name("a"),)))),
    BinOp: Program((Print((BinOp(_ONE, "//", _ONE),)),)),
    UnaryOp: Program((Print((UnaryOp("not", _YES),)),)),
    Compare: Program((Print((Compare(_ONE, "<=", _ONE),)),)),
    BoolOp: Program((Print((BoolOp(_YES, "or", _YES),)),)),
    JoinedStr: Program((Print((JoinedStr((_ONE, _YES)),)),)),
    Assign: Program((Assign("a", _ONE), *_SAY)),
    Print: Program(_SAY),
    If: Program((If(_YES, _SAY, (Print((Constant(2),)),)),)),
    While: Program((While(Constant(False), _SAY),)),
    For: Program((For(None, _ONE, Constant(3), 1, True, _SAY),)),
    List: Program((Assign("xs", List((_ONE, Constant(2)))), Print((Intrinsic("length", (Name("xs"),)),)))),
    Dict: Program((Assign("d", Dict((Constant("k"),), (_ONE,))), Print((Subscript(Name("d"), Constant("k")),)))),
    Subscript: Program((Assign("s", Constant("word")), Print((Subscript(Name("s"), Constant(2)),)))),
    Slice: Program((Assign("s", Constant("word")), Print((Slice(Name("s"), _ONE, Constant(3)),)))),
    Contains: Program((Assign("s", Constant("word")), Print((Contains(Constant("or"), "in", Name("s")),)))),
    Intrinsic: Program((Print((Intrinsic("upper", (Constant("word"),)),)),)),
    Conditional: Program((Print((Conditional(_YES, _ONE, Constant(2)),)),)),
    Call: Program((FunctionDef("f", ("x",), (Return(Name("x")),)), Print((Call("f", (_ONE,)),)))),
    Input: Program((Assign("s", Input()), Print((Name("s"),))), lines=("hello",)),
    ReadFile: Program((WriteFile("a.txt", _ONE), Assign("s", ReadFile("a.txt")), Print((Name("s"),)))),
    AssignMany: Program((AssignMany(("a", "b"), (_ONE, Constant(2))), Print((Name("a"), Name("b"))))),
    Const: Program((Const("A", _ONE), Print((Name("A"),)))),
    SetItem: Program((Assign("xs", List((_ONE, _ONE))), SetItem("xs", _ONE, Constant(5)), *_SAY)),
    Append: Program((Assign("xs", List(())), Append("xs", _ONE), *_SAY)),
    Pop: Program((Assign("xs", List((_ONE,))), Pop("a", "xs"), Print((Name("a"),)))),
    ForEach: Program((ForEach("c", Constant("abc"), (Print((Name("c"),)),)),)),
    RepeatUntil: Program((RepeatUntil(_SAY, _YES),)),
    Break: Program((While(_YES, (*_SAY, Break())),)),
    Continue: Program((For("i", _ONE, Constant(3), 1, True, (If(_YES, (Continue(),)), *_SAY)),)),
    Switch: Program((Assign("a", _ONE), Switch(Name("a"), ((_ONE, _SAY), (Constant(2), (Print((_YES,)),)))))),
    FunctionDef: Program((FunctionDef("f", (), _SAY), Expr(Call("f", ())))),
    Return: Program((FunctionDef("f", (), (If(_YES, (Return(),)), *_SAY)), Expr(Call("f", ())))),
    Expr: Program((FunctionDef("f", (), _SAY), Expr(Call("f", ())))),
    Raise: Program((Try((Raise(Constant("bad")),), "e", (Print((Name("e"),)),)),)),
    Try: Program((Try((Raise(Constant("bad")),), None, _SAY),)),
    WriteFile: Program((WriteFile("a.txt", _ONE), WriteFile("a.txt", _ONE, True), *_SAY)),
    Store: Program((Store("a", Constant(2)), Print((Name("a"),))), (Declaration("a", "9(2)", 1),)),
}


def test_no_node_class_is_without_a_sample() -> None:
    assert set(SAMPLES) == {*get_args(Expression), *get_args(Statement)}


@pytest.mark.parametrize("kind", SAMPLES, ids=lambda kind: kind.__name__)
def test_checks_and_interpreter_know_every_node(kind: type) -> None:
    assert problems(SAMPLES[kind]) == []
    assert interpret(SAMPLES[kind]).error is None


@pytest.mark.parametrize("kind", SAMPLES, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("name", LANGUAGES)
def test_every_language_writes_every_node_or_says_that_it_cannot(name: str, kind: type) -> None:
    try:
        source = LANGUAGES[name].render(SAMPLES[kind], Random(1))
    except InexpressibleError:
        return
    assert len(source.lines) == len(list(walk_statements(SAMPLES[kind].body)))


@each_language
@pytest.mark.parametrize("kind", [kind for kind in SAMPLES if kind is not Store], ids=lambda kind: kind.__name__)
def test_the_common_tree_is_written_by_all_three(language: InfixLanguage, kind: type) -> None:
    assert language.render(SAMPLES[kind], Random(1)).text


def test_a_real_language_costs_one_file_one_golden_file_and_one_line() -> None:
    table = Path(str(find_spec("caalm.languages").origin)).read_text()  # type: ignore[union-attr]
    for name, language in LANGUAGES.items():
        assert language.name == name
        assert find_spec(f"caalm.languages.{name}") is not None
        assert (Path(__file__).parent / "golden" / f"{name}.txt").is_file()
        assert len(re.findall(rf"^ +{name.upper()},$", table, flags=re.MULTILINE)) == 1


# What cannot be said

MIXED = Program((Print((BinOp(Constant("5"), "+", Constant(3)),)),))


def test_a_number_added_to_a_string_is_written_where_the_interpreter_knows_what_it_does() -> None:
    for language in (JAVASCRIPT, PYTHON):  # "53", and an error
        assert language.render(MIXED, Random(1)).text
    with pytest.raises(InexpressibleError, match=r"\+ of str and int"):
        LUA.render(MIXED, Random(1))


@pytest.mark.parametrize(
    ("language", "name"),
    [(PYTHON, "print"), (PYTHON, "class"), (JAVASCRIPT, "let"), (JAVASCRIPT, "Math"), (LUA, "end"), (LUA, "größe")],
)
def test_a_word_of_the_language_names_no_variable(language: InfixLanguage, name: str) -> None:
    with pytest.raises(InexpressibleError, match=name):
        language.render(Program((Assign(name, Constant(1)),)), Random(1))


# Style


@each_language
def test_one_tree_has_many_spellings_and_one_seed_has_one(language: InfixLanguage) -> None:
    body = (Assign("a", BinOp(Name("a"), "+", Name("i"))), Print((JoinedStr((Constant("a = "), Name("a"))),)))
    program = Program((Assign("a", Constant(1)), For("i", Constant(0), Constant(3), 1, False, body)))
    texts = [language.render(program, Random(seed)).text for seed in range(100)]
    assert len(set(texts)) > 40
    assert texts == [language.render(program, Random(seed)).text for seed in range(100)]


def test_javascript_shows_negative_zero_whatever_the_style() -> None:
    """A template literal would lose the sign, so several items that may be -0 stay several items."""
    program = Program((Assign("a", BinOp(Constant(0), "*", Constant(-1))), Print((Name("a"), Constant("ok")))))
    for seed in range(100):
        assert re.search(r"console\.log\(a, ['\"]ok['\"]\)", JAVASCRIPT.render(program, Random(seed)).text)


def test_math_trunc_stands_for_math_floor_only_where_nothing_is_negative() -> None:
    def texts(left: int) -> str:
        program = Program((Print((BinOp(Constant(left), "//", Constant(2)),)),))
        return "".join(JAVASCRIPT.render(program, Random(seed)).text for seed in range(50))

    assert "Math.trunc" in texts(7)
    assert "Math.trunc" not in texts(-7)


def test_a_loop_whose_bound_changes_keeps_its_bound() -> None:
    loop = For("i", Constant(0), Name("n"), 1, False, (Assign("n", BinOp(Name("n"), "-", Constant(1))),))
    text = JAVASCRIPT.render(Program((Assign("n", Constant(4)), loop, Print((Name("n"),)))), Random(1)).text
    assert "i < end" in text
