"""What people do in a shell: each habit gives a command for the state that there is, or None.

>>> from random import Random
>>> from caalm.machines.shell.author import Author
>>> HABITS and all(callable(habit) for habit in HABITS)
True
>>> Author(Random(4), lambda author: "pwd").file() is None
True
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from caalm.machines.shell.author import Author
from caalm.machines.shell.filesystem import HOME
from caalm.machines.shell.vocabulary import FOLDER_NAMES, VARIABLES

Habit = Callable[[Author], str | None]


def _ls(author: Author) -> str:
    options = author.one(["", "", "", " -l", " -a", " -1", " -la", " -A", " -l", " -R", " -d", " -lr", " -al"])
    if author.happens(0.55):
        return "ls" + options
    path = author.folder() if author.happens(0.6) else author.file()
    if path is None:
        return "ls" + options
    more = author.folder() if author.happens(0.15) else None
    slash = "/" if author.happens(0.2) and author.session.files.is_folder(f"{HOME}/{path}") else ""
    return f"ls{options} {author.spell(path)}{slash}" + (f" {author.spell(more)}" if more else "")


def _cat(author: Author) -> str | None:
    path = author.file()
    if path is None:
        return None
    other = author.file() if author.happens(0.15) else None
    option = " -n" if author.happens(0.08) else ""
    return f"cat{option} {author.spell(path)}" + (f" {author.spell(other)}" if other else "")


def _write(author: Author) -> str:
    existing = author.file() if author.happens(0.3) else None
    target = author.spell(existing or author.fresh())
    gap = " " if author.happens(0.9) else ""
    if author.happens(0.12):
        return f"printf '{author.word()}\\n{author.word()}\\n' >{gap}{target}"
    return f"echo {author.echoed()} >{gap}{target}"


def _add(author: Author) -> str:
    path = author.file() if author.happens(0.85) else None
    return f"echo {author.echoed()} >> {author.spell(path or author.fresh())}"


def _touch(author: Author) -> str:
    count = 1 + (author.happens(0.3)) + (author.happens(0.15))
    return "touch " + " ".join([author.spell(author.fresh()) for _ in range(count)])


def _mkdir(author: Author) -> str:
    if author.happens(0.35):
        path = author.fresh(folder=True)
        for _ in range(1 + author.happens(0.4)):
            path += "/" + author.fresh_name(folder=True)
        return f"mkdir -p {author.spell(path)}"
    count = 1 + author.happens(0.2)
    return "mkdir " + " ".join([author.spell(author.fresh(folder=True)) for _ in range(count)])


def _cd(author: Author) -> str:
    roll = author.rng.random()
    if roll < 0.18:
        return "cd .." if author.here() else "cd ."
    if roll < 0.28:
        return author.one(["cd", "cd ~"])
    if roll < 0.38:
        return "cd -"
    if roll < 0.42:
        return author.one(["cd ../..", "cd /home/user", "cd ../" + author.one(FOLDER_NAMES), "cd ./", "cd /home"])
    path = author.folder()
    return f"cd {author.spell(path)}" + ("/" if author.happens(0.15) else "") if path else "cd"


def _remove(author: Author) -> str | None:
    if author.happens(0.3):
        path = author.folder()
        if path is None:
            return None
        return author.one(["rm -r ", "rm -rf ", "rmdir ", "rm -R "]) + author.spell(path)
    path = author.file()
    other = author.file() if author.happens(0.15) else None
    if path is None:
        return None
    return f"rm {'-f ' if author.happens(0.15) else ''}{author.spell(path)}" + (
        f" {author.spell(other)}" if other else ""
    )


def _move(author: Author) -> str | None:
    path = author.folder() if author.happens(0.25) else author.file()
    if path is None:
        return None
    target = author.folder() if author.happens(0.45) else None
    if target is None:
        target = author.fresh() if author.happens(0.85) else author.file() or author.fresh()
    second = author.file() if author.happens(0.1) else None
    return f"mv {author.spell(path)} " + (f"{author.spell(second)} " if second else "") + author.spell(target)


def _copy(author: Author) -> str | None:
    deep = author.happens(0.3)
    path = author.folder() if deep else author.file()
    if path is None:
        return None
    target = author.folder() if author.happens(0.4) else None
    if target is None:
        target = author.fresh(folder=deep) if author.happens(0.85) else author.file() or author.fresh()
    option = author.one(["-r ", "-r ", "-R ", "-a "]) if deep else "-r " if author.happens(0.05) else ""
    second = author.file() if author.happens(0.1) else None
    return f"cp {option}{author.spell(path)} " + (f"{author.spell(second)} " if second else "") + author.spell(target)


def _grep(author: Author) -> str | None:
    path = author.file()
    if path is None:
        return None
    option = author.one(["", "", "", "-i ", "-n ", "-v ", "-c ", "-in ", "-w ", "-l ", "-E ", "-vc ", "-q "])
    pattern = author.pattern()
    roll = author.rng.random()
    if roll < 0.06:
        pattern = "^" + pattern[:1]
    elif roll < 0.12:
        pattern = pattern[-1:] + "$"
    elif roll < 0.16:
        pattern = pattern[:1] + ".*" + pattern[-1:]
    elif roll < 0.2:
        pattern = "[0-9]"
    elif roll < 0.24 and "E" in option:
        pattern = f"{pattern}|{author.word()}"
    if author.happens(0.1):
        return f"grep {option}{author.quote(pattern)} " + author.one(["*", "*.txt", "*.md"])
    if author.happens(0.06):
        return f"grep -r{author.one(['', 'n', 'i', 'l'])} {author.quote(pattern)} ."
    more = author.file() if author.happens(0.15) else None
    return f"grep {option}{author.quote(pattern)} {author.spell(path)}" + (f" {author.spell(more)}" if more else "")


def _reader(author: Author) -> str:
    """A command that reads a file or standard input, without the file."""
    count = 1 + int(author.rng.random() * 4)
    return author.one(
        [
            f"head -n {count}",
            f"head -{count}",
            "head",
            f"tail -n {count}",
            f"tail -{count}",
            "tail",
            f"tail -n +{count}",
            "wc",
            "wc -l",
            "wc -w",
            "wc -c",
            "wc -lw",
            "sort",
            "sort -r",
            "sort -n",
            "sort -u",
            "sort -rn",
            "uniq",
            "uniq -c",
            "uniq -d",
            "sort -nr",
            f"head -c {count}",
        ]
    )


def _read(author: Author) -> str | None:
    path = author.file()
    if path is None:
        return None
    roll = author.rng.random()
    if roll < 0.1:
        return f"{_reader(author)} < {author.spell(path)}"
    if roll < 0.2:
        return (
            author.one(["wc -l", "head -n 1", "tail -n 1", "wc", "cat", "sort", "ls"])
            + " "
            + author.one(["*.txt", "*", "*.*"])
        )
    more = author.file() if roll < 0.35 else None
    command = _reader(author)
    if more and command.startswith("uniq"):
        more = None
    return f"{command} {author.spell(path)}" + (f" {author.spell(more)}" if more else "")


def _pipe(author: Author) -> str | None:
    path = author.file()
    roll = author.rng.random()
    if path is None or roll < 0.2:
        start = author.one(["ls", "ls -a", "ls -1", "ls -l", "find .", "find . -type f", "echo " + author.echoed()])
    elif roll < 0.35:
        start = f"sort {author.spell(path)}"
    elif roll < 0.45:
        start = f"grep {author.quote(author.pattern())} {author.spell(path)}"
    else:
        start = f"cat {author.spell(path)}"
    stages = [
        author.one(
            [
                _reader(author),
                f"grep {author.quote(author.pattern())}",
                "wc -l",
                "sort",
                "sort | uniq",
                "sort | uniq -c",
                "cat",
            ]
        )
    ]
    if author.happens(0.3):
        stages.append(
            author.one([_reader(author), "wc -l", "head -n 1", "sort -r", f"grep -v {author.quote(author.pattern())}"])
        )
    tail = f" > {author.spell(author.fresh())}" if author.happens(0.12) else ""
    return " | ".join([start, *stages]) + tail


def _find(author: Author) -> str:
    folder = author.folder() if author.happens(0.4) else None
    start = author.spell(folder) if folder else author.one([".", ".", "", "~"])
    name = author.one(
        [
            "'*.txt'",
            '"*.txt"',
            "'*.md'",
            '"*.py"',
            author.quote(author.fresh_name(folder=False)),
            "'*o*'",
            "'[a-m]*'",
            "'?????.*'",
            "*.txt",
        ]
    )
    kind = author.one(["", "", " -type f", " -type d"])
    if author.happens(0.2):
        return f"find {start}{kind}".rstrip().replace("  ", " ")
    test = author.one(["-name", "-name", "-iname"])
    return (
        f"find {start}{kind} {test} {name}" if author.happens(0.6) else f"find {start} {test} {name}{kind}"
    ).replace("find  ", "find ")


def _variable(author: Author) -> str:
    name = author.one(VARIABLES)
    roll = author.rng.random()
    known = [key for key in author.session.variables if key not in ("HOME", "USER")]
    if not known or roll < 0.35:
        value = author.text() if author.happens(0.6) else author.fresh_name(folder=False)
        return f"{'export ' if author.happens(0.15) else ''}{name}={author.quote(value)}"
    name = author.one(known) if author.happens(0.9) else name
    shown = author.one(
        [
            f"${name}",
            f'"${name}"',
            f"${{{name}}}",
            f"'${name}'",
            f'"${{{name}}}"',
            f"the ${name}!",
            f'"{author.word()} ${name}"',
        ]
    )
    if roll < 0.75:
        return f"echo {shown}"
    if roll < 0.85:
        return f"echo {shown} > {author.spell(author.fresh())}"
    if roll < 0.9:
        return f"unset {name}"
    return author.one(
        [
            f'touch "${name}"',
            f"touch ${name}",
            f'cat "${name}"',
            f'mkdir "${name}"',
            f'ls "${name}"',
            f"{name}=$HOME/docs",
            f'{name}="${name} {author.word()}"',
        ]
    )


def _say(author: Author) -> str:
    return author.one(
        [
            f"echo {author.echoed()}",
            f"echo {author.echoed()}",
            "echo $?",
            "echo $HOME",
            "echo $USER",
            "echo $PWD",
            "echo ~",
            "echo",
            "echo *",
            "echo *.txt",
            f"echo -n {author.echoed()}",
            f"echo -e '{author.word()}\\n{author.word()}'",
            "echo $OLDPWD",
            f"echo '${author.one(VARIABLES)}'",
            f"printf '%s\\n' {author.word()} {author.word()}",
            'echo "$USER at $HOME"',
            f"echo {author.word()}   {author.word()}",
            "echo $UNDEFINED",
        ]
    )


def _glob(author: Author) -> str:
    pattern = author.one(["*.txt", "*", "*.md", "[a-d]*", "?*.py", "*o*", "*/", "*/*", "*.txt *.md", "[!a-m]*", "n*"])
    target = author.folder()
    forms = [
        f"ls {pattern}",
        f"ls -d {pattern}",
        f"cat {pattern}",
        f"echo {pattern}",
        f"rm {pattern}",
        f"wc -l {pattern}",
    ]
    if target:
        forms += [f"cp {pattern} {author.spell(target)}", f"mv {pattern} {author.spell(target)}"]
        forms += [f"ls {author.quote(target)}/*", f"rm {author.quote(target)}/*.txt"]
    return author.one(forms)


def _silence(author: Author) -> str:
    path = author.missing() if author.happens(0.7) else author.file() or author.missing()
    forms = [
        f"cat {author.spell(path)} 2> /dev/null",
        f"ls {author.spell(path)} 2>/dev/null",
        f"rm {author.spell(path)} 2> errors.txt",
    ]
    forms += [
        f"cat {author.spell(path)} > all.txt 2>&1",
        f"ls > {author.spell(author.fresh())}",
        f"sort {author.spell(path)} > sorted.txt",
    ]
    return author.one(forms)


HABITS: Mapping[Habit, float] = {
    _ls: 11, _cat: 12, _write: 13, _add: 6, _touch: 7, _mkdir: 8, _cd: 11, _remove: 6, _move: 6, _copy: 6,
    _grep: 6, _read: 6, _pipe: 5, _find: 3, _variable: 4, _say: 4, _glob: 4, _silence: 1.5, lambda author: "pwd": 5,
}  # fmt: skip
"""How often each comes."""
