"""Sizes of files and functions, the tree of the house, docstrings of the engine: the limits of ARCHITECTURE.md."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src/headway"
FILE_LIMIT, FUNCTION_LIMIT, TEMPLATE_LIMIT = 700, 80, 300

ROOMS = {"engine", "formats", "app", "cli"}
APP_LAYERS = {
    "models", "rules", "queries", "reports", "bridge", "actions", "api", "ui", "worker", "demo", "config", "migrations",
}  # fmt: skip
FORBIDDEN_NAMES = ("Manager", "Helper", "Util", "Utils", "Service")
DJANGO_OWN = {"PersonManager"}


@cache
def tracked() -> tuple[Path, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file())


def files(suffix: str, below: Path = ROOT) -> list[Path]:
    return [p for p in tracked() if p.suffix == suffix and p.is_relative_to(below) and "migrations" not in p.parts]


def length(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_is_something_to_measure() -> None:
    assert len(files(".py", SOURCE)) > 50


def test_no_file_is_longer_than_the_limit() -> None:
    long = {name_of(p): length(p) for suffix in (".py", ".ts", ".css") for p in files(suffix) if length(p) > FILE_LIMIT}
    assert long == {}


def test_no_template_is_longer_than_the_limit() -> None:
    assert {name_of(p): length(p) for p in files(".html", SOURCE) if length(p) > TEMPLATE_LIMIT} == {}


def test_no_function_is_longer_than_the_limit() -> None:
    long = {}
    for path in files(".py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                if size > FUNCTION_LIMIT:
                    long[f"{name_of(path)}:{node.name}"] = size
    assert long == {}


def test_classes_have_plain_names() -> None:
    found = [
        f"{name_of(path)}:{node.name}"
        for path in files(".py", SOURCE)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and node.name.endswith(FORBIDDEN_NAMES) and node.name not in DJANGO_OWN
    ]
    assert found == []


def test_no_drawer_for_everything() -> None:
    assert [name_of(p) for p in files(".py", SOURCE) if p.stem in {"utils", "util", "helpers", "misc", "common"}] == []


@pytest.mark.parametrize(("folder", "declared"), [(SOURCE, ROOMS), (SOURCE / "app", APP_LAYERS)])
def test_every_room_is_declared(folder: Path, declared: set[str]) -> None:
    there = {p.relative_to(folder).parts[0] for p in files(".py", folder) if len(p.relative_to(folder).parts) > 1}
    assert there - declared == set()


def test_public_functions_of_the_engine_say_what_they_do() -> None:
    silent = []
    for path in files(".py", SOURCE / "engine"):
        tree = ast.parse(path.read_text("utf-8"))
        if not ast.get_docstring(tree) and path.read_text("utf-8").strip():
            silent.append(name_of(path))
        for node in tree.body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                silent.append(f"{name_of(path)}:{node.name}")
    assert silent == []


def test_the_engine_reads_no_clock_and_no_files() -> None:
    banned = {"os", "pathlib", "time", "datetime", "random", "io", "socket"}
    exceptions = {"src/headway/engine/warm.py"}
    found = []
    for path in files(".py", SOURCE / "engine"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            found += [
                f"{name_of(path)}: {n}" for n in names if n.split(".")[0] in banned and name_of(path) not in exceptions
            ]
    assert found == []
