"""Redraw every suite whole: with --check against the published hashes, else the table for exams/frozen.py.

python runs/freeze.py                    the table
python runs/freeze.py --check [NAME]...  exit code 1 where a suite is not the published one
"""

import sys
import time

from caalm.evaluation.exams.frozen import FIRST, frozen_problem
from caalm.evaluation.exams.table import EXAMS
from caalm.evaluation.suites import SUITES, Suite, suite_named


def main() -> int:
    """Print the table or the problems."""
    arguments = sys.argv[1:]
    check = "--check" in arguments
    problems = 0
    for name in [argument for argument in arguments if argument != "--check"] or SUITES:
        start = time.perf_counter()
        suite = suite_named(name)
        first = Suite(name=name, title="", items=suite.items[:FIRST]).content_hash
        version = EXAMS[name].version if name in EXAMS else 1
        if check:
            problem = frozen_problem(name, version, suite.content_hash)
            problems += problem is not None
            print(problem or f"{name}: as published, {time.perf_counter() - start:.0f} s", flush=True)
        else:
            entry = f'Frozen({version}, {len(suite.items)}, "{suite.content_hash}", "{first}")'
            print(f'    "{name}": {entry},  # noqa: E501', flush=True)
    return min(problems, 1)


if __name__ == "__main__":
    raise SystemExit(main())
