"""What schedules are held against: set with a reason by who may, inherited check by check, told with whose word it is."""

import pytest

from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.errors import Refused
from headway.app.actions.plans import install_plan
from headway.app.actions.quality_marks import LONGEST_REASON, set_quality_mark
from headway.app.bridge.problems import problems_of
from headway.app.bridge.quality_marks import settable
from headway.app.models import Event
from headway.app.queries.quality_marks import marks_for

pytestmark = pytest.mark.django_db
LOGIC = "dcma-01-logic"


@pytest.fixture
def at():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    at.project.refresh_from_db()
    return at


@pytest.fixture
def manager(at):
    return holder("Petra Manager", at.project, "project_manager")


def check_of(person, component, check=LOGIC):
    answer = client_of(person).get(f"/api/v1/components/{component.pk}/quality").json()
    return next(each for each in answer["checks"] if each["id"] == check)


def put(person, component, check=LOGIC, **body):
    address = f"/api/v1/components/{component.pk}/quality/{check}"
    return client_of(person).put(address, body, content_type="application/json")


def test_a_mark_decides_what_passes_and_says_who_set_it(at, manager):
    before = check_of(manager, at.project)
    assert (before["passed"], before["threshold"], before["mark"]) == (False, 5.0, None)
    assert LOGIC in {each["id"] for each in problems_of(at.project).items}
    assert put(manager, at.project, mark=100, reason="A plan of  three tasks").status_code == 200
    after = check_of(manager, at.project)
    assert (after["passed"], after["threshold"], after["standard"]) == (True, 100, 5.0)
    mark = {"value": 100.0, "component": at.project.pk, "set_by": "Project", "reason": "A plan of three tasks"}
    assert after["mark"] == mark
    assert LOGIC not in {each["id"] for each in problems_of(at.project).items}
    event = Event.objects.get(verb="quality.mark_set")
    assert (event.actor, event.component) == (manager, at.project)
    assert event.before == {"check": LOGIC, "mark": None}
    assert event.after == {"check": LOGIC, "mark": {"mark": 100.0, "reason": "A plan of three tasks"}}


def test_the_nearest_mark_holds_check_by_check(at):
    pmo = acting(holder("Per Mo", at.portfolio, "pmo"))
    set_quality_mark(pmo, at.portfolio, LOGIC, 20, reason="Ours are small")
    set_quality_mark(pmo, at.portfolio, "dcma-03-lags", 10, reason="Drying takes time")
    set_quality_mark(pmo, at.program, LOGIC, 30, reason="Smaller still")
    held = {check: (mark.value, mark.component) for check, mark in marks_for(at.project).items()}
    assert held == {LOGIC: (30.0, at.program.pk), "dcma-03-lags": (10.0, at.portfolio.pk)}
    assert {check: mark.value for check, mark in marks_for(at.elsewhere).items()} == {LOGIC: 20.0, "dcma-03-lags": 10.0}
    set_quality_mark(pmo, at.program, LOGIC, None)
    assert marks_for(at.project)[LOGIC].value == 20.0


def test_of_a_component_that_is_hidden_only_the_mark_is_told(at, manager):
    set_quality_mark(SYSTEM, at.portfolio, LOGIC, 1, reason="Secret plans of the board")
    told = check_of(manager, at.project)["mark"]
    assert told == {
        "value": 1.0, "component": None, "set_by": "a component above that you do not see", "reason": "",
    }  # fmt: skip
    items = client_of(manager).get(f"/api/v1/plans/{at.project.pk}/problems").json()["items"]
    assert next(each["mark"] for each in items if each["id"] == LOGIC) == told
    assert "Secret plans" not in client_of(manager).get(f"/c/{at.project.pk}/quality/").content.decode()


def test_where_none_were_allowed_a_mark_allows_at_most_so_many(at, manager):
    check = "dcma-02-leads"
    assert settable()[check].operator == "="
    set_quality_mark(acting(manager), at.project, check, 3, reason="Agreed with the builder")
    told = check_of(manager, at.project, check)
    assert (told["operator"], told["threshold"], told["value"], told["passed"]) == ("<=", 3.0, 0.0, True)


@pytest.mark.parametrize(
    ("check", "mark", "reason", "refusal"),
    [
        (LOGIC, 101, "Why not", "invalid-mark"),
        (LOGIC, -1, "Why not", "invalid-mark"),
        (LOGIC, float("nan"), "Why not", "invalid-mark"),
        (LOGIC, 10, "  ", "no-reason"),
        (LOGIC, 10, "x" * (LONGEST_REASON + 1), "no-reason"),
        ("dcma-12-critical-path-test", 10, "Why not", "no-such-check"),
        ("gao-02-sequence", 10, "Why not", "no-such-check"),
        ("made-up", 10, "Why not", "no-such-check"),
    ],
)
def test_marks_that_mean_nothing_are_refused(at, manager, check, mark, reason, refusal):
    with pytest.raises(Refused) as caught:
        set_quality_mark(acting(manager), at.project, check, mark, reason=reason)
    assert caught.value.id == refusal
    assert marks_for(at.project) == {}


def test_every_mark_that_can_be_set_fits_its_own_usual_value(at):
    for check, row in settable().items():
        set_quality_mark(SYSTEM, at.project, check, row.threshold, reason="As usual")
    assert {check: mark.value for check, mark in marks_for(at.project).items()} == {
        check: row.threshold for check, row in settable().items()
    }


def test_the_page_sets_a_mark_and_lets_it_be_inherited_again(at, manager):
    browser = client_of(manager)
    page = f"/c/{at.project.pk}/quality/"
    assert "Hold against it" in browser.get(page).content.decode()
    browser.post(f"{page}set/", {"check": LOGIC, "mark": "80", "reason": "Few tasks"})
    shown = browser.get(page).content.decode()
    assert "at most 80 %" in shown
    assert ": Few tasks" in shown
    browser.post(f"{page}inherit/", {"check": LOGIC})
    assert marks_for(at.project) == {}
    reader = client_of(holder("Rita Reader", at.portfolio, "stakeholder"))
    assert "Hold against it" not in reader.get(page).content.decode()
    assert reader.post(f"{page}set/", {"check": LOGIC, "mark": "80", "reason": "Mine"}).status_code == 403
    assert "By whose word" in reader.get(f"/c/{at.program.pk}/quality/").content.decode()
