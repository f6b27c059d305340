"""Running a program step by step in the jail: one tracer for each language, one text form for all.

    >>> trace_execution("lua", "x = 1\\nx = x + 1\\nprint(x)").steps  # doctest: +SKIP
    '1 x=1\\n2 x=2\\n3 >2\\n'

Python and JavaScript programs are rewritten so that every operation reports its operands (workers/python_tracer.py,
workers/javascript_tracer.js); Lua runs under its own line hook, which sees variables change but no operations
(workers/lua_tracer.lua). COBOL beyond the common tree has its output only: no steps.

A line is written down in the step that ends it. Where a construct has no event of its own the step says what changed:

=================  ==================================================================
``return=6``       a function returned 6; the line of its head showed what it was given
``len()=3``        a call of what is not the program's own gave 3
``xs[1]=5``        an element or attribute was read; after a change the whole ``xs=[4,5]`` stands
``e=@E("bad")``    an exception was caught
``f=@f``           a function, class or module: ``@`` and its name
=================  ==================================================================

Inside the common tree a Python trace is the interpreter's to the last byte, except where the text does not say what
the tree was: ``range(1, 4)`` is counted ``i=1<4`` whether the tree said "below 4" or "through 3", ``-5`` is a literal
and never the negation of one, and strings joined by ``+`` alone are operations. JavaScript differs in one more point:
a repetition is a loop over a variable there. Lua traces agree in lines, changes and printed text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from caalm.errors import InputError
from caalm.languages import LANGUAGES
from caalm.program.trace import write_trace
from caalm.runtimes import RUNTIMES
from caalm.runtimes.runtime import Runtime, bytes_of, text_of, worker_source
from caalm.runtimes.sandbox import Limits, SandboxError, Status, Tier, run_jailed
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
        "javascript": ("javascript_tracer.js",),
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
        execution = runtime.execute_with(stdin, source, writable=writable, limits=limits, tier=tier)
        return RealTrace(
            steps="", stdout=execution.stdout, status=execution.status, truncated=False, stderr=execution.stderr
        )
    return _traced(runtime, source, stdin, writable, step_limit, limits or runtime.limits, tier)


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
