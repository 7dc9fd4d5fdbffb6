"""Mail: at once, digests, quiet hours, retries, the same Message-ID, one-click stopping; over a real socket too."""

import smtplib
import socketserver
import threading
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, tree
from headway.app.actions.comments import write_comment
from headway.app.actions.mail import MOST_ATTEMPTS, fill_outbox, send, send_outbox
from headway.app.actions.memberships import revoke_role
from headway.app.actions.news import choose_news, choose_times
from headway.app.actions.outboxes import forget_sent
from headway.app.models import Membership, Notification, OutboxMail
from headway.app.queries.mail import MARKER, stop_token
from headway.app.queries.news import last_digest, quiet_until, usual_times, zone_of
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db
OSLO = ZoneInfo("Europe/Oslo")


@pytest.fixture
def place():
    at = tree()
    at.lead = holder("Lena Lead", at.program, "program_manager")
    at.member = holder("Max Member", at.project, "team_member")
    for who in (at.lead, at.member):
        choose_times(who, digest_at=time(8), quiet_from=time(0), quiet_until=time(0))
    run_pending()
    Notification.objects.all().delete()
    return at


def mention(place, text="Look <b>here</b> @Lena Lead"):
    write_comment(acting(place.member), place.project, text)
    run_pending()
    return Notification.objects.get()


def soon(minutes=3):
    return timezone.now() + timedelta(minutes=minutes)


def nows():
    return OutboxMail.objects.filter(mode="now")


def test_a_mention_is_mailed_once_in_text_and_html(place):
    row = mention(place)
    fill_outbox(timezone.now())
    assert not nows().exists()
    fill_outbox(soon())
    fill_outbox(soon())
    assert nows().count() == 1
    send_outbox(soon())
    send_outbox(soon(30))
    (message,) = django_mail.outbox
    assert (message.to, message.subject) == (["lena.lead@example.org"], "Commented on “Project”")
    html = message.alternatives[0][0]
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert f"/inbox/{row.pk}/" in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_was_read_or_may_not_be_seen_by_then_is_not_mailed(place):
    mention(place)
    fill_outbox(soon())
    revoke_role(SYSTEM, Membership.objects.get(person=place.lead))
    assert send_outbox(soon())["empty"] >= 1
    assert django_mail.outbox == []


def test_a_failing_server_is_tried_again_with_the_same_message_id(place, monkeypatch):
    mention(place)
    fill_outbox(soon())
    row = nows().get()

    def refuse(_self, messages):
        seen.append(messages[0].extra_headers["Message-ID"])
        raise smtplib.SMTPServerDisconnected("gone")

    seen = []
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    now = soon()
    assert send(row, now) == "failed"
    assert row.next_at == now + timedelta(minutes=2)
    for _ in range(MOST_ATTEMPTS - 1):
        send(row, now)
    assert OutboxMail.objects.get(pk=row.pk).state == "failed"
    assert len(seen) == MOST_ATTEMPTS
    assert len(set(seen)) == 1


def test_a_crash_after_sending_sends_the_same_message_again(place, monkeypatch):
    mention(place)
    fill_outbox(soon())
    save = OutboxMail.save

    def die(row, **values):
        if "sent_at" in values["update_fields"]:
            raise SystemError("the process was killed")
        save(row, **values)

    monkeypatch.setattr(OutboxMail, "save", die)
    with pytest.raises(SystemError):
        send(nows().get(), soon())
    monkeypatch.undo()
    send(nows().get(), soon())
    first, second = django_mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert nows().get().state == "sent"


def test_digests_gather_what_is_unread_and_come_once_a_day(place):
    choose_news(place.lead, "mail", {"mention": "daily"})
    mention(place)
    choose_times(place.lead, digest_at=time(0), quiet_from=time(0), quiet_until=time(0))
    tomorrow = (timezone.now() + timedelta(days=1)).replace(hour=1)  # whatever the time of day of this test
    fill_outbox(tomorrow)
    fill_outbox(tomorrow)
    assert OutboxMail.objects.filter(person=place.lead, mode="daily").count() == 1
    send_outbox(tomorrow)
    assert [message.subject for message in django_mail.outbox] == ["Commented on “Project”"]


def test_a_digest_says_of_each_thing_what_who_where_and_when_in_words(place):
    choose_news(place.lead, "mail", {"mention": "daily"})
    choose_times(place.lead, digest_at=time(0), quiet_from=time(0), quiet_until=time(0))
    for text in ("First <b>word</b> @Lena Lead", "Second word @Lena Lead"):
        write_comment(acting(place.member), place.project, text)
    run_pending()
    tomorrow = (timezone.now() + timedelta(days=1)).replace(hour=1)
    fill_outbox(tomorrow)
    send_outbox(tomorrow)
    [message] = django_mail.outbox
    html = message.alternatives[0][0]
    assert message.subject == "2 things that concern you"
    assert MARKER not in message.body, "a digest has no one thread that an answer would belong to"
    assert message.reply_to == []
    newest, older, stop = message.body.strip().split("\n\n")
    at = timezone.localtime(Notification.objects.order_by("-at", "-pk")[0].at, zone_of(place.lead))
    when = f"{at.day} {at:%b} {at.year} {at:%H:%M}".replace(" ", "\N{NO-BREAK SPACE}")
    assert newest.split("\n")[:3] == [
        "Commented on “Project”", "> Second word @Lena Lead", f"Max Member · Project · {when}"
    ]  # fmt: skip
    assert "> First <b>word</b> @Lena Lead" in older
    why, settings, stop = stop.split("\n")
    assert why == "Mentions: in your daily digest."
    assert settings.endswith("/account/notifications/")
    assert stop.startswith("No more mail of this kind: http")
    assert (html.count("Commented on “Project”"), when in html, "<b>" in html) == (2, True, False)


def test_quiet_hours_are_on_the_readers_own_clock_over_the_change_of_clocks(place):
    place.lead.time_zone = "Europe/Oslo"
    place.lead.save()
    choose_times(place.lead, digest_at=time(8), quiet_from=time(20), quiet_until=time(7))
    evening = datetime(2026, 3, 28, 21, 0, tzinfo=OSLO)  # the clocks go forward in this night
    assert quiet_until(place.lead, evening) == datetime(2026, 3, 29, 7, 0, tzinfo=OSLO)
    assert quiet_until(place.lead, datetime(2026, 3, 29, 7, 0, tzinfo=OSLO)) is None
    times = usual_times(place.lead)
    assert last_digest(place.lead, times, "daily", evening) == datetime(2026, 3, 28, 8, 0, tzinfo=OSLO)
    assert last_digest(place.lead, times, "weekly", evening) == datetime(2026, 3, 23, 8, 0, tzinfo=OSLO)
    mention(place)
    fill_outbox(soon())
    choose_times(place.lead, digest_at=time(8), quiet_from=time(0), quiet_until=time(23, 59, 59))
    assert send_outbox(soon())["quiet"] >= 1
    assert django_mail.outbox == []


def test_a_signed_link_stops_what_it_names_and_no_other_link_does(place, client):
    token = stop_token(place.lead, ["mention"])
    assert client.get(f"/mail/stop/{token}/").status_code == 200
    assert place.lead.news_choices.count() == 0
    assert client.post(f"/mail/stop/{token}/", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert list(place.lead.news_choices.values_list("kind", "channel", "mode")) == [("mention", "mail", "off")]
    assert client.post(f"/mail/stop/{token[:-3]}xyz/").status_code == 404
    mention(place)
    fill_outbox(soon())
    assert not nows().exists()


def test_what_was_sent_is_forgotten_after_a_month_and_never_sent_again(place):
    mention(place)
    fill_outbox(soon())
    later = soon() + timedelta(days=31)
    assert forget_sent(later) == {"mails": 0, "pushes": 0}, "what waits is kept"
    assert send(nows().get(), soon()) == "sent"
    assert forget_sent(soon() + timedelta(days=29)) == {"mails": 0, "pushes": 0}
    assert forget_sent(later) == {"mails": 1, "pushes": 0}
    fill_outbox(later)
    assert not nows().exists()


class Server(socketserver.StreamRequestHandler):
    received: list[str] = []

    def handle(self):
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go\r\n")
                text = b""
                while not text.endswith(b"\r\n.\r\n"):
                    text += self.rfile.readline()
                self.received.append(text.decode())
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


def test_a_mail_server_gets_it(place, settings):
    mention(place)
    fill_outbox(soon())
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_TLS = False
        assert send(nows().get(), soon()) == "sent"
        server.shutdown()
        thread.join()
    (text,) = Server.received
    assert "multipart/alternative" in text
    assert "List-Unsubscribe: <http://localhost:8000/mail/stop/" in " ".join(text.split())
