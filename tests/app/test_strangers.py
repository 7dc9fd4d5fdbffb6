"""Every address of the product, walked by people who may not see it: nothing leaks, nothing breaks."""

import re
from datetime import date
from urllib.parse import unquote

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from factories.numbers import numbers_apart
from factories.people import SYSTEM, acting, holder, tree
from factories.plans import mspdi, small_plan
from factories.selections import a_round, candidate
from headway.app.actions.agreements import request_agreement
from headway.app.actions.baselines import set_baseline
from headway.app.actions.calendar_feeds import make_feed
from headway.app.actions.comments import write_comment
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.directions import set_direction
from headway.app.actions.evidence_files import attach_evidence
from headway.app.actions.fields import define_field
from headway.app.actions.gates import apply_life_cycle
from headway.app.actions.imports import start_import
from headway.app.actions.plans import install_plan
from headway.app.actions.prints import ask_for_print
from headway.app.actions.records import link_record, raise_record
from headway.app.actions.report_files import attach_to_report
from headway.app.actions.reports import draft_report, edit_report, send_report
from headway.app.actions.saved_views import save_view
from headway.app.actions.selection_decisions import propose_selection
from headway.app.actions.share_links import allow_sharing, make_share_link
from headway.app.actions.sprints import plan_sprint
from headway.app.bridge.selection_answers import answer_now
from headway.app.models import (
    Agreement,
    Assignment,
    Baseline,
    Calendar,
    CalendarFeed,
    ChangeSet,
    Comment,
    Component,
    Criterion,
    CustomField,
    Dependency,
    Direction,
    DirectionAddress,
    Event,
    EvidenceFile,
    Gate,
    Membership,
    Notification,
    Print,
    Record,
    RecordLink,
    Report,
    ReportAttachment,
    Resource,
    SavedView,
    SelectionCandidate,
    SelectionProposal,
    SelectionRound,
    ShareLink,
    Sprint,
    Stage,
    SupportRequest,
    Task,
    ToleranceException,
)

pytestmark = pytest.mark.django_db

SECRET = "Zugzwang"
"""A word in every name that a stranger must not see."""
PARAMETER = re.compile(r"<(?:(?P<type>[^>:]+):)?(?P<name>[^>]+)>")
GROUP = re.compile(r"\(\?P<(?P<name>\w+)>[^)]*\)")
OF_ROUTE = {
    r"^/shared/": "nothing",
    r"/api/v1/calendars/": "calendar",
    r"/api/v1/changes/": "change_id",
    r"/api/v1/baselines/": "baseline",
    r"/imports/": "change_set",
    r"^/r/|/records/": "record_id",
    r"^/b/|/branches/[<{]": "branch_id",
    r"^/cr/": "change_id",
    r"^/g/|/gates/<": "gate_id",
    r"/criteria/<": "criterion_id",
    r"/evidence/": "evidence_id",
    r"^/x/|/exceptions/<": "exception_id",
    r"/reports/[<{]": "report_id",
    r"/support-requests/<|^/support/": "request_id",
    r"/sprints/[<{]": "sprint_id",
    r"/agreements/<|^/hand-offs/": "agreement_id",
    r"^/selection/|/selections/<": "round_id",
    r"^/proposals/": "proposal_id",
    r"^/candidates/|/selection-candidates/": "candidate_id",
    r"/directions/<": "direction_id",
    r"/direction-addresses/<": "address_id",
    r"^/shares/": "share_id",
    r"^/calendars/": "feed_id",
    r"^/prints/": "print_id",
    r"^/addressed/": "nothing",
    r"/inbox/": "notification_id",
    r"/comments/|/watch|^/talk/": "comment_id",
    r"^/m/": "membership_id",
    r"/tasks/": "task",
    r"/dependencies/": "dependency",
}
"""What the number in an address is of, by the first of these that is found in its route; the secret of a link is none."""
OPEN = ("/sign-in/", "/privacy/", "/sw.js", "/api/v1/openapi.json", "/api/v1/docs")
"""What anyone may read: it says nothing about anyone's plans."""
OWN = {"/account/data.zip"}
"""What anyone is given of themselves, and the log tells of it."""


def routes(resolver=None, prefix="/"):
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLResolver):
            yield from routes(entry, pattern)
        elif isinstance(entry, URLPattern):
            yield pattern.removesuffix("$").replace("\\Z", "")


@pytest.fixture
def place():
    numbers_apart()
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    install_plan(SYSTEM, at.sibling, small_plan())
    set_baseline(SYSTEM, at.project)
    Calendar.objects.filter(component=at.project).update(name=f"{SECRET} calendar")
    Task.objects.filter(component__in=[at.project, at.sibling]).update(name=f"{SECRET} task")
    Component.objects.filter(pk__in=[at.portfolio.pk, at.program.pk, at.project.pk, at.sibling.pk]).update(
        name=f"{SECRET} component"
    )
    install_plan(SYSTEM, at.elsewhere, small_plan())
    # The other side of a dependency sees a redacted end, and nothing of this side.
    link_tasks(SYSTEM, Task.objects.get(component=at.project, uid=4), Task.objects.get(component=at.elsewhere, uid=2))
    request_agreement(SYSTEM, Task.objects.get(component=at.project, uid=2), at.sibling, text=f"{SECRET} hand-off")
    noted = raise_record(SYSTEM, at.project, "risk", title=f"{SECRET} risk", description=f"{SECRET} text")
    link_record(SYSTEM, noted, "component", at.elsewhere.pk)
    apply_life_cycle(SYSTEM, at.project, "predictive")
    proved = Criterion.objects.filter(rule="").first()
    attach_evidence(SYSTEM, proved, name=f"{SECRET}.pdf", data=b"%PDF-1 Zugzwang proof")
    Gate.objects.update(name=f"{SECRET} gate")
    Stage.objects.update(name=f"{SECRET} stage")
    ToleranceException.objects.create(
        component=at.project,
        decided_at_component=at.program,
        dimension="time",
        target=0,
        forecast=9,
        what=f"{SECRET} breach",
    )
    report = draft_report(SYSTEM, at.project, kind="highlight")
    attach_to_report(SYSTEM, report, name=f"{SECRET}.pdf", data=b"%PDF-1 Zugzwang")
    line = {"text": f"{SECRET} line", "request": True}
    send_report(SYSTEM, edit_report(SYSTEM, report, lines={"needs": [line]}, notes=f"{SECRET} notes"))
    draft_report(SYSTEM, at.project, kind="checkpoint")
    set_direction(SYSTEM, at.program, title=f"{SECRET} direction", text=f"{SECRET} text")
    ChangeSet.objects.create(
        kind="request",
        state="proposed",
        component=at.project,
        author=holder("Writer", at.project, "project_manager"),
        name=f"{SECRET} change",
        request={"type": "problem", "description": f"{SECRET} why", "items": [], "stated": {}},
    )
    author = holder("Author", at.portfolio, "portfolio_manager")
    start_import(acting(author), at.program, name=f"{SECRET}.xml", data=mspdi(small_plan()))
    ChangeSet.objects.create(kind="what-if", state="draft", sharing="edit", component=at.project, author=author,
                             name=f"{SECRET} branch")  # fmt: skip
    write_comment(acting(author), at.project, f"{SECRET} words")
    allow_sharing(SYSTEM, at.portfolio, days=9)
    make_feed(acting(author), at.project, content="both")
    ask_for_print(acting(author), at.project, rows=5_001, choices={})
    make_share_link(acting(author), at.project, name=f"{SECRET} town", days=9)
    define_field(SYSTEM, at.portfolio, name=f"{SECRET} field", kind="text")
    save_view(acting(author), at.project, name=f"{SECRET} view", layout={}, shared=True)
    row = a_round(acting(author), at.portfolio, name=f"{SECRET} selection")
    candidate(acting(author), row, f"{SECRET} idea", 5, (1,))
    row.refresh_from_db()
    answer_now(row)
    propose_selection(acting(author), row, revision=row.revision)
    plan_sprint(SYSTEM, at.project, name=f"{SECRET} sprint", start=date(2026, 3, 2), finish=date(2026, 3, 13))
    event = Event.objects.filter(component=at.project).last()
    Notification.objects.create(person=author, kind="plan", event=event, last_event=event, component=at.project,
                                key=SECRET, at=event.at)  # fmt: skip
    return at


def ids(place):
    """One id of each thing within the secret part, by the names that addresses use."""
    task = Task.objects.filter(component=place.project).first()
    change_set = ChangeSet.objects.get(kind="import")
    rows = {
        "nothing": 1, "component": place.project.pk, "component_id": place.project.pk, "task": task.pk, "task_id": task.pk,
        "change_set": change_set.pk, "change_set_id": change_set.pk, "change_id": ChangeSet.objects.get(kind="request").pk, "import_id": change_set.pk,
        "branch_id": ChangeSet.objects.get(kind="what-if").pk,
        "calendar": Calendar.objects.filter(component=place.project).first().pk,
        "dependency": Dependency.objects.filter(component=place.project).first().pk,
        "gate_id": Gate.objects.first().pk, "stage_id": Stage.objects.first().pk,
        "criterion_id": Criterion.objects.first().pk, "evidence_id": EvidenceFile.objects.get().pk, "exception_id": ToleranceException.objects.get().pk,
        "membership_id": Membership.objects.filter(component=place.portfolio).first().pk,
        "record_id": Record.objects.get().pk, "link_id": RecordLink.objects.get().pk,
        "event": Event.objects.filter(component=place.project).first().pk,
        "baseline": Baseline.objects.filter(component=place.project).first().pk,
        "report_id": Report.objects.get(kind="highlight").pk, "file_id": ReportAttachment.objects.get().pk,
        "request_id": SupportRequest.objects.get().pk, "direction_id": Direction.objects.get().pk,
        "address_id": DirectionAddress.objects.filter(component=place.project).get().pk,
        "notification_id": Notification.objects.get().pk,
        "comment_id": Comment.objects.get().pk, "object_type": "component", "object_id": place.project.pk,
        "share_id": ShareLink.objects.get().pk, "feed_id": CalendarFeed.objects.get().pk,
        "print_id": Print.objects.get().pk,
        "resource": 1, "assignment": 1, "field_id": CustomField.objects.get().pk, "view_id": SavedView.objects.get().pk,
        "round_id": SelectionRound.objects.get().pk, "candidate_id": SelectionCandidate.objects.get().pk,
        "proposal_id": SelectionProposal.objects.get().pk,
        "sprint_id": Sprint.objects.get().pk,
        "agreement_id": Agreement.objects.get(component=place.project).pk,
    }  # fmt: skip
    assert not Resource.objects.exists()
    assert not Assignment.objects.exists()
    return rows


def addresses(place):
    """Every route with its parameters filled by ids of the secret part, and by ids of nothing."""
    known = ids(place)
    seen = []
    for route in sorted(set(routes())):
        if route.startswith("/admin/") and route != "/admin/":
            continue  # the admin has a test of its own below
        if route in OWN:
            continue
        names = [match["name"] for match in PARAMETER.finditer(route)] + [m["name"] for m in GROUP.finditer(route)]
        candidates = [place.project.pk, place.program.pk, known["task"], known["change_set"], known["dependency"]]
        of = next((name for pattern, name in OF_ROUTE.items() if re.search(pattern, route)), None)
        if of is not None:
            candidates = [known[of]]
        elif "component" in route or route.startswith("/c/"):
            candidates = [place.project.pk, place.program.pk]
        for pk in candidates if names else [None]:

            def filled(one, route=route):
                return GROUP.sub(one, PARAMETER.sub(one, route))

            nothing = {"object_type": "component"}
            absent = filled(lambda match, of=nothing: of.get(match["name"], "987654321")) if names else ""
            seen.append((filled(lambda match, pk=pk: str(known.get(match["name"], pk))), absent))
    return sorted(set(seen))


METHODS = ("get", "post", "put", "patch", "delete")


def ask(client, method, address):
    typed = {"content_type": "application/json"} if method in {"put", "patch"} else {}
    return getattr(client, method)(address, **typed)


def walk(client, place, signed_in):
    tried = 0
    before = Event.objects.count()
    client.raise_request_exception = False
    for address, absent in addresses(place):
        for method in METHODS:
            response = ask(client, method, address)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            where = f"{method.upper()} {address} -> {response.status_code}"
            assert response.status_code < 500, where
            assert SECRET.encode() not in body, where
            assert SECRET not in str(response.headers), where
            tried += 1
            if not signed_in and not address.startswith(OPEN) and method == "get":
                assert response.status_code in {301, 302, 401, 404, 405}, where
            if absent:
                # What exists unseen must answer exactly as what does not exist.
                other = ask(client, method, absent)
                told = unquote(response.headers.get("Location", "")).replace(address, absent)
                there = unquote(other.headers.get("Location", ""))
                assert (response.status_code, told) == (other.status_code, there), where
                if signed_in and method == "get" and not address.startswith("/account/security/"):  # their own keys
                    assert response.status_code in {302, 404, 405}, where
    assert Event.objects.count() == before
    return tried


def test_nobody(place, client):
    assert walk(client, place, signed_in=False) > 100


@pytest.mark.parametrize("role", ["stakeholder", "team_member", "portfolio_manager"])
def test_someone_from_elsewhere(place, client, role):
    client.force_login(holder("Stranger", place.elsewhere, role))
    assert walk(client, place, signed_in=True) > 100


def test_someone_without_any_role(place, client):
    from factories.people import person

    client.force_login(person("Nobody"))
    assert walk(client, place, signed_in=True) > 100


def test_someone_whose_account_was_closed(place, client):
    member = holder("Member", place.portfolio, "portfolio_manager")
    client.force_login(member)
    member.is_active = False
    member.save()
    assert walk(client, place, signed_in=False) > 100


def test_the_admin_is_for_operators(place, client):
    client.force_login(holder("Chief", place.portfolio, "portfolio_manager"))
    for route in ("/admin/", "/admin/headway/component/", "/admin/headway/task/", "/admin/headway/event/"):
        response = client.get(route)
        assert response.status_code in {302, 403, 404}
        assert SECRET.encode() not in response.content


def test_what_is_elsewhere_is_seen_there(place, client):
    """The walk proves something only if the stranger does see their own."""
    client.force_login(holder("Stranger", place.elsewhere, "stakeholder"))
    payload = client.get(f"/api/v1/components/{place.elsewhere.pk}/schedule").json()
    assert payload["tasks"]["name"] == ["Phase", "A", "B", "C"]
    assert payload["outside"]["label"] == ["Hidden task"]
    for path in ("events", ""):
        response = client.get(f"/api/v1/components/{place.elsewhere.pk}/{path}".rstrip("/"))
        assert (response.status_code, SECRET in response.content.decode()) == (200, False)
