"""Programs in which everything hangs on how exactly the output is written: how each is drawn.

>>> from caalm.generation.items import draw_real
>>> from caalm.languages import LANGUAGES
>>> item = draw_real(Random(3), LANGUAGES["python"], tier=2, draw=FORMS["padding"])
>>> "repeat" in repr(item.program)
True

================  =================================================================================================
false if          an if without an else whose test fails, where running its block would print something else
padding           columns made of repeated spaces
spaces            strings with spaces at their ends, or two between words
empty output      nothing is printed, though the program has prints
quotes            strings that hold quotation marks
================  =================================================================================================

Each is a `Draw` for `draw_invented` and `draw_real`; padding wants a language that repeats and measures strings
(``beyond``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

from caalm.errors import DrawError
from caalm.generation.names import draw_names, draw_text
from caalm.generation.programs import Drawn, ProgramSpec, draw_program
from caalm.generation.rewriting import map_expression, rewrite
from caalm.program.interpreter import interpret
from caalm.program.nodes import (
    Assign,
    BinOp,
    Compare,
    Constant,
    Expression,
    If,
    Intrinsic,
    JoinedStr,
    Name,
    Print,
    Program,
    Statement,
    all_expressions,
    walk_statements,
)

TRIED = 50
_MARKS = ("'", '"', "`", "''", '""')


def _tried(rng: Random, spec: ProgramSpec, make: Callable[[Random, ProgramSpec], Drawn | None]) -> Drawn:
    for _ in range(TRIED):
        drawn = make(rng, spec)
        if drawn is not None:
            return drawn
    raise DrawError(f"no such program in {TRIED} draws")


def _interpreted(program: Program, spec: ProgramSpec) -> Drawn | None:
    result = interpret(program, spec.semantics, step_limit=spec.max_steps + 1)
    return Drawn(program, result) if result.error is None else None


def _false_if(rng: Random, spec: ProgramSpec) -> Drawn:
    def make(rng: Random, spec: ProgramSpec) -> Drawn | None:
        drawn = draw_program(rng, replace(spec, tier=2))
        lonely = [node for node in walk_statements(drawn.program.body) if isinstance(node, If) and not node.orelse]
        if not lonely:
            return None
        # Read as always taken, the program prints something else; without its lonely ifs, the same.
        taken = _changed(drawn.program, spec, lambda node: _always(node))
        without = _changed(drawn.program, spec, lambda node: _never(node))
        return drawn if without == drawn.result.stdout and taken not in (None, drawn.result.stdout) else None

    return _tried(rng, spec, make)


def _changed(program: Program, spec: ProgramSpec, change: Callable[[Statement], Statement]) -> str | None:
    result = interpret(rewrite(program, change), spec.semantics, step_limit=spec.max_steps + 1)
    return None if result.error is not None else result.stdout


def _always(node: Statement) -> Statement:
    return If(Compare(Constant(0), "==", Constant(0)), node.body) if isinstance(node, If) and not node.orelse else node


def _never(node: Statement) -> Statement:
    return If(Compare(Constant(0), "==", Constant(1)), node.body) if isinstance(node, If) and not node.orelse else node


def _empty(rng: Random, spec: ProgramSpec) -> Drawn:
    """What a program prints goes behind a test that fails."""

    def make(rng: Random, spec: ProgramSpec) -> Drawn | None:
        body = draw_program(rng, replace(spec, tier=1 if rng.random() < 0.5 else 2)).program.body
        kept = tuple(node for node in body if not isinstance(node, Print))
        shown = tuple(node for node in body if isinstance(node, Print))
        names = [node.target for node in kept if isinstance(node, Assign)]
        if not shown or not names:
            return None
        name = names[int(rng.random() * len(names))]
        test = Compare(Name(name), (">", "<", "==")[int(rng.random() * 3)], Constant(int(rng.random() * 60)))
        try:
            drawn = _interpreted(Program((*kept, If(test, shown))), spec)
        except TypeError:
            return None
        return drawn if drawn is not None and drawn.result.stdout == "" else None

    return _tried(rng, spec, make)


def _with_texts(
    rng: Random, spec: ProgramSpec, change: Callable[[Random, str], str], show: Callable[[str], bool]
) -> Drawn:
    """A drawn program with other strings: equal ones stay equal."""
    if not spec.features.phrases:
        raise DrawError("the language's strings are single words")

    def make(rng: Random, spec: ProgramSpec) -> Drawn | None:
        program = draw_program(rng, spec).program
        texts: dict[str, str] = {}

        def other(node: Expression) -> Expression:
            if isinstance(node, Constant) and isinstance(node.value, str):
                return Constant(texts.setdefault(node.value, change(rng, node.value)))
            return node

        if not any(isinstance(part, Constant) and isinstance(part.value, str) for part in all_expressions(program)):
            return None
        drawn = _interpreted(rewrite(program, lambda node: node, lambda whole: map_expression(whole, other)), spec)
        return drawn if drawn is not None and show(drawn.result.stdout) else None

    return _tried(rng, spec, make)


def _spaced(rng: Random, text: str) -> str:
    roll, some = rng.random(), " " * (1 + int(rng.random() * 3))
    if roll < 0.35:
        return text + some
    if roll < 0.65:
        return some + text
    return text.replace(" ", " " + some) if " " in text else f"{text}{some} {text.lower()}"


def _quoted(rng: Random, text: str) -> str:
    mark = _MARKS[int(rng.random() * len(_MARKS))]
    place = int(rng.random() * (len(text) + 1))
    return f"{mark}{text}{mark}" if rng.random() < 0.5 else text[:place] + mark + text[place:]


def _spaces(rng: Random, spec: ProgramSpec) -> Drawn:
    return _with_texts(rng, spec, _spaced, lambda stdout: re.search(r"(?m) $|^ |  ", stdout) is not None)


def _quotes(rng: Random, spec: ProgramSpec) -> Drawn:
    return _with_texts(rng, spec, _quoted, lambda stdout: any(mark in stdout for mark in "'\"`"))


def _padding(rng: Random, spec: ProgramSpec) -> Drawn:
    """Columns: a text, and as many spaces as it leaves free."""

    def make(rng: Random, spec: ProgramSpec) -> Drawn | None:
        names = draw_names(rng, 3, avoid=spec.reserved)
        width, text, number = names
        size = 6 + int(rng.random() * 7)
        body: list[Statement] = [Assign(width, Constant(size))]
        for _ in range(1 + int(rng.random() * 2)):
            body.append(Assign(text, Constant(draw_text(rng)[: size - 1].strip())))
            body.append(Assign(number, Constant(1 + int(rng.random() * 999))))
            fill: Expression = Intrinsic(
                "repeat", (Constant(" " if rng.random() < 0.7 else "."), BinOp(Name(width), "-", _length(text)))
            )
            parts: tuple[Expression, ...] = (Name(text), fill, Name(number))
            if rng.random() < 0.4:
                parts = (fill, Name(text), Constant("|"), Name(number))
            body.append(Print((JoinedStr(parts),)))
        drawn = _interpreted(Program(tuple(body)), spec)
        return drawn if drawn is not None and re.search(r"  |\.\.", drawn.result.stdout) else None

    return _tried(rng, spec, make)


def _length(name: str) -> Expression:
    return Intrinsic("length", (Name(name),))


FORMS: Mapping[str, Callable[[Random, ProgramSpec], Drawn]] = {
    "false if": _false_if,
    "padding": _padding,
    "spaces": _spaces,
    "empty output": _empty,
    "quotes": _quotes,
}
