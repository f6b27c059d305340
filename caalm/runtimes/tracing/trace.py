"""Running a program step by step in the jail: one tracer for each language, one text form for all.

    >>> trace_execution("lua", "x = 1\\nx = x + 1\\nprint(x)").steps  # doctest: +SKIP
    '1 x=1\\n2 x=2\\n3 >2\\n'

Python and JavaScript programs are rewritten so that every operation reports its operands (workers/python_tracer.py,
workers/javascript_tracer.js); Lua runs under its own line hook, which sees variables change but no operations
(workers/lua_tracer.lua). COBOL beyond the common tree has its output only: no steps.

Calls, returns, changes of lists, failures, input and files are written as the interpreter writes them
(caalm/program/trace.py): a call ends its step, a return restates, a definition is no step. What is built in goes by one
name in every language (``len`` and ``.length`` are ``length()``), what else a library gives by its own, ``round()=3``.

Python and JavaScript traces are the interpreter's to the last byte, except where the text does not say what the tree
was: ``range(1, 4)`` is counted ``i=1<4`` whether the tree said "below 4" or "through 3"; ``-5`` is a literal and never
the negation of one; strings joined by ``+`` alone are operations; a chain of ``if`` is never one choice among many;
a loop with its test at the end shows the test that the text has (``do ... while`` has the negated one); what a helper
function does, or several statements that stand for one of the tree's, is shown as it is. In JavaScript a repetition is
a loop over a variable. Lua's line hook sees no operations: its traces agree in lines, calls, changes and printed text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from caalm.errors import InputError
from caalm.languages import LANGUAGES
from caalm.program.trace import write_trace
from caalm.runtimes import RUNTIMES
from caalm.runtimes.bulk import PROGRAMS_PER_WORKER, STATUSES, pack_batch, read_frames, worker_limits
from caalm.runtimes.runtime import Runtime, bytes_of, text_of, worker_source
from caalm.runtimes.sandbox import JailedProcess, Limits, SandboxError, Status, Tier, run_jailed
from caalm.runtimes.tracing.read import read_report

STEP_LIMIT = 10_000
_REPORT_BYTES = 32 << 20
_TRACERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "python": ("python_tracer.py",),
        "lua": ("lua_tracer.lua",),
        # Node brings a parser of its own (acorn, for its console); this option lets the tracer have it.
        "javascript": ("--expose-internals", "javascript_tracer.js"),
    }
)
_FILES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "python": ("python_tracer.py", "python_rewriter.py", "python_facts.py"),
        "lua": ("lua_tracer.lua",),
        "javascript": ("javascript_tracer.js", "javascript_facts.js"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RealTrace:
    """What really happened. ``steps`` is a trace's text, empty where the language has no tracer."""

    steps: str
    stdout: str
    status: Status
    truncated: bool
    """Whether the program took more steps than ``step_limit``; its output is whole all the same."""
    stderr: str = ""


def trace_execution(
    language: str,
    source: str,
    *,
    stdin: str = "",
    writable: bool = False,
    step_limit: int = STEP_LIMIT,
    limits: Limits | None = None,
    tier: Tier | None = None,
) -> RealTrace:
    """Run one program of a real language in the jail and write its steps down.

    ``writable``: it may write files into a folder of its own.
    """
    if language not in RUNTIMES:
        raise InputError(f"language: {language!r} is none of {', '.join(RUNTIMES)}")
    if step_limit < 1:
        raise InputError(f"step_limit: {step_limit} steps are no trace, give 1 or more")
    runtime = RUNTIMES[language]
    if language not in _TRACERS:
        execution = runtime.execute(source, limits=limits, tier=tier)
        return RealTrace(
            steps="", stdout=execution.stdout, status=execution.status, truncated=False, stderr=execution.stderr
        )
    return _traced(runtime, source, stdin, writable, step_limit, limits or runtime.limits, tier)


def trace_many(
    language: str, sources: Sequence[str], *, step_limit: int = STEP_LIMIT, tier: Tier | None = None
) -> list[RealTrace]:
    """Many programs through one jailed tracer, a hundred times faster than one by one where the language has such.

    A program that ends the tracer, or keeps it too long, is traced alone, and a new tracer goes on after it.
    """
    if language != "python":
        return [trace_execution(language, source, step_limit=step_limit, tier=tier) for source in sources]
    runtime = RUNTIMES[language]
    semantics = LANGUAGES[language].semantics
    traces: list[RealTrace] = []
    while len(traces) < len(sources):
        batch = sources[len(traces) : len(traces) + PROGRAMS_PER_WORKER]
        command = runtime.command("", tier)
        files = {name: worker_source(name) for name in _FILES[language]}
        with JailedProcess(
            [*command.argv[:-1], _TRACERS[language][-1], str(step_limit), "batch.bin"],
            limits=worker_limits(runtime.limits),
            tier=tier,
            files={**files, "batch.bin": pack_batch(batch)},
            readable=command.readable,
            env=command.env,
        ) as worker:
            if worker.setup_error is not None:
                raise SandboxError(f"the sandbox failed: {worker.setup_error}")
            done = 0
            for code, said, _ in read_frames(worker, len(batch)):
                done += 1
                if code not in STATUSES:
                    traces.append(trace_execution(language, batch[done - 1], step_limit=step_limit, tier=tier))
                    continue
                report = read_report(said, semantics)
                steps = write_trace(report.steps, semantics)
                traces.append(
                    RealTrace(steps=steps, stdout=report.stdout, status=STATUSES[code], truncated=report.truncated)
                )
        if done < len(batch):
            traces.append(trace_execution(language, batch[done], step_limit=step_limit, tier=tier))
    return traces


def _traced(
    runtime: Runtime, source: str, stdin: str, writable: bool, step_limit: int, limits: Limits, tier: Tier | None
) -> RealTrace:
    command = runtime.command(source, tier)
    *options, tracer = _TRACERS[runtime.name]
    completed = run_jailed(
        [*command.argv[:-1], *options, tracer, str(step_limit)],
        stdin=bytes_of(stdin),
        writable=writable,
        files={**command.files, **{name: worker_source(name) for name in _FILES[runtime.name]}},
        readable=command.readable,
        env=command.env,
        limits=replace(limits, output_bytes=max(limits.output_bytes, _REPORT_BYTES)),
        tier=tier,
    )
    if completed.status is Status.SANDBOX_ERROR:
        raise SandboxError(f"the sandbox failed: {text_of(completed.stderr)}")
    semantics = LANGUAGES[runtime.name].semantics
    report = read_report(completed.stdout, semantics)
    status = runtime.status_of(completed)
    if status is Status.OK and len(report.stdout.encode("utf-8", "surrogateescape")) > limits.output_bytes:
        status = Status.OUTPUT_LIMIT
    return RealTrace(
        steps=write_trace(report.steps, semantics),
        stdout=report.stdout,
        status=status,
        truncated=report.truncated,
        stderr=text_of(completed.stderr),
    )
