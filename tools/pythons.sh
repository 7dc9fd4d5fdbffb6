#!/bin/sh
# The quick tests on every supported Python that is on this machine, each in an environment of its own.
set -eu
for version in 3.11 3.12 3.13; do
  if ! "python$version" -c '' 2>/dev/null; then echo "python$version: not on this machine"; continue; fi
  venv=$(mktemp -d)/venv
  PYTHON="python$version" sh tools/make_venv.sh "$venv"
  HEADWAY_SKIP_FRONTEND=1 sh tools/install.sh "$venv" requirements/dev.txt
  "$venv/bin/python" -m pytest -n 2 -m "not browser and not slow"
  rm -rf "$venv"
done
