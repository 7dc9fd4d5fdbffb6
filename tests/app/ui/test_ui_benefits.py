"""The pages of benefits: the list of a program, one of them, what its forms do, and the panels of Today."""

import json
import re

import pytest
from django.utils import timezone

from factories.benefits import a_benefit, planned_project, slip
from factories.people import SYSTEM, client_of, holder, tree
from headway.app.actions.records import raise_record, update_record
from headway.app.models import BenefitReading, RecordLink
from headway.app.ui.first_page import panels_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    at = tree()
    planned_project(at.project)
    at.pia = holder("Pia Program", at.program, "program_manager")
    at.client = client_of(at.pia)
    return at


def text_of(at, path):
    answer = at.client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_tells_what_a_slip_costs_and_who_is_owed_it(place):
    row = a_benefit(place)
    before = text_of(place, f"/c/{place.program.pk}/benefits/")
    assert "as planned" in before
    assert "Nobody owns it." in before
    slip(place.project, 20)
    after = text_of(place, f"/c/{place.program.pk}/benefits/")
    assert row.title in after
    assert "lost against the plan" in after
    assert "921</td>" in after
    assert "6 Feb 2026" in after
    owed = after.split("What plans are owed")[1]
    assert f"/c/{place.project.pk}/schedule/" in owed


def test_an_empty_list_teaches_and_offers_only_what_one_may(place):
    page = text_of(place, f"/c/{place.program.pk}/benefits/")
    assert "No benefit is noted yet" in page
    assert f"/c/{place.program.pk}/register/new/?kind=benefit" in page
    place.client = client_of(holder("Mia Manager", place.project, "project_manager"))
    assert "kind=benefit" not in text_of(place, f"/c/{place.project.pk}/benefits/")


def test_one_is_tied_served_and_read_from_its_page(place):
    goal = raise_record(SYSTEM, place.program, "objective", title="Operate for less")
    place.client.post(f"/c/{place.program.pk}/register/new/?kind=benefit", {
        "title": "Cheaper", "status": "draft", "d_type": "cashable", "d_target": "1200", "d_until": "2026-12-31",
    })  # fmt: skip
    row = place.program.records.get(kind="benefit")
    page = text_of(place, f"/r/{row.pk}/")
    assert "Nothing says when it begins" in page
    assert "<hw-chart" not in page
    place.client.post(f"/r/{row.pk}/tie/", {"milestone": "Project: C"})
    place.client.post(f"/r/{row.pk}/tie/", {"objective": goal.pk})
    assert set(RecordLink.objects.values_list("relation", flat=True)) == {"enabled by", "serves"}
    place.client.post(f"/r/{row.pk}/reading/", {"on": "2026-02-28", "gain": "150.5", "note": "Ledger"})
    assert list(BenefitReading.objects.values_list("gain", "read_by")) == [(150.5, place.pia.pk)]
    page = text_of(place, f"/r/{row.pk}/")
    curve = json.loads(re.search(r'<hw-chart[^>]*><script type="application/json">(.*?)</script>', page)[1])
    lines = {each["name"]: each["data"] for each in curve["series"]}
    assert lines["Planned"] == lines["Forecast"]
    assert lines["Planned"][-1] == pytest.approx(100 * (11 + 23 / 31), abs=0.01)
    assert lines["Came"] == [0, 150.5]
    assert "Nothing says when it begins" not in page


@pytest.mark.parametrize("body", [{}, {"milestone": ""}])
def test_nothing_chosen_is_said(place, body):
    row = a_benefit(place)
    answer = place.client.post(f"/r/{row.pk}/tie/", body, follow=True)
    assert "Choose one first." in answer.content.decode()


def test_a_reading_that_is_no_number_is_said(place):
    row = a_benefit(place)
    answer = place.client.post(f"/r/{row.pk}/reading/", {"on": "2026-02-28", "gain": "much"}, follow=True)
    assert "Enter a number." in answer.content.decode()
    assert not BenefitReading.objects.exists()


def test_other_records_have_neither_the_panels_nor_the_addresses(place):
    risk = raise_record(SYSTEM, place.program, "risk", title="It breaks")
    assert "What it is worth" not in text_of(place, f"/r/{risk.pk}/")
    assert place.client.post(f"/r/{risk.pk}/reading/", {"on": "2026-02-28", "gain": "1"}).status_code == 404


def test_today_tells_what_loses_value_and_what_is_to_be_read(place):
    row = a_benefit(place, details={"tolerance": 1})
    titles = {each.title: each for each in panels_of(place.pia, "program_manager")}
    assert (titles["Benefits that lose value"].total, titles["Benefits to read"].total) == (0, 0)
    slip(place.project, 20)
    update_record(SYSTEM, row, due_on=timezone.localdate())
    titles = {each.title: each for each in panels_of(place.pia, "program_manager")}
    line = titles["Benefits that lose value"].lines[0]
    assert (line.target, line.health, line.word) == (("record", row.pk), "red", "Outside")
    assert "against the plan" in line.note
    assert [each.target for each in titles["Benefits to read"].lines] == [("record", row.pk)]
