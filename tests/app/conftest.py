"""A small tree with a plan in it, and who governs it, for tests of actions; a test's own ones go before these."""

import pytest
from django.db import transaction

from factories.branches import forget
from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.plans import install_plan


@pytest.fixture
def place(db):
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    set_baseline(SYSTEM, at.project)
    return at


@pytest.fixture
def manager(place):
    return acting(holder("Petra Manager", place.project, "project_manager"))


@pytest.fixture
def lead(place):
    return acting(holder("Lead Er", place.program, "program_manager"))


@pytest.fixture
def board(place):
    return acting(holder("Chair", place.portfolio, "portfolio_board"))


@pytest.fixture
def each_request_commits(monkeypatch):
    """What is kept in memory is kept on commit; in a test, which is one transaction, at once."""
    monkeypatch.setattr(transaction, "on_commit", lambda run, *_, **__: run())
    forget()
    yield
    forget()
