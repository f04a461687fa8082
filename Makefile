# Two commands do everything on a fresh machine with Python 3.11+ and make:
#   make site   the environment in .venv/, then the bulletin into site/
#   make test   the environment with the tests' tools, then every check
# make quick    the checks of daily work, within a minute
# make wheelhouse  a ZIP that installs without network on Linux (x86-64, ARM) and Windows
# make lock     pin the newest allowed versions of all libraries anew (needs uv)

PYTHON ?= python3
BIN := .venv/bin

.PHONY: site test quick lint wheelhouse lock clean

site: .venv/.runtime
	$(BIN)/bulletin build

test: lint tests/tools/node_modules
	$(BIN)/pytest -n 2 --dist worksteal

quick: lint
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow"

lint: .venv/.tests
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy

.venv/.runtime: requirements.txt pyproject.toml .ci/environment
	sh .ci/environment $(PYTHON) requirements.txt
	@touch $@

.venv/.tests: requirements-dev.txt .ci/environment .ci/packages | .venv/.runtime
	sh .ci/packages
	sh .ci/environment $(PYTHON) requirements-dev.txt
	@touch $@

# Made anew with: npm install --package-lock-only --omit-lockfile-registry-resolved
tests/tools/node_modules: tests/tools/package-lock.json .ci/node .venv/.tests
	sh .ci/node tests/tools
	@touch $@

wheelhouse: .venv/.runtime
	$(BIN)/python .ci/wheelhouse mine-bulletin-offline.zip

LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --upgrade pyproject.toml --extra build

lock:
	$(LOCK) -o requirements.txt
	$(LOCK) --extra test -o requirements-dev.txt

clean:
	rm -rf .venv .bulletin site posters tests/tools/node_modules
