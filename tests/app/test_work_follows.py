"""Duration, work and units of a task keep together, whichever of them is set and by whatever door; undo is exact."""

import pytest

from factories.branches import BranchGrid, live_of, status
from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.branches import start_branch
from headway.app.actions.errors import Refused
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plans import install_plan
from headway.app.actions.undo import redo, undo
from headway.app.models import Assignment, Calendar, Event, Resource, Task
from headway.formats.document import AssignmentDoc, ResourceDoc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]
HOUR, DAY = 60, 480


def staffed(kind="fixed_units", *, effort_driven=False):
    """Ann does all of A, for which 24 hours are stated, and Bo the half of it; on B is nobody, for 16 hours."""
    document = small_plan()
    document.resources = [ResourceDoc(1, "Ann"), ResourceDoc(2, "Bo"), ResourceDoc(3, "Sand", kind="material")]
    document.assignments = [
        AssignmentDoc(1, 2, 1, work_minutes=24 * HOUR, actual_work_minutes=2 * HOUR, remaining_work_minutes=22 * HOUR),
        AssignmentDoc(2, 2, 2, units=0.5, work_minutes=12 * HOUR),
        AssignmentDoc(3, 2, 3, units=7, work_minutes=420),
    ]
    for task, work in ((document.tasks[1], 36), (document.tasks[2], 16)):
        task.task_type, task.effort_driven, task.work_minutes = kind, effort_driven, work * HOUR
    document.tasks[1].remaining_work_minutes = 34 * HOUR
    return document


@pytest.fixture
def place(request):
    at = tree()
    install_plan(SYSTEM, at.project, staffed(*getattr(request, "param", ())))
    at.manager = holder("Maja", at.project, "project_manager")
    return at


def task(place, name="A"):
    return Task.objects.get(component=place.project, name=name)


def figures(place, name="A"):
    """Duration in days, work in hours, and of each resource its units and work."""
    row = task(place, name)
    people = row.assignments.order_by("resource__name").values_list("resource__name", "units", "work_minutes")
    shares = {who: (round(units, 6), work and work / HOUR) for who, units, work in people if who != "Sand"}
    return row.duration_minutes / DAY, row.work_minutes and row.work_minutes / HOUR, shares


def everything(place):
    tasks = Task.objects.filter(component=place.project).order_by("position")
    people = Assignment.objects.filter(component=place.project).order_by("resource")
    return (list(tasks.values_list("name", "kind", "duration_minutes", "work_minutes", "remaining_work_minutes",
                                   "remaining_minutes", "start", "finish")),
            list(people.values_list("task", "resource", "units", "work_minutes", "actual_work_minutes",
                                    "remaining_work_minutes")))  # fmt: skip


def typed(place, name="A", actor=SYSTEM, **cells):
    return edit_plan(actor, place.project, [{"op": "set", "tasks": [task(place, name).pk], "cells": cells}])


FIXED_UNITS, FIXED_WORK, FIXED_DURATION = ("fixed_units",), ("fixed_work",), ("fixed_duration",)


@pytest.mark.parametrize(
    ("place", "cells", "expected"),
    [
        (FIXED_UNITS, {"duration": "6d"}, (6, 72, {"Ann": (1, 48), "Bo": (0.5, 24)})),
        (FIXED_WORK, {"duration": "6d"}, (6, 36, {"Ann": (0.5, 24), "Bo": (0.25, 12)})),
        (FIXED_DURATION, {"duration": "6d"}, (6, 72, {"Ann": (1, 48), "Bo": (0.5, 24)})),
        (FIXED_UNITS, {"work": "72h"}, (6, 72, {"Ann": (1, 48), "Bo": (0.5, 24)})),
        (FIXED_WORK, {"work": "72h"}, (6, 72, {"Ann": (1, 48), "Bo": (0.5, 24)})),
        (FIXED_DURATION, {"work": "72h"}, (3, 72, {"Ann": (2, 48), "Bo": (1, 24)})),
        (FIXED_UNITS, {"resources": "Ann [50%]; Bo [50%]; Sand"}, (6, 36, {"Ann": (0.5, 24), "Bo": (0.5, 12)})),
        (FIXED_WORK, {"resources": "Ann [50%]; Bo [50%]; Sand"}, (6, 36, {"Ann": (0.5, 24), "Bo": (0.5, 12)})),
        (FIXED_DURATION, {"resources": "Ann [50%]; Bo [50%]; Sand"}, (3, 24, {"Ann": (0.5, 12), "Bo": (0.5, 12)})),
        (FIXED_UNITS, {"duration": "6d", "work": "45h"}, (6, 45, {"Ann": (1, 30), "Bo": (0.5, 15)})),
        (FIXED_UNITS, {"duration": "0d"}, (0, 2, {"Ann": (1, 2), "Bo": (0.5, 0)})),  # two hours are done already
    ],
    indirect=["place"],
)
def test_what_gives_way_depends_on_the_type_of_the_task(place, cells, expected):
    before = everything(place)
    done = typed(place, actor=acting(place.manager), **cells)
    assert figures(place) == expected
    after = everything(place)
    sand = Assignment.objects.get(resource__name="Sand")
    assert (sand.work_minutes, task(place).version) == (420, 2)
    assert done.event is not None
    undo(acting(place.manager), place.project)
    assert everything(place) == before
    redo(acting(place.manager), place.project)
    assert everything(place) == after


def test_what_remains_follows_the_work(place):
    typed(place, duration="6d")
    ann = Assignment.objects.get(resource__name="Ann")
    assert (ann.actual_work_minutes, ann.remaining_work_minutes) == (2 * HOUR, 46 * HOUR)
    assert task(place).remaining_work_minutes == (34 + 36) * HOUR


def test_work_of_nobody_follows_the_duration_and_is_taken_over(place):
    typed(place, "B", duration="3d")
    assert figures(place, "B") == (3, 24, {})
    typed(place, "B", work="30h")
    assert figures(place, "B") == (3, 30, {})
    typed(place, "B", resources="Ann; Bo")
    assert figures(place, "B") == (3, 30, {"Ann": (1, 15), "Bo": (1, 15)})


@pytest.mark.parametrize("place", [("fixed_units",), ("fixed_work",)], indirect=True)
def test_who_comes_shares_the_work_where_it_stays(place):
    Task.objects.filter(component=place.project).update(effort_driven=True)
    typed(place, resources="Ann; Bo [50%]; Sand")
    assert figures(place)[0] == 3
    typed(place, resources="Ann; Sand")
    assert figures(place) == (4.5, 36, {"Ann": (1, 36)})
    typed(place, resources="Ann; Bo [200%]")
    assert figures(place) == (1.5, 36, {"Ann": (1, 12), "Bo": (2, None)})


def test_who_comes_works_as_long_as_the_others_where_it_does_not(place):
    typed(place, resources="Ann; Sand")
    assert figures(place) == (3, 24, {"Ann": (1, 24)})
    typed(place, resources="Ann; Bo")
    assert figures(place) == (3, 48, {"Ann": (1, 24), "Bo": (1, None)})


def test_day_and_night_counts_every_hour_and_a_calendar_of_its_own_none(place):
    typed(place, duration="3ed")
    assert figures(place) == (9, 108, {"Ann": (1, 72), "Bo": (0.5, 36)})
    typed(place, duration="3d")
    nights = Calendar.objects.create(component=place.project, uid=9, name="Nights", week=[[[0, 240]]] * 7)
    typed(place, calendar="Nights")
    assert figures(place) == (3, 36, {"Ann": (1, 24), "Bo": (0.5, 12)})
    start = task(place).start
    edit_plan(SYSTEM, place.project, [{"op": "resize", "tasks": [task(place).pk], "finish": start + 3 * 1440 + 120}])
    row = task(place)
    assert (row.calendar_id, figures(place)[2]["Ann"]) == (nights.pk, (1, row.duration_minutes / HOUR))


def test_the_event_tells_it_and_the_answer_shows_it(place):
    done = typed(place, actor=acting(place.manager), duration="6d")
    assert done.event.summary == "Changed duration, work, remaining work of “A”"
    told = Event.objects.get(cause=done.event, verb="task.updated")
    assert told.before["work_minutes"] == 36 * HOUR
    ann = Assignment.objects.get(resource__name="Ann").resource_id
    assert [ann, 48 * HOUR, 46 * HOUR] in told.after["assigned_work"]
    assert [ann, 24 * HOUR, 22 * HOUR] in told.before["assigned_work"]


@pytest.mark.parametrize("place", [FIXED_WORK], indirect=True)
def test_the_grid_and_the_load_follow_at_once(place):
    grid = live_of(place)
    load = f"/api/v1/plans/{place.project.pk}/load"
    before = client_of(place.manager).get(load, {"step": "week"}).json()["resources"]["work"]
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "6d"}})
    assert grid.row("A")["resources"] == "Ann [50%]; Bo [25%]; Sand [700%]"
    assert grid.row("A")["resource_work"] == [24 * HOUR, 12 * HOUR, 0]
    assert client_of(place.manager).get(load, {"step": "week"}).json()["resources"]["work"] == before
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"work": "72h"}})
    assert (grid.row("A")["work"], grid.row("A")["duration"]) == (72 * HOUR, 12 * DAY)
    assert grid.row("A")["resource_work"] == [48 * HOUR, 24 * HOUR, 0]
    assert grid.row("B")["resource_work"] is None
    after = client_of(place.manager).get(load, {"step": "week"}).json()["resources"]["work"]
    assert after == [2 * each for each in before]


@pytest.mark.parametrize("place", [FIXED_UNITS, FIXED_WORK, FIXED_DURATION], indirect=True)
@pytest.mark.parametrize("cells", [{"duration": "6d"}, {"work": "72h"}, {"resources": "Ann [50%]; Bo"}])
def test_a_merged_branch_is_what_the_same_edit_typed_in_the_plan_is(place, cells):
    branch = start_branch(acting(place.manager), place.project, name="Other work")
    grid = BranchGrid(client_of(place.manager), branch)
    grid.edit({"op": "set", "tasks": [task(place).pk], "cells": cells})
    shown = grid.row("A")
    again = BranchGrid(client_of(place.manager), branch).row("A")
    assert again == shown
    typed(place, actor=acting(place.manager), **cells)
    expected, live = everything(place), live_of(place).row("A")
    assert [shown[name] for name in ("duration", "work", "resources", "resource_work")] == [
        live[name] for name in ("duration", "work", "resources", "resource_work")
    ]
    undo(acting(place.manager), place.project)
    assert status(place.manager, "post", f"/branches/{branch.pk}/merge")[0] == 200
    assert everything(place) == expected


def test_who_joined_meanwhile_keeps_their_work(place):
    branch = start_branch(acting(place.manager), place.project, name="Longer")
    grid = BranchGrid(client_of(place.manager), branch)
    grid.edit({"op": "set", "tasks": [task(place).pk], "cells": {"duration": "6d"}})
    bo = Assignment.objects.get(resource__name="Bo")
    edit_plan(SYSTEM, place.project, [{"op": "set", "tasks": [task(place).pk], "cells": {"resources": "Ann; Sand"}}])
    edit_plan(SYSTEM, place.project, [{"op": "set", "tasks": [task(place).pk], "cells": {"resources": "Ann; Bo"}}])
    assert status(place.manager, "post", f"/branches/{branch.pk}/merge")[0] == 200
    assert figures(place)[2] == {"Ann": (1, 48), "Bo": (1, 24)}
    assert bo.resource.assignments.count() == 1


def test_who_is_there_twice_keeps_what_is_stated(place):
    ann = Assignment.objects.get(resource__name="Ann")
    Assignment.objects.create(component=place.project, uid=9, task=ann.task, resource=ann.resource)
    typed(place, duration="6d")
    assert task(place).duration_minutes == 6 * DAY
    assert sorted(ann.resource.assignments.values_list("units", "work_minutes"), key=str) == [(1, 24 * HOUR), (1, None)]


def test_stated_work_of_people_is_not_typed(place):
    rows = {"op": "set", "tasks": [task(place).pk], "values": {"assigned_work": [[1, 1, 1]]}}
    with pytest.raises(Refused, match="assigned_work"):
        edit_plan(SYSTEM, place.project, [rows])


@pytest.mark.parametrize("value", [None, 7, [["x", 1]], [[1]], [1], [[2**70, 1]], [[1, "2"]], [[1, float("nan")]]])
def test_who_works_is_sent_as_pairs(place, value):
    with pytest.raises(Refused):
        edit_plan(SYSTEM, place.project, [{"op": "set", "tasks": [task(place).pk], "values": {"assigned": value}}])


@pytest.mark.parametrize("place", [FIXED_WORK], indirect=True)
def test_what_nobody_can_do_is_refused(place):
    with pytest.raises(Refused, match="Nobody can do that much work"):
        typed(place, duration="1m")
    assert figures(place)[0] == 3


def test_calendars_of_people_are_kept(place):
    """Parts of a task on calendars of their own are calculated with the new work."""
    early = Calendar.objects.create(component=place.project, uid=9, name="Early", week=[[[240, 480]]] * 5 + [[], []])
    Resource.objects.filter(name="Ann").update(calendar=early)
    typed(place, duration="4d")
    first = task(place).finish
    typed(place, duration="6d")
    assert task(place).finish > first


def test_the_type_that_is_set_decides_what_gives_way_then_and_later(place):
    before = everything(place)
    typed(place, actor=acting(place.manager), task_type="fixed work")
    assert (task(place).task_type, everything(place)[1]) == ("fixed_work", before[1])
    typed(place, actor=acting(place.manager), duration="6d")
    assert figures(place) == (6, 36, {"Ann": (0.5, 24), "Bo": (0.25, 12)})
    typed(place, actor=acting(place.manager), task_type="Fixed duration", work="72h")
    assert figures(place) == (6, 72, {"Ann": (1, 48), "Bo": (0.5, 24)})
    for _ in range(3):
        undo(acting(place.manager), place.project)
    assert everything(place) == before
    assert task(place).task_type == "fixed_units"


def test_who_comes_shares_the_work_once_the_task_is_effort_driven(place):
    Resource.objects.create(component=place.project, uid=9, name="Cy")
    typed(place, actor=acting(place.manager), resources="Ann; Bo [50%]; Cy; Sand [700%]")
    assert figures(place)[1] == 60
    undo(acting(place.manager), place.project)
    typed(place, effort_driven="yes")
    typed(place, resources="Ann; Bo [50%]; Cy; Sand [700%]")
    assert figures(place)[1] == 36
    assert figures(place)[0] < 3
    assert figures(place)[2]["Ann"][1] < 24


@pytest.mark.parametrize("door", ["cells", "values", "api"])
def test_a_type_that_there_is_not_is_refused(place, door):
    if door == "api":
        client = client_of(place.manager)
        url = f"/api/v1/tasks/{task(place).pk}"
        answer = client.patch(url, {"version": 1, "task_type": "fixed"}, content_type="application/json")
        assert (answer.status_code, answer.json()["error"]["id"]) == (422, "invalid-value")
        answer = client.patch(url, {"version": 1, "task_type": "fixed_work", "effort_driven": True},
                              content_type="application/json")  # fmt: skip
        assert (answer.json()["task_type"], answer.json()["effort_driven"]) == ("fixed_work", True)
        return
    edit = {"op": "set", "tasks": [task(place).pk], door: {"task_type": "fixed"}}
    with pytest.raises(Refused) as refused:
        edit_plan(SYSTEM, place.project, [edit])
    assert refused.value.id == {"cells": "bad-cell", "values": "invalid-value"}[door]
    assert task(place).version == 1


@pytest.mark.parametrize("place", [FIXED_WORK], indirect=True)
@pytest.mark.parametrize("door", ["cells", "values", "api", "branch"])
def test_fixed_work_is_never_said_not_to_be_effort_driven(place, door):
    given = {"effort_driven": "no" if door == "cells" else False}
    edit = {"op": "set", "tasks": [task(place).pk], "cells" if door == "cells" else "values": given}
    if door == "api":
        answer = client_of(place.manager).patch(f"/api/v1/tasks/{task(place).pk}", {"version": 1, **given},
                                                content_type="application/json")  # fmt: skip
        assert (answer.status_code, answer.json()["error"]["id"]) == (422, "always-effort-driven")
    elif door == "branch":
        branch = start_branch(acting(place.manager), place.project, name="Other work")
        assert BranchGrid(client_of(place.manager), branch).refused(edit)[1]["id"] == "always-effort-driven"
    else:
        with pytest.raises(Refused) as refused:
            edit_plan(SYSTEM, place.project, [edit])
        assert refused.value.id == "always-effort-driven"
    assert task(place).version == 1


@pytest.mark.parametrize("place", [FIXED_WORK], indirect=True)
def test_with_another_type_it_can_be_said_and_pasted_it_is_one_cell_that_stays(place):
    typed(place, actor=acting(place.manager), effort_driven="no", task_type="Fixed units")
    assert (task(place).task_type, task(place).effort_driven) == ("fixed_units", False)
    undo(acting(place.manager), place.project)
    assert task(place).task_type == "fixed_work"
    row = list(Task.objects.filter(component=place.project).order_by("position").values_list("name", flat=True)).index(
        "A"
    )
    lines = {"op": "paste", "row": row + 1, "columns": ["name", "effort_driven"], "text": "Again\tno"}
    done = edit_plan(SYSTEM, place.project, [lines])
    assert [(each["column"], each["id"]) for each in done.problems] == [("effort_driven", "always-effort-driven")]
    assert task(place, "Again").task_type == "fixed_work"


def shape(place, text):
    row = task(place)
    edit_plan(acting(place.manager), place.project, [{"op": "set", "tasks": [row.pk], "cells": {"contours": text}}])


def contours(place):
    rows = Assignment.objects.filter(task=task(place), resource__kind="work").order_by("resource__name")
    return dict(rows.values_list("resource__name", "contour"))


def test_a_contour_is_one_change_makes_the_task_longer_and_is_taken_back_whole(place):
    before = everything(place)
    shape(place, "ann [Bell]")
    assert contours(place) == {"Ann": "bell", "Bo": "flat"}
    duration, work, shares = figures(place)
    # The mean of a bell is half of its peak: the same work takes twice as long.
    assert (duration, work, shares["Ann"]) == (6, 36, (1, 24))
    told = Event.objects.get(component=place.project, verb="task.updated")
    assert told.summary.startswith("Changed ")
    assert "contour" in told.summary
    assert told.before["contours"] == []
    assert Event.objects.filter(component=place.project, verb="plan.edited").count() == 1
    undo(acting(place.manager), place.project)
    assert everything(place) == before
    assert contours(place) == {"Ann": "flat", "Bo": "flat"}
    redo(acting(place.manager), place.project)
    assert contours(place) == {"Ann": "bell", "Bo": "flat"}


@pytest.mark.parametrize("place", [("fixed_duration",)], indirect=True)
def test_a_contour_leaves_a_fixed_duration_and_takes_of_the_work(place):
    shape(place, "Ann [Back loaded]; Bo [Bell]")
    assert figures(place) == (3, 20.4, {"Ann": (1, 14.4), "Bo": (0.5, 6)})


def test_a_contour_is_told_to_the_grid_and_refused_in_words_where_there_is_none(place):
    browser = client_of(place.manager)
    address = f"/api/v1/plans/{place.project.pk}"
    assert "contours" not in browser.get(address).json()["tasks"]
    shape(place, "Ann [Turtle]")
    tasks = browser.get(address).json()["tasks"]
    assert tasks["contours"][1] == ["turtle", "flat", "flat"]
    for text, words in (("Ann [Heart]", "There is no contour “Heart” here."), ("Ann", "“Ann” names no contour."),
                        ("Sand [Bell]", "There is no resource on this task “Sand” here."),
                        ("Ann [By hand]", "“By hand” comes with a file and cannot be chosen.")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            shape(place, text)
        assert refused.value.title == words
    assert contours(place)["Ann"] == "turtle"


def test_what_was_spread_by_hand_stays_so_while_another_persons_contour_is_chosen(place):
    Assignment.objects.filter(task=task(place), resource__name="Bo").update(contour="contoured")
    shape(place, "Ann [Bell]; Bo [By hand]")
    assert contours(place) == {"Ann": "bell", "Bo": "contoured"}
    shape(place, "Ann [Bell]")
    assert contours(place) == {"Ann": "bell", "Bo": "flat"}
    undo(acting(place.manager), place.project)
    assert contours(place) == {"Ann": "bell", "Bo": "contoured"}


def test_who_leaves_a_task_takes_their_contour_along_and_undo_brings_it_back(place):
    shape(place, "Bo [Bell]")
    edit_plan(
        acting(place.manager),
        place.project,
        [{"op": "set", "tasks": [task(place).pk], "cells": {"resources": "Ann; Sand [700%]"}}],
    )
    assert contours(place) == {"Ann": "flat"}
    undo(acting(place.manager), place.project)
    assert contours(place) == {"Ann": "flat", "Bo": "bell"}


@pytest.fixture
def grid(place):
    place.branch = start_branch(acting(place.manager), place.project, name="Try")
    return BranchGrid(client_of(place.manager), place.branch)


def contour(grid, text):
    return {"op": "set", "tasks": [grid.id("A")], "cells": {"contours": text}}


def test_a_branch_tries_contours_with_undo_and_comparison_and_the_plan_has_what_is_merged(place, grid):
    before = everything(place)
    grid.edit(contour(grid, "Ann [Bell]"))
    row = grid.row("A")
    assert (row["contours"], row["duration"]) == (["bell", "flat", "flat"], 6 * DAY)
    assert (contours(place), everything(place)) == ({"Ann": "flat", "Bo": "flat"}, before)
    line = next(each for each in grid.get("/comparison")["tasks"] if each["name"] == "A")
    assert (line["live_contours"], line["contours"]) == ("", "Ann [Bell]")
    assert (
        "contour flat → Ann [Bell]" in client_of(place.manager).get(f"/b/{place.branch.pk}/compare/").content.decode()
    )
    grid.undo()
    assert not any(grid.get()["tasks"].get("contours", ()))
    assert grid.get("/comparison")["tasks"] == []
    grid.redo()
    (item,) = grid.get("/items")["items"]
    assert item["words"] == "duration 3d → 6d; contour flat → Ann [Bell]"
    tried = {name: grid.row(name)["finish"] for name in ("A", "B", "C")}
    assert status(place.manager, "post", f"/branches/{place.branch.pk}/merge")[0] == 200
    assert contours(place) == {"Ann": "bell", "Bo": "flat"}
    assert {name: live_of(place).row(name)["finish"] for name in tried} == tried
    live_of(place).undo()
    assert (contours(place), everything(place)) == ({"Ann": "flat", "Bo": "flat"}, before)


@pytest.mark.parametrize("place", [("fixed_duration",)], indirect=True)
def test_a_contour_that_moves_nothing_is_in_the_comparison_of_a_branch_too(place, grid):
    grid.edit(contour(grid, "Bo [Turtle]"))
    (line,) = grid.get("/comparison")["tasks"]
    assert (line["name"], line["contours"], line["moved"]) == ("A", "Bo [Turtle]", 0)


@pytest.mark.parametrize("place", [("fixed_duration",)], indirect=True)
def test_contours_of_others_meanwhile_stay_and_of_the_same_person_both_are_said(place, grid):
    grid.edit(contour(grid, "Bo [Bell]"))
    shape(place, "Ann [Turtle]")
    grid.take(grid.get())
    assert grid.row("A")["contours"] == ["turtle", "bell", "flat"]
    assert {each["field"] for each in grid.get("/comparison")["conflicts"]} == {
        "work_minutes",
        "remaining_work_minutes",
    }
    shape(place, "Ann [Turtle]; Bo [Late peak]")
    (conflict,) = [each for each in grid.get("/comparison")["conflicts"] if each["field"] == "contours"]
    assert conflict["said"] == (
        "The branch says Ann [Turtle]; Bo [Bell], the plan says Ann [Turtle]; Bo [Late peak] now."
    )
    edit_plan(
        acting(place.manager),
        place.project,
        [{"op": "set", "tasks": [task(place).pk], "cells": {"resources": "Ann; Sand [700%]"}}],
    )
    lost = [each["title"] for each in grid.get("/comparison")["conflicts"] if each["kind"] == "lost"]
    assert lost == ["“A”: whose contour the branch changed works on it no more."]
    grid.take(grid.get())
    assert grid.row("A")["contours"] == ["turtle", "flat"]


def test_a_copy_in_a_branch_and_its_load_have_the_contour_that_only_the_branch_has(place, grid):
    grid.edit(contour(grid, "Ann [Bell]"))
    grid.edit({"op": "duplicate", "tasks": [grid.id("A")]})
    rows = grid.get()["tasks"]
    assert [each for each in rows["contours"] if each] == [["bell", "flat", "flat"]] * 2
    work = grid.get("/load?step=day")["work"]
    assert work[0] < work[2]
    assert status(place.manager, "post", f"/branches/{place.branch.pk}/merge")[0] == 200
    bells = Assignment.objects.filter(component=place.project, contour="bell")
    assert list(bells.values_list("resource__name", flat=True)) == ["Ann", "Ann"]
