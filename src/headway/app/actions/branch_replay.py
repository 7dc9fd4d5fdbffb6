"""Facts of a branch, done again in a draft of the plan as it is now. What does not apply any more is told, not lost."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from headway.app.actions import outline
from headway.app.actions.branch_facts import LINK_VALUES
from headway.app.actions.branch_words import shown
from headway.app.actions.errors import Refused
from headway.app.actions.field_values import ASSIGNED, CONTOURS, WORKED, words
from headway.app.actions.outline import Place
from headway.app.actions.plan_draft import Link
from headway.app.actions.plan_links import link_rows, refuse_circles, relink, unlink
from headway.app.actions.task_fields import OWNED
from headway.app.models import Dependency, Task
from headway.app.queries.audit.fingerprint import plain
from headway.app.rules.visible import trashed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from headway.app.actions.branch_facts import Fact, Facts
    from headway.app.actions.plan_draft import Draft

CHANGED, LOST = "changed", "lost"
"""Somebody changed the same meanwhile, and the branch's word stands in it; or it cannot be done any more."""
MOVING = frozenset({"placed", "deleted"})
"""Facts that can leave a row without others below it."""


class Replay:
    """Does facts again; new rows that were merged before are known by the ids that they got."""

    def __init__(self, draft: Draft, merged: Mapping[str, int]) -> None:
        self.draft = draft
        self.merged = {int(task): pk for task, pk in merged.items() if pk in draft.level}
        self.conflicts: list[dict[str, Any]] = []
        self.touches: Counter[int] = Counter()
        """How often each row was changed."""
        self._elders: dict[int, int | None] = {}
        """What stood before rows that are not there."""

    def run(self, facts: Facts) -> None:
        """Do what one step did, or what was chosen of a branch."""
        had = set(self.draft.parents().values()) if MOVING & facts.keys() else set()
        for fact in facts.get("unlinked", ()):
            if self.link_now(fact) is not None:
                unlink(self.draft, fact["link"])
        for fact in facts.get("uncrossed", ()):
            self.uncross(fact)
        for several in runs_of(facts.get("placed", ())):
            self.place(several)
        for fact in facts.get("set", ()):
            self.set(fact)
        going = [self.real(fact["task"]) for fact in facts.get("deleted", ())]
        if going := [task for task in going if task in self.draft.level]:
            outline.delete(self.draft, going)
        for fact in facts.get("relinked", ()):
            self.relink(fact)
        for fact in facts.get("linked", ()):
            self.link(fact)
        for fact in facts.get("crossed", ()):
            self.cross(fact)
        for task in had and had - set(self.draft.parents().values()):
            if task in self.draft.level and self.draft.value(task, "kind") == Task.Kind.MILESTONE:
                self.draft.put(task, {"kind": Task.Kind.TASK})  # what had rows below it stays no point in time

    def real(self, task: int) -> int:
        return self.merged.get(task, task)

    def tell(
        self, kind: str, fact: Fact, title: str, *,
        field: str = "", yours: Any = None, theirs: Any = None, said: str = "",
    ) -> None:  # fmt: skip
        task = fact.get("task", fact.get("successor"))
        self.conflicts.append({"kind": kind, "task": task, "name": fact.get("name", ""), "field": field,
                               "yours": yours, "theirs": theirs, "title": title, "said": said})  # fmt: skip

    # ------------------------------------------------------------------ rows

    def place(self, facts: Sequence[Fact]) -> None:
        """Add rows that stand one behind the other, or move one."""
        first = facts[0]
        if "new" not in first:
            self.move(first)
            return
        fresh = [fact for fact in facts if self.real(fact["task"]) not in self.draft.level]
        if fresh != facts:
            for fact in fresh:
                self.insert([fact])
        elif fresh:
            self.insert(fresh)

    def insert(self, facts: Sequence[Fact]) -> None:
        draft, depth = self.draft, dict[int, int]()
        rows = []
        for fact in facts:
            depth[fact["task"]] = depth[fact["parent"]] + 1 if fact["parent"] in depth else 0
            values = self.cleaned(fact, fact["new"])
            if OWNED & values.keys() and fact["copy_of"] is None:
                draft.rights.require_edit(None)
            rows.append((values, depth[fact["task"]]))
        draft.last_row = facts[0]["task"] + 1
        outline.insert(draft, self.spot(facts[0]), rows)
        draft.copies |= {fact["task"]: fact["copy_of"] for fact in facts if fact["copy_of"] is not None}

    def move(self, fact: Fact) -> None:
        draft, task = self.draft, self.real(fact["task"])
        if task not in draft.level:
            self._elders[task] = fact["after"]
            self.tell(LOST, fact, f"“{fact['name']}” was moved in the branch and is not there any more.")
            return
        try:
            outline.move(draft, [task], self.spot(fact))
        except Refused as refused:
            self.tell(LOST, fact, f"“{fact['name']}” cannot be moved there any more: {refused.title}")

    def spot(self, fact: Fact) -> Place:
        """Return where a row goes: behind its elder, as the first one, or where that is gone, as the last one."""
        draft, parents = self.draft, self.draft.parents()
        parent = None if fact["parent"] is None else self.real(fact["parent"])
        if parent is not None and parent not in parents:
            self.tell(LOST, fact, f"What “{fact['name']}” stood below is not there any more; it stands at the end.")
            return Place()
        elder = fact["after"]
        while elder is not None and self.real(elder) not in parents:
            elder = self._elders.get(elder)
        if elder is not None and parents[self.real(elder)] == parent:
            return Place(after=self.real(elder))
        first = None
        if fact["after"] is None or elder is None:
            own = self.real(fact["task"])
            first = next((each for each in draft.order if parents[each] == parent and each != own), None)
        return Place(parent=parent) if first is None else Place(before=first)

    def leave_out(self, facts: Sequence[Fact]) -> None:
        """Remember where new rows stood that are not wanted, so that those behind them find their place."""
        self._elders |= {fact["task"]: fact["after"] for fact in facts}

    def set(self, fact: Fact) -> None:
        draft, task = self.draft, self.real(fact["task"])
        if task not in draft.level:
            if task not in draft.removed:
                self.tell(LOST, fact, f"“{fact['name']}” was changed in the branch and is not there any more.")
            return
        if "notes" in fact["after"]:
            draft.read_notes([task])
        for name in (WORKED, CONTOURS):
            if name in fact["after"]:
                fact = among_others(fact, name, draft.value(task, name))
        self.compare(fact, task)
        values = self.cleaned(fact, fact["after"])
        if CONTOURS in values:
            working = dict(values.get(ASSIGNED, draft.value(task, ASSIGNED)))
            here = [row for row in values[CONTOURS] if row[0] in working]
            if here != values[CONTOURS]:
                self.tell(LOST, fact, f"“{fact['name']}”: whose contour the branch changed works on it no more.")
                values[CONTOURS] = here
        if "kind" in values and task in draft.parents().values():
            if task in draft.plan.parts[draft.component.pk].column("parent_id").values():
                self.tell(LOST, fact, f"“{fact['name']}” has rows below it now and stays a summary.", field="kind")
            del values["kind"]  # rows that the branch itself puts below it are no surprise
        if not values:
            return
        draft.require_cells(task, values)
        try:
            draft.put(task, values, exact=True)
            self.touches[task] += 1
        except Refused as refused:
            self.tell(LOST, fact, f"“{fact['name']}”: {refused.title}")

    def compare(self, fact: Fact, task: int) -> None:
        """Tell of each field that somebody changed meanwhile."""
        for name, before in fact["before"].items():
            live, after = plain(self.draft.value(task, name)), fact["after"][name]
            if live not in (before, after):
                what = words(self.draft, [name]) or "whose work it is"
                title = f"“{fact['name']}”: somebody changed {what} in the plan meanwhile."
                both = shown(self.draft, name, after), shown(self.draft, name, live)
                self.tell(CHANGED, fact, title, field=name, yours=after, theirs=live,
                          said="The branch says {}, the plan says {} now.".format(*both))  # fmt: skip

    def cleaned(self, fact: Fact, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values as columns take them, without those that nothing can hold any more."""
        result: dict[str, Any] = {}
        for name, value in values.items():
            try:
                result |= self.draft.cleaned({name: value})
            except Refused as refused:
                self.tell(LOST, fact, f"“{fact['name']}”: {refused.title}", field=name, yours=value)
        if result.get("kind") == Task.Kind.SUMMARY:
            result["kind"] = Task.Kind.TASK  # what gets rows below it becomes a summary by itself
        return result

    # ------------------------------------------------------------------ links

    def link_now(self, fact: Fact) -> Link | None:
        return self.draft.link(fact["link"])

    def link(self, fact: Fact) -> None:
        draft, pair = self.draft, (self.real(fact["predecessor"]), self.real(fact["successor"]))
        if not all(end in draft.level for end in pair):
            if not any(end in draft.removed for end in pair):
                self.tell(LOST, fact, "An end of a link that the branch made is not there any more.")
            return
        draft.last_link = fact["link"] + 1
        try:
            link_rows(draft, *pair, **{name: fact[name] for name in LINK_VALUES})
        except Refused as refused:
            if refused.id != "already-linked":
                self.tell(LOST, fact, refused.title)

    def relink(self, fact: Fact) -> None:
        found = self.link_now(fact)
        if found is None:
            self.tell(LOST, fact, "A link that the branch changed is not there any more.")
            return
        live = {name: plain(value) for name, value in zip(LINK_VALUES, found.values, strict=True)}
        if live not in (plain(fact["before"]), plain(fact["after"])):
            name = self.draft.name(found.successor)
            self.tell(CHANGED, fact | {"name": name}, f"A link of “{name}” was changed in the plan meanwhile.")
        relink(self.draft, fact["link"], **fact["after"])

    def uncross(self, fact: Fact) -> None:
        if fact["link"] in self.draft.crossing or Dependency.objects.filter(pk=fact["link"]).exists():
            self.draft.uncross(fact["link"])

    def cross(self, fact: Fact) -> None:
        """Link with a task of another plan, unless that is done already; others may have changed it meanwhile."""
        draft, pair = self.draft, (self.real(fact["predecessor"]), self.real(fact["successor"]))
        own = next((end for end in pair if end in draft.level), None)
        if own is None:
            if not any(end in draft.removed for end in pair):
                self.tell(LOST, fact, "An end of a link that the branch made is not there any more.")
            return
        other = pair[1] if own == pair[0] else pair[0]
        about = {"task": own, "name": draft.name(own)}
        if not Task.objects.filter(pk=other).exclude(component__in=trashed()).exists():
            title = f"What “{draft.name(own)}” was linked with in another plan is not there any more."
            self.tell(LOST, about, title)
            return
        link = Link(*pair, **{name: fact[name] for name in LINK_VALUES})
        same = Dependency.objects.filter(predecessor=pair[0], successor=pair[1], type=link.type)
        ended = same.filter(pk__in=draft.uncrossed, **dict(zip(LINK_VALUES, link.values, strict=True))).first()
        if ended is not None:  # the plan has the change already
            draft.uncrossed.discard(ended.pk)
            return
        known = same.exclude(pk__in=draft.uncrossed).first()
        if known is not None and [plain(getattr(known, name)) for name in LINK_VALUES] == plain(list(link.values)):
            return
        if known is not None:
            self.tell(CHANGED, about, f"A link of “{draft.name(own)}” with another plan was changed meanwhile.")
            draft.uncross(known.pk)
        draft.last_link = fact["link"] + 1
        draft.cross(link)

    def settle_circles(self) -> None:
        """Leave out the new links that close circles now."""
        draft = self.draft
        try:
            refuse_circles(draft)
        except Refused:
            fresh = [(draft.links, pk, link) for pk, link in draft.links.items() if pk not in draft.ties]
            fresh += [(draft.crossing, pk, link) for pk, link in draft.crossing.items()]
            for links, pk, _ in fresh:
                del links[pk]
            for links, pk, link in fresh:
                links[pk] = link
                try:
                    refuse_circles(draft)
                except Refused as refused:
                    del links[pk]
                    self.tell_circle(link, refused)

    def tell_circle(self, link: Link, refused: Refused) -> None:
        """Tell of a link that is left out; what lies in other plans has no name in what every reader is told."""
        draft = self.draft
        one, other = (f"“{draft.name(end)}”" if end in draft.level else "a task of another plan"
                      for end in (link.successor, link.predecessor))  # fmt: skip
        where = f": {refused.detail}" if len(draft.plan.parts) == 1 and not draft.crossed() else "."
        own = link.successor if link.successor in draft.level else link.predecessor
        self.tell(LOST, {"name": draft.name(own), "task": own},
                  f"The link of {one} to {other} would close a circle now{where}")  # fmt: skip


def among_others(fact: Fact, name: str, live: Sequence[Sequence[Any]]) -> Fact:
    """Return a fact about resources of a task with what the plan says of those whom the fact leaves as they were."""
    before, after = ({pk: each for pk, *each in fact[side][name]} for side in ("before", "after"))
    own = {pk for pk in (*before, *after) if before.get(pk) != after.get(pk)}
    kept = {pk: each for pk, *each in live if pk not in own}
    told = {}
    for side, values in (("before", before), ("after", after)):
        mine = {pk: each for pk, each in values.items() if pk in own}
        told[side] = fact[side] | {name: [[pk, *each] for pk, each in sorted((kept | mine).items())]}
    return fact | told


def runs_of(facts: Sequence[Fact]) -> Iterator[list[Fact]]:
    """Yield new rows that stand one behind the other together, and moved ones each alone."""
    run: list[Fact] = []
    inside: set[int] = set()
    for fact in facts:
        joins = run and "new" in fact and fact["task"] == run[-1]["task"] - 1 and (
            fact["after"] in inside or (fact["after"] is None and fact["parent"] == run[-1]["task"])
        )  # fmt: skip
        if run and not joins:
            yield run
            run, inside = [], set()
        run.append(fact)
        inside.add(fact["task"])
        if "new" not in fact:
            yield run
            run, inside = [], set()
    if run:
        yield run
