#!/bin/sh
# What makes the shipped weights: one campaign on a GPU inside a time budget, checkpoints copied out as it goes.
#
#   runs/release.sh [seconds of training] [run folder] [folder that outlives the machine]
#
# It runs under setsid on a lent machine and stops by the clock; start it again with the same folder and it goes on.
# INIT=folder continues from shipped weights with a fresh, re-warmed optimiser.
set -eu
cd "$(dirname "$0")/.."
seconds="${1:-1320}"
run="${2:-runs/out/nano}"
keep="${3:-}"
python="${PYTHON:-python3}"
export PYTHONUNBUFFERED=1 TOKENIZERS_PARALLELISM=false TORCHINDUCTOR_FX_GRAPH_CACHE=1

mkdir -p "$run"
if [ -n "$keep" ]; then
    # The newest weights every half minute, and the log, for as long as training lasts.
    (while sleep 30; do
        newest="$run/checkpoints/$(cat "$run/checkpoints/latest" 2>/dev/null)"
        [ -f "$newest/config.json" ] && cp "$newest"/model*.safetensors "$newest"/*.json "$keep/" || true
        cp "$run/metrics.jsonl" "$keep/" 2>/dev/null || true
    done) &
    copier=$!
    trap 'kill $copier 2>/dev/null || true' EXIT
fi
"$python" -m caalm.cli train nano --run "$run" --seconds "$seconds" ${INIT:+--init "$INIT"} 2>&1 | tee -a "$run/log.txt"
