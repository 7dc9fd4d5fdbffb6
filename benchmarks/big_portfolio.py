"""A portfolio as large as a group's: 300 projects, 60,000 tasks; and one plan of 20,000 tasks to import.

python benchmarks/big_portfolio.py                          build it in a folder of its own, print the figures
python benchmarks/big_portfolio.py --data DIR --keep        ... in DIR, for benchmarks of pages
python benchmarks/big_portfolio.py --file plan.xml          write the 20,000-task file only
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from headway.formats.document import BaselineDoc, CalendarDoc, LinkDoc, PlanDocument, TaskDoc

if TYPE_CHECKING:
    from headway.app.models import Component

SEED = 20_26
MONDAY = datetime(2026, 11, 23, 8)
DAY = ((480, 720), (780, 1020))
WEEK = (DAY,) * 5 + ((), ())
PHASES = ("Prepare", "Design", "Buy", "Build", "Test", "Hand over")
VERBS = ("Agree", "Draft", "Review", "Order", "Assemble", "Install", "Measure", "Approve", "Document", "Train")
THINGS = (
    "concept",
    "foundation",
    "control system",
    "contract",
    "training",
    "data",
    "interface",
    "safety case",
    "site",
    "report",
)


def plan(tasks: int, *, seed: int, name: str, baseline: bool = True) -> PlanDocument:
    """Write a plan of phases with chains, some branches, progress up to the status date, and a baseline."""
    random = Random(seed)
    start = MONDAY - timedelta(weeks=random.randint(10, 60))
    rows: list[TaskDoc] = []
    links: list[LinkDoc] = []
    per_phase = max(2, tasks // len(PHASES))
    at, leaves = 0, []
    for number, phase in enumerate(PHASES, 1):
        summary = TaskDoc(uid=len(rows) + 1, name=phase, kind="summary", wbs=str(number))
        rows.append(summary)
        size = per_phase - 1 if number < len(PHASES) else max(1, tasks - len(rows))
        for item in range(1, size + 1):
            uid = len(rows) + 1
            days = random.choice((1, 2, 3, 5, 8, 13))
            if item == size:
                row = TaskDoc(uid=uid, name=f"{phase} complete", kind="milestone")
            else:
                row = TaskDoc(
                    uid=uid, name=f"{random.choice(VERBS)} {random.choice(THINGS)} {item}", duration_minutes=days * 480
                )
            row.level, row.parent, row.wbs = 2, summary.uid, f"{number}.{item}"
            if leaves:
                before = leaves[-1 - min(len(leaves) - 1, random.choice((0, 0, 0, 1, 3, 7)))]
                links.append(
                    LinkDoc(before, uid, random.choice(("FS", "FS", "FS", "FS", "SS")), random.choice((0, 0, 480)))
                )
            if len(leaves) > 20 and item % 5 == 0:
                links.append(LinkDoc(leaves[-random.randint(9, 20)], uid))
            leaves.append(uid)
            rows.append(row)
            at += days if item != size else 0
    if baseline:
        frozen = start
        for row in rows:
            row.baselines = [
                BaselineDoc(0, frozen, frozen + timedelta(days=row.duration_minutes / 480 * 1.4), row.duration_minutes)
            ]
            frozen += timedelta(days=row.duration_minutes / 480 * 1.1)
    return PlanDocument(
        format="headway", name=name, start=start, status_date=MONDAY, default_calendar=1,
        calendars=[CalendarDoc(1, "Office, 5 days", week=WEEK)], tasks=rows, links=links,
    )  # fmt: skip


def mspdi(document: PlanDocument) -> str:
    """Write the plan as Microsoft Project XML."""
    types = {"FF": 0, "FS": 1, "SF": 2, "SS": 3}
    into: dict[int, list[LinkDoc]] = {}
    for link in document.links:
        into.setdefault(link.successor, []).append(link)
    shifts = "".join(
        f"<WorkingTime><FromTime>{a // 60:02}:00:00</FromTime><ToTime>{b // 60:02}:00:00</ToTime></WorkingTime>"
        for a, b in DAY
    )
    days = "".join(
        f"<WeekDay><DayType>{day}</DayType><DayWorking>{int(1 < day < 7)}</DayWorking>"
        + (f"<WorkingTimes>{shifts}</WorkingTimes>" if 1 < day < 7 else "")
        + "</WeekDay>"
        for day in range(1, 8)
    )
    tasks = "".join(
        f"<Task><UID>{row.uid}</UID><ID>{row.uid}</ID><Name>{row.name}</Name><OutlineLevel>{row.level}</OutlineLevel>"
        f"<WBS>{row.wbs}</WBS><Summary>{int(row.kind == 'summary')}</Summary>"
        f"<Milestone>{int(row.kind == 'milestone')}</Milestone><CalendarUID>-1</CalendarUID>"
        f"<Duration>PT{row.duration_minutes // 60}H0M0S</Duration><DurationFormat>7</DurationFormat>"
        + "".join(
            f"<PredecessorLink><PredecessorUID>{link.predecessor}</PredecessorUID><Type>{types[link.type]}</Type>"
            f"<LinkLag>{int(link.lag * 10)}</LinkLag><LagFormat>7</LagFormat></PredecessorLink>"
            for link in into.get(row.uid, ())
        )
        + "</Task>"
        for row in document.tasks
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Project xmlns="http://schemas.microsoft.com/project"><SaveVersion>14</SaveVersion>'
        f"<Name>{document.name}</Name><StartDate>{document.start:%Y-%m-%dT%H:%M:%S}</StartDate><CalendarUID>1</CalendarUID>"
        f"<MinutesPerDay>480</MinutesPerDay><Calendars><Calendar><UID>1</UID><Name>Office</Name><IsBaseCalendar>1</IsBaseCalendar>"
        f"<WeekDays>{days}</WeekDays></Calendar></Calendars><Tasks>{tasks}</Tasks></Project>"
    )


def start_product(data: Path) -> None:
    os.environ["HEADWAY_DATA_DIR"] = str(data)
    os.environ.pop("HEADWAY_DATABASE_URL", None)
    from headway.cli import product

    product.start()
    product.migrate()


def build(projects: int, tasks_each: int) -> Component:
    """Create the tree and install every plan through the ordinary action."""
    from headway.app.actions.components import create_component
    from headway.app.actions.plans import install_plan
    from headway.app.models import Event
    from headway.app.rules import Actor

    actor = Actor(None, Event.Channel.CLI)
    root = create_component(actor, kind="portfolio", name="Big portfolio")
    program = None
    for number in range(projects):
        if number % 15 == 0:
            program = create_component(actor, kind="program", name=f"Program {number // 15 + 1}", parent=root)
        project = create_component(actor, kind="project", name=f"Project {number + 1}", parent=program)
        install_plan(actor, project, plan(tasks_each, seed=SEED + number, name=project.name))
    return root


def import_twenty_thousand(root: Component, path: Path) -> dict[str, float]:
    """Time the three steps that a person waits for."""
    from headway.app.actions.imports import accept_import, read_import, start_import
    from headway.app.models import Event, Person
    from headway.app.rules import Actor

    person = Person.objects.filter(is_superuser=True).first() or Person.objects.create_superuser(
        "big@example.org", "big-portfolio"
    )
    actor = Actor(person, Event.Channel.CLI)
    began = time.perf_counter()
    change_set = start_import(actor, root, name=path.name, data=path.read_bytes())
    uploaded = time.perf_counter()
    change_set = read_import(change_set)
    ready = time.perf_counter()
    if change_set.state != "ready":
        raise SystemExit(f"not readable: {change_set.error}")
    accept_import(actor, change_set)
    return {"upload": uploaded - began, "preview": ready - uploaded, "accept": time.perf_counter() - ready}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--projects", type=int, default=300)
    parser.add_argument("--tasks", type=int, default=200, help="tasks a project")
    parser.add_argument("--import-tasks", type=int, default=20_000)
    parser.add_argument("--data", type=Path, help="data folder; default: a temporary one")
    parser.add_argument("--keep", action="store_true", help="leave the data where it is")
    parser.add_argument("--file", type=Path, help="write the file for the import and stop")
    chosen = parser.parse_args()
    text = mspdi(plan(chosen.import_tasks, seed=SEED, name="Big plan", baseline=False))
    if chosen.file:
        chosen.file.write_text(text, "utf-8")
        return
    data = chosen.data or Path(tempfile.mkdtemp(prefix="headway-big-"))
    start_product(data)
    began = time.perf_counter()
    root = build(chosen.projects, chosen.tasks)
    took = time.perf_counter() - began
    count = chosen.projects * chosen.tasks
    what = f"install {chosen.projects:,} projects, {count:,} tasks"
    print(f"{what:<50}{took:>10.1f} s{count / took:>12,.0f} tasks/s")
    path = data / "big-plan.xml"
    path.write_text(text, "utf-8")
    for step, seconds in import_twenty_thousand(root, path).items():
        print(
            f"{f'import {chosen.import_tasks:,} tasks (MSPDI, {len(text) // 2**20} MB): {step}':<50}{seconds:>10.2f} s"
        )
    if not chosen.keep and not chosen.data:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
