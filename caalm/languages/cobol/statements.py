"""The PROCEDURE DIVISION: statements, their scopes, and paragraphs that are performed from elsewhere.

Two assignments of the tree may be one statement here (``MOVE 0 TO A B``, ``DIVIDE A BY B GIVING Q REMAINDER R``);
both then stand on its line. Example, `If` in three of its spellings ::

    IF A > 5 DISPLAY "BIG" END-IF       IF A IS GREATER THAN 5       EVALUATE TRUE
                                           DISPLAY "BIG".               WHEN A > 5 ...
"""

from collections.abc import Callable, Iterator, Mapping
from random import Random

from caalm.errors import InexpressibleError
from caalm.languages.cobol.expressions import ExpressionWriter
from caalm.languages.cobol.layout import Page
from caalm.languages.cobol.style import Style
from caalm.program.nodes import (
    Assign,
    BinOp,
    BoolOp,
    Break,
    Compare,
    Constant,
    Continue,
    Expression,
    For,
    If,
    Name,
    Print,
    Program,
    RepeatUntil,
    Return,
    Slice,
    Statement,
    Store,
    Subscript,
    While,
    blocks,
    walk_statements,
)
from caalm.program.pictures import Picture

Block = tuple[Statement, ...]
_COMMENTS = (
    "set up", "show the result", "work", "calculate", "next step", "check the value", "print it", "update", "done here",
    "main processing", "see manual", "loop starts", "adjust", "rule 1", "report line", "TODO: clean up",
)  # fmt: skip
_PARAGRAPHS = (
    "PROCESS-PARA", "SHOW-RESULT", "PRINT-LINE", "CALC-PARA", "UPDATE-TOTAL", "LOOP-BODY", "DO-WORK", "ADD-UP",
    "HANDLE-CASE", "100-PROCESS", "200-COMPUTE", "300-REPORT", "P100-STEP", "P200-STEP", "B000-DETAIL", "C000-OUTPUT",
    "NEXT-STEP", "RUN-STEP", "PARA-1", "PARA-2", "PARA-A", "PARA-B", "DISPLAY-PARA", "COUNT-PARA",
)  # fmt: skip


class StatementWriter(ExpressionWriter):
    """Writes statements on a page."""

    def __init__(
        self,
        rng: Random,
        style: Style,
        pictures: Mapping[str, Picture],
        page: Page,
        program: Program,
        flags: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        super().__init__(
            rng, style, pictures, {field.name: field.occurs for field in program.pictures if field.occurs}, flags
        )
        self.page = page
        self.numbers = {id(statement): number for number, statement in enumerate(walk_statements(program.body))}
        self.paragraphs: list[tuple[str, Block]] = []
        taken = {name.upper() for name in pictures} | {style.main.upper()}
        self.free_names = [name for name in _PARAGRAPHS if name not in taken]
        rng.shuffle(self.free_names)
        self.base = 4 if style.fixed else style.margin

    # Sentences

    def paragraph(self, body: Block, last: str | None) -> None:
        """Statements at paragraph level; ``last`` ends the run. A full stop ends each, or only the last one."""
        for group in self.grouped(body):
            if self.often(self.style.comments):
                self.page.comment(self.base, self.rng.choice(_COMMENTS))
            open_end = self.style.periods and not self.style.end_words
            self.statement(group, self.base, open_end)
            if self.style.periods:
                self.page.stop()
        if last is not None:
            self.page.line(self.base, self.word(last))
            self.page.stop()
        elif not self.style.periods:
            self.page.stop()

    def block(self, body: Block, indent: int, *, closed: bool = False) -> None:
        """A block in place. ``closed``: arithmetic at its end needs END-..., or what follows belongs to it."""
        groups = list(self.grouped(body))
        for group in groups:
            self.statement(group, indent, False, closed=closed and group is groups[-1])

    def grouped(self, body: Block) -> Iterator[Block]:
        """Neighbours that become one COBOL statement."""
        index = 0
        while index < len(body):
            size = self._joint_divide(body[index : index + 2]) or self._joint_move(body[index:])
            yield body[index : index + size]
            index += size

    def _joint_divide(self, pair: Block) -> int:
        """2 where a quotient and its remainder follow each other, in any order, and neither changes the operands."""
        if len(pair) < 2 or not all(isinstance(node, Assign) and isinstance(node.value, BinOp) for node in pair):
            return 0
        quotient, remainder = _divide_roles(pair)
        if quotient is None or remainder is None:
            return 0
        first = pair[0]
        assert isinstance(first, Assign)
        value = quotient.value
        picture = self.pictures[quotient.target]
        fits = (
            picture.category == "numeric"
            and picture.scale == 0
            and quotient.target != remainder.target
            and all(
                isinstance(side, Constant | Name) and not self.is_text(side) and side != Name(first.target)
                for side in (value.left, value.right)  # type: ignore[union-attr]
            )
        )
        return 2 if fits and self.often(0.8) else 0

    def _joint_move(self, body: Block) -> int:
        first = body[0]
        if not isinstance(first, Assign) or not isinstance(first.value, Constant):
            return 1
        size = 1
        text = self.pictures[first.target].category == "alphanumeric"
        while size < min(len(body), 3):
            node = body[size]
            if not isinstance(node, Assign) or node.value != first.value:
                break
            # 0 goes to numbers and to texts in different words, so these never share a MOVE.
            if (self.pictures[node.target].category == "alphanumeric") is not text or text is not self.is_text(
                node.value
            ):
                break
            size += 1
        return size if size > 1 and self.often(0.5) else 1

    def statement(self, group: Block, indent: int, open_end: bool, *, closed: bool = False) -> None:
        """One statement; with ``open_end`` the full stop behind it ends its scope, so END words can go."""
        node = group[0]
        at = [self.numbers[id(each)] for each in group]
        if isinstance(node, If):
            self.if_(node, indent, open_end)
        elif isinstance(node, Store):
            self.store(node, indent, at, open_end, closed)
        elif isinstance(node, While | For | RepeatUntil):
            self.loop(node, indent, at)
        elif isinstance(node, Print):
            self.page.line(indent, self.display(node), at)
        elif len(group) > 1 and isinstance(node, Assign) and isinstance(node.value, Constant):
            targets = " ".join([each.target for each in group if isinstance(each, Assign)])
            text = f"{self.word('MOVE')} {self.moved(node.value, node.target)} {self.word('TO')} {targets}"
            self.page.line(indent, text, at)
        else:
            assert isinstance(node, Assign), "a COBOL program has no others"
            verb, text = self.divide_with_remainder(group) if len(group) > 1 else self.assign(node)
            if closed and verb != "MOVE":
                text += f" {self.word('END-' + verb)}"
            self.page.line(indent, text, at)

    # Simple statements

    def display(self, node: Print) -> str:
        items = []
        for value in node.values:
            text = self.operand(value)
            if text is None:
                raise InexpressibleError("COBOL: DISPLAY takes fields and literals only")
            items.append(text)
        return f"{self.word('DISPLAY')} {(', ' if self.style.commas else ' ').join(items)}"

    def assign(self, node: Assign) -> tuple[str, str]:
        """The verb and the statement."""
        picture = self.pictures[node.target]
        simple = self.operand(node.value)
        if simple is None or node.target in self.tables:
            return self.arithmetic_statement(Store(node.target, node.value))
        if self.is_text(node.value) and picture.category != "alphanumeric":
            raise InexpressibleError(f"COBOL: text is not moved to {node.target}, a number")
        if picture.category != "alphanumeric" and self.often(self.style.compute / 10):
            return "COMPUTE", f"{self.word('COMPUTE')} {node.target} = {simple}"
        return "MOVE", f"{self.word('MOVE')} {self.moved(node.value, node.target)} {self.word('TO')} {node.target}"

    def moved(self, value: Expression, target: str) -> str:
        if self.style.figurative and isinstance(value, Constant):
            # MOVE ZERO fills a text with zeros, which is not what the literal 0 does.
            if type(value.value) is int and value.value == 0 and self.pictures[target].category != "alphanumeric":
                return self.word(self.rng.choice(("ZERO", "ZERO", "ZEROS", "ZEROES")))
            if value.value == " ":
                return self.word(self.rng.choice(("SPACES", "SPACE")))
        text = self.operand(value)
        assert text is not None
        return text

    def arithmetic_statement(self, node: Store, place: Subscript | None = None) -> tuple[str, str]:
        """The verb, for its END word, and the statement; the result goes to the target or to its ``place``."""
        word = self.word
        picture = self.pictures[node.target]
        mine: Expression = Name(node.target) if place is None else place
        target = self.operand(mine)
        assert target is not None
        if picture.category == "alphanumeric":
            raise InexpressibleError(f"COBOL: the text {node.target} is not calculated")
        rounded = f" {word('ROUNDED')}" if node.rounded else ""
        value = node.value
        if isinstance(value, BinOp) and value.op in "+-*/" and not self.often(self.style.compute):
            left, right = self.operand(value.left), self.operand(value.right)
            texts = self.is_text(value.left) or self.is_text(value.right)
            if left is not None and right is not None and not texts:
                return self.verb(value, mine, target, left, right, rounded)
        return "COMPUTE", f"{word('COMPUTE')} {target}{rounded} = {self.arithmetic(value)}"

    def verb(self, value: BinOp, mine: Expression, target: str, left: str, right: str, rounded: str) -> tuple[str, str]:
        word = self.word
        giving = f" {word('GIVING')} {target}{rounded}"
        if value.op == "+":
            if mine in (value.left, value.right):
                other = right if value.left == mine else left
                return "ADD", f"{word('ADD')} {other} {word('TO')} {target}{rounded}"
            return "ADD", f"{word('ADD')} {left}{' ' + word('TO') if self.often(0.5) else ''} {right}{giving}"
        if value.op == "-":
            text = f"{word('SUBTRACT')} {right} {word('FROM')} "
            return "SUBTRACT", text + (f"{target}{rounded}" if value.left == mine else left + giving)
        if value.op == "*":
            if mine in (value.left, value.right):
                other = right if value.left == mine else left
                return "MULTIPLY", f"{word('MULTIPLY')} {other} {word('BY')} {target}{rounded}"
            return "MULTIPLY", f"{word('MULTIPLY')} {left} {word('BY')} {right}{giving}"
        if value.left == mine:
            return "DIVIDE", f"{word('DIVIDE')} {right} {word('INTO')} {target}{rounded}"
        if self.often(0.7):
            return "DIVIDE", f"{word('DIVIDE')} {left} {word('BY')} {right}{giving}"
        return "DIVIDE", f"{word('DIVIDE')} {right} {word('INTO')} {left}{giving}"

    def divide_with_remainder(self, pair: Block) -> tuple[str, str]:
        quotient, remainder = _divide_roles(pair)
        assert quotient is not None
        assert remainder is not None
        assert isinstance(quotient.value, BinOp)
        left, right = self.operand(quotient.value.left), self.operand(quotient.value.right)
        word = self.word
        operands = f"{left} {word('BY')} {right}" if self.often(0.75) else f"{right} {word('INTO')} {left}"
        results = f"{word('GIVING')} {quotient.target} {word('REMAINDER')} {remainder.target}"
        return "DIVIDE", f"{word('DIVIDE')} {operands} {results}"

    def store(self, node: Store, indent: int, at: list[int], open_end: bool, closed: bool) -> None:
        verb, text = self.arithmetic_statement(node)
        self.page.line(indent, text, at)
        inner = indent + self.style.indent
        for phrase, body in (("ON SIZE ERROR", node.size_error), ("NOT ON SIZE ERROR", node.fitting)):
            if body:
                self.page.line(inner, self.word(phrase))
                self.body(body, inner + self.style.indent, closed=True)
        if ((node.size_error or node.fitting) and not open_end) or closed:
            self.page.line(indent, self.word(f"END-{verb}"))

    # Blocks

    def body(self, body: Block, indent: int, *, closed: bool = False) -> None:
        """A block in place, or the PERFORM of a paragraph that holds it."""
        if self.free_names and self.often(self.style.paragraphs / 2) and not is_tied(body):
            self.page.line(indent, f"{self.word('PERFORM')} {self.outline(body)}")
        else:
            self.block(body, indent, closed=closed)

    def outline(self, body: Block) -> str:
        name = self.free_names.pop()
        name = name if self.word("A") == "A" else name.lower()
        self.paragraphs.append((name, body))
        return name

    def if_(self, node: If, indent: int, open_end: bool) -> None:
        branches, otherwise = _chain(node)
        share = self.style.evaluate if len(branches) > 1 else self.style.evaluate / 8
        if self.often(share):
            self.evaluate(branches, otherwise, indent, open_end)
            return
        inner = indent + self.style.indent
        then = " " + self.word("THEN") if self.style.then else ""
        self.page.line(indent, f"{self.word('IF')} {self.condition(node.test)}{then}", [self.numbers[id(node)]])
        self.body(node.body, inner)
        ends = 1
        orelse = node.orelse
        while self.style.joined_else and len(orelse) == 1 and isinstance(orelse[0], If):
            nested = orelse[0]
            text = f"{self.word('ELSE IF')} {self.condition(nested.test)}{then}"
            self.page.line(indent, text, [self.numbers[id(nested)]])
            self.body(nested.body, inner)
            ends += 1
            orelse = nested.orelse
        if orelse:
            self.page.line(indent, self.word("ELSE"))
            # An IF that the full stop closes needs no END-IF inside its last branch either, but authors write it.
            self.body(orelse, inner)
        if not open_end:
            for _ in range(ends):
                self.page.line(indent, self.word("END-IF"))

    def evaluate(self, branches: list[If], otherwise: Block, indent: int, open_end: bool) -> None:
        inner = indent + self.style.indent
        subject = self.common_subject(branches)
        head = self.word("TRUE") if subject is None else subject
        self.page.line(indent, f"{self.word('EVALUATE')} {head}")
        for branch in branches:
            at = [self.numbers[id(branch)]]
            whens = [self.condition(branch.test)] if subject is None else self.cases(branch.test)
            for when in whens:
                self.page.line(inner, f"{self.word('WHEN')} {when}", at)
                at = []
            self.body(branch.body, inner + self.style.indent)
        if otherwise:
            self.page.line(inner, self.word("WHEN OTHER"))
            self.body(otherwise, inner + self.style.indent)
        if not open_end:
            self.page.line(indent, self.word("END-EVALUATE"))

    def common_subject(self, branches: list[If]) -> str | None:
        """The field that every branch compares with literals, so that it can stand behind EVALUATE."""
        subjects = {_subject(branch.test) for branch in branches}
        subject = subjects.pop() if len(subjects) == 1 else None
        return None if subject is None else self.operand(subject)

    def cases(self, test: Expression) -> list[str]:
        """What stands behind the WHENs of one branch."""
        if isinstance(test, Compare):
            assert isinstance(test.right, Constant)
            return [self.literal(test.right)]
        assert isinstance(test, BoolOp)
        left, right = self.cases(test.left), self.cases(test.right)
        return [f"{left[0]} {self.word('THRU')} {right[0]}"] if test.op == "and" else left + right

    def loop(self, node: While | For | RepeatUntil, indent: int, at: list[int]) -> None:
        control = self.counted(node) if isinstance(node, For) else self.until(node)
        outline = self.free_names and self.often(self.style.paragraphs) and not is_tied(node.body)
        name = " " + self.outline(node.body) if outline else ""
        head = self.word("PERFORM") + name
        if self.style.two_line_perform and len(control) > 1:
            self.page.line(indent, f"{head} {control[0]}", at)
            self.page.line(indent + self.style.indent, " ".join(control[1:]))
        else:
            self.page.line(indent, f"{head} {' '.join(control)}", at)
        if not outline:
            self.block(node.body, indent + self.style.indent)
            self.page.line(indent, self.word("END-PERFORM"))

    def until(self, node: While | RepeatUntil) -> list[str]:
        if isinstance(node, RepeatUntil):
            after = f"{self.word('WITH') + ' ' if self.often(0.7) else ''}{self.word('TEST AFTER')}"
            return [f"{after} {self.word('UNTIL')} {self.condition(node.test)}"]
        return [f"{self.word('UNTIL')} {self.condition(node.test, negated=True)}"]

    def counted(self, node: For) -> list[str]:
        word = self.word
        if node.target is None:
            return [f"{self.times(node)} {word('TIMES')}"]
        start = self.operand(node.start)
        if start is None or self.is_text(node.start):
            raise InexpressibleError("COBOL: PERFORM VARYING starts FROM a field or a literal")
        passed = {(True, True): ">", (True, False): ">=", (False, True): "<", (False, False): "<="}
        over = self.comparison(Compare(Name(node.target), "==", node.stop), passed[node.step > 0, node.inclusive])
        return [
            f"{word('VARYING')} {node.target} {word('FROM')} {start} {word('BY')} {node.step}",
            f"{word('UNTIL')} {over}",
        ]

    def times(self, node: For) -> str:
        start, stop = node.start, node.stop
        if not isinstance(start, Constant) or type(start.value) is not int:
            raise InexpressibleError("COBOL: PERFORM n TIMES counts from a constant")
        if isinstance(stop, Constant) and type(stop.value) is int:
            return str(len(range(start.value, stop.value + (1 if node.step > 0 else -1) * node.inclusive, node.step)))
        if isinstance(stop, Name) and (start.value, node.inclusive, node.step) in ((1, True, 1), (0, False, 1)):
            picture = self.pictures[stop.id]
            if picture.category == "numeric" and picture.scale == 0:
                return stop.id
        raise InexpressibleError("COBOL: PERFORM n TIMES takes a field or a literal")


def is_tied(body: Block, *, in_loop: bool = False) -> bool:
    """Whether a block leaves what is around it, so that it cannot stand in a paragraph of its own."""
    for statement in body:
        if isinstance(statement, Return) or (isinstance(statement, Break | Continue) and not in_loop):
            return True
        inside = in_loop or isinstance(statement, While | For | RepeatUntil)
        if any(is_tied(block, in_loop=inside) for block in blocks(statement)):
            return True
    return False


def _divide_roles(pair: Block) -> tuple[Assign | None, Assign | None]:
    """The quotient and the remainder of the same two operands among two assignments, if that is what they are."""
    by_operator: dict[str, Assign] = {}
    for node in pair:
        if isinstance(node, Assign) and isinstance(node.value, BinOp):
            by_operator[node.value.op] = node
    quotient, remainder = by_operator.get("/"), by_operator.get("%")
    if quotient is None or remainder is None:
        return None, None
    over, rest = quotient.value, remainder.value
    assert isinstance(over, BinOp)
    assert isinstance(rest, BinOp)
    return (quotient, remainder) if (over.left, over.right) == (rest.left, rest.right) else (None, None)


def _chain(node: If) -> tuple[list[If], Block]:
    """The branches of an else-if chain, and its last else."""
    branches = [node]
    while len(branches[-1].orelse) == 1 and isinstance(branches[-1].orelse[0], If):
        branches.append(branches[-1].orelse[0])
    return branches, branches[-1].orelse


def _subject(test: Expression) -> Expression | None:
    """The field that a test compares with literals for equality, alternatives and closed ranges included."""
    if (
        isinstance(test, Compare)
        and test.op == "=="
        and isinstance(test.left, Name | Subscript | Slice)
        and isinstance(test.right, Constant)
    ):
        return test.left
    if not isinstance(test, BoolOp):
        return None
    if test.op == "or":
        left, right = _subject(test.left), _subject(test.right)
        return left if left == right else None
    low, high = test.left, test.right
    ranged: Callable[[Expression, str], bool] = lambda side, operator: (  # noqa: E731
        isinstance(side, Compare) and side.op == operator and isinstance(side.right, Constant)
    )
    if not (ranged(low, ">=") and ranged(high, "<=")):
        return None
    assert isinstance(low, Compare)
    assert isinstance(high, Compare)
    return low.left if isinstance(low.left, Name | Subscript | Slice) and low.left == high.left else None
