# The README's words are `make run` and `make test`; the rest is for people who change the code.
# Everything lives in .venv and var/; stamps make a second call quick.

VENV := .venv
BIN := $(VENV)/bin
FRONTEND := $(filter-out frontend/node_modules/%,$(wildcard frontend/*.* frontend/src/* frontend/src/*/* frontend/src/*/*/*))
export HEADWAY_DATA_DIR ?= $(CURDIR)/var
ARTIFACTS := test-artifacts

# Python may keep what it compiled, the tests too: each of hundreds of processes would do it again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run serve test test-rest lint types arch frontend warm unit slow postgres journeys browser browser-rest api-fuzz docs truth truth-writing differential bench \
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

# What CI runs is `make test`, then `make test-rest`: every test is in one of them (tests/test_sets.py).
test: setup           ## What must hold before every commit: in a quarter of an hour all but test-rest
	@sh tools/test_machine.sh
	@$(MAKE) --no-print-directory -j 2 warm lint types arch frontend docs
	@$(MAKE) --no-print-directory unit journeys
	@echo "All of it holds."

test-rest: setup      ## What CI tests after that: what takes long, the app on PostgreSQL, the other journeys
	@sh tools/test_machine.sh
	@$(MAKE) --no-print-directory warm
	@$(MAKE) --no-print-directory slow postgres browser-rest
	@echo "The rest holds too."

lint: setup           ## ruff
	@$(BIN)/ruff check . && $(BIN)/ruff format --check -q .

types: setup          ## mypy, strict
	@$(BIN)/mypy

arch: setup           ## Import contracts
	@$(BIN)/lint-imports --no-cache > .venv/imports.txt || { cat .venv/imports.txt; exit 1; }; grep -E 'Contracts:' .venv/imports.txt

frontend: setup       ## Types and unit tests of the front end
	@$(BIN)/python tools/node.py run check && $(BIN)/python tools/node.py test

warm: setup           # Compiles every kernel, so that no test waits for it
	@$(BIN)/headway warm --all

unit: setup           ## Python tests on SQLite
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not browser and not slow" --durations=8

slow: setup           ## Those that take long
	@$(BIN)/python -m pytest -n 2 -m "not browser and slow" --durations=8

postgres: setup       ## The app's tests on PostgreSQL, where there is one
	@$(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest tests/app -n 2 --dist loadfile -m "not browser"

browser: journeys browser-rest  ## All journeys in real Chromium

journeys: setup       ## The journeys that most others build on
	@$(BIN)/python -m pytest tests/e2e -n 2 --dist loadfile -m "browser and first"

browser-rest: setup   ## The other journeys
	@$(BIN)/python -m pytest tests/e2e -n 2 --dist loadfile -m "browser and not first"

api-fuzz: setup       ## A hundred made-up cases of every route of the API as everybody, other ones each time (long)
	@HEADWAY_API_CASES=100 $(BIN)/python -m pytest -n 2 tests/app/fuzz

docs: setup           ## The documentation, warnings are errors
	@$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html

truth: setup          ## Pass rates against the answers of Microsoft Project and P6
	@$(BIN)/python benchmarks/truth.py ../shared/truth/wild ../shared/truth/schedules/samples ../shared/truth/schedules/mpxj ../shared/truth/schedules/mpsplib ../shared/truth/schedules/p6

differential: setup   ## 2,000 random networks beside MPXJ's two schedulers (needs Java)
	@$(BIN)/python benchmarks/differential.py

truth-writing: setup  ## Write and read again every plan of others, not only the sample of the tests
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
