"""The rendering of what lies beyond the card: functions, lists, dictionaries, strings, errors, input and files.

A language that has a family for every dimension of `BEYOND` (caalm.languages.invented.families) is written by
`BeyondRendering`; its simple statements look exactly as they do without. A program whose text would leave a rule
open (caalm.languages.invented.rules) begins with a note that says it, where the language writes notes:

>>> from random import Random
>>> from caalm.generation.languages import Pool, draw_language, extend
>>> from caalm.program.nodes import Print
>>> language = extend(Random(5), Pool(), draw_language(Random(5), Pool()))
>>> text = language.render(Program((Append("xs", List((Constant(1),))),)), Random(1)).text
>>> "xs" in text and "1" in text
True
"""

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Any

from caalm.errors import InexpressibleError
from caalm.languages.invented.containers import (
    APPENDS,
    CLOSED_MEMBERSHIPS,
    DICTS,
    FOREACHES,
    INDEXES,
    LENGTHS,
    LISTS,
    MEMBERSHIPS,
    POPS,
    SLICES,
    ordinal,
)
from caalm.languages.invented.control import (
    CATCHES,
    CLOSED_CONDITIONALS,
    CLOSED_FILES,
    CONDITIONALS,
    CONSTANTS,
    FILES,
    INPUTS,
    LEAVES,
    MANY,
    NOTES,
    POST_TESTS,
    RAISES,
    SENTENCES,
    SWAPS,
    SWITCHES,
)
from caalm.languages.invented.functions import CALLS, DEFINITIONS, LAST_VALUE, PROCEDURES, RETURNS, WORDLESS_RETURNS
from caalm.languages.invented.operations import OPERATIONS, POWERS
from caalm.languages.invented.rendering import REMARKS, Rendering
from caalm.languages.invented.rules import open_rules, says_ordinals, says_unless
from caalm.languages.language import Source
from caalm.program.nodes import (
    ARITHMETIC,
    Append,
    AssignMany,
    BinOp,
    Break,
    Call,
    Conditional,
    Const,
    Constant,
    Contains,
    Continue,
    Dict,
    Expr,
    Expression,
    For,
    ForEach,
    FunctionDef,
    If,
    Input,
    Intrinsic,
    JoinedStr,
    List,
    Name,
    Pop,
    Program,
    Raise,
    ReadFile,
    RepeatUntil,
    Return,
    SetItem,
    Slice,
    Statement,
    Subscript,
    Switch,
    Try,
    Value,
    While,
    WriteFile,
)

if TYPE_CHECKING:  # the language chooses its rendering, so it imports this module
    from caalm.languages.invented.language import InventedLanguage

_SELF_CLOSED = frozenset({"list form", "worded list form", "call", "square call", "braced"})
"""Expression families whose operations need no parentheses anywhere."""
_BOUND_MAY_LACK = frozenset({"colon", "dots", "half open dots", "closed dots"})
_ESCAPING = frozenset({"double", "single", "back"})
"""Quotes in which a backslash and an n are a new line to everybody."""


class BeyondRendering(Rendering):
    """One program being written, with everything that the tree has."""

    def __init__(self, language: "InventedLanguage") -> None:
        super().__init__(language)
        self.language = language
        self.families = families = language.families
        self.call_form = CALLS[families["call"]]
        self.index_form = INDEXES[families["index"]]
        self.slice_form = SLICES[families["slice"]]
        self.operation_form = OPERATIONS[families["operation"]]
        self.list_form = LISTS[families["list"]]
        self.ordinals = False
        self.in_switch = 0
        self.rng: Random | None = None

    def run(self, program: Program, rng: Random) -> Source:
        """The text, with its notes in front."""
        note = NOTES[self.families["note"]]
        if note is not None:
            before, after = self.comment
            for rule in open_rules(program, self.language):
                self.mark(note(before, after, SENTENCES[self.families["phrasing"]][rule]), 0)
        self.ordinals = says_ordinals(program, self.language)
        if self.comment_share:
            self.rng = rng
        return super().run(program, rng)

    # Comments in odd places: before a statement on its own line, after a header, alone where a block ends

    def remark(self) -> str:
        """A comment, or nothing more often than not."""
        if self.rng is None or self.rng.random() >= self.comment_share:
            return ""
        before, after = self.comment
        return before + REMARKS[int(self.rng.random() * len(REMARKS))] + after

    def emit(self, text: str, depth: int) -> None:
        if self.comment[1] and (remark := self.remark()):
            text = f"{remark} {text}"
        super().emit(text, depth)

    def mark(self, text: str, depth: int, number: int = -1) -> None:
        if remark := self.remark():
            text = f"{text}  {remark}"
        super().mark(text, depth, number)

    # Statements

    def block(self, body: tuple[Statement, ...], depth: int) -> None:
        for statement in body:
            write = _STATEMENTS.get(type(statement))
            if write is None:
                super().block((statement,), depth)
            else:
                write(self, statement, depth)

    def name(self, name: str) -> str:
        """A variable with its sigil."""
        return self.sigil.format(name)

    def filled(self, template: str, *texts: str) -> str:
        """A family's template with its words and texts."""
        return template.format(*texts, **self.words)

    def if_(self, node: If, depth: int, before: str) -> None:
        if before or not says_unless(node, self.families["unless"]):
            super().if_(node, depth, before)
            return
        word = self.words["unless"]
        self.open(self.header(self.words, word, self.value(self.negation(node.test))), depth)
        self.block(node.body, depth + 1)
        self.close(word, depth)

    def negation(self, test: Expression) -> Expression:
        if isinstance(test, Contains):
            return Contains(test.item, "in" if test.op == "not in" else "not in", test.container)
        return super().negation(test)

    def function(self, node: FunctionDef, depth: int) -> None:
        names = [self.name(parameter) for parameter in node.parameters]
        self.open(DEFINITIONS[self.families["function"]](self.words, node.name, names), depth)
        body = node.body
        last = body[-1] if body and self.families["return"] == LAST_VALUE else None
        if isinstance(last, Return) and last.value is not None:
            self.block(body[:-1], depth + 1)
            self.emit(self.value(last.value), depth + 1)
        else:
            self.block(body, depth + 1)
        self.close(self.words["function"], depth)

    def return_(self, node: Return, depth: int) -> None:
        family = self.families["return"]
        if node.value is None:
            empty = self.words["nothing"]
            self.emit(RETURNS[family](self.words, empty) if family in WORDLESS_RETURNS else self.words["return"], depth)
        else:
            self.emit(RETURNS[family](self.words, self.item(node.value)), depth)

    def expr(self, node: Expr, depth: int) -> None:
        self.emit(PROCEDURES[self.families["procedure"]](self.words, self.value(node.value)), depth)

    def assign_many(self, node: AssignMany, depth: int) -> None:
        names = [self.name(target) for target in node.targets]
        swap = SWAPS[self.families["swap"]]
        reads = [value.id for value in node.values if isinstance(value, Name)]
        if swap is not None and len(names) == 2 and reads == [*reversed(node.targets)]:
            self.emit(self.filled(swap, *names), depth)
            return
        form, joint, between = MANY[self.families["several"]]
        texts = [self.tight(value) if between == " and " else self.item(value) for value in node.values]
        self.emit(self.filled(form, joint.join(names), between.join(texts)), depth)

    def const(self, node: Const, depth: int) -> None:
        name, value = self.name(node.target), self.value(node.value)
        form = CONSTANTS[self.families["constant"]]
        assignment = self.assignment(self.words, name, value) if "{assignment}" in form else ""
        self.emit(form.format(name, value, assignment=assignment, **self.words), depth)

    def set_item(self, node: SetItem, depth: int) -> None:
        place = self.subscript(Subscript(Name(node.target), node.index))
        self.emit(self.assignment(self.words, place, self.value(node.value)), depth)

    def append(self, node: Append, depth: int) -> None:
        form, name = APPENDS[self.families["append"]], self.name(node.target)
        if "{list}" in form:
            text = form.format("", name, **{**self.words, "list": self.list_literal(List((node.value,)))})
        else:
            text = self.filled(form, self.tight(node.value), name)
        self.emit(text, depth)

    def pop(self, node: Pop, depth: int) -> None:
        text = self.filled(POPS[self.families["pop"]], self.name(node.source))
        self.emit(text if node.target is None else self.assignment(self.words, self.name(node.target), text), depth)

    def for_each(self, node: ForEach, depth: int) -> None:
        form = FOREACHES[self.families["foreach"]]
        self.open(self.filled(form, self.name(node.target), self.tight(node.iterable)), depth)
        self.inner_loop(node.body, depth)
        self.close(self.words["foreach"], depth)

    def loop(self, node: While | For, depth: int) -> None:
        word, header = self.loop_header(node)
        self.open(header, depth)
        self.inner_loop(node.body, depth)
        self.close(word, depth)

    def inner_loop(self, body: tuple[Statement, ...], depth: int) -> None:
        """The body of a loop; a break in it no longer belongs to a switch around the loop."""
        outer, self.in_switch = self.in_switch, 0
        self.block(body, depth + 1)
        self.in_switch = outer

    def repeat_until(self, node: RepeatUntil, depth: int) -> None:
        form = POST_TESTS[self.families["post-test"]]
        word = self.words[form.opening]
        self.open(word, depth)
        self.inner_loop(node.body, depth)
        test = self.value(self.negation(node.test) if form.negates else node.test)
        last = f"{self.words[form.closing]} {form.test.format(test)}"
        closing = self.style.closing
        self.mark(last if closing is None else f"{closing(word, self.words)} {last}", depth)

    def leave(self, node: Break | Continue, depth: int) -> None:
        if isinstance(node, Break) and self.in_switch and SWITCHES[self.families["switch"]].breaks:
            raise InexpressibleError("where break ends a case, it cannot leave the loop around it")
        word = self.words["break" if isinstance(node, Break) else "continue"]
        self.emit(LEAVES[self.families["leave"]].format(word), depth)

    def switch(self, node: Switch, depth: int) -> None:
        form = SWITCHES[self.families["switch"]]
        first = form.header.split()[0]
        word = first if first.isalpha() else self.words["switch" if first == "{switch}" else "case"]
        self.open(self.filled(form.header, self.value(node.subject)), depth)
        self.in_switch += 1
        for constant, body in node.cases:
            self.branch(self.filled(form.case, self.value(constant)), body, depth + 1, form.breaks)
        if node.default:
            self.branch(self.filled(form.default), node.default, depth + 1, form.breaks)
        self.in_switch -= 1
        self.close(word, depth)

    def branch(self, header: str, body: tuple[Statement, ...], depth: int, breaks: bool) -> None:
        """One case of a switch, which is no statement of its own."""
        self.mark(self.wrapped(header), depth)
        self.block(body, depth + 1)
        if breaks:
            self.mark(LEAVES[self.families["leave"]].format(self.words["break"]) + self.layout.end, depth + 1)
        self.close(self.words["case"], depth)

    def wrapped(self, header: str) -> str:
        """A header inside a statement, as the block style opens it."""
        style = self.style
        if style.wrap is not None and style.wrap[1]:
            header = style.wrap[0] + header + style.wrap[1]
        elif style.wrap is not None and not style.close_before_else:
            header = style.wrap[0] + header
        return header + style.opening.replace("{begin}", self.words.get("begin", ""))

    def try_(self, node: Try, depth: int) -> None:
        words, style, word = self.words, self.style, self.words["try"]
        self.open(word, depth)
        self.block(node.body, depth + 1)
        named, nameless = CATCHES[self.families["catch"]]
        header = self.filled(nameless) if node.name is None else self.filled(named, self.name(node.name))
        joined = ""
        if style.closing is not None and (style.close_before_else or style.wrap is not None):
            if style.else_joins:
                joined = style.closing(word, words) + " "
            else:
                self.close(word, depth)
        self.mark(joined + self.wrapped(header), depth)
        self.block(node.handler, depth + 1)
        self.close(words["catch"], depth)

    def raise_(self, node: Raise, depth: int) -> None:
        self.emit(self.filled(RAISES[self.families["raise"]], self.value(node.message)), depth)

    def write_file(self, node: WriteFile, depth: int) -> None:
        fresh, more, _ = FILES[self.families["file"]]
        text = self.filled(more if node.append else fresh, self.tight(node.value), self.literal(node.path))
        self.emit(text, depth)

    # Expressions

    def value(self, node: Expression) -> str:
        write = _VALUES.get(type(node))
        return super().value(node) if write is None else write(self, node)

    def operand(self, node: Expression, operator: str, right: bool) -> str:
        if type(node) in _VALUES:
            return self.tight(node)
        style = self.expression_style
        order = self.families["order"]
        if (
            order != "usual"
            and style.flat
            and style.nested is not None
            and isinstance(node, BinOp)
            and operator in ARITHMETIC
        ):
            text = self.value(node)
            if right == (order == "right to left"):
                return text
            before, after = style.nested
            return before + text + after
        return super().operand(node, operator, right)

    def closed(self, node: Expression) -> bool:
        """Whether the text of an expression may stand anywhere as it is."""
        kind = type(node)
        if isinstance(node, Constant):
            return isinstance(node.value, str | bool) or repr(node.value)[0] != "-"
        if kind is Name or kind is List or kind is Dict:
            return True
        families = self.families
        if kind is JoinedStr:
            return not self.joiner
        if kind is Call:
            return self.call_form.closed
        if kind is Subscript:
            return self.index_form.closed
        if kind is Slice:
            return self.slice_form.closed
        if isinstance(node, Intrinsic):
            if node.name == "length" and LENGTHS[families["length"]] is not None:
                return families["length"] in ("property", "bars")
            if node.name == "power" and POWERS[families["power"]] is not None:
                return False
            return self.operation_form.closed
        if isinstance(node, Contains):
            return families["membership"] in CLOSED_MEMBERSHIPS and (node.op == "in" or self.negated_closed())
        if kind is Conditional:
            return families["conditional"] in CLOSED_CONDITIONALS
        if kind is Input:
            return True
        if kind is ReadFile:
            return families["file"] in CLOSED_FILES
        return families["expression"] in _SELF_CLOSED

    def negated_closed(self) -> bool:
        """Whether a negation needs no parentheses."""
        return self.families["expression"] in _SELF_CLOSED

    def tight(self, node: Expression) -> str:
        """The text of an expression beside other texts without a mark between."""
        text = self.value(node)
        return text if self.closed(node) else f"({text})"

    def item(self, node: Expression) -> str:
        """The text of an expression between commas."""
        return self.tight(node) if type(node) in _VALUES else self.value(node)

    def items(self, nodes: tuple[Expression, ...], tight: bool) -> list[str]:
        """Several of them."""
        return [self.tight(node) if tight else self.item(node) for node in nodes]

    def call(self, node: Call) -> str:
        form = self.call_form
        return form.write(self.words, node.function, self.items(node.arguments, form.tight))

    def list_literal(self, node: List) -> str:
        form = self.list_form
        opening = form.opening.replace("{}", self.words["list"])
        return opening + form.separator.join(self.items(node.elements, form.tight)) + form.closing

    def dict_literal(self, node: Dict) -> str:
        form = DICTS[self.families["dict"]]
        opening = form.opening.replace("{}", self.words["dict"], 1)
        pairs = [
            self.tight(key) + form.joint + self.tight(value) for key, value in zip(node.keys, node.values, strict=True)
        ]
        return opening + form.separator.join(pairs) + form.closing

    def subscript(self, node: Subscript) -> str:
        form, container = self.index_form, self.tight(node.value)
        if self.ordinals and isinstance(node.index, Constant) and isinstance(node.index.value, int):
            return f"{ordinal(node.index.value)} {self.words['item']} of {container}"
        return form.write(self.words, container, self.tight(node.index) if form.tight else self.item(node.index))

    def slice(self, node: Slice) -> str:
        form = self.slice_form
        first = "" if self.families["slice"] in _BOUND_MAY_LACK else str(self.language.semantics.first_index)
        lower = first if node.lower is None else self.tight(node.lower)
        upper = "" if node.upper is None else self.tight(node.upper)
        return form.write(self.words, self.tight(node.value), lower, upper)

    def contains(self, node: Contains) -> str:
        positive, negative = MEMBERSHIPS[self.families["membership"]]
        texts = self.tight(node.item), self.tight(node.container)
        if node.op == "in":
            return self.filled(positive, *texts)
        if negative is not None:
            return self.filled(negative, *texts)
        style = self.expression_style
        return style.unary(self.operators["not"], self.operator_words["not"], f"({self.filled(positive, *texts)})")

    def intrinsic(self, node: Intrinsic) -> str:
        form, template = self.operation_form, None
        if node.name == "length":
            template = LENGTHS[self.families["length"]]
        elif node.name == "power":
            template = POWERS[self.families["power"]]
        if template is not None:
            return self.filled(template, *self.items(node.arguments, True))
        return form.write(node.name, self.words, self.items(node.arguments, form.tight))

    def conditional(self, node: Conditional) -> str:
        return self.filled(
            CONDITIONALS[self.families["conditional"]], *self.items((node.test, node.body, node.orelse), True)
        )

    def input(self, node: Input) -> str:
        return self.filled(INPUTS[self.families["input"]])

    def read_file(self, node: ReadFile) -> str:
        return self.filled(FILES[self.families["file"]][2], self.literal(node.path))

    def joined(self, node: JoinedStr) -> str:
        if self.joiner and all(self.quotes):
            return self.joiner.join(self.items(node.values, True))
        before, after = self.quotes
        if before and any(before in self.value(part) or after in self.value(part) for part in node.values
                          if not isinstance(part, Constant)):  # fmt: skip
            raise InexpressibleError("a string cannot hold an expression with the string's own quotes")
        return super().joined(node)

    def literal(self, value: Value) -> str:
        if value is None:
            return self.words["nothing"]
        if isinstance(value, str) and not value.isprintable():
            if self.families["quote"] not in _ESCAPING or "\\" in value:
                raise InexpressibleError("these quotes cannot hold a new line")
            value = value.replace("\n", "\\n").replace("\t", "\\t")
        return super().literal(value)


_Writer = Callable[[Any, Any, int], None]
_STATEMENTS: dict[type, _Writer] = {
    FunctionDef: BeyondRendering.function,
    Return: BeyondRendering.return_,
    Expr: BeyondRendering.expr,
    AssignMany: BeyondRendering.assign_many,
    Const: BeyondRendering.const,
    SetItem: BeyondRendering.set_item,
    Append: BeyondRendering.append,
    Pop: BeyondRendering.pop,
    ForEach: BeyondRendering.for_each,
    While: BeyondRendering.loop,
    For: BeyondRendering.loop,
    RepeatUntil: BeyondRendering.repeat_until,
    Break: BeyondRendering.leave,
    Continue: BeyondRendering.leave,
    Switch: BeyondRendering.switch,
    Try: BeyondRendering.try_,
    Raise: BeyondRendering.raise_,
    WriteFile: BeyondRendering.write_file,
}
_VALUES: dict[type, Callable[[Any, Any], str]] = {
    Call: BeyondRendering.call,
    List: BeyondRendering.list_literal,
    Dict: BeyondRendering.dict_literal,
    Subscript: BeyondRendering.subscript,
    Slice: BeyondRendering.slice,
    Contains: BeyondRendering.contains,
    Intrinsic: BeyondRendering.intrinsic,
    Conditional: BeyondRendering.conditional,
    Input: BeyondRendering.input,
    ReadFile: BeyondRendering.read_file,
}
