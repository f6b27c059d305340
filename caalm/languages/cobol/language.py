"""A whole COBOL program: divisions, fields, statements, paragraphs.

>>> from random import Random
>>> from caalm.program.nodes import Assign, BinOp, Constant, Declaration, Name, Print, Program
>>> body = (Assign("A", BinOp(Name("A"), "+", Constant(1))), Print((Constant("A IS "), Name("A"))))
>>> source = COBOL_FREE.render(Program(body, (Declaration("A", "9(4)", 8),)), Random(3))
>>> [line for line in source.text.splitlines() if "A" in line.split()][:1]  # doctest: +ELLIPSIS
[...A PIC...9(4) VALUE...8...]
"""

import re
from dataclasses import dataclass
from random import Random

from caalm.errors import InexpressibleError
from caalm.languages.cobol.beyond import BeyondWriter, draw_extras
from caalm.languages.cobol.layout import Page
from caalm.languages.cobol.reserved import RESERVED
from caalm.languages.cobol.storage import Storage, constants, flags_of
from caalm.languages.cobol.style import Style, draw_style
from caalm.languages.language import Features, Source
from caalm.program.nodes import (
    Assign,
    BinOp,
    BoolOp,
    Break,
    Call,
    Compare,
    Constant,
    Continue,
    Expr,
    For,
    FunctionDef,
    If,
    Input,
    Intrinsic,
    JoinedStr,
    Name,
    Print,
    Program,
    RepeatUntil,
    Return,
    SetItem,
    Slice,
    Store,
    Subscript,
    UnaryOp,
    While,
    all_expressions,
    walk_statements,
)
from caalm.program.pictures import Picture, parse_picture
from caalm.program.values import COBOL as SEMANTICS
from caalm.program.values import Semantics

_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9](?:[A-Za-z0-9-]{0,29}[A-Za-z0-9])?")
_COMMON = (Assign, Print, If, While, For, Store, Constant, Name, BinOp, UnaryOp, Compare, BoolOp)
_KNOWN = (
    *_COMMON, JoinedStr, SetItem, Subscript, Slice, Intrinsic, Input, RepeatUntil, Break, Continue, FunctionDef, Call,
    Expr, Return,
)  # fmt: skip
FIXED_SHARE = 0.4
FEATURES = Features(operators=("+", "-", "*", "/", "//", "%"), joined=False, booleans=False, floats=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cobol:
    """COBOL for GnuCOBOL 3.1; ``fixed`` None leaves the source format to each program."""

    name: str = "cobol"
    suffix: str = ".cob"
    semantics: Semantics = SEMANTICS
    features: Features = FEATURES
    reserved: frozenset[str] = frozenset(map(str.lower, RESERVED))
    fixed: bool | None = None

    def render(self, program: Program, rng: Random) -> Source:
        """The program as one author would write it."""
        is_common = _check_nodes(program)
        pictures = _fields(program)
        fixed = rng.random() < FIXED_SHARE if self.fixed is None else self.fixed
        lower = any(name.islower() for name in pictures)
        style = draw_style(rng, fixed=fixed, lower_names=lower)
        # Programs of the common tree are written with the draws that they have always had.
        extras = None if is_common else draw_extras(rng)
        flags = flags_of(program, rng) if extras is not None and extras.flags else {}
        page = Page(fixed=fixed, sequence=style.sequence)
        writer = BeyondWriter(rng, style, pictures, page, program, flags, extras)
        _write_head(page, style, rng)
        if program.pictures:
            Storage(page, style, writer, program, constants(program) if extras and extras.constants else ()).write()
        page.line(0, style.words("PROCEDURE DIVISION") + ".")
        if style.main:
            page.line(0, (style.main.lower() if lower else style.main) + ".")
        writer.paragraph(tuple([node for node in program.body if not isinstance(node, FunctionDef)]), style.stop)
        writer.functions_after()
        while writer.paragraphs:
            name, body = writer.paragraphs.pop(0)
            if style.blank_lines:
                page.blank()
            page.line(0, name + ".")
            writer.paragraph(body, None)
        if extras is not None and extras.notes:
            page.annotate(rng, extras.notes)
        return Source(page.text(), tuple([page.at[number] for number in range(len(page.at))]))


COBOL = Cobol()
COBOL_FREE = Cobol(fixed=False)
COBOL_FIXED = Cobol(fixed=True)


def _check_nodes(program: Program) -> bool:
    """Whether there is nothing but the common tree; InexpressibleError where there is what COBOL does not say."""
    is_common = not any(field.occurs for field in program.pictures)
    for node in (*walk_statements(program.body), *all_expressions(program)):
        if not isinstance(node, _KNOWN):
            raise InexpressibleError(f"COBOL: {type(node).__name__} has no spelling")
        is_common = is_common and isinstance(node, _COMMON)
    if program.lines and not any(isinstance(node, Input) for node in all_expressions(program)):
        raise InexpressibleError("COBOL: an input that nobody reads has no spelling")
    return is_common


def _fields(program: Program) -> dict[str, Picture]:
    """The pictures by name; InexpressibleError where a name is no COBOL name, stands twice, or is missing."""
    pictures: dict[str, Picture] = {}
    for field in program.pictures:
        upper = field.name.upper()
        if not _NAME.fullmatch(field.name) or upper in RESERVED or upper in map(str.upper, pictures):
            raise InexpressibleError(f"COBOL: no field can be called {field.name!r}")
        pictures[field.name] = parse_picture(field.picture)
    taken = set(map(str.upper, pictures))
    for function in program.body:
        if isinstance(function, FunctionDef):
            upper = function.name.upper()
            if not _NAME.fullmatch(function.name) or upper in RESERVED or upper in taken or function.parameters:
                raise InexpressibleError(f"COBOL: no paragraph can be {function.name!r}")
            taken.add(upper)
    targets = [getattr(statement, "target", None) for statement in walk_statements(program.body)]
    read = [node.id for node in all_expressions(program) if isinstance(node, Name)]
    for name in [*filter(None, targets), *read]:
        if name not in pictures:
            raise InexpressibleError(f"COBOL: {name!r} has no picture")
    return pictures


def _write_head(page: Page, style: Style, rng: Random) -> None:
    word = style.words
    page.line(0, word("IDENTIFICATION DIVISION") + ".")
    page.line(0, f"{word('PROGRAM-ID')}. {style.program_id}.")
    if style.environment:
        page.line(0, word("ENVIRONMENT DIVISION") + ".")
    if style.blank_lines:
        page.blank()
