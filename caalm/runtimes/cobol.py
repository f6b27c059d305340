"""GnuCOBOL as a runtime: `cobc -x -debug`, then the program; in bulk hundreds of programs share one compilation.

>>> source = "IDENTIFICATION DIVISION.\\nPROGRAM-ID. P.\\nPROCEDURE DIVISION.\\nDISPLAY 007."
>>> CobolRuntime().execute(source).stdout  # doctest: +SKIP
'007\\n'

`-debug` is not for convenience: without it an index out of range has no meaning. The source format is read off the
text. In bulk every program is renamed, ended by END PROGRAM and compiled into one module, by tcc where it is
installed (several times faster than gcc); programs that the compiler names in an error are taken out, and judged alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from caalm.runtimes.bulk import PROGRAMS_PER_WORKER, STATUSES, read_frames, worker_limits
from caalm.runtimes.folders import own_folder
from caalm.runtimes.runtime import (
    Command,
    Execution,
    Runtime,
    bytes_of,
    find_executable,
    text_of,
    worker_source,
)
from caalm.runtimes.sandbox import (
    Completed,
    JailedProcess,
    Limits,
    SandboxError,
    Status,
    Tier,
    run_jailed,
)

_COMPILING = Limits(
    wall_s=60.0, cpu_s=60, memory_bytes=1 << 30, file_bytes=64 << 20, open_files=256, processes=16, output_bytes=4 << 20
)
_COMPILING_MANY = replace(
    _COMPILING, wall_s=300.0, cpu_s=300, memory_bytes=2 << 30, file_bytes=512 << 20, open_files=4096
)
_PROGRAM_ID = re.compile(r"(PROGRAM-ID[ \t]*\.?\s+)([A-Za-z0-9_-]+|\"[^\"\n]+\"|'[^'\n]+')", re.IGNORECASE)
_END_PROGRAM = re.compile(r"(END[ \t]+PROGRAM[ \t]+)([A-Za-z0-9_-]+|\"[^\"\n]+\"|'[^'\n]+')", re.IGNORECASE)
_ERROR_LINE = re.compile(rb"^batch\.cob:(\d+): (?:error|syntax error)", re.MULTILINE)
# tcc knows none of the hardening options that Debian's cobc passes on.
_TCC = b"""#!/bin/sh
for a; do shift; case "$a" in -Wl,-z,*|-f*|-g*|-D_FORTIFY_SOURCE*|-pipe) ;; *) set -- "$@" "$a";; esac; done
exec tcc "$@"
"""


def is_fixed_format(source: str) -> bool:
    """Whether the text keeps to the columns of fixed format: six of numbers or blanks, one of marks, then code."""
    lines = [line for line in source.splitlines() if line.strip()]
    return bool(lines) and all(re.match(r"[ \d]{6}([ *\-/Dd$]|$)", line) for line in lines)


@dataclass(frozen=True, slots=True)
class _Renamed:
    """A program made ready to share a compilation: its place in the caller's list, its new name and text."""

    index: int
    name: str
    text: str


class CobolRuntime(Runtime):
    """The stock `cobc` and what it compiles."""

    name = "cobol"
    package = "gnucobol3"

    def find(self, tier: Tier | None = None) -> str:
        found = find_executable("cobc")
        if found is None:
            raise self.missing()
        return found

    def command(self, source: str, tier: Tier | None) -> Command:
        style = "-fixed" if is_fixed_format(source) else "-free"
        return Command(
            argv=[self.find(), "-x", "-debug", style, "program.cob", "-o", "program"],
            files={"program.cob": bytes_of(source if source.endswith("\n") else source + "\n")},
        )

    def execute(
        self, source: str, *, limits: Limits | None = None, tier: Tier | None = None, fixed: bool | None = None
    ) -> Execution:
        """Compile, then run, each in a jail of its own; `fixed` overrides the format read off the text."""
        return self.execute_with("", source, limits=limits, tier=tier, fixed=fixed)

    def execute_with(
        self,
        stdin: str,
        source: str,
        *,
        writable: bool = False,
        limits: Limits | None = None,
        tier: Tier | None = None,
        fixed: bool | None = None,
    ) -> Execution:
        """Compile, then run with an input."""
        command = self.command(source, tier)
        argv = list(command.argv)
        if fixed is not None:
            argv[3] = "-fixed" if fixed else "-free"
        with own_folder() as folder:
            compiled = run_jailed(argv, files=command.files, folder=folder, writable=True, limits=_COMPILING, tier=tier)
            if compiled.status is not Status.OK:
                refused = compiled.status is Status.RUNTIME_ERROR
                return Execution.of(compiled, Status.COMPILE_ERROR if refused else None)
            run = run_jailed(
                ["./program"],
                stdin=bytes_of(stdin),
                folder=folder,
                writable=writable,
                limits=limits or self.limits,
                tier=tier,
            )
            return Execution.of(run)

    def run_in_bulk(self, sources: Sequence[str], tier: Tier | None) -> list[Execution]:
        return self.execute_with_inputs(sources, [""] * len(sources), tier=tier)

    def execute_with_inputs(
        self, sources: Sequence[str], inputs: Sequence[str], *, tier: Tier | None = None
    ) -> list[Execution]:
        """Many programs in few compilations, each with an input of its own."""
        results: dict[int, Execution] = {}
        for fixed in (False, True):
            batch = [
                renamed
                for index, source in enumerate(sources)
                if is_fixed_format(source) is fixed and (renamed := _rename(index, source, fixed=fixed)) is not None
            ]
            for start in range(0, len(batch), PROGRAMS_PER_WORKER):
                part = batch[start : start + PROGRAMS_PER_WORKER]
                files = {f"in-{one.name}": bytes_of(inputs[one.index]) for one in part if inputs[one.index]}
                results.update(self._run_batch(part, files, fixed, tier))
        for index, source in enumerate(sources):
            if index not in results:
                given = inputs[index]
                results[index] = (
                    self.execute_with(given, source, tier=tier) if given else self.execute(source, tier=tier)
                )
        return [results[index] for index in range(len(sources))]

    def _run_batch(
        self, batch: list[_Renamed], inputs: Mapping[str, bytes], fixed: bool, tier: Tier | None
    ) -> dict[int, Execution]:
        """Executions by index; programs that are missing from it are to be executed alone."""
        results: dict[int, Execution] = {}
        with own_folder() as folder:
            options = {"folder": folder, "limits": _COMPILING_MANY, "tier": tier, "writable": True}
            compiler = find_executable("tcc")
            env = {"COB_CC": "sh ./cc"} if compiler else {"COB_CFLAGS": "-O0"}
            build = f"{'sh ./cc' if compiler else 'gcc'} driver.c -o driver -lcob -ldl"
            files = {"cc": _TCC, "driver.c": worker_source("cobol_driver.c")}
            built = run_jailed(["/bin/sh", "-c", build], files=files, **options)  # type: ignore[arg-type]
            if built.status is not Status.OK:
                raise SandboxError(f"cobol: the driver does not compile: {text_of(built.stderr)[:500]}")
            while batch:
                text = "".join(program.text for program in batch)
                argv = [self.find(), "-m", "-debug", "-fixed" if fixed else "-free", "batch.cob", "-o", "batch.so"]
                files = {"batch.cob": bytes_of(text)}
                compiled = run_jailed(argv, files=files, env=env, **options)  # type: ignore[arg-type]
                if compiled.status is Status.OK:
                    break
                kept = _without_blamed(batch, compiled)
                if kept is None:  # no line to blame: look for it in halves
                    middle = len(batch) // 2
                    halves = [batch[:middle], batch[middle:]] if middle else []
                    return {i: e for half in halves for i, e in self._run_batch(half, inputs, fixed, tier).items()}
                batch = kept
            while batch:
                names = "".join(f"{program.name}\n" for program in batch).encode()
                limits = replace(worker_limits(self.limits), processes=4, file_bytes=16 << 20)
                with JailedProcess(
                    ["./driver", "./batch.so"], files=inputs, folder=folder, limits=limits, tier=tier, writable=True
                ) as worker:
                    if worker.setup_error is not None:
                        raise SandboxError(f"the sandbox failed: {worker.setup_error}")
                    _write_all(worker, names)
                    done = 0
                    for program, (code, out, err) in zip(batch, read_frames(worker, len(batch)), strict=False):
                        done += 1
                        if code in STATUSES:
                            results[program.index] = Execution(text_of(out), STATUSES[code], text_of(err))
                batch = batch[done + 1 :]  # the one that no frame came for is executed alone
        return results


def _write_all(worker: JailedProcess, names: bytes) -> None:
    # A batch's names fit into a pipe's buffer, so this cannot wait for a worker that waits for us.
    try:
        worker.stdin.write(names)
        worker.stdin.close()
    except BrokenPipeError:
        return


def _without_blamed(batch: list[_Renamed], compiled: Completed) -> list[_Renamed] | None:
    """The batch without the programs in whose lines the compiler found errors; None when it named none."""
    blamed = {int(match) for match in _ERROR_LINE.findall(compiled.stderr)}
    kept, first = [], 1
    for program in batch:
        after = first + program.text.count("\n")
        if not any(first <= line < after for line in blamed):
            kept.append(program)
        first = after
    return kept if len(kept) < len(batch) else None


def _rename(index: int, source: str, *, fixed: bool) -> _Renamed | None:
    """The program under a name of its own, closed by END PROGRAM; None when it is not one simple program."""
    if len(_PROGRAM_ID.findall(source)) != 1 or source.upper().count("PROGRAM-ID") != 1 or ">>" in source:
        return None
    name = f"P{index:07d}"
    text = _PROGRAM_ID.sub(lambda m: m[1] + name, source)
    ends = len(_END_PROGRAM.findall(text))
    if ends > 1:
        return None
    text = _END_PROGRAM.sub(lambda m: m[1] + name, text) if ends else text.rstrip("\n") + "\n" + _end_line(name, fixed)
    if (
        fixed
        and any(len(line) > 72 for line in text.splitlines())
        and not any(len(line) > 72 for line in source.splitlines())
    ):
        return None
    return _Renamed(index, name, text if text.endswith("\n") else text + "\n")


def _end_line(name: str, fixed: bool) -> str:
    return f"{' ' * 7 if fixed else ''}END PROGRAM {name}.\n"
