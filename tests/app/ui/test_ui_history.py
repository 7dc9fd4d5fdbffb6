"""The history of any one thing: in words, filtered, paged, and only as far as the thing may be seen."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone
from parsed_html import parse

from factories.people import SYSTEM, acting, holder, person
from headway.app.actions.components import create_component, move_component, update_component
from headway.app.actions.custom_roles import define_role
from headway.app.actions.dependencies import link_tasks, unlink_tasks
from headway.app.actions.memberships import grant_role
from headway.app.actions.tasks import create_task, trash_task, update_task
from headway.app.models import Dependency, Event, Task
from headway.app.rules import Verb
from headway.app.worker.follow import run_pending


def changes(answer):
    """What the first event changed: label, before, after."""
    first = parse(answer).every("table", class_="changes")[0]
    rows = [[cell.words() for cell in [*row.every("th"), *row.every("td")]] for row in first.every("tr")]
    return rows[1:]


def of(row):
    return reverse("history", args=[row._meta.model_name, row.pk])


@pytest.fixture
def task(place, db):
    return create_task(SYSTEM, place.operation, name="Dig", duration_minutes=480)


@pytest.fixture
def operator(client, place):
    client.force_login(person("Root", is_superuser=True))
    return client


def test_fields_are_told_in_words(operator, place, task):
    who = acting(holder("Petra", place.operation, "project_manager"))
    values = {"duration_minutes": 3 * 480, "deadline": 20458 * 1440 + 1020, "constraint": "SNET", "owner": who.person,
              "constraint_date": 20458 * 1440, "percent_complete": 30, "active": False, "cost": "12.50"}  # fmt: skip
    update_task(who, task, **values)
    answer = operator.get(of(task))
    assert changes(answer) == [
        ["Owner", "\N{EN DASH}", "Petra"],
        ["Active", "yes", "no"],
        ["Duration", "1 d", "3 d"],
        ["Percent complete", "0 %", "30 %"],
        ["Constraint", "As soon as possible", "Start no earlier than"],
        ["Constraint date", "\N{EN DASH}", "5 Jan 2026"],
        ["Deadline", "\N{EN DASH}", "5 Jan 2026 17:00"],
        ["Cost", "\N{EN DASH}", "12.50"],
    ]
    assert "Petra · Page · task.updated" in parse(answer).words()


def test_a_cause_is_linked(operator, place):
    first = Task.objects.filter(component=place.project, kind="task").order_by("position").first()
    update_task(SYSTEM, first, duration_minutes=20 * 480)
    run_pending()
    answer = operator.get(of(first))
    assert f"Because of: Changed duration of “{first}”" in parse(answer).words()
    assert f'href="{of(place.project)}"' in answer.content.decode()


def test_names_that_the_reader_may_not_see_are_not_told(client, place):
    secret = create_component(SYSTEM, kind="portfolio", name="Secret place")
    move_component(SYSTEM, place.project, secret)
    move_component(SYSTEM, place.project, place.program)
    hidden = create_task(SYSTEM, place.elsewhere, name="Secret takeover")
    link = link_tasks(SYSTEM, hidden, Task.objects.filter(component=place.project, kind="task").first())
    client.force_login(holder("Reader", place.project, "stakeholder"))
    texts = [client.get(reverse(name, args=[place.project.pk])).content.decode() for name in ("activity",)]
    texts.append(client.get(of(place.project)).content.decode())
    texts.append(client.get(f"/api/v1/history/component/{place.project.pk}").content.decode())
    texts.append(client.get(f"/api/v1/components/{place.project.pk}/events").json()["items"][0]["summary"])
    assert not any("Secret" in text for text in texts)
    assert "something that is gone or that you may not see" in texts[1]
    assert client.get(of(link)).status_code == 404
    unlink_tasks(SYSTEM, Dependency.objects.get(pk=link.pk))
    assert client.get(of(link)).status_code == 404, "one of its two plans is hidden"


def test_what_may_not_be_seen_has_no_history(client, place, task):
    stranger = holder("Stranger", place.elsewhere, "project_manager")
    role = define_role(SYSTEM, key="x", label="X", verbs=frozenset({Verb.VIEW}))
    client.force_login(stranger)
    chain = Event.objects.get(verb="task.created", object_id=task.pk)
    for address in (of(task), of(place.project), of(role), of(chain), of(stranger), "/history/nonsense/1/",
                    "/history/task/999999/", "/history/task/0/"):  # fmt: skip
        assert client.get(address).status_code == 404, address
        assert client.get(f"/api/v1{address.rstrip('/')}").status_code in {404, 422}, address
    item = trash_task(SYSTEM, task)
    assert client.get(of(task)).status_code == 404
    client.force_login(holder("Owner", place.operation, "project_manager"))
    answer = client.get(of(task))
    assert answer.status_code == 200
    assert "Task “Dig”" in parse(answer).words()
    assert "Deleted" in parse(answer).words()
    assert item.title == "Task “Dig”"


def test_operators_see_what_belongs_to_no_component(operator, place):
    role = define_role(SYSTEM, key="x", label="Night watch", verbs=frozenset({Verb.VIEW}))
    assert "Night watch" in parse(operator.get(of(role))).words()


def test_filters_and_pages(operator, place, task):
    petra = acting(holder("Petra", place.operation, "project_manager"))
    for number in range(60):
        update_task(petra if number % 2 else SYSTEM, task, notes=f"Note {number}")
    address = f"/api/v1/history/task/{task.pk}"
    first = operator.get(address).json()
    rest = operator.get(address, {"before": first["next_before"]}).json()
    assert (len(first["items"]), len(rest["items"]), rest["next_before"]) == (50, 11, None)
    assert len({each["id"] for each in first["items"] + rest["items"]}) == 61
    today = timezone.localdate().isoformat()
    for query, count in (({"verb": "task.created"}, 1), ({"who": petra.person.pk}, 30), ({"since": today}, 50),
                         ({"until": "2020-01-01"}, 0), ({"verb": "x"}, 0)):  # fmt: skip
        assert len(operator.get(address, query).json()["items"]) == count, query
    page = operator.get(of(task), {"who": petra.person.pk, "since": today})
    assert len(parse(page).every("table", class_="changes")) == 30
    more = next(each for each in parse(operator.get(of(task))).every("a", class_="btn") if each.words() == "Show older")
    part = operator.get(more.attributes["hx-get"], headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    for odd in ({"who": "x"}, {"since": "2026-13-40"}, {"verb": "\x00"}, {"before": "9" * 40}, {"until": "x"},
                {"since": "0001-01-01", "until": "9999-12-31"}):  # fmt: skip
        assert operator.get(of(task), odd).status_code == 200


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_history_between_days_at_the_ends_of_the_calendar(operator, place, settings, zone):
    settings.TIME_ZONE = zone
    address = f"/api/v1/history/component/{place.project.pk}"
    for since, until, found in (("0001-01-01", "9999-12-31", True), ("9999-12-31", "0001-01-01", False)):
        answer = operator.get(address, {"since": since, "until": until})
        assert (answer.status_code, bool(answer.json()["items"])) == (200, found)


def test_every_kind_of_event_can_be_read(operator, place):
    """Whatever the demonstration and the tests record: the words hold no number of a row and no raw JSON."""
    grant_role(SYSTEM, place.project, person("Paul"), "project_manager", ends_on=timezone.localdate())
    update_component(SYSTEM, place.project, lead=None, budget="100", purpose="x" * 900)
    run_pending()
    for kind, pk in set(Event.objects.values_list("object_type", "object_id")):
        answer = operator.get(f"/api/v1/history/{kind}/{pk}")
        assert answer.status_code == 200
        for event in answer.json()["items"]:
            assert "{" not in json.dumps([event["summary"], *[list(each.values()) for each in event["changes"]]])
    told = operator.get(f"/api/v1/components/{place.project.pk}/events").json()["items"]
    assert any(each["summary"].startswith("Paul is now project manager") for each in told)
