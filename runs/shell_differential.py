"""The reference model of the shell against real bash: `python runs/shell_differential.py [COUNT] [SEED] [START]`.

Exit code 1 when they disagree anywhere; every disagreement is shown with the commands that lead to it.
"""

import sys

from caalm.runtimes.shell_differential import compare_drawn


def main() -> None:
    """Compares COUNT drawn sessions (1,000)."""
    count, seed, start = (int(value) for value in (*sys.argv[1:], *("1000", "0", "0")[len(sys.argv) - 1 :]))

    def report(done: int, total: int) -> None:
        print(f"\r{done} of {total}", end="", file=sys.stderr, flush=True)

    agreement = compare_drawn(seed=seed, count=count, start=start, on_progress=report)
    print(file=sys.stderr)
    print(agreement)
    for each in agreement.disagreements:
        print(f"-- session {each.session}, {each.what}", *each.history, each.expected, each.found, sep="\n")
    raise SystemExit(1 if agreement.disagreements else 0)


if __name__ == "__main__":
    main()
