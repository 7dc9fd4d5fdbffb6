"""The activity page: who, what, when; page by page; and whether the log was altered."""

import pytest
from django.urls import reverse
from parsed_html import parse

from factories.people import SYSTEM, acting
from factories.tampering import tampering
from headway.app.actions.components import update_component
from headway.app.models import Event, Person


def lines(answer):
    return [each.words() for row in parse(answer).every("li") for each in row.every("p")]


def test_the_newest_comes_first_with_its_author(page, place, manager):
    update_component(acting(manager), place.project, purpose="Better")
    answer = page.get(reverse("activity", args=[place.portfolio.pk]))
    assert lines(answer)[0] == "Changed purpose of “Project” Project"
    assert parse(answer).every("summary", class_="mute")[0].words() == "Petra Manager · Page · component.updated"


def test_it_shows_what_is_here_and_below_only(page, place):
    assert {
        each.split("“")[1].split("”")[0] for each in lines(page.get(reverse("activity", args=[place.elsewhere.pk])))
    } == {"Elsewhere"}


def test_pages_follow_each_other_without_gap_or_overlap(page, place):
    for number in range(60):
        update_component(SYSTEM, place.sibling, purpose=f"Version {number}")
    address = reverse("activity", args=[place.sibling.pk])
    first = page.get(address)
    more = next(each for each in parse(first).every("a", class_="btn") if each.words() == "Show older")
    second = page.get(more.attributes["hx-get"], headers={"HX-Request": "true"})
    assert (len(lines(first)), len(lines(second))) == (50, Event.objects.filter(component=place.sibling).count() - 50)
    assert b"<html" not in second.content


def test_filters(page, place, manager):
    update_component(acting(manager), place.project, purpose="Better")
    address = reverse("activity", args=[place.portfolio.pk])
    assert lines(page.get(address, {"who": manager.pk})) == ["Changed purpose of “Project” Project"]
    verbs = {
        each.words().split(" · ")[-1].split(".")[0]
        for each in parse(page.get(address, {"kind": "component"})).every("summary", class_="mute")
    }
    assert verbs == {"component"}
    for odd in ({"who": "x"}, {"before": "-1"}, {"before": "9" * 40}, {"kind": "%00"}):
        assert page.get(address, odd).status_code == 200


def test_the_chain_is_verified_and_an_alteration_found(page, place):
    address = reverse("chain", args=[place.project.pk])
    assert parse(page.get(address)).words() == "Log verified, unaltered"
    event = Event.objects.filter(component=place.project).latest("pk")
    with tampering():
        Event.objects.filter(pk=event.pk).update(summary="Nothing happened")
    assert parse(page.get(address)).words() == (
        f"The log was altered: Event {event.sequence} ({event.verb}) was altered after it was written."
    )


ODD = {"after": [1, 2], "before": "x", "object_type": "no such thing!", "object_id": -1, "verb": "", "channel": "?",
       "summary": "{person}"}  # fmt: skip


@pytest.mark.parametrize("column", ODD)
def test_pages_stay_usable_whatever_was_put_into_a_row_of_the_log(client, place, column):
    client.force_login(Person.objects.create_superuser("olav@example.org", "secret", name="Olav"))
    update_component(SYSTEM, place.project, purpose="Better")
    event = Event.objects.latest("pk")
    update_component(SYSTEM, place.project, purpose="Best")
    with tampering():
        Event.objects.filter(pk=event.pk).update(**{column: ODD[column]})
    for name, args in (("activity", [place.project.pk]), ("history", ["component", place.project.pk]), ("today", [])):
        answer = client.get(reverse(name, args=args), follow=True)
        assert answer.status_code == 200, name
    client.post(reverse("log-verify"))
    assert f"Event {event.sequence} (" in parse(client.get(reverse("log"))).words()


@pytest.mark.parametrize("value", [10**25, -1, {"a": [1]}, [[1]], "2026-99-99"])
def test_odd_values_of_known_names_are_shown_and_not_stumbled_over(client, place, value):
    client.force_login(Person.objects.create_superuser("olav@example.org", "secret", name="Olav"))
    update_component(SYSTEM, place.project, purpose="Better")
    with tampering():
        Event.objects.filter(pk=Event.objects.latest("pk").pk).update(after={"lead": value, "finish": value})
    assert client.get(reverse("activity", args=[place.project.pk])).status_code == 200
