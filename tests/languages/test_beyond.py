"""Functions, lists, dictionaries, errors and the like: how the three languages say them, and what each cannot say."""

import re
from random import Random

import pytest

from caalm.errors import InexpressibleError
from caalm.languages.declarations import declarations
from caalm.languages.javascript import JAVASCRIPT
from caalm.languages.kinds import ANY, INT, NUMBER, STR, Kind, Kinds
from caalm.languages.lua import LUA
from caalm.languages.python import PYTHON
from caalm.languages.renderer import InfixLanguage
from caalm.program.nodes import (
    Append,
    Assign,
    AssignMany,
    BinOp,
    Break,
    Call,
    Compare,
    Conditional,
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
    Intrinsic,
    List,
    Name,
    Print,
    Program,
    Raise,
    RepeatUntil,
    Return,
    SetItem,
    Statement,
    Subscript,
    Switch,
    Try,
    While,
)

X, XS, N = Name("x"), Name("xs"), Name("n")
ONE, TWO = Constant(1), Constant(2)
SAY = (Print((ONE,)),)


def texts(language: InfixLanguage, *body: Statement, styles: int = 50) -> set[str]:
    return {language.render(Program(body), Random(seed)).text for seed in range(styles)}


def test_a_caught_failure_inside_a_list_is_its_message() -> None:
    shown = Print((Intrinsic("sorted", (List((Constant("b"), Name("e"))),)),))
    for text in texts(PYTHON, Try((Raise(Constant("a")),), "e", (shown,))):
        assert "str(e)]" in text


def test_a_bound_that_is_called_is_called_once() -> None:
    called = FunctionDef("f", (), (*SAY, Return(TWO)))
    loop = For("i", ONE, Call("f", ()), 1, False, (Print((Name("i"),)),))
    for text in texts(JAVASCRIPT, called, loop):
        head = next(line for line in text.splitlines() if line.startswith("for"))
        assert "f()" not in head


def refuses(language: InfixLanguage, *body: Statement) -> bool:
    try:
        language.render(Program(body), Random(1))
    except InexpressibleError:
        return True
    return False


# Kinds


def test_a_parameter_has_the_kind_of_its_arguments() -> None:
    double = FunctionDef("double", ("n",), (Return(BinOp(N, "*", TWO)),))
    kinds = Kinds(Program((double, Print((Call("double", (ONE,)), Call("double", (Constant(0.5),)))))))
    assert kinds.of(N, "double") == NUMBER
    assert kinds.of(Call("double", (ONE,))) == NUMBER


def test_a_list_that_a_function_fills_is_known_outside() -> None:
    fill = FunctionDef("fill", ("out",), (Append("out", Constant("a")),))
    kinds = Kinds(Program((fill, Assign("xs", List(())), Expr(Call("fill", (XS,))))))
    assert kinds.of(XS) == Kind("list", STR)


def test_a_local_variable_is_not_the_one_outside() -> None:
    function = FunctionDef("f", (), (Assign("x", Constant("a")), Return(X)))
    kinds = Kinds(Program((Assign("x", ONE), function, Print((Call("f", ()),)))))
    assert (kinds.of(X), kinds.of(X, "f")) == (INT, STR)


def test_what_is_now_a_string_and_now_a_number_is_anything() -> None:
    assert Kinds(Program((Assign("x", ONE), Assign("x", Constant("a"))))).of(X) == ANY


# Declarations


def test_a_function_declares_its_own_variables() -> None:
    inside, outside = Assign("x", ONE), Assign("x", TWO)
    function = FunctionDef("f", (), (inside, Return(X)))
    assert declarations(Program((outside, function))).at == {id(inside), id(outside)}


def test_a_variable_that_a_function_reads_is_declared_at_the_top() -> None:
    choice = If(Constant(True), (Assign("x", ONE),))
    function = FunctionDef("f", (), (Return(X),))
    assert declarations(Program((function, choice))).before == {id(choice): ["x"]}


def test_lua_makes_no_local_of_what_an_earlier_function_reads() -> None:
    body = (FunctionDef("f", (), (Return(X),)), Assign("x", ONE), Print((Call("f", ()),)))
    assert not any("local x" in text for text in texts(LUA, *body))


# One node, several spellings


@pytest.mark.parametrize(
    ("language", "spellings"),
    [
        (PYTHON, (r"xs\[::-1\]", r"list\(reversed\(xs\)\)")),
        (JAVASCRIPT, (r"\[\.\.\.xs\]\.reverse\(\)", r"xs\.slice\(\)\.reverse\(\)")),
        (LUA, (r"reversed\(xs\)",)),
    ],
)
def test_a_list_is_reversed_in_several_ways(language: InfixLanguage, spellings: tuple[str, ...]) -> None:
    body = (Assign("xs", List((ONE, TWO))), Assign("ys", Intrinsic("reverse", (XS,))))
    found = texts(language, *body)
    assert all(any(re.search(spelling, text) for text in found) for spelling in spellings)


def test_functions_of_javascript_are_declared_arrows_or_expressions() -> None:
    found = "".join(texts(JAVASCRIPT, FunctionDef("f", ("n",), (Return(N),)), Print((Call("f", (ONE,)),))))
    assert all(part in found for part in ("function f(n)", "f = (n) =>", "f = n =>", "f = function (n)"))


def test_an_old_value_is_counted_up() -> None:
    body = (
        Assign("d", Dict((Constant("a"),), (ONE,))),
        SetItem("d", Constant("a"), BinOp(Subscript(Name("d"), Constant("a")), "+", ONE)),
    )
    assert any('d["a"] += 1' in text for text in texts(PYTHON, *body))
    assert any("d.a++" in text for text in texts(JAVASCRIPT, *body))


def test_an_entry_or_a_default_has_a_short_form() -> None:
    entry = Conditional(Contains(Constant("k"), "in", Name("d")), Subscript(Name("d"), Constant("k")), Constant(0))
    body = (Assign("d", Dict((Constant("a"),), (ONE,))), Print((entry,)))
    for language, form in ((PYTHON, "d.get("), (JAVASCRIPT, "|| 0"), (LUA, "or 0")):
        assert any(form in text for text in texts(language, *body))


def test_a_loop_with_its_test_at_the_end_stands_on_the_line_of_the_test() -> None:
    body = (Assign("x", ONE), RepeatUntil((Assign("x", BinOp(X, "+", ONE)),), Compare(X, ">", TWO)))
    for language, word in ((PYTHON, "if x > 2:"), (JAVASCRIPT, "while (x <= 2)"), (LUA, "until x > 2")):
        source = language.render(Program(body), Random(4))
        assert word in source.text.split("\n")[source.lines[1] - 1]


def test_swapped_variables_need_no_third_one() -> None:
    body = (Assign("a", ONE), Assign("b", TWO), AssignMany(("a", "b"), (Name("b"), Name("a"))))
    assert all("a, b = b, a" in text for text in texts(PYTHON, *body) | texts(LUA, *body))
    assert all("[a, b] = [b, a]" in text for text in texts(JAVASCRIPT, *body))


def test_a_line_of_javascript_without_semicolons_never_starts_with_a_bare_bracket() -> None:
    body = (Assign("a", ONE), Assign("b", TWO), AssignMany(("a", "b"), (Name("b"), Name("a"))))
    bare = [re.sub(r" *//.*", "", text) for text in texts(JAVASCRIPT, *body)]
    assert not any(re.search(r"[^;\n]\n+\[", text) for text in bare)


def test_a_break_inside_a_switch_leaves_the_loop_in_javascript_too() -> None:
    loop = For("i", ONE, Constant(5), 1, True, (Switch(Name("i"), ((TWO, (Break(),)),), SAY),))
    assert not any("switch" in text for text in texts(JAVASCRIPT, loop))


def test_a_return_before_the_end_of_a_block_is_wrapped_in_lua() -> None:
    text = LUA.render(Program((FunctionDef("f", (), (Return(ONE), *SAY)), Expr(Call("f", ())))), Random(1)).text
    assert "do return 1 end" in text


# What cannot be said

WORDS: Expression = Dict((Constant("a"),), (ONE,))


@pytest.mark.parametrize("operation", ["keys", "values", "length"])
def test_lua_asks_no_table_for_what_has_no_order(operation: str) -> None:
    assert refuses(LUA, Assign("d", WORDS), Assign("x", Intrinsic(operation, (Name("d"),))))
    assert refuses(LUA, Assign("d", WORDS), ForEach("k", Name("d"), SAY))
    assert not refuses(PYTHON, Assign("d", WORDS), Assign("x", Intrinsic(operation, (Name("d"),))))


def test_lua_prints_no_table() -> None:
    assert refuses(LUA, Assign("xs", List((ONE,))), Print((XS,)))


def test_lua_counts_no_characters_of_several_bytes() -> None:
    assert refuses(LUA, Print((Intrinsic("length", (Constant("é"),)),)))
    assert not refuses(JAVASCRIPT, Print((Intrinsic("length", (Constant("é"),)),)))


def test_lua_chooses_no_boolean_and_nothing_that_may_be_nil() -> None:
    test = Compare(X, ">", ONE)
    assert refuses(LUA, Assign("x", ONE), Print((Conditional(test, Constant(False), Constant(True)),)))
    assert refuses(LUA, Assign("xs", List((ONE,))), Print((Conditional(test, Subscript(XS, TWO), ONE),)))
    assert not refuses(LUA, Assign("x", ONE), Print((Conditional(test, ONE, TWO),)))


@pytest.mark.parametrize("leave", [Return, Break, Continue])
def test_lua_leaves_nothing_from_inside_an_attempt(leave: type) -> None:
    loop = While(Constant(True), (Try((If(Constant(True), (leave(),)), *SAY), None, SAY),))
    assert refuses(LUA, FunctionDef("f", (), (loop,)), Expr(Call("f", ())))
    assert not refuses(PYTHON, FunctionDef("f", (), (loop,)), Expr(Call("f", ())))


def test_python_has_no_continue_to_a_test_at_the_end() -> None:
    loop = RepeatUntil((If(Constant(False), (Continue(),)), *SAY), Constant(True))
    assert refuses(PYTHON, loop)
    assert not refuses(JAVASCRIPT, loop)


def test_an_object_that_knows_a_word_already_becomes_a_map() -> None:
    body = (Assign("d", Dict((), ())), SetItem("d", Constant("constructor"), ONE))
    assert all("new Map()" in text for text in texts(JAVASCRIPT, *body))
    assert refuses(JAVASCRIPT, *body, Print((Name("d"),)))


def test_a_variable_is_not_called_like_a_function_that_the_text_calls() -> None:
    named = (Assign("len", ONE), Print((Name("len"),)))
    assert not refuses(PYTHON, *named)
    assert refuses(PYTHON, *named, Print((Intrinsic("length", (Constant("ab"),)),)))


def test_a_function_is_not_called_before_its_definition() -> None:
    function, call = FunctionDef("f", (), SAY), Expr(Call("f", ()))
    for language in (PYTHON, JAVASCRIPT, LUA):
        assert refuses(language, call, function)
        assert not refuses(language, function, call)
