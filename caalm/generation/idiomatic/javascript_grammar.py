# ruff: noqa: E501 -- a template is read as the text that it draws; its name says what it is.
"""JavaScript's expressions and statements as patterns, by type; the types are those of the Python grammar.

>>> from random import Random
>>> javascript_scope(Random(2), ["abc"]).declare("s", "text")
'text'
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random

from caalm.generation.idiomatic.grammar import Grammar, Scope
from caalm.generation.idiomatic.material import camel

EXPRESSIONS = {
    "s": (
        "«s».toUpperCase()", "«s».toLowerCase()", "«s».trim()", "«s».replace(«c», «c»)", "«s».replaceAll(«c», «c»)", "«s».split('').reverse().join('')", "[...«s»].reverse().join('')", "«s».slice(«k»)", "«s».slice(0, «n»)", "«s».slice(-«k»)",
        "«s».slice(1, -1)", "«s».substring(«k», «n»)", "~«s» + «q»", "~«q» + «s»", "~«s» + «s»", "«s».repeat(«k»)", "«s».padStart(«n», «c»)", "«s».padEnd(«n», «c»)", "«S».join(«q»)", "«S».join('')", "«I».join(«c»)", "String(«i»)", "«s».charAt(«k»)",
        "`${«s»}-${«i»}`", "`${«i»}${«s»}`", "`<${«s»}>`", "~«b» ? «s» : «s»", "«s».split('').sort().join('')", "[...«s»].filter(#c => «char?:#c»).join('')", "[...«s»].map(#c => «char>str:#c»).join('')", "«s».split(' ').map(#w => «word>str:#w»).join(' ')",
        "«s».split(' ').reverse().join(' ')", "«s».concat(«q», «s»)", "«s».replace(/[aeiou]/g, «c»)", "«s».replace(/\\s+/g, '')", "[...new Set(«s»)].join('')", "«s».at(-1)", "~«s» || «q»", "~«$s»[0].toUpperCase() + «$s».slice(1)", "«S».reduce((a, b) => (a.length >= b.length ? a : b))",
        "(«i»).toString(2)", "«s».replace(/[a-m]/g, #c => #c.toUpperCase())", "JSON.stringify(«I»)", "typeof «i»", "«s».split(«c»)[0]",
    ),
    "i": (
        "«s».length", "«s».length", "«I».length", "«S».length", "«s».indexOf(«c»)", "«s».lastIndexOf(«c»)", "~«i» + «i»", "~«i» - «i»", "~«i» * «k»", "Math.floor(«i» / «n»)", "~«i» % «n»", "Math.abs(«i»)", "Math.max(...«I»)",
        "Math.min(...«I»)", "«I».reduce((a, b) => a + b, 0)", "«I».reduce((a, #n) => a + «num>int:#n», 0)", "«I».filter(#n => «num?:#n»).length", "~«I»[0] ?? «i»", "~«I».at(-1) ?? «i»", "«s».charCodeAt(0)", "[...«s»].filter(#c => «char?:#c»).length", "new Set(«s»).size", "new Set(«I»).size",
        "Object.keys(«d»).length", "~«d»[«q»] ?? «i»", "Object.values(«d»).reduce((a, b) => a + b, 0)", "~«b» ? «i» : «i»", "«s».split(«c»).length", "«I».indexOf(«i»)", "«I».findIndex(#n => «num?:#n»)", "Math.max(«i», «i»)", "~«i» ** 2", "Number(«b»)", "Math.round(«i» / «n»)",
        "«S».map(#w => #w.length).reduce((a, b) => a + b, 0)", "Math.trunc(«i» / «n»)", "~«I».findLast(#n => «num?:#n») ?? -1",
    ),
    "I": (
        "[...«I»].sort((a, b) => a - b)", "[...«I»].sort((a, b) => b - a)", "[...«I»].reverse()", "«I».slice(1)", "«I».slice(0, «k»)", "«I».slice(-«k»)", "«I».map(#n => «num>int:#n»)", "«I».filter(#n => «num?:#n»)", "«I».filter(#n => «num?:#n»).map(#n => «num>int:#n»)", "[...«I», «i»]", "[«i», ...«I»]",
        "«I».concat(«I»)", "«S».map(#w => #w.length)", "[...«s»].map(#c => «char>int:#c»)", "Array.from({ length: «n» }, (_, i) => i * «k»)", "[...new Set(«I»)]", "Object.values(«d»)", "«I».map((v, i) => v * i)", "«I».map((v, i) => v - i)", "«I».filter((v, i) => i % 2 === 0)", "Array(«k»).fill(«i»)", "[...«I».keys()]",
        "«I».map(#n => («num?:#n» ? «num>int:#n» : #n))", "«I».flatMap(#n => [#n, «num>int:#n»])", "[...«I»].sort()", "«I».map((v, i, a) => a.slice(0, i + 1).reduce((p, q) => p + q))", "[«I»[0], «I».at(-1)].filter(#n => #n !== undefined)", "[...String(«i»)].map(Number).filter(#n => !Number.isNaN(#n))",
    ),
    "S": (
        "«s».split(' ')", "«s».split(«c»)", "[...«s»]", "[...«S»].sort()", "«S».map(#w => «word>str:#w»)", "«S».filter(#w => «word?:#w»)", "[...«S»].reverse()", "«S».slice(1)", "«S».slice(0, «k»)", "Object.keys(«d»)", "[...«S», «s»]", "[...new Set(«S»)]", "«I».map(String)", "«S».map((w, i) => `${i}:${w}`)",
        "[...«S»].sort((a, b) => a.length - b.length)", "[...«S»].sort((a, b) => b.localeCompare(a))", "«S».map((w, i) => w + i)", "«S».filter((w, i) => i % 2 === 0)", "«s».split(' ').filter(Boolean)", "[...«s»].filter(#c => «char?:#c»)", "Object.entries(«d»).map(([k, v]) => k + v)", "«S».concat(«q»)", "«S».flatMap(#w => [#w, «word>str:#w»])",
    ),
    "b": (
        "«s».includes(«c»)", "«s».includes(«q»)", "«s».startsWith(«q»)", "«s».endsWith(«q»)", "~«i» > «i»", "~«i» < «i»", "~«i» === «i»", "~«i» % 2 === 0", "~«s».length > «n»", "~«I».length > «k»", "~!«b»", "~«b» && «b»", "~«b» || «b»", "«I».some(#n => «num?:#n»)", "«I».every(#n => «num?:#n»)", "«S».some(#w => «word?:#w»)", "«S».every(#w => «word?:#w»)",
        "«I».includes(«i»)", "~«q» in «d»", "~«s» === «s».toUpperCase()", "~«s» < «s»", "Number.isInteger(«i» / «n»)", "Boolean(«s»)", "/\\d/.test(«s»)", "/^[a-z]+$/.test(«s»)", "~«s»[0] === «c»", "~!!«i»", "Array.isArray(«I»)", "~typeof «s» === 'string'",
    ),
    "d": (
        "Object.fromEntries(«S».map((w, i) => [w, i]))", "{ ...«d», [«q»]: «i» }", "Object.fromEntries(Object.entries(«d»).filter(([k, v]) => v > «n»))", "Object.fromEntries(Object.entries(«d»).map(([k, v]) => [k, v * «k»]))", "«S».reduce((acc, #w) => ({ ...acc, [#w]: «word>int:#w» }), {})", "Object.fromEntries(Object.entries(«d»).map(([k, v]) => [k.toUpperCase(), v]))",
        "Object.fromEntries(Object.entries(«d»).sort((a, b) => a[1] - b[1]))", "Object.assign({}, «d», { [«q»]: «i» })", "[...«s»].reduce((acc, #c) => ({ ...acc, [#c]: (acc[#c] || 0) + 1 }), {})",
    ),
    "p": ("Object.entries(«d»)", "[...«S».entries()]", "«S».map(#w => [#w, #w.length])", "«I».map((v, i) => [i, v])", "«I».map(#n => ({ v: #n, r: «num>int:#n» }))", "Object.entries(«d»).sort((a, b) => b[1] - a[1])", "[«I», «S»]", "{ s: «s», n: «i» }", "{ list: «I», ok: «b» }", "«S».map((w, i) => ({ w, i }))"),
    "num>int": ("~@ * «n»", "~@ + «n»", "~@ ** 2", "~@ - «n»", "Math.floor(@ / «k»)", "~-@", "Math.abs(@ - «n»)", "~@ * @", "~@ % «n»", "~@ + 1", "~2 * @ + 1", "~@ * 10", "Math.min(@, «n»)", "Math.max(@, «n»)", "~@ & 7", "~@ << 1"),
    "num?": ("~@ > «n»", "~@ % 2 === 0", "~@ % 2", "~@ % «n» === 0", "~@ < «n»", "~@ !== «n»", "~@ >= «n»", "~@ % 3 !== 0", "~@ > 0", "~@ % 2 !== 0", "~@ > «k» && @ < «n»"),
    "char>str": ("@.toUpperCase()", "~@ + @", "@", "@.toLowerCase()", "«c»", "~@ + «c»", "~«c» + @", "@.repeat(2)", "String.fromCharCode(@.charCodeAt(0) + 1)", "`[${@}]`"),
    "char>int": ("~@.charCodeAt(0) - 97", "~@.charCodeAt(0) % «n»", "@.charCodeAt(0)", "'abcdefghij'.indexOf(@)"),
    "char?": ("'aeiou'.includes(@)", "~@ !== «c»", "~@ === «c»", "/[a-z]/.test(@)", "~!'aeiou'.includes(@)", "~@ > «c»", "~@ !== ' '", "~@ < 'm'", "~@ === @.toUpperCase()", "/\\d/.test(@)", "~@.charCodeAt(0) % 2 === 0"),
    "word>str": ("@.toUpperCase()", "[...@].reverse().join('')", "@.slice(1)", "@.slice(0, «k»)", "~@ + «c»", "@.at(-1)", "@.charAt(0)", "@.replace(«c», «c»)", "@.repeat(2)", "~@.slice(1) + @[0]", "@.padEnd(«n», «c»)", "`<${@}>`", "~@[0].toUpperCase() + @.slice(1)", "String(@.length)", "@.replace(/[aeiou]/g, '')"),
    "word>int": ("@.length", "@.indexOf(«c»)", "~@.length * «n»", "~@.split(«c»).length - 1", "~@.charCodeAt(0) % 10"),
    "word?": ("~@.length > «k»", "@.startsWith(«c»)", "@.includes(«c»)", "@.endsWith(«c»)", "~@.length % 2 === 0", "~@ !== «q»", "~@ < 'm'", "/[aeiou]$/.test(@)", "'aeiou'.includes(@[0])"),
}  # fmt: skip

STATEMENTS = {
    "inner": ("«$s» += «c»;", "«$i» += 1;", "«$i»++;", "«$i» += «n»;", "«$i»--;", "«$s» = «c» + «$s»;", "«$i» = («$i» * 2) % 100;", "«$b» = !«$b»;", "«$s» = «$s».slice(1) + «c»;", "«$i» = Math.max(«$i», «i»);", "«$I» = «$I».slice(1);", "«$b» = «b»;"),
    "stmt": (
        "let «+s» = «s»;", "let «+i» = «i»;", "let «+I» = «I»;", "let «+S» = «S»;", "let «+d» = «d»;", "let «+b» = «b»;", "let «+s» = «s»;", "let «+I» = «I»;", "let «+S» = «S»;", "let «+i» = «i»;", "«$s» = «s»;", "«$I» = «I»;", "«$S» = «S»;", "«$s» += «q»;", "«$i» += «i»;", "«$i» *= «k»;",
        "let «+s» = '';\nfor (const #c of «s») {\n  if («char?:#c») {\n    «=s» += «char>str:#c»;\n  } else {\n    «=s» += «char>str:#c»;\n  }\n}", "let «+s» = '';\nfor (const #c of «s») {\n  if («char?:#c») «=s» += «char>str:#c»;\n}", "let «+s» = '';\nfor (const #c of «s») {\n  «=s» = «char>str:#c» + «=s»;\n}", "let «+s» = '';\nfor (let #i = 0; #i < «$s».length; #i++) {\n  «=s» += #i % «n» === 0 ? «$s»[#i].toUpperCase() : «$s»[#i];\n}",
        "let «+s» = '';\nfor (let #i = «$s».length - 1; #i >= 0; #i -= «k») {\n  «=s» += «$s»[#i];\n}", "let «+S» = [];\nfor (const #w of «S») {\n  if («word?:#w») «=S».push(«word>str:#w»);\n  else «=S».unshift(#w);\n}", "let «+S» = [];\nfor (const #w of «S») {\n  if (!«=S».includes(#w)) «=S».push(#w);\n}", "let «+S» = [];\nfor (const [i, #w] of «S».entries()) {\n  «=S».push(i % 2 ? #w : «word>str:#w»);\n}",
        "let «+i» = 0;\nfor (const #c of «s») {\n  if («char?:#c») «=i» += «k»;\n}", "let «+i» = 0;\nfor (const #n of «I») {\n  if («num?:#n») «=i» += «num>int:#n»;\n  else «=i» -= «k»;\n}", "let «+i» = 1;\nfor (const #n of «I») {\n  «=i» = («=i» * #n + «n») % «n»;\n}", "let «+i» = 0;\nfor (const #n of «I») {\n  if («num?:#n») continue;\n  «=i» += #n;\n}", "let «+i» = 0;\nfor (const #n of «I») {\n  if («num?:#n») break;\n  «=i» += #n;\n}",
        "let «+i» = 0;\nwhile («=i» < «$s».length && «$s»[«=i»] !== «c») «=i»++;", "let «+i» = 0;\nfor (let #i = 0; #i < «$I».length; #i++) {\n  «=i» += #i * «$I»[#i];\n}", "let «+I» = [];\nfor (const #n of «I») {\n  if («num?:#n») «=I».push(«num>int:#n»);\n}", "let «+I» = [];\n«$I».forEach((v, i) => {\n  if (i % 2 === 0) «=I».push(v);\n  else «=I».unshift(v);\n});", "let «+I» = [];\nwhile («$I».length) {\n  «=I».push(«$I».pop());\n  if («$I».length) «=I».push(«$I».shift());\n}",
        "let «+I» = [];\nfor (const #n of «I») {\n  «=I».push((«=I».at(-1) ?? 0) + #n);\n}", "let «+d» = {};\nfor (const #c of «s») {\n  «=d»[#c] = («=d»[#c] || 0) + 1;\n}", "let «+d» = {};\nfor (const #w of «S») {\n  if (!(#w in «=d»)) «=d»[#w] = 0;\n  «=d»[#w] += «word>int:#w»;\n}", "let «+d» = {};\nfor (const [k, v] of Object.entries(«d»)) {\n  if (v > «n») «=d»[k] = v - «n»;\n}",
        "for (const k in «$d») {\n  «$d»[k] += «n»;\n}", "«$d»[«q»] = «i»;", "delete «$d»[«q»];", "if («b») {\n  «block»\n}", "if («b») {\n  «block»\n} else {\n  «block»\n}", "if («b») {\n  «block»\n} else if («b») {\n  «block»\n} else {\n  «block»\n}", "if (!«$s») return «q»;", "if («b») return «i»;", "if («b») return «s»;", "if («$I».length < «k») return «$I»;",
        "«$I».push(«i»);", "«$I».sort((a, b) => a - b);", "«$I».sort();", "«$I».reverse();", "«$I».unshift(«i»);", "«$I».pop();", "«$I».shift();", "«$I».splice(«k», 1);", "«$I».splice(«k», 0, «i»);", "«$S».push(«s»);", "«$S».sort();", "«$S».reverse();", "«$S».unshift(«s»);", "«$S».pop();", "[«$I»[0], «$I»[1]] = [«$I»[1], «$I»[0]];", "«$I»[0] = «i»;", "«$S»[«k»] = «s»;",
        "let [«+i», ...«+I»] = «I»;", "let [«+s», «+s2»] = [«s», «s»];", "for (let #i = 0; #i < «k»; #i++) {\n  «block»\n}", "for (let #i = «n»; #i > 0; #i -= 2) {\n  «block»\n}", "for (const #w of «S») {\n  if («word?:#w») {\n    «block»\n  }\n}", "for (const #n of [...«I»]) {\n  if («num?:#n») {\n    «block»\n  } else {\n    «block»\n  }\n}", "while («$I».length > «k») «$I».shift();", "while («$s».length < «n») «$s» += «c»;",
        "while («$s».startsWith(«c») && «$s».length > 1) «$s» = «$s».slice(1);", "«$s» = «b» ? «$s» : «s»;", "switch («i» % 3) {\n  case 0:\n    «block»\n  case 1:\n    «block»\n    break;\n  default:\n    «block»\n}", "do {\n  «$s» += «c»;\n} while («$s».length < «n»);",
    ),
}  # fmt: skip


def quoted(value: object) -> str:
    """A value as people write it in JavaScript."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
        return "'" + text[1:-1] + "'" if "'" not in text and '\\"' not in text else text
    if isinstance(value, dict):
        inside = ", ".join(
            f"{key if str(key).isidentifier() else quoted(key)}: {quoted(one)}" for key, one in value.items()
        )
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(quoted(one) for one in value) + "]"
    return "null" if value is None else repr(value)


JAVASCRIPT_GRAMMAR = Grammar(
    {**EXPRESSIONS, **STATEMENTS},
    dict.fromkeys(("s", "c", "q", "k", "n", "i", "I", "S", "d", "b"), quoted),
    nothing=";",
)


def javascript_scope(rng: Random, words: Sequence[str], avoid: Sequence[str] = ()) -> Scope:
    """A scope that knows no variables yet."""
    return Scope(
        JAVASCRIPT_GRAMMAR, rng, words=words, rename=camel, avoid=frozenset(avoid) | {"f", "a", "b", "k", "v", "i"}
    )
