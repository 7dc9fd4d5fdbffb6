"""The whole API, called by everybody with what schemathesis makes of its OpenAPI document.

Each case is tried as every role, as an operator, as strangers, with narrow tokens and without any, each time on the
same rows: what a call changes is rolled back. Nobody may break it, and a call that is refused changes nothing.
``make api-fuzz`` tries many more cases, other ones each time.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from aim import Aim
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from factories.whole import Caller, everybody, whole_portfolio
from headway.app.api import api
from headway.app.models import Event

if TYPE_CHECKING:
    from schemathesis import Case

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
MANY = int(os.environ.get("HEADWAY_API_CASES", "0"))
"""Cases of each route; without it few, and the same ones each time."""
FEW = {"sqlite": 3, "postgresql": 1}
"""Those few, by the database: on the second one it is for what only that one refuses."""
SAFE = {"GET"}
ERROR = {"id", "title", "detail", "remedy"}

schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.config.generation.update(allow_x00=True)
LEFT_OUT = {f"GET /api/v1/{of}/{{id}}/stream" for of in ("plans", "branches", "roadmaps")}
"""They do not end by themselves; tests/app/test_plan_stream.py reads one."""
OPERATIONS = {found.ok().label: found.ok() for found in schema.get_all_operations() if found.ok().label not in LEFT_OUT}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        at = whole_portfolio()
        yield everybody(at), Aim()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def application():
    """The product; as with Django's own test client, no request closes the connection, which would end the test's
    transaction.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def cases(operation: Any) -> st.SearchStrategy[Case]:
    """Three cases that fit the document for one that does not."""
    fits = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    wrong = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    return st.integers(0, 3).flatmap(lambda number: fits if number else wrong)


def judge(who: Caller, case: Case, response: Any, events: int) -> None:
    """Hold what must hold of every answer."""
    where = f"{case.method} {case.formatted_path} as {who.name}: {response.status_code} {response.content[:300]!r}"
    assert response.status_code < 500, where
    if response.status_code >= 400:
        assert set(response.json()["error"]) >= ERROR, where
        assert events == 0, f"{where}: refused, but changed"
    if not who.secret:
        assert response.status_code in {401, 403}, where
    elif not may_scope(who, case):
        assert response.status_code == 403, where
    if who.own is not None:
        assert events == 0, f"{where}: a stranger changed something of others"


def may_scope(who: Caller, case: Case) -> bool:
    if case.method in SAFE:
        return "read" in who.scopes
    needed = next((scope for start, scope in SPECIAL.items() if f"{case.method} {case.path}".endswith(start)), "write")
    return needed in who.scopes


SPECIAL = {
    "POST /api/v1/components/{id}/imports": "import", "POST /api/v1/imports/{id}/accept": "import",
    "POST /api/v1/imports/{id}/discard": "import", "POST /api/v1/imports/{id}/undo": "import",
    "DELETE /api/v1/components/{id}/trash": "admin",
}  # fmt: skip


@pytest.mark.parametrize("label", OPERATIONS)
def test_nobody_breaks_it(world, application, label):
    callers, aim = world
    few = settings(max_examples=FEW[connection.vendor], derandomize=True)
    chosen = settings(max_examples=MANY, print_blob=True) if MANY else few

    @settings(chosen, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=cases(OPERATIONS[label]), data=st.data())
    def attempt(case: Case, data: Any) -> None:
        case = aim.at_rows(case, data)
        for who in callers:
            headers = {"Accept-Encoding": "identity"} | who.header
            others = Event.objects.exclude(component=who.own or 0)
            with transaction.atomic():
                before = others.count()
                response = case.call(app=application, headers=headers)
                events = others.count() - before
                transaction.set_rollback(True)
            judge(who, case, response, events)
            case.validate_response(response, checks=[not_a_server_error, response_schema_conformance])

    attempt()
