"""Ends of dependencies that lie outside of what is shown, redacted where the reader may not see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from headway.app.bridge.lags import lag_text
from headway.app.models import Component, Dependency
from headway.app.rules import visible
from headway.app.rules.visible import trashed
from headway.engine.plan import LinkType

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.contrib.auth.models import AnonymousUser

    from headway.app.models import Person

HIDDEN = "Hidden task"
FIELDS = (
    "type", "component_id", "from_component_id", "predecessor_id", "successor_id", "predecessor__name",
    "successor__name", "predecessor__finish", "predecessor__start", "successor__start", "successor__finish",
    "component__name", "from_component__name", "pk", "lag", "lag_kind", "lag_unit",
)  # fmt: skip
LAG = FIELDS.index("lag")
Row = tuple[Any, ...]


def crossing_rows(inside: Sequence[int]) -> list[Row]:
    """Return the stored links from or to components outside of ``inside``, as FIELDS."""
    crossing = Dependency.objects.exclude(component=F("from_component"))
    crossing = crossing.filter(Q(component__in=inside) ^ Q(from_component__in=inside))
    crossing = crossing.exclude(component__in=trashed()).exclude(from_component__in=trashed())
    return list(crossing.order_by("pk").values_list(*FIELDS))


def outside_ends(
    person: Person | AnonymousUser,
    inside: Sequence[int],
    places: dict[int, int] | Callable[[], dict[int, int]],
    tried: Sequence[Row] | None = None,
) -> dict[str, list[Any]]:
    """Return the links from or to components outside of ``inside``, for rows given by task id (asked for if needed).

    ``tried`` are those of a branch, instead of the stored ones.
    """
    ends: dict[str, list[Any]] = {name: [] for name in ("id", "row", "incoming", "type", "lag", "label", "date", "url")}
    rows = crossing_rows(inside) if tried is None else tried
    if not rows:
        return ends
    place = places() if callable(places) else places
    own = set(inside)
    others = {row[1] for row in rows} | {row[2] for row in rows}
    seen = set(visible(person, Component).filter(pk__in=others - own).values_list("pk", flat=True))
    plans = Component.objects.in_bulk(own & {pk for row in rows if row[LAG] for pk in row[1:3]})
    for row in rows:
        (kind, component, source, before, behind, before_name, behind_name, before_finish, before_start,
         behind_start, behind_finish, component_name, source_name, pk, lag, lag_kind, lag_unit) = row  # fmt: skip
        incoming = component in own
        here = behind if incoming else before
        if here not in place:
            continue
        other = source if incoming else component
        name = f"{source_name} > {before_name}" if incoming else f"{component_name} > {behind_name}"
        from_start, to_finish = kind in {"SS", "SF"}, kind in {"FF", "SF"}
        date = (
            (before_start if from_start else before_finish)
            if incoming
            else (behind_finish if to_finish else behind_start)
        )
        shown = other in seen
        ends["id"].append(pk if shown else None)
        ends["row"].append(place[here])
        ends["incoming"].append(int(incoming))
        ends["type"].append(int(LinkType[kind]))
        home = component if incoming else source
        ends["lag"].append(lag_text(lag, lag_kind, lag_unit, plans[home]) if shown and lag else "")
        ends["label"].append(name if shown else HIDDEN)
        ends["date"].append(date if shown else None)
        ends["url"].append(f"/c/{other}/" if shown else "")
    return ends
