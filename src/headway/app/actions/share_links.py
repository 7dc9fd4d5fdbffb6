"""Links for people without account: allowed by a portfolio, made for one plan, opened, ended."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from headway.app.actions.api_tokens import digest_of
from headway.app.actions.edit import change, clean, lock, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.plan_changes import require_plan
from headway.app.models import Component, ShareLink
from headway.app.queries.sharing import SETTING, most_days
from headway.app.rules import NotAllowed, Verb, may, require

if TYPE_CHECKING:
    from headway.app.models import Person
    from headway.app.rules import Actor

LONGEST, MOST_LINKS = 365, 50


@transaction.atomic
def allow_sharing(actor: Actor, portfolio: Component, *, days: int) -> Component:
    """Say for how many days at most links to plans in a portfolio may last; 0 allows none and ends those there are."""
    require(actor, Verb.GRANT_ROLE, portfolio)
    if portfolio.kind != Component.Kind.PORTFOLIO:
        raise Refused("not-a-portfolio", "Only a portfolio says whether links are allowed.", portfolio.name)
    if not 0 <= days <= LONGEST:
        raise Refused("bad-lifetime", f"A link lasts at most {LONGEST} days.", "", "Choose fewer days.")
    lock_tree(portfolio)
    was = most_days(portfolio)
    row, _, changed = change(portfolio, {"governance": {**lock(portfolio).governance, SETTING: days}}, version=None)
    if changed:
        words = f"for at most {days} days" if days else "no more"
        summary = f"Schedules in “{row.name}” may be shared by links {words}"
        record(actor, row, "share.allowed", row, summary=summary, before={"days": was}, after={"days": days})
    return row


@transaction.atomic
def make_share_link(
    actor: Actor,
    component: Component,
    *,
    name: str,
    days: int,
    shows_resources: bool = False,
    shows_confidence: bool = False,
) -> tuple[ShareLink, str]:
    """Make a link to a plan; return it with the secret of its address, which nobody can read again."""
    require(actor, Verb.SHARE_PLAN, component)
    require_plan(component)
    if actor.person is None:
        raise NotAllowed("A link belongs to whoever makes it.")
    most = most_days(component)
    if not most:
        raise Refused("sharing-not-allowed", "Links are not allowed here.", component.name,
                      "Whoever gives roles in the portfolio can allow them.")  # fmt: skip
    if not 1 <= days <= most:
        raise Refused("bad-lifetime", f"A link lasts from one day to {most} here.", "", "Choose fewer days.")
    lock_tree(component)
    now = timezone.now()
    if component.share_links.filter(ShareLink.in_force(now)).count() >= MOST_LINKS:
        raise Refused("too-many-links", f"There are {MOST_LINKS} links in force.", component.name, "End one first.")
    secret = secrets.token_urlsafe(32)
    row = ShareLink(component=component, digest=digest_of(secret), made_by=actor.person)
    row.name = clean(row, "name", name)
    row.shows_resources, row.shows_confidence = shows_resources, shows_confidence
    row.expires_at = now + timedelta(days=days)
    row.save(force_insert=True)
    after = {"name": row.name, "expires_at": row.expires_at.isoformat(), "shows_resources": shows_resources,
             "shows_confidence": shows_confidence}  # fmt: skip
    record(actor, component, "share.made", row, summary=f"Shared the schedule of “{component.name}”", after=after)
    return row, secret


@transaction.atomic
def revoke_share_link(actor: Actor, link: ShareLink) -> ShareLink:
    """End a link at once, for good."""
    require(actor, Verb.SHARE_PLAN, link.component)
    lock_tree(link.component)
    row = lock(link)
    if row.revoked_at is None:
        end(actor, row)
    return row


def end(actor: Actor, row: ShareLink) -> None:
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at"])
    summary = f"Ended a link to the schedule of “{row.component.name}”"
    before = {"name": row.name, "opened": row.opened_count}
    record(actor, row.component, "share.revoked", row, summary=summary, before=before)


def pass_on_share_links(actor: Actor, person: Person, successor: Person | None) -> None:
    """Let links go on in the name of a successor who may share there; end those that nobody answers for any more."""
    rows = ShareLink.objects.filter(ShareLink.in_force(timezone.now()), made_by=person).select_related("component")
    for row in rows.order_by("component__root_id", "pk"):
        if successor is None or not may(successor, Verb.SHARE_PLAN, row.component):
            end(actor, row)
            continue
        row.made_by = successor
        row.save(update_fields=["made_by"])
        summary = f"{{successor}} answers for a link to the schedule of “{row.component.name}”"
        record(actor, row.component, "share.passed_on", row, summary=summary, before={"person": person.pk},
               after={"successor": successor.pk, "name": row.name})  # fmt: skip


def share_link_of(secret: str) -> ShareLink | None:
    """Return the link that has this secret, also where it has ended."""
    return ShareLink.objects.filter(digest=digest_of(secret)).select_related("component", "made_by").first()


def count_opening(link: ShareLink) -> None:
    ShareLink.objects.filter(pk=link.pk).update(opened_count=F("opened_count") + 1, last_opened_at=timezone.now())
