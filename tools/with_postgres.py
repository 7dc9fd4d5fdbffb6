"""Starts a PostgreSQL of its own in a temporary folder, runs the given command on it, takes it all away again."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path


def programs() -> Path | None:
    """Return the folder of initdb and pg_ctl: the newest one installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def as_owner() -> dict[str, int]:
    """PostgreSQL refuses to run as root: be its own system user then."""
    if os.getuid() != 0:
        return {}
    owner = pwd.getpwnam("postgres")
    return {"user": owner.pw_uid, "group": owner.pw_gid}


def main() -> int:
    """Run the command with HEADWAY_DATABASE_URL set; skip in words where there is no PostgreSQL."""
    folder = programs()
    if folder is None:
        if os.environ.get("CI") == "true":
            sys.stderr.write("PostgreSQL is missing, and CI must run the suite on it.\n")
            return 1
        sys.stderr.write("Skipped: no PostgreSQL on this machine (Debian: apt-get install postgresql).\n")
        return 0
    owner = as_owner()
    home = Path(tempfile.mkdtemp(prefix="headway-postgres-"))
    if owner:
        os.chown(home, owner["user"], owner["group"])
    port = free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c fsync=off"
    start = [str(folder / "pg_ctl"), "-D", str(home / "data"), "-w", "-l", str(home / "log"), "-o", options, "start"]
    stop = [str(folder / "pg_ctl"), "-D", str(home / "data"), "-m", "immediate", "stop"]
    init = [
        str(folder / "initdb"),
        "-D",
        str(home / "data"),
        "-U",
        "headway",
        "--auth=trust",
        "-E",
        "UTF8",
        "--no-sync",
    ]
    quiet = {"stdout": subprocess.DEVNULL, "cwd": str(home)}
    subprocess.run(init, check=True, **quiet, **owner)  # type: ignore[call-overload]
    try:
        subprocess.run(start, check=True, **quiet, **owner)  # type: ignore[call-overload]
        url = f"postgresql://headway@127.0.0.1:{port}/postgres"
        return subprocess.run(sys.argv[1:], env=dict(os.environ, HEADWAY_DATABASE_URL=url), check=False).returncode
    finally:
        subprocess.run(stop, check=False, **quiet, **owner)  # type: ignore[call-overload]
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
