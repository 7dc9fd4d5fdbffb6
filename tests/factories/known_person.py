"""A place where one person did everything, and is named in everything: what is kept about somebody."""

from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from factories.people import SYSTEM, Tree, acting, holder, person, tree
from factories.plans import mspdi, small_plan
from factories.selections import a_round, candidate
from headway.app.actions.agreements import request_agreement
from headway.app.actions.api_tokens import create_token
from headway.app.actions.baselines import set_baseline
from headway.app.actions.benefits import read_benefit
from headway.app.actions.branch_edits import edit_branch
from headway.app.actions.branches import share_branch, start_branch
from headway.app.actions.calendar_feeds import make_feed
from headway.app.actions.comments import edit_comment, react, write_comment
from headway.app.actions.components import update_component
from headway.app.actions.directions import acknowledge_direction, set_direction
from headway.app.actions.events import record
from headway.app.actions.evidence_files import attach_evidence
from headway.app.actions.exceptions import send_exception
from headway.app.actions.gate_decisions import decide_gate, review_gate, vote_gate
from headway.app.actions.gates import apply_life_cycle, submit_gate
from headway.app.actions.imports import start_import
from headway.app.actions.invitations import invite
from headway.app.actions.memberships import delegate_role, grant_role
from headway.app.actions.plans import install_plan
from headway.app.actions.prints import ask_for_print
from headway.app.actions.records import raise_record
from headway.app.actions.report_files import attach_to_report
from headway.app.actions.report_readers import add_addendum
from headway.app.actions.reports import draft_report, edit_report, send_report
from headway.app.actions.saved_views import begin_with, save_view
from headway.app.actions.selection_decisions import approve_selection, propose_selection
from headway.app.actions.share_links import allow_sharing, make_share_link
from headway.app.actions.stopwatch import start_stopwatch
from headway.app.actions.tasks import create_task, delete_task, update_task
from headway.app.actions.time_entries import report_time
from headway.app.actions.time_weeks import send_back_week
from headway.app.actions.tolerances import measure
from headway.app.bridge.selection_answers import answer_now
from headway.app.models import (
    Assignment,
    Component,
    DirectionAddress,
    Gate,
    MailTimes,
    Membership,
    NewsChoice,
    Notification,
    OutboxMail,
    Person,
    PushSubscription,
    Resource,
    Task,
    ToleranceException,
)

NAME = "Åsa Wikström"
EMAIL = "asa.wikstrom@example.org"


@dataclass
class Known:
    at: Tree
    asa: Person
    other: Person
    operator: Person


def known_person() -> Known:
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    set_baseline(SYSTEM, at.project)
    asa = person("Asa Wikstrom")
    Person.objects.filter(pk=asa.pk).update(name=NAME, email=EMAIL, title="Head of grid", time_zone="Europe/Oslo")
    asa.refresh_from_db()
    for role in ("portfolio_manager", "portfolio_board", "pmo"):
        grant_role(SYSTEM, at.portfolio, asa, role)
    grant_role(SYSTEM, at.project, asa, "project_manager")
    other = holder("Olle Other", at.portfolio, "portfolio_manager")
    grant_role(SYSTEM, at.portfolio, other, "portfolio_board")
    known = Known(at, asa, other, person("Opal Operator", is_superuser=True))
    plan(known)
    register_and_talk(known)
    governance(known)
    reporting(known)
    own_things(known)
    return known


def plan(known: Known) -> None:
    at, asa = known.at, known.asa
    update_component(acting(asa), at.project, name=f"Office of {NAME}", purpose=f"Ask {EMAIL}.")
    Component.objects.filter(pk=at.project.pk).update(lead=asa)
    at.project.refresh_from_db()
    task = create_task(acting(asa), at.project, name=f"Meet {NAME.upper()}")
    update_task(acting(asa), task, notes=f"{NAME}: bring the map")
    type(task).objects.filter(pk=task.pk).update(owner=asa)
    set_baseline(acting(asa), at.project)
    gone = create_task(acting(asa), at.project, name=f"Trip of {NAME}")
    delete_task(acting(asa), gone)
    resource = Resource.objects.create(component=at.project, uid=1, name=NAME, email=EMAIL, person=asa)
    Assignment.objects.create(component=at.project, uid=1, task=task, resource=resource)
    report_time(acting(asa), task, timezone.localdate(), 60, note=f"With {NAME}")
    send_back_week(acting(known.other), at.project, asa, timezone.localdate(), word=f"Not on a Sunday, {NAME}")
    start_stopwatch(acting(asa), task)
    # As events were written before summaries named people by number.
    record(acting(asa), at.project, "role.granted", Membership.objects.filter(person=asa).first(),
           summary=f"{NAME} is now project manager of “Project”", after={"person": asa.pk, "note": [f"for {NAME}"]})  # fmt: skip
    branch = start_branch(acting(asa), at.project, name=f"Idea of {NAME}")
    share_branch(acting(known.other), start_branch(acting(known.other), at.project), editors=[asa.pk])
    tried = at.project.tasks.first()
    edit_branch(acting(asa), branch, [{"op": "set", "tasks": [tried.pk], "values": {"name": f"For {NAME}"}}])
    start_import(
        acting(asa),
        at.program,
        name=f"Plan of {NAME}.xml",
        data=mspdi(small_plan()).replace(b"<Name>A<", f"<Name>{NAME}<".encode()),
    )


def register_and_talk(known: Known) -> None:
    at, asa, other = known.at, known.asa, known.other
    waiting = Task.objects.filter(component=at.project).exclude(kind="summary").first()
    request_agreement(acting(asa), waiting, at.sibling, text=f"The drawings that {NAME} needs")
    row = raise_record(acting(asa), at.project, "risk", title=f"Only {NAME} knows the relay", description="Alone.",
                       owner=asa)  # fmt: skip
    gain = raise_record(acting(asa), at.project, "benefit", title=f"{NAME} answers less")
    read_benefit(acting(asa), gain, on=timezone.localdate(), gain=2.0, note=f"Counted by {NAME}")
    comment = write_comment(acting(other), row, f"Ask @{NAME}, or @{EMAIL}.")
    react(acting(asa), comment, "agree")
    own = write_comment(acting(asa), at.project, f"I am {NAME}")
    edit_comment(acting(asa), own, "It is me")
    write_comment(acting(other), at.project, f"Thanks, {NAME}!")


def governance(known: Known) -> None:
    at, asa, other = known.at, known.asa, known.other
    apply_life_cycle(acting(asa), at.project, "predictive")
    gate = Gate.objects.filter(component=at.project).first()
    gate.criteria.filter(rule="").update(answer="met", evidence=f"Shown to {NAME}")
    attach_evidence(acting(asa), gate.criteria.filter(rule="").first(), name=f"{NAME}.pdf", data=b"%PDF-1 proof")
    gate = submit_gate(acting(other), gate)
    review_gate(acting(asa), gate, confidence="g", comment=f"{NAME} was there")
    vote_gate(acting(asa), gate, vote="go", comment=f"As {NAME} said")
    decide_gate(acting(asa), gate, decision="go", rationale=f"{NAME} is right")
    row = a_round(acting(asa), at.portfolio, name=f"Wishes of {NAME}")
    candidate(acting(asa), row, f"A boat for {NAME}", 5, (1,), value_means=f"As {NAME} counts")
    row.refresh_from_db()
    answer_now(row)
    row = propose_selection(acting(asa), row, revision=row.revision)
    approve_selection(acting(other), row, rationale=f"{NAME} needs it")
    measure(acting(asa), at.project, "scope", 1.0, source=f"{NAME}'s list")
    row = ToleranceException.objects.create(component=at.project, decided_at_component=at.program, dimension="time",
                                            target=0, forecast=9, what=f"{NAME} is away")  # fmt: skip
    send_exception(acting(asa), row)
    set_direction(acting(asa), at.program, title=f"Call {NAME}", text=f"Her address is {EMAIL}")
    acknowledge_direction(acting(asa), DirectionAddress.objects.filter(component=at.project).get())


def reporting(known: Known) -> None:
    at, asa = known.at, known.asa
    report = draft_report(acting(asa), at.project, kind="highlight")
    attach_to_report(acting(asa), report, name=f"{NAME}.pdf", data=b"%PDF-1 nothing")
    line = {"text": f"{NAME} needs a permit", "request": True}
    report = send_report(acting(asa), edit_report(acting(asa), report, lines={"needs": [line]}, notes=f"By {NAME}"))
    add_addendum(acting(asa), report, text=f"{NAME} again")


def own_things(known: Known) -> None:
    at, asa, other = known.at, known.asa, known.other
    browser = Client()
    browser.force_login(asa)
    browser.get("/account/")
    make_feed(acting(asa), at.portfolio, content="own")
    ask_for_print(acting(asa), at.project, rows=5_001, choices={"paper": "a3"})
    allow_sharing(acting(asa), at.portfolio, days=9)
    make_share_link(acting(asa), at.project, name=f"{NAME}'s mother", days=9)
    begin_with(acting(asa), at.project, save_view(acting(asa), at.project, name=f"{NAME}'s view", layout={}))
    create_token(acting(asa), name=f"{NAME}'s laptop", scopes=["read"], days=9)
    invite(acting(asa), at.program, email="new@example.org", role="team_member")
    invite(acting(other), at.program, email=EMAIL, role="team_member")
    delegate_role(acting(asa), Membership.objects.get(person=asa, component=at.project), other,
                  starts_on=timezone.localdate(), ends_on=timezone.localdate() + timedelta(days=3))  # fmt: skip
    event = record(SYSTEM, at.portfolio, "component.updated", at.portfolio, summary="Changed")
    Notification.objects.create(person=asa, kind="plan", event=event, last_event=event, component=at.portfolio,
                                key="x", at=event.at)  # fmt: skip
    NewsChoice.objects.create(person=asa, kind="plan", channel="mail", mode="daily")
    PushSubscription.objects.create(person=asa, endpoint="https://push.example/asa", endpoint_hash="0" * 64, p256dh="p",
                                    auth="a", session_key="s", browser="Firefox on Linux")  # fmt: skip
    MailTimes.objects.create(person=asa, digest_at="07:00", quiet_from="20:00", quiet_until="06:00")
    OutboxMail.objects.create(key="k", person=asa, mode="daily", next_at=event.at)
    EmailAddress.objects.update_or_create(user=asa, defaults={"email": EMAIL, "verified": True, "primary": True})
    Authenticator.objects.create(user=asa, type="totp", data={"secret": "s3cr3t"})
    SocialAccount.objects.create(user=asa, provider="sso", uid=EMAIL, extra_data={"name": NAME})
    LogEntry.objects.create(user=known.operator, content_type=ContentType.objects.get_for_model(Person),
                            object_id=str(asa.pk), object_repr=NAME, action_flag=CHANGE, change_message="x")  # fmt: skip
