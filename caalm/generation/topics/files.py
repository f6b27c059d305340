"""Small files that a program writes and reads again.

with open("out.txt", "w") as f:
    f.write("hello\\n")
print(open("out.txt").read())
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import NUMBER_OPERATIONS, STRING_OPERATIONS, operate
from caalm.generation.topics.template import paragraphs
from caalm.program.nodes import Assign, Intrinsic, Name, Print, ReadFile, WriteFile

IDIOMS = paragraphs(
    r"""
write(path, W())
print(read(path).strip())

write(path, T())
s = read(path)
print(len(s))

write(path, W())
append(path, W())
print(read(path).strip())

write(path, W())
write(path, W())
print(read(path).strip())

write(path, K(0, 99))
n = int(read(path).strip())
print(n + K(1, 9))

write(path, W())
for _ in range(K(0, 2)):
    append(path, W())
ws = read(path).strip().split('\n')
print(len(ws))

for i in through(1, K(1, 4)):
    append(path, E(i))
s = read(path).strip()
n = 0
for line in s.split('\n'):
    n += int(line)
print(n)

write(path, SENTENCE(2, 3))
append(path, SENTENCE(1, 2))
for line in read(path).strip().split('\n'):
    print(len(line.split(' ')))

write(path, W())
append(path, W())
for line in read(path).strip().split('\n'):
    print(line.upper())

write(path, W())
write(other, W())
print(read(path).strip() + read(other).strip())

write(path, W())
write(other, read(path).strip())
print(read(other).strip())

ws = WORDS(1, 3)
write(path, ' '.join(ws))
print(read(path).strip())

ws = WORDS(1, 3)
for w in ws:
    append(path, w)
print(read(path).strip())

n = K(0, 9)
write(path, n)
n = K(0, 9)
print(n)
print(read(path).strip())

write(path, W())
s = read(path)
write(path, W())
print(s.strip())
print(read(path).strip())

def f(n):
    append(path, n)
f(K(0, 9))
f(K(0, 9))
print(read(path).strip())

write(path, K(1, 5))
for _ in range(K(1, 3)):
    n = int(read(path).strip())
    write(path, n * 2)
print(read(path).strip())

write(path, W())
append(path, W())
append(path, W())
ws = read(path).strip().split('\n')
print(ws[K(1, 2)])

write(path, 'b')
append(path, ANY('a', 'c'))
ws = sorted(read(path).strip().split('\n'))
print(' '.join(ws))
"""
)


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
