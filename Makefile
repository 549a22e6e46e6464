.DEFAULT_GOAL := help
DEVICE ?= auto
DATA ?= digits
export DEVICE DATA
RUN := .ci/uv run --locked --quiet

.PHONY: help install html test lint types check clean

help:     ## list the targets
	@sed -n 's/^\([a-z]*\): *.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16
install:  ## prepare the environment from the lock file (.venv)
	@.ci/uv sync --locked
html:     ## build the site into _build/html   [DEVICE=auto|cpu|cuda DATA=digits|mnist]
	@$(RUN) python book/_ext/publish.py
test:     ## run every test
	@$(RUN) pytest
lint:     ## check format, style and spelling
	@$(RUN) ruff format --check . && $(RUN) ruff check . && $(RUN) codespell
types:    ## check types
	@$(RUN) mypy
check:    lint types html test  ## all of these, as CI runs them
clean:    ## remove what was built, executed results included
	@rm -rf _build
