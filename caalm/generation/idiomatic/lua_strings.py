"""Lua programs about strings: methods, patterns, formats, escapes, coercion.

>>> from random import Random
>>> from caalm.generation.idiomatic.lua_script import LuaScript
>>> lua = LuaScript(Random(1))
>>> format_values(lua)
>>> any("format" in line for line in lua.lines)
True
"""

# ruff: noqa: E501 - one line of the drawn program stays one line of the template

from caalm.generation.idiomatic.lua_script import LuaScript

NAMES = ("s", "str", "text", "line", "word", "msg", "input")
VOWELS = ("[aeiou]", "[aeiou]", "[^aeiou]")


def _text(lua: LuaScript) -> str:
    """A word or a sentence, in any case, at times with figures in it."""
    kind = lua.rng.random()
    if kind < 0.35:
        text = lua.word()
    elif kind < 0.75:
        text = lua.sentence()
    else:
        text = f"{lua.word()}{lua.pick((' ', '', '-', '_'))}{lua.number()}{lua.pick((' ', '', ','))}{lua.word()}"
    return lua.pick((text, text, text.capitalize(), text.title(), text.upper()))


def string_methods(lua: LuaScript) -> None:
    """Methods one after the other."""
    s = lua.name(*NAMES)
    lua.add(f"{lua.local}{s} = {lua.s(_text(lua))}")
    for _ in range(lua.between(2, 5)):
        k, j = lua.between(1, 4), lua.between(2, 6)
        call = lua.pick(
            (f"{s}:upper()", f"{s}:lower()", f"#{s}", f"{s}:len()", f"{s}:reverse()", f"{s}:sub({k}, {k + j})",
             f"{s}:sub(-{j})", f"{s}:sub({j})", f"{s}:sub({k}, -{j})", f"{s}:sub(1, 1)", f"{s}:rep({k})",
             f"{s}:rep(2, {lua.s(lua.pick((' ', '-', '+')))})", f"{s}:sub({k}, {k}):upper()", f"{s}:reverse():upper()",
             f"string.len({s})", f"string.sub({s}, {k}, {k + j})", f"string.lower({s}):sub(1, {j})", f"{s}:byte({k})",
             f"#{s}:sub({j})", f"{s}:sub(0)", f"{s}:sub({k}, 100)", f"{s}:sub(-{j}, -{lua.between(1, j)})")
        )  # fmt: skip
        if lua.chance(0.2) and "#" not in call and "len" not in call and "byte" not in call:
            lua.add(f"{s} = {call}")
        else:
            lua.out("value", call, joins=not call.startswith("#"))
    if lua.chance(0.5):
        lua.out(s, s)


def replacing(lua: LuaScript) -> None:
    """gsub with a class, a limit, an anchor, and its count."""
    s, r, n = lua.name(*NAMES), lua.name("r", "result", "new", "out"), lua.name("n", "count", "k")
    lua.add(f"{lua.local}{s} = {lua.s(_text(lua))}")
    for _ in range(lua.between(1, 3)):
        pattern = lua.pick(
            ("%s", "%s+", "%d", "%d+", "%a", "%u", "%l", "%w+", "%p", "[aeiou]", "[^aeiou ]", "^%w", "%w$", "o", "e", "a", "l+",
             "[a-m]", "%S+", ".", "^%s*", "%W", "the", "t.")
        )  # fmt: skip
        with_ = lua.pick(("", "_", "*", "-", "#", "X", "<%0>", "%0%0", ".", "!", "[%0]"))
        limit = lua.pick(("", "", "", f", {lua.between(1, 3)}"))
        args = f"{lua.s(pattern)}, {lua.s(with_)}{limit}"
        call = f"{s}:gsub({args})" if lua.chance(0.7) else f"string.gsub({s}, {args})"
        kind = lua.between(0, 4)
        if kind == 0:
            lua.add(f"print({call})")
        elif kind == 1:
            lua.add(f"print(({call}))")
        elif kind == 2:
            lua.add(f"{lua.local}{r}, {n} = {call}")
            lua.add(f"print({lua.pick((f'{r}, {n}', n, f'{r} .. {lua.s(chr(32))} .. {n}'))})")
        elif kind == 3:
            lua.add(f"{lua.local}{r} = {call}")
            lua.out("new", lua.pick((r, f"#{r}", f"{r}:upper()")))
        else:
            lua.add(f"local _, {n} = {call}")
            lua.out("count", n)


def replacing_by_function(lua: LuaScript) -> None:
    """gsub whose replacement is a function, a table or captures."""
    s = lua.name(*NAMES)
    k = lua.between(2, 9)
    kind = lua.between(0, 4)
    if kind == 0:
        numbers = [lua.number() for _ in range(lua.between(2, 4))]
        text = " ".join(f"{lua.word()} {n}" if lua.chance(0.6) else str(n) for n in numbers)
        change = lua.pick(
            (f"tonumber(d) * {k}", f"d + {k}", "tonumber(d) // 2", "#d", f"d .. {lua.s(lua.pick(('%', '!', 'x')))}")
        )
        lua.add(f"{lua.local}{s} = {lua.s(text)}")
        lua.add(f"print((({s}:gsub({lua.s('%d+')}, function(d) return {change} end))))"
                if lua.chance(0.3) else f"print(({s}:gsub({lua.s('%d+')}, function(d) return {change} end)))")  # fmt: skip
    elif kind == 1:
        change = lua.pick(("w:upper()", "w:reverse()", "#w", "w:sub(1, 1):upper() .. w:sub(2)", "w:sub(1, 1)", "w:rep(2)",
                           "#w > 3 and w:upper() or nil", "w:sub(2) .. w:sub(1, 1) .. \"ay\""))  # fmt: skip
        lua.add(f"{lua.local}{s} = {lua.s(lua.sentence())}")
        lua.add(f"print(({s}:gsub({lua.s('%a+')}, function(w) return {change} end)))")
    elif kind == 2:
        words = lua.words(2, 3)
        names = [w for w in words if w.isalpha() and w not in ("and", "or", "not", "end", "true", "false", "do")] or [
            "name"
        ]
        text = " ".join(f"{lua.word()} ${n}" for n in [*names, lua.pick((names[0], "none"))])
        table = ", ".join(f"[{lua.s(n)}] = {lua.literal(lua.pick((lua.number(), lua.word())))}" for n in names)
        t = lua.name("vars", "env", "map")
        lua.add(f"{lua.local}{t} = {{{table}}}")
        lua.add(f"{lua.local}{s} = {lua.s(text)}")
        lua.add(f"print(({s}:gsub({lua.s('$(%w+)')}, {t})))")
    elif kind == 3:
        a, b = lua.words(2, 2)
        sep = lua.pick(("=", ":", " ", ", ", "/"))
        back = lua.pick(("%2" + sep + "%1", "%2 %1", "<%1>", "%1%1", "%2-%1-%2"))
        lua.add(f"{lua.local}{s} = {lua.s(a + sep + b)}")
        lua.add(f"print(({s}:gsub({lua.s('(%w+)' + sep + '(%w+)')}, {lua.s(back)})))")
    else:
        letters = lua.rng.sample("aeioustrnl", 2)
        pairs = ", ".join(
            f"{letter} = {lua.literal(lua.pick(('4', '3', '1', '0', '*', '_', letter.upper())))}" for letter in letters
        )
        lua.add(f"{lua.local}{s} = {lua.s(lua.sentence())}")
        lua.add(f"{lua.pick(('print((', 'print(('))}{s}:gsub({lua.s('.')}, {{ {pairs} }})))")


def matching_all(lua: LuaScript) -> None:
    """gmatch over words, numbers or pairs."""
    s, w = lua.name(*NAMES), lua.name("w", "word", "m", "part")
    kind = lua.between(0, 4)
    if kind == 0:
        lua.add(f"{lua.local}{s} = {lua.s(lua.sentence())}")
        shown = lua.pick((w, f"#{w}", f"{w}:upper()", f"{w}, #{w}", lua.text_of(w), f"{w}:sub(1, 1)"))
        lua.add(
            f"for {w} in {s}:gmatch({lua.s(lua.pick(('%a+', '%S+', '%w+', '[^ ]+')))}) do", f"  print({shown})", "end"
        )
    elif kind == 1:
        total = lua.name("sum", "total", "n", "max")
        text = lua.pick((", ", " ", "; ", " and ")).join(
            f"{lua.pick(('', '', 'x', '$', 'n='))}{lua.number()}" for _ in range(lua.between(3, 5))
        )
        lua.add(f"{lua.local}{s} = {lua.s(text)}")
        lua.add(f"{lua.local}{total} = 0")
        change = lua.pick((f"{total} + tonumber({w})", f"{total} + {w}", f"{total} + 1", f"math.max({total}, tonumber({w}))",
                           f"{total} * 2 + #{w}"))  # fmt: skip
        lua.add(f"for {w} in string.gmatch({s}, {lua.s('%d+')}) do", f"  {total} = {change}", "end")
        lua.out("total", total)
    elif kind == 2:
        k, v = lua.name("k", "key"), lua.name("v", "val")
        text = lua.pick((" ", ", ", ";")).join(f"{word}={lua.number()}" for word in lua.words(2, 4))
        lua.add(f"{lua.local}{s} = {lua.s(text)}")
        shown = lua.pick(
            (
                f"{k}, {v}",
                f"{v}, {k}",
                f"{k} .. {lua.s(': ')} .. {v}",
                f"{k}, {v} + {lua.between(1, 9)}",
                f"{k}, {v} * 2",
            )
        )
        lua.add(f"for {k}, {v} in {s}:gmatch({lua.s('(%w+)=(%w+)')}) do", f"  print({shown})", "end")
    elif kind == 3:
        t = lua.name("t", "words", "parts")
        sep = lua.pick((",", ";", "|", "/", ":", "-"))
        text = sep.join(lua.words(3, 5))
        lua.add(f"{lua.local}{t} = {{}}")
        lua.add(
            f"for {w} in ({lua.s(text)}):gmatch({lua.s('[^' + sep + ']+')}) do",
            f"  {t}[#{t} + 1] = {lua.pick((w, w, f'{w}:upper()'))}",
            "end",
        )
        lua.out("parts", f"#{t}")
        lua.add(f"print({lua.pick((f'table.concat({t}, {lua.s(lua.separator)})', f'{t}[1], {t}[#{t}]', f'{t}[2]'))})")
    else:
        n = lua.name("n", "count", "c")
        lua.add(f"{lua.local}{n} = 0")
        pattern = lua.pick(("[aeiou]", "%s", "%a+", lua.pick("aeionrst"), "%u", "[^%s]", "%w%w"))
        lua.add(f"for _ in ({lua.s(_text(lua))}):gmatch({lua.s(pattern)}) do {n} = {n} + 1 end")
        lua.out("count", n)


def find_and_match(lua: LuaScript) -> None:
    """find with positions, plain and from an offset; match with captures."""
    s = lua.name(*NAMES)
    text = _text(lua)
    lua.add(f"{lua.local}{s} = {lua.s(text)}")
    for _ in range(lua.between(2, 4)):
        part = lua.pick(text.split()) if lua.chance(0.5) else lua.pick("aeiourstn")
        pattern = lua.pick(
            ("%d+", "%s", "%u", "[aeiou]", "%a+", "(%a+)", "(%a)(%a)", "^%a+", "%w+$", "(%w+) (%w+)", "()" + "o", "l*")
        )
        call = lua.pick(
            (f"{s}:find({lua.s(part if part.isalnum() else 'o')})", f"{s}:find({lua.s(pattern)})",
             f"{s}:match({lua.s(pattern)})", f"{s}:match({lua.s(pattern)}, {lua.between(2, 5)})",
             f"string.find({s}, {lua.s(pattern)}, {lua.between(2, 6)})", f"{s}:find({lua.s('.')}, 1, true)",
             f"string.match({s}, {lua.s(pattern)})", f"{s}:find({lua.s('zz')})", f"({s}:find({lua.s(pattern)}))")
        )  # fmt: skip
        if lua.chance(0.25):
            lua.add(f"if {call} then", f"  print({lua.s(lua.pick(('found', 'yes', 'match')))})", "else",
                    f"  print({lua.s(lua.pick(('not found', 'no', 'no match')))})", "end")  # fmt: skip
        else:
            lua.add(f"print({call})")


def captures(lua: LuaScript) -> None:
    """Dates, key and value, names taken apart."""
    kind = lua.between(0, 3)
    names = [lua.name("a", "y", "k", "first"), lua.name("b", "m", "v", "second"), lua.name("c", "d", "rest")]
    if kind == 0:
        sep = lua.pick(("-", "/", ":", "."))
        text = f"{lua.between(1950, 2030)}{sep}{lua.between(1, 12):02d}{sep}{lua.between(1, 28):02d}"
        pattern = ("%-" if sep == "-" else "%." if sep == "." else sep).join(("(%d+)",) * 3)
        lua.add(f"local {', '.join(names)} = string.match({lua.s(text)}, {lua.s(pattern)})")
        lua.add(f"print({', '.join(lua.rng.sample(names, lua.between(1, 3)))})")
        if lua.chance(0.6):
            name = lua.pick(names)
            lua.out("value", lua.pick((f"tonumber({name}) + 1", f"{name} + 0", f"#{name}", f"tonumber({name}) % 4")))
    elif kind == 1:
        key, value = lua.word(), lua.pick((lua.word(), str(lua.number())))
        sep = lua.pick((" = ", "=", ": ", " : "))
        lua.add(
            f"local {names[0]}, {names[1]} = ({lua.s(key + sep + value)}):match({lua.s('^(%w+)%s*' + sep.strip() + '%s*(%w+)$')})"
        )
        lua.add(
            f"print({lua.pick((f'{names[1]}, {names[0]}', f'{names[0]}, {names[1]}', f'{names[0]}:upper() .. {names[1]}'))})"
        )
    elif kind == 2:
        person = " ".join(lua.people(2))
        lua.add(f"local {names[0]}, {names[1]} = string.match({lua.s(person)}, {lua.s('(%a+) (%a+)')})")
        shown = lua.pick((f"{names[1]} .. {lua.s(', ')} .. {names[0]}", f"{names[0]}:sub(1, 1) .. {names[1]}:sub(1, 1)",
                          f"{names[0]}:lower() .. {lua.s('.')} .. {names[1]}:lower()"))  # fmt: skip
        lua.add(f"print({shown})")
    else:
        text = f"{lua.word()}{lua.pick(('(', '[', '<'))}{lua.pick((lua.word(), str(lua.number())))}"
        close = {"(": ")", "[": "]", "<": ">"}[next(c for c in text if c in "([<")]
        opened = next(c for c in text if c in "([<")
        pattern = f"%{opened}(.-)%{close}"
        tail = lua.word()
        lua.add(f"print(({lua.s(text + close + tail)}):match({lua.s(pattern)}))")
        lua.add(
            f"print(({lua.s(text + close + tail)}):match({lua.s(lua.pick(('^%a+', '%a+$', '%d+', '^(.)', '(.)$')))}))"
        )


def format_values(lua: LuaScript) -> None:
    """string.format with widths, signs, bases and precision."""
    if lua.chance(0.3):
        f = lua.name("fmt", "f")
        lua.add(f"local {f} = string.format")
    else:
        f = "string.format"
    for _ in range(lua.between(2, 4)):
        pieces: list[str] = []
        values: list[str] = []
        for _ in range(lua.between(1, 3)):
            kind = lua.rng.random()
            if kind < 0.4:
                pieces.append(lua.pick(("%d", "%5d", "%-5d|", "%03d", "%+d", "%x", "%X", "%o", "%s", "%04d", "%6d")))
                values.append(
                    str(lua.number() if pieces[-1] in ("%x", "%X", "%o") or lua.chance(0.8) else -lua.number())
                )
            elif kind < 0.7:
                pieces.append(lua.pick(("%.2f", "%.1f", "%6.2f", "%.0f", "%5.1f", "%.3f", "%g", "%s")))
                values.append(
                    lua.pick(
                        (
                            f"{lua.between(0, 99)}.{lua.between(0, 999)}",
                            f"{lua.between(1, 20)} / {lua.between(2, 8)}",
                            str(lua.number()),
                        )
                    )
                )
            elif kind < 0.95:
                pieces.append(lua.pick(("%s", "%s", "%10s", "%-8s|", "%q", "%.3s", "[%s]", "[%5s]", "[%-5s]")))
                values.append(lua.s(lua.word()))
            else:
                pieces.append(lua.pick(("%s", "%c")))
                values.append(str(lua.between(65, 122)))
        text = lua.pick((" ", " ", "", ", ", " - ", "/")).join(pieces)
        if lua.chance(0.2):
            text += lua.pick(("%%", "!", " ok", "."))
        template = lua.s(text)
        if lua.chance(0.2):
            lua.add(f"print(({template}):format({', '.join(values)}))")
        else:
            lua.add(f"print({f}({template}, {', '.join(values)}))")


def bytes_and_letters(lua: LuaScript) -> None:
    """byte and char: shifts, sums, alphabets."""
    s, r = lua.name(*NAMES), lua.name("r", "out", "res", "sum")
    word = lua.word()
    kind = lua.between(0, 4)
    if kind == 0:
        shift = lua.between(1, 13)
        lua.add(f"{lua.local}{s}, {r} = {lua.s(word)}, {lua.s('')}")
        lua.add(
            f"for i = 1, #{s} do",
            f"  local c = {s}:byte(i)",
            f"  {r} = {r} .. string.char((c - 97 + {shift}) % 26 + 97)",
            "end",
        )
        lua.out("code", r)
    elif kind == 1:
        lua.add(f"{lua.local}{s}, {r} = {lua.s(word[:5])}, 0")
        lua.add(
            f"for i = 1, #{s} do {r} = {r} + {lua.pick((f'{s}:byte(i)', f'({s}:byte(i) - 96)', f'i * ({s}:byte(i) - 96)'))} end"
        )
        lua.out("sum", r)
    elif kind == 2:
        lua.add(f"print(string.byte({lua.s(word)}, 1, {lua.between(2, 4)}))")
        codes = ", ".join(str(ord(c)) for c in lua.word()[:4].upper())
        lua.add(f"print(string.char({codes}))")
    elif kind == 3:
        first, last = sorted(lua.rng.sample("abcdefghijklmnop", 2))
        if lua.chance(0.4):
            first, last = first.upper(), last.upper()
        lua.add(f"{lua.local}{r} = {{}}")
        lua.add(
            f"for c = string.byte({lua.s(first)}), string.byte({lua.s(last)}){lua.pick(('', '', ', 2'))} do",
            f"  {r}[#{r} + 1] = string.char(c)",
            "end",
        )
        lua.out("letters", f"table.concat({r}{lua.pick(('', f', {lua.s(lua.separator)}'))})")
    else:
        lua.add(f"{lua.local}{s} = {lua.s(word)}")
        lua.add(f"print({s}:byte(), {s}:byte(-1), {s}:byte({lua.between(2, 9)}))")
        lua.add(f"print(string.char({s}:byte(1) + {lua.between(1, 3)}) .. {s}:sub(2))")


def letter_by_letter(lua: LuaScript) -> None:
    """A loop over the characters: counts, picks, palindromes."""
    s, i, c, r = lua.name(*NAMES), lua.name("i", "k"), lua.name("c", "ch"), lua.name("r", "out", "n", "count", "res")
    kind = lua.between(0, 5)
    text = lua.pick(("level", "noon", "radar", "civic", "abba", lua.word())) if kind == 5 else _text(lua)
    lua.add(f"{lua.local}{s} = {lua.s(text)}")
    head = [f"for {i} = 1, #{s} do", f"  local {c} = {s}:sub({i}, {i})"]
    if lua.chance(0.25):
        head = [f"for {c} in {s}:gmatch({lua.s('.')}) do"]
    if kind == 0:
        test = lua.pick((f"{lua.s('aeiou')}:find({c}, 1, true)", f"{c}:match({lua.s('[aeiou]')})", f"{c} == {lua.s(lua.pick(text))}",
                         f"{c}:find({lua.s('%u')})", f"{c} == {lua.s(' ')}", f"{c} > {lua.s('m')}"))  # fmt: skip
        test = test.replace(f"{lua.s('aeiou')}:find", f"({lua.s('aeiou')}):find")
        lua.add(f"{lua.local}{r} = 0")
        lua.add(*head, f"  if {test} then {r} = {r} + 1 end", "end")
        lua.out("count", r)
    elif kind == 1:
        lua.add(f"{lua.local}{r} = {lua.s('')}")
        change = lua.pick(
            (f"{c} .. {r}", f"{r} .. {c} .. {c}", f"{r} .. {c} .. {lua.s(lua.pick('-.*'))}", f"{c}:upper() .. {r}")
        )
        lua.add(*head, f"  {r} = {change}", "end")
        lua.out("result", r)
    elif kind == 2:
        test = lua.pick(
            (
                f"not {c}:match({lua.s('[aeiou]')})",
                f"{c} ~= {lua.s(' ')}",
                f"{c}:match({lua.s('%a')})",
                f"{c} ~= {lua.s(lua.pick(text))}",
            )
        )
        lua.add(f"{lua.local}{r} = {{}}")
        lua.add(*head, f"  if {test} then {r}[#{r} + 1] = {c} end", "end")
        lua.add(f"print(table.concat({r}), #{r})")
    elif kind == 3:
        lua.add(f"{lua.local}{r} = {lua.s('')}")
        lua.add(f"for {i} = 1, #{s}, {lua.between(2, 3)} do", f"  {r} = {r} .. {s}:sub({i}, {i})", "end")
        lua.out("every", r)
    elif kind == 4:
        lua.add(
            f"for {i} = {lua.pick((f'#{s}, #{s} - 2, -1', '1, 3', '2, 6, 2'))} do",
            f"  print({i}, {s}:sub({i}, {i}))",
            "end",
        )
    else:
        lua.add(f"if {s} == {s}:reverse() then", f"  print({s} .. {lua.s(lua.pick((' is a palindrome', ' yes', ': true')))})", "else",
                f"  print({s} .. {lua.s(lua.pick((' is not', ' no', ': false')))})", "end")  # fmt: skip
        lua.out("length", f"#{s}")


def escapes(lua: LuaScript) -> None:
    """Escapes, long brackets, lengths of what they say."""
    for _ in range(lua.between(2, 3)):
        s = lua.name(*NAMES)
        a, b = lua.word(), lua.word()
        kind = lua.between(0, 5)
        if kind == 0:
            lua.add(f"{lua.local}{s} = {lua.s(a + lua.pick((chr(10), chr(9), chr(92), ' ')) + b)}")
        elif kind == 1:
            level = lua.pick(("", "", "="))
            lua.add(f"{lua.local}{s} = [{level}[{a}", b + f"]{level}]")
        elif kind == 2:
            lua.add(f"{lua.local}{s} = [[{lua.pick(('', ''))}{a}\\n{b}]]")
        elif kind == 3:
            lua.add(
                f"{lua.local}{s} = {lua.quote}{a}\\{lua.pick((65, 66, 97, 100, 33, 35))}{lua.pick(('', ' '))}{b}{lua.quote}"
            )
        elif kind == 4:
            lua.add(f"{lua.local}{s} = {lua.quote}{a} \\{lua.quote}{b}\\{lua.quote}{lua.quote}")
        else:
            lua.add(
                f"{lua.local}{s} = {lua.quote}\\x{lua.pick(('41', '42', '61', '7A'))}\\u{{{lua.pick(('48', '65', '7A'))}}}{a}\\z",
                f"  {b}{lua.quote}",
            )
        lua.add(f"print({lua.pick((s, s, f'#{s}', f'{s}, #{s}', f'{s}:upper()', f'{s}:reverse()'))})")
        if lua.chance(0.4):
            lua.out("size", f"#{s}")


def coercions(lua: LuaScript) -> None:
    """Strings that count and numbers that read as text."""
    for _ in range(lua.between(3, 5)):
        a, b = lua.number(), lua.between(1, 12)
        lua.add(
            "print("
            + lua.pick(
                (f"{lua.s(str(a))} + {b}", f"{lua.s(str(a))} * {lua.s(str(b))}", f"{a} .. {b}", f"{lua.s(str(a))} .. {b}",
                 f"tonumber({lua.s(lua.pick((str(a), f'0x{a:x}', f'{a}.5', 'abc', f'  {a}  ', '1e2', '', f'{a}x')))})",
                 f"tostring({a}) .. tostring({b})", f"tonumber({lua.s(lua.pick(('ff', '10', '7f', 'zz', '1010')))}, {lua.pick((2, 8, 16, 36))})",
                 f"{lua.s(str(a))} == {a}", f"#tostring({a})", f"{a} .. {lua.s('')} == {lua.s(str(a))}", f"{lua.s(str(a))} - {b}.0",
                 f"{lua.s(str(a))} // {b}", f"-{lua.s(str(b))}", f"type({lua.s(str(a))} + 0)", f"type({a} .. {lua.s('')})",
                 f"{lua.s(str(a) + '.0')} + {b}", f"math.type({lua.s(str(a))} + 1)", f"tostring(nil) .. {lua.s(' ' + str(a))}",
                 f"tostring({a} > {b})", f"{a} / {b} .. {lua.s('')}" if a % b == 0 else f"tostring({a} // {b})",
                 f"tonumber({lua.s(str(a))}) + {b}", f"{lua.s('10')} + {a}", f"{a} + {lua.s('0x10')}")
            )
            + ")"
        )  # fmt: skip


def comparing_strings(lua: LuaScript) -> None:
    """Order and equality of strings."""
    a, b = lua.name("a", "x", "left"), lua.name("b", "y", "right")
    pool = [
        lua.word(),
        lua.word().capitalize(),
        lua.word().upper(),
        str(lua.number()),
        str(lua.number()),
        lua.word()[:2],
    ]
    first, second = lua.rng.sample(pool, 2)
    lua.add(f"{lua.local}{a}, {b} = {lua.s(first)}, {lua.s(second)}")
    for _ in range(lua.between(2, 4)):
        lua.add(
            f"print({lua.pick((f'{a} < {b}', f'{a} > {b}', f'{a} == {b}', f'{a} ~= {b}', f'{a} <= {b}', f'{a}:lower() < {b}:lower()', f'#{a} < #{b}', f'{a} .. {b} == {b} .. {a}', f'{a} < {b} and {a} or {b}', f'math.max(#{a}, #{b})', f'{a}:sub(1, 1) == {b}:sub(1, 1)', f'{a} == {lua.s(first)}'))})"
        )


def tidying(lua: LuaScript) -> None:
    """trim, pad, capitalise, starts with: the helpers that everyone writes."""
    kind = lua.between(0, 5)
    if kind == 0:
        f = lua.name("trim", "strip")
        lua.add(
            f"local function {f}(s)",
            f"  return {lua.pick(('(s:gsub(Q^%s+Q, QQ):gsub(Q%s+$Q, QQ))', 's:match(Q^%s*(.-)%s*$Q)')).replace('Q', lua.quote)}",
            "end",
        )
        for _ in range(lua.between(1, 3)):
            text = " " * lua.between(0, 3) + lua.sentence()[:14].strip() + " " * lua.between(0, 4)
            boxed = f"{lua.s('[')} .. {f}({lua.s(text)}) .. {lua.s(']')}"
            lua.add(f"print({lua.pick((f'#{f}({lua.s(text)})', boxed))})")
    elif kind == 1:
        f, width, fill = lua.name("pad", "left_pad", "lpad"), lua.between(4, 8), lua.pick(("0", " ", "*", ".", "-"))
        order = (
            lua.pick(("string.rep(FILL, N - #s) .. s", "s .. string.rep(FILL, N - #s)"))
            .replace("FILL", lua.s(fill))
            .replace("N", "n")
        )
        lua.add(f"local function {f}(s, n)", "  s = tostring(s)", f"  return {order}", "end")
        for _ in range(lua.between(2, 3)):
            bar = f" .. {lua.s('|')}"
            lua.add(f"print({f}({lua.literal(lua.pick((lua.number(), lua.word())))}, {width}){lua.pick(('', bar))})")
    elif kind == 2:
        f = lua.name("cap", "capitalize", "title")
        lua.add(f"local function {f}(s)", "  return s:sub(1, 1):upper() .. s:sub(2):lower()", "end")
        for _ in range(lua.between(2, 3)):
            lua.add(f"print({f}({lua.s(_text(lua))}))")
    elif kind == 3:
        f, t = lua.pick(
            (
                ("starts_with", "s:sub(1, #p) == p"),
                ("ends_with", "s:sub(-#p) == p"),
                ("contains", "s:find(p, 1, true) ~= nil"),
            )
        )
        f = lua.name(f)
        lua.add(f"local function {f}(s, p)", f"  return {t}", "end")
        for _ in range(lua.between(2, 3)):
            text = _text(lua)
            part = lua.pick((text[:2], text[-2:], text[1:3], lua.word()[:2]))
            lua.add(f"print({f}({lua.s(text)}, {lua.s(part)}))")
    elif kind == 4:
        f = lua.name("split")
        sep = lua.pick((",", ";", "|", " ", ":"))
        lua.add(f"local function {f}(s, sep)", "  local t = {}", f"  for part in s:gmatch({lua.s('[^')} .. sep .. {lua.s(']+')}) do",
                f"    {lua.pick(('t[#t + 1] = part', 'table.insert(t, part)'))}", "  end", "  return t", "end")  # fmt: skip
        t = lua.name("parts", "t", "fields")
        items = [lua.pick((lua.word(), str(lua.number()), "")) for _ in range(lua.between(3, 5))]
        lua.add(f"{lua.local}{t} = {f}({lua.s(sep.join(items))}, {lua.s(sep)})")
        lua.add(f"print(#{t}, {t}[1], {t}[{lua.between(2, 4)}])")
    else:
        words, out = lua.name("words", "t"), lua.name("out", "r")
        lua.add(f"{lua.local}{words} = {{}}")
        lua.add(
            f"for w in ({lua.s(lua.sentence())}):gmatch({lua.s('%S+')}) do",
            f"  table.insert({words}, {lua.pick(('1, w', '1, w', 'w:upper()', 'w:sub(1, 1)', '1, w:reverse()'))})",
            "end",
        )
        lua.add(f"{lua.local}{out} = table.concat({words}, {lua.s(lua.pick((' ', ' ', '-', '')))})")
        lua.out("result", out)


def balanced_and_frontier(lua: LuaScript) -> None:
    """%b, %f, optional and lazy items, anchors, classes in sets."""
    s = lua.name(*NAMES)
    a, b, c = lua.word(), lua.word(), str(lua.number())
    left, right = tuple(lua.pick(("()", "[]", "{}", "<>")))
    text = f"{a}{left}{b}{left}{c}{right}{right}{lua.pick((' ', '', ','))}{lua.word()}{lua.pick(('', left + right))}"
    lua.add(f"{lua.local}{s} = {lua.s(text)}")
    for _ in range(lua.between(2, 4)):
        pattern = lua.pick(
            (
                f"%b{left}{right}",
                "%f[%a]%a+",
                "%f[%d]%d+",
                f"%{left}(.-)%{right}",
                f"%{left}(.*)%{right}",
                "^(%a+)",
                "%d?%a",
                "[%a_][%w_]*",
                "(%w+)$",
                "%-?%d+",
                f"[^%{left}%{right}]+",
            )
        )
        lua.add(
            f"print({lua.pick((f'{s}:match({lua.s(pattern)})', f'{s}:find({lua.s(pattern)})', f'({s}:gsub({lua.s(pattern)}, {lua.s(lua.pick(chr(35) + chr(42)))}))', f'{s}:gsub({lua.s(pattern)}, {lua.s(chr(37) + chr(48) + chr(33))})'))})"
        )


def utf8_texts(lua: LuaScript) -> None:
    """Bytes and characters of texts that are not ASCII; the utf8 library."""
    s = lua.name(*NAMES)
    text = lua.pick(
        (
            "caf\u00e9",
            "na\u00efve",
            "\u00fcber",
            "se\u00f1or",
            "\u03c0 = 3",
            "\u20ac5",
            "\u65e5\u672c",
            "gr\u00fc\u00dfe",
            "\u0160koda",
            "\u00e5ngstr\u00f6m",
            "fa\u00e7ade",
        )
    )
    text = lua.pick((text, text + " " + lua.word(), lua.word() + text))
    lua.add(f"{lua.local}{s} = {lua.s(text)}")
    for _ in range(lua.between(2, 4)):
        k = lua.between(1, 3)
        lua.add(lua.pick((f"print(#{s}, utf8.len({s}))", f"print(utf8.codepoint({s}, 1))", f"print(utf8.char({lua.between(65, 90)}, {lua.pick((233, 252, 960, 8364))}))", f"print({s}:upper())", f"print({s} .. #{s})",
                          f"for p, c in utf8.codes({s}) do if c > 127 then print(p, c) end end", f"print(utf8.offset({s}, {k}))", f"print({s}:rep({k}, {lua.s('-')}))", f"print(utf8.len({s}) == #{s})")))  # fmt: skip


def lines_of_text(lua: LuaScript) -> None:
    """A text of several lines, written in long brackets, taken line by line."""
    s, n, line = lua.name(*NAMES), lua.name("n", "count", "num"), lua.name("l", "ln", "record")
    rows = [
        lua.pick((f"{lua.word()} {lua.number()}", lua.sentence(), f"{lua.word()}={lua.number()}", lua.word()))
        for _ in range(lua.between(2, 4))
    ]
    rows = [row.replace("[", "").replace("]", "") for row in rows]
    if lua.chance(0.6):
        lua.add(f"{lua.local}{s} = [[", *rows, "]]")
    else:
        lua.add(f"{lua.local}{s} = {lua.s(chr(10).join(rows))}")
    lua.add(f"{lua.local}{n} = 0")
    shown = lua.pick(
        (
            f"print({n}, {line})",
            f"print(#{line}, {line}:sub(1, {lua.between(1, 4)}))",
            f"print({line}:upper())",
            f"print({n} .. {lua.s(': ')} .. {line})",
            f"print(({line}:match({lua.s('%d+')})))",
            f"if {line}:find({lua.s(lua.pick('aeio'))}) then print({n}) end",
        )
    )
    lua.add(f"for {line} in {s}:gmatch({lua.s('[^' + chr(10) + ']+')}) do", f"  {n} = {n} + 1", f"  {shown}", "end")
    lua.add(
        f"print({lua.pick((n, f'#{s}', f'{n}, #{s}', f'select(2, {s}:gsub({lua.s(chr(10))}, {lua.s(chr(32))}))'))})"
    )


STRINGS = (
    string_methods, replacing, replacing_by_function, matching_all, find_and_match, captures, format_values,
    bytes_and_letters, letter_by_letter, escapes, coercions, comparing_strings, tidying,
    balanced_and_frontier, utf8_texts, lines_of_text,
)  # fmt: skip
