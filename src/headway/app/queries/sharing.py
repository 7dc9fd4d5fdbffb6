"""Whether schedules may be shared by links, and which links there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from headway.app.models import Component, ShareLink
from headway.app.queries.inherited import inherited
from headway.app.rules import Verb, may, visible
from headway.app.rules.visible import components_where

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from headway.app.models import Person

SETTING = "share_days"
"""In a portfolio's governance: for how many days at most a link may last; 0, as without it, allows none."""


def most_days(component: Component) -> int:
    """Return for how many days a link to this component may last; 0 where nobody allowed any."""
    return int(inherited(component, SETTING, 0))


def share_links_for(person: Person) -> QuerySet[ShareLink]:
    """Return the links in force that the person sees: those where they may share."""
    rows = ShareLink.objects.filter(ShareLink.in_force(timezone.now()), component__in=visible(person, Component))
    rows = rows.select_related("component", "made_by")
    return rows if person.is_superuser else rows.filter(component__in=components_where(person, Verb.SHARE_PLAN))


def opens(link: ShareLink) -> bool:
    """Return whether the link still shows its schedule: in force, allowed by the portfolio, and by a maker who may."""
    if not ShareLink.objects.filter(ShareLink.in_force(timezone.now()), pk=link.pk).exists():
        return False
    maker = link.made_by
    return maker is not None and may(maker, Verb.SHARE_PLAN, link.component) and most_days(link.component) > 0
