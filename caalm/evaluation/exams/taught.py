"""Languages that say the wrong thing, or nothing at all, and are taught before the question: a curve over the teaching.

>>> from caalm.evaluation.exams.drawing import questions
>>> asked = list(questions(draw_swap, 5, thinned=False))
>>> [one.groups["teaching"] for one in asked]
['0 examples', '1 example', '4 examples', '16 examples', 'guide']
>>> len({one.item.source.text for one in asked}), [len(one.solved) for one in asked]
(1, [0, 1, 4, 16, 0])

``swap`` exchanges the meanings of familiar words or operators: `print` assigns and `let` prints, `+` multiplies.
``obfuscated`` writes a rare symbol for every word and every operator. The same question comes five times, after 0, 1,
4 and 16 solved programs (each set holds the smaller one) or after a guide. Without a lesson the label need not be
decidable, and after one example it may not be: what is measured there is how much a reader guesses. After 16 examples,
or a guide, everything that is exchanged or obscure in the question has been shown: in ``swap`` by an example whose
output the familiar reading gets wrong, in ``obfuscated`` by an example that has the symbol. The group "lesson" says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from random import Random
from typing import NamedTuple

from caalm.dataset.segments import code_of
from caalm.dataset.splits import POOLS
from caalm.errors import DrawError
from caalm.evaluation.exams.drawing import TIERS, Question, is_test_language, is_test_tree
from caalm.generation.exchanged import (
    OPERATOR_PAIRS,
    WORD_PAIRS,
    exchanged,
    operator_lines,
    operators_in,
    pick_pairs,
    plain_language,
    roles_in,
)
from caalm.generation.items import Item, draw_invented
from caalm.generation.rewriting import map_expression, rewrite
from caalm.languages.invented.guide import guide
from caalm.languages.invented.language import InventedLanguage
from caalm.program.interpreter import interpret
from caalm.program.nodes import (
    BinOp,
    BoolOp,
    Compare,
    Expression,
    Program,
)
from caalm.rng import derive

TEACHING: tuple[tuple[str, int, bool], ...] = (
    ("0 examples", 0, False),
    ("1 example", 1, False),
    ("4 examples", 4, False),
    ("16 examples", 16, False),
    ("guide", 0, True),
)
"""What stands before the question: its name, how many solved programs, and whether a guide."""
_MOST = 16
_CANDIDATES = 64
_KINDS = ("operators", "words", "both")
_RARE = (
    "⟁ ⊛ ⊜ ⋈ ⌬ ⍟ ⎔ ⏣ ␥ ☌ ☍ ♁ ♃ ⚚ ⚶ ✇ ✢ ❖ ⟐ ⟢ ⦿ ⧉ ⨀ ⩕ ⪦ ⬡ ⬢ ⭔ ⯌ ᚠ ᚢ ᚦ ᚨ ᚱ ᚲ ᚷ ᛃ ᛇ ᛟ ꙮ ꔪ ꕥ ꖴ ꗞ ꘐ ⰰ ⰱ ⰲ ⰳ ⰴ ⰵ ⰶ Ⰷ "
    "ⴰ ⴱ ⴳ ⴷ ⴹ ⴻ ⵀ ⵃ ⵄ ⵅ ⵇ ⵉ ⵊ ⵍ ⵎ ⵏ ⵓ ⵔ ⵕ ⵖ ⵙ ⵚ ⵛ ⵜ ⵟ ⵡ ⵢ ⵣ ⵥ ⌖ ⌘ ⌭ ⍜ ⍢ ⍭ ⎈ ⎊ ⏃ ⏄ ☖ ☗ ⚍ ⚎ ⛋ ⛚ ⟠ ⧊ ⧋ ⧖ ⧗ ⨳ ⩩ ⫚ ⫛ ⬗ ⬖"
).split()


class _Lesson(NamedTuple):
    """A question with all that can be taught before it."""

    item: Item
    solved: tuple[Item, ...]
    guide: str
    kind: str
    shows: tuple[frozenset[str], ...]
    """What each solved program shows."""
    needed: frozenset[str]


def draw_swap(seed: int, index: int, attempt: int) -> Question:
    """A program in a language whose familiar words or operators have exchanged their meanings."""
    return _asked(_swapped(seed, index // len(TEACHING), attempt), index)


def draw_obfuscated(seed: int, index: int, attempt: int) -> Question:
    """A program in a language of rare symbols."""
    return _asked(_obscure(seed, index // len(TEACHING), attempt), index)


def _asked(lesson: _Lesson, index: int) -> Question:
    name, count, guided = TEACHING[index % len(TEACHING)]
    shown: frozenset[str] = frozenset().union(*lesson.shows[:count])
    is_whole = guided or lesson.needed <= shown
    return Question(
        lesson.item,
        {
            "teaching": name,
            "exchanged": lesson.kind,
            "lesson": "shows all that is needed" if is_whole else "leaves something open",
        },
        tuple((code_of(one), one.result.stdout) for one in lesson.solved[:count]),
        lesson.guide if guided else None,
    )


# -- exchanged meanings ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _swapped(seed: int, number: int, attempt: int) -> _Lesson:
    rng = derive(seed, "suite", "swap", number, attempt)
    kind, tier = _KINDS[number % len(_KINDS)], max(2, TIERS[number // len(_KINDS) % len(TIERS)])
    while True:
        plain = plain_language(rng, POOLS["train"])
        operators = () if kind == "words" else pick_pairs(rng, OPERATOR_PAIRS)
        words = () if kind == "operators" else pick_pairs(rng, WORD_PAIRS)
        language = replace(plain, words=exchanged(plain.words, words), operators=exchanged(plain.operators, operators))
        if is_test_language(language):
            break

    def uses(program: Program) -> bool:
        used = roles_in(program) | operators_in(program)
        return is_test_tree(program) and all(set(pair) & used for pair in (*words, *operators))

    item = draw_invented(rng, POOLS["train"], tier=tier, language=plain, accepts=uses, max_steps=24)

    def shows(one: Item) -> frozenset[str]:
        seen = {f"word {pair}" for pair in words if set(pair) & roles_in(one.program)}
        for pair in operators:
            if _is_misread(one, pair):
                seen.add(f"operator {pair}")
        return frozenset(seen)

    # The label is the same tree's, but booleans print as they are written.
    result = interpret(item.program, language.semantics)
    item = Item(language, item.program, language.render(item.program, rng), result, item.tier)
    needed = frozenset({f"word {pair}" for pair in words} | {f"operator {pair}" for pair in operators})
    if needed - shows(item):
        raise DrawError("the familiar reading answers it")
    solved, shown = _solved(rng, language, item, shows, needed)
    lines = operator_lines(language, sorted({op for pair in operators for op in pair}))
    return _Lesson(item, solved, "\n".join([guide(language), *lines]), kind, shown, needed)


def _is_misread(item: Item, pair: tuple[str, str]) -> bool:
    """Whether a reader who takes the two operators for what they usually mean gets another output."""
    one, other = pair
    usual = {one: other, other: one}

    def change(node: Expression) -> Expression:
        if isinstance(node, BinOp | Compare | BoolOp) and node.op in usual:
            return _with_operator(node, usual[node.op])
        return node

    familiar = rewrite(item.program, lambda node: node, lambda whole: map_expression(whole, change))
    result = interpret(familiar, item.language.semantics, step_limit=max(200, 3 * item.result.steps))
    return result.error is not None or result.stdout != item.result.stdout


def _with_operator(node: BinOp | Compare | BoolOp, op: str) -> Expression:
    kind = BoolOp if op in ("and", "or") else BinOp if op in ("+", "-", "*", "//", "%") else Compare
    return kind(node.left, op, node.right)


# -- rare symbols ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _obscure(seed: int, number: int, attempt: int) -> _Lesson:
    rng = derive(seed, "suite", "obfuscated", number, attempt)
    symbols = list(_RARE)
    while True:
        plain = plain_language(rng, POOLS["train"])
        rng.shuffle(symbols)
        table = dict(zip((*plain.words, *plain.operators), symbols, strict=False))
        language = replace(
            plain,
            words={role: table[role] for role in plain.words},
            operators={op: table[op] for op in plain.operators},
            operator_words={op: table[op] for op in plain.operators},
        )
        if is_test_language(language):
            break
    item = draw_invented(
        rng, POOLS["train"], tier=TIERS[number % len(TIERS)], language=language, accepts=is_test_tree, max_steps=24
    )

    def shows(one: Item) -> frozenset[str]:
        return roles_in(one.program) | operators_in(one.program)

    needed = shows(item)
    solved, shown = _solved(rng, language, item, shows, needed)
    lines = operator_lines(language, list(language.operators))
    return _Lesson(item, solved, "\n".join([guide(language), *lines]), "every word", shown, needed)


# -- what is taught --------------------------------------------------------------------------------------------------


def _solved(
    rng: Random, language: InventedLanguage, item: Item, shows: Callable[[Item], frozenset[str]], needed: frozenset[str]
) -> tuple[tuple[Item, ...], tuple[frozenset[str], ...]]:
    """Sixteen programs of the language that together show what is needed, and what each of them shows."""
    open_, chosen, others = set(needed), [], []
    texts = {item.source.text}
    for _ in range(_CANDIDATES):
        one = draw_invented(
            rng,
            POOLS["train"],
            tier=1 + int(rng.random() * 3),
            max_steps=16,
            language=language,
            accepts=is_test_tree,
            check=False,  # what is shown solved needs no decision by the reader
        )
        if one.source.text in texts:
            continue
        texts.add(one.source.text)
        if shows(one) & open_:
            open_ -= shows(one)
            chosen.append(one)
        else:
            others.append(one)
        if not open_ and len(chosen) + len(others) >= _MOST:
            break
    if open_ or len(chosen) > _MOST or len(chosen) + len(others) < _MOST:
        raise DrawError("sixteen examples do not show all that is needed")
    solved = [*chosen, *others[: _MOST - len(chosen)]]
    rng.shuffle(solved)
    return tuple(solved), tuple(shows(one) for one in solved)
