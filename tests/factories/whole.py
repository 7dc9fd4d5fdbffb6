"""One of everything that the API can name, in states from which most can be done; and everybody who may try."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from factories.benefits import a_benefit
from factories.people import SYSTEM, Tree, acting, holder, person, tree
from factories.plans import mspdi, small_plan
from factories.selections import small_round
from headway.app.actions.api_tokens import create_token
from headway.app.actions.baselines import set_baseline
from headway.app.actions.branches import share_branch, start_branch
from headway.app.actions.comments import trash_comment, write_comment
from headway.app.actions.components import create_component, trash_component
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.directions import set_direction
from headway.app.actions.escalations import escalate_record
from headway.app.actions.evidence_files import attach_evidence
from headway.app.actions.exception_plans import start_plan
from headway.app.actions.fields import define_field
from headway.app.actions.gates import apply_life_cycle
from headway.app.actions.imports import accept_import, read_import, start_import
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plans import install_plan
from headway.app.actions.records import raise_record, trash_record
from headway.app.actions.reports import draft_report, send_report
from headway.app.actions.saved_views import begin_with, save_view
from headway.app.actions.selection_decisions import propose_selection
from headway.app.actions.sprints import plan_sprint, start_sprint
from headway.app.actions.support import answer_support, request_support
from headway.app.actions.tasks import trash_task
from headway.app.bridge.selection_answers import answer_now
from headway.app.models import (
    ApiToken,
    Assignment,
    Criterion,
    Event,
    Notification,
    Person,
    Resource,
    Sprint,
    Task,
    ToleranceException,
)
from headway.app.rules.roles import ROLES

SCOPES = ApiToken.Scope


@dataclass(frozen=True)
class Caller:
    name: str
    secret: str
    """Of the token; empty for who has none."""
    scopes: frozenset[str]
    own: int | None = None
    """The only component that a stranger may change; 0 for none at all; None for who has a role over the whole."""

    @property
    def header(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"} if self.secret else {}


def whole_portfolio() -> Tree:
    """A tree with plans, records, reports, requests, directions, comments, imports, a trash, and another tree."""
    at = tree()
    for component in (at.project, at.sibling, at.elsewhere):
        install_plan(SYSTEM, component, small_plan(component.name))
    set_baseline(SYSTEM, at.project)
    link_tasks(SYSTEM, Task.objects.get(component=at.project, uid=4), Task.objects.get(component=at.sibling, uid=2))
    lead = acting(holder("Lead", at.portfolio, "portfolio_manager"))
    for kind in ("risk", "assumption", "issue", "dependency", "decision", "action", "lesson"):
        raise_record(lead, at.project, kind, title=f"A {kind}")
    for kind in ("product", "release", "need", "requirement", "quality", "impact", "readiness", "metric"):
        raise_record(SYSTEM, at.project, kind, title=f"Some {kind}")
    a_benefit(at)
    escalate_record(lead, raise_record(lead, at.project, "risk", title="Too large"), note="Up")
    trash_record(lead, raise_record(lead, at.project, "issue", title="Gone"))
    apply_life_cycle(lead, at.project, "predictive")
    send_report(lead, draft_report(lead, at.project, kind="highlight"))
    draft_report(lead, at.project, kind="checkpoint")
    request_support(lead, at.project, text="Help")
    answer_support(SYSTEM, request_support(lead, at.project, text="More help"), answer="Here")
    set_direction(SYSTEM, at.program, title="Weekly", text="Report weekly")
    write_comment(lead, at.project, "Words")
    trash_comment(lead, write_comment(lead, at.project, "Other words"))
    start_import(lead, at.program, name="waiting.xml", data=mspdi(small_plan("Waiting")))
    read_import(start_import(lead, at.program, name="read.xml", data=mspdi(small_plan("Read"))))
    accept_import(lead, read_import(start_import(lead, at.program, name="a.xml", data=mspdi(small_plan("Accepted")))))
    begin_with(lead, at.project, save_view(lead, at.project, name="Mine", layout={}, shared=True))
    define_field(lead, at.portfolio, name="Contract", kind="text")
    attach_evidence(SYSTEM, Criterion.objects.filter(rule="").earliest("pk"), name="proof.pdf", data=b"%PDF-1.7 proof")
    awaited = ToleranceException.objects.create(component=at.project, decided_at_component=at.program, dimension="time",
                                                state="planning", target=0, forecast=9, what="Late")  # fmt: skip
    start_plan(acting(holder("Planner", at.project, "project_manager")), awaited)
    rosa = Resource.objects.create(component=at.project, uid=1, name="Rosa")
    Assignment.objects.create(
        component=at.project, uid=1, resource=rosa, task=Task.objects.get(component=at.project, uid=2)
    )
    share_branch(lead, start_branch(lead, at.project, name="Two crews"), sharing="edit")
    today = timezone.localdate()
    for begin in (today, today + timedelta(days=14)):
        sprint = plan_sprint(lead, at.project, start=begin, finish=begin + timedelta(days=13))
        tasks = list(
            Task.objects.filter(component=at.project, kind="task", sprint=None).values_list("pk", flat=True)[:1]
        )
        edit_plan(lead, at.project, [{"op": "sprint", "tasks": tasks, "sprint": sprint.pk}])
    small_round(lead, at)
    before_the_board = small_round(lead, at)
    answer_now(before_the_board)
    propose_selection(lead, before_the_board, revision=before_the_board.revision)
    start_sprint(lead, Sprint.objects.earliest("pk"))
    trash_component(lead, create_component(lead, kind="project", name="Past", parent=at.program))
    trash_task(lead, Task.objects.get(component=at.sibling, uid=3))
    return at


def everybody(at: Tree) -> list[Caller]:
    """Everyone who may call: each role over the whole tree, an operator, a stranger, narrow tokens, and nobody."""

    def caller(name: str, someone: Person, *scopes: str, own: int | None = None) -> Caller:
        _, secret = create_token(acting(someone), name=name[:80], scopes=scopes, days=30)
        return Caller(name, secret, frozenset(scopes), own)

    usual = (SCOPES.READ, SCOPES.WRITE, SCOPES.IMPORT)
    people = {role: holder(f"Fuzz {role}", at.portfolio, role) for role in ROLES}
    chief = people["portfolio_manager"]
    event = Event.objects.filter(component=at.project).latest("pk")
    for someone in people.values():
        Notification.objects.create(person=someone, kind="plan", event=event, last_event=event,
                                    component=at.project, key=f"fuzz-{someone.pk}", at=event.at)  # fmt: skip
    return [
        *(caller(role, someone, *usual) for role, someone in people.items()),
        caller("operator", person("Fuzz operator", is_superuser=True), *usual, SCOPES.ADMIN),
        caller("stranger", holder("Fuzz stranger", at.elsewhere, "portfolio_manager"), *usual, own=at.elsewhere.pk),
        caller("somebody without a role", person("Fuzz nobody"), *usual, own=0),
        caller("a token to read", chief, SCOPES.READ),
        caller("a token to write", chief, SCOPES.WRITE),
        caller("a token to import", chief, SCOPES.IMPORT),
        Caller("nobody", "", frozenset(), own=0),
    ]
