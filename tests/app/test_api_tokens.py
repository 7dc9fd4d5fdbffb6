"""API tokens: what they let a program do, and what they never do."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, person, tree
from headway.app.actions.api_tokens import create_token, revoke_token
from headway.app.actions.errors import Refused
from headway.app.api import api
from headway.app.api.auth import Token
from headway.app.models import ApiToken, Component, Event
from headway.app.rules import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return tree()


@pytest.fixture
def petra(place):
    return holder("Petra Manager", place.program, "program_manager")


def made(someone, *scopes, days=30):
    return create_token(acting(someone), name="Exporter", scopes=scopes, days=days)


def call(secret, address, method="get", **values):
    client = Client(enforce_csrf_checks=True)
    return getattr(client, method)(f"/api/v1{address}", headers={"Authorization": f"Bearer {secret}"}, **values)


def patch(secret, component, **values):
    body = {"version": component.version, **values}
    return call(secret, f"/components/{component.pk}", "patch", data=body, content_type="application/json")


def test_a_token_acts_as_its_owner_and_never_more(place, petra):
    token, secret = made(petra, "read", "write")
    assert call(secret, "/me").json()["id"] == petra.pk
    assert call(secret, f"/components/{place.portfolio.pk}").status_code == 404
    assert patch(secret, place.program, name="Renamed").status_code == 200
    event = Event.objects.filter(verb="component.updated").latest("id")
    assert (event.actor, event.channel) == (petra, "api")
    token.refresh_from_db()
    assert token.last_used_at is not None


def test_the_secret_is_kept_nowhere(petra):
    token, secret = made(petra, "read")
    row = ApiToken.objects.filter(pk=token.pk).values().get()
    assert secret not in str(row)
    assert secret.startswith(token.prefix)


@pytest.mark.parametrize(("scopes", "may_read", "may_write"), [
    (["read"], 200, 403), (["write"], 403, 200), (["import"], 403, 403), (["read", "write"], 200, 200),
])  # fmt: skip
def test_a_scope_limits_what_a_token_does(place, petra, scopes, may_read, may_write):
    _, secret = made(petra, *scopes)
    assert (call(secret, "/me").status_code, patch(secret, place.program, name="New").status_code) == (
        may_read,
        may_write,
    )
    assert Component.objects.get(pk=place.program.pk).name == ("New" if may_write == 200 else "Program")


def test_every_route_asks_for_a_scope():
    special = {}
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                doors = operation.auth_callbacks
                assert isinstance(doors[0], Token), path
                for method in operation.methods:
                    scope = doors[0].scope_for(method)
                    assert (scope == "read") is (method == "GET"), path
                    if scope not in {"read", "write"}:
                        special[f"{method} {path}"] = scope.value
    assert special == {
        "POST /components/{id}/imports": "import",
        "POST /imports/{id}/accept": "import",
        "POST /imports/{id}/discard": "import",
        "POST /imports/{id}/undo": "import",
        "DELETE /components/{id}/trash": "admin",
    }


def test_only_operators_give_a_token_the_right_to_administer(petra):
    with pytest.raises(NotAllowed):
        made(petra, "admin")
    assert made(person("Opal", is_superuser=True), "admin")[0].scopes == ["admin"]


@pytest.mark.parametrize(("scopes", "days"), [([], 30), (["all"], 30), (["read"], 0), (["read"], 366)])
def test_tokens_without_an_end_or_a_use_are_refused(petra, scopes, days):
    with pytest.raises(Refused):
        made(petra, *scopes, days=days)
    assert not ApiToken.objects.exists()


def test_a_token_ends_by_date_by_revocation_and_with_its_owner(petra):
    token, secret = made(petra, "read")
    with pytest.raises(NotAllowed):
        revoke_token(acting(person("Some One")), token)
    assert call(secret, "/me").status_code == 200
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert call(secret, "/me").status_code == 401
    other, second = made(petra, "read")
    revoke_token(acting(petra), other)
    assert call(second, "/me").status_code == 401
    _, third = made(petra, "read")
    petra.is_active = False
    petra.save()
    assert call(third, "/me").status_code == 401


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer hw_0000000000_x", "Basic aGk6aGk=", "Bearer \N{SNOWMAN}"]
)
def test_a_wrong_token_is_refused_whoever_is_signed_in(petra, header):
    client = Client()
    client.force_login(petra)
    assert client.get("/api/v1/me", headers={"Authorization": header}).status_code == 401
    assert client.get("/api/v1/me").status_code == 200


def test_half_a_secret_opens_nothing(petra):
    token, secret = made(petra, "read")
    assert call(secret[:-1], "/me").status_code == call(token.prefix, "/me").status_code == 401


def test_a_session_still_needs_the_csrf_token(place, petra):
    client = Client(enforce_csrf_checks=True)
    client.force_login(petra)
    body = {"version": place.program.version, "name": "Forged"}
    answer = client.patch(f"/api/v1/components/{place.program.pk}", body, content_type="application/json")
    assert answer.status_code == 403
    assert Component.objects.get(pk=place.program.pk).name == "Program"


def test_guessing_is_made_slow(petra):
    _, secret = made(petra, "read")
    answers = [call(f"hw_{place:010}_x", "/me").status_code for place in range(31)]
    assert answers == [401] * 30 + [429]
    refused = call(secret, "/me")
    assert (refused.status_code, 0 < int(refused["Retry-After"]) <= 301) == (429, True)
    elsewhere = Client(REMOTE_ADDR="192.0.2.7").get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert elsewhere.status_code == 200


def test_the_system_has_no_token():
    with pytest.raises(NotAllowed):
        create_token(SYSTEM, name="x", scopes=["read"], days=1)
