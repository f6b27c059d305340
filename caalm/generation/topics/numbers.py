"""Large integers: five to nine digits, added, subtracted, multiplied by little, and taken apart.

population = 48213
print(population + 91787)
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import operate, report

OPERATIONS = (
    "n = n + BIG()",
    "n = n - BIG()",
    "n = n + k",
    "n = n - k",
    "n = n * K(2, 9)",
    "k = k + K(1, 999)",
    "n = n // ANY(2, 5, 10, 100, 1000)",
    "k = n % ANY(10, 100, 1000)",
    "x = n + k",
    "x = abs(n - k)",
    "x = max(n, k)",
    "flag = n > k",
    "n, k = k, n",
    "n += K(1, 9)",
    "n -= K(1, 999)",
    "if n > k:\n    n -= k\nelse:\n    k -= n",
    "for _ in range(K(1, 3)):\n    n += ANY(1000, 250, 99, 12345)",
)
IDIOMS = (
    "n = BIG()\nk = BIG()\nprint(n + k)",
    "n = BIG()\nk = BIG()\nprint(n - k)",
    "n = BIG()\nprint(n * K(2, 9))",
    "print(BIG() + BIG())",
    "print(BIG() - K(1, 999))",
    "n = ANY(99999, 9999, 199999, 999999, 10999)\nn += K(1, 2)\nprint(n)",
    "n = ANY(100000, 1000000, 20000, 10000)\nn -= K(1, 9)\nprint(n)",
    "n = BIG()\nk = 0\nwhile n > 0:\n    k += n % 10\n    n = n // 10\nprint(k)",
    "n = BIG()\nk = 0\nwhile n > 0:\n    n = n // 10\n    k += 1\nprint(k)",
    "n = K(10000, 99999)\nk = 0\nwhile n > 0:\n    k = k * 10 + n % 10\n    n = n // 10\nprint(k)",
    "n = BIG()\nprint(len(str(n)))",
    "n = BIG()\nprint(reverse(str(n)))",
    "n = 1\nfor i in through(1, K(5, 9)):\n    n *= i\nprint(n)",
    "n = K(2, 9)\nfor _ in range(K(4, 8)):\n    n *= ANY(2, 3, 10)\nprint(n)",
    "n = 1\nwhile n < K(2000, 60000):\n    n = n * 2\nprint(n)",
    "print(ANY(2, 3, 4, 5, 7, 10) ** K(3, 7))",
    "n = BIG()\nk = BIG()\nif CMP(n, k):\n    print(T())\nelse:\n    print(T())",
    "xs = INTS(2, 4, 10000, 99999)\nprint(sum(xs))",
    "xs = INTS(2, 4, 10000, 999999)\nn = xs[0]\nfor x in xs:\n    if x > n:\n        n = x\nprint(n)",
    "n = BIG()\nprint(n // 1000)\nprint(n % 1000)",
    "n = K(3600, 99999)\nprint(n // 3600)\nprint(n % 3600 // 60)",
    "n = K(100, 999) * 1000\nprint(n)",
    "n = BIG()\nSHOW(n % ANY(2, 3, 5, 10) == 0, 'bool')",
)  # fmt: skip


def draw(author: Author) -> None:
    """A known calculation, or large numbers that go through some operations."""
    if author.random() < 0.4:
        author.use(author.pick(IDIOMS))
        return
    author.use(author.pick(("n = BIG()\nk = BIG()", "n = BIG()", "n = K(10000, 99999)\nk = K(100, 9999)")))
    operate(author, OPERATIONS, author.between(1, 2 + author.spec.max_steps // 15))
    report(author)
