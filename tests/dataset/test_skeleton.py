"""Skeletons forget names and literals, and nothing else."""

from caalm.dataset.skeleton import skeleton_hash, skeleton_text
from caalm.generation.programs import ProgramSpec, draw_program
from caalm.program.nodes import (
    Assign,
    AssignMany,
    BinOp,
    Call,
    Constant,
    Expression,
    For,
    FunctionDef,
    If,
    Intrinsic,
    List,
    Name,
    Pop,
    Print,
    Program,
    Return,
)
from caalm.rng import derive


def program(name: str, first: int, operator: str, second: Expression) -> Program:
    return Program((Assign(name, Constant(first)), Print((BinOp(Name(name), operator, second),))))


def test_names_and_literals_do_not_count() -> None:
    assert skeleton_hash(program("a", 1, "+", Constant(5))) == skeleton_hash(program("total", 90, "+", Constant(2)))


def test_operators_types_and_shapes_count() -> None:
    variants = [
        program("a", 1, "+", Constant(5)),
        program("a", 1, "-", Constant(5)),
        program("a", 1, "+", Constant(5.5)),
        program("a", 1, "+", Name("a")),
        Program((If(Constant(True), (Print((Constant(1),)),)),)),
        Program((If(Constant(True), (), (Print((Constant(1),)),)),)),
        Program((For("i", Constant(1), Constant(3), 1, True, ()),)),
        Program((For("i", Constant(1), Constant(3), -1, True, ()),)),
        Program((For("i", Constant(1), Constant(3), 1, False, ()),)),
        Program((For(None, Constant(1), Constant(3), 1, True, ()),)),
    ]
    assert len({skeleton_text(variant) for variant in variants}) == len(variants)


def beyond(function: str, parameter: str, xs: str, intrinsic: str, lines: tuple[str, ...]) -> Program:
    double = FunctionDef(function, (parameter,), (Return(BinOp(Name(parameter), "*", Constant(2))),))
    called = Print((Call(function, (Intrinsic(intrinsic, (Name(xs),)),)),))
    both = AssignMany((xs, parameter), (List((Constant(1),)), Constant(2)))
    return Program((double, both, called, Pop(None, xs)), (), lines)


def test_names_of_functions_parameters_and_lists_do_not_count_and_what_is_built_in_does() -> None:
    first = skeleton_text(beyond("f", "n", "xs", "length", ("5",)))
    assert skeleton_text(beyond("double", "k", "values", "length", ("71",))) == first
    assert skeleton_text(beyond("f", "n", "xs", "maximum", ("5",))) != first
    assert skeleton_text(beyond("f", "n", "xs", "length", ())) != first


def test_which_variable_is_meant_counts() -> None:
    two = (Assign("a", Constant(1)), Assign("b", Constant(2)))
    texts = {skeleton_text(Program((*two, Print((Name(name),))))) for name in ("a", "b")}
    assert len(texts) == 2


def test_every_drawn_program_has_a_skeleton_and_most_have_their_own() -> None:
    drawn = [draw_program(derive(1, n), ProgramSpec(tier=1 + n % 3)).program for n in range(300)]
    assert len({skeleton_hash(each) for each in drawn}) > 200
