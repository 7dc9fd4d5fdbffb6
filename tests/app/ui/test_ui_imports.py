"""Importing by the pages: upload, watch, decide, take back; and every way to be refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from parsed_html import parse

from factories.people import holder
from factories.plans import mspdi, small_plan
from headway.app.actions.imports import read_import
from headway.app.models import ChangeSet, Component, Task


def send(page, component, data=None, name="plan.xml"):
    file = SimpleUploadedFile(name, mspdi(small_plan("From a file")) if data is None else data)
    return page.post(reverse("import", args=[component.pk]), {"file": file})


@pytest.fixture
def ready(page, place):
    send(page, place.program)
    return read_import(ChangeSet.objects.get())


def test_an_upload_leads_to_its_progress(page, place):
    answer = send(page, place.program)
    change_set = ChangeSet.objects.get()
    assert answer.url == reverse("import-preview", args=[change_set.pk])
    panel = parse(page.get(answer.url)).every("section", id="import-progress")[0]
    assert (panel.attributes["hx-get"], panel.attributes["hx-trigger"]) == (
        reverse("import-progress", args=[change_set.pk]),
        "every 400ms",
    )
    steps = panel.every("ol", class_="steps")[0].every("li")
    assert [each.attributes["class"] for each in steps] == ["now", "", "", "", ""]


def test_polling_ends_when_there_is_something_to_decide(page, ready):
    answer = page.get(reverse("import-progress", args=[ready.pk]))
    assert answer.headers["HX-Refresh"] == "true"
    assert "hx-get" not in parse(answer).every("section")[0].attributes


def test_the_preview_says_what_came_in(page, ready):
    shown = parse(page.get(reverse("import-preview", args=[ready.pk])))
    counts = {
        each.every("dt")[0].words(): each.every("dd")[0].words()
        for each in shown.every("dl", class_="came-in")[0].every("div")
    }
    assert {name: counts[name] for name in ("Tasks", "Milestones", "Summaries", "Dependencies", "Calendars")} == {
        "Tasks": "2", "Milestones": "1", "Summaries": "1", "Dependencies": "2", "Calendars": "1",
    }  # fmt: skip
    assert [each.words() for each in shown.every("div", class_="decide")[0].every("button")] == ["Discard", "Accept"]


def test_differences_are_filtered_by_cause(page, ready):
    row = {"uid": 1, "wbs": "1", "file_start": "2026-01-05T08:00:00", "file_finish": "2026-01-06T17:00:00",
           "new_start": "2026-01-05T08:00:00", "new_finish": "2026-01-09T17:00:00", "days": 3.0}  # fmt: skip
    report = ready.report | {
        "different": 2, "compared": 2, "same": 0,
        "rows": [row | {"name": "One", "cause": "calendar"}, row | {"name": "Two", "cause": "leveling"}],
        "causes": [{"id": "calendar", "text": "Another calendar", "count": 1}, {"id": "leveling", "text": "Leveling", "count": 1}],
    }  # fmt: skip
    ChangeSet.objects.filter(pk=ready.pk).update(report=report)
    address = reverse("import-preview", args=[ready.pk])
    for query, wanted in (
        ("", ["1 One", "1 Two"]),
        ("?cause=leveling", ["1 Two"]),
        ("?cause=nonsense", ["1 One", "1 Two"]),
    ):
        table = parse(page.get(address + query)).every("section", id="differences")[0].every("tbody")[0]
        assert [each.every("td")[0].words() for each in table.every("tr")] == wanted


def test_accept_makes_the_project_and_offers_undo(page, place, ready):
    answer = page.post(reverse("import-accept", args=[ready.pk]), follow=True)
    project = Component.objects.get(name="From a file")
    assert answer.redirect_chain == [(reverse("component", args=[project.pk]), 302)]
    toast = parse(answer).every("div", class_="toasts")[0]
    assert toast.every("p")[0].words() == "“From a file” is in."
    undo = toast.every("form")[0].attributes["action"]
    page.post(undo)
    project.refresh_from_db()
    assert (project.trashed_at is None, page.get(reverse("component", args=[project.pk])).status_code) == (False, 404)


def test_accepting_twice_is_refused_in_words(page, ready):
    page.post(reverse("import-accept", args=[ready.pk]))
    answer = page.post(reverse("import-accept", args=[ready.pk]), follow=True)
    assert parse(answer).every("div", class_="toast error")[0].words().startswith("This import is already accepted.")
    assert Component.objects.filter(name="From a file").count() == 1


def test_discard_keeps_nothing(page, place, ready):
    answer = page.post(reverse("import-discard", args=[ready.pk]))
    ready.refresh_from_db()
    assert (answer.url, ready.state, ready.source, ready.payload) == (
        reverse("import", args=[place.program.pk]),
        "discarded",
        None,
        None,
    )


def test_actions_are_not_links(page, ready):
    for name in ("import-accept", "import-discard", "import-undo"):
        assert page.get(reverse(name, args=[ready.pk])).url == "/"
    ready.refresh_from_db()
    assert ready.state == "ready"


def test_a_file_that_is_no_plan_fails_with_place_and_remedy(page, place):
    send(page, place.program, b"not a plan at all", "notes.xml")
    change_set = read_import(ChangeSet.objects.get())
    note = parse(page.get(reverse("import-preview", args=[change_set.pk]))).every("div", class_="note red")[0]
    said = [each.words() for each in note.every("div")[0].inside if each.tag == "span"]
    assert note.every("strong")[0].words() == change_set.error["title"]
    assert [each.split(":")[0] for each in said[:2]] == ["Where", "What to do"]
    assert said[-1] == "Nothing of “notes.xml” was stored."


@pytest.mark.parametrize(
    ("data", "title"), [(b"", "This file is empty."), (b"x" * 2000, "This file is larger than 0 MB.")]
)
def test_an_upload_that_cannot_be_taken(page, place, settings, data, title):
    settings.HEADWAY_UPLOAD_MAX_BYTES = 1000
    answer = send(page, place.program, data)
    assert answer.status_code == 422
    assert parse(answer).every("div", class_="note red", role="alert")[0].every("strong")[0].words() == title
    assert ChangeSet.objects.count() == 0


def test_no_file_at_all(page, place):
    answer = page.post(reverse("import", args=[place.program.pk]))
    assert (answer.status_code, parse(answer).every("div", role="alert")[0].every("strong")[0].words()) == (
        422,
        "No file came with this form.",
    )


def test_where_a_plan_is_already_the_page_says_where_to_go(page, place):
    shown = parse(page.get(reverse("import", args=[place.project.pk])))
    assert shown.every("input", type="file") == []
    assert shown.every("div", class_="note amber")[0].every("strong")[0].words() == "“Project” already has a plan."


@pytest.mark.parametrize("role", ["stakeholder", "team_member"])
def test_who_may_only_look_is_refused_politely(client, place, role):
    client.force_login(holder("Vera", place.portfolio, role))
    answer = client.get(reverse("import", args=[place.program.pk]))
    assert (answer.status_code, parse(answer).every("h1")[0].words()) == (403, "You may see this, but not do it")
    assert Task.objects.filter(component=place.project).count() == 4
