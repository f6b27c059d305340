"""Small files that a program writes and reads again.

with open("out.txt", "w") as f:
    f.write("hello\\n")
print(open("out.txt").read())
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import NUMBER_OPERATIONS, STRING_OPERATIONS, operate
from caalm.program.nodes import Assign, Intrinsic, Name, Print, ReadFile, WriteFile

IDIOMS = (
    "write(path, W())\nprint(read(path).strip())",
    "write(path, T())\ns = read(path)\nprint(len(s))",
    "write(path, W())\nappend(path, W())\nprint(read(path).strip())",
    "write(path, W())\nwrite(path, W())\nprint(read(path).strip())",
    "write(path, K(0, 99))\nn = int(read(path).strip())\nprint(n + K(1, 9))",
    "write(path, W())\nfor _ in range(K(0, 2)):\n    append(path, W())\nws = read(path).strip().split('\\n')\nprint(len(ws))",
    "for i in through(1, K(1, 4)):\n    append(path, E(i))\ns = read(path).strip()\nn = 0\nfor line in s.split('\\n'):\n    n += int(line)\nprint(n)",
    "write(path, SENTENCE(2, 3))\nappend(path, SENTENCE(1, 2))\nfor line in read(path).strip().split('\\n'):\n    print(len(line.split(' ')))",
    "write(path, W())\nappend(path, W())\nfor line in read(path).strip().split('\\n'):\n    print(line.upper())",
    "write(path, W())\nwrite(other, W())\nprint(read(path).strip() + read(other).strip())",
    "write(path, W())\nwrite(other, read(path).strip())\nprint(read(other).strip())",
    "ws = WORDS(1, 3)\nwrite(path, ' '.join(ws))\nprint(read(path).strip())",
    "ws = WORDS(1, 3)\nfor w in ws:\n    append(path, w)\nprint(read(path).strip())",
    "n = K(0, 9)\nwrite(path, n)\nn = K(0, 9)\nprint(n)\nprint(read(path).strip())",
    "write(path, W())\ns = read(path)\nwrite(path, W())\nprint(s.strip())\nprint(read(path).strip())",
    "def f(n):\n    append(path, n)\nf(K(0, 9))\nf(K(0, 9))\nprint(read(path).strip())",
    "write(path, K(1, 5))\nfor _ in range(K(1, 3)):\n    n = int(read(path).strip())\n    write(path, n * 2)\nprint(read(path).strip())",
    "write(path, W())\nappend(path, W())\nappend(path, W())\nws = read(path).strip().split('\\n')\nprint(ws[K(1, 2)])",
    "write(path, 'b')\nappend(path, ANY('a', 'c'))\nws = sorted(read(path).strip().split('\\n'))\nprint(' '.join(ws))",
)  # fmt: skip


def draw(author: Author) -> None:
    """A known use, or a random sequence of writing and reading between calculations."""
    if author.random() < 0.5:
        text = author.pick(IDIOMS)
        author.use(text, **({"f": author.function_name("f")} if "def f" in text else {}))
        return
    path = author.path("path")
    numbers = author.chance(0.4)
    author.use("n = K(0, 20)" if numbers else "s = W()\nt = S(1, 5)")
    operations, kind = (NUMBER_OPERATIONS, "int") if numbers else (STRING_OPERATIONS[:9], "str")
    for number in range(author.between(1, 3)):
        if author.chance(0.5):
            operate(author, operations, 1)
        value = Name(author.pick(author.scope[kind])) if author.chance(0.7) else author.hole_w()
        author.body.append(WriteFile(path, value, append=number > 0 and author.chance(0.75)))
    content = Intrinsic("trim", (ReadFile(path),))
    if author.chance(0.5):
        name = author.fresh("s")
        author.body += [Assign(name, content), Print((Name(name),))]
    elif author.chance(0.8):
        author.body.append(Print((content,)))
    else:
        author.body.append(Print((Intrinsic("length", (ReadFile(path),)),)))
