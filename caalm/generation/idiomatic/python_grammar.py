# ruff: noqa: E501 -- a template is read as the text that it draws; its name says what it is.
"""Python's expressions and statements as patterns, by type.

Types: ``s`` text, ``i`` number, ``I`` numbers, ``S`` texts, ``d`` texts to numbers, ``b`` truth, ``p`` pairs; ``c`` a
character, ``q`` a short text, ``n`` ``k`` small numbers (literals only). ``num>int`` is a number made of the loop's
number, ``num?`` a condition on it, and so on.

>>> from random import Random
>>> "def" not in python_scope(Random(1), ["abc"]).fill("s", 2)
True
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from caalm.generation.idiomatic.grammar import Grammar, Scope

EXPRESSIONS = {
    "s": (
        "«s».upper()", "«s».lower()", "«s».title()", "«s».capitalize()", "«s».swapcase()", "«s».strip()",
        "«s».replace(«c», «c»)", "«s».replace(«q», «q»)", "«s».replace(«c», '')", "«s»[::-1]", "«s»[«k»:]", "«s»[:«n»]",
        "«s»[:-«k»]", "«s»[::2]", "«s»[1:-1]", "«s»[-«n»:]", "«s»[«k»:«n»]", "~«s» + «q»", "~«q» + «s»", "~«s» + «s»", "~«s» * «k»",
        "''.join(sorted(«s»))", "''.join(reversed(«s»))", "«s».center(«n», «c»)", "«s».ljust(«n», «c»)",
        "«s».rjust(«n», «c»)", "«s».zfill(«n»)", "«s».strip(«c»)", "«s».lstrip(«c»)", "«s».rstrip(«c»)",
        "«s».removeprefix(«q»)", "«s».removesuffix(«q»)", "' '.join(«S»)", "«c».join(«S»)", "«q».join(«s»)", "str(«i»)",
        "«s».partition(«c»)[0]", "«s».rpartition(«c»)[2]", "''.join(«char>str:#c» for #c in «s»)",
        "''.join(#c for #c in «s» if «char?:#c»)", "''.join(«char>str:#c» for #c in «s» if «char?:#c»)",
        "''.join([«char>str:#c» if «char?:#c» else «char>str:#c» for #c in «s»])", "f'{«$s»}-{«$i»}'", "f'{«$i»}{«$s»}'", "f'{«$s»:>«n»}'",
        "~«s» if «b» else «s»", "max(«S», key=len)", "min(«S», key=len)", "«s».casefold()", "«s».title().swapcase()",
        "''.join(dict.fromkeys(«s»))", "''.join(#w[0] for #w in «s».split())", "~«s» or «q»", "' '.join(«s».split()[::-1])",
        "' '.join(«word>str:#w» for #w in «s».split())", "«s».replace(«c», «c», 1)", "''.join(map(str, «I»))", "«c».join(map(str, «I»))",
    ),
    "i": (
        "len(«s»)", "len(«s»)", "«s».count(«c»)", "«s».count(«q»)", "«s».find(«c»)", "«s».rfind(«c»)", "«s».find(«q»)", "sum(«I»)",
        "max(«I»)", "min(«I»)", "len(«I»)", "len(«S»)", "«I»[0]", "«I»[-1]", "~«i» + «i»", "~«i» - «i»", "~«i» * «k»", "~«i» // «n»",
        "~«i» % «n»", "abs(«i»)", "«I».count(«i»)", "sum(1 for #c in «s» if «char?:#c»)", "len(set(«s»))", "len(«d»)",
        "sum(«d».values())", "«d».get(«q», «i»)", "sum(«num>int:#n» for #n in «I»)", "sum(«num>int:#n» for #n in «I» if «num?:#n»)",
        "len([#n for #n in «I» if «num?:#n»])", "max(«i», «i»)", "min(«i», «i»)", "ord(«s»[0]) - ord('a')", "max(len(#w) for #w in «S»)",
        "len(«s».split())", "~«i» if «b» else «i»", "len(set(«I»))", "sum(map(len, «S»))", "max(«I», default=0)", "~«i» ** 2", "int(«b»)",
        "sum(#c.isupper() for #c in «s»)", "~«i» - «k»", "divmod(«i», «n»)[0]", "divmod(«i», «n»)[1]", "round(«i» / «n»)",
    ),
    "I": (
        "sorted(«I»)", "sorted(«I», reverse=True)", "«I»[::-1]", "«I»[1:]", "«I»[:«k»]", "«I»[:-1]", "«I»[::2]", "«I»[«k»:]",
        "[«num>int:#n» for #n in «I»]", "[#n for #n in «I» if «num?:#n»]", "[«num>int:#n» for #n in «I» if «num?:#n»]",
        "list(map(lambda #n: «num>int:#n», «I»))", "list(filter(lambda #n: «num?:#n», «I»))", "~«I» + [«i»]", "~[«i»] + «I»", "~«I» + «I»",
        "[len(#w) for #w in «S»]", "[ord(#c) - 97 for #c in «s»]", "list(range(«k», «n»))", "list(range(0, «n», «k»))", "sorted(set(«I»))",
        "list(«d».values())", "[a + b for a, b in zip(«I», «I»)]", "[i for i, v in enumerate(«I») if v > «n»]",
        "[i * v for i, v in enumerate(«I»)]", "[«I»[0], «I»[-1]]", "[«char>int:#c» for #c in «s»]", "list(dict.fromkeys(«I»))", "~«I» * 2",
        "sorted(«I», key=lambda #n: «num>int:#n»)", "[max(«i», #n) for #n in «I»]", "[«num>int:#n» if «num?:#n» else #n for #n in «I»]",
        "[sum(«I»[:i]) for i in range(1, «n»)]", "list(reversed(«I»))", "[int(#c) for #c in str(abs(«i»))]", "[i for i, ch in enumerate(«s») if ch == «c»]",
    ),
    "S": (
        "«s».split()", "«s».split(«c»)", "list(«s»)", "sorted(«S»)", "sorted(«S», key=len)", "[«word>str:#w» for #w in «S»]",
        "[#w for #w in «S» if «word?:#w»]", "«S»[::-1]", "«S»[1:]", "«S»[:«k»]", "list(«d»)", "sorted(«d»)", "sorted(set(«s»))", "«s».split(«c», 1)",
        "«s».rsplit(«c», 1)", "~«S» + [«s»]", "list(map(str, «I»))", "[str(#n) for #n in «I»]", "list(map(str.upper, «S»))", "[f'{#w}{«n»}' for #w in «S»]",
        "[f'{i}:{w}' for i, w in enumerate(«S»)]", "sorted(«S», key=lambda #w: «word>key:#w»)", "[«s»[i:i + «k»] for i in range(0, len(«s»), «k»)]",
        "[#k for #k in «$d» if «$d»[#k] > «n»]", "list(dict.fromkeys(«S»))", "«s».splitlines()", "[a + b for a, b in zip(«s», «s»)]", "sorted(«S», reverse=True)",
        "list(filter(None, «s».split(«c»)))", "[#c for #c in «s» if «char?:#c»]", "sorted(«S», key=lambda #w: (len(#w), #w))",
    ),
    "b": (
        "«s».isalpha()", "«s».isdigit()", "«s».isupper()", "«s».islower()", "«s».isalnum()", "«s».startswith(«q»)", "«s».endswith(«q»)",
        "~«c» in «s»", "~«q» in «s»", "~«c» not in «s»", "~«i» > «i»", "~«i» < «i»", "~«i» == «i»", "~«i» % 2 == 0", "~len(«s») > «n»", "~len(«I») > «k»",
        "~not «b»", "~«b» and «b»", "~«b» or «b»", "any(«num?:#n» for #n in «I»)", "all(«num?:#n» for #n in «I»)", "any(«char?:#c» for #c in «s»)",
        "all(«word?:#w» for #w in «S»)", "~«q» in «d»", "~«i» in «I»", "~«s» == «s»[::-1]", "~sorted(«I») == «I»", "~len(set(«I»)) == len(«I»)", "bool(«I»)", "~«s»[0] == «c»",
        "«s».istitle()", "~«k» <= «i» <= «n»", "«s».isspace()", "~«s» < «s»",
    ),
    "d": (
        "{#c: «$s».count(#c) for #c in «$s»}", "{#w: len(#w) for #w in «S»}", "dict(zip(«S», «I»))", "{k: v for k, v in «d».items() if v > «n»}",
        "dict(sorted(«d».items()))", "{v: i for i, v in enumerate(«S»)}", "{k: v * «n» for k, v in «d».items()}", "{k.upper(): v for k, v in «d».items()}",
        "dict(sorted(«d».items(), key=lambda kv: kv[1]))", "{**«d», «q»: «i»}", "~«d» | {«q»: «i»}", "dict.fromkeys(«S», «i»)", "{#w: «word>int:#w» for #w in «S» if «word?:#w»}",
        "{k: v for v, k in enumerate(«s»)}", "{k: v for k, v in «d».items() if k != «q»}", "dict(list(«d».items())[:«k»])",
    ),
    "p": (
        "list(enumerate(«S»))", "list(zip(«S», «I»))", "list(«d».items())", "sorted(«d».items())", "[(#w, len(#w)) for #w in «S»]",
        "[(#n, «num>int:#n») for #n in «I»]", "sorted(«d».items(), key=lambda kv: kv[1])", "list(zip(«I», «I»[1:]))", "sorted(«d».items(), key=lambda kv: (-kv[1], kv[0]))",
        "list(enumerate(«I», 1))", "[(a, b) for a in «I»[:2] for b in «S»[:2]]", "list(zip(«s», «I»))",
    ),
    "num>int": ("~@ * «n»", "~@ + «n»", "~@ ** 2", "~@ - «n»", "~@ // «k»", "~-@", "abs(@ - «n»)", "~@ * @", "~@ % «n»", "~@ + 1", "~2 * @ + 1", "~@ * 10", "min(@, «n»)", "max(@, «n»)", "~@ ^ 1"),
    "num?": ("~@ > «n»", "~@ % 2 == 0", "~@ % 2", "~@ % «n» == 0", "~@ < «n»", "~@ != «n»", "~@ >= «n»", "~@ % 3 != 0", "~@ == «n»", "~@ > 0", "~«k» < @ < «n»", "~@ % 2 == 1", "~@ not in (1, «n»)"),
    "char>str": ("@.upper()", "~@ * 2", "@", "@.lower()", "«c»", "~@ + «c»", "@.swapcase()", "chr(ord(@) + 1)", "~«c» + @", "str(ord(@) % 10)", "~@ * 3", "'_'"),
    "char>int": ("ord(@) - 97", "ord(@) % «n»", "ord(@)", "'abcdefghij'.find(@)", "int(@.isalpha())"),
    "char?": ("@.isalpha()", "~@ in 'aeiou'", "~@ != «c»", "~@ == «c»", "@.isdigit()", "@.isupper()", "~@ not in 'aeiou'", "@.islower()", "~@ > «c»", "@.isalnum()", "~@ in «q»", "~not @.isspace()", "~@ != ' '", "~ord(@) % 2 == 0", "~@ < 'm'"),
    "word>str": ("@.upper()", "@[::-1]", "@.capitalize()", "@[0]", "@[:«k»]", "~@ + «c»", "@[-1]", "@.title()", "@.replace(«c», «c»)", "~@ * 2", "~@[1:] + @[0]", "@.center(«n», «c»)", "f'<{@}>'", "@.strip(«c»)", "str(len(@))", "@[1:]"),
    "word>int": ("len(@)", "@.count(«c»)", "ord(@[0]) % 10", "@.find(«c»)", "~len(@) * «n»"),
    "word>key": ("(len(@), @)", "@[::-1]", "@[-1]", "(-len(@), @)", "@.lower()", "@.count(«c»)", "@[1:]", "len(@)"),
    "word?": ("~len(@) > «k»", "@.startswith(«c»)", "~«c» in @", "@.endswith(«c»)", "@.islower()", "~len(@) % 2 == 0", "~@ != «q»", "@.isalpha()", "~@[0] in 'aeiou'", "~«c» not in @", "@[0].isupper()"),
}  # fmt: skip

STATEMENTS = {
    "inner": (
        "«$s» += «c»", "«$i» += 1", "«$i» += «n»", "«$i» -= 1", "«$s» = «s»", "«$i» = «i»", "«$s» = «c» + «$s»", "«$i» = «$i» * 2 % 100", "«$b» = not «$b»", "«$b» = «b»",
        "«$I» = «I»[:5]", "«$S» = «S»[:5]", "«$i» = max(«$i», «i»)", "«$s» = «$s»[1:] + «c»",
    ),
    "stmt": (
        "«+s» = «s»", "«+i» = «i»", "«+I» = «I»", "«+S» = «S»", "«+d» = «d»", "«+b» = «b»", "«$s» = «s»", "«$s» += «q»", "«$i» += «i»", "«$i» *= «k»", "«$I» = «I»", "«$S» = «S»",
        "«$s» = «s»", "«$I» = «I»", "«$S» = «S»", "«$i» = «i»",
        "«+s» = ''\nfor #c in «s»:\n    if «char?:#c»:\n        «=s» += «char>str:#c»\n    else:\n        «=s» += «char>str:#c»",
        "«+s» = ''\nfor #c in «s»:\n    if «char?:#c»:\n        «=s» += «char>str:#c»",
        "«+s» = ''\nfor #c in «s»:\n    «=s» = «char>str:#c» + «=s»",
        "«+s» = ''\nfor #i in range(len(«$s»)):\n    if #i % «n» == 0:\n        «=s» += «$s»[#i].upper()\n    else:\n        «=s» += «$s»[#i]",
        "«+s» = ''\nfor #i in range(len(«$s») - 1, -1, -«k»):\n    «=s» += «$s»[#i]",
        "«+S» = []\nfor #c in «s»:\n    if «char?:#c»:\n        «=S».append(«char>str:#c»)",
        "«+S» = []\nfor #w in «S»:\n    if «word?:#w»:\n        «=S».append(«word>str:#w»)\n    else:\n        «=S».insert(0, #w)",
        "«+S» = []\nfor #w in «S»:\n    if #w not in «=S»:\n        «=S».append(#w)",
        "«+S» = []\nfor #i, #w in enumerate(«S»):\n    «=S».append(#w if #i % 2 == 0 else «word>str:#w»)",
        "«+S» = []\nwhile «$s»:\n    «=S».append(«$s»[:«n»])\n    «$s» = «$s»[«k»:][:12]",
        "«+i» = 0\nfor #c in «s»:\n    if «char?:#c»:\n        «=i» += «k»",
        "«+i» = 0\nfor #n in «I»:\n    if «num?:#n»:\n        «=i» += «num>int:#n»\n    else:\n        «=i» -= «k»",
        "«+i» = 1\nfor #n in «I»:\n    «=i» = («=i» * #n + «n») % «n»",
        "«+i» = 0\nfor #i, #n in enumerate(«I»):\n    if «num?:#n»:\n        continue\n    «=i» += #i * #n",
        "«+i» = 0\nfor #n in «I»:\n    if «num?:#n»:\n        break\n    «=i» += #n",
        "«+i» = 0\nwhile «=i» < len(«$s») and «$s»[«=i»] != «c»:\n    «=i» += 1",
        "«+i» = 0\nfor #n in «I»:\n    if #n > «=i»:\n        «=i» = #n",
        "«+I» = []\nfor #n in «I»:\n    if «num?:#n»:\n        «=I».append(«num>int:#n»)",
        "«+I» = []\nfor #n in «I»:\n    if «num?:#n»:\n        «=I».append(«num>int:#n»)\n    else:\n        «=I».insert(0, #n)",
        "«+I» = []\nfor #i in range(len(«$I»)):\n    «=I».append(sum(«$I»[:#i + 1]))",
        "«+I» = []\nfor #i in range(0, len(«$I»), «k»):\n    «=I».append(«$I»[#i])",
        "«+I» = []\nwhile «$I»:\n    «=I».append(«$I».pop())\n    if «$I»:\n        «=I».insert(0, «$I».pop(0))",
        "«+I» = []\nfor #c in «s»:\n    if #c.isdigit():\n        «=I».append(int(#c))\n    else:\n        «=I».append(«char>int:#c»)",
        "«+d» = {}\nfor #c in «s»:\n    if «char?:#c»:\n        «=d»[#c] = «=d».get(#c, 0) + 1",
        "«+d» = {}\nfor #c in «s»:\n    if #c not in «=d»:\n        «=d»[#c] = 0\n    «=d»[#c] += «k»",
        "«+d» = {}\nfor #i, #w in enumerate(«S»):\n    «=d»[#w] = #i * «n»",
        "«+d» = {}\nfor #w in «S»:\n    «=d».setdefault(#w, len(«=d»))",
        "«+d» = {}\nfor k, v in «d».items():\n    if v > «n»:\n        «=d»[k] = v - «n»",
        "for k in list(«$d»):\n    if k.startswith(«c»):\n        «$d».pop(k)",
        "for k in «$d»:\n    «$d»[k] += «n»", "«$d»[«q»] = «i»", "«$d».pop(«q», None)", "«$d».update({«q»: «i», «q»: «i»})", "«$d»[«q»] = «$d».get(«q», 0) + «k»",
        "if «b»:\n    «block»", "if «b»:\n    «block»\nelse:\n    «block»", "if «b»:\n    «block»\nelif «b»:\n    «block»\nelse:\n    «block»",
        "if not «$s»:\n    return «q»", "if «b»:\n    return «i»", "if «b»:\n    return «s»", "if len(«$I») < «k»:\n    return «$I»", "if «b»:\n    return «b»",
        "«$I».append(«i»)", "«$I».sort()", "«$I».reverse()", "«$I».sort(reverse=True)", "«$I».insert(«k», «i»)", "«$I».extend(«I»)", "if «$I»:\n    «$I».pop()", "if «i» in «$I»:\n    «$I».remove(«i»)",
        "«$I».pop(0)", "«+i» = «$I».pop()", "«$S».append(«s»)", "«$S».sort()", "«$S».reverse()", "«$S».insert(0, «s»)", "«$S».extend(«s».split())", "«$S».pop()", "«$I»[0], «$I»[-1] = «$I»[-1], «$I»[0]",
        "«$I»[0] = «i»", "«$S»[-1] = «s»", "del «$I»[:«k»]", "«$I».sort(key=lambda #n: «num>int:#n»)", "«$S».sort(key=lambda #w: «word>key:#w»)",
        "«+s», «+s2» = «s», «s»", "«+i», «+i2» = «i», «i»", "«$s», «+s» = «$s»[::-1], «$s»", "«+i», «+i2» = divmod(«i», «n»)", "«+s», _, «+s2» = «s».partition(«c»)",
        "try:\n    «+i» = int(«s»)\nexcept ValueError:\n    «=i» = «k»", "try:\n    «+i» = «$I».index(«i»)\nexcept ValueError:\n    «=i» = -1", "try:\n    «+i» = «$d»[«q»]\nexcept KeyError:\n    «=i» = «i»",
        "for #i in range(«k»):\n    «block»", "for #i in range(«n»):\n    if #i % 2:\n        «block»", "for #w in «S»:\n    if «word?:#w»:\n        «block»", "for #c in «s»:\n    if «char?:#c»:\n        «block»",
        "for #n in «I»:\n    if «num?:#n»:\n        «block»\n    else:\n        «block»", "while «$s».startswith(«c») and len(«$s») > 1:\n    «$s» = «$s»[1:]", "while «$s» and «$s»[-1] in «q»:\n    «$s» = «$s»[:-1]",
        "while len(«$I») > «k»:\n    «$I».pop(0)", "while «$I» and «$I»[-1] > «n»:\n    «$I».pop()", "while len(«$s») < «n»:\n    «$s» += «c»", "while len(«$s») < «n»:\n    «$s» = «c» + «$s»",
        "«$s» = «$s» if «b» else «s»", "«$i» = «i» if «b» else «i»", "«$s» = «$s».replace(«c», «c»).strip()", "«+S» = [«$s»[i:i + «n»] for i in range(0, len(«$s»), «n»)]", "«+s» = «$s»[«k»:«n»].upper()",
    ),
}  # fmt: skip


def _text(value: object) -> str:
    return repr(value)


PYTHON_GRAMMAR = Grammar(
    {**EXPRESSIONS, **STATEMENTS}, dict.fromkeys(("s", "c", "q", "k", "n", "i", "I", "S", "d", "b"), _text)
)


def python_scope(rng: Random, words: Sequence[str], avoid: Sequence[str] = ()) -> Scope:
    """A scope that knows no variables yet."""
    return Scope(PYTHON_GRAMMAR, rng, words=words, avoid=frozenset(avoid) | {"f"})
