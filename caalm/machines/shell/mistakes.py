"""What people get wrong in a shell: names of nothing, the wrong kind of thing, slips of the finger, missing quotes.

>>> from random import Random
>>> from caalm.machines.shell.author import Author
>>> author = Author(Random(2), lambda author: "pwd")
>>> all(mistake(author) is None or author.step() for mistake in MISTAKES)
True
"""

from __future__ import annotations

from collections.abc import Mapping

from caalm.machines.shell.author import Author
from caalm.machines.shell.habits import Habit
from caalm.machines.shell.vocabulary import MISTYPED, SPACED, STRANGERS


def _absent(author: Author) -> str:
    path = author.spell(author.missing())
    other = author.spell(author.file() or author.missing())
    return author.one(
        [
            f"cat {path}",
            f"cat {path}",
            f"rm {path}",
            f"cd {path}",
            f"ls {path}",
            f"mv {path} {other}",
            f"cp {path} {other}",
            f"rmdir {path}",
            f"grep {author.pattern()} {path}",
            f"head {path}",
            f"tail -n 2 {path}",
            f"wc -l {path}",
            f"sort {path}",
            f"uniq {path}",
            f"find {path}",
            f"touch {path}/a.txt",
            f"mkdir {path}/sub",
            f"echo hi > {path}/x.txt",
            f"cat {other} {path}",
            f"ls {path} {other}",
            f"rm -r {path}",
            f"rm -f {path}",
            f"cat < {path}",
            f"./{author.word()}",
            f"cp {other} {path}/x",
            f"mv {other} {path}/x",
            f"wc {path} {other}",
            f"ls -l {path}",
            f"cp {other} {path}/",
            f"rmdir -p {path}",
        ]
    )


def _wrong_kind(author: Author) -> str | None:
    folder, file = author.folder(), author.file()
    forms: list[str] = []
    if folder:
        path = author.spell(folder)
        forms += [
            f"cat {path}",
            f"rm {path}",
            f"mkdir {path}",
            f"rmdir {path}",
            f"cp {path} copy",
            f"echo hi > {path}",
            f"grep {author.pattern()} {path}",
            f"head {path}",
            f"wc {path}",
            f"sort {path}",
            path,
            f"mv {path} {path}/inner",
            f"rm -f {path}",
            f"tail {path}",
            f"uniq {path}",
            f"touch {path}",
            f"mkdir -p {path}",
        ]
    if file:
        path = author.spell(file)
        forms += [
            f"cd {path}",
            f"rmdir {path}",
            f"mkdir {path}",
            f"ls {path}/",
            f"cat {path}/x",
            f"touch {path}/x",
            f"cp {path} {path}",
            f"mv {path} {path}",
            f"./{author.relative(author.here(), file)}",
            f"mkdir -p {path}/sub",
            f"echo hi > {path}/x",
            f"cat {path} > {path}",
            f"mkdir {path}/sub",
            f"cat {path} >> {path}",
        ]
    if folder and file:
        forms += [
            f"mv {author.spell(folder)} {author.spell(file)}",
            f"cp -r {author.spell(folder)} {author.spell(file)}",
            f"cp {author.spell(file)} {author.spell(file)} {author.spell(file)}",
            f"cp {author.spell(file)} {author.spell(folder)} {author.spell(author.missing())}",
        ]
    return author.one(forms) if forms else None


def _mistyped(author: Author) -> str:
    command = author.one(MISTYPED if author.happens(0.6) else STRANGERS)
    path = author.file() if author.happens(0.6) else None
    return command + (f" {author.spell(path)}" if path else "")


def _incomplete(author: Author) -> str:
    path = author.spell(author.file() or author.fresh())
    return author.one(
        [
            "mkdir",
            "touch",
            "rm",
            "cp",
            "mv",
            "rmdir",
            "grep",
            f"cp {path}",
            f"mv {path}",
            "cat",
            "head -n",
            f"grep {author.word()}",
            "wc",
            "sort",
            "find . -name",
            "rm -r",
            "mkdir -p",
            f"{path} | wc -l",
        ]
    )


def _wrong_option(author: Author) -> str:
    path = author.spell(author.file() or author.missing())
    command = author.one(
        ["ls", "cat", "rm", "mkdir", "touch", "cp", "mv", "head", "tail", "wc", "sort", "uniq", "grep", "rmdir"]
    )
    option = author.one(["-y", "-K", "-j", "-9x", "--foo", "--wrong", "-W", "--al1", "-Y", "--colour-all"])
    if author.happens(0.15):
        return author.one(
            [
                f"head -n x {path}",
                f"tail -n abc {path}",
                f"find {author.one(['.', path])} -foo",
                f"find . -names {author.word()}",
                "cd -x",
                "head -c two " + path,
                "pwd -z",
            ]
        )
    return f"{command} {option} {path}"


def _broken(author: Author) -> str:
    word, path = author.word(), author.spell(author.file() or author.fresh())
    return author.one(
        [
            f"echo '{word}",
            f'echo "{word}',
            f"echo {word} >",
            f"cat {path} |",
            f"| wc {path}",
            f"cat {path} | | wc -l",
            f"&& {word}",
            f"cat {path} ;; pwd",
            f"echo {word} > > {path}",
            "ls &&",
            f"echo {word})",
            "; ls",
            f"cat {path} > | sort",
            f"echo {word} ||",
        ]
    )


def _unquoted(author: Author) -> str:
    name = author.one(SPACED)
    path = next((p for p in author.of_kind(folder=False) if " " in p), None)
    forms = [
        f"touch {name}.txt",
        f"mkdir {name}",
        f"cd {name}",
        f"cat {name}.txt",
        f"rm {name}",
        "cd a b",
        f"echo {author.word()} > {name}",
        f"rm {name}.txt",
    ]
    if path:
        relative = author.relative(author.here(), path)
        forms += [f"cat {relative}", f"rm {relative}", f"cp {relative} copy.txt", f"ls {relative}"]
    return author.one(forms)


def _forbidden(author: Author) -> str:
    word = author.word()
    return author.one(
        [
            f"touch /{word}",
            f"mkdir /{word}",
            f"echo hi > /{word}.txt",
            f"cd /{word}",
            f"ls /{word}",
            f"cat /{word}/x.txt",
            f"touch /home/{word}",
            f"mkdir /home/{word}/x",
            f"rm /home/{word}",
            "rm -r .",
            "rm -r ..",
            "rmdir .",
            "rm -rf ../..",
            "rm .",
            f"cp -r {author.spell(author.folder() or '')} /{word}",
            "> *.txt",
            "cat nofile | wc -l",
            "echo hi > $NOWHERE",
            "rmdir ..",
        ]
    )


MISTAKES: Mapping[Habit, float] = {
    _absent: 30,
    _wrong_kind: 22,
    _mistyped: 14,
    _incomplete: 10,
    _wrong_option: 9,
    _broken: 5,
    _unquoted: 7,
    _forbidden: 6,
}
"""How often each comes."""
