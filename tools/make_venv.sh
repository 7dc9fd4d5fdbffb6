#!/bin/sh
# Makes the virtual environment $1 with the newest Python from 3.11 on; says what to do where there is none.
set -eu
venv=$1
for name in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
  if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$name; break; fi
done
if [ -z "${python:-}" ]; then
  echo "Headway needs Python 3.11 or newer. Install it (Debian, Ubuntu: apt-get install python3 python3-venv), then try again." >&2
  exit 2
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Debian's python3-venv (the standard library's own module, packaged apart) ..." >&2
    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
  else
    echo "This Python has no venv module. Install it (Debian, Ubuntu: sudo apt-get install python3-venv), then try again." >&2
    exit 2
  fi
fi
echo "Making $venv with $("$python" --version) ..." >&2
"$python" -m venv "$venv"
