"""Lists: what people do with them, and random sequences of operations on them.

def largest(xs): ...      (an idiom: called, or its body on a list of its own)
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import LIST_OPERATIONS, NUMBER_OPERATIONS, in_branch, operate, report
from caalm.generation.topics.template import paragraphs

IDIOMS = paragraphs(
    """
def total(xs: INTS(0, 5)) -> int:
    n = 0
    for x in xs:
        n += x
    return n

def total(xs: INTS(0, 5)) -> int:
    n = 0
    for i in places(xs):
        n += xs[i]
    return n

def total(xs: INTS(0, 6)) -> int:
    return sum(xs)

def largest(xs: INTS(1, 5)) -> int:
    best = xs[0]
    for x in xs:
        if x > best:
            best = x
    return best

def largest(xs: INTS(1, 5)) -> int:
    best = xs[0]
    for i in places(xs, 1):
        if xs[i] > best:
            best = xs[i]
    return best

def smallest(xs: INTS(1, 5)) -> int:
    low = xs[0]
    for x in xs:
        if x < low:
            low = x
    return low

def smallest(xs: INTS(1, 5)) -> int:
    low = xs[0]
    for x in xs:
        low = min(low, x)
    return low

def evens(xs: INTS(0, 6)) -> ints:
    ys = []
    for x in xs:
        if TEST(x):
            ys.append(x)
    return ys

def mapped(xs: INTS(0, 5)) -> ints:
    ys = []
    for x in xs:
        ys.append(E(x))
    return ys

def squares(n: K(0, 5)) -> ints:
    ys = []
    for i in through(1, n):
        ys.append(i * i)
    return ys

def count(xs: INTS(0, 6)) -> int:
    n = 0
    for x in xs:
        if TEST(x):
            n += 1
    return n

def count_of(xs: INTS(0, 6, 0, 4), k: K(0, 4)) -> int:
    n = 0
    for x in xs:
        if x == k:
            n += 1
    return n

def backward(xs: INTS(0, 5)) -> ints:
    ys = []
    for i in backwards(xs):
        ys.append(xs[i])
    return ys

def backward(xs: INTS(0, 6)) -> ints:
    return reverse(xs)

def backward(xs: INTS(1, 5)) -> ints:
    i = FIRST
    j = LAST(xs)
    while i < j:
        x = xs[i]
        xs[i] = xs[j]
        xs[j] = x
        i += 1
        j -= 1
    return xs

def running(xs: INTS(0, 5)) -> ints:
    n = 0
    ys = []
    for x in xs:
        n += x
        ys.append(n)
    return ys

def differences(xs: INTS(2, 5)) -> ints:
    ys = []
    for i in places(xs, 1):
        ys.append(xs[i] - xs[i - 1])
    return ys

def bubble_sort(xs: INTS(2, 4, 0, 9)) -> ints:
    for _ in range(len(xs)):
        for i in places(xs, 0, 1):
            if xs[i] > xs[i + 1]:
                x = xs[i]
                xs[i] = xs[i + 1]
                xs[i + 1] = x
    return xs

def one_pass(xs: INTS(2, 5)) -> ints:
    for i in places(xs, 0, 1):
        if xs[i] > xs[i + 1]:
            x = xs[i]
            xs[i] = xs[i + 1]
            xs[i + 1] = x
    return xs

def selection_sort(xs: INTS(2, 4, 0, 9)) -> ints:
    for i in places(xs):
        k = i
        for j in places(xs):
            if j > i and xs[j] < xs[k]:
                k = j
        x = xs[i]
        xs[i] = xs[k]
        xs[k] = x
    return xs

def insert_sorted(xs: INTS(1, 5), k: K(0, 20)) -> ints:
    xs.append(k)
    return sorted(xs)

def insertion_sort(xs: INTS(2, 4)) -> ints:
    ys = []
    for x in xs:
        ys.append(x)
        i = LAST(ys)
        while i > FIRST and ys[i - 1] > x:
            ys[i] = ys[i - 1]
            i -= 1
        ys[i] = x
    return ys

def search(xs: INTS(1, 6), k: ITEM(xs)) -> int:
    n = -1
    for i in places(xs):
        if xs[i] == k:
            n = i
    return n

def search(xs: INTS(1, 6), k: ITEM(xs)) -> int:
    for i in places(xs):
        if xs[i] == k:
            return i
    return -1

def contains(xs: INTS(0, 6), k: ITEM(xs)) -> bool:
    flag = False
    for x in xs:
        if x == k:
            flag = True
    return flag

def contains(xs: INTS(0, 6), k: ITEM(xs)) -> bool:
    return k in xs

def unique(xs: INTS(0, 6, 0, 4)) -> ints:
    ys = []
    for x in xs:
        if x not in ys:
            ys.append(x)
    return ys

def average(xs: INTS(1, 5)) -> int:
    return sum(xs) // len(xs)

def second(xs: INTS(2, 5)) -> int:
    ys = sorted(xs)
    return ys[LAST(ys) - 1]

def spread(xs: INTS(1, 5)) -> int:
    ys = sorted(xs)
    return ys[LAST(ys)] - ys[FIRST]

def is_sorted(xs: INTS(1, 5)) -> bool:
    flag = True
    for i in places(xs, 1):
        if xs[i] < xs[i - 1]:
            flag = False
    return flag

def dot(xs: INTS(3, 3), ys: INTS(3, 3)) -> int:
    n = 0
    for i in places(xs):
        n += xs[i] * ys[i]
    return n

def added(xs: INTS(3, 3), ys: INTS(3, 3)) -> ints:
    zs = []
    for i in places(xs):
        zs.append(xs[i] + ys[i])
    return zs

def joined(xs: INTS(0, 3), ys: INTS(0, 3)) -> ints:
    zs = []
    for x in xs:
        zs.append(x)
    for y in ys:
        zs.append(y)
    return zs

def common(xs: INTS(0, 4, 0, 6), ys: INTS(0, 4, 0, 6)) -> ints:
    zs = []
    for x in xs:
        if x in ys:
            zs.append(x)
    return zs

def first_n(xs: INTS(3, 6), n: K(0, 3)) -> ints:
    return take(xs, n)

def without_first(xs: INTS(3, 6), n: K(0, 3)) -> ints:
    return drop(xs, n)

def rotate(xs: INTS(2, 5)) -> ints:
    ys = drop(xs, 1)
    ys.append(xs[FIRST])
    return ys

def stack(xs: []) -> int:
    xs.append(K(0, 9))
    xs.append(K(0, 9))
    n = xs.pop()
    xs.append(K(0, 9))
    x = xs.pop()
    n += x
    return n

def drain(xs: INTS(0, 4)) -> int:
    n = 0
    while len(xs) > 0:
        x = xs.pop()
        n = n * 2 + x
    return n

def fib_list(n: K(2, 5)) -> ints:
    xs = [0, 1]
    for i in range(n):
        xs.append(xs[LAST(xs)] + xs[LAST(xs) - 1])
    return xs

def countdown_list(n: K(0, 5)) -> ints:
    xs = []
    while n > 0:
        xs.append(n)
        n -= 1
    return xs

def divisors(n: K(1, 12)) -> ints:
    xs = []
    for i in through(1, n):
        if n % i == 0:
            xs.append(i)
    return xs

def digits(n: K(1, 9999)) -> ints:
    xs = []
    while n > 0:
        xs.append(n % 10)
        n = n // 10
    return xs

def longest(ws: WORDS(1, 4)) -> str:
    w = ws[0]
    for s in ws:
        if len(s) > len(w):
            w = s
    return w

def lengths(ws: WORDS(0, 4)) -> ints:
    xs = []
    for w in ws:
        xs.append(len(w))
    return xs

def shout_all(ws: WORDS(0, 3)) -> words:
    vs = []
    for w in ws:
        vs.append(w.upper())
    return vs

def row_sum(grid: [INTS(2, 3), INTS(2, 3)]) -> int:
    n = 0
    for xs in grid:
        for x in xs:
            n += x
    return n

def grid_print(grid: [INTS(2, 3), INTS(2, 3), INTS(0, 2)]) -> none:
    for xs in grid:
        print(sum(xs))

def diagonal(grid: [INTS(2, 2), INTS(2, 2)]) -> int:
    n = 0
    for i in places(grid):
        n += grid[i][i]
    return n

def cell(grid: [INTS(3, 3), INTS(3, 3)]) -> int:
    return grid[1][2] + grid[0][K(1, 2)]
"""
)
_STARTS = paragraphs(
    """
xs = INTS(1, 5)

xs = INTS(2, 5)

xs = INTS(1, 4)
n = K(0, 20)

xs = INTS(0, 3)
ys = INTS(1, 4)

xs = []

n = K(0, 9)
xs = [n, K(0, 9), n]
"""
)


def draw(author: Author) -> None:
    """An idiom on a list, or a list that goes through some operations."""
    if author.random() < 0.45:
        text = author.pick(IDIOMS)
        found = None if "-> none" in text or author.chance(0.12) else author.inline(text)
        if found is not None:
            author.body += author.show(*found)
            return
        function = author.define(text)
        function.use()
        return
    author.use(author.pick(_STARTS))
    for _ in range(author.between(1, 2 + author.spec.max_steps // 10)):
        if author.chance(0.12):
            in_branch(author, LIST_OPERATIONS)
        else:
            operate(author, LIST_OPERATIONS if author.chance(0.85) else NUMBER_OPERATIONS, 1)
    report(author)
