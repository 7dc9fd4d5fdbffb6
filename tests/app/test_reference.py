"""Events and addresses of the API are documented, and no others."""

import re
from pathlib import Path

from headway.app.api import api
from headway.app.worker.follow import PLAN_VERBS

ROOT = Path(__file__).resolve().parents[2]
VERB = re.compile(r'"((?:component|plan|role|calendar|baseline|status_date|task|dependency|import|schedule)\.[a-z_]+)"')


def test_every_event_is_documented():
    recorded = {
        verb
        for room in ("actions", "worker")
        for path in (ROOT / "src/headway/app" / room).glob("*.py")
        for verb in VERB.findall(path.read_text("utf-8"))
    }
    text = (ROOT / "docs/reference/events.md").read_text("utf-8")
    assert set(re.findall(r"^\| `([a-z_.]+)` \|", text, re.MULTILINE)) == recorded
    assert recorded >= PLAN_VERBS


def test_every_address_is_documented():
    served = {
        (path.removeprefix("/api/v1"), method.upper())
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    }
    text = (ROOT / "docs/reference/api.md").read_text("utf-8")
    rows = re.findall(r"^\| `(/[^`]+)` \| ([A-Z, ]+) \|", text, re.MULTILINE)
    assert {(path, method) for path, methods in rows for method in methods.split(", ")} == served
