"""One table of role x verb, tried on every action, at the component, above it, below it and elsewhere."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, person, tree
from factories.plans import small_plan
from headway.app.actions.acceptance import accept_need, send_back_need
from headway.app.actions.baselines import choose_baseline, delete_baseline, rename_baseline, set_baseline
from headway.app.actions.benefits import read_benefit, serve_objective, tie_benefit
from headway.app.actions.branches import start_branch
from headway.app.actions.calendars import create_calendar
from headway.app.actions.change_requests import approve_request, reject_request, start_request
from headway.app.actions.comments import react, restore_comment, trash_comment, write_comment
from headway.app.actions.components import (
    create_component,
    move_component,
    restore_component,
    trash_component,
    update_component,
)
from headway.app.actions.confidence_ranges import Range, set_range
from headway.app.actions.dependencies import link_tasks, unlink_tasks
from headway.app.actions.directions import (
    acknowledge_direction,
    comply_with_direction,
    explain_direction,
    join_direction,
    set_direction,
    withdraw_direction,
)
from headway.app.actions.escalations import escalate_record, return_escalation, take_escalation
from headway.app.actions.exceptions import decide_exception, send_exception
from headway.app.actions.fields import define_field
from headway.app.actions.gate_decisions import decide_gate, review_gate, vote_gate
from headway.app.actions.gates import apply_life_cycle, leave_out, plan_gate, submit_gate
from headway.app.actions.imports import accept_import, discard_import, read_import, start_import, undo_import
from headway.app.actions.memberships import grant_role, revoke_role
from headway.app.actions.people import create_person
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plans import install_plan, set_status_date
from headway.app.actions.quality_marks import set_quality_mark
from headway.app.actions.records import raise_record, trash_record, update_record
from headway.app.actions.report_cadence import set_report_cadence
from headway.app.actions.report_files import attach_to_report, detach_from_report
from headway.app.actions.report_readers import add_addendum, mark_report_read, return_report
from headway.app.actions.reports import draft_report, edit_report, redraft_report, send_report
from headway.app.actions.saved_views import save_view
from headway.app.actions.share_links import allow_sharing, make_share_link
from headway.app.actions.sprints import change_sprint, close_sprint, delete_sprint, plan_sprint, start_sprint
from headway.app.actions.support import (
    acknowledge_support,
    answer_support,
    close_support,
    request_support,
    return_support,
)
from headway.app.actions.tasks import create_task, delete_task, update_task
from headway.app.actions.time_entries import report_time
from headway.app.actions.time_weeks import approve_week
from headway.app.actions.tolerances import measure, set_tolerance
from headway.app.actions.workflows import set_workflow
from headway.app.models import (
    ChangeSet,
    Component,
    Dependency,
    Event,
    Gate,
    Membership,
    Record,
    Task,
    ToleranceException,
)
from headway.app.rules import NotAllowed, Verb, may
from headway.app.rules.roles import VERBS_OF_ROLE

pytestmark = pytest.mark.django_db

PORTFOLIO, BOARD, PMO, PROGRAM = "portfolio_manager", "portfolio_board", "pmo", "program_manager"
PROJECT_BOARD, PROJECT, DELIVERY, SCRUM = "project_board", "project_manager", "delivery_manager", "scrum_master"
TECHNICAL = {"project_leader", "project_engineer"}
PRODUCT, CHANGE, SUCCESS = "product_manager", "change_manager", "customer_success"
MEMBER, STAKEHOLDER = "team_member", "stakeholder"

BOARDS = {BOARD, PROJECT_BOARD}
LEADS = {PORTFOLIO, PROGRAM}
PLANNERS = LEADS | {PROJECT}
DELIVERERS = PLANNERS | {DELIVERY}
REPORTERS = DELIVERERS | {SCRUM}
WORKERS = REPORTERS | TECHNICAL | {MEMBER}
RAISERS = WORKERS | {PMO, PRODUCT, CHANGE, SUCCESS}
ALL = RAISERS | BOARDS | {STAKEHOLDER}

TABLE = {
    "component.view": ALL,
    "component.create": LEADS,
    "component.update": PLANNERS,
    "component.move": LEADS,
    "component.trash": LEADS,
    "component.prioritize": {PORTFOLIO},
    "role.grant": PLANNERS | {BOARD},
    "plan.edit": DELIVERERS,
    "plan.edit_given_part": DELIVERERS | TECHNICAL,
    "plan.report_progress": REPORTERS,
    "plan.report_own_progress": WORKERS,
    "plan.import": PLANNERS,
    "plan.share": PLANNERS,
    "baseline.set": PLANNERS,
    "calendar.edit": PLANNERS | {PMO},
    "dependency.agree": DELIVERERS,
    "dependency.impose": LEADS,
    "money.edit": PLANNERS,
    "register.raise": RAISERS,
    "register.edit": DELIVERERS,
    "register.take_escalation": LEADS,
    "requirement.edit": PLANNERS | {PRODUCT},
    "requirement.edit_given_part": TECHNICAL,
    "quality.edit": PLANNERS,
    "quality.edit_given_part": TECHNICAL,
    "backlog.edit": {PRODUCT},
    "product.accept": {PRODUCT},
    "sprint.run": REPORTERS,
    "board.shape": PLANNERS | {SCRUM},
    "time.read": PLANNERS,
    "time.approve": PLANNERS,
    "view.share": DELIVERERS | {PMO},
    "field.define": {PORTFOLIO, PMO},
    "document.edit": PLANNERS | TECHNICAL,
    "benefit.edit": LEADS,
    "adoption.edit": {CHANGE},
    "outcome.edit": {SUCCESS},
    "change.propose": PLANNERS | TECHNICAL | {PRODUCT},
    "change.approve_within_budget": PLANNERS,
    "change.approve": LEADS,
    "change.decide": BOARDS,
    "tolerance.set": BOARDS,
    "exception.raise": PLANNERS,
    "exception.decide": BOARDS,
    "gate.submit": PLANNERS,
    "gate.review": LEADS | BOARDS | {PMO},
    "gate.decide": BOARDS,
    "standard.set": {PMO},
    "quality.set_mark": PLANNERS | {PMO},
    "confidence.set_range": PLANNERS | {PMO},
    "direction.set": {PMO},
    "direction.answer": PLANNERS,
    "report.write": DELIVERERS,
    "report.review": LEADS | BOARDS | {PMO},
    "support.request": DELIVERERS,
    "support.answer": LEADS,
    "selection.propose": {PORTFOLIO},
    "selection.decide": {BOARD},
    "selection.read": {PORTFOLIO, BOARD, PMO},
    "comment.write": ALL,
    "audit.export": PLANNERS | BOARDS | {PMO},
}


def test_the_product_holds_this_table():
    said = {verb: {role for role, verbs in VERBS_OF_ROLE.items() if verb in verbs} for verb in Verb}
    assert said == {Verb(verb): roles for verb, roles in TABLE.items()}


def task(place, name):
    return Task.objects.get(component=place.project, name=name)


def reporter(at):
    """Somebody who reported an hour on the project."""
    someone = holder("Reporter", at.project, "project_manager")
    report_time(acting(someone), task(at, "A"), date(2026, 1, 5), 60)
    return someone


def given(who, row):
    """The record, owned by who is to change it."""
    Record.objects.filter(pk=row.pk).update(owner=who.person)
    return Record.objects.get(pk=row.pk)


BOARD_COLUMNS = [{"name": kind.title(), "kind": kind} for kind in ("todo", "doing", "done")]
GOVERNED = {
    "noted",
    "delivered",
    "risk",
    "escalated",
    "exception",
    "sent",
    "gate",
    "submitted",
    "small",
    "larger",
    "largest",
}
"""What only some actions need: prepared for these alone."""

ACTIONS = {
    "create below the program": (
        LEADS,
        lambda who, at: create_component(who, kind="project", name="New", parent=at.program),
    ),
    "rename": (PLANNERS, lambda who, at: update_component(who, at.project, name="Renamed")),
    "move": (LEADS, lambda who, at: move_component(who, at.project, at.program.children.get(name="Inner"))),
    "trash": (LEADS, lambda who, at: trash_component(who, at.project)),
    "give a stakeholder's role": (
        PLANNERS | {BOARD},
        lambda who, at: grant_role(who, at.project, at.guest, "stakeholder"),
    ),
    "give a project manager's role": (LEADS, lambda who, at: grant_role(who, at.project, at.guest, "project_manager")),
    "give a portfolio manager's role": (
        {PORTFOLIO, BOARD},
        lambda who, at: grant_role(who, at.project, at.guest, "portfolio_manager"),
    ),
    "take a stakeholder's role": (
        PLANNERS | {BOARD},
        lambda who, at: revoke_role(who, Membership.objects.get(component=at.project, person=at.watcher)),
    ),
    "install a plan": (PLANNERS, lambda who, at: install_plan(who, at.sibling, small_plan())),
    "add a task": (DELIVERERS, lambda who, at: create_task(who, at.project, name="New")),
    "rename a task": (DELIVERERS, lambda who, at: update_task(who, task(at, "A"), name="Other")),
    "say what a task costs": (PLANNERS, lambda who, at: update_task(who, task(at, "A"), cost=5)),
    "set a budget": (PLANNERS, lambda who, at: update_component(who, at.project, budget=5)),
    "report progress": (REPORTERS, lambda who, at: update_task(who, task(at, "A"), percent_complete=50)),
    "move a card": (
        REPORTERS,
        lambda who, at: edit_plan(
            who, at.project, [{"op": "card", "tasks": [task(at, "A").pk], "column": "in-progress"}]
        ),
    ),
    "mark as blocked": (
        REPORTERS,
        lambda who, at: edit_plan(
            who, at.project, [{"op": "block", "tasks": [task(at, "A").pk], "reason": "No crane"}]
        ),
    ),
    "report time": (REPORTERS, lambda who, at: report_time(who, task(at, "A"), date(2026, 1, 5), 60)),
    "approve hours": (PLANNERS, lambda who, at: approve_week(who, at.project, at.reporter, date(2026, 1, 5))),
    "share a view": (
        DELIVERERS | {PMO},
        lambda who, at: save_view(who, at.project, name="Mine", layout={}, shared=True),
    ),
    "define a field": ({PORTFOLIO, PMO}, lambda who, at: define_field(who, at.project, name="Site", kind="text")),
    "plan a sprint": (
        REPORTERS,
        lambda who, at: plan_sprint(who, at.project, start=date(2026, 1, 5), finish=date(2026, 1, 16)),
    ),
    "put a task into a sprint": (
        REPORTERS,
        lambda who, at: edit_plan(
            who, at.project, [{"op": "sprint", "tasks": [task(at, "A").pk], "sprint": at.sprint.pk}]
        ),
    ),
    "change a sprint": (REPORTERS, lambda who, at: change_sprint(who, at.sprint, goal="It runs")),
    "start a sprint": (REPORTERS, lambda who, at: start_sprint(who, at.sprint)),
    "delete a sprint": (REPORTERS, lambda who, at: delete_sprint(who, at.sprint)),
    "close a sprint": (REPORTERS, lambda who, at: close_sprint(who, at.running)),
    "shape the board": (PLANNERS | {SCRUM}, lambda who, at: set_workflow(who, at.project, BOARD_COLUMNS)),
    "hold quality against another mark": (
        PLANNERS | {PMO},
        lambda who, at: set_quality_mark(who, at.project, "dcma-03-lags", 9, reason="Drying"),
    ),
    "assume another range": (
        PLANNERS | {PMO},
        lambda who, at: set_range(who, at.project, "duration_range", Range(90, 150), reason="As the last three"),
    ),
    "delete a task": (DELIVERERS, lambda who, at: delete_task(who, task(at, "A"))),
    "link": (DELIVERERS, lambda who, at: link_tasks(who, task(at, "A"), task(at, "C"))),
    "unlink": (DELIVERERS, lambda who, at: unlink_tasks(who, Dependency.objects.filter(component=at.project).first())),
    "add a calendar": (PLANNERS | {PMO}, lambda who, at: create_calendar(who, at.project, name="Night")),
    "share by a link": (PLANNERS, lambda who, at: make_share_link(who, at.project, name="Town", days=1)),
    "set a baseline": (PLANNERS, lambda who, at: set_baseline(who, at.project)),
    "rename a baseline": (PLANNERS, lambda who, at: rename_baseline(who, at.baseline, "Contract")),
    "choose a baseline": (PLANNERS, lambda who, at: choose_baseline(who, at.baseline)),
    "delete a baseline": (PLANNERS, lambda who, at: delete_baseline(who, at.baseline)),
    "set the status date": (DELIVERERS, lambda who, at: set_status_date(who, at.project, 29_460_000)),
    "draft a report": (DELIVERERS, lambda who, at: draft_report(who, at.project)),
    "edit a report": (DELIVERERS, lambda who, at: edit_report(who, at.draft, notes="Frost")),
    "draft a report again": (DELIVERERS, lambda who, at: redraft_report(who, at.draft)),
    "send a report": (DELIVERERS, lambda who, at: send_report(who, at.draft)),
    "attach a photo": (DELIVERERS, lambda who, at: attach_to_report(who, at.draft, name="a.pdf", data=b"%PDF-1")),
    "remove a photo": (DELIVERERS, lambda who, at: detach_from_report(who, at.draft.attachments.get())),
    "add to a report": (DELIVERERS, lambda who, at: add_addendum(who, at.report, text="More")),
    "mark a report read": (LEADS | BOARDS | {PMO}, lambda who, at: mark_report_read(who, at.report)),
    "send a report back": (LEADS | BOARDS | {PMO}, lambda who, at: return_report(who, at.report, comment="Why?")),
    "set when reports fall due": (PLANNERS, lambda who, at: set_report_cadence(who, at.project, cadence="weekly")),
    "ask for support": (DELIVERERS, lambda who, at: request_support(who, at.project, text="A crane")),
    "acknowledge a request": (LEADS, lambda who, at: acknowledge_support(who, at.request)),
    "answer a request": (LEADS, lambda who, at: answer_support(who, at.request, answer="Yes")),
    "send an answer back": (DELIVERERS, lambda who, at: return_support(who, at.answered, comment="Which one?")),
    "close a request": (DELIVERERS, lambda who, at: close_support(who, at.answered, satisfaction=5)),
    "set a direction": ({PMO}, lambda who, at: set_direction(who, at.program, title="T", text="D")),
    "withdraw a direction": ({PMO}, lambda who, at: withdraw_direction(who, at.address.direction)),
    "let new components join": ({PMO}, lambda who, at: join_direction(who, at.address.direction)),
    "acknowledge a direction": (PLANNERS, lambda who, at: acknowledge_direction(who, at.address)),
    "comply with a direction": (PLANNERS, lambda who, at: comply_with_direction(who, at.address)),
    "explain a direction": (PLANNERS, lambda who, at: explain_direction(who, at.address, answer="No crane")),
    "comment": (ALL, lambda who, at: write_comment(who, at.project, "Words")),
    "answer a comment": (ALL, lambda who, at: write_comment(who, at.project, "Yes", parent=at.said)),
    "react to a comment": (ALL, lambda who, at: react(who, at.said, "agree")),
    "delete what others said": (PLANNERS, lambda who, at: trash_comment(who, at.said)),
    "bring back what others said": (PLANNERS, lambda who, at: restore_comment(who, at.unsaid)),
    "raise an issue": (RAISERS, lambda who, at: raise_record(who, at.project, "issue", title="Blocked")),
    "note a decision": (DELIVERERS, lambda who, at: raise_record(who, at.project, "decision", title="So be it")),
    "change what others noted": (DELIVERERS, lambda who, at: update_record(who, at.risk, title="Other")),
    "raise a need": (RAISERS, lambda who, at: raise_record(who, at.project, "need", title="A shorter bill")),
    "place a need": ({PRODUCT}, lambda who, at: update_record(who, at.noted["need"], details={"order": 1})),
    "accept a need": ({PRODUCT}, lambda who, at: update_record(who, at.delivered, status="accepted")),
    "refuse a need": (
        {PRODUCT},
        lambda who, at: update_record(who, at.delivered, status="refused", details={"verdict": "No"}),
    ),
    "accept what was delivered": ({PRODUCT}, lambda who, at: accept_need(who, at.delivered)),
    "send back what was delivered": ({PRODUCT}, lambda who, at: send_back_need(who, at.delivered, words="More")),
    "raise a product": ({PRODUCT}, lambda who, at: raise_record(who, at.project, "product", title="The bill")),
    "move a product on": ({PRODUCT}, lambda who, at: update_record(who, at.noted["product"], status="concept")),
    "plan a release": ({PRODUCT}, lambda who, at: raise_record(who, at.project, "release", title="Spring")),
    "release": ({PRODUCT}, lambda who, at: update_record(who, at.noted["release"], status="released")),
    "trash a product": ({PRODUCT}, lambda who, at: trash_record(who, at.noted["product"])),
    "raise a requirement": (
        PLANNERS | TECHNICAL | {PRODUCT},
        lambda who, at: raise_record(who, at.project, "requirement", title="Keys"),
    ),
    "change a requirement": (
        PLANNERS | {PRODUCT},
        lambda who, at: update_record(who, at.noted["requirement"], status="verified"),
    ),
    "raise a quality check": (
        PLANNERS | TECHNICAL,
        lambda who, at: raise_record(who, at.project, "quality", title="Cubes"),
    ),
    "change a quality check": (
        PLANNERS,
        lambda who, at: update_record(who, at.noted["quality"], status="failed"),
    ),
    "change what was given": (
        PLANNERS | TECHNICAL,
        lambda who, at: update_record(who, given(who, at.noted["quality"]), status="passed"),
    ),
    "raise an impact": ({CHANGE}, lambda who, at: raise_record(who, at.project, "impact", title="Desk")),
    "change an impact": ({CHANGE}, lambda who, at: update_record(who, at.noted["impact"], status="settled")),
    "raise readiness": ({CHANGE}, lambda who, at: raise_record(who, at.project, "readiness", title="Desk")),
    "change readiness": ({CHANGE}, lambda who, at: update_record(who, at.noted["readiness"], status="stuck")),
    "raise a metric": ({SUCCESS}, lambda who, at: raise_record(who, at.project, "metric", title="Calls")),
    "change a metric": ({SUCCESS}, lambda who, at: update_record(who, at.noted["metric"], status="missed")),
    "raise an objective": (LEADS, lambda who, at: raise_record(who, at.project, "objective", title="Less cost")),
    "change an objective": (LEADS, lambda who, at: update_record(who, at.noted["objective"], status="met")),
    "raise a benefit": (LEADS, lambda who, at: raise_record(who, at.project, "benefit", title="Less cost")),
    "change a benefit": (LEADS, lambda who, at: update_record(who, at.noted["benefit"], status="agreed")),
    "tie a benefit": (LEADS, lambda who, at: tie_benefit(who, at.noted["benefit"], at.project.tasks.get(uid=4))),
    "name its objective": (LEADS, lambda who, at: serve_objective(who, at.noted["benefit"], at.noted["objective"])),
    "read a benefit": (
        LEADS,
        lambda who, at: read_benefit(who, at.noted["benefit"], on=date(2026, 1, 31), gain=1.0),
    ),
    "trash a benefit": (LEADS, lambda who, at: trash_record(who, at.noted["benefit"])),
    "trash a need": ({PRODUCT}, lambda who, at: trash_record(who, at.noted["need"])),
    "trash a metric": ({SUCCESS}, lambda who, at: trash_record(who, at.noted["metric"])),
    "trash a record": (DELIVERERS, lambda who, at: trash_record(who, at.risk)),
    "escalate a risk": (DELIVERERS, lambda who, at: escalate_record(who, at.risk, note="Too large")),
    "take an escalation over": (LEADS, lambda who, at: take_escalation(who, at.escalated)),
    "return an escalation": (LEADS, lambda who, at: return_escalation(who, at.escalated, note="Small")),
    "set a tolerance": (BOARDS, lambda who, at: set_tolerance(who, at.project, "time", plus=5.0)),
    "measure scope": (DELIVERERS, lambda who, at: measure(who, at.project, "scope", 95.0, source="Count")),
    "send an exception": (PLANNERS, lambda who, at: send_exception(who, at.exception)),
    "decide an exception": (BOARDS, lambda who, at: decide_exception(who, at.sent, decision="wait", rationale="Later")),
    "choose a life cycle": (PLANNERS, lambda who, at: apply_life_cycle(who, at.sibling, "dmaic")),
    "plan a gate": (PLANNERS, lambda who, at: plan_gate(who, at.gate, due_on=date(2030, 1, 1))),
    "leave a criterion out": (PLANNERS, lambda who, at: leave_out(who, at.gate.criteria.first(), reason="Not here")),
    "submit a gate": (PLANNERS, lambda who, at: submit_gate(who, at.gate)),
    "review a gate": (LEADS | BOARDS | {PMO}, lambda who, at: review_gate(who, at.submitted, confidence="g")),
    "vote on a gate": (BOARDS, lambda who, at: vote_gate(who, at.submitted, vote="go")),
    "decide a gate": (BOARDS, lambda who, at: decide_gate(who, at.submitted, decision="go", rationale="Good.")),
    "try a what-if": (ALL, lambda who, at: start_branch(who, at.project)),
    "begin a change request": (
        PLANNERS | TECHNICAL | {PRODUCT},
        lambda who, at: start_request(who, at.project, name="More tests"),
    ),
    "approve a change within the budget": (PLANNERS, lambda who, at: approve_request(who, at.small, rationale="Fine.")),
    "approve a change": (LEADS, lambda who, at: approve_request(who, at.larger, rationale="Fine.")),
    "decide a change": (BOARDS, lambda who, at: reject_request(who, at.largest, rationale="No.")),
    "upload into an empty project": (PLANNERS, lambda who, at: start_import(who, at.sibling, name="a.xml", data=b"x")),
    "upload into a program": (LEADS, lambda who, at: start_import(who, at.program, name="a.xml", data=b"x")),
}


REPORTING = list(ACTIONS)[list(ACTIONS).index("draft a report") : list(ACTIONS).index("explain a direction") + 1]
"""Actions that need a report, requests and a direction; the others are spared the drafting."""


def add_reports(at):
    at.report = send_report(SYSTEM, draft_report(SYSTEM, at.project, kind="highlight"))
    at.draft = draft_report(SYSTEM, at.project, kind="checkpoint")
    Task.objects.filter(component=at.project, name="A").update(percent_complete=10)
    attach_to_report(SYSTEM, at.draft, name="b.pdf", data=b"%PDF-2")
    at.request = request_support(SYSTEM, at.project, text="Help")
    at.answered = answer_support(SYSTEM, request_support(SYSTEM, at.project, text="More help"), answer="Here")
    direction = set_direction(SYSTEM, at.program, title="Old", text="D", joins_new=True)
    at.address = direction.addresses.get(component=at.project)
    create_component(SYSTEM, kind="project", name="Newcomer", parent=at.program)


GOVERNING = {name for name, (_, run) in ACTIONS.items() if GOVERNED & set(run.__code__.co_names)}


def add_governance(at):
    """A risk, an escalated one, exceptions, gates and change requests, each by somebody else than who acts."""
    writer = acting(holder("Writer", at.project, "project_manager"))
    at.risk = raise_record(SYSTEM, at.project, "risk", title="It breaks")
    kinds = ("product", "release", "need", "requirement", "quality", "impact", "readiness", "metric", "objective",
             "benefit")  # fmt: skip
    at.noted = {kind: raise_record(SYSTEM, at.project, kind, title=f"Some {kind}") for kind in kinds}
    at.delivered = raise_record(SYSTEM, at.project, "need", title="Done")
    for status in ("agreed", "delivery", "delivered"):
        at.delivered = update_record(SYSTEM, at.delivered, status=status)
    at.escalated = escalate_record(SYSTEM, raise_record(SYSTEM, at.project, "risk", title="Large"), note="Up")
    breach = {"component": at.project, "decided_at_component": at.project, "target": 0, "forecast": 9}
    at.exception = ToleranceException.objects.create(dimension="time", **breach)
    at.sent = ToleranceException.objects.create(dimension="cost", state="sent", raised_by=writer.person, **breach)
    apply_life_cycle(writer, at.project, "predictive")
    at.gate = Gate.objects.filter(component=at.project).first()
    at.gate.criteria.filter(rule="").update(answer="met")
    apply_life_cycle(SYSTEM, at.operation, "dmaic")
    at.submitted = Gate.objects.create(
        component=at.project,
        stage=at.gate.stage,
        name="Again",
        attempt=2,
        state="submitted",
        submitted_by=writer.person,
    )
    rows = {"small": "manager", "larger": "authority", "largest": "board"}
    for name, authority in rows.items():
        request = {"type": "problem", "description": "", "items": [], "stated": {}}
        setattr(at, name, ChangeSet.objects.create(
            kind="request", state="proposed", component=at.project, author=writer.person, name=name, request=request,
            report={"authority": authority},
        ))  # fmt: skip


def sprint_with_a_task(component):
    if not component.tasks.exists():
        install_plan(SYSTEM, component, small_plan())
    today = timezone.localdate()
    sprint = plan_sprint(SYSTEM, component, start=today, finish=today + timedelta(days=9))
    pk = component.tasks.get(name="C").pk
    edit_plan(SYSTEM, component, [{"op": "sprint", "tasks": [pk], "sprint": sprint.pk}])
    return sprint


def add_sprints(at):
    at.sprint, at.running = sprint_with_a_task(at.project), start_sprint(SYSTEM, sprint_with_a_task(at.sibling))


def needs(action):
    """What must be there for an action beside the tree and a plan: few actions need more, and that takes long."""
    named = {"share by a link": "sharing", "approve hours": "hours"}.get(action)
    return (
        *filter(None, [named]),
        *(end for end in ("baseline", "a sprint") if action.endswith(end)),
        *(name for name, those in (("reports", REPORTING), ("governance", GOVERNING)) if action in those),
    )


PREPARE = {
    "sharing": lambda at: allow_sharing(SYSTEM, at.portfolio, days=9),
    "hours": lambda at: setattr(at, "reporter", reporter(at)),
    "baseline": lambda at: setattr(at, "baseline", set_baseline(SYSTEM, at.project, name="Kept", current=False)),
    "a sprint": add_sprints,
    "reports": add_reports,
    "governance": add_governance,
}


def prepared(needed):
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    create_component(SYSTEM, kind="program", name="Inner", parent=at.program)
    at.guest = person("Guest")
    at.watcher = holder("Watcher", at.project, "stakeholder")
    at.said = write_comment(acting(at.watcher), at.project, "Words")
    at.unsaid = trash_comment(acting(at.watcher), write_comment(acting(at.watcher), at.project, "Other words"))
    for name in needed:
        PREPARE[name](at)
    return at


@pytest.fixture(scope="module")
def ground(request, django_db_setup, django_db_blocker):
    """The tree with what some actions need, made once for all of them: what a test does to it is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield prepared(getattr(request, "param", ()))
        transaction.set_rollback(True)


@pytest.fixture
def place(ground):
    return deepcopy(ground)


every_action = pytest.mark.parametrize(
    ("action", "ground"),
    [(action, needs(action)) for action in ACTIONS], ids=list(ACTIONS), indirect=["ground"], scope="module",
)  # fmt: skip


@pytest.mark.parametrize("role", sorted(ALL))
@every_action
def test_role_by_action(place, role, action):
    """The role is held at the program, so what happens below is permitted by inheritance."""
    allowed, run = ACTIONS[action]
    who = acting(holder("Actor", place.program, role))
    before = Event.objects.count()
    if role in allowed:
        run(who, place)
        assert Event.objects.filter(actor=who.person).count() >= 1
    else:
        with pytest.raises(NotAllowed):
            run(who, place)
        assert Event.objects.count() == before


@every_action
def test_the_highest_role_elsewhere_permits_nothing(place, action):
    who = acting(holder("Stranger", place.elsewhere, "portfolio_manager"))
    with pytest.raises(NotAllowed):
        ACTIONS[action][1](who, place)


@every_action
def test_an_inactive_operator_may_nothing(place, action):
    operator = person("Operator", is_superuser=True)
    operator.is_active = False
    operator.save()
    with pytest.raises(NotAllowed):
        ACTIONS[action][1](acting(operator), place)


def test_roles_reach_downwards_only(place):
    low = holder("Low", place.project, "portfolio_manager")
    assert [may(low, "plan.edit", each) for each in (place.project, place.sibling, place.program, place.portfolio)] == [
        True, False, False, False,
    ]  # fmt: skip


def test_only_operators_add_trees_and_people(place):
    chief = acting(holder("Chief", place.portfolio, "portfolio_manager"))
    with pytest.raises(NotAllowed):
        create_component(chief, kind="portfolio", name="My own")
    with pytest.raises(NotAllowed):
        create_person(chief, email="new@example.org", name="New")
    with pytest.raises(NotAllowed):
        move_component(chief, place.project, None)
    operator = acting(person("Operator", is_superuser=True))
    assert create_component(operator, kind="portfolio", name="Another").parent is None


def test_import_decisions_follow_the_same_roles(place):
    from factories.plans import mspdi

    lead = acting(holder("Lead", place.program, "program_manager"))
    member = acting(holder("Member", place.program, "team_member"))
    change_set = read_import(start_import(lead, place.program, name="a.xml", data=mspdi(small_plan())))
    for decide in (accept_import, discard_import):
        with pytest.raises(NotAllowed):
            decide(member, change_set)
    accept_import(lead, change_set)
    with pytest.raises(NotAllowed):
        undo_import(member, change_set)


def test_may_is_one_query(place, django_assert_num_queries):
    someone = holder("Someone", place.portfolio, "stakeholder")
    with django_assert_num_queries(1):
        assert may(someone, "component.view", place.project)


def test_trash_closes_what_is_below(place):
    lead = holder("Lead", place.portfolio, "portfolio_manager")
    trash_component(acting(lead), place.program)
    assert not may(lead, "component.view", place.project)
    restore_component(acting(lead), place.program)
    assert may(lead, "component.view", place.project)
    assert Component.objects.get(pk=place.program.pk).trashed_at is None
