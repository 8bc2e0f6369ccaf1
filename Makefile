# Dispute Desk: `make demo` shows the whole journey, `make test` passes the tests, `make check` adds style, types and structure.
# Needs python3 (3.11 or later), python3-venv and make; everything else is installed here.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: audit corpus-report model-card demo test check format lock servers tree clean bench fuzz soak soak-fuzz soak-kill spoof

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

demo: $(READY)
	$(BIN)/dispute-desk demo

servers:
	sh tools/test-servers.sh

test: $(READY) servers
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 3 --dist loadfile

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict bot tests
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

tree: $(READY)
	$(BIN)/python tools/readme.py

spoof: $(READY)
	SPOOFS=20000 $(BIN)/python -m pytest -q --timeout 3600 tests/journeys/test_spoofs.py

bench: $(READY) servers
	$(BIN)/python benchmarks/throughput.py

fuzz: $(READY)
	$(BIN)/python tools/fuzz.py --mails 5000

soak: soak-fuzz soak-kill

soak-fuzz: $(READY)
	$(BIN)/python tools/fuzz.py --mails 100000 --sandbox

soak-kill: $(READY) servers
	SOAK=1 KILLS=2000 $(BIN)/python -m pytest tests/faults

corpus-report: $(READY)
	$(BIN)/python tools/corpus_report.py

model-card: $(READY)
	$(BIN)/python tools/model_card.py

lock:
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --extra dev --no-header \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-annotate --output-file requirements.lock pyproject.toml

# Needs the network, so no part of `check`: exit 1 for a known hole, 2 where the advisory services could not be asked about every pin.
audit:
	$(PYTHON) -m venv .audit
	.audit/bin/python -m pip install --quiet --disable-pip-version-check "pip-audit>=2.10,<3"
	.audit/bin/python tools/audit.py

clean:
	rm -rf $(VENV) .audit build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
