"""What runs first inside every jail: it gives up every right, one after the other, and then becomes the program.

The parent sends this file's text to a fresh interpreter (`python -I -S -B -c`), with one call of `enter` appended;
nothing of the package is imported here, so it also works where the package is not visible. Order matters: identity,
resource limits, no_new_privs, Landlock (files, TCP, signals), seccomp (system calls), exec.

    enter({"argv": ["/usr/bin/lua5.4", "p.lua"], "read": ["/usr"], ...})   # never returns

Landlock and seccomp are spoken to directly through ctypes: no dependency, about a hundred lines, two architectures.
"""

import ctypes
import os
import resource
from typing import Any, NoReturn

READY = b"R"
"""Written to the parent once every layer holds; without it the parent calls the run a sandbox error."""

# System calls that no program of ours needs, by name, with their numbers on x86-64 and aarch64 (None: not there).
# They fail with EPERM, so that a runtime that merely tries one goes on.
DENIED: dict[str, tuple[int | None, int | None]] = {
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "kcmp": (312, 272),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274),
    "sched_setaffinity": (203, 122),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    # leaving the process group, by which the parent kills what is left over
    "setsid": (112, 157),
    "setpgid": (109, 154),
    # network and other talk
    "socket": (41, 198),
    "socketpair": (53, 199),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "connect": (42, 203),
    "sendto": (44, 206),
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "msgget": (68, 186),
    "semget": (64, 190),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    # keys
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    # namespaces and mounts
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "statmount": (457, 457),
    "listmount": (458, 458),
    # identity
    "setuid": (105, 146),
    "setgid": (106, 144),
    "setreuid": (113, 145),
    "setregid": (114, 143),
    "setresuid": (117, 147),
    "setresgid": (119, 149),
    "setgroups": (116, 159),
    "setfsuid": (122, 151),
    "setfsgid": (123, 152),
    "capset": (126, 91),
    "personality": (135, 92),
    # memory that the limits do not see
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "userfaultfd": (323, 282),
    "mbind": (237, 235),
    "set_mempolicy": (238, 237),
    # the kernel itself
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "syslog": (103, 116),
    "vhangup": (153, 58),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "lookup_dcookie": (212, 18),
    "nfsservctl": (180, 42),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
    "uselib": (134, None),
    "ustat": (136, None),
    "sysfs": (139, None),
}
# Allowed when the process that they act on is the jailed program itself (abort() needs tgkill, getrlimit prlimit64).
ON_SELF: dict[str, tuple[int | None, int | None]] = {
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "prlimit64": (302, 261),
}
# New processes and terminal tricks: decided by their arguments.
BY_ARGUMENT: dict[str, tuple[int | None, int | None]] = {
    "clone": (56, 220),
    "fork": (57, None),
    "vfork": (58, None),
    "clone3": (435, 435),
    "ioctl": (16, 29),
}
LANDLOCK_CREATE, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT = 444, 445, 446
SECCOMP = {"x86_64": 317, "aarch64": 277}
AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

CLONE_THREAD = 0x00010000
CLONE_ANY_NAMESPACE = 0x7E020000
EPERM, ENOSYS = 1, 38
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
LOAD, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
AT_NUMBER, AT_ARCH, AT_ARG0, AT_ARG1 = 0, 4, 16, 24

Instruction = tuple[int, int, int, int]


def build_filter(machine: str, own_pid: int, *, processes: bool) -> list[Instruction]:
    """The seccomp program: deny by name, decide process creation by argument, allow the rest."""
    column = {"x86_64": 0, "aarch64": 1}[machine]
    program: list[Instruction] = [
        (LOAD, 0, 0, AT_ARCH),
        (JUMP_EQUAL, 1, 0, AUDIT_ARCH[machine]),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, AT_NUMBER),
    ]
    if machine == "x86_64":  # the x32 table names the same calls by other numbers
        program += [(JUMP_AT_LEAST, 0, 1, 0x40000000), (RETURN, 0, 0, KILL)]

    def on(number: int | None, body: list[Instruction]) -> None:
        if number is not None:
            program.append((JUMP_EQUAL, 0, len(body), number))
            program.extend(body)

    refuse: Instruction = (RETURN, 0, 0, ERRNO | EPERM)
    allow: Instruction = (RETURN, 0, 0, ALLOW)
    for numbers in DENIED.values():
        on(numbers[column], [refuse])
    for name, numbers in ON_SELF.items():
        zero_is_self = [(JUMP_EQUAL, 1, 0, 0)] if name == "prlimit64" else []
        on(numbers[column], [(LOAD, 0, 0, AT_ARG0), *zero_is_self, (JUMP_EQUAL, 0, 1, own_pid), allow, refuse])
    clone: list[Instruction] = [(LOAD, 0, 0, AT_ARG0), (JUMP_ANY_BIT, 0, 1, CLONE_ANY_NAMESPACE), refuse]
    clone += [allow] if processes else [(JUMP_ANY_BIT, 0, 1, CLONE_THREAD), allow, refuse]
    on(BY_ARGUMENT["clone"][column], clone)
    for name in ("fork", "vfork"):
        on(BY_ARGUMENT[name][column], [allow if processes else refuse])
    # clone3 hides its flags behind a pointer; told that it does not exist, glibc falls back to clone.
    on(BY_ARGUMENT["clone3"][column], [(RETURN, 0, 0, ERRNO | ENOSYS)])
    tiocsti, tioclinux = 0x5412, 0x541C
    push_back: list[Instruction] = [(JUMP_EQUAL, 1, 0, tiocsti), (JUMP_EQUAL, 0, 1, tioclinux), refuse, allow]
    on(BY_ARGUMENT["ioctl"][column], [(LOAD, 0, 0, AT_ARG1), *push_back])
    return [*program, allow]


class _Filter(ctypes.Structure):
    _fields_ = [("code", ctypes.c_uint16), ("jt", ctypes.c_uint8), ("jf", ctypes.c_uint8), ("k", ctypes.c_uint32)]


class _Program(ctypes.Structure):
    _fields_ = [("len", ctypes.c_uint16), ("filter", ctypes.POINTER(_Filter))]


class _Ruleset(ctypes.Structure):
    _fields_ = [("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class _PathRule(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("access", ctypes.c_uint64), ("fd", ctypes.c_int32)]


def _call(name: str, *arguments: Any) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    function = getattr(libc, name)
    function.restype = ctypes.c_long
    result = int(function(*[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}{arguments[0] if name == 'syscall' else ''}: {os.strerror(code)}")
    return result


def landlock_version() -> int:
    """The kernel's Landlock version, 0 where there is none."""
    try:
        return _call("syscall", LANDLOCK_CREATE, None, 0, 1)
    except OSError:
        return 0


def apply_landlock(read: list[str], write: list[str]) -> None:
    """Files: only what lies under `read` and `write`. TCP, abstract sockets, signals to others: nothing."""
    version = landlock_version()
    if version < 1:
        raise OSError(ENOSYS, "this kernel has no Landlock")
    execute, read_file, read_dir = 1, 1 << 2, 1 << 3
    bits = 13 if version < 2 else 14 if version < 3 else 15 if version < 5 else 16
    everything = (1 << bits) - 1
    on_files = everything & (execute | 1 << 1 | read_file | 1 << 14 | 1 << 15)
    special = 1 << 6 | 1 << 9 | 1 << 10 | 1 << 11  # devices, sockets and pipes are made by nobody
    ruleset = _Ruleset(everything, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset_fd = _call("syscall", LANDLOCK_CREATE, ctypes.byref(ruleset), size, 0)
    wanted = [(path, execute | read_file | read_dir) for path in read]
    for path, rights in [*wanted, *((path, everything & ~special) for path in write)]:
        try:
            fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        rule = _PathRule(rights if os.path.isdir(path) else rights & on_files, fd)
        _call("syscall", LANDLOCK_ADD_RULE, ruleset_fd, 1, ctypes.byref(rule), 0)
        os.close(fd)
    _call("syscall", LANDLOCK_RESTRICT, ruleset_fd, 0)
    os.close(ruleset_fd)


def apply_seccomp(*, processes: bool) -> None:
    """Put the filter on this process and on all that it becomes or starts."""
    machine = os.uname().machine
    if machine not in SECCOMP:
        raise OSError(ENOSYS, f"no system call table for {machine}")
    instructions = build_filter(machine, os.getpid(), processes=processes)
    array = (_Filter * len(instructions))(*[_Filter(*instruction) for instruction in instructions])
    program = _Program(len(instructions), array)
    _call("syscall", SECCOMP[machine], 1, 0, ctypes.byref(program))


def enter(config: dict[str, Any]) -> NoReturn:
    """Give up every right named above and exec the program; on any failure tell the parent and leave."""
    ready_fd = int(config["ready_fd"])
    try:
        if config["uid"] is not None:
            os.setgroups([])
            os.setresgid(config["uid"], config["uid"], config["uid"])
            os.setresuid(config["uid"], config["uid"], config["uid"])
        if os.geteuid() == 0:
            raise OSError(EPERM, "refusing to run a program as root")
        os.chdir(config["cwd"])
        os.umask(0o022)
        for name, (soft, hard) in config["rlimits"].items():
            number = getattr(resource, name)
            ceiling = resource.getrlimit(number)[1]
            if ceiling != resource.RLIM_INFINITY:
                soft, hard = min(soft, ceiling), min(hard, ceiling)
            resource.setrlimit(number, (soft, hard))
        no_new_privs, die_with_parent, sigkill = 38, 1, 9
        _call("prctl", die_with_parent, sigkill, 0, 0, 0)
        _call("prctl", no_new_privs, 1, 0, 0, 0)
        apply_landlock(config["read"], config["write"])
        apply_seccomp(processes=config["processes"])
        os.set_inheritable(ready_fd, False)
        os.write(ready_fd, READY)
        os.execve(config["argv"][0], config["argv"], config["env"])
    except BaseException as error:
        os.write(ready_fd, f"E{type(error).__name__}: {error}".encode()[:2000])
        os._exit(125)
