"""Errors on purpose: one that nobody catches ends the output; one that is caught runs its handler.

try:
    print(10 // n)
except ...:
    print("oops")
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import NUMBER_OPERATIONS, operate
from caalm.program.nodes import Name

FAILURES = (
    "print(K(1, 20) // n)",
    "print(K(1, 20) % n)",
    "k = K(1, 30) // (n - {n})\nprint(k)",
    "print({unbound})",
    "k = {unbound} + 1\nprint(k)",
    "print(xs[{outside}])",
    "k = xs[{outside}] + 1\nprint(k)",
    "print(d[{absent}])",
    "print(int({word}))",
    "k = int({word}) + 1\nprint(k)",
    "raise error(T())",
    "raise error(W())",
    "if CMP(n, k):\n    raise error(T())\nprint(n)",
    "if TEST(n):\n    raise error(W())\nprint(K(1, 9))",
    "print(n + {string})",
    "print(int(DIGITS(1, 99)) + n)",
    "print(K(1, 20) // (n + 1))",
    "print(xs[0])",
)
"""Some of them go well: whether one fails is what has to be found out."""
_HANDLERS = (
    "try:\n{body}\nexcept Exception:\n    print(T())",
    "try:\n    print(T())\n{body}\n    print(T())\nexcept Exception:\n    print(T())",
    "try:\n{body}\nexcept Exception:\n    n = K(0, 9)\n    print(n)\nprint(T())",
    "try:\n{body}\nexcept Exception:\n    n = K(0, 9)\nprint(n)",
    "for i in range(K(1, 3)):\n    try:\n{inner}\n    except Exception:\n        print(T())",
)
_NAMED = (
    "try:\n    raise error(T())\nexcept Exception as message:\n    print(message)",
    "def f(n):\n    if TEST(n):\n        raise error(T())\n    return E(n)\n"
    "try:\n    print(f(K(0, 9)))\nexcept Exception as message:\n    print(message)",
    "try:\n    if TEST(n):\n        raise error(W())\n    print(n)\nexcept Exception as message:\n    print(message)\nprint(T())",
    "for i in range(K(1, 4)):\n    try:\n        if i == K(0, 3):\n            raise error(W())\n        print(i)\n    except Exception as message:\n        print(message)",
    "try:\n    try:\n        raise error(W())\n    except Exception:\n        raise error(T())\nexcept Exception as message:\n    print(message)",
)  # fmt: skip
_FUNCTIONS = (
    "def f(a, b):\n    if b == 0:\n        raise error(T())\n    return a // b\n"
    "try:\n    print(f(K(1, 20), K(0, 2)))\n    print(f(K(1, 20), K(0, 2)))\nexcept Exception:\n    print(T())",
    "def f(a, b):\n    return a // b\nprint(f(K(5, 20), K(1, 4)))\nprint(f(K(5, 20), K(0, 1)))\nprint(T())",
    "def f(n):\n    try:\n        return K(1, 20) // n\n    except Exception:\n        return K(0, 9)\n"
    "print(f(K(0, 2)))\nprint(f(K(0, 2)))",
    "def f(s):\n    try:\n        return int(s)\n    except Exception:\n        return 0\n"
    "print(f(DIGITS(0, 99)) + f(ANY('x', '12', 'seven', '', '5')))",
    "def f(n):\n    if n == 0:\n        raise error(W())\n    print(n)\n    f(n - 1)\n"
    "try:\n    f(K(0, 3))\nexcept Exception as message:\n    print(message)",
    "def f(n):\n    if TEST(n):\n        raise error(W())\n    return n\nn = 0\nfor x in INTS(1, 4):\n"
    "    try:\n        n += f(x)\n    except Exception:\n        n += K(1, 9)\nprint(n)",
)


def draw(author: Author) -> None:
    """A few statements, then one that may fail: by itself, caught, or deep in a function."""
    author.use("n = ANY(0, 0, 1, K(0, 9))")
    with_list = author.chance(0.4)
    if with_list:
        author.use("xs = INTS(1, 3)")
    if author.chance(0.6):
        author.body += author.block("print(T())") if author.chance(0.5) else author.show(_n(author), "int")
    if author.chance(0.3):
        operate(author, NUMBER_OPERATIONS, 1)
    roll = author.random()
    if roll < 0.25:
        text = author.pick(_FUNCTIONS)
        author.use(text, f=author.function_name("f"))
    elif roll < 0.42:
        text = author.pick(_NAMED)
        names = {"n": author.scope["int"][0]} if "def f" not in text else {}
        author.use(text, **names, **({"f": author.function_name("f")} if "def f" in text else {}))
    else:
        _failure(author, caught=roll < 0.78)
    if author.chance(0.4):
        author.use("print(T())")


def _n(author: Author) -> Name:
    return Name(author.scope["int"][0])


def _failure(author: Author, *, caught: bool) -> None:
    text = author.pick(FAILURES)
    raises = text.startswith("raise")
    if raises and not caught:  # nothing may stand after a certain failure
        text = "if CMP(n, K(0, 3)):\n    " + text
    roles = {"n": author.scope["int"][0]}
    if "k:" in text or "CMP" in text:
        author.use("k = K(0, 9)")
        roles["k"] = author.scope["int"][-1]
    if "xs[" in text:
        if not author.scope["ints"]:
            author.use("xs = INTS(0, 3)")
        roles["xs"] = author.scope["ints"][0]
        length = author.lengths[roles["xs"]] or 0
        text = text.replace("{outside}", str(length + author.between(-1, 3) if length else author.between(0, 2)))
    if "d[" in text:
        author.use("d = {'a': K(1, 9), W(): K(1, 9)}")
        roles["d"] = author.scope["dict"][0]
    if "{unbound}" in text:
        roles["missing"] = author.fresh("n")
    text = (
        text.replace("{n}", str(author.between(0, 3)))
        .replace("{unbound}", "missing")
        .replace("{absent}", author.pick(("'a'", "'b'", "'zz'", "'key'")))
        .replace("{word}", author.pick(("'abc'", "'12'", "'x1'", "'7'", "''", "'one'", "'40'", "'3.5'")))
        .replace("{string}", author.pick(("'a'", "'1'", "''", "'x'")))
    )
    if caught:
        frame = author.pick(_HANDLERS[2:] if raises else _HANDLERS)
        inner = "\n".join("        " + line for line in text.split("\n"))
        text = frame.replace("{body}", inner.replace("        ", "    ", 1).replace("\n        ", "\n    ")).replace(
            "{inner}", inner
        )
    author.use(text, **roles)
