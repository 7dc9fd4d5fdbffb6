"""The activity page: who, what, when; page by page; and whether the log was altered."""

from django.urls import reverse
from parsed_html import parse

from factories.people import SYSTEM, acting
from factories.tampering import tampering
from headway.app.actions.components import update_component
from headway.app.models import Event


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
