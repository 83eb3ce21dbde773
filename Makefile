# Each target does its own set-up: `make run` and `make test` need only python3 (3.11+), make and a package index.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): requirements/development.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/development.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

venv: $(STAMP) ## build .venv from the lock file

run: $(STAMP) ## embedded Postgres, demo company, simulator on http://127.0.0.1:8080
	@exec $(BIN)/relais demo

test: $(STAMP) ## the whole suite, on a Postgres it starts itself
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

chaos: $(STAMP) ## the fault tests, long and wide, and a table of what was survived
	CHAOS=1 $(BIN)/pytest tests/faults --timeout=1200

bench: $(STAMP) ## measure end to end, on a durable Postgres it starts itself
	$(BIN)/python -m benchmarks

sql: $(STAMP) ## dist/relais.sql: the whole database in one file, to paste into an SQL editor
	@mkdir -p dist
	$(BIN)/relais sql > dist/relais.sql

check: $(STAMP) ## format check, lint, strict types, then the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/basedpyright
	$(MAKE) audit docs test

audit: $(STAMP) ## known holes: in our code, and in what we depend on
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml src
	$(BIN)/python -m tests.security.audit

docs: $(STAMP) ## the manual as a site in site/, warnings are errors
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

fmt: $(STAMP) ## format and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

SINCE ?= $(shell date -u -d "14 days ago" +%Y-%m-%d)

# pip gets --no-deps: the lock is whole, and its resolver trips over extras in hash mode.
lock: ## renew both lock files (needs uv on the PATH)
	uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --exclude-newer $(SINCE) --upgrade -q -o requirements/development.txt
	uv pip compile pyproject.toml --extra supabase --extra llm --extra otel --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --exclude-newer $(SINCE) --upgrade -q -o requirements/production.txt

clean: ## remove .venv and the embedded database
	rm -rf $(VENV) .relais

.PHONY: help venv run test chaos bench sql audit docs check fmt lock clean
