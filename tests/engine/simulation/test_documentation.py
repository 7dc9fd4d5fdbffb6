"""What the reference says is true: its example runs, and it names every diagnostic, option and shape."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from headway.engine.simulation import Shape, SimulationOptions

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs/reference/engine/simulation.md").read_text("utf-8")


def test_the_example_runs_as_it_stands() -> None:
    (block,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(block, "docs/reference/engine/simulation.md", "exec"), {})


def test_every_shape_and_option_is_documented() -> None:
    named = set(re.findall(r"^\| `([A-Za-z_]+)` \|", PAGE, re.MULTILINE))
    assert {each.name for each in Shape} <= named
    assert {each.name for each in fields(SimulationOptions)} <= named


def test_every_diagnostic_is_documented() -> None:
    folder = ROOT / "src/headway/engine/simulation"
    text = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    ids = set(re.findall(r"""(?:_found\(\s*|Diagnostic\(\s*)"([a-z]+(?:-[a-z]+)+)\"""", text))
    assert len(ids) > 15
    assert ids == set(re.findall(r"^\| `([a-z]+(?:-[a-z]+)+)` \|", PAGE, re.MULTILINE))
