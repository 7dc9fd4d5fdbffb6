"""Photos and documents of a draft: a few kinds, told by their first bytes, and not too large."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction

from headway.app.actions.edit import clean
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.file_kinds import picture_or_pdf
from headway.app.actions.put_away import put_away
from headway.app.actions.reports import draft_of
from headway.app.actions.taking_files import check_file
from headway.app.models import Report, ReportAttachment
from headway.app.rules import Verb, require

if TYPE_CHECKING:
    from headway.app.models import TrashItem
    from headway.app.rules import Actor

MOST_BYTES = 5 * 1024 * 1024
MOST_FILES = 10


def kind_of(data: bytes) -> str:
    """Return the media type by the first bytes; refuse all others."""
    if kind := picture_or_pdf(data):
        return kind
    raise Refused("unknown-file", "This is no photo and no PDF.", "", "Attach PNG, JPEG, WebP or PDF.")


def attach_to_report(actor: Actor, report: Report, *, name: str, data: bytes) -> ReportAttachment:
    """Put a file to a draft."""
    require(actor, Verb.WRITE_REPORT, report.component)
    check_file(actor, name, data, most=MOST_BYTES, remedy="Attach a smaller one.")
    with transaction.atomic():
        fresh = draft_of(report, None)
        if fresh.attachments.count() >= MOST_FILES:
            raise Refused(
                "too-many-files", f"A report holds {MOST_FILES} files at most.", "", "Join some into one PDF."
            )
        row = ReportAttachment(component=fresh.component, report=fresh, content_type=kind_of(data), size=len(data),
                               sha256=hashlib.sha256(data).hexdigest(), data=data)  # fmt: skip
        row.name = clean(row, "name", name.replace("\\", "/").rsplit("/", 1)[-1][-200:] or "file")
        row.save()
        after = {"name": row.name, "bytes": row.size, "sha256": row.sha256, "report": fresh.pk}
        record(actor, fresh.component, "report.file_attached", row, summary=f"Attached “{row.name}”", after=after)
    return row


@transaction.atomic
def detach_from_report(actor: Actor, attachment: ReportAttachment) -> TrashItem:
    """Take a file from a draft again, into the trash."""
    report = attachment.report
    require(actor, Verb.WRITE_REPORT, report.component)
    draft_of(report, None)
    before = {"name": attachment.name, "sha256": attachment.sha256, "report": report.pk}
    told = record(actor, report.component, "report.file_removed", attachment, summary=f"Removed “{attachment.name}”",
                  before=before)  # fmt: skip
    gone = ReportAttachment.objects.filter(pk=attachment.pk)
    return put_away(actor, report.component, attachment, [gone], title=f"File “{attachment.name}” of {report}",
                    right=Verb.WRITE_REPORT, event=told)  # fmt: skip
