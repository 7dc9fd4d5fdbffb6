"""The page on levelling says what the code does: its example runs, its table of diagnostics is whole."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs/reference/engine/levelling.md").read_text("utf-8")


def test_the_examples_run_as_they_stand() -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert blocks
    exec(compile("\n".join(blocks), "levelling.md", "exec"), {})


def test_every_diagnostic_is_documented() -> None:
    folder = ROOT / "src/headway/engine/levelling"
    used = {
        name
        for path in folder.glob("*.py")
        for name in re.findall(r'(?:_error|_made|Diagnostic)\(\s*"([a-z-]+)"', path.read_text())
    }
    tables = re.findall(r"^\| id \|.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    documented = {name for table in tables for row in table.splitlines() for name in re.findall(r"`([a-z-]+)`", row)}
    assert documented == used
