"""Readers of program texts that share no code with the machines: what a plain text says, done in Python.

Each takes the text of a program in one plain family and gives what it prints.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Values = dict[str, Any]


def read_goto(text: str) -> str:
    """Line numbers in the family "bare"."""
    lines = [line.split(" ", 1) for line in text.splitlines()]
    return _jumps([body for _, body in lines], {number: at for at, (number, _) in enumerate(lines)})


def read_labels(text: str) -> str:
    """Labels in the family "colon"."""
    return _jumps(*_without_labels(text))


def _without_labels(text: str) -> tuple[list[str], dict[str, int]]:
    bodies: list[str] = []
    places: dict[str, int] = {}
    for line in text.splitlines():
        if line.endswith(":"):
            places[line[:-1]] = len(bodies)
        else:
            bodies.append(line.strip())
    return bodies, places


def _jumps(bodies: list[str], places: Mapping[str, int]) -> str:
    values: Values = {}
    printed = ""
    at = 0
    while at < len(bodies) and bodies[at] != "end":
        body, at = bodies[at], at + 1
        if found := re.fullmatch(r"if (.+) goto (\w+)", body):
            if eval(found[1], {}, values):
                at = places[found[2]]
        elif found := re.fullmatch(r"goto (\w+)", body):
            at = places[found[1]]
        elif found := re.fullmatch(r"print (.+)", body):
            printed += f"{eval(found[1], {}, values)}\n"
        else:
            exec(body, {}, values)
    return printed


def read_assembly(text: str) -> str:
    """Assembly in the family "plain"."""
    operations = {"add": "+", "sub": "-", "mul": "*", "div": "//", "mod": "%"}
    tests = {"je": "==", "jne": "!=", "jl": "<", "jle": "<=", "jg": ">", "jge": ">="}
    bodies, places = _without_labels(text)
    values: Values = {}
    compared = ("0", "0")
    printed = ""
    at = 0
    while at < len(bodies) and bodies[at] != "end":
        word, _, rest = bodies[at].partition(" ")
        at += 1
        first, _, second = rest.partition(", ")
        if word == "mov":
            values[first] = eval(second, {}, values)
        elif word in operations:
            values[first] = eval(f"{first} {operations[word]} {second}", {}, values)
        elif word == "cmp":
            compared = tuple(str(eval(side, {}, values)) for side in (first, second))  # type: ignore[assignment]
        elif word == "out":
            printed += f"{eval(rest, {}, values)}\n"
        elif word == "jmp" or eval(tests[word].join(compared)):
            at = places[rest]
    return printed


def read_accumulator(text: str) -> str:
    """An accumulator in the family "plain"."""
    operations = {"add": "+", "sub": "-", "mul": "*", "div": "//", "mod": "%"}
    tests = {"jz": "== 0", "jnz": "!= 0", "jn": "< 0", "jp": "> 0"}
    bodies, places = _without_labels(text)
    values: Values = {}
    acc = 0
    printed = ""
    at = 0
    while at < len(bodies) and bodies[at] != "end":
        word, _, rest = bodies[at].partition(" ")
        at += 1
        if word == "load":
            acc = eval(rest, {}, values)
        elif word == "store":
            values[rest] = acc
        elif word in operations:
            acc = eval(f"{acc} {operations[word]} {rest}", {}, values)
        elif word == "out":
            printed += f"{eval(rest, {}, values) if rest else acc}\n"
        elif word == "jmp" or eval(f"{acc} {tests[word]}"):
            at = places[rest]
    return printed


def read_stack(text: str) -> str:
    """Postfix in the family "symbols": the words become Python that is run."""
    tokens = re.findall(r'"[^"]*"|\S+', text)
    lines = ["s = []", "out = []"]
    depth = 0
    names: dict[str, str] = {}

    def emit(line: str) -> None:
        lines.append("    " * depth + line)

    position = 0
    while position < len(tokens):
        token = tokens[position]
        position += 1
        if token == ":":
            names[tokens[position]] = f"word{len(names)}"
            emit(f"def {names[tokens[position]]}():")
            position += 1
            depth += 1
        elif token in (";", "end", "next"):
            depth -= 1
        elif token in names:
            emit(names[token] + "()")
        elif token.startswith('"') or re.fullmatch(r"-?\d+", token):
            emit(f"s.append({token})")
        elif token in ("+", "-", "*", "//", "%", "==", "!=", "<", "<=", ">", ">="):
            emit(f"b = s.pop(); a = s.pop(); s.append(a {token} b)")
        elif token == "if":
            emit("if s.pop():")
            depth += 1
            emit("pass")
        elif token == "else":
            depth -= 1
            emit("else:")
            depth += 1
        elif token == "loop":
            emit("for _ in range(s.pop()):")
            depth += 1
        elif token == "begin":
            emit("while True:")
            depth += 1
        elif token == "until":
            emit("if s.pop(): break")
            depth -= 1
        elif token == "while":
            emit("if not s.pop(): break")
        else:
            emit(
                {
                    "dup": "s.append(s[-1])",
                    "drop": "s.pop()",
                    "swap": "s[-1], s[-2] = s[-2], s[-1]",
                    "over": "s.append(s[-2])",
                    "neg": "s[-1] = -s[-1]",
                    "print": "out.append(s.pop())",
                }[token]
            )
    scope: Values = {}
    exec("\n".join(lines), scope)
    return "".join(f"{value}\n" for value in scope["out"])


def read_rewriting(text: str) -> str:
    """Rules in the family "stated"."""
    rules = []
    printed = ""
    for line in text.splitlines()[1:]:
        if found := re.fullmatch(r"(\S+) => (\S+)( stop)?", line):
            rules.append((found[1], found[2].replace('""', ""), found[3] is not None))
        else:
            word = line.removeprefix("start ")
            going = True
            while going:
                going = False
                for pattern, replacement, final in rules:
                    if pattern in word:
                        word = re.sub(re.escape(pattern), replacement, word, count=1)
                        going = not final
                        break
            printed += word + "\n"
    return printed


def read_clauses(text: str) -> str:
    """Clauses in the family "equations"."""
    clauses: dict[str, list[tuple[list[str], str, str]]] = {}
    scope: Values = {}

    def caller(name: str) -> Callable[..., Any]:
        def call(*values: int) -> Any:
            for patterns, body, guard in clauses[name]:
                if all(not p.isdigit() or int(p) == value for p, value in zip(patterns, values, strict=True)):
                    local = {p: value for p, value in zip(patterns, values, strict=True) if not p.isdigit()}
                    if eval(guard, scope, local):
                        return eval(body, scope, local)
            raise AssertionError("no clause fits")

        return call

    printed = ""
    for line in text.splitlines():
        if found := re.fullmatch(r"(\w+)\(([^)]*)\) = (.+?)(?: when (.+))?", line):
            clauses.setdefault(found[1], []).append((found[2].split(", "), found[3], found[4] or "True"))
            scope[found[1]] = caller(found[1])
        else:
            printed += f"{eval(line.removeprefix('print '), scope)}\n"
    return printed


class _ByNeed(Mapping[str, Any]):
    def __init__(self, cases: dict[str, list[tuple[str, str]]]) -> None:
        self.cases = cases

    def __getitem__(self, name: str) -> Any:
        for value, guard in sorted(self.cases[name], key=lambda case: case[1] == "otherwise"):
            if guard == "otherwise" or eval(guard, {}, self):
                return eval(value, {}, self)
        raise AssertionError("no case fits")

    def __iter__(self) -> Iterator[str]:
        return iter(self.cases)

    def __len__(self) -> int:
        return len(self.cases)


def read_declarative(text: str) -> str:
    """Definitions in the family "equals"."""
    cases: dict[str, list[tuple[str, str]]] = {}
    asked = []
    for line in text.splitlines():
        if found := re.fullmatch(r"(\w+) = (.+?)(?: when (.+)| (otherwise))?", line):
            cases.setdefault(found[1], []).append((found[2], found[3] or found[4] or "True"))
        else:
            asked.append(line.removeprefix("show "))
    return "".join(f"{eval(question, {}, _ByNeed(cases))}\n" for question in asked)


def read_tape(text: str) -> str:
    """A tape in the family "symbols"."""
    lines = ["tape, head, out = [0] * 99, 0, []"]
    depth = 0
    for symbol in "".join(text.splitlines()[1:]).replace(" ", ""):
        done = {">": "head += 1", "<": "head -= 1", "+": "tape[head] += 1", "-": "tape[head] -= 1",
                ":": "out.append(tape[head])", "[": "while tape[head]:"}  # fmt: skip
        if symbol == "]":
            depth -= 1
        else:
            lines.append("    " * depth + done[symbol])
            depth += symbol == "["
    scope: Values = {}
    exec("\n".join(lines), scope)
    return "".join(f"{value}\n" for value in scope["out"])


def read_turing(text: str) -> str:
    """A table in the family "columns"."""
    start, _, *rows, _ = text.splitlines()
    _, tape, _, state = start.split()
    head = tape.index("[")
    cells = dict(enumerate(tape.replace("[", "").replace("]", "")))
    table = {(row.split()[0], row.split()[1]): row.split()[2:] for row in rows}
    while (state, cells.get(head, "_")) in table:
        write, move, after = table[state, cells.get(head, "_")]
        cells[head] = write
        head += {"L": -1, "R": 1, "S": 0}[move]
        state = after
    return "".join(cells[place] for place in sorted(cells)).strip("_") + "\n"


READERS: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "goto": ("bare", read_goto),
    "labels": ("colon", read_labels),
    "assembly": ("plain", read_assembly),
    "accumulator": ("plain", read_accumulator),
    "stack": ("symbols", read_stack),
    "rewriting": ("stated", read_rewriting),
    "clauses": ("equations", read_clauses),
    "declarative": ("equals", read_declarative),
    "tape": ("symbols", read_tape),
    "turing": ("columns", read_turing),
}
"""machine -> the plain family that its reader reads, and the reader."""
