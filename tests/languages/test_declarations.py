"""Where variables are declared in languages with block scope."""

from caalm.languages.declarations import declarations
from caalm.program.nodes import Assign, Compare, Constant, For, If, Name, Print, Program, While


def _assign(name: str) -> Assign:
    return Assign(name, Constant(1))


def test_a_variable_is_declared_where_it_is_first_assigned() -> None:
    first, again = _assign("a"), _assign("a")
    found = declarations(Program((first, again)))
    assert found.at == {id(first)}
    assert found.before == {}
    assert found.once == frozenset()


def test_a_variable_of_one_block_stays_in_it() -> None:
    inside = _assign("a")
    found = declarations(Program((While(Constant(False), (inside, Print((Name("a"),)))),)))
    assert found.at == {id(inside)}
    assert found.once == {id(inside)}


def test_a_variable_that_outlives_its_block_is_declared_before_it() -> None:
    choice = If(Constant(True), (_assign("a"),), (_assign("a"),))
    found = declarations(Program((choice, Print((Name("a"),)))))
    assert found.at == frozenset()
    assert found.before == {id(choice): ["a"]}


def test_nothing_is_declared_between_else_and_if() -> None:
    inner = If(Constant(True), (_assign("a"),), (_assign("a"),))
    outer = If(Constant(True), (_assign("b"),), (inner,))
    assert declarations(Program((outer,))).before == {id(outer): ["a"]}


def test_a_loop_variable_is_no_mention_of_a_variable_of_the_same_name() -> None:
    loop = For("i", Constant(0), Constant(3), 1, False, (Print((Compare(Name("i"), ">", Constant(1)),)),))
    after = _assign("i")
    assert declarations(Program((loop, after))).at == {id(after)}
