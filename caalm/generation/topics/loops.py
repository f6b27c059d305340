"""Loops beyond while and for: break, continue, repeat until, for each, nested ones, and switches in them.

for i in range(10):
    if i == 4:
        break
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import report
from caalm.generation.topics.template import paragraphs
from caalm.program.nodes import (
    Assign,
    BinOp,
    Break,
    Compare,
    Constant,
    Continue,
    Expression,
    For,
    ForEach,
    If,
    Name,
    Print,
    RepeatUntil,
    Statement,
    Switch,
    While,
)

IDIOMS = paragraphs(
    """
for i in range(K(0, 3), K(4, 8)):
    if i == K(0, 6):
        break
    print(i)

for i in through(1, K(2, 5)):
    if TEST(i):
        continue
    print(i)

n = 0
for i in through(1, K(3, 7)):
    if TEST(i):
        continue
    n += i
print(n)

n = K(0, 5)
while True:
    n += K(1, 4)
    if n > K(3, 15):
        break
print(n)

n = K(0, 9)
k = 0
while True:
    if n < K(1, 5):
        break
    n -= K(1, 3)
    k += 1
print(k)

n = K(0, 5)
with until(n > K(3, 9)):
    print(n)
    n += K(1, 3)

n = K(1, 3)
k = 0
with until(n >= K(8, 40)):
    n = n * 2
    k += 1
print(k)

n = K(0, 9)
with until(n == 0):
    n = n // 2
    print(n)

for w in WORDS(0, 4):
    print(w)

for x in INTS(0, 5):
    if TEST(x):
        break
    print(x)

for x in INTS(0, 5):
    if TEST(x):
        continue
    print(E(x))

for ch in S(0, 5):
    if ch == LETTER():
        continue
    print(ch)

for i in through(1, K(1, 3)):
    for j in through(1, K(1, 3)):
        if j > i:
            break
        print(i * j)

for i in through(1, K(1, 3)):
    for j in through(1, K(1, 3)):
        if i == j:
            continue
        print(f'{i}{j}')

n = 0
for i in range(K(1, 4)):
    for j in range(K(1, 3)):
        n += E(i, j)
print(n)

for i in through(1, K(3, 6)):
    match i % 3:
        case 0:
            print(T())
        case 1:
            print(T())
        case _:
            print(i)

n = K(1, 7)
match n:
    case 1:
        print(T())
    case 2:
        print(T())
    case K(3, 7):
        print(T())
    case _:
        print(T())

n = K(0, 3)
match n:
    case K(0, 3):
        k = K(0, 9)
    case K(0, 3):
        k = K(10, 20)
    case _:
        k = K(20, 30)
print(k)

s = ANY('red', 'green', 'blue', W())
match s:
    case 'red':
        print(T())
    case 'green':
        print(T())
    case _:
        print(s)

n = 0
for w in ['up', 'up', 'down', ANY('up', 'left'), ANY('down', 'up')]:
    match w:
        case 'up':
            n += K(1, 3)
        case 'down':
            n -= K(1, 3)
print(n)

s = ANY('+', '-', '*')
a = K(1, 12)
b = K(1, 9)
match s:
    case '+':
        print(a + b)
    case '-':
        print(a - b)
    case '*':
        print(a * b)

flag = False
for x in INTS(1, 6):
    if TEST(x):
        flag = True
        break
SHOW(flag, 'bool')

n = K(10, 40)
for i in range(2, 20):
    if n % i == 0:
        print(i)
        break

n = 0
while n < K(3, 8):
    n += 1
    if TEST(n):
        continue
    print(n)

k = 0
for i in range(K(0, 9), 0, -1):
    k += i
    if k > K(5, 20):
        break
print(k)

for i in range(0, K(1, 20), 5):
    print(i)

for i in range(K(3, 5), 0, -1):
    print(i)
print(T())

a, b = K(0, 2), 1
while a < K(5, 30):
    a, b = b, a + b
print(a)

for i in through(1, K(2, 15)):
    if i % 15 == 0:
        print('FizzBuzz')
    elif i % 3 == 0:
        print('Fizz')
    elif i % 5 == 0:
        print('Buzz')
    else:
        print(i)

for i in through(1, K(0, 4)):
    print(repeat(MARK(), i))

t = ''
for i in through(1, K(0, 6)):
    t = t + str(i)
print(t)

n = K(2, 6)
for i in range(n):
    n += i
print(n)

x = K(0, 20)
y = K(0, 20)
x, y = y, x
print(x)
print(y)

LIMIT: const = K(2, 9)
n = 0
while n < LIMIT:
    n += K(1, 4)
print(n)
"""
)


def draw(author: Author) -> None:
    """A known loop, or a free one in which break, continue, branches and calculations are mixed."""
    if author.random() < 0.4:
        author.use(author.pick(IDIOMS).replace("LIMIT", "limit"))
        return
    free(author)


def free(author: Author) -> None:
    """A loop of a random kind around a random body that a break or a continue cuts through."""
    author.use(author.pick(("n = K(0, 9)", "n = K(0, 9)\nk = K(0, 20)", "n = 0\nk = K(1, 9)")))
    for _ in range(1 if author.chance(0.8) or author.spec.max_steps < 20 else 2):
        _loop(author)
    report(author)


def _loop(author: Author) -> None:
    roll = author.random()
    own = [Name(name) for name in author.scope["int"][:2]]
    if roll < 0.3:
        author.use("xs = INTS(0, 5)") if author.chance(0.5) else None
        lists = author.scope["ints"]
        iterable: Expression = Name(lists[-1]) if lists else author.hole_ints(0, 5)
        element = author.fresh("x")
        author.body.append(ForEach(element, iterable, _body(author, Name(element), own)))
        return
    if roll < 0.6:
        counter = author.fresh("i")
        stop, inclusive = author.bound(Constant(author.between(1, 6)), False)
        start = Constant(author.between(0, 2))
        author.body.append(For(counter, start, stop, 1, inclusive, _body(author, Name(counter), own)))
        return
    counter = author.fresh("n")
    author.body.append(Assign(counter, Constant(author.between(0, 3))))
    step = Assign(counter, BinOp(Name(counter), "+", Constant(author.between(1, 3))))
    limit = Constant(author.between(2, 8))
    if roll < 0.8:
        body = _body(author, Name(counter), own, advance=step, skips=False)
        author.body.append(RepeatUntil(body, Compare(Name(counter), author.pick((">", ">=")), limit)))
        return
    body = _body(author, Name(counter), own, advance=step)
    if roll < 0.9:
        author.body.append(While(Compare(Name(counter), "<", limit), body))
    else:
        end = If(Compare(Name(counter), author.pick((">", ">=")), limit), (Break(),))
        author.body.append(While(Constant(True), (*body, end)))


def _body(
    author: Author, counter: Name, own: list[Name], advance: Assign | None = None, *, skips: bool = True
) -> tuple[Statement, ...]:
    """What happens in a round; ``advance`` moves the counter before anything can be skipped."""
    body: list[Statement] = [] if advance is None else [advance]
    jump: Statement = Break() if author.chance(0.5) or not skips else Continue()
    if author.chance(0.75):
        test = author.hole_test(counter if author.chance(0.7) else own[0])
        before: tuple[Statement, ...] = (Print((author.hole_t(),)),) if author.chance(0.25) else ()
        place = author.between(0, 1)
        body.append(If(test, (*before, jump)))
        if place:
            body.insert(len(body) - 1, _change(author, counter, own))
    roll = author.random()
    if roll < 0.2:
        cases = dict.fromkeys(author.between(0, 4) for _ in range(author.between(1, 3)))
        made = tuple([(Constant(value), (_change(author, counter, own),)) for value in cases])
        subject: Expression = BinOp(counter, "%", Constant(author.between(2, 4))) if author.chance(0.5) else counter
        default = (Print((author.hole_t(),)),) if author.chance(0.7) else ()
        body.append(Switch(subject, made, default))
    elif roll < 0.4:
        other = (_change(author, counter, own),) if author.chance(0.5) else ()
        body.append(If(author.hole_test(counter), (_change(author, counter, own),), other))
    for _ in range(author.between(1, 2)):
        body.append(_change(author, counter, own) if author.chance(0.5) else Print((author.pick((counter, *own)),)))
    return tuple(body)


def _change(author: Author, counter: Name, own: list[Name]) -> Statement:
    target = author.pick(own)
    if author.chance(0.5):
        return Assign(target.id, BinOp(target, "+", counter))
    return Assign(target.id, author.hole_e(target, counter))
