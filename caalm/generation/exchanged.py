"""Languages whose familiar words or operators have exchanged their meanings, and the lesson that says so.

>>> from caalm.generation.languages import Pool
>>> from caalm.rng import derive
>>> taught = draw_exchanged(derive(1, "doc"), Pool(), tier=2, count=0)
>>> taught.guide is not None, taught.solved
(True, ())

`print` assigns and `let` prints, `+` multiplies. Without a lesson nothing says so: a guide tells every word and every
exchanged operator, or solved programs show them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random

from caalm.errors import DrawError
from caalm.generation.items import Accepts, Item, TaughtItem, draw_invented
from caalm.generation.languages import Pool, draw_language
from caalm.languages.invented.guide import guide
from caalm.languages.invented.language import InventedLanguage
from caalm.languages.invented.spelling import EXPRESSIONS
from caalm.languages.invented.words import OPERATOR_SYMBOLS
from caalm.program.interpreter import interpret
from caalm.program.nodes import (
    Assign,
    BinOp,
    BoolOp,
    Compare,
    Constant,
    For,
    If,
    Print,
    Program,
    UnaryOp,
    While,
    all_expressions,
    walk_statements,
)

_TRIED = 200
WORD_PAIRS = (
    ("assign", "print"), ("if", "while"), ("print", "if"), ("print", "while"), ("true", "false"), ("if", "else"),
    ("assign", "for"), ("print", "for"), ("assign", "if"),
)  # fmt: skip
OPERATOR_PAIRS = (
    ("+", "-"), ("+", "*"), ("-", "*"), ("<", ">"), ("<=", ">="), ("==", "!="), ("and", "or"), ("//", "%"),
    ("*", "//"), ("<", "=="), ("+", "//"),
)  # fmt: skip
_EXPRESSIONS = ("parenthesised", "bracketed", "prefix", "list form", "postfix", "braced")
"""Forms that need no precedence: whose would it be, the symbol's or the meaning's?"""
_MEANINGS: Mapping[str, str] = {
    "+": "is A plus B",
    "-": "is A minus B",
    "*": "is A times B",
    "//": "is A divided by B, rounded down",
    "%": "is what is left when A is divided by B",
    "==": "holds if A and B are equal",
    "!=": "holds if A and B differ",
    "<": "holds if A is less than B",
    "<=": "holds if A is at most B",
    ">": "holds if A is greater than B",
    ">=": "holds if A is at least B",
    "and": "holds if A and B both hold",
    "or": "holds if A or B holds, or both",
    "not": "holds if A does not",
}


def plain_language(rng: Random, pool: Pool) -> InventedLanguage:
    """A language of familiar words and usual operators, in which nothing hangs on precedence."""
    families = {
        **pool.families,
        "expression": tuple(family for family in _EXPRESSIONS if family in pool.families["expression"]),
        "repetition": ("while",),  # an "until" would be a second word for one role
    }
    usual_pool = replace(pool, families=families, words={"plain": pool.words["plain"]}, opaque_share=0.0)
    while True:
        language = draw_language(rng, usual_pool)
        # A form that is drawn more often than others may come from outside the pool's families.
        usual = all(language.families[name] in families[name] for name in ("expression", "repetition"))
        if usual and not language.opaque:
            return replace(
                language,
                operators={op: symbols[0] for op, symbols in OPERATOR_SYMBOLS.items()},
                comment_share=0.0,
            )


def pick_pairs(rng: Random, pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """One pair, sometimes two that share nothing."""
    first = pairs[int(rng.random() * len(pairs))]
    others = [pair for pair in pairs if not set(pair) & set(first)]
    return (first, others[int(rng.random() * len(others))]) if rng.random() < 0.3 else (first,)


def exchanged(table: Mapping[str, str], pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The table with the entries of each pair exchanged."""
    swapped = dict(table)
    for one, other in pairs:
        swapped[one], swapped[other] = table[other], table[one]
    return swapped


def roles_in(program: Program) -> frozenset[str]:
    """The roles whose words stand in the program."""
    found: set[str] = set()
    for node in walk_statements(program.body):
        if isinstance(node, Assign):
            found.add("assign")
        elif isinstance(node, Print):
            found.add("print")
        elif isinstance(node, If):
            found |= {"if", "else"} if node.orelse else {"if"}
        elif isinstance(node, While):
            found.add("while")
        elif isinstance(node, For):
            if node.target is None:
                found.add("repeat")
            else:
                found |= {"for", "through" if node.inclusive else "below"} | ({"step"} if node.step != 1 else set())
    for part in all_expressions(program):
        if isinstance(part, Constant) and isinstance(part.value, bool):
            found.add("true" if part.value else "false")
    return frozenset(found)


def operators_in(program: Program) -> frozenset[str]:
    """The operators that stand in the program."""
    return frozenset(
        part.op for part in all_expressions(program) if isinstance(part, BinOp | Compare | BoolOp | UnaryOp)
    )


def operator_lines(language: InventedLanguage, operators: Sequence[str]) -> list[str]:
    """What the guide says of operators."""
    style = EXPRESSIONS[language.families["expression"]]
    lines = []
    for op in operators:
        symbol, word = language.operators[op], language.operator_words[op]
        form = style.unary(symbol, word, "A") if op == "not" else style.binary(symbol, word, "A", "B")
        if op in _MEANINGS:
            lines.append(f"{form} {_MEANINGS[op]}")
    return lines


def draw_exchanged(
    rng: Random,
    pool: Pool,
    *,
    tier: int,
    count: int,
    max_steps: int = 24,
    accepts: Accepts = lambda program: True,
    accepts_language: Callable[[InventedLanguage], bool] = lambda language: True,
) -> TaughtItem:
    """A question in a language with exchanged meanings, after ``count`` solved programs, or after a guide if none.

    The question uses what is exchanged, and so does at least one of the solved programs, for each pair.
    """
    for _ in range(_TRIED):
        plain, kind = plain_language(rng, pool), int(rng.random() * 3)
        operators = () if kind == 0 else pick_pairs(rng, OPERATOR_PAIRS)
        words = () if kind == 1 else pick_pairs(rng, WORD_PAIRS)
        language = replace(plain, words=exchanged(plain.words, words), operators=exchanged(plain.operators, operators))
        if not accepts_language(language):
            continue
        pairs = (*words, *operators)

        def uses(program: Program, wanted: Sequence[tuple[str, str]] = pairs) -> bool:
            used = roles_in(program) | operators_in(program)
            return accepts(program) and all(set(pair) & used for pair in wanted)

        def draw(
            level: int, wanted: Accepts, usual: InventedLanguage = plain, meant: InventedLanguage = language
        ) -> Item:
            # Drawn as if nothing were exchanged: the check for what a text leaves open knows no lessons.
            item = draw_invented(rng, pool, tier=level, max_steps=max_steps, language=usual, accepts=wanted)
            # The label is the same tree's, but booleans print as they are written.
            result = interpret(item.program, meant.semantics)
            return Item(meant, item.program, meant.render(item.program, rng), result, item.tier)

        try:
            item = draw(tier, uses)
            solved = {item.source.text: item}
            for number in range(count):
                one = draw(1 + int(rng.random() * 3), uses if number == 0 else accepts)
                solved.setdefault(one.source.text, one)
        except DrawError:  # no short program of this tier uses all that is exchanged
            continue
        del solved[item.source.text]
        shown = list(solved.values())
        rng.shuffle(shown)
        lines = operator_lines(language, sorted({op for pair in operators for op in pair}))
        lesson = None if shown else "\n".join([guide(language), *lines])
        return TaughtItem(item, tuple(shown), lesson)
    raise DrawError(f"no program of tier {tier} with exchanged meanings in {_TRIED} languages")
