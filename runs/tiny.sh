#!/bin/sh
# From nothing to a scored model in minutes on two cores: draws its data as it trains, then evaluates.
#
#   runs/tiny.sh [seconds of training] [folder]
set -eu
cd "$(dirname "$0")/.."
seconds="${1:-240}"
run="${2:-runs/out/tiny}"
caalm="${CAALM:-.venv/bin/caalm}"
[ -x "$caalm" ] || { echo "runs/tiny.sh: $caalm is not there yet: run 'make run' first" >&2; exit 2; }

# Large freed tensors go back to the system at every step otherwise, and come back page by page.
export MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=4294967296 OMP_WAIT_POLICY=passive

"$caalm" train tiny --run "$run" --seconds "$seconds"
"$caalm" evaluate validation --limit 100 --model "$run/checkpoints/$(cat "$run/checkpoints/latest")"
