"""Lua 5.4 as a runtime.

    >>> LuaRuntime().execute("print(3 // 1, 3 / 1, 2^53)").stdout  # doctest: +SKIP
    '3\\t3.0\\t9.007199254741e+15\\n'

In bulk the worker is the same stock interpreter, which gives every program fresh copies of the libraries: numbers are
printed by the code that counts, and no second build of Lua can differ from it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from caalm.runtimes.bulk import run_frames
from caalm.runtimes.runtime import Command, Execution, Runtime, bytes_of, find_executable, worker_source
from caalm.runtimes.sandbox import Completed, Status, Tier

_REFUSED = re.compile(rb"\S+: program\.lua:\d+: ")


class LuaRuntime(Runtime):
    """The stock `lua5.4`."""

    name = "lua"
    package = "lua5.4"
    version_option = "-v"

    def find(self, tier: Tier | None = None) -> str:
        found = find_executable("lua5.4", "lua54")
        if found is None:
            raise self.missing()
        return found

    def command(self, source: str, tier: Tier | None) -> Command:
        return self._command("program.lua", bytes_of(source))

    def run_in_bulk(self, sources: Sequence[str], tier: Tier | None) -> list[Execution]:
        worker = self._command("lua_worker.lua", worker_source("lua_worker.lua"))
        return run_frames(worker, sources, lambda s: self.execute(s, tier=tier), limits=self.limits, tier=tier)

    def status_of(self, completed: Completed) -> Status:
        # A run that fails prints where it was; a text that is refused was nowhere yet.
        refused = _REFUSED.match(completed.stderr) and b"stack traceback" not in completed.stderr
        return Status.COMPILE_ERROR if refused and completed.status is Status.RUNTIME_ERROR else completed.status

    def _command(self, name: str, text: bytes) -> Command:
        lua = self.find()
        return Command(argv=[lua, name], files={name: text}, readable=[] if lua.startswith("/usr/") else [lua])
