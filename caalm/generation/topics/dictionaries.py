"""Dictionaries: looking up, counting, changing, walking over keys.

counts = {}
for ch in "banana": ...
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import DICT_OPERATIONS, NUMBER_OPERATIONS, in_branch, operate, report
from caalm.generation.topics.template import paragraphs
from caalm.program.nodes import Assign, Constant, Dict

IDIOMS = paragraphs(
    """
s = S(0, 6)
d = {}
for ch in s:
    if ch in d:
        d[ch] += 1
    else:
        d[ch] = 1
SHOW(d, 'dict')

ws = WORDS(0, 5)
d = {}
for w in ws:
    if w not in d:
        d[w] = 0
    d[w] += 1
SHOW(d, 'dict')

s = SENTENCE(2, 4)
d = {}
for w in s.split(' '):
    if w in d:
        d[w] += 1
    else:
        d[w] = 1
SHOW(d, 'dict')

ws = WORDS(1, 4)
d = {}
for w in ws:
    d[w] = len(w)
SHOW(d, 'dict')

xs = INTS(1, 6, 0, 4)
d = {}
for x in xs:
    if str(x) in d:
        d[str(x)] += 1
    else:
        d[str(x)] = 1
print(len(d))

d = {'apple': K(1, 20), 'pear': K(1, 20), W(): K(1, 20)}
s = ANY('apple', 'pear', 'fig')
if s in d:
    print(d[s])
else:
    print(T())

d = {'red': K(1, 9), 'blue': K(1, 9)}
n = 0
for w in ['red', 'blue', 'red', W()]:
    if w in d:
        n += d[w]
print(n)

d = {}
for i in through(1, K(0, 4)):
    d[f'{W()}{i}'] = i * i
print(len(d))

d = {'a': K(1, 9), 'b': K(1, 9), 'c': K(1, 9)}
n = 0
t = ''
for key in sorted(d.keys()):
    if d[key] > n:
        n = d[key]
        t = key
print(t)

d = {'a': K(1, 9), 'b': K(1, 9)}
n = 0
for key in sorted(d.keys()):
    n += d[key]
print(n)

d = {'x': K(1, 9), 'y': K(1, 9)}
e = d
e['x'] = K(10, 20)
print(d['x'])
print(e['y'])

d = {'one': 1, 'two': 2, 'three': 3}
n = 0
for w in SENTENCE(2, 3).split(' '):
    if w in d:
        n += d[w]
    else:
        n += K(1, 9)
print(n)

d = {'I': 1, 'V': 5, 'X': 10}
n = 0
for ch in ANY('XII', 'VI', 'XXI', 'III', 'XV', 'I'):
    n += d[ch]
print(n)

d = {'coins': K(0, 20), 'lives': K(1, 3)}
if d['coins'] > K(5, 15):
    d['lives'] += 1
    d['coins'] = 0
print(d['lives'])
print(d['coins'])

d = {W(): INTS(1, 3), 'b': INTS(1, 3)}
d['b'].append(K(0, 9))
print(len(d['b']))

d = {}
print(len(d))
if W() in d:
    print(T())
else:
    print(T())

d = {}
def f(n):
    if n in d:
        return d[n]
    d[n] = n * n
    return d[n]
print(f(K(1, 3)) + f(K(1, 3)))
print(len(d))

d = {'a': 'b', 'b': 'c', 'c': 'a'}
s = 'a'
for _ in range(K(0, 4)):
    s = d[s]
print(s)

d = {1: W(), 2: W(), 3: W()}
for i in through(1, K(1, 3)):
    print(d[i])

d = {'name': W(), 'city': W()}
d['city'] = W()
print(d['name'])
print(f"{d['name']} {d['city']}")
"""
)


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
    author.note(name, value)
    if author.chance(0.4):
        author.use("n = K(0, 20)")
    for _ in range(author.between(1, 2 + author.spec.max_steps // 12)):
        if author.chance(0.12):
            in_branch(author, DICT_OPERATIONS)
        else:
            operate(author, DICT_OPERATIONS if author.chance(0.85) else NUMBER_OPERATIONS, 1)
    report(author)
