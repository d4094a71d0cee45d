# The first of python3.11 to python3.13 that works; override with `make PYTHON=…`.
PYTHON ?= $(shell for v in 3.11 3.12 3.13; do p=python$$v; \
	$$p -c 'import venv, ensurepip' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: app test browser lint

app: $(VENV)/installed
	$(BIN)/streamlit run app.py

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest --ignore=tests/browser

browser: $(VENV)/installed-dev
	$(BIN)/python -m pytest tests/browser

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Install Python 3.11, 3.12 or 3.13 (with venv) first."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	touch $@

$(VENV)/installed-dev: pyproject.toml $(VENV)/installed
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@
