"""Type and lag of links between plans: typed, changed without loss of a promise, taken back, asked for, told."""

import pytest

from factories.branches import BranchGrid, status
from factories.grid import Grid
from factories.people import SYSTEM, acting, client_of, holder
from factories.plans import small_plan
from headway.app.actions.agreements import accept_agreement, request_agreement
from headway.app.actions.branches import start_branch
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.errors import Refused
from headway.app.actions.memberships import grant_role
from headway.app.actions.plans import install_plan
from headway.app.actions.tie_text import tie_values, typed_tie
from headway.app.models import Agreement, Dependency, Event, Notification, Task, TrashItem
from headway.app.worker.follow import run_pending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]
DAY = 480


def task(component, name):
    return Task.objects.get(component=component, name=name)


@pytest.fixture
def sides(place):
    """The sibling takes what the project gives."""
    for plan in (place.project, place.sibling):
        plan.tasks.all().delete()
        install_plan(SYSTEM, plan, small_plan())
    run_pending()
    return place


@pytest.fixture
def giver(sides):
    return acting(holder("Gil", sides.project, "project_manager"))


@pytest.fixture
def taker(sides):
    person = holder("Tea", sides.sibling, "project_manager")
    grant_role(SYSTEM, sides.project, person, "stakeholder")
    return acting(person)


@pytest.fixture
def promised(sides, giver, taker):
    link = link_tasks(taker, task(sides.project, "C"), task(sides.sibling, "A"))
    run_pending()
    return accept_agreement(giver, Agreement.objects.get(dependency=link))


@pytest.fixture
def grid(sides, taker, promised):
    return Grid(client_of(taker.person), sides.sibling)


@pytest.mark.parametrize(
    ("text", "type_", "lag", "kind"),
    [("", "FS", 0, "working"), ("SS", "SS", 0, "working"), ("+2d", "FS", 2 * DAY, "working"),
     ("ff-50%", "FF", -50, "percent"), ("SF + 3ed", "SF", 3 * 1440, "elapsed"), (" ss+1w ", "SS", 5 * DAY, "working")],
)  # fmt: skip
def test_a_tie_is_read_as_behind_a_predecessor(sides, text, type_, lag, kind):
    found = tie_values(text, sides.sibling)
    assert (found["type"], found["lag"], found["lag_kind"]) == (type_, lag, kind)


@pytest.mark.parametrize("text", ["3", "3FS", "2d", "FS 2d", "XY", "FS+", "FS; SS", "FS+2x", "FS+9999999999w"])
def test_what_is_no_tie_is_refused_in_words(sides, text):
    with pytest.raises(Refused, match="is not a link") as refused:
        tie_values(text, sides.sibling)
    assert refused.value.remedy.endswith(".")


def test_a_lag_that_begins_with_a_type_says_it_all():
    assert [typed_tie("FS", "+2d"), typed_tie("", ""), typed_tie("FF", "SS+2d")] == ["FS+2d", "FS", "SS+2d"]


def test_another_lag_keeps_the_link_and_what_was_promised(sides, grid, promised):
    link, before = promised.dependency, grid.row("A")["start"]
    grid.edit({"op": "relink", "link": link.pk, "type": "FS", "lag": "+2d"})
    assert grid.row("A")["start"] > before
    assert (grid.plan["outside"]["id"], grid.plan["outside"]["lag"]) == ([link.pk], ["+2d"])
    row = Agreement.objects.get()
    assert (row.state, row.promised_on, row.dependency) == ("accepted", promised.promised_on, link)
    assert not TrashItem.objects.exists()
    told = Event.objects.filter(verb="dependency.updated").order_by("pk")
    assert [(event.component, event.summary) for event in told] == [
        (sides.sibling, "Changed the link of “A” to a task of another plan (FS+2d)"),
        (sides.project, "Changed the link of a task of another plan to “C” (FS+2d)"),
    ]
    assert told[0].before == {"lag": 0.0}
    grid.undo()
    assert (grid.row("A")["start"], Dependency.objects.get(pk=link.pk).lag) == (before, 0)
    grid.redo()
    assert Dependency.objects.get(pk=link.pk).lag == 2 * DAY
    assert Agreement.objects.get().state == "accepted"


def test_the_other_end_of_the_task_is_asked_for_anew(sides, grid, giver, promised):
    grid.edit({"op": "relink", "link": promised.dependency_id, "type": "FF", "lag": ""})
    assert Agreement.objects.get().state == "accepted"
    grid.edit({"op": "relink", "link": promised.dependency_id, "type": "SS", "lag": "-50%"})
    run_pending()
    row = Agreement.objects.get()
    assert (row.state, row.dependency.type, row.dependency.lag_kind) == ("requested", "SS", "percent")
    told = Notification.objects.get(person=giver.person, event__verb="agreement.requested")
    assert (told.count, told.last_event.summary) == (2, "A hand-off is asked for: “C” (SS-50%)")


def test_a_second_link_of_the_same_type_is_refused(sides, grid, taker, promised):
    second = link_tasks(taker, task(sides.project, "C"), task(sides.sibling, "A"), type="SS")
    grid.refresh()
    code, error = grid.refused({"op": "relink", "link": second.pk, "type": "FS", "lag": ""})
    assert (code, error["id"]) == (422, "already-linked")
    code, error = grid.refused({"op": "relink", "link": second.pk, "type": "FS", "lag": "two days"})
    assert (code, error["id"], error["title"]) == (422, "bad-cell", "“two days” is not a link.")
    # Both at once change places: neither is in the way of the other.
    grid.edit({"op": "unlink", "link": promised.dependency_id},
              {"op": "relink", "link": second.pk, "type": "FS", "lag": "+1d"})  # fmt: skip
    link = Dependency.objects.get(component=sides.sibling, from_component=sides.project)
    assert (link.type, link.lag) == ("FS", DAY)


def test_a_branch_asks_nobody_for_another_lag_and_the_promise_stands(sides, taker, promised):
    branch = start_branch(taker, sides.sibling, name="Later")
    grid = BranchGrid(client_of(taker.person), branch)
    link = promised.dependency_id
    grid.edit({"op": "relink", "link": link, "type": "FS", "lag": "+3d"})
    assert (grid.plan["outside"]["lag"], Dependency.objects.get(pk=link).lag) == (["+3d"], 0)
    assert {each["words"]: each["asks"] for each in grid.get("/items")["items"]} == {
        "link to “Project > C” FS → FS+3d": "",
    }  # fmt: skip
    grid.edit({"op": "relink", "link": grid.plan["outside"]["id"][0], "type": "SS", "lag": "+3d"})
    asks = [each["asks"] for each in grid.get("/items")["items"]]
    assert asks == ["“Project” is asked to promise it."]
    grid.undo()
    assert status(taker.person, "post", f"/branches/{branch.pk}/merge")[0] == 200
    row = Agreement.objects.get()
    assert (row.state, row.dependency_id, row.dependency.lag) == ("accepted", link, 3 * DAY)


def test_the_lag_of_a_hidden_end_is_hidden(sides, taker, promised):
    Dependency.objects.filter(pk=promised.dependency_id).update(lag=2 * DAY)
    other = Grid(client_of(holder("Only here", sides.sibling, "project_manager")), sides.sibling)
    assert (other.plan["outside"]["label"], other.plan["outside"]["lag"]) == (["Hidden task"], [""])


def test_a_request_says_how_the_link_shall_be(sides, giver, taker):
    row = request_agreement(taker, task(sides.sibling, "B"), sides.project, text="Steel", tie="SS+2d")
    assert (
        Event.objects.filter(verb="agreement.requested").latest("pk").summary
        == "A hand-off is asked for: “Steel” (SS+2d)"
    )
    row = accept_agreement(giver, row, task=task(sides.project, "C"))
    assert (row.dependency.type, row.dependency.lag) == ("SS", 2 * DAY)
    with pytest.raises(Refused, match="hands over to the one that waits already"):
        accept_agreement(giver, request_agreement(taker, task(sides.sibling, "B"), sides.project, text="Steel", tie="SS"),
                         task=task(sides.project, "C"))  # fmt: skip
    with pytest.raises(Refused, match="longer than a hundred years"):
        request_agreement(taker, task(sides.sibling, "B"), sides.project, text="Steel", tie="SS+200000%")
    answer = status(taker.person, "get", f"/agreements/{row.pk}")[1]
    assert answer["tie"] == "SS+2d"


def test_pages_ask_for_the_link_and_show_it(client, sides, taker):
    client.force_login(taker.person)
    asked = {"task": task(sides.sibling, "B").pk, "giver": sides.project.pk, "text": "Steel"}
    wrong = client.post(f"/c/{sides.sibling.pk}/hand-offs/ask/", {**asked, "tie": "next week"}, follow=True)
    assert "“next week” is not a link." in wrong.content.decode()
    assert not Agreement.objects.exists()
    client.post(f"/c/{sides.sibling.pk}/hand-offs/ask/", {**asked, "tie": "FF+1w"})
    row = Agreement.objects.get()
    assert "Finish to finish, FF+1w" in client.get(f"/hand-offs/{row.pk}/").content.decode()
    assert "Project · FF+1w" in client.get(f"/c/{sides.sibling.pk}/hand-offs/").content.decode()


@pytest.mark.parametrize(
    ("language", "typed", "days"),
    [
        ("de-CH,de;q=0.9", "SS+1,5d", 1.5),
        ("en-US,en;q=0.9", "SS+1.5d", 1.5),
        ("de", "SS+1.5d", 1.5),
        ("de-DE", "SS+1.200d", 1200),
        ("de-DE", "SS+1.200,5d", 1200.5),
        ("en-US", "SS+1.200d", 1.2),
        ("<script>", "SS+2d", 2),
    ],
)
def test_pages_read_the_lag_as_the_reader_writes_numbers(client, sides, taker, language, typed, days):
    client.force_login(taker.person)
    asked = {"task": task(sides.sibling, "B").pk, "giver": sides.project.pk, "text": "Steel", "tie": typed}
    client.post(f"/c/{sides.sibling.pk}/hand-offs/ask/", asked, headers={"accept-language": language})
    assert Agreement.objects.get().tie["lag"] == days * DAY
