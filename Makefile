# make run    start the application            make test   every check, as continuous integration runs it
# make serve  several processes behind nginx   make lock   requirements*.lock, from requirements*.txt
# make lint   linter, formatter, types         make format rewrite files the way the formatter wants them
# make bench  measurements of docs/performance.md          make translations   refresh ui/language/locales
# make mutants  do the tests notice wrong products? Takes hours; make mutants MUTANTS=20 SEED=2 draws others

# The first interpreter that is new enough; override with `make run PYTHON=/path/to/python`.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# Extra arguments for the command behind a target: make run ARGS="--server.port 8080"
ARGS ?=
# Tests share servers and browsers within a file, so a file stays on one worker. Browsers also wait: three keep two
# cores busy. The order of the files is ours (tests/conftest.py).
WORKERS ?= 3
PARALLEL = -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# How many processes `make serve` starts, and where visitors come.
REPLICAS ?= 2
PORT ?= 8501
# How often `make test-stress` runs the browser tests.
ROUNDS ?= 5
# How many mutations are drawn at random, and which.
MUTANTS ?= 60
SEED ?= 1
# Whatever the shell says: tests start dozens of Pythons, which need not compile the same files each for itself.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run serve lock test all-tests test-stress lint format bench mutants translations clean
.DELETE_ON_ERROR:

run: $(VENV)/.runtime $(VENV)/.entry-files
	@mkdir -p static
	$(BIN)/python -m streamlit run asgi.py $(ARGS)

# docs/hosting.md says what this is for. One process needs no nginx.
serve: $(VENV)/.runtime $(VENV)/.entry-files
	$(BIN)/python -m serving.replicas --replicas $(REPLICAS) --port $(PORT)

# What is installed, to the last file: every version and the hash of everything that may be fetched for it.
lock: .venv-lock/.installed
	@for name in requirements requirements-dev; do \
		.venv-lock/bin/uv pip compile $$name.txt --universal --python-version 3.11 --generate-hashes --quiet \
			--custom-compile-command "make lock" --output-file $$name.lock; \
	done

.venv-lock/.installed: tools/lock/requirements.txt
	@$(call require-python)
	"$(PYTHON)" -m venv --clear .venv-lock
	.venv-lock/bin/python -m pip --disable-pip-version-check install --quiet -r tools/lock/requirements.txt
	touch $@

# Types are checked by one processor while the tests begin on the others.
test:
	@$(MAKE) --no-print-directory --jobs=2 lint all-tests

all-tests: $(VENV)/.development
	$(BIN)/python tests/browser/browser_setup.py
	$(BIN)/python -m pytest $(PARALLEL) $(ARGS)

# The browser tests again and again on a machine that is busy with something else: whoever waits for a time and not for
# what is needed fails here.
test-stress: $(VENV)/.development
	$(BIN)/python tests/browser/browser_setup.py
	@for loop in 1 2; do while :; do :; done & loops="$$loops $$!"; done; trap 'kill $$loops' EXIT; set -e; \
	for round in $$(seq $(ROUNDS)); do \
		echo "round $$round of $(ROUNDS)"; \
		$(BIN)/python -m pytest $(PARALLEL) tests/browser $(ARGS); \
	done

lint: $(VENV)/.development $(VENV)/.javascript
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PATH="$(CURDIR)/$(BIN):$$PATH" $(VENV)/javascript/node_modules/.bin/tsc --project tools/javascript

format: $(VENV)/.development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

translations: $(VENV)/.development
	$(BIN)/python -m ui.language.i18n_update

# PyTorch is large and only measured against, so the benchmarks keep their own environment.
bench: .venv-bench/.installed
	.venv-bench/bin/python tests/browser/browser_setup.py
	.venv-bench/bin/python -m benchmarks $(ARGS)

.venv-bench/.installed: requirements.txt benchmarks/requirements.txt
	@$(call require-python)
	"$(PYTHON)" -m venv --clear .venv-bench
	.venv-bench/bin/python -m pip --disable-pip-version-check install --quiet -r benchmarks/requirements.txt
	touch $@

# Those that were written down, then a sample of those that a tool makes; the tool has an environment of its own.
mutants: .venv-mutants/.installed
	.venv-mutants/bin/python tests/browser/browser_setup.py
	.venv-mutants/bin/python -m tests.mutants.by_hand $(ARGS)
	.venv-mutants/bin/python -m tests.mutants.sampled --number $(MUTANTS) --seed $(SEED)

.venv-mutants/.installed: requirements.txt requirements-dev.txt requirements-mutants.txt
	@$(call require-python)
	"$(PYTHON)" -m venv --clear .venv-mutants
	.venv-mutants/bin/python -m pip --disable-pip-version-check install --quiet -r requirements-mutants.txt
	touch $@

$(VENV)/.created:
	@$(call require-python)
	"$(PYTHON)" -m venv --clear $(VENV)
	touch $@

$(VENV)/.runtime: requirements.lock | $(VENV)/.created
	$(call install,requirements.lock)
	touch $@

# A page that was added to the list gets its file pages/N_name.py.
$(VENV)/.entry-files: pages/places.py | $(VENV)/.runtime
	$(BIN)/python -m pages.places
	touch $@

$(VENV)/.development: requirements-dev.lock | $(VENV)/.created
	$(call install,requirements-dev.lock)
	touch $@ $(VENV)/.runtime

# The checker of the JavaScript's types. Node and npm come with pip, so Python is still all that a machine must have.
$(VENV)/.javascript: tools/javascript/package.json tools/javascript/package-lock.json $(VENV)/.development
	mkdir -p $(VENV)/javascript
	cp tools/javascript/package.json tools/javascript/package-lock.json $(VENV)/javascript
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --prefix $(VENV)/javascript --no-audit --no-fund --loglevel=error
	touch $@

clean:
	rm -rf $(VENV) .venv-bench .venv-lock .venv-mutants static tests/browser/harness/static test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip compiles one file after another; all processors do it sooner. What is no Python of this version is no matter.
define install
$(PIP) install --quiet --no-compile --require-hashes -r $(1)
-$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib
endef

define require-python
test -n "$(PYTHON)" || { \
	echo "Python 3.11 or newer is needed; found: $$(python3 --version 2>&1)." >&2; \
	echo "Install it, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 1; }; \
"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "Python 3.11 or newer is needed; $(PYTHON) is older or does not start." >&2; exit 1; }; \
"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	echo "$(PYTHON) has no venv module. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
endef
