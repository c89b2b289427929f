# Firstbell: every target does its own set-up, once.
PYTHON ?= python3
SETUP = @$(PYTHON) tools/setup.py
CHECK = @.venv/bin/python tools/check.py

.DEFAULT_GOAL := help
.PHONY: help env demo test test-quick lint format lock

help: ## Say what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

env: ## Make the environment in .venv, with everything a developer needs
	$(SETUP) dev

demo: ## Open a practice provision's morning in the browser (ARGS="--at 2026-11-23T08:55")
	$(SETUP) run fonts
	@.venv/bin/firstbell demo $(ARGS)

test: ## Check everything: style, types, floors, and every test on both databases and in Chromium
	$(SETUP) dev chromium postgresql fonts
	$(CHECK) all

test-quick: ## Run the tests on SQLite, without the browser
	$(SETUP) dev
	$(CHECK) quick

lint: ## Check style, layout, types, floors, templates and migrations, without tests
	$(SETUP) dev
	$(CHECK) lint

format: ## Lay the code out
	$(SETUP) dev
	@.venv/bin/ruff check -q --fix . && .venv/bin/ruff format -q .
	@.venv/bin/djade --target-version 5.2 $$(find src -path '*/templates/*' -name '*.html') || true

lock: ## Choose the versions of all packages again
	$(SETUP) dev
	@.venv/bin/python tools/lock.py
