#!/bin/sh
# What makes the shipped weights: one campaign on a GPU inside a time budget, its results copied out as it goes.
#
#   runs/release.sh [seconds] [run folder] [folder that outlives the machine]
#
# It goes on in a session of its own when the shell that started it ends, and says where its log is. The seconds run
# from the first start and hold all there is, compilation too; started again with the same run folder, it continues and
# ends at the same time. Everything else may be set in the environment:
#
#   INIT=folder     begin with these weights and a fresh optimiser      SIZE=5m        another size
#   WORKERS=14      processes that draw                                 SAMPLE=0       programs scored at the end
#   PYTHON=python3  the interpreter                                     FOREGROUND=1   stay in this session
#   IDIOMATIC=data/idiomatic   programs beyond the tree, from `caalm dataset build idiomatic`: carry the folder there
#   MORE=600        seconds after a finished run: a new deadline from now on
set -eu
cd "$(dirname "$0")/.."
seconds="${1:-1320}"
run="${2:-runs/out/nano}"
keep="${3:-}"
python="${PYTHON:-python3}"
mkdir -p "$run" ${keep:+"$keep"}

if [ -z "${FOREGROUND:-}" ]; then
    FOREGROUND=1 setsid nohup "$0" "$@" </dev/null >>"$run/log.txt" 2>&1 &
    echo "process $!, log $run/log.txt"
    exit 0
fi

# Large freed tensors go back to the system at every step otherwise, and a waiting thread takes a core from a worker.
export MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=4294967296 OMP_WAIT_POLICY=passive
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-4}"
export PYTHONUNBUFFERED=1 TOKENIZERS_PARALLELISM=false HF_HUB_OFFLINE=1
# What was compiled once is found again by the next start on this machine.
export TORCHINDUCTOR_FX_GRAPH_CACHE=1 TORCHINDUCTOR_CACHE_DIR="${TORCHINDUCTOR_CACHE_DIR:-$PWD/$run/compiled}"

# Each file is copied under another name and renamed: a reader sees the old one or the new one.
place() {
    [ -f "$1" ] && cp "$1" "$keep/.$(basename "$1").part" && mv "$keep/.$(basename "$1").part" "$keep/$(basename "$1")"
}

copy_out() {
    [ -n "$keep" ] || return 0
    name="$(cat "$run/checkpoints/latest" 2>/dev/null)" || name=""
    if [ -n "$name" ] && [ "$name" != "$copied" ]; then
        # caalm.json last: it names the sums of the others, so a folder copied in between is seen to be mixed.
        for file in "$run/checkpoints/$name"/model*.safetensors "$run/checkpoints/$name"/*.json; do
            case "$file" in */training.json | */caalm.json) continue ;; esac
            place "$file" || return 0
        done
        place "$run/checkpoints/$name/caalm.json" || return 0
        copied="$name"
    fi
    place "$run/metrics.jsonl" || true
    place "$run/log.txt" || true
}
copied=""

[ -f "$run/deadline" ] && [ -z "${MORE:-}" ] || {
    echo $(($(date +%s) + ${MORE:-$seconds})) >"$run/deadline.part"
    mv "$run/deadline.part" "$run/deadline"
}

"$python" -m caalm.cli train nano --run "$run" --until "$(cat "$run/deadline")" --sample "${SAMPLE:-0}" \
    ${INIT:+--init "$INIT"} ${SIZE:+--size "$SIZE"} ${WORKERS:+--workers "$WORKERS"} \
    ${IDIOMATIC:+--idiomatic "$IDIOMATIC"} &
training=$!
# A signal to this script is one to the training, which writes a checkpoint and ends.
trap 'kill -TERM $training 2>/dev/null || true' TERM INT
tick=0
while kill -0 $training 2>/dev/null; do
    sleep 1
    tick=$((tick + 1))
    [ $((tick % ${KEEP_SECONDS:-30})) -ne 0 ] || copy_out
done
status=0
wait $training || status=$?
copy_out
echo "release: training ended with code $status"
exit $status
