# make map: a first look.  make test: everything that must hold.
PYTHON ?= python3
BIN := .venv/bin
APT := chromium fonts-noto-core fonts-noto-cjk

.PHONY: map test browser benchmark picture clean

map: .venv/installed
	$(BIN)/khorgos route "Xi'an" Duisburg
	@echo
	$(BIN)/khorgos route Almaty Khorgos
	@echo
	$(BIN)/khorgos route Almaty Khorgos --mode road
	@echo
	$(BIN)/khorgos map "Xi'an" Duisburg Almaty Khorgos -o khorgos.html

test: .venv/developing browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@mkdir -p .venv/types && ln -sfn "$(CURDIR)" .venv/types/khorgos
	MYPYPATH=.venv/types $(BIN)/mypy -p khorgos.geo -p khorgos.layers -p khorgos.maps
	$(BIN)/lint-imports
	@# pytest would import the root as a package named after its folder, whatever that is called.
	$(BIN)/pytest --rootdir tests tests

benchmark: .venv/installed
	$(BIN)/python benchmarks/cold_start.py
	$(BIN)/python benchmarks/sampling.py

picture: .venv/developing browser
	PYTHONPATH=tests $(BIN)/python scripts/picture.py

# Browser tests need Chromium and fonts for four scripts; only Debian's packages are installed here.
browser:
	@if command -v dpkg-query >/dev/null; then \
	  [ $$(dpkg-query -W -f='$${db:Status-Abbrev}\n' $(APT) 2>/dev/null | grep -c '^ii') = 3 ] || { \
	    root=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	    $$root apt-get update -qq && \
	    $$root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y $(APT) >/dev/null; }; \
	else \
	  command -v "$${CHROMIUM:-chromium}" >/dev/null || { \
	    echo "install Chromium and Noto fonts, or set CHROMIUM to its path"; exit 1; }; \
	fi

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "khorgos needs Python 3.11 or newer; try: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

.venv/developing: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check -e ".[dev]"
	@touch $@ .venv/installed

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis khorgos.html
