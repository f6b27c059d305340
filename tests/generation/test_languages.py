"""Invented languages: variety, and renderings that say which line is which statement."""

import re
from random import Random

import pytest

from caalm.errors import InexpressibleError
from caalm.generation.items import draw_invented
from caalm.generation.languages import ALL_FAMILIES, Pool, draw_language
from caalm.languages.invented.families import FAMILIES
from caalm.languages.invented.statements import ASSIGNMENTS, OUTPUTS
from caalm.program.nodes import (
    Assign,
    BinOp,
    Compare,
    Constant,
    For,
    If,
    JoinedStr,
    Name,
    Print,
    Program,
    While,
    walk_statements,
)
from caalm.rng import derive


def fixed_tree() -> Program:
    n = Name("n")
    return Program(
        (
            Assign("n", Constant(3)),
            While(
                Compare(n, ">", Constant(0)),
                (
                    If(
                        Compare(BinOp(n, "%", Constant(2)), "==", Constant(0)),
                        (Print((Constant("even"),)),),
                        (Print((n,)),),
                    ),
                    Assign("n", BinOp(n, "-", Constant(1))),
                ),
            ),
            For("i", Constant(1), Constant(2), 1, True, (Print((BinOp(Name("i"), "*", Constant(5)),)),)),
        )
    )


def test_one_tree_has_hundreds_of_skeletons() -> None:
    skeletons = set()
    for seed in range(1000):
        rng = derive(seed, "skeleton")
        text = draw_language(rng, Pool()).render(fixed_tree(), rng).text
        skeletons.add(re.sub(r"\w+", "w", text))
    assert len(skeletons) >= 500


def test_there_are_at_least_forty_families_and_all_are_drawn() -> None:
    assert sum(len(table) for table in FAMILIES.values()) >= 40
    drawn = {(d, f) for seed in range(1500) for d, f in draw_language(derive(seed, "all"), Pool()).families.items()}
    assert drawn == {(dimension, name) for dimension, names in ALL_FAMILIES.items() for name in names}


def test_equal_draws_are_equal_languages_and_others_are_not() -> None:
    names = [draw_language(derive(1, number), Pool()).name for number in range(500)]
    assert names == [draw_language(derive(1, number), Pool()).name for number in range(500)]
    assert len(set(names)) == 500


def test_no_two_roles_share_a_word() -> None:
    for number in range(500):
        words = draw_language(derive(2, number), Pool()).words
        spoken = [words[role].lower() for role in ("assign", "print", "if", "else", "while", "for", "repeat", "end")]
        assert len(set(spoken)) == len(spoken), words
        assert words["true"].lower() != words["false"].lower()


def test_every_statement_knows_its_line() -> None:
    for number in range(600):
        item = draw_invented(derive(3, number), Pool(), tier=1 + number % 3)
        lines = item.source.text.split("\n")
        statements = list(walk_statements(item.program.body))
        assert len(item.source.lines) == len(statements)
        assert list(item.source.lines) == sorted(item.source.lines)
        for node, line in zip(statements, item.source.lines, strict=True):
            names = [node.target] if isinstance(node, Assign) else []
            if isinstance(node, Print) and isinstance(node.values[0], Constant):
                names = [str(node.values[0].value)] if isinstance(node.values[0].value, int | str) else []
            if (
                isinstance(node, Print)
                and isinstance(node.values[0], Constant)
                and node.values[0].value in (True, False)
            ):
                names = []
            for name in names:
                assert name in lines[line - 1], (item.source.text, name, line)


@pytest.mark.parametrize("block", ALL_FAMILIES["block"])
def test_every_block_family_tells_an_else_from_what_follows(block: str) -> None:
    """The same lines in three trees give three texts."""
    say = [Print((Constant(word),)) for word in ("one", "two", "three")]
    test = Compare(Constant(1), "<", Constant(2))
    trees = [
        Program((If(test, (say[0],), (say[1],)), say[2])),
        Program((If(test, (say[0],), (say[1], say[2])),)),
        Program((If(test, (say[0],)), say[1], say[2])),
        Program((If(test, (say[0], say[1])), say[2])),
        Program((If(test, (If(test, (say[0],), (say[1],)),)), say[2])),
        Program((If(test, (If(test, (say[0],)),), (say[1],)), say[2])),
    ]
    rng = Random(4)
    base = draw_language(rng, Pool(families={**ALL_FAMILIES, "block": (block,), "layout": ("lines",)}))
    texts = [base.render(tree, Random(1)).text for tree in trees]
    assert len(set(texts)) == len(texts), "\n---\n".join(texts)


def test_a_string_that_the_quotes_cannot_hold_is_refused() -> None:
    bare = draw_language(Random(1), Pool(families={**ALL_FAMILIES, "quote": ("bare",)}))
    with pytest.raises(InexpressibleError, match="quotes"):
        bare.render(Program((Print((Constant("two words"),)),)), Random(1))
    with pytest.raises(InexpressibleError, match="joins"):
        bare.render(Program((Print((JoinedStr((Constant("a"), Constant("b"))),)),)), Random(1))


def test_no_assignment_has_the_shape_of_a_print() -> None:
    """So a keyword that says nothing is still told by its form: two operands or one."""
    words = {"assign": "w", "print": "w", "link": "be", "into": "into", "polite": "please"}  # the last three say it
    for number in range(3000):
        families = draw_language(derive(5, number), Pool()).families
        assigned = ASSIGNMENTS[families["assignment"]](words, "v", "v")
        printed = OUTPUTS[families["output"]](words, "v").replace("screen", "v")
        assert assigned != printed, families
