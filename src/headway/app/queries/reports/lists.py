"""Reports, requests and directions as pages and API list them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from headway.app.models import Component, Direction, DirectionAddress, Report, SupportRequest
from headway.app.rules import Verb, visible
from headway.app.rules.visible import components_where

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from headway.app.models import Person

RECENT = 40


def reports_of(person: Person, component: Component) -> QuerySet[Report]:
    """Return the reports of a component that the person may read, the newest first."""
    rows = visible(person, Report).filter(component=component).defer("content")
    return rows.select_related("sent_by").order_by("-day", "-pk")


def requests_below(person: Person, component: Component) -> QuerySet[SupportRequest]:
    """Return the support asked for at and below a component, what waits longest first."""
    rows = visible(person, SupportRequest).filter(component__paths_up__ancestor=component)
    return rows.select_related("component", "asked_by", "asked_of", "answered_by", "task").order_by("due_at", "pk")


def open_requests(person: Person, component: Component) -> QuerySet[SupportRequest]:
    return requests_below(person, component).exclude(state=SupportRequest.State.CLOSED)


def to_answer(person: Person) -> QuerySet[SupportRequest]:
    """Return the waiting requests that the person may answer, anywhere."""
    rows = visible(person, SupportRequest).filter(state__in=SupportRequest.WAITING)
    return rows.filter(component__in=components_where(person, Verb.ANSWER_SUPPORT)).select_related("component")


def addresses_below(person: Person, component: Component) -> QuerySet[DirectionAddress]:
    """Return to whom directions are addressed, at and below a component."""
    rows = visible(person, DirectionAddress).filter(component__paths_up__ancestor=component)
    return rows.select_related("direction", "component", "answered_by").order_by(
        "direction__due_on", "direction", "-pk"
    )


def unanswered(person: Person, component: Component) -> QuerySet[DirectionAddress]:
    return addresses_below(person, component).filter(
        state__in=DirectionAddress.UNANSWERED, direction__state=Direction.State.OPEN
    )


def directions_at(person: Person, component: Component) -> QuerySet[Direction]:
    """Return the directions that concern a component and what is below, with how many visible addressees answered."""
    reached = addresses_below(person, component).values("direction")
    seen = visible(person, Component).values("pk")
    rows = visible(person, Direction).filter(Q(component=component) | Q(pk__in=reached))
    rows = Direction.objects.filter(pk__in=rows.values("pk")).select_related("component", "set_by")
    here = Q(addresses__component__in=seen)
    waiting = here & Q(addresses__state__in=DirectionAddress.UNANSWERED)
    return rows.annotate(
        addressed=Count("addresses", filter=here, distinct=True),
        waiting=Count("addresses", filter=waiting, distinct=True),
    ).order_by("-pk")
