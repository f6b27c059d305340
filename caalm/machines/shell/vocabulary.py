"""What files, folders, variables and lines are called in drawn sessions.

>>> "notes.txt" in FILE_NAMES, "docs" in FOLDER_NAMES
(True, True)
"""

FILE_NAMES = tuple(
    "notes.txt todo.txt test.txt file.txt file1.txt file2.txt file3.txt hello.txt data.csv config.json main.py app.py "
    "README.md readme.txt log.txt report.txt list.txt script.sh index.html style.css a.txt b.txt c.txt example.txt "
    "names.txt numbers.txt output.txt input.txt backup.txt temp.txt draft.md server.log settings.ini .hidden .bashrc "
    ".env Makefile recipe.txt shopping.txt ideas.md paper.tex results.csv poem.txt changelog ChangeLog x y new "
    "old.txt words".split()
)
FOLDER_NAMES = tuple(
    "docs src projects project backup photos music videos tmp build test tests data lib bin app a b c archive work "
    "folder folder1 folder2 dir1 dir2 mydir new_folder reports images scripts config logs old public games school "
    ".cache site notes website".split()
)
SPACED = (
    "my file", "my notes", "my documents", "new folder", "the plan", "to do", "year 2024", "final version",
    "it's mine",
)  # fmt: skip
EXTENSIONS = (
    ".txt", ".txt", ".md", ".py", ".log", ".csv", "", ".json",
)  # fmt: skip
WORDS = tuple(
    "apple banana cherry date elder fig grape hello world alpha beta gamma delta one two three four five red green "
    "blue yellow black white cat dog bird fish horse tree river stone cloud rain snow sun moon star north south east "
    "west linux shell bash code model file line text error warning info debug start stop open close read write first "
    "second third last milk bread eggs butter coffee tea sugar salt alice bob carol dave erin frank version update "
    "user admin TODO Hello World Linux Error Done the and of to in is it for on with key value token test foo bar baz "
    "qux".split()
)
CONTENT = (
    "Hello World", "hello world", "Hello, World!", "This is a test", "line one", "line 2", "some text", "print('hi')",
    "key=value", "name,age", "alice,30", "bob,25", "# Title", "- item", "TODO: fix this", "2024-01-15 start", "x = 1",
    "100%", "a;b", "it's fine", 'say "hi"', "$5 only", "ERROR disk full", "INFO ready", "WARNING low memory", "3.14",
    "user@example.com", "first  second", "*", "back\\slash", "the end.", "Buy milk", "Hello from CaaLM",
)  # fmt: skip
VARIABLES = (
    "NAME", "X", "FOO", "name", "count", "GREETING", "DIR", "file", "MSG", "color", "A", "B_2",
)  # fmt: skip
MISTYPED = (
    "sl", "cta", "gerp", "mkdr", "mdkir", "touhc", "ehco", "pdw", "rmm", "LS", "Cat", "cd..", "cat-n", "lss", "mroe",
    "list", "dir", "copy", "del", "move", "greo", "hed", "tial", "sotr", "unqi", "fnid", "ls-l", "mkdir-p", "cp-r",
    "hello", "foo",
)  # fmt: skip
STRANGERS = (
    "vim", "nano", "git", "python3", "sudo", "apt", "node", "npm", "pip", "make", "gcc", "docker", "ssh", "curl",
    "wget", "man", "whoami", "date", "clear", "less", "more", "tree", "ping", "top", "emacs", "code", "unzip", "tar",
    "chmod", "ln", "sed",
)  # fmt: skip
