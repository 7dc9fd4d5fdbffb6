"""A small tree with a plan in it, and who governs it, for tests of actions; a test's own ones go before these."""

import pytest
from django.db import transaction

from factories.branches import forget
from factories.people import acting, holder
from factories.planned import planned_tree


@pytest.fixture(autouse=True)
def no_plan_of_another_test():
    """Plans are kept in memory by numbers and revisions; the tree of the next test has the same ones."""
    forget()


@pytest.fixture
def place(db):
    return planned_tree()


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
