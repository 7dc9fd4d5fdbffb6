"""No test is outside what CI runs: `.ci/run` calls targets of the Makefile, and these choose tests by folder and mark."""

from __future__ import annotations

import re
import tomllib
from itertools import chain, combinations
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests"
MARK = "pytest." + "mark."
PYTEST = re.compile(r"-m pytest(?P<words>[^\n]*?) -m \"(?P<marks>[^\"]+)\"")


def read(name: str) -> str:
    return ROOT.joinpath(name).read_text("utf-8")


def recipe(target: str) -> str:
    """Return what a target does, with what it calls and what it depends on."""
    found = re.search(
        rf"^{target}:(?P<before>[^#\n]*)[^\n]*\n(?P<lines>(?:\t[^\n]*\n)*)", read("Makefile"), re.MULTILINE
    )
    assert found, target
    called = re.findall(r"\$\(MAKE\)[^\n]*?((?: [a-z][a-z-]*)+)$", found["lines"], re.MULTILINE)
    names = [name for words in called for name in words.split()] + found["before"].split()
    return found["lines"] + "".join(recipe(name) for name in names if name not in {target, "setup"})


def choices(*targets: str) -> list[tuple[list[str], str]]:
    """Return the folders and the expression of marks of each call of pytest."""
    calls = list(PYTEST.finditer("".join(map(recipe, targets))))
    return [
        ([word for word in call["words"].split() if word.startswith("tests")] or ["tests"], call["marks"])
        for call in calls
    ]


def chosen(path: Path, marks: set[str], those: list[tuple[list[str], str]]) -> bool:
    declared = dict.fromkeys(every_mark(), False) | dict.fromkeys(marks, True)
    return any(
        eval(expression, {"__builtins__": {}}, declared)
        and any(path.is_relative_to(ROOT / folder) for folder in folders)
        for folders, expression in those
    )


def every_mark() -> list[str]:
    declared = tomllib.loads(read("pyproject.toml"))["tool"]["pytest"]["ini_options"]["markers"]
    return [line.split(":")[0] for line in declared]


def bears(path: Path, mark: str) -> bool:
    return MARK + mark in path.read_text("utf-8")


def sets_of_marks(path: Path) -> list[set[str]]:
    """Return each set of marks that a test of a file could bear."""
    marks = [name for name in every_mark() if bears(path, name)]
    return [set(each) for each in chain.from_iterable(combinations(marks, size) for size in range(len(marks) + 1))]


def files() -> list[Path]:
    return sorted(TESTS.rglob("test_*.py"))


def outside(*targets: str) -> set[str]:
    those = choices(*targets)
    return {
        path.relative_to(ROOT).as_posix()
        for path in files()
        for marks in sets_of_marks(path)
        if not chosen(path, marks, those)
    }


def of_ci() -> list[str]:
    return re.findall(r"^make ([a-z-]+)$", read(".ci/run"), re.MULTILINE)


def test_every_test_is_in_ci() -> None:
    assert of_ci() == ["test", "test-rest"]
    assert outside(*of_ci()) == set()


def test_before_a_commit_everything_is_tested_but_journeys_and_what_is_slow() -> None:
    left = outside("test")
    said = {path.relative_to(ROOT).as_posix() for path in files() if bears(path, "browser") or bears(path, "slow")}
    assert left <= said
    assert any(name.startswith("tests/e2e/") for name in left), "the other journeys are left to CI"


def test_journeys_have_their_folder_and_the_app_is_tested_on_postgresql_too() -> None:
    """What is found by its folder would be lost in another one."""
    browser = {path for path in files() if bears(path, "browser")}
    assert {path.parent for path in browser} == {TESTS / "e2e"}
    assert "tools/with_postgres.py $(BIN)/python -m pytest tests/app " in recipe("test-rest")


def test_every_journey_is_a_file_of_one_set() -> None:
    """Tests of a file share a server and its data: they run in one process, all of them or none."""
    halves = [
        path.name
        for path in (TESTS / "e2e").glob("test_*.py")
        if bears(path, "first") and f"\npytestmark = [{MARK}browser, {MARK}first]\n" not in path.read_text("utf-8")
    ]
    assert halves == []
