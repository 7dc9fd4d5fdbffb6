"""Instances of every layout that ``rcpsp.py`` reads, and what is known of them."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from headway.engine.levelling.problem import Problem
from headway.formats.document import PlanDocument
from headway.formats.limits import Limits
from headway.formats.needs_of import needs_of
from headway.formats.psplib.multi_project import read_multi_project
from headway.formats.psplib.patterson import read_patterson
from headway.formats.psplib.projects import read_project
from headway.formats.psplib.time_lags import read_time_lags
from headway.formats.truth_json import read_truth_json

KINDS = (".sm", ".mm", ".rcp", ".txt", ".sch", ".json", ".json.gz")
NAMES, LENGTHS = ("file", "instance", "name"), ("ub", "best", "makespan", "tms_msproject_psgs_minslk")
"""Columns of a file of best known makespans, the first that is there."""


@dataclass(frozen=True)
class Instance:
    """One file, read when it is its turn."""

    name: str
    read: Callable[[], Problem]


def kind_of(name: str) -> str:
    """Return the ending of a name that says how to read it; empty for none of ``KINDS``."""
    return next((kind for kind in sorted(KINDS, key=len, reverse=True) if name.lower().endswith(kind)), "")


def key_of(name: str) -> str:
    """Return what is the same in the name of an instance and in a file of best known makespans."""
    plain = Path(name).name.lower().removesuffix(kind_of(name)).removesuffix(".mpp")
    number, _, rest = plain.partition("_")
    return rest if number.isdigit() else plain


def instances(places: list[Path]) -> list[Instance]:
    """List every instance in files, folders and zip archives."""
    found: list[Instance] = []
    for place in places:
        files = sorted(each for each in place.rglob("*") if each.is_file()) if place.is_dir() else [place]
        for file in files:
            if file.suffix == ".zip":
                found += _in_archive(file)
            elif kind_of(file.name):
                found.append(Instance(file.name, lambda file=file: _of_file(file)))  # type: ignore[misc]
    return found


def _in_archive(path: Path) -> list[Instance]:
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if kind_of(name) and ".json" not in kind_of(name))

    def text(name: str) -> str:
        with zipfile.ZipFile(path) as archive:
            return archive.read(name).decode("latin-1")

    def beside(name: str) -> Callable[[str], str]:
        return lambda other: text(str(Path(name).parent / other))

    return [Instance(name, lambda name=name: _problem(name, text(name), beside(name))) for name in names]  # type: ignore[misc]


def _of_file(path: Path) -> Problem:
    if kind_of(path.name).startswith(".json"):
        return of_schedule(read_truth_json(path, Limits()))
    return _problem(path.name, path.read_text("latin-1"), lambda other: (path.parent / other).read_text("latin-1"))


def _problem(name: str, text: str, beside: Callable[[str], str]) -> Problem:
    match kind_of(name):
        case ".txt":
            return read_multi_project(text, beside)
        case ".sch":
            return read_time_lags(text)
        case ".rcp":
            return read_patterson(text)
        case _:
            return read_project(text)


def of_schedule(document: PlanDocument) -> Problem:
    """Turn a plan in whole working days into periods; raises ValueError for one that is not."""
    leaves = [task for task in document.tasks if task.kind != "summary"]
    rows = {task.uid: row for row, task in enumerate(leaves)}
    if any(link.type != "FS" or link.lag_kind != "working" for link in document.links):
        raise ValueError("links that are not from finish to start, or lags that are not working time")
    resources, needs = needs_of(document)
    place = {row: rows[task.uid] for row, task in enumerate(document.tasks) if task.uid in rows}
    demand = np.zeros((len(leaves), len(resources)))
    np.add.at(demand, ([place[row] for row in needs.task.tolist()], needs.resource), needs.units)
    duration = np.array([task.duration_minutes for task in leaves]) / document.minutes_per_day
    lag = np.array([link.lag for link in document.links]) / document.minutes_per_day
    if any((column % 1).any() for column in (duration, lag, demand)):
        raise ValueError("durations, lags or units that are no whole days and people")
    return Problem(
        capacity=resources.capacity, duration=duration, demand=demand,  # type: ignore[arg-type]
        predecessor=[rows[link.predecessor] for link in document.links],  # type: ignore[arg-type]
        successor=[rows[link.successor] for link in document.links], lag=lag,  # type: ignore[arg-type]
    )  # fmt: skip


def best_known(path: Path | None) -> dict[str, int]:
    """Read the best known makespans of a CSV by name of the instance."""
    if path is None:
        return {}
    with path.open(newline="") as lines:
        table = csv.DictReader(lines)
        there = table.fieldnames or []
        name, length = (next((each for each in names if each in there), "") for names in (NAMES, LENGTHS))
        if not name or not length:
            raise SystemExit(f"{path}: one column of {NAMES} and one of {LENGTHS} is needed")
        return {key_of(row[name]): int(float(row[length])) for row in table if row[length]}
