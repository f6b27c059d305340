"""Programs with everything that the tree has, written by hand: what the tests of this folder run."""

from caalm.program.nodes import (
    Append,
    Assign,
    AssignMany,
    BinOp,
    BoolOp,
    Break,
    Call,
    Compare,
    Conditional,
    Const,
    Constant,
    Contains,
    Continue,
    Dict,
    Expr,
    Expression,
    For,
    ForEach,
    FunctionDef,
    If,
    Input,
    Intrinsic,
    JoinedStr,
    List,
    Name,
    Pop,
    Print,
    Program,
    Raise,
    ReadFile,
    RepeatUntil,
    Return,
    SetItem,
    Slice,
    Statement,
    Subscript,
    Switch,
    Try,
    UnaryOp,
    Value,
    While,
    WriteFile,
)


def c(value: Value) -> Constant:
    return Constant(value)


def plus(left: Expression, right: Expression | int) -> BinOp:
    return BinOp(left, "+", right if not isinstance(right, int) else c(right))


def minus(left: Expression, right: Expression | int) -> BinOp:
    return BinOp(left, "-", right if not isinstance(right, int) else c(right))


def length(value: Expression) -> Intrinsic:
    return Intrinsic("length", (value,))


def say(*values: Expression) -> Print:
    return Print(values)


def numbers(*values: int) -> List:
    return List(tuple(map(c, values)))


def fibonacci(n: int = 5) -> Program:
    body = (
        If(Compare(Name("n"), "<", c(2)), (Return(Name("n")),)),
        Return(plus(Call("fib", (minus(Name("n"), 1),)), Call("fib", (minus(Name("n"), 2),)))),
    )
    return Program((FunctionDef("fib", ("n",), body), Assign("n", c(n)), say(Call("fib", (Name("n"),)), Name("n"))))


def factorial() -> Program:
    body = (
        If(Compare(Name("n"), "<=", c(1)), (Return(c(1)),)),
        Return(BinOp(Name("n"), "*", Call("fact", (minus(Name("n"), 1),)))),
    )
    loop = For("i", c(1), c(4), 1, True, (say(JoinedStr((Name("i"), c("! = "), Call("fact", (Name("i"),))))),))
    return Program((FunctionDef("fact", ("n",), body), loop))


def countdown(n: int = 3) -> Program:
    """A function that gives nothing back and falls off its end."""
    step = If(
        Compare(Name("n"), ">", c(0)), (say(Name("n")), Expr(Call("down", (minus(Name("n"), 1),))), say(Name("n")))
    )
    return Program((FunctionDef("down", ("n",), (step,)), Expr(Call("down", (c(n),))), say(c("done"))))


def mutual() -> Program:
    def parity(name: str, other: str, at_zero: bool) -> FunctionDef:
        return FunctionDef(
            name,
            ("n",),
            (If(Compare(Name("n"), "==", c(0)), (Return(c(at_zero)),)), Return(Call(other, (minus(Name("n"), 1),)))),
        )

    asked = ForEach("x", numbers(3, 4), (say(Name("x"), Call("even", (Name("x"),))),))
    return Program((parity("even", "odd", True), parity("odd", "even", False), asked))


def nested_calls() -> Program:
    """Calls inside the arguments of calls, and in the bounds and tests of loops."""
    add = FunctionDef("add", ("a", "b"), (Assign("t", plus(Name("a"), Name("b"))), Return(Name("t"))))

    def call(*arguments: Expression) -> Call:
        return Call("add", arguments)

    return Program(
        (
            add,
            Assign("t", call(call(c(1), c(2)), call(call(c(3), c(4)), c(5)))),
            For("i", call(c(0), c(1)), call(c(1), c(2)), 1, True, (say(Name("i"), call(Name("i"), Name("t"))),)),
            While(Compare(call(Name("t"), c(-10)), ">", c(0)), (Assign("t", call(Name("t"), c(-3))),)),
            say(BinOp(Name("t"), "*", call(Name("t"), minus(call(Name("t"), c(1)), Name("t"))))),
            If(
                BoolOp(Compare(call(c(1), c(1)), ">", c(5)), "and", Compare(call(c(9), c(9)), ">", c(5))),
                (say(c("no")),),
            ),
            say(Conditional(Compare(Name("t"), ">", c(5)), call(Name("t"), c(100)), call(c(0), c(0)))),
        )
    )


def bubble_sort() -> Program:
    """A list that a function changes is the caller's list."""
    a, j = Name("a"), Name("j")
    after = plus(j, 1)
    swap = (Assign("t", Subscript(a, j)), SetItem("a", j, Subscript(a, after)), SetItem("a", after, Name("t")))
    inner = For(
        "j",
        c(0),
        minus(minus(length(a), 1), Name("i")),
        1,
        False,
        (If(Compare(Subscript(a, j), ">", Subscript(a, after)), swap),),
    )
    sort = FunctionDef("sort", ("a",), (For("i", c(0), length(a), 1, False, (inner,)), Return(c(0))))
    return Program(
        (
            sort,
            Assign("xs", numbers(5, 1, 4, 2)),
            Assign("ys", Name("xs")),
            Expr(Call("sort", (Name("xs"),))),
            Append("ys", plus(Call("sort", (numbers(2, 1),)), Subscript(Name("xs"), c(0)))),
            say(Name("xs"), Name("ys")),
        )
    )


def rows() -> Program:
    """A list inside a list under two names."""
    return Program(
        (
            Assign("grid", List((numbers(1, 2), numbers(3)))),
            Assign("row", Subscript(Name("grid"), c(0))),
            ForEach(
                "each",
                Name("grid"),
                (Append("row", plus(length(Name("each")), Subscript(Subscript(Name("grid"), c(1)), c(0)))),),
            ),
            SetItem("row", c(0), c(9)),
            say(Name("grid"), Name("row")),
        )
    )


def word_count() -> Program:
    count = Name("count")
    known = If(
        Contains(Name("w"), "in", count),
        (SetItem("count", Name("w"), plus(Subscript(count, Name("w")), 1)),),
        (SetItem("count", Name("w"), c(1)),),
    )
    words = Intrinsic("split", (c("the cat the dog"), c(" ")))
    return Program(
        (
            Assign("count", Dict((), ())),
            ForEach("w", words, (known,)),
            ForEach("k", count, (say(Name("k"), Subscript(count, Name("k"))),)),
            say(Intrinsic("values", (count,)), Contains(c("cow"), "not in", count)),
        )
    )


def strings() -> Program:
    s = Name("s")
    vowels = If(Contains(Name("ch"), "in", c("aeiou")), (Assign("n", plus(Name("n"), 1)),), (Continue(),))
    return Program(
        (
            Assign("s", c("education")),
            Assign("n", c(0)),
            ForEach("ch", s, (vowels,)),
            say(Name("n"), Slice(s, c(0), c(3)), Slice(s, c(6), None), Subscript(s, c(1))),
            say(Intrinsic("upper", (s,)), Intrinsic("reverse", (s,)), Intrinsic("find", (s, c("cat")))),
            say(Intrinsic("join", (Intrinsic("sorted", (Intrinsic("split", (c("b,a"), c(","))),)), c("-")))),
        )
    )


def jumps() -> Program:
    i = Name("i")
    body: tuple[Statement, ...] = (
        If(Compare(i, "==", c(2)), (Continue(),)),
        If(Compare(i, "==", c(5)), (Break(),)),
        While(c(True), (AssignMany(("a", "b"), (Name("b"), plus(Name("a"), Name("b")))), Break())),
        say(i, Name("a"), Name("b")),
    )
    halve = RepeatUntil((Assign("x", BinOp(Name("x"), "//", c(2))), say(Name("x"))), Compare(Name("x"), "<", c(3)))
    search = FunctionDef(
        "search",
        ("wanted",),
        (
            For(
                "k",
                c(0),
                c(3),
                1,
                False,
                (
                    ForEach(
                        "m",
                        numbers(4, 7),
                        (If(Compare(plus(Name("k"), Name("m")), "==", Name("wanted")), (Return(Name("k")),)),),
                    ),
                ),
            ),
            Return(c(-1)),
        ),
    )
    return Program(
        (
            search,
            AssignMany(("a", "b"), (c(0), c(1))),
            For("i", c(0), c(9), 1, False, body),
            Assign("x", c(40)),
            halve,
            say(Call("search", (c(8),)), Call("search", (c(99),))),
        )
    )


def choices() -> Program:
    cases = ((c(1), (say(c("one")),)), (c(2), (Assign("n", c(20)), say(c("two")))))
    return Program(
        (
            Const("LIMIT", c(3)),
            Assign("n", c(0)),
            For(
                "i",
                c(1),
                Name("LIMIT"),
                1,
                True,
                (Switch(Name("i"), cases, (say(c("many"), UnaryOp("-", Name("n"))),)),),
            ),
        )
    )


def errors() -> Program:
    check = FunctionDef(
        "check",
        ("n",),
        (
            If(Compare(Name("n"), "<", c(0)), (Raise(JoinedStr((c("negative: "), Name("n")))),)),
            Return(BinOp(c(12), "//", Name("n"))),
        ),
    )
    safe = Try((say(Call("check", (Name("n"),))),), None, (say(c("failed"), Name("n")),))
    told = Try((Expr(Call("check", (c(-1),))),), "e", (say(Name("e")),))
    return Program(
        (
            check,
            ForEach("n", numbers(3, 0, -2), (safe,)),
            told,
            Assign("xs", numbers(1)),
            Try((say(Subscript(Name("xs"), c(4))),), None, (Assign("y", c(1)), say(c("outside")))),
            say(Intrinsic("integer", (c("x1y"[:1]),))),
        )
    )


def conversation() -> Program:
    twice = FunctionDef("twice", ("n",), (Return(plus(Name("n"), Name("n"))),))

    def asked() -> Intrinsic:
        return Intrinsic("integer", (Input(),))

    return Program(
        (
            twice,
            Assign("n", asked()),
            For("i", c(0), Name("n"), 1, False, (WriteFile("notes.txt", Call("twice", (asked(),)), True),)),
            say(plus(asked(), plus(Call("twice", (asked(),)), Call("twice", (asked(),))))),
            ForEach(
                "line", Intrinsic("split", (Intrinsic("trim", (ReadFile("notes.txt"),)), c("\n"))), (say(Name("line")),)
            ),
            Assign("stack", List(())),
            Append("stack", c(1)),
            Append("stack", c(2)),
            Pop("top", "stack"),
            Pop(None, "stack"),
            say(Name("top"), length(Name("stack"))),
        ),
        lines=("2", "10", "20", "1", "2", "3"),
    )


PROGRAMS = {
    make.__name__: make
    for make in (
        fibonacci,
        factorial,
        countdown,
        mutual,
        nested_calls,
        bubble_sort,
        rows,
        word_count,
        strings,
        jumps,
        choices,
        errors,
        conversation,
    )
}
