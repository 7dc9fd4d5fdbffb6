"""A report written from facts: sentences by templates, each with the task that it is about. Pure; invents nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.bridge.reasons import counted
from headway.app.bridge.reports.moves import day_in_words, days_in_words, short

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from headway.app.bridge.reports.facts import Facts, Moved, TaskState

SECTIONS = {
    "going": "How it is going",
    "done": "Done",
    "started": "Started and in progress",
    "slipped": "Slipped",
    "needs": "What is needed",
    "next": "Next steps",
}
HIGHLIGHT_SECTIONS = {
    "going": "How it is going",
    "done": "Products and milestones done",
    "slipped": "Slipped",
    "next": "Products and milestones next",
    "changes": "Change requests",
    "issues": "Issues and key risks",
    "needs": "What is needed",
    "lessons": "Lessons",
}
OF_KIND = {"highlight": HIGHLIGHT_SECTIONS, "checkpoint": SECTIONS, "end_stage": HIGHLIGHT_SECTIONS}
MOST = 8
"""Lines of one section; the rest is counted."""
MOST_MOVES = 6
ALL_AT_ONCE = frozenset({"highlight", "end_stage", "monthly"})
"""Kinds that name milestones and count other tasks."""

AGAINST_TOLERANCE = frozenset({"highlight", "end_stage", "checkpoint"})

Line = dict[str, Any]
Content = dict[str, list[Line]]


def sections_of(kind: str) -> dict[str, str]:
    return OF_KIND.get(kind, SECTIONS)


def line(
    key: str,
    text: str,
    *,
    task: int | None = None,
    component: int | None = None,
    record: int | None = None,
    level: str = "",
) -> Line:
    return {"key": key, "text": text, "drafted": text, "task": task, "component": component, "record": record,
            "level": level, "origin": "drafted", "request": False}  # fmt: skip


def drafted(facts: Facts) -> Content:
    """Write every section."""
    names = sections_of(facts.kind)
    written = {
        "going": [*overall(facts), *tolerated(facts), *moved_lines(facts), *below_lines(facts), *events(facts)],
        "done": done(facts),
        "started": started(facts),
        "slipped": slipped(facts),
        "needs": needs(facts),
        "next": next_steps(facts),
    }
    content = {name: written.get(name) or entries(facts, name) for name in names}
    for said in facts.said:
        section = said.section if said.section in content else "going"
        if said.source and all(said.text != each["text"] for each in content[section]):
            key = f"said-{len(content[section])}"
            content[section].append(line(key, said.text, task=said.task, record=said.record) | {"source": said.source})
    return content


def date(minute: int | None) -> str:
    return "an unknown day" if minute is None else day_in_words(minute - 1)


def named(task: TaskState) -> str:
    return f"Milestone {short(task.name)}" if task.kind == "milestone" else short(task.name)


def overall(facts: Facts) -> Iterator[Line]:
    if facts.broken:
        yield line("broken", facts.broken[0], level="red")
    if facts.finish is None:
        yield line("no-plan", "Nothing is planned yet.")
        return
    done = "" if facts.percent is None else f"{facts.percent:.0f} % of the work is done"
    expected = "" if facts.planned_percent is None else f", {facts.planned_percent:.0f} % was expected by now"
    level = facts.health if facts.health in {"red", "amber"} else ""
    if done:
        yield line("progress", f"{done}{expected}.", level=level)
    if facts.finish_before is not None and facts.finish_before != facts.finish:
        later = facts.finish > facts.finish_before
        act = "moved" if later else "came forward"
        text = f"The finish {act} from {date(facts.finish_before)} to {date(facts.finish)}."
        yield line("finish", text, level="amber" if later else "")
    else:
        yield line("finish", f"The finish is forecast for {date(facts.finish)}.")


def tolerated(facts: Facts) -> Iterator[Line]:
    """Say how dimensions stand against their tolerance where a report is about that; elsewhere only what is beyond."""
    words = {"green": "within tolerance", "amber": "near the edge", "red": "out of tolerance"}
    for place, each in enumerate(facts.tolerances):
        if each.level in words and (facts.kind in AGAINST_TOLERANCE or each.level == "red"):
            level = each.level if each.level != "green" else ""
            yield line(f"tolerance-{each.dimension}-{place}", f"{each.text}: {words[each.level]}.", level=level)


def groups(moves: Sequence[Moved]) -> list[list[Moved]]:
    """Put together what one cause moved; what has no known cause stands alone."""
    by_cause: dict[str, list[Moved]] = {}
    for each in moves:
        if day_in_words(each.before - 1) != day_in_words(each.after - 1):
            by_cause.setdefault(each.cause or f"task {each.task.id}", []).append(each)
    found = [
        sorted(group, key=lambda each: (each.task.kind != "milestone", -abs(each.after - each.before)))
        for group in by_cause.values()
    ]
    found.sort(key=lambda group: -max(abs(each.after - each.before) for each in group))
    return found


def moved_lines(facts: Facts) -> Iterator[Line]:
    """Say what moved and why, one line a cause: the milestone or task that moved farthest, and how many with it."""
    found = groups(facts.moves)
    for group in found[:MOST_MOVES]:
        yield moved_line(group)
    rest = sum(len(group) for group in found[MOST_MOVES:])
    if rest:
        yield line("moved-more", counted(rest, "more task moved.", "more tasks moved."))


def moved_line(group: Sequence[Moved]) -> Line:
    first = group[0]
    later = first.after > first.before
    act = "moved" if later else "came forward"
    dates = f"from {day_in_words(first.before - 1, beside=first.after - 1)} to {date(first.after)}"
    why = ""
    if first.why:
        why = f" because {first.why}" if first.proved else f", probably because {first.why}"
    more = f"; {counted(len(group) - 1, 'more task', 'more tasks')} moved with it" if len(group) > 1 else ""
    text = f"{named(first.task)} {act} {dates}{why}{more}."
    level = "amber" if later else ""
    return line(f"moved-{first.task.id}", text, task=first.task.id, level=level)


def below_lines(facts: Facts) -> Iterator[Line]:
    words = {"red": "is off track", "amber": "is at risk"}
    for each in facts.below:
        if each.level in words:
            reason = f": {each.reason}" if each.reason else ""
            text = f"{each.name} {words[each.level]}{reason}."
            yield line(f"below-{each.id}", text, component=each.id, level=each.level)
    well = [each for each in facts.below if each.level == "green"]
    if well:
        yield line("below-green", f"{counted(len(well), 'component is', 'components are')} on track.")


def events(facts: Facts) -> Iterator[Line]:
    for place, said in enumerate(each for each in facts.said if not each.source):
        yield line(f"event-{place}", f"{said.text.rstrip('.')}.", record=said.record)
    if facts.changes:
        by = f" by {facts.changers} people" if facts.changers > 1 else ""
        times = {1: "once", 2: "twice"}.get(facts.changes, f"{facts.changes:,} times")
        yield line("changes", f"The plan was changed {times}{by}.")


def cut(lines: list[Line], key: str, rest: str) -> list[Line]:
    """Keep the first lines and count the rest."""
    if len(lines) <= MOST:
        return lines
    return [*lines[: MOST - 1], line(f"{key}-more", f"{len(lines) - MOST + 1} {rest}")]


def done(facts: Facts) -> list[Line]:
    """What was not done at the last report and is now; without one, what was finished in the period."""
    found = [task for task in facts.tasks if task.done and not was_done(facts, task)]
    found.sort(key=lambda task: (task.kind != "milestone", task.finish or 0))
    if facts.kind in ALL_AT_ONCE:
        reached = [task for task in found if task.kind == "milestone"]
        lines = [line(f"done-{t.id}", f"{named(t)} was reached on {date(t.finish)}.", task=t.id) for t in reached]
        tasks = len(found) - len(reached)
        if tasks:
            lines.append(line("done-tasks", counted(tasks, "task was finished.", "tasks were finished.")))
        return cut(lines, "done", "more milestones were reached.")
    lines = [
        line(f"done-{t.id}", f"{named(t)} {'was reached' if t.kind == 'milestone' else 'is done'}.", task=t.id)
        for t in found
    ]
    return cut(lines, "done", "more tasks are done.")


def was_done(facts: Facts, task: TaskState) -> bool:
    if facts.before is None:
        return not (task.finish is not None and facts.since <= task.finish)
    return task.id in facts.before and facts.before[task.id].done


def started(facts: Facts) -> list[Line]:
    lines = []
    for task in facts.tasks:
        if task.done or not task.started or task.kind == "milestone":
            continue
        was = None if facts.before is None else facts.before.get(task.id)
        if was is not None and was.started:
            if round(task.percent) > round(was.percent):
                text = f"{named(task)} went from {was.percent:.0f} to {task.percent:.0f} %."
                lines.append(line(f"progress-{task.id}", text, task=task.id))
        elif facts.before is not None or (task.start or 0) >= facts.since:
            share = f", {task.percent:.0f} % is done" if task.percent else ""
            lines.append(line(f"started-{task.id}", f"{named(task)} was started{share}.", task=task.id))
    return cut(lines, "started", "more tasks went on.")


def slipped(facts: Facts) -> list[Line]:
    """What should have finished or begun by now, by its dates at the last report or today, and has not."""
    lines = []
    for task in facts.tasks:
        was = task if facts.before is None else facts.before.get(task.id, task)
        level = "red" if task.critical else "amber"
        if task.done:
            continue
        if was.finish is not None and was.finish <= facts.now:
            state = f"is at {task.percent:.0f} %" if task.started else "has not begun"
            text = f"{named(task)} should have finished on {date(was.finish)} and {state}."
            lines.append(line(f"slipped-{task.id}", text, task=task.id, level=level))
        elif was.start is not None and was.start < facts.now and not task.started:
            text = f"{named(task)} should have started on {day_in_words(was.start)} and has not."
            lines.append(line(f"late-start-{task.id}", text, task=task.id, level=level))
    lines.sort(key=lambda each: each["level"] != "red")
    return cut(lines, "slipped", "more tasks slipped.")


def needs(facts: Facts) -> list[Line]:
    """Late hand-offs, what is blocked, missed deadlines, overdue critical work: what keeps the plan from holding."""
    lines = []
    for each in facts.handoffs:
        when = f"now on {date(each.giver_finish)}" if each.giver_finish is not None else "without a date"
        text = f"{named(each.task)} waits for a hand-off from another plan, {when}; it has no float left."
        lines.append(line(f"handoff-{each.task.id}", text, task=each.task.id, level="red"))
    for held in facts.blocked:
        text = f"{named(held.task)} is blocked since {day_in_words(held.since)}: {held.reason.rstrip('.')}."
        level = "red" if held.task.critical else "amber"
        lines.append(line(f"blocked-{held.task.id}", text, task=held.task.id, level=level))
    for task in facts.tasks:
        if task.done or task.finish is None:
            continue
        if task.deadline is not None and task.finish > task.deadline:
            text = (
                f"{named(task)} misses its deadline of {date(task.deadline)}: it is forecast for {date(task.finish)}."
            )
            lines.append(line(f"deadline-{task.id}", text, task=task.id, level="red"))
        elif task.critical and task.finish < facts.now:
            text = f"{named(task)} is critical and overdue since {date(task.finish)}."
            lines.append(line(f"overdue-{task.id}", text, task=task.id, level="red"))
    for entry in facts.register:
        if entry.kind == "action":
            text = f"{entry.text} is overdue by {counted(entry.days_late, 'day', 'days')}."
            lines.append(line(f"record-{entry.id}", text, record=entry.id, level="amber"))
        elif entry.too_high:
            text = f"{entry.text} is above what may be kept here: somebody above has to take it over."
            lines.append(line(f"record-{entry.id}", text, record=entry.id, level="red"))
    lines += [
        line(f"request-{place}", each.text, task=each.task, level="amber") for place, each in enumerate(facts.requests)
    ]
    return cut(lines, "needs", "more of this kind.")


def entries(facts: Facts, section: str) -> list[Line]:
    """Return rows of the register for sections that consist of them."""
    wanted = {"issues": ("issue", "risk"), "lessons": ("lesson",)}.get(section, ())
    lines = [
        line(f"record-{each.id}", f"{each.text}{'' if each.score is None else f', score {each.score:.2f}'}.",
             record=each.id, level=each.level)
        for each in facts.register
        if each.kind in wanted
    ]  # fmt: skip
    return cut(lines, section, "more in the register.")


def next_steps(facts: Facts) -> list[Line]:
    """Milestones and critical starts up to the horizon, in the order of their days."""
    found: list[tuple[int, Line]] = []
    for task in [*facts.tasks, *facts.milestones_below]:
        if task.done:
            continue
        if task.kind == "milestone" and task.finish is not None and facts.now <= task.finish < facts.horizon:
            found.append((task.finish, line(f"next-{task.id}", f"{named(task)} on {date(task.finish)}.", task=task.id)))
        elif (
            task.kind != "milestone"
            and task.critical
            and not task.started
            and task.start is not None
            and facts.now <= task.start < facts.horizon
        ):
            text = f"{named(task)} starts on {day_in_words(task.start)}; it is critical."
            found.append((task.start, line(f"next-{task.id}", text, task=task.id)))
    found.sort(key=lambda pair: pair[0])
    return cut([each for _, each in found], "next", "more milestones and critical starts.")


def days_moved(facts: Facts) -> float:
    """Return by how many working days the worst open task moved later since the last report."""
    later = [each.work_minutes for each in facts.moves if each.after > each.before]
    return round(max(later, default=0) / facts.per_day, 1)


__all__ = ["SECTIONS", "days_in_words", "days_moved", "drafted", "line", "sections_of"]
