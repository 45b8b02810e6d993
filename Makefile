# make map: a first look.  make test: everything that must hold.
PYTHON ?= python3
BIN := .venv/bin
APT := chromium fonts-noto-core fonts-noto-cjk gdal-bin
# pytest would import the root as a package named after its folder, whatever that is called.
PYTEST := $(BIN)/pytest --rootdir tests tests --numprocesses auto --dist worksteal
NPM := vnu-jar@26.9.27 axe-core@4.14.1

.PHONY: map test lint check nightly fuzz browser checkers benchmark pictures clean

map: .venv/installed
	$(BIN)/khorgos route "Xi'an" Duisburg
	@echo
	$(BIN)/khorgos route Almaty Khorgos
	@echo
	$(BIN)/khorgos route Almaty Khorgos --mode road
	@echo
	$(BIN)/khorgos map "Xi'an" Duisburg Almaty Khorgos -o khorgos.html

# Side by side, as tests of pages leave a core idle now and then.
test: .venv/developing browser checkers
	@$(MAKE) --no-print-directory --jobs 2 lint check

lint: .venv/developing browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@mkdir -p .venv/types && ln -sfn "$(CURDIR)" .venv/types/khorgos
	MYPYPATH=.venv/types $(BIN)/mypy -p khorgos.geo -p khorgos.layers -p khorgos.maps
	$(BIN)/lint-imports
	node --test tests/js/*.test.js

check: .venv/developing browser checkers
	$(PYTEST)

# Many more examples, other ones each time, and what takes too long for the day.
nightly: .venv/developing browser checkers
	$(PYTEST) -m "nightly or not nightly" --hypothesis-profile nightly
	PYTHONPATH=tests $(BIN)/python benchmarks/kills.py
	PYTHONPATH=tests $(BIN)/python benchmarks/fuzz.py 20000 $$$$

# A hundred thousand hostile inputs; make fuzz N=1000 SEED=7
N ?= 100000
SEED ?= 1
fuzz: .venv/developing
	PYTHONPATH=tests $(BIN)/python benchmarks/fuzz.py $(N) $(SEED)

benchmark: .venv/developing browser
	$(BIN)/python benchmarks/cold_start.py
	$(BIN)/python benchmarks/routes.py
	$(BIN)/python benchmarks/sampling.py
	$(BIN)/python benchmarks/alternatives.py
	$(BIN)/python benchmarks/scenarios.py
	$(BIN)/python benchmarks/drawing.py
	PYTHONPATH=tests $(BIN)/python benchmarks/page.py

pictures: .venv/developing browser
	PYTHONPATH=tests $(BIN)/python scripts/pictures.py

# Browser tests need Chromium and fonts for four scripts, tests of files need ogrinfo, and the
# checkers need Java and npm; only Debian's packages are installed here.
browser:
	@if command -v dpkg-query >/dev/null; then \
	  missing=$$(for name in $(APT); do \
	    dpkg-query -W -f='$${db:Status-Abbrev}' $$name 2>/dev/null | grep -q '^ii' || echo $$name; done; \
	    command -v java >/dev/null || echo default-jre-headless; \
	    command -v npm >/dev/null || echo npm); \
	  [ -z "$$missing" ] || { \
	    root=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	    $$root apt-get update -qq && \
	    $$root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y $$missing >/dev/null; }; \
	else \
	  command -v "$${CHROMIUM:-chromium}" >/dev/null || { \
	    echo "install Chromium and Noto fonts, or set CHROMIUM to its path"; exit 1; }; \
	  for name in ogrinfo java npm; do command -v $$name >/dev/null || { \
	    echo "install $$name: the tests need it"; exit 1; }; done; \
	fi

# The Nu validator and axe-core, for tests only.
checkers: browser .venv/checkers

# No scripts: the one of vnu-jar would fetch a Java of its own.
.venv/checkers: .venv/bin/python Makefile
	npm install --prefix .venv/npm --ignore-scripts --no-save --no-package-lock --no-audit --no-fund \
	  --loglevel error $(NPM) >/dev/null
	@touch $@

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
