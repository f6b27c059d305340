"""Running real code: the jail, one real runtime per language, and the check that interpreter and runtime agree.

>>> from caalm.runtimes import RUNTIMES  # doctest: +SKIP
>>> RUNTIMES["python"].execute_many(["print(1)", "print(2.0)"])  # doctest: +SKIP
[Execution(stdout='1\\n', ...), Execution(stdout='2.0\\n', ...)]
"""

from collections.abc import Mapping
from types import MappingProxyType

from caalm.runtimes.cobol import CobolRuntime
from caalm.runtimes.javascript import JavaScriptRuntime
from caalm.runtimes.lua import LuaRuntime
from caalm.runtimes.python import PythonRuntime
from caalm.runtimes.runtime import AuditError, Execution, MissingRuntimeError, Runtime
from caalm.runtimes.sandbox import Limits, SandboxError, Status, Tier, available_tier

RUNTIMES: Mapping[str, Runtime] = MappingProxyType(
    {runtime.name: runtime for runtime in (PythonRuntime(), JavaScriptRuntime(), LuaRuntime(), CobolRuntime())}
)

__all__ = [
    "RUNTIMES",
    "AuditError",
    "Execution",
    "Limits",
    "MissingRuntimeError",
    "Runtime",
    "SandboxError",
    "Status",
    "Tier",
    "available_tier",
]
