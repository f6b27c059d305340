"""Runs one Python program in the jail and writes down every step: started by caalm.runtimes.tracing.

python3 -P -s -S -B python_tracer.py 1000     # reads program.py; answers with JSON lines, see tracing/read.py

python_rewriter.py makes the program report: its calls of ``__t__`` arrive at the Recorder here.
"""

import ast
import builtins
import io
import json
import operator
import os
import sys
import traceback
import types
from collections.abc import Callable
from typing import Any

sys.path.insert(0, ".")  # the rewriter lies beside this file; the option -P leaves this folder out
from python_rewriter import Rewriter  # type: ignore[import-not-found]

del sys.path[0]

PROGRAM = "program.py"
MOST_TEXT, MOST_DEPTH = 300, 5
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
    "%": operator.mod, "**": operator.pow, "<<": operator.lshift, ">>": operator.rshift, "|": operator.or_,
    "&": operator.and_, "^": operator.xor, "@": operator.matmul,
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "is": operator.is_, "is not": operator.is_not, "in": lambda a, b: a in b, "not in": lambda a, b: a not in b,
}  # fmt: skip
IN_PLACE: dict[str, Callable[..., Any]] = {
    "+": operator.iadd, "-": operator.isub, "*": operator.imul, "/": operator.itruediv, "//": operator.ifloordiv,
    "%": operator.imod, "**": operator.ipow, "<<": operator.ilshift, ">>": operator.irshift, "|": operator.ior,
    "&": operator.iand, "^": operator.ixor, "@": operator.imatmul,
}  # fmt: skip
UNARY_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "-": operator.neg,
    "not": operator.not_,
    "+": operator.pos,
    "~": operator.invert,
}
# Values


def shown(value: Any, depth: int = 0) -> str:
    """The text of any value inside a trace."""
    kind: Any = type(value)
    if kind is bool:
        return "T" if value else "F"
    if kind is str:
        return json.dumps(value if len(value) <= MOST_TEXT else value[:MOST_TEXT] + "…", ensure_ascii=False)
    if kind in (int, float):
        return repr(value) if kind is float or value.bit_length() < 4000 else "@int"
    if value is None:
        return "None"
    if depth == MOST_DEPTH:
        return "@"
    if kind in (list, tuple, set, frozenset, dict) and value:
        opening, closing = {list: ("[", "]"), tuple: ("(", ")")}.get(kind, ("{", "}"))
        parts, size = [], 0
        for item in value:
            text = shown(item, depth + 1)
            if kind is dict:
                text += ":" + shown(value[item], depth + 1)
            size += len(text)
            if size > MOST_TEXT:
                parts.append("…")
                break
            parts.append(text)
        tail = "," if kind is tuple and len(parts) == 1 else ""
        return opening + ",".join(parts) + tail + closing
    if kind in (list, tuple, dict):
        return {list: "[]", tuple: "()", dict: "{}"}[kind]
    if kind in (set, frozenset):
        return "@set()"
    if isinstance(value, BaseException):
        return f"@{kind.__name__}({','.join([shown(item, depth + 1) for item in value.args])})"
    if isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType, types.ModuleType, types.MethodType)):
        return "@" + "".join([c if c.isalnum() or c in "_." else "_" for c in value.__name__])
    fields = getattr(value, "__dict__", None)
    if isinstance(fields, dict) and fields and kind.__module__ == "__main__":
        return f"@{kind.__name__}{shown(fields, depth)}"
    return f"@{kind.__name__}"


def coded(value: Any) -> Any:
    """A value for JSON: numbers, strings and truths as they are, everything else as its text."""
    kind = type(value)
    if kind is bool or (kind is str and len(value) <= MOST_TEXT) or (kind is int and value.bit_length() < 4000):
        return value
    if kind is float:
        return value if value - value == 0 else {"n": repr(value)}
    return {"s": shown(value)}


def is_opaque(value: Any) -> bool:
    """Whether there is nothing to show of a value but what it is called."""
    if value is None or type(value) in (bool, int, float, str):
        return False
    return shown(value).replace("()", "").lstrip("@").isidentifier()


def is_ours(function: Any) -> bool:
    """Whether the function reports its own steps."""
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    return code is not None and code.co_filename == PROGRAM


# What the rewritten program calls


class Recorder:
    """Steps as they happen, written as JSON lines."""

    slice = staticmethod(slice)

    def __init__(self, file: Any, most: Any) -> None:
        self.file, self.most = file, most
        self.count, self.at = 0, 0
        self.events: list[tuple[Any, ...]] = []
        self.callers: list[tuple[int, bool]] = []
        self.is_open = False
        self.partial = ""
        self.batch: str | None = None

    def say(self, item: Any) -> None:
        self.file.write(json.dumps(item).encode() + b"\n")

    def open(self, line: Any) -> None:
        if self.events:
            self.flush()
        self.at, self.is_open = line, True

    def close(self, value: Any = None) -> Any:
        if self.is_open or self.events:
            self.flush()
        return value

    def flush(self) -> None:
        self.is_open = False
        if self.count < self.most:
            self.say([self.at, self.events])
        elif self.count == self.most:
            self.say({"truncated": True})
        self.count += 1
        if self.count % 64 == 0:
            self.file.flush()
        self.events = []

    def add(self, *event: Any) -> None:
        if self.count <= self.most:
            self.events.append(event)

    def set(self, name: Any, value: Any) -> Any:
        if self.count <= self.most:
            self.events.append(("b", name, coded(value)))
        return value

    def read(self, name: Any, value: Any) -> Any:
        if not is_opaque(value):
            self.set(name, value)
        return value

    def op(self, op: Any, in_place: Any, left_name: Any, left: Any, right_name: Any, right: Any) -> Any:
        before = coded(left)
        result = (IN_PLACE if in_place else FUNCTIONS)[op](left, right)
        self.add("o", left_name, before, op, right_name, coded(right), coded(result))
        return result

    def unary(self, op: Any, name: Any, operand: Any) -> Any:
        result = UNARY_FUNCTIONS[op](operand)
        self.add("u", op, name, coded(operand), coded(result))
        return result

    def chain(self, ops: Any, names: Any, left: Any, *rights: Any) -> Any:
        for index, right in enumerate(rights):
            value = right()
            result = self.op(ops[index], False, names[index], left, names[index + 1], value)
            if not result:
                return result
            left = value
        return result

    def logic(self, op: Any, left_name: Any, left: Any, right_name: Any, right: Any) -> Any:
        if bool(left) is (op == "or"):
            if left_name is not None:
                self.set(left_name, left)
            return left
        value = right()
        self.add("o", left_name, coded(left), op, right_name, coded(value), coded(value))
        return value

    def joined(self, text: Any) -> Any:
        self.add("j", text)
        return text

    def call(self, name: Any, function: Any, *args: Any, **keywords: Any) -> Any:
        result = function(*args, **keywords)
        is_made = isinstance(function, type) and function.__module__ == "__main__"
        if not (result is None or is_made or is_ours(function) or is_opaque(result)):
            self.set(name + "()", result)
        return result

    def method(self, name: Any, receiver: Any, attribute: Any, *args: Any, **keywords: Any) -> Any:
        before = shown(receiver) if name is not None else None
        at = len(self.events)
        function = getattr(receiver, attribute)
        result = function(*args, **keywords)
        if name is not None and not is_opaque(receiver):
            after = shown(receiver)
            if after != before:
                self.set(name, receiver)
            elif not is_ours(function):
                self.events.insert(at, ("b", name, coded(receiver)))
        if result is not None and not is_ours(function) and not is_opaque(result):
            self.set(attribute + "()", result)
        return result

    def item(self, name: Any, base: Any, index: Any) -> Any:
        value = base[index]
        if isinstance(index, slice):
            key = "..".join(["" if part is None else str(part) for part in (index.start, index.stop)])
        else:
            key = index if isinstance(index, str) else shown(index)
        return self.read(f"{name}[{key}]", value)

    def print(self, function: Any, *args: Any, **keywords: Any) -> Any:
        if function is not PRINT or keywords.get("file") not in (None, sys.stdout):
            return self.call("print", function, *args, **keywords)
        self.batch = ""
        try:
            function(*args, **keywords)
        finally:
            text, self.batch = self.batch, None
            self.out(text)
        return None

    def out(self, text: Any) -> None:
        """Printed text; a line is written down in the step that ends it."""
        if self.batch is not None:
            self.batch += text
            return
        if text:
            self.say(text)
        lines, newline, rest = (self.partial + text).rpartition("\n")
        self.partial = rest
        if newline:
            self.add(">", lines)
            self.flush()  # what is printed reaches to the end of the step's line

    def counted(self, line: Any, name: Any, function: Any, *bounds: Any) -> Any:
        """``for name in range(...)``, each test a step."""
        if function is not range or not all(isinstance(bound, int) for bound in bounds):
            yield from function(*bounds)
            return
        values = range(*bounds)
        # Without a variable it is a repetition, whose rounds are counted from 1: 1<=3, as the interpreter writes it.
        one = int(name is None and values.start == 0 and values.step == 1)
        sign = "<=" if one else "<" if values.step > 0 else ">"
        for value in values:
            self.add("o", name, value + one, sign, None, values.stop, True)
            self.close()
            yield value
            self.open(line)
        after = values.start + len(values) * values.step
        self.add("o", None, after + one, sign, None, values.stop, False)
        self.close()

    def each(self, line: Any, values: Any) -> Any:
        for value in values:
            self.open(line)
            yield value
        self.open(line)
        self.close()

    def enter(self, line: Any, parameters: Any, suspends: Any) -> None:
        """A function begins: what it was given."""
        if self.events:
            self.flush()
        self.callers.append((self.at, self.is_open))
        if suspends:
            self.callers.pop()
        self.open(line)
        for name, value in parameters.items():
            self.read(name, value)
        self.close()

    def leave(self) -> None:
        if self.events:
            self.flush()
        self.at, self.is_open = self.callers.pop()

    def returned(self, value: Any) -> Any:
        self.set("return", value)
        self.close()
        return value

    def caught(self, line: Any, name: Any) -> None:
        self.open(line)
        self.set(name or "except", sys.exc_info()[1])
        self.close()

    def fail(self, error: Any) -> None:
        """The program stops here."""
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == PROGRAM]
        self.at = lines[-1] or self.at if lines else self.at
        plain = isinstance(error, ZeroDivisionError)
        self.add("!", "division by zero" if plain else f"{type(error).__name__}: {error}")
        self.flush()


class Output(io.TextIOBase):
    """The program's standard output."""

    encoding = "utf-8"

    def __init__(self, recorder: Any) -> None:
        self.recorder = recorder

    def writable(self) -> bool:
        return True

    def write(self, text: Any) -> Any:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.recorder.out(text)
        return len(text)

    def flush(self) -> None:
        self.recorder.file.flush()


PRINT = builtins.print


def main() -> int:
    """Rewrite, run, report."""
    answers = os.fdopen(os.dup(1), "wb", 1 << 16)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    with open(PROGRAM, "rb") as file:
        source = file.read()
    try:
        compile(source, PROGRAM, "exec", dont_inherit=True)
        tree = ast.parse(source, PROGRAM)
        tree.body = Rewriter(tree).block(tree.body)
        code = compile(ast.fix_missing_locations(tree), PROGRAM, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        sys.stderr.write("".join(traceback.format_exception_only(error)))
        return 1
    recorder = Recorder(answers, int(sys.argv[1]))
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    scope = vars(module)
    scope.update({"__file__": PROGRAM, "__t__": recorder})
    sys.argv = [PROGRAM]
    sys.stdout = Output(recorder)
    sys.setrecursionlimit(3 * sys.getrecursionlimit())  # every call of the program is three here
    status = 0
    try:
        exec(code, scope)
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
    except BaseException as error:
        recorder.fail(error)
        status = 1
        sys.stderr.write("".join(traceback.format_exception(error)))
    if recorder.partial:
        recorder.add(">", recorder.partial)
        recorder.flush()
    answers.flush()
    return status


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code & 255)
