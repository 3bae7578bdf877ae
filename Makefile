# Siyu 私域. The two commands that matter: `make demo` and `make test`. Both set everything up by themselves.
PYTHON ?= python3
BIN := .venv/bin
NPM := $(PYTHON) tools/node.py

.PHONY: help setup demo test test-python test-fronts check format openapi

help:
	@echo "make demo     set up and run everything on http://127.0.0.1:8000 (SIYU_PORT); Ctrl-C stops it"
	@echo "make test     set up and run all tests (PYTEST='tests/unit -k price' narrows them down)"
	@echo "make check    format, lint, types, import contracts, drift of the API description"
	@echo "make format   format the Python code"
	@echo "make setup    set up only"
	@echo "make openapi  write openapi.json and the types of the client anew"

setup:
	@$(PYTHON) tools/bootstrap.py

demo:
	@$(PYTHON) tools/bootstrap.py && exec $(BIN)/siyu demo

test: test-fronts test-python

test-fronts:
	@$(PYTHON) tools/bootstrap.py --test
	@$(NPM) run test --workspaces --if-present

test-python:
	@$(PYTHON) tools/bootstrap.py --test
	@$(BIN)/pytest $(PYTEST)

check:
	@$(PYTHON) tools/bootstrap.py
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(NPM) run check --workspaces --if-present
	@$(BIN)/siyu openapi --check

format:
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

openapi:
	@$(BIN)/siyu openapi
	@$(NPM) run generate -w app/client
