"""Lists, dictionaries and strings: how they print and what stands at a place, language by language."""

from dataclasses import replace

import pytest

from caalm.program.containers import contains, elements, item, part, set_item
from caalm.program.interpreter import interpret
from caalm.program.intrinsics import _FUNCTIONS, apply
from caalm.program.nodes import (
    INTRINSICS,
    Assign,
    Call,
    Constant,
    Dict,
    ForEach,
    FunctionDef,
    List,
    Name,
    Pop,
    Print,
    Program,
    Return,
    SetItem,
    Value,
)
from caalm.program.values import (
    COBOL,
    JAVASCRIPT,
    LUA,
    PYTHON,
    Beyond,
    Brackets,
    ExecutionError,
    Semantics,
    binary,
    compare,
    display,
)

ONE_BASED = Semantics(first_index=1)


@pytest.mark.parametrize(
    ("value", "python", "javascript"),
    [
        ([], "[]", "[]"),
        ({}, "{}", "{}"),
        ([1, "a", 2.5], "[1, 'a', 2.5]", "[ 1, 'a', 2.5 ]"),
        ([True, None], "[True, None]", "[ true, undefined ]"),
        (["it's", 'say "x"'], '["it\'s", \'say "x"\']', '[ "it\'s", \'say "x"\' ]'),
        ({"a": 1, "b c": [2]}, "{'a': 1, 'b c': [2]}", "{ a: 1, 'b c': [ 2 ] }"),
        ([[1, 2], [3]], "[[1, 2], [3]]", "[ [ 1, 2 ], [ 3 ] ]"),
    ],
)
def test_a_whole_list_prints_as_each_language_prints_it(value: Value, python: str, javascript: str) -> None:
    assert display(value, PYTHON) == python
    assert display(value, JAVASCRIPT) == javascript


def test_console_log_puts_more_than_six_elements_in_columns() -> None:
    assert display([float(n) for n in range(7)], JAVASCRIPT) == "[\n  0, 1, 2, 3,\n  4, 5, 6\n]"
    assert display([float(n) for n in range(5, 15)], JAVASCRIPT) == "[\n   5,  6,  7,  8,  9,\n  10, 11, 12, 13, 14\n]"
    words: list[Value] = ["one", "two", "three", "four", "five", "six", "seven"]
    assert display(words, JAVASCRIPT) == "[\n  'one',   'two',\n  'three', 'four',\n  'five',  'six',\n  'seven'\n]"


def test_a_list_in_three_others_is_not_printed() -> None:
    assert display([[[1.0]]], JAVASCRIPT) == "[ [ [ 1 ] ] ]"
    with pytest.raises(Beyond, match="too deep"):
        display([[[[1.0]]]], JAVASCRIPT)


def test_a_list_inside_a_string_of_javascript_is_its_elements() -> None:
    assert display([1.0, [2.0, None], "a"], JAVASCRIPT, joined=True) == "1,2,,a"
    with pytest.raises(Beyond):
        display({"a": 1.0}, JAVASCRIPT, joined=True)


@pytest.mark.parametrize("semantics", [LUA, COBOL])
def test_lua_and_cobol_print_no_list(semantics: Semantics) -> None:
    with pytest.raises(Beyond, match="cannot be printed"):
        display([1], semantics)


def test_an_invented_language_says_what_stands_around_a_list() -> None:
    semantics = replace(PYTHON, lists=Brackets(opening="<", closing=">", separator=" | "), dictionaries=None)
    assert display([1, "a", [2]], semantics) == '<1 | "a" | <2>>'
    with pytest.raises(Beyond):
        display(['"'], semantics)


def test_places_are_counted_as_the_language_counts() -> None:
    assert [item([5, 6, 7], 1, semantics) for semantics in (PYTHON, JAVASCRIPT, LUA, ONE_BASED)] == [6, 6, 5, 5]
    assert item([5, 6, 7], -1, PYTHON) == 7
    for semantics in (JAVASCRIPT, LUA, ONE_BASED):
        with pytest.raises(Beyond, match="negative"):
            item([5], -1, semantics)


def test_a_place_that_is_not_there_fails_in_python_only() -> None:
    for semantics in (PYTHON, ONE_BASED):
        with pytest.raises(ExecutionError, match="index out of range"):
            item([5], 2, semantics)
        with pytest.raises(ExecutionError, match="missing key"):
            item({"a": 1}, "b", semantics)
    assert item([5.0], 2.0, JAVASCRIPT) is None
    assert item({"a": 1}, "b", LUA) is None


def test_the_place_after_the_last_is_new_where_a_missing_one_is_no_error() -> None:
    values: list[Value] = [5.0]
    set_item(values, 1.0, 6.0, JAVASCRIPT)
    assert values == [5.0, 6.0]
    with pytest.raises(ExecutionError, match="index out of range"):
        set_item(values, 2, 6, PYTHON)
    with pytest.raises(Beyond, match="holes"):
        set_item(values, 9.0, 6.0, JAVASCRIPT)


@pytest.mark.parametrize(
    ("lower", "upper", "exclusive", "inclusive"),
    [(1, 3, "el", "hel"), (2, None, "llo", "ello"), (None, 2, "he", "he"), (4, 2, "", ""), (1, 99, "ello", "hello")],
)
def test_slices_end_before_or_after_their_upper_place(
    lower: int | None, upper: int | None, exclusive: str, inclusive: str
) -> None:
    assert part("hello", lower, upper, PYTHON) == exclusive
    assert part("hello", lower, upper, LUA) == inclusive


def test_membership_and_elements() -> None:
    assert contains("el", "hello", PYTHON)
    assert contains("a", {"a": 1}, PYTHON)
    assert not contains(3, [1, 2], LUA)
    assert elements("abc", LUA) == ["a", "b", "c"]
    assert elements({"b": 1, "a": 2}, JAVASCRIPT) == ["b", "a"]
    different: list[tuple[Semantics, Value]] = [(LUA, {"a": 1}), (JAVASCRIPT, {"1": 1}), (LUA, "é"), (JAVASCRIPT, "😀")]
    for semantics, value in different:
        with pytest.raises(Beyond):
            elements(value, semantics)


def test_only_python_joins_and_compares_lists_by_what_is_in_them() -> None:
    assert binary("+", [1], [2], PYTHON) == [1, 2]
    assert compare("==", [1], [1], PYTHON)
    with pytest.raises(ExecutionError):
        binary("+", [1.0], [2.0], JAVASCRIPT)
    with pytest.raises(Beyond):
        compare("==", [1], [1], LUA)


def test_every_intrinsic_of_the_tree_has_a_meaning() -> None:
    assert set(_FUNCTIONS) == set(INTRINSICS)


@pytest.mark.parametrize(
    ("name", "arguments", "value"),
    [
        ("length", ([1, 2],), 2),
        ("length", ({"a": 1},), 1),
        ("string", (2.0,), "2.0"),
        ("integer", ("-12",), -12),
        ("upper", ("aB",), "AB"),
        ("lower", ("aB",), "ab"),
        ("reverse", ([1, 2],), [2, 1]),
        ("repeat", ("ab", 3), "ababab"),
        ("replace", ("banana", "a", "o"), "bonono"),
        ("split", ("a,,b", ","), ["a", "", "b"]),
        ("join", (["a", "b"], "-"), "a-b"),
        ("find", ("banana", "na"), 2),
        ("trim", ("  a b ",), "a b"),
        ("absolute", (-3,), 3),
        ("minimum", (3, 2.5), 2.5),
        ("maximum", (3, 2.5), 3),
        ("sum", ([1, 2, 3],), 6),
        ("sorted", (["b", "a"],), ["a", "b"]),
        ("keys", ({"b": 1, "a": 2},), ["b", "a"]),
        ("values", ({"b": 1, "a": 2},), [1, 2]),
        ("fixed", (2.5, 0), "2"),
        ("fixed", (3, 2), "3.00"),
        ("power", (2, 10), 1024),
        ("copy", ([1],), [1]),
    ],
)
def test_what_intrinsics_give(name: str, arguments: tuple[Value, ...], value: Value) -> None:
    assert repr(apply(name, arguments, PYTHON)) == repr(value)


def test_intrinsics_differ_where_languages_do() -> None:
    assert repr(apply("length", ("abc",), JAVASCRIPT)) == "3.0"
    assert apply("find", ("abc", "b"), LUA) == 2
    assert repr(apply("power", (2, 3), LUA)) == "8.0"
    assert apply("fixed", (2.5, 0), JAVASCRIPT) == "3"
    assert apply("fixed", (-0.125, 2), JAVASCRIPT) == "-0.13"


@pytest.mark.parametrize(
    ("name", "arguments", "error"),
    [("integer", ("x",), "bad number"), ("upper", (3,), "wrong type"), ("sorted", ([1, "a"],), "wrong type")],
)
def test_intrinsics_fail_as_the_real_ones_do(name: str, arguments: tuple[Value, ...], error: str) -> None:
    with pytest.raises(ExecutionError, match=error) as caught:
        apply(name, arguments, PYTHON)
    assert not isinstance(caught.value, Beyond)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("integer", ("1.5",)),
        ("find", ("abc", "x")),
        ("split", ("abc", "")),
        ("power", (10, 9)),
        ("power", (2, -1)),
        ("sum", ([0.1] * 10,)),
        ("join", ([1, 2], ",")),
        ("repeat", ("ab", 10_000)),
    ],
)
def test_what_languages_do_differently_is_beyond(name: str, arguments: tuple[Value, ...]) -> None:
    with pytest.raises(Beyond):
        apply(name, arguments, PYTHON)


def test_what_changes_while_it_is_shown_or_gone_through_has_no_label() -> None:
    taken = FunctionDef("g", (), (Pop(None, "xs"), Return(Constant(2))))
    shown = Print((Name("xs"), Call("g", ())))
    assert interpret(Program((taken, Assign("xs", List((Constant(1),))), shown))).rejected
    grow = ForEach("k", Name("d"), (SetItem("d", Constant("b"), Constant(2)),))
    assert interpret(Program((Assign("d", Dict((Constant("a"),), (Constant(1),))), grow))).rejected
