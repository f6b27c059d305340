"""Recursion: one call that calls itself, with the smallest arguments drawn often.

def factorial(n):
    if n <= 1:
        return 1
    return n * factorial(n - 1)
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.template import paragraphs
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

IDIOMS = paragraphs(
    """
def factorial(n: K(0, 6)) -> int:
    if n <= 1:
        return 1
    return n * factorial(n - 1)

def factorial(n: K(0, 6)) -> int:
    if n == 0:
        return 1
    else:
        return n * factorial(n - 1)

def factorial(n: K(0, 6)) -> int:
    return 1 if n < 2 else n * factorial(n - 1)

def fib(n: K(0, 5)) -> int:
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)

def fib(n: K(0, 5)) -> int:
    if n <= 1:
        return n
    else:
        return fib(n - 1) + fib(n - 2)

def gcd(a: K(2, 60), b: K(0, 40)) -> int:
    if b == 0:
        return a
    return gcd(b, a % b)

def gcd(a: K(2, 30), b: K(2, 30)) -> int:
    if a == b:
        return a
    if a > b:
        return gcd(a - b, b)
    return gcd(a, b - a)

def power(base: K(1, 5), n: K(0, 4)) -> int:
    if n == 0:
        return 1
    return base * power(base, n - 1)

def power(base: K(2, 3), n: K(0, 6)) -> int:
    if n == 0:
        return 1
    half = power(base, n // 2)
    if n % 2 == 0:
        return half * half
    return half * half * base

def countdown(n: K(0, 5)) -> none:
    if n > 0:
        print(n)
        countdown(n - 1)

def countdown(n: K(0, 5)) -> none:
    if n == 0:
        print(T())
        return
    print(n)
    countdown(n - 1)

def count_up(n: K(0, 4)) -> none:
    if n > 0:
        count_up(n - 1)
        print(n)

def there_and_back(n: K(0, 3)) -> none:
    if n > 0:
        print(n)
        there_and_back(n - 1)
        print(n)

def digit_sum(n: ANY(K(0, 9), K(10, 999), K(100, 99999))) -> int:
    if n < 10:
        return n
    return n % 10 + digit_sum(n // 10)

def digit_sum(n: K(0, 999)) -> int:
    if n == 0:
        return 0
    return n % 10 + digit_sum(n // 10)

def count_digits(n: K(0, 99999)) -> int:
    return 1 if n < 10 else 1 + count_digits(n // 10)

def sum_to(n: K(0, 7)) -> int:
    if n == 0:
        return 0
    return n + sum_to(n - 1)

def sum_to(n: K(0, 7)) -> int:
    if n <= 0:
        return 0
    return sum_to(n - 1) + n

def multiply(a: K(0, 12), b: K(0, 5)) -> int:
    if b == 0:
        return 0
    return a + multiply(a, b - 1)

def add(a: K(0, 12), b: K(0, 5)) -> int:
    if b == 0:
        return a
    return add(a + 1, b - 1)

def remainder(a: K(0, 40), b: K(3, 12)) -> int:
    if a < b:
        return a
    return remainder(a - b, b)

def is_even(n: K(0, 6)) -> bool:
    if n == 0:
        return True
    return not is_even(n - 1)

def is_even(n: K(0, 9)) -> bool:
    if n == 0:
        return True
    if n == 1:
        return False
    return is_even(n - 2)

def collatz(n: ANY(K(1, 6), 8, 10)) -> int:
    if n == 1:
        return 0
    if n % 2 == 0:
        return 1 + collatz(n // 2)
    return 1 + collatz(3 * n + 1)

def binary(n: K(0, 20)) -> str:
    if n < 2:
        return str(n)
    return binary(n // 2) + str(n % 2)

def reverse_it(s: S(0, 5)) -> str:
    if len(s) <= 1:
        return s
    return reverse_it(drop(s, 1)) + s[FIRST]

def reverse_it(s: S(0, 4)) -> str:
    if s == "":
        return ""
    return reverse_it(drop(s, 1)) + s[FIRST]

def is_palindrome(s: ANY(S(0, 5), 'anna', 'level', 'noon', 'abca', 'aa')) -> bool:
    if len(s) < 2:
        return True
    if s[FIRST] != s[LAST(s)]:
        return False
    return is_palindrome(take(drop(s, 1), len(s) - 2))

def stars(n: K(0, 5)) -> str:
    if n == 0:
        return ""
    return MARK() + stars(n - 1)

def total(xs: INTS(0, 4)) -> int:
    if len(xs) == 0:
        return 0
    return xs[FIRST] + total(drop(xs, 1))

def largest(xs: INTS(1, 4)) -> int:
    if len(xs) == 1:
        return xs[FIRST]
    rest = largest(drop(xs, 1))
    return xs[FIRST] if xs[FIRST] > rest else rest

def sum_from(xs: INTS(0, 4), i: K(0, 1)) -> int:
    if i >= len(xs):
        return 0
    return xs[PLACE(i)] + sum_from(xs, i + 1)

def length(xs: INTS(0, 4)) -> int:
    if len(xs) == 0:
        return 0
    return 1 + length(drop(xs, 1))

def find(xs: INTS(1, 5), x: K(0, 9), i: 0) -> bool:
    if i == len(xs):
        return False
    if xs[PLACE(i)] == x:
        return True
    return find(xs, x, i + 1)

def ackermann(m: K(0, 1), n: K(0, 2)) -> int:
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))

def choose(n: K(0, 4), k: K(0, 2)) -> int:
    if k == 0 or n == k:
        return 1
    if k > n:
        return 0
    return choose(n - 1, k - 1) + choose(n - 1, k)

def moves(n: K(0, 5)) -> int:
    if n == 0:
        return 0
    return 2 * moves(n - 1) + 1

def hanoi(n: K(0, 2), a: "A", b: "B", c: "C") -> none:
    if n > 0:
        hanoi(n - 1, a, c, b)
        print(f"{a} {c}")
        hanoi(n - 1, b, a, c)

def halve(n: K(1, 40)) -> int:
    if n <= 1:
        return 0
    return 1 + halve(n // 2)

def fill(n: K(0, 4), xs: []) -> int:
    if n == 0:
        return len(xs)
    xs.append(n)
    return fill(n - 1, xs)

def total(n: K(0, 5), acc: 0) -> int:
    if n == 0:
        return acc
    return total(n - 1, acc + n)

def product(low: K(1, 4), high: K(1, 6)) -> int:
    if low > high:
        return 1
    return low * product(low + 1, high)
"""
)
_MUTUAL = paragraphs(
    """
def f(n):
    if n == 0:
        return True
    return g(n - 1)
def g(n):
    if n == 0:
        return False
    return f(n - 1)
b = f(K(0, 5))
SHOW(b, 'bool')

def f(n):
    if n <= 0:
        return K(0, 5)
    return g(n - K(1, 2)) + K(1, 5)
def g(n):
    if n <= 0:
        return K(0, 5)
    return f(n - K(1, 2)) * 2
print(f(K(0, 5)))

def f(n):
    if n > 0:
        print(T())
        g(n - 1)
def g(n):
    if n > 0:
        print(T())
        f(n - 1)
f(K(0, 4))
"""
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
    bases: tuple[Expression, ...] = (Constant(author.between(0, 3)), seen[-1], Constant(author.between(0, 9)))
    base = author.pick(bases)
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
