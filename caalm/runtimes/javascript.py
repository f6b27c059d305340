"""Node.js as a runtime.

    >>> JavaScriptRuntime().execute("console.log([1, -0, 2n], 1 + '1')").stdout  # doctest: +SKIP
    '[ 1, -0, 2n ] 11\\n'

In bulk each program gets a context of its own (node:vm), which is no security boundary: the jail around it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from caalm.runtimes.bulk import run_frames
from caalm.runtimes.runtime import Command, Execution, Runtime, bytes_of, find_executable, worker_source
from caalm.runtimes.sandbox import Completed, Limits, Status, Tier


class JavaScriptRuntime(Runtime):
    """The stock `node`."""

    name = "javascript"
    package = "nodejs"
    limits = Limits(wall_s=8.0)

    def find(self, tier: Tier | None = None) -> str:
        found = find_executable("node", "nodejs")
        if found is None:
            raise self.missing()
        return found

    def command(self, source: str, tier: Tier | None) -> Command:
        return self._command("program.js", bytes_of(source))

    def run_in_bulk(self, sources: Sequence[str], tier: Tier | None) -> list[Execution]:
        worker = self._command("javascript_worker.js", worker_source("javascript_worker.js"))
        return run_frames(worker, sources, lambda s: self.execute(s, tier=tier), limits=self.limits, tier=tier)

    def status_of(self, completed: Completed) -> Status:
        # Node's loader is on the stack when the text itself was refused, the program's own file when it threw.
        refused = b"\nSyntaxError: " in completed.stderr and b"at Object.<anonymous>" not in completed.stderr
        return Status.COMPILE_ERROR if refused and completed.status is Status.RUNTIME_ERROR else completed.status

    def _command(self, name: str, text: bytes) -> Command:
        node = self.find()
        return Command(
            # The cap on the heap gives a clean message; buffers ignore it and meet the jail's limit.
            argv=[node, "--max-old-space-size=256", name],
            files={name: text},
            readable=[] if node.startswith("/usr/") else [node],
        )
