"""Loops beyond while and for: break, continue, repeat until, for each, nested ones, and switches in them.

for i in range(10):
    if i == 4:
        break
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import report
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

IDIOMS = (
    "for i in range(K(0, 3), K(4, 8)):\n    if i == K(0, 6):\n        break\n    print(i)",
    "for i in through(1, K(2, 5)):\n    if TEST(i):\n        continue\n    print(i)",
    "n = 0\nfor i in through(1, K(3, 7)):\n    if TEST(i):\n        continue\n    n += i\nprint(n)",
    "n = K(0, 5)\nwhile True:\n    n += K(1, 4)\n    if n > K(3, 15):\n        break\nprint(n)",
    "n = K(0, 9)\nk = 0\nwhile True:\n    if n < K(1, 5):\n        break\n    n -= K(1, 3)\n    k += 1\nprint(k)",
    "n = K(0, 5)\nwith until(n > K(3, 9)):\n    print(n)\n    n += K(1, 3)",
    "n = K(1, 3)\nk = 0\nwith until(n >= K(8, 40)):\n    n = n * 2\n    k += 1\nprint(k)",
    "n = K(0, 9)\nwith until(n == 0):\n    n = n // 2\n    print(n)",
    "for w in WORDS(0, 4):\n    print(w)",
    "for x in INTS(0, 5):\n    if TEST(x):\n        break\n    print(x)",
    "for x in INTS(0, 5):\n    if TEST(x):\n        continue\n    print(E(x))",
    "for ch in S(0, 5):\n    if ch == LETTER():\n        continue\n    print(ch)",
    "for i in through(1, K(1, 3)):\n    for j in through(1, K(1, 3)):\n        if j > i:\n            break\n        print(i * j)",
    "for i in through(1, K(1, 3)):\n    for j in through(1, K(1, 3)):\n        if i == j:\n            continue\n        print(f'{i}{j}')",
    "n = 0\nfor i in range(K(1, 4)):\n    for j in range(K(1, 3)):\n        n += E(i, j)\nprint(n)",
    "for i in through(1, K(3, 6)):\n    match i % 3:\n        case 0:\n            print(T())\n        case 1:\n            print(T())\n        case _:\n            print(i)",
    "n = K(1, 7)\nmatch n:\n    case 1:\n        print(T())\n    case 2:\n        print(T())\n    case K(3, 7):\n        print(T())\n    case _:\n        print(T())",
    "n = K(0, 3)\nmatch n:\n    case K(0, 3):\n        k = K(0, 9)\n    case K(0, 3):\n        k = K(10, 20)\n    case _:\n        k = K(20, 30)\nprint(k)",
    "s = ANY('red', 'green', 'blue', W())\nmatch s:\n    case 'red':\n        print(T())\n    case 'green':\n        print(T())\n    case _:\n        print(s)",
    "n = 0\nfor w in ['up', 'up', 'down', ANY('up', 'left'), ANY('down', 'up')]:\n    match w:\n        case 'up':\n            n += K(1, 3)\n        case 'down':\n            n -= K(1, 3)\nprint(n)",
    "s = ANY('+', '-', '*')\na = K(1, 12)\nb = K(1, 9)\nmatch s:\n    case '+':\n        print(a + b)\n    case '-':\n        print(a - b)\n    case '*':\n        print(a * b)",
    "flag = False\nfor x in INTS(1, 6):\n    if TEST(x):\n        flag = True\n        break\nSHOW(flag, 'bool')",
    "n = K(10, 40)\nfor i in range(2, 20):\n    if n % i == 0:\n        print(i)\n        break",
    "n = 0\nwhile n < K(3, 8):\n    n += 1\n    if TEST(n):\n        continue\n    print(n)",
    "k = 0\nfor i in range(K(0, 9), 0, -1):\n    k += i\n    if k > K(5, 20):\n        break\nprint(k)",
    "for i in range(0, K(1, 20), 5):\n    print(i)",
    "for i in range(K(3, 5), 0, -1):\n    print(i)\nprint(T())",
    "a, b = K(0, 2), 1\nwhile a < K(5, 30):\n    a, b = b, a + b\nprint(a)",
    "for i in through(1, K(2, 15)):\n    if i % 15 == 0:\n        print('FizzBuzz')\n    elif i % 3 == 0:\n        print('Fizz')\n    elif i % 5 == 0:\n        print('Buzz')\n    else:\n        print(i)",
    "for i in through(1, K(0, 4)):\n    print(repeat(MARK(), i))",
    "t = ''\nfor i in through(1, K(0, 6)):\n    t = t + str(i)\nprint(t)",
    "n = K(2, 6)\nfor i in range(n):\n    n += i\nprint(n)",
    "x = K(0, 20)\ny = K(0, 20)\nx, y = y, x\nprint(x)\nprint(y)",
    "LIMIT: const = K(2, 9)\nn = 0\nwhile n < LIMIT:\n    n += K(1, 4)\nprint(n)",
)  # fmt: skip


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
