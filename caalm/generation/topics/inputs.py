"""Programs that read lines: the prompt gives the lines, the program takes one after the other.

name = input()
print("Hello " + name)
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import NUMBER_OPERATIONS, STRING_OPERATIONS, in_branch, operate, report

IDIOMS = (
    ("s = input()\nprint(GREETING() + s)", "w"),
    ("s = input()\nprint(f'{GREETING()}{s}{TAIL()}')", "w"),
    ("s = input()\nprint(s.upper())", "w"),
    ("s = input()\nprint(reverse(s))", "w"),
    ("s = input()\nprint(len(s))", "e"),
    ("s = input()\nt = input()\nprint(t + ' ' + s)", "ww"),
    ("s = input()\nt = input()\nif s == t:\n    print(T())\nelse:\n    print(T())", "xx"),
    ("n = int(input())\nprint(n * K(2, 9))", "n"),
    ("n = int(input())\nk = int(input())\nprint(n + k)", "nn"),
    ("n = int(input())\nk = int(input())\nprint(n - k)", "nn"),
    ("n = int(input())\nk = int(input())\nprint(E(n, k))", "nn"),
    ("n = int(input())\nif TEST(n):\n    print(T())\nelse:\n    print(T())", "n"),
    ("n = int(input())\nk = int(input())\nprint(max(n, k))", "nn"),
    ("n = int(input())\nfor i in through(1, n):\n    print(E(i))", "c"),
    ("n = int(input())\nk = 0\nfor i in through(1, n):\n    k += i\nprint(k)", "c"),
    ("n = int(input())\ns = input()\nprint(repeat(s, n))", "cw"),
    ("s = input()\nfor w in s.split(' '):\n    print(w)", "s"),
    ("s = input()\nprint(len(s.split(' ')))", "s"),
    ("s = input()\nk = 0\nfor w in s.split(' '):\n    k += int(w)\nprint(k)", "i"),
    ("s = input()\nws = s.split(' ')\nprint(ws[1])", "s"),
    ("s = input()\nws = s.split(' ')\nn = int(ws[0])\nk = int(ws[1])\nprint(n * k)", "i"),
    ("n = int(input())\nk = 0\nfor _ in range(n):\n    k += int(input())\nprint(k)", "*"),
    ("n = int(input())\nxs = []\nfor _ in range(n):\n    xs.append(int(input()))\nprint(len(xs))\nprint(sum(xs))", "*"),
    ("n = int(input())\nk = int(input())\nwhile k < n:\n    k += K(1, 9)\nprint(k)", "nn"),
    ("s = input()\nmatch s:\n    case 'add':\n        print(int(input()) + K(1, 9))\n    case 'stop':\n        print(T())\n    case _:\n        print(s)", "on"),
    ("n = 0\ns = input()\nwhile s != 'end':\n    n += 1\n    s = input()\nprint(n)", "l"),
    ("n = 0\ns = input()\nwhile s != 'end':\n    n += int(s)\n    s = input()\nprint(n)", "L"),
    ("s = input()\nn = 0\nfor ch in s:\n    if ch in 'aeiou':\n        n += 1\nprint(n)", "w"),
    ("d = {}\nfor _ in range(3):\n    s = input()\n    if s in d:\n        d[s] += 1\n    else:\n        d[s] = 1\nprint(len(d))", "yyy"),
    ("def f(n):\n    return E(n)\nprint(f(int(input())))", "n"),
    ("print(int(input()) + int(input()))", "nn"),
    ("print(input())\nprint(input())", "ww"),
)  # fmt: skip
"""Programs, and a letter for each line that they read (`_line`)."""


def draw(author: Author) -> None:
    """A known program, or one that reads some values and goes on with them."""
    if author.random() < 0.5:
        text, kinds = author.pick(IDIOMS)
        for kind in kinds:
            _line(author, kind)
        author.use(text, **({"f": author.function_name("f")} if "def f" in text else {}))
        return
    strings = author.chance(0.4)
    if strings:
        author.use(author.pick(("s = input()", "s = input()\nt = input()", "s = input()\nn = int(input())")))
        author.lines += [author.word()]
        if len(author.body) > 1:
            _line(author, "n" if author.scope["int"] else "w")
    else:
        author.use(
            author.pick(("n = int(input())", "n = int(input())\nk = int(input())", "k = K(0, 9)\nn = int(input())"))
        )
        for _ in range(sum("Input" in repr(statement) for statement in author.body)):
            _line(author, "n")
    operations = STRING_OPERATIONS if strings else NUMBER_OPERATIONS
    for _ in range(author.between(1, 3)):
        if author.chance(0.2):
            in_branch(author, operations)
        else:
            operate(author, operations, 1)
    if author.chance(0.15):  # a line that nobody reads
        _line(author, "w")
    report(author)


def _line(author: Author, kind: str) -> None:
    """A line: w a word, e a word or nothing, x one of two, n a number, c a small one, s a sentence, i some numbers ..."""
    number = str(author.between(0, 20) if author.chance(0.7) else author.between(-20, 999))
    if kind == "w":
        author.lines.append(author.word())
    elif kind == "e":
        author.lines.append(str(author.hole_s(0, 8).value))
    elif kind == "x":
        author.lines.append(author.lines[-1] if author.lines and author.chance(0.5) else author.word())
    elif kind == "y":
        author.lines.append(author.pick(("red", "blue", "a", "b", "x")))
    elif kind == "n":
        author.lines.append(number)
    elif kind == "c":
        author.lines.append(str(author.between(0, 4)))
    elif kind == "s":
        author.lines.append(" ".join([author.word() for _ in range(author.between(2, 4))]))
    elif kind == "i":
        author.lines.append(" ".join([str(author.between(0, 20)) for _ in range(author.between(2, 4))]))
    elif kind == "o":
        author.lines.append(author.pick(("add", "add", "stop", "go")))
    elif kind == "*":
        count = author.between(0, 3)
        author.lines += [str(count), *(str(author.between(0, 20)) for _ in range(count))]
    else:
        for _ in range(author.between(0, 3)):
            author.lines.append(author.word() if kind == "l" else str(author.between(0, 20)))
        author.lines.append("end")
