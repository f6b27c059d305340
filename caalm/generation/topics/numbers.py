"""Large integers: five to nine digits, added, subtracted, multiplied by little, and taken apart.

population = 48213
print(population + 91787)
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import operate, report
from caalm.generation.topics.template import paragraphs

OPERATIONS = paragraphs(
    """
n = n + BIG()

n = n - BIG()

n = n + k

n = n - k

n = n * K(2, 9)

k = k + K(1, 999)

n = n // ANY(2, 5, 10, 100, 1000)

k = n % ANY(10, 100, 1000)

x = n + k

x = abs(n - k)

x = max(n, k)

flag = n > k

n, k = k, n

n += K(1, 9)

n -= K(1, 999)

if n > k:
    n -= k
else:
    k -= n

for _ in range(K(1, 3)):
    n += ANY(1000, 250, 99, 12345)
"""
)
IDIOMS = paragraphs(
    """
n = BIG()
k = BIG()
print(n + k)

n = BIG()
k = BIG()
print(n - k)

n = BIG()
print(n * K(2, 9))

print(BIG() + BIG())

print(BIG() - K(1, 999))

n = ANY(99999, 9999, 199999, 999999, 10999)
n += K(1, 2)
print(n)

n = ANY(100000, 1000000, 20000, 10000)
n -= K(1, 9)
print(n)

n = BIG()
k = 0
while n > 0:
    k += n % 10
    n = n // 10
print(k)

n = BIG()
k = 0
while n > 0:
    n = n // 10
    k += 1
print(k)

n = K(10000, 99999)
k = 0
while n > 0:
    k = k * 10 + n % 10
    n = n // 10
print(k)

n = BIG()
print(len(str(n)))

n = BIG()
print(reverse(str(n)))

n = 1
for i in through(1, K(5, 9)):
    n *= i
print(n)

n = K(2, 9)
for _ in range(K(4, 8)):
    n *= ANY(2, 3, 10)
print(n)

n = 1
while n < K(2000, 60000):
    n = n * 2
print(n)

print(ANY(2, 3, 4, 5, 7, 10) ** K(3, 7))

n = BIG()
k = BIG()
if CMP(n, k):
    print(T())
else:
    print(T())

xs = INTS(2, 4, 10000, 99999)
print(sum(xs))

xs = INTS(2, 4, 10000, 999999)
n = xs[0]
for x in xs:
    if x > n:
        n = x
print(n)

n = BIG()
print(n // 1000)
print(n % 1000)

n = K(3600, 99999)
print(n // 3600)
print(n % 3600 // 60)

n = K(100, 999) * 1000
print(n)

n = BIG()
SHOW(n % ANY(2, 3, 5, 10) == 0, 'bool')
"""
)


def draw(author: Author) -> None:
    """A known calculation, or large numbers that go through some operations."""
    if author.random() < 0.4:
        author.use(author.pick(IDIOMS))
        return
    author.use(author.pick(("n = BIG()\nk = BIG()", "n = BIG()", "n = K(10000, 99999)\nk = K(100, 9999)")))
    operate(author, OPERATIONS, author.between(1, 2 + author.spec.max_steps // 15))
    report(author)
