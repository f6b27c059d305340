"""JavaScript (Node.js), as people write it in short scripts.

``BinOp(Name("a"), "//", Constant(2))`` is ``Math.floor(a / 2)``; several printed items are several arguments of
console.log, or a template literal where no item can be -0, which only the first of the two shows.
"""

from functools import cached_property
from random import Random

from caalm.errors import InexpressibleError
from caalm.languages.declarations import Declarations, declarations
from caalm.languages.facts import assigned_inside, augmented, never_negative
from caalm.languages.language import Features
from caalm.languages.notation import ATOM, NEGATION, Layout, Notation
from caalm.languages.renderer import InfixLanguage, Renderer
from caalm.program.nodes import (
    ARITHMETIC,
    COMPARISONS,
    Assign,
    BinOp,
    Compare,
    Constant,
    Expression,
    For,
    JoinedStr,
    Print,
    Program,
    Statement,
    all_expressions,
)
from caalm.program.values import JAVASCRIPT as SEMANTICS
from caalm.program.values import Semantics, display_float

_RESERVED = frozenset(
    "arguments async await break case catch class const continue debugger default delete do else enum eval export "
    "extends false finally for function get if implements import in instanceof interface let new null of package "
    "private protected public return set static super switch this throw true try typeof undefined var void while "
    "with yield console Math String NaN Infinity globalThis global process require module exports __proto__".split()
)
_NOTATION = Notation(
    precedence={
        "or": 1,
        "and": 2,
        **dict.fromkeys(COMPARISONS, 3),
        **dict.fromkeys("+-", 5),
        **dict.fromkeys(("*", "/", "%"), 6),
        NEGATION: 7,
        "not": 7,
    },
    operators={"and": "&&", "or": "||", "not": "!"},
    literals={True: "true", False: "false"},
    comment="// ",
    reserved=_RESERVED,
)
_STRICT = {**_NOTATION.operators, "==": "===", "!=": "!=="}


def _braces(opening: str, closing: str) -> Layout:
    return Layout(
        if_="if ({})" + opening,
        elif_=closing + "else if ({})" + opening,
        else_=closing + "else" + opening,
        while_="while ({})" + opening,
        block="for ({})" + opening,
        end="}",
    )


_LAYOUTS = (_braces(" {", "} "), _braces(" {", "}\n"), _braces("\n{", "}\n"))


class _JavaScript(Renderer):
    notation = _NOTATION

    def __init__(self, program: Program, rng: Random, semantics: Semantics) -> None:
        super().__init__(program, rng, semantics)
        self.layout = rng.choices(_LAYOUTS, (8, 1, 1))[0]
        self.indent = rng.choice(("  ", "  ", "    ", "    ", "\t"))
        self.terminator = rng.choice((";", ";", ";", ""))
        self.quote = rng.choice("\"'")
        if self.chance(0.7):
            self.operators = _STRICT
        self.shortened = self.chance(0.7)
        self.stepped = self.chance(0.7)  # i++ rather than i += 1
        self.bare_floats = self.chance(0.7)  # 3 rather than 3.0: they are the same number
        self.templates = self.chance(0.6)
        self.items_joined = self.chance(0.3)
        self.keyword = rng.choice(("let", "let", "const", "const", "var"))
        self.truncated = self.chance(0.5)
        self.seen: set[str] = set()
        self.bounds: set[str] = set()

    @cached_property
    def declared(self) -> Declarations:
        """Where the variables are declared."""
        return declarations(self.program)

    @cached_property
    def never_negative(self) -> bool:
        """Whether no number falls below zero or is -0."""
        return never_negative(self.program)

    @cached_property
    def percent(self) -> bool:
        """Whether any string could hold a per cent sign."""
        return any(isinstance(node, Constant) and "%" in str(node.value) for node in all_expressions(self.program))

    @cached_property
    def astral(self) -> bool:
        """Whether any string could hold a character of two UTF-16 units, by which JavaScript orders strings."""
        constants = [node.value for node in all_expressions(self.program) if isinstance(node, Constant)]
        return any(isinstance(value, str) and any(c > "\uffff" for c in value) for value in constants)

    @cached_property
    def rounding(self) -> str:
        """The function that makes a quotient of a ratio; where nothing is negative, either will do."""
        truncates = self.truncated if self.never_negative else self.semantics.quotient == "truncate"
        return "Math.trunc" if truncates else "Math.floor"

    # Declarations

    def before(self, statement: Statement, depth: int) -> None:
        names = None if self.keyword == "var" else self.declared.before.get(id(statement))
        if names:
            self.emit(f"let {', '.join(names)}{self.terminator}", depth)

    def declaring(self, node: Assign) -> str:
        """The keyword before a first assignment, with its space."""
        if self.keyword == "var":
            first = node.target not in self.seen
            self.seen.add(node.target)
            return "var " if first else ""
        if id(node) not in self.declared.at:
            return ""
        return "const " if self.keyword == "const" and node.target in self.declared.once else "let "

    def fresh(self, *candidates: str) -> str:
        free = [name for name in candidates if name not in self.bounds]
        return super().fresh(*free or (candidates[-1] + str(len(self.bounds)),))

    # Statements

    def assign(self, node: Assign) -> str:
        declaring = self.declaring(node)
        change = augmented(node, ("+", "-", "*", "/", "%")) if self.shortened and not declaring else None
        if change is None:
            return f"{declaring}{node.target} = {self.expression(node.value)}"
        operator, operand = change
        is_step = operand == Constant(1) and operator in "+-" and self.type_of(node.value) is not str
        return self.change(node.target, operator, operand, step=is_step)

    def change(self, target: str, operator: str, operand: Expression, *, step: bool) -> str:
        if step and self.stepped:
            return target + operator * 2
        return f"{target} {operator}= {self.expression(operand)}"

    def print(self, node: Print) -> str:
        values = node.values
        if len(values) > 1:
            # The first string of several arguments is a format, in which "%d" or "%%" would be special.
            is_format = self.percent and self.type_of(values[0]) is str
            unsigned = self.never_negative or all(self.type_of(value) in (str, bool) for value in values)
            if unsigned and (is_format or self.items_joined):
                spaced = [part for value in values for part in (Constant(self.semantics.separator), value)][1:]
                values = (JoinedStr(tuple(spaced)),)
            elif is_format:
                values = (Constant("%s"), *values)
        return f"console.log({', '.join([self.expression(value) for value in values])})"

    def counted(self, node: For, depth: int) -> str:
        target = node.target or self.fresh(*"ijk"[self.loops :], f"i{self.loops}")
        stop = self.expression(node.stop, self.notation.precedence["<"] + 1)
        if assigned_inside(node):  # the tree reads its bounds once, this loop every time
            bound = self.fresh("end", "last", "limit", "bound")
            self.bounds.add(bound)
            self.emit(f"{'var' if self.keyword == 'var' else 'const'} {bound} = {stop}{self.terminator}", depth)
            stop = bound
        operator = ("<" if node.step > 0 else ">") + ("=" if node.inclusive else "")
        sign, size = "+" if node.step > 0 else "-", Constant(abs(node.step))
        if self.shortened or self.stepped:
            change = self.change(target, sign, size, step=size.value == 1)
        else:
            change = f"{target} = {target} {sign} {size.value}"
        declared = "var" if self.keyword == "var" else "let"
        return f"{declared} {target} = {self.expression(node.start)}; {target} {operator} {stop}; {change}"

    # Expressions

    def compare(self, node: Compare) -> tuple[str, int]:
        if node.op not in ("==", "!=") and self.type_of(node.left) is str and self.astral:
            raise InexpressibleError("JavaScript orders strings by their UTF-16 units, which differs for these")
        return super().compare(node)

    def arithmetic(self, node: BinOp) -> tuple[str, int]:
        if node.op != "//":
            return self.infix(node)
        return f"{self.rounding}({self.infix(BinOp(node.left, '/', node.right))[0]})", ATOM

    def number(self, value: int | float) -> str:
        return display_float(float(value), "javascript") if self.bare_floats else repr(value)

    def joined_str(self, node: JoinedStr) -> tuple[str, int]:
        values = node.values
        if self.templates or not values:
            return self.template(values), ATOM
        level = self.notation.precedence["+"]
        strings = [self.type_of(value) is str for value in values]
        if len(values) == 1:
            text = self.expression(values[0])
            return (f"({text})" if strings[0] else f"String({text})"), ATOM
        parts = [self.expression(value, level + 1) for value in values]
        if not any(strings[:2]):  # nothing yet says that + joins
            parts.insert(0, self.string(""))
        return " + ".join(parts), level

    def template(self, values: tuple[Expression, ...]) -> str:
        """A template literal."""
        parts = [
            self.escaped(value.value, "`").replace("${", "\\${")
            if isinstance(value, Constant) and isinstance(value.value, str)
            else "${" + self.expression(value) + "}"
            for value in values
        ]
        return "`" + "".join(parts) + "`"


JAVASCRIPT = InfixLanguage(
    name="javascript",
    suffix=".js",
    semantics=SEMANTICS,
    renderer=_JavaScript,
    features=Features(operators=ARITHMETIC),
)
