"""Lists: what people do with them, and random sequences of operations on them.

def largest(xs): ...      (an idiom: called, or its body on a list of its own)
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import LIST_OPERATIONS, NUMBER_OPERATIONS, in_branch, operate, report

IDIOMS = (
    "def total(xs: INTS(0, 5)) -> int:\n    n = 0\n    for x in xs:\n        n += x\n    return n",
    "def total(xs: INTS(0, 5)) -> int:\n    n = 0\n    for i in places(xs):\n        n += xs[i]\n    return n",
    "def total(xs: INTS(0, 6)) -> int:\n    return sum(xs)",
    "def largest(xs: INTS(1, 5)) -> int:\n    best = xs[0]\n    for x in xs:\n        if x > best:\n            best = x\n    return best",
    "def largest(xs: INTS(1, 5)) -> int:\n    best = xs[0]\n    for i in places(xs, 1):\n        if xs[i] > best:\n            best = xs[i]\n    return best",
    "def smallest(xs: INTS(1, 5)) -> int:\n    low = xs[0]\n    for x in xs:\n        if x < low:\n            low = x\n    return low",
    "def smallest(xs: INTS(1, 5)) -> int:\n    low = xs[0]\n    for x in xs:\n        low = min(low, x)\n    return low",
    "def evens(xs: INTS(0, 6)) -> ints:\n    ys = []\n    for x in xs:\n        if TEST(x):\n            ys.append(x)\n    return ys",
    "def mapped(xs: INTS(0, 5)) -> ints:\n    ys = []\n    for x in xs:\n        ys.append(E(x))\n    return ys",
    "def squares(n: K(0, 5)) -> ints:\n    ys = []\n    for i in through(1, n):\n        ys.append(i * i)\n    return ys",
    "def count(xs: INTS(0, 6)) -> int:\n    n = 0\n    for x in xs:\n        if TEST(x):\n            n += 1\n    return n",
    "def count_of(xs: INTS(0, 6, 0, 4), k: K(0, 4)) -> int:\n    n = 0\n    for x in xs:\n        if x == k:\n            n += 1\n    return n",
    "def backward(xs: INTS(0, 5)) -> ints:\n    ys = []\n    for i in backwards(xs):\n        ys.append(xs[i])\n    return ys",
    "def backward(xs: INTS(0, 6)) -> ints:\n    return reverse(xs)",
    "def backward(xs: INTS(1, 5)) -> ints:\n    i = FIRST\n    j = LAST(xs)\n    while i < j:\n        x = xs[i]\n        xs[i] = xs[j]\n        xs[j] = x\n        i += 1\n        j -= 1\n    return xs",
    "def running(xs: INTS(0, 5)) -> ints:\n    n = 0\n    ys = []\n    for x in xs:\n        n += x\n        ys.append(n)\n    return ys",
    "def differences(xs: INTS(2, 5)) -> ints:\n    ys = []\n    for i in places(xs, 1):\n        ys.append(xs[i] - xs[i - 1])\n    return ys",
    "def bubble_sort(xs: INTS(2, 4, 0, 9)) -> ints:\n    for _ in range(len(xs)):\n        for i in places(xs, 0, 1):\n            if xs[i] > xs[i + 1]:\n                x = xs[i]\n                xs[i] = xs[i + 1]\n                xs[i + 1] = x\n    return xs",
    "def one_pass(xs: INTS(2, 5)) -> ints:\n    for i in places(xs, 0, 1):\n        if xs[i] > xs[i + 1]:\n            x = xs[i]\n            xs[i] = xs[i + 1]\n            xs[i + 1] = x\n    return xs",
    "def selection_sort(xs: INTS(2, 4, 0, 9)) -> ints:\n    for i in places(xs):\n        k = i\n        for j in places(xs):\n            if j > i and xs[j] < xs[k]:\n                k = j\n        x = xs[i]\n        xs[i] = xs[k]\n        xs[k] = x\n    return xs",
    "def insert_sorted(xs: INTS(1, 5), k: K(0, 20)) -> ints:\n    xs.append(k)\n    return sorted(xs)",
    "def insertion_sort(xs: INTS(2, 4)) -> ints:\n    ys = []\n    for x in xs:\n        ys.append(x)\n        i = LAST(ys)\n        while i > FIRST and ys[i - 1] > x:\n            ys[i] = ys[i - 1]\n            i -= 1\n        ys[i] = x\n    return ys",
    "def search(xs: INTS(1, 6), k: ITEM(xs)) -> int:\n    n = -1\n    for i in places(xs):\n        if xs[i] == k:\n            n = i\n    return n",
    "def search(xs: INTS(1, 6), k: ITEM(xs)) -> int:\n    for i in places(xs):\n        if xs[i] == k:\n            return i\n    return -1",
    "def contains(xs: INTS(0, 6), k: ITEM(xs)) -> bool:\n    flag = False\n    for x in xs:\n        if x == k:\n            flag = True\n    return flag",
    "def contains(xs: INTS(0, 6), k: ITEM(xs)) -> bool:\n    return k in xs",
    "def unique(xs: INTS(0, 6, 0, 4)) -> ints:\n    ys = []\n    for x in xs:\n        if x not in ys:\n            ys.append(x)\n    return ys",
    "def average(xs: INTS(1, 5)) -> int:\n    return sum(xs) // len(xs)",
    "def second(xs: INTS(2, 5)) -> int:\n    ys = sorted(xs)\n    return ys[LAST(ys) - 1]",
    "def spread(xs: INTS(1, 5)) -> int:\n    ys = sorted(xs)\n    return ys[LAST(ys)] - ys[FIRST]",
    "def is_sorted(xs: INTS(1, 5)) -> bool:\n    flag = True\n    for i in places(xs, 1):\n        if xs[i] < xs[i - 1]:\n            flag = False\n    return flag",
    "def dot(xs: INTS(3, 3), ys: INTS(3, 3)) -> int:\n    n = 0\n    for i in places(xs):\n        n += xs[i] * ys[i]\n    return n",
    "def added(xs: INTS(3, 3), ys: INTS(3, 3)) -> ints:\n    zs = []\n    for i in places(xs):\n        zs.append(xs[i] + ys[i])\n    return zs",
    "def joined(xs: INTS(0, 3), ys: INTS(0, 3)) -> ints:\n    zs = []\n    for x in xs:\n        zs.append(x)\n    for y in ys:\n        zs.append(y)\n    return zs",
    "def common(xs: INTS(0, 4, 0, 6), ys: INTS(0, 4, 0, 6)) -> ints:\n    zs = []\n    for x in xs:\n        if x in ys:\n            zs.append(x)\n    return zs",
    "def first_n(xs: INTS(3, 6), n: K(0, 3)) -> ints:\n    return take(xs, n)",
    "def without_first(xs: INTS(3, 6), n: K(0, 3)) -> ints:\n    return drop(xs, n)",
    "def rotate(xs: INTS(2, 5)) -> ints:\n    ys = drop(xs, 1)\n    ys.append(xs[FIRST])\n    return ys",
    "def stack(xs: []) -> int:\n    xs.append(K(0, 9))\n    xs.append(K(0, 9))\n    n = xs.pop()\n    xs.append(K(0, 9))\n    x = xs.pop()\n    n += x\n    return n",
    "def drain(xs: INTS(0, 4)) -> int:\n    n = 0\n    while len(xs) > 0:\n        x = xs.pop()\n        n = n * 2 + x\n    return n",
    "def fib_list(n: K(2, 5)) -> ints:\n    xs = [0, 1]\n    for i in range(n):\n        xs.append(xs[LAST(xs)] + xs[LAST(xs) - 1])\n    return xs",
    "def countdown_list(n: K(0, 5)) -> ints:\n    xs = []\n    while n > 0:\n        xs.append(n)\n        n -= 1\n    return xs",
    "def divisors(n: K(1, 12)) -> ints:\n    xs = []\n    for i in through(1, n):\n        if n % i == 0:\n            xs.append(i)\n    return xs",
    "def digits(n: K(1, 9999)) -> ints:\n    xs = []\n    while n > 0:\n        xs.append(n % 10)\n        n = n // 10\n    return xs",
    "def longest(ws: WORDS(1, 4)) -> str:\n    w = ws[0]\n    for s in ws:\n        if len(s) > len(w):\n            w = s\n    return w",
    "def lengths(ws: WORDS(0, 4)) -> ints:\n    xs = []\n    for w in ws:\n        xs.append(len(w))\n    return xs",
    "def shout_all(ws: WORDS(0, 3)) -> words:\n    vs = []\n    for w in ws:\n        vs.append(w.upper())\n    return vs",
    "def row_sum(grid: [INTS(2, 3), INTS(2, 3)]) -> int:\n    n = 0\n    for xs in grid:\n        for x in xs:\n            n += x\n    return n",
    "def grid_print(grid: [INTS(2, 3), INTS(2, 3), INTS(0, 2)]) -> none:\n    for xs in grid:\n        print(sum(xs))",
    "def diagonal(grid: [INTS(2, 2), INTS(2, 2)]) -> int:\n    n = 0\n    for i in places(grid):\n        n += grid[i][i]\n    return n",
    "def cell(grid: [INTS(3, 3), INTS(3, 3)]) -> int:\n    return grid[1][2] + grid[0][K(1, 2)]",
)  # fmt: skip
_STARTS = (
    "xs = INTS(1, 5)",
    "xs = INTS(2, 5)",
    "xs = INTS(1, 4)\nn = K(0, 20)",
    "xs = INTS(0, 3)\nys = INTS(1, 4)",
    "xs = []",
    "n = K(0, 9)\nxs = [n, K(0, 9), n]",
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
