#!/bin/sh
# An hour of interpreter against real runtimes, seed after seed; every disagreement, made small, goes into a folder.
# Exits with 1 if there is one. The seeds of a night follow from its first, so that a night can be repeated.
#
#   runs/nightly.sh [minutes] [first seed] [folder]
set -eu
cd "$(dirname "$0")/.."
exec "${PYTHON:-.venv/bin/python}" -m caalm.runtimes.differential 200 --corners 100 --cobol 100 --cobol-topics 200 \
    --cobol-wild 200 --wild 500 --topics 500 --minutes "${1:-60}" --seed "${2:-1}" --output "${3:-out/nightly}"
