#!/bin/sh
# Interpreter against real runtimes: 5,000 drawn programs and 2,000 corner programs for each of Python, JavaScript and Lua.
# Prints one line a language, and the smallest program of every disagreement; exits with 1 if there is one.
set -eu
cd "$(dirname "$0")/.."
exec "${PYTHON:-.venv/bin/python}" -m caalm.runtimes.differential "${1:-5000}" --corners "${2:-2000}" --seed "${3:-0}"
