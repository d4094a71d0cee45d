# The first Python that fits; override with `make PYTHON=…`.
PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3 python; do \
	test "$$($$p -c '$(FITS)' 2>/dev/null)" = True && echo $$p && break; done)
FITS := import sys, venv, ensurepip; print((3, 11) <= sys.version_info < (3, 14))
VENV := .venv
BIN := $(VENV)/bin
# uv, where it is there, installs several times as fast as pip.
INSTALL := $(shell command -v uv >/dev/null && \
	echo "uv pip install --compile-bytecode --python $(BIN)/python" || echo "$(BIN)/python -m pip install")
MEGABYTES := 3500

.PHONY: app test test-long test-torch test-cluster browser lint

app: $(VENV)/installed
	@echo "Starting FER Compare; the browser opens in a few seconds, and Ctrl-C ends it."
	@$(BIN)/streamlit run app.py

test: $(VENV)/installed-dev
	@echo "Running the tests, two at a time: 2 to 5 minutes on two cores."
	@$(BIN)/python -m pytest --ignore=tests/browser -n 2 --dist worksteal

test-long: $(VENV)/installed-dev
	@echo "Running the tests that go over many more cases: 5 to 15 minutes."
	@$(BIN)/python -m pytest -m long

test-torch: $(VENV)/installed-dev
	@echo "Installing PyTorch, a download of up to 3 GB, and testing its engine beside TensorFlow's."
	@$(INSTALL) --editable '.[dev,gpu]'
	@$(BIN)/python -m pytest tests/engines tests/benchmark/test_benchmark.py

test-cluster: $(VENV)/installed-dev
	@echo "Installing Ray and training on a cluster of two nodes on this machine: 2 to 5 minutes."
	@$(INSTALL) --editable '.[dev,ray]'
	@$(BIN)/python -m pytest tests/cluster -m cluster

browser: $(VENV)/installed-dev
	@{ command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null || { \
		echo "The browser's tests need Chromium or Chrome: install it first (on Debian and Ubuntu:" \
		"apt install chromium)."; exit 1; }
	@echo "Driving the app in Chromium: 2 to 5 minutes."
	@$(BIN)/python -m pytest tests/browser -n 2 --dist worksteal

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

$(BIN)/python:
	@test "$$("$(PYTHON)" -c '$(FITS)' 2>/dev/null)" = True || { echo "FER Compare needs Python 3.11, 3.12 or 3.13 with its venv module" \
		"(on Debian and Ubuntu: apt install python3-venv), and '$(PYTHON)' is none: install one, or" \
		"name yours with make PYTHON=/path/to/python."; exit 1; }
	@free=$$(df -Pk . | awk 'NR == 2 {print int($$4 / 1024)}'); \
		test $$free -ge $(MEGABYTES) || { echo "FER Compare needs $(MEGABYTES) MB of disk for what" \
		"it installs, and there are $$free MB free here: make room, or move this folder."; exit 1; }
	@echo "Setting up in $(VENV), once: about 1 GB is downloaded, which takes 1 to 10 minutes."
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/installed: requirements.txt | $(BIN)/python
	@$(INSTALL) --requirement requirements.txt
	@touch $@

$(VENV)/installed-dev: pyproject.toml $(VENV)/installed
	@echo "Installing what the tests need."
	@$(INSTALL) --editable '.[dev]'
	@touch $@
