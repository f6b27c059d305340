"""JavaScript (Node.js), as people write it in short scripts.

``BinOp(Name("a"), "//", Constant(2))`` is ``Math.floor(a / 2)``; several printed items are several arguments of
console.log, or a template literal where no item can be -0, which only the first of the two shows.
"""

from functools import cached_property
from random import Random

from caalm.errors import InexpressibleError
from caalm.languages.declarations import Declarations, declarations
from caalm.languages.facts import assigned_inside, augmented, bound_names, changes_place, leaves, never_negative
from caalm.languages.javascript_library import JavaScriptLibrary
from caalm.languages.kinds import NUMBERS
from caalm.languages.language import Features
from caalm.languages.notation import ATOM, NEGATION, Layout, Notation
from caalm.languages.renderer import InfixLanguage
from caalm.program.nodes import (
    ARITHMETIC,
    COMPARISONS,
    Append,
    Assign,
    AssignMany,
    BinOp,
    Break,
    Call,
    Compare,
    Const,
    Constant,
    Continue,
    Expression,
    For,
    ForEach,
    FunctionDef,
    Input,
    Intrinsic,
    JoinedStr,
    Name,
    Pop,
    Print,
    Program,
    Raise,
    RepeatUntil,
    Return,
    SetItem,
    Statement,
    Subscript,
    Switch,
    Try,
    WriteFile,
    walk_expressions,
    walk_statements,
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
    none="undefined",
)
_STRICT = {**_NOTATION.operators, "==": "===", "!=": "!=="}


def _braces(opening: str, closing: str) -> Layout:
    return Layout(
        if_="if ({})" + opening,
        elif_=closing + "else if ({})" + opening,
        else_=closing + "else" + opening,
        while_="while ({})" + opening,
        block="for ({})" + opening,
        head="{}" + opening,
        end="}",
    )


_LAYOUTS = (_braces(" {", "} "), _braces(" {", "}\n"), _braces("\n{", "}\n"))


class _JavaScript(JavaScriptLibrary):
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
        self.seen: set[tuple[str | None, str]] = set()
        self.bounds: set[str] = set()
        self.parameters: frozenset[str] = frozenset()

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
        return any("%" in text for text in self.texts)

    @cached_property
    def bare_parameters(self) -> bool:
        """Whether an arrow's only parameter stands without parentheses."""
        return self.chance(0.4)

    @cached_property
    def function_style(self) -> str:
        """How functions are written; an arrow and an expression stand in a constant."""
        return self.rng.choice(("function", "function", "function", "arrow", "arrow", "expression"))

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

    def declaring(self, node: Assign | AssignMany | Const | Pop) -> str:
        """The keyword before a first assignment, with its space."""
        names = bound_names(node)
        if isinstance(node, Const) and id(node) in self.declared.once:
            return "const "
        if self.keyword == "var":
            keys = {(self.scope, name) for name in names}
            old = keys <= self.seen or any(name in self.parameters for name in names)
            self.seen |= keys
            return "" if old else "var "
        if id(node) not in self.declared.at:
            return ""
        return "const " if self.keyword == "const" and id(node) in self.declared.once else "let "

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
            is_format = self.percent and self.type_of(values[0]) in (str, object)
            types = {self.type_of(value) for value in values}
            unsigned = object not in types and (self.never_negative or types <= {str, bool})
            if unsigned and (is_format or self.items_joined):
                spaced = [part for value in values for part in (Constant(self.semantics.separator), value)][1:]
                values = (JoinedStr(tuple(spaced)),)
            elif is_format:
                values = (Constant("%s"), *values)
        return f"console.log({', '.join([self.expression(value) for value in values])})"

    def counted(self, node: For, depth: int) -> str:
        target = node.target or self.fresh(*"ijk"[self.loops :], f"i{self.loops}")
        stop = self.expression(node.stop, self.notation.precedence["<"] + 1)
        is_call = any(isinstance(inner, Call | Input) for inner in walk_expressions(node.stop))
        if is_call or assigned_inside(node):  # the tree reads its bounds once, this loop every time
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

    # Statements beyond the common ones

    def assign_many(self, node: AssignMany, depth: int) -> None:
        declaring = self.declaring(node)
        if declaring and not self.chance(0.3):
            pairs = zip(node.targets, node.values, strict=True)
            text = ", ".join([f"{target} = {self.expression(value)}" for target, value in pairs])
            if not any(type(part) is Name for value in node.values for part in walk_expressions(value)):
                self.simple(declaring + text, depth, node)
                return
        start = declaring or ("" if self.terminator else ";")  # else it would go on from the line before
        self.simple(f"{start}[{', '.join(node.targets)}] = [{self.items(node.values)}]", depth, node)

    def const(self, node: Const, depth: int) -> None:
        self.simple(f"{self.declaring(node)}{node.target} = {self.expression(node.value)}", depth, node)

    def naming(self, name: str, value: Expression) -> str:
        self.bounds.add(name)
        return f"{'var' if self.keyword == 'var' else 'const'} {super().naming(name, value)}"

    def set_item(self, node: SetItem, depth: int) -> None:
        target = Name(node.target)
        if self.known(target, "list", "dict").name == "dict" and self.mapped:
            self.simple(f"{node.target}.set({self.items((node.index, node.value))})", depth, node)
            return
        change = changes_place(node, ("+", "-", "*", "/", "%")) if self.shortened else None
        if change is None:
            super().set_item(node, depth)
            return
        operator, operand = change
        place = self.expression(Subscript(target, node.index))
        is_step = operand == Constant(1) and operator in "+-" and self.kind(node.value) in NUMBERS
        self.simple(self.change(place, operator, operand, step=is_step), depth, node)

    def append(self, node: Append, depth: int) -> None:
        """``xs.push(e)``."""
        self.simple(f"{node.target}.push({self.expression(node.value)})", depth, node)

    def pop(self, node: Pop, depth: int) -> None:
        """``const x = xs.pop()``."""
        target = "" if node.target is None else f"{self.declaring(node)}{node.target} = "
        self.simple(f"{target}{node.source}.pop()", depth, node)

    def for_each(self, node: ForEach, depth: int) -> None:
        """``for (const x of xs)``."""
        keyword = "var" if self.keyword == "var" else "const"
        changed = (bound_names(statement) for statement in walk_statements(node.body))
        if keyword == "const" and (self.keyword == "let" or any(node.target in names for names in changed)):
            keyword = "let"
        kind = self.known(node.iterable, "list", "str", "dict")
        text = self.expression(node.iterable)
        if kind.name == "dict":
            if not self.mapped and self.chance(0.4):
                self.opening(self.layout.block, f"{keyword} {node.target} in {text}", depth, node)
            else:
                keys = self.expression(Intrinsic("keys", (node.iterable,)))
                self.opening(self.layout.block, f"{keyword} {node.target} of {keys}", depth, node)
        else:
            self.opening(self.layout.block, f"{keyword} {node.target} of {text}", depth, node)
        self.block(node.body, depth + 1)
        self.closing(depth)

    def repeat_until(self, node: RepeatUntil, depth: int) -> None:
        kept = self.later()
        for line in self.layout.head.replace("{}", "do").split("\n"):
            self.emit(line, depth)
        self.block(node.body, depth + 1)
        self.emit(f"}} while ({self.negated(node.test)}){self.terminator}", depth)
        self.settle(kept)

    def switch(self, node: Switch, depth: int) -> None:
        blocks = [*(body for _, body in node.cases), node.default]
        if not node.cases or any(leaves(body, Break) for body in blocks) or self.chance(0.15):
            self.chain(node, depth)
            return
        self.opening(self.layout.head, f"switch ({self.expression(node.subject)})", depth, node)
        for constant, body in node.cases:
            self.emit(f"case {self.expression(constant)}:", depth + 1)
            self.block(body, depth + 2)
            if not body or not isinstance(body[-1], Return | Continue | Raise):
                self.emit(f"break{self.terminator}", depth + 2)
        if node.default:
            self.emit("default:", depth + 1)
            self.block(node.default, depth + 2)
        self.closing(depth)

    def function(self, node: FunctionDef) -> None:
        parameters = ", ".join(node.parameters)
        style, end = self.function_style, "}" + self.terminator
        keyword = "var" if self.keyword == "var" else "const"
        if style == "function":
            header, end = f"function {node.name}({parameters})", "}"
        elif style == "arrow":
            bare = len(node.parameters) == 1 and self.bare_parameters
            header = f"{keyword} {node.name} = {parameters if bare else f'({parameters})'} =>"
        else:
            header = f"{keyword} {node.name} = function ({parameters})"
        self.parameters = frozenset(node.parameters)
        layout = self.layout if style != "arrow" else _LAYOUTS[0]  # after an arrow the brace stays on its line
        self.opening(layout.head, header, 0, node)
        self.block(node.body, 1)
        self.emit(end, 0)
        self.parameters = frozenset()

    def raise_(self, node: Raise, depth: int) -> None:
        """``throw new Error(message)``."""
        self.use("Error")
        message = self.expression(node.message)
        if not self.is_string(node.message):
            message = f"String({message})"  # an error without a message has an empty one
        self.simple(f"throw new Error({message})", depth, node)

    def try_(self, node: Try, depth: int) -> None:
        self.opening(self.layout.head, "try", depth, node)
        self.block(node.body, depth + 1)
        self.emit_all(
            self.layout.else_.replace("else", "catch" if node.name is None else f"catch ({node.name})"), depth
        )
        self.handler(node, depth + 1)
        self.closing(depth)

    def emit_all(self, text: str, depth: int) -> None:
        """Several lines."""
        for line in text.split("\n"):
            self.emit(line, depth)

    def write_file(self, node: WriteFile, depth: int) -> None:
        """``fs.writeFileSync(path, value + "\\n")``."""
        function = "appendFileSync" if node.append else "writeFileSync"
        text = self.template((node.value, Constant("\n")))
        if not self.templates and self.type_of(node.value) is not object:
            text = self.expression(BinOp(node.value, "+", Constant("\n")))
        self.simple(f"{self.file_system()}.{function}({self.string(node.path)}, {text})", depth, node)

    # Expressions

    def compare(self, node: Compare) -> tuple[str, int]:
        if (
            node.op in ("==", "!=")
            and self.operators is not _STRICT
            and self.type_of(node.left) is not self.type_of(node.right)
        ):
            types = {self.kind(node.left), self.kind(node.right)}
            if not types <= NUMBERS:
                level = self.notation.precedence[node.op]
                left, right = self.expression(node.left, level + 1), self.expression(node.right, level + 1)
                return f"{left} {_STRICT[node.op]} {right}", level
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
        if self.templates or not values or any(self.type_of(value) is object for value in values[:2]):
            return self.template(values), ATOM
        level = self.notation.precedence["+"]
        strings = [self.is_string(value) for value in values]
        if len(values) == 1:
            text = self.expression(values[0])
            return (f"({text})" if strings[0] else f"String({text})"), ATOM
        parts = [self.expression(value, level + 1) for value in values]
        if not any(strings[:2]):  # nothing yet says that + joins
            parts.insert(0, self.string(""))
        return " + ".join(parts), level

    def is_string(self, node: Expression) -> bool:
        """Whether a value is a string for certain: what comes from a place that is not there is undefined."""
        if self.type_of(node) is not str:
            return False
        return not self.kinds.may_miss(node, self.scope)

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
