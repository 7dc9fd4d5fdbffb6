"""What benefits are worth, and what they brought; they are raised, changed and tied as records."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - read while the schema is made
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Router, Schema, Status
from pydantic import Field

from headway.app.actions.benefits import read_benefit
from headway.app.actions.errors import Refused
from headway.app.api.requests import Id, Real, actor_of, find, person_of
from headway.app.bridge.benefit_sums import gaps_of, owed_to_plans, sums_of
from headway.app.bridge.benefits import rate_of, standings_of, value_day
from headway.app.models import Component, Record
from headway.app.queries.pages.benefits import benefits_at, objectives_at

if TYPE_CHECKING:
    from django.http import HttpRequest

    from headway.app.bridge.benefit_sums import Owed, Sum
    from headway.app.bridge.benefits import Course, Standing
    from headway.app.models import BenefitReading

router = Router(tags=["benefits"])


class ReadingIn(Schema):
    on: date
    gain: Real
    note: Annotated[str, Field(max_length=300)] = ""


def course_json(course: Course | None, *, by_month: bool) -> dict[str, Any] | None:
    if course is None:
        return None
    told = {"start": course.start.isoformat(), "total": course.total, "present": course.present}
    return told | ({"by_month": course.by_month} if by_month else {})


def standing_json(each: Standing, gaps: list[str], *, by_month: bool = False) -> dict[str, Any]:
    row = each.row
    told = {
        "record": row.pk, "reference": row.reference, "title": row.title, "component": row.component_id,
        "owner": row.owner_id, "status": row.status, "unit": row.details.get("unit", ""),
        "currency": row.component.currency if each.in_money else None,
        "milestones": [one.task.pk for one in each.facts.enablers], "objectives": each.facts.objectives,
        "planned": course_json(each.planned, by_month=by_month),
        "forecast": course_json(each.forecast, by_month=by_month),
        "slip_days": each.slip_days, "change": each.change, "realized": each.realized, "expected": each.expected,
        "realized_share": each.realized_share, "tolerance_status": each.status, "gaps": gaps,
    }  # fmt: skip
    if by_month:
        told |= {"months": [month.isoformat() for month in each.months], "came": each.came}
    return told


def sum_json(each: Sum) -> dict[str, Any]:
    names = ("currency", "count", "planned", "forecast", "planned_present", "forecast_present", "realized", "expected",
             "change")  # fmt: skip
    return {name: getattr(each, name) for name in names}


def owed_json(each: Owed) -> dict[str, Any]:
    return {"component": each.component.pk, "currency": each.currency, "planned": each.planned,
            "forecast": each.forecast, "change": each.change}  # fmt: skip


def reading_json(reading: BenefitReading) -> dict[str, Any]:
    return {"id": reading.pk, "on": reading.on.isoformat(), "gain": reading.gain, "note": reading.note,
            "read_by": reading.read_by_id, "at": reading.at.isoformat()}  # fmt: skip


def find_benefit(request: HttpRequest, pk: int) -> Record:
    row = find(request, Record, pk)
    if row.kind != Record.Kind.BENEFIT:
        raise Refused("not-a-benefit", f"{row} is no benefit.", "", "Choose a record of this kind.")
    return row


@router.get("/components/{id}/benefits")
def benefits(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002 - the name in the address
    component, reader = find(request, Component, id), person_of(request)
    rate = rate_of(component)
    standings = standings_of(benefits_at(reader, component), rate)
    gaps = gaps_of(standings, objectives_at(reader, component))
    mine = {each.row.pk for each in standings}
    return {
        "discount_rate": rate,
        "value_day": value_day().isoformat(),
        "items": [standing_json(each, gaps.get(each.row.pk, [])) for each in standings],
        "sums": [sum_json(each) for each in sums_of(standings)],
        "owed": [owed_json(each) for each in owed_to_plans(standings)],
        "objectives_unserved": sorted(pk for pk in gaps if pk not in mine),
    }


@router.get("/records/{id}/benefit")
def benefit(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    row = find_benefit(request, id)
    rate = rate_of(row.component)
    standing = standings_of([row], rate)[0]
    told = standing_json(standing, gaps_of([standing]).get(row.pk, []), by_month=True)
    return told | {"discount_rate": rate, "value_day": value_day().isoformat()}


@router.get("/records/{id}/readings")
def readings(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return {"items": [reading_json(each) for each in find_benefit(request, id).readings.all()]}


@router.post("/records/{id}/readings", response={201: dict[str, Any]})
def read(request: HttpRequest, id: Id, body: ReadingIn) -> Status[dict[str, Any]]:  # noqa: A002
    row = find_benefit(request, id)
    return Status(201, reading_json(read_benefit(actor_of(request), row, **body.model_dump())))
