#!/bin/sh
# Pins requirements/*.txt for all platforms and Pythons we support, with hashes.
set -eu
compile="$1 pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-config -q --upgrade"
$compile pyproject.toml --extra mpp --extra postgres -o requirements/run.txt --custom-compile-command "make lock"
$compile pyproject.toml requirements/dev.in --extra mpp --extra postgres -o requirements/dev.txt --custom-compile-command "make lock"
