"""Many programs through one jailed worker: the batch goes in as a file, results come back as frames, in order.

A frame is `<BII` (status, length of stdout, length of stderr) and the two texts. Status 0 is ok, 1 a runtime error,
2 a compile error; 255 means "odd, execute it alone". The parent is the watchdog: results come in order, so when none
arrives in time the first missing program is the one that hangs; the worker is killed, that program is executed alone
(which yields its true status and what it printed), and a new worker goes on after it.

    run_frames(command, ["print(1)", "while True: pass", "print(2)"], execute_alone) -> ok, timeout, ok
"""

from __future__ import annotations

import os
import selectors
import struct
import time
from collections.abc import Callable, Iterator, Sequence

from caalm.runtimes.runtime import Command, Execution, bytes_of, text_of
from caalm.runtimes.sandbox import JailedProcess, Limits, SandboxError, Status, Tier

PROGRAMS_PER_WORKER = 500
HEADER = struct.Struct("<BII")
STATUSES = {0: Status.OK, 1: Status.RUNTIME_ERROR, 2: Status.COMPILE_ERROR}
_ODD = 255
_LARGEST = 16 << 20
STILL_SECONDS = 5.0
"""Seconds without any result after which the program at work counts as hanging."""


def pack_batch(sources: Sequence[str]) -> bytes:
    """The batch file: each source behind its length."""
    texts = [bytes_of(source) for source in sources]
    return b"".join(struct.pack("<I", len(text)) + text for text in texts)


def worker_limits(limits: Limits) -> Limits:
    """A worker lives as long as its batch; the watchdog, not the clock, ends a hanging program."""
    return Limits(
        wall_s=3600.0,
        cpu_s=600,
        memory_bytes=limits.memory_bytes,
        address_space_bytes=limits.address_space_bytes,
        file_bytes=limits.file_bytes,
        open_files=limits.open_files,
        processes=limits.processes,
    )


def run_frames(
    command: Command,
    sources: Sequence[str],
    execute_alone: Callable[[str], Execution],
    *,
    limits: Limits,
    tier: Tier | None,
) -> list[Execution]:
    """Every program's execution, in order, whatever happens to the workers."""
    executions: list[Execution] = []
    while len(executions) < len(sources):
        batch = sources[len(executions) : len(executions) + PROGRAMS_PER_WORKER]
        files = {**command.files, "batch.bin": pack_batch(batch)}
        with JailedProcess(
            command.argv,
            limits=worker_limits(limits),
            tier=tier,
            files=files,
            readable=command.readable,
            env=command.env,
        ) as worker:
            gathered = _gather(worker, batch, execute_alone)
        executions += gathered
        if len(gathered) < len(batch):
            executions.append(execute_alone(batch[len(gathered)]))
    return executions


def _gather(worker: JailedProcess, batch: Sequence[str], execute_alone: Callable[[str], Execution]) -> list[Execution]:
    if worker.setup_error is not None:
        raise SandboxError(f"the sandbox failed: {worker.setup_error}")
    executions: list[Execution] = []
    for code, stdout, stderr in read_frames(worker, len(batch)):
        if code in STATUSES:
            executions.append(Execution(text_of(stdout), STATUSES[code], text_of(stderr)))
        else:
            executions.append(execute_alone(batch[len(executions)]))
    return executions


def read_frames(worker: JailedProcess, count: int) -> Iterator[tuple[int, bytes, bytes]]:
    """Up to `count` frames; fewer when the worker dies, stalls, or says something that is no frame."""
    buffer = bytearray()
    pipe, errors = worker.stdout, worker.stderr
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        selector.register(errors, selectors.EVENT_READ)
        last = time.monotonic()
        while count:
            while len(buffer) >= HEADER.size:
                code, out_length, err_length = HEADER.unpack_from(buffer)
                end = HEADER.size + out_length + err_length
                if end > _LARGEST or code not in (*STATUSES, _ODD):
                    return
                if len(buffer) < end:
                    break
                split = HEADER.size + out_length
                frame = (code, bytes(buffer[HEADER.size : split]), bytes(buffer[split:end]))
                del buffer[:end]
                yield frame
                last = time.monotonic()
                count -= 1
                if not count:
                    return
            ready = selector.select(max(0.0, last + STILL_SECONDS - time.monotonic()))
            if not ready:
                return
            for key, _ in ready:
                chunk = os.read(key.fd, 1 << 16)
                if key.fileobj is pipe:
                    if not chunk:
                        return
                    buffer += chunk
                elif not chunk:
                    selector.unregister(errors)
