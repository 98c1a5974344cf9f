# Both targets need nothing but Python 3.11 or newer with pip. Where Java is found, tests run on
# Spark too.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
REVIEW := build/review
EXTRAS := dev$(if $(shell command -v java),$(shell echo ,)spark)

.PHONY: review test format clean

review: $(VENV)/installed
	$(BIN)/linkage review data/synthetic/people.parquet \
	    --id-history data/synthetic/id_history.parquet \
	    --as-of 2026-11-01 --out $(REVIEW) --overwrite

test: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	touch $@

$(VENV)/installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[$(EXTRAS)]'
	touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) build
