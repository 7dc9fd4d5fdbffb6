"""A small tree with a plan in it, and its people."""

import pytest

from factories.people import SYSTEM, holder, tree
from factories.plans import small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.plans import install_plan

ROLES = ("portfolio_manager", "program_manager", "project_manager", "team_member", "stakeholder")


@pytest.fixture
def place(db):
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    set_baseline(SYSTEM, at.project)
    return at


@pytest.fixture
def manager(place):
    return holder("Petra Manager", place.portfolio, "portfolio_manager")


@pytest.fixture
def page(client, manager):
    """The browser of the portfolio's manager."""
    client.force_login(manager)
    return client
