"""From the text of a command line to its tree, and bash's own words for what is none.

>>> line = parse("cat 'my file' | wc -l && echo done")
>>> [connector for connector, _ in line.items], len(line.items[0][1].commands)
([';', '&&'], 2)
>>> parse("ls | | wc")
Traceback (most recent call last):
    ...
caalm.machines.shell.parsing.SyntaxProblem: syntax error near unexpected token `|'

What bash can and this model cannot (loops, substitutions, jobs) raises `UnsupportedError`: it is never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

from caalm.errors import CaalmError
from caalm.machines.shell.nodes import Command, Line, Part, Pipeline, Redirect, Text, Variable, Word


class UnsupportedError(CaalmError):
    """Bash knows it, the reference model does not."""


class SyntaxProblem(Exception):
    """The line is no command; the message is bash's, without its name."""


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=")
_OPERATORS = ("&&", "||", ";;", ">>", "|", ";", ">", "<", "&", "(", ")")
_BRACES = re.compile(r"\{[^{}]*(,|\.\.)[^{}]*\}")
RESERVED = frozenset(
    "if then else elif fi for while until do done case esac function select time coproc in { } ! [[ ]]".split()
)


@dataclass(frozen=True, slots=True)
class _Operator:
    text: str


Token = Word | _Operator | Redirect


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def tokens(self) -> list[Token]:
        found: list[Token] = []
        while True:
            while self.at < len(self.text) and self.text[self.at] in " \t":
                self.at += 1
            if self.at >= len(self.text) or self.text[self.at] == "#":
                return found
            if self.text[self.at] == "\n":
                raise UnsupportedError("shell: a command of several lines is beyond the reference model")
            operator = self._operator()
            found.append(operator if operator is not None else self._word())

    def _operator(self) -> _Operator | None:
        redirect = re.compile(r"(2)?(>>|>&|>)|(&>)").match(self.text, self.at)
        if redirect and redirect[1] and self.at and self.text[self.at - 1] not in " \t|&;<>":
            redirect = None
        if redirect:
            text = redirect[0]
            if text == "&>" or text == ">&":
                raise UnsupportedError(f"shell: {text} is beyond the reference model")
            if self.text.startswith(">|", redirect.end() - 1):
                raise UnsupportedError("shell: >| is beyond the reference model")
            self.at = redirect.end()
            return _Operator(text)
        for operator in _OPERATORS:
            if self.text.startswith(operator, self.at):
                following = self.text[self.at : self.at + 2]
                if operator in ("(", "&") or following in ("<<", "<(", "<&", "|&", "<>"):
                    raise UnsupportedError(f"shell: {following or operator} is beyond the reference model")
                self.at += len(operator)
                return _Operator(operator)
        return None

    def _word(self) -> Word:
        start, parts = self.at, list[Part]()
        plain = ""

        def flush() -> None:
            nonlocal plain
            if plain:
                parts.append(Text(plain))
                plain = ""

        while self.at < len(self.text) and (char := self.text[self.at]) not in " \t\n|&;<>()":
            if char == "\\":
                if self.at + 1 >= len(self.text):
                    raise UnsupportedError("shell: a backslash at the end is beyond the reference model")
                flush()
                parts.append(Text(self.text[self.at + 1], quoted=True))
                self.at += 2
            elif char == "'":
                end = self.text.find("'", self.at + 1)
                if end < 0:
                    raise _unclosed("'")
                flush()
                parts.append(Text(self.text[self.at + 1 : end], quoted=True))
                self.at = end + 1
            elif char == '"':
                flush()
                parts += self._double_quoted()
            elif char == "$":
                part = self._dollar(quoted=False)
                if isinstance(part, Variable):
                    flush()
                    parts.append(part)
                else:
                    plain += part.text
            elif char == "`":
                raise UnsupportedError("shell: a substitution is beyond the reference model")
            else:
                plain += char
                self.at += 1
        flush()
        raw = self.text[start : self.at]
        if any(isinstance(part, Text) and not part.quoted and _BRACES.search(part.text) for part in parts):
            raise UnsupportedError("shell: braces are beyond the reference model")
        return Word(raw=raw, parts=tuple(parts))

    def _double_quoted(self) -> list[Part]:
        parts: list[Part] = []
        plain = ""
        self.at += 1
        while True:
            if self.at >= len(self.text):
                raise _unclosed('"')
            char = self.text[self.at]
            if char == '"':
                self.at += 1
                return [*parts, Text(plain, quoted=True)]
            if (
                char == "\\"
                and self.text[self.at + 1 : self.at + 2] in ("$", "`", '"', "\\", "\n")
                and (self.at + 1 < len(self.text))
            ):
                plain += self.text[self.at + 1]
                self.at += 2
            elif char == "$":
                part = self._dollar(quoted=True)
                if isinstance(part, Variable):
                    parts.append(Text(plain, quoted=True))
                    plain = ""
                    parts.append(part)
                else:
                    plain += part.text
            elif char == "`":
                raise UnsupportedError("shell: a substitution is beyond the reference model")
            else:
                plain += char
                self.at += 1

    def _dollar(self, *, quoted: bool) -> Part:
        following = self.text[self.at + 1 : self.at + 2]
        name = _NAME.match(self.text, self.at + 1)
        if name:
            self.at = name.end()
            return Variable(name[0], quoted)
        if following == "?":
            self.at += 2
            return Variable("?", quoted)
        if following == "{":
            braced = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*|\?)\}").match(self.text, self.at + 1)
            if braced is None:
                raise UnsupportedError("shell: this kind of ${...} is beyond the reference model")
            self.at = braced.end()
            return Variable(braced[1], quoted)
        if following and ((following in "(@*#$!-'[" and not (quoted and following == "'")) or following.isdigit()):
            raise UnsupportedError(f"shell: ${following} is beyond the reference model")
        if following == '"' and not quoted:
            raise UnsupportedError('shell: $" is beyond the reference model')
        self.at += 1
        return Text("$")


def _unclosed(quote: str) -> SyntaxProblem:
    return SyntaxProblem(f"unexpected EOF while looking for matching `{quote}'")


def parse(text: str) -> Line | None:
    """The tree of a command line; None where nothing but blanks or a comment stands there."""
    tokens = _Lexer(text).tokens()
    if not tokens:
        return None
    items: list[tuple[Literal[";", "&&", "||"], Pipeline]] = []
    at = 0
    connector: Literal[";", "&&", "||"] = ";"
    while True:
        commands: list[Command] = []
        while True:
            command, at = _command(tokens, at)
            commands.append(command)
            if at < len(tokens) and tokens[at] == _Operator("|"):
                at += 1
                continue
            break
        items.append((connector, Pipeline(commands=tuple(commands))))
        if at >= len(tokens):
            return Line(items=tuple(items))
        operator = cast(_Operator, tokens[at]).text
        if operator not in (";", "&&", "||"):
            raise _unexpected(operator)
        connector = cast(Literal[";", "&&", "||"], operator)
        at += 1
        if at >= len(tokens) and connector == ";":
            return Line(items=tuple(items))


def _unexpected(token: str) -> SyntaxProblem:
    return SyntaxProblem(f"syntax error near unexpected token `{token}'")


def _command(tokens: list[Token], at: int) -> tuple[Command, int]:
    assignments: list[tuple[str, Word]] = []
    words: list[Word] = []
    redirects: list[Redirect] = []
    start = at
    while at < len(tokens):
        token = tokens[at]
        if isinstance(token, Word):
            found = _ASSIGNMENT.match(token.raw) if not words else None
            if not words and token.raw in RESERVED:
                raise UnsupportedError(f"shell: {token.raw} is beyond the reference model")
            if found:
                first = cast(Text, token.parts[0])
                rest = Text(first.text[found.end() :])
                value = Word(raw=token.raw[found.end() :], parts=(rest, *token.parts[1:]))
                assignments.append((found[1], value))
            else:
                words.append(token)
            at += 1
            continue
        operator = cast(_Operator, token).text
        if operator.lstrip("2") not in (">", ">>", "<", ">&"):
            break
        at += 1
        if at >= len(tokens):
            raise _unexpected("newline")
        target = tokens[at]
        if not isinstance(target, Word):
            raise _unexpected(cast(_Operator, target).text)
        mode = cast(Literal["<", ">", ">>", ">&"], operator.lstrip("2"))
        if mode == ">&" and target.raw != "1":
            raise UnsupportedError("shell: only 2>&1 is within the reference model")
        fd = 2 if operator.startswith("2") else 0 if mode == "<" else 1
        redirects.append(Redirect(fd=fd, mode=mode, target=target))
        at += 1
    if at == start:
        if at >= len(tokens):
            raise SyntaxProblem("syntax error: unexpected end of file")
        raise _unexpected(cast(_Operator, tokens[at]).text)
    return Command(assignments=tuple(assignments), words=tuple(words), redirects=tuple(redirects)), at
