"""Links for people without account: only where the portfolio allows them, to read, for a time, and ended at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from headway.app.actions import attempts
from headway.app.actions.components import trash_component
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.errors import Refused
from headway.app.actions.leaving import deactivate_person
from headway.app.actions.memberships import revoke_role
from headway.app.actions.plans import install_plan
from headway.app.actions.share_links import MOST_LINKS, allow_sharing, make_share_link, revoke_share_link
from headway.app.models import Event, Membership, ShareLink, Task
from headway.app.rules import NotAllowed
from headway.formats.document import AssignmentDoc, ResourceDoc

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    place = tree()
    plan = small_plan()
    plan.resources = [ResourceDoc(uid=1, name="Rosa Resource")]
    plan.assignments = [AssignmentDoc(uid=1, task=2, resource=1)]
    install_plan(SYSTEM, place.project, plan)
    return place


@pytest.fixture
def maja(at):
    return holder("Maja Manager", at.project, "project_manager")


@pytest.fixture
def allowed(at):
    allow_sharing(SYSTEM, at.portfolio, days=30)
    return at


def shared(someone, component, **values):
    row, secret = make_share_link(acting(someone), component, **{"name": "Town hall", "days": 7} | values)
    return row, f"/shared/{secret}/"


def test_without_permission_of_the_portfolio_there_are_none(at, maja):
    with pytest.raises(Refused) as refused:
        shared(maja, at.project)
    assert refused.value.id == "sharing-not-allowed"
    allow_sharing(SYSTEM, at.portfolio, days=7)
    assert shared(maja, at.project)[0].expires_at > timezone.now() + timedelta(days=6)
    with pytest.raises(Refused, match="from one day to 7"):
        shared(maja, at.project, days=8)
    allow_sharing(SYSTEM, at.portfolio, days=0)
    with pytest.raises(Refused, match="not allowed"):
        shared(maja, at.project)


def test_who_gives_roles_in_a_portfolio_allows_links(at, maja):
    chief = holder("Chief", at.portfolio, "portfolio_manager")
    with pytest.raises(NotAllowed):
        allow_sharing(acting(maja), at.portfolio, days=5)
    with pytest.raises(Refused, match="Only a portfolio"):
        allow_sharing(acting(chief), at.program, days=5)
    with pytest.raises(Refused, match="at most 365"):
        allow_sharing(acting(chief), at.portfolio, days=366)
    allow_sharing(acting(chief), at.portfolio, days=5)
    allow_sharing(acting(chief), at.portfolio, days=5)
    event = Event.objects.get(verb="share.allowed")
    assert (event.before, event.after, event.actor) == ({"days": 0}, {"days": 5}, chief)


def test_a_stranger_reads_the_schedule_and_nothing_else(allowed, maja, client):
    link_tasks(SYSTEM, Task.objects.get(component=allowed.project, uid=4), elsewhere_task(allowed))
    row, address = shared(maja, allowed.project)
    page = client.get(address)
    assert page.status_code == 200
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.headers["Cache-Control"]
    text = page.content.decode()
    assert "Shared with Town hall" in text
    for hidden in ("Maja", "Portfolio", "Program", "/c/"):
        assert hidden not in text
    payload = client.get(f"{address}schedule.json").json()
    assert payload["tasks"]["name"] == ["Phase", "A", "B", "C"]
    assert payload["tasks"]["start"] == list(
        Task.objects.filter(component=allowed.project).values_list("start", flat=True)
    )
    assert payload["tasks"]["resources"] == ["", "", "", ""]
    assert (payload["outside"]["label"], payload["outside"]["url"]) == (["Hidden task"], [""])
    assert (payload["shared"], "may" in payload["tasks"]) == (True, False)
    row.refresh_from_db()
    assert (row.opened_count, row.last_opened_at is not None) == (1, True)
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(address).status_code == 405
    for elsewhere in (f"/c/{allowed.project.pk}/schedule/", f"/api/v1/plans/{allowed.project.pk}", "/today/"):
        assert client.get(elsewhere).status_code in {302, 401}


def elsewhere_task(at):
    install_plan(SYSTEM, at.elsewhere, small_plan())
    return Task.objects.get(component=at.elsewhere, uid=2)


def test_names_of_people_are_in_it_where_that_was_chosen(allowed, maja, client):
    _, address = shared(maja, allowed.project, shows_resources=True)
    assert client.get(f"{address}schedule.json").json()["tasks"]["resources"][1] == "Rosa Resource"


def test_the_session_of_whoever_opens_it_does_not_count(allowed, maja, client):
    _, address = shared(maja, allowed.project)
    client.force_login(holder("Olga Operator", allowed.portfolio, "portfolio_manager"))
    assert client.get(f"{address}schedule.json").json()["tasks"]["resources"] == [""] * 4
    assert "Olga" not in client.get(address).content.decode()


def ended_by(how, at, maja, row):
    if how == "revoked":
        revoke_share_link(acting(maja), row)
    elif how == "over":
        ShareLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "not allowed":
        allow_sharing(SYSTEM, at.portfolio, days=0)
    elif how == "maker without role":
        revoke_role(SYSTEM, Membership.objects.get(person=maja))
    elif how == "maker gone":
        deactivate_person(SYSTEM, maja)
    else:
        trash_component(SYSTEM, at.program)


@pytest.mark.parametrize(
    "how", ["revoked", "over", "not allowed", "maker without role", "maker gone", "program in the trash"]
)
def test_an_ended_link_says_so_and_shows_nothing(allowed, maja, client, how):
    row, address = shared(maja, allowed.project)
    assert client.get(address).status_code == 200
    ended_by(how, allowed, maja, row)
    for each in (address, f"{address}schedule.json"):
        answer = client.get(each)
        assert answer.status_code == 410
        assert "This link has ended" in answer.content.decode()
        assert "Project" not in answer.content.decode()
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    row.refresh_from_db()
    assert row.opened_count == 1


def test_what_was_made_and_ended_is_told_without_the_secret(allowed, maja):
    row, address = shared(maja, allowed.project)
    secret = address.split("/")[2]
    revoke_share_link(acting(maja), row)
    revoke_share_link(acting(maja), row)
    told = Event.objects.filter(object_type="sharelink").order_by("pk")
    assert [event.verb for event in told] == ["share.made", "share.revoked"]
    assert secret not in str(list(told.values())) + str(list(ShareLink.objects.values()))
    assert len(row.digest) == 64


def test_guessing_and_hammering_are_slowed(allowed, maja, client):
    _, address = shared(maja, allowed.project)
    for _ in range(attempts.BAD_LINK.most):
        assert client.get("/shared/guessed/").status_code == 404
    refused = client.get(address)
    assert (refused.status_code, int(refused.headers["Retry-After"]) > 0) == (429, True)
    attempts.forget_failures(attempts.BAD_LINK, "127.0.0.1")
    assert client.get(address).status_code == 200
    for _ in range(attempts.OPENED_LINK.most):
        attempts.count_failure(attempts.OPENED_LINK, "127.0.0.1")
    assert client.get(address).status_code == 429


def test_there_are_not_endless_links(allowed, maja):
    for _ in range(MOST_LINKS):
        shared(maja, allowed.project)
    with pytest.raises(Refused, match="50 links in force"):
        shared(maja, allowed.project)


def test_the_pages_make_list_and_end_links(allowed, maja, client):
    client.force_login(maja)
    base = f"/c/{allowed.project.pk}/take-away/"
    made = client.post(f"{base}share/", {"name": "Town hall", "days": "7"})
    link = next(word for word in made.content.decode().split(">") if "/shared/" in word).split("<")[0]
    assert Client().get(link.removeprefix("http://testserver")).status_code == 200
    listed = client.get(base).content.decode()
    assert "Town hall" in listed
    assert "opened 1 time," in listed
    assert "/shared/" not in listed
    for wrong in ({"name": "", "days": "7"}, {"name": "x", "days": "0"}, {"name": "x", "days": "31"}):
        assert client.post(f"{base}share/", wrong).status_code == 302
    row = ShareLink.objects.get()
    client.force_login(holder("Rita Reader", allowed.project, "stakeholder"))
    assert client.post(f"/shares/{row.pk}/revoke/").status_code == 404
    assert client.post(f"{base}share/", {"name": "x", "days": "7"}).status_code == 403
    assert "Town hall" not in client.get(base).content.decode()
    client.force_login(maja)
    client.post(f"/shares/{row.pk}/revoke/")
    assert "Town hall" not in client.get(base).content.decode().partition("For whom")[0].partition("Share by a link")[2]
    assert Client().get(link.removeprefix("http://testserver")).status_code == 410


def test_the_page_of_people_of_a_portfolio_allows_it(at, client):
    client.force_login(holder("Chief", at.portfolio, "portfolio_manager"))
    page = f"/c/{at.portfolio.pk}/people/"
    assert "Links for people without account" in client.get(page).content.decode()
    assert "Links for people without account" not in client.get(f"/c/{at.program.pk}/people/").content.decode()
    client.post(f"{page}sharing/", {"days": "14"})
    at.portfolio.refresh_from_db()
    assert at.portfolio.governance == {"share_days": 14}
    client.post(f"{page}sharing/", {"days": "x"})
    at.portfolio.refresh_from_db()
    assert at.portfolio.governance == {"share_days": 14}
