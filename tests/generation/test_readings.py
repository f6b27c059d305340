"""Each reading beyond the card refuses a program that it leaves open, and none that the text settles."""

import runpy
from pathlib import Path
from random import Random

import pytest

from caalm.generation.decidable import undecided
from caalm.generation.readings import scope_is_open
from caalm.generation.rewriting import is_well_formed, map_expression, rewrite
from caalm.languages.invented.language import InventedLanguage
from caalm.program.interpreter import interpret
from caalm.program.nodes import (
    Append,
    Assign,
    BinOp,
    Break,
    Call,
    Compare,
    Conditional,
    Constant,
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
    Print,
    Program,
    Raise,
    RepeatUntil,
    Return,
    SetItem,
    Slice,
    Statement,
    Subscript,
    Switch,
    UnaryOp,
    While,
)

GALLERY = runpy.run_path(str(Path(__file__).parent.parent.parent / "runs" / "gallery.py"))
N, XS = Name("n"), Name("xs")


def verdict(*body: Statement, opaque: set[str] | None = None, failing: bool = False, **families: str) -> str | None:
    plain = GALLERY["plain_beyond"]("note", "silent")
    renamed = {name.rstrip("_").replace("_", "-"): family for name, family in families.items()}
    language = InventedLanguage(
        families={**plain.families, "return": "keyword", **renamed}, words=plain.words, operators=plain.operators,
        operator_words=plain.operator_words, opaque=frozenset(opaque or ()),
    )  # fmt: skip
    program = Program(body)
    result = interpret(program, language.semantics)
    assert (result.error is not None) == failing, result.error
    return undecided(program, language, language.render(program, Random(1)), result)


def number(value: int) -> Constant:
    return Constant(value)


def say(value: Expression | str) -> Print:
    return Print((Constant(value) if isinstance(value, str) else value,))


def numbers(*values: int) -> Assign:
    return Assign("xs", List(tuple(Constant(value) for value in values)))


def test_a_place_could_be_counted_from_0_or_from_1() -> None:
    second = (numbers(4, 5, 6), say(Subscript(XS, number(1))))
    assert verdict(*second) == "first place"
    assert verdict(*second, note="comment") is None
    assert verdict(*second, note="pragma", origin="one") is None
    assert verdict(*second, index="ordinal", origin="one") is None  # 1st is the first
    by_name = (numbers(4, 5, 6), Assign("n", number(1)), say(Subscript(XS, N)))
    assert verdict(*by_name, index="ordinal", origin="one") == "first place"


def test_a_place_that_only_one_origin_has_is_decided() -> None:
    assert verdict(numbers(4, 5, 6), say(Subscript(XS, number(0)))) is None
    assert verdict(numbers(4, 5, 6), say(Subscript(XS, number(3))), origin="one") is None
    assert verdict(Assign("d", Dict((Constant("a"),), (number(1),))), say(Subscript(Name("d"), Constant("a")))) is None


def test_a_part_could_reach_its_end_or_not() -> None:
    part = (numbers(4, 5, 6), Assign("ys", Slice(XS, number(0), number(1))), say(Name("ys")))
    assert verdict(*part) == "end of a part"
    assert verdict(*part, note="rule") is None
    assert verdict(*part, slice="half open dots") is None
    assert verdict(numbers(4, 5, 6), say(Slice(XS, number(0), None))) is None


def test_operators_without_precedence_need_a_note() -> None:
    row = say(BinOp(BinOp(number(2), "+", number(3)), "*", number(4)))
    for order in ("left to right", "right to left"):
        tree = row if order == "left to right" else say(BinOp(number(4), "*", BinOp(number(3), "+", number(2))))
        assert verdict(tree, order=order) == "order of operators"
        assert verdict(tree, order=order, note="use") is None
        assert verdict(tree, order=order, expression="parenthesised") is None
    assert verdict(row) is None


def twice(*body: Statement) -> tuple[Statement, ...]:
    return (FunctionDef("f", ("n",), body), say(Call("f", (number(4),))))


def test_the_last_value_of_a_function_needs_a_note_or_a_use() -> None:
    body = twice(Return(BinOp(N, "*", number(2))))
    assert verdict(*body) is None
    assert verdict(*body, return_="last value") == "result of function"
    assert verdict(*body, return_="last value", note="comment") is None
    used = (body[0], say(BinOp(Call("f", (number(4),)), "+", number(1))))
    assert verdict(*used, return_="last value") is None


def test_a_return_whose_word_says_nothing_might_go_on() -> None:
    body = twice(If(Compare(N, ">", number(3)), (Return(number(1)),)), Return(number(2)))
    assert verdict(*body) is None
    assert verdict(*body, opaque={"return"}) == "return or go on"
    assert verdict(*body, return_="caret") == "return or go on"
    assert verdict(*twice(Return(number(2))), opaque={"return"}) is None


def test_break_and_continue_are_told_apart_by_their_words_only() -> None:
    two = If(Compare(N, "==", number(2)), (Break(),))
    loop = For("n", number(1), number(4), 1, True, (two, say(N)))
    assert verdict(loop) is None
    assert verdict(loop, opaque={"break"}) == "break or continue"
    three = If(Compare(N, "==", number(3)), (Continue(),))
    both = For("n", number(1), number(6), 1, True, (If(Compare(N, "==", number(5)), (Break(),)), three, say(N)))
    assert verdict(both, opaque={"break"}) is None  # the other word says what it is
    assert verdict(both, opaque={"break", "continue"}) == "break or continue"


def test_unless_could_be_if_or_while() -> None:
    test = UnaryOp("not", Compare(N, ">", number(3)))
    body = (Assign("n", number(1)), If(test, (say("a"),)))
    assert verdict(*body, unless="negations") is None
    assert verdict(*body, unless="negations", opaque={"unless"}) == "unless or if"
    assert verdict(*body, opaque={"unless"}) is None  # the word is not in the text


def test_a_test_at_the_end_could_be_until_or_while() -> None:
    loop = RepeatUntil((Assign("n", BinOp(N, "+", number(1))), say(N)), Compare(N, ">=", number(3)))
    assert verdict(Assign("n", number(0)), loop) is None
    assert verdict(Assign("n", number(0)), loop, opaque={"until"}) == "until or while"
    assert verdict(Assign("n", number(0)), loop, opaque={"while"}, post_test="do while") == "until or while"


def test_a_for_each_could_be_an_if_only_where_its_variable_is_known() -> None:
    loop = ForEach("n", XS, (say(N),))
    assert verdict(numbers(4, 5), loop, opaque={"foreach"}) is None
    assert verdict(numbers(4, 5), Assign("n", number(4)), loop, opaque={"foreach"}) == "each or if"


def test_cases_in_the_words_of_c_could_fall_through() -> None:
    switch = Switch(N, ((number(1), (say("a"),)), (number(2), (say("b"),))), (say("c"),))
    body = (Assign("n", number(1)), switch)
    assert verdict(*body, switch="cases") == "falls through"
    for family in ("cases with breaks", "arrows", "given"):
        assert verdict(*body, switch=family) is None
    last = (Assign("n", number(3)), switch)
    assert verdict(*last, switch="cases") is None


def test_the_branches_of_a_conditional_need_words_or_an_order_of_their_own() -> None:
    body = (Assign("n", number(1)), say(Conditional(Compare(N, ">", number(0)), Constant("a"), Constant("b"))))
    assert verdict(*body, conditional="then", opaque={"else"}) == "branches"
    assert verdict(*body, conditional="question", opaque={"else"}) is None


def test_a_for_each_over_a_dictionary_could_give_keys_or_values() -> None:
    table = Assign("d", Dict((Constant("a"),), (number(1),)))
    assert verdict(table, ForEach("k", Name("d"), (say(Name("k")),))) == "keys or values"
    assert verdict(table, ForEach("k", Intrinsic("keys", (Name("d"),)), (say(Name("k")),))) is None


def test_a_list_under_two_names_could_be_one_list_or_two() -> None:
    shared = (numbers(4, 6), Assign("ys", XS), Append("ys", number(5)))
    assert verdict(*shared, say(XS)) == "shared or copied"
    assert verdict(*shared, say(Name("ys"))) is None
    own = (numbers(4, 6), Assign("ys", Intrinsic("copy", (XS,))), Append("ys", number(5)), say(XS))
    assert verdict(*own) is None
    change = FunctionDef("f", ("ys",), (SetItem("ys", number(0), number(9)), Return(number(1))))
    assert verdict(change, numbers(4), Assign("n", Call("f", (XS,))), say(XS)) == "shared or copied"


def test_a_missing_place_could_be_an_error_or_nothing() -> None:
    assert (
        verdict(numbers(4), say("a"), say(Subscript(XS, number(7))), failing=True, note="comment") == "missing places"
    )


def test_a_program_that_fails_may_fail_later_under_another_reading() -> None:
    fails = Raise(Constant("stop"))
    assert verdict(numbers(4, 5, 6), say(Subscript(XS, number(1))), fails, failing=True) == "first place"
    assert verdict(numbers(4, 5, 6), say("a"), fails, failing=True) is None


def test_strings_in_a_printed_list_need_quotes_that_are_one_mark() -> None:
    body = (Assign("xs", List((Constant("a"),))), say(XS))
    assert verdict(*body) is None
    assert verdict(*body, quote="guillemets") == "how lists print"


def test_no_value_prints_in_a_way_that_nobody_has_seen() -> None:
    assert verdict(FunctionDef("f", (), (say("a"),)), say(Call("f", ()))) == "how no value prints"


def test_a_fraction_of_whole_numbers_needs_a_note() -> None:
    half = say(BinOp(number(7), "/", number(2)))
    assert verdict(half) == "division"
    assert verdict(half, note="comment") is None


def test_a_function_that_binds_a_name_of_the_program_could_mean_either() -> None:
    local = FunctionDef("f", ("a",), (Assign("n", Name("a")), Return(N)))
    assert verdict(local, Assign("n", number(1)), Assign("m", Call("f", (number(5),))), say(N)) == "local or global"
    assert verdict(local, say(Call("f", (number(5),)))) is None


def test_a_variable_that_outlives_a_call_of_its_own_function_could_be_lost() -> None:
    n_less = BinOp(N, "-", number(1))
    stop = If(Compare(N, "<=", number(0)), (Return(number(0)),))
    kept = FunctionDef(
        "f", ("n",), (stop, Assign("k", N), Assign("r", Call("f", (n_less,))), Return(BinOp(Name("k"), "+", Name("r"))))
    )
    plain = FunctionDef("f", ("n",), (stop, Return(BinOp(N, "+", Call("f", (n_less,))))))
    assert scope_is_open(Program((kept,)))
    assert not scope_is_open(Program((plain,)))


@pytest.mark.parametrize("dimension", ["leave", "switch", "catch", "function", "operation", "file", "several"])
def test_rewriting_without_a_change_is_a_copy(dimension: str) -> None:
    program = GALLERY["example_beyond"](dimension)
    again = rewrite(program, lambda node: node, lambda node: map_expression(node, lambda part: part))
    assert again == program
    assert again.body[0] is not program.body[0]


def test_a_break_without_a_loop_is_no_program() -> None:
    assert is_well_formed((While(Constant(True), (If(Constant(True), (Break(),)),)),))
    assert not is_well_formed((If(Constant(True), (Break(),)),))
    assert not is_well_formed((FunctionDef("f", (), (Continue(),)),))


def test_a_whole_list_is_printed_only_where_the_text_shows_how_its_parts_stand_apart() -> None:
    grown = (Assign("xs", List(())), Append("xs", N), Append("xs", Constant(2)), Print((XS,)))
    assert verdict(Assign("n", Constant(1)), *grown) == "how lists print"
    shown = Assign("ys", List((Constant(1), Constant(3))))
    assert verdict(Assign("n", Constant(1)), shown, *grown) is None
    one = (Assign("xs", List(())), Append("xs", Constant(1)), Print((XS,)))
    assert verdict(*one) is None
