"""The commands that bash itself has: cd, echo, pwd, printf, export, unset, true, false.

>>> from caalm.machines.shell.session import Session
>>> Session().run("cd nowhere; echo $?")
'bash: cd: nowhere: No such file or directory\\n1\\n'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from caalm.machines.shell.calls import Call
from caalm.machines.shell.filesystem import HOME, Change, FileError
from caalm.machines.shell.parsing import UnsupportedError

Program = Callable[[Call], int | None]
UNMODELLED = frozenset(
    ". [ alias bg bind break builtin caller command compgen complete compopt continue declare dirs disown enable eval "
    "exec exit fc fg getopts hash help history jobs kill let local logout mapfile popd pushd read readarray readonly "
    "return set shift shopt source suspend test times trap type typeset ulimit umask unalias wait ls_ __mark".split()
)
"""What bash has beyond them."""
_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", "a": "\a", "b": "\b", "r": "\r", "f": "\f", "v": "\v"}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _pwd(call: Call) -> int:
    arguments = [a for a in call.arguments if a not in ("-P", "-L", "--")]
    if any(a.startswith("-") and a != "-" for a in arguments):
        wrong = next(a for a in arguments if a.startswith("-"))
        call.errors.write(f"bash: pwd: -{wrong.lstrip('-')[:1] or '-'}: invalid option\npwd: usage: pwd [-LP]\n")
        return 2
    call.say(call.files.folder_text + "\n")
    return 0


def _cd(call: Call) -> int:
    arguments = list(call.arguments)
    if arguments[:1] == ["--"]:
        arguments = arguments[1:]
    elif arguments and arguments[0].startswith("-") and arguments[0] != "-":
        if arguments[0][1:].strip("LPe@") == "":
            raise UnsupportedError("shell: the options of cd are beyond the reference model")
        wrong = "--" if arguments[0].startswith("--") else f"-{arguments[0][1:].lstrip('LPe@')[0]}"
        call.errors.write(f"bash: cd: {wrong}: invalid option\ncd: usage: cd [-L|[-P [-e]] [-@]] [dir]\n")
        return 2
    if len(arguments) > 1:
        call.errors.write("bash: cd: too many arguments\n")
        return 1
    target = arguments[0] if arguments else HOME
    shows = target == "-"
    if shows:
        if call.session.previous is None:
            call.errors.write("bash: cd: OLDPWD not set\n")
            return 1
        target = call.session.previous
    before = call.files.folder_text
    try:
        if target:
            call.files.change_folder(target)
    except FileError as error:
        call.errors.write(f"bash: cd: {target}: {error}\n")
        return 1
    call.session.previous = before
    call.files.changes.append(Change("folder", call.files.folder_text))
    if shows:
        call.say(call.files.folder_text + "\n")
    return 0


def _echo(call: Call) -> int:
    arguments = list(call.arguments)
    newline, escapes = True, False
    while arguments and re.fullmatch(r"-[neE]+", arguments[0]):
        for letter in arguments.pop(0)[1:]:
            newline = newline and letter != "n"
            escapes = letter == "e" if letter in "eE" else escapes
    text = " ".join(arguments)
    if escapes:
        text, stopped = _unescaped(text)
        newline = newline and not stopped
    call.say(text + "\n" * newline)
    return 0


def _unescaped(text: str) -> tuple[str, bool]:
    made, at = "", 0
    while at < len(text):
        char = text[at]
        following = text[at + 1 : at + 2]
        if char != "\\" or not following:
            made += char
            at += 1
        elif following in _ESCAPES:
            made += _ESCAPES[following]
            at += 2
        elif following == "c":
            return made, True
        elif following in "0xuUeE":
            raise UnsupportedError(f"shell: the escape \\{following} is beyond the reference model")
        else:
            made += "\\" + following
            at += 2
    return made, False


def _printf(call: Call) -> int:
    if not call.arguments:
        call.errors.write("bash: printf: usage: printf [-v var] format [arguments]\n".removeprefix("bash: "))
        return 2
    form, *values = call.arguments
    if form.startswith("-") or re.search(r"%(?![sd%])|\\[^nt\\\"']", form):
        raise UnsupportedError("shell: this format of printf is beyond the reference model")
    if any(not re.fullmatch(r"-?(0|[1-9][0-9]{0,15})", v) for v in values) and "%d" in form:
        raise UnsupportedError("shell: printf %d of this is beyond the reference model")
    pieces = re.findall(r"%[sd%]|\\.|[^%\\]+|\\", form)
    while True:
        taken = False
        for piece in pieces:
            if piece in ("%s", "%d"):
                taken = True
                call.say(values.pop(0) if values else "" if piece == "%s" else "0")
            elif piece == "%%":
                call.say("%")
            elif piece.startswith("\\") and len(piece) == 2:
                call.say({"n": "\n", "t": "\t"}.get(piece[1], piece[1]))
            else:
                call.say(piece)
        if not values or not taken:
            return 0


def _export(call: Call) -> int:
    status = 0
    if not call.arguments or call.arguments[0].startswith("-"):
        raise UnsupportedError("shell: this export is beyond the reference model")
    for argument in call.arguments:
        name, equals, value = argument.partition("=")
        if not _NAME.fullmatch(name):
            call.errors.write(f"bash: export: `{argument}': not a valid identifier\n")
            status = 1
        elif equals:
            call.session.assign(name, value)
    return status


def _unset(call: Call) -> int:
    for name in call.arguments:
        if name.startswith("-") or name in ("HOME", "USER", "PWD", "OLDPWD"):
            raise UnsupportedError("shell: this unset is beyond the reference model")
        if name in call.session.variables:
            del call.session.variables[name]
            call.files.changes.append(Change("unset", name))
    return 0


BUILTINS: Mapping[str, Program] = {
    "pwd": _pwd, "cd": _cd, "echo": _echo, "printf": _printf, "export": _export, "unset": _unset,
    "true": lambda call: 0, ":": lambda call: 0, "false": lambda call: 1,
}  # fmt: skip
