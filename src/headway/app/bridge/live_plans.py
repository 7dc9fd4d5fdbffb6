"""Plans kept in memory between edits, each for the revision that it was read or left at.

What is kept is used only where the key (revisions and settings of all tied plans and of everything above them) is still
that of the tables, so any number of processes may edit the same plan: one that finds another key reads the plan anew.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from django.db import transaction

from headway.app.bridge.joined import joined_groups, live
from headway.app.bridge.live_plan import LivePlan
from headway.app.bridge.plan_keys import key_of
from headway.app.models import Component

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from headway.app.bridge.plan_keys import Key
    from headway.app.bridge.sheet import Sheet

MOST_ROWS = 100_000
"""Tasks of all plans in memory, about 2 kB each; the plan at work is kept whatever its size."""
MOST_SHEETS = 20
"""Revisions of one plan that are remembered, so that a client is told the difference."""
MOST_SHEET_ROWS = 600_000
"""Of all revisions of all plans; revisions share the rows that are the same."""
READS = 3


class Kept(Protocol):
    @property
    def size(self) -> int:
        """Tasks in memory."""


K = TypeVar("K", bound=Kept)


class Shelf(Generic[K]):
    """What this process keeps; the plans least lately used go first."""

    def __init__(self) -> None:
        self._plans: OrderedDict[tuple[int, ...], tuple[Key, K]] = OrderedDict()
        self._sheets: OrderedDict[tuple[int, int], tuple[Key, Sheet]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, group: tuple[int, ...], key: Key) -> K | None:
        """Hand a plan out; it is not here until it is put back."""
        with self._lock:
            found = self._plans.pop(group, None)
        return found[1] if found and found[0] == key else None

    def forked(self, group: tuple[int, ...], key: Key, fork: Callable[[K], K]) -> K | None:
        """Return a copy of a plan that stays here."""
        with self._lock:
            found = self._plans.get(group)
            return fork(found[1]) if found and found[0] == key else None

    def put(self, group: tuple[int, ...], key: Key, plan: K) -> None:
        with self._lock:
            self._plans[group] = (key, plan)
            while len(self._plans) > 1 and sum(each.size for _, each in self._plans.values()) > MOST_ROWS:
                self._plans.popitem(last=False)

    def sheet(self, component: int, revision: int, key: Key | None = None) -> Sheet | None:
        """Return the sheet of a revision; with a key, only if nothing else that it depends on has changed."""
        with self._lock:
            found = self._sheets.get((component, revision))
            if found is None or (key is not None and found[0] != key):
                return None
            self._sheets.move_to_end((component, revision))
            return found[1]

    def remember(self, key: Key, sheet: Sheet, of: int | None = None) -> None:
        """Keep the sheet of a plan, or of something else that has sheets of its own."""
        owner = sheet.component if of is None else of
        with self._lock:
            self._sheets[owner, sheet.revision] = (key, sheet)
            own = [each for each in self._sheets if each[0] == owner]
            for each in own[:-MOST_SHEETS]:
                del self._sheets[each]
            while len(self._sheets) > 1 and sum(len(each.rows) for _, each in self._sheets.values()) > MOST_SHEET_ROWS:
                self._sheets.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._plans.clear()
            self._sheets.clear()


shelf: Shelf[LivePlan] = Shelf()


def tied_to(component: Component) -> list[int]:
    """Return the ids of the plans that are calculated together with this one."""
    groups = joined_groups([component.pk])
    return live(groups[0]) if groups else []


def checked_out(component: Component, *, fresh: bool = False) -> LivePlan:
    """Return the plan for an edit, with all rows of its group locked and every stored date as the plan has it.

    Call it in the transaction of the edit, with the trees locked; ``keep`` it at the end.

    Raises
    ------
    Component.DoesNotExist
        For a plan in the trash.
    """
    rows = Component.objects.select_for_update(no_key=True).filter(pk__in=tied_to(component)).order_by("pk")
    components = list(rows)
    group = tuple(each.pk for each in components)
    if component.pk not in group:
        raise Component.DoesNotExist
    key = key_of(components)
    plan = None if fresh else shelf.take(group, key)
    if plan is None or (plan.unwritten and not plan.waits):
        plan = LivePlan(components)
        plan.settle()
    plan.take(components)
    plan.above = key[1]
    return plan


def keep(plan: LivePlan, sheets: Iterable[Sheet]) -> None:
    """Put a plan back once the edit is committed."""
    components = [part.component for part in plan.parts.values()]
    key = key_of(components, plan.above)
    known = list(sheets)

    def put_back() -> None:
        shelf.put(tuple(plan.parts), key, plan)
        for sheet in known:
            shelf.remember(key, sheet)

    transaction.on_commit(put_back)


def current_sheet(component: Component) -> Sheet:
    """Return a plan as it is; dates that are not written yet are those that will be."""
    for _ in range(READS):
        components = list(Component.objects.filter(pk__in=tied_to(component)).order_by("pk"))
        key = key_of(components)
        revision = next(each.revision for each in components if each.pk == component.pk)
        found = shelf.sheet(component.pk, revision, key)
        if found is not None:
            return found
        plan = LivePlan(components)
        sheet = plan.show(component.pk)
        if key_of(Component.objects.filter(pk__in=tied_to(component)).order_by("pk")) == key:
            shelf.put(tuple(plan.parts), key, plan)
            shelf.remember(key, sheet)
            return sheet
    return sheet


def forked_plan(component: Component, revision: int, also: Iterable[int] = ()) -> tuple[LivePlan, Sheet]:
    """Return a copy of a plan as it is, for changes that no table will have, and its sheet before them.

    The plans ``also`` are there too, though nothing ties them to it.
    """
    twin, sheet = forked_group(component, revision)
    for group in joined_groups(also):
        others = live(set(group) - twin.parts.keys())
        if others:
            more, _ = forked_group(Component.objects.get(pk=others[0]), revision)
            twin.take_in(more.parts.values())
    return twin, sheet


def forked_group(component: Component, revision: int) -> tuple[LivePlan, Sheet]:
    """Return a copy of a plan and of all that are tied to it."""
    for _ in range(READS):
        sheet = current_sheet(component)
        components = list(Component.objects.filter(pk__in=tied_to(component)).order_by("pk"))
        key = key_of(components)
        twin = shelf.forked(tuple(each.pk for each in components), key, lambda plan: plan.forked(revision))
        if twin is not None and shelf.sheet(component.pk, sheet.revision, key) is sheet:
            return twin, sheet
    plan = LivePlan(components)
    return plan.forked(revision), plan.show(component.pk)
