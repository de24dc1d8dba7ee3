# The two commands: "make run" tries Meridian, "make test" checks it. "make help" lists the rest.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP_INSTALL := $(PY) -m pip install --quiet --require-hashes --disable-pip-version-check

PORT := $(or $(PORT),$(MERIDIAN_PORT),8765)
DATA := $(or $(DATA),$(MERIDIAN_DATA),data)
TESTS ?= tests
ARGS ?=

export MERIDIAN_PORT := $(PORT)
export MERIDIAN_DATA := $(abspath $(DATA))
# Compiled once, not at every start: the program is three processes, and tests start it often.
unexport PYTHONDONTWRITEBYTECODE
# First our own environment: where the machine has no Node.js, it is there.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard app/translations/*/LC_MESSAGES/*.po))
BUNDLE := static/dist/manifest.json
BUNDLED := $(shell find static/css static/js static/img static/fonts -type f 2>/dev/null)
TEMPLATES := $(shell find templates -name '*.html' 2>/dev/null)
SCRIPT_TESTS := $(shell find static/js tests -name '*.test.js' -o -name '*.test.mjs')

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run serve test judges lint fmt bench lock messages browser clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1 · /'
	@echo '  Settings: PORT=$(PORT) DATA=$(DATA) PYTHON=$(PYTHON); TESTS=… ARGS=… for make test'

run: setup ## set everything up and run it here, with demo data: http://127.0.0.1:PORT/
	@MERIDIAN_MODE=development exec $(PY) -m app.cli.start

serve: setup ## run it for people: needs MERIDIAN_BASE_URL, MERIDIAN_SECRET_KEY and a way for mail
	@MERIDIAN_MODE=production exec $(PY) -m app.cli.start

setup: $(VENV)/.run $(CATALOGUES) $(BUNDLE) ## what running needs

test: setup $(VENV)/.dev browser ## run all tests (TESTS=tests/people ARGS="-k link" for some)
	$(if $(SCRIPT_TESTS),node --test --test-reporter=dot $(SCRIPT_TESTS))
	$(PY) -m pytest -n 2 $(ARGS) $(TESTS)

SHARED := $(or $(MERIDIAN_SHARED),../shared)
judges: ## set up independent readers of calendars and mails for the tests, where ../shared/tools is there
	$(if $(wildcard $(SHARED)/tools/setup.sh),bash $(SHARED)/tools/setup.sh .judges,@echo 'There is no $(SHARED)/tools: tests that ask the judges are skipped.')

lint: $(VENV)/.dev node_modules/.dev ## check style, types, templates, scripts and sheets
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m djlint templates --lint --quiet
	node_modules/.bin/eslint .
	node_modules/.bin/stylelint 'static/css/**/*.css'

fmt: $(VENV)/.dev node_modules/.dev ## repair what lint finds, as far as that goes by itself
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	node_modules/.bin/eslint --fix .
	node_modules/.bin/stylelint --fix 'static/css/**/*.css'

bench: setup $(VENV)/.dev ## measure what the budgets promise
	$(PY) -m tests.bench $(ARGS)

lock: $(VENV)/.dev ## pin all dependencies anew, with hashes (UPGRADE=--upgrade to take newer ones)
	$(PY) -m uv pip compile --quiet --universal --generate-hashes --no-header $(UPGRADE) requirements.in -o requirements.txt
	$(PY) -m uv pip compile --quiet --universal --generate-hashes --no-header $(UPGRADE) -c requirements.txt requirements-dev.in -o requirements-dev.txt
	$(PY) -m uv pip compile --quiet --universal --generate-hashes --no-header $(UPGRADE) requirements-node.in -o requirements-node.txt
	npm install --package-lock-only

messages: $(VENV)/.run ## collect texts from code and templates into the translations
	@mkdir -p build
	$(PY) -m babel.messages.frontend --quiet extract -F app/translations/babel.cfg -k lazy_gettext --add-location=file --sort-by-file -o build/messages.pot .
	$(PY) -m babel.messages.frontend --quiet update --no-fuzzy-matching --ignore-obsolete -w 120 -i build/messages.pot -d app/translations
	@sed -i -E '/^"(Project-Id-Version|Report-Msgid-Bugs-To|(POT-Creation|PO-Revision)-Date|Last-Translator|Language-Team|Generated-By):/d' \
		app/translations/*/LC_MESSAGES/messages.po

clean: ## remove everything that was made here, but no data
	rm -rf $(VENV) node_modules static/dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find app tests -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f $(CATALOGUES)

# ---------------------------------------------------------------- what these need; each stamp says it is in place

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'Python 3.11 or newer is needed; $(PYTHON) is "'"$$($(PYTHON) --version 2>&1)"'".'; \
		echo 'Debian 12: apt-get install python3 python3-venv. Another one: make … PYTHON=/path/to/python3'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo '$(PYTHON) comes without venv. Debian 12: apt-get install python3-venv'; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: requirements.txt | $(VENV)/.made
	@echo 'Installing Python packages (about 20 s) …'
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/.made
	@echo 'Installing Python packages for development (about 40 s) …'
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $(VENV)/.run $@

NODE_FITS = node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'

$(VENV)/.node: requirements-node.txt | $(VENV)/.made
	@{ $(NODE_FITS) && npm --version; } >/dev/null 2>&1 || { \
		echo 'Installing Node.js, which this machine lacks or has in an old version (about 10 s) …'; \
		$(PIP_INSTALL) -r requirements-node.txt; }
	@touch $@

node_modules/.run: package-lock.json .npmrc | $(VENV)/.node
	@echo 'Installing the front end …'
	@npm ci --omit=dev --loglevel=error >/dev/null
	@touch $@

node_modules/.dev: package-lock.json .npmrc | $(VENV)/.node
	@npm ci --loglevel=error >/dev/null
	@touch node_modules/.run $@

$(BUNDLE): deploy/bundle.mjs $(BUNDLED) $(TEMPLATES) node_modules/.run | $(VENV)/.run
	@node deploy/bundle.mjs
	@$(PY) -m whitenoise.compress --quiet static/dist map

%.mo: %.po | $(VENV)/.run
	@$(PY) -m babel.messages.frontend --quiet compile -i $< -o $@

# Chromium for the journeys: the system's, because no browser is downloaded from elsewhere.
browser:
	@for name in $${MERIDIAN_TEST_CHROMIUM:-chromium} chromium-browser google-chrome-stable google-chrome; do \
		command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo 'Installing Chromium for the journeys …'; \
		apt-get -qq update && apt-get -qq -y install --no-install-recommends chromium fonts-noto-core fonts-noto-cjk >/dev/null; \
	else \
		echo 'Chromium is missing, so the journeys are left out: apt-get install chromium fonts-noto-core fonts-noto-cjk'; fi
