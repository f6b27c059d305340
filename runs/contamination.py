"""Check every suite against the first N positions of the training stream: python runs/contamination.py N [LIMIT].

LIMIT: only so many programs of each suite. Exit code 1 where they share a tree, a source or a language.
"""

import sys
import time

from caalm.dataset.stream import StreamRecipe
from caalm.errors import ContaminationError
from caalm.evaluation.contamination import check_contamination
from caalm.evaluation.suites import SUITES, suite_named


def main() -> int:
    """One line: what was compared, or what is in both."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    limit = int(sys.argv[2]) if len(sys.argv) > 2 else None
    start = time.perf_counter()
    suites = [suite_named(name, limit) for name in SUITES]
    try:
        compared = check_contamination(suites, StreamRecipe(), range(count))
    except ContaminationError as error:
        print(f"contaminated: {error}")
        return 1
    what = ", ".join(f"{number:,} {kind}" for kind, number in compared.items())
    programs = sum(len(suite.items) for suite in suites)
    print(
        f"{programs:,} programs of {len(suites)} suites and {count:,} positions of the stream share nothing: "
        f"{what} ({time.perf_counter() - start:.0f} s)"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
