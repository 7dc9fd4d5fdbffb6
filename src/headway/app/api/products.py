"""What products and releases come to, for one reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja import Router

from headway.app.actions.errors import Refused
from headway.app.api.requests import Id, find, person_of
from headway.app.models import Record
from headway.app.queries.releases import accounts_of, product_accounts, stages_of

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from headway.app.models import Person
    from headway.app.queries.releases import Needs, ReleaseAccount

router = Router(tags=["register"])
Kind = Record.Kind


@router.get("/records/{id}/account")
def account(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002 - the name in the address
    row, reader = find(request, Record, id), person_of(request)
    if row.kind == Kind.RELEASE:
        [release] = accounts_of(reader, [row])
        return release_json(release)
    if row.kind == Kind.PRODUCT:
        return product_json(reader, row)
    raise Refused("no-account", f"{row} is a {row.kind}: only products and releases are made of needs.", "",
                  "Ask for a product or a release.")  # fmt: skip


def product_json(reader: Person, row: Record) -> dict[str, Any]:
    [found] = product_accounts(reader, [row])
    return {
        "stage": row.status,
        "stages": [{"stage": each.stage, "at": each.at.isoformat(), "by": each.by} for each in stages_of(reader, row)],
        "needs": needs_json(found.needs),
        "needs_in_no_release": needs_json(found.unplanned),
        "releases": [release_json(each) for each in found.releases],
    }


def release_json(found: ReleaseAccount) -> dict[str, Any]:
    return {
        "release": found.release.pk,
        "title": found.release.title,
        "status": found.release.status,
        "target": iso(found.release.due_on),
        "milestone": found.milestone.pk if found.milestone else None,
        "forecast": iso(found.forecast),
        "expected": iso(found.expected),
        "days_late": found.days_late,
        "late": found.late,
        "needs": needs_json(found.needs),
    }


def needs_json(needs: Needs) -> dict[str, Any]:
    return {
        "accepted": needs.accepted, "delivered": needs.delivered, "open": needs.open, "total": needs.total,
        "share_done": needs.share_done,
    }  # fmt: skip


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
