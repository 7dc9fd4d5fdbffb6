"""What pending changes would do to the tolerances of other components: levels above, and plans that move along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headway.app.bridge.benefit_change import change_at
from headway.app.bridge.rollup import working_between
from headway.app.bridge.tolerances import below, is_broken, standings
from headway.app.models import Component, ComponentPath, Rollup, Tolerance
from headway.engine.measures.tolerances import judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from headway.app.bridge.tolerances import Standing

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Effect:
    """What the changes do to the plans, as far as levels above add it up."""

    component: Component
    plans: Sequence[Mapping[str, Any]]
    """Plans whose finish moves: component, finish after, working days."""
    cost: float
    risk: float
    benefits: Sequence[Mapping[str, Any]]


def level_change(effect: Effect) -> list[Line]:
    """Return how the tolerances of other components would stand where that is otherwise than now, those above first."""
    touched = {effect.component.pk, *(each["component"] for each in effect.plans)}
    touched |= {each["component"] for each in effect.benefits}
    paths = ComponentPath.objects.filter(descendant__in=touched).exclude(ancestor=effect.component)
    held = Tolerance.objects.filter(component__in=paths.values("ancestor")).values("component")
    levels = Component.objects.filter(pk__in=held, trashed_at=None).select_related("rollup")
    above = set(ComponentPath.objects.filter(descendant=effect.component).values_list("ancestor_id", flat=True))
    found = [
        one
        for level in sorted(levels, key=lambda each: (each.pk not in above, -each.pk))
        for one in lines_of(level, effect, inside=level.pk in above)
    ]
    return [each for each in found if each["status_before"] != each["status_after"]]


def lines_of(level: Component, effect: Effect, *, inside: bool) -> list[Line]:
    """``inside`` is the component that changes: then its cost and its risks are the level's, too."""
    moves = {"time": 0.0, "cost": effect.cost if inside else 0.0, "risk": effect.risk if inside else 0.0}
    rows = standings(level)
    if any(each.tolerance.dimension == "time" for each in rows):
        moves["time"] = days_at(level, effect.plans)
    if any(each.tolerance.dimension == "benefit" for each in rows):
        moves["benefit"] = change_at(level, effect.benefits)
    return [line(level, each, moves.get(each.tolerance.dimension, 0.0)) for each in rows]


def days_at(level: Component, plans: Sequence[Mapping[str, Any]]) -> float:
    """Return by how many of its working days the finish of a level would move: the latest of the plans below it."""
    rollup = getattr(level, "rollup", None)
    if rollup is None or rollup.compared_finish is None:
        return 0.0
    after = {each["component"]: each["after"] for each in plans}
    rows = Rollup.objects.filter(below(level), component__in=Component.objects.filter(kind__in=KINDS_OF_PLANS))
    ends = [after.get(pk) or end for pk, end in rows.values_list("component_id", "compared_finish") if end is not None]
    return working_between(level, rollup.compared_finish, max(ends)) / level.minutes_per_day if ends else 0.0


KINDS_OF_PLANS = [kind for kind in Component.Kind.values if Component(kind=kind).holds_tasks]


def line(level: Component, each: Standing, move: float) -> Line:
    after = None if each.forecast is None else each.forecast + move
    status = judge(after, each.band).status if after is not None and each.band is not None else "none"
    return {"component": level.pk, "name": level.name, "currency": level.currency,
            "dimension": each.tolerance.dimension, "stage": each.tolerance.stage.name if each.tolerance.stage else "",
            "before": each.forecast, "after": after, "status_before": each.status, "status_after": status}  # fmt: skip


def broken(lines: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the lines that would leave their tolerance or budget by the changes, or leave it further."""
    return [each for each in lines
            if each["status_after"] == "red" and (each["status_before"] != "red" or each.get("further"))]  # fmt: skip


def say_who_decides(component: Component, own: Sequence[Line], levels: Sequence[Line]) -> None:
    """Give each line that would be broken ``decides``, whose board decides that: of a stage the component's, else the
    first level above whose tolerance holds.
    """
    red = {(each.get("component", component.pk), each["dimension"])
           for each in (*own, *levels) if each["status_after"] == "red" and not each["stage"]}  # fmt: skip
    told = {(each.get("component", component.pk), each["dimension"]) for each in (*own, *levels)}
    for each in broken((*own, *levels)):
        at, dimension = each.get("component", component.pk), each["dimension"]
        chain = list(Component.objects.filter(paths_down__descendant=at).order_by("paths_down__depth"))
        first = next((level for level in chain if (level.pk, dimension) not in red
                      and ((level.pk, dimension) in told or not is_broken(level, dimension))), chain[-1])  # fmt: skip
        if first.pk == at and not each["stage"] and len(chain) > 1:
            first = chain[1]
        each["decides"] = {"component": first.pk, "name": first.name}  # type: ignore[index]


def deciding_level(component: Component, impact: Mapping[str, Any]) -> Component:
    """Return whose board decides on all that would be broken: the highest that is asked at or above the component."""
    chain = list(Component.objects.filter(paths_down__descendant=component).order_by("paths_down__depth"))
    asked = [each["decides"]["component"] for each in broken([*impact["tolerances"], *impact["levels"]])]
    over: dict[int, set[int]] = {}
    for descendant, ancestor in ComponentPath.objects.filter(descendant__in=asked).values_list(
        "descendant_id", "ancestor_id"
    ):
        over.setdefault(descendant, set()).add(ancestor)
    places = [next((at for at, each in enumerate(chain) if each.pk in over[pk]), 0) for pk in asked if pk in over]
    return chain[max(places, default=0)]
