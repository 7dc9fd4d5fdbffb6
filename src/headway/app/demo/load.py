"""Load the demonstration portfolio through the same actions as everything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from headway.app.actions.components import create_component
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.events import as_of
from headway.app.actions.memberships import grant_role
from headway.app.actions.people import create_person
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plans import install_plan
from headway.app.bridge.dates_of_document import dates_of_document
from headway.app.bridge.recalculate import recalculate
from headway.app.demo import PASSWORD, ROOT_NAME, SIGN_IN, tree
from headway.app.demo.documents import Built, Span, Spans, build
from headway.app.demo.load_agreements import load_agreements
from headway.app.demo.load_benefits import load_benefits
from headway.app.demo.load_boards import load_boards
from headway.app.demo.load_governance import load_governance
from headway.app.demo.load_needs import load_needs
from headway.app.demo.load_register import load_register
from headway.app.demo.load_reports import load_reports
from headway.app.demo.load_selection import load_selection
from headway.app.demo.load_sprints import load_sprints
from headway.app.demo.load_talk import load_talk
from headway.app.demo.plan_text import read_plan
from headway.app.demo.resources import CREWS
from headway.app.models import Component, Event, Person, Task
from headway.app.rules import Actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.formats.document import PlanDocument

DOMAIN = "sundmark.example"
EPOCH = datetime(1970, 1, 1)
DAY = 1440
GIVEN_AHEAD_DAYS, GIVEN_AT_MOST = 35, 4
"""How far ahead people know which tasks are theirs, and how many of one crew."""


@dataclass(frozen=True, slots=True)
class DemoSummary:
    root: int
    root_name: str
    found: bool
    """It was there already; nothing was changed."""
    components: int
    tasks: int
    people: int


def load(*, echo: Callable[[str], None] = lambda _: None, today: date | None = None) -> DemoSummary:
    """Create the portfolio as of the Monday of this week, all or nothing; one that is there is left alone."""
    root = Component.objects.filter(parent=None, name=ROOT_NAME, trashed_at=None).first()
    if root is not None:
        return summary(root, found=True)
    day = today or timezone.localdate()
    with transaction.atomic():
        root = create(day - timedelta(days=day.weekday()), echo)
    return summary(root, found=False)


def summary(root: Component, *, found: bool) -> DemoSummary:
    return DemoSummary(
        root=root.pk,
        root_name=root.name,
        found=found,
        components=Component.objects.filter(root=root, trashed_at=None).count(),
        tasks=Task.objects.filter(component__root=root).count(),
        people=Person.objects.filter(email__endswith=f"@{DOMAIN}").count(),
    )


def create(monday: date, echo: Callable[[str], None]) -> Component:
    system = Actor(person=None, channel=Event.Channel.DEMO)
    echo("People ...")
    people = create_people(system)
    components = create_components(system, people)
    grant_roles(system, people, components)
    built = build_plans(monday)
    for key, plan in built.items():
        echo(f"{components[key].name} ({len(plan.document.tasks)} tasks) ...")
        lead = components[key].lead
        install_plan(Actor(person=lead, channel=Event.Channel.DEMO), components[key], plan.document)
    echo("Hand-offs between projects ...")
    link_projects(system, components, built)
    give_tasks(people, components, monday)
    recalculate([components[key].pk for key in built])
    load_agreements(people, components, monday)
    echo("Risks, issues, actions and decisions ...")
    with as_of(datetime.combine(monday - timedelta(days=23), time(10), UTC)):
        load_register(people, components, monday)
    echo("Needs, requirements, quality and what changes for people ...")
    with as_of(datetime.combine(monday - timedelta(days=21), time(9), UTC)):
        load_needs(people, components, monday)
    echo("Objectives and benefits ...")
    load_benefits(people, components, monday)
    echo("Stages, gates and tolerances ...")
    load_governance(people, components, monday)
    echo("Boards and hours ...")
    load_boards(people, components, monday)
    load_sprints(people, components, monday)
    echo("Reports, requests and directions ...")
    load_reports(people, components, monday)
    echo("What is chosen next ...")
    load_selection(people, components, monday)
    echo("What people say about it ...")
    load_talk(people, components)
    return components["root"]


def create_people(actor: Actor) -> dict[str, Person]:
    """Those who are shown on the sign-in page get a password; the others are names in the tree."""
    known = {account.email for account in SIGN_IN}
    people = {}
    for someone in tree.PEOPLE:
        email = f"{someone.name.lower().replace(' ', '.')}@{DOMAIN}"
        people[someone.key] = create_person(
            actor, email=email, name=someone.name, title=someone.title, password=PASSWORD if email in known else None
        )
    create_person(
        actor, email=f"operator@{DOMAIN}", name="Olav Operator", title="Operator", password=PASSWORD, is_superuser=True
    )
    return people


def create_components(actor: Actor, people: dict[str, Person]) -> dict[str, Component]:
    components: dict[str, Component] = {}
    for node in tree.NODES:
        components[node.key] = create_component(
            actor,
            kind=node.kind,
            name=node.name,
            parent=components.get(node.parent),
            code=node.code,
            purpose=node.purpose,
            stage=node.stage,
            lead=people[node.lead],
            currency="EUR",
            budget=Decimal(node.budget_thousands) * 1000 if node.budget_thousands else None,
        )
    return components


def grant_roles(actor: Actor, people: dict[str, Person], components: dict[str, Component]) -> None:
    for someone in tree.PEOPLE:
        for role, where in someone.roles:
            grant_role(actor, components[where], people[someone.key], role)


def give_tasks(people: dict[str, Person], components: dict[str, Component], monday: date) -> None:
    """Give what runs in the weeks around today to those who answer for its crew."""
    first, last = (((monday - EPOCH.date()).days + days) * DAY for days in (-14, GIVEN_AHEAD_DAYS))
    for (key, crew), who in tree.OWNERS.items():
        component = components[key]
        lead = Actor(person=component.lead, channel=Event.Channel.DEMO)
        rows = Task.objects.filter(component=component, assignments__resource__name=CREWS[crew].name, owner=None)
        soon = rows.filter(percent_complete__lt=100, start__lt=last, finish__gte=first).order_by("position").distinct()
        tasks = [task.pk for task in soon[:GIVEN_AT_MOST]]
        edit_plan(lead, component, [{"op": "set", "tasks": tasks, "values": {"owner": people[who].pk}}])


def build_plans(monday: date) -> dict[str, Built]:
    """Build every document; a project that waits for another one knows the other's dates."""
    names = {node.key: node.name for node in tree.NODES}
    built: dict[str, Built] = {}
    for key in tree.PLANS:
        held = {
            hand_off.after: handed_over(hand_off, built[hand_off.source])
            for hand_off in tree.HAND_OFFS
            if hand_off.target == key
        }
        built[key] = build(read_plan(key, monday), names[key], monday, spans, held)
    return built


def handed_over(hand_off: tree.HandOff, source: Built) -> tuple[date, date]:
    """Return the day after the hand-off: as approved, and as it stands today."""
    uid = source.uids[hand_off.before]
    wait = timedelta(days=1 + hand_off.lag_days)
    return source.approved[uid].finish.date() + wait, source.today[uid].finish.date() + wait


def spans(document: PlanDocument) -> Spans:
    return {
        uid: Span(EPOCH + timedelta(minutes=start), EPOCH + timedelta(minutes=finish), total_float)
        for uid, (start, finish, total_float) in dates_of_document(document).items()
    }


def link_projects(actor: Actor, components: dict[str, Component], built: dict[str, Built]) -> None:
    for hand_off in tree.HAND_OFFS:
        source, target = built[hand_off.source], built[hand_off.target]
        before = Task.objects.get(component=components[hand_off.source], uid=source.uids[hand_off.before])
        after = Task.objects.get(component=components[hand_off.target], uid=target.uids[hand_off.after])
        link_tasks(actor, before, after, lag=hand_off.lag_days * 480)
