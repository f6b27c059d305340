"""Strings: lengths, places, parts, cases, splitting and joining, and walks over their characters.

for ch in "banana": ...
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import NUMBER_OPERATIONS, STRING_OPERATIONS, in_branch, operate, report
from caalm.generation.topics.template import paragraphs

IDIOMS = paragraphs(
    r"""
def vowels(s: S(0, 7)) -> int:
    n = 0
    for ch in s:
        if ch in "aeiou":
            n += 1
    return n

def count_letter(s: S(0, 7)) -> int:
    n = 0
    for ch in s:
        if ch == LETTER():
            n += 1
    return n

def backward(s: S(0, 6)) -> str:
    t = ""
    for ch in s:
        t = ch + t
    return t

def backward(s: S(0, 6)) -> str:
    t = ""
    for i in backwards(s):
        t = t + s[i]
    return t

def backward(s: S(0, 8)) -> str:
    return reverse(s)

def is_palindrome(s: ANY(S(0, 6), 'anna', 'level', 'noon', 'otto', 'abca')) -> bool:
    return s == reverse(s)

def is_palindrome(s: ANY(S(1, 6), 'anna', 'level', 'noon', 'otto')) -> bool:
    i = FIRST
    j = LAST(s)
    while i < j:
        if s[i] != s[j]:
            return False
        i += 1
        j -= 1
    return True

def no_vowels(s: S(0, 7)) -> str:
    t = ""
    for ch in s:
        if ch not in "aeiou":
            t += ch
    return t

def doubled(s: S(0, 5)) -> str:
    t = ""
    for ch in s:
        t += ch + ch
    return t

def words_of(s: SENTENCE(1, 4)) -> int:
    return len(s.split(' '))

def initials(s: SENTENCE(2, 3)) -> str:
    t = ''
    for w in s.split(' '):
        t += w[FIRST]
    return t

def acronym(s: SENTENCE(2, 3)) -> str:
    t = ''
    for w in s.split(' '):
        t += w[FIRST].upper()
    return t

def longest(s: SENTENCE(2, 4)) -> str:
    t = ''
    for w in s.split(' '):
        if len(w) > len(t):
            t = w
    return t

def swapped(s: SENTENCE(2, 2)) -> str:
    ws = s.split(' ')
    return ws[1] + ' ' + ws[0]

def reversed_words(s: SENTENCE(1, 4)) -> str:
    ws = reverse(s.split(' '))
    return SEP().join(ws)

def joined(ws: WORDS(0, 4)) -> str:
    return SEP().join(ws)

def commas(ws: WORDS(0, 3)) -> str:
    t = ''
    for w in ws:
        if t != '':
            t += ', '
        t += w
    return t

def capital(s: S(1, 7)) -> str:
    return s[FIRST].upper() + drop(s, 1)

def ends(s: S(1, 7)) -> str:
    return s[FIRST] + s[LAST(s)]

def middle(s: S(3, 7)) -> str:
    return s[PLACE(len(s) // 2)]

def shorter(s: S(2, 7)) -> str:
    return take(s, len(s) - 1)

def rotated(s: S(2, 6)) -> str:
    return drop(s, 1) + s[FIRST]

def replaced(s: S(1, 8)) -> str:
    return s.replace(LETTER(), MARK())

def cut(s: SENTENCE(2, 3)) -> int:
    return len(s.replace(' ', ''))

def padded(s: S(0, 5)) -> str:
    return repeat(MARK(), 8 - len(s)) + s

def stairs(n: K(0, 4)) -> none:
    for i in through(1, n):
        print(repeat(MARK(), i))

def boxed(s: S(0, 5)) -> none:
    print(repeat('-', len(s) + 2))
    print(f' {s} ')
    print(repeat('-', len(s) + 2))

def shift(s: ANY('abc', 'bad', 'cab', 'dog', 'face')) -> str:
    t = ''
    u = 'abcdefghijklmnopqrstuvwxyz'
    for ch in s:
        n = u.find(ch) - FIRST
        t += u[PLACE((n + 3) % 26)]
    return t

def same(s: S(1, 5), t: S(1, 5)) -> bool:
    return s.lower() == t.lower()

def starts(s: S(2, 6), t: LETTER()) -> bool:
    return s[FIRST] == t

def in_it(s: SENTENCE(2, 3), t: W()) -> bool:
    return t in s

def trimmed(s: ANY('  hi ', ' a b ', 'x  ', '   ', 'no')) -> str:
    return '[' + s.strip() + ']'

def digits(s: DIGITS(0, 99999)) -> int:
    n = 0
    for ch in s:
        n += int(ch)
    return n

def runs(s: ANY('aabbb', 'abab', 'aaa', 'abbc', 'xyyz', S(1, 6))) -> int:
    n = 1
    for i in places(s, 1):
        if s[i] != s[i - 1]:
            n += 1
    return n

def distinct(s: ANY('aabb', 'abc', 'noon', S(0, 5))) -> str:
    t = ''
    for ch in s:
        if ch not in t:
            t += ch
    return t

def hidden(s: S(0, 6)) -> str:
    return repeat('*', len(s))

def both(s: W(), t: W()) -> str:
    return f'{s} and {t}'

def label(s: W(), n: K(0, 99)) -> str:
    return f'{s}={n}'

def table(s: W(), n: K(1, 3)) -> none:
    for i in through(1, n):
        print(f'{i}. {s}')

def lines(s: W(), t: W()) -> str:
    return s + '\n' + t

def letters(s: S(0, 5)) -> words:
    ws = []
    for ch in s:
        ws.append(ch)
    return ws

def every_other(s: S(0, 7)) -> str:
    t = ''
    n = 0
    for ch in s:
        if n % 2 == 0:
            t += ch
        n += 1
    return t

def dashed(s: S(0, 5)) -> str:
    t = ''
    for ch in s:
        t += ch + '-'
    return t

def spaced(n: K(0, 12345)) -> str:
    t = ''
    for ch in str(n):
        t = t + ch + ' '
    return t.strip()
"""
)
_STARTS = paragraphs(
    """
s = S(1, 7)

s = S(0, 6)
t = S(1, 4)

s = W()
n = K(0, 9)

s = SENTENCE(2, 3)

s = ""
t = W()
"""
)


def draw(author: Author) -> None:
    """A known task on a string, or strings that go through some operations."""
    if author.random() < 0.45:
        text = author.pick(IDIOMS)
        found = None if "-> none" in text or author.chance(0.12) else author.inline(text)
        if found is not None:
            author.body += author.show(*found)
        else:
            author.define(text).use()
        return
    author.use(author.pick(_STARTS))
    for _ in range(author.between(1, 2 + author.spec.max_steps // 12)):
        if author.chance(0.12):
            in_branch(author, STRING_OPERATIONS)
        else:
            operate(author, STRING_OPERATIONS if author.chance(0.9) else NUMBER_OPERATIONS, 1)
    report(author)
