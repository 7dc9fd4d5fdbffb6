"""People with roles, and a small tree."""

from dataclasses import dataclass

from django.test import Client

from factories.kept import kept
from headway.app.actions.components import create_component
from headway.app.actions.memberships import grant_role
from headway.app.actions.people import create_person
from headway.app.models import Component, Person
from headway.app.rules import Actor

SYSTEM = Actor(person=None, channel="cli")


def person(name: str, **values: object) -> Person:
    email = f"{name.lower().replace(' ', '.')}@example.org"
    return create_person(SYSTEM, email=email, name=name, **values)  # type: ignore[arg-type]


def holder(name: str, component: Component, role: str) -> Person:
    """A person with one role."""
    someone = person(name)
    grant_role(SYSTEM, component, someone, role)
    return someone


def client_of(someone: Person) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(someone)
    return client


def acting(someone: Person, channel: str = "page") -> Actor:
    return Actor(person=someone, channel=channel)


@dataclass
class Tree:
    portfolio: Component
    program: Component
    project: Component
    sibling: Component
    """Another project of the same program."""
    operation: Component
    elsewhere: Component
    """A project of another program."""


@kept
def tree() -> Tree:
    """A portfolio with two programs; three projects and an operation in them."""
    portfolio = create_component(SYSTEM, kind="portfolio", name="Portfolio")
    program = create_component(SYSTEM, kind="program", name="Program", parent=portfolio)
    other = create_component(SYSTEM, kind="program", name="Other program", parent=portfolio)
    return Tree(
        portfolio,
        program,
        project=create_component(SYSTEM, kind="project", name="Project", parent=program),
        sibling=create_component(SYSTEM, kind="project", name="Sibling", parent=program),
        operation=create_component(SYSTEM, kind="operation", name="Operation", parent=portfolio),
        elsewhere=create_component(SYSTEM, kind="project", name="Elsewhere", parent=other),
    )
