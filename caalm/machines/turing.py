"""A Turing table: in a state, on a symbol, write one, move the head, go on in a state.

>>> flip = TuringProgram((Rule(0, "0", "1", 1, 0), Rule(0, "1", "0", 1, 0)), "01", 0)
>>> MACHINE.run(flip).stdout
'10\\n'

The run ends in the halting state, or where no rule fits. Then the tape is printed without the blanks (``_``) at its
ends. The text marks the head's first cell with brackets.
"""

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

from caalm.machines.machine import Families, Run, Source, Spelling, spell
from caalm.program.interpreter import STEP_LIMIT, ExecutionResult
from caalm.program.trace import Bind, Together
from caalm.program.values import ExecutionError

HALT = -1
BLANK = "_"
LONGEST = 16


class Rule(NamedTuple):
    """One row of the table; a state is a number, ``move`` is -1, 0 or 1."""

    state: int
    read: str
    write: str
    move: int
    after: int


class TuringProgram(NamedTuple):
    """Rules, numbered first; then the tape's line and the line that prints it."""

    rules: tuple[Rule, ...]
    tape: str
    head: int


_START = {"start": "<tape> {t} <state> {q}", "show": "<ask> <tape>"}
_LETTERS = {"left": "L", "right": "R", "stay": "S"}
_SPOKEN = {"left": "<left>", "right": "<right>", "stay": "nowhere"}

FAMILIES: Families = {
    "pairs": {**_START, **_LETTERS, "rule": "({q}, {r}) -> ({w}, {m}, {n})"},
    "words": {**_START, **_SPOKEN, "rule": "<state> {q} <read> {r}: <wr> {w}, <move> {m}, <goes> {n}"},
    "columns": {**_START, **_LETTERS, "rule": "{q} {r} {w} {m} {n}", "title": "# state read write move next"},
    "calls": {**_LETTERS, "rule": "<rule>({q}, {r}, {w}, {m}, {n});", "start": "<tape>({t}, {q});",
              "show": "<ask>(<tape>);", "title": "// rule(state, symbol, new symbol, move, new state)"},
    "arrows": {**_START, "left": "<-", "right": "->", "stay": "--", "rule": "{q} {r} : {w} {m} {n}",
               "title": "; state symbol : new-symbol move new-state"},
    "sentences": {**_SPOKEN, "rule": "In {q} on {r}: <wr> {w}, <move> {m}, <goes> {n}.",
                  "start": "The <tape> is {t}. The <state> is {q}.", "show": "<ask> the <tape>."},
    "lists": {**_LETTERS, "rule": "((<state> {q}) (<read> {r}) (<wr> {w}) (<move> {m}) (<goes> {n}))",
              "start": "((<tape> {t}) (<state> {q}))", "show": "(<ask> <tape>)"},
    "bars": {"left": "left", "right": "right", "stay": "stay", "rule": "| {q} | {r} | {w} | {m} | {n} |",
             "title": "| state | read | write | move | next |", "start": "<tape> {t} <state> {q}",
             "show": "<ask> <tape>"},
}  # fmt: skip


class TuringMachine:
    """The machine of tables."""

    name = "turing"
    variables = 0
    families = FAMILIES

    def draw(self, rng: Random, size: int) -> TuringProgram:
        """A template's table or a random one, on a random tape."""
        return TEMPLATES[int(rng.random() * len(TEMPLATES))](_Drawing(rng, 3 + 2 * size))

    def run(
        self, program: TuringProgram, *, step_limit: int = STEP_LIMIT, spelling: Spelling | None = None
    ) -> ExecutionResult:
        """The run, under a spelling's names of states."""
        machine = Run(step_limit)
        try:
            _run(machine, program, _state_names(spelling))
        except ExecutionError as error:
            return machine.result(str(error))
        return machine.result()

    def readings(self, program: TuringProgram, spelling: Spelling, step_limit: int) -> Iterator[ExecutionResult]:
        """None: a table has one reading."""
        return iter(())

    def spell(self, rng: Random, names: Sequence[str], families: Families, *, new_words: bool = False) -> Spelling:
        """Fresh words and names of states."""
        states = STATES[int(rng.random() * len(STATES))]
        spelling = spell(rng, self.name, families, names=(), labels=states, new_words=new_words)
        halting = [word for word in HALTING if word not in spelling.words.values()]
        return spelling._replace(labels=(*states, halting[int(rng.random() * len(halting))]))

    def render(self, program: TuringProgram, spelling: Spelling) -> Source:
        """Tape, table, and the line that prints."""
        forms, states = spelling.forms, _state_names(spelling)
        tape = f"{program.tape[: program.head]}[{program.tape[program.head]}]{program.tape[program.head + 1 :]}"
        start = forms["start"].format(t=tape, q=states[program.rules[0].state])
        title = [forms["title"]] if "title" in forms else []
        moves = {-1: forms["left"], 0: forms["stay"], 1: forms["right"]}
        rules = [
            forms["rule"].format(
                q=states[rule.state], r=rule.read, w=rule.write, m=moves[rule.move], n=states[rule.after]
            )
            for rule in program.rules
        ]
        lines = [start, *title, *rules, forms["show"].format()]
        first = 2 + len(title)
        return Source("\n".join(lines) + "\n", (*range(first, first + len(rules)), 1, len(lines)))


def _state_names(spelling: Spelling | None) -> Sequence[str]:
    """The names of states; the halting state is -1 and so the last."""
    return spelling.labels if spelling is not None else (*STATES[0], "halt")


def _run(machine: Run, program: TuringProgram, states: Sequence[str]) -> None:
    rules = {(rule.state, rule.read): (at, rule) for at, rule in enumerate(program.rules)}
    tape, head, state = list(program.tape), program.head, program.rules[0].state

    def events() -> Together:
        return Together(
            (Bind("tape", "".join(tape)), Bind("head", head), Bind("cell", tape[head]), Bind("state", states[state]))
        )

    machine.step(len(program.rules), events())
    while state != HALT and (state, tape[head]) in rules:
        at, rule = rules[state, tape[head]]
        tape[head] = rule.write
        head += rule.move
        if head < 0:
            tape.insert(0, BLANK)
            head = 0
        elif head == len(tape):
            tape.append(BLANK)
        if len(tape) > LONGEST:
            raise ExecutionError("a long tape")
        state = rule.after
        machine.step(at, events())
    text = "".join(tape)
    machine.step(len(program.rules) + 1, machine.out(text.strip(BLANK)))


# -- drawing ---------------------------------------------------------------------------------------------------------

STATES = (
    ("A", "B", "C", "D"), ("q0", "q1", "q2", "q3"), ("s1", "s2", "s3", "s4"), ("seek", "carry", "back", "mark"),
    ("P", "Q", "R", "S"), ("one", "two", "three", "four"), ("red", "blue", "green", "grey"), ("X", "Y", "Z", "W"),
)  # fmt: skip
HALTING = ("halt", "stop", "H", "HALT", "done", "end")


class _Drawing:
    """One table being drawn."""

    def __init__(self, rng: Random, longest: int) -> None:
        self.rng = rng
        self.longest = longest

    def between(self, low: int, high: int) -> int:
        return low + int(self.rng.random() * (high - low + 1))

    def letters(self) -> tuple[str, str]:
        return self.rng.choice((("0", "1"), ("a", "b"), ("x", "y"), ("1", "0"), ("o", "x"), ("p", "q")))

    def word(self, letters: Sequence[str], low: int = 2) -> str:
        return "".join([self.rng.choice(letters) for _ in range(self.between(low, self.longest))])

    def made(self, rules: Sequence[Rule], tape: str, head: int) -> TuringProgram:
        """The rules in an order of chance; the first keeps its place, for its state is the start."""
        rest = list(rules[1:])
        self.rng.shuffle(rest)
        return TuringProgram((rules[0], *rest), tape, head)


def _increment(d: _Drawing) -> TuringProgram:
    tape = "1" + d.word("01", 1)
    rules = (Rule(0, "1", "0", -1, 0), Rule(0, "0", "1", 0, HALT), Rule(0, BLANK, "1", 0, HALT))
    return d.made(rules, tape, len(tape) - 1)


def _decrement(d: _Drawing) -> TuringProgram:
    tape = "1" + d.word("01", 1)
    return d.made((Rule(0, "0", "1", -1, 0), Rule(0, "1", "0", 0, HALT)), tape, len(tape) - 1)


def _map(d: _Drawing) -> TuringProgram:
    """Every symbol becomes another; the run ends at the blank, where no rule fits or where one says so."""
    a, b = d.letters()
    new = d.rng.choice((b, "#", "*", "k"))
    rules = [Rule(0, a, new, 1, 0), Rule(0, b, d.rng.choice((a, b, "-")), 1, 0)]
    if d.rng.random() < 0.5:
        rules.append(Rule(0, BLANK, BLANK, 0, HALT))
    return d.made(rules, d.word((a, b)), 0)


def _parity(d: _Drawing) -> TuringProgram:
    """Two states take turns on one symbol; the end of the tape shows in which one it ended."""
    a, b = d.letters()
    rules = [Rule(0, a, a, 1, 1), Rule(0, b, b, 1, 0), Rule(1, a, a, 1, 0), Rule(1, b, b, 1, 1)]
    even, odd = d.rng.choice((("E", "O"), ("+", "-"), ("T", "F")))
    rules += [Rule(0, BLANK, even, 0, HALT), Rule(1, BLANK, odd, 0, HALT)]
    return d.made(rules, d.word((a, b)), 0)


def _add(d: _Drawing) -> TuringProgram:
    """Unary addition: the plus becomes a stroke, and the last stroke goes."""
    stroke = d.rng.choice("1|x")
    rules = [Rule(0, stroke, stroke, 1, 0), Rule(0, "+", stroke, 1, 1), Rule(1, stroke, stroke, 1, 1),
             Rule(1, BLANK, BLANK, -1, 2), Rule(2, stroke, BLANK, 0, HALT)]  # fmt: skip
    return d.made(rules, stroke * d.between(1, d.longest // 2) + "+" + stroke * d.between(1, d.longest // 2), 0)


def _first(d: _Drawing) -> TuringProgram:
    """The first symbol of a kind is changed, or what comes after it."""
    a, b = d.letters()
    new = d.rng.choice(("#", "!", "z"))
    if d.rng.random() < 0.5:
        rules = [Rule(0, a, a, 1, 0), Rule(0, b, new, 0, HALT)]
    else:
        rules = [Rule(0, a, a, 1, 0), Rule(0, b, b, 1, 1), Rule(1, a, new, 1, 1), Rule(1, b, new, 0, HALT)]
    return d.made(rules, d.word((a, b)), 0)


def _alternate(d: _Drawing) -> TuringProgram:
    """Every second symbol is changed."""
    a, b = d.letters()
    new = d.rng.choice(("-", "*", "8"))
    rules = [Rule(0, a, a, 1, 1), Rule(0, b, b, 1, 1), Rule(1, a, new, 1, 0), Rule(1, b, new, 1, 0)]
    return d.made(rules, d.word((a, b), 3), 0)


def _shift(d: _Drawing) -> TuringProgram:
    """Every symbol moves one cell to the right."""
    a, b = d.letters()
    rules = [
        Rule(0, a, BLANK, 1, 1), Rule(0, b, BLANK, 1, 2), Rule(1, a, a, 1, 1), Rule(1, b, a, 1, 2),
        Rule(2, a, b, 1, 1), Rule(2, b, b, 1, 2), Rule(1, BLANK, a, 0, HALT), Rule(2, BLANK, b, 0, HALT),
    ]  # fmt: skip
    new = d.rng.choice((BLANK, "#", a, b))
    rules[0], rules[1] = rules[0]._replace(write=new), rules[1]._replace(write=new)
    return d.made(rules, d.word((a, b)), 0)


def _random(d: _Drawing) -> TuringProgram:
    """Any table of two or three states over two symbols, blanks now and then among them."""
    letters = d.letters()
    states = d.between(2, 3)
    rules = []
    for state in range(states):
        for read in (*letters, BLANK):
            if read == BLANK and d.rng.random() < 0.6:
                continue
            move = 1 if d.rng.random() < 0.65 else -1
            after = HALT if d.rng.random() < 0.12 else d.between(0, states - 1)
            rules.append(Rule(state, read, d.rng.choice(letters), move, after))
    tape = d.word(letters)
    return d.made(rules, tape, 0 if d.rng.random() < 0.7 else d.between(0, len(tape) - 1))


TEMPLATES: tuple[Callable[[_Drawing], TuringProgram], ...] = (
    _increment, _increment, _decrement, _map, _map, _parity, _add, _first, _alternate, _shift, _random, _random,
    _random, _random,
)  # fmt: skip
MACHINE = TuringMachine()
