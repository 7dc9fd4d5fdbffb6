"""The log as evidence: the database refuses to alter it; whatever is altered past that is found and located."""

import json
from io import StringIO

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, person, tree
from factories.plans import small_plan
from factories.tampering import tampering
from headway.app.actions.audit import ALARM, verify_and_alarm, verify_now
from headway.app.actions.audit_export import export_log
from headway.app.actions.components import create_component, update_component
from headway.app.actions.events import next_id
from headway.app.actions.plans import install_plan
from headway.app.models import Component, DueJob, Event, EventChain
from headway.app.models.append_only import is_protected, protect_after_migrating, unprotect
from headway.app.queries.audit.anchor import AnchorError, anchor, problems_against
from headway.app.queries.audit.export import lines
from headway.app.queries.audit.fingerprint import hash_of
from headway.app.queries.audit.verify import verify_chain, verify_log
from headway.app.queries.audit.verify_export import ExportError, verify_export
from headway.app.rules import NotAllowed

pytestmark = pytest.mark.django_db
COLUMNS = [field.name for field in Event._meta.concrete_fields]


@pytest.fixture
def place():
    """A portfolio with nine events, another with one."""
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    update_component(acting(holder("Petra", at.program, "program_manager")), at.project, name="Bridge", budget="1.50")
    create_component(SYSTEM, kind="portfolio", name="Other")
    return at


@pytest.fixture
def log(place):
    return Event.objects.filter(root=place.portfolio)


def found(place):
    return [(problem.id, problem.sequence) for problem in verify_chain(place.portfolio)]


@pytest.mark.parametrize("deed", [lambda rows: rows.update(summary="x"), lambda rows: rows.delete()])
def test_the_database_refuses(place, log, deed):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        deed(log.filter(sequence=3))
    assert found(place) == []


def test_an_altered_value_in_every_column_is_located(place, log):
    """Whatever column of the fifth event is changed: it is the fifth event that is named."""
    other = Component.objects.get(name="Other")
    values = {
        "id": 10**6, "root": other, "sequence": 77, "component": place.operation, "verb": "component.praised",
        "actor": person("Mallory"), "channel": "api", "object_type": "task", "object_id": 10**6, "before": {"name": "x"},
        "after": {}, "summary": "Nothing happened", "cause": log.get(sequence=1), "at": timezone.now(),
        "previous_hash": "0" * 64, "hash": "f" * 64,
    }  # fmt: skip
    assert set(values) == set(COLUMNS)
    for column, value in values.items():
        with transaction.atomic():
            with tampering():
                log.filter(sequence=5).update(**{column: value})
            first = found(place)[0]
            expected = {"root": "event-missing", "sequence": "event-missing", "previous_hash": "chain-broken"}
            assert first == (expected.get(column, "event-altered"), 5), column
            transaction.set_rollback(True)
    assert found(place) == []


@pytest.mark.parametrize("last", [False, True])
def test_a_rewritten_event_with_a_hash_that_fits_is_located(place, log, last):
    event = log.get(sequence=EventChain.objects.get(root=place.portfolio).sequence if last else 5)
    event.summary = "Nothing happened"
    with tampering():
        Event.objects.filter(pk=event.pk).update(summary=event.summary, hash=hash_of(event))
    assert found(place) == [("head-altered", event.sequence) if last else ("chain-broken", 6)]


def test_a_hole_is_located(place, log):
    with tampering():
        log.filter(sequence__in=[5, 6]).delete()
    assert found(place) == [("event-missing", 5)]
    assert verify_chain(place.portfolio)[0].text == "Events 5 to 6 are missing."


def test_a_cut_off_end_is_located(place, log):
    last = log.count()
    with tampering():
        log.filter(sequence__gte=last - 1).delete()
    assert found(place) == [("chain-truncated", last - 1)]


def test_two_events_that_changed_places_are_located(place, log):
    with tampering():
        log.filter(sequence=5).update(sequence=1000)
        log.filter(sequence=6).update(sequence=5)
        log.filter(sequence=1000).update(sequence=6)
    assert found(place)[:2] == [("chain-broken", 5), ("event-altered", 5)]


def forged(log, **values):
    event = log.order_by("sequence").last()
    event.pk, event.previous_hash, event.sequence = next_id(), event.hash, event.sequence + 1
    for name, value in values.items():
        setattr(event, name, value)
    event.hash = hash_of(event)
    event.save(force_insert=True)
    return event


def test_an_event_inserted_at_the_end_is_located(place, log):
    event = forged(log, summary="It was always so")
    assert found(place) == [("event-inserted", event.sequence)]


def test_an_event_inserted_in_between_is_located(place, log):
    with tampering():
        for row in log.filter(sequence__gte=5).order_by("-sequence"):
            Event.objects.filter(pk=row.pk).update(sequence=row.sequence + 1)
    before = log.get(sequence=4)
    forged(log, sequence=5, previous_hash=before.hash)
    assert found(place)[0] == ("chain-broken", 6)


@pytest.mark.parametrize(
    ("values", "problem"),
    [({"sequence": 3}, "head-altered"), ({"sequence": 99}, "chain-truncated"), ({"head": "0" * 64}, "head-altered")],
)
def test_an_altered_head_is_found(place, values, problem):
    EventChain.objects.filter(root=place.portfolio).update(**values)
    assert [each for each, _ in found(place)] == [problem]


def test_a_head_set_back_to_an_earlier_event_shows_what_lies_past_it(place, log):
    third = log.get(sequence=3)
    EventChain.objects.filter(root=place.portfolio).update(sequence=3, head=third.hash)
    assert found(place) == [("event-inserted", 4)]


def test_a_deleted_head_and_a_deleted_log_are_found(place, log):
    EventChain.objects.filter(root=place.portfolio).delete()
    assert [each.id for each in verify_log().problems] == ["head-missing"]
    with tampering():
        log.delete()
    assert [(each.id, each.root) for each in verify_log().problems] == [("chain-missing", place.portfolio.pk)]


def test_a_whole_chain_written_anew_is_found_against_an_anchor(place, log):
    kept = json.loads(json.dumps(anchor()))
    update_component(SYSTEM, place.project, name="Later")
    assert list(problems_against(kept)) == [], "what came after the anchor does not matter"
    head = ""
    with tampering():
        for event in log.order_by("sequence"):
            event.summary, event.previous_hash = event.summary.replace("Bridge", "Tunnel"), head
            head = hash_of(event)
            Event.objects.filter(pk=event.pk).update(
                summary=event.summary, previous_hash=event.previous_hash, hash=head
            )
    EventChain.objects.filter(root=place.portfolio).update(head=head)
    assert verify_log().problems == []
    assert [(each.id, each.root) for each in problems_against(kept)] == [("anchor-mismatch", place.portfolio.pk)]
    with tampering():
        Event.objects.filter(root__name="Other").delete()
    assert len(list(problems_against(kept))) == 2


@pytest.mark.parametrize("wrong", [None, [], {}, {"format": "x", "chains": []}, {"format": "headway-anchor-1"},
                                   {"format": "headway-anchor-1", "chains": [{"root": "x"}]}])  # fmt: skip
def test_what_is_no_anchor_is_said(wrong):
    with pytest.raises(AnchorError):
        list(problems_against(wrong))


def test_a_migration_that_rebuilt_the_table_leaves_it_armed(place):
    unprotect(connection)
    assert not is_protected(connection)
    assert [each["id"] for each in verify_and_alarm(SYSTEM)["problems"]] == ["triggers-missing"]
    protect_after_migrating(apps.get_app_config("auth"), "default")
    assert not is_protected(connection)
    protect_after_migrating(apps.get_app_config("headway"), "default")
    assert is_protected(connection)


def test_an_alarm_is_raised_once_for_each_finding(place, log):
    with tampering():
        log.filter(sequence=5).update(summary="Nothing happened")
    assert verify_and_alarm(SYSTEM)["count"] == 1
    assert verify_and_alarm(SYSTEM)["count"] == 1
    alarm = log.get(verb=ALARM)
    assert alarm.after == {"count": 1, "problems": ["event-altered 5"]}
    assert found(place) == [("event-altered", 5)], "the alarm itself follows from the end of the log"
    with tampering():
        log.filter(sequence=6).update(summary="Nothing happened")
    verify_and_alarm(SYSTEM)
    assert log.filter(verb=ALARM).count() == 2


def test_a_head_that_takes_no_event_does_not_hide_the_finding(place):
    EventChain.objects.filter(root=place.portfolio).update(sequence=3)
    assert [each["id"] for each in verify_and_alarm(SYSTEM)["problems"]] == ["head-altered"]


def test_the_anchor_file_is_kept_compared_and_not_renewed_over_a_finding(place, log, settings, tmp_path):
    settings.HEADWAY_AUDIT_ANCHOR = str(tmp_path / "far" / "anchor.json")
    assert verify_and_alarm(SYSTEM)["count"] == 0
    first = (tmp_path / "far" / "anchor.json").read_text()
    with tampering():
        log.filter(sequence__gt=6).delete()
    event = log.get(sequence=6)
    EventChain.objects.filter(root=place.portfolio).update(sequence=6, head=event.hash)
    assert [each["id"] for each in verify_and_alarm(SYSTEM)["problems"]] == ["anchor-mismatch"]
    assert (tmp_path / "far" / "anchor.json").read_text() == first
    (tmp_path / "far" / "anchor.json").write_text("{")
    assert [each["id"] for each in verify_and_alarm(SYSTEM)["problems"]] == ["anchor-unreadable"]


def test_operators_verify_at_once(place):
    with pytest.raises(NotAllowed):
        verify_now(acting(person("Nobody")))
    assert verify_now(acting(person("Root", is_superuser=True))).result["count"] == 0
    assert DueJob.objects.get(name="verify-log").result["events"] == Event.objects.count()


def exported(actor, component, file_format="jsonl"):
    rows, scope = export_log(actor, component, file_format)
    return "".join(lines(rows, scope, file_format))


def checked(text):
    return verify_export(StringIO(text, newline=""))


@pytest.mark.parametrize("file_format", ["jsonl", "csv"])
def test_an_export_is_verified_alone(place, file_format):
    result = checked(exported(SYSTEM, place.portfolio, file_format))
    assert result.problems == []
    assert result.events == Event.objects.filter(root=place.portfolio).count()
    assert (result.sealed, result.complete) == ((True, True) if file_format == "jsonl" else (False, False))
    part = checked(exported(SYSTEM, place.project, file_format))
    assert part.problems == []
    assert part.events == Event.objects.filter(component=place.project).count()


@pytest.mark.parametrize("file_format", ["jsonl", "csv"])
def test_whatever_is_altered_in_an_export_is_located(place, file_format):
    rows = exported(SYSTEM, place.portfolio, file_format).splitlines(keepends=True)
    for number in range(1, len(rows) - (file_format == "jsonl")):
        altered = [*rows]
        altered[number] = altered[number].replace("component.", "komponent.").replace("plan.", "plon.").replace(
            "role.", "rule.").replace("log.", "lug.")  # fmt: skip
        place_of = f"{'Line' if file_format == 'jsonl' else 'Row'} {number + 1}:"
        assert checked("".join(altered)).problems[0].startswith(place_of)
        assert checked("".join(rows[:number] + rows[number + 1 :])).problems or file_format == "csv"
    swapped = [*rows[:3], rows[4], rows[3], *rows[5:]]
    assert checked("".join(swapped)).problems
    if file_format == "jsonl":
        assert checked("".join(rows[:-1])).problems == ["The seal at the end is missing: the file was cut off."]
        assert checked("".join([*rows, rows[3]])).problems


@pytest.mark.parametrize("text", ["", "x", "{}", '{"format": "headway-export-1"}\n[]\n', "id,root,x\n",
                                  '{"format": "headway-export-1"}\n{"a": 1}\n'])  # fmt: skip
def test_what_is_no_export_is_said(text):
    with pytest.raises(ExportError):
        checked(text)


def test_an_export_takes_the_right_and_is_recorded(place):
    with pytest.raises(NotAllowed, match="export the record"):
        export_log(acting(holder("Reader", place.program, "stakeholder")), place.project)
    manager = acting(holder("Paula", place.project, "project_manager"))
    text = exported(manager, place.project)
    told = Event.objects.get(verb="log.exported")
    assert (told.actor, told.component, told.after) == (manager.person, place.project, {"format": "jsonl"})
    assert f'"sequence": {told.sequence},' in text.splitlines()[-2]
    assert {json.loads(line)["component"] for line in text.splitlines()[1:-1]} == {place.project.pk}
