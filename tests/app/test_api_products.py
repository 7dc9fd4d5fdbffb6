"""Products and releases through the API: ties, what they come to, acceptance."""

import pytest

from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.plans import install_plan
from headway.app.actions.records import raise_record, update_record
from headway.app.models import Record, Task

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}


@pytest.fixture
def place():
    at = tree()
    for component in (at.project, at.elsewhere):
        install_plan(SYSTEM, component, small_plan())
    at.manager = holder("Paula Product", at.program, "product_manager")
    at.api = client_of(at.manager)
    at.product = raise_record(SYSTEM, at.program, "product", title="The bill")
    return at


def milestone(component):
    return Task.objects.get(component=component, name="C")


def test_a_release_is_planned_tied_and_told(place):
    body = {"kind": "release", "title": "Spring", "due_on": "2026-01-07", "part_of": place.product.pk,
            "milestone": milestone(place.project).pk}  # fmt: skip
    made = place.api.post(f"/api/v1/components/{place.program.pk}/records", body, **JSON)
    assert (made.status_code, made.json()["part_of"], made.json()["milestone"]) == (
        201, place.product.pk, milestone(place.project).pk,
    )  # fmt: skip
    release = Record.objects.get(kind="release")
    raise_record(SYSTEM, place.project, "need", title="A", part_of=release)
    told = place.api.get(f"/api/v1/records/{release.pk}/account").json()
    assert (told["target"], told["forecast"], told["late"], told["needs"]) == (
        "2026-01-07", "2026-01-09", True,
        {"accepted": 0, "delivered": 0, "open": 1, "total": 1, "share_done": 0.0},
    )  # fmt: skip
    whole = place.api.get(f"/api/v1/records/{place.product.pk}/account").json()
    assert (whole["releases"], whole["needs"]["total"], [each["stage"] for each in whole["stages"]]) == (
        [told], 1, ["Idea"],
    )  # fmt: skip
    emptied = place.api.patch(f"/api/v1/records/{release.pk}", {"version": 1, "milestone": None}, **JSON).json()
    assert (emptied["milestone"], emptied["part_of"]) == (None, place.product.pk)


def test_what_the_reader_does_not_see_is_no_number_for_them(place):
    release = raise_record(SYSTEM, place.program, "release", title="Spring", milestone=milestone(place.elsewhere),
                           part_of=raise_record(SYSTEM, place.portfolio, "product", title="Above"))  # fmt: skip
    told = place.api.get(f"/api/v1/records/{release.pk}").json()
    assert (told["milestone"], told["part_of"]) == (None, None)
    account = place.api.get(f"/api/v1/records/{release.pk}/account").json()
    assert (account["milestone"], account["forecast"], account["days_late"]) == (None, None, None)
    for field, row in (("milestone", milestone(place.elsewhere)), ("part_of", release.part_of)):
        answer = place.api.patch(f"/api/v1/records/{release.pk}", {"version": 1, field: row.pk}, **JSON)
        assert answer.status_code == 404


def test_only_products_and_releases_have_an_account(place):
    need = raise_record(SYSTEM, place.project, "need", title="A")
    answer = place.api.get(f"/api/v1/records/{need.pk}/account")
    assert (answer.status_code, "only products and releases" in answer.text) == (422, True)


def test_a_delivered_need_is_sent_back_and_accepted(place):
    builder = acting(holder("Bo Builder", place.project, "project_manager"))
    row = raise_record(SYSTEM, place.project, "need", title="A", owner=builder.person)
    row = update_record(SYSTEM, row, status="agreed")
    for status in ("delivery", "delivered"):
        row = update_record(builder, row, status=status)
    base = f"/api/v1/records/{row.pk}"
    assert place.api.post(f"{base}/send-back", {}, **JSON).status_code == 422
    back = place.api.post(f"{base}/send-back", {"words": "The sum", "version": row.version}, **JSON).json()
    assert (back["status"], back["details"]["verdict"]) == ("delivery", "The sum")
    update_record(builder, row, status="delivered")
    assert place.api.post(f"{base}/accept", {"version": row.version}, **JSON).status_code == 409
    refused = client_of(builder.person).post(f"{base}/accept", {}, **JSON)
    assert (refused.status_code, "You may not accept products of" in refused.text) == (403, True)
    assert place.api.post(f"{base}/accept", {}, **JSON).json()["status"] == "accepted"
