#!/bin/sh
# Every suite on one set of weights; docs/results.md and the weights' model card from it.
#
#   runs/results.sh [share] [weights]         runs/results.sh 0.1 runs/out/nano/checkpoints/step-00012000
#
# `share` is the part of each suite that is asked (1: all of it, hours on a laptop for weights that still run away), with
# the suites' own least number; the report says how many. It goes on where it stopped: predictions are kept by the hash of
# the weights under runs/out/results, and a suite that is scored is not asked again. In the environment:
#
#   MAX_TOKENS=1000     the longest answer        SUITES="card-52 held-out"    only these        CAALM=caalm
set -eu
cd "$(dirname "$0")/.."
share="${1:-1}"
weights="${2:-caalm/weights}"
caalm="${CAALM:-.venv/bin/caalm}"
tokens="${MAX_TOKENS:-1000}"
named="$(cat "$weights"/model*.safetensors "$weights"/caalm.json | sha256sum | cut -c1-12)"
out="runs/out/results/$named-$share-$tokens"
mkdir -p "$out"

# The suite, its programs, and the fewest that are asked.
while read -r suite programs least; do
    case " ${SUITES:-$suite} " in *" $suite "*) ;; *) continue ;; esac
    limit="$(awk -v p="$programs" -v s="$share" -v l="$least" 'BEGIN { n = int(p * s + 0.5); print n < l ? l : n }')"
    [ -s "$out/$suite.json" ] && continue
    echo "-- $suite, $limit of $programs" >&2
    "$caalm" evaluate "$suite" --model "$weights" --limit "$limit" --max-tokens "$tokens" \
        --predictions "$out/$suite.jsonl" --json "$out/$suite.part" --markdown >"$out/$suite.md"
    mv "$out/$suite.part" "$out/$suite.json"
done <<LIST
card-52 52 52
held-out 2000 200
validation 500 100
real 400 100
beyond 660 110
alien 500 100
errors 300 60
format 900 90
steps 440 44
length 240 24
swap 500 50
obfuscated 500 50
shell-130 130 130
shell-sessions 1000 20
unseen 2000 210
LIST

{
    echo "# What the shipped weights reach, suite by suite"
    echo
    echo "Written by \`runs/results.sh $share\`. docs/benchmark.md says what each suite asks. An answer has $tokens tokens at most."
    for json in "$out"/*.json; do
        suite="$(basename "$json" .json)"
        printf '\n## %s\n\n' "$suite"
        cat "$out/$suite.md"
    done
} >docs/results.part
mv docs/results.part docs/results.md
"$caalm" card "$weights" "$out"/*.json --out "$weights/README.md"
echo "docs/results.md $weights/README.md"
