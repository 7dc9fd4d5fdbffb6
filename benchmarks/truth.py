"""Schedules that other programs calculated, calculated again: how many dates agree.

    python benchmarks/truth.py ../shared/truth/wild ../shared/truth/schedules/samples [--json OUT] [--worst N]

Reads every ``*.json.gz`` of the folders, schedules it and compares with the dates that its own program had stored.
Two dates count as equal when less than 0.29 working minutes of the task's calendar lie between them; where a file has
no time of day in any date, days are compared. Leaf tasks only; "open" ones are scheduled automatically, active and not
finished. Beside it the same count for the stored figures of the MPXJ library, where a file has them.

Differences that are understood stand in ``truth_differences.toml``, with a reason each. They count as different; the
columns "listed" and "not listed" say how many there are of both kinds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
import tomllib
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from headway.engine.calendars import CompiledCalendars, compile_calendars
from headway.engine.network import Schedule, schedule
from headway.engine.plan import MISSING, Plan
from headway.formats.limits import Limits
from headway.formats.plan_of import options_of, to_plan
from headway.formats.truth_json import read_truth_json

EPOCH = datetime(1970, 1, 1)
DATES = ("start", "finish", "late_start", "late_finish")
STORED = {"start": "start", "finish": "finish", "late_start": "ls", "late_finish": "lf"}
TOLERANCE_MINUTES = 0.29
DIFFERENCES = Path(__file__).with_name("truth_differences.toml")


@dataclass
class Score:
    """Counts of one corpus, for all leaf tasks or for the open ones."""

    tasks: int = 0
    dates: int = 0
    everything: int = 0
    peer_tasks: int = 0
    peer_dates: int = 0
    peer_everything: int = 0
    files: int = 0
    files_dates: int = 0
    files_everything: int = 0
    peer_files: int = 0
    peer_files_everything: int = 0
    listed: int = 0
    unlisted: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


@dataclass
class Comparison:
    """One file: which leaf tasks agree."""

    name: str
    uid: list[int]
    leaf: np.ndarray
    open: np.ndarray
    same: dict[str, np.ndarray]
    peer: dict[str, np.ndarray]
    has_peer: np.ndarray
    problems: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    """Why a task is expected to differ; empty where it is not."""

    def dates(self, of: dict[str, np.ndarray]) -> np.ndarray:
        return of["start"] & of["finish"]

    def everything(self, of: dict[str, np.ndarray]) -> np.ndarray:
        return self.dates(of) & of["late_start"] & of["late_finish"] & of["total_float"]


def minute_of(text: str | None) -> int:
    return MISSING if text is None else int((datetime.fromisoformat(text) - EPOCH).total_seconds() // 60)


@cache
def known_differences() -> dict[str, list[tuple[set[int] | None, str]]]:
    """Read the list: file name -> uids (None for all tasks) and reason, several entries a file."""
    found: dict[str, list[tuple[set[int] | None, str]]] = {}
    for reason, entry in tomllib.loads(DIFFERENCES.read_text("utf-8")).items():
        for name, uids in entry["files"].items():
            found.setdefault(name, []).append((None if uids == "all" else set(uids), reason))
    return found


def reasons_of(name: str, uids: list[int]) -> list[str]:
    entries = known_differences().get(name.removesuffix(".json.gz"), [])
    return [next((reason for some, reason in entries if some is None or uid in some), "") for uid in uids]


def equal_days(ours: np.ndarray, theirs: np.ndarray, *, finish: bool) -> np.ndarray:
    """Compare the days of work; a date that is not stored agrees with any, a finish at midnight with both its days."""
    at = np.where(ours == MISSING, 0, ours)
    same = at // 1440 == theirs // 1440
    return (theirs == MISSING) | same | (finish & ((at - 1) // 1440 == theirs // 1440))


def equal(calendars: CompiledCalendars, row: np.ndarray, ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Compare dates on the tasks' calendars; a date that is not stored agrees with any."""
    absent = theirs == MISSING
    lost = (ours == MISSING) & ~absent
    ours = np.where(ours == MISSING, theirs, ours)
    between = calendars.working_between(row, ours, theirs)
    return (absent | (np.abs(between) <= TOLERANCE_MINUTES)) & ~lost


def compare(path: Path) -> tuple[Comparison, Plan, Schedule]:
    data = json.loads(gzip.decompress(path.read_bytes()))
    document = read_truth_json(path, Limits())
    plan = to_plan(document)
    result = schedule(plan, options_of(document))
    by_uid = {task["uid"]: task for task in data["tasks"]}
    items = [by_uid[task.uid] for task in document.tasks]
    held = {row for row in plan.tasks.parent.tolist() if row >= 0}
    leaf = np.array([row not in held and not item["summary"] for row, item in enumerate(items)])
    open_ = leaf & np.array(
        [item["mode"] != "MANUALLY_SCHEDULED" and item["active"] and item["actual_finish"] is None for item in items]
    )
    calendars = compile_calendars(
        plan.calendars, plan.projects[0].start // 1440 - 800, plan.projects[0].start // 1440 + 4000
    )
    row = np.where(plan.tasks.calendar >= 0, plan.tasks.calendar, plan.projects[0].calendar)
    row = np.where(plan.tasks.elapsed, calendars.always, row)

    # P6 keeps what leveling moved apart from the network's own dates: those are compared, of work that is not done.
    p6 = document.mode == "p6"
    early = STORED | {"start": "es", "finish": "ef"}

    def key(item: dict, name: str) -> str:
        return (early if p6 and item["actual_finish"] is None else STORED)[name]

    by_day = all(
        each["stored"][name] is None or each["stored"][name].endswith("T00:00")
        for each in items
        for name in ("start", "finish")
    )

    def against(source: str, columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        same = {"total_float": slack(columns["total_float"], [each[source]["tf_min"] for each in items])}
        for name in DATES:
            theirs = np.array([minute_of(each[source][key(each, name)]) for each in items])
            if by_day:
                same[name] = equal_days(columns[name], theirs, finish=name.endswith("finish"))
            else:
                same[name] = equal(calendars, row, columns[name], theirs)
        return same

    ours = {name: getattr(result, name) for name in (*DATES, "total_float")}
    same = against("stored", ours)
    has_peer = np.array([item.get("mpxj") is not None for item in items])
    peer = {name: np.zeros(len(items), bool) for name in (*DATES, "total_float")}
    if has_peer.any():
        columns = {
            name: np.array(
                [
                    minute_of(item["mpxj"][key(item, name)]) if has else MISSING
                    for item, has in zip(items, has_peer, strict=True)
                ]
            )
            for name in DATES
        }
        columns["total_float"] = np.array(
            [round(item["mpxj"]["tf_min"] or 0) if has else MISSING for item, has in zip(items, has_peer, strict=True)]
        )
        peer = {name: column & has_peer for name, column in against("stored", columns).items()}
    problems = [f"{each.level} {each.id}" for each in result.diagnostics]
    uids = [task.uid for task in document.tasks]
    comparison = Comparison(path.name, uids, leaf, open_, same, peer, has_peer, problems, reasons_of(path.name, uids))
    return comparison, plan, result


def slack(ours: np.ndarray, theirs: list[float | None]) -> np.ndarray:
    stored = np.array([np.nan if each is None else each for each in theirs], float)
    return np.isnan(stored) | (np.abs(ours - stored) <= 1.0)


def add(score: Score, item: Comparison, which: np.ndarray) -> None:
    dates, everything = item.dates(item.same), item.everything(item.same)
    score.tasks += int(which.sum())
    score.dates += int((which & dates).sum())
    score.everything += int((which & everything).sum())
    for row in np.flatnonzero(which & ~everything):
        score.listed += bool(item.reasons[row])
        score.unlisted += not item.reasons[row]
        score.reasons[item.reasons[row] or "not listed"] += 1
    score.files += bool(which.any())
    score.files_dates += bool(which.any() and dates[which].all())
    score.files_everything += bool(which.any() and everything[which].all())
    known = which & item.has_peer
    score.peer_tasks += int(known.sum())
    score.peer_dates += int((known & item.dates(item.peer)).sum())
    score.peer_everything += int((known & item.everything(item.peer)).sum())
    score.peer_files += bool(known.any())
    score.peer_files_everything += bool(known.any() and item.everything(item.peer)[known].all())


def run(folder: Path) -> tuple[dict[str, Score], list[Comparison], Counter[str]]:
    scores = {"leaf": Score(), "open": Score()}
    items, missed = [], Counter()
    for path in sorted(folder.glob("*.json.gz")):
        item, _, _ = compare(path)
        items.append(item)
        add(scores["leaf"], item, item.leaf)
        add(scores["open"], item, item.open)
        for name, same in item.same.items():
            missed[name] += int((item.open & ~same).sum())
    return scores, items, missed


def print_reasons(console: Console, totals: Counter[str]) -> None:
    if not totals:
        return
    table = Table(title="Why leaf tasks differ")
    for heading in ("reason", "tasks", "what it means"):
        table.add_column(heading, justify="right" if heading == "tasks" else "left")
    texts = tomllib.loads(DIFFERENCES.read_text("utf-8"))
    for reason, count in totals.most_common():
        table.add_row(reason, f"{count}", texts[reason]["why"] if reason in texts else "not understood yet")
    console.print(table)


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the counts to a file")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="list the N files with most differences")
    arguments = parser.parse_args()
    console = Console(width=140)
    table = Table(title="Dates as stored by the program that made the file")
    for heading in (
        "corpus",
        "tasks",
        "files",
        "files all",
        "count",
        "start+finish",
        "everything",
        "listed",
        "not listed",
        "MPXJ s+f",
        "MPXJ all",
        "MPXJ files",
    ):
        table.add_column(heading, justify="left" if heading in {"corpus", "tasks"} else "right", no_wrap=True)
    output: dict[str, object] = {}
    totals: Counter[str] = Counter()
    for folder in arguments.folders:
        began = time.perf_counter()
        scores, items, missed = run(folder)
        seconds = time.perf_counter() - began
        for kind, score in scores.items():
            table.add_row(
                folder.name, kind, f"{score.files}", f"{score.files_everything}", f"{score.tasks:,}",
                share(score.dates, score.tasks), share(score.everything, score.tasks),
                f"{score.listed}", f"{score.unlisted}",
                share(score.peer_dates, score.peer_tasks), share(score.peer_everything, score.peer_tasks),
                f"{score.peer_files_everything} of {score.peer_files}" if score.peer_files else "-",
            )  # fmt: skip
        totals += scores["leaf"].reasons
        output[folder.name] = {kind: asdict(score) for kind, score in scores.items()} | {"seconds": seconds}
        console.print(f"{folder.name}: {seconds:.1f} s, differing in open tasks: {dict(missed)}")
        for item in sorted(items, key=lambda one: -(one.open & ~one.everything(one.same)).sum())[: arguments.worst]:
            bad = item.open & ~item.everything(item.same)
            console.print(
                f"  {item.name}: {int(bad.sum())} of {int(item.open.sum())} open tasks differ, "
                f"{int((item.open & ~item.dates(item.same)).sum())} in start or finish {item.problems or ''}"
            )
    console.print(table)
    print_reasons(console, totals)
    if arguments.json:
        arguments.json.write_text(json.dumps(output, indent=1), "utf-8")


if __name__ == "__main__":
    main()
