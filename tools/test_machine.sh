#!/bin/sh
# What the tests use beyond Python: Chromium, PostgreSQL, Java. Installed from Debian's packages when root on Debian;
# elsewhere the tests that need a missing one are skipped with the reason (never under CI=true: they fail there).
set -eu
missing=""
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing="$missing chromium"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$missing postgresql"
command -v java >/dev/null || missing="$missing default-jre-headless"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ]; then
  echo "Installing from Debian's packages:$missing" >&2
  apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
  echo "Not on this machine:$missing. Tests that need them are skipped." >&2
fi
