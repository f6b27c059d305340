"""Functions: parameters, results, early returns, local names, functions that call functions.

def clamp(n, low, high):        (an idiom, under drawn names and with drawn arguments)
    if n < low:
        return low
    ...
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import NUMBER_OPERATIONS, STRING_OPERATIONS, in_branch, in_function, operate, report
from caalm.generation.topics.template import paragraphs
from caalm.program.nodes import Assign, BinOp, Call, Constant, Expr, Expression, Name, Print

IDIOMS = paragraphs(
    """
def double(n: K(0, 50)) -> int:
    return n * 2

def square(n: K(0, 12)) -> int:
    return n * n

def add(a: K(0, 50), b: K(0, 50)) -> int:
    return a + b

def area(width: K(1, 12), height: K(1, 12)) -> int:
    return width * height

def is_even(n: K(0, 50)) -> bool:
    return n % 2 == 0

def sign(n: ANY(K(0, 0), K(1, 20), -5, -1)) -> int:
    if n > 0:
        return 1
    if n < 0:
        return -1
    return 0

def clamp(n: K(0, 40), low: K(0, 12), high: K(13, 30)) -> int:
    if n < low:
        return low
    if n > high:
        return high
    return n

def biggest(a: K(0, 30), b: K(0, 30), c: K(0, 30)) -> int:
    best = a
    if b > best:
        best = b
    if c > best:
        best = c
    return best

def max2(a: K(0, 30), b: K(0, 30)) -> int:
    if a > b:
        return a
    else:
        return b

def distance(a: K(0, 50), b: K(0, 50)) -> int:
    return a - b if a > b else b - a

def distance(a: K(0, 50), b: K(0, 50)) -> int:
    return abs(a - b)

def average(a: K(0, 20), b: K(0, 20)) -> int:
    return (a + b) // 2

def factorial(n: K(0, 6)) -> int:
    result = 1
    for i in through(2, n):
        result *= i
    return result

def sum_to(n: K(0, 8)) -> int:
    total = 0
    for i in through(1, n):
        total += i
    return total

def power(base: K(1, 5), n: K(0, 4)) -> int:
    result = 1
    for _ in range(n):
        result *= base
    return result

def gcd(a: K(4, 60), b: K(4, 60)) -> int:
    while b != 0:
        a, b = b, a % b
    return a

def gcd(a: K(4, 60), b: K(4, 60)) -> int:
    while b > 0:
        t1 = a % b
        a = b
        b = t1
    return a

def is_prime(n: K(0, 30)) -> bool:
    if n < 2:
        return False
    for i in range(2, n):
        if n % i == 0:
            return False
    return True

def is_prime(n: K(1, 60)) -> bool:
    if n < 2:
        return False
    i = 2
    while i * i <= n:
        if n % i == 0:
            return False
        i += 1
    return True

def count_divisors(n: K(1, 12)) -> int:
    count = 0
    for i in through(1, n):
        if n % i == 0:
            count += 1
    return count

def digit_sum(n: ANY(K(0, 9), K(10, 999), K(100, 9999))) -> int:
    total = 0
    while n > 0:
        total += n % 10
        n = n // 10
    return total

def digits(n: K(1, 9999)) -> int:
    count = 0
    while n > 0:
        n //= 10
        count += 1
    return count

def reverse_number(n: K(1, 9999)) -> int:
    result = 0
    while n > 0:
        result = result * 10 + n % 10
        n = n // 10
    return result

def fib(n: K(0, 8)) -> int:
    a = 0
    b = 1
    for _ in range(n):
        a, b = b, a + b
    return a

def collatz(n: ANY(K(1, 6), 8, 10, 16)) -> int:
    steps = 0
    while n != 1:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps

def is_leap(year: ANY(K(1990, 2030), 1900, 2000, 2100)) -> bool:
    if year % 400 == 0:
        return True
    if year % 100 == 0:
        return False
    return year % 4 == 0

def is_leap(year: ANY(K(1990, 2030), 1900, 2000)) -> bool:
    return year % 4 == 0 and year % 100 != 0 or year % 400 == 0

def to_minutes(hours: K(0, 12), minutes: K(0, 59)) -> int:
    return hours * 60 + minutes

def fahrenheit(c: K(0, 20)) -> int:
    return c * 9 // 5 + 32

def grade(n: K(30, 100)) -> str:
    if n >= K(85, 95):
        return "A"
    if n >= K(70, 84):
        return "B"
    if n >= K(50, 69):
        return "C"
    return "F"

def fizzbuzz(n: K(1, 30)) -> str:
    if n % 15 == 0:
        return "FizzBuzz"
    if n % 3 == 0:
        return "Fizz"
    if n % 5 == 0:
        return "Buzz"
    return str(n)

def parity(n: K(0, 30)) -> str:
    return "even" if n % 2 == 0 else "odd"

def describe(n: K(0, 30)) -> str:
    if n == 0:
        return "zero"
    elif n < K(5, 15):
        return T()
    else:
        return T()

def greet(name: W()) -> str:
    return GREETING() + name

def greet(name: W()) -> str:
    return f"{GREETING()}{name}{TAIL()}"

def full_name(s: W(), t: W()) -> str:
    return s + " " + t

def shout(s: W()) -> str:
    return s.upper() + "!"

def line(n: K(0, 8)) -> str:
    t = ""
    for _ in range(n):
        t = t + MARK()
    return t

def line(n: K(0, 8)) -> str:
    return repeat(MARK(), n)

def price(n: K(1, 9), cost: K(1, 20)) -> int:
    total = n * cost
    if n > K(2, 7):
        total -= K(1, 5)
    return total

def tax(amount: K(10, 99)) -> int:
    if amount < K(20, 50):
        return 0
    return amount // K(4, 10)

def apply(x: K(0, 20), y: K(0, 20)) -> int:
    n = E(x, y)
    if TEST(n):
        return E(n, x)
    return E(n, y)

def step(x: K(0, 20)) -> int:
    return E(x) if TEST(x) else E(x)

def pick(flag: BOOL(), a: K(0, 20), b: K(0, 20)) -> int:
    if flag:
        return a
    return b

def both(a: K(0, 20), b: K(0, 20)) -> bool:
    return TEST(a) and TEST(b)

def either(a: K(0, 20), b: K(0, 20)) -> bool:
    return TEST(a) or CMP(a, b)

def between(n: K(0, 20), low: K(0, 9), high: K(9, 20)) -> bool:
    return low <= n and n <= high

def countdown(n: K(0, 4)) -> none:
    while n > 0:
        print(n)
        n -= 1

def show(s: W(), n: K(0, 30)) -> none:
    print(s, n)

def show(s: W(), n: K(0, 30)) -> none:
    print(f"{s}: {n}")

def say(n: K(0, 4)) -> none:
    for i in through(1, n):
        print(E(i))

def hello() -> none:
    print(T())

def check(n: K(0, 20)) -> none:
    if TEST(n):
        print(T())
        return
    print(T())

def swap_and_show(a: K(0, 20), b: K(0, 20)) -> none:
    a, b = b, a
    print(a)
    print(b)

def total(xs: INTS(0, 5)) -> int:
    n = 0
    for x in xs:
        n += x
    return n

def largest(xs: INTS(1, 5)) -> int:
    best = xs[0]
    for x in xs:
        if x > best:
            best = x
    return best

def evens(xs: INTS(0, 5)) -> ints:
    ys = []
    for x in xs:
        if x % 2 == 0:
            ys.append(x)
    return ys

def add_all(xs: INTS(0, 4), k: K(1, 9)) -> ints:
    ys = []
    for x in xs:
        ys.append(x + k)
    return ys
"""
)


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
        second = Call(name, tuple([Constant(author.between(0, 9)) for _ in range(count)]))
        author.body += author.show(BinOp(call, author.pick("+-"), second), "int")


_SCOPES = paragraphs(
    """
n = K(0, 20)
def f():
    n = K(0, 20)
    print(n)
f()
print(n)

n = K(0, 20)
def f(n):
    n = n + K(1, 9)
    return n
print(f(n))
print(n)

n = K(0, 20)
def f(x):
    return x + n
print(f(K(0, 9)))
n = K(0, 20)
print(f(K(0, 9)))

def f(n):
    n += K(1, 9)
    return n
n = K(0, 20)
f(n)
print(n)
n = f(n)
print(n)

def f(xs):
    xs.append(K(0, 9))
xs = INTS(1, 3)
f(xs)
print(len(xs))
print(xs[LAST(xs)])

def f(xs):
    xs = [K(0, 9)]
    return len(xs)
xs = INTS(2, 4)
print(f(xs))
print(len(xs))

n: const = K(2, 9)
def f(x):
    return x * n
for i in range(K(1, 3)):
    print(f(i))

def f(x):
    return E(x)
def g(x):
    return f(x) + f(E(x))
print(g(K(0, 9)))

def f(x):
    return E(x)
def g(x, y):
    if CMP(x, y):
        return f(x)
    return f(y)
print(g(K(0, 9), K(0, 9)))

def f(x):
    return E(x)
print(f(f(K(0, 9))))

def f(a, b):
    return a - b
x = K(0, 20)
y = K(0, 20)
print(f(x, y))
print(f(y, x))

def f(x):
    print(T())
    return E(x)
n = f(K(0, 9)) + f(K(0, 9))
print(n)

def f(x):
    print(x)
    return TEST(x)
if f(K(0, 9)) and f(K(0, 9)):
    print(T())
else:
    print(T())

def f(x):
    print(x)
    return TEST(x)
flag = f(K(0, 9)) or f(K(0, 9))
if flag:
    print(T())
"""
)


def local_scope(author: Author) -> None:
    """What is local, what is the program's, and in which order things are called."""
    text = author.pick(_SCOPES)
    functions = {role: author.function_name(role) for role in ("f", "g") if f"def {role}(" in text}
    author.use(text, **functions)
    if not any(isinstance(node, Print | Expr) for node in author.body):
        report(author, 1)
