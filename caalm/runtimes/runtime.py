"""A runtime: the real thing that a real language's programs are run by, one at a time or many at once.

    >>> RUNTIMES["lua"].execute("print(7 // 2, 7 / 2)")  # doctest: +SKIP
    Execution(stdout='3\\t3.5\\n', status=<Status.OK: 'ok'>, stderr='')

`execute` is the reference: a fresh stock process per program, in a jail. `execute_many` gives the same answers
hundreds of times faster by keeping one jailed worker busy; whatever a worker finds odd (a limit, a crash, a hang)
it does not judge, that program is executed alone. `audit_share` re-executes a seeded share and demands equal bytes.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources

from caalm.errors import CaalmError
from caalm.rng import derive
from caalm.runtimes.sandbox import Completed, Limits, SandboxError, Status, Tier, run_jailed


class MissingRuntimeError(CaalmError):
    """The program that runs this language is not installed."""


class AuditError(CaalmError):
    """A worker and the stock runtime printed different things: the bulk results cannot be trusted."""


@dataclass(frozen=True, slots=True)
class Execution:
    """What a real runtime made of a program. Bytes that are not UTF-8 are kept as lone surrogates."""

    stdout: str
    status: Status = Status.OK
    stderr: str = ""

    @classmethod
    def of(cls, completed: Completed, status: Status | None = None) -> Execution:
        """The execution that a finished process shows; a fault of the jail is raised, never recorded."""
        if completed.status is Status.SANDBOX_ERROR:
            raise SandboxError(f"the sandbox failed: {text_of(completed.stderr)}")
        return cls(
            stdout=text_of(completed.stdout), status=status or completed.status, stderr=text_of(completed.stderr)
        )


def text_of(data: bytes) -> str:
    """Output is bytes; as text it is UTF-8 and loses nothing."""
    return data.decode("utf-8", "surrogateescape")


def bytes_of(text: str) -> bytes:
    """The inverse of `text_of`."""
    return text.encode("utf-8", "surrogateescape")


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """How one program, or one worker, is started."""

    argv: Sequence[str]
    files: Mapping[str, bytes] = field(default_factory=dict)
    readable: Sequence[str] = ()
    env: Mapping[str, str] = field(default_factory=dict)


class Runtime(ABC):
    """One language's real runtime. Subclasses say how to find it, start it and read how it ended."""

    name: str
    package: str
    """The Debian package to name when the runtime is missing."""
    limits = Limits()
    version_option = "--version"

    @abstractmethod
    def find(self, tier: Tier | None = None) -> str:
        """The absolute path of the real executable, or MissingRuntimeError."""

    @abstractmethod
    def command(self, source: str, tier: Tier | None) -> Command:
        """How a program is started in a fresh stock process."""

    @abstractmethod
    def run_in_bulk(self, sources: Sequence[str], tier: Tier | None) -> list[Execution]:
        """All programs through jailed workers, in order."""

    def status_of(self, completed: Completed) -> Status:
        """The process's status, or COMPILE_ERROR where the runtime refused the text itself."""
        return completed.status

    def version(self) -> str:
        """What the runtime calls itself; stored with every record that it vouches for."""
        return _version(self)

    def available(self) -> bool:
        """Whether the runtime is installed."""
        try:
            self.find()
        except MissingRuntimeError:
            return False
        return True

    def execute(self, source: str, *, limits: Limits | None = None, tier: Tier | None = None) -> Execution:
        """One program in a fresh stock process, in a jail."""
        return self.execute_with("", source, limits=limits, tier=tier)

    def execute_with(
        self,
        stdin: str,
        source: str,
        *,
        writable: bool = False,
        limits: Limits | None = None,
        tier: Tier | None = None,
    ) -> Execution:
        """One program with an input, and in a folder of its own that it may write into where ``writable`` says so."""
        command = self.command(source, tier)
        completed = run_jailed(
            command.argv,
            stdin=bytes_of(stdin),
            writable=writable,
            files=command.files,
            readable=command.readable,
            env=command.env,
            limits=limits or self.limits,
            tier=tier,
        )
        return Execution.of(completed, self.status_of(completed))

    def execute_many(
        self, sources: Sequence[str], *, audit_share: float = 0.0, seed: int = 0, tier: Tier | None = None
    ) -> list[Execution]:
        """Many programs, in order; a seeded `audit_share` of them is executed again alone and must agree."""
        if not 0.0 <= audit_share <= 1.0:
            raise CaalmError(f"audit_share is {audit_share}: give a share between 0 and 1")
        executions = self.run_in_bulk(sources, tier) if sources else []
        rng = derive(seed, "audit", self.name)
        for index, (source, execution) in enumerate(zip(sources, executions, strict=True)):
            if rng.random() < audit_share:
                again = self.execute(source, tier=tier)
                if (again.stdout, again.status) != (execution.stdout, execution.status):
                    raise AuditError(
                        f"{self.name} program {index}: in bulk {execution.status} {execution.stdout[:200]!r}, "
                        f"alone {again.status} {again.stdout[:200]!r}"
                    )
        return executions

    def missing(self) -> MissingRuntimeError:
        """The error that says what to install."""
        return MissingRuntimeError(f"{self.name}: its runtime is not installed (apt install {self.package})")


@functools.cache
def _version(runtime: Runtime) -> str:
    argv = [runtime.find(), runtime.version_option]
    completed = run_jailed(argv, readable=runtime.command("", None).readable, limits=runtime.limits)
    lines = (text_of(completed.stdout) or text_of(completed.stderr)).strip().splitlines()
    if completed.status is not Status.OK or not lines:
        raise SandboxError(f"{runtime.name}: the runtime does not tell its version: {text_of(completed.stderr)[:200]}")
    return re.sub(r"\s+Copyright.*", "", lines[0]).strip()


def find_executable(*names: str) -> str | None:
    """The real path of the first of these that is installed, past links and shims."""
    for name in names:
        found = shutil.which(name, path="/usr/local/bin:/usr/bin:/bin") or shutil.which(name)
        if found:
            return os.path.realpath(found)
    return None


def worker_source(name: str) -> bytes:
    """A worker's program, which lies beside this module and is never imported."""
    return resources.files("caalm.runtimes").joinpath("workers", name).read_bytes()
