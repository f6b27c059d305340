"""Programs that read lines: the prompt gives the lines, the program takes one after the other.

name = input()
print("Hello " + name)
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import NUMBER_OPERATIONS, STRING_OPERATIONS, in_branch, operate, report
from caalm.generation.topics.template import paragraphs

IDIOMS = paragraphs(
    """
# w
s = input()
print(GREETING() + s)

# w
s = input()
print(f'{GREETING()}{s}{TAIL()}')

# w
s = input()
print(s.upper())

# w
s = input()
print(reverse(s))

# e
s = input()
print(len(s))

# ww
s = input()
t = input()
print(t + ' ' + s)

# xx
s = input()
t = input()
if s == t:
    print(T())
else:
    print(T())

# n
n = int(input())
print(n * K(2, 9))

# nn
n = int(input())
k = int(input())
print(n + k)

# nn
n = int(input())
k = int(input())
print(n - k)

# nn
n = int(input())
k = int(input())
print(E(n, k))

# n
n = int(input())
if TEST(n):
    print(T())
else:
    print(T())

# nn
n = int(input())
k = int(input())
print(max(n, k))

# c
n = int(input())
for i in through(1, n):
    print(E(i))

# c
n = int(input())
k = 0
for i in through(1, n):
    k += i
print(k)

# cw
n = int(input())
s = input()
print(repeat(s, n))

# s
s = input()
for w in s.split(' '):
    print(w)

# s
s = input()
print(len(s.split(' ')))

# i
s = input()
k = 0
for w in s.split(' '):
    k += int(w)
print(k)

# s
s = input()
ws = s.split(' ')
print(ws[1])

# i
s = input()
ws = s.split(' ')
n = int(ws[0])
k = int(ws[1])
print(n * k)

# *
n = int(input())
k = 0
for _ in range(n):
    k += int(input())
print(k)

# *
n = int(input())
xs = []
for _ in range(n):
    xs.append(int(input()))
print(len(xs))
print(sum(xs))

# nn
n = int(input())
k = int(input())
while k < n:
    k += K(1, 9)
print(k)

# on
s = input()
match s:
    case 'add':
        print(int(input()) + K(1, 9))
    case 'stop':
        print(T())
    case _:
        print(s)

# l
n = 0
s = input()
while s != 'end':
    n += 1
    s = input()
print(n)

# L
n = 0
s = input()
while s != 'end':
    n += int(s)
    s = input()
print(n)

# w
s = input()
n = 0
for ch in s:
    if ch in 'aeiou':
        n += 1
print(n)

# yyy
d = {}
for _ in range(3):
    s = input()
    if s in d:
        d[s] += 1
    else:
        d[s] = 1
print(len(d))

# n
def f(n):
    return E(n)
print(f(int(input())))

# nn
print(int(input()) + int(input()))

# ww
print(input())
print(input())
"""
)
"""Above each program a letter for every line that it reads (`_line`)."""


def draw(author: Author) -> None:
    """A known program, or one that reads some values and goes on with them."""
    if author.random() < 0.5:
        text = author.pick(IDIOMS)
        for kind in text.split("\n")[0].removeprefix("# "):
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
    """A line: w a word, e one or nothing, x one of two, n a number, c a small one, s a sentence, i some numbers ..."""
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
