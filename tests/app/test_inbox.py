"""Who is told of what: watchers, mentioned, leads, owners, deciders; once, only what they may see, never own acts."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, person, tree
from factories.plans import mspdi, small_plan
from headway.app.actions.change_requests import (
    AUTHORITIES,
    propose_request,
    reject_request,
    start_request,
    state_effects,
)
from headway.app.actions.comments import trash_comment, write_comment
from headway.app.actions.components import update_component
from headway.app.actions.errors import Refused
from headway.app.actions.imports import start_import
from headway.app.actions.memberships import revoke_role
from headway.app.actions.notify import notify, set_all_read, set_state
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plans import install_plan
from headway.app.actions.records import raise_record, update_record
from headway.app.actions.support import request_support
from headway.app.actions.watches import unwatch, watch
from headway.app.models import Event, FollowerCursor, Membership, Notification, Task, Watch
from headway.app.queries.pages.inbox import entries, lines, unread_count
from headway.app.rules import NotAllowed, visible
from headway.app.rules.concerns import APPROVES, CONCERNS
from headway.app.rules.talk import readers_at
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    at = tree()
    at.lead = holder("Lena Lead", at.program, "program_manager")
    at.member = holder("Max Member", at.project, "team_member")
    at.outsider = holder("Otto Outside", at.elsewhere, "project_manager")
    run_pending()
    Notification.objects.all().delete()
    return at


def told(who):
    return [(row.kind, row.event.verb, row.count) for row in Notification.objects.filter(person=who)]


def test_a_mention_is_told_once_to_whom_it_calls_and_not_to_its_author(place):
    write_comment(acting(place.member), place.project, "Look, @Lena Lead and @Max Member")
    run_pending()
    assert told(place.lead) == [("mention", "comment.written", 1)]
    assert told(place.member) == []
    run_pending()
    assert Notification.objects.count() == 1


def test_answers_reach_who_commented_and_who_was_mentioned(place):
    top = write_comment(acting(place.member), place.project, "@Lena Lead?")
    run_pending()
    write_comment(acting(place.lead), place.project, "Yes", parent=top)
    run_pending()
    assert told(place.member) == [("comment", "comment.written", 1)]
    assert set(Watch.objects.values_list("person", flat=True)) == {place.lead.pk, place.member.pk}


def test_who_stopped_watching_is_not_made_to_watch_again(place):
    unwatch(acting(place.lead), place.project)
    write_comment(acting(place.member), place.project, "@Lena Lead")
    write_comment(acting(place.member), place.project, "More")
    run_pending()
    assert told(place.lead) == [("mention", "comment.written", 1)]


def test_watching_with_what_is_below_reaches_down_and_without_does_not(place):
    above, below = holder("Above", place.portfolio, "pmo"), holder("Below", place.portfolio, "pmo")
    watch(acting(above), place.portfolio)
    watch(acting(below), place.portfolio, with_below=True)
    update_component(SYSTEM, place.project, name="Renamed")
    run_pending()
    Notification.objects.filter(kind="role").delete()
    assert told(above) == []
    assert told(below) == [("plan", "component.updated", 1)]


def test_nobody_is_told_what_they_may_not_see_when_it_is_delivered(place):
    watch(acting(place.member), place.project)
    with pytest.raises(NotAllowed):
        watch(acting(place.outsider), place.project)
    Watch.objects.create(person=place.outsider, component=place.project, object_type="component",
                         object_id=place.project.pk)  # fmt: skip
    update_component(SYSTEM, place.project, name="Renamed")
    revoke_role(SYSTEM, Membership.objects.get(person=place.member))
    run_pending()
    assert told(place.outsider) == told(place.member) == []


def test_words_about_a_preview_reach_only_who_sees_it(place):
    guest = holder("Guest", place.program, "stakeholder")
    watch(acting(guest), place.program, with_below=True)
    watch(acting(holder("Boss", place.portfolio, "portfolio_manager")), place.program)
    change_set = start_import(acting(place.lead), place.program, name="a.xml", data=mspdi(small_plan()))
    write_comment(acting(place.lead), change_set, "Secret")
    run_pending()
    kinds = set(Notification.objects.filter(event__verb="comment.written").values_list("person__name", flat=True))
    assert kinds == {"Boss"}


def test_owners_and_the_system_are_told_apart(place):
    row = raise_record(SYSTEM, place.project, "risk", title="Frost", owner=place.member)
    update_record(acting(place.member), row, title="Hard frost")
    update_record(acting(place.lead), row, title="Very hard frost")
    run_pending()
    assert sorted(told(place.member)) == [("register", "record.raised", 1), ("register", "record.updated", 1)]


def test_an_edit_of_a_plan_is_one_line_and_who_watches_a_task_is_told_of_that(place):
    install_plan(SYSTEM, place.project, small_plan())
    task, other = Task.objects.filter(component=place.project, kind="task").order_by("position")
    run_pending()
    Notification.objects.all().delete()
    watch(acting(place.lead), place.project)
    watch(acting(place.member), task)
    edit_plan(SYSTEM, place.project, [{"op": "set", "tasks": [task.pk, other.pk], "cells": {"code": "x"}}])
    run_pending()
    assert told(place.lead) == [("plan", "plan.edited", 1)]
    assert told(place.member) == [("plan", "task.updated", 1)]


def test_ten_thousand_events_of_one_change_are_one_line_each(place):
    watch(acting(place.lead), place.project)
    watch(acting(place.member), place.project)
    last = Event.objects.order_by("sequence").last()
    Event.objects.bulk_create(
        Event(root=place.portfolio, sequence=last.sequence + number, component=place.project, verb="task.updated",
              channel="page", object_type="task", object_id=number, summary=f"Changed {number}", at=timezone.now(),
              previous_hash=str(number), hash=str(number + 1))
        for number in range(1, 10_001)
    )  # fmt: skip
    events = list(Event.objects.filter(verb="task.updated").order_by("sequence"))
    begun = time.process_time()
    for start in range(0, len(events), 500):
        notify(events[start : start + 500])
    assert time.process_time() - begun < 5  # of this process: others may be busy
    assert told(place.lead) == told(place.member) == [("plan", "task.updated", 10_000)]
    notify(events[:500])
    assert told(place.lead) == [("plan", "task.updated", 10_000)]
    (entry,) = entries(place.lead, lines(place.lead))
    assert entry.title == "10,000 changes, the last: Changed 10000"


def test_a_process_that_dies_before_its_cursor_moves_tells_nothing_twice(place):
    write_comment(acting(place.member), place.project, "@Lena Lead")
    events = list(Event.objects.order_by("sequence"))
    notify(events)  # the follower died here: it did not come to write its own cursor
    run_pending()
    assert told(place.lead) == [("mention", "comment.written", 1)]
    FollowerCursor.objects.filter(name="notifications").update(sequence=0)  # even then
    notify([event for event in events if event.verb == "comment.written"])
    assert told(place.lead) == [("mention", "comment.written", 1)]


def test_a_change_request_reaches_its_authority_then_its_author(place):
    manager = holder("Mia Manager", place.project, "project_manager")
    holder("Boss", place.portfolio, "portfolio_manager")
    row = start_request(acting(manager), place.project, name="Wider gate", description="For cranes")
    row = propose_request(acting(manager), state_effects(acting(manager), row, {"scope": "One gate"}))
    run_pending()
    deciders = set(readers_at(place.project, AUTHORITIES[row.report["authority"]][0]).values_list("name", flat=True))
    asked = Notification.objects.filter(event__verb="change.proposed")
    assert set(asked.values_list("person__name", flat=True)) == deciders - {"Mia Manager"} != set()
    (line,) = entries(asked[0].person, asked.filter(pk=asked[0].pk))
    assert line.target == ("change", str(row.pk))
    reject_request(acting(asked[0].person), row, rationale="No crane comes")
    run_pending()
    assert ("decision", "change.rejected", 1) in told(manager)


def test_talk_about_support_reaches_both_sides(place):
    manager = holder("Mia Manager", place.project, "project_manager")
    row = request_support(acting(manager), place.project, text="Two welders")
    assert row.asked_of == place.lead
    run_pending()
    Notification.objects.all().delete()
    write_comment(acting(place.member), row, "One would do")
    run_pending()
    assert told(manager) == told(place.lead) == [("comment", "comment.written", 1)]


def test_authorities_are_named_as_the_actions_name_them():
    assert {name: str(verb) for name, (verb, _) in AUTHORITIES.items()} == APPROVES


def test_what_is_old_is_told_to_nobody(place, monkeypatch):
    write_comment(acting(place.member), place.project, "@Lena Lead")
    monkeypatch.setattr("headway.app.actions.notify.FRESH", timedelta(0))
    run_pending()
    assert not Notification.objects.exists()


def test_states_of_a_line(place):
    write_comment(acting(place.member), place.project, "@Lena Lead")
    run_pending()
    row = Notification.objects.get()
    assert unread_count(place.lead) == 1
    set_state(place.lead, row, "read")
    assert (unread_count(place.lead), lines(place.lead).count()) == (0, 1)
    set_state(place.lead, row, "snooze", until=timezone.now() + timedelta(days=1))
    assert (lines(place.lead).count(), lines(place.lead, "snoozed").count()) == (0, 1)
    Notification.objects.update(snoozed_until=timezone.now() - timedelta(minutes=1))
    assert unread_count(place.lead) == 1
    set_state(place.lead, row, "archive")
    assert (lines(place.lead).count(), lines(place.lead, "archived").count()) == (0, 1)
    set_state(place.lead, row, "inbox")
    set_state(place.lead, row, "unread")
    assert set_all_read(place.lead) == 1
    for wrong in ("snooze", "burn"):
        with pytest.raises(Refused):
            set_state(place.lead, row, wrong)


def test_the_inbox_forgets_what_may_not_be_seen_any_more(place):
    comment = write_comment(acting(place.member), place.project, "Zugzwang @Lena Lead")
    run_pending()
    assert entries(place.lead, lines(place.lead))[0].excerpt.startswith("Zugzwang")
    trash_comment(acting(place.member), comment)
    assert entries(place.lead, lines(place.lead))[0].excerpt == ""
    revoke_role(SYSTEM, Membership.objects.get(person=place.lead))
    assert (unread_count(place.lead), visible(place.lead, Notification).count()) == (0, 0)


def test_the_page_by_hand(place, client, django_assert_num_queries, django_assert_max_num_queries):
    for number in range(30):
        write_comment(acting(place.member), place.project, f"Number {number} @Lena Lead")
    run_pending()
    client.force_login(place.lead)
    with django_assert_num_queries(3):  # session, person, the count
        assert "30" in client.get("/inbox/count/").content.decode()
    with django_assert_max_num_queries(12):
        body = client.get("/inbox/").content.decode()
    assert "Number 7" in body
    row = Notification.objects.filter(person=place.lead).first()
    assert client.post(f"/inbox/{row.pk}/", {"state": "archive"}).status_code == 302
    assert client.post(f"/inbox/{row.pk}/", {"until": "week"}).status_code == 302
    opened = client.get(f"/inbox/{row.pk}/")
    assert opened["Location"] == f"/talk/component/{place.project.pk}/"
    assert client.post("/inbox/read-all/").status_code == 302
    assert unread_count(place.lead) == 0
    assert client.post(f"/watch/component/{place.project.pk}/", {"on": "1", "below": "1"}).status_code == 302
    assert Watch.objects.get(person=place.lead).with_below
    client.force_login(place.outsider)
    assert client.get(f"/inbox/{row.pk}/").status_code == 404
    assert client.post(f"/watch/component/{place.project.pk}/", {"on": "1"}).status_code == 404


def test_the_api(place, client):
    write_comment(acting(place.member), place.project, "Hello @Lena Lead")
    run_pending()
    client.force_login(place.lead)
    answer = client.get("/api/v1/inbox").json()
    assert (answer["unread"], answer["items"][0]["excerpt"]) == (1, "Hello @Lena Lead")
    address = f"/api/v1/inbox/{answer['items'][0]['id']}"
    typed = {"content_type": "application/json"}
    assert client.patch(address, {"state": "read"}, **typed).json()["read_at"]
    assert client.patch(address, {"state": "snooze"}, **typed).status_code == 422
    assert client.post("/api/v1/inbox/read-all").json() == {"count": 0}
    watching = f"/api/v1/watching/component/{place.project.pk}"
    assert client.put(watching, {"with_below": True}, **typed).json() == {"on": True, "with_below": True}
    assert client.delete(watching).status_code == 204
    client.force_login(person("Nobody"))
    assert client.patch(address, {"state": "read"}, **typed).status_code == 404


def test_every_line_of_the_table_names_what_can_be_found():
    words = {who.partition(":")[0] for concern in CONCERNS for who in concern.who}
    assert words == {"watchers", "mentioned", "answered", "owner", "lead", "right", "authority", "after", "before"}


def test_a_comment_on_a_component_does_not_make_its_author_hear_of_every_change_in_it(place):
    write_comment(acting(place.member), place.project, "When does it begin?")
    raise_record(SYSTEM, place.project, kind="risk", title="Rain")
    run_pending()
    assert told(place.member) == []
    write_comment(acting(place.lead), place.project, "In May")
    run_pending()
    assert told(place.member) == [("comment", "comment.written", 1)]
    watch(acting(place.member), place.project)
    raise_record(SYSTEM, place.project, kind="risk", title="Frost")
    run_pending()
    assert told(place.member)[0] == ("register", "record.raised", 1)


def test_what_was_put_off_comes_back_on_top_and_older_lines_can_be_turned_to(place, client):
    for title in ("Rain", "Frost", "Wind"):
        raise_record(SYSTEM, place.project, kind="risk", title=title)
    now = timezone.now()
    Notification.objects.bulk_create(
        Notification(person=place.lead, kind="plan", event=event, last_event=event, key=str(number),
                     component=place.project, at=now - timedelta(minutes=number))
        for number, event in enumerate(Event.objects.filter(component=place.project), 1)
    )  # fmt: skip
    *_, oldest = lines(place.lead)
    Notification.objects.filter(pk=oldest.pk).update(snoozed_until=now)
    assert lines(place.lead)[0] == oldest
    client.force_login(place.lead)
    total = lines(place.lead).count()
    assert "Older" not in client.get("/inbox/").text
    with pytest.MonkeyPatch.context() as few:
        few.setattr("headway.app.ui.views.inbox.MOST", 2)
        page = client.get("/inbox/").text
        assert f"1 to 2 of {total}" in page
        assert "from=2" in page
        assert f"3 to {min(4, total)} of {total}" in client.get("/inbox/?from=2").text
    assert client.get("/inbox/?from=999999").status_code == 200
