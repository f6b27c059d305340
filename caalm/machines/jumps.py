"""Four machines over one core: line numbers with goto, labels, assembly with registers, one accumulator.

>>> from random import Random
>>> goto = MACHINES["goto"]
>>> spelling = goto.spell(Random(1), ("a", "b", "c", "d", "e", "f", "g", "h"), goto.families)
>>> goto.render(goto.draw(Random(1), 1), spelling).text.count("\\n") > 1
True

Conventions: assembly writes the destination first unless its words say otherwise, and a comparison's order is that of
its operands; the accumulator machine's jumps test the accumulator against zero.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from caalm.machines.control import Code, Jump, JumpFlag, JumpIf, JumpZero, render_labels, render_numbers, run
from caalm.machines.lowering import AccumulatorLowering, AssemblyLowering, Lowering
from caalm.machines.machine import Families, Source, Spelling, spell
from caalm.machines.sketch import draw_sketch
from caalm.machines.words import LABEL_WORDS
from caalm.program.interpreter import STEP_LIMIT, ExecutionResult

_SYMBOLS = {
    "+": "{a} + {b}", "-": "{a} - {b}", "*": "{a} * {b}", "//": "{a} <over> {b}", "%": "{a} <rest> {b}",
    "==": "{a} <eq> {b}", "!=": "{a} <ne> {b}", "<": "{a} < {b}", "<=": "{a} <= {b}", ">": "{a} > {b}",
    ">=": "{a} >= {b}",
}  # fmt: skip
_WORDS = {
    "+": "{a} <plus> {b}", "-": "{a} <minus> {b}", "*": "{a} <times> {b}", "//": "{a} <over> {b}",
    "%": "{a} <rest> {b}", "==": "{a} <eq> {b}", "!=": "{a} <ne> {b}", "<": "{a} <lt> {b}", "<=": "{a} <le> {b}",
    ">": "{a} <gt> {b}", ">=": "{a} <ge> {b}",
}  # fmt: skip


def _statements(
    operators: Mapping[str, str], assign: str, show: str, jump: str, jumpif: str, halt: str, quote: str = '"{s}"'
) -> dict[str, str]:
    return {
        **operators,
        "assign": assign,
        "set": assign.replace("{x}", "{a}"),
        "show": show,
        "say": show.replace("{x}", quote),
        "jump": jump,
        "jumpif": jumpif,
        "halt": halt,
    }


_GOTO_CLASSIC = _statements(_SYMBOLS, "<let> {d} = {x}", "<print> {x}", "<goto> {t}", "<if> {c} <then> {t}", "<halt>")
_GOTO_BARE = _statements(_SYMBOLS, "{d} = {x}", "<print> {x}", "<goto> {t}", "<if> {c} <goto> {t}", "<halt>")
_GOTO_LAST = _statements(_SYMBOLS, "{d} <be> {x}", "<print> {x}", "<goto> {t}", "<goto> {t} <if> {c}", "<halt>")
_GOTO_WORDS = _statements(_WORDS, "<let> {d} <be> {x}", "<print> {x}", "<goto> {t}", "<if> {c} <goto> {t}", "<halt>")
_GOTO_CALLS = _statements(
    _SYMBOLS, "<let>({d}, {x})", "<print>({x})", "<goto>({t})", "<if>({c}) <goto>({t})", "<halt>()"
)
_GOTO_ARROWS = _statements(_SYMBOLS, "{d} <- {x}", "<print> {x}", "-> {t}", "{c} -> {t}", "<halt>", "'{s}'")
_GOTO_TAIL = _statements(_SYMBOLS, "{x} into {d}", "{x} <print>", "{t} <goto>", "{c} <if> {t} <goto>", "<halt>")

GOTO: Families = {
    "classic": {**_GOTO_CLASSIC, "line": "{n} {body}"},
    "bare": {**_GOTO_BARE, "line": "{n} {body}"},
    "colon": {**_GOTO_BARE, "line": "{n}: {body}"},
    "condition last": {**_GOTO_LAST, "line": "{n} {body}"},
    "brackets": {**_GOTO_LAST, "line": "[{n}] {body}"},
    "words": {**_GOTO_WORDS, "line": "line {n}: {body}"},
    "calls": {**_GOTO_CALLS, "line": "{n}. {body};"},
    "arrows": {**_GOTO_ARROWS, "line": "{n} | {body}"},
    "parentheses": {**_GOTO_CLASSIC, "line": "({n}) {body}"},
    "verb last": {**_GOTO_TAIL, "line": "{n}) {body}"},
    "number last": {**_GOTO_BARE, "line": "{body}  @{n}"},
    "hash": {**_GOTO_LAST, "line": "#{n} {body}", "jump": "<goto> #{t}", "jumpif": "<goto> #{t} <if> {c}"},
}

LABELS: Families = {
    "colon": {**_GOTO_BARE, "label": "{l}:", "line": "  {body}"},
    "colon at the margin": {**_GOTO_LAST, "label": "{l}:", "line": "{body}"},
    "same line": {**_GOTO_CLASSIC, "inline": "{l}: {body}"},
    "colon first": {**_GOTO_BARE, "label": ":{l}", "line": "{body}"},
    "keyword": {**_GOTO_WORDS, "label": "<label> {l}", "line": "{body}"},
    "at sign": {**_GOTO_LAST, "label": "@{l}", "jump": "<goto> @{t}",
                "jumpif": "<goto> @{t} <if> {c}", "line": "    {body}"},
    "calls": {**_GOTO_CALLS, "label": "<label>({l});", "line": "{body};"},
    "dots": {**_GOTO_LAST, "label": ".{l}", "jump": "<goto> .{t}", "jumpif": "<if> {c} <goto> .{t}",
             "line": "\t{body}"},
    "double colons": {**_GOTO_BARE, "label": "::{l}::", "line": "{body}"},
    "headings": {**_GOTO_ARROWS, "label": "== {l} ==", "line": "{body}"},
    "angles": {**_GOTO_BARE, "label": "<{l}>", "line": "  {body}"},
    "lists": {**_statements(_SYMBOLS, "(<let> {d} ({x}))", "(<print> {x})", "(<goto> {t})", "(<if> ({c}) {t})",
                            "(<halt>)"), "label": "{l}", "line": "  {body}"},
    "verb last": {**_GOTO_TAIL, "label": "{l} <label>", "line": "{body}"},
}  # fmt: skip

_JUMPS = {"jump": "<jmp> {t}", "j==": "<je> {t}", "j!=": "<jne> {t}", "j<": "<jl> {t}", "j<=": "<jle> {t}",
          "j>": "<jg> {t}", "j>=": "<jge> {t}"}  # fmt: skip
_JUMP_WORDS = {
    "jump": "<goto> {t}", "j==": "<goto> {t} <if> <isequal>", "j!=": "<goto> {t} <if> <notequal>",
    "j<": "<goto> {t} <if> <isless>", "j<=": "<goto> {t} <if> <isatmost>", "j>": "<goto> {t} <if> <isgreater>",
    "j>=": "<goto> {t} <if> <isatleast>",
}  # fmt: skip


def _two(pattern: str) -> dict[str, str]:
    """The five operations, the move and the comparison in one pattern of verb, destination and source."""
    verbs = {"+": "<add>", "-": "<sub>", "*": "<mul>", "//": "<div>", "%": "<mod>", "set": "<mov>"}
    forms = {piece: pattern.replace("V", verb) for piece, verb in verbs.items()}
    return {**forms, "cmp": pattern.replace("V", "<cmp>").replace("{a}", "{b}").replace("{d}", "{a}")}


_SHOWS = {"show": "<out> {x}", "say": '<out> "{s}"', "halt": "<halt>"}
_UPDATES = {"+": "{d} += {a}", "-": "{d} -= {a}", "*": "{d} *= {a}", "//": "{d} //= {a}", "%": "{d} %= {a}",
            "set": "{d} = {a}", "cmp": "<cmp> {a}, {b}"}  # fmt: skip
_PHRASES = {"+": "<add> {a} to {d}", "-": "<sub> {a} from {d}", "*": "<mul> {d} by {a}", "//": "<div> {d} by {a}",
            "%": "<mod> {d} by {a}", "set": "<mov> {a} into {d}", "cmp": "<cmp> {a} with {b}"}  # fmt: skip

ASSEMBLY: Families = {
    "plain": {**_two("V {d}, {a}"), **_JUMPS, **_SHOWS, "label": "{l}:", "line": "    {body}"},
    "margin": {**_two("V {d}, {a}"), **_JUMPS, **_SHOWS, "label": "{l}:", "line": "{body}"},
    "spaces": {**_two("V {d} {a}"), **_JUMPS, **_SHOWS, "label": "{l}", "line": "  {body}"},
    "arrows": {**_two("V {a} -> {d}"), "cmp": "<cmp> {a}, {b}", **_JUMPS, **_SHOWS, "label": "@{l}", "line": "{body}",
               **{piece: form.replace("{t}", "@{t}") for piece, form in _JUMPS.items()}},
    "hash literals": {**_two("V {d}, {a}"), **_JUMPS, **_SHOWS, "literal": "#{a}", "label": ".{l}:", "line": "\t{body}",
                      **{piece: form.replace("{t}", ".{t}") for piece, form in _JUMPS.items()}},
    "phrases": {**_PHRASES, **_JUMP_WORDS, **_SHOWS, "label": "{l}:", "line": "{body}"},
    "updates": {**_UPDATES, **_JUMPS, **_SHOWS, "label": "{l}:", "line": "  {body}"},
    "calls": {**_two("V({d}, {a});"), **{piece: form.replace(" {t}", "({t});") for piece, form in _JUMPS.items()},
              "show": "<out>({x});", "say": '<out>("{s}");', "halt": "<halt>();", "label": "{l}:", "line": "  {body}"},
    "lists": {**_two("(V {d} {a})"), **{piece: f"({form})" for piece, form in _JUMPS.items()},
              "show": "(<out> {x})", "say": '(<out> "{s}")', "halt": "(<halt>)", "label": "{l}", "line": "  {body}"},
    "same line": {**_two("V {d}, {a}"), **_JUMPS, **_SHOWS, "inline": "{l}: {body}", "line": "        {body}"},
    "percent": {**_two("V {d}, {a}"), **_JUMPS, **_SHOWS, "literal": "${a}", "register": "%{r}", "label": "{l}:",
                "line": "\t{body}"},
    "colons": {**_two("{d} V: {a}"), **_JUMP_WORDS, **_SHOWS, "label": "[{l}]", "line": "{body}",
               "cmp": "<cmp>: {a}, {b}"},
}  # fmt: skip
REGISTERS: tuple[tuple[str, ...], ...] = (
    ("ax", "bx", "cx", "dx", "ex", "fx", "gx", "hx"),
    tuple(f"r{n}" for n in range(8)),
    tuple(f"r{n}" for n in range(1, 9)),
    tuple(f"x{n}" for n in range(8)),
    tuple(f"R{n}" for n in range(8)),
    tuple("ABCDEFGH"),
    tuple(f"t{n}" for n in range(8)),
    ("eax", "ebx", "ecx", "edx", "esi", "edi", "ebp", "eex"),
    tuple(f"g{n}" for n in range(1, 9)),
    tuple("ijklmnop"),
)

_ACCUMULATE = {
    "load": "<load> {a}", "keep": "<store> {d}", "+": "<add> {a}", "-": "<sub> {a}", "*": "<mul> {a}",
    "//": "<div> {a}", "%": "<mod> {a}", "show": "<out>", "say": '<out> "{s}"', "halt": "<halt>",
    "jump": "<jmp> {t}", "j==": "<jz> {t}", "j!=": "<jnz> {t}", "j<": "<jn> {t}", "j>": "<jp> {t}",
}  # fmt: skip
_JUMP_ZERO = {"jump": "<goto> {t}", "j==": "<goto> {t} <if> zero", "j!=": "<goto> {t} <if> not zero",
              "j<": "<goto> {t} <if> negative", "j>": "<goto> {t} <if> positive"}  # fmt: skip

ACCUMULATOR: Families = {
    "plain": {**_ACCUMULATE, "label": "{l}:", "line": "  {body}"},
    "margin": {**_ACCUMULATE, "label": "{l}:", "line": "{body}"},
    "hash literals": {**_ACCUMULATE, "literal": "#{a}", "label": "{l}:", "line": "    {body}"},
    "same line": {**_ACCUMULATE, "inline": "{l}: {body}", "line": "    {body}"},
    "jump words": {**_ACCUMULATE, **_JUMP_ZERO, "label": "{l}:", "line": "{body}"},
    "named": {**{piece: form.replace("{a}", "acc, {a}").replace("{d}", "{d}, acc")
                 for piece, form in _ACCUMULATE.items()},
              "show": "<out> acc", "label": "{l}:", "line": "  {body}"},
    "updates": {**_ACCUMULATE, **_JUMP_ZERO, "load": "acc = {a}", "keep": "{d} = acc", "+": "acc += {a}",
                "-": "acc -= {a}", "*": "acc *= {a}", "//": "acc //= {a}", "%": "acc %= {a}", "show": "<out> acc",
                "label": "{l}:", "line": "{body}"},
    "tests": {**_ACCUMULATE, "jump": "<goto> {t}", "j==": "acc == 0 ? {t}", "j!=": "acc != 0 ? {t}",
              "j<": "acc < 0 ? {t}", "j>": "acc > 0 ? {t}", "label": "@{l}", "line": "{body}",
              "show": "<out> acc"},
    "calls": {**{piece: (form.replace(" {a}", "({a})").replace(" {d}", "({d})").replace(" {t}", "({t})")
                         .replace(' "{s}"', '("{s}")') + ("" if "{" in form else "()") + ";")
                 for piece, form in _ACCUMULATE.items()}, "label": "{l}:", "line": "  {body}"},
    "lists": {**{piece: f"({form})" for piece, form in _ACCUMULATE.items()}, "label": "{l}", "line": "  {body}"},
    "arrows": {**_ACCUMULATE, **_JUMP_ZERO, "load": "{a} -> acc", "keep": "acc -> {d}", "show": "acc -> <out>",
               "say": '"{s}" -> <out>', "label": "[{l}]", "line": "{body}"},
}  # fmt: skip


TANGLED = 0.3
"""The share of programs in which one jump leads somewhere else, so that no block structure is left."""


def _tangled(rng: Random, code: Code) -> Code:
    """The code with one jump to a random place; whether it still halts is seen when it is run."""
    jumps = [at for at, one in enumerate(code.body) if isinstance(one, Jump | JumpIf | JumpFlag | JumpZero)]
    if not jumps:
        return code
    at = jumps[int(rng.random() * len(jumps))]
    one = code.body[at]
    assert isinstance(one, Jump | JumpIf | JumpFlag | JumpZero)
    elsewhere = one._replace(target=int(rng.random() * len(code.body)))
    return Code((*code.body[:at], elsewhere, *code.body[at + 1 :]))


@dataclass(frozen=True, slots=True, kw_only=True)
class JumpMachine:
    """A machine with jumps: how its sketches become code, and how its places are written."""

    name: str
    families: Families
    lowering: type[Lowering]
    variables: int = 9

    def draw(self, rng: Random, size: int) -> Code:
        """Code from a sketch; an accumulator takes so many steps that it gets a smaller one."""
        smaller = self.lowering is AccumulatorLowering and size > 1
        code = self.lowering(rng).lower(draw_sketch(rng, size - smaller))
        return _tangled(rng, code) if rng.random() < TANGLED else code

    def run(self, program: Code, *, step_limit: int = STEP_LIMIT, spelling: Spelling | None = None) -> ExecutionResult:
        """The run, under a spelling's names."""
        if spelling is None:
            return run(program, step_limit=step_limit)
        return run(program, step_limit=step_limit, names=spelling.names)

    def readings(self, program: Code, spelling: Spelling, step_limit: int) -> Iterator[ExecutionResult]:
        """Where the accumulator is zero, a jump on positive is taken by some machines."""
        if self.lowering is AccumulatorLowering:
            yield run(program, step_limit=step_limit, positive_has_zero=True)

    def spell(self, rng: Random, names: Sequence[str], families: Families, *, new_words: bool = False) -> Spelling:
        """Fresh words; registers have names of their own."""
        random = rng.random
        style = random()
        if style < 0.6:
            labels = rng.sample(LABEL_WORDS, len(LABEL_WORDS))
        else:
            letter = ("L", "l", "lab", "P", "s")[int(random() * 5)]
            labels = [f"{letter}{number}" for number in range(1, 60)]
        spelling = spell(rng, self.name, families, names=names, labels=labels, new_words=new_words)
        taken = {word.lower() for word in (*spelling.words.values(), *names)}
        spelling = spelling._replace(labels=tuple(label for label in labels if label not in taken))
        if self.lowering is AssemblyLowering:
            spelling = spelling._replace(names=REGISTERS[int(random() * len(REGISTERS))])
        if self.name == "goto":
            start, stride = ((10, 10), (10, 10), (100, 10), (1, 1), (5, 5), (100, 100))[int(random() * 6)]
            spelling = spelling._replace(words={**spelling.words, "start": str(start), "stride": str(stride)})
        return spelling

    def render(self, program: Code, spelling: Spelling) -> Source:
        """The text, with numbers or labels."""
        if self.name == "goto":
            return render_numbers(program, spelling, int(spelling.words["start"]), int(spelling.words["stride"]))
        return render_labels(program, spelling)


MACHINES: Mapping[str, JumpMachine] = {
    "goto": JumpMachine(name="goto", families=GOTO, lowering=Lowering),
    "labels": JumpMachine(name="labels", families=LABELS, lowering=Lowering),
    "assembly": JumpMachine(name="assembly", families=ASSEMBLY, lowering=AssemblyLowering, variables=0),
    "accumulator": JumpMachine(name="accumulator", families=ACCUMULATOR, lowering=AccumulatorLowering),
}
