# CaaLM's commands. Each one sets up what it needs by itself; a second call takes seconds.
#
#   make run     .venv with everything that a prediction needs, then the four programs of the published card
#   make test    the same with the developers' tools and the real runtimes, then lint, types, layers, tests
#   make check   lint, types and layers only
#   make serve   the service and its page at http://127.0.0.1:8000
#   make bench   how fast programs are drawn, how many the decidability check refuses, how fast engines and service are
#   make parity  whether the embedded engine gives the tokens of transformers.generate, over 200 programs
#   make clean   removes .venv and every cache; shipped and generated data stay
#
# PYTHON      an interpreter of 3.11 or newer       make run PYTHON=python3.12
# PIP_ARGS    extra arguments for pip install       (an index with CPU builds of torch, a proxy)
# SERVE_ARGS  options of caalm serve            make serve SERVE_ARGS="--allow-verify"
# PYTEST_ARGS extra arguments for pytest            make test PYTEST_ARGS="-m 'not slow'"

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first interpreter on the path that is new enough; empty when there is none.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$p" && break; done)
PIP_ARGS ?=
PYTEST_ARGS ?=
SERVE_ARGS ?=
PYTEST_WORKERS ?= 2

VENV := .venv
BIN := $(VENV)/bin
PINS := pyproject.toml constraints.txt
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq -c constraints.txt $(PIP_ARGS)

.PHONY: help run serve test check bench parity clean runtimes

help:
	@sed -n '2,/^$$/s/^# \{0,1\}//p' Makefile

# -- the environment: one stamp for each set of extras ---------------------------------------------------------------

$(BIN)/python:
	@[ -n "$(PYTHON)" ] || { echo "CaaLM needs Python 3.11 or newer; say which: make run PYTHON=/path/to/python3" >&2; exit 2; }
	"$(PYTHON)" -m venv $(VENV)

$(VENV)/.core.stamp: $(PINS) | $(BIN)/python
	@echo "Installing what a prediction needs into $(VENV) (some 30 MB) ..."
	@$(PIP) -e .
	@touch $@

$(VENV)/.serve.stamp: $(PINS) | $(BIN)/python
	@echo "Installing the service into $(VENV) (some 20 MB more) ..."
	@$(PIP) -e '.[serve]'
	@touch $@ $(VENV)/.core.stamp

# The developers' extras hold all of the core's, so this stamp brings the other one up to date.
$(VENV)/.dev.stamp: $(PINS) | $(BIN)/python
	@echo "Installing the developers' tools into $(VENV) (some 650 MB; a minute or two) ..."
	@$(PIP) -e '.[dev]'
	@touch $@ $(VENV)/.core.stamp $(VENV)/.serve.stamp

runtimes:
	@scripts/install_runtimes.sh

# -- commands --------------------------------------------------------------------------------------------------------

serve: $(VENV)/.serve.stamp
	@$(BIN)/caalm serve $(SERVE_ARGS)

run: $(VENV)/.core.stamp
	@$(BIN)/caalm predict examples/card/*

check: $(VENV)/.dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

# One thread of torch for each pytest worker, or the workers fight for the cores. No test may reach for a model hub.
# The tests run even when the check fails: one call tells all.
test: $(VENV)/.dev.stamp runtimes
	@status=0; \
	$(MAKE) --no-print-directory check || { status=1; echo "make check failed (above); the tests run all the same" >&2; }; \
	OMP_NUM_THREADS=1 HF_HUB_OFFLINE=1 TOKENIZERS_PARALLELISM=false \
		$(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist worksteal $(PYTEST_ARGS) || status=1; \
	exit $$status

bench: $(VENV)/.dev.stamp
	@$(BIN)/python runs/bench.py
	@$(BIN)/python runs/bench_engines.py
	@$(BIN)/python runs/bench_service.py

parity: $(VENV)/.dev.stamp
	@$(BIN)/python runs/parity.py

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find caalm tests -name __pycache__ -type d -prune -exec rm -rf {} +
