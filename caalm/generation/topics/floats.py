"""Floats: halves, quarters and tenths, how they print, and how they are rounded for printing.

price = 2.5
print(price * 3)
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import operate, report

OPERATIONS = (
    "q = q + FLOAT(0, 9)",
    "q = q - FLOAT(0, 9)",
    "q = q * K(2, 4)",
    "q = q * ANY(0.5, 1.5, 2.0, 0.1)",
    "q = q / ANY(2, 4, 5, 10)",
    "r = q + r",
    "r = q - K(1, 9)",
    "r = n / ANY(2, 4, 5, 8, 10)",
    "r = n * ANY(0.5, 0.25, 1.5, 0.1)",
    "n = K(0, 20)",
    "q = q if q > r else r",
    "flag = q > FLOAT(0, 9)",
    "flag = q == r",
    "s = fixed(q, K(0, 2))",
    "s = fixed(q / K(3, 9), K(1, 3))",
    "if q > FLOAT(0, 9):\n    q = q - ANY(0.5, 1.0, 2.5)\nelse:\n    q = q + ANY(0.5, 1.0, 2.5)",
    "for _ in range(K(1, 3)):\n    q = q + ANY(0.5, 0.25, 1.5)",
    "for _ in range(K(1, 3)):\n    q = q / 2",
    "q = abs(q - FLOAT(5, 20))",
)
IDIOMS = (
    "q = FLOAT(1, 20)\nn = K(1, 5)\nprint(q * n)",
    "qs = FLOATS(0, 4)\nq = 0.0\nfor r in qs:\n    q += r\nprint(q)",
    "qs = FLOATS(1, 4)\nq = qs[0]\nfor r in qs:\n    if r > q:\n        q = r\nprint(q)",
    "xs = INTS(1, 4)\nn = sum(xs)\nprint(fixed(n / len(xs), K(1, 2)))",
    "xs = INTS(2, 2)\nprint(sum(xs) / 2)",
    "q = FLOAT(10, 30)\nr = q * 9 / 5 + 32\nprint(fixed(r, 1))",
    "q = FLOAT(1, 9)\nr = FLOAT(1, 9)\nprint(q * r)",
    "q = FLOAT(1, 9)\nprint(fixed(3.14 * q * q, 2))",
    "n = K(1, 30)\nprint(n / K(2, 9))",
    "n = K(1, 30)\nprint(n / ANY(2, 4, 5, 8, 10))",
    "q = ANY(10.0, 50.0, 100.0, 20.0)\nfor _ in range(K(1, 3)):\n    q = q * 1.5\nprint(q)",
    "q = ANY(1.0, 8.0, 10.0, 64.0)\nwhile q > 1:\n    q = q / 2\n    print(q)",
    "q = 0.0\nfor i in through(1, K(1, 5)):\n    q += 0.5\nprint(q)",
    "q = 0.0\nfor i in range(K(1, 4)):\n    q += 0.1\nprint(fixed(q, 1))",
    "q = FLOAT(0, 100)\nif q >= ANY(36.6, 37.5, 50.0):\n    print(T())\nelse:\n    print(T())",
    "q = FLOAT(0, 20)\nn = K(0, 20)\nSHOW(q > n, 'bool')",
    "q = FLOAT(1, 20)\nprint(LABEL() + fixed(q, 2))",
    "q = FLOAT(1, 20)\nprint(f'{W()} {fixed(q, 2)} {W()}')",
    "q = FLOAT(1, 20)\nprint(f'{W()}: {q}')",
    "print(K(1, 9) / 2 + K(1, 9) / 4)",
    "print(ANY(0.1, 0.2, 0.5, 1.5) + ANY(0.2, 0.25, 2.5))",
    "print(fixed(K(1, 20) / 3, K(1, 3)))",
    "q = K(1, 9) * 1.0\nprint(q)",
    "q = FLOAT(1, 9)\nq = q - q\nprint(q)",
)  # fmt: skip


def draw(author: Author) -> None:
    """A known calculation, or floats that go through some operations."""
    if author.random() < 0.4:
        author.use(author.pick(IDIOMS))
        return
    author.use(author.pick(("q = FLOAT(0, 20)", "q = FLOAT(0, 20)\nn = K(1, 20)", "q = FLOAT(0, 9)\nr = FLOAT(0, 9)")))
    operate(author, OPERATIONS, author.between(1, 2 + author.spec.max_steps // 12))
    author.scope["int"].clear()
    report(author)
