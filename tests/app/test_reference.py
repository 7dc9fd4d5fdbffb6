"""Events and addresses of the API are documented, and no others."""

import ast
import re
import subprocess
import sys
from pathlib import Path

from headway.app.api import api
from headway.app.worker.follow import PLAN_VERBS

ROOT = Path(__file__).resolve().parents[2]
EVENT = re.compile(r"[a-z_]+\.[a-z_]+")


def words_in(path):
    """Every text of a file that is shaped like the name of an event."""
    texts = (node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant))
    return {text for text in texts if isinstance(text, str) and EVENT.fullmatch(text)}


def test_every_event_is_documented():
    recorded = {
        verb
        for room in ("actions", "worker")
        for path in (ROOT / "src/headway/app" / room).rglob("*.py")
        for verb in words_in(path)
    }
    text = (ROOT / "docs/reference/events.md").read_text("utf-8")
    assert set(re.findall(r"^\| `([a-z_.]+)` \|", text, re.MULTILINE)) == recorded
    assert recorded >= PLAN_VERBS


def test_the_page_of_roles_is_the_table():
    said = subprocess.run([sys.executable, "-c", "import roles_page; print(roles_page.page(), end='')"],
                          check=True, capture_output=True, text=True, cwd=ROOT / "tools").stdout  # fmt: skip
    assert (ROOT / "docs/reference/roles.md").read_text("utf-8") == said, "run python tools/roles_page.py"


def test_every_address_is_documented():
    served = {
        (path.removeprefix("/api/v1"), method.upper())
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    }
    text = (ROOT / "docs/reference/api.md").read_text("utf-8")
    rows = re.findall(r"^\| `(/[^`]+)` \| ([A-Z, ]+) \|", text, re.MULTILINE)
    assert {(path, method) for path, methods in rows for method in methods.split(", ")} == served
