#!/bin/sh
# Installs the pinned requirements $2 and Headway itself into the virtual environment $1.
# uv is quick; pip does the same where uv cannot reach its index (pip has settings of its own for that).
set -eu
venv=$1 lock=$2
echo "Installing ($lock) ..." >&2
[ -x "$venv/bin/uv" ] || "$venv/bin/pip" install -q --disable-pip-version-check uv || true
VIRTUAL_ENV=$(cd "$venv" && pwd) && export VIRTUAL_ENV
if ! "$venv/bin/uv" pip install -q --no-config --compile-bytecode --require-hashes -r "$lock"; then
  "$venv/bin/pip" install -q --disable-pip-version-check --require-hashes -r "$lock"
fi
if ! "$venv/bin/uv" pip install -q --no-config --no-deps --refresh-package headway -e .; then
  "$venv/bin/pip" install -q --disable-pip-version-check --no-deps -e .
fi
"$venv/bin/python" -m compileall -q src/headway
