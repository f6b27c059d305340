"""A label must be decidable from the text: each reading that is left open rejects, each that is settled does not."""

from collections import Counter
from random import Random

from caalm.generation.decidable import Solved, left_to_right, undecided
from caalm.generation.items import draw_invented, draw_taught
from caalm.generation.languages import Pool
from caalm.languages.invented.language import InventedLanguage
from caalm.languages.invented.words import OPERATOR_SYMBOLS
from caalm.program.interpreter import interpret
from caalm.program.nodes import (
    Assign,
    BinOp,
    Compare,
    Constant,
    Expression,
    For,
    If,
    Name,
    Print,
    Program,
    Statement,
    UnaryOp,
    While,
)
from caalm.rng import derive

OPERATORS = {operator: symbols[0] for operator, symbols in OPERATOR_SYMBOLS.items()}
WORDS = {
    "assign": "let", "print": "show", "if": "if", "else": "else", "while": "while", "for": "for", "repeat": "repeat",
    "end": "end", "begin": "begin", "then": "then", "link": "=", "into": "into", "true": "true", "false": "false",
    "until": "until", "from": "from", "through": "through", "below": "below", "step": "step", "times": "times",
    "polite": "please",
}  # fmt: skip
FAMILIES = {
    "assignment": "keyword and link", "output": "keyword", "header": "keyword", "counted": "words", "repeat": "keyword",
    "repetition": "while", "block": "braces", "expression": "infix", "joiner": "dots", "sigil": "none",
    "quote": "double", "layout": "lines", "comment": "hash",
}  # fmt: skip


def verdict(*body: Statement, opaque: set[str] | None = None, **families: str) -> str | None:
    language = InventedLanguage(
        families={**FAMILIES, **families}, words=WORDS, operators=OPERATORS, operator_words=OPERATORS,
        opaque=frozenset(opaque or ()),
    )  # fmt: skip
    program = Program(body)
    source = language.render(program, Random(1))
    result = interpret(program, language.semantics)
    assert result.error is None
    return undecided(program, language, source, result)


def assign(name: str, value: Expression | int) -> Assign:
    return Assign(name, Constant(value) if isinstance(value, int) else value)


def say(value: Expression | str) -> Print:
    return Print((Constant(value) if isinstance(value, str) else value,))


N = Name("n")


def countdown() -> tuple[Statement, ...]:
    change = assign("n", BinOp(N, "-", Constant(1)))
    return assign("n", 3), While(Compare(N, ">", Constant(0)), (say(N), change))


def test_a_while_whose_word_says_nothing_could_be_an_if() -> None:
    assert verdict(*countdown()) is None
    assert verdict(*countdown(), opaque={"while"}) == "if or while"
    assert verdict(*countdown(), opaque={"until"}, repetition="until") is not None


def test_a_loop_that_goes_round_once_is_decided_either_way() -> None:
    loop = While(Compare(N, ">", Constant(0)), (say(N), assign("n", 0)))
    assert verdict(assign("n", 3), loop, opaque={"while"}) is None


def test_an_if_that_would_never_end_as_a_while_is_an_if() -> None:
    assert verdict(assign("n", 3), If(Compare(N, ">", Constant(0)), (say("a"),)), opaque={"if"}) is None


def test_an_if_that_also_ends_as_a_while_is_undecided_unless_it_has_an_else() -> None:
    change = assign("n", BinOp(N, "-", Constant(1)))
    test = Compare(N, ">", Constant(0))
    assert verdict(assign("n", 3), If(test, (say(N), change)), opaque={"if"}) == "if or while"
    assert verdict(assign("n", 3), If(test, (say(N), change), (say("b"),)), opaque={"if"}) is None


def test_a_count_behind_an_opaque_word_needs_times_to_be_a_loop() -> None:
    loop = For(None, Constant(1), Constant(3), 1, True, (say("a"),))
    assert verdict(loop, opaque={"repeat"}) is None
    assert verdict(loop, opaque={"repeat", "times"}) == "once or n times"


def test_opaque_bounds_leave_open_whether_the_last_value_is_reached() -> None:
    loop = For("i", Constant(1), Constant(3), 1, True, (say(Name("i")),))
    assert verdict(loop) is None
    assert verdict(loop, opaque={"through"}) == "bounds"
    assert verdict(loop, opaque={"through"}, counted="three parts") is None
    assert verdict(loop, opaque={"for"}) is None


def test_an_opaque_step_could_be_one() -> None:
    loop = For("i", Constant(1), Constant(5), 2, True, (say(Name("i")),))
    assert verdict(loop, opaque={"step"}) == "step"


def test_a_boolean_that_is_nowhere_written_could_print_in_many_ways() -> None:
    shown = say(Compare(Constant(1), "<", Constant(2)))
    assert verdict(shown) == "how booleans print"
    assert verdict(Assign("b", Constant(True)), shown) is None


def test_opaque_truth_values_could_be_swapped() -> None:
    body = (Assign("b", Constant(True)), If(Name("b"), (say("a"),), (say("c"),)))
    assert verdict(*body) is None
    assert verdict(*body, opaque={"true", "false"}) == "true or false"


def test_a_whole_float_prints_with_a_point_or_without() -> None:
    half = Constant(1.5)
    assert verdict(Assign("x", BinOp(half, "+", half)), say(Name("x"))) == "how floats print"
    assert verdict(Assign("x", BinOp(half, "+", Constant(0.25))), say(Name("x"))) is None


def test_a_negative_quotient_could_be_rounded_in_two_ways() -> None:
    assert verdict(assign("n", -7), say(BinOp(N, "//", Constant(2)))) == "rounding"
    assert verdict(assign("n", -7), say(BinOp(N, "%", Constant(3)))) == "rounding"
    assert verdict(assign("n", -8), say(BinOp(N, "//", Constant(2)))) is None
    assert verdict(assign("n", 7), say(BinOp(N, "//", Constant(2)))) is None


def test_precedence_counts_where_no_parentheses_stand() -> None:
    mixed = BinOp(Constant(2), "+", BinOp(Constant(3), "*", Constant(4)))
    assert verdict(say(mixed)) == "precedence"
    assert verdict(say(mixed), expression="parenthesised") is None
    assert verdict(say(mixed), expression="postfix") is None
    assert verdict(say(BinOp(BinOp(Constant(3), "*", Constant(4)), "+", Constant(2)))) is None


def test_left_to_right_takes_operators_as_they_stand() -> None:
    a, b, c, d = (Constant(value) for value in (2, 3, 4, 5))
    mixed = BinOp(a, "+", BinOp(BinOp(b, "*", c), "*", d))
    assert left_to_right(mixed) == BinOp(BinOp(BinOp(a, "+", b), "*", c), "*", d)
    assert left_to_right(UnaryOp("-", a)) == UnaryOp("-", a)


def test_the_rejection_rate_is_counted_and_moderate() -> None:
    seen: Counter[str] = Counter()
    for number in range(600):
        draw_invented(derive(1, "rate", number), Pool(), tier=1 + number % 3, rejected=seen)
    rejected = sum(seen.values()) - seen["accepted"]
    assert seen["accepted"] == 600
    assert 0.01 < rejected / sum(seen.values()) < 0.3
    assert seen["if or while"] > 0


def solved_by(*body: Statement, opaque: set[str]) -> Solved:
    program = Program(body)
    language = InventedLanguage(
        families=FAMILIES, words=WORDS, operators=OPERATORS, operator_words=OPERATORS, opaque=frozenset(opaque)
    )
    return Solved(program, language.render(program, Random(1)).text, interpret(program, language.semantics))


def taught(question: tuple[Statement, ...], lesson: tuple[Statement, ...], opaque: set[str]) -> str | None:
    program = Program(question)
    language = InventedLanguage(
        families=FAMILIES, words=WORDS, operators=OPERATORS, operator_words=OPERATORS, opaque=frozenset(opaque)
    )
    source = language.render(program, Random(1))
    result = interpret(program, language.semantics)
    return undecided(program, language, source, result, [solved_by(*lesson, opaque=opaque)])


def test_a_solved_program_settles_what_it_shows_and_nothing_else() -> None:
    unrelated = (assign("k", 1), say(Name("k")))
    assert taught(countdown(), unrelated, {"while"}) == "if or while"
    other_loop = (
        assign("k", 5),
        While(Compare(Name("k"), ">", Constant(2)), (assign("k", BinOp(Name("k"), "-", Constant(1))), say(Name("k")))),
    )
    assert taught(countdown(), other_loop, {"while"}) is None
    once = (assign("k", 5), While(Compare(Name("k"), ">", Constant(2)), (assign("k", 0), say(Name("k")))))
    assert taught(countdown(), once, {"while"}) == "if or while"


def test_a_solved_program_shows_how_things_print_and_round() -> None:
    shown = say(Compare(Constant(1), "<", Constant(2)))
    assert taught((shown,), (say("a"), say(Compare(Constant(3), "<", Constant(4)))), set()) is None
    rounds = (assign("n", -7), say(BinOp(N, "//", Constant(2))))
    assert taught(rounds, (assign("m", -9), say(BinOp(Name("m"), "//", Constant(4)))), set()) is None
    assert taught(rounds, (assign("m", 9), say(BinOp(Name("m"), "//", Constant(4)))), set()) == "rounding"


def test_taught_questions_are_drawn_with_their_lessons() -> None:
    for number in range(30):
        lesson = draw_taught(derive(2, "taught", number), Pool(), tier=1 + number % 3, count=4, guided=number % 5 == 0)
        assert 1 <= len(lesson.solved) <= 4
        assert lesson.item.source.text not in {one.source.text for one in lesson.solved}
        assert {one.language.name for one in lesson.solved} == {lesson.item.language.name}
        assert (lesson.guide is not None) == (number % 5 == 0)
