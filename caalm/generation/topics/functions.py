"""Functions: parameters, results, early returns, local names, functions that call functions.

def clamp(n, low, high):        (an idiom, under drawn names and with drawn arguments)
    if n < low:
        return low
    ...
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import NUMBER_OPERATIONS, STRING_OPERATIONS, in_branch, in_function, operate, report
from caalm.program.nodes import Assign, BinOp, Call, Constant, Expr, Expression, Name, Print

IDIOMS = (
    "def double(n: K(0, 50)) -> int:\n    return n * 2",
    "def square(n: K(0, 12)) -> int:\n    return n * n",
    "def add(a: K(0, 50), b: K(0, 50)) -> int:\n    return a + b",
    "def area(width: K(1, 12), height: K(1, 12)) -> int:\n    return width * height",
    "def is_even(n: K(0, 50)) -> bool:\n    return n % 2 == 0",
    "def sign(n: ANY(K(0, 0), K(1, 20), -5, -1)) -> int:\n    if n > 0:\n        return 1\n    if n < 0:\n        return -1\n    return 0",
    "def clamp(n: K(0, 40), low: K(0, 12), high: K(13, 30)) -> int:\n    if n < low:\n        return low\n    if n > high:\n        return high\n    return n",
    "def biggest(a: K(0, 30), b: K(0, 30), c: K(0, 30)) -> int:\n    best = a\n    if b > best:\n        best = b\n    if c > best:\n        best = c\n    return best",
    "def max2(a: K(0, 30), b: K(0, 30)) -> int:\n    if a > b:\n        return a\n    else:\n        return b",
    "def distance(a: K(0, 50), b: K(0, 50)) -> int:\n    return a - b if a > b else b - a",
    "def distance(a: K(0, 50), b: K(0, 50)) -> int:\n    return abs(a - b)",
    "def average(a: K(0, 20), b: K(0, 20)) -> int:\n    return (a + b) // 2",
    "def factorial(n: K(0, 6)) -> int:\n    result = 1\n    for i in through(2, n):\n        result *= i\n    return result",
    "def sum_to(n: K(0, 8)) -> int:\n    total = 0\n    for i in through(1, n):\n        total += i\n    return total",
    "def power(base: K(1, 5), n: K(0, 4)) -> int:\n    result = 1\n    for _ in range(n):\n        result *= base\n    return result",
    "def gcd(a: K(4, 60), b: K(4, 60)) -> int:\n    while b != 0:\n        a, b = b, a % b\n    return a",
    "def gcd(a: K(4, 60), b: K(4, 60)) -> int:\n    while b > 0:\n        t1 = a % b\n        a = b\n        b = t1\n    return a",
    "def is_prime(n: K(0, 30)) -> bool:\n    if n < 2:\n        return False\n    for i in range(2, n):\n        if n % i == 0:\n            return False\n    return True",
    "def is_prime(n: K(1, 60)) -> bool:\n    if n < 2:\n        return False\n    i = 2\n    while i * i <= n:\n        if n % i == 0:\n            return False\n        i += 1\n    return True",
    "def count_divisors(n: K(1, 12)) -> int:\n    count = 0\n    for i in through(1, n):\n        if n % i == 0:\n            count += 1\n    return count",
    "def digit_sum(n: ANY(K(0, 9), K(10, 999), K(100, 9999))) -> int:\n    total = 0\n    while n > 0:\n        total += n % 10\n        n = n // 10\n    return total",
    "def digits(n: K(1, 9999)) -> int:\n    count = 0\n    while n > 0:\n        n //= 10\n        count += 1\n    return count",
    "def reverse_number(n: K(1, 9999)) -> int:\n    result = 0\n    while n > 0:\n        result = result * 10 + n % 10\n        n = n // 10\n    return result",
    "def fib(n: K(0, 8)) -> int:\n    a = 0\n    b = 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a",
    "def collatz(n: ANY(K(1, 6), 8, 10, 16)) -> int:\n    steps = 0\n    while n != 1:\n        if n % 2 == 0:\n            n = n // 2\n        else:\n            n = 3 * n + 1\n        steps += 1\n    return steps",
    "def is_leap(year: ANY(K(1990, 2030), 1900, 2000, 2100)) -> bool:\n    if year % 400 == 0:\n        return True\n    if year % 100 == 0:\n        return False\n    return year % 4 == 0",
    "def is_leap(year: ANY(K(1990, 2030), 1900, 2000)) -> bool:\n    return year % 4 == 0 and year % 100 != 0 or year % 400 == 0",
    "def to_minutes(hours: K(0, 12), minutes: K(0, 59)) -> int:\n    return hours * 60 + minutes",
    "def fahrenheit(c: K(0, 20)) -> int:\n    return c * 9 // 5 + 32",
    'def grade(n: K(30, 100)) -> str:\n    if n >= K(85, 95):\n        return "A"\n    if n >= K(70, 84):\n        return "B"\n    if n >= K(50, 69):\n        return "C"\n    return "F"',
    'def fizzbuzz(n: K(1, 30)) -> str:\n    if n % 15 == 0:\n        return "FizzBuzz"\n    if n % 3 == 0:\n        return "Fizz"\n    if n % 5 == 0:\n        return "Buzz"\n    return str(n)',
    'def parity(n: K(0, 30)) -> str:\n    return "even" if n % 2 == 0 else "odd"',
    'def describe(n: K(0, 30)) -> str:\n    if n == 0:\n        return "zero"\n    elif n < K(5, 15):\n        return T()\n    else:\n        return T()',
    'def greet(name: W()) -> str:\n    return GREETING() + name',
    'def greet(name: W()) -> str:\n    return f"{GREETING()}{name}{TAIL()}"',
    'def full_name(s: W(), t: W()) -> str:\n    return s + " " + t',
    'def shout(s: W()) -> str:\n    return s.upper() + "!"',
    'def line(n: K(0, 8)) -> str:\n    t = ""\n    for _ in range(n):\n        t = t + MARK()\n    return t',
    'def line(n: K(0, 8)) -> str:\n    return repeat(MARK(), n)',
    "def price(n: K(1, 9), cost: K(1, 20)) -> int:\n    total = n * cost\n    if n > K(2, 7):\n        total -= K(1, 5)\n    return total",
    "def tax(amount: K(10, 99)) -> int:\n    if amount < K(20, 50):\n        return 0\n    return amount // K(4, 10)",
    "def apply(x: K(0, 20), y: K(0, 20)) -> int:\n    n = E(x, y)\n    if TEST(n):\n        return E(n, x)\n    return E(n, y)",
    "def step(x: K(0, 20)) -> int:\n    return E(x) if TEST(x) else E(x)",
    "def pick(flag: BOOL(), a: K(0, 20), b: K(0, 20)) -> int:\n    if flag:\n        return a\n    return b",
    "def both(a: K(0, 20), b: K(0, 20)) -> bool:\n    return TEST(a) and TEST(b)",
    "def either(a: K(0, 20), b: K(0, 20)) -> bool:\n    return TEST(a) or CMP(a, b)",
    "def between(n: K(0, 20), low: K(0, 9), high: K(9, 20)) -> bool:\n    return low <= n and n <= high",
    "def countdown(n: K(0, 4)) -> none:\n    while n > 0:\n        print(n)\n        n -= 1",
    "def show(s: W(), n: K(0, 30)) -> none:\n    print(s, n)",
    "def show(s: W(), n: K(0, 30)) -> none:\n    print(f\"{s}: {n}\")",
    "def say(n: K(0, 4)) -> none:\n    for i in through(1, n):\n        print(E(i))",
    "def hello() -> none:\n    print(T())",
    "def check(n: K(0, 20)) -> none:\n    if TEST(n):\n        print(T())\n        return\n    print(T())",
    "def swap_and_show(a: K(0, 20), b: K(0, 20)) -> none:\n    a, b = b, a\n    print(a)\n    print(b)",
    "def total(xs: INTS(0, 5)) -> int:\n    n = 0\n    for x in xs:\n        n += x\n    return n",
    "def largest(xs: INTS(1, 5)) -> int:\n    best = xs[0]\n    for x in xs:\n        if x > best:\n            best = x\n    return best",
    "def evens(xs: INTS(0, 5)) -> ints:\n    ys = []\n    for x in xs:\n        if x % 2 == 0:\n            ys.append(x)\n    return ys",
    "def add_all(xs: INTS(0, 4), k: K(1, 9)) -> ints:\n    ys = []\n    for x in xs:\n        ys.append(x + k)\n    return ys",
)  # fmt: skip


def draw(author: Author) -> None:
    """A few functions, known ones or free ones, and what calls them."""
    roll = author.random()
    if roll < 0.42:
        for _ in range(1 if author.chance(0.75) or author.spec.max_steps < 20 else 2):
            idiom(author)
        if author.chance(0.25):
            operate(author, NUMBER_OPERATIONS, 1)
    elif roll < 0.85:
        free(author)
    else:
        local_scope(author)


def idiom(author: Author) -> None:
    """A function as people write it, called once or twice."""
    if author.chance(0.25):
        author.use("n = K(0, 30)")
    function = author.define(author.pick(IDIOMS))
    for _ in range(1 if author.chance(0.6) else 2):
        function.use()


def free(author: Author) -> None:
    """Functions with random bodies; a later one may call an earlier one."""
    if author.chance(0.4):
        author.use("n = K(0, 20)")
    functions: list[tuple[str, int, str]] = []
    for _ in range(1 if author.chance(0.5) else 2):
        strings = author.chance(0.2)
        parameters = (
            ("s", "n")[: author.between(1, 2)] if strings else ("a", "b", "c")[: author.pick((1, 1, 2, 2, 2, 3))]
        )
        operations = STRING_OPERATIONS if strings else NUMBER_OPERATIONS
        name, kind = in_function(author, parameters, operations, author.between(0, 2))
        if strings:
            value: Expression = Call(name, (author.hole_s(1, 6), Constant(author.between(0, 9)))[: len(parameters)])
            author.body += author.show(value, kind)
        else:
            functions.append((name, len(parameters), kind))
    for name, count, kind in functions:
        for _ in range(1 if author.chance(0.6) else 2):
            _call(author, name, count, kind, functions)
    if author.chance(0.3):
        operate(author, NUMBER_OPERATIONS, 1)
        report(author, 1)


def _call(author: Author, name: str, count: int, kind: str, functions: list[tuple[str, int, str]]) -> None:
    arguments: list[Expression] = []
    for _ in range(count):
        known = author.scope["int"]
        roll = author.random()
        if roll < 0.3 and known:
            arguments.append(Name(author.pick(known)))
        elif roll < 0.4:
            other, needed, _ = author.pick(functions)
            arguments.append(Call(other, tuple([Constant(author.between(0, 9)) for _ in range(needed)])))
        else:
            arguments.append(Constant(author.between(0, 20)))
    call: Expression = Call(name, tuple(arguments))
    roll = author.random()
    if kind != "int" or roll < 0.35:
        author.body += author.show(call, kind)
    elif roll < 0.7:
        target = author.fresh("n")
        author.body.append(Assign(target, call))
        author.scope["int"].append(target)
        if author.chance(0.3):
            in_branch(author, NUMBER_OPERATIONS)
        author.body += author.show(Name(target), "int")
    elif roll < 0.85:
        author.body += author.show(BinOp(call, author.pick("+-*"), Constant(author.between(1, 9))), "int")
    else:
        name, count, _ = author.pick(functions)
        other = Call(name, tuple([Constant(author.between(0, 9)) for _ in range(count)]))
        author.body += author.show(BinOp(call, author.pick("+-"), other), "int")


_SCOPES = (
    "n = K(0, 20)\ndef f():\n    n = K(0, 20)\n    print(n)\nf()\nprint(n)",
    "n = K(0, 20)\ndef f(n):\n    n = n + K(1, 9)\n    return n\nprint(f(n))\nprint(n)",
    "n = K(0, 20)\ndef f(x):\n    return x + n\nprint(f(K(0, 9)))\nn = K(0, 20)\nprint(f(K(0, 9)))",
    "def f(n):\n    n += K(1, 9)\n    return n\nn = K(0, 20)\nf(n)\nprint(n)\nn = f(n)\nprint(n)",
    "def f(xs):\n    xs.append(K(0, 9))\nxs = INTS(1, 3)\nf(xs)\nprint(len(xs))\nprint(xs[LAST(xs)])",
    "def f(xs):\n    xs = [K(0, 9)]\n    return len(xs)\nxs = INTS(2, 4)\nprint(f(xs))\nprint(len(xs))",
    "n: const = K(2, 9)\ndef f(x):\n    return x * n\nfor i in range(K(1, 3)):\n    print(f(i))",
    "def f(x):\n    return E(x)\ndef g(x):\n    return f(x) + f(E(x))\nprint(g(K(0, 9)))",
    "def f(x):\n    return E(x)\ndef g(x, y):\n    if CMP(x, y):\n        return f(x)\n    return f(y)\nprint(g(K(0, 9), K(0, 9)))",
    "def f(x):\n    return E(x)\nprint(f(f(K(0, 9))))",
    "def f(a, b):\n    return a - b\nx = K(0, 20)\ny = K(0, 20)\nprint(f(x, y))\nprint(f(y, x))",
    "def f(x):\n    print(T())\n    return E(x)\nn = f(K(0, 9)) + f(K(0, 9))\nprint(n)",
    "def f(x):\n    print(x)\n    return TEST(x)\nif f(K(0, 9)) and f(K(0, 9)):\n    print(T())\nelse:\n    print(T())",
    "def f(x):\n    print(x)\n    return TEST(x)\nflag = f(K(0, 9)) or f(K(0, 9))\nif flag:\n    print(T())",
)  # fmt: skip


def local_scope(author: Author) -> None:
    """What is local, what is the program's, and in which order things are called."""
    text = author.pick(_SCOPES)
    functions = {role: author.function_name(role) for role in ("f", "g") if f"def {role}(" in text}
    author.use(text, **functions)
    if not any(isinstance(node, Print | Expr) for node in author.body):
        report(author, 1)
