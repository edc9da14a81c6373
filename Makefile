# `make demo` and `make test` need Python 3.11 or newer and make; everything else they fetch, locked.

PORT ?= 8000
JOBS ?= auto

# The first Python on PATH that is new enough; `make PYTHON=…` chooses another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Node.js of the virtual environment comes last, after the machine's own.
export PATH := $(PATH):$(CURDIR)/$(BIN)

# The seed is loaded once for each database; its stamp is named for the settings that choose one.
DATABASE := $(shell printf '%s' "$(REGISTRY_DATABASE_URL) $(REGISTRY_DATA_DIR) $(REGISTRY_SEARCH_URL)" \
	| cat - .env 2>/dev/null | cksum | cut -d' ' -f1)
SEEDED := var/.seeded-$(DATABASE)

# Node.js from PyPI, where a build is due and the machine has none that is new enough.
INSTALL_NODE = { echo 'Installing Node.js …'; $(PIP) install --require-hashes -r requirements-node.txt; }

.DEFAULT_GOAL := help
.PHONY: help demo test lint format bench lock build clean

help: ## Say what there is to make
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

demo: export REGISTRY_DEMO = true
demo: build $(SEEDED) ## Serve the registry with its records on 127.0.0.1:8000 (PORT= changes it)
	@exec $(BIN)/registry serve --port $(PORT)

test: build $(VENV)/.dev ## Run the whole test suite
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup

lint: build $(VENV)/.dev ## Check style, types, layers, TypeScript and translations
	@$(BIN)/python frontend/build.py --has-node || $(INSTALL_NODE)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python frontend/build.py run typecheck
	$(BIN)/python -m registry.web.messages check

format: $(VENV)/.dev ## Put the code into the one format
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: build $(VENV)/.dev ## Measure speed and size, and print the table
	$(BIN)/python -m tests.benchmarks

build: $(VENV)/.installed ## Build the front end if its sources changed
	@$(BIN)/python frontend/build.py --can-build || $(INSTALL_NODE)
	@$(BIN)/python frontend/build.py

lock: $(VENV)/.made ## Resolve the dependencies again and write the hashed locks
	$(PIP) install 'uv>=0.9'
	@for group in runtime build node dev; do \
		case $$group in \
			runtime) file=requirements.txt; options= ;; \
			*) file=requirements-$$group.txt; options="--group $$group --constraint requirements.txt" ;; \
		esac; \
		UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile --quiet --upgrade --universal \
			--python-version 3.11 --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links \
			$$options --output-file $$file $$( [ $$group = runtime ] && echo pyproject.toml ) || exit 1; \
	done

clean: ## Remove what was built and measured; the data in var/ and the environment in .venv/ stay
	rm -rf registry/_built frontend/node_modules dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find registry tests migrations -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer is needed.' >&2; exit 1; }
	@test -x $(BIN)/python || { echo 'Making the virtual environment …'; $(PYTHON) -m venv $(VENV); }
	@touch $@

$(VENV)/.installed: pyproject.toml requirements.txt requirements-build.txt requirements-node.txt | $(VENV)/.made
	@echo 'Installing the locked dependencies …'
	@$(PIP) install --require-hashes -r requirements.txt -r requirements-build.txt
	@$(BIN)/python frontend/build.py --can-build || $(INSTALL_NODE)
	@echo 'Building the front end …'
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.installed
	@echo 'Installing the locked test tools …'
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

$(SEEDED): $(shell find seed migrations registry/interchange registry/search registry/demo -type f -not -name '*.pyc' 2>/dev/null) | build
	@mkdir -p var
	$(BIN)/registry migrate
	$(BIN)/registry seed
	$(BIN)/registry demo
	$(BIN)/registry index rebuild
	@touch $@
