# Floortime needs Python 3.11 or newer and make. Everything else goes into .venv.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
WORKERS ?= 2

.PHONY: help demo test lint bench trial lock screenshots words ready ready-dev

help:
	@echo "make demo    set up, found the demo company, start the site (PORT=8000 by default)"
	@echo "make test    set up, pass the tests"
	@echo "make lint    ruff, mypy, import-linter, djlint"
	@echo "make bench   measure against the figures in tests/bench"
	@echo "make screenshots  take README's pictures anew from the demo company"
	@echo "make trial   the long trials: 10,000 hostile mails, 1,000 answers, 10,000 letters in a storm, a year of 5,000 promises, a day without a mail server, 200 random walks"
	@echo "make lock    pin the dependencies anew"
	@echo "make words   bring the catalogues up to the source"

ready:
	@test -n "$(PYTHON)" || { echo "Floortime needs Python 3.11 or newer, and this machine has none."; exit 1; }
	@$(PYTHON) .ci/ready.py run

ready-dev:
	@test -n "$(PYTHON)" || { echo "Floortime needs Python 3.11 or newer, and this machine has none."; exit 1; }
	@$(PYTHON) .ci/ready.py dev

demo: ready
	@$(PY) -m floortime demo $(if $(PORT),--port $(PORT)) $(if $(DATA),--data $(DATA)) $(if $(FRESH),--fresh)

test: ready-dev
	$(PY) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: ready-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy floortime
	.venv/bin/lint-imports
	.venv/bin/djlint --lint --quiet templates

bench: ready-dev
	$(PY) -m tests.bench $(ARGS)

trial: ready-dev
	FT_TRIAL_HOSTILE=10000 FT_TRIAL_ANSWERS=1000 $(PY) -m pytest -n0 -s tests/mailroom/test_siege.py $(ARGS)
	FT_TRIAL_LETTERS=10000 FT_TRIAL_KILLS=50 $(PY) -m pytest -n0 -s tests/roof/test_trial.py $(ARGS)
	FT_TRIAL_PROMISES=5000 $(PY) -m pytest -n0 -s tests/followups/test_year.py $(ARGS)
	FT_TRIAL_DOWN=5000 $(PY) -m pytest -n0 -s tests/roof/test_smtp_down.py $(ARGS)
	FT_TRIAL_WALKS=200 $(PY) -m pytest -n0 -s tests/followups/test_walk.py $(ARGS)

screenshots: ready-dev
	$(PY) -m tests.screenshots

words: ready-dev
	$(PY) .ci/words.py extract

# Hashes and versions alone; where packages come from is each machine's own affair.
COMPILE = .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml
lock: ready-dev
	$(PY) -m pip install --quiet uv
	$(COMPILE) -o requirements.lock
	$(COMPILE) --extra postgres --group dev -o requirements-dev.lock
