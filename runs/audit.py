"""Audit the labels of suites: python runs/audit.py SUITE[:COUNT]... ; exit code 1 where anything disagrees."""

import sys
import time

from caalm.evaluation.audit import audit_suite
from caalm.evaluation.suites import suite_named


def main() -> int:
    """A line for each suite, and one for each label that something disagreed with."""
    found = 0
    for asked in sys.argv[1:] or ["card-52"]:
        name, _, count = asked.partition(":")
        start = time.perf_counter()
        audit = audit_suite(suite_named(name, int(count) if count else None))
        print(
            f"{asked}: {audit.executed} executed by their runtime, {audit.compiled} interpreted and compiled, "
            f"{audit.rerun} run again by their machine, {audit.unaudited} not audited; "
            f"{len(audit.problems)} labels disagree ({time.perf_counter() - start:.0f} s)",
            flush=True,
        )
        print(*audit.problems, sep="\n", end="\n" if audit.problems else "")
        found += len(audit.problems)
    return min(found, 1)


if __name__ == "__main__":
    raise SystemExit(main())
