# The README's words are `make run` and `make test`; the rest is for people who change the code.
# Everything lives in .venv and var/; stamps make a second call quick.

VENV := .venv
BIN := $(VENV)/bin
FRONTEND := $(filter-out frontend/node_modules/%,$(wildcard frontend/*.* frontend/src/* frontend/src/*/* frontend/src/*/*/*))
export HEADWAY_DATA_DIR ?= $(CURDIR)/var
ARTIFACTS := test-artifacts

.PHONY: help run serve test quick lint types arch frontend unit postgres browser api-fuzz docs truth truth-writing differential bench \
        bench-network bench-web lock format setup pythons clean

help:            ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## ?/  make \1\t/' | expand -t 24

# ---------------------------------------------------------------- installing

$(VENV)/bin/python:
	@sh tools/make_venv.sh $(VENV)

$(VENV)/.run: $(VENV)/bin/python pyproject.toml hatch_build.py requirements/run.txt $(FRONTEND)
	@sh tools/install.sh $(VENV) requirements/run.txt
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml hatch_build.py requirements/dev.txt $(FRONTEND)
	@sh tools/install.sh $(VENV) requirements/dev.txt
	@touch $@ $(VENV)/.run

setup: $(VENV)/.dev   ## Install everything that developers need

# ---------------------------------------------------------------- using

run: $(VENV)/.run     ## Install, load the demonstration portfolio, start the server
	@$(BIN)/headway warm
	@$(BIN)/headway demo
	@$(BIN)/headway serve

serve: $(VENV)/.run   ## Start the server on what is there
	@$(BIN)/headway serve

# ---------------------------------------------------------------- testing

test: setup           ## Everything that must hold
	@sh tools/test_machine.sh
	@$(MAKE) --no-print-directory lint types arch frontend
	@$(BIN)/headway warm --all
	@$(MAKE) --no-print-directory unit postgres browser docs
	@echo "All of it holds."

quick: setup          ## The fast tests alone
	@$(BIN)/python -m pytest -n 2 -m "not browser and not slow"

lint: setup           ## ruff
	@$(BIN)/ruff check . && $(BIN)/ruff format --check -q .

types: setup          ## mypy, strict
	@$(BIN)/mypy

arch: setup           ## Import contracts
	@$(BIN)/lint-imports --no-cache > .venv/imports.txt || { cat .venv/imports.txt; exit 1; }; grep -E 'Contracts:' .venv/imports.txt

frontend: setup       ## Types and unit tests of the front end
	@$(BIN)/python tools/node.py run check && $(BIN)/python tools/node.py test

unit: setup           ## Python tests on SQLite
	@$(BIN)/python -m pytest -n 2 -m "not browser" --durations=8

postgres: setup       ## The app's tests on PostgreSQL, where there is one
	@$(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest tests/app -n 2 -m "not browser"

browser: setup        ## Journeys in real Chromium
	@$(BIN)/python -m pytest tests/e2e -m browser

api-fuzz: setup       ## A hundred made-up cases of every route of the API as everybody, other ones each time (long)
	@HEADWAY_API_CASES=100 $(BIN)/python -m pytest -n 2 tests/app/fuzz

docs: setup           ## The documentation, warnings are errors
	@$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html

truth: setup          ## Pass rates against the answers of Microsoft Project and P6
	@$(BIN)/python benchmarks/truth.py ../shared/truth/wild ../shared/truth/schedules/samples ../shared/truth/schedules/mpxj ../shared/truth/schedules/mpsplib ../shared/truth/schedules/p6

differential: setup   ## 2,000 random networks beside MPXJ's two schedulers (needs Java)
	@$(BIN)/python benchmarks/differential.py

truth-writing: setup  ## Write and read again every plan of others, not only the sample of make test
	@HEADWAY_ALL_PLANS=1 $(BIN)/python -m pytest -n 2 tests/formats/test_writing_of_others.py

bench: setup          ## All benchmarks
	@$(BIN)/python -m benchmarks

bench-network: setup  ## The scheduling engine alone, beside MPXJ
	@$(BIN)/python benchmarks/network.py

bench-web: setup      ## Pages in real Chromium
	@$(BIN)/python benchmarks/web_islands.py
	@$(BIN)/python benchmarks/web_planning.py
	@$(BIN)/python benchmarks/web_roadmap.py
	@$(BIN)/python benchmarks/web_peers.py

format: setup         ## Let ruff mend what it can
	@$(BIN)/ruff check --fix -q . ; $(BIN)/ruff format -q .

pythons: ; @sh tools/pythons.sh          ## The quick tests on every supported Python found here

lock: setup           ## Pin the newest versions that fit pyproject.toml
	@sh tools/lock.sh $(BIN)/uv

clean:                ## Forget everything that can be made again (not the data in var/)
	rm -rf $(VENV) frontend/node_modules src/headway/app/ui/static/headway/dist docs/_build $(ARTIFACTS) .mypy_cache .ruff_cache
