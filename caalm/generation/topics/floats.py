"""Floats: halves, quarters and tenths, how they print, and how they are rounded for printing.

price = 2.5
print(price * 3)
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import operate, report
from caalm.generation.topics.template import paragraphs

OPERATIONS = paragraphs(
    """
q = q + FLOAT(0, 9)

q = q - FLOAT(0, 9)

q = q * K(2, 4)

q = q * ANY(0.5, 1.5, 2.0, 0.1)

q = q / ANY(2, 4, 5, 10)

r = q + r

r = q - K(1, 9)

r = n / ANY(2, 4, 5, 8, 10)

r = n * ANY(0.5, 0.25, 1.5, 0.1)

n = K(0, 20)

q = q if q > r else r

flag = q > FLOAT(0, 9)

flag = q == r

s = fixed(q, K(0, 2))

s = fixed(q / K(3, 9), K(1, 3))

if q > FLOAT(0, 9):
    q = q - ANY(0.5, 1.0, 2.5)
else:
    q = q + ANY(0.5, 1.0, 2.5)

for _ in range(K(1, 3)):
    q = q + ANY(0.5, 0.25, 1.5)

for _ in range(K(1, 3)):
    q = q / 2

q = abs(q - FLOAT(5, 20))
"""
)
IDIOMS = paragraphs(
    """
q = FLOAT(1, 20)
n = K(1, 5)
print(q * n)

qs = FLOATS(0, 4)
q = 0.0
for r in qs:
    q += r
print(q)

qs = FLOATS(1, 4)
q = qs[0]
for r in qs:
    if r > q:
        q = r
print(q)

xs = INTS(1, 4)
n = sum(xs)
print(fixed(n / len(xs), K(1, 2)))

xs = INTS(2, 2)
print(sum(xs) / 2)

q = FLOAT(10, 30)
r = q * 9 / 5 + 32
print(fixed(r, 1))

q = FLOAT(1, 9)
r = FLOAT(1, 9)
print(q * r)

q = FLOAT(1, 9)
print(fixed(3.14 * q * q, 2))

n = K(1, 30)
print(n / K(2, 9))

n = K(1, 30)
print(n / ANY(2, 4, 5, 8, 10))

q = ANY(10.0, 50.0, 100.0, 20.0)
for _ in range(K(1, 3)):
    q = q * 1.5
print(q)

q = ANY(1.0, 8.0, 10.0, 64.0)
while q > 1:
    q = q / 2
    print(q)

q = 0.0
for i in through(1, K(1, 5)):
    q += 0.5
print(q)

q = 0.0
for i in range(K(1, 4)):
    q += 0.1
print(fixed(q, 1))

q = FLOAT(0, 100)
if q >= ANY(36.6, 37.5, 50.0):
    print(T())
else:
    print(T())

q = FLOAT(0, 20)
n = K(0, 20)
SHOW(q > n, 'bool')

q = FLOAT(1, 20)
print(LABEL() + fixed(q, 2))

q = FLOAT(1, 20)
print(f'{W()} {fixed(q, 2)} {W()}')

q = FLOAT(1, 20)
print(f'{W()}: {q}')

print(K(1, 9) / 2 + K(1, 9) / 4)

print(ANY(0.1, 0.2, 0.5, 1.5) + ANY(0.2, 0.25, 2.5))

print(fixed(K(1, 20) / 3, K(1, 3)))

q = K(1, 9) * 1.0
print(q)

q = FLOAT(1, 9)
q = q - q
print(q)
"""
)


def draw(author: Author) -> None:
    """A known calculation, or floats that go through some operations."""
    if author.random() < 0.4:
        author.use(author.pick(IDIOMS))
        return
    author.use(author.pick(("q = FLOAT(0, 20)", "q = FLOAT(0, 20)\nn = K(1, 20)", "q = FLOAT(0, 9)\nr = FLOAT(0, 9)")))
    operate(author, OPERATIONS, author.between(1, 2 + author.spec.max_steps // 12))
    author.scope["int"].clear()
    report(author)
