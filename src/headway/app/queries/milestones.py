"""Milestones found by what they are called: "Plan: Milestone", with its number where several are called so."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import Q, Value
from django.db.models.functions import Concat

from headway.app.queries.search import MOST_LETTERS, words_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from headway.app.models import Task

MOST_OFFERED = 20
NUMBERED = re.compile(r"^(?P<name>.*) #(?P<number>\d{1,18})$")
CALLED = Concat("component__name", Value(": "), "name")


def called(task: Task) -> str:
    return f"{task.component.name}: {task.name}"


def fitting(rows: QuerySet[Task], text: str) -> list[tuple[str, Task]]:
    """Return the first milestones that hold every word in their own name or that of their plan, each as it is typed."""
    everything = rows
    for word in words_in(text[:MOST_LETTERS].replace(":", " ")):
        rows = rows.filter(Q(name__icontains=word) | Q(component__name__icontains=word))
    found = list(rows[:MOST_OFFERED])
    names = [called(each) for each in found]
    there = everything.annotate(called=CALLED).filter(called__in=set(names)).order_by()
    counts = Counter(there.values_list("called", flat=True))
    return [(typed(each, counts[name]), each) for each, name in zip(found, names, strict=True)]


def as_typed(rows: QuerySet[Task], task: Task) -> str:
    """Return what names this milestone and no other of these."""
    return typed(task, rows.alias(called=CALLED).filter(called=called(task)).count())


def typed(task: Task, so_called: int) -> str:
    return f"{called(task)} #{task.pk}" if so_called > 1 else called(task)


def named(rows: QuerySet[Task], text: str) -> list[Task]:
    """Return the milestones called exactly so, with or without their plan: two stand for several."""
    numbered = NUMBERED.match(text)
    if numbered:
        rows_of_number = rows.filter(pk=int(numbered["number"]))
        found = [each for each in rows_of_number if called(each) == numbered["name"]]
        if found:
            return found
    whole = rows.alias(called=CALLED).filter(called__iexact=text)
    return [*whole[:2]] or [*rows.filter(name__iexact=text)[:2]]


def listed(found: Iterable[tuple[str, Task]], most: int = 3) -> str:
    return ", ".join(f"“{name}”" for name, _ in list(found)[:most])
