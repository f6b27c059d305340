"""Python: one short function that works on texts, lists or dictionaries, and a call that prints what it returns.

def f(text, n):
    result = ''
    for c in text:
        if c.isalpha():
            result += c * 2
    return result.ljust(n, '-')

print(f('a1b', 6))
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from caalm.generation.idiomatic import material
from caalm.generation.idiomatic.grammar import Scope
from caalm.generation.idiomatic.python_grammar import python_scope
from caalm.generation.idiomatic.template import new_table

FUNCTIONS, template = new_table()

_PARAMETERS = {
    "s": ("text", "s", "string", "line", "value", "word", "txt", "phrase", "a", "str1", "message"),
    "c": ("char", "ch", "c", "sep", "letter", "sub", "x", "mark", "suffix", "prefix", "old", "new"),
    "i": ("n", "k", "num", "count", "size", "limit", "x", "width", "m", "y", "index"),
    "I": ("nums", "lst", "array", "numbers", "arr", "values", "xs", "items", "data", "a", "li"),
    "S": ("words", "names", "items", "strings", "tokens", "lines", "lst", "parts", "values"),
    "d": ("d", "dic", "dct", "table", "mapping", "counts", "data", "ages", "stock"),
}
_FUNCTION_NAMES = ("process", "solve", "convert", "change", "transform", "compute", "g", "func", "run", "check", "work")


def _value(rng: Random, kind: str) -> object:
    if kind == "s":
        return "" if rng.random() < 0.02 else material.text(rng)
    if kind == "c":
        return rng.choice("abcdeiotx-_ ,.!*") if rng.random() < 0.8 else material.word(rng)[:3]
    if kind == "i":
        return material.small(rng) if rng.random() < 0.7 else rng.randint(10, 9999)
    if kind == "I":
        return [] if rng.random() < 0.03 else material.numbers(rng, 2, 7)
    if kind == "S":
        return material.some_words(rng, 2, 5, repeats=rng.random() < 0.3)
    keys = material.some_words(rng, 2, 4) if rng.random() < 0.7 else list("abcdexyz"[: rng.randint(2, 5)])
    return {key: material.small(rng) for key in keys}


def _words(values: list[object]) -> list[str]:
    found: list[str] = []
    for value in values:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            found += value
        elif isinstance(value, list):
            found += [one for one in value if isinstance(one, str)]
    return [one for one in found if one] or ["abc", "hello", "x-y"]


def _result(rng: Random, scope: Scope) -> str:
    roll = rng.random()
    kinds = [kind for kind in "siISd" if scope.variables.get(kind)]
    if roll < 0.4 and scope.latest:
        return scope.latest
    if roll < 0.5 and kinds:
        return scope.variables[rng.choice(kinds)][-1]
    if roll < 0.85:
        return scope.fill(rng.choice(kinds or "s") if rng.random() < 0.6 else rng.choice("siISdbp"), rng.randint(1, 2))
    return ", ".join(scope.fill(rng.choice("siIS"), 1) for _ in range(2))


def short_function(rng: Random, kinds: str) -> str:
    """A function of parameters of these types, and its call."""
    values = [_value(rng, kind) for kind in kinds]
    name = "f" if rng.random() < 0.7 else rng.choice(_FUNCTION_NAMES)
    scope = python_scope(rng, _words(values), avoid=(name, *material.RESERVED))
    parameters: list[str] = []
    for kind in kinds:
        usual = _PARAMETERS[kind]
        options = [one for one in usual[: 4 if rng.random() < 0.5 else None] if one not in scope.used]
        parameters.append(scope.declare("s" if kind == "c" else kind, rng.choice(options or [f"p{len(parameters)}"])))
    lines = [f"def {name}({', '.join(parameters)}):"]
    for _ in range(rng.choice((0, 1, 1, 1, 2, 2, 2, 3, 3, 4))):
        lines += [f"    {line}" for line in scope.statement()]
    lines.append(f"    return {_result(rng, scope)}")
    lines += [""] * rng.randint(0, 1)
    lines += [_call(rng, name, values)]
    if rng.random() < 0.15:
        lines += [_call(rng, name, [_value(rng, kind) for kind in kinds])]
    return "\n".join(lines) + "\n"


def _call(rng: Random, name: str, values: list[object]) -> str:
    call = f"{name}({', '.join(map(repr, values))})"
    return f"print(repr({call}))" if rng.random() < 0.35 else f"print({call})"


def _enter(group: str, name: str, kinds: str) -> None:
    def draw(rng: Random) -> str:
        return short_function(rng, kinds)

    draw.__name__ = name
    register: Callable[[Callable[[Random], str]], Callable[[Random], str]] = template(group)
    register(draw)


for _group, _name, _kinds in (
    ("text-functions", "function_of_text", "s"),
    ("text-functions", "function_of_text_and_mark", "sc"),
    ("text-functions", "function_of_text_and_number", "si"),
    ("text-functions", "function_of_two_texts", "ss"),
    ("text-functions", "function_of_text_and_two_marks", "scc"),
    ("list-functions", "function_of_list", "I"),
    ("list-functions", "function_of_list_and_number", "Ii"),
    ("list-functions", "function_of_two_lists", "II"),
    ("list-functions", "function_of_words", "S"),
    ("list-functions", "function_of_words_and_mark", "Sc"),
    ("list-functions", "function_of_words_and_number", "Si"),
    ("dictionary-functions", "function_of_dictionary", "d"),
    ("dictionary-functions", "function_of_dictionary_and_key", "ds"),
    ("dictionary-functions", "function_of_dictionary_and_number", "di"),
    ("number-functions", "function_of_number", "i"),
    ("number-functions", "function_of_two_numbers", "ii"),
    ("mixed-functions", "function_of_text_and_list", "sI"),
    ("mixed-functions", "function_of_words_and_list", "SI"),
    ("mixed-functions", "function_of_text_and_dictionary", "sd"),
):
    _enter(_group, _name, _kinds)
