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
from caalm.languages.cobol.layout import Page
from caalm.languages.cobol.reserved import RESERVED
from caalm.languages.cobol.statements import StatementWriter
from caalm.languages.cobol.style import Style, draw_style
from caalm.languages.language import Features, Source
from caalm.program.nodes import (
    Assign,
    BinOp,
    BoolOp,
    Compare,
    Constant,
    Declaration,
    For,
    If,
    JoinedStr,
    Name,
    Print,
    Program,
    Store,
    UnaryOp,
    While,
    all_expressions,
    walk_statements,
)
from caalm.program.pictures import Picture, parse_picture
from caalm.program.values import COBOL as SEMANTICS
from caalm.program.values import Semantics

_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9](?:[A-Za-z0-9-]{0,29}[A-Za-z0-9])?")
_KNOWN = (Assign, Print, If, While, For, Store, Constant, Name, BinOp, UnaryOp, Compare, BoolOp, JoinedStr)
_GROUPS = ("WS-FIELDS", "WS-DATA", "WS-VARIABLES", "WORK-AREA", "WORK-FIELDS", "WS-VARS")
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
        _check_nodes(program)
        pictures = _fields(program)
        fixed = rng.random() < FIXED_SHARE if self.fixed is None else self.fixed
        lower = any(name.islower() for name in pictures)
        style = draw_style(rng, fixed=fixed, lower_names=lower)
        page = Page(fixed=fixed, sequence=style.sequence)
        writer = StatementWriter(rng, style, pictures, page, program)
        _write_head(page, style, rng)
        if program.pictures:
            _write_fields(page, style, writer, program, pictures)
        page.line(0, style.words("PROCEDURE DIVISION") + ".")
        if style.main:
            page.line(0, (style.main.lower() if lower else style.main) + ".")
        writer.paragraph(program.body, style.stop)
        while writer.paragraphs:
            name, body = writer.paragraphs.pop(0)
            if style.blank_lines:
                page.blank()
            page.line(0, name + ".")
            writer.paragraph(body, None)
        return Source(page.text(), tuple([page.at[number] for number in range(len(page.at))]))


COBOL = Cobol()
COBOL_FREE = Cobol(fixed=False)
COBOL_FIXED = Cobol(fixed=True)


def _check_nodes(program: Program) -> None:
    for node in (*walk_statements(program.body), *all_expressions(program)):
        if not isinstance(node, _KNOWN):
            raise InexpressibleError(f"COBOL: {type(node).__name__} has no spelling")
    if program.lines:
        raise InexpressibleError("COBOL: an input has no spelling")


def _fields(program: Program) -> dict[str, Picture]:
    """The pictures by name; InexpressibleError where a name is no COBOL name, stands twice, or is missing."""
    pictures: dict[str, Picture] = {}
    for field in program.pictures:
        upper = field.name.upper()
        if not _NAME.fullmatch(field.name) or upper in RESERVED or upper in map(str.upper, pictures):
            raise InexpressibleError(f"COBOL: no field can be called {field.name!r}")
        pictures[field.name] = parse_picture(field.picture)
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


def _write_fields(
    page: Page, style: Style, writer: StatementWriter, program: Program, pictures: dict[str, Picture]
) -> None:
    page.line(0, style.words("DATA DIVISION") + ".")
    page.line(0, style.words("WORKING-STORAGE SECTION") + ".")
    level, indent = style.level, 0
    if level == "group":
        taken = {name.upper() for name in pictures}
        group = next(name for name in _GROUPS if name not in taken)
        page.line(0, f"01 {group}.")
        level, indent = "05", style.indent
    column = max(len(field.name) for field in program.pictures) if style.aligned else 0
    for field in program.pictures:
        text = f"{level} {field.name.ljust(column)} {style.words(style.picture)} {field.picture}"
        page.line(indent, f"{text}{_value_clause(field, pictures[field.name], style, writer)}.")
    if style.blank_lines:
        page.blank()


def _value_clause(field: Declaration, picture: Picture, style: Style, writer: StatementWriter) -> str:
    value = field.initial
    if value is None:
        return ""
    kept = str(value) if picture.category == "alphanumeric" else value
    if (
        picture.category == "edited"
        or isinstance(kept, bool | float)
        or isinstance(kept, str) != isinstance(value, str)
    ):
        raise InexpressibleError(f"COBOL: {field.name} PIC {field.picture} takes no VALUE {value!r}")
    if isinstance(kept, str) != (picture.category == "alphanumeric") or _cut(picture, kept):
        raise InexpressibleError(f"COBOL: the VALUE {value!r} does not fit into {field.name} PIC {field.picture}")
    return f" {style.words(style.value)} {writer.moved(Constant(value), field.name)}"


def _cut(picture: Picture, value: object) -> bool:
    if isinstance(value, str):
        return len(value) > picture.integers
    return picture.store(value) != value  # type: ignore[arg-type]
