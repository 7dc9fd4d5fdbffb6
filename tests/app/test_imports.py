"""A file goes in, a preview comes out, someone accepts, discards or undoes."""

import psutil
import pytest

from factories.people import acting, holder, tree
from factories.plans import big_plan, mspdi, small_plan
from headway.app.actions.errors import Refused
from headway.app.actions.imports import (
    Cancelled,
    accept_import,
    discard_import,
    read_import,
    start_import,
    undo_import,
)
from headway.app.actions.read_source import read_source
from headway.app.models import ChangeSet, Component, Event, Task
from headway.app.rules import NotAllowed, visible
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return tree()


@pytest.fixture
def manager(place):
    return acting(holder("Manager", place.program, "program_manager"))


def test_whole_way(place, manager):
    change_set = start_import(manager, place.program, name="C:\\plans\\My plan.xml", data=mspdi(small_plan("Bridge")))
    assert (change_set.state, change_set.name) == ("waiting", "My plan.xml")
    run_pending()
    change_set.refresh_from_db()
    assert (change_set.state, change_set.error, change_set.progress) == ("ready", {}, 100)
    counts = change_set.report["counts"]
    assert (counts["tasks"], counts["milestones"], counts["summaries"], counts["links"]) == (2, 1, 1, 2)
    assert not Task.objects.exists()
    project = accept_import(manager, change_set)
    assert (project.name, project.parent, project.tasks.count()) == ("Bridge", place.program, 4)
    change_set.refresh_from_db()
    assert (change_set.state, change_set.result, change_set.source, change_set.payload) == (
        "merged",
        project,
        None,
        None,
    )
    verbs = list(Event.objects.filter(component=project).order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["component.created", "plan.imported", "import.accepted"]
    undo_import(manager, change_set)
    assert not visible(manager.person, Component).filter(pk=project.pk).exists()
    change_set.refresh_from_db()
    assert change_set.state == "undone"


def test_into_an_empty_project_and_back(place):
    manager = acting(holder("Project manager", place.project, "project_manager"))
    change_set = read_import(start_import(manager, place.project, name="a.xml", data=mspdi(small_plan())))
    assert accept_import(manager, change_set) == place.project
    with pytest.raises(Refused, match="already has a plan"):
        start_import(manager, place.project, name="b.xml", data=mspdi(small_plan()))
    undo_import(manager, change_set)
    place.project.refresh_from_db()
    assert place.project.tasks.count() == 0
    assert place.project.calendar is None
    assert start_import(manager, place.project, name="b.xml", data=mspdi(small_plan())).state == "waiting"


def test_undo_is_refused_once_someone_built_on_it(place, manager):
    change_set = read_import(start_import(manager, place.program, name="a.xml", data=mspdi(small_plan())))
    project = accept_import(manager, change_set)
    from headway.app.actions.tasks import create_task

    create_task(manager, project, name="More")
    with pytest.raises(Refused) as refused:
        undo_import(manager, change_set)
    assert refused.value.id == "changed-since"
    assert visible(manager.person, Component).filter(pk=project.pk).exists()


def test_unreadable_file_says_why_and_keeps_nothing(place, manager):
    change_set = start_import(manager, place.program, name="photo.mpp", data=b"\x89PNG\r\n\x1a\n" + b"\x00" * 100)
    run_pending()
    change_set.refresh_from_db()
    assert (change_set.state, change_set.error["id"], change_set.source) == ("failed", "not-a-plan", None)
    assert set(change_set.error) == {"id", "title", "where", "remedy"}
    with pytest.raises(Refused, match="already not readable"):
        accept_import(manager, change_set)
    assert Component.objects.count() == 7


def test_empty_and_large_files_are_refused(place, manager, settings):
    settings.HEADWAY_UPLOAD_MAX_BYTES = 1000
    for data, why in ((b"", "empty-file"), (b"x" * 1001, "too-large")):
        with pytest.raises(Refused) as refused:
            start_import(manager, place.program, name="a.xml", data=data)
        assert refused.value.id == why
    assert ChangeSet.objects.count() == 0


def test_plan_without_tasks_fails(place, manager):
    document = small_plan()
    document.tasks, document.links = [], []
    change_set = read_import(start_import(manager, place.program, name="a.xml", data=mspdi(document)))
    assert (change_set.state, change_set.error["id"]) == ("failed", "no-tasks")


def test_discarded_while_read_stays_discarded(place, manager):
    change_set = start_import(manager, place.program, name="a.xml", data=mspdi(big_plan(200)))

    def discard_once(_percent: int, _step: str) -> None:
        change_set.refresh_from_db()
        if change_set.state == "running":
            discard_import(manager, change_set)

    assert read_import(change_set, on_progress=discard_once).state == "discarded"
    assert (change_set.source, change_set.payload, change_set.report) == (None, None, {})


def test_nobody_goes_on_reading_what_was_discarded(place, manager):
    change_set = start_import(manager, place.program, name="a.xml", data=mspdi(big_plan(40_000)))
    discard_import(manager, ChangeSet.objects.get(pk=change_set.pk))
    before = {child.pid for child in psutil.Process().children()}

    def show(_percent: int, _step: str) -> None:
        if {child.pid for child in psutil.Process().children()} - before:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_source(change_set, show)
    readers = [child for child in psutil.Process().children() if child.pid not in before]
    gone, alive = psutil.wait_procs(readers, timeout=2)
    assert (len(gone), alive) == (len(readers), [])


def test_interrupted_twice_fails(place, manager):
    change_set = start_import(manager, place.program, name="a.xml", data=mspdi(small_plan()))
    ChangeSet.objects.filter(pk=change_set.pk).update(state="running", attempts=1)
    assert read_import(change_set).state == "ready"
    ChangeSet.objects.filter(pk=change_set.pk).update(state="running", attempts=2)
    assert read_import(change_set).error["id"] == "interrupted"


def test_who_may_import(place):
    for name, component, role in (
        ("Viewer", place.program, "stakeholder"),
        ("Member", place.program, "team_member"),
        ("Project manager", place.program, "project_manager"),
        ("Stranger", place.elsewhere, "program_manager"),
    ):
        with pytest.raises(NotAllowed):
            start_import(acting(holder(name, component, role)), place.program, name="a.xml", data=b"x")


def test_only_those_who_may_import_see_the_preview(place, manager):
    change_set = start_import(manager, place.program, name="a.xml", data=b"x")
    viewer = holder("Viewer", place.program, "stakeholder")
    other = holder("Other", place.portfolio, "portfolio_manager")
    assert not visible(viewer, ChangeSet).exists()
    assert visible(other, ChangeSet).get() == change_set
