"""Is what a program prints decidable from its text alone? If not, its label would be a guess, and it is rejected.

A reader who has never seen the language knows ordinary words, usual symbols and the shape of the text; a pseudo-word,
an unrelated word or a word held out from training tells nothing. So the program is run again under every reading
that this leaves open. Where a second reading also ends, and prints something else, the program has no one answer.

===================  ===========================================================================================
reading              left open by
===================  ===========================================================================================
if or while          an opaque word in front of a condition
once or n times      an opaque word (and an opaque "times") in front of a count
bounds               opaque words around the bounds of a counted loop: is the last value reached?
step                 an opaque word in front of the step
true or false        opaque boolean words
how booleans print   a boolean that is printed and nowhere written
how floats print     a whole float: 3.0 or 3; a number "rounded to" two places: 188.60 or 188.6
rounding             // and % with a negative operand
precedence           + before * without parentheses, where left to right gives something else
===================  ===========================================================================================

What lies beyond the card has its own readings: caalm.generation.readings.

An opaque word may still be settled by the text: by the shape of a loop header, by an else, or by running into an
error or no end under the other reading.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from caalm.generation.readings import Reading, beyond_readings, scope_is_open, shows_parts
from caalm.generation.rewriting import Rewrite, is_well_formed, map_expression, rewrite
from caalm.languages.invented.language import InventedLanguage
from caalm.languages.invented.rendering import PRECEDENCE
from caalm.languages.invented.spelling import EXPRESSIONS
from caalm.languages.language import Source
from caalm.program.interpreter import ExecutionResult, interpret
from caalm.program.nodes import (
    BinOp,
    Compare,
    Constant,
    Expression,
    For,
    If,
    Program,
    Statement,
    UnaryOp,
    While,
    all_expressions,
    walk_statements,
)
from caalm.program.trace import Operation


class Solved(NamedTuple):
    """A program of the same language whose output the reader is shown."""

    program: Program
    text: str
    result: ExecutionResult


_WHOLE_FLOAT = re.compile(r"\d\.0(?!\d)")
_TRAILING_ZERO = re.compile(r"\d\.\d*0(?!\d)")


def undecided(
    program: Program,
    language: InventedLanguage,
    source: Source,
    result: ExecutionResult,
    solved: Sequence[Solved] = (),
) -> str | None:
    """The name of a reading under which the program prints something else, or None: the label is decidable.

    ``solved`` are programs of the language that stand before the question with their outputs: a reading under which
    one of them would print something else is excluded.
    """
    printed = result.stdout
    if undecided_form := _undecided_form(language, source.text, printed, solved):
        return undecided_form
    if language.is_beyond and scope_is_open(program):
        return "local or global"
    for reading in readings(program, language, result):
        other = _run(reading, result)
        if other is not None and other != printed and not _contradicted(reading.key, language, solved):
            return reading.name
    return None


def _run(reading: Reading, result: ExecutionResult) -> str | None:
    """What a program prints under a reading; None where it fails (otherwise than it should) or does not end."""
    if not is_well_formed(reading.program.body):
        return None
    other = interpret(reading.program, reading.semantics, step_limit=max(200, 3 * result.steps))
    return other.stdout if other.error in (None, result.error) else None


def _contradicted(key: str, language: InventedLanguage, solved: Sequence[Solved]) -> bool:
    for one in solved:
        if key.startswith("if as while") and any(
            isinstance(node, If) and node.orelse for node in walk_statements(one.program.body)
        ):
            return True  # a while has no else
        if key.startswith("parts of ") and shows_parts(one.program, key.removeprefix("parts of ")):
            return True  # a literal shows them
        for reading in readings(one.program, language, one.result):
            if reading.key == key and _run(reading, one.result) != one.result.stdout:
                return True
    return False


def _undecided_form(language: InventedLanguage, text: str, printed: str, solved: Sequence[Solved]) -> str | None:
    lines = printed.split("\n")
    shown = "\n".join([text, *(part for one in solved for part in (one.text, one.result.stdout))])
    for role in ("true", "false"):
        word = language.words[role]
        if word in lines and word not in shown:
            return "how booleans print"
    if language.is_beyond:  # here a word may also stand inside a list or a joined string
        for role, name in (
            ("true", "how booleans print"),
            ("false", "how booleans print"),
            ("nothing", "how no value prints"),
        ):
            word = language.words[role]
            if word in printed and word not in shown and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", printed):
                return name
        # "round to 2" may give the number 188.6 where "fixed" and "format number" write 188.60 (`Intrinsic` fixed).
        rounds = "round" in language.words["fixed"].lower() and language.words["fixed"] in text
        if rounds and any(found[0] not in text for found in _TRAILING_ZERO.finditer(printed)):
            return "how a rounded number prints"
    unseen = any(found[0] not in text for found in _WHOLE_FLOAT.finditer(printed))
    if unseen and not any(_WHOLE_FLOAT.search(one.result.stdout) for one in solved):
        return "how floats print"
    return None


def readings(program: Program, language: InventedLanguage, result: ExecutionResult) -> Iterator[Reading]:
    """Every other reading that the text leaves open, as a tree and semantics that mean it."""
    semantics = language.semantics
    if language.opaque:
        yield from _opaque_readings(program, language)
    if any(
        event.operator in ("//", "%") and event.left is not None and (event.left.value < 0 or event.right.value < 0)  # type: ignore[operator]
        for step in result.trace
        for event in step.events
        if type(event) is Operation
    ):
        both = replace(semantics, quotient="truncate", remainder="truncate")
        yield Reading("truncated", "rounding", program, both)
        yield Reading("truncated quotient", "rounding", program, replace(semantics, quotient="truncate"))
    if language.is_beyond:
        yield from beyond_readings(program, language, result)
        if language.families["order"] != "usual":
            return
    if EXPRESSIONS[language.families["expression"]].flat and any(_mixes(node) for node in all_expressions(program)):
        flat = rewrite(program, lambda statement: statement, left_to_right)
        yield Reading("left to right", "precedence", flat, semantics)


def _opaque_readings(program: Program, language: InventedLanguage) -> Iterator[Reading]:
    opaque, semantics = language.opaque, language.semantics
    statements = list(walk_statements(program.body))
    ifs = [node for node in statements if type(node) is If]
    whiles = [node for node in statements if type(node) is While]
    negates = language.families["repetition"] == "until"

    def loop_to_if(node: Statement) -> Statement:
        return _as_if(node, negates)

    # One word plays one role in the whole program, so an if with an else settles all the others.
    if_opaque = "if" in opaque and bool(ifs) and not any(node.orelse for node in ifs)
    while_opaque = ("until" if negates else "while") in opaque and bool(whiles)
    if while_opaque:
        yield Reading("while as if", "if or while", rewrite(program, loop_to_if), semantics)
        if negates:
            yield Reading("until as while", "while or until", rewrite(program, _as_until), semantics)
    if if_opaque:
        yield Reading("if as while", "if or while", rewrite(program, _as_while), semantics)
    if if_opaque and while_opaque:
        swapped = rewrite(program, lambda node: _as_while(node) if type(node) is If else loop_to_if(node))
        yield Reading("if as while and while as if", "if or while", swapped, semantics)
    loops = [node for node in statements if type(node) is For]
    if any(node.target is None for node in loops) and {"repeat", "times"} <= opaque:
        yield Reading("once", "once or n times", rewrite(program, _once), semantics)
    if language.families["counted"] == "words":
        named = [node for node in loops if node.target is not None]
        for inclusive, role in ((True, "through"), (False, "below")):
            if role in opaque and any(node.inclusive is inclusive for node in named):
                yield Reading(f"other {role}", "bounds", rewrite(program, _other_bound(inclusive)), semantics)
        if "step" in opaque and any(node.step != 1 for node in named):
            yield Reading("unit step", "step", rewrite(program, _unit_step), semantics)
    if {"true", "false"} & opaque and any(
        type(node) is Constant and isinstance(node.value, bool) for node in all_expressions(program)
    ):
        flipped = replace(semantics, true=semantics.false, false=semantics.true)
        yield Reading("flipped", "true or false", rewrite(program, lambda node: node, _flip), flipped)


# Rewrites of the card's nodes


def _as_while(node: Statement) -> Statement:
    return While(node.test, node.body) if isinstance(node, If) and not node.orelse else node


def _as_if(node: Statement, negates: bool) -> Statement:
    """A while read as an if; in "until" form the text shows the negated test."""
    if not isinstance(node, While):
        return node
    return If(UnaryOp("not", node.test) if negates else node.test, node.body)


def _as_until(node: Statement) -> Statement:
    return While(UnaryOp("not", node.test), node.body) if isinstance(node, While) else node


def _once(node: Statement) -> Statement:
    if isinstance(node, For) and node.target is None:
        return If(Compare(node.stop, ">", Constant(0)), node.body)
    return node


def _other_bound(inclusive: bool) -> Rewrite:
    def change(node: Statement) -> Statement:
        if isinstance(node, For) and node.target is not None and node.inclusive is inclusive:
            return For(node.target, node.start, node.stop, node.step, not inclusive, node.body)
        return node

    return change


def _unit_step(node: Statement) -> Statement:
    if isinstance(node, For):
        return For(node.target, node.start, node.stop, 1 if node.step > 0 else -1, node.inclusive, node.body)
    return node


def _flip(node: Expression) -> Expression:
    return map_expression(
        node,
        lambda part: Constant(not part.value) if isinstance(part, Constant) and isinstance(part.value, bool) else part,
    )


def _mixes(node: Expression) -> bool:
    """Whether the right operand binds tighter and so stands without parentheses."""
    return isinstance(node, BinOp) and isinstance(node.right, BinOp) and PRECEDENCE[node.right.op] > PRECEDENCE[node.op]


def left_to_right(node: Expression) -> Expression:
    """The expression as a reader without precedence takes it: operators in the order of the text."""
    return map_expression(node, _regroup)


def _regroup(node: Expression) -> Expression:
    if not isinstance(node, BinOp) or not _mixes(node):
        return node
    right = node.right
    assert isinstance(right, BinOp)
    return BinOp(_regroup(BinOp(node.left, node.op, right.left)), right.op, right.right)
