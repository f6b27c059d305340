"""Runs many Python programs in one jailed CPython, each in fresh globals; started by caalm.runtimes.python.

python3 -P -s -S -B python_worker.py     # reads batch.bin, answers with one frame per program
"""

import builtins
import io
import os
import struct
import sys

LIMIT = 1 << 20
OK, RUNTIME_ERROR, COMPILE_ERROR, ODD = 0, 1, 2, 255


class TooMuch(BaseException):
    """The program printed more than it may; it is executed alone, where the limit is real."""


class Capped(io.BytesIO):
    """Output of one program."""

    def write(self, data, /):  # type: ignore[no-untyped-def]
        if self.tell() + len(data) > LIMIT:
            raise TooMuch
        return super().write(data)


def text_over(raw: Capped) -> io.TextIOWrapper:
    """A text stream that encodes as the real standard output does."""
    return io.TextIOWrapper(raw, encoding=ENCODING, errors=ERRORS, newline="\n")


def run(source: bytes) -> tuple[int, bytes, bytes]:
    """One program: how it ended and what it printed."""
    out, err = Capped(), Capped()
    sys.stdout, sys.stderr, sys.stdin = text_over(out), text_over(err), io.StringIO()
    status, message = OK, ""
    try:
        code = compile(source, "program.py", "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return COMPILE_ERROR, b"", f"{type(error).__name__}: {error}\n".encode("utf-8", "replace")
    except BaseException:
        return ODD, b"", b""
    scope = {"__builtins__": dict(BUILTINS), "__name__": "__main__", "__file__": "program.py"}
    try:
        exec(code, scope)
    except SystemExit as stop:
        status = OK if stop.code in (None, 0) else RUNTIME_ERROR
        message = "" if stop.code is None or isinstance(stop.code, int) else f"{stop.code}\n"
    except (TooMuch, MemoryError, RecursionError, KeyboardInterrupt):
        return ODD, b"", b""
    except BaseException as error:
        status, message = RUNTIME_ERROR, f"{type(error).__name__}: {error}\n"
    try:
        sys.stdout.flush()
        sys.stderr.write(message)
        sys.stderr.flush()
    except BaseException:
        return ODD, b"", b""
    return status, out.getvalue(), err.getvalue()


def main() -> None:
    """Answer the whole batch, one frame at a time so that the watchdog sees who hangs."""
    frames = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a program that writes past sys.stdout must not write frames
    with open("batch.bin", "rb") as file:
        data = file.read()
    position = 0
    while position < len(data):
        (length,) = struct.unpack_from("<I", data, position)
        status, out, err = run(data[position + 4 : position + 4 + length])
        position += 4 + length
        if vars(builtins) != BUILTINS:  # the program changed what all share
            vars(builtins).clear()
            vars(builtins).update(BUILTINS)
        frame = memoryview(struct.pack("<BII", status, len(out), len(err)) + out + err)
        while frame:
            frame = frame[os.write(frames, frame) :]


BUILTINS = dict(vars(builtins))
ENCODING, ERRORS = sys.stdout.encoding, sys.stdout.errors
if __name__ == "__main__":
    main()
