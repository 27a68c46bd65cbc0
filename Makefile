# Needs Python 3.11 or newer and make; everything else is installed under var/. `make` lists the commands.

PYTHON ?= python3
BIN := var/venv/bin
RUN := $(BIN)/python
TESTS ?= tests
WORKERS ?= 2

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check fix i18n theme bench setup build clean

help: ## List these commands.
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build ## Serve a demonstration with people to try, until Ctrl-C (PORT=8000, MINISTRY_PORT=8001).
	@$(RUN) manage.py demo

test: theme catalogues ## Run every test (TESTS=tests/accounts for some, WORKERS=2).
	@$(RUN) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(TESTS)

check: setup ## Check style, types and the direction of imports.
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m tests.check_types
	@$(BIN)/lint-imports --no-cache

fix: setup ## Repair what ruff can repair.
	@$(RUN) -m ruff check --fix .
	@$(RUN) -m ruff format .

i18n: setup ## Bring the message catalogues up to date with the sources.
	@$(RUN) -m clicsequr.message_catalogues update

theme: setup ## Build the theme into var/theme (Node comes from the lock).
	@$(RUN) -m clicsequr.build_theme

bench: build ## Measure, with the conditions of the measure (minutes).
	@$(RUN) -m tests.bench

setup: var/.installed ## Make the environment in var/venv from requirements.lock.

build: theme catalogues ## Build all that is served: theme, catalogues, static files.
	@$(RUN) -m clicsequr.static_files

clean: ## Delete what is built; the data of the demonstration stays.
	rm -rf var/venv var/.installed var/theme var/theme-build var/static

.PHONY: catalogues
catalogues: setup
	@$(RUN) -m clicsequr.message_catalogues compile

# Installs again only when the content of the lock has changed, not its date.
var/.installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "clicSÉQUR needs Python 3.11 or newer: install it, or name it, as make PYTHON=python3.12 demo." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing. Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@mkdir -p var
	@wanted=$$($(PYTHON) -c 'import hashlib; print(hashlib.sha256(open("requirements.lock", "rb").read()).hexdigest())'); \
	if [ "$$(cat $@ 2>/dev/null)" != "$$wanted" ]; then \
		echo "Installing into var/venv (once)…"; \
		$(PYTHON) -m venv var/venv && \
		$(RUN) -m pip install --disable-pip-version-check --no-input --require-hashes -r requirements.lock && \
		echo "$$wanted" > $@; \
	else touch $@; fi
