"""Rewriting rules on a string: the first rule that fits changes the leftmost place where it fits, until none does.

>>> program = RuleProgram((Rule("ba", "ab"),), ("bab",))
>>> result = MACHINE.run(program)
>>> result.stdout, [event.value for step in result.trace for event in step.events if type(event) is Bind]
('abb\\n', ['bab', 'abb', 'abb'])

The strategy is Markov's. Where the text does not state it, a program counts only if other strategies (rightmost place,
each rule in its turn until it no longer fits) end in the same string.
"""

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Literal, NamedTuple

from caalm.errors import InexpressibleError
from caalm.machines.machine import Families, Run, Source, Spelling, spell
from caalm.program.interpreter import STEP_LIMIT, ExecutionResult
from caalm.program.trace import Bind
from caalm.program.values import ExecutionError

Strategy = Literal["first", "rightmost", "in turn"]
LONGEST = 24


class Rule(NamedTuple):
    """``pattern`` becomes ``replacement``; after a final rule the run ends."""

    pattern: str
    replacement: str
    final: bool = False


class RuleProgram(NamedTuple):
    """Rules in their order, and the strings that they are run on; rules are numbered first, then the strings."""

    rules: tuple[Rule, ...]
    starts: tuple[str, ...]


FAMILIES: Families = {
    "arrows": {"rule": "{p} -> {r}", "final": "{p} ->. {r}", "start": "<from> {s}", "empty": '""', "order": "rules",
               "taken": "->"},
    "words": {"rule": '<rule> "{p}" <into> "{r}"', "final": '<rule> "{p}" <into> "{r}" <stoprule>',
              "start": '<from> "{s}"', "empty": "", "order": "rules"},
    "stated": {"head": "# first rule that fits, leftmost place, until no rule fits", "rule": "{p} => {r}",
               "final": "{p} => {r} <stoprule>", "start": "<from> {s}", "empty": '""', "order": "rules",
               "taken": "=>"},
    "stated words": {"head": "repeat: the first rule that matches is applied at its leftmost match; print at the end",
                     "rule": "{p} becomes {r}", "final": "{p} becomes {r} and <halt>", "start": "<from>: {s}",
                     "empty": "nothing", "order": "rules"},
    "text first": {"rule": "{p} : {r}", "final": "{p} : {r} !<stoprule>", "start": "<from> = {s}", "empty": "_",
                   "order": "starts", "taken": ":_!"},
    "equations": {"rule": "{p} = {r}", "final": "{p} = {r} <stoprule>", "start": "<ask> {s}", "empty": "empty",
                  "order": "rules", "taken": "="},
    "calls": {"rule": '<rule>("{p}", "{r}");', "final": '<rule>("{p}", "{r}", <stoprule>);', "start": '<ask>("{s}");',
              "empty": "", "order": "rules"},
    "slashes": {"rule": "s/{p}/{r}/", "final": "s/{p}/{r}/ <stoprule>", "start": "<ask> {s}", "empty": "",
                "order": "starts", "head": "// leftmost match of the first matching line, then from the top again"},
    "numbered": {"head": "Rules (top one first, leftmost match, repeat until none matches):", "rule": "{n}. {p} → {r}",
                 "final": "{n}. {p} → {r} (<stoprule>)", "start": "<ask> {s}", "empty": "ε", "order": "rules"},
    "lists": {"rule": '(<rule> "{p}" "{r}")', "final": '(<rule> "{p}" "{r}" <stoprule>)', "start": '(<ask> "{s}")',
              "empty": "", "order": "rules"},
    "bars": {"rule": "| {p} | {r} |", "final": "| {p} | {r} | <stoprule> |", "start": "<from> {s}",
             "empty": "(nothing)", "order": "starts", "taken": "|",
             "head": "| find | put |  (first row that fits, leftmost, again and again)"},
}  # fmt: skip


class RewritingMachine:
    """The rewriting machine."""

    name = "rewriting"
    variables = 0
    families = FAMILIES

    def draw(self, rng: Random, size: int) -> RuleProgram:
        """A template's rules or random ones, and one to ``size`` strings."""
        drawing = _Drawing(rng)
        rules = TEMPLATES[int(rng.random() * len(TEMPLATES))](drawing)
        starts = tuple(dict.fromkeys(drawing.start() for _ in range(1 + int(rng.random() * min(size, 2)))))
        return RuleProgram(rules, starts)

    def run(
        self,
        program: RuleProgram,
        *,
        step_limit: int = STEP_LIMIT,
        spelling: Spelling | None = None,
        strategy: Strategy = "first",
    ) -> ExecutionResult:
        """The run under a strategy."""
        machine = Run(step_limit)
        try:
            for index, start in enumerate(program.starts):
                _rewrite(machine, program, len(program.rules) + index, start, strategy)
        except ExecutionError as error:
            return machine.result(str(error))
        return machine.result()

    def readings(self, program: RuleProgram, spelling: Spelling, step_limit: int) -> Iterator[ExecutionResult]:
        """Other strategies, unless the text says which one."""
        if "head" not in spelling.forms:
            yield self.run(program, step_limit=step_limit, strategy="rightmost")
            yield self.run(program, step_limit=step_limit, strategy="in turn")

    def spell(self, rng: Random, names: Sequence[str], families: Families, *, new_words: bool = False) -> Spelling:
        """Fresh words; letters belong to the program."""
        return spell(rng, self.name, families, names=(), labels=(), new_words=new_words)

    def render(self, program: RuleProgram, spelling: Spelling) -> Source:
        """Rules and strings, in the family's order; not every family has room for every letter."""
        forms = spelling.forms
        letters = {letter for rule in program.rules for letter in rule.pattern + rule.replacement}
        if not letters.isdisjoint(forms.get("taken", "")):
            raise InexpressibleError(f"the family {spelling.family!r} uses a letter of these rules itself")
        empty = forms["empty"]
        rules = [
            forms["final" if rule.final else "rule"].format(
                p=rule.pattern or empty, r=rule.replacement or empty, n=number
            )
            for number, rule in enumerate(program.rules, 1)
        ]
        starts = [forms["start"].format(s=start or empty) for start in program.starts]
        head = [forms["head"].format()] if "head" in forms else []
        first, last = (rules, starts) if forms["order"] == "rules" else (starts, rules)
        lines = [*head, *first, *last]
        offset = len(head) + 1
        places = list(range(offset, offset + len(first) + len(last)))
        if forms["order"] == "starts":
            places = places[len(starts) :] + places[: len(starts)]
        return Source("\n".join(lines) + "\n", tuple(places))


def _rewrite(machine: Run, program: RuleProgram, at: int, text: str, strategy: Strategy) -> None:
    machine.step(at, Bind("text", text))
    rules = program.rules
    place, final = 0, False
    while not final and place < len(rules):
        rule = rules[place]
        if rule.pattern in text:
            if strategy == "rightmost":
                before, _, after = text.rpartition(rule.pattern)
            else:
                before, _, after = text.partition(rule.pattern)
            text = before + rule.replacement + after
            if len(text) > LONGEST:
                raise ExecutionError("a long string")
            final = rule.final
            machine.step(place, Bind("text", text))
            if strategy != "in turn":
                place = 0
        else:
            place += 1
    machine.step(at, Bind("text", text), machine.out(text))


# -- drawing ---------------------------------------------------------------------------------------------------------

ALPHABETS = ("ab", "abc", "xy", "01", "xyz", "|+", "AB", "ABC", "pq", "rgb", "ox", "mn", "10", "LR", "stu", "12", "1*")


class _Drawing:
    """One program being drawn: its letters, and how its strings are made."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.letters = ALPHABETS[self.between(0, len(ALPHABETS) - 1)]
        self.start: Callable[[], str] = lambda: self.word(2, 7)

    def between(self, low: int, high: int) -> int:
        return low + int(self.rng.random() * (high - low + 1))

    def letter(self) -> str:
        return self.letters[self.between(0, len(self.letters) - 1)]

    def word(self, low: int, high: int) -> str:
        return "".join([self.letter() for _ in range(self.between(low, high))])

    def pair(self) -> tuple[str, str]:
        first = self.letter()
        return first, self.rng.choice([other for other in self.letters if other != first])


def _sort(d: _Drawing) -> tuple[Rule, ...]:
    letters = list(d.letters)
    if d.rng.random() < 0.5:
        letters.reverse()
    rules = [Rule(b + a, a + b) for i, a in enumerate(letters) for b in letters[i + 1 :]]
    d.rng.shuffle(rules)
    return tuple(rules)


def _add(d: _Drawing) -> tuple[Rule, ...]:
    """Unary addition: strokes with a plus between them."""
    stroke, plus = d.rng.choice(("|+", "1+", "x+", "I&", "a,", "o-"))
    d.start = lambda: plus.join([stroke * d.between(1, 5) for _ in range(d.between(2, 3))])
    return (Rule(plus, ""),) if d.rng.random() < 0.5 else (Rule(stroke + plus, plus + stroke), Rule(plus, ""))


def _subtract(d: _Drawing) -> tuple[Rule, ...]:
    stroke, minus = d.rng.choice(("|-", "1-", "x-", "I~"))
    d.start = lambda: stroke * d.between(3, 7) + minus + stroke * d.between(1, 3)
    return (Rule(stroke + minus + stroke, minus), Rule(minus, ""))


def _cancel(d: _Drawing) -> tuple[Rule, ...]:
    """Pairs that vanish."""
    a, b = d.pair()
    return tuple(d.rng.sample([Rule(a + b, ""), Rule(b + a, "")], 2 if d.rng.random() < 0.6 else 1))


def _parity(d: _Drawing) -> tuple[Rule, ...]:
    letter = d.letter()
    even, odd = d.rng.choice((("E", "O"), ("even", "odd"), ("0", "1")))
    if letter in even + odd:
        letter = "x"
    d.start = lambda: letter * d.between(1, 8)
    return (Rule(letter * 2, ""), Rule(letter, odd, True)) if d.rng.random() < 0.5 else (
        Rule(letter * 3, letter), Rule(letter * 2, even, True), Rule(letter, odd, True))  # fmt: skip


def _replace(d: _Drawing) -> tuple[Rule, ...]:
    """One letter becomes others that no rule takes up again."""
    a, b = d.pair()
    new = d.rng.choice([letter for letter in "cdefghkz#*" if letter not in d.letters])
    rules = [Rule(a, new * d.between(1, 2)), Rule(b, d.rng.choice((new, "", new + "q", "t")))]
    return tuple(rules[: d.between(1, 2)])


def _halve(d: _Drawing) -> tuple[Rule, ...]:
    stroke = d.rng.choice("|1xIao")
    half = d.rng.choice("hyz")
    d.start = lambda: stroke * d.between(2, 10)
    return (Rule(stroke * 2, half), Rule(stroke, ""))


def _double(d: _Drawing) -> tuple[Rule, ...]:
    """A marker runs through the word and doubles each letter."""
    a, b = d.pair()
    marker = d.rng.choice("*@^~")
    d.start = lambda: marker + "".join([a if d.rng.random() < 0.5 else b for _ in range(d.between(2, 5))])
    last = Rule(marker, "", d.rng.random() < 0.5)
    changed = d.between(0, 2)
    after_a, after_b = ((a + a, b + b), (b, a), (a + a, b))[changed]
    return (Rule(marker + a, after_a + marker), Rule(marker + b, after_b + marker), last)


def _increment(d: _Drawing) -> tuple[Rule, ...]:
    """A binary number and one more: a marker at its end carries."""
    marker = d.rng.choice("+i^#")
    d.start = lambda: "1" + "".join([d.rng.choice("01") for _ in range(d.between(1, 5))]) + marker
    return (Rule("0" + marker, "1"), Rule("1" + marker, marker + "0"), Rule(marker, "1"))


def _squeeze(d: _Drawing) -> tuple[Rule, ...]:
    rules = [Rule(letter * 2, letter) for letter in d.letters if letter != "+"]
    d.start = lambda: d.word(4, 9)
    return tuple(rules)


def _random(d: _Drawing) -> tuple[Rule, ...]:
    """Rules that shorten a string or put it in order, now and then one that ends the run."""
    rules = []
    for _ in range(d.between(2, 4)):
        pattern = d.word(1, 3)
        replacement = d.word(0, len(pattern))
        if replacement != pattern:
            rules.append(Rule(pattern, replacement, d.rng.random() < 0.12))
    d.start = lambda: d.word(3, 8)
    return tuple({rule.pattern: rule for rule in rules}.values()) or (Rule(d.letter(), ""),)


TEMPLATES: tuple[Callable[[_Drawing], tuple[Rule, ...]], ...] = (
    _sort, _add, _subtract, _cancel, _parity, _replace, _halve, _double, _increment, _squeeze, _random, _random,
    _random, _random, _double,
)  # fmt: skip
MACHINE = RewritingMachine()
