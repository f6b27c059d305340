"""The reference model shows what bash shows; every text here was printed by GNU coreutils 9.1 under bash 5.2."""

import pytest

from caalm.machines.shell import Session, UnsupportedError


def shown(*commands: str) -> str:
    """What the last of some commands shows."""
    session = Session()
    for command in commands[:-1]:
        session.run(command)
    return session.run(commands[-1])


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("cat no", "cat: no: No such file or directory\n"),
        ("cat docs", "cat: docs: Is a directory\n"),
        ("cat a.txt/x", "cat: a.txt/x: Not a directory\n"),
        ("cat 'my file'", "cat: 'my file': No such file or directory\n"),
        ('cat "it\'s"', 'cat: "it\'s": No such file or directory\n'),
        ("cat a.txt >> a.txt", "cat: a.txt: input file is output file\n"),
        ("rm docs", "rm: cannot remove 'docs': Is a directory\n"),
        ("rm", "rm: missing operand\nTry 'rm --help' for more information.\n"),
        ("rm -f nothing", ""),
        ("rm -r .", "rm: refusing to remove '.' or '..' directory: skipping '.'\n"),
        ("rmdir docs", "rmdir: failed to remove 'docs': Directory not empty\n"),
        ("mkdir docs", "mkdir: cannot create directory 'docs': File exists\n"),
        ("mkdir x/y", "mkdir: cannot create directory 'x/y': No such file or directory\n"),
        ("mkdir -p a.txt/x", "mkdir: cannot create directory 'a.txt': Not a directory\n"),
        ("touch x/y", "touch: cannot touch 'x/y': No such file or directory\n"),
        ("cp docs new", "cp: -r not specified; omitting directory 'docs'\n"),
        ("cp a.txt", "cp: missing destination file operand after 'a.txt'\nTry 'cp --help' for more information.\n"),
        ("cp a.txt a.txt", "cp: 'a.txt' and 'a.txt' are the same file\n"),
        ("cp a.txt a.txt/x", "cp: cannot stat 'a.txt/x': Not a directory\n"),
        ("cp -r docs a.txt/", "cp: cannot stat 'a.txt/': Not a directory\n"),
        ("cp a.txt no/", "cp: cannot create regular file 'no/': Not a directory\n"),
        ("mv docs a.txt/x", "mv: cannot stat 'a.txt/x': Not a directory\n"),
        ("mv -n docs a.txt/", ""),
        ("cp -rn docs .", ""),
        ("mkdir -p /home/x/", "mkdir: cannot create directory '/home/x/': Permission denied\n"),
        ("mkdir -p /home/x/y/", "mkdir: cannot create directory '/home/x': Permission denied\n"),
        ("cp a.txt docs no", "cp: target 'no': No such file or directory\n"),
        ("mv docs docs/in", "mv: cannot move 'docs' to a subdirectory of itself, 'docs/in'\n"),
        ("mv docs a.txt", "mv: cannot overwrite non-directory 'a.txt' with directory 'docs'\n"),
        ("mv no b", "mv: cannot stat 'no': No such file or directory\n"),
        ("cd no", "bash: cd: no: No such file or directory\n"),
        ("cd a.txt", "bash: cd: a.txt: Not a directory\n"),
        ("cd a b", "bash: cd: too many arguments\n"),
        ("cd -", "bash: cd: OLDPWD not set\n"),
        ("ls no", "ls: cannot access 'no': No such file or directory\n"),
        ("ls -K", "ls: invalid option -- 'K'\nTry 'ls --help' for more information.\n"),
        ("ls --foo", "ls: unrecognized option '--foo'\nTry 'ls --help' for more information.\n"),
        ("grep x docs", "grep: docs: Is a directory\n"),
        ("grep", "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n"),
        ("head no", "head: cannot open 'no' for reading: No such file or directory\n"),
        ("head -n x a.txt", "head: invalid number of lines: 'x'\n"),
        ("tail -1 a.txt a.txt", "tail: option used in invalid context -- 1\n"),
        ("sort no", "sort: cannot read: no: No such file or directory\n"),
        ("uniq no", "uniq: no: No such file or directory\n"),
        ("wc docs", "wc: docs: Is a directory\n      0       0       0 docs\n"),
        ("find no", "find: 'no': No such file or directory\n"),
        ("find . -foo", "find: unknown predicate `-foo'\n"),
        ("nosuch x", "bash: nosuch: command not found\n"),
        ("./a.txt", "bash: ./a.txt: Permission denied\n"),
        ("docs/", "bash: docs/: Is a directory\n"),
        ("echo hi > docs", "bash: docs: Is a directory\n"),
        ("echo hi > no/x", "bash: no/x: No such file or directory\n"),
        ("echo hi > *", "bash: *: ambiguous redirect\n"),
        ("mkdir /data", "mkdir: cannot create directory '/data': Permission denied\n"),
        ("ls | | wc", "bash: syntax error near unexpected token `|'\n"),
        ("echo >", "bash: syntax error near unexpected token `newline'\n"),
        ("echo 'x", "bash: unexpected EOF while looking for matching `''\n"),
    ],
)
def test_a_mistake_is_answered_in_the_tools_own_words(command: str, answer: str) -> None:
    assert shown("mkdir docs; echo one > a.txt; echo in > docs/b.txt", command) == answer


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("ls", "a.txt\ndocs\n"),
        ("ls -l", "total 8\n-rw-r--r-- 1 user user   14 a.txt\ndrwxr-xr-x 2 user user 4096 docs\n"),
        ("ls -a docs", ".\n..\n.hidden\nb.txt\n"),
        ("ls a.txt docs", "a.txt\n\ndocs:\nb.txt\n"),
        ("ls -R", ".:\na.txt\ndocs\n\n./docs:\nb.txt\n"),
        ("ls -d */", "docs/\n"),
        ("cat -n a.txt | tail -n 1", "     3\tthree\n"),
        ("head -2 a.txt", "one\ntwo\n"),
        ("tail -n +3 a.txt", "three\n"),
        ("wc a.txt", " 3  3 14 a.txt\n"),
        ("wc -l < a.txt", "3\n"),
        ("cat a.txt | wc", "      3       3      14\n"),
        ("sort a.txt", "one\nthree\ntwo\n"),
        ("printf '5\\n10\\n' | sort -rn", "10\n5\n"),
        ("grep -n '^t' a.txt", "2:two\n3:three\n"),
        ("grep -c o a.txt docs/b.txt", "a.txt:2\ndocs/b.txt:0\n"),
        ("grep -vi ONE a.txt", "two\nthree\n"),
        ("find . -name '*.txt'", "./a.txt\n./docs/b.txt\n"),
        ("echo *.txt '*' \"$USER\" ~ $?", "a.txt * user /home/user 0\n"),
        ("X='1  2'; echo $X \"$X\"", "1 2 1  2\n"),
        ("cd docs && pwd; cd ..; pwd", "/home/user/docs\n/home/user\n"),
        ("cat no 2>/dev/null || echo none", "none\n"),
        ("false; echo $?; true && echo yes", "1\nyes\n"),
        ("echo -n a; echo -e 'b\\tc'", "ab\tc\n"),
        ("cat < a.txt | head -n 1 > first; cat first", "one\n"),
        ("cd docs | pwd", "/home/user\n"),
        ("ls -l > x; grep ' x' x", "-rw-r--r-- 1 user user    0 x\n"),
        ("ls -l docs >> a.txt; tail -n 1 a.txt", "-rw-r--r-- 1 user user 2 b.txt\n"),
    ],
)
def test_a_command_shows_what_it_shows_in_bash(command: str, answer: str) -> None:
    start = "printf 'one\\ntwo\\nthree\\n' > a.txt; mkdir docs; echo b > docs/b.txt; touch docs/.hidden"
    assert shown(start, command) == answer


def test_files_come_back_with_what_they_held() -> None:
    session = Session()
    for command in ("mkdir -p a/b", "echo x > 'a/b/my file'", "mv a c", "cp -r c d", "rm -r c", "cd d/b"):
        assert session.run(command) == ""
    assert session.run("cat my\\ file; cat ../../c") == "x\ncat: ../../c: No such file or directory\n"
    assert session.status == 1


@pytest.mark.parametrize(
    "command",
    [
        "for i in 1 2; do echo; done",
        "echo $(pwd)",
        "ls &",
        "ls /usr",
        "cat <<E",
        "echo {a,b}",
        "eval ls",
        "ls -t",
        "grep x . e 2> e",
    ],
)
def test_what_the_model_does_not_know_is_refused_and_never_guessed(command: str) -> None:
    with pytest.raises(UnsupportedError, match="beyond the reference model"):
        Session().run(command)


def test_two_writers_of_a_pipeline_are_a_race() -> None:
    session = Session()
    session.run("cat no | wc -l")
    assert session.racing
    session.run("echo a | wc -l")
    assert not session.racing
