"""JavaScript: one short function on texts, arrays or objects, and a call that prints what it returns.

const f = (text, n) => {
  let out = '';
  for (const c of text) out += c.repeat(n);
  return out;
};
console.log(f('ab', 2));
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from caalm.generation.idiomatic import material
from caalm.generation.idiomatic.javascript_grammar import javascript_scope, quoted
from caalm.generation.idiomatic.template import new_table

FUNCTIONS, template = new_table()

_PARAMETERS = {
    "s": ("text", "str", "s", "line", "word", "input", "message"),
    "c": ("ch", "sep", "letter", "mark", "suffix", "x"),
    "i": ("n", "count", "limit", "num", "size", "max2"),
    "I": ("nums", "arr", "list", "xs", "values", "numbers"),
    "S": ("words", "names", "items", "parts", "tags"),
    "d": ("obj", "map2", "stock", "counts", "prices"),
}


def values_of(rng: Random, kinds: str) -> list[object]:
    """A value for each of these types."""
    makers: dict[str, Callable[[], object]] = {
        "s": lambda: material.text(rng),
        "c": lambda: rng.choice("abcdeiotx-_ ,.!*"),
        "i": lambda: material.small(rng),
        "I": lambda: material.numbers(rng, 2, 7),
        "S": lambda: material.some_words(rng, 2, 5, repeats=rng.random() < 0.3),
        "d": lambda: {key: material.small(rng) for key in material.some_words(rng, 2, 4)},
    }
    return [makers[kind]() for kind in kinds]


def words_of(values: list[object]) -> list[str]:
    """The texts in values."""
    found: list[str] = []
    for value in values:
        found += (
            [value]
            if isinstance(value, str)
            else [v for v in value if isinstance(v, str)]
            if isinstance(value, (list, dict))
            else []
        )
    return found or ["abc", "hello", "x-y"]


def short_function(rng: Random, kinds: str) -> str:
    """A function of parameters of these types, and its call."""
    values = values_of(rng, kinds)
    name = (
        "f"
        if rng.random() < 0.5
        else rng.choice(("process", "solve", "convert", "transform", "compute", "run", "check"))
    )
    scope = javascript_scope(rng, words_of(values), avoid=(name,))
    parameters: list[str] = []
    for kind in kinds:
        options = [one for one in _PARAMETERS[kind] if one not in scope.used]
        parameters.append(scope.declare("s" if kind == "c" else kind, rng.choice(options or [f"p{len(parameters)}"])))
    body = [line for _ in range(rng.choice((0, 1, 1, 2, 2, 2, 3, 3))) for line in scope.statement()]
    known = [kind for kind in "siISd" if scope.variables.get(kind)]
    roll = rng.random()
    if roll < 0.4 and scope.latest:
        result = scope.latest
    elif roll < 0.5:
        result = scope.variables[rng.choice(known)][-1]
    elif roll < 0.9:
        result = scope.fill(rng.choice(known if rng.random() < 0.6 else list("siISdbp")), rng.randint(1, 2))
    else:
        result = f"[{scope.fill(rng.choice('siIS'), 1)}, {scope.fill(rng.choice('siIS'), 1)}]"
    head = ", ".join(parameters)
    if not body and rng.random() < 0.6:
        lines = [f"const {name} = ({head}) => {f'({result})' if result.startswith('{') else result};"]
    elif rng.random() < 0.5:
        lines = [f"const {name} = ({head}) => {{", *(f"  {line}" for line in body), f"  return {result};", "};"]
    else:
        lines = [f"function {name}({head}) {{", *(f"  {line}" for line in body), f"  return {result};", "}"]
    call = f"{name}({', '.join(map(quoted, values))})"
    shown = f"JSON.stringify({call})" if rng.random() < 0.25 else call
    return "\n".join([*lines, *([""] if rng.random() < 0.5 else []), f"console.log({shown});"]) + "\n"


def _enter(group: str, name: str, kinds: str) -> None:
    def draw(rng: Random) -> str:
        return short_function(rng, kinds)

    draw.__name__ = name
    template(group)(draw)


for _group, _name, _kinds in (
    ("text-functions", "function_of_text", "s"),
    ("text-functions", "function_of_text_and_mark", "sc"),
    ("text-functions", "function_of_text_and_number", "si"),
    ("text-functions", "function_of_two_texts", "ss"),
    ("array-functions", "function_of_array", "I"),
    ("array-functions", "function_of_array_and_number", "Ii"),
    ("array-functions", "function_of_two_arrays", "II"),
    ("array-functions", "function_of_words", "S"),
    ("array-functions", "function_of_words_and_mark", "Sc"),
    ("object-functions", "function_of_object", "d"),
    ("object-functions", "function_of_object_and_key", "ds"),
    ("number-functions", "function_of_numbers", "ii"),
    ("mixed-functions", "function_of_text_and_array", "sI"),
    ("mixed-functions", "function_of_words_and_array", "SI"),
    ("mixed-functions", "function_of_text_and_object", "sd"),
):
    _enter(_group, _name, _kinds)
