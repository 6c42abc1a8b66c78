# SPDX-License-Identifier: Apache-2.0

# Debian keeps the daemons where an ordinary user's PATH does not look.
export PATH := $(PATH):/usr/sbin:/sbin

.PHONY: help setup check test test-sites test-replay test-slow machine-test demo bench bench-failover bench-relay pins keywords picture drill-picture clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

setup: ## what the rest needs: Debian packages, .venv with holdfast
	@scripts/setup

check: setup ## format, lint, types, who may import whom
	.venv/bin/ruff format --check --quiet .
	.venv/bin/ruff check --quiet .
	.venv/bin/mypy
	.venv/bin/lint-imports

test: ## all tests, those in the lab and in Chromium included
	@scripts/setup tests
	.venv/bin/pytest

test-sites: setup ## every site and each of its fixes: what check says against its drills; 8 minutes
	HOLDFAST_SLOW=1 .venv/bin/pytest -n 0 tests/slow/test_errors_and_drills.py

test-replay: setup ## 200 generated sites, proved and replayed on the daemons; 11 minutes
	HOLDFAST_SLOW=1 .venv/bin/pytest -n 0 tests/slow/test_replay.py

test-slow: setup ## 200 generated sites replayed, every site and every fault drilled: 20 minutes
	HOLDFAST_SLOW=1 .venv/bin/pytest tests/slow

# In a namespace of its own, so that no QEMU outlives the tests. A pair of machines and one of
# containers at a time: tests/machine/conftest.py.
machine-test: ## two real Debian machines that reboot, in QEMU; 23 minutes
	@scripts/setup machine
	.venv/bin/python -m tests.machine.image
	HOLDFAST_MACHINE=1 unshare $$(test $$(id -u) = 0 || echo --user --map-auto --map-root-user) \
	    --mount --pid --fork --kill-child --mount-proc \
	    .venv/bin/pytest -n 2 --timeout 1800 --durations 0 $(or $(ARGS),tests/machine)

demo: setup ## the recipe's pair: the race found, every method tried, one table
	@scripts/demo

bench: setup ## parsing and check beside haproxy -c; prove
	@.venv/bin/python bench/run.py
	@.venv/bin/python bench/prove.py

bench-failover: setup ## docs/failover.md, in two hours or in parts: ARGS='--quick --minutes 20'
	.venv/bin/python -m bench.failover $(ARGS)

bench-relay: ## docs/relay-cost.md, with wrk: what the relay takes of the rate
	@scripts/setup wrk
	.venv/bin/python -m bench.relay_cost $(ARGS)

pins: setup ## newest dependencies, pinned anew with their hashes
	scripts/pins

keywords: ## the tables of keywords anew, from the installed daemons and their manuals
	scripts/haproxy-keywords
	scripts/keepalived-keywords

picture: setup ## docs/check.svg anew, from what check prints
	.venv/bin/python scripts/picture.py

drill-picture: setup ## docs/drill.svg anew, from a drill of the pair in examples/
	scripts/drill-picture

clean: ## remove what was built, .venv too
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
