"""The trash as pages: restore, undo from the toast, empty with confirmation; and the record for operators."""

import io
import json

import pytest
from django.urls import reverse
from django.utils import timezone
from parsed_html import parse

from factories.people import SYSTEM, acting, holder, person
from factories.tampering import tampering
from headway.app.actions.memberships import grant_role
from headway.app.actions.records import raise_record
from headway.app.actions.tasks import create_task, trash_task
from headway.app.models import Component, Event, Membership, Task, TrashItem
from headway.app.queries.audit.verify_export import verify_export


@pytest.fixture
def lead(client, place):
    someone = holder("Petra", place.program, "program_manager")
    client.force_login(someone)
    return someone


@pytest.fixture
def operator(client, place):
    client.force_login(person("Root", is_superuser=True))
    return client


def toast(answer):
    return parse(answer).every("div", class_="toasts")[0]


def test_a_component_goes_and_comes_back_from_the_toast(client, place, lead):
    answer = client.post(reverse("trash-put", args=[place.project.pk]), follow=True)
    assert "“Project” is in the trash." in toast(answer).words()
    assert client.get(reverse("component", args=[place.project.pk])).status_code == 404
    answer = client.post(toast(answer).every("form")[0].attributes["action"], follow=True)
    assert "“Project” is back." in toast(answer).words()
    assert Component.objects.get(pk=place.project.pk).trashed_at is None


def test_a_role_comes_back_from_the_toast(client, place, lead):
    row = grant_role(SYSTEM, place.project, person("Paul"), "project_manager")
    answer = client.post(reverse("role-revoke", args=[row.pk]), follow=True)
    answer = client.post(toast(answer).every("form")[0].attributes["action"], follow=True)
    assert answer.redirect_chain[-1][0] == reverse("people", args=[place.project.pk])
    assert Membership.objects.filter(pk=row.pk).exists()


def test_the_page_shows_what_was_deleted_and_restores_it(client, place, lead):
    item = trash_task(acting(lead), create_task(SYSTEM, place.sibling, name="Dig"))
    answer = client.get(reverse("trash", args=[place.program.pk]))
    row = parse(answer).every("ul", class_="people deleted")[0].every("li")[0].words()
    assert row.startswith("Task “Dig” Task of Sibling · deleted")
    assert "by Petra 90 days left" in row
    address = reverse("trash-restore", args=["item", item.pk])
    assert "It is back." in toast(client.post(address, follow=True)).words()
    assert Task.objects.filter(name="Dig").exists()
    assert client.post(address).status_code == 404
    assert "The trash is empty" in parse(client.get(reverse("trash", args=[place.program.pk]))).words()


def test_a_risk_comes_back_from_the_toast_to_its_own_page(client, place, lead):
    row = raise_record(acting(lead), place.project, "risk", title="Rock", probability=0.5)
    answer = client.post(reverse("record-trash", args=[row.pk]), follow=True)
    assert f"{row} is in the trash." in toast(answer).words()
    answer = client.post(toast(answer).every("form")[0].attributes["action"], follow=True)
    assert answer.redirect_chain[-1][0] == reverse("record", args=[row.pk])
    assert f"{row} is back." in toast(answer).words()


def test_a_restored_task_is_shown(client, place, lead):
    task = create_task(SYSTEM, place.sibling, name="Dig")
    item = trash_task(acting(lead), task)
    answer = client.post(reverse("trash-restore", args=["item", item.pk]))
    assert answer["Location"] == reverse("task", args=[task.pk])


def test_a_refusal_is_said_in_words(client, place, lead):
    parent = create_task(SYSTEM, place.sibling, name="Parent")
    item = trash_task(SYSTEM, create_task(SYSTEM, place.sibling, name="Child", parent=parent))
    trash_task(SYSTEM, parent)
    answer = client.post(reverse("trash-restore", args=["item", item.pk]), follow=True)
    assert "The summary that it stood under is not there any more." in toast(answer).words()


def test_emptying_needs_a_yes_and_the_right(client, place, lead):
    trash_task(SYSTEM, create_task(SYSTEM, place.sibling, name="Dig"))
    address = reverse("trash-empty", args=[place.program.pk])
    assert "Nothing was purged" in toast(client.post(address, follow=True)).words()
    assert TrashItem.objects.get().rows is not None
    assert "1 thing is gone for good" in toast(client.post(address, {"sure": "yes"}, follow=True)).words()
    assert TrashItem.objects.get().rows is None
    client.force_login(holder("Reader", place.program, "stakeholder"))
    assert client.post(address, {"sure": "yes"}).status_code == 403
    client.force_login(holder("Stranger", place.elsewhere, "program_manager"))
    assert client.post(address, {"sure": "yes"}).status_code == 404


def test_actions_by_get_do_nothing(client, place, lead):
    before = Event.objects.count()
    for name, args in (("trash-put", [place.project.pk]), ("trash-empty", [place.program.pk]), ("all-trash-empty", []),
                       ("export-log", [place.project.pk]), ("log-verify", []), ("log-anchor", [])):  # fmt: skip
        assert client.get(reverse(name, args=args)).status_code == 302
    assert Event.objects.count() == before


def test_the_record_is_taken_from_the_page_and_verified_alone(client, place, lead):
    for file_format in ("jsonl", "csv"):
        answer = client.post(reverse("export-log", args=[place.program.pk]), {"format": file_format})
        text = b"".join(answer.streaming_content).decode()
        checked = verify_export(io.StringIO(text, newline=""))
        assert (checked.problems, checked.events > 4) == ([], True)
        assert f'filename="record-{place.program.pk}.{file_format}"' in answer["Content-Disposition"]
    assert Event.objects.filter(verb="log.exported", actor=lead).count() == 2
    odd = client.post(reverse("export-log", args=[place.program.pk]), {"format": "exe"}, follow=True)
    assert "There is no export as exe." in toast(odd).words()
    client.force_login(holder("Reader", place.program, "stakeholder"))
    assert client.post(reverse("export-log", args=[place.program.pk])).status_code == 403
    page = client.get(reverse("activity", args=[place.program.pk])).content.decode()
    assert reverse("export-log", args=[place.program.pk]) not in page


def test_only_operators_see_the_record_of_everything(client, place, lead):
    for name in ("log", "all-trash"):
        assert client.get(reverse(name)).status_code == 404
    for name in ("log-verify", "log-anchor"):
        assert client.post(reverse(name)).status_code == 404
    assert client.post(reverse("all-trash-empty"), {"sure": "yes"}).status_code == 403


def test_an_altered_log_is_told_on_every_page_until_it_holds(operator, place):
    assert "Not verified yet" in parse(operator.get(reverse("log"))).words()
    assert "Every chain holds" in toast(operator.post(reverse("log-verify"), follow=True)).words()
    event = Event.objects.filter(component=place.project).first()
    with tampering():
        Event.objects.filter(pk=event.pk).update(summary="Nothing happened")
    answer = operator.post(reverse("log-verify"), follow=True)
    assert "1 place does not hold." in toast(answer).words()
    assert f"Event {event.sequence} ({event.verb}) was altered" in parse(answer).words()
    at = f"{timezone.localtime(event.at):%d %b %Y %H:%M}"
    said = f"In “Project”, {at}, by Headway itself; now it says: Nothing happened."
    assert said in parse(answer).words()
    for name, args in (("component", [place.operation.pk]), ("roles", [])):
        assert "The log was altered. 1 place does not hold." in parse(operator.get(reverse(name, args=args))).words()
    operator.force_login(holder("Reader", place.sibling, "stakeholder"))
    assert "The log was altered." not in parse(operator.get(reverse("component", args=[place.sibling.pk]))).words()
    activity = parse(operator.get(reverse("activity", args=[place.sibling.pk]))).words()
    assert "The log of this tree was altered." in activity


def test_an_anchor_is_taken_and_everything_restored_by_operators(operator, place):
    kept = json.loads(operator.post(reverse("log-anchor")).content)
    assert [each["root"] for each in kept["chains"]] == [place.portfolio.pk]
    operator.post(reverse("trash-put", args=[place.portfolio.pk]))
    answer = operator.get(reverse("all-trash"))
    assert "Portfolio" in parse(answer).every("ul", class_="people deleted")[0].words()
    operator.post(reverse("trash-restore", args=["component", place.portfolio.pk]))
    assert Component.objects.get(pk=place.portfolio.pk).trashed_at is None
    operator.post(reverse("trash-put", args=[place.portfolio.pk]))
    answer = operator.post(reverse("all-trash-empty"), {"sure": "yes"}, follow=True)
    assert "1 thing is gone for good" in toast(answer).words()
    assert not Task.objects.exists()
