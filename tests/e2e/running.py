"""A real `headway serve` in a process of its own, on data of its own."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Running:
    address: str
    data: Path
    process: subprocess.Popen[bytes]


def headway(*words: str, data: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command line as a person would."""
    environment = dict(os.environ, HEADWAY_DATA_DIR=str(data), NO_COLOR="1", COLUMNS="120")
    environment.pop("HEADWAY_DATABASE_URL", None)
    command = [sys.executable, "-m", "headway.cli.main", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=check, timeout=300)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(data: Path) -> Iterator[Running]:
    """Start the server and wait until it answers; stop it and everything it started."""
    port = free_port()
    environment = dict(os.environ, HEADWAY_DATA_DIR=str(data), NO_COLOR="1")
    environment.pop("HEADWAY_DATABASE_URL", None)
    log = (data / "serve.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "headway.cli.main", "serve", "--port", str(port)],
        env=environment, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, process, data / "serve.log")
        yield Running(address, data, process)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
        log.close()


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/sign-in/", timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise AssertionError(f"the server did not answer at {address}:\n{log.read_text('utf-8', 'replace')[-3000:]}")
