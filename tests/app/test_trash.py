"""Whatever is deleted can come back as it was, with what hung on it, until the trash is emptied."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.db import models
from django.test import Client
from django.utils import timezone

from factories.people import SYSTEM, acting, client_of, holder, person, tree
from factories.plans import big_plan, small_plan
from headway.app.actions.baselines import delete_baseline, set_baseline
from headway.app.actions.calendar_feeds import make_feed
from headway.app.actions.calendars import create_calendar, delete_calendar
from headway.app.actions.comments import write_comment
from headway.app.actions.components import restore_component, trash_component
from headway.app.actions.dependencies import link_tasks, unlink_tasks
from headway.app.actions.errors import Refused
from headway.app.actions.evidence_files import STORE, attach_evidence, contents, sweep_contents
from headway.app.actions.memberships import delegate_role, grant_role, revoke_role
from headway.app.actions.plans import clear_plan, install_plan
from headway.app.actions.purge import empty_trash, purge_component, purge_expired
from headway.app.actions.records import link_record, raise_record, trash_record
from headway.app.actions.tasks import create_task, delete_task, trash_task, update_task
from headway.app.actions.trash import restore_item
from headway.app.actions.watches import watch
from headway.app.models import (
    Assignment,
    Baseline,
    CalendarFeed,
    Comment,
    Component,
    Dependency,
    Event,
    EvidenceFile,
    Membership,
    Notification,
    Person,
    RecordLink,
    Resource,
    Task,
    TrashItem,
    Watch,
)
from headway.app.queries.audit.verify import verify_log
from headway.app.queries.trash import trash_of
from headway.app.rules import NotAllowed
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db
LOGS = {"event", "eventchain", "followercursor", "workerlease", "trashitem", "rollup", "person", "duejob"}
MOVING = {"version", "revision", "computed_at"}


def everything():
    """Every row of every table that people write, without counters of changes."""
    return {
        model._meta.model_name: {
            values[model._meta.pk.attname]: {name: value for name, value in values.items() if name not in MOVING}
            for values in model._base_manager.values()
        }
        for model in apps.get_app_config("headway").get_models()
        if model._meta.model_name not in LOGS
    }


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, big_plan(40))
    install_plan(SYSTEM, at.sibling, small_plan())
    crew = Resource.objects.create(component=at.project, uid=1, name="Crew")
    for task in at.project.tasks.filter(kind="task"):
        Assignment.objects.create(component=at.project, uid=task.uid, task=task, resource=crew, cost="12.50")
    run_pending()
    return at


def summary_of(component):
    return component.tasks.filter(kind="summary", level=1).order_by("position")[1]


def test_a_branch_comes_back_exactly_as_it_was(place):
    crossing = Task.objects.filter(component=place.project, parent=summary_of(place.project), kind="task").first()
    link_tasks(SYSTEM, crossing, Task.objects.get(component=place.sibling, name="A"))
    run_pending()
    before = everything()
    item = trash_task(SYSTEM, summary_of(place.project))
    assert item.count > 2
    run_pending()
    after = everything()
    for name in ("task", "dependency", "baselinetask", "assignment"):
        assert set(after[name]) < set(before[name]), f"no {name} went; the test shows nothing"
    restored = restore_item(SYSTEM, item)
    run_pending()
    assert restored.dropped == 0
    assert everything() == before
    told = Event.objects.get(verb="task.restored")
    assert (told.cause.verb, told.after["components"]) == ("task.deleted", [place.project.pk, place.sibling.pk])
    assert verify_log().problems == []
    with pytest.raises(Refused, match="already"):
        restore_item(SYSTEM, item)


def test_the_only_child_turns_its_summary_and_back(place):
    parent = create_task(SYSTEM, place.operation, name="Parent")
    child = create_task(SYSTEM, place.operation, name="Child", parent=parent)
    item = trash_task(SYSTEM, child)
    assert Task.objects.get(pk=parent.pk).kind == "task"
    restore_item(SYSTEM, item)
    assert Task.objects.get(pk=parent.pk).kind == "summary"
    assert Task.objects.get(pk=child.pk).parent == parent


def outline(component):
    rows = component.tasks.order_by("position").values_list("name", "position", "level", "uid")
    assert len({position for _, position, _, _ in rows}) == len(rows)
    assert len({uid for *_, uid in rows}) == len(rows)
    return [(name, level) for name, _, level, _ in rows]


def test_a_task_finds_its_place_in_an_outline_that_changed(place):
    a, b, c = (create_task(SYSTEM, place.operation, name=name) for name in "abc")
    item = trash_task(SYSTEM, b)
    create_task(SYSTEM, place.operation, name="a2", after=a)
    create_task(SYSTEM, place.operation, name="a child", parent=a)
    restore_item(SYSTEM, item)
    assert outline(place.operation) == [("a", 1), ("a child", 2), ("b", 1), ("a2", 1), ("c", 1)]
    last = trash_task(SYSTEM, c)
    create_task(SYSTEM, place.operation, name="takes the number of c")
    delete_task(SYSTEM, a)
    restore_item(SYSTEM, last)
    assert ("c", 1) in outline(place.operation)


def test_what_stood_under_something_gone_waits_for_it(place):
    parent = create_task(SYSTEM, place.operation, name="Parent")
    child = create_task(SYSTEM, place.operation, name="Child", parent=parent)
    inner, outer = trash_task(SYSTEM, child), trash_task(SYSTEM, parent)
    with pytest.raises(Refused, match="summary that it stood under"):
        restore_item(SYSTEM, inner)
    restore_item(SYSTEM, outer)
    restore_item(SYSTEM, inner)
    assert outline(place.operation) == [("Parent", 1), ("Child", 2)]


def test_links_to_what_went_meanwhile_are_left_out_and_counted(place):
    a, b, c = (create_task(SYSTEM, place.operation, name=name) for name in "abc")
    link_tasks(SYSTEM, a, b)
    link_tasks(SYSTEM, b, c)
    item = trash_task(SYSTEM, b)
    delete_task(SYSTEM, c)
    assert restore_item(SYSTEM, item).dropped == 1
    assert [link.predecessor for link in Dependency.objects.filter(component=place.operation)] == [a]


def test_nothing_comes_back_that_would_close_a_circle(place):
    a, b = (create_task(SYSTEM, place.operation, name=name) for name in "ab")
    link = link_tasks(SYSTEM, a, b)
    gone = unlink_tasks(SYSTEM, link)
    link_tasks(SYSTEM, b, a)
    with pytest.raises(Refused, match="circle"):
        restore_item(SYSTEM, gone)
    c = create_task(SYSTEM, place.operation, name="c")
    link_tasks(SYSTEM, a, c)
    link_tasks(SYSTEM, c, d := create_task(SYSTEM, place.operation, name="d"))
    item = trash_task(SYSTEM, c)
    link_tasks(SYSTEM, d, b)
    with pytest.raises(Refused, match="circle"):
        restore_item(SYSTEM, item)
    assert not Task.objects.filter(pk=c.pk).exists()


def test_a_link_comes_back_once(place):
    link = Dependency.objects.filter(component=place.sibling).first()
    before = everything()
    item = unlink_tasks(SYSTEM, link)
    assert item.title == f"Link to “{link.successor}” from “{link.predecessor}”"
    run_pending()
    restore_item(SYSTEM, item)
    run_pending()
    assert everything() == before
    item = unlink_tasks(SYSTEM, link)
    link_tasks(SYSTEM, link.predecessor, link.successor, type=link.type)
    with pytest.raises(Refused, match="linked this way"):
        restore_item(SYSTEM, item)


def test_a_link_to_a_deleted_task_waits_for_it(place):
    link = Dependency.objects.filter(component=place.sibling).first()
    item, task = unlink_tasks(SYSTEM, link), trash_task(SYSTEM, link.successor)
    with pytest.raises(Refused, match="One of the two tasks"):
        restore_item(SYSTEM, item)
    restore_item(SYSTEM, task)
    restore_item(SYSTEM, item)
    assert Dependency.objects.filter(pk=link.pk).exists()


def test_the_trash_names_no_task_of_another_plan(place):
    secret = Task.objects.filter(component=place.project, kind="task").first()
    link = link_tasks(SYSTEM, secret, Task.objects.get(component=place.sibling, name="A"))
    assert unlink_tasks(SYSTEM, link).title == "Link to “A” from a task of another plan"


def test_a_baseline_comes_back_with_its_dates(place):
    first = set_baseline(SYSTEM, place.sibling, name="First")
    before = everything()
    item = delete_baseline(SYSTEM, first)
    restore_item(SYSTEM, item)
    assert everything() == before
    item = delete_baseline(SYSTEM, Baseline.objects.get(pk=first.pk))
    set_baseline(SYSTEM, place.sibling, name="Second", number=first.number)
    with pytest.raises(Refused, match="belongs to “Second” now"):
        restore_item(SYSTEM, item)


def test_a_calendar_comes_back_to_all_that_worked_by_it(place):
    calendar = create_calendar(SYSTEM, place.program, name="Nights")
    task = Task.objects.get(component=place.sibling, name="A")
    update_task(SYSTEM, task, calendar=calendar)
    Component.objects.filter(pk=place.project.pk).update(calendar=calendar)
    run_pending()
    before = everything()
    item = delete_calendar(SYSTEM, calendar)
    task.refresh_from_db()
    assert task.calendar is None
    told = Event.objects.get(verb="calendar.deleted")
    assert told.before["linked"] == sorted([place.project.pk, place.sibling.pk])
    run_pending()
    restore_item(SYSTEM, item)
    run_pending()
    assert everything() == before


def test_a_role_comes_back_with_its_deputies_by_who_may_give_it(place):
    manager = holder("Petra", place.program, "program_manager")
    lead = grant_role(SYSTEM, place.project, person("Paul"), "project_manager")
    today = timezone.localdate()
    delegate_role(SYSTEM, lead, person("Dora"), starts_on=today, ends_on=today + timedelta(days=9))
    before = everything()
    item = revoke_role(acting(manager), lead)
    assert not Membership.objects.filter(component=place.project).exists()
    with pytest.raises(NotAllowed):
        restore_item(acting(Person.objects.get(name="Dora")), item)
    restore_item(acting(manager), item)
    assert everything() == before
    assert Event.objects.get(verb="role.restored").summary == "{person} is project manager of “Project” again"
    again = revoke_role(SYSTEM, Membership.objects.get(pk=lead.pk))
    grant_role(SYSTEM, place.project, Person.objects.get(name="Paul"), "project_manager")
    with pytest.raises(Refused, match="taken its place"):
        restore_item(SYSTEM, again)


def test_a_whole_plan_comes_back_into_an_empty_project(place):
    before = everything()
    item = clear_plan(SYSTEM, place.project)
    assert not Task.objects.filter(component=place.project).exists()
    run_pending()
    new = create_task(SYSTEM, place.project, name="New")
    with pytest.raises(Refused, match="another plan now"):
        restore_item(SYSTEM, item)
    delete_task(SYSTEM, new)
    restore_item(SYSTEM, item)
    run_pending()
    assert everything() == before


def test_who_may_not_delete_may_not_restore(place):
    reader = acting(holder("Reader", place.program, "stakeholder"))
    calendar = create_calendar(SYSTEM, place.sibling, name="Nights")
    items = [
        trash_task(SYSTEM, Task.objects.get(component=place.sibling, name="A")),
        unlink_tasks(SYSTEM, Dependency.objects.filter(component=place.sibling).first()),
        delete_calendar(SYSTEM, calendar),
        clear_plan(SYSTEM, place.project),
    ]
    for item in items:
        with pytest.raises(NotAllowed):
            restore_item(reader, item)
    assert {(entry.title, entry.may_restore) for entry in trash_of(reader.person, place.program)} == {
        (item.title, False) for item in items
    }


def test_every_table_that_people_write_goes_through_the_trash(place):
    """Kinds of columns that the trash must keep exactly: what a new table brings must be among them."""
    known = (models.CharField, models.TextField, models.IntegerField, models.FloatField, models.DecimalField,
             models.BooleanField, models.DateField, models.TimeField, models.JSONField, models.BinaryField, models.ForeignKey,
             models.DurationField, models.UUIDField)  # fmt: skip
    odd = {
        f"{model._meta.model_name}.{column.name}"
        for model in apps.get_app_config("headway").get_models()
        for column in model._meta.concrete_fields
        if not isinstance(column, known)
    }
    assert odd == set()


def test_emptying_takes_the_right_and_leaves_only_what_the_log_says(place):
    task = Task.objects.get(component=place.sibling, name="A")
    item = trash_task(SYSTEM, task)
    with pytest.raises(NotAllowed):
        empty_trash(acting(holder("Paul", place.sibling, "project_manager")), place.sibling)
    manager = acting(holder("Petra", place.program, "program_manager"))
    assert empty_trash(manager, place.program) == 1
    item.refresh_from_db()
    assert (item.rows, item.purged_at is None) == (None, False)
    told = Event.objects.get(verb="trash.purged")
    assert (told.component, told.actor) == (place.sibling, manager.person)
    assert [each["title"] for each in told.before["items"]] == ["Task “A”"]
    with pytest.raises(Refused, match="purged already"):
        restore_item(SYSTEM, item)
    assert empty_trash(manager, place.program) == 0
    with pytest.raises(NotAllowed):
        empty_trash(manager, None)


def test_a_purged_component_leaves_its_name_and_nothing_else(place):
    set_baseline(SYSTEM, place.project)
    grant_role(SYSTEM, place.project, person("Paul"), "project_manager")
    unlink_tasks(SYSTEM, Dependency.objects.filter(component=place.project).first())
    with pytest.raises(Refused, match="Only what lies in the trash"):
        purge_component(SYSTEM, place.program)
    trash_component(SYSTEM, place.program)
    run_pending()
    assert [entry.title for entry in trash_of(person("Root", is_superuser=True))] == ["Program"]
    assert purge_component(SYSTEM, Component.objects.get(pk=place.program.pk)) == 1
    ids = [place.program.pk, place.project.pk, place.sibling.pk]
    assert Component.objects.filter(pk__in=ids, purged_at__isnull=False).count() == 3
    for model in apps.get_app_config("headway").get_models():
        if model._meta.model_name not in LOGS | {"componentpath"} and "component" in {
            f.name for f in model._meta.fields
        }:
            assert not model._base_manager.filter(component__in=ids).exists(), model
    told = Event.objects.get(verb="component.purged")
    assert told.before["tasks"] == 44
    with pytest.raises(Refused, match="was purged"):
        restore_component(SYSTEM, Component.objects.get(pk=place.program.pk))
    run_pending()
    assert verify_log().problems == []


def test_the_night_purges_what_is_older_than_the_installation_keeps(place, settings):
    old = trash_task(SYSTEM, Task.objects.get(component=place.sibling, name="A"))
    trash_component(SYSTEM, place.elsewhere)
    young = trash_task(SYSTEM, Task.objects.get(component=place.sibling, name="B"))
    long_ago = timezone.now() - timedelta(days=91)
    TrashItem.objects.filter(pk=old.pk).update(trashed_at=long_ago)
    Component.objects.filter(pk=place.elsewhere.pk).update(trashed_at=long_ago)
    settings.HEADWAY_TRASH_DAYS = 0
    assert purge_expired(SYSTEM, timezone.now()) == {"purged": 0, "days": 0}
    settings.HEADWAY_TRASH_DAYS = 90
    assert purge_expired(SYSTEM, timezone.now()) == {"purged": 2, "days": 90}
    assert TrashItem.objects.get(pk=young.pk).rows is not None
    assert Component.objects.get(pk=place.elsewhere.pk).purged_at is not None
    assert purge_expired(SYSTEM, datetime.now(UTC)) == {"purged": 0, "days": 90}


def spoken_of(place):
    """A task and a record that are commented on, watched, tied to each other's registers and told of in inboxes."""
    task = Task.objects.get(component=place.sibling, name="A")
    reader = holder("Rea", place.portfolio, "portfolio_manager")
    writer = acting(holder("Wil", place.program, "program_manager"))
    issue = raise_record(SYSTEM, place.sibling, "issue", title="No crane")
    risk = raise_record(SYSTEM, place.operation, "risk", title="No crane there either")
    for row in (task, issue):
        watch(acting(reader), row)
        write_comment(writer, row, "What now?")
        link_record(SYSTEM, risk, row._meta.model_name, row.pk)
    link_record(SYSTEM, issue, "task", task.pk)
    attach_evidence(SYSTEM, issue, name="crane.csv", data=b"a;b\n1;2\n")
    run_pending()
    return task, issue, reader


def dangling(pairs):
    """What speaks of rows by type and number, of these."""
    found = []
    for kind, pk in pairs:
        for model in (Comment, Watch, RecordLink):
            found += model.objects.filter(object_type=kind, object_id=pk)
        lines = Notification.objects.filter(last_event__object_type=kind, last_event__object_id=pk)
        found += lines.exclude(last_event__verb__endswith=".purged")
    return found


def kept(file):
    return any(place.endswith(file.sha256) for place in contents(storages[STORE], ""))


def test_nothing_dangles_after_what_was_purged(place, settings):
    task, issue, reader = spoken_of(place)
    pairs = [("task", task.pk), ("record", issue.pk)]
    comments = list(Comment.objects.values_list("pk", flat=True))
    assert len(dangling(pairs)) >= 9
    client = client_of(reader)
    assert client.get("/search/?q=No+crane").text.count("No crane") > 1
    trash_task(SYSTEM, task)
    trash_record(SYSTEM, issue)
    run_pending()
    page = client.get(f"/c/{place.sibling.pk}/trash/").text
    assert f"{settings.HEADWAY_TRASH_DAYS} days left" in " ".join(page.split())
    file = EvidenceFile.objects.get()
    assert purge_expired(SYSTEM, timezone.now() + timedelta(days=settings.HEADWAY_TRASH_DAYS + 1))["purged"] == 2
    assert dangling(pairs) == []
    assert not Comment.objects.filter(pk__in=comments).exists()
    told = Notification.objects.filter(last_event__object_type="comment", last_event__object_id__in=comments)
    assert not told.exists()
    assert not EvidenceFile.objects.filter(pk=file.pk).exists()
    assert kept(file)
    sweep_contents(timezone.now() + timedelta(days=3))
    assert not kept(file)
    run_pending()
    assert "No crane there either" in (found := client.get("/search/?q=No+crane").text)
    assert f"/r/{issue.pk}/" not in found
    for address in (f"/talk/task/{task.pk}/", f"/t/{task.pk}/", f"/r/{issue.pk}/", f"/talk/record/{issue.pk}/"):
        assert client.get(address).status_code == 404
    for address in ("/inbox/", "/today/", f"/c/{place.sibling.pk}/trash/", f"/c/{place.sibling.pk}/activity/"):
        assert client.get(address).status_code == 200
    assert verify_log().problems == []


def test_what_others_tied_to_a_purged_component_goes_with_it(place):
    task, issue, reader = spoken_of(place)
    _, secret = make_feed(acting(reader), place.sibling, content=CalendarFeed.Content.values[0])
    assert Client().get(f"/calendar/{secret}.ics").status_code == 200
    component = trash_component(SYSTEM, place.sibling)
    purge_component(SYSTEM, component)
    assert dangling([("task", task.pk), ("record", issue.pk), ("component", place.sibling.pk)]) == []
    assert Client().get(f"/calendar/{secret}.ics").status_code == 404
    run_pending()
    assert client_of(reader).get("/inbox/").status_code == 200
