"""A small tree with a plan in it, and its people."""

import pytest

from factories.people import holder
from factories.planned import planned_tree

ROLES = ("portfolio_manager", "program_manager", "project_manager", "team_member", "stakeholder")


@pytest.fixture
def place(db):
    return planned_tree()


@pytest.fixture
def manager(place):
    return holder("Petra Manager", place.portfolio, "portfolio_manager")


@pytest.fixture
def page(client, manager):
    """The browser of the portfolio's manager."""
    client.force_login(manager)
    return client
