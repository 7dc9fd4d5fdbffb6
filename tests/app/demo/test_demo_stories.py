"""The demonstration tells the stories that it was written for, in whatever season it is loaded."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import F

from headway.app import demo
from headway.app.bridge.recalculate import recalculate
from headway.app.demo.load import DemoSummary, build_plans, load
from headway.app.demo.talk import TALK
from headway.app.models import Baseline, Comment, Component, Dependency, Event, Person, Reaction, Rollup, Task
from headway.app.queries.audit.verify import verify_chain
from headway.app.rules.roles import ROLES
from headway.app.ui.first_page import roles_held

MONDAY = date(2026, 11, 23)
pytestmark = pytest.mark.django_db

SAID: list[str] = []


def test_a_load_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the power went out")

    monkeypatch.setattr("headway.app.demo.load.link_projects", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        load(today=MONDAY)
    assert (Component.objects.count(), Person.objects.count(), Event.objects.count()) == (0, 0, 0)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[DemoSummary]:
    """One load for the tests of this file that only look at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(today=MONDAY, echo=SAID.append)
        transaction.set_rollback(True)


STORIES = {
    # project: health, and the reasons that the story gives
    "Ravnsund substation replacement": ("red", {"finish-late", "deadline-missed", "negative-float"}),
    "Coastal line Torsnes-Eide, 132 kV": ("red", {"negative-float"}),
    "Smart secondary substations": ("green", set()),
    "Protection and control retrofit": ("green", set()),
    "Meter data platform": ("amber", {"finish-late"}),
    "Billing core replacement": ("red", {"finish-late", "deadline-missed", "negative-float"}),
    "Customer portal and app": ("red", {"finish-late"}),
    "Customer data migration": ("green", set()),
    "Onshore converter station": ("amber", {"behind-plan", "overdue-tasks"}),
    "Export cable": ("red", {"deadline-missed", "negative-float"}),
    "Offshore platform": ("green", set()),
    "Battery storage at Torsnes": ("green", {"no-baseline"}),
    "Hydrogen feasibility study": ("green", set()),
    "Planned outages and maintenance": ("amber", {"overdue-tasks"}),
    "Customer service desk": ("green", set()),
    "Grid renewal": ("red", {"child-red"}),
    "Customer and billing platform": ("red", {"child-red"}),
    "Havbris offshore wind connection": ("amber", {"child-red"}),
    "Energy futures": ("green", set()),
    "Sundmark Energy": ("red", {"child-red"}),
}


@pytest.mark.slow
@pytest.mark.parametrize("day", [date(2026, 1, 14), date(2027, 5, 16), date(2028, 8, 1)])
def test_the_stories_hold_in_every_season(day: date) -> None:
    assert not load(today=day).found
    assert_stories()


def test_every_component_is_in_the_health_of_its_story(loaded: DemoSummary) -> None:
    assert_stories()


def assert_stories() -> None:
    found = {
        rollup.component.name: (rollup.health, {reason["id"] for reason in rollup.reasons})
        for rollup in Rollup.objects.select_related("component")
    }
    assert {name: found[name][0] for name in STORIES} == {name: health for name, (health, _) in STORIES.items()}
    missing = {name: reasons - found[name][1] for name, (_, reasons) in STORIES.items() if reasons - found[name][1]}
    assert missing == {}
    assert Rollup.objects.exclude(diagnostics=[]).count() == 0


def test_loading_twice_changes_nothing(loaded: DemoSummary) -> None:
    first = loaded
    events = Event.objects.count()
    second = load(today=date(2027, 3, 1))
    assert (first.found, second.found) == (False, True)
    assert (second.root, second.components, second.tasks, second.people) == (
        first.root,
        first.components,
        first.tasks,
        first.people,
    )
    assert Event.objects.count() == events


def test_what_is_loaded(loaded: DemoSummary) -> None:
    kinds = [component.kind for component in Component.objects.all()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "portfolio": 2,
        "program": 3,
        "project": 13,
        "operation": 2,
    }
    assert loaded.root_name == demo.ROOT_NAME
    assert "Export cable" in " ".join(SAID)
    assert {link.type for link in Dependency.objects.all()} == {"FS", "SS", "FF"}
    assert Dependency.objects.filter(lag__lt=0).exists()
    assert Task.objects.filter(start=None).count() == 0
    assert Baseline.objects.filter(current=True).count() == 14
    crossing = [link for link in Dependency.objects.all() if link.component_id != link.from_component_id]
    assert len(crossing) == 8
    assert verify_chain(Component.objects.get(pk=loaded.root)) == []


def test_the_people_of_the_sign_in_page_can_sign_in(loaded: DemoSummary) -> None:
    for account in demo.SIGN_IN:
        person = authenticate(username=account.email, password=account.password)
        assert person is not None, account.email
    assert Person.objects.get(email="operator@sundmark.example").is_superuser
    first_roles = {
        roles_held(person)[0]
        for person in Person.objects.filter(email__in=[account.email for account in demo.SIGN_IN], is_superuser=False)
    }
    assert first_roles == set(ROLES)


def test_the_same_day_gives_the_same_plans() -> None:
    assert build_plans(MONDAY) == build_plans(MONDAY)


def test_progress_lies_before_the_status_date_and_the_rest_after(loaded: DemoSummary) -> None:
    status = (MONDAY.toordinal() - date(1970, 1, 1).toordinal()) * 1440 + 480
    assert set(Component.objects.filter(kind__in=["project", "operation"]).values_list("status_date", flat=True)) == {
        status
    }
    assert Task.objects.filter(actual_start__gt=status).count() == 0
    assert Task.objects.filter(actual_finish__gt=status).count() == 0
    done = Task.objects.exclude(kind="summary").filter(percent_complete=100)
    assert done.filter(actual_finish=None).count() == 0


def test_recalculating_what_was_loaded_moves_nothing(loaded: DemoSummary) -> None:
    before = list(Task.objects.order_by("pk").values_list("pk", "start", "finish", "total_float_minutes"))
    recalculate(Component.objects.filter(kind="project").values_list("pk", flat=True))
    assert list(Task.objects.order_by("pk").values_list("pk", "start", "finish", "total_float_minutes")) == before


def test_people_talk_about_one_thing_of_each_kind(loaded: DemoSummary) -> None:
    assert loaded.people > 0
    said = Comment.objects.values_list("object_type", flat=True)
    assert set(said) == {kind for kind, _, _ in TALK}
    words = [each for _, _, said in TALK for top in said for each in (top, *top.answers)]
    assert Comment.objects.count() == len(words)
    assert Reaction.objects.count() == sum(len(each.reactions) for each in words)
    assert Comment.objects.exclude(mentioned=None).count() > 4
    assert Comment.objects.exclude(parent=None).exclude(written_at__gt=F("parent__written_at")).count() == 0
