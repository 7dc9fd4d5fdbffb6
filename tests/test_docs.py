"""The documentation says what the code has: settings, commands, the README's words."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def read(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text("utf-8")


def test_every_setting_is_documented_and_no_other() -> None:
    source = read("src/headway/app/config/settings.py")
    used = set(re.findall(r'(?:env|flag)\(\s*"([A-Z_]+)"', source))
    documented = set(re.findall(r"^\| `HEADWAY_([A-Z_]+)`", read("docs/reference/settings.md"), re.MULTILINE))
    assert documented == used


def test_the_commands_of_the_readme_are_in_the_makefile() -> None:
    named = set(re.findall(r"`?make ([a-z-]+)`?", read("README.md") + read("CONTRIBUTING.md")))
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    assert named - targets == set()
    assert {"run", "test"} <= named


def test_every_target_explains_itself() -> None:
    shown = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "make run" in shown
    assert "make test" in shown


def test_every_command_is_documented() -> None:
    from headway.cli.main import cli

    documented = set(re.findall(r"^## `?headway ([a-z-]+)", read("docs/reference/cli.md"), re.MULTILINE))
    assert documented == set(cli.list_commands(None))


def test_every_check_of_quality_is_documented_as_it_is() -> None:
    from headway.engine.measures.quality_table import CHECKS

    rows = re.findall(r"^\| `((?:dcma|gao|extra)-[a-z0-9-]+)` \| ([^|]*) \| ([^|]*) \|.* \| ([^|]*) \|$",
                      read("docs/reference/quality.md"), re.MULTILINE)  # fmt: skip
    assert [(name, alias.strip(), text, source) for name, alias, text, source in rows] == [
        (check.id, check.alias, f"{check.name}: {check.formula}", check.source) for check in CHECKS
    ]


def test_every_decision_names_what_holds_it() -> None:
    silent = [
        p.name for p in sorted((ROOT / "docs/decisions").glob("0*.md")) if "**Held by:**" not in p.read_text("utf-8")
    ]
    assert silent == []


def test_nothing_of_third_parties_is_in_the_repository() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert [p for p in listed if re.search(r"\.(min\.js|woff2?|ttf|jar|whl)$|node_modules", p)] == []


def test_the_lock_files_name_no_index() -> None:
    for name in ("run.txt", "dev.txt"):
        assert "://" not in re.sub(r"#.*", "", read("requirements", name))


def test_importing_the_engines_data_does_not_import_numba() -> None:
    code = "import sys, headway.engine.plan, headway.formats.document; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_examples_of_the_engine_run_as_they_stand() -> None:
    blocks = re.findall(r"```python\n(.*?)```", read("docs/reference/engine.md"), re.DOTALL)
    assert len(blocks) == 3
    exec(compile("\n".join(blocks), "docs/reference/engine.md", "exec"), {})


LEVEL_2 = {
    "1.1": "1-7", "1.2": "1-4", "1.4": "1 4 5", "1.5": "1-4", "1.6": "1-4", "1.7": "1-2", "1.8": "1-2", "1.9": "1-2", "1.10": "1",
    "1.11": "1-2", "1.12": "2", "1.14": "1-6", "2.1": "1-12", "2.2": "1-3", "2.3": "1-3", "2.4": "1-5", "2.5": "1-7",
    "2.6": "1-3", "2.7": "1-6", "2.8": "1-7", "2.9": "1-3", "2.10": "1-4", "3.1": "1", "3.2": "1-4", "3.3": "1-4", "3.4": "1-5",
    "3.5": "1-3", "3.7": "1", "4.1": "1 2 3 5", "4.2": "1-2", "4.3": "1-3", "5.1": "1-5", "5.2": "1-8", "5.3": "1-10", "5.4": "1-3",
    "5.5": "1-4", "6.1": "1-3", "6.2": "1-6", "6.3": "1-2", "6.4": "1-2", "7.1": "1-4", "7.2": "1-2", "7.3": "1 3 4", "7.4": "1-3",
    "8.1": "1-4", "8.2": "1-3", "8.3": "1-8", "9.1": "1-3", "9.2": "1-4", "10.2": "1-2", "10.3": "1-3", "11.1": "1-8", "12.1": "1-3",
    "12.2": "1", "12.3": "1-6", "12.4": "1-2", "12.5": "1-2", "12.6": "1", "13.1": "1 3 4 5", "13.2": "1 2 3 5 6", "13.3": "1-2",
    "13.4": "1-2", "14.1": "1-4", "14.2": "1-6", "14.3": "2-3", "14.4": "1-7", "14.5": "1-4",
}  # fmt: skip
"""Requirements of levels 1 and 2 of ASVS 4.0.3, by section; numbers that it deleted or keeps for level 3 are left out."""


def security_rows() -> list[list[str]]:
    lines = read("docs/explanation/security.md").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| \d", line)]


def numbers(text: str) -> list[int]:
    """Read ``1-3 5``."""
    pairs = [part.partition("-") for part in text.split()]
    return [number for first, _, last in pairs for number in range(int(first), int(last or first) + 1)]


def test_every_requirement_has_one_line_on_the_security_page() -> None:
    listed = []
    for cell, *_ in security_rows():
        for part in cell.split(", "):
            first, _, last = part.partition(" to ")
            section, _, begin = first.rpartition(".")
            end = (last or first).rpartition(".")[2]
            listed += [f"{section}.{number}" for number in range(int(begin), int(end) + 1)]
    asked = [f"{section}.{number}" for section, text in LEVEL_2.items() for number in numbers(text)]
    assert sorted(listed) == sorted(asked)


def test_what_holds_a_line_of_the_security_page_exists() -> None:
    """Every test and setting that the page names; a line that holds names at least one of them."""
    rows = security_rows()
    assert {len(row) for row in rows} == {4}
    assert {row[2] for row in rows} == {"holds", "partly", "not yet", "does not apply"}
    source = read("src/headway/app/config/settings.py")
    for requirement, _, state, held_by in rows:
        tests = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", held_by)
        settings = re.findall(r"setting `([A-Z_]+)`", held_by)
        for path, name in tests:
            assert re.search(rf"^def {name}\(", read(path), re.MULTILINE), f"{requirement}: {path}::{name}"
        for name in settings:
            assert re.search(rf"^(?:[A-Z_]+ = )*{name}\b", source, re.MULTILINE), f"{requirement}: {name}"
        assert state != "holds" or tests or settings, requirement
