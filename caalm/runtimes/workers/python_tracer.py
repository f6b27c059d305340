"""Runs one Python program in the jail and writes down every step: started by caalm.runtimes.tracing.

python3 -P -s -S -B python_tracer.py 1000             # reads program.py; answers with JSON lines, see tracing/read.py
python3 -P -s -S -B python_tracer.py 1000 batch.bin   # many programs, one frame of such lines for each (runtimes/bulk)

python_rewriter.py makes the program report: its calls of ``__t__`` arrive at the Recorder here.
"""

import ast
import builtins
import io
import json
import operator
import os
import struct
import sys
import traceback
import types
from collections.abc import Callable
from typing import Any

sys.path.insert(0, ".")  # the rewriter lies beside this file; the option -P leaves this folder out
from python_rewriter import Rewriter  # type: ignore[import-not-found]

del sys.path[0]

PROGRAM = "program.py"
MOST_TEXT, MOST_STRING, MOST_DEPTH, SHORT = 200, 2000, 5, 60
NAMES: dict[str, str] = {
    "len": "length", "int": "integer", "str": "string", "abs": "absolute", "min": "minimum", "max": "maximum",
    "format": "fixed",
}  # fmt: skip
METHODS: dict[str, str] = {"strip": "trim", "index": "find"}
MUTATORS = frozenset("append add clear discard extend insert pop popitem remove reverse setdefault sort update".split())
FAILURES: tuple[tuple[type[BaseException], str], ...] = (
    (ZeroDivisionError, "division by zero"), (IndexError, "index out of range"), (KeyError, "missing key"),
    (TypeError, "wrong type"),
)  # fmt: skip
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


def shown(value: Any, depth: int = 0, most: int = MOST_TEXT) -> str:
    """The text of any value inside a trace."""
    kind: Any = type(value)
    if kind is bool:
        return "T" if value else "F"
    if kind is str:
        return json.dumps(value if len(value) <= MOST_STRING else value[:MOST_STRING] + "…", ensure_ascii=False)
    if kind in (int, float):
        return repr(value) if kind is float or value.bit_length() < 4000 else "@int"
    if value is None:
        return "None"
    if depth == MOST_DEPTH:
        return "@"
    if kind in (list, tuple, set, frozenset, dict) and value:
        opening, closing = {list: ("[", "]"), tuple: ("(", ")")}.get(kind, ("{", "}"))
        parts, kept, size = [], 0, 0
        for item in value:
            text = shown(item, depth + 1, most)
            if kind is dict:
                text += ":" + shown(value[item], depth + 1, most)
            size += len(text) + 1
            kept += size <= most
            parts.append(text)
            if size > 2 * most:
                break
        if len(parts) < len(value) or size + 1 > most:
            parts = [*parts[:kept], "…"]  # the beginning only
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
    if kind is bool or (kind is str and len(value) <= MOST_STRING) or (kind is int and value.bit_length() < 4000):
        return value
    if kind is float:
        return value if value - value == 0 else {"n": repr(value)}
    # A failure that is caught is its message, where it has one.
    return str(value) if isinstance(value, BaseException) and str(value) else {"s": shown(value)}


def is_opaque(value: Any) -> bool:
    """Whether there is nothing to show of a value but what it is called."""
    if value is None or type(value) in (bool, int, float, str, list, dict):
        return False
    return shown(value).replace("()", "").lstrip("@").isidentifier()


def is_ours(function: Any) -> bool:
    """Whether the function reports its own steps."""
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    return code is not None and code.co_filename == PROGRAM


def said_of(error: BaseException, raised: Any) -> str:
    """How a trace names a failure: the same words in every language; what the program raised by its message."""
    if error is not raised:
        if isinstance(error, NameError):
            return f"undefined name {error.name}"
        if isinstance(error, ValueError) and str(error).startswith(("invalid literal for", "could not convert")):
            return "bad number"
        for kind, text in FAILURES:
            if isinstance(error, kind):
                return text
        return f"{type(error).__name__}: {error}"
    return str(error) or type(error).__name__


def holds(value: Any, container: Any) -> bool:
    """Whether a value is this very list or dictionary, or has it inside."""
    if value is container:
        return True
    inside = value if type(value) is list else value.values() if type(value) is dict else ()
    return any(type(part) in (list, dict) and holds(part, container) for part in inside)


class Place:
    """What stands at a place, as a side of an operation, where its name is written with it."""

    def __init__(self, name: str, value: Any) -> None:
        self.name, self.value = name, value


def sided(name: Any, value: Any) -> tuple[Any, Any]:
    """The name and the value of a side."""
    return (value.name, value.value) if type(value) is Place else (name, value)


# What the rewritten program calls


class Recorder:
    """Steps as they happen, written as JSON lines."""

    slice = staticmethod(slice)

    def __init__(self, file: Any, most: Any) -> None:
        self.file, self.most = file, most
        self.count, self.at = 0, 0
        self.events: list[tuple[Any, ...]] = []
        self.callers: list[tuple[int, list[tuple[str, Any]]]] = []
        self.results: list[tuple[str, Any]] = []
        """What the calls gave that the statement under way has finished."""
        self.finished, self.lines_read = 0, 0
        self.raised: Any = None
        self.facts: Any = None
        self.is_open = self.is_failing = False
        self.partial = ""
        self.batch: str | None = None

    def say(self, item: Any) -> None:
        self.file.write(json.dumps(item).encode() + b"\n")

    def open(self, line: Any) -> None:
        if self.events:
            self.flush()
        self.at, self.is_open = line, True
        if self.results:
            self.results = []

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
        left_name, left = sided(left_name, left)
        right_name, right = sided(right_name, right)
        before = coded(left)
        result = (IN_PLACE if in_place else FUNCTIONS)[op](left, right)
        if op == "**" or (op == "*" and type(result) is str):
            for name, value in ((left_name, left), (right_name, right)):
                if name is not None:
                    self.set(name, value)
            self.set("power()" if op == "**" else "repeat()", result)
        else:
            self.add("o", left_name, before, op, right_name, coded(right), coded(result))
        return result

    def unary(self, op: Any, name: Any, operand: Any) -> Any:
        name, operand = sided(name, operand)
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
        left_name, left = sided(left_name, left)
        if bool(left) is (op == "or"):
            if left_name is not None:
                self.set(left_name, left)
            return left
        right_name, value = sided(right_name, right())
        self.add("o", left_name, coded(left), op, right_name, coded(value), coded(value))
        return value

    def joined(self, text: Any) -> Any:
        self.add("j", text)
        return text

    def fixed(self, value: Any, form: Any) -> Any:
        return self.set("fixed()", format(value, form))

    def call(self, name: Any, later: Any, function: Any, *args: Any, **keywords: Any) -> Any:
        finished = self.finished
        result = function(*args, **keywords)
        if function is builtins.input:
            self.lines_read += 1
            self.results = [*self.results, (f"input[{self.lines_read}]", result)]
            return self.set(f"input[{self.lines_read}]", result)
        is_made = isinstance(function, type) and function.__module__ == "__main__"
        if is_ours(function) and self.finished != finished:
            self.go_on(name, result, later, sys._getframe(1))
        elif not (result is None or is_made or is_opaque(result)):
            self.set(self.named(name, function, args) + "()", result)
        return result

    def named(self, name: str, function: Any, args: Any) -> str:
        """What a trace calls a function that is built in."""
        if getattr(builtins, name, None) is not function:
            return name
        if name == "list" and args:
            kinds = {dict: "keys", type({}.keys()): "keys", type({}.values()): "values", reversed: "reverse"}
            kinds |= {type(reversed([])): "reverse", list: "copy"}
            return kinds.get(type(args[0]), name)
        return NAMES.get(name, name)

    def go_on(self, name: str, value: Any, later: Any, frame: Any) -> None:
        """After a return: what the calls of the statement gave, and what the call may have written over."""
        self.results = [*self.results, (name, value)]
        for each, given in self.results:
            if given is not None:
                self.set(each, given)
        written = self.facts.written.get(name, frozenset())
        is_changing = name in self.facts.changing
        for each in self.facts.later[later]:
            scope = frame.f_locals if each in frame.f_locals else frame.f_globals
            if each not in scope or is_opaque(scope[each]):
                continue
            if each in written or (is_changing and type(scope[each]) in (list, dict)):
                self.set(each, scope[each])

    def receiver(self, name: Any, receiver: Any, attribute: Any) -> Any:
        """What a method is called of, read before its arguments; what the method will change is not."""
        is_changed = attribute in MUTATORS and type(receiver) is not str
        is_quiet = is_changed or attribute == "join" or is_ours(getattr(type(receiver), attribute, None))
        return receiver if is_quiet else self.read(name, receiver)

    def method(
        self, name: Any, is_taken: Any, later: Any, receiver: Any, attribute: Any, *args: Any, **keywords: Any
    ) -> Any:
        is_watched = name is not None and not is_opaque(receiver)
        before = shown(receiver, most=10**6) if is_watched else None
        function = getattr(receiver, attribute)
        finished = self.finished
        if attribute == "join" and is_watched:
            self.read(name, receiver)
        result = function(*args, **keywords)
        if is_ours(function):
            if self.finished != finished:
                self.go_on(attribute, result, later, sys._getframe(1))
            return result
        is_changed = is_watched and shown(receiver, most=10**6) != before
        if is_changed:
            self.changed(name, receiver, sys._getframe(1), attribute)
        if result is not None and not (is_changed and is_taken) and not is_opaque(result):
            made = METHODS.get(attribute, attribute) if type(receiver) in (str, list, dict) else attribute
            if attribute == "join" and args and type(args[0]) is reversed:
                made = "reverse"
            self.set("fixed()" if attribute == "format" else made + "()", result)
        return result

    def get(self, name: Any, receiver: Any, key_name: Any, key: Any, default: Any) -> Any:
        """``d.get(k, 0)``: whether it is there, then what is there."""
        key_name, key = sided(key_name, key)
        if type(receiver) is not dict:
            return receiver.get(key, default)
        self.op("in", False, key_name, key, name, receiver)
        if key not in receiver:
            return default
        if key_name is not None:
            self.set(key_name, key)
        return self.set(f"{name}[{key}]", receiver[key])

    def changed(self, name: Any, container: Any, frame: Any, method: Any = None, index: Any = None) -> None:
        """The new value of a container, under every name that has it; of a long one only the place."""
        names = [name]
        scopes = [frame.f_locals] if frame.f_locals is frame.f_globals else [frame.f_locals, frame.f_globals]
        for scope in scopes if type(container) in (list, dict) else ():
            for other, value in list(scope.items()):
                is_held = type(value) in (list, dict) and other not in names and not other.startswith("__")
                if is_held and holds(value, container):
                    names.append(other)
                    if len(shown(value, most=10**6)) <= SHORT:
                        names.append(other)
        value = frame.f_locals.get(name, frame.f_globals.get(name, container))
        is_list = type(container) is list
        if len(shown(value, most=10**6)) <= SHORT or (not is_list and index is None):
            self.set(name, value)
        elif index is not None:
            self.set(f"{name}[{index}]", container[index])
        elif method == "append":
            self.set(f"{name}[{len(container) - 1}]", container[-1])
        elif method == "pop":
            self.set("#" + name, len(container))
        else:
            self.set(name, value)
        for other in dict.fromkeys(names[1:]):
            if names.count(other) > 1:
                self.set(other, frame.f_locals.get(other, frame.f_globals.get(other)))

    def stored(self, name: Any, base: Any, index: Any, value: Any) -> None:
        """``xs[i] = e``."""
        base[index] = value
        if type(base) in (list, dict) and not isinstance(index, slice):
            self.changed(name, base, sys._getframe(1), index=index)
        else:
            self.set(name, base)

    def together(self, **values: Any) -> None:
        if self.count <= self.most:
            self.events.append(("t", [[name, coded(value)] for name, value in values.items()]))

    def switched(self, name: Any, subject: Any, *cases: Any) -> Any:
        """``match`` on constants: the first that is equal."""
        name, subject = sided(name, subject)
        for case in cases:
            if subject == case:
                self.add("o", name, coded(subject), "==", None, coded(case), True)
                break
        else:
            if name is not None:
                self.set(name, subject)
        return self.close(subject)

    def found(self, name: Any, base: Any, index: Any) -> tuple[str, Any]:
        if type(base) is Place:
            name, base = base.name, base.value
        value = base[index]
        if isinstance(index, slice):
            if (index.start, index.stop, index.step) == (None, None, -1):
                if name and not is_opaque(base):
                    self.set(name, base)
                return "reverse()", value
            key = "..".join(["" if part is None else str(part) for part in (index.start, index.stop)])
        else:
            key = str(index) if isinstance(index, (str, int, float)) else shown(index)
        return f"{name or '_'}[{key or '_'}]", value

    def item(self, name: Any, base: Any, index: Any) -> Any:
        return self.read(*self.found(name, base, index))

    def place(self, name: Any, base: Any, index: Any) -> Any:
        return Place(*self.found(name, base, index))

    def wrote(self, path: Any) -> None:
        with open(path, encoding="utf-8") as file:
            self.set(f"file[{path}]", file.read())

    def holding(self, path: Any, text: Any) -> Any:
        return self.set(f"file[{path}]", text)

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
        sized = type(values) in (list, tuple, str, dict, type({}.items()), type({}.keys()), type({}.values()))
        for done, value in enumerate(values):
            if not self.is_open:
                self.open(line)
            if sized:
                self.add("o", None, done, "<", None, len(values), True)
            yield value
            self.open(line)
        if sized:
            self.add("o", None, len(values), "<", None, len(values), False)
        self.close()

    def enter(self, name: Any, parameters: Any) -> None:
        """A function begins: the step of its caller ends with what it was given."""
        self.add("c", name, [[each, coded(value)] for each, value in parameters.items()])
        self.callers.append((self.at, self.results))
        self.results = []
        self.flush()

    def resume(self, line: Any, parameters: Any) -> None:
        """A generator begins, at the first question for a value."""
        if self.events:
            self.flush()
        self.open(line)
        for name, value in parameters.items():
            self.read(name, value)
        self.close()

    def returned(self, value: Any = None, has_value: Any = False) -> Any:
        self.add("r", *([coded(value)] if has_value else []))
        self.flush()
        return value

    def ended(self, line: Any) -> None:
        """The end of a function's body is reached."""
        self.open(line)
        self.returned()

    def leave(self) -> None:
        """Back in the caller, whose statement goes on with a new step; a failure ends the step that it happened in."""
        at, self.results = self.callers.pop()
        self.finished += 1
        if self.is_failing:
            self.is_failing = False
            return
        if self.events:
            self.flush()
        self.at, self.is_open = at, True

    def unwound(self) -> None:
        self.is_failing = True

    def raising(self, error: Any) -> Any:
        self.raised = error() if isinstance(error, type) else error
        return self.raised

    def caught(self, name: Any) -> None:
        error: Any = sys.exc_info()[1]
        if name:
            self.set(name, error)
        self.add("!", said_of(error, self.raised))
        self.flush()

    def fail(self, error: Any) -> None:
        """The program stops here."""
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == PROGRAM]
        if not (self.is_open or self.events):
            self.at = lines[-1] or self.at if lines else self.at
        self.add("!", said_of(error, self.raised))
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


def run(source: bytes, file: Any, most: int) -> int:
    """Rewrite, run, report into ``file``; how the program ended."""
    try:
        compile(source, PROGRAM, "exec", dont_inherit=True)
        tree = ast.parse(source, PROGRAM)
        rewriter = Rewriter(tree)
        tree.body = rewriter.block(tree.body)
        code = compile(ast.fix_missing_locations(tree), PROGRAM, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        sys.stderr.write("".join(traceback.format_exception_only(error)))
        return REFUSED
    recorder = Recorder(file, most)
    recorder.facts = rewriter.facts
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    scope = vars(module)
    scope.update({"__file__": PROGRAM, "__t__": recorder, "__builtins__": dict(BUILTINS)})
    sys.argv = [PROGRAM]
    sys.stdout = Output(recorder)
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
    return status


def run_batch(answers: int, path: str, most: int) -> None:
    """Every program of a batch in fresh globals, and a frame with the report of each."""
    with open(path, "rb") as file:
        data = file.read()
    position = 0
    while position < len(data):
        (length,) = struct.unpack_from("<I", data, position)
        report, sys.stderr, sys.stdin = io.BytesIO(), io.StringIO(), io.StringIO()
        try:
            status = run(data[position + 4 : position + 4 + length], report, most)
            status = 2 if status == REFUSED else int(status != 0)
        except BaseException:
            status = 255
        position += 4 + length
        if vars(builtins) != BUILTINS:  # the program changed what all share
            vars(builtins).clear()
            vars(builtins).update(BUILTINS)
        frame = memoryview(struct.pack("<BII", status, report.tell(), 0) + report.getvalue())
        while frame:
            frame = frame[os.write(answers, frame) :]


REFUSED = 1 << 20
BUILTINS = dict(vars(builtins))


def main() -> int:
    """One program, or a batch of them."""
    answers = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    most = int(sys.argv[1])
    sys.setrecursionlimit(3 * sys.getrecursionlimit())  # every call of the program is three here
    if len(sys.argv) > 2:
        run_batch(answers, sys.argv[2], most)
        return 0
    with open(PROGRAM, "rb") as file:
        source = file.read()
    with os.fdopen(answers, "wb", 1 << 16) as report:
        status = run(source, report, most)
    return 1 if status == REFUSED else status


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code & 255)
