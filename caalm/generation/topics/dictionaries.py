"""Dictionaries: looking up, counting, changing, walking over keys.

counts = {}
for ch in "banana": ...
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import DICT_OPERATIONS, NUMBER_OPERATIONS, in_branch, operate, report
from caalm.program.nodes import Assign, Constant, Dict

IDIOMS = (
    "s = S(0, 6)\nd = {}\nfor ch in s:\n    if ch in d:\n        d[ch] += 1\n    else:\n        d[ch] = 1\nSHOW(d, 'dict')",
    "ws = WORDS(0, 5)\nd = {}\nfor w in ws:\n    if w not in d:\n        d[w] = 0\n    d[w] += 1\nSHOW(d, 'dict')",
    "s = SENTENCE(2, 4)\nd = {}\nfor w in s.split(' '):\n    if w in d:\n        d[w] += 1\n    else:\n        d[w] = 1\nSHOW(d, 'dict')",
    "ws = WORDS(1, 4)\nd = {}\nfor w in ws:\n    d[w] = len(w)\nSHOW(d, 'dict')",
    "xs = INTS(1, 6, 0, 4)\nd = {}\nfor x in xs:\n    if str(x) in d:\n        d[str(x)] += 1\n    else:\n        d[str(x)] = 1\nprint(len(d))",
    "d = {'apple': K(1, 20), 'pear': K(1, 20), W(): K(1, 20)}\ns = ANY('apple', 'pear', 'fig')\nif s in d:\n    print(d[s])\nelse:\n    print(T())",
    "d = {'red': K(1, 9), 'blue': K(1, 9)}\nn = 0\nfor w in ['red', 'blue', 'red', W()]:\n    if w in d:\n        n += d[w]\nprint(n)",
    "d = {}\nfor i in through(1, K(0, 4)):\n    d[f'{W()}{i}'] = i * i\nprint(len(d))",
    "d = {'a': K(1, 9), 'b': K(1, 9), 'c': K(1, 9)}\nn = 0\nt = ''\nfor key in sorted(d.keys()):\n    if d[key] > n:\n        n = d[key]\n        t = key\nprint(t)",
    "d = {'a': K(1, 9), 'b': K(1, 9)}\nn = 0\nfor key in sorted(d.keys()):\n    n += d[key]\nprint(n)",
    "d = {'x': K(1, 9), 'y': K(1, 9)}\ne = d\ne['x'] = K(10, 20)\nprint(d['x'])\nprint(e['y'])",
    "d = {'one': 1, 'two': 2, 'three': 3}\nn = 0\nfor w in SENTENCE(2, 3).split(' '):\n    if w in d:\n        n += d[w]\n    else:\n        n += K(1, 9)\nprint(n)",
    "d = {'I': 1, 'V': 5, 'X': 10}\nn = 0\nfor ch in ANY('XII', 'VI', 'XXI', 'III', 'XV', 'I'):\n    n += d[ch]\nprint(n)",
    "d = {'coins': K(0, 20), 'lives': K(1, 3)}\nif d['coins'] > K(5, 15):\n    d['lives'] += 1\n    d['coins'] = 0\nprint(d['lives'])\nprint(d['coins'])",
    "d = {W(): INTS(1, 3), 'b': INTS(1, 3)}\nd['b'].append(K(0, 9))\nprint(len(d['b']))",
    "d = {}\nprint(len(d))\nif W() in d:\n    print(T())\nelse:\n    print(T())",
    "d = {}\ndef f(n):\n    if n in d:\n        return d[n]\n    d[n] = n * n\n    return d[n]\nprint(f(K(1, 3)) + f(K(1, 3)))\nprint(len(d))",
    "d = {'a': 'b', 'b': 'c', 'c': 'a'}\ns = 'a'\nfor _ in range(K(0, 4)):\n    s = d[s]\nprint(s)",
    "d = {1: W(), 2: W(), 3: W()}\nfor i in through(1, K(1, 3)):\n    print(d[i])",
    "d = {'name': W(), 'city': W()}\nd['city'] = W()\nprint(d['name'])\nprint(f\"{d['name']} {d['city']}\")",
)  # fmt: skip


def draw(author: Author) -> None:
    """A known use of a dictionary, or one that goes through some operations."""
    if author.random() < 0.45:
        text = author.pick(IDIOMS)
        if "['b'].append" in text:
            text = text.replace("d['b'].append(K(0, 9))\n", "xs = d['b']\nxs.append(K(0, 9))\n")
        author.use(text, **({"f": author.function_name("f")} if "def f" in text else {}))
        return
    words = list(dict.fromkeys(author.word() for _ in range(author.pick((0, 1, 2, 2, 3, 3, 4)))))
    name = author.fresh("d")
    value = Dict(tuple([Constant(word) for word in words]), tuple([Constant(author.between(0, 20)) for _ in words]))
    author.body.append(Assign(name, value))
    author.scope["dict"].append(name)
    author.literals[name] = value.keys
    if author.chance(0.4):
        author.use("n = K(0, 20)")
    for _ in range(author.between(1, 2 + author.spec.max_steps // 12)):
        if author.chance(0.12):
            in_branch(author, DICT_OPERATIONS)
        else:
            operate(author, DICT_OPERATIONS if author.chance(0.85) else NUMBER_OPERATIONS, 1)
    report(author)
