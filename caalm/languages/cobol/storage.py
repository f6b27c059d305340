"""The WORKING-STORAGE SECTION: fields, constants, conditions, tables and what they hold at first.

A table of four numbers in two of its spellings ::

    01 AGES-TABLE.                                  01 AGES-VALUES PIC X(8) VALUE "12073341".
       05 AGES PIC 99 OCCURS 4 TIMES VALUE 0.       01 AGES-TABLE REDEFINES AGES-VALUES.
                                                       05 AGES PIC 99 OCCURS 4 TIMES.
"""

from collections.abc import Sequence
from decimal import Decimal
from random import Random

from caalm.errors import InexpressibleError
from caalm.languages.cobol.beyond import BeyondWriter
from caalm.languages.cobol.layout import Page
from caalm.languages.cobol.reserved import RESERVED
from caalm.languages.cobol.style import Style
from caalm.program.nodes import (
    BinOp,
    Compare,
    Constant,
    Declaration,
    Expression,
    For,
    Name,
    Print,
    Program,
    all_expressions,
    expressions,
    walk_expressions,
    walk_statements,
)
from caalm.program.pictures import Number, Picture, parse_picture

_GROUPS = ("WS-FIELDS", "WS-DATA", "WS-VARIABLES", "WORK-AREA", "WORK-FIELDS", "WS-VARS")
_FLAGS = {"Y": ("YES", "TRUE", "ON"), "N": ("NO", "FALSE", "OFF"), "T": ("TRUE",), "F": ("FALSE",)}
_LONGEST = 40
"""A literal with the values of a table is no longer."""


def constants(program: Program) -> tuple[str, ...]:
    """The fields that could as well be constants: they never change, and stand where a literal may stand.

    A literal is shown with its own digits, so its field must have as many.
    """
    found = {}
    for field in program.pictures:
        picture, value = parse_picture(field.picture), field.initial
        is_exact = (
            (type(value) is int and picture.category == "numeric" and len(str(value)) == picture.integers)
            or (isinstance(value, str) and picture.category == "alphanumeric" and len(value) == picture.integers)
        ) and not (picture.signed or picture.scale or field.occurs or value == " " or value == "")
        if is_exact:
            found[field.name] = 0
    read: dict[str, int] = dict.fromkeys(found, 0)
    for statement in walk_statements(program.body):
        found.pop(getattr(statement, "target", None) or "", None)
        for expression in expressions(statement):
            for node in walk_expressions(expression):
                if isinstance(node, Name) and node.id in read:
                    read[node.id] += 1
        if isinstance(statement, For):
            found.update(_counted(found, statement.stop))
        elif isinstance(statement, Print):
            for shown in statement.values:
                found.update(_counted(found, shown))
    for expression in all_expressions(program):
        is_variable = isinstance(expression, BinOp | Compare) and isinstance(expression.left, Name)
        if is_variable and expression.left.id not in read:  # type: ignore[union-attr]
            found.update(_counted(found, expression.right))  # type: ignore[union-attr]
    return tuple([name for name, count in found.items() if count == read[name] > 0])


def _counted(found: dict[str, int], node: Expression) -> dict[str, int]:
    return {node.id: found[node.id] + 1} if isinstance(node, Name) and node.id in found else {}


def flags_of(program: Program, rng: Random) -> dict[tuple[str, str], str]:
    """Names for what a field of one character is compared with."""
    found: dict[tuple[str, str], str] = {}
    taken = {field.name.upper() for field in program.pictures} | {
        str(getattr(node, "name", "")).upper() for node in program.body
    }
    for node in all_expressions(program):
        if not (isinstance(node, Compare) and node.op in ("==", "!=") and isinstance(node.left, Name)):
            continue
        field = next((each for each in program.pictures if each.name == node.left.id), None)
        value = node.right.value if isinstance(node.right, Constant) else None
        if field is None or parse_picture(field.picture).symbols != "X" or field.occurs or value not in _FLAGS:
            continue
        assert isinstance(value, str)
        stem = field.name.upper().removeprefix("WS-")
        name = rng.choice((f"{stem}-{rng.choice(_FLAGS[value])}", f"{'' if value in 'YT' else 'NOT-'}{stem}-SET"))
        name = name.lower() if field.name.islower() else name
        if name.upper() not in taken | RESERVED and len(name) <= 30 and (field.name, value) not in found:
            found[field.name, value] = name
            taken.add(name.upper())
    return found


class Storage:
    """Writes the fields of one program."""

    def __init__(
        self, page: Page, style: Style, writer: BeyondWriter, program: Program, constants: Sequence[str]
    ) -> None:
        self.page = page
        self.style = style
        self.writer = writer
        self.program = program
        self.pictures = writer.pictures
        self.constants = constants
        self.taken = {name.upper() for name in (*self.pictures, *writer.functions, *writer.flags.values())}

    def write(self) -> None:
        """The whole section."""
        page, style = self.page, self.style
        page.line(0, style.words("DATA DIVISION") + ".")
        page.line(0, style.words("WORKING-STORAGE SECTION") + ".")
        level, indent = style.level, 0
        for field in self.program.pictures:
            if field.name in self.constants:
                self.constant(field)
        fields = [each for each in self.program.pictures if not each.occurs and each.name not in self.constants]
        if level == "group" and fields:
            page.line(0, f"01 {next(name for name in _GROUPS if name not in self.taken)}.")
            level, indent = "05", style.indent
        column = max((len(field.name) for field in fields), default=0) if style.aligned else 0
        for field in fields:
            text = f"{level} {field.name.ljust(column)} {style.words(style.picture)} {field.picture}"
            page.line(indent, f"{text}{self.value(field)}.")
            for (name, value), flag in self.writer.flags.items():
                if name == field.name:
                    literal = self.writer.literal(Constant(value))
                    page.line(indent + style.indent, f"88 {flag} {style.words(style.value)} {literal}.")
        for field in self.program.pictures:
            if field.occurs:
                self.table(field)
        if style.blank_lines:
            page.blank()

    def constant(self, field: Declaration) -> None:
        """A field that never changes, as a constant."""
        assert isinstance(field.initial, int | str)
        literal = self.writer.literal(Constant(field.initial))
        if self.writer.extras is not None and self.writer.extras.named:
            self.page.line(0, f"01 {field.name} {self.style.words('CONSTANT AS')} {literal}.")
        else:
            self.page.line(0, f"78 {field.name} {self.style.words('VALUE')} {literal}.")

    def table(self, field: Declaration) -> None:
        """A table in a group of its own."""
        page, style, word = self.page, self.style, self.style.words
        picture = self.pictures[field.name]
        if picture.category == "edited":
            raise InexpressibleError(f"COBOL: the table {field.name} is one of numbers or texts")
        head = f"01 {self.fresh(field.name, '-TABLE')}"
        line = f"05 {field.name} {word(style.picture)} {field.picture} {word('OCCURS')} {field.occurs}"
        line += f" {word('TIMES')}" if self.writer.often(0.8) else ""
        if not isinstance(field.initial, tuple):
            page.line(0, f"{head}.")
            page.line(style.indent, f"{line}{self.value(field)}.")
            return
        if len(field.initial) != field.occurs:
            raise InexpressibleError(f"COBOL: {field.name} has {field.occurs} places and {len(field.initial)} values")
        values = self.fresh(field.name, "-VALUES")
        literal = self.joined(field.initial, picture)
        if literal is not None and self.writer.extras is not None and self.writer.extras.literal:
            text = self.writer.literal(Constant(literal))
            page.line(0, f"01 {values} {word(style.picture)} X({len(literal)}) {word(style.value)} {text}.")
        else:
            page.line(0, f"01 {values}.")
            for value in field.initial:
                each = self.value(Declaration(field.name, field.picture, value))
                page.line(style.indent, f"05 {word('FILLER')} {word(style.picture)} {field.picture}{each}.")
        page.line(0, f"{head} {word('REDEFINES')} {values}.")
        page.line(style.indent, f"{line}.")

    def joined(self, values: Sequence[object], picture: Picture) -> str | None:
        """All values of a table in one literal."""
        if picture.signed or picture.scale or len(values) * picture.integers > _LONGEST:
            return None
        texts = [
            str(value).ljust(picture.integers) if isinstance(value, str) else f"{value:0{picture.integers}d}"
            for value in values
            if isinstance(value, int | str)
        ]
        fits = len(texts) == len(values) and all(len(text) == picture.integers for text in texts)
        return "".join(texts) if fits and texts[-1].strip() else None

    def fresh(self, name: str, ending: str) -> str:
        """A name for a group."""
        ending = ending.lower() if name.islower() else ending
        for stem in (name, name[:20], f"WS-{name[:17]}"):
            found = stem.rstrip("-") + ending
            if len(found) <= 30 and found.upper() not in self.taken | RESERVED:
                self.taken.add(found.upper())
                return found
        raise InexpressibleError(f"COBOL: no name is left for the group of {name}")

    def value(self, field: Declaration) -> str:
        """The VALUE clause."""
        value = field.initial
        if value is None:
            return ""
        picture = self.pictures[field.name]
        kept = str(value) if picture.category == "alphanumeric" else value
        if (
            not isinstance(kept, str | int | Decimal)
            or isinstance(kept, bool)
            or picture.category == "edited"
            or isinstance(kept, str) != isinstance(value, str)
        ):
            raise InexpressibleError(f"COBOL: {field.name} PIC {field.picture} takes no VALUE {value!r}")
        if isinstance(kept, str) != (picture.category == "alphanumeric") or _is_cut(picture, kept):
            raise InexpressibleError(f"COBOL: the VALUE {value!r} does not fit into {field.name} PIC {field.picture}")
        assert not isinstance(value, tuple)
        return f" {self.style.words(self.style.value)} {self.writer.moved(Constant(value), field.name)}"


def _is_cut(picture: Picture, value: Number | str) -> bool:
    """Whether the field would hold something else."""
    return len(value) > picture.integers if isinstance(value, str) else picture.store(value) != value
