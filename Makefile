# Waymark. `make run` and `make test` need only Python 3.11+ and make; everything else they set up themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app webapp
# Each part of the mill is a process of its own, so that what ends one leaves the others and their results; the longest
# comes first. (What `test-results` holds is swept away at each start, by the plugin for browsers.)
PARTS := browser mill access reminders serving backups accounts
WHOLE := OFFLINE_ROUNDS=200 KILL_ROUNDS=50 REMINDER_ROUNDS=200 MACHINE_KILLS=100 BREATHING_SECONDS=300 RACE_ROUNDS=500 SAMENESS_ROUNDS=200 \
	FUZZ_REQUESTS=50000 DRILL_BACKUPS=20 DRILL_MEGABYTES=1000 MILL_ROUNDS=200
SCANNERS := .venv-scan
LIGHTHOUSE := tests/lighthouse/node_modules/.package-lock.json

.DEFAULT_GOAL := help
.PHONY: help run test torture mutants lint scan bench access grades budgets lighthouse screenshots looks icons lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/.app ## Set everything up and serve the app with demo data
	@exec $(FLASK) start

test: $(VENV)/.dev ## Set everything up and pass the tests
	$(BIN)/pytest $(ARGS)

torture: $(VENV)/.dev ## Lose 200 answers and 30 % of 200 writings, kill browser, worker and machines, breathe for 5 minutes, end 500 consents, sign-ins and the like in use, restore a gigabyte, send 50,000 requests that nobody means to send, put servers through the mill; write docs/reliability.md (needs Chromium; `PARTS="mill access"` goes these alone, `-j2` two at a time)
	@$(MAKE) --no-print-directory --keep-going $(PARTS:%=torture-%)

torture-%: $(VENV)/.dev
	@status=0; results=mill-results/$*.xml; rm -f $$results; \
	$(WHOLE) $(BIN)/pytest --timeout=0 -rP -m rounds tests/$* --output=test-results/$* --junitxml=$$results -o junit_logging=system-out $(ARGS) || status=$$?; \
	$(BIN)/python tests/mill/report.py $$results || status=$$?; exit $$status

mutants: $(VENV)/.dev ## Make each fault of access (about 1,200), one at a time, and tell which no test sees, which behaviour and which the paper alone
	$(BIN)/python tests/access/mutating.py $(ARGS)

lint: $(VENV)/.dev ## Check style, order of imports and known dangers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/bandit -q -ll -c pyproject.toml -r webapp config.py

scan: $(VENV)/.dev $(SCANNERS)/.installed ## Let scanners loose on a demo: secrets, planted holes, wapiti as every role, sqlmap (`SQLMAP_LEVEL=3 WAPITI_SECONDS=1800` is the whole)
	PYTHONPATH=tests $(BIN)/python -m tests.scanners $(ARGS)

bench: $(VENV)/.dev ## Print measured figures and their ratios to yardsticks of the same run (`ARGS="claiming sending"`: these alone)
	$(BIN)/python -m tests.bench $(ARGS)

access: $(VENV)/.dev ## Write docs/access.md anew: who can reach what
	WRITE_ACCESS=1 $(BIN)/pytest -q tests/access/test_every_principal.py -k paper_is_current

grades: $(VENV)/.dev ## Print how hard the interface, the exercises and the lessons are to read
	PYTHONPATH=.:tests $(BIN)/python tests/wording/grades.py

budgets: $(VENV)/.dev ## Print what a first visit to each page costs (needs Chromium)
	PYTHONPATH=.:tests $(BIN)/python tests/browser/weighing.py

lighthouse: $(VENV)/.dev $(LIGHTHOUSE) ## Print Lighthouse's figures for the main pages (needs Chromium, Node.js and npm)
	PYTHONPATH=.:tests $(BIN)/python tests/browser/auditing.py

screenshots: $(VENV)/.dev ## Make the README's screenshots anew (needs Chromium)
	$(BIN)/python docs/make_screenshots.py

looks: $(VENV)/.dev ## Photograph every page of every demo account into var/looks (needs Chromium)
	$(BIN)/python docs/make_screenshots.py var/looks

icons: $(VENV)/.dev ## Render the icons anew (needs Chromium)
	$(BIN)/python docs/make_icons.py

lock: ## Pin all dependencies with hashes anew (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -q pyproject.toml -o requirements.lock --upgrade
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -q pyproject.toml --group dev -o requirements-dev.lock --upgrade
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -q tests/scanners/requirements.in -o tests/scanners/requirements.txt --python-version 3.11 --upgrade

# An environment of their own: they pin what the app must not be held back by.
$(SCANNERS)/.installed: tests/scanners/requirements.txt | $(VENV)/bin/python
	@$(PYTHON) -m venv $(SCANNERS) 2>/dev/null || $(PYTHON) -m venv --clear --without-pip $(SCANNERS)
	@$$($(SCANNERS)/bin/python -m pip --version >/dev/null 2>&1 && echo $(SCANNERS)/bin/python -m pip || echo $(PYTHON) -m pip --python $(SCANNERS)/bin/python) \
		install --quiet --disable-pip-version-check --require-hashes -r tests/scanners/requirements.txt
	@touch $@

clean: ## Remove the environment and caches (never the data)
	rm -rf $(VENV) $(SCANNERS) .pytest_cache .ruff_cache .hypothesis test-results mill-results

# Exactly what the lock says; no script of any package runs.
$(LIGHTHOUSE): tests/lighthouse/package-lock.json
	npm ci --prefix tests/lighthouse --ignore-scripts --no-audit --no-fund

# Debian's own Python can lack ensurepip; then pip of the base installs into the environment.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Waymark needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || $(PYTHON) -m venv --clear --without-pip $(VENV)

# pip of the environment when it has one, else that of the base Python, told where to install.
PIP = $$($(BIN)/python -m pip --version >/dev/null 2>&1 && echo $(BIN)/python -m pip || echo $(PYTHON) -m pip --python $(BIN)/python)

$(VENV)/.app: requirements.lock | $(VENV)/bin/python
	@echo "Setting up (once, about half a minute) ..."
	@$(PIP) install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/bin/python
	@echo "Setting up for tests (once, about a minute) ..."
	@$(PIP) install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.app
