"""Random calls of the shell's tools against real bash: `python runs/shell_search.py [SESSIONS] [SEED]`.

Drawn sessions are what people type; here every command meets every option and every kind of path, with redirections and
pipes, 49 calls in a row on one state. Exit code 1 when the reference model and bash disagree anywhere.
"""

import sys
from random import Random

from caalm.machines.shell import Session, UnsupportedError
from caalm.rng import derive
from caalm.runtimes.bash import run_sessions
from caalm.runtimes.shell_differential import compare_session

SETUP = "; ".join(
    [
        "mkdir -p docs/in/deep empty",
        r"printf 'one\ntwo\nthree\none\n' > a.txt",
        r"printf 'b two\nONE more\n\nlast' > b.txt",
        r"printf '10\n9\n-1\n9.5\nabc\n\n' > nums",
        "echo n > docs/n.txt; echo hid > .hid; echo sp > 'my file'; touch \"it's\" xzy; V='a.txt b.txt'",
    ]
)
OPTIONS = {
    "ls": ["", "-l", "-a", "-A", "-1", "-d", "-R", "-r", "-la", "-lR", "-ld", "-lA", "-ar", "-dl"],
    "cat": ["", "-n"],
    "touch": ["", "-c", "-a"],
    "mkdir": ["", "-p"],
    "rm": ["", "-r", "-f", "-rf", "-d"],
    "rmdir": ["", "-p"],
    "mv": ["", "-f", "-n"],
    "cp": ["", "-r", "-R", "-a", "-n", "-rn", "-f"],
    "grep -i": ["a", "o", "x"],
    "grep": [
        "one",
        "-v one",
        "-c o",
        "-n e",
        "-l o",
        "-w one",
        "-x one",
        "-r one",
        "-rn o",
        "-rc o",
        "-h o",
        "-H o",
        "-E 'o|t'",
        "-F .",
        "-q one",
        "-in ONE",
        "-vc o",
        "-s one",
        "''",
        "'^$'",
        "'e$'",
        "-c ''",
        "-lv one",
        "-nH o",
        "-cl o",
    ],
    "head": ["", "-n 1", "-1", "-n -1", "-c 3", "-q", "-v", "-n 0", "-qn1"],
    "tail": ["", "-n 1", "-1", "-n +2", "-c 2", "-q", "-v", "-n 0", "-n -1", "-c +3"],
    "wc": ["", "-l", "-w", "-c", "-lw", "-lc", "-wc"],
    "sort": ["", "-r", "-n", "-u", "-f", "-nr", "-fu", "-nu", "-s"],
    "uniq": ["", "-c", "-d", "-u", "-i", "-cd", "-ci"],
    "find": [
        "",
        "-type f",
        "-type d",
        "-name 'a*'",
        "-maxdepth 1",
        "-iname 'A*'",
        "-empty",
        "-mindepth 1",
        "-maxdepth 0",
    ],
    "cd": [""],
    "echo": ["", "-n", "-e", "-ne", "-E"],
    "pwd": [""],
}
PATHS = [
    "a.txt",
    "b.txt",
    "docs",
    "docs/",
    "docs/in",
    "docs/in/deep",
    "docs/n.txt",
    "nofile",
    "nofile/",
    "no/x",
    "a.txt/",
    "a.txt/x",
    ".",
    "..",
    "./a.txt",
    "../user/b.txt",
    "~",
    "~/docs",
    "/home/user/a.txt",
    "''",
    "'my file'",
    '"it\'s"',
    "empty",
    "empty/",
    "*",
    "*.txt",
    "docs/*",
    "d*",
    "[ab]*",
    "x?y",
    ".hid",
    "-",
    "./",
    "docs/..",
    "docs/.",
    "new1",
    "new2",
    "new3/",
    "docs/new4",
    "/home",
    "$V",
    '"$V"',
    "$NO",
    '"$NO"',
    "nums",
    "/nope",
    "/nope/x",
]
REDIRECTS = (" > ", " >> ", " < ", " 2> ")
PIPES = "wc;wc -l;sort;sort -r;uniq -c;head -n 1;tail -n 1;cat -n;grep o;grep -c o;cat - a.txt;wc -c".split(";")
TAILS = (" && echo ok", " || echo no", "; echo $?", " 2>&1")
LENGTH = 50


def draw_call(rng: Random) -> str:
    """One call, most often a strange one."""
    name = rng.choice(list(OPTIONS))
    paths = [rng.choice(PATHS) for _ in range(rng.choice([0, 1, 1, 1, 2, 2, 3]))]
    options = rng.choice(OPTIONS[name])
    words = [name, *paths[:1], options] if name == "find" else [name, options, *paths]
    line = " ".join([word for word in words if word])
    roll = rng.random()
    if roll < 0.16:
        return line + rng.choice(REDIRECTS) + rng.choice(PATHS)
    return line + (" | " + rng.choice(PIPES) if roll < 0.25 else rng.choice(TAILS) if roll < 0.33 else "")


def draw_calls(rng: Random) -> list[str]:
    """Calls that the reference model knows, one after the other."""
    session, calls = Session(), [SETUP]
    session.run(SETUP)
    while len(calls) < LENGTH:
        call, trial = draw_call(rng), session.clone()
        try:
            trial.run(call)
        except UnsupportedError:
            continue
        # Calls that leave next to nothing would make the rest dull.
        if trial.racing or (len(trial.files.home.entries) < 6 and rng.random() < 0.8):
            continue
        session = trial
        calls.append(call)
    return calls


def main() -> None:
    """Compares so many sessions (40)."""
    count, seed = (int(value) for value in (*sys.argv[1:], *("40", "0")[len(sys.argv) - 1 :]))
    sessions = [draw_calls(derive(seed, "shell search", number)) for number in range(count)]
    found = [
        difference
        for number, (calls, real) in enumerate(zip(sessions, run_sessions(sessions), strict=True))
        if (difference := compare_session(calls, real, number)) is not None
    ]
    print(*found, f"{count * LENGTH} calls, {len(found)} sessions disagree", sep="\n")
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()
