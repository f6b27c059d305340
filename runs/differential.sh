#!/bin/sh
# Interpreter against real runtimes: drawn, corner and topic programs and programs of all nodes for Python, JavaScript
# and Lua; drawn and topic programs and programs of all nodes for COBOL. Prints one line a language, and the smallest program of every
# disagreement; exits with 1 if there is one.
#
#   runs/differential.sh [programs] [corners] [COBOL programs] [seed] [programs of all nodes] [of topics] [COBOL topics] \
#       [COBOL programs of all nodes]
set -eu
cd "$(dirname "$0")/.."
exec "${PYTHON:-.venv/bin/python}" -m caalm.runtimes.differential \
    "${1:-5000}" --corners "${2:-2000}" --cobol "${3:-2000}" --seed "${4:-0}" --wild "${5:-5000}" --topics "${6:-5000}" \
    --cobol-topics "${7:-2000}" --cobol-wild "${8:-2000}"
