"""Running code that we did not write: the only place of the package that starts a process for it.

Two tiers of jail, and nothing below them. T1 = bubblewrap (own mounts, processes, network) + Landlock + seccomp +
resource limits + an unprivileged user. T2 = the same without bubblewrap, where user namespaces are refused. Where
neither holds, code is refused: `SandboxError`.

    >>> run_jailed(["/usr/bin/lua5.4", "p.lua"], files={"p.lua": b"print(1 // 1)"}).stdout  # doctest: +SKIP
    b'1\\n'

The words are those of the IOI's isolate: a run ends in one `Status`, each limit in a status of its own.
`jail_init.py` is what runs inside, between the jail's start and the program's.

A command that the user names on the command line is the user's own, not a stranger's code: `run_trusted` starts it as
it is, without a jail, with a time limit.
"""

from __future__ import annotations

import contextlib
import enum
import functools
import itertools
import os
import re
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import IO

from caalm.errors import CaalmError
from caalm.runtimes.folders import own_folder
from caalm.runtimes.limits import Completed, Limits, Status

__all__ = [
    "Completed",
    "JailedProcess",
    "Limits",
    "SandboxError",
    "Status",
    "Tier",
    "available_tier",
    "landlock_version",
    "reachable",
    "run_jailed",
    "run_trusted",
    "tier_holds",
]

_SETUP_SECONDS = 20.0
_STDERR_BYTES = 64 * 1024
_CHUNK = 1 << 16
# Uids for jails when we are root, one each, because the kernel counts processes per uid over the whole machine.
_FIRST_UID, _UIDS = 61_000, 3_000
_jail_number = itertools.count()

_SYSTEM_FOLDERS = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_SYSTEM_FILES = (
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/etc/gnucobol",
    "/etc/gnucobol3",
    "/etc/gnucobol4",
    "/etc/ssl/openssl.cnf",  # node dies at its start when this file exists and cannot be read
)
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
_INSIDE = "/box"
"""Where T1 shows the jail's folder; in T2 it keeps its own path. Programs use relative names only."""

_OUT_OF_MEMORY = re.compile(
    rb"MemoryError|not enough memory|heap out of memory|annot allocate memory|Array buffer allocation failed"
    rb"|out of memory|process out of memory|bad_alloc|failed to reserve"
)


class SandboxError(CaalmError):
    """No jail can be had, or one did not hold: code is refused."""


class Tier(enum.StrEnum):
    """How strong the jail is; there is no tier for less than T2."""

    T1 = "T1"
    T2 = "T2"


def run_jailed(
    argv: Sequence[str],
    *,
    stdin: bytes = b"",
    files: Mapping[str, bytes] | None = None,
    limits: Limits | None = None,
    tier: Tier | None = None,
    readable: Sequence[str] = (),
    folder: Path | None = None,
    writable: bool = False,
    env: Mapping[str, str] | None = None,
) -> Completed:
    """Run one program to its end, or to the first limit that it meets.

    `files` are put into the program's working folder, which it may only read unless `writable`; a `folder` made by
    `own_folder` can be shared by several runs. `readable` are further paths of this machine that it may see.
    """
    limits = limits or Limits()
    options = {"files": files or {}, "readable": readable, "folder": folder, "writable": writable, "env": env or {}}
    with JailedProcess(argv, limits=limits, tier=tier, **options) as process:  # type: ignore[arg-type]
        return process.communicate(stdin)


def run_trusted(
    argv: Sequence[str], *, stdin: bytes = b"", timeout_s: float = 60.0, output_bytes: int = 1 << 20
) -> Completed:
    """Run a command of the user's own, with all of the user's rights; after ``timeout_s`` it and its children die."""
    try:
        process = subprocess.Popen(
            list(argv), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
    except OSError as error:
        raise SandboxError(f"command: {argv[0]} cannot be started ({error.strerror})") from None
    started, status = time.monotonic(), Status.OK
    try:
        stdout, stderr = process.communicate(stdin, timeout=timeout_s)
    except subprocess.TimeoutExpired:
        status = Status.TIMEOUT
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        stdout, stderr = process.communicate()
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    code = process.returncode
    if status is Status.OK and code:
        status = Status.SIGNAL if code < 0 else Status.RUNTIME_ERROR
    if status is Status.OK and len(stdout) > output_bytes:
        status = Status.OUTPUT_LIMIT
    return Completed(
        status=status,
        stdout=stdout[:output_bytes],
        stderr=stderr[-_STDERR_BYTES:],
        exit_code=128 - code if code < 0 else code,
        wall_s=round(time.monotonic() - started, 4),
    )


class JailedProcess:
    """A running jail: `communicate` for one program, or `stdin` and `stdout` to talk to a worker in bulk."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        limits: Limits,
        tier: Tier | None = None,
        files: Mapping[str, bytes] | None = None,
        readable: Sequence[str] = (),
        folder: Path | None = None,
        writable: bool = False,
        env: Mapping[str, str] | None = None,
        inside: str = _INSIDE,
    ) -> None:
        self.limits = limits
        self.tier = _require_tier(tier)
        self._inside = inside if self.tier is Tier.T1 else None
        if inside != _INSIDE and self.tier is not Tier.T1:
            raise SandboxError(f"only bubblewrap can show a folder as {inside}: apt install bubblewrap")
        self._cleanup = contextlib.ExitStack()
        self._setup_error: str | None = None
        try:
            self.folder = folder or self._cleanup.enter_context(own_folder())
            uid = _next_uid()
            _fill(self.folder, files or {})
            if writable and uid is not None:
                os.chown(self.folder, uid, uid)
            self._start(list(argv), uid, list(readable), writable, dict(env or {}))
        except BaseException:
            self._cleanup.close()
            raise

    def _start(
        self, argv: list[str], uid: int | None, readable: list[str], writable: bool, env: dict[str, str]
    ) -> None:
        ready_read, ready_write = os.pipe()
        self._cleanup.callback(os.close, ready_read)
        self._ready_fd = ready_read
        inside = self._inside or str(self.folder)
        above = [str(Path(inside).parent)] if self._inside not in (None, _INSIDE) else []
        see = [*(p for p in _SYSTEM_FOLDERS + _SYSTEM_FILES if os.path.exists(p)), *readable]
        config = {
            "ready_fd": ready_write,
            "uid": uid,
            "cwd": inside,
            "rlimits": _rlimits(self.limits, uid, own_namespace=self.tier is Tier.T1),
            # A folder shown elsewhere may be seen from the one above it, which the jail itself made.
            "read": [*see, *_DEVICES, *([] if writable else [inside]), *above],
            "write": ["/dev/null", *([inside] if writable else [])],
            "processes": self.limits.processes > 0,
            "argv": argv,
            "env": {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC", "HOME": inside, "TMPDIR": inside, **env},
        }
        python = os.path.realpath(sys.executable)
        launcher = [python, "-I", "-S", "-B", "-c", f"{_launcher_text()}\nenter({config!r})\n"]
        if self.tier is Tier.T1:
            mounts = [*see, *([] if python.startswith("/usr/") else [sys.base_prefix])]
            launcher = [*_bwrap_command(mounts, self.folder, inside, uid, writable), *launcher]
        try:
            # The environment is empty from the start: in T1 bwrap itself stays in the jail as process 1, and the
            # jailed program could read its environment.
            self._process = subprocess.Popen(
                launcher,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={},
                cwd="/",
                pass_fds=(ready_write,),
                start_new_session=True,
                bufsize=0,
            )
        except OSError as error:
            raise SandboxError(f"the sandbox could not start: {error}") from error
        finally:
            os.close(ready_write)
        self._cleanup.callback(self._close_pipes)
        self._cleanup.callback(self.kill)
        self._await_ready()

    def _await_ready(self) -> None:
        """Wait until every layer holds, so that slow set-up never counts as the program's time."""
        note = b""
        deadline = time.monotonic() + _SETUP_SECONDS
        with selectors.DefaultSelector() as selector:
            selector.register(self._ready_fd, selectors.EVENT_READ)
            while selector.select(max(0.0, deadline - time.monotonic())):
                chunk = os.read(self._ready_fd, 4096)
                note += chunk
                if not chunk:
                    break
        self.started = time.monotonic()
        if note != b"R":
            self.kill()
            said = note.removeprefix(b"R").removeprefix(b"E") or self.stderr.read(4096) or b"it gave no reason"
            self._setup_error = said.decode("utf-8", "replace").strip()

    @property
    def stdin(self) -> IO[bytes]:
        """The program's standard input, unbuffered."""
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def stdout(self) -> IO[bytes]:
        """The program's standard output, unbuffered."""
        assert self._process.stdout is not None
        return self._process.stdout

    @property
    def stderr(self) -> IO[bytes]:
        """The program's standard error, unbuffered."""
        assert self._process.stderr is not None
        return self._process.stderr

    @property
    def setup_error(self) -> str | None:
        """Why the jail did not come up; None when the program was started."""
        return self._setup_error

    def __enter__(self) -> JailedProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._cleanup.close()

    def kill(self) -> None:
        """End the program and everything that it started: the filter keeps them in one process group."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            # Before the leader is reaped its number cannot belong to anybody else.
            if self._process.returncode is None:
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _close_pipes(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def communicate(self, stdin: bytes = b"") -> Completed:
        """Feed the input, gather the output within its bounds, and say how the program ended."""
        if self._setup_error is not None:
            return _sandbox_failure(self._setup_error)
        talk = _Conversation(self, stdin)
        talk.until_exit()
        wall_s = time.monotonic() - self.started
        # The exit has been seen but not reaped; leftovers that hold our pipes die now, and what they wrote is read.
        self.kill()
        talk.drain()
        code = self._process.returncode
        exit_code = 128 - code if code < 0 else code
        status = talk.verdict or _classify(exit_code, bytes(talk.stderr), wall_s, self.limits)
        stdout = bytes(talk.stdout[: self.limits.output_bytes])
        if len(talk.stdout) > self.limits.output_bytes:
            status = Status.OUTPUT_LIMIT
        return Completed(
            status=status, stdout=stdout, stderr=bytes(talk.stderr), exit_code=exit_code, wall_s=round(wall_s, 4)
        )


@dataclass(slots=True)
class _Conversation:
    """The pipes of one run, read and written as they become ready, never beyond the bounds."""

    process: JailedProcess
    pending: bytes
    stdout: bytearray = field(default_factory=bytearray)
    stderr: bytearray = field(default_factory=bytearray)
    verdict: Status | None = None

    def until_exit(self) -> None:
        """Until the program ends by itself, or runs out of time or of output."""
        deadline = self.process.started + self.process.limits.wall_s
        exit_fd = os.pidfd_open(self.process._process.pid)
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(exit_fd, selectors.EVENT_READ)
                for pipe in (self.process.stdout, self.process.stderr):
                    selector.register(pipe, selectors.EVENT_READ)
                if self.pending:
                    os.set_blocking(self.process.stdin.fileno(), False)
                    selector.register(self.process.stdin, selectors.EVENT_WRITE)
                else:
                    self.process.stdin.close()
                while True:
                    left = deadline - time.monotonic()
                    if left <= 0:
                        self.verdict = Status.TIMEOUT
                        return
                    ready = {key.fd for key, _ in selector.select(left)}
                    if self.pending and self.process.stdin.fileno() in ready:
                        self._feed(selector)
                    for pipe in (self.process.stdout, self.process.stderr):
                        if pipe.fileno() in ready and not self._read(pipe):
                            selector.unregister(pipe)
                    if len(self.stdout) > self.process.limits.output_bytes:
                        self.verdict = Status.OUTPUT_LIMIT
                        return
                    if exit_fd in ready:
                        return
        finally:
            os.close(exit_fd)

    def drain(self) -> None:
        """What is left in the pipes, of which every writer is dead."""
        for pipe in (self.process.stdout, self.process.stderr):
            os.set_blocking(pipe.fileno(), False)
            with contextlib.suppress(BlockingIOError):
                while len(self.stdout) <= self.process.limits.output_bytes and self._read(pipe):
                    pass

    def _feed(self, selector: selectors.BaseSelector) -> None:
        try:
            written = os.write(self.process.stdin.fileno(), self.pending[:_CHUNK])
            self.pending = self.pending[written:]
        except BlockingIOError:
            return
        except BrokenPipeError:  # the program does not want its input; that is its right
            self.pending = b""
        if not self.pending:
            selector.unregister(self.process.stdin)
            self.process.stdin.close()

    def _read(self, pipe: IO[bytes]) -> bool:
        chunk = os.read(pipe.fileno(), _CHUNK)
        if pipe is self.process.stdout:
            self.stdout += chunk
        else:
            self.stderr += chunk[: max(0, _STDERR_BYTES - len(self.stderr))]
        return bool(chunk)


def _classify(exit_code: int, stderr: bytes, wall_s: float, limits: Limits) -> Status:
    if exit_code == 0:
        return Status.OK
    number = exit_code - 128
    if number == signal.SIGXCPU or (number == signal.SIGKILL and wall_s >= limits.cpu_s):
        return Status.TIMEOUT
    if number == signal.SIGXFSZ:
        return Status.OUTPUT_LIMIT
    if _OUT_OF_MEMORY.search(stderr):
        return Status.MEMORY
    return Status.SIGNAL if 0 < number <= 64 else Status.RUNTIME_ERROR


def _sandbox_failure(reason: str) -> Completed:
    return Completed(status=Status.SANDBOX_ERROR, stdout=b"", stderr=reason.encode(), exit_code=125, wall_s=0.0)


# Tiers


def available_tier() -> Tier | None:
    """The strongest tier that holds here, found by starting a jail in it; None: code is refused."""
    return _probe(_bwrap_path(), landlock_version())


def landlock_version() -> int:
    """The Landlock version of this machine's kernel, 0 where there is none."""
    if not sys.platform.startswith("linux"):
        return 0
    from caalm.runtimes import jail_init

    return jail_init.landlock_version()


def tier_holds(tier: Tier) -> str | None:
    """Start an empty program in this tier; None when that worked, else the reason why not."""
    if not sys.platform.startswith("linux"):
        return "only Linux has the means"
    if landlock_version() < 1:
        return "this kernel has no Landlock"
    if tier is Tier.T1 and _bwrap_path() is None:
        return "bubblewrap is not installed (apt install bubblewrap)"
    process = run_jailed(["/bin/true"], tier=tier, limits=Limits(wall_s=10))
    return None if process.status is Status.OK else process.stderr.decode("utf-8", "replace") or str(process.status)


@functools.cache
def _probe(bwrap: str | None, landlock: int) -> Tier | None:
    # The arguments are what the answer depends on, so that a changed machine is asked again.
    return next((tier for tier in Tier if tier_holds(tier) is None), None)


def _require_tier(tier: Tier | None) -> Tier:
    if tier is not None:
        return tier
    best = available_tier()
    if best is None:
        raise SandboxError(
            "no sandbox holds on this machine, so programs are not run; `caalm doctor` says why "
            "(Linux with Landlock is needed, and `apt install bubblewrap` gives the stronger tier)"
        )
    return best


def reachable(path: str) -> bool:
    """Whether a jail's user can open this path in T2, where our own right to enter private folders is gone."""
    real = os.path.realpath(path)
    if os.geteuid() != 0:
        return os.access(real, os.R_OK)
    return all(os.stat(p).st_mode & 0o001 for p in Path(real).parents) and bool(os.stat(real).st_mode & 0o004)


# The pieces of one jail


@functools.cache
def _launcher_text() -> str:
    return resources.files("caalm.runtimes").joinpath("jail_init.py").read_text(encoding="utf-8")


def _bwrap_path() -> str | None:
    return shutil.which("bwrap")


def _bwrap_command(mounts: Sequence[str], folder: Path, inside: str, uid: int | None, writable: bool) -> list[str]:
    bwrap = _bwrap_path()
    if bwrap is None:
        raise SandboxError("bubblewrap is not installed (apt install bubblewrap)")
    command = [bwrap, "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    command += ["--die-with-parent", "--hostname", "jail"]
    if uid is None:
        command += ["--unshare-user", "--disable-userns"]
    else:  # we are root: the launcher itself becomes an unprivileged user, for which it needs these two rights
        command += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    # bwrap makes missing parents private to their owner, which the unprivileged user is not.
    for parent in sorted(
        {str(p) for path in [*mounts, *_DEVICES, inside] for p in Path(path).parents if str(p) != "/"}
    ):
        command += ["--perms", "0755", "--dir", parent]
    for path in mounts:
        if os.path.islink(path):
            command += ["--symlink", os.readlink(path), path]
        else:
            command += ["--ro-bind", path, path]
    for device in _DEVICES:
        command += ["--dev-bind", device, device]
    return [*command, "--bind" if writable else "--ro-bind", str(folder), inside, "--chdir", "/", "--"]


def _next_uid() -> int | None:
    if os.geteuid() != 0:
        return None
    return _FIRST_UID + (os.getpid() * 37 + next(_jail_number)) % _UIDS


def _rlimits(limits: Limits, uid: int | None, *, own_namespace: bool) -> dict[str, tuple[int, int]]:
    threads = 48  # node starts a dozen; the filter, not this number, forbids processes when none are allowed
    running = 0 if uid is not None else _tasks_of_this_user()
    count = limits.processes + threads + running
    return {
        "RLIMIT_CPU": (limits.cpu_s, limits.cpu_s + 1),
        "RLIMIT_DATA": (limits.memory_bytes, limits.memory_bytes),
        "RLIMIT_AS": (limits.address_space_bytes, limits.address_space_bytes),
        "RLIMIT_FSIZE": (limits.file_bytes, limits.file_bytes),
        "RLIMIT_NOFILE": (limits.open_files, limits.open_files),
        "RLIMIT_NPROC": (count, count),
        "RLIMIT_CORE": (0, 0),
        "RLIMIT_STACK": (8 << 20, 8 << 20),
    }


def _tasks_of_this_user() -> int:
    """The limit on processes counts all of a user's, so ours come on top."""
    count = 0
    for entry in os.scandir("/proc"):
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and entry.stat().st_uid == os.geteuid():
                count += len(os.listdir(f"/proc/{entry.name}/task"))
    return count


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        if "/" in name or name in {"", ".", ".."}:
            raise SandboxError(f"files: {name!r} is not a plain file name")
        path = folder / name
        path.write_bytes(content)
        path.chmod(0o644)
