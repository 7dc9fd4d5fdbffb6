"""Anonymizing: afterwards nothing anywhere says who it was, what was done stays, and the log holds as before."""

import gzip
import io
import json
import re
from itertools import product

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from app.test_strangers import GROUP, PARAMETER, routes
from factories.known_person import EMAIL, NAME, known_person
from factories.people import SYSTEM, acting, person, tree
from factories.plans import small_plan
from factories.tampering import tampering
from headway.app.actions.anonymizing import DELETED, anonymize_person
from headway.app.actions.audit_export import export_log
from headway.app.actions.comments import write_comment
from headway.app.actions.components import create_component, move_component
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.gates import evidence_holds
from headway.app.actions.leaving import deactivate_person, reactivate_person
from headway.app.actions.personal_data import ask_to_be_anonymized
from headway.app.actions.plans import install_plan
from headway.app.models import (
    Comment,
    Component,
    DataRequest,
    Event,
    EventChain,
    Gate,
    Notification,
    Person,
    Record,
    Report,
)
from headway.app.models.append_only import is_protected
from headway.app.queries.audit.anchor import anchor, problems_against
from headway.app.queries.audit.export import lines
from headway.app.queries.audit.verify import verify_log
from headway.app.queries.audit.verify_export import verify_export
from headway.app.queries.personal.eraser import eraser
from headway.app.reports.certificate import values_of
from headway.app.rules import NotAllowed

pytestmark = pytest.mark.django_db
PSEUDONYM = "Former member"
ESCAPED = json.dumps(NAME).strip('"')


def says(text):
    """Whether a text names her, written or escaped, in whatever case."""
    low = text.casefold()
    return any(each.casefold() in low for each in (NAME, ESCAPED, EMAIL, "wikstr"))


def opened(value):
    """A stored value as text; what is packed, unpacked."""
    if isinstance(value, (bytes, memoryview)):
        raw = bytes(value)
        raw = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
        return raw.decode("utf-8", "replace")
    return json.dumps(value, ensure_ascii=False, default=str)


def places():
    """Every column of every table whose value names her."""
    return sorted(
        {
            f"{model._meta.label}.{name}"
            for model in apps.get_models()
            for values in model._base_manager.values(*[each.attname for each in model._meta.concrete_fields])
            for name, value in values.items()
            if value is not None and says(opened(value))
        }
    )


@pytest.fixture
def known(db):
    return known_person()


def gone(known, **values):
    """She leaves and is anonymized."""
    deactivate_person(acting(known.operator), known.asa, successor=known.other)
    return anonymize_person(acting(known.operator), known.asa, **values)


def test_her_name_stands_in_no_column_of_any_table(known):
    before = places()
    assert len(before) > 30, before
    done = gone(known)
    assert places() == ["headway.ChangeSet.source"], "the uploaded file waits for a decision; then it is emptied"
    assert done.events > 10
    assert done.frozen >= 3
    assert done.texts > 10
    asa = Person.objects.get(pk=known.asa.pk)
    assert (asa.name, asa.email) == (f"{PSEUDONYM} {asa.pk}", f"former-member-{asa.pk}@anonymized.invalid")
    assert (asa.title, asa.time_zone, asa.last_login, asa.has_usable_password()) == ("", "", None, False)


def test_the_log_holds_before_and_after_also_against_an_anchor(known):
    deactivate_person(acting(known.operator), known.asa, successor=known.other)
    kept = anchor()
    before = verify_log()
    hashes = dict(Event.objects.values_list("pk", "hash"))
    assert (before.problems, before.redacted) == ([], 0)
    done = anonymize_person(acting(known.operator), known.asa)
    after = verify_log()
    assert (after.problems, after.redacted) == ([], done.events)
    assert list(problems_against(kept)) == []
    assert is_protected(connection)
    assert {pk: hashes[pk] for pk in hashes} == dict(Event.objects.filter(pk__in=hashes).values_list("pk", "hash"))


def test_the_database_refuses_changes_as_before(known):
    from django.db import IntegrityError, transaction

    gone(known)
    report = Report.objects.get(state="sent")
    for deed in (lambda: Event.objects.update(summary="x"), lambda: Report.objects.filter(pk=report.pk).update(notes="x"),
                 lambda: Event.objects.filter(verb="person.anonymized").delete()):  # fmt: skip
        with pytest.raises(IntegrityError, match=r"append-only|never changed"), transaction.atomic():
            deed()


@pytest.mark.parametrize("deed", ["other words", "the old words"])
def test_a_redacted_event_cannot_be_altered_unnoticed(known, deed):
    event = Event.objects.filter(summary__contains=NAME).first()
    old = event.summary
    gone(known)
    with tampering():
        Event.objects.filter(pk=event.pk).update(summary=old if deed == "the old words" else "Nothing happened")
    assert [(each.id, each.event) for each in verify_log().problems] == [("event-altered", event.pk)]


def test_nothing_earlier_can_vouch(known):
    """Only an event behind a redacted one vouches for it, and only for the very words."""
    gone(known)
    event = Event.objects.filter(component=known.at.project, verb="task.created").first()
    with tampering():
        Event.objects.filter(pk=event.pk).update(summary="Nothing happened")
    assert [each.id for each in verify_log().problems] == ["event-altered"]


@pytest.mark.parametrize("file_format", ["jsonl", "csv"])
@pytest.mark.parametrize("whole", [True, False])
def test_exports_of_the_log_hold_alone_and_do_not_name_her(known, file_format, whole):
    gone(known)
    component = Component.objects.get(pk=(known.at.portfolio if whole else known.at.project).pk)
    rows, scope = export_log(SYSTEM if whole else acting(known.other), component, file_format)
    text = "".join(lines(rows.iterator(), scope, file_format))
    assert PSEUDONYM in text
    assert not says(text)
    checked = verify_export(io.StringIO(text))
    assert (checked.problems, checked.redacted > 5) == ([], True)
    broken = verify_export(io.StringIO(text.replace("is now project manager", "was never project manager")))
    assert any("was altered" in problem for problem in broken.problems)


def test_an_export_without_the_event_that_vouches_does_not_hold(known):
    gone(known)
    rows, scope = export_log(SYSTEM, known.at.portfolio, "jsonl")
    text = "".join(each for each in lines(rows.iterator(), scope, "jsonl") if '"person.anonymized"' not in each)
    assert any("was altered" in problem for problem in verify_export(io.StringIO(text)).problems)


def test_what_happened_before_a_move_to_another_tree_holds_in_both(known):
    other = create_component(SYSTEM, kind="portfolio", name="Elsewhere at all")
    move_component(SYSTEM, known.at.program, parent=other)
    gone(known)
    assert verify_log().problems == []
    rows, scope = export_log(SYSTEM, Component.objects.get(pk=known.at.project.pk), "jsonl")
    text = "".join(lines(rows.iterator(), scope, "jsonl"))
    assert verify_export(io.StringIO(text)).problems == []


def test_frozen_evidence_and_its_certificate_hold(known):
    gone(known)
    gate = Gate.objects.exclude(evidence={}).get()
    assert evidence_holds(gate)
    values = json.dumps(values_of(known.operator, gate), ensure_ascii=False)
    assert "The evidence is what was submitted, but for the name of an anonymized person." in values
    assert PSEUDONYM in values
    assert not says(values)
    Gate.objects.filter(pk=gate.pk).update(evidence=gate.evidence | {"stage": "Other"})
    assert not evidence_holds(Gate.objects.get(pk=gate.pk))


OF_NAME = {
    "component_id": "component", "agreement_id": "agreement", "task_id": "task", "change_set_id": "changeset", "change_id": "changeset", "branch_id": "changeset",
    "gate_id": "gate", "exception_id": "toleranceexception", "record_id": "record", "report_id": "report",
    "direction_id": "direction", "person_id": "person", "file_id": "reportattachment",
}  # fmt: skip
OF_PART = {
    "components": "component", "comments": "comment", "records": "record", "reports": "report", "tasks": "task",
    "imports": "changeset", "branches": "changeset", "directions": "direction", "support-requests": "supportrequest",
    "agreements": "agreement",
}  # fmt: skip
TYPES = ["component", "task", "record", "gate", "report", "changeset", "toleranceexception", "membership", "comment"]


def filled(route, ids):
    """A route with its parameters filled by whatever there is."""
    names = [match["name"] for match in PARAMETER.finditer(route)] + [m["name"] for m in GROUP.finditer(route)]
    part = next((OF_PART[piece] for piece in route.split("/") if piece in OF_PART), "person")
    if "object_type" in names:
        choices = [(kind, pk) for kind in TYPES for pk in ids(kind)]
    else:
        choices = product(*(ids(OF_NAME.get(name, part)) for name in names))
    for values in choices:
        chosen = dict(zip(names, map(str, values), strict=True))
        yield GROUP.sub(lambda m, c=chosen: c[m["name"]], PARAMETER.sub(lambda m, c=chosen: c[m["name"]], route))


def pages(client):
    """Every address that can be read: what it answers."""

    def ids(kind):
        return list(apps.get_model("headway", kind)._base_manager.order_by("pk").values_list("pk", flat=True)[:40])

    addresses = [f"/admin/headway/person/{pk}/{page}/" for pk in ids("person") for page in ("history", "change")]
    addresses += ["/search/?q=Åsa", "/api/v1/search?q=Åsa", f"/c/{ids('component')[0]}/activity/?q=Åsa"]
    for route in sorted(set(routes())):
        if route.endswith("/stream"):
            continue  # it does not end by itself
        if not route.startswith(("/inbox/<", "/mail/")) and not (route.startswith("/admin/") and "<" in route):
            addresses += filled(route, ids)
    found = {}
    for address in addresses:
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code == 200 and "pdf" not in answer["Content-Type"]:
            found[address] = body.decode("utf-8", "replace")
    return found


def test_no_page_and_no_answer_of_the_api_names_her(known):
    operator = Client()
    operator.force_login(known.operator)
    deactivate_person(acting(known.operator), known.asa, successor=known.other)
    before = {address for address, body in pages(operator).items() if says(body)}
    for door in ("activity/", "trash/", "register/", "governance/", "reports/", "tasks/", "export/", "q=Åsa"):
        assert any(each.endswith(door) for each in before), door
    for start in ("/api/v1/components/", "/api/v1/records/", "/api/v1/history/", "/api/v1/comments/", "/history/",
                  "/g/", "/reports/", "/talk/", "/directions/", "/admin/headway/", "/people/", "/search/",
                  "/api/v1/search", "/imports/"):  # fmt: skip
        assert any(each.startswith(start) for each in before), start
    assert len(before) > 60
    anonymize_person(acting(known.operator), known.asa)
    after = pages(operator)
    assert len(after) >= len(before)
    assert [address for address, body in after.items() if says(body)] == []
    assert sum(f"{PSEUDONYM} {known.asa.pk}" in body for body in after.values()) > 30


def test_plans_kept_in_memory_are_of_an_earlier_revision(known):
    def revisions():
        return dict(Component.objects.values_list("pk", "revision"))

    before = revisions()
    gone(known)
    after = revisions()
    assert {pk for pk in after if after[pk] != before[pk]} == {known.at.project.pk}


def test_mentions_show_the_pseudonym(known):
    gone(known)
    texts = list(Comment.objects.filter(mentioned=known.asa.pk).values_list("text", flat=True))
    who = f"{PSEUDONYM} {known.asa.pk}"
    assert texts == [f"Ask @{who}, or @{who}."]


def test_what_is_hers_alone_is_deleted_and_nothing_lets_her_in(known):
    browser = Client()
    browser.force_login(known.asa)
    assert Session.objects.count() == 2
    gone(known)
    for model in DELETED:
        assert not model.objects.filter(person=known.asa.pk).exists(), model
    assert Session.objects.count() == 0
    assert browser.get("/account/").status_code == 302
    with pytest.raises(Refused, match="cannot be undone"):
        reactivate_person(acting(known.operator), Person.objects.get(pk=known.asa.pk))


def test_notifications_and_watches_of_others_stay(known):
    event = Event.objects.filter(root=known.at.portfolio).first()
    Notification.objects.create(person=known.other, kind="plan", event=event, last_event=event, key="y",
                                component=known.at.portfolio, at=timezone.now())  # fmt: skip
    gone(known)
    assert Notification.objects.filter(person=known.other).exists()


def test_only_an_operator_only_after_leaving_and_only_once(known):
    with pytest.raises(NotAllowed):
        anonymize_person(acting(known.other), known.asa)
    with pytest.raises(Refused, match="still sign in"):
        anonymize_person(acting(known.operator), known.asa)
    ask_to_be_anonymized(acting(known.asa), f"Please. {NAME}")
    gone(known)
    request = DataRequest.objects.get()
    assert (request.state, request.note, request.decided_by) == ("granted", "", known.operator)
    with pytest.raises(Refused, match="anonymized already"):
        anonymize_person(acting(known.operator), known.asa)


def test_it_is_told_in_every_tree_without_the_name(known):
    create_component(SYSTEM, kind="portfolio", name="Another tree")
    gone(known)
    told = Event.objects.filter(verb="person.anonymized")
    assert set(told.values_list("root", flat=True)) == set(
        Component.objects.filter(parent=None).values_list("pk", flat=True)
    )
    assert {each.summary.split(";")[0] for each in told} == {"{person} was anonymized"}


def test_other_names_are_looked_for_as_whole_words(known):
    raised = Record.objects.create(component=known.at.project, held_by=known.at.project, kind="issue", number=1,
                                   title="Asa W. and Asa Winter", status="open")  # fmt: skip
    with pytest.raises(Refused, match="too short"):
        gone(known, also=["A"])
    anonymize_person(acting(known.operator), known.asa, also=["Asa W", "", " Asa  W. "])
    raised.refresh_from_db()
    assert raised.title == f"{PSEUDONYM} {known.asa.pk} and Asa Winter"


def test_somebody_elses_name_is_left_where_it_is_the_same():
    at = tree()
    twin, asa, opal = person("Twin"), person("Second"), person("Opal", is_superuser=True)
    Person.objects.filter(pk__in=[twin.pk, asa.pk]).update(name="Anna Berg")
    write_comment(acting(opal), at.project, "Anna Berg called from second@example.org.")
    deactivate_person(SYSTEM, asa)
    done = anonymize_person(SYSTEM, asa)
    assert done.ambiguous
    assert Comment.objects.get().text == f"Anna Berg called from {PSEUDONYM} {asa.pk}."


def test_many_events_are_vouched_for_in_several_pieces(monkeypatch):
    monkeypatch.setattr("headway.app.actions.redaction.MOST_IN_EVENT", 3)
    at, asa = tree(), person("Anna Berg")
    install_plan(SYSTEM, at.project, small_plan())
    from django.db import transaction

    for number in range(10):
        with transaction.atomic():
            record(SYSTEM, at.project, "component.updated", at.project, summary=f"Anna Berg {number}")
    deactivate_person(SYSTEM, asa)
    assert anonymize_person(SYSTEM, asa).events == 10
    assert Event.objects.filter(verb="person.anonymized", component=at.project).count() == 4
    assert (verify_log().problems, verify_log().redacted) == ([], 10)


def test_two_people_in_one_event_one_after_the_other():
    at, ann, bo = tree(), person("Ann Berg"), person("Bo Lund")
    from django.db import transaction

    with transaction.atomic():
        record(SYSTEM, at.project, "component.updated", at.project, summary="Ann Berg told Bo Lund")
    for each in (ann, bo):
        deactivate_person(SYSTEM, each)
        anonymize_person(SYSTEM, each)
        assert verify_log().problems == []
    said = Event.objects.get(summary__contains=" told ").summary
    assert said == f"{PSEUDONYM} {ann.pk} told {PSEUDONYM} {bo.pk}"


def test_a_failure_leaves_everything_as_it_was(known, monkeypatch):
    deactivate_person(acting(known.operator), known.asa, successor=known.other)
    before, heads = places(), list(EventChain.objects.values_list("root", "head"))

    def fail(*_):
        raise RuntimeError("the power went out")

    monkeypatch.setattr("headway.app.actions.anonymizing.tell", fail)
    with pytest.raises(RuntimeError):
        anonymize_person(acting(known.operator), known.asa)
    assert (places(), list(EventChain.objects.values_list("root", "head"))) == (before, heads)
    assert is_protected(connection)


@pytest.mark.parametrize(("text", "expected"), [
    ("Åsa Wikström", "X"), ("åsa  wikström said", "X said"), ("ÅSA\nWIKSTRÖM", "X"), ("Åsa Wikströms", "Åsa Wikströms"),
    ("A\u030asa Wikstro\u0308m.", "X."), ("(Åsa Wikström)", "(X)"), ("@asa@x.org.", "@X."), ("asa@x.org", "X"),
    ("masa@x.org", "masa@x.org"), ("asa@x.org.uk", "asa@x.org.uk"), ("Åsa", "Åsa"), ("{}", "{}"),
])  # fmt: skip
def test_names_are_found_as_whole_words_in_any_writing(text, expected):
    assert eraser(["Åsa Wikström", "asa@x.org"], "X").text(text) == expected


def test_a_name_of_one_word_is_found_only_as_it_is_written():
    assert eraser(["Mark"], "X").text("Mark will mark it, Marking too") == "X will mark it, Marking too"


def test_values_keep_their_shape():
    erase = eraser(["Ann Berg"], "X")
    assert erase.value({"a": ["Ann Berg", 1, None, {"b": "by ann berg"}], "c": True}) == {
        "a": ["X", 1, None, {"b": "by X"}], "c": True}  # fmt: skip
    assert re.search(erase.pattern, "nothing") is None
