"""Take back one's own changes of a plan, and do them again; what others changed since stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from headway.app.actions import outline
from headway.app.actions.edit import fields_in_words
from headway.app.actions.errors import Refused
from headway.app.actions.outline import Place
from headway.app.actions.plan_draft import Link
from headway.app.actions.plan_edit_kinds import Batch, crossing_link, seen_tasks
from headway.app.actions.plan_edits import edited
from headway.app.actions.plan_links import checked, unlink
from headway.app.actions.sprint_tasks import is_open
from headway.app.actions.trash import restore_item
from headway.app.bridge.readiness import calculates
from headway.app.models import Dependency, Event, TrashItem
from headway.app.queries.audit.fingerprint import plain
from headway.app.queries.undoable import (
    EDITED,
    MEMBERS,
    last_redoable,
    last_undoable,
    turns_of,
)

if TYPE_CHECKING:
    from headway.app.actions.plan_draft import Draft
    from headway.app.actions.plan_edits import Edited
    from headway.app.models import Component
    from headway.app.rules import Actor

LINK_FIELDS = ("type", "lag", "lag_kind", "lag_unit")


class ChangedSince(Refused):
    """Somebody changed since what was to be taken back."""

    def __init__(self, skipped: list[dict[str, Any]]) -> None:
        what = "; ".join(each["title"] for each in skipped[:5])
        super().__init__("changed-since", "Somebody changed this in the meantime.", what,
                         "Undo the rest, or talk to them.")  # fmt: skip


def undo(actor: Actor, component: Component, *, event: int | None = None, strict: bool = False) -> Edited:
    """Take back the actor's last change of the plan, or a certain one of theirs."""
    found = chosen(actor, component, event) if event is not None else of(actor, component, last_undoable)
    if found is None or (found[1] is not None and found[1].verb == "plan.undone"):
        raise Refused("nothing-to-undo", "There is nothing of yours to take back.")
    return reverse(actor, component, found[0], found[1] or found[0], "plan.undone", strict=strict)


def redo(actor: Actor, component: Component, *, strict: bool = False) -> Edited:
    """Do again what the actor last took back."""
    found = of(actor, component, last_redoable)
    if found is None:
        raise Refused("nothing-to-redo", "There is nothing of yours to do again.")
    return reverse(actor, component, found[0], found[1], "plan.redone", strict=strict)


def of(actor: Actor, component: Component, look: Any) -> Any:
    return None if actor.person is None else look(actor.person, component)


def chosen(actor: Actor, component: Component, pk: int) -> tuple[Event, Event | None] | None:
    """Return an own change by its number, with what last undid or redid it."""
    own = Event.objects.filter(component=component, actor=actor.person, pk=pk)
    found = (own.filter(verb=EDITED) | own.filter(verb__in=MEMBERS, cause=None)).first()
    turns = turns_of([pk])
    return None if found is None else (found, turns[-1] if turns else None)


@calculates
@transaction.atomic
def reverse(actor: Actor, component: Component, target: Event, carrier: Event, verb: str, *, strict: bool) -> Edited:
    """Do the contrary of what an event and its group did."""
    members = [carrier] if carrier.verb in MEMBERS else list(
        Event.objects.filter(cause=carrier, verb__in=MEMBERS).order_by("-pk"))  # fmt: skip
    word = "Undid" if verb == "plan.undone" else "Redid"
    skipped: list[dict[str, Any]] = []

    def prepare(head: Event) -> bool:
        return bring_rows_back(actor, members, head, skipped)

    def fill(draft: Draft) -> Batch:
        batch = Batch(draft, "", lambda: None)
        batch.skipped = skipped
        Reversal(draft, carrier, members, skipped).run()
        if strict and skipped:
            raise ChangedSince(skipped)
        return batch

    done = edited(actor, component, fill, cause=target, label=f"{word}: {target.summary}", prepare=prepare, verb=verb)
    if done.event is None:
        what = "; ".join(each["title"] for each in skipped[:5])
        raise Refused("nothing-to-undo", "Nothing of this is left to take back.", what)
    return done


def bring_rows_back(actor: Actor, members: list[Event], head: Event, skipped: list[dict[str, Any]]) -> bool:
    """Restore what the members deleted."""
    deleted = [member for member in members if member.verb == "task.deleted"]
    found = False
    for item in TrashItem.objects.filter(event__in=deleted, object_type="task").select_related("component", "event"):
        if item.purged_at or item.restored_at:
            word = "purged" if item.purged_at else "restored"
            skipped.append(skip(item.object_id, item.title, "", None, None, f"{item.title} was {word} already."))
            continue
        restore_item(actor, item, because=head)
        found = True
    return found


def skip(task: int, name: str, field: str, yours: Any, theirs: Any, title: str) -> dict[str, Any]:
    return {"task": task, "name": name, "field": field, "yours": yours, "theirs": theirs, "title": title}


class Reversal:
    """The contrary of a group of events, in a draft."""

    def __init__(self, draft: Draft, carrier: Event, members: list[Event], skipped: list[dict[str, Any]]) -> None:
        self.draft, self.carrier, self.skipped = draft, carrier, skipped
        self.links = draft.all_links()
        self.linked = {(each.predecessor, each.successor, each.type) for each in self.links.values()}
        self.by_verb: dict[str, list[Event]] = {}
        for member in members:
            self.by_verb.setdefault(member.verb, []).append(member)

    def run(self) -> None:
        for member in self.by_verb.get("dependency.created", ()):
            self.unlink(member)
        self.values()
        self.moves()
        self.remove()
        for member in self.by_verb.get("dependency.deleted", ()):
            self.link(member)
        for member in self.by_verb.get("dependency.updated", ()):
            self.relink(member)

    def touched_by_others(self, tasks: list[int], verbs: tuple[str, ...]) -> set[int]:
        """Return those of the tasks that somebody else changed since."""
        later = Event.objects.filter(component=self.draft.component, object_type="task", verb__in=verbs,
                                     pk__gt=self.carrier.pk).exclude(actor=self.draft.actor.person)  # fmt: skip
        return set(later.exclude(actor=None).values_list("object_id", flat=True)) & set(tasks)

    # ------------------------------------------------------------------ rows

    def values(self) -> None:
        draft = self.draft
        members = self.by_verb.get("task.updated", ())
        draft.read_notes(member.object_id for member in members if "notes" in member.before)
        for member in members:
            task = member.object_id
            if task not in draft.level:
                self.skipped.append(skip(task, "", "", None, None, "A task that was changed is not there any more."))
                continue
            back = {}
            for name, value in member.before.items():
                current = plain(draft.value(task, name))
                if name == "sprint" and value is not None and not is_open(draft.component, value):
                    words = f"“{draft.name(task)}”: its sprint is closed or deleted."
                    self.skipped.append(skip(task, draft.name(task), name, value, current, words))
                elif current == member.after.get(name):
                    back[name] = value
                elif current != value:
                    words = f"“{draft.name(task)}”: {fields_in_words([name])} was changed in the meantime."
                    self.skipped.append(skip(task, draft.name(task), name, value, current, words))
            if back:
                draft.set(task, back, exact=True)

    def moves(self) -> None:
        """Put rows back; each after the ones that it stood below or behind."""
        draft, waiting = self.draft, {member.object_id: member for member in self.by_verb.get("task.moved", ())}
        for task in self.touched_by_others(list(waiting), ("task.moved",)):
            del waiting[task]
            self.skipped.append(skip(task, draft.name(task) if task in draft.level else "", "place", None, None,
                                     "A task was moved again in the meantime."))  # fmt: skip
        waiting = {task: member for task, member in waiting.items() if task in draft.level}
        while waiting:
            ready = [task for task, member in waiting.items()
                     if not {member.before["parent"], member.before["after"]} & waiting.keys()]  # fmt: skip
            for task in ready or list(waiting):
                self.move_back(task, waiting.pop(task).before)

    def move_back(self, task: int, place: dict[str, Any]) -> None:
        draft, parent, elder = self.draft, place["parent"], place["after"]
        if parent is not None and parent not in draft.level:
            self.skipped.append(skip(task, draft.name(task), "place", None, None,
                                     f"What “{draft.name(task)}” stood below is not there any more."))  # fmt: skip
            return
        parents = draft.parents()
        if elder in parents and parents[elder] == parent:
            outline.move(draft, [task], Place(after=elder))
            return
        first = next((each for each in draft.order if parents[each] == parent and each != task), None)
        outline.move(draft, [task], Place(before=first) if first is not None else Place(parent=parent))

    def remove(self) -> None:
        """Delete what was added, unless somebody has worked on it."""
        draft = self.draft
        made = {member.object_id for member in self.by_verb.get("task.created", ())}
        for member in self.by_verb.get("task.restored", ()):
            made.update(member.after.get("tasks") or [member.object_id])
        made &= draft.level.keys()
        others = self.touched_by_others(list(made), MEMBERS)
        branch = set(outline.branches(draft, made)) if made else set()
        restored = bool(self.by_verb.get("task.restored"))
        strangers = set() if restored else branch - made
        parents = draft.parents()
        for task in strangers | others:
            above: int | None = task
            while above is not None:
                others.add(above)
                above = parents[above]
        for task in made & others:
            words = f"Somebody has worked on “{draft.name(task)}” in the meantime."
            self.skipped.append(skip(task, draft.name(task), "", None, None, words))
        if going := made - others:
            outline.delete(draft, going)

    # ------------------------------------------------------------------ links

    def unlink(self, member: Event) -> None:
        if member.object_id in self.links:
            unlink(self.draft, member.object_id)
        elif len(member.after["components"]) > 1:
            # One between plans that was removed and made again has another number.
            same = {"predecessor": member.after["predecessor"], "successor": member.after["successor"]}
            found = Dependency.objects.filter(**same, type=member.after["type"]).first()
            if found is not None:
                self.draft.uncross(found.pk)

    def link(self, member: Event) -> None:
        draft, facts = self.draft, member.after
        ends = (facts["predecessor"], facts["successor"])
        values = {name: facts[name] for name in LINK_FIELDS if name in facts}
        if len(facts["components"]) > 1:
            found = seen_tasks(Batch(draft, "", lambda: None), ends)
            if len(found) == 2:
                draft.cross(Link(*ends, **values))
                return
        elif all(end in draft.level for end in ends):
            draft.rights.require_edit(None)
            if (*ends, facts["type"]) not in self.linked:
                draft.add_link(checked(draft, Link(*ends, **values, again=member.object_id)))
            return
        self.skipped.append(skip(ends[1], "", "predecessors", None, None, "An end of a link is not there any more."))

    def relink(self, member: Event) -> None:
        draft, pk = self.draft, member.object_id
        link = draft.all_links().get(pk) or self.crossing(member)
        if link is None:
            self.skipped.append(skip(0, "", "predecessors", None, None, "A link is not there any more."))
            return
        names = [name for name in LINK_FIELDS if name in member.before]
        if any(plain(getattr(link, name)) != member.after[name] for name in names):
            words = f"The link of “{draft.name(link.successor)}” was changed in the meantime."
            self.skipped.append(skip(link.successor, draft.name(link.successor), "predecessors", None, None, words))
            return
        draft.rights.require_edit(None)
        given: dict[str, Any] = dict(zip(LINK_FIELDS, link.values, strict=True))
        given |= {name: member.before[name] for name in names}
        again = checked(draft, Link(link.predecessor, link.successor, **given))
        if pk in draft.ties:
            draft.links[pk] = again
        else:
            draft.uncross(pk)
            draft.cross(again)

    def crossing(self, member: Event) -> Link | None:
        """Return a link with another plan as it is now, if the actor sees both its ends."""
        try:
            return crossing_link(Batch(self.draft, "", lambda: None), member.object_id)
        except Refused:
            return None
