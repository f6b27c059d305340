"""The text of a program in an invented language: what the card has; beyond.py adds the rest.

>>> PRECEDENCE["*"] > PRECEDENCE["+"] > PRECEDENCE["<"] > PRECEDENCE["not"] > PRECEDENCE["and"]
True
"""

from random import Random
from typing import TYPE_CHECKING

from caalm.errors import InexpressibleError
from caalm.languages.invented.blocks import BLOCKS, BlockStyle
from caalm.languages.invented.spelling import COMMENTS, EXPRESSIONS, JOINERS, LAYOUTS, QUOTES, SIGILS
from caalm.languages.invented.statements import ASSIGNMENTS, COUNTED, HEADERS, OUTPUTS, REPEATS, REPETITIONS
from caalm.languages.language import Source
from caalm.program.nodes import (
    COMPARISONS,
    Assign,
    Compare,
    Constant,
    Expression,
    For,
    If,
    JoinedStr,
    Name,
    Print,
    Program,
    Statement,
    UnaryOp,
    Value,
    While,
)

if TYPE_CHECKING:  # the language chooses its rendering, so it imports this module
    from caalm.languages.invented.language import InventedLanguage

_SUMS, _PRODUCTS = dict.fromkeys("+-", 5), dict.fromkeys(("*", "/", "//", "%"), 6)
PRECEDENCE = {"or": 1, "and": 2, "not": 3, **dict.fromkeys(COMPARISONS, 4), **_SUMS, **_PRODUCTS}
NEGATED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
REMARKS = (
    "start", "main part", "check it", "result", "todo", "here we go", "this is x", "the loop", "print 5",
    "x = 99",
    "note the order", "version 2", "by Ann", "do not change", "next", "was 7 before", "show nothing", "ok?"
)  # fmt: skip


class Rendering:
    """One program being written, with the nodes of the card."""

    def __init__(self, language: "InventedLanguage") -> None:
        families = language.families
        self.words = language.words
        self.operators = language.operators
        self.operator_words = language.operator_words
        self.comment_share = language.comment_share
        self.assignment = ASSIGNMENTS[families["assignment"]]
        self.output = OUTPUTS[families["output"]]
        self.header = HEADERS[families["header"]]
        self.counted = COUNTED[families["counted"]]
        self.repeat = REPEATS[families["repeat"]]
        self.while_role, self.negates = REPETITIONS[families["repetition"]]
        self.style: BlockStyle = BLOCKS[families["block"]]
        self.expression_style = EXPRESSIONS[families["expression"]]
        self.joiner = JOINERS[families["joiner"]]
        self.sigil = SIGILS[families["sigil"]]
        self.quotes = QUOTES[families["quote"]]
        self.layout = LAYOUTS[families["layout"]]
        self.comment = COMMENTS[families["comment"]]
        self.lines: list[tuple[str, int, int]] = []
        """text, depth, statement number (-1 for a line that is no statement)"""
        self.simple: list[bool] = []
        self.count = 0

    def run(self, program: Program, rng: Random) -> Source:
        """The whole text with its line map."""
        self.block(program.body, 0)
        return self.lay_out(rng)

    # Statements

    def block(self, body: tuple[Statement, ...], depth: int) -> None:
        for statement in body:
            kind = type(statement)
            if kind is Assign:
                text = self.assignment(self.words, self.sigil.format(statement.target), self.value(statement.value))  # type: ignore[union-attr, arg-type]
                self.emit(text, depth)
            elif kind is Print:
                values = statement.values  # type: ignore[union-attr]
                if len(values) != 1:
                    raise InexpressibleError("invented languages print one item at a time")
                self.emit(self.output(self.words, self.value(values[0])), depth)
            elif kind is If:
                self.if_(statement, depth, "")  # type: ignore[arg-type]
            elif kind is not While and kind is not For:
                raise InexpressibleError(f"{kind.__name__} needs a language with the families beyond the card")
            else:
                word, header = self.loop_header(statement)  # type: ignore[arg-type]
                self.open(header, depth)
                self.block(statement.body, depth + 1)  # type: ignore[union-attr]
                self.close(word, depth)

    def emit(self, text: str, depth: int) -> None:
        self.lines.append((text, depth, self.count))
        self.simple.append(True)
        self.count += 1

    def mark(self, text: str, depth: int, number: int = -1) -> None:
        self.lines.append((text, depth, number))
        self.simple.append(False)

    def open(self, header: str, depth: int) -> None:
        style = self.style
        if style.wrap is not None:
            header = style.wrap[0] + header + style.wrap[1]
        self.mark(header + style.opening.replace("{begin}", self.words.get("begin", "")), depth, self.count)
        self.count += 1

    def close(self, word: str, depth: int) -> None:
        if self.style.closing is not None:
            self.mark(self.style.closing(word, self.words), depth)

    def if_(self, node: If, depth: int, before: str) -> None:
        """An if; ``before`` is what an else-if puts in front of its header."""
        words, style = self.words, self.style
        self.open(before + self.header(words, words["if"], self.value(node.test)), depth)
        self.block(node.body, depth + 1)
        word = words["if"]
        if not node.orelse:
            self.close(word, depth)
            return
        joined = ""
        if style.close_before_else and style.closing is not None:
            if style.else_joins:
                joined = style.closing(word, words) + " "
            else:
                self.close(word, depth)
        if len(node.orelse) == 1 and isinstance(node.orelse[0], If):
            self.if_(node.orelse[0], depth, f"{joined}{words['else']} ")
            return
        text = words["else"]
        if style.wrap is not None and style.wrap[1]:
            text = style.wrap[0] + text + style.wrap[1]
        self.mark(joined + text + style.opening.replace("{begin}", words.get("begin", "")), depth)
        self.block(node.orelse, depth + 1)
        self.close(words["else"] if style.close_before_else and style.wrap is None else word, depth)

    def loop_header(self, node: While | For) -> tuple[str, str]:
        words = self.words
        if isinstance(node, While):
            word = words[self.while_role]
            return word, self.header(words, word, self.value(self.negation(node.test) if self.negates else node.test))
        start, stop = self.value(node.start), self.value(node.stop)
        if node.target is None:
            if node.start != Constant(1) or node.step != 1 or not node.inclusive:
                raise InexpressibleError("a loop without a variable runs from 1 to a count")
            return words["repeat"], self.repeat(words, stop)
        return words["for"], self.counted(words, self.sigil.format(node.target), start, stop, node.step, node.inclusive)

    def negation(self, test: Expression) -> Expression:
        if isinstance(test, Compare):
            return Compare(test.left, NEGATED[test.op], test.right)
        if isinstance(test, UnaryOp) and test.op == "not":
            return test.operand
        return UnaryOp("not", test)

    # Expressions

    def value(self, node: Expression) -> str:
        kind = type(node)
        if kind is Name:
            return self.sigil.format(node.id)  # type: ignore[union-attr]
        if kind is Constant:
            return self.literal(node.value)  # type: ignore[union-attr, arg-type]
        if kind is JoinedStr:
            return self.joined(node)  # type: ignore[arg-type]
        style = self.expression_style
        operator: str = node.op  # type: ignore[union-attr]
        if kind is UnaryOp:
            if operator == "-":
                raise InexpressibleError("invented languages write a difference, not a unary minus")
            text = style.unary(
                self.operators[operator],
                self.operator_words[operator],
                self.operand(node.operand, operator, True),  # type: ignore[union-attr]
            )
            return text
        return style.binary(
            self.operators[operator],
            self.operator_words[operator],
            self.operand(node.left, operator, False),  # type: ignore[union-attr]
            self.operand(node.right, operator, True),  # type: ignore[union-attr]
        )

    def operand(self, node: Expression, operator: str, right: bool) -> str:
        text = self.value(node)
        kind = type(node)
        if kind is Name or kind is Constant or self.expression_style.nested is None:
            return text
        # !x > 3 reads as (!x) > 3 to whoever knows C, so what is negated always stands in parentheses.
        if self.expression_style.flat and kind is not JoinedStr and operator != "not":
            inner, outer = PRECEDENCE[node.op], PRECEDENCE[operator]  # type: ignore[union-attr]
            if inner > outer or (inner == outer and not right):
                return text
        before, after = self.expression_style.nested
        return before + text + after

    def joined(self, node: JoinedStr) -> str:
        before, after = self.quotes
        if not before or not after:
            raise InexpressibleError("a language without quotes joins no strings")
        if not self.joiner:
            parts = [
                str(part.value)
                if isinstance(part, Constant) and isinstance(part.value, str)
                else f"{{{self.value(part)}}}"
                for part in node.values
            ]
            return before + "".join(parts) + after
        texts = [self.value(part) for part in node.values]
        return self.joiner.join(
            f"({text})" if not isinstance(part, Constant | Name) and text[:1] not in "([" else text
            for part, text in zip(node.values, texts, strict=True)
        )

    def literal(self, value: Value) -> str:
        if isinstance(value, str):
            before, after = self.quotes
            if (after and after in value) or (not after and not value.isalnum()):
                raise InexpressibleError(f"the quotes {before}{after} cannot hold {value!r}")
            return before + value + after
        if isinstance(value, bool):
            return self.words["true" if value else "false"]
        return str(value)

    # Layout

    def lay_out(self, rng: Random) -> Source:
        layout, prefix, random = self.layout, self.style.prefix, rng.random
        comment_before, comment_after = self.comment
        texts: list[str] = []
        places = [0] * self.count
        previous = -1  # the depth of the simple statement that the next one may join, -1 for none
        if layout.first is not None:
            texts.append(layout.first)
        for (text, depth, number), simple in zip(self.lines, self.simple, strict=True):
            if simple and layout.share is not None and previous == depth and random() < 0.6:
                texts[-1] += layout.share + text
            else:
                if random() < self.comment_share:
                    remark = comment_before + REMARKS[int(random() * len(REMARKS))] + comment_after
                    if random() < 0.5 or not simple:
                        texts.append(layout.start + prefix * depth + remark)
                    else:
                        text = f"{text}{layout.end}  {remark}"
                        simple = False  # nothing may follow a remark on its line
                        texts.append(layout.start + prefix * depth + text)
                        places[number] = len(texts)
                        previous = -1
                        continue
                texts.append(layout.start + prefix * depth + text + (layout.end if simple else ""))
            if number >= 0:
                places[number] = len(texts)
            previous = depth if simple else -1
        if layout.last is not None:
            texts.append(layout.last)
        if layout.number:
            texts = [f"{layout.number * i} {text}" for i, text in enumerate(texts, 1)]
        if layout.blank:
            texts = [line for text in texts for line in (text, "")][:-1]
            places = [2 * place - 1 for place in places]
        return Source("\n".join(texts) + "\n", tuple(places))
