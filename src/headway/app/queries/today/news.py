"""The panel of the inbox: what is unread, whatever the role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.queries.pages.inbox import entries, lines
from headway.app.queries.today.panel import MOST, Line, Panel

if TYPE_CHECKING:
    from headway.app.queries.pages.inbox import Entry
    from headway.app.queries.today.panel import Reader


def inbox(reader: Reader) -> Panel:
    """What concerns the reader and is unread, the latest first; following a line reads it."""
    unread = lines(reader.person, "unread")
    total = unread.count()
    shown = [
        Line(each.title, ("inbox-line", each.row.pk), note_of(each), at=each.row.at)
        for each in (entries(reader.person, unread, MOST) if total else ())
    ]
    empty = "Nothing is unread. Mentions, answers, decisions and what you watch come here."
    return Panel("Unread in the inbox", empty, shown, "inbox", total, "inbox")


def note_of(entry: Entry) -> str:
    actor = entry.row.last_event.actor
    parts = (actor.name if actor else "Headway itself", entry.row.component.name, entry.excerpt)
    return " · ".join(part for part in parts if part)
