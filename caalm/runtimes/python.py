"""CPython as a runtime: the interpreter itself, never a shim, without site, user or environment.

    >>> PythonRuntime().execute("print(7 // -2, 0.1 + 0.2)").stdout  # doctest: +SKIP
    '-4 0.30000000000000004\\n'

`-P -s -S -B` and a bare environment amount to `-I -S -B`, except that PYTHONHASHSEED=0 is heeded: a set prints the
same way every time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from caalm.runtimes.bulk import run_frames
from caalm.runtimes.runtime import Command, Execution, Runtime, bytes_of, find_executable, worker_source
from caalm.runtimes.sandbox import Completed, Status, Tier, available_tier, reachable

_SYNTAX = (b"SyntaxError:", b"IndentationError:", b"TabError:")


class PythonRuntime(Runtime):
    """The CPython that runs us, or the system's where a jail's user cannot reach ours."""

    name = "python"
    package = "python3"

    def find(self, tier: Tier | None = None) -> str:
        ours = os.path.realpath(sys.executable)
        if (tier or available_tier()) is Tier.T1 or reachable(ours):
            return ours
        found = find_executable("python3")
        if found is None or not reachable(found):
            raise self.missing()
        return found

    def command(self, source: str, tier: Tier | None) -> Command:
        return self._command("program.py", bytes_of(source), tier)

    def run_in_bulk(self, sources: Sequence[str], tier: Tier | None) -> list[Execution]:
        worker = self._command("python_worker.py", worker_source("python_worker.py"), tier)
        return run_frames(worker, sources, lambda s: self.execute(s, tier=tier), limits=self.limits, tier=tier)

    def status_of(self, completed: Completed) -> Status:
        lines = completed.stderr.rstrip().splitlines()
        refused = lines and lines[-1].startswith(_SYNTAX) and not lines[0].startswith(b"Traceback")
        return Status.COMPILE_ERROR if refused and completed.status is Status.RUNTIME_ERROR else completed.status

    def _command(self, name: str, text: bytes, tier: Tier | None) -> Command:
        python = self.find(tier)
        home = [] if python.startswith("/usr/") else [os.path.dirname(os.path.dirname(python))]
        return Command(
            argv=[python, "-P", "-s", "-S", "-B", name],
            files={name: text},
            readable=home,
            env={"PYTHONHASHSEED": "0"},
        )
