"""Recursion: one call that calls itself, with the smallest arguments drawn often.

def factorial(n):
    if n <= 1:
        return 1
    return n * factorial(n - 1)
"""

from caalm.generation.topics.author import Author
from caalm.program.nodes import (
    Assign,
    BinOp,
    Call,
    Compare,
    Constant,
    Expression,
    FunctionDef,
    If,
    Name,
    Print,
    Return,
    Statement,
)

IDIOMS = (
    "def factorial(n: K(0, 6)) -> int:\n    if n <= 1:\n        return 1\n    return n * factorial(n - 1)",
    "def factorial(n: K(0, 6)) -> int:\n    if n == 0:\n        return 1\n    else:\n        return n * factorial(n - 1)",
    "def factorial(n: K(0, 6)) -> int:\n    return 1 if n < 2 else n * factorial(n - 1)",
    "def fib(n: K(0, 5)) -> int:\n    if n < 2:\n        return n\n    return fib(n - 1) + fib(n - 2)",
    "def fib(n: K(0, 5)) -> int:\n    if n <= 1:\n        return n\n    else:\n        return fib(n - 1) + fib(n - 2)",
    "def gcd(a: K(2, 60), b: K(0, 40)) -> int:\n    if b == 0:\n        return a\n    return gcd(b, a % b)",
    "def gcd(a: K(2, 30), b: K(2, 30)) -> int:\n    if a == b:\n        return a\n    if a > b:\n        return gcd(a - b, b)\n    return gcd(a, b - a)",
    "def power(base: K(1, 5), n: K(0, 4)) -> int:\n    if n == 0:\n        return 1\n    return base * power(base, n - 1)",
    "def power(base: K(2, 3), n: K(0, 6)) -> int:\n    if n == 0:\n        return 1\n    half = power(base, n // 2)\n    if n % 2 == 0:\n        return half * half\n    return half * half * base",
    "def countdown(n: K(0, 5)) -> none:\n    if n > 0:\n        print(n)\n        countdown(n - 1)",
    "def countdown(n: K(0, 5)) -> none:\n    if n == 0:\n        print(T())\n        return\n    print(n)\n    countdown(n - 1)",
    "def count_up(n: K(0, 4)) -> none:\n    if n > 0:\n        count_up(n - 1)\n        print(n)",
    "def there_and_back(n: K(0, 3)) -> none:\n    if n > 0:\n        print(n)\n        there_and_back(n - 1)\n        print(n)",
    "def digit_sum(n: ANY(K(0, 9), K(10, 999), K(100, 99999))) -> int:\n    if n < 10:\n        return n\n    return n % 10 + digit_sum(n // 10)",
    "def digit_sum(n: K(0, 999)) -> int:\n    if n == 0:\n        return 0\n    return n % 10 + digit_sum(n // 10)",
    "def count_digits(n: K(0, 99999)) -> int:\n    return 1 if n < 10 else 1 + count_digits(n // 10)",
    "def sum_to(n: K(0, 7)) -> int:\n    if n == 0:\n        return 0\n    return n + sum_to(n - 1)",
    "def sum_to(n: K(0, 7)) -> int:\n    if n <= 0:\n        return 0\n    return sum_to(n - 1) + n",
    "def multiply(a: K(0, 12), b: K(0, 5)) -> int:\n    if b == 0:\n        return 0\n    return a + multiply(a, b - 1)",
    "def add(a: K(0, 12), b: K(0, 5)) -> int:\n    if b == 0:\n        return a\n    return add(a + 1, b - 1)",
    "def remainder(a: K(0, 40), b: K(3, 12)) -> int:\n    if a < b:\n        return a\n    return remainder(a - b, b)",
    "def is_even(n: K(0, 6)) -> bool:\n    if n == 0:\n        return True\n    return not is_even(n - 1)",
    "def is_even(n: K(0, 9)) -> bool:\n    if n == 0:\n        return True\n    if n == 1:\n        return False\n    return is_even(n - 2)",
    "def collatz(n: ANY(K(1, 6), 8, 10)) -> int:\n    if n == 1:\n        return 0\n    if n % 2 == 0:\n        return 1 + collatz(n // 2)\n    return 1 + collatz(3 * n + 1)",
    'def binary(n: K(0, 20)) -> str:\n    if n < 2:\n        return str(n)\n    return binary(n // 2) + str(n % 2)',
    'def reverse_it(s: S(0, 5)) -> str:\n    if len(s) <= 1:\n        return s\n    return reverse_it(drop(s, 1)) + s[FIRST]',
    'def reverse_it(s: S(0, 4)) -> str:\n    if s == "":\n        return ""\n    return reverse_it(drop(s, 1)) + s[FIRST]',
    "def is_palindrome(s: ANY(S(0, 5), 'anna', 'level', 'noon', 'abca', 'aa')) -> bool:\n    if len(s) < 2:\n        return True\n    if s[FIRST] != s[LAST(s)]:\n        return False\n    return is_palindrome(take(drop(s, 1), len(s) - 2))",
    'def stars(n: K(0, 5)) -> str:\n    if n == 0:\n        return ""\n    return MARK() + stars(n - 1)',
    "def total(xs: INTS(0, 4)) -> int:\n    if len(xs) == 0:\n        return 0\n    return xs[FIRST] + total(drop(xs, 1))",
    "def largest(xs: INTS(1, 4)) -> int:\n    if len(xs) == 1:\n        return xs[FIRST]\n    rest = largest(drop(xs, 1))\n    return xs[FIRST] if xs[FIRST] > rest else rest",
    "def sum_from(xs: INTS(0, 4), i: K(0, 1)) -> int:\n    if i >= len(xs):\n        return 0\n    return xs[PLACE(i)] + sum_from(xs, i + 1)",
    "def length(xs: INTS(0, 4)) -> int:\n    if len(xs) == 0:\n        return 0\n    return 1 + length(drop(xs, 1))",
    "def find(xs: INTS(1, 5), x: K(0, 9), i: 0) -> bool:\n    if i == len(xs):\n        return False\n    if xs[PLACE(i)] == x:\n        return True\n    return find(xs, x, i + 1)",
    "def ackermann(m: K(0, 1), n: K(0, 2)) -> int:\n    if m == 0:\n        return n + 1\n    if n == 0:\n        return ackermann(m - 1, 1)\n    return ackermann(m - 1, ackermann(m, n - 1))",
    "def choose(n: K(0, 4), k: K(0, 2)) -> int:\n    if k == 0 or n == k:\n        return 1\n    if k > n:\n        return 0\n    return choose(n - 1, k - 1) + choose(n - 1, k)",
    "def moves(n: K(0, 5)) -> int:\n    if n == 0:\n        return 0\n    return 2 * moves(n - 1) + 1",
    'def hanoi(n: K(0, 2), a: "A", b: "B", c: "C") -> none:\n    if n > 0:\n        hanoi(n - 1, a, c, b)\n        print(f"{a} {c}")\n        hanoi(n - 1, b, a, c)',
    "def halve(n: K(1, 40)) -> int:\n    if n <= 1:\n        return 0\n    return 1 + halve(n // 2)",
    "def fill(n: K(0, 4), xs: []) -> int:\n    if n == 0:\n        return len(xs)\n    xs.append(n)\n    return fill(n - 1, xs)",
    "def total(n: K(0, 5), acc: 0) -> int:\n    if n == 0:\n        return acc\n    return total(n - 1, acc + n)",
    "def product(low: K(1, 4), high: K(1, 6)) -> int:\n    if low > high:\n        return 1\n    return low * product(low + 1, high)",
)  # fmt: skip
_MUTUAL = (
    "def f(n):\n    if n == 0:\n        return True\n    return g(n - 1)\n"
    "def g(n):\n    if n == 0:\n        return False\n    return f(n - 1)\n"
    "b = f(K(0, 5))\nSHOW(b, 'bool')",
    "def f(n):\n    if n <= 0:\n        return K(0, 5)\n    return g(n - K(1, 2)) + K(1, 5)\n"
    "def g(n):\n    if n <= 0:\n        return K(0, 5)\n    return f(n - K(1, 2)) * 2\n"
    "print(f(K(0, 5)))",
    "def f(n):\n    if n > 0:\n        print(T())\n        g(n - 1)\n"
    "def g(n):\n    if n > 0:\n        print(T())\n        f(n - 1)\n"
    "f(K(0, 4))",
)
_MEMO = (
    "d = {}\ndef f(n):\n    if n in d:\n        return d[n]\n    if n < 2:\n        return n\n"
    "    x = f(n - 1) + f(n - 2)\n    d[n] = x\n    return x\nprint(f(K(0, 6)))"
)


def draw(author: Author) -> None:
    """A function that calls itself: a known one, one of two that call each other, or a free one."""
    roll = author.random()
    if roll < 0.5:
        if author.chance(0.2):
            author.use("n = K(0, 9)")
        function = author.define(author.pick(IDIOMS))
        for _ in range(1 if author.chance(0.75) else 2):
            function.use()
        return
    if roll < 0.62:
        text = _MEMO if roll < 0.54 else author.pick(_MUTUAL)
        author.use(text, **{role: author.function_name(role) for role in ("f", "g") if f"def {role}(" in text})
        return
    free(author)


def free(author: Author) -> None:
    """A function of one or two parameters that goes down to a base case, with something of its own at every level."""
    name = author.function_name("f")
    n = author.fresh("n")
    accumulator = author.fresh("acc") if author.chance(0.3) else None
    step = author.pick((1, 1, 1, 2, 3))
    down: Expression = BinOp(Name(n), "-", Constant(step))
    if author.chance(0.15):
        down = BinOp(Name(n), "//", Constant(author.between(2, 3)))
    seen = [Name(n)] + ([Name(accumulator)] if accumulator else [])
    arguments: tuple[Expression, ...] = (down,)
    if accumulator:
        arguments = (down, author.hole_e(Name(accumulator), Name(n)))
    again: Expression = Call(name, arguments)
    base: Expression = author.pick((Constant(author.between(0, 3)), seen[-1], Constant(author.between(0, 9))))
    result = again if accumulator and author.chance(0.7) else _combined(author, Name(n), again)
    body: list[Statement] = [If(Compare(Name(n), "<=", Constant(author.between(0, 2))), (Return(base),))]
    if author.chance(0.2):
        body.append(Print((author.hole_e(*seen),)))
    if author.chance(0.3):
        other = _combined(author, Name(n), Call(name, arguments))
        body.append(If(author.hole_test(Name(n)), (Return(other),)))
    if author.chance(0.3):
        kept = author.fresh("rest")
        body += [Assign(kept, Call(name, arguments)), Return(_combined(author, Name(n), Name(kept)))]
    else:
        body.append(Return(result))
    author.body.append(FunctionDef(name, (n, *([accumulator] if accumulator else [])), tuple(body)))
    for _ in range(1 if author.chance(0.75) else 2):
        first = Constant(author.between(0, 3 + 2 * step))
        call = Call(name, (first, Constant(author.between(0, 3))) if accumulator else (first,))
        author.body += author.show(call, "int")


def _combined(author: Author, n: Expression, again: Expression) -> Expression:
    roll = author.random()
    own: Expression = n if roll < 0.6 else Constant(author.between(1, 9)) if roll < 0.8 else author.hole_e(n)
    operator = author.pick("+++-*")
    return BinOp(own, operator, again) if author.chance(0.7) else BinOp(again, operator, own)
