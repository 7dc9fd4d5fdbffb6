"""Tables, constraints, tiny properties. One file a noun; everything is importable from here."""

from headway.app.models import append_only  # noqa: F401 - arms the log after every migration
from headway.app.models.agreement import Agreement
from headway.app.models.api_token import ApiToken, FailedAttempts
from headway.app.models.baseline import Baseline, BaselineTask
from headway.app.models.branch_step import BranchStep
from headway.app.models.calendar import Calendar
from headway.app.models.calendar_feed import CalendarFeed
from headway.app.models.change_set import ChangeSet
from headway.app.models.comment import Comment, CommentRevision, Reaction
from headway.app.models.component import ALLOWED_CHILDREN, Component, ComponentPath, Rollup
from headway.app.models.confidence import (
    Confidence,
    ConfidenceReading,
    TaskConfidence,
    TriedConfidence,
    TriedTaskConfidence,
)
from headway.app.models.custom_field import CustomField
from headway.app.models.custom_role import CustomRole, RolePermission
from headway.app.models.data_request import DataRequest
from headway.app.models.dependency import Dependency
from headway.app.models.direction import Direction, DirectionAddress
from headway.app.models.due_job import DueJob
from headway.app.models.event import Event, EventChain, FollowerCursor, WorkerLease
from headway.app.models.evidence_file import EvidenceFile
from headway.app.models.frozen import freeze_sent_reports
from headway.app.models.gate import Criterion, Gate, GateReview, GateVote, Stage
from headway.app.models.invitation import Invitation
from headway.app.models.mail import MailTimes, OutboxMail, ReceivedMail
from headway.app.models.membership import Membership
from headway.app.models.notification import NewsChoice, Notification, Watch
from headway.app.models.person import Person
from headway.app.models.plan_snapshot import PlanSnapshot
from headway.app.models.print import Print
from headway.app.models.push import OutboxPush, PushSubscription
from headway.app.models.record import BenefitReading, Record, RecordLink
from headway.app.models.report import (
    Report,
    ReportAddendum,
    ReportAttachment,
    ReportCadence,
    ReportReview,
    ScheduleSnapshot,
)
from headway.app.models.resource import Assignment, Resource
from headway.app.models.saved_view import DefaultView, SavedView
from headway.app.models.selection_round import (
    SelectionAnswer,
    SelectionBudget,
    SelectionCandidate,
    SelectionCost,
    SelectionProposal,
    SelectionRound,
)
from headway.app.models.share_link import ShareLink
from headway.app.models.sprint import Sprint
from headway.app.models.stopwatch import Stopwatch
from headway.app.models.support_request import SupportRequest
from headway.app.models.task import Task
from headway.app.models.time_entry import MINUTES_OF_A_DAY, TimeEntry
from headway.app.models.time_week import TimeWeek
from headway.app.models.tolerance import MEASURED, UNITS, Dimension, Measurement, Tolerance, ToleranceException
from headway.app.models.trash import TrashItem

__all__ = [
    "ALLOWED_CHILDREN",
    "MEASURED",
    "MINUTES_OF_A_DAY",
    "UNITS",
    "Agreement",
    "ApiToken",
    "Assignment",
    "Baseline",
    "BaselineTask",
    "BenefitReading",
    "BranchStep",
    "Calendar",
    "CalendarFeed",
    "ChangeSet",
    "Comment",
    "CommentRevision",
    "Component",
    "ComponentPath",
    "Confidence",
    "ConfidenceReading",
    "Criterion",
    "CustomField",
    "CustomRole",
    "DataRequest",
    "DefaultView",
    "Dependency",
    "Dimension",
    "Direction",
    "DirectionAddress",
    "DueJob",
    "Event",
    "EventChain",
    "EvidenceFile",
    "FailedAttempts",
    "FollowerCursor",
    "Gate",
    "GateReview",
    "GateVote",
    "Invitation",
    "MailTimes",
    "Measurement",
    "Membership",
    "NewsChoice",
    "Notification",
    "OutboxMail",
    "OutboxPush",
    "Person",
    "PlanSnapshot",
    "Print",
    "PushSubscription",
    "Reaction",
    "ReceivedMail",
    "Record",
    "RecordLink",
    "Report",
    "ReportAddendum",
    "ReportAttachment",
    "ReportCadence",
    "ReportReview",
    "Resource",
    "RolePermission",
    "Rollup",
    "SavedView",
    "ScheduleSnapshot",
    "SelectionAnswer",
    "SelectionBudget",
    "SelectionCandidate",
    "SelectionCost",
    "SelectionProposal",
    "SelectionRound",
    "ShareLink",
    "Sprint",
    "Stage",
    "Stopwatch",
    "SupportRequest",
    "Task",
    "TaskConfidence",
    "TimeEntry",
    "TimeWeek",
    "Tolerance",
    "ToleranceException",
    "TrashItem",
    "TriedConfidence",
    "TriedTaskConfidence",
    "Watch",
    "WorkerLease",
    "freeze_sent_reports",
]
