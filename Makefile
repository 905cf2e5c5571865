# Headwater. `make demo` needs Python 3.11 and nothing else, `make test` Java 17 too; they set up the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export HEADWATER_HOME ?= $(CURDIR)/var
export DO_NOT_TRACK = 1
export DAGSTER_TELEMETRY_ENABLED = false

.DEFAULT_GOAL := help
.PHONY: help install demo real nightly ui test browser reference nights lint docs bench leaderboard spark lock clean

help: ## What can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

install: $(VENV)/.installed ## Set up .venv from the lock file

# The lock files name everything that is needed, so pip resolves nothing again, and checks at the end.
$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/pip check --disable-pip-version-check
	@touch $@

demo: install ## Run one company's night end to end and say where to look
	$(BIN)/headwater demo

real: install ## Run the main job on the real sample files of examples/real
	$(BIN)/headwater real

nightly: install ## Run the night on the files in HEADWATER_HOME/landing
	$(BIN)/headwater nightly

ui: install ## Dagster's own pages: the asset graph, runs and checks
	DAGSTER_HOME=$$($(BIN)/python -c "from orchestration.nightly import prepare_dagster_home as home; \
		from orchestration.settings import Settings; print(home(Settings.load()))") $(BIN)/dagster dev

# Two processes, because two builds fit into the memory of a small machine. The browser and the second
# engine are fetched beside the style checks, because they mostly wait for their downloads.
test: install ## All checks and tests
	$(MAKE) --no-print-directory -j3 lint browser $(VENV)/.spark
	$(BIN)/pytest -n $(or $(PROCESSES),2)

# A browser that cannot be had fails its own tests and keeps none of the others.
browser: install
	-$(BIN)/python tests/support/chromium.py

reference: install ## Many nasty companies against a plain computation of the rules (COMPANIES=300 SEED=1 GRAIN=person)
	$(BIN)/python -m tests.reference.hunt --companies $(or $(COMPANIES),300) --seed $(or $(SEED),1) \
		--grain $(or $(GRAIN),person)

nights: install ## Rows in any order over some nights, against a build of everything (COMPANIES=60 NIGHTS=6 SEED=1)
	$(BIN)/python -m tests.nights_any_order.nights --companies $(or $(COMPANIES),60) \
		--nights $(or $(NIGHTS),6) --seed $(or $(SEED),1)

lint: install ## Style and structure checks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/sqlfluff lint --processes 2 dbt_project/models
	$(BIN)/lint-imports --no-cache
	$(BIN)/python tests/support/check_project.py
	$(BIN)/dbt --warn-error parse --quiet --target-path target/lint --log-path target/lint

docs: install ## Reference pages from the contracts and the dbt project
	$(BIN)/python -m orchestration.docs

bench: install ## Stage-by-stage figures at one million events (EVENTS=10000000), onto docs/performance.md
	$(BIN)/python bench/run.py --events $(or $(EVENTS),1000000) --day --empty \
		$(if $(PEERS),--peers $(PEERS)) --write docs/performance.md

leaderboard: install ## Every attribution model against what the channels really caused (SEEDS="7 8 9" SCALE=5)
	$(BIN)/python bench/leaderboard.py --seeds $(or $(SEEDS),7 8 9) --scale $(or $(SCALE),5) \
		--write docs/leaderboard.md

# `make test` builds nasty companies on both engines; one of some size is built here: see docs/engines.md.
spark: $(VENV)/.spark ## Build the demo company (COMPANY=small: a tiny one) on both engines and compare every mart
	test "$(COMPANY)" = small || test -e var/demo/published || $(BIN)/headwater demo
	$(BIN)/python -m tests.spark.engines $(or $(COMPANY),var/demo)

$(VENV)/.spark: requirements-spark.lock $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-spark.lock
	@touch $@

COMPILE = $(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-emit-trusted-host --no-strip-extras --allow-unsafe

lock: ## Resolve requirements.lock and requirements-spark.lock again
	$(BIN)/pip install --quiet pip-tools
	$(COMPILE) --extra dev --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra spark --constraint requirements.lock --output-file requirements-spark.lock pyproject.toml

# Never var itself: the ledger and the landed files of an installation cannot be made again.
clean: ## Remove the runs on samples, and caches
	rm -rf var/demo var/real target logs .ruff_cache .pytest_cache .hypothesis
