"""An explanation of a date in plain sentences."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from headway.engine.plan import MISSING, Constraint, LagKind, LinkType

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.engine.plan import Plan
    from headway.engine.reading.explanation import Date, Explanation, Step

EPOCH = datetime(1970, 1, 1)
MOST_PAUSES = 3
VERBS = {
    "start": "starts", "finish": "finishes", "late_start": "may start no later than",
    "late_finish": "may finish no later than",
}  # fmt: skip
OTHER_END: dict[Date, Date] = {
    "start": "finish", "finish": "start", "late_start": "late_finish", "late_finish": "late_start",
}  # fmt: skip
GOES_ON = {"start": "goes on", "late_start": "may go on no later than"}
"""Of work under way, whose start is behind it."""
LINKS = {
    LinkType.FS: "finish-to-start", LinkType.SS: "start-to-start", LinkType.FF: "finish-to-finish",
    LinkType.SF: "start-to-finish",
}  # fmt: skip
CONSTRAINTS = {
    Constraint.SNET: "start no earlier than", Constraint.SNLT: "start no later than",
    Constraint.FNET: "finish no earlier than", Constraint.FNLT: "finish no later than",
    Constraint.MSO: "must start on", Constraint.MFO: "must finish on",
    Constraint.START_ON: "start on", Constraint.FINISH_ON: "finish on",
}  # fmt: skip


def sentences(
    explanation: Explanation, plan: Plan, name: Callable[[int], str] | None = None, minutes_per_day: int = 480
) -> list[str]:
    """Return one sentence for each step of an explanation; ``name`` gives the name of a row."""
    words = _Words(plan, name or (lambda row: f"task {plan.tasks.uid[row]}"), minutes_per_day or 480)
    return [words.sentence(step) for step in explanation.steps]


def moment(minute: int) -> str:
    """Return a date and time, as in "Tue 14 Mar 2028 08:00"."""
    when = EPOCH + timedelta(minutes=int(minute))
    return f"{when:%a} {when.day} {when:%b %Y %H:%M}"


def amount(minutes: int, minutes_per_day: int, *, elapsed: bool = False) -> str:
    """Return working minutes as days, hours or minutes, whichever is whole; of the clock with an e before the unit."""
    size, unit = (1440, "ed") if elapsed else (minutes_per_day, "d")
    if minutes % size and minutes % 60 == 0 and abs(minutes) < 2 * size:
        return f"{minutes // 60} {'eh' if elapsed else 'h'}"
    return (
        f"{minutes} {'emin' if elapsed else 'min'}" if 0 < abs(minutes) < 60 else f"{round(minutes / size, 2):g} {unit}"
    )


def lag_words(plan: Plan, link: int, minutes_per_day: int) -> str:
    """Return the lag of a link with its sign, as in "+1 d"; nothing for none."""
    lag, kind = int(plan.links.lag[link]), int(plan.links.lag_kind[link])
    if lag == 0:
        return ""
    if kind in {LagKind.PERCENT, LagKind.ELAPSED_PERCENT}:
        return f"{lag / 100:+g} %"
    sign = "+" if lag > 0 else ""
    return sign + amount(lag, minutes_per_day, elapsed=kind == LagKind.ELAPSED)


def days_off(pauses: list[tuple[int, int]]) -> str:
    """Name the whole days inside pauses, as in "11-12 Mar"; nothing where only nights were passed."""
    spans = []
    for begin, end in sorted(set(pauses)):
        first, last = -(-begin // 1440), end // 1440 - 1
        if last >= first:
            spans.append((EPOCH + timedelta(days=first), EPOCH + timedelta(days=last)))
    shown = []
    for first_day, last_day in spans[:MOST_PAUSES]:
        if first_day == last_day:
            shown.append(f"{first_day.day} {first_day:%b}")
        elif first_day.month == last_day.month:
            shown.append(f"{first_day.day}-{last_day.day} {last_day:%b}")
        else:
            shown.append(f"{first_day.day} {first_day:%b} - {last_day.day} {last_day:%b}")
    more = len(spans) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


class _Words:
    def __init__(self, plan: Plan, name: Callable[[int], str], minutes_per_day: int) -> None:
        self.plan, self.name, self.per_day = plan, name, minutes_per_day

    def sentence(self, step: Step) -> str:
        says = {
            "link": self.link,
            "span": self.span,
            "summary": self.summary,
            "child": self.child,
            "duration": self.duration,
            "constraint": self.constraint,
        }.get(step.cause, self.other)
        head = f"{self.name(step.task)} {self.verb(step.task, step.of, step.instant)} {moment(step.instant)}"
        off = days_off([(pause.begin, pause.end) for pause in step.pauses])
        tail = f"; {off} {'are' if ',' in off or '-' in off or 'more' in off else 'is'} not working time" if off else ""
        return f"{head}, because {says(step)}{tail}."

    def link(self, step: Step) -> str:
        verb = self.verb(step.other, step.other_of or "finish", step.origin)
        lag = lag_words(self.plan, step.link, self.per_day)
        if lag and self.is_rest(step):
            lag = f"with what is left of {lag}" if self.plan.links.lag[step.link] > 0 else f"nothing is left of {lag}"
        kind = LINKS[LinkType(int(self.plan.links.type[step.link]))]
        text = f"{self.name(step.other)} {verb} {moment(step.origin)} ({kind}{', ' + lag if lag else ''})"
        return text + self.through_finish(step)

    def verb(self, row: int, of: Date, instant: int) -> str:
        return GOES_ON[of] if of in GOES_ON and self.goes_on(row, instant) else VERBS[of]

    def goes_on(self, row: int, instant: int) -> bool:
        """Tell whether a start is that of the rest of work under way."""
        began = int(self.plan.tasks.actual_start[row])
        return began not in {MISSING, instant} and int(self.plan.tasks.actual_finish[row]) == MISSING

    def is_rest(self, step: Step) -> bool:
        """Tell whether a link leaves from the rest of work under way."""
        source, late = int(self.plan.links.predecessor[step.link]), step.of.startswith("late")
        from_start = self.plan.links.type[step.link] in {LinkType.SS, LinkType.SF}
        return bool(from_start and self.goes_on(source, step.asked if late else step.origin))

    def span(self, step: Step) -> str:
        lag = lag_words(self.plan, step.link, self.per_day) if step.link >= 0 else ""
        which = "first" if step.on == "start" else "last"
        text = f"{self.name(step.other)} is the {which}: it {VERBS[step.other_of or 'finish']} {moment(step.origin)}"
        return f"of all that it spans {text}{f' (lag {lag})' if lag else ''}"

    def through_finish(self, step: Step) -> str:
        """Tell that a cause bears on the other end of the task."""
        if step.of.endswith(step.on):
            return ""
        return f" and it takes {self.length(step.task)}" if step.on == "finish" else ""

    def length(self, row: int) -> str:
        tasks = self.plan.tasks
        return amount(int(tasks.duration[row]), self.per_day, elapsed=bool(tasks.elapsed[row]))

    def left(self, row: int) -> int:
        """Return the remaining minutes of a task."""
        tasks = self.plan.tasks
        if tasks.remaining[row] != MISSING:
            return int(tasks.remaining[row])
        return round(int(tasks.duration[row]) * (1 - min(max(float(tasks.percent[row]), 0), 100) / 100))

    def summary(self, step: Step) -> str:
        if step.of.startswith("late"):
            return f"its summary {self.name(step.other)} {VERBS['late_finish']} {moment(step.origin)}"
        return f"its summary {self.name(step.other)} is held back until {moment(step.origin)}"

    def child(self, step: Step) -> str:
        which = "first" if step.of.endswith("start") else "last"
        return f"{self.name(step.other)} is the {which} below it"

    def duration(self, step: Step) -> str:
        other = OTHER_END[step.of]
        if int(self.plan.tasks.duration[step.task]) == 0:
            return f"it {VERBS[other]} {moment(step.origin)}"
        if step.task in self.plan.assignments.task:
            return f"it {VERBS[other]} {moment(step.origin)} and its resources work on their own calendars"
        start = step.instant if step.of.endswith("start") else step.origin
        takes = f"takes {self.length(step.task)}"
        if self.goes_on(step.task, start):
            takes = f"{amount(self.left(step.task), self.per_day)} of it are left"
        return f"it {self.verb(step.task, other, step.origin)} {moment(step.origin)} and {takes}"

    def constraint(self, step: Step) -> str:
        row = step.other if step.other >= 0 else step.task
        kind = CONSTRAINTS.get(Constraint(int(self.plan.tasks.constraint[row])), "date")
        whose = f"its summary {self.name(row)} has" if step.other >= 0 else "it has"
        return f"{whose} the constraint “{kind} {moment(step.origin)}”" + self.through_finish(step)

    def other(self, step: Step) -> str:
        row = step.other if step.other >= 0 else step.task
        at = moment(step.origin) if step.origin != MISSING else "nothing"
        texts = {
            "leveling-delay": f"leveling holds it back from {at}",
            "as-late-as-possible": f"it is scheduled as late as possible, and not at {at}",
            "project-start": f"the project starts {at}",
            "data-date": f"no unfinished work lies before the data date, {at}",
            "actual-date": "this is when it really did" if not step.of.startswith("late") else "its dates are actual",
            "manual-date": f"the dates of {self.name(row)} are set by hand" if step.other >= 0 else "it is set by hand",
            "remaining-work": f"it has begun, and its work goes on from {at}",
            "expected-finish": f"it is expected to finish {at}",
            "earlier-work": f"what it follows begins before the project, {at}",
            "project-finish": f"the project finishes {at}",
            "must-finish": f"the project must finish by {at}",
            "deadline": f"its deadline is {at}",
            "open-end": f"nothing follows it, and it finishes {at}",
        }
        if step.cause == "as-late-as-possible" and step.origin == step.instant:
            return "it is scheduled as late as possible"
        return texts.get(step.cause, "nothing limits it") + self.through_finish(step)
