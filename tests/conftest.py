"""Every test: data of its own, nothing of the machine's; in CI the same random examples every time."""

import contextlib
import gc
import os
import tempfile

import pytest
from hypothesis import settings

# Tests compile the kernels where nobody has before; by itself a command on a cold machine would interpret them.
os.environ.setdefault("NUMBA_DISABLE_JIT", "0")
os.environ.setdefault("HEADWAY_LEAKED_PASSWORDS", "0")  # nobody is asked over the network
os.environ.setdefault("HEADWAY_DATA_DIR", tempfile.mkdtemp(prefix="headway-test-"))
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI") == "true":
    settings.load_profile("ci")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """In memory the tables are copied, not made by all migrations once more."""
    from django.db import connection

    from factories.migrated import filled

    if connection.vendor != "sqlite":
        yield
        return
    make, copies = connection.creation._create_test_db, contextlib.ExitStack()

    def make_filled(*values, **named):
        name = make(*values, **named)
        copies.enter_context(filled(name))
        return name

    with copies:
        connection.creation._create_test_db = make_filled
        yield
        connection.creation._create_test_db = make


@pytest.fixture(autouse=True, scope="session")
def log_can_be_emptied():
    """Let tests with transactions of their own empty the tables afterwards; the flush arms the log again."""
    from django.db import connection
    from django.test import TransactionTestCase

    from headway.app.models.append_only import unprotect

    original = TransactionTestCase._fixture_teardown

    def teardown(case):
        unprotect(connection)
        original(case)

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = original


def pytest_collection_finish(session):
    """Thousands of collected tests stay until the end: whoever looks for garbage need not walk through them each time."""
    gc.collect()
    gc.freeze()
