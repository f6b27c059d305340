"""Errors on purpose: one that nobody catches ends the output; one that is caught runs its handler.

try:
    print(10 // n)
except ...:
    print("oops")
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import NUMBER_OPERATIONS, operate
from caalm.generation.topics.template import paragraphs
from caalm.program.nodes import Name

FAILURES = paragraphs(
    """
print(K(1, 20) // n)

print(K(1, 20) % n)

k = K(1, 30) // (n - K(0, 3))
print(k)

print(missing)

k = missing + 1
print(k)

print(xs[OUTSIDE(xs)])

k = xs[OUTSIDE(xs)] + 1
print(k)

print(d[ANY('a', 'b', 'zz', 'key')])

print(int(ANY('abc', '12', 'x1', W(), '', 'one', '40', '3.5')))

k = int(ANY('abc', '12', 'x1', W(), '', 'one', '40', '3.5')) + 1
print(k)

raise error(T())

raise error(W())

if CMP(n, k):
    raise error(T())
print(n)

if TEST(n):
    raise error(W())
print(K(1, 9))

print(n + ANY('a', '1', '', 'x'))

print(int(DIGITS(1, 99)) + n)

print(K(1, 20) // (n + 1))

print(xs[0])
"""
)
"""Some of them go well: whether one fails is what has to be found out."""
_HANDLERS = paragraphs(
    """
try:
{body}
except Exception:
    print(T())

try:
    print(T())
{body}
    print(T())
except Exception:
    print(T())

try:
{body}
except Exception:
    n = K(0, 9)
    print(n)
print(T())

try:
{body}
except Exception:
    n = K(0, 9)
print(n)

for i in range(K(1, 3)):
    try:
{inner}
    except Exception:
        print(T())
"""
)
_NAMED = paragraphs(
    """
try:
    raise error(T())
except Exception as message:
    print(message)

def f(n):
    if TEST(n):
        raise error(T())
    return E(n)
try:
    print(f(K(0, 9)))
except Exception as message:
    print(message)

try:
    if TEST(n):
        raise error(W())
    print(n)
except Exception as message:
    print(message)
print(T())

for i in range(K(1, 4)):
    try:
        if i == K(0, 3):
            raise error(W())
        print(i)
    except Exception as message:
        print(message)

try:
    try:
        raise error(W())
    except Exception:
        raise error(T())
except Exception as message:
    print(message)
"""
)
_FUNCTIONS = paragraphs(
    """
def f(a, b):
    if b == 0:
        raise error(T())
    return a // b
try:
    print(f(K(1, 20), K(0, 2)))
    print(f(K(1, 20), K(0, 2)))
except Exception:
    print(T())

def f(a, b):
    return a // b
print(f(K(5, 20), K(1, 4)))
print(f(K(5, 20), K(0, 1)))
print(T())

def f(n):
    try:
        return K(1, 20) // n
    except Exception:
        return K(0, 9)
print(f(K(0, 2)))
print(f(K(0, 2)))

def f(s):
    try:
        return int(s)
    except Exception:
        return 0
print(f(DIGITS(0, 99)) + f(ANY('x', '12', 'seven', '', '5')))

def f(n):
    if n == 0:
        raise error(W())
    print(n)
    f(n - 1)
try:
    f(K(0, 3))
except Exception as message:
    print(message)

def f(n):
    if TEST(n):
        raise error(W())
    return n
n = 0
for x in INTS(1, 4):
    try:
        n += f(x)
    except Exception:
        n += K(1, 9)
print(n)
"""
)


def draw(author: Author) -> None:
    """A few statements, then one that may fail: by itself, caught, or deep in a function."""
    author.use("n = ANY(0, 0, 0, 1, K(0, 9))")
    with_list = author.chance(0.4)
    if with_list:
        author.use("xs = INTS(1, 3)")
    if author.chance(0.85):
        author.body += author.block("print(T())") if author.chance(0.5) else author.show(_n(author), "int")
    if author.chance(0.3):
        operate(author, NUMBER_OPERATIONS, 1)
    roll = author.random()
    if roll < 0.2:
        text = author.pick(_FUNCTIONS)
        author.use(text, f=author.function_name("f"))
    elif roll < 0.32:
        text = author.pick(_NAMED)
        names = {"n": author.scope["int"][0]} if "def f" not in text else {}
        author.use(text, **names, **({"f": author.function_name("f")} if "def f" in text else {}))
    else:
        _failure(author, caught=roll < 0.58)
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
    if "d[" in text:
        author.use("d = {'a': K(1, 9), W(): K(1, 9)}")
        roles["d"] = author.scope["dict"][0]
    if "missing" in text:
        roles["missing"] = author.fresh("n")
    if caught:
        frame = author.pick(_HANDLERS[2:] if raises else _HANDLERS)
        inner = "\n".join("        " + line for line in text.split("\n"))
        text = frame.replace("{body}", inner.replace("        ", "    ", 1).replace("\n        ", "\n    ")).replace(
            "{inner}", inner
        )
    author.use(text, **roles)
