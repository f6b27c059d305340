"""The jail holds: each limit has a status of its own, output is bounded, nothing survives, no jail no run."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from caalm.runtimes import folders, jail_init, sandbox
from caalm.runtimes.folders import own_folder
from caalm.runtimes.python import PythonRuntime
from caalm.runtimes.sandbox import (
    Completed,
    JailedProcess,
    Limits,
    SandboxError,
    Status,
    Tier,
    available_tier,
    run_jailed,
)

QUICK = Limits(wall_s=10.0)
ROOT = Path(sandbox.__file__).parents[2]


def run_python(
    code: str,
    tier: Tier,
    *,
    limits: Limits = QUICK,
    stdin: bytes = b"",
    writable: bool = False,
    folder: Path | None = None,
) -> Completed:
    command = PythonRuntime().command(code, tier)
    return run_jailed(
        command.argv,
        files=command.files,
        readable=command.readable,
        env=command.env,
        limits=limits,
        stdin=stdin,
        tier=tier,
        writable=writable,
        folder=folder,
    )


def processes_with(mark: str) -> Sequence[str]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if mark.encode() in line:
                found.append(entry.name)
    return found


def test_a_program_gets_its_input_and_its_files_and_ends_well(tier: Tier) -> None:
    done = run_python("import sys; print(sys.stdin.read().upper(), open('program.py').read()[:6])", tier, stdin=b"abc")
    assert (done.status, done.stdout, done.stderr, done.exit_code) == (Status.OK, b"ABC import\n", b"", 0)


@pytest.mark.parametrize(
    ("code", "limits", "status"),
    [
        ("pass", QUICK, Status.OK),
        ("raise SystemExit(3)", QUICK, Status.RUNTIME_ERROR),
        ("import os; os.abort()", QUICK, Status.SIGNAL),
        ("while True: pass", replace(QUICK, wall_s=0.4), Status.TIMEOUT),
        ("while True: pass", replace(QUICK, cpu_s=1), Status.TIMEOUT),
        ("import time; time.sleep(60)", replace(QUICK, wall_s=0.4), Status.TIMEOUT),
        ("x = bytearray(200 << 20)", replace(QUICK, memory_bytes=100 << 20), Status.MEMORY),
        ("while True: print('x' * 1000)", QUICK, Status.OUTPUT_LIMIT),
    ],
)
def test_each_limit_has_a_status_of_its_own(code: str, limits: Limits, status: Status, tier: Tier) -> None:
    assert run_python(code, tier, limits=limits).status is status


def test_a_file_that_grows_too_large_is_an_output_limit(tier: Tier) -> None:
    code = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\nopen('f', 'wb').write(bytes(1 << 21))"
    done = run_python(code, tier, limits=replace(QUICK, file_bytes=1 << 20), writable=True)
    assert done.status is Status.OUTPUT_LIMIT


def test_output_is_cut_at_its_bound_and_errors_do_not_block(tier: Tier) -> None:
    code = "import sys\nfor _ in range(2000): sys.stderr.write('e' * 1000)\nprint('x' * 5000)"
    done = run_python(code, tier, limits=replace(QUICK, output_bytes=1000))
    assert done.status is Status.OUTPUT_LIMIT
    assert done.stdout == b"x" * 1000
    assert len(done.stderr) == 64 * 1024


def test_exactly_as_much_output_as_allowed_is_no_offence(tier: Tier) -> None:
    done = run_python("print('x' * 999)", tier, limits=replace(QUICK, output_bytes=1000))
    assert (done.status, len(done.stdout)) == (Status.OK, 1000)


def test_what_was_printed_before_the_time_ran_out_is_kept(tier: Tier) -> None:
    code = "import time; print('so far', flush=True); time.sleep(60)"
    done = run_python(code, tier, limits=replace(QUICK, wall_s=0.5))
    assert (done.status, done.stdout) == (Status.TIMEOUT, b"so far\n")


def test_a_program_that_reads_nothing_may_leave_its_input_unread(tier: Tier) -> None:
    done = run_python("print('done')", tier, stdin=b"x" * (1 << 20))
    assert (done.status, done.stdout) == (Status.OK, b"done\n")


def test_input_that_is_no_text_reaches_the_program_unchanged(tier: Tier) -> None:
    data = bytes(range(256)) * 1000
    done = run_python("import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())", tier, stdin=data)
    assert (done.status, done.stdout) == (Status.OK, data)


def test_children_that_hold_the_pipes_die_with_the_program(tier: Tier) -> None:
    mark = f"caalm-left-over-{os.getpid()}-{tier}"
    code = (
        "import os, sys\nif os.fork() == 0:\n"
        f"    os.execv(sys.executable, [sys.executable, '-S', '-c', 'import time; time.sleep(30)', {mark!r}])\n"
        "print('parent ends', flush=True)\nimport time; time.sleep(0.3)"
    )
    started = time.monotonic()
    done = run_python(code, tier, limits=replace(QUICK, processes=4))
    assert (done.status, done.stdout) == (Status.OK, b"parent ends\n")
    assert time.monotonic() - started < 8
    time.sleep(0.1)
    # The launcher's own arguments hold the text too, and it is gone as well.
    assert processes_with(mark) == []


def test_nothing_survives_a_timeout(tier: Tier) -> None:
    mark = f"caalm-sleeper-{os.getpid()}-{tier}"
    code = f"import os, time\nos.fork()\ntime.sleep(30)  # {mark}"
    command = PythonRuntime().command(code, tier)
    limits = Limits(wall_s=0.5, processes=4)
    done = run_jailed([*command.argv, mark], files=command.files, readable=command.readable, limits=limits, tier=tier)
    assert done.status is Status.TIMEOUT
    time.sleep(0.1)
    assert processes_with(mark) == []


def test_a_program_dies_with_us(tier: Tier) -> None:
    mark = f"caalm-orphan-{os.getpid()}-{tier}"
    code = (
        "from caalm.runtimes.sandbox import *\n"
        f"with JailedProcess(['/bin/sh', '-c', 'echo up; while :; do :; done', {mark!r}], limits=Limits(wall_s=60), "
        f"tier=Tier('{tier}')) as process:\n    print(process.stdout.read(2).decode(), flush=True)\n    input()\n"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe, cwd=ROOT) as parent:
        assert parent.stdout is not None
        assert parent.stdout.read(2) == b"up"
        assert processes_with(mark)
        parent.kill()
    deadline = time.monotonic() + 5
    while processes_with(mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert processes_with(mark) == []
    # Nobody was left to remove its folder; the next process sweeps it away.
    (folder,) = Path(tempfile.gettempdir()).glob(f"caalm-run-{parent.pid}-*")
    folders._sweep.cache_clear()
    assert run_jailed(["/bin/true"], tier=tier).status is Status.OK
    assert not folder.exists()


def test_no_secret_of_the_environment_is_visible(tier: Tier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAALM_TEST_SECRET", "do-not-tell")
    code = (
        "import os\nprint(dict(os.environ))\nfor pid in ['1', 'self', '2', str(os.getppid())]:\n"
        "    try: print(open(f'/proc/{pid}/environ').read())\n    except OSError: print('no')"
    )
    done = run_python(code, tier)
    assert done.status is Status.OK
    assert b"do-not-tell" not in done.stdout
    assert done.stdout.count(b"no\n") == 4


def test_the_program_is_not_root_and_has_no_rights(tier: Tier) -> None:
    done = run_python("import os; print(os.getuid() != 0, os.geteuid() != 0, os.getgroups())", tier)
    assert done.stdout.startswith(b"True True [")
    if os.geteuid() == 0:
        assert done.stdout == b"True True []\n"


def test_a_folder_can_be_shared_by_two_runs_and_is_gone_at_the_end(tier: Tier) -> None:
    with own_folder() as folder:
        assert (
            run_python("open('made', 'w').write('by the first')", tier, writable=True, folder=folder).status
            is Status.OK
        )
        assert run_python("print(open('made').read())", tier, folder=folder).stdout == b"by the first\n"
    assert not folder.exists()


def test_a_worker_answers_through_its_pipes(tier: Tier) -> None:
    command = PythonRuntime().command(
        "for line in __import__('sys').stdin: print(line.upper(), end='', flush=True)", tier
    )
    with JailedProcess(command.argv, files=command.files, readable=command.readable, limits=QUICK, tier=tier) as worker:
        for word in (b"one\n", b"two\n"):
            worker.stdin.write(word)
            assert worker.stdout.read(4) == word.upper()


def test_a_program_that_does_not_exist_is_a_fault_of_ours_and_says_so(tier: Tier) -> None:
    done = run_jailed(["/usr/bin/no-such-runtime"], tier=tier)
    assert done.status is Status.SANDBOX_ERROR
    assert b"no-such-runtime" in done.stderr


def test_a_file_name_that_leaves_the_folder_is_refused(tier: Tier) -> None:
    with pytest.raises(SandboxError, match="plain file name"):
        run_jailed(["/bin/true"], files={"../escape": b""}, tier=tier)


def test_without_bubblewrap_the_second_tier_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    if sandbox.tier_holds(Tier.T2):
        pytest.skip("T2 does not hold here")
    monkeypatch.setattr(sandbox, "_bwrap_path", lambda: None)
    assert available_tier() is Tier.T2
    with pytest.raises(SandboxError, match="apt install bubblewrap"):
        run_jailed(["/bin/true"], tier=Tier.T1)


def test_where_user_namespaces_are_refused_bubblewrap_counts_as_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if sandbox.tier_holds(Tier.T2):
        pytest.skip("T2 does not hold here")
    refusing = tmp_path / "bwrap"
    refusing.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setattr(sandbox, "_bwrap_path", lambda: str(refusing))
    assert "setting up uid map" in (sandbox.tier_holds(Tier.T1) or "")
    assert available_tier() is Tier.T2


def test_where_no_tier_holds_programs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_bwrap_path", lambda: None)
    monkeypatch.setattr(sandbox, "landlock_version", lambda: 0)
    assert available_tier() is None
    with pytest.raises(SandboxError, match="programs are not run"):
        run_jailed(["/bin/true"])
    with pytest.raises(SandboxError, match="programs are not run"):
        PythonRuntime().execute_many(["print(1)"])


def test_bubblewrap_without_landlock_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "landlock_version", lambda: 0)
    assert available_tier() is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_both_tiers_hold_for_an_ordinary_user_too(tmp_path: Path) -> None:
    python = "/usr/bin/python3"
    if not Path(python).exists() or sandbox.tier_holds(Tier.T1):
        pytest.skip("needs the system's Python and bubblewrap")
    version = subprocess.run(
        [python, "-c", "import sys; print(sys.version_info >= (3, 11))"], capture_output=True, check=True
    )
    if version.stdout != b"True\n":
        pytest.skip("the system's Python is older than 3.11")
    # A copy that the other user can read, wherever this checkout lies.
    package = tmp_path / "caalm" / "runtimes"
    source = Path(sandbox.__file__).parent
    package.mkdir(parents=True)
    (package.parent / "__init__.py").touch()
    (package / "__init__.py").touch()
    for name in ("sandbox.py", "limits.py", "folders.py", "jail_init.py"):
        (package / name).write_bytes((source / name).read_bytes())
    (package.parent / "errors.py").write_bytes((source.parent / "errors.py").read_bytes())
    code = (
        "from caalm.runtimes.sandbox import *\n"
        "for t in Tier:\n"
        "    r = run_jailed(['/usr/bin/python3', '-S', '-c', 'import os; print(os.getuid()); os.fork()'], tier=t)\n"
        "    print(t, r.status, r.stdout, b'Operation not permitted' in r.stderr)\n"
    )
    folders = [tmp_path, *tmp_path.parents]
    before = {folder: folder.stat().st_mode for folder in folders}
    try:
        for folder in folders:
            folder.chmod(before[folder] | 0o055 if folder == tmp_path else before[folder] | 0o001)
        done = subprocess.run(
            ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", python, "-S", "-c", code],
            cwd=tmp_path,
            env={"PATH": "/usr/bin:/bin", "TMPDIR": "/tmp"},
            capture_output=True,
            check=False,
        )
    finally:
        for folder in folders:
            folder.chmod(before[folder])
    lines = done.stdout.decode().splitlines()
    if lines and "T1 sandbox_error" in lines[0]:
        pytest.skip("user namespaces are refused here")
    assert lines == [f"{t} runtime_error b'65534\\n' True" for t in Tier], done.stderr.decode()


def test_the_system_call_numbers_are_those_of_the_kernel_headers() -> None:
    headers = {0: "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", 1: "/usr/include/asm-generic/unistd.h"}
    tables = {**jail_init.DENIED, **jail_init.ON_SELF, **jail_init.BY_ARGUMENT}
    for column, path in headers.items():
        if not Path(path).exists():
            pytest.skip(f"{path} is not installed")
        pattern = r"#define __NR(?:3264)?_(\w+)\s+(\d+)"
        known = {name: int(number) for name, number in re.findall(pattern, Path(path).read_text())}
        for name, numbers in tables.items():
            if name in known:
                assert numbers[column] == known[name], name


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_jumps_only_inside_itself_and_ends_with_a_verdict(machine: str) -> None:
    program = jail_init.build_filter(machine, 42, processes=False)
    assert program[-1] == (jail_init.RETURN, 0, 0, jail_init.ALLOW)
    for place, (code, yes, no, _) in enumerate(program):
        if code in (jail_init.JUMP_EQUAL, jail_init.JUMP_AT_LEAST, jail_init.JUMP_ANY_BIT):
            assert place + 1 + max(yes, no) < len(program)


def test_the_jail_needs_nothing_but_its_own_text() -> None:
    text = Path(jail_init.__file__).read_text()
    assert "caalm" not in "".join(line for line in text.splitlines() if line.startswith(("import", "from")))
    assert subprocess.run([sys.executable, "-I", "-S", "-B", "-c", text], check=False).returncode == 0
