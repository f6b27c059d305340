"""Programs that speak: sentences with spaces, labelled values, several items a line, words chosen in branches.

>>> from random import Random
>>> from caalm.generation.programs import ProgramSpec
>>> drawn = draw_speaking_program(Random(1), ProgramSpec(tier=2))
>>> drawn.result.error is None
True

People's small programs print more words than sums: a grade that a chain of tests picked, a label and a number, a name
inside a greeting. A model that only ever copied single words drops the spaces of the first sentence that it meets.
"""

from random import Random

from caalm.generation.names import GREETINGS, LABELS, SHORT_TEXTS, TAILS, WORDS, draw_text, pseudo_word
from caalm.generation.programs import Drawer, Drawn, ProgramSpec, draw_program
from caalm.program.nodes import (
    Assign,
    BinOp,
    BoolOp,
    Compare,
    Constant,
    Expression,
    If,
    JoinedStr,
    Name,
    Print,
    Statement,
    UnaryOp,
)

GLUE = (" ", " ", " ", " ", " ", ", ", ": ", " - ", "  ", "; ", " / ", "-")
ENDS = ("", "", "", "", "", "!", ".", "?", ":", "...", " ")
LITTLE = ("the", "a", "is", "of", "to", "and", "in", "not", "you", "my", "it", "was", "at", "by", "for", "no")


def draw_sentence(rng: Random) -> str:
    """Two to five words as people set them: any case, now and then a number, marks, or spaces at either end."""
    random = rng.random

    def word() -> str:
        kind = random()
        if kind < 0.4:
            return SHORT_TEXTS[int(random() * len(SHORT_TEXTS))]
        if kind < 0.65:
            return WORDS[int(random() * len(WORDS))]
        if kind < 0.85:
            return LITTLE[int(random() * len(LITTLE))]
        return str(int(random() * 100)) if kind < 0.91 else pseudo_word(rng)

    text = word()
    for _ in range(1 + int(random() ** 2 * 4)):
        text += GLUE[int(random() * len(GLUE))] + word()
    case = random()
    text = text.upper() if case < 0.12 else text.title() if case < 0.2 else text.capitalize() if case < 0.6 else text
    text += ENDS[int(random() * len(ENDS))]
    return " " * (1 + int(random() * 3)) + text if random() < 0.05 else text


def draw_speaking_program(rng: Random, spec: ProgramSpec) -> Drawn:
    """A program of ``spec`` that says more than others do; raises DrawError if nothing fits within many attempts."""
    return draw_program(rng, spec, SpeakingDrawer)


class SpeakingDrawer(Drawer):
    """One attempt at a program with much to say."""

    def text(self) -> Constant:
        if self.features.phrases and self.random() < 0.6:
            return Constant(draw_sentence(self.rng))
        return Constant(draw_text(self.rng, phrases=self.features.phrases))

    def bind_any(self) -> Statement:
        roll = self.random()
        if roll < 0.25:
            return self.bind(self.strings, self.text())
        if roll < 0.35 and self.strings and self.features.joined:
            return self.bind(self.strings, self.greeting())
        if roll < 0.42 and self.ints and self.features.booleans:
            return self.bind(self.bools, self.verdict())
        return super().bind_any()

    def verdict(self) -> Expression:
        """A boolean of one or two comparisons."""
        test, logic = self.comparison(), self.features.logic
        roll = self.random()
        if roll < 0.35 and "and" in logic:
            return BoolOp(test, "and", self.comparison())
        if roll < 0.6 and "or" in logic:
            return BoolOp(test, "or", self.comparison())
        return UnaryOp("not", test) if roll < 0.7 and "not" in logic else test

    def item(self) -> Expression:
        """One of several things on a line."""
        roll = self.random()
        if self.ints and roll < 0.45:
            return Name(self.pick(self.ints))
        if self.ints and roll < 0.6:
            return self.operation()
        if self.strings and roll < 0.75:
            return Name(self.pick(self.strings))
        if self.floats and roll < 0.8:
            return Name(self.pick(self.floats))
        return self.text()

    def joined(self) -> Expression:
        if self.random() < 0.4:
            return super().joined()
        parts: list[Expression] = []
        for _ in range(self.between(1, 3)):
            if self.random() < 0.6:
                parts.append(Constant(self.pick(LABELS + GREETINGS + TAILS)))
            else:
                parts.append(Constant(draw_sentence(self.rng) + self.pick((" ", ": ", "", "="))))
            parts.append(self.item())
        if self.random() < 0.3:
            del parts[0]
        if self.random() < 0.4:
            parts.append(Constant(self.pick(TAILS)))
        return JoinedStr(tuple(parts))

    def print(self) -> Statement:
        roll, features = self.random(), self.features
        if roll < 0.22 and features.several and (self.ints or self.strings):
            first = Constant(self.pick(LABELS).strip()) if self.random() < 0.4 else self.item()
            return Print((first, *(self.item() for _ in range(self.between(1, 2)))))
        if roll < 0.42 and features.joined and (self.ints or self.strings):
            return Print((self.joined() if self.ints else self.greeting(),))
        if roll < 0.52 and self.strings:
            return Print((Name(self.pick(self.strings)),))
        if roll < 0.58 and self.bools:
            name = Name(self.pick(self.bools))
            return Print((UnaryOp("not", name) if self.random() < 0.3 and "not" in features.logic else name,))
        return super().print()

    def scene(self) -> list[Statement]:
        roll, tier = self.random(), self.spec.tier
        if tier == 1 and roll < 0.1:
            return [Print((self.literal_operation(),)) for _ in range(self.between(1, 4))]
        if tier == 2 and roll < 0.3:
            return self.choice()
        return super().scene()

    def choice(self) -> list[Statement]:
        """A chain of tests gives one variable its value, which is printed after it."""
        body: list[Statement] = [self.bind_integer() for _ in range(self.between(1, 2))]
        words = self.random() < 0.75
        name, subject = self.fresh(), self.pick(self.ints)

        def branch() -> tuple[Statement, ...]:
            return (Assign(name, self.text() if words else Constant(abs(self.integer()))),)

        links = self.between(1, 3) if self.features.else_if else 1
        orelse: tuple[Statement, ...] = branch() if self.features.otherwise else ()
        if not orelse:
            body.append(branch()[0])
        operator = self.pick(self.features.comparisons)
        near = self.worth[subject]
        # From the last test to the first, which is the strictest: the limits go down the chain.
        for limit in sorted(near + self.between(-9, 9) for _ in range(links)):
            test: Expression = Compare(Name(subject), operator, Constant(max(0, limit)))
            if self.random() < 0.15:
                test = self.condition()
            orelse = (If(test, branch(), orelse),)
        body += orelse
        (self.strings if words else self.ints).append(name)
        if self.features.joined and self.random() < 0.3:
            body.append(Print((JoinedStr((Constant(self.pick(LABELS)), Name(name))),)))
        elif self.features.several and self.random() < 0.4:
            body.append(Print((Constant(self.pick(LABELS).strip()), Name(name))))
        else:
            body.append(Print((Name(name),)))
        if not words and "+" in self.features.operators and self.random() < 0.3:
            body.append(Print((BinOp(Name(name), "+", Name(subject)),)))
        return body
