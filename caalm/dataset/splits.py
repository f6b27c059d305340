"""Who is train and who is held out, decided by hash: of the tree, of the language, of words and families.

>>> HELD_OUT_FAMILIES["assignment"] and set(HELD_OUT_FAMILIES["assignment"]) <= set(ALL_FAMILIES["assignment"])
True
>>> set(POOLS["train"].families["block"]) & set(HELD_OUT_FAMILIES["block"])
set()

Six splits. ``train``, ``validation`` and ``test`` draw from the same families and words and differ in trees and
languages. The held-out splits use test trees and test languages, and beyond that something that training never shows:

================  =====================================================================================
new-words         every structural keyword is a word that is in no training language
new-combinations  a pair of assignment and block families that never meet in training
new-families      at least one family (assignment, block, expression, layout, ...) that training lacks
================  =====================================================================================

Changing a constant of this module changes what shipped weights may have seen: train again after it.
"""

from collections.abc import Mapping
from typing import Literal, get_args

from caalm.generation.languages import ALL_FAMILIES, COMMON, Pool
from caalm.languages.invented.language import InventedLanguage
from caalm.languages.invented.vocabulary import KEYWORDS
from caalm.languages.invented.words import LEXICON, STRUCTURE, UNRELATED
from caalm.program.nodes import (
    Assign,
    BinOp,
    BoolOp,
    Compare,
    Constant,
    Declaration,
    Expression,
    For,
    If,
    Intrinsic,
    JoinedStr,
    Name,
    Print,
    Program,
    Statement,
    Store,
    UnaryOp,
    While,
)
from caalm.rng import stable_hash

Split = Literal["train", "validation", "test", "new-words", "new-combinations", "new-families"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test", "new-words", "new-combinations", "new-families")
HELD_OUT_SPLITS: tuple[Split, ...] = ("new-words", "new-combinations", "new-families")

_HELD_OUT_COUNTS = {"assignment": 3, "output": 2, "header": 1, "block": 3, "expression": 2, "layout": 3, "counted": 1}
"""How many families of each dimension training never sees."""
_WORD_SHARE = 10
"""One word in this many of every role is held out, at least two of every structural role and one of the others."""
_PLAINEST = 2
"""The first words of each role in the plain register stay in training."""
_PAIR_SHARE = 10
"""One in this many pairs of assignment and block families is held out."""


def tree_text(program: Program) -> str:
    """A program's canonical text: names replaced by the order in which they come up, literals and pictures kept."""
    names: dict[str, str] = {}
    body = _block(program.body, names) + "".join([f"<{line!r}" for line in program.lines])
    return body + "".join([_declaration(f, names) for f in program.pictures])


def _declaration(field: Declaration, names: dict[str, str]) -> str:
    text = f"{_name(field.name, names)} {field.picture} {field.initial!r}"
    return f"{text} occurs {field.occurs}" if field.occurs else text


def _block(body: tuple[Statement, ...], names: dict[str, str]) -> str:
    return "[" + ";".join([_statement(statement, names) for statement in body]) + "]"


def _name(name: str, names: dict[str, str]) -> str:
    return names.setdefault(name, f"v{len(names)}")


def _statement(node: Statement, names: dict[str, str]) -> str:
    kind = type(node)
    if kind is Assign:
        return f"{_name(node.target, names)}={_expression(node.value, names)}"  # type: ignore[union-attr, arg-type]
    if kind is Print:
        return "print " + ",".join([_expression(value, names) for value in node.values])  # type: ignore[union-attr]
    if kind is If:
        return f"if {_expression(node.test, names)}{_block(node.body, names)}{_block(node.orelse, names)}"  # type: ignore[union-attr]
    if kind is While:
        return f"while {_expression(node.test, names)}{_block(node.body, names)}"  # type: ignore[union-attr]
    if kind is For:
        target = "" if node.target is None else _name(node.target, names)  # type: ignore[union-attr]
        bounds = f"{_expression(node.start, names)},{_expression(node.stop, names)},{node.step},{node.inclusive}"  # type: ignore[union-attr]
        return f"for {target} {bounds}{_block(node.body, names)}"  # type: ignore[union-attr]
    if kind is Store:
        branches = _block(node.size_error, names) + _block(node.fitting, names)  # type: ignore[union-attr]
        return f"store {_name(node.target, names)}={_expression(node.value, names)},{node.rounded}{branches}"  # type: ignore[union-attr, arg-type]
    return _fields(node, names)


def _expression(node: Expression, names: dict[str, str]) -> str:
    kind = type(node)
    if kind is Constant:
        return repr(node.value)  # type: ignore[union-attr]
    if kind is Name:
        return _name(node.id, names)  # type: ignore[union-attr]
    if kind is BinOp or kind is Compare or kind is BoolOp:
        return f"({_expression(node.left, names)}{node.op}{_expression(node.right, names)})"  # type: ignore[union-attr]
    if kind is UnaryOp:
        return f"({node.op} {_expression(node.operand, names)})"  # type: ignore[union-attr]
    if kind is JoinedStr:
        return "f(" + ",".join([_expression(value, names) for value in node.values]) + ")"  # type: ignore[union-attr]
    return _fields(node, names)


_STATEMENTS = frozenset(get_args(Statement))
_NAMING = frozenset(("target", "targets", "source", "name", "function", "parameters"))
"""Fields that hold names of the program, but for an intrinsic's own."""


def _fields(node: Statement | Expression, names: dict[str, str]) -> str:
    """A node that came after the first tree: its kind and its fields in order."""
    kind = type(node)
    naming = _NAMING if kind is not Intrinsic else frozenset[str]()
    parts = [_field(getattr(node, field), names, field in naming) for field in kind.__match_args__]
    return f"{kind.__name__}({','.join(parts)})"


def _field(value: object, names: dict[str, str], is_name: bool) -> str:
    if isinstance(value, tuple):
        return "[" + ";".join([_field(part, names, is_name) for part in value]) + "]"
    if isinstance(value, str):
        return _name(value, names) if is_name else repr(value)
    if value is None or isinstance(value, bool):
        return str(value)
    if type(value) in _STATEMENTS:
        return _statement(value, names)  # type: ignore[arg-type]
    return _expression(value, names)  # type: ignore[arg-type]


def tree_hash(program: Program) -> int:
    """A hash of the tree without its names."""
    return stable_hash("tree", tree_text(program))


def _bucket(value: int) -> Split:
    place = value % 100
    return "train" if place < 80 else "validation" if place < 90 else "test"


def tree_split(program: Program) -> Split:
    """train, validation or test, by the tree alone: 80, 10 and 10 of a hundred."""
    return _bucket(tree_hash(program))


def language_split(language: InventedLanguage) -> Split:
    """train, validation or test, by the language's fingerprint alone."""
    return _bucket(stable_hash("language", language.fingerprint))


def alien_split(canonical: str) -> Split:
    """train, validation or test, by the canonical text of a machine's program alone."""
    return _bucket(stable_hash("alien", canonical))


def base_split(split: Split) -> Split:
    """The split by whose hashes a split's trees and languages are drawn: the held-out ones are tests."""
    return "test" if split in HELD_OUT_SPLITS else split


def _smallest(kind: str, names: tuple[str, ...], count: int) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: stable_hash("held out", kind, name))[:count])


HELD_OUT_FAMILIES: Mapping[str, tuple[str, ...]] = {
    dimension: _smallest(
        dimension, tuple(name for name in ALL_FAMILIES[dimension] if name not in COMMON.get(dimension, ())), count
    )
    for dimension, count in _HELD_OUT_COUNTS.items()
}
"""The plainest families stay in training: they are what people write most."""


def _held_out_words() -> dict[str, frozenset[str]]:
    words: dict[str, set[str]] = {}
    for table in LEXICON.values():
        for role, listed in table.items():
            words.setdefault(role, set()).update(listed)
    held_out = {}
    for role, everything in words.items():
        options = everything.difference(LEXICON["plain"].get(role, ())[:_PLAINEST])
        chosen = {word for word in options if stable_hash("held out", role, word) % _WORD_SHARE == 0}
        chosen |= set(_smallest(role, tuple(sorted(options)), 2 if role in STRUCTURE else 1))
        held_out[role] = frozenset(chosen)
    return held_out


HELD_OUT_WORDS: Mapping[str, frozenset[str]] = _held_out_words()
_EVERYWHERE_HELD_OUT = frozenset(word for role in STRUCTURE for word in HELD_OUT_WORDS[role])


def _training_words() -> dict[str, dict[str, tuple[str, ...]]]:
    """The lexicon without what is held out: a structural word is held out of every role."""
    return {
        register: {
            role: kept
            for role, options in table.items()
            if (kept := tuple(w for w in options if w not in HELD_OUT_WORDS[role] and w not in _EVERYWHERE_HELD_OUT))
        }
        for register, table in LEXICON.items()
    }


def pair_is_held_out(families: Mapping[str, str]) -> bool:
    """Whether these assignment and block families never meet in training."""
    return stable_hash("pair", families["assignment"], families["block"]) % _PAIR_SHARE == 0


def _says(role: str, word: str) -> bool:
    return word not in HELD_OUT_WORDS.get(role, frozenset()) and word not in _EVERYWHERE_HELD_OUT


_TRAINING_FAMILIES = {
    dimension: tuple(name for name in names if name not in HELD_OUT_FAMILIES.get(dimension, ()))
    for dimension, names in ALL_FAMILIES.items()
}
_TRAINING_WORDS = _training_words()
_UNRELATED = tuple(word for word in UNRELATED if stable_hash("held out", "unrelated", word) % _WORD_SHARE)
_TRAIN = Pool(
    families=_TRAINING_FAMILIES,
    words=_TRAINING_WORDS,
    unrelated=_UNRELATED,
    allows=lambda families: not pair_is_held_out(families),
    says=_says,
    beyond="train",
)
_NEW_WORDS = {
    "plain": {role: tuple(sorted(HELD_OUT_WORDS[role])) if role in (*STRUCTURE, *KEYWORDS) else words
              for role, words in _TRAINING_WORDS["plain"].items()}
}  # fmt: skip

POOLS: Mapping[Split, Pool] = {
    "train": _TRAIN,
    "validation": _TRAIN,
    "test": _TRAIN,
    "new-words": Pool(
        families=_TRAINING_FAMILIES,
        words=_NEW_WORDS,
        unrelated=_UNRELATED,
        allows=_TRAIN.allows,
        says=_says,
        only_new_words=True,
        beyond="train",
    ),
    "new-combinations": Pool(
        families=_TRAINING_FAMILIES,
        words=_TRAINING_WORDS,
        unrelated=_UNRELATED,
        allows=pair_is_held_out,
        says=_says,
        beyond="train",
    ),
    "new-families": Pool(
        families=_TRAINING_FAMILIES,
        words=_TRAINING_WORDS,
        unrelated=_UNRELATED,
        says=_says,
        require=HELD_OUT_FAMILIES,
        beyond="held out",
    ),
}
"""What each split draws its languages from."""
