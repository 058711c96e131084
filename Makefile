# The two commands: `make run` starts a station with a demo commune, `make test` proves everything.
# A fresh machine needs Python 3.11 or newer, make and the package index; no root and no system package.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
OURS   := broadcaster audio_library webui tests benchmarks scripts

# uv trusts the certificates of the system, as pip does, and never fetches another Python.
export UV_SYSTEM_CERTS      := 1
export UV_PYTHON_DOWNLOADS  := never
export UV_LINK_MODE         := copy
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Compiled modules are kept: without them every process, and every test run, would compile the whole house anew.
unexport PYTHONDONTWRITEBYTECODE

.DELETE_ON_ERROR:
.PHONY: help run test quick check bench soak sbom lock screenshots clean

help:
	@echo 'make run          a station with a demo commune on http://127.0.0.1:8080'
	@echo 'make test         every check and every test'
	@echo 'make quick        the checks and the fast tests, under a minute'
	@echo 'make bench        measure, beside the yardsticks'
	@echo 'make soak         the long forms of the proofs, HOURS=1 or as long as you say'
	@echo 'make sbom         what is installed, as CycloneDX, in build/sbom.json'
	@echo 'make lock         resolve the dependencies anew'
	@echo 'make screenshots  the pictures of the README, from a running demo'
	@echo 'make clean        remove .venv and caches; var/, the memory of the station, stays'

run: $(VENV)/.run
	exec $(BIN)/broadcaster run --demo

# Four at once on two cores, whoever is idle helping the others: journeys wait more than they work.
# What measures a whole village in real time comes after them, when the machine has time for it.
test: check $(VENV)/.tools
	$(BIN)/python -m pytest -n 4 --dist worksteal -m 'not aside'
	$(BIN)/python -m pytest -n 2 --dist worksteal -m aside

quick: check
	$(BIN)/python -m pytest -n 2 --dist worksteal -q --hypothesis-profile quick -m 'not slow and not broker and not browser and not postgresql'

check: $(VENV)/.test
	$(BIN)/ruff format --check $(OURS)
	$(BIN)/ruff check $(OURS)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/.test
	$(BIN)/python -m benchmarks

# At low priority: it may run for a night beside other work.
HOURS ?= 1
soak: $(VENV)/.tools
	nice -n 10 $(BIN)/python -m tests.soak --hours $(HOURS)

sbom: $(VENV)/.run
	mkdir -p build
	$(BIN)/python scripts/sbom.py requirements/run.txt > build/sbom.json

lock: $(VENV)/.bootstrap
	requirements/lock.sh

screenshots: $(VENV)/.tools
	PYTHONPATH=. $(BIN)/python scripts/screenshots.py

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Each stamp says which step of the installation is done; a changed lock does its step again.

$(VENV)/.bootstrap: requirements/build.txt requirements/install.txt
	$(PYTHON) scripts/check_python.py
	test -x $(BIN)/python || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/build.txt
	$(BIN)/python -m pip install --quiet --require-hashes --only-binary=:all: -r requirements/install.txt \
	    || echo 'No uv for this machine: pip does its work, slower.'
	touch $@

$(VENV)/.run: $(VENV)/.bootstrap requirements/run.txt pyproject.toml
	$(call install,--require-hashes -r requirements/run.txt)
	$(call install,--no-deps --no-build-isolation --editable .)
	touch $@

$(VENV)/.test: $(VENV)/.run requirements/test.txt
	$(call install,--require-hashes -r requirements/test.txt)
	touch $@

$(VENV)/.tools: $(VENV)/.test scripts/install_test_tools
	scripts/install_test_tools
	touch $@

# uv is ten times as fast; where it is missing or fails, pip installs the same locked files.
install = $(BIN)/uv pip install --quiet --python $(BIN)/python $(1) || $(BIN)/python -m pip install --quiet $(1)
