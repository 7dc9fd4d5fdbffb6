"""Pages of needs, requirements, quality checks, impacts, readiness and metrics, for those who keep them."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, tree
from headway.app.actions.records import raise_record, update_record
from headway.app.models import Record

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}


@pytest.fixture
def place():
    return tree()


def signed_in(client, place, role):
    someone = holder("Some One", place.project, role)
    client.force_login(someone)
    return someone


def need(place, title, *steps, owner=None, **details):
    part_of = details.pop("part_of", None)
    row = raise_record(SYSTEM, place.project, "need", title=title, details=details, owner=owner, part_of=part_of)
    for status in steps:
        row = update_record(acting(owner) if owner else SYSTEM, row, status=status)
    return row


def panel(page, title):
    return page.split(f">{title}")[1].split("</section>")[0]


def test_a_product_manager_raises_orders_and_accepts(place, client):
    signed_in(client, place, "product_manager")
    base = f"/c/{place.project.pk}/register/"
    form = client.get(f"{base}new/?kind=need").text
    assert ('name="d_order"' in form, 'name="priority"' in form, "Change impact" in form) == (True, False, False)
    values = {
        "title": "A shorter bill",
        "status": "agreed",
        "d_order": "2.5",
        "d_value": "high",
        "d_from_whom": "The council",
    }
    client.post(f"{base}new/?kind=need", values)
    row = Record.objects.get()
    assert row.details == {"order": 2.5, "value": "high", "from_whom": "The council"}
    listed = client.get(f"{base}?kind=need").text
    assert ('<td class="clip late-col n">2.5</td>' in listed, "Expected value" in listed) == (True, False)
    for status in ("delivery", "delivered"):
        row = update_record(SYSTEM, row, status=status)
    change = f"/r/{row.pk}/change/"
    assert '<option value="accepted">Accepted</option>' in client.get(change).text
    page = client.post(change, values | {"status": "accepted", "version": row.version}, follow=True).text
    assert '<span class="rag green">Accepted</span>' in page


def test_who_may_not_order_is_not_asked_for_it(place, client):
    member = signed_in(client, place, "project_manager")
    row = need(place, "A shorter bill", order=4)
    Record.objects.filter(pk=row.pk).update(owner=member)
    form = client.get(f"/r/{row.pk}/change/").text
    assert ('name="d_why"' in form, 'name="d_order"' in form, 'value="accepted"' in form) == (True, False, False)
    client.post(f"/r/{row.pk}/change/", {"title": "A bill", "status": "new", "version": row.version})
    assert Record.objects.get().details == {"order": 4}


def test_who_said_delivered_reads_why_they_may_not_accept(place, client):
    someone = signed_in(client, place, "project_manager")
    place.project.memberships.create(person=someone, role="product_manager")
    row = need(place, "A shorter bill", "agreed", "delivery", "delivered", owner=someone)
    answer = client.post(f"/r/{row.pk}/change/", {"title": row.title, "status": "accepted", "version": row.version})
    assert answer.status_code == 403
    assert "You said yourself that this is “delivered”" in answer.text
    patched = client.patch(f"/api/v1/records/{row.pk}", {"version": row.version, "status": "accepted"}, **JSON)
    assert (patched.status_code, "You said yourself" in patched.text) == (403, True)


def test_the_kinds_of_the_reader_come_first_and_are_open(place, client):
    signed_in(client, place, "change_manager")
    page = client.get(f"/c/{place.project.pk}/register/").text
    kinds = page.split('aria-label="Kinds"')[1].split("</nav>")[0]
    opened = [part.split("</summary>")[0].split(">")[-1] for part in kinds.split("<details open>")[1:]]
    assert opened == ["People and outcomes"]
    assert "record-new" not in page
    assert f'/c/{place.project.pk}/register/new/?kind=impact"' in page
    assert (
        f'/c/{place.project.pk}/register/new/?kind=metric"'
        not in client.get(f"/c/{place.project.pk}/register/?kind=metric").text
    )
    assert client.get(f"/c/{place.project.pk}/register/new/?kind=metric").status_code == 403


def test_an_export_of_one_kind_has_its_details(place, client):
    signed_in(client, place, "stakeholder")
    raise_record(SYSTEM, place.project, "metric", title="Calls", details={"customer": "=1+1", "target": -3.5})
    answer = client.get(f"/c/{place.project.pk}/register/export/?kind=metric")
    [row] = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))
    assert (row["title"], row["customer"], row["target"], row["latest"]) == ("Calls", "'=1+1", "-3.5", "")


def test_a_metric_shows_its_figures_beside_what_was_typed(place, client):
    signed_in(client, place, "customer_success")
    day = timezone.localdate() - timedelta(days=1)
    row = raise_record(SYSTEM, place.project, "metric", title="Calls", due_on=day,
                       details={"baseline": 1000, "target": 2000, "latest": 1250, "latest_on": "2026-03-09"})  # fmt: skip
    page = client.get(f"/r/{row.pk}/").text
    assert '<span class="rag red">Missed</span>: 25 % of the way' in page
    assert ("typed as on track" in page, "<dd>1,250</dd>" in page, "<dd>9 Mar 2026</dd>" in page) == (True, True, True)
    assert "Success at risk" in client.get("/today/").text
    assert "latest 1,250, target 2,000 · typed as on track" in panel(client.get("/today/").text, "Success at risk")


def test_the_api_takes_and_gives_numbers(place, client):
    signed_in(client, place, "customer_success")
    body = {"kind": "metric", "title": "Calls", "details": {"baseline": 0, "target": 10, "latest": "12.5", "unit": "7"}}
    made = client.post(f"/api/v1/components/{place.project.pk}/records", body, **JSON)
    assert made.status_code == 201
    assert made.json()["details"] == {"baseline": 0, "target": 10, "latest": 12.5, "unit": "7"}
    assert made.json()["computed_status"] == "reached"
    found = client.get(f"/api/v1/components/{place.project.pk}/records?kind=requirement").json()
    assert found == {"count": 0, "items": []}


def test_the_product_manager_sees_what_waits(place, client):
    signed_in(client, place, "product_manager")
    old, spring = (raise_record(SYSTEM, place.project, "release", title=title) for title in ("Old", "Spring"))
    need(place, "Waits for a place", value="high")
    need(place, "Stands second", "agreed", order=2, part_of=spring)
    need(place, "Is done", "agreed", "delivery", "delivered", order=1, part_of=spring)
    need(place, "Was accepted", "agreed", "delivery", "delivered", "accepted", order=0, part_of=old)
    update_record(SYSTEM, old, status="released")
    page = client.get("/today/").text
    waiting, backlog = panel(page, "Delivered, waiting for acceptance"), panel(page, "Backlog")
    assert ["Is done" in waiting, "Stands second" in waiting] == [True, False]
    assert backlog.index("Waits for a place") < backlog.index("Stands second")
    assert "Project · no place yet · new · value high" in backlog
    assert "no target date · 0 of 2 accepted, 1 delivered, 1 open" in panel(page, "Releases")
    assert "Old" not in panel(page, "Releases")


def test_the_engineer_sees_what_failed_is_due_and_not_verified(place, client):
    signed_in(client, place, "project_engineer")
    today = timezone.localdate()
    for title, status, days in (
        ("Far", "planned", 60),
        ("Soon", "planned", 5),
        ("Broke", "failed", 90),
        ("Fine", "passed", 1),
    ):
        raise_record(SYSTEM, place.project, "quality", title=title, status=status, due_on=today + timedelta(days=days))
    for title, moscow in (("Nice", "could"), ("Law", "must"), ("Unsaid", "")):
        raise_record(SYSTEM, place.project, "requirement", title=title, details={"moscow": moscow})
    raise_record(SYSTEM, place.project, "requirement", title="Shown", status="verified")
    page = client.get("/today/").text
    checks, required = panel(page, "Quality checks due and failed"), panel(page, "Requirements to verify")
    assert [title for title in ("Broke", "Soon", "Far", "Fine") if title in checks] == ["Broke", "Soon"]
    assert checks.index("Broke") < checks.index("Soon")
    assert required.index("Law") < required.index("Nice") < required.index("Unsaid")
    assert "Shown" not in required


def test_the_change_manager_sees_impacts_and_gaps(place, client):
    signed_in(client, place, "change_manager")
    raise_record(SYSTEM, place.project, "impact", title="Felt", details={"size": "large"})
    raise_record(SYSTEM, place.project, "impact", title="Over", status="settled")
    for group, now, aim in (
        ("Desk", "trial", "use"),
        ("Clerks", "awareness", "habit"),
        ("Readers", "use", "use"),
        ("Sales", "", "use"),
    ):
        raise_record(SYSTEM, place.project, "readiness", title="X", details={"group": group, "now": now, "aim": aim})
    page = client.get("/today/").text
    impacts, gaps = panel(page, "Impacts of change"), panel(page, "Readiness to gain")
    assert ["Felt" in impacts, "Project · Change impact · large · found" in impacts, "Over" in impacts] == [
        True,
        True,
        False,
    ]
    assert gaps.index("Clerks") < gaps.index("Desk") < gaps.index("Sales")
    assert ["awareness now, habit aimed at: 4 steps to go" in gaps, "1 step to go" in gaps, "Readers" in gaps] == [
        True,
        True,
        False,
    ]
