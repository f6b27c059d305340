"""Programs that people type to try a language out: one construct, literals, a few lines.

>>> from random import Random
>>> from caalm.generation.programs import ProgramSpec
>>> draw_trial_program(Random(1), ProgramSpec(tier=1)).result.error is None
True

What they share is that nothing stands between the construct and the output: ``print(-7 // 2)``, two calculations in one
print, a power, a loop that counts down by three and passes its end, one of two values by a condition, a sentence with
a calculation in its middle. The other programs of the tiers work on variables, and meet these once in hundreds.
"""

from random import Random

from caalm.generation.names import LABELS, TAILS
from caalm.generation.programs import Drawn, ProgramSpec, draw_program
from caalm.generation.sentences import SpeakingDrawer
from caalm.program.nodes import (
    Assign,
    BinOp,
    Compare,
    Conditional,
    Constant,
    Expression,
    For,
    If,
    Intrinsic,
    JoinedStr,
    Name,
    Print,
    Statement,
)

_DIVISIONS = ("/", "//", "%")
_JOINTS = (" ", " is ", ", ", " and ", " of ", ": ", " = ", " for ", "/", "x", "-")
_TWO_WAYS = (("even", "odd"), ("yes", "no"), ("big", "small"), ("high", "low"), ("T", "F"), ("pass", "fail"))


def draw_trial_program(rng: Random, spec: ProgramSpec) -> Drawn:
    """A program of ``spec`` that tries one thing; raises DrawError if nothing fits within many attempts."""
    return draw_program(rng, spec, TrialDrawer)


def draw_wide_trial_program(rng: Random, spec: ProgramSpec) -> Drawn:
    """The same with powers and with expressions that choose, for languages that can say all that the tree has."""
    return draw_program(rng, spec, WideTrialDrawer)


class TrialDrawer(SpeakingDrawer):
    """One attempt at a program that tries one thing."""

    def signed(self) -> int:
        """A small literal, negative in one of four where a literal may be."""
        value = self.between(0, 12) if self.random() < 0.6 else self.between(2, 60)
        return -value if self.features.negative_literals and self.random() < 0.25 else value

    def calculation(self) -> Expression:
        """Two operands, mostly literals if nothing is bound; sometimes a third."""
        operator = self.pick(self.features.operators)
        left = self.operand()
        right: Expression = Constant(self.between(2, 9)) if operator in _DIVISIONS else self.operand()
        if operator in _DIVISIONS and self.features.negative_literals and self.random() < 0.15:
            right = Constant(-self.between(2, 5))
        node = BinOp(left, operator, right)
        if operator != "/" and self.random() < 0.2:
            more = self.pick([each for each in self.features.operators if each in "+-*"])
            return BinOp(node, more, self.operand()) if self.random() < 0.5 else BinOp(self.operand(), more, node)
        return node

    def operand(self) -> Expression:
        """A variable where there is one, or a literal."""
        if self.ints and self.random() < 0.75:
            return Name(self.pick(self.ints))
        return Constant(self.signed())

    def sentence(self) -> Expression:
        """Variables, words and calculations in turn, beginning with either."""
        parts: list[Expression] = [Name(self.pick(self.ints))] if self.random() < 0.5 else []
        parts.append(Constant(self.pick(LABELS) if not parts else self.pick(_JOINTS)))
        parts.append(self.calculation() if self.random() < 0.6 else Name(self.pick(self.ints)))
        if self.random() < 0.6:
            parts.append(Constant(self.pick(_JOINTS) if self.random() < 0.4 else self.pick(TAILS)))
            if self.random() < 0.3:
                parts.append(Name(self.pick(self.ints)))
        return JoinedStr(tuple(parts))

    def showing(self) -> Statement:
        """A print of calculations: one, several, or within a sentence."""
        roll = self.random()
        if roll < 0.25 and self.features.several:
            return Print(tuple(self.calculation() for _ in range(self.between(2, 3))))
        if roll < 0.5 and self.features.joined and self.ints:
            return Print((self.sentence(),))
        return Print((self.calculation(),))

    def scene(self) -> list[Statement]:
        """One construct, and what it needs."""
        if self.spec.tier == 1:
            body: list[Statement] = [self.bound() for _ in range(self.pick((0, 0, 1, 2, 2, 3)))]
            return [*body, *(self.showing() for _ in range(self.between(1, 3)))]
        if self.spec.tier == 2:
            body = [self.bound() for _ in range(self.between(1, 2))]
            return [*body, *self.chosen()]
        if not self.features.counted_loops:
            return super().scene()
        body = [self.bound()] if self.random() < 0.3 else []
        body.append(self.strided())
        if self.random() < 0.4:
            body.append(Print((self.text(),)) if self.random() < 0.6 or not self.ints else self.showing())
        return body

    def bound(self) -> Statement:
        value = self.signed()
        return self.bind(self.ints, Constant(value), value)

    def chosen(self) -> list[Statement]:
        """One of two prints by a condition between calculations or variables."""
        otherwise = (self.telling(),) if self.features.otherwise and self.random() < 0.75 else ()
        return [If(self.test(), (self.telling(),), otherwise), *([self.showing()] if self.random() < 0.3 else [])]

    def telling(self) -> Statement:
        return Print((self.text(),)) if self.random() < 0.6 else self.showing()

    def test(self) -> Expression:
        """A comparison of a variable or of a calculation with something near it."""
        name = self.pick(self.ints)
        near = self.worth.get(name, 5)
        operators, comparisons = self.features.operators, self.features.comparisons
        if "%" in operators and "==" in comparisons and self.random() < 0.4:
            divisor = self.between(2, 4)
            return Compare(BinOp(Name(name), "%", Constant(divisor)), "==", Constant(self.between(0, 1)))
        right: Expression = Name(self.pick(self.ints)) if self.random() < 0.4 else Constant(near + self.between(-3, 3))
        if right == Name(name) or (not self.features.negative_literals and near < 3):
            right = Constant(abs(near) + self.between(0, 3))
        return Compare(Name(name), self.pick(comparisons), right)

    def strided(self) -> Statement:
        """A counted loop whose steps may pass its end, up or down."""
        inclusive, name = self.pick(self.features.counted_loops), self.loop_name()
        step, rounds = 1, self.between(1, 4) if self.random() < 0.9 else 0
        if self.features.loop_steps and self.random() < 0.8:
            step = self.between(2, 5) if self.random() < 0.75 else self.between(6, 12)
            step = -step if self.random() < 0.5 else step
        start = self.between(0, 9) + (max(0, -step * rounds) if self.random() < 0.8 else 10)
        last = start + step * (rounds - 1)
        beyond = self.between(0, abs(step) - 1) * (1 if step > 0 else -1)
        stop = last + beyond if inclusive else last + (1 if step > 0 else -1) + beyond
        if stop < 0 and not self.features.negative_literals:
            stop, step = start, abs(step)
        self.ints.append(name)
        self.worth[name] = start
        self.frozen.add(name)
        body = self.round(name)
        self.ints.remove(name)
        return For(name, Constant(start), Constant(stop), step, inclusive, body)

    def round(self, counter: str) -> tuple[Statement, ...]:
        """What a round of a loop does: mostly it prints its counter."""
        roll = self.random()
        if roll < 0.5:
            return (Print((Name(counter),)),)
        return (self.showing(),) if roll < 0.85 else tuple(self.chosen())


class WideTrialDrawer(TrialDrawer):
    """One attempt in a language that can say more."""

    def calculation(self) -> Expression:
        if self.random() < 0.15:
            base: Expression = self.operand() if self.random() < 0.4 else Constant(self.between(2, 9))
            return Intrinsic("power", (base, Constant(self.between(0, 4))))
        return super().calculation()

    def choice_of_two(self) -> Expression:
        first, second = self.pick(_TWO_WAYS) if self.features.phrases else (self.pick(_TWO_WAYS)[0], "other")
        if self.random() < 0.3:
            return Conditional(self.test(), self.operand(), self.operand())
        return Conditional(self.test(), Constant(first), Constant(second))

    def chosen(self) -> list[Statement]:
        """One of two values: bound and then printed, alone or beside what it is about, or printed as it is."""
        if self.random() < 0.35:
            return super().chosen()
        value = self.choice_of_two()
        if self.random() < 0.3:
            return [Print((value,))]
        name = self.fresh()
        shown: Expression = Name(name)
        if self.features.joined and self.random() < 0.5:
            shown = JoinedStr((Name(self.pick(self.ints)), Constant(self.pick(_JOINTS)), shown))
        return [Assign(name, value), Print((shown,))]

    def round(self, counter: str) -> tuple[Statement, ...]:
        return tuple(self.chosen()) if self.random() < 0.4 else super().round(counter)
