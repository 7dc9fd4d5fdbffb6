"""What a mail says, read at the moment of sending: nothing that its reader may not see by then."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from headway.app.models import NewsChoice, Notification
from headway.app.queries.audit.words import day_in_words
from headway.app.queries.mail_reply import reply_address
from headway.app.queries.news import modes_of, zone_of
from headway.app.queries.pages.inbox import entries
from headway.app.rules import visible

if TYPE_CHECKING:
    from datetime import datetime

    from headway.app.models import OutboxMail, Person
    from headway.app.queries.pages.inbox import Entry

SALT = "headway.mail.stop"
MARK = "#3353a4"
AMBER = "#d9a24a"
SMALL = "color:#62666f;font-size:12px"
FACE = "background:#f7f6f2;color:#1b1f29;font:14px/1.45 Inter,Segoe UI,sans-serif"
SHEET = "border-collapse:collapse;max-width:620px;margin:0 auto;background:#ffffff;border:1px solid #dddad2"
CELL = "padding:14px 20px;border-top:1px solid #dddad2"
BUTTON = (f"display:inline-block;padding:7px 14px;border-radius:6px;background:{MARK};color:#ffffff;font-weight:600;"
          "text-decoration:none")  # fmt: skip
COMES = {"now": "by mail at once", "daily": "in your daily digest", "weekly": "in your weekly digest"}
MARKER = "---- Answer above this line ----"
"""Where an answer ends and what it quotes begins."""


def stop_token(person: Person, kinds: list[str]) -> str:
    return signing.dumps({"person": person.pk, "kinds": kinds}, salt=SALT)


def message_of(mail: OutboxMail) -> EmailMultiAlternatives | None:
    """Return the mail, None where there is nothing to say any more: read, archived, not visible, not wanted."""
    person = mail.person
    kinds = [kind for kind, mode in modes_of(person, NewsChoice.Channel.MAIL).items() if mode == mail.mode]
    rows = visible(person, Notification).filter(read_at=None, archived_at=None, kind__in=kinds)
    if mail.notification_id:
        rows = rows.filter(pk=mail.notification_id)
    else:
        rows = rows.filter(at__gt=mail.since, at__lte=mail.until).exclude(last_event__channel="demo")
    found = entries(person, rows)
    if not found or not person.is_active:
        return None
    subject = found[0].title if len(found) == 1 else f"{len(found)} things that concern you"
    stop = base() + reverse("mail-stop", args=[stop_token(person, sorted({each.row.kind for each in found}))])
    answer = reply_address(person, found[0].row) if len(found) == 1 else ""
    message = EmailMultiAlternatives(
        " ".join(subject.split())[:150],
        in_text(found, mail, stop, may_answer=bool(answer)),
        settings.DEFAULT_FROM_EMAIL,
        [person.email],
        reply_to=[answer] if answer else None,
        headers={
            "Message-ID": message_id(mail),
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(in_html(found, mail, stop, may_answer=bool(answer)), "text/html")
    return message


def base() -> str:
    return str(settings.HEADWAY_URL).rstrip("/")


def message_id(mail: OutboxMail) -> str:
    """Return the same for the same mail, however often it is sent: servers and readers drop the second."""
    own = hashlib.sha256(f"{settings.SECRET_KEY} {mail.key}".encode()).hexdigest()[:24]
    return f"<{mail.key}.{own}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].strip('>') or 'localhost'}>"


def link_of(entry: Entry) -> str:
    return base() + reverse("inbox-line", args=[entry.row.pk])


def note_of(entry: Entry) -> str:
    actor = entry.row.last_event.actor
    at = timezone.localtime(entry.row.at, zone_of(entry.row.person))
    return f"{actor.name if actor else 'Headway itself'} · {entry.row.component.name} · {moment(at)}"


def moment(at: datetime) -> str:
    """Return an instant as pages say it, in one piece."""
    return f"{day_in_words(at.date())} {at:%H:%M}".replace(" ", "\N{NO-BREAK SPACE}")


def in_text(found: list[Entry], mail: OutboxMail, stop: str, *, may_answer: bool) -> str:
    above = [f"{MARKER}\nWhat you answer to this mail becomes a comment."] if may_answer else []
    parts = ["\n".join(filter(None, (each.title, each.excerpt and f"> {each.excerpt}", note_of(each), link_of(each))))
             for each in found]  # fmt: skip
    below = f"{why(found, mail)}\nChange that: {settings_link()}\nNo more mail of this kind: {stop}"
    return "\n\n".join([*above, *parts, below]) + "\n"


def why(found: list[Entry], mail: OutboxMail) -> str:
    """Return by which choice of its reader the mail came."""
    kinds = sorted({Notification.Kind(each.row.kind).label for each in found})
    return f"{' and '.join([', '.join(kinds[:-1]), kinds[-1]] if kinds[1:] else kinds)}: {COMES[mail.mode]}."


def settings_link() -> str:
    return base() + reverse("news")


def in_html(found: list[Entry], mail: OutboxMail, stop: str, *, may_answer: bool) -> str:
    rows = format_html_join("", f'<tr><td style="{CELL}">{{}}</td></tr>', ((in_row(each),) for each in found))
    answer = f'<div style="padding:0 0 14px;{SMALL};text-align:center">{{}}<br>What you answer becomes a comment.</div>'
    opened = f'<tr><td style="padding:0 20px 18px"><a href="{{}}" style="{BUTTON}">Open it in Headway</a></td></tr>'
    return format_html(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'</head><body style="margin:0;padding:20px 8px;{FACE}">{{}}<table role="presentation" width="100%" '
        f'cellspacing="0" style="{SHEET}"><tr><td style="padding:14px 20px;font-weight:700">'
        f'<span style="color:{AMBER}">&#9646;</span> Headway</td></tr>{{}}{{}}'
        f'<tr><td style="{CELL};{SMALL}">{{}} <a href="{{}}" style="color:inherit">Change that</a> · '
        '<a href="{}" style="color:inherit">No more mail of this kind</a></td></tr></table></body></html>',
        format_html(answer, MARKER) if may_answer else "",
        rows,
        format_html(opened, link_of(found[0])) if len(found) == 1 else "",
        why(found, mail),
        settings_link(),
        stop,
    )  # fmt: skip


def in_row(entry: Entry) -> str:
    said = format_html('<div style="padding:4px 0">{}</div>', entry.excerpt) if entry.excerpt else ""
    return format_html(
        f'<a href="{{}}" style="color:{MARK};font-weight:600;text-decoration:none">{{}}</a>{{}}'
        f'<div style="padding-top:2px;{SMALL}">{{}}</div>',
        link_of(entry), entry.title, said, note_of(entry),
    )  # fmt: skip
