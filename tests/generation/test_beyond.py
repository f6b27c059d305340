"""Invented languages beyond the card: every family spells its nodes, texts differ, held-out stays out."""

import re
import runpy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from caalm.dataset.splits import HELD_OUT_WORDS, POOLS
from caalm.errors import InexpressibleError
from caalm.generation.languages import HELD_OUT_BEYOND, Pool, draw_language, extend
from caalm.languages.invented.families import BEYOND, FAMILIES
from caalm.languages.invented.functions import WORDLESS_RETURNS
from caalm.languages.invented.guide import guide
from caalm.languages.invented.language import InventedLanguage
from caalm.languages.invented.vocabulary import KEYWORDS, PHRASES, VOCABULARY
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
    Contains,
    Expression,
    ForEach,
    FunctionDef,
    If,
    Intrinsic,
    List,
    Name,
    Pop,
    Print,
    Program,
    RepeatUntil,
    Return,
    Slice,
    Statement,
    Subscript,
    Switch,
    Try,
    UnaryOp,
    While,
    all_expressions,
    walk_statements,
)
from caalm.rng import derive

GALLERY = runpy.run_path(str(Path(__file__).parent.parent.parent / "runs" / "gallery.py"))
EXAMPLES: dict[str, Program] = {dimension: GALLERY["example_beyond"](dimension) for dimension in BEYOND}
DECLARING = {"origin", "bound", "note", "phrasing"}
"""Dimensions that show in what a program means or says about itself, not in the form of a node."""


def languages(count: int, pool: Pool | None = None) -> Iterator[InventedLanguage]:
    drawn = pool or Pool()
    for number in range(count):
        rng = derive(11, "beyond", number)
        yield extend(rng, drawn, draw_language(rng, drawn))


def test_every_dimension_has_several_families_and_all_are_drawn() -> None:
    assert sum(len(table) for table in BEYOND.values()) >= 200
    assert all(len(table) >= 2 for table in BEYOND.values())
    drawn = {(dimension, language.families[dimension]) for language in languages(1200) for dimension in BEYOND}
    assert drawn == {(dimension, name) for dimension, table in BEYOND.items() for name in table}


@pytest.mark.parametrize("dimension", sorted(set(BEYOND) - DECLARING))
def test_each_family_of_a_dimension_spells_its_nodes_in_its_own_way(dimension: str) -> None:
    texts = {
        name: GALLERY["plain_beyond"](dimension, name).render(EXAMPLES[dimension], Random(0)).text
        for name in BEYOND[dimension]
    }
    assert len(set(texts.values())) == len(texts), texts
    for name, text in texts.items():
        assert text.strip(), name
        assert "None" not in text, (name, text)


def test_notes_say_what_the_origin_and_the_bound_are() -> None:
    texts = [
        GALLERY["plain_beyond"](dimension, name).render(EXAMPLES[dimension], Random(0)).text
        for dimension in ("origin", "bound")
        for name in BEYOND[dimension]
    ]
    assert ["counted from 0" in text for text in texts] == [True, False, True, True]
    assert "counted from 1" in texts[1]
    assert "includes its end" in texts[2]
    assert "excludes its end" in texts[3]


def test_every_example_is_spelt_in_every_language_or_refused_for_its_quotes() -> None:
    refused = 0
    reasons: set[str] = set()
    for language in languages(150):
        for program in EXAMPLES.values():
            try:
                source = language.render(program, Random(1))
            except InexpressibleError as error:
                reasons.add(re.sub(r"^(the|these|a).*(quotes|hold).*", "quotes", str(error)))
                refused += 1
                continue
            assert len(source.lines) == len(list(walk_statements(program.body)))
            assert list(source.lines) == sorted(source.lines)
            assert max(source.lines, default=0) <= source.text.count("\n")
    assert refused < 150 * len(EXAMPLES) * 0.05
    assert reasons == {"quotes"}


def test_one_tree_has_hundreds_of_skeletons() -> None:
    skeletons = set()
    for language in languages(400):
        text = language.render(EXAMPLES["return"], Random(1)).text + language.render(EXAMPLES["index"], Random(1)).text
        skeletons.add(re.sub(r"\w+", "w", text))
    assert len(skeletons) >= 380


def test_a_language_says_what_it_said_before_in_the_same_way() -> None:
    n = Name("n")
    body = (Assign("n", Constant(3)), While(Compare(n, ">", Constant(0)), (Assign("n", BinOp(n, "-", Constant(1))),)))
    for number in range(200):
        plain = draw_language(derive(12, number), Pool())
        extended = extend(derive(13, number), Pool(), plain)
        if not plain.comment_share:
            assert extended.render(Program(body), Random(4)) == plain.render(Program(body), Random(4))
        assert extended.name != plain.name
        assert (plain.is_beyond, extended.is_beyond) == (False, True)


def test_a_plain_language_refuses_what_it_has_no_form_for() -> None:
    plain = draw_language(Random(1), Pool())
    with pytest.raises(InexpressibleError, match="beyond the card"):
        plain.render(Program((Append("xs", Constant(1)),)), Random(1))


def test_two_roles_never_share_a_word_at_the_start_of_a_statement() -> None:
    for language in languages(300):
        spoken = [language.words[role].lower() for role in ("print", "if", "while", "assign", *KEYWORDS)]
        assert len(set(spoken)) == len(spoken), language.words


def test_a_printed_list_has_the_form_of_its_literal() -> None:
    program = Program((Assign("xs", List((Constant(4), Constant(7)))), Print((Name("xs"),))))
    for language in languages(200):
        shown = interpret(program, language.semantics).stdout.strip()
        assert shown in language.render(program, Random(1)).text, language.families["list"]


def test_training_never_shows_a_family_or_word_that_is_held_out() -> None:
    assert len(HELD_OUT_BEYOND) >= 20
    for language in languages(300, POOLS["train"]):
        for dimension, names in HELD_OUT_BEYOND.items():
            assert language.families[dimension] not in names
        for role in (*KEYWORDS, *PHRASES):
            word = language.words[role].lower().replace("_", "-").replace(" ", "-")
            assert word not in HELD_OUT_WORDS[role] or role in language.opaque


def test_held_out_splits_show_families_and_words_that_training_lacks() -> None:
    for language in languages(100, POOLS["new-families"]):
        shown = [d for d, names in HELD_OUT_BEYOND.items() if language.families[d] in names]
        assert len(shown) >= 3
    for language in languages(60, POOLS["new-words"]):
        for role in KEYWORDS:
            assert language.words[role].lower().replace("_", "-").replace(" ", "-") in HELD_OUT_WORDS[role]
            assert role in language.opaque


def test_every_role_has_words_in_plain_english() -> None:
    for role in (*KEYWORDS, *PHRASES):
        assert len(VOCABULARY["plain"][role]) >= 4, role
    assert not set(BEYOND) & set(FAMILIES)


def test_where_break_ends_a_case_it_cannot_leave_a_loop() -> None:
    language = GALLERY["plain_beyond"]("switch", "cases with breaks")
    n = Name("n")
    inside = Switch(n, ((Constant(1), (Break(),)),), ())
    with pytest.raises(InexpressibleError, match="ends a case"):
        language.render(Program((While(Compare(n, ">", Constant(0)), (inside,)),)), Random(1))
    own = Switch(n, ((Constant(1), (While(Compare(n, ">", Constant(0)), (Break(),)),)),), ())
    assert language.render(Program((own,)), Random(1)).text.count("break") == 2


def test_unless_says_the_opposite() -> None:
    test = Compare(Name("n"), ">", Constant(3))
    program = Program((If(UnaryOp("not", test), (Print((Constant("a"),)),)),))
    text = GALLERY["plain_beyond"]("unless", "negations").render(program, Random(1)).text
    assert text.startswith("unless n > 3\n")
    always = GALLERY["plain_beyond"]("unless", "always").render(
        Program((If(test, (Print((Constant("a"),)),)),)), Random(1)
    )
    assert always.text.startswith("unless n <= 3\n")


def test_orders_put_parentheses_where_they_are_needed() -> None:
    a, b, c = (Name(name) for name in "abc")
    left, right = BinOp(BinOp(a, "+", b), "*", c), BinOp(a, "*", BinOp(b, "+", c))
    program = Program((Print((left,)), Print((right,))))
    texts = {
        order: GALLERY["plain_beyond"]("order", order).render(program, Random(1)).text.splitlines()[-2:]
        for order in BEYOND["order"]
    }
    assert texts["usual"] == ["print (a + b) * c", "print a * (b + c)"]
    assert texts["left to right"] == ["print a + b * c", "print a * (b + c)"]
    assert texts["right to left"] == ["print (a + b) * c", "print a * b + c"]


def test_the_last_value_of_a_function_stands_alone() -> None:
    body = FunctionDef(
        "f", ("a",), (If(Compare(Name("a"), ">", Constant(0)), (Return(Constant(1)),)), Return(Name("a")))
    )
    program = Program((body, Print((Call("f", (Constant(2),)),))))
    text = GALLERY["plain_beyond"]("return", "last value").render(program, Random(1)).text
    assert "    return 1\n" in text
    assert "\n  a\n" in text


def test_the_examples_have_every_node_of_the_tree() -> None:
    statements = {type(node) for program in EXAMPLES.values() for node in walk_statements(program.body)}
    values = {type(node) for program in EXAMPLES.values() for node in all_expressions(program)}
    named = {kind.__name__ for kind in statements | values}
    assert {
        "FunctionDef", "Return", "Expr", "Call", "List", "Dict", "Subscript", "Slice", "SetItem", "Append", "Pop",
        "Contains", "Intrinsic", "ForEach", "RepeatUntil", "Break", "Continue", "Switch", "AssignMany", "Const",
        "Conditional", "Try", "Raise", "Input", "ReadFile", "WriteFile",
    } <= named  # fmt: skip


def test_a_guide_names_every_keyword_that_says_nothing_by_itself() -> None:
    for language in languages(150):
        text = guide(language)
        for role in KEYWORDS:
            if role == "unless" and language.families["unless"] == "never":
                continue
            wordless = {"function": ("arrow value", "curried", "sentence"), "return": tuple(WORDLESS_RETURNS)}
            if language.families.get(role) in wordless.get(role, ()):
                continue
            assert language.words[role] in text, (role, text)
        assert f"counted from {language.semantics.first_index}" in text


def test_comments_stand_before_statements_and_after_headers() -> None:
    n = Name("n")
    program = Program((While(Compare(n, ">", Constant(0)), (Assign("n", Constant(0)),)),))
    language = GALLERY["plain_beyond"]("note", "silent")
    talkative = replace(language, families={**language.families, "comment": "stars"}, comment_share=1.0)
    lines = talkative.render(program, Random(1)).text.splitlines()
    assert any(re.fullmatch(r"while n > 0  /\* .* \*/", line) for line in lines), lines
    assert any(re.match(r" +/\* .* \*/ let n be 0", line) for line in lines), lines


def random_expression(rng: Random, depth: int) -> Expression:
    def inner() -> Expression:
        return random_expression(rng, depth - 1)

    if depth == 0 or rng.random() < 0.15:
        return rng.choice((Name("a"), Name("b"), Constant(1), Constant("s")))
    makers = (
        lambda: BinOp(inner(), rng.choice("+-*"), inner()),
        lambda: BinOp(inner(), rng.choice("+-*"), inner()),
        lambda: Compare(inner(), rng.choice(("<", "==")), inner()),
        lambda: Subscript(inner(), inner()),
        lambda: Slice(Name("a"), inner(), rng.choice((None, inner()))),
        lambda: Call("f", tuple(inner() for _ in range(rng.randrange(3)))),
        lambda: Intrinsic("length", (inner(),)),
        lambda: Intrinsic("maximum", (inner(), inner())),
        lambda: Contains(inner(), rng.choice(("in", "not in")), inner()),
        lambda: Conditional(inner(), inner(), inner()),
        lambda: List(tuple(inner() for _ in range(rng.randrange(3)))),
    )
    return rng.choice(makers)()


def random_block(rng: Random, depth: int) -> tuple[Statement, ...]:
    test, n = Compare(Name("n"), ">", Constant(3)), Name("n")

    def inner() -> tuple[Statement, ...]:
        return random_block(rng, depth - 1)

    def one() -> Statement:
        if depth == 0 or rng.random() < 0.3:
            return rng.choice((Print((n,)), Append("xs", n), Assign("n", Constant(1)), Break(), Pop(None, "xs")))
        makers = (
            lambda: If(test, inner()),
            lambda: If(UnaryOp("not", test), inner()),
            lambda: If(test, inner(), inner()),
            lambda: While(test, inner()),
            lambda: ForEach("m", Name("xs"), inner()),
            lambda: RepeatUntil(inner(), test),
            lambda: Switch(n, ((Constant(1), inner()), (Constant(2), inner())), inner()),
            lambda: Switch(n, ((Constant(1), inner()),), ()),
            lambda: Try(inner(), rng.choice((None, "e")), inner()),
        )
        return rng.choice(makers)()

    return tuple(one() for _ in range(rng.randrange(1, 3)))


def test_no_two_trees_have_one_text() -> None:
    rng = Random(7)
    drawn = [(Print((random_expression(rng, 2),)),) for _ in range(200)]
    trees: dict[str, tuple[Statement, ...]] = {repr(body): body for body in drawn}
    trees |= {repr(body): body for body in (random_block(rng, 2) for _ in range(200))}
    for language in languages(25):
        if language.comment_share:
            continue
        seen: dict[str, str] = {}
        for name, body in trees.items():
            try:
                text = language.render(Program(body), Random(1)).text
            except InexpressibleError:
                continue
            assert text not in seen, (text, seen[text], name)
            seen[text] = name
