"""What a draft does to its plan, as facts that can be kept, told, chosen among, and done again on a later plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.actions.plan_draft import Link
from headway.app.actions.plan_store import places
from headway.app.models import Dependency, Task
from headway.app.queries.audit.fingerprint import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.app.actions.plan_draft import Draft

Fact = dict[str, Any]
Facts = dict[str, list[Fact]]
KINDS = ("unlinked", "uncrossed", "placed", "set", "deleted", "relinked", "linked", "crossed")
"""In the order in which they are done again."""
LINK_VALUES = ("type", "lag", "lag_kind", "lag_unit")


def facts_of(draft: Draft) -> Facts:
    """Return what the draft does, with what stood there before and why."""
    found = {
        "unlinked": unlinked(draft), "placed": placed(draft), "set": values_set(draft), "deleted": deleted(draft),
        "relinked": relinked(draft), "linked": linked(draft), "crossed": crossed(draft), "uncrossed": uncrossed(draft),
        **draft.because,
    }  # fmt: skip
    return {kind: facts for kind, facts in found.items() if facts}


def placed(draft: Draft) -> list[Fact]:
    """Return new and moved rows with what they stand below and behind, in the order of the outline."""
    moved = {task for task in draft.moved if task in draft.base and task in draft.level}
    new = draft.new.keys() & draft.level.keys()
    before, after = places(draft, moved, stored=True), places(draft, moved | new, stored=False)
    draft.read_notes(moved)
    found = []
    for task, (parent, elder) in after.items():
        fact: Fact = {"task": task, "name": draft.name(task), "parent": parent, "after": elder}
        if task in new:
            fact |= {"new": plain(draft.new[task]), "copy_of": draft.copies.get(task)}
        elif before[task] != (parent, elder):
            fact["before"] = dict(zip(("parent", "after"), before[task], strict=True))
        else:
            continue
        found.append(fact)
    return found


def values_set(draft: Draft) -> list[Fact]:
    draft.read_notes(task for task, values in draft.changed.items() if "notes" in values)
    return [{"task": task, "name": draft.name(task), "after": plain(values),
             "before": {name: plain(draft.stored(task, name)) for name in values}}
            for task, values in draft.changed.items()]  # fmt: skip


def deleted(draft: Draft) -> list[Fact]:
    """Return the tops of the deleted branches; what is below them goes along."""
    parents = draft.plan.parts[draft.component.pk].column("parent_id")
    tops = [task for task in draft.base if task in draft.removed and parents[task] not in draft.removed]
    return [{"task": task, "name": str(draft.stored(task, "name"))[:80]} for task in tops]


def ends(link: Link) -> Fact:
    return {"predecessor": link.predecessor, "successor": link.successor}


def values_of(link: Link) -> Fact:
    return dict(zip(LINK_VALUES, link.values, strict=True))


def linked(draft: Draft) -> list[Fact]:
    return [{"link": pk, **ends(link), **values_of(link)}
            for pk, link in draft.own_links().items() if pk not in draft.ties]  # fmt: skip


def relinked(draft: Draft) -> list[Fact]:
    found = []
    for pk, link in draft.own_links().items():
        if pk in draft.ties:
            was = type(link)(*draft.ties[pk][1:])
            if was.values != link.values:
                found.append({"link": pk, **ends(link), "before": values_of(was), "after": values_of(link)})
    return found


def unlinked(draft: Draft) -> list[Fact]:
    """Return the removed links; those of deleted rows go with the rows."""
    gone = draft.removed
    found = [(pk, draft.ties[pk]) for pk in sorted(draft.unlinked) if pk in draft.ties]
    return [{"link": pk, "predecessor": tie[1], "successor": tie[2], **dict(zip(LINK_VALUES, tie[3:], strict=True))}
            for pk, tie in found if tie[1] not in gone and tie[2] not in gone]  # fmt: skip


def crossed(draft: Draft) -> list[Fact]:
    """Return the new links from and to other plans, with the other plan."""
    found = {pk: link for pk, link in draft.crossing.items() if own_end(draft, link) not in draft.removed}
    homes = homes_of(draft, found.values())
    return [{"link": pk, **ends(link), **values_of(link), "plan": homes[other_end(draft, link)]}
            for pk, link in found.items()]  # fmt: skip


def uncrossed(draft: Draft) -> list[Fact]:
    """Return the removed links from and to other plans; those of deleted rows go with the rows."""
    names = ("pk", "predecessor_id", "successor_id", *LINK_VALUES)
    rows = list(Dependency.objects.filter(pk__in=draft.uncrossed).order_by("pk").values_list(*names))
    rows += [draft.plan.tried.made[pk] for pk in sorted(draft.uncrossed) if pk in draft.plan.tried.made]
    links = {row[0]: Link(*row[1:]) for row in rows}
    return [{"link": pk, **ends(link), **values_of(link)} for pk, link in links.items()
            if own_end(draft, link) not in draft.removed]  # fmt: skip


def homes_of(draft: Draft, links: Iterable[Link]) -> dict[int, int]:
    """Return the plan of the other end of each link."""
    others = [other_end(draft, link) for link in links]
    return dict(Task.objects.filter(pk__in=others).values_list("pk", "component")) if others else {}


def is_own(draft: Draft, task: int) -> bool:
    return task in draft.level or task in draft.removed


def own_end(draft: Draft, link: Link) -> int:
    return link.successor if is_own(draft, link.successor) else link.predecessor


def other_end(draft: Draft, link: Link) -> int:
    return link.predecessor if is_own(draft, link.successor) else link.successor
