"""Strings: lengths, places, parts, cases, splitting and joining, and walks over their characters.

for ch in "banana": ...
"""

from caalm.generation.topics.author import Author
from caalm.generation.topics.free import NUMBER_OPERATIONS, STRING_OPERATIONS, in_branch, operate, report

IDIOMS = (
    'def vowels(s: S(0, 7)) -> int:\n    n = 0\n    for ch in s:\n        if ch in "aeiou":\n            n += 1\n    return n',
    'def count_letter(s: S(0, 7)) -> int:\n    n = 0\n    for ch in s:\n        if ch == LETTER():\n            n += 1\n    return n',
    'def backward(s: S(0, 6)) -> str:\n    t = ""\n    for ch in s:\n        t = ch + t\n    return t',
    'def backward(s: S(0, 6)) -> str:\n    t = ""\n    for i in backwards(s):\n        t = t + s[i]\n    return t',
    "def backward(s: S(0, 8)) -> str:\n    return reverse(s)",
    "def is_palindrome(s: ANY(S(0, 6), 'anna', 'level', 'noon', 'otto', 'abca')) -> bool:\n    return s == reverse(s)",
    "def is_palindrome(s: ANY(S(1, 6), 'anna', 'level', 'noon', 'otto')) -> bool:\n    i = FIRST\n    j = LAST(s)\n    while i < j:\n        if s[i] != s[j]:\n            return False\n        i += 1\n        j -= 1\n    return True",
    'def no_vowels(s: S(0, 7)) -> str:\n    t = ""\n    for ch in s:\n        if ch not in "aeiou":\n            t += ch\n    return t',
    'def doubled(s: S(0, 5)) -> str:\n    t = ""\n    for ch in s:\n        t += ch + ch\n    return t',
    "def words_of(s: SENTENCE(1, 4)) -> int:\n    return len(s.split(' '))",
    "def initials(s: SENTENCE(2, 3)) -> str:\n    t = ''\n    for w in s.split(' '):\n        t += w[FIRST]\n    return t",
    "def acronym(s: SENTENCE(2, 3)) -> str:\n    t = ''\n    for w in s.split(' '):\n        t += w[FIRST].upper()\n    return t",
    "def longest(s: SENTENCE(2, 4)) -> str:\n    t = ''\n    for w in s.split(' '):\n        if len(w) > len(t):\n            t = w\n    return t",
    "def swapped(s: SENTENCE(2, 2)) -> str:\n    ws = s.split(' ')\n    return ws[1] + ' ' + ws[0]",
    "def reversed_words(s: SENTENCE(1, 4)) -> str:\n    ws = reverse(s.split(' '))\n    return SEP().join(ws)",
    "def joined(ws: WORDS(0, 4)) -> str:\n    return SEP().join(ws)",
    "def commas(ws: WORDS(0, 3)) -> str:\n    t = ''\n    for w in ws:\n        if t != '':\n            t += ', '\n        t += w\n    return t",
    "def capital(s: S(1, 7)) -> str:\n    return s[FIRST].upper() + drop(s, 1)",
    "def ends(s: S(1, 7)) -> str:\n    return s[FIRST] + s[LAST(s)]",
    "def middle(s: S(3, 7)) -> str:\n    return s[PLACE(len(s) // 2)]",
    "def shorter(s: S(2, 7)) -> str:\n    return take(s, len(s) - 1)",
    "def rotated(s: S(2, 6)) -> str:\n    return drop(s, 1) + s[FIRST]",
    "def replaced(s: S(1, 8)) -> str:\n    return s.replace(LETTER(), MARK())",
    "def cut(s: SENTENCE(2, 3)) -> int:\n    return len(s.replace(' ', ''))",
    "def padded(s: S(0, 5)) -> str:\n    return repeat(MARK(), 8 - len(s)) + s",
    "def stairs(n: K(0, 4)) -> none:\n    for i in through(1, n):\n        print(repeat(MARK(), i))",
    "def boxed(s: S(0, 5)) -> none:\n    print(repeat('-', len(s) + 2))\n    print(f' {s} ')\n    print(repeat('-', len(s) + 2))",
    "def shift(s: ANY('abc', 'bad', 'cab', 'dog', 'face')) -> str:\n    t = ''\n    u = 'abcdefghijklmnopqrstuvwxyz'\n    for ch in s:\n        n = u.find(ch) - FIRST\n        t += u[PLACE((n + 3) % 26)]\n    return t",
    "def same(s: S(1, 5), t: S(1, 5)) -> bool:\n    return s.lower() == t.lower()",
    "def starts(s: S(2, 6), t: LETTER()) -> bool:\n    return s[FIRST] == t",
    "def in_it(s: SENTENCE(2, 3), t: W()) -> bool:\n    return t in s",
    "def trimmed(s: ANY('  hi ', ' a b ', 'x  ', '   ', 'no')) -> str:\n    return '[' + s.strip() + ']'",
    "def digits(s: DIGITS(0, 99999)) -> int:\n    n = 0\n    for ch in s:\n        n += int(ch)\n    return n",
    "def runs(s: ANY('aabbb', 'abab', 'aaa', 'abbc', 'xyyz', S(1, 6))) -> int:\n    n = 1\n    for i in places(s, 1):\n        if s[i] != s[i - 1]:\n            n += 1\n    return n",
    "def distinct(s: ANY('aabb', 'abc', 'noon', S(0, 5))) -> str:\n    t = ''\n    for ch in s:\n        if ch not in t:\n            t += ch\n    return t",
    "def hidden(s: S(0, 6)) -> str:\n    return repeat('*', len(s))",
    "def both(s: W(), t: W()) -> str:\n    return f'{s} and {t}'",
    "def label(s: W(), n: K(0, 99)) -> str:\n    return f'{s}={n}'",
    "def table(s: W(), n: K(1, 3)) -> none:\n    for i in through(1, n):\n        print(f'{i}. {s}')",
    "def lines(s: W(), t: W()) -> str:\n    return s + '\\n' + t",
    "def letters(s: S(0, 5)) -> words:\n    ws = []\n    for ch in s:\n        ws.append(ch)\n    return ws",
    "def every_other(s: S(0, 7)) -> str:\n    t = ''\n    n = 0\n    for ch in s:\n        if n % 2 == 0:\n            t += ch\n        n += 1\n    return t",
    "def dashed(s: S(0, 5)) -> str:\n    t = ''\n    for ch in s:\n        t += ch + '-'\n    return t",
    "def spaced(n: K(0, 12345)) -> str:\n    t = ''\n    for ch in str(n):\n        t = t + ch + ' '\n    return t.strip()",
)  # fmt: skip
_STARTS = ("s = S(1, 7)", "s = S(0, 6)\nt = S(1, 4)", "s = W()\nn = K(0, 9)", "s = SENTENCE(2, 3)", 's = ""\nt = W()')


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
