"""What COBOL says beyond moving, testing and looping: tables, texts, paragraphs that are called, input, jumps.

A function of the tree is a paragraph without parameters; what it takes and gives goes through fields, as in any COBOL
program. A paragraph that is performed once, alone in a branch or as the body of a loop, is that block itself; a
function is never written so, so a reader can tell the two apart::

    MOVE 7 TO N-IN                 COMPUTE-SQUARE.
    PERFORM COMPUTE-SQUARE             IF N-IN = 0 EXIT PARAGRAPH END-IF
    DISPLAY SQ-OUT                     MULTIPLY N-IN BY N-IN GIVING SQ-OUT.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from caalm.errors import InexpressibleError
from caalm.languages.cobol.layout import Page
from caalm.languages.cobol.statements import Block, StatementWriter
from caalm.languages.cobol.style import Style
from caalm.program.nodes import (
    Assign,
    BinOp,
    Break,
    Constant,
    Continue,
    Expr,
    Expression,
    FunctionDef,
    Input,
    Intrinsic,
    JoinedStr,
    Name,
    Program,
    Return,
    SetItem,
    Store,
    Subscript,
    blocks,
    walk_expressions,
    walk_statements,
)
from caalm.program.pictures import Picture

_CALLED = (Break, Continue, Expr, Return, SetItem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """Further habits of an author whose program has more than the common tree."""

    constants: bool
    """Level 78, or CONSTANT AS, for fields that never change."""
    named: bool
    """CONSTANT AS rather than level 78."""
    through: bool
    """PERFORM A THRU A-EXIT, and GO TO A-EXIT for an early return."""
    flags: bool
    """Level 88 for what a flag may hold."""
    literal: bool
    """A table's values in one literal rather than in FILLERs."""
    notes: float
    """The odds of a comment behind a line."""
    space: bool
    """STRING with a line for every part."""


def draw_extras(rng: Random) -> Extras:
    """The further habits of one author."""
    return Extras(
        constants=rng.random() < 0.4,
        named=rng.random() < 0.25,
        through=rng.random() < 0.25,
        flags=rng.random() < 0.5,
        literal=rng.random() < 0.5,
        notes=0.12 if rng.random() < 0.12 else 0.0,
        space=rng.random() < 0.4,
    )


class BeyondWriter(StatementWriter):
    """Writes all that COBOL can say of the tree."""

    def __init__(
        self,
        rng: Random,
        style: Style,
        pictures: Mapping[str, Picture],
        page: Page,
        program: Program,
        flags: Mapping[tuple[str, str], str] | None = None,
        extras: Extras | None = None,
    ) -> None:
        super().__init__(rng, style, pictures, page, program, flags)
        self.extras = extras
        self.current = ""
        self.functions = {node.name: node for node in program.body if isinstance(node, FunctionDef)}
        taken = {name.upper() for name in (*pictures, *self.functions, *self.flags.values())}
        self.free_names = [name for name in self.free_names if name not in taken]
        if self.functions:
            self.check_calls(program)

    def check_calls(self, program: Program) -> None:
        """A call that would look like a block in a paragraph of its own is refused."""
        calls = [node.value.function for node in walk_statements(program.body) if isinstance(node, Expr)]
        for node in walk_statements(program.body):
            for block in () if isinstance(node, FunctionDef) else blocks(node):
                only = block[0] if len(block) == 1 else None
                if isinstance(only, Expr) and calls.count(only.value.function) == 1:
                    raise InexpressibleError(
                        "COBOL: a paragraph that is performed once, alone in a block, is the block"
                    )

    def functions_after(self) -> None:
        """The paragraphs of the functions."""
        for name, node in self.functions.items():
            if self.style.blank_lines:
                self.page.blank()
            self.current = name
            self.page.line(0, f"{name}.", [self.numbers[id(node)]])
            self.paragraph(node.body, None)
            if self.through:
                self.page.line(0, f"{self.exit_of(name)}.")
                self.page.line(self.base, self.word("EXIT"))
                self.page.stop()

    @property
    def through(self) -> bool:
        """Whether functions are performed through an exit of their own."""
        return self.extras is not None and self.extras.through

    def exit_of(self, name: str) -> str:
        """The paragraph behind a function."""
        ending = "-EXIT" if name.isupper() else "-exit"
        if len(name) > 25 or (name + ending).upper() in {each.upper() for each in (*self.pictures, *self.functions)}:
            raise InexpressibleError(f"COBOL: {name + ending} is no name for a paragraph")
        return name + ending

    def statement(self, group: Block, indent: int, open_end: bool, *, closed: bool = False) -> None:
        node = group[0]
        if isinstance(node, FunctionDef):
            return
        at = [self.numbers[id(each)] for each in group]
        if isinstance(node, _CALLED):
            self.page.line(indent, self.beyond(node, closed), at)
        elif isinstance(node, Assign) and isinstance(node.value, JoinedStr):
            self.string(node, node.value, indent, at)
        elif isinstance(node, Assign) and isinstance(node.value, Input):
            end = f" {self.word('END-ACCEPT')}" if closed else ""
            self.page.line(indent, f"{self.word('ACCEPT')} {self.plain(node.target)}{end}", at)
        elif isinstance(node, Assign) and (text := self.inspect(node)) is not None:
            self.page.line(indent, text, at)
        else:
            super().statement(group, indent, open_end, closed=closed)

    def plain(self, target: str) -> str:
        """A field that is no table."""
        if target in self.tables or self.pictures[target].category == "edited":
            raise InexpressibleError(f"COBOL: {target} takes no whole value")
        return target

    def beyond(self, node: Break | Continue | Expr | Return | SetItem, closed: bool) -> str:
        """A statement that fits on one line."""
        word = self.word
        if isinstance(node, Break):
            return word("EXIT PERFORM")
        if isinstance(node, Continue):
            return word("EXIT PERFORM CYCLE")
        if isinstance(node, Return):
            if node.value is not None:
                raise InexpressibleError("COBOL: a paragraph returns no value")
            return f"{word('GO TO')} {self.exit_of(self.current)}" if self.through else word("EXIT PARAGRAPH")
        if isinstance(node, Expr):
            name = node.value.function
            if node.value.arguments or name not in self.functions or self.functions[name].parameters:
                raise InexpressibleError("COBOL: a paragraph takes no arguments")
            through = f" {word('THRU')} {self.exit_of(name)}" if self.through else ""
            return f"{word('PERFORM')} {name}{through}"
        verb, text = self.set_item(node)
        return f"{text} {word('END-' + verb)}" if closed and verb != "MOVE" else text

    def set_item(self, node: SetItem) -> tuple[str, str]:
        """A value into a place of a table, or into a character of a text."""
        place = Subscript(Name(node.target), node.index)
        target, value = self.place(place), self.operand(node.value)
        picture = self.pictures[node.target]
        if value is None:
            if node.target not in self.tables:
                raise InexpressibleError(f"COBOL: the text {node.target} is not calculated")
            return self.arithmetic_statement(Store(node.target, node.value), place)
        if self.is_text(node.value) and picture.category == "numeric":
            raise InexpressibleError(f"COBOL: text is not moved to {node.target}, a number")
        return "MOVE", f"{self.word('MOVE')} {self.moved(node.value, node.target)} {self.word('TO')} {target}"

    def assign(self, node: Assign) -> tuple[str, str]:
        value = node.value
        if node.target in self.tables:
            raise InexpressibleError(f"COBOL: the table {node.target} takes no whole value")
        if (setting := self.set_flag(node)) is not None and self.often(0.8):
            return "MOVE", setting
        if (
            isinstance(value, Intrinsic)
            and not self.is_text(value)
            and self.pictures[node.target].category == "numeric"
        ):
            if self.often(0.4):
                text = self.number_function(value)
                return "MOVE", f"{self.word('MOVE')} {text} {self.word('TO')} {node.target}"
        elif isinstance(value, Intrinsic) and self.operand(value) is None:
            raise InexpressibleError(f"COBOL: {value.name} is said of the field itself only")
        return super().assign(node)

    def string(self, node: Assign, value: JoinedStr, indent: int, at: list[int]) -> None:
        """STRING: each part to its end, or up to a mark."""
        word = self.word
        if self.pictures[self.plain(node.target)].category != "alphanumeric":
            raise InexpressibleError("COBOL: STRING makes texts only")
        parts: list[tuple[str, str]] = []
        for part in value.values:
            mark = word("SIZE")
            if isinstance(part, Intrinsic) and part.name == "before":
                limit = part.arguments[1]
                is_space = limit == Constant(" ")
                mark = word("SPACE") if is_space and self.often(0.8) else self.text(limit)
                part = part.arguments[0]
            text = self.operand(part)
            # STRING looks at each part when its turn comes, and the target has changed by then.
            reads_target = any(inside == Name(node.target) for inside in walk_expressions(part))
            picture = self.pictures.get(_field(part) or "")
            is_digits = (
                picture is not None and picture.category == "numeric" and not picture.signed and not picture.scale
            )
            if text is None or not (self.is_text(part) or is_digits) or reads_target:
                raise InexpressibleError("COBOL: STRING takes texts and whole numbers without a sign")
            parts.append((text, mark))
        # One DELIMITED BY may stand behind several parts.
        shared = self.often(0.5)
        written = []
        for number, (text, mark) in enumerate(parts):
            if not shared or number + 1 == len(parts) or parts[number + 1][1] != mark:
                text += f" {word('DELIMITED BY')} {mark}"
            written.append(text)
        head, into = word("STRING"), f"{word('INTO')} {node.target}"
        end = word("END-STRING")
        if self.extras is not None and self.extras.space:
            self.page.line(indent, f"{head} {written[0]}", at)
            for text in written[1:]:
                self.page.line(indent + len(head) + 1, text)
            self.page.line(indent + self.style.indent, into)
            self.page.line(indent, end)
        else:
            self.page.line(indent, f"{head} {' '.join(written)} {into} {end}", at)

    def inspect(self, node: Assign) -> str | None:
        """INSPECT, where a field's own text is changed or counted."""
        value, word = node.value, self.word
        if isinstance(value, Intrinsic) and value.name == "replace":
            subject, old, new = value.arguments
            texts = [each.value for each in (old, new) if isinstance(each, Constant) and isinstance(each.value, str)]
            if subject != Name(node.target) or len(texts) != 2 or len(texts[0]) != len(texts[1]):
                raise InexpressibleError("COBOL: a field's text is replaced by as many characters")
            pair = f"{word('ALL')} {self.text(old)} {word('BY')} {self.text(new)}"
            return f"{word('INSPECT')} {self.text(subject)} {word('REPLACING')} {pair}"
        if (
            isinstance(value, BinOp)
            and value.op == "+"
            and value.left == Name(node.target)
            and isinstance(value.right, Intrinsic)
            and value.right.name == "count"
        ):
            subject, part = value.right.arguments
            if not isinstance(subject, Name) or not isinstance(part, Constant) or not part.value:
                raise InexpressibleError("COBOL: a literal is counted in a field")
            counted = f"{word('TALLYING')} {self.plain(node.target)} {word('FOR ALL')} {self.text(part)}"
            return f"{word('INSPECT')} {self.text(subject)} {counted}"
        return None

    def set_flag(self, node: Assign) -> str | None:
        """SET ... TO TRUE, where a field gets what a condition is named for."""
        flag = self.flag(Name(node.target), node.value)
        return None if flag is None else f"{self.word('SET')} {flag} {self.word('TO TRUE')}"


def _field(node: Expression) -> str | None:
    """The field that an operand is, or is a place of."""
    if isinstance(node, Subscript):
        node = node.value
    return node.id if isinstance(node, Name) else None
