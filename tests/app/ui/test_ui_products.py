"""Pages of products, releases and delivered needs, and what the product manager sees first of them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from headway.app.actions.plans import install_plan
from headway.app.actions.records import raise_record, update_record
from headway.app.models import Record, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(client):
    at = tree()
    for component in (at.project, at.elsewhere):
        install_plan(SYSTEM, component, small_plan())
    at.manager = holder("Paula Product", at.program, "product_manager")
    at.builder = holder("Bo Builder", at.program, "project_manager")
    client.force_login(at.manager)
    at.product = raise_record(SYSTEM, at.program, "product", title="The bill")
    at.release = raise_record(SYSTEM, at.program, "release", title="Spring", part_of=at.product)
    return at


def milestone(component):
    return Task.objects.get(component=component, name="C")


def delivered(place, title="A shorter sum", by=None, **values):
    row = raise_record(SYSTEM, place.project, "need", title=title, owner=place.builder, **values)
    row = update_record(SYSTEM, row, status="agreed")
    for status in ("delivery", "delivered"):
        row = update_record(acting(by or place.builder), row, status=status)
    return row


def panel(page, title):
    return page.split(f">{title}")[1].split("</section>")[0]


def titles(page):
    return [part.split("</h2>")[0].split(" <")[0].split(">")[-1] for part in page.split('<h2 id="panel-')[1:]]


def test_a_release_is_planned_for_a_product_with_a_milestone_of_any_plan_that_is_seen(place, client):
    place.elsewhere.memberships.create(person=place.manager, role="stakeholder")
    form = client.get(f"/c/{place.program.pk}/register/new/?kind=release").text
    assert ('hx-get="/search/milestones/"' in form, ">P-1 The bill</option>" in form) == (True, True)
    offered = client.get("/search/milestones/", {"milestone": "else c"}).text
    assert offered.count("<option") == offered.count('value="Elsewhere: C"') == 1
    values = {"title": "Summer", "status": "planned", "due_on": "2030-06-03", "part_of": place.product.pk,
              "milestone": "elsewhere: c", "d_version": "2.0"}  # fmt: skip
    client.post(f"/c/{place.program.pk}/register/new/?kind=release", values)
    row = Record.objects.get(title="Summer")
    assert (row.part_of, row.milestone, row.due_on) == (place.product, milestone(place.elsewhere), date(2030, 6, 3))
    page = client.get(f"/r/{row.pk}/").text
    assert f'<a class="link" href="/r/{place.product.pk}/">P-1 The bill</a>' in page
    assert 'its plan says <time datetime="2026-01-09">9 Jan 2026</time>, which is over while it is not reached' in page
    listed = panel(client.get(f"/r/{place.product.pk}/").text, "Releases")
    assert ("Summer" in listed, 'title="C">Elsewhere</a>' in listed) == (True, True)


def test_a_milestone_that_is_not_seen_is_neither_offered_nor_told_nor_lost(place, client):
    hidden = raise_record(SYSTEM, place.program, "release", title="Hidden end", milestone=milestone(place.elsewhere))
    form = client.get(f"/r/{hidden.pk}/change/").text
    assert ("Elsewhere" in form, 'name="milestone"' in form) == (False, False)
    assert "Elsewhere" not in client.get("/search/milestones/", {"milestone": "C"}).text
    below = client.get("/search/milestones/", {"milestone": "C", "below": place.elsewhere.pk})
    assert below.status_code == 404
    new = client.post(f"/c/{place.program.pk}/register/new/?kind=release",
                      {"title": "Guess", "status": "planned", "milestone": "Elsewhere: C"})  # fmt: skip
    assert "No milestone that you see is called “Elsewhere: C”." in new.text
    assert not Record.objects.filter(title="Guess").exists()
    page = client.get(f"/r/{hidden.pk}/").text
    assert ("a plan that you may not see" in page, "9 Jan 2026" in page, "Elsewhere" in page) == (True, False, False)
    client.post(f"/r/{hidden.pk}/change/", {"title": "Other", "status": "planned", "version": hidden.version})
    row = Record.objects.get(pk=hidden.pk)
    assert (row.title, row.milestone) == ("Other", milestone(place.elsewhere))


def test_a_whole_that_is_not_seen_is_told_as_such(place, client):
    release = raise_record(SYSTEM, place.portfolio, "release", title="Above all")
    row = raise_record(SYSTEM, place.project, "need", title="A", part_of=release)
    page = client.get(f"/r/{row.pk}/").text
    assert ("something that you may not see" in page, "Above all" in page) == (True, False)


def test_a_product_shows_its_stages_releases_and_what_is_in_none(place, client):
    update_record(acting(place.manager), place.product, status="concept")
    delivered(place, "In the release", part_of=place.release)
    raise_record(SYSTEM, place.project, "need", title="In no release", part_of=place.product)
    page = client.get(f"/r/{place.product.pk}/").text
    assert '<li class="current" aria-current="step"><strong>Concept</strong>' in page
    assert "Paula Product" in panel(page, "Life cycle")
    assert "0 of 2 accepted, 1 delivered, 1 open" in panel(page, "Releases")
    loose = panel(page, "Needs in no release")
    assert ("In no release" in loose, "In the release" in loose) == (True, False)
    listed = client.get(f"/r/{place.release.pk}/").text
    assert "In the release" in panel(listed, "Needs")


def test_what_was_delivered_is_accepted_or_sent_back_on_its_page(place, client):
    row = delivered(place)
    page = client.get(f"/r/{row.pk}/").text
    assert f'action="/r/{row.pk}/judge/"' in page
    refused = client.post(f"/r/{row.pk}/judge/", {"answer": "back", "words": "", "version": row.version}, follow=True)
    assert "Say what is missing." in refused.text
    client.post(f"/r/{row.pk}/judge/", {"answer": "back", "words": "The sum", "version": row.version})
    row.refresh_from_db()
    assert (row.status, row.details["verdict"]) == ("delivery", "The sum")
    row = update_record(acting(place.builder), row, status="delivered")
    client.post(f"/r/{row.pk}/judge/", {"answer": "accept", "version": row.version - 1})
    assert Record.objects.get(pk=row.pk).status == "delivered"
    client.post(f"/r/{row.pk}/judge/", {"answer": "accept", "version": row.version})
    assert Record.objects.get(pk=row.pk).status == "accepted"
    assert "judge" not in client.get(f"/r/{row.pk}/").text


def test_who_may_not_accept_reads_why(place, client):
    own = delivered(place, "Mine", by=place.manager)
    page = client.get(f"/r/{own.pk}/").text
    assert ("You said yourself that this is “delivered”" in page, "/judge/" in page) == (True, False)
    client.force_login(place.builder)
    page = client.get(f"/r/{own.pk}/").text
    assert ("You may not change products, releases, needs" in page, "/judge/" in page) == (False, False)
    assert "You may not accept products of “Project”" in page
    answer = client.post(f"/r/{own.pk}/judge/", {"answer": "accept", "version": own.version})
    assert answer.status_code == 403


def test_the_product_manager_sees_products_needs_and_releases_in_this_order(place, client):
    update_record(SYSTEM, place.release, due_on=timezone.localdate() - timedelta(days=3))
    row = delivered(place, part_of=place.release)
    raise_record(SYSTEM, place.project, "need", title="Waits for a place")
    page = client.get("/today/").text
    assert titles(page)[:4] == ["Products", "Delivered, waiting for acceptance", "Backlog", "Releases"]
    assert "Idea · next Spring, 3 days late · 0 of 1 accepted, 1 delivered, 0 open" in panel(page, "Products")
    assert "P-1 The bill · 3 days late" in panel(page, "Releases")
    assert f'action="/r/{row.pk}/judge/"' in panel(page, "Delivered, waiting for acceptance")
    values = {"answer": "accept", "from": "today", "version": row.version}
    after = client.post(f"/r/{row.pk}/judge/", values, follow=True)
    assert (after.redirect_chain[-1][0], Record.objects.get(pk=row.pk).status) == ("/today/", "accepted")


def test_a_plan_names_the_releases_that_wait_for_it(place, client):
    update_record(SYSTEM, place.release, milestone=milestone(place.project), due_on=date(2026, 1, 5))
    hidden = raise_record(SYSTEM, place.portfolio, "release", title="Above all", milestone=milestone(place.project))
    waits = panel(client.get(f"/c/{place.project.pk}/").text, "Releases that wait for this plan")
    assert ("RL-1 Spring</a><small>C · " in waits, " late · no needs yet" in waits, str(hidden) in waits) == (
        True, True, False,
    )  # fmt: skip
    update_record(SYSTEM, place.release, status="withdrawn")
    assert "Releases that wait" not in client.get(f"/c/{place.project.pk}/").text


def test_today_offers_no_button_for_what_the_reader_delivered(place, client):
    own = delivered(place, "Mine", by=place.manager)
    waiting = panel(client.get("/today/").text, "Delivered, waiting for acceptance")
    assert ("Mine" in waiting, f"/r/{own.pk}/judge/" in waiting) == (True, False)
