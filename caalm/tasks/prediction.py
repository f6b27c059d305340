"""Predicting output: the published plain form, and the traced form that works the program through first.

>>> plain_prompt("print(1)")
'Code:\\nprint(1)\\n\\nOutput:\\n'
>>> traced_prompt("a = 1\\nprint(a)")
'Code:\\n1 a = 1\\n2 print(a)\\n\\nTrace:\\n'
>>> extract_traced("1 a=1\\n2 >1\\n\\nOutput:\\n1")
'1'

An output loses only its one final newline: leading spaces stay, an empty output is a valid one. A program that reads
lines is asked about together with them:

>>> plain_prompt(with_input("print(input())", ["hello"]))
'Code:\\nprint(input())\\n\\nInput:\\nhello\\n\\nOutput:\\n'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from caalm.tasks.example import Example

_OUTPUT = "\n\nOutput:\n"
_TRACE = "\n\nTrace:\n"
_NOTHING: Mapping[str, object] = {}


_INPUT = "\n\nInput:\n"


def with_input(source: str, lines: Sequence[str]) -> str:
    """A source with the lines that it reads, in the form in which every prompt and predictor takes a program."""
    return source.rstrip("\n") + _INPUT + "".join([line + "\n" for line in lines]) if lines else source


def split_input(code: str) -> tuple[str, str | None]:
    """The source of a program and its input, lines joined by newlines; None where none is given."""
    source, marker, lines = code.replace("\r\n", "\n").rpartition(_INPUT)
    return (source, lines.removesuffix("\n")) if marker else (code, None)


_LESSONS = ("Guide:\n", "Example:\n")
_QUESTION = "\n\nCode:\n"


def split_lesson(code: str) -> tuple[str, str]:
    """What is taught before a program (`caalm.tasks.teaching.with_lesson`; mostly nothing), and the program.

    >>> split_lesson("Guide:\\nzib N prints N\\n\\nCode:\\nzib 2")
    ('Guide:\\nzib N prints N\\n\\n', 'zib 2')
    """
    if not code.startswith(_LESSONS):
        return "", code
    lesson, marker, question = code.rpartition(_QUESTION)
    return (f"{lesson}\n\n", question) if marker else ("", code)


def _section(lines: str | None) -> str:
    return "" if lines is None else _INPUT + lines


def source_lines(source: str) -> list[str]:
    """The lines of a source; how a file ends its lines, and whether it ends its last, is no part of the program."""
    return source.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")


def plain_prompt(source: str) -> str:
    """The published prompt: the answer follows at once."""
    lesson, source = split_lesson(source)
    source, lines = split_input(source)
    return f"{lesson}Code:\n" + "\n".join(source_lines(source)) + _section(lines) + _OUTPUT


def traced_prompt(source: str) -> str:
    """The prompt after which a trace follows; lines are numbered because the trace names the line that ran."""
    lesson, source = split_lesson(source)
    source, lines = split_input(source)
    numbered = "\n".join(f"{number} {line}" for number, line in enumerate(source_lines(source), 1))
    return f"{lesson}Code:\n{numbered}{_section(lines)}{_TRACE}"


def asked_lines(prompt: str) -> list[str] | None:
    """The lines of the program of a traced prompt, without numbers; None for a prompt that asks for no trace.

    >>> asked_lines(traced_prompt("a = 1\\nprint(a)")), asked_lines(plain_prompt("print(1)"))
    (['a = 1', 'print(a)'], None)
    """
    if not prompt.endswith(_TRACE):
        return None
    code = f"\n{prompt}".rpartition("\nCode:\n")[2]
    lines = []
    for at, line in enumerate(code.split("\n"), 1):
        number, _, text = line.partition(" ")
        if number != str(at):  # behind the program stand an empty line and perhaps its input or a state
            break
        lines.append(text)
    return lines or None


def plain_target(stdout: str) -> str:
    """What should follow a plain prompt."""
    return stdout.removesuffix("\n")


def traced_target(trace_text: str, stdout: str) -> str:
    """What should follow a traced prompt."""
    return trace_text.rstrip("\n") + _OUTPUT + stdout.removesuffix("\n")


def extract_plain(completion: str) -> str:
    """The prediction in a completion of a plain prompt: all of it."""
    return completion


def extract_traced(completion: str) -> str:
    """The prediction in a completion of a traced prompt: what follows the trace; empty where it never came to that."""
    _trace, _marker, output = completion.partition(_OUTPUT)
    return output


def extract_trace(completion: str) -> str:
    """The trace in a completion of a traced prompt, without its final newline; all of one that never came further."""
    return completion.partition(_OUTPUT)[0]


def has_output(completion: str) -> bool:
    """Whether the completion of a traced prompt came to its output."""
    return _OUTPUT in completion


def plain_example(source: str, stdout: str, metadata: Mapping[str, object] = _NOTHING) -> Example:
    """A record for the plain form."""
    return Example(prompt=plain_prompt(source), target=plain_target(stdout), metadata=metadata)


def traced_example(source: str, trace_text: str, stdout: str, metadata: Mapping[str, object] = _NOTHING) -> Example:
    """A record for the traced form."""
    return Example(prompt=traced_prompt(source), target=traced_target(trace_text, stdout), metadata=metadata)
