"""What reaches a person by which channel: inbox and mail are chosen apart, for each kind; the inbox by place."""

from datetime import time, timedelta

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from factories.people import acting, holder, tree
from headway.app.actions.comments import write_comment
from headway.app.actions.errors import Refused
from headway.app.actions.mail import fill_outbox, send_outbox
from headway.app.actions.news import choose_news, choose_times
from headway.app.models import MailTimes, NewsChoice, Notification
from headway.app.queries.pages.inbox import lines, places, unread_count
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db
TIMES = {"digest_at": "07:30", "quiet_from": "21:00", "quiet_until": "06:00"}


@pytest.fixture
def place():
    at = tree()
    at.lead = holder("Lena Lead", at.portfolio, "portfolio_manager")
    at.member = holder("Max Member", at.portfolio, "team_member")
    run_pending()
    Notification.objects.all().delete()
    choose_times(at.lead, digest_at=time(8), quiet_from=time(0), quiet_until=time(0))
    return at


def say(place, target=None):
    write_comment(acting(place.member), target or place.project, "Look @Lena Lead")
    run_pending()


def test_a_kind_by_mail_alone_is_not_in_the_inbox(place, client):
    choose_news(place.lead, "inbox", {"mention": "off"})
    say(place)
    assert (unread_count(place.lead), lines(place.lead).count()) == (0, 0)
    later = timezone.now() + timedelta(minutes=3)
    fill_outbox(later)
    send_outbox(later)
    (message,) = django_mail.outbox
    row = Notification.objects.get()
    assert f"/inbox/{row.pk}/" in message.body
    client.force_login(place.lead)
    assert client.get(f"/inbox/{row.pk}/").headers["Location"] == f"/talk/component/{place.project.pk}/"
    choose_news(place.lead, "inbox", {"mention": "now"})
    say(place)
    assert unread_count(place.lead) == 1


def test_a_kind_that_is_off_everywhere_is_not_told(place):
    choose_news(place.lead, "inbox", {"mention": "off"})
    choose_news(place.lead, "mail", {"mention": "off"})
    say(place)
    assert not Notification.objects.exists()
    say(place)  # the sequence goes on, nothing is caught up later
    choose_news(place.lead, "mail", {"mention": "now"})
    run_pending()
    assert not Notification.objects.exists()


def test_what_cannot_be_chosen_is_refused_and_changes_nothing(place):
    for channel, modes in (("inbox", {"plan": "daily"}), ("mail", {"plan": "hourly"}), ("push", {"plan": "weekly"}), ("fax", {"plan": "now"}),
                           ("mail", {"comment": "off", "weather": "off"})):  # fmt: skip
        with pytest.raises(Refused):
            choose_news(place.lead, channel, modes)
    assert not NewsChoice.objects.exists()


def test_the_page_keeps_what_is_ticked_and_chosen(place, client):
    client.force_login(place.lead)
    body = client.get("/account/notifications/").content.decode()
    assert body.count('type="checkbox"') == 2 * len(Notification.Kind)
    assert body.count(" checked") == len(Notification.Kind) + 2  # push: mentions and decisions
    assert body.count("Daily digest</option>") == len(Notification.Kind)
    answer = client.post("/account/notifications/", {"mention-inbox": "now", "plan-mail": "weekly", **TIMES})
    assert answer.status_code == 302
    chosen = dict(place.lead.news_choices.filter(channel="inbox").values_list("kind", "mode"))
    assert chosen == dict.fromkeys(Notification.Kind.values, "off") | {"mention": "now"}
    assert place.lead.news_choices.get(kind="plan", channel="mail").mode == "weekly"
    assert MailTimes.objects.get(person=place.lead).digest_at == time(7, 30)
    assert client.get("/account/notifications/").content.decode().count(" checked") == 1
    assert client.post("/account/notifications/", {"digest_at": "x"}).status_code == 422
    assert client.post("/account/notifications/", {"plan-mail": "hourly", **TIMES}).status_code == 302
    assert place.lead.news_choices.get(kind="plan", channel="mail").mode == "weekly"


def test_the_inbox_by_place_and_kind(place, client):
    say(place)
    say(place, place.sibling)
    names = [f"{indent}{row.name}" for row, indent in places(place.lead, "inbox")]
    assert names == ["Portfolio", "\u2003Program", "\u2003\u2003Project", "\u2003\u2003Sibling"]
    client.force_login(place.lead)

    def count(**chosen):
        return client.get("/inbox/", chosen).content.decode().count("data-line")

    assert (count(), count(component=place.program.pk), count(component=place.project.pk)) == (2, 2, 1)
    assert count(component=place.elsewhere.pk) == 0
    assert (count(kind="mention"), count(kind="plan"), count(kind="mention", component=place.sibling.pk)) == (2, 0, 1)
    assert "Nothing fits" in client.get("/inbox/", {"kind": "plan"}).content.decode()


def test_the_first_page_shows_what_is_unread(place, client):
    say(place)
    client.force_login(place.lead)
    row = Notification.objects.get()
    body = client.get("/today/").content.decode()
    assert f'href="/inbox/{row.pk}/"' in body
    assert "Look @Lena Lead" in body
    client.get(f"/inbox/{row.pk}/")
    body = client.get("/today/").content.decode()
    assert f'href="/inbox/{row.pk}/"' not in body
    assert "Nothing is unread." in body


def test_the_api_reads_and_sets_the_same(place, client):
    client.force_login(place.lead)
    answer = client.get("/api/v1/notification-settings").json()
    assert answer["mail"]["plan"] == "off"
    assert answer["inbox"] == dict.fromkeys(Notification.Kind.values, "now")
    typed = {"content_type": "application/json"}
    changed = client.patch("/api/v1/notification-settings", {"mail": {"plan": "weekly"}}, **typed)
    assert (changed.json()["mail"]["plan"], changed.json()["mail"]["mention"]) == ("weekly", "now")
    refused = client.patch("/api/v1/notification-settings", {"inbox": {"plan": "weekly"}}, **typed)
    assert refused.status_code == 422
