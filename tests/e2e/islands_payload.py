"""Plans for the islands' tests and benchmarks: seeded, dated by a small forward and backward pass of whole working days."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime

DAY = 1440
FIRST_MONDAY = int(datetime(2026, 1, 5, tzinfo=UTC).timestamp()) // 60
MORNING, EVENING = 8 * 60, 17 * 60
TASKS_PER_PHASE = 38
PHASES = ["Design", "Procurement", "Installation", "Commissioning", "Close-out"]
VERBS = ["Survey", "Order", "Install", "Test", "Approve", "Wire", "Inspect", "Document", "Configure", "Replace"]
THINGS = [
    "relay panel",
    "feeder bay",
    "control room",
    "transformer",
    "fiber link",
    "meter park",
    "switchgear",
    "SCADA gateway",
]
PEOPLE = ["M. Duarte", "A. Meyer", "L. Tran", "K. Osei", "S. Iyer", "J. Novak", "R. Silva"]


def instant(working_day: int, minute: int) -> int:
    """Return the minute of a working day of the five-day week."""
    weeks, day = divmod(working_day, 5)
    return FIRST_MONDAY + (7 * weeks + day) * DAY + minute


@dataclass
class Draft:
    """Rows and links before they become columns."""

    rows: list[dict[str, object]] = field(default_factory=list)
    leaves: list[int] = field(default_factory=list)
    links: list[tuple[int, int, int]] = field(default_factory=list)
    early: dict[int, int] = field(default_factory=dict)
    length: dict[int, int] = field(default_factory=dict)

    def add(self, parent: int, kind: int, wbs: str, name: str) -> int:
        level = 0 if parent < 0 else int(str(self.rows[parent]["level"])) + 1
        self.rows.append({"parent": parent, "level": level, "kind": kind, "wbs": wbs, "name": name})
        return len(self.rows) - 1


def draft_plan(count: int, chance: random.Random) -> Draft:
    plan = Draft()
    project = 0
    while len(plan.rows) < count:
        project += 1
        root = plan.add(-1, 2, str(project), f"Substation {project}")
        first = len(plan.leaves)
        offset = 0 if project == 1 else chance.randrange(400)
        for number, phase in enumerate(PHASES, 1):
            if len(plan.rows) >= count:
                break
            parent = plan.add(root, 2, f"{project}.{number}", f"{phase} {project}")
            for leaf in range(1, TASKS_PER_PHASE + 1):
                if len(plan.rows) >= count:
                    break
                add_leaf(plan, parent, f"{project}.{number}.{leaf}", first, offset, chance)
    return plan


def add_leaf(plan: Draft, parent: int, wbs: str, first: int, offset: int, chance: random.Random) -> None:
    milestone = chance.random() < 0.06
    thing = chance.choice(THINGS)
    name = f"{thing.capitalize()} accepted" if milestone else f"{chance.choice(VERBS)} {thing} {wbs}"
    row = plan.add(parent, 1 if milestone else 0, wbs, name)
    plan.length[row] = 0 if milestone else chance.randint(2, 11)
    mine = plan.leaves[first:]
    start = offset
    for earlier in {chance.choice(mine[-9:]) for _ in range(chance.choice([1, 1, 2]))} if mine else set():
        kind = chance.choices([0, 1, 2], [88, 7, 5])[0]
        plan.links.append((earlier, row, kind))
        start = max(start, follow(plan, earlier, row, kind))
    plan.early[row] = start
    plan.leaves.append(row)


def follow(plan: Draft, earlier: int, row: int, kind: int) -> int:
    start, length = plan.early[earlier], plan.length[earlier]
    return (start + length, start, start + length - plan.length[row])[kind]


def latest_finishes(plan: Draft, finish: int) -> dict[int, int]:
    late = dict.fromkeys(plan.leaves, finish)
    for earlier, row, kind in reversed(plan.links):
        own = plan.length[earlier]
        bound = (late[row] - plan.length[row], late[row] - plan.length[row] + own, late[row])[kind]
        late[earlier] = min(late[earlier], bound)
    return late


def plan_payload(count: int, *, seed: int = 7) -> dict[str, object]:
    """Return what the API sends for a project of `count` rows."""
    chance = random.Random(seed)
    plan = draft_plan(count, chance)
    finish = max((plan.early[leaf] + plan.length[leaf] for leaf in plan.leaves), default=0)
    late = latest_finishes(plan, finish)
    now = finish // 3
    size = len(plan.rows)
    columns: dict[str, list[object]] = {
        "id": [1000 + row for row in range(size)],
        **{key: [row[key] for row in plan.rows] for key in ("parent", "level", "kind", "wbs", "name")},
        **{
            key: [None] * size
            for key in ("start", "finish", "baseline_start", "baseline_finish", "deadline", "total_float")
        },
        **{key: [0] * size for key in ("percent", "duration", "critical")},
        "resources": [""] * size,
        "health": [""] * size,
    }
    for leaf in plan.leaves:
        fill_leaf(columns, plan, leaf, late[leaf], now, chance)
    roll_up(columns)
    critical = columns["critical"]
    return {
        "component": {"id": 5, "name": "Grid control", "kind": "project"},
        "revision": 1,
        "status_date": instant(now, EVENING),
        "minutes_per_day": 480,
        "nonworking": [
            minute
            for week in range(min(999, finish // 5 + 12))
            for minute in (FIRST_MONDAY + (7 * week + 5) * DAY, FIRST_MONDAY + (7 * week + 7) * DAY)
        ],
        "tasks": columns,
        "links": {
            "id": list(range(1, len(plan.links) + 1)),
            "from": [link[0] for link in plan.links],
            "to": [link[1] for link in plan.links],
            "type": [link[2] for link in plan.links],
            "lag": ["+2d" if index % 29 == 0 else "" for index in range(len(plan.links))],
            "critical": [int(bool(critical[a]) and bool(critical[b])) for a, b, _ in plan.links],
        },
        "outside": outside_ends(plan, columns),
    }


def fill_leaf(
    columns: dict[str, list[object]], plan: Draft, leaf: int, late: int, now: int, chance: random.Random
) -> None:
    start, length = plan.early[leaf], plan.length[leaf]
    slack = late - start - length
    begin = instant(start, MORNING) if length else instant(max(0, start - 1), EVENING)
    end = instant(start + length - 1, EVENING) if length else begin
    slip = chance.randint(-3, 1)
    columns["start"][leaf], columns["finish"][leaf] = begin, end
    columns["baseline_start"][leaf] = begin + slip * DAY
    columns["baseline_finish"][leaf] = end + slip * DAY
    columns["deadline"][leaf] = end + chance.choice([-1, 6]) * DAY if chance.random() < 0.04 else None
    columns["duration"][leaf] = length * 480
    columns["total_float"][leaf] = slack * 480
    columns["critical"][leaf] = int(slack == 0)
    done = (now - start) / length if length else float(start < now)
    columns["percent"][leaf] = round(100 * min(1.0, max(0.0, done)))
    columns["resources"][leaf] = ", ".join(sorted(chance.sample(PEOPLE, chance.choice([1, 1, 2])))) if length else ""


def roll_up(columns: dict[str, list[object]]) -> None:
    parents = columns["parent"]
    for row in range(len(parents) - 1, -1, -1):
        parent = int(str(parents[row]))
        if parent < 0 or columns["start"][row] is None:
            continue
        for key, better in (("start", min), ("finish", max), ("baseline_start", min), ("baseline_finish", max)):
            known, own = columns[key][parent], columns[key][row]
            columns[key][parent] = own if known is None else better(int(str(known)), int(str(own)))
        columns["critical"][parent] = max(int(str(columns["critical"][parent])), int(str(columns["critical"][row])))
        columns["duration"][parent] = (
            (int(str(columns["finish"][parent])) - int(str(columns["start"][parent]))) // DAY * 480
        )
        columns["percent"][parent] = 40


def outside_ends(plan: Draft, columns: dict[str, list[object]]) -> dict[str, list[object]]:
    rows = [plan.leaves[index] for index in (3, 8) if index < len(plan.leaves)]
    return {
        "row": list(rows),
        "incoming": [1, 0][: len(rows)],
        "type": [0, 0][: len(rows)],
        "lag": ["", ""][: len(rows)],
        "label": ["Grid control > Cut-over weekend", "Hidden task"][: len(rows)],
        "date": [columns["start"][row] for row in rows],
        "url": ["/c/9/", ""][: len(rows)],
    }


def roadmap_payload() -> dict[str, object]:
    """Return a program's roadmap: projects in different health with milestones below and hand-offs between."""
    projects = [
        ("Metering rollout", "green", 0, 190, 35, -4),
        ("Substation automation", "red", 30, 260, 20, 33),
        ("Fiber backbone", "amber", 60, 150, 55, 9),
        ("Control room renewal", "green", 120, 210, 5, 0),
        ("Storm response operations", "none", 0, 330, 0, 0),
        ("Customer outage portal", "amber", 150, 140, 0, 6),
    ]
    empty: dict[str, list[object]] = {
        key: []
        for key in (
            "id", "parent", "level", "kind", "wbs", "name", "start", "finish", "baseline_start", "baseline_finish",
            "deadline", "percent", "duration", "total_float", "critical", "resources", "health",
        )
    }  # fmt: skip

    def add(**values: object) -> int:
        usual: dict[str, object] = {
            "wbs": "", "deadline": None, "percent": 0, "duration": 0, "total_float": None, "critical": 0,
            "resources": "", "health": "",
        }  # fmt: skip
        for key, column in empty.items():
            column.append({**usual, **values}[key])
        return len(empty["id"]) - 1

    rows: list[int] = []
    milestones: list[int] = []
    for number, (name, health, start, days, percent, late) in enumerate(projects):
        begin, end = instant(start, MORNING), instant(start + days - 1, EVENING)
        planned = {"baseline_start": begin - late * DAY, "baseline_finish": end - late * DAY}
        rows.append(
            add(id=20 + number, parent=-1, level=0, kind=3, name=name, start=begin, finish=end, percent=percent,
                duration=days * 480, total_float=max(0, 12 - late) * 480, critical=int(late > 12), health=health, **planned)
        )  # fmt: skip
        for part, words in ((3, "design agreed"), (1, "in service")):
            moment = instant(start + days // part - 1, EVENING)
            milestones.append(
                add(id=900 + 2 * number + part, parent=rows[-1], level=1, kind=1, name=f"{name.split()[0]} {words}",
                    start=moment, finish=moment, baseline_start=moment - late * DAY, baseline_finish=moment - late * DAY)
            )  # fmt: skip
    return {
        "component": {"id": 2, "name": "Grid modernization", "kind": "program"},
        "revision": 3,
        "status_date": instant(90, EVENING),
        "minutes_per_day": 480,
        "nonworking": [],
        "tasks": empty,
        "links": {
            "id": [1, 2, 3],
            "from": [milestones[0], milestones[4], milestones[3]],
            "to": [milestones[2], milestones[6], milestones[11]],
            "type": [0, 0, 0],
            "lag": ["", "+2d", ""],
            "critical": [1, 0, 1],
        },
        "outside": {
            "row": [milestones[5]], "incoming": [0], "type": [0], "label": ["Billing renewal > Cut-over weekend"],
            "date": [instant(230, EVENING)], "url": ["/c/31/"],
        },
    }  # fmt: skip
