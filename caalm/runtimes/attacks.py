"""What a hostile program would try, as about two dozen small programs, and whether the jail withstood each.

Every attack prints OPEN when it got through and BLOCKED when the system refused; an attack on a limit is blocked by
the status that this limit has. Anything else, a crash included, counts as not blocked: a battery that breaks must
not look like a jail that holds.

    >>> [outcome.name for outcome in run_attacks(Tier.T1) if not outcome.blocked]  # doctest: +SKIP
    []
"""

from __future__ import annotations

import contextlib
import os
import socket
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from caalm.runtimes import jail_init
from caalm.runtimes.folders import own_folder
from caalm.runtimes.python import PythonRuntime
from caalm.runtimes.sandbox import Limits, Status, Tier, run_jailed

_LIMITS = Limits(wall_s=10.0)


@dataclass(frozen=True, slots=True)
class Attack:
    """One attempt. `code` is the body of a Python function; `$NAME$` is filled in from the stage set for it."""

    name: str
    code: str
    stopped_by: Status | None = None
    limits: Limits = _LIMITS
    writable: bool = False

    def program(self, stage: Mapping[str, object]) -> str:
        """The program that tries it and says how it went."""
        body = self.code
        for name, value in stage.items():
            body = body.replace(f"${name}$", repr(value))
        return (
            "import ctypes, mmap, os, signal, socket, sys, time\n"
            "libc = ctypes.CDLL(None, use_errno=True)\n"
            "def checked(result):\n"
            "    if result < 0:\n"
            "        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))\n"
            f"def attack():\n{textwrap.indent(body, '    ')}\n"
            "try:\n    attack()\n    print('OPEN')\n"
            "except (OSError, MemoryError) as error:\n    print('BLOCKED', type(error).__name__, error)\n"
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attack went; `detail` is what stopped it, or what it said instead."""

    name: str
    blocked: bool
    detail: str


ATTACKS: tuple[Attack, ...] = (
    Attack("connect over TCP", "socket.create_connection(('127.0.0.1', $TCP$), 2)"),
    Attack("send over UDP", "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', $UDP$))"),
    Attack("connect to a unix socket", "socket.socket(socket.AF_UNIX).connect($UNIX$)"),
    Attack("make sockets by io_uring", "checked(libc.syscall(425, 8, ctypes.create_string_buffer(120)))"),
    Attack("read a secret of the host", "open($SECRET$).read()"),
    Attack("read /etc/passwd", "open('/etc/passwd').read()"),
    Attack("list the home folder", "os.listdir($HOME$)"),
    Attack("list the root folder", "os.listdir('/')"),
    Attack("write a file of the host", "open($VICTIM$, 'w').write('gone')"),
    Attack("write into its own folder", "open('note', 'w').write('x')"),
    Attack("write into /tmp", "open('/tmp/caalm-note', 'w').write('x')"),
    Attack(
        "find secrets in the environment",
        "known = {'PATH', 'LANG', 'TZ', 'HOME', 'TMPDIR', 'PYTHONHASHSEED', 'LC_CTYPE', 'PWD'}\n"
        "if not set(os.environ) - known: raise OSError('nothing there')",
    ),
    Attack("find secrets in process 1", "if not open('/proc/1/environ', 'rb').read(): raise OSError('nothing there')"),
    Attack("find secrets in the parent", "open(f'/proc/{$PARENT$}/environ', 'rb').read()"),
    Attack("signal the parent", "os.kill($PARENT$, 0)"),
    Attack("signal process 1 of the jail", "os.kill(1, 0)"),
    Attack("trace a process", "checked(libc.ptrace(16, $PARENT$, 0, 0))"),
    Attack("use the kernel's keys", "checked(libc.syscall($KEYCTL$, 0, -3, 1))"),
    Attack("make a user namespace", "checked(libc.unshare(0x10000000))"),
    Attack("mount a file system", "checked(libc.mount(b'none', b'/box', b'tmpfs', 0, None))"),
    Attack("become root", "os.setresuid(0, 0, 0)"),
    Attack("leave the process group", "os.setsid() if os.getpid() != os.getsid(0) else checked(libc.setpgid(0, 1))"),
    Attack("start one process", "os.fork() or os._exit(0)"),
    Attack(
        "start 200 processes",
        "for _ in range(200):\n    if os.fork() == 0:\n        time.sleep(20)\n        os._exit(0)",
        limits=Limits(wall_s=10.0, processes=16),
    ),
    Attack("take 1 GiB of memory", "data = bytearray(1 << 30)"),
    Attack("take 4 GiB of shared memory", "mmap.mmap(-1, 4 << 30)"),
    Attack("hide memory in a file without name", "os.memfd_create('x')"),
    Attack(
        "write a file of 64 MiB",
        "file = open('big', 'wb')\nfor _ in range(64):\n    file.write(bytes(1 << 20))\n    file.flush()",
        writable=True,
    ),
    Attack("run for ever", "while True: pass", stopped_by=Status.TIMEOUT, limits=Limits(wall_s=0.5)),
    Attack("print for ever", "while True: print('x' * 999)", stopped_by=Status.OUTPUT_LIMIT),
)


def run_attacks(tier: Tier | None = None) -> list[Outcome]:
    """The whole battery in this tier; a few seconds."""
    with stage() as things:
        return [attempt(attack, things, tier) for attack in ATTACKS]


def attempt(attack: Attack, things: Mapping[str, object], tier: Tier | None) -> Outcome:
    """One attack in a jail of its own."""
    command = PythonRuntime().command(attack.program(things), tier)
    completed = run_jailed(
        command.argv,
        files=command.files,
        readable=command.readable,
        env=command.env,
        limits=attack.limits,
        writable=attack.writable,
        tier=tier,
    )
    said = completed.stdout[:200].decode("utf-8", "replace").strip()
    if attack.stopped_by is not None:
        return Outcome(attack.name, completed.status is attack.stopped_by, f"status {completed.status}")
    blocked = completed.status is Status.OK and said.startswith("BLOCKED")
    why = said if said else completed.stderr[-200:].decode("utf-8", "replace").strip()
    return Outcome(attack.name, blocked, why or f"status {completed.status}")


@contextlib.contextmanager
def stage() -> Iterator[dict[str, object]]:
    """Real targets, each within reach of any unprivileged user outside a jail: a blocked attack proves something."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(own_folder())
        secret, victim = folder / "secret", folder / "victim"
        secret.write_text("the host's secret")
        victim.write_text("untouched")
        victim.chmod(0o666)
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(type=socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        unix = stack.enter_context(socket.socket(socket.AF_UNIX))
        unix.bind(str(folder / "socket"))
        unix.listen()
        (folder / "socket").chmod(0o777)
        column = 1 if os.uname().machine == "aarch64" else 0
        yield {
            "TCP": tcp.getsockname()[1],
            "UDP": udp.getsockname()[1],
            "UNIX": str(folder / "socket"),
            "SECRET": str(secret),
            "VICTIM": str(victim),
            "HOME": os.path.expanduser("~"),
            "PARENT": os.getpid(),
            "KEYCTL": jail_init.DENIED["keyctl"][column],
        }
