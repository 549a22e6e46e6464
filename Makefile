.DEFAULT_GOAL := help
DEVICE ?= auto
DATA ?= digits
export DEVICE DATA
RUN := .ci/uv run --locked

.PHONY: help install html book test lint types check site-check faults reproducible bench newest linkcheck audit clean

help:     ## list the targets
	@sed -n 's/^\([a-z-]*\): *.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20
install:  ## prepare the environment from the lock file (.venv)
	@.ci/uv sync --locked
html:     ## build the site into _build/html   [DEVICE=auto|cpu|cuda DATA=digits|mnist]
	@$(RUN) python book/_ext/publish.py
book:     ## print the book: one page, and a PDF of it, into _build/book
	@$(RUN) python book/_ext/printed.py
test: html  ## run every test, on a site that is up to date
	@$(RUN) pytest -n 2 --dist loadfile
lint:     ## check format, style and spelling
	@$(RUN) ruff format --check . && $(RUN) ruff check . && $(RUN) codespell
types:    ## check types
	@$(RUN) mypy
check: lint types html test  ## all of these, as CI runs them
site-check: html  ## judge every page of the site: axe, Lighthouse, weights; minutes
	@$(RUN) pytest -m whole_site -n 2
faults:   ## kill, stop and starve builds, dozens of times, and count how each ends; minutes
	@$(RUN) python tests/faults/run.py
reproducible: html ## build the commit again, elsewhere, and show what differs
	@$(RUN) python book/_ext/compare_builds.py
bench:    ## print the benchmark tables
	@for each in build_speed build_growth iteration_cost training_speed suite harness full_speed; do \
		PYTHONPATH=tests:book/_ext $(RUN) python -m benchmarks.$$each || exit; done
newest: html ## run the programs of the site with the newest releases
	@$(RUN) python tests/releases/newest.py
linkcheck: ## ask every external link whether it is still there
	@$(RUN) python book/_ext/linkcheck.py
audit:    ## ask whether a known fault is in a locked package
	@.ci/uv export --quiet --locked --no-emit-project | $(RUN) --group audit pip-audit --strict --require-hashes --disable-pip -r /dev/stdin
clean:    ## remove what was built, executed results included
	@rm -rf _build
