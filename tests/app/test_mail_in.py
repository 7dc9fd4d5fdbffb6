"""Answers by mail: the sealed address, the words above the quote, refusals that reach no stranger, each mail once."""

import io
import time as clock
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, tree
from headway.app.actions.comments import write_comment
from headway.app.actions.errors import Refused
from headway.app.actions.mail_in import receive
from headway.app.actions.mail_words import own_words, read_letter, words_of_html
from headway.app.actions.memberships import revoke_role
from headway.app.models import Comment, Event, Membership, Notification, OutboxMail, ReceivedMail
from headway.app.queries.mail import MARKER, message_of
from headway.app.queries.mail_reply import read_reply_address, reply_address
from headway.app.worker.follow import run_pending
from headway.cli.main import exit_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(settings):
    settings.HEADWAY_EMAIL_REPLY = "replies@headway.example"
    at = tree()
    at.lead = holder("Lena Lead", at.program, "program_manager")
    at.member = holder("Max Member", at.project, "team_member")
    run_pending()
    Notification.objects.all().delete()
    at.asked = write_comment(acting(at.member), at.project, "When? @Lena Lead")
    run_pending()
    at.line = Notification.objects.get(person=at.lead)
    return at


def answer(place, text="On Friday.", *, to=None, sender="lena.lead@example.org", name="<1@phone>", **headers):
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = sender, to or address(place), name
    for header, value in headers.items():
        message[header.replace("_", "-")] = value
    message.set_content(text)
    return message


def address(place):
    return reply_address(place.lead, place.line)


def test_an_answer_becomes_a_comment_of_whom_it_is_from(place):
    row = receive(answer(place).as_bytes())
    assert (row.author, row.text, row.parent, row.object_type) == (place.lead, "On Friday.", place.asked, "component")
    event = Event.objects.get(object_type="comment", object_id=row.pk)
    assert (event.channel, event.actor) == ("mail", place.lead)
    assert receive(answer(place).as_bytes()) == row
    assert Comment.objects.count() == 2
    assert receive(answer(place, "More", name="<2@phone>").as_bytes()) != row


def test_the_mail_carries_the_sealed_address_and_an_answer_to_it_arrives(place, settings):
    mail = OutboxMail.objects.create(key="now-1", person=place.lead, notification=place.line, mode="now",
                                     next_at=timezone.now())  # fmt: skip
    sent = message_of(mail)
    assert sent.reply_to == [address(place)]
    assert len(sent.reply_to[0].partition("@")[0]) <= 64
    quoted = "\n".join(f"> {line}" for line in sent.body.splitlines())
    text = f"On Friday.\n\nOn Sat, 28 Nov 2026 at 14:00, Headway <headway@localhost>\nwrote:\n{quoted}\n"
    assert receive(answer(place, text, to=sent.reply_to[0].upper()).as_bytes()).text == "On Friday."
    settings.HEADWAY_EMAIL_REPLY = ""
    assert message_of(mail).reply_to == []
    assert MARKER not in message_of(mail).body


def test_who_may_not_comment_gets_no_address(place):
    revoke_role(SYSTEM, Membership.objects.get(person=place.lead))
    assert address(place) == ""


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"to": "replies@headway.example"}, "no-reply-address"),
        ({"to": "replies+1-1-aaaaaaaaaaaaaaaaaaaaaaaa@headway.example"}, "no-reply-address"),
        ({"sender": "stranger@example.org"}, "other-sender"),
        ({"sender": "a@example.org, lena.lead@example.org"}, "other-sender"),
        ({"Auto_Submitted": "auto-replied"}, "automatic-mail"),
        ({"Precedence": "bulk"}, "automatic-mail"),
        ({"Return_Path": "<>"}, "automatic-mail"),
        ({"List_Id": "<all.example.org>"}, "automatic-mail"),
    ],
)
def test_strangers_and_programs_get_nothing_in_and_nothing_back(place, change, why):
    with pytest.raises(Refused) as refusal:
        receive(answer(place, **change).as_bytes())
    assert refusal.value.id == why
    assert Comment.objects.count() == 1
    assert django_mail.outbox == []


def test_an_address_of_one_person_or_line_opens_no_other(place):
    sealed = address(place).partition("@")[0].rpartition("-")[2]
    for person, line in ((place.member.pk, place.line.pk), (place.lead.pk, place.line.pk + 1)):
        assert read_reply_address(f"replies+{person}-{line}-{sealed}@headway.example") is None
    assert read_reply_address(address(place).replace("headway.example", "other.example")) is None
    assert read_reply_address(address(place)) == (place.lead.pk, place.line.pk)


def test_somebody_known_is_told_at_their_own_address_why_it_was_not_posted(place):
    for text, change, why in (
        ("> only quoted", {}, "No words"),
        ("x" * 5001, {}, "5000"),
        ("Late", {"at": timezone.now() - timedelta(days=91)}, "not there any more"),
    ):
        if change:
            Notification.objects.update(**change)
        with pytest.raises(Refused):
            receive(answer(place, text).as_bytes())
        told = django_mail.outbox.pop()
        assert (told.to, why in told.body) == (["lena.lead@example.org"], True)
        assert told.extra_headers["Auto-Submitted"] == "auto-replied"
    assert (Comment.objects.count(), ReceivedMail.objects.count()) == (1, 0)


def test_what_may_not_be_seen_any_more_is_not_answered(place):
    to = address(place)
    revoke_role(SYSTEM, Membership.objects.get(person=place.lead))
    with pytest.raises(Refused, match="not there any more"):
        receive(answer(place, to=to).as_bytes())
    assert Comment.objects.count() == 1


def test_attachments_are_left_out_and_the_comment_says_so(place):
    message = answer(place, "See the picture.")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="../../etc/passwd.png")
    message.add_attachment("<script>", subtype="html", filename="a.html")
    assert receive(message.as_bytes()).text == "See the picture.\n\n*2 attachments of this mail were left out.*"


def test_html_alone_is_read_as_words(place):
    message = answer(place)
    message.set_content(
        "<html><head><style>p{}</style></head><p>On <b>Friday</b>, at&nbsp;nine.</p><script>alert(1)</script>"
        '<div class="gmail_quote"><div>On Saturday Headway wrote:</div><blockquote>When?</blockquote></div></html>',
        subtype="html",
    )
    assert receive(message.as_bytes()).text.split() == ["On", "Friday,", "at", "nine."]
    assert words_of_html("a<br>b<blockquote>c<blockquote>d</blockquote>e</blockquote>f") == "a\nbf"


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Yes.\n\n-- \nLena\nHead of works", "Yes."),
        ("Yes.\r\n\r\n-----Original Message-----\r\nFrom: x", "Yes."),
        ("Ja.\n\nAm 28.11.2026 um 14:00 schrieb Headway <h@x>:\n> Wann?\n\nUnd:\n> Wo?\nHier.", "Ja.\n\n\nUnd:\nHier."),
        ("Yes.\n\n________________________________\nFrom: Headway", "Yes."),
        ("Yes.\n\n*From:* Headway <h@x.example>\nSent: today", "Yes."),
        (f"Yes.\n\nDen lör 28 nov. skrev Headway:\n\n{MARKER}\nNews", "Yes."),
        ("On the way: five of them\nFrom: here to there", "On the way: five of them\nFrom: here to there"),
        ("", ""),
    ],
)
def test_only_the_words_above_the_quote_are_taken(text, own):
    assert own_words(text) == own


HOSTILE = {
    "nothing": b"",
    "bytes": bytes(range(256)) * 50,
    "a deep nest": b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000)),
    "a long header": b"To: " + b"(" * 100_000 + b"\n\nx",
    "an unknown charset": b"From: a@b\nContent-Type: text/plain; charset=x-no\n\nhello",
    "a bad encoding": b"From: a@b\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!",
    "many parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 5000,
    "many quotes": b"From: a@b\n\n" + b"schrieb " * 500_000 + b"\n" + b"On \n" * 200_000,
    "much html": b"From: a@b\nContent-Type: text/html\n\n" + b"<div><blockquote>" * 200_000,
    "a wrong address": b"From: =?utf-8?q?=40?= <<@>@\nTo: ,,;:\n\nx",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_is_a_refusal_soon(place, name):
    begun = clock.process_time()
    with pytest.raises(Refused):
        receive(HOSTILE[name])
    assert clock.process_time() - begun < 10
    assert django_mail.outbox == []


def test_odd_but_honest_mails_are_read():
    letter = read_letter(HOSTILE["an unknown charset"])
    assert (letter.sender, letter.words) == ("a@b", "hello")


def test_the_command_reads_standard_input_and_says_how_it_ended(place, monkeypatch, capsys, settings):
    monkeypatch.setattr("headway.cli.product.start_migrated", lambda: None)
    monkeypatch.delenv("RECIPIENT", raising=False)

    def run(data, *words):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        return exit_code(["mail", "in", *words])

    assert run(answer(place).as_bytes()) == 0
    assert "of Lena Lead" in capsys.readouterr().out
    bare = answer(place, to="x@example.org", name="<3@phone>").as_bytes()
    assert run(bare) == 1
    assert "not addressed to an address that Headway signed" in capsys.readouterr().err
    assert run(bare, "--mta") == 0
    assert run(bare, "--to", address(place)) == 0
    monkeypatch.setenv("ORIGINAL_RECIPIENT", address(place))
    assert run(answer(place, to="x@example.org", name="<4@phone>").as_bytes()) == 0
    assert Comment.objects.count() == 4
    settings.HEADWAY_EMAIL_MAX_BYTES = 100
    assert run(answer(place).as_bytes()) == 3
    settings.HEADWAY_EMAIL_REPLY = ""
    assert run(answer(place).as_bytes()) == 4
    assert run(answer(place).as_bytes(), "--mta") == 75
