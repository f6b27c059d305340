"""The interpreter for programs whose variables have COBOL pictures.

Every store goes through the picture of its target, DISPLAY shows a variable through it, and the variable of a counted
loop is an ordinary field: it wraps, and after the loop it is one step beyond.

>>> from caalm.program.interpreter import interpret
>>> from caalm.program.nodes import Assign, Constant, Declaration, Name, Print, Program
>>> from caalm.program.values import COBOL
>>> body = (Assign("TOTAL", Constant(12345)), Print((Constant("TOTAL "), Name("TOTAL"))))
>>> interpret(Program(body, (Declaration("TOTAL", "9(4)"),)), COBOL).stdout
'TOTAL 2345\\n'
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from caalm.program.interpreter import Machine
from caalm.program.nodes import Assign, BinOp, Compare, Const, Expression, For, Name, Program, Store, Value
from caalm.program.pictures import Number, Picture, parse_picture
from caalm.program.trace import Bind, Operand, Operation
from caalm.program.values import ExecutionError, Semantics, binary, compare, constant, decimal_digits


class PicturedMachine(Machine):
    """A run of a program whose variables are fields."""

    def __init__(self, program: Program, semantics: Semantics, step_limit: int) -> None:
        super().__init__(program, semantics, step_limit)
        self.pictures: dict[str, Picture] = {field.name: parse_picture(field.picture) for field in program.pictures}
        for field in program.pictures:
            picture = self.pictures[field.name]
            self.variables[field.name] = (
                picture.initial if field.initial is None else self.stored(picture, field.initial, None)
            )

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
        source = self.pictures[node.value.id] if type(node.value) is Name else None
        self.variables[node.target] = kept = self.stored(picture, value, source)
        self.close_step(Bind(node.target, kept))

    def store(self, node: Store) -> None:
        self.open_step(node)
        picture = self.picture(node.target)
        guarded = bool(node.size_error or node.fitting)
        try:
            value = _number(self.source(node.value, picture, rounded=node.rounded))
            fits = not guarded or picture.fits(value, rounded=node.rounded)
        except ExecutionError as failure:
            if not guarded or str(failure) != "division by zero":
                raise
            fits = False
        if fits:
            self.variables[node.target] = kept = self.stored(picture, value, None, rounded=node.rounded)
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
                self.variables[target] = current
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
        return self.stored(self.picture(target), binary("+", self.variables[target], step, self.semantics), None)

    # Expressions

    def source(self, node: Expression, picture: Picture, *, rounded: bool = False) -> Value:
        """The value to store; a quotient that goes straight into a field has no digit more than it needs."""
        if type(node) is not BinOp or node.op != "/":
            return self.evaluate(node)
        left, right = self.operand(node.left), self.operand(node.right)
        if _number(right.value) == 0:
            raise ExecutionError("division by zero")
        quotient = Fraction(_number(left.value)) / Fraction(_number(right.value))
        result = decimal_digits(quotient, picture.scale + rounded)
        return self.operation(left, "/", right, result)

    def printed_text(self, node: Expression) -> str:
        if type(node) is not Name:
            return super().printed_text(node)
        value = self.evaluate(node)
        if isinstance(value, bool | float | list | dict | None):
            raise ExecutionError("a field holds no boolean and no float")
        return self.pictures[node.id].display(value)

    def compare(self, node: Compare) -> Value:
        left, right = self.operand(node.left), self.operand(node.right)
        texts = left.value, right.value
        if isinstance(texts[0], str) and isinstance(texts[1], str):  # the shorter one counts as filled with spaces
            width = max(len(texts[0]), len(texts[1]))
            outcome = compare(node.op, texts[0].ljust(width), texts[1].ljust(width))
        else:
            outcome = compare(node.op, left.value, right.value)
        return self.operation(left, node.op, right, outcome)


PicturedMachine.executors = {
    **Machine.executors,
    Assign: PicturedMachine.assign,
    Store: PicturedMachine.store,
    For: PicturedMachine.for_,
}
PicturedMachine.evaluators = {**Machine.evaluators, Compare: PicturedMachine.compare}


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
