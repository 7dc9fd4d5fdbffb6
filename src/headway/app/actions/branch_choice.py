"""The changes of a branch to choose among: each with its words, what it needs, and what stands against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from headway.app.actions.branch_asks import asks_of
from headway.app.actions.branch_facts import KINDS, facts_of
from headway.app.actions.branch_fold import fold
from headway.app.actions.branch_plans import draft_of, forked_for, replayed
from headway.app.actions.branch_replay import Replay
from headway.app.actions.branch_words import CROSSING, retied_words, words_of
from headway.app.actions.errors import Refused
from headway.app.actions.plan_links import retied_by
from headway.app.bridge.branch_comparison import figures_with_people
from headway.app.bridge.people_on_rows import people_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.app.actions.branch_facts import Fact, Facts
    from headway.app.actions.plan_draft import Draft
    from headway.app.bridge.live_plan import LivePlan
    from headway.app.bridge.sheet import Sheet
    from headway.app.models import ChangeSet
    from headway.app.rules import Actor

RETIED = "retied"
"""The kind of a link with another plan that is another one now."""
OF_LINKS = CROSSING | {"linked", "relinked", "unlinked"}


@dataclass(slots=True)
class Item:
    """One change that can be merged by itself, with those that it needs."""

    key: str
    kind: str
    fact: Fact
    task: int
    """Under which it is listed; of a link its successor."""
    name: str
    words: str
    needs: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    asks: str = ""
    """Of a link with another plan: who is asked for it, or why the reader cannot merge it."""
    also: str = ""
    """Of a link that another one takes the place of: the key of its end, which is done with it."""


@dataclass(slots=True)
class Choice:
    """Everything that a branch does to the plan as it is now."""

    facts: Facts
    items: list[Item]
    lost: list[dict[str, Any]]
    """What cannot be done any more."""
    live: Sheet

    def chosen(self, keys: Iterable[str] | None) -> list[Item]:
        """Return the items of these keys with those that they need, in their order; all without keys."""
        known = {item.also: item for item in self.items} | {item.key: item for item in self.items}
        if keys is None:
            return self.items
        wanted, found = list(keys), set[str]()
        if unknown := [key for key in wanted if key not in known]:
            raise Refused("gone", "The branch has no such change any more.", ", ".join(unknown[:5])[:200],
                          "Load the list again.")  # fmt: skip
        while wanted:
            key = known[wanted.pop()].key
            if key not in found:
                found.add(key)
                wanted += known[key].needs
        return [item for item in self.items if item.key in found]


def choice_of(branch: ChangeSet, actor: Actor) -> Choice:
    """Return what the branch does now, as one list."""
    plan, live = forked_for(branch, branch.component.revision)
    replay = replayed(branch, actor, plan)
    draft = replay.draft
    facts = facts_of(draft)
    against: dict[tuple[str, Any], list[str]] = {}
    for each in replay.conflicts:
        if each["kind"] == "changed":
            against.setdefault(("set" if each["field"] else "relinked", each["task"]), []).append(each["title"])
    instead = retied(facts)
    ended = [key_of("uncrossed", was) for was in instead.values()]
    items = [item_of(draft, kind, fact, facts, against, instead) for kind in KINDS for fact in facts.get(kind, ())
             if key_of(kind, fact) not in ended]  # fmt: skip
    place = {task: index for index, task in enumerate(draft.order)}
    items.sort(key=lambda item: place.get(item.task, len(place)))
    return Choice(facts, items, [each for each in replay.conflicts if each["kind"] == "lost"], live)


def key_of(kind: str, fact: Fact) -> str:
    return f"{kind}:{fact['link'] if kind in OF_LINKS else fact['task']}"


def retied(facts: Facts) -> dict[int, Fact]:
    """Return by new links with other plans the one that each takes the place of."""
    gone = {fact["link"]: fact for fact in facts.get("uncrossed", ())}
    ways = ({fact["link"]: (fact["predecessor"], fact["successor"], fact["type"]) for fact in facts.get(kind, ())}
            for kind in ("uncrossed", "crossed"))  # fmt: skip
    return {new: gone[old] for old, new in retied_by(*ways).items()}


def item_of(
    draft: Draft, kind: str, fact: Fact, facts: Facts, against: dict[tuple[str, Any], list[str]],
    instead: dict[int, Fact],
) -> Item:  # fmt: skip
    task = fact["successor"] if kind in OF_LINKS else fact["task"]
    if kind in CROSSING and task not in draft.level:
        task = fact["predecessor"]
    name = draft.name(task) if task in draft.level else fact["name"]
    was = instead.get(fact["link"]) if kind == "crossed" else None
    words = words_of(draft, kind, fact) if was is None else retied_words(draft, was, fact)
    also = "" if was is None else key_of("uncrossed", was)
    needs = [key for key in needs_of(draft, kind, fact, facts) if key != also]
    asks = asks_of(draft, kind, fact, facts) if kind in CROSSING else ""
    kind, key = kind if was is None else RETIED, key_of(kind, fact)
    return Item(key, kind, fact, task, name, words, needs, against.get((kind, task), []), asks, also)


def needs_of(draft: Draft, kind: str, fact: Fact, facts: Facts) -> list[str]:
    """Return the changes without which this one cannot be: new rows that it names, rows that move away before."""
    if kind in OF_LINKS:
        ends = (fact["predecessor"], fact["successor"])
        instead = facts.get("uncrossed", ()) if kind == "crossed" else ()
        return [f"placed:{end}" for end in ends if end in draft.new] + [
            key_of("uncrossed", other) for other in instead if (other["predecessor"], other["successor"]) == ends
        ]
    if kind == "placed":
        return [f"placed:{fact['parent']}"] if fact["parent"] in draft.new else []
    if kind != "deleted":
        return []
    parents = draft.plan.parts[draft.component.pk].column("parent_id")
    found = []
    for moved in facts.get("placed", ()):
        above = parents.get(moved["task"])
        while above is not None and above != fact["task"]:
            above = parents[above]
        if above is not None:
            found.append(key_of("placed", moved))
    return found


def do_again(draft: Draft, branch: ChangeSet, choice: Choice, items: list[Item]) -> Replay:
    """Do the chosen changes in a draft of the plan."""
    replay = Replay(draft, branch.numbers.get("merged", {}))
    wanted = {item.key for item in items} | {item.also for item in items}
    replay.leave_out([fact for fact in choice.facts.get("placed", ()) if key_of("placed", fact) not in wanted])
    replay.run({kind: [fact for fact in choice.facts.get(kind, ()) if key_of(kind, fact) in wanted] for kind in KINDS})
    return replay


def try_out(plan: LivePlan, branch: ChangeSet, actor: Actor, choice: Choice, items: list[Item]) -> None:
    """Do the chosen changes in a plan in memory, and calculate it."""
    draft = draft_of(branch, actor, plan.parts[branch.component_id].component, plan)
    replay = do_again(draft, branch, choice, items)
    replay.settle_circles()
    fold(replay.draft)


def result_of(branch: ChangeSet, actor: Actor, choice: Choice, keys: Iterable[str] | None) -> dict[str, Any]:
    """Return what the plan would come to with the chosen changes; nothing is written."""
    items = choice.chosen(keys)
    plan, _ = forked_for(branch, branch.component.revision)
    part = plan.parts[branch.component_id]
    live = figures_with_people(actor.person, choice.live, people_of(part))
    try_out(plan, branch, actor, choice, items)
    after = figures_with_people(actor.person, plan.show(branch.component_id), people_of(part))
    return {"live": live, "branch": after,
            "keys": [item.key for item in items]}  # fmt: skip
