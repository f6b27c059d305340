"""The interpreter for programs whose variables have COBOL pictures.

Every store goes through the picture of its target, DISPLAY shows a variable through it, and the variable of a counted
loop is an ordinary field: it wraps, and after the loop it is one step beyond. The trace says through which picture a
value goes (`Through`), so that a step can be worked out from what stands in it. All fields are the program's: a
function is a paragraph without parameters. A table has a fixed number of places, each with its picture, and a text
field has its characters as places; a place that is not there ends the run. A joined string goes into a field as STRING
does it: what is behind it stays.

>>> from caalm.program.interpreter import interpret
>>> from caalm.program.nodes import Assign, Constant, Declaration, Name, Print, Program
>>> from caalm.program.values import COBOL
>>> body = (Assign("TOTAL", Constant(12345)), Print((Constant("TOTAL "), Name("TOTAL"))))
>>> interpret(Program(body, (Declaration("TOTAL", "9(4)"),)), COBOL).stdout
'TOTAL 2345\\n'
"""

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from caalm.program import containers, places
from caalm.program.interpreter import Machine
from caalm.program.intrinsics import apply
from caalm.program.nodes import (
    Assign,
    BinOp,
    Compare,
    Const,
    Constant,
    Declaration,
    Expression,
    For,
    Input,
    Intrinsic,
    JoinedStr,
    Name,
    Program,
    SetItem,
    Slice,
    Store,
    Subscript,
    Value,
)
from caalm.program.pictures import Number, Picture, parse_picture
from caalm.program.trace import Bind, Operand, Operation, Through
from caalm.program.values import (
    Beyond,
    ExecutionError,
    Semantics,
    binary,
    compare,
    constant,
    decimal_digits,
    display,
)

_FUNCTIONS = frozenset(
    ("length", "upper", "lower", "reverse", "trim", "absolute", "minimum", "maximum", "integer", "replace", "count",
     "before")
)  # fmt: skip
_ACCEPTED = re.compile(r" *(-?)([0-9]{1,18})(?:\.([0-9]+))? *")


class PicturedMachine(Machine):
    """A run of a program whose variables are fields."""

    def __init__(self, program: Program, semantics: Semantics, step_limit: int) -> None:
        super().__init__(program, semantics, step_limit)
        self.pictures: dict[str, Picture] = {field.name: parse_picture(field.picture) for field in program.pictures}
        for field in program.pictures:
            self.globals[field.name] = self.first_value(field)
            self.rich = self.rich or field.occurs > 0

    def first_value(self, field: Declaration) -> Value:
        """What a field holds before the first statement."""
        picture = self.pictures[field.name]
        each = field.initial if isinstance(field.initial, tuple) else (field.initial,) * max(1, field.occurs)
        values: list[Value] = [
            picture.initial if value is None else self.stored(picture, value, None) for value in each
        ]
        return values if field.occurs else values[0]

    def picture(self, name: str) -> Picture:
        try:
            return self.pictures[name]
        except KeyError:
            raise ExecutionError(f"undefined name {name}") from None

    def stored(self, picture: Picture, value: Value, source: Picture | None, *, rounded: bool = False) -> Value:
        """What a field makes of a value; ``source`` is the picture of the variable that is moved, if it is one."""
        if picture.category == "alphanumeric":
            return picture.store(_text(value, source))
        number = _number(value)
        if number < 0 and picture.symbols[-1] in "+-RB" and picture.store(number) == picture.store(-number):
            # GnuCOBOL shows a trailing sign or not for such a zero, depending on the statement.
            raise ExecutionError("a negative number is cut to zero under a trailing sign")
        return picture.store(number, rounded=rounded)

    # Statements

    def assign(self, node: Assign | Const) -> None:
        self.open_step(node)
        picture = self.picture(node.target)
        value = self.source(node.value, picture)
        if type(node.value) is JoinedStr:
            value = str(value) + str(self.globals[node.target])[len(str(value)) :]
        elif type(node.value) is Input and picture.category != "alphanumeric":
            if len(str(value)) > picture.integers + picture.scale:
                raise Beyond("ACCEPT takes no more characters of a line than the field has digits")
            value = _accepted(str(value))
        self.globals[node.target] = kept = self.stored(picture, value, self.source_picture(node.value))
        if type(node.value) is not JoinedStr and (self.events or picture.category != "numeric"):
            self.events.append(Through(picture.text))
        self.close_step(Bind(node.target, kept))

    def set_item(self, node: SetItem) -> None:
        """A new value at a place of a table, or a new character in a text."""
        self.open_step(node)
        picture = self.picture(node.target)
        container = self.operand(Name(node.target)).value
        index = self.evaluate(node.index)
        value, source = self.source(node.value, picture), self.source_picture(node.value)
        if isinstance(container, str):
            before = container[: self.place(index, container)]
            self.globals[node.target] = kept = before + _text(value, source)[:1].ljust(1) + container[len(before) + 1 :]
            self.close_step(Bind(node.target, kept))
            return
        if not isinstance(container, list):
            raise Beyond("a number has no places")
        place = self.place(index, container)
        if picture.category == "numeric" and self.is_same_place(node, index):
            raise Beyond("GnuCOBOL clears a number that is moved onto itself")
        container[place] = self.stored(picture, value, source)
        if type(node.value) is not Constant:
            self.events.append(Through(picture.text))
        change = self.bind(f"{node.target}[{index}]", container[place])
        places.changed(self, node.target, container, change)

    def is_same_place(self, node: SetItem, index: Value) -> bool:
        """Whether what is moved stands where it goes, as the run finds out."""
        source = node.value
        if type(source) is not Subscript or source.value != Name(node.target):
            return False
        if type(source.index) is Constant and type(node.index) is Constant:
            return False
        events = list(self.events)
        is_same = self.evaluate(source.index) == index
        self.events[:] = events
        return is_same

    def place(self, index: Value, container: str | list[Value]) -> int:
        """The place from 0 that an index names."""
        found = containers.place(index, len(container), self.semantics)
        if found is None:
            raise ExecutionError("index out of range")
        return found

    def source_picture(self, node: Expression) -> Picture | None:
        """The picture of a field that is moved; None of what is no field."""
        if type(node) is Subscript and type(node.value) is Name and isinstance(self.globals.get(node.value.id), list):
            return self.pictures[node.value.id]
        return self.pictures.get(node.id) if type(node) is Name else None

    def store(self, node: Store) -> None:
        self.open_step(node)
        picture = self.picture(node.target)
        guarded = bool(node.size_error or node.fitting)
        try:
            value = _number(self.source(node.value, picture, rounded=node.rounded))
            if self.events:
                self.events.append(Through(picture.text))
            fits = not guarded or picture.fits(value, rounded=node.rounded)
        except ExecutionError as failure:
            if not guarded or str(failure) != "division by zero":
                raise
            fits = False
        if fits:
            self.globals[node.target] = kept = self.stored(picture, value, None, rounded=node.rounded)
            self.close_step(Bind(node.target, kept))
        else:
            self.close_step()
        self.block(node.fitting if fits else node.size_error)

    def for_(self, node: For) -> None:
        if node.target is None:
            super().for_(node)
            return
        self.open_step(node)
        start = self.stored(self.picture(node.target), self.evaluate(node.start), None)
        self.field_rounds(node, node.target, start)

    def rounds(self, node: For, current: Value, stop: Value, rest: Callable[[], None] | None = None) -> None:
        if node.target is None:
            super().rounds(node, current, stop, rest)
        else:
            self.field_rounds(node, node.target, current, rest)

    def field_rounds(self, node: For, target: str, current: Value, rest: Callable[[], None] | None = None) -> None:
        """The rounds of a loop over a field; its bound is read anew in each."""
        operator = ("<" if node.step > 0 else ">") + ("=" if node.inclusive else "")
        bound: Value = None
        while True:
            if rest is None:
                self.globals[target] = current
                stop = self.operand(node.stop)
                goes_on = compare(operator, current, stop.value)
                self.close_step(Operation(Operand(target, current), operator, stop, goes_on))
                if not goes_on:
                    return
                bound = stop.value
            if not self.round_of_loop(node, rest, current, bound):
                return
            rest = None
            current = self.next_value(node, target)

    def next_value(self, node: For, target: str) -> Value:
        step = constant(node.step, self.semantics)
        return self.stored(self.picture(target), binary("+", self.globals[target], step, self.semantics), None)

    # Expressions

    def source(self, node: Expression, picture: Picture, *, rounded: bool = False) -> Value:
        """The value to store; a quotient that goes straight into a field has no digit more than it needs."""
        if type(node) is not BinOp or node.op != "/":
            return self.evaluate(node)
        left, right = self.operand(node.left), self.operand(node.right)
        if _number(right.value) == 0:
            raise Beyond("division by zero")
        quotient = Fraction(_number(left.value)) / Fraction(_number(right.value))
        result = decimal_digits(quotient, picture.scale + rounded)
        return self.operation(left, "/", right, result)

    def bin_op(self, node: BinOp) -> Value:
        try:
            return super().bin_op(node)
        except ExecutionError as failure:
            if str(failure) != "division by zero" or isinstance(failure, Beyond):
                raise
            # Only where somebody asks for a size error is it said what happens; a function never has one.
            raise Beyond(str(failure) if node.op == "/" else f"{node.op} by zero") from None

    def printed_text(self, node: Expression) -> str:
        picture = self.source_picture(node)
        value = self.evaluate(node)
        if picture is None:
            if type(node) is Intrinsic and not isinstance(value, str):
                raise Beyond("the number that a function gives has a picture of its own")
            return display(value, self.semantics)
        if isinstance(value, bool | float | list | dict | None):
            raise ExecutionError("a field holds no boolean and no float")
        if picture.category == "numeric":
            self.events.append(Through(picture.text))
        return picture.display(value)

    def join(self, node: JoinedStr) -> str:
        for part in node.values:
            picture = self.source_picture(part)
            if picture is not None and (picture.signed or picture.scale) and picture.category == "numeric":
                raise Beyond("STRING takes the digits of a number as they are kept")
        return "".join([self.printed_text(value) for value in node.values])

    def slice_(self, node: Slice) -> Value:
        if type(node.value) is not Name:
            raise Beyond("a part of what is no field")
        text = self.operand(node.value).value
        lower, upper = [None if each is None else self.evaluate(each) for each in (node.lower, node.upper)]
        if not isinstance(text, str):
            raise Beyond("only a text has parts")
        first = 1 if lower is None else containers.whole(lower)
        last = len(text) if upper is None else containers.whole(upper)
        if not 1 <= first <= last <= len(text):
            if last < first and 1 <= first <= len(text):
                raise Beyond("a part without a character")
            raise ExecutionError("index out of range")
        ends = "..".join(["" if end is None else str(end) for end in (lower, upper)])
        value = text[first - 1 : last]
        self.events.append(Bind(f"{node.value.id}[{ends}]", value))
        return value

    def intrinsic(self, node: Intrinsic) -> Value:
        if node.name not in _FUNCTIONS:
            raise Beyond(f"{node.name} is no function of COBOL")
        arguments = tuple([self.evaluate(each) for each in node.arguments])
        if node.name == "trim":
            value: Value = str(arguments[0]).strip(" ")
        elif node.name == "integer":
            value = _accepted(str(arguments[0]))
        else:
            value = apply(node.name, arguments, self.semantics)
        self.events.append(Bind(f"{node.name}()", value))
        return value

    def compare(self, node: Compare) -> Value:
        try:
            left, right = self.operand(node.left), self.operand(node.right)
        except ExecutionError as failure:
            # The compiler decides by itself that a field of one digit is no 12, and never looks for its place.
            raise failure if isinstance(failure, Beyond) else Beyond(f"a comparison: {failure}") from None
        outcome = compare(node.op, *_padded(left.value, right.value))
        return self.operation(left, node.op, right, outcome)


PicturedMachine.executors = {
    **Machine.executors,
    Assign: PicturedMachine.assign,
    Store: PicturedMachine.store,
    For: PicturedMachine.for_,
    SetItem: PicturedMachine.set_item,
}
PicturedMachine.evaluators = {
    **Machine.evaluators,
    BinOp: PicturedMachine.bin_op,
    Compare: PicturedMachine.compare,
    Slice: PicturedMachine.slice_,
    Intrinsic: PicturedMachine.intrinsic,
}


def _padded(left: Value, right: Value) -> tuple[Value, Value]:
    """Two values to compare: of texts the shorter one counts as filled with spaces."""
    if isinstance(left, str) and isinstance(right, str):
        width = max(len(left), len(right))
        return left.ljust(width), right.ljust(width)
    return left, right


def _accepted(line: str) -> Number:
    """The number in a line or a text, as ACCEPT and NUMVAL read it."""
    found = _ACCEPTED.fullmatch(line)
    if found is None:
        raise Beyond("what is no number is read as one")
    sign, whole, places = found.groups()
    return Decimal(f"{sign}{whole}.{places}") if places else int(sign + whole)


def _number(value: Value) -> Number:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    raise ExecutionError("a number is needed here")


def _text(value: Value, source: Picture | None) -> str:
    """A value as a MOVE to an alphanumeric field takes it: text as it is, an integer as its digits, unsigned."""
    if isinstance(value, str):
        return value
    if not isinstance(value, int) or isinstance(value, bool):
        raise ExecutionError("only integers are moved to text")
    return source.digits(value) if source is not None else str(abs(value))
