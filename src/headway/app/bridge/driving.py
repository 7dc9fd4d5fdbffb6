"""The driving path of a task: what decides its dates, back to the root, and what its own dates decide in turn."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from headway.app.bridge.live_part import AT
from headway.app.bridge.outside import FIELDS
from headway.app.bridge.sheet import DRIVER, FINISH, START
from headway.app.models import Component, Dependency, Task
from headway.app.rules import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from headway.app.bridge.live_part import LivePart
    from headway.app.bridge.outside import Row
    from headway.app.models import Person

DRIVEN = (
    "pk", "parent_id", "start", "finish", "driver_id", "driver__predecessor_id", "driver__type",
    "driver__from_component_id",
)  # fmt: skip


class Link(NamedTuple):
    """The link that decides a task's dates."""

    pk: int
    predecessor: int
    type: str
    plan: int
    """Of the predecessor."""


class Dated(NamedTuple):
    parent: int | None
    start: int | None
    finish: int | None
    driver: Link | None


Drivers = dict[int, Dated]
"""By task, all of one plan."""


def stored_drivers(plan: int) -> Drivers:
    """Read what drives each task of a plan."""
    rows = Task.objects.filter(component=plan).order_by().values_list(*DRIVEN)
    return {pk: Dated(parent, start, finish, Link(*link) if link[0] else None)
            for pk, parent, start, finish, *link in rows.iterator()}  # fmt: skip


def tried_drivers(part: LivePart, crossing: Iterable[Row]) -> Drivers:
    """Return what drives each task of a plan in memory; ``crossing`` are its links from other plans."""
    own = part.component.pk
    links = {pk: Link(pk, before, kind, own) for pk, before, _, kind, *_ in part.ties.values()}
    for row in crossing:
        values = dict(zip(FIELDS, row, strict=True))
        links[values["pk"]] = Link(values["pk"], values["predecessor_id"], values["type"], values["from_component_id"])
    return {
        pk: Dated(row[AT["parent_id"]], computed[START], computed[FINISH], links.get(computed[DRIVER]))
        for pk, row in part.rows.items()
        for computed in (part.computed[pk],)
    }


@dataclass(slots=True)
class Ends:
    """Tasks on the path, nearest first, and the links between them."""

    tasks: dict[int, int] = field(default_factory=dict)
    """To their plan."""
    links: dict[int, None] = field(default_factory=dict)
    hidden: dict[int, None] = field(default_factory=dict)
    """Tasks at which the path leaves for a plan that its reader may not see."""


class Network:
    """Driving links of the plans that a reader may see; each plan is read when the path comes to it."""

    def __init__(self, read: Callable[[int], Drivers | None]) -> None:
        self._read = read
        self._plans: dict[int, Drivers | None] = {}
        self._below: dict[int, dict[int, list[int]]] = {}
        self._driven: dict[int, dict[int, list[int]]] = {}

    def plan(self, plan: int) -> Drivers | None:
        """Return the tasks of a plan; None where the reader may not see it."""
        if plan not in self._plans:
            self._plans[plan] = self._read(plan)
        return self._plans[plan]

    def below(self, plan: int) -> dict[int, list[int]]:
        """Return the tasks directly below each summary."""
        if plan not in self._below:
            found = self._below[plan] = defaultdict(list)
            for pk, dated in (self.plan(plan) or {}).items():
                if dated.parent is not None:
                    found[dated.parent].append(pk)
        return self._below[plan]

    def driven(self, plan: int) -> dict[int, list[int]]:
        """Return the tasks of a plan that each predecessor drives."""
        if plan not in self._driven:
            found = self._driven[plan] = defaultdict(list)
            for pk, dated in (self.plan(plan) or {}).items():
                if dated.driver:
                    found[dated.driver.predecessor].append(pk)
        return self._driven[plan]

    def deciding(self, plan: int, task: int, *, of_start: bool) -> Iterator[int]:
        """Yield a task, or of a summary what lies below it and decides one of its dates."""
        rows, waiting = self.plan(plan) or {}, [task]
        wanted = rows[task][1 if of_start else 2] if task in rows else None
        while waiting:
            each = waiting.pop()
            yield each
            waiting += [pk for pk in self.below(plan).get(each, ()) if rows[pk][1 if of_start else 2] == wanted]

    def before(self, plan: int, task: int) -> Ends:
        """Return what the dates of a task come from."""
        found = Ends()
        waiting = deque([(plan, task, False)])
        while waiting:
            home, named, of_start = waiting.popleft()
            rows = self.plan(home) or {}
            for each in self.deciding(home, named, of_start=of_start):
                if each in found.tasks:
                    continue
                found.tasks[each] = home
                link = rows[each].driver if each in rows else None
                if link is None:
                    continue
                if self.plan(link.plan) is None:
                    found.hidden[each] = None
                    continue
                found.links[link.pk] = None
                waiting.append((link.plan, link.predecessor, link.type in Dependency.FROM_START))
        return found

    def behind(self, plan: int, task: int, others: Callable[[int], Iterable[int]]) -> Ends:
        """Return what waits for a task, directly or through others; ``others`` are plans that a plan drives."""
        found = Ends()
        waiting = deque([(plan, task)])
        while waiting:
            home, named = waiting.popleft()
            if named in found.tasks:
                continue
            found.tasks[named] = home
            for there in (home, *others(home)):
                rows = self.plan(there)
                if rows is None:
                    continue
                for source, types in self.carried(home, named):
                    for each in self.driven(there).get(source, ()):
                        link = rows[each].driver
                        if link is not None and (types is None or (link.type in Dependency.FROM_START) == types):
                            found.links[link.pk] = None
                            waiting.append((there, each))
        return found

    def carried(self, plan: int, task: int) -> Iterator[tuple[int, bool | None]]:
        """Yield a task, and the summaries above whose date it decides: True of the start, False of the finish."""
        rows = self.plan(plan) or {}
        yield task, None
        dated = rows.get(task)
        above = dated.parent if dated else None
        while dated is not None and above is not None:
            summary = rows[above]
            if summary.start == dated.start:
                yield above, True
            if summary.finish == dated.finish:
                yield above, False
            above = summary.parent


def driving_path(person: Person, plan: int, task: int, own: Drivers | None = None) -> dict[str, Any]:
    """Return the driving path of a task as one reader may see it.

    ``own`` is the plan as a branch has it: the path then ends at its edge.
    """
    seen: dict[int, bool] = {}

    def sees(other: int) -> bool:
        if other not in seen:
            seen[other] = visible(person, Component).filter(pk=other).exists()
        return seen[other]

    def read(other: int) -> Drivers | None:
        if other == plan and own is not None:
            return own
        if other != plan and not sees(other):
            return None
        return stored_drivers(other) if own is None else {}

    def others(home: int) -> Iterable[int]:
        if own is not None:
            return ()
        return receivers.setdefault(home, receivers_of(home))

    receivers: dict[int, list[int]] = {}
    network = Network(read)
    before, behind = network.before(plan, task), network.behind(plan, task, others)
    return {
        "task": task, "component": plan,
        "before": {"tasks": list(before.tasks), "links": list(before.links)},
        "behind": {"tasks": list(behind.tasks), "links": list(behind.links)},
        "elsewhere": elsewhere(plan, before.tasks | behind.tasks),
        "hidden": list(before.hidden),
        "names": names({task, list(before.tasks)[-1]}),
    }  # fmt: skip


def receivers_of(plan: int) -> list[int]:
    """Return the other plans in which links from this one may drive something."""
    rows = Dependency.objects.filter(from_component=plan).exclude(component=plan)
    return list(rows.order_by("component").values_list("component", flat=True).distinct())


def names(tasks: set[int]) -> dict[int, str]:
    """Return the names of tasks that the path has shown; a branch's own tasks have theirs on the page."""
    return dict(Task.objects.filter(pk__in=tasks).values_list("pk", "name"))


def elsewhere(plan: int, tasks: dict[int, int]) -> list[dict[str, Any]]:
    """Return the tasks of other plans with their names."""
    far = [pk for pk, home in tasks.items() if home != plan]
    named = Task.objects.filter(pk__in=far).values_list("pk", "name", "component_id", "component__name")
    known = {pk: {"task": pk, "name": name, "component": home, "component_name": title}
             for pk, name, home, title in named}  # fmt: skip
    return [known[pk] for pk in far if pk in known]
