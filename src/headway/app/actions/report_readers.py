"""What happens to a sent report: read, sent back, added to. The report itself stays as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from headway.app.actions.edit import clean, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.models import Report, ReportAddendum, ReportReview
from headway.app.rules import Verb, require, require_other

if TYPE_CHECKING:
    from headway.app.rules import Actor


def require_sent(report: Report) -> None:
    if report.state != Report.State.SENT:
        raise Refused("not-sent", "This report is still a draft.", "", "Wait until it is sent.")


@transaction.atomic
def mark_report_read(actor: Actor, report: Report) -> ReportReview:
    """Note that a reader with a say in it has read the report; once a person."""
    require(actor, Verb.REVIEW_REPORT, report.component)
    require_sent(report)
    lock_tree(report.component)
    act = ReportReview.Act.READ
    row, new = ReportReview.objects.get_or_create(
        report=report, person=actor.person, act=act, defaults={"component": report.component, "at": timezone.now()}
    )
    if new:
        summary = f"Read the {report.get_kind_display().lower()} of “{report.component.name}” for {report.day}"
        record(actor, report.component, "report.read", report, summary=summary)
    return row


@transaction.atomic
def return_report(actor: Actor, report: Report, *, comment: str) -> ReportReview:
    """Send a report back with a comment; whoever wrote it answers with an addendum."""
    require(actor, Verb.REVIEW_REPORT, report.component)
    require_sent(report)
    require_other(actor, report.sent_by, "review it")
    lock_tree(report.component)
    row = ReportReview(component=report.component, report=report, person=actor.person, at=timezone.now(),
                       act=ReportReview.Act.RETURNED)  # fmt: skip
    row.comment = clean(row, "comment", comment)
    if not row.comment:
        raise Refused("empty", "Say what is missing or wrong.", "", "Write a sentence and try again.")
    row.save()
    summary = f"Sent back the {report.get_kind_display().lower()} of “{report.component.name}” for {report.day}"
    after = {"comment": row.comment}
    record(actor, report.component, "report.returned", report, summary=summary, after=after)
    return row


@transaction.atomic
def add_addendum(actor: Actor, report: Report, *, text: str) -> ReportAddendum:
    """Add what was learned after sending, or the answer to what was sent back."""
    require(actor, Verb.WRITE_REPORT, report.component)
    require_sent(report)
    lock_tree(report.component)
    row = ReportAddendum(component=report.component, report=report, author=actor.person, at=timezone.now())
    row.text = clean(row, "text", text)
    if not row.text:
        raise Refused("empty", "Say what is to be added.", "", "Write a sentence and try again.")
    row.save()
    summary = f"Added to the {report.get_kind_display().lower()} of “{report.component.name}” for {report.day}"
    record(actor, report.component, "report.added_to", report, summary=summary, after={"text": row.text})
    return row
