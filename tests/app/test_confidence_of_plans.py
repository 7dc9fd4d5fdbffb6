"""Confidence of whole plans: ranges that act together, two linked projects as one plan, and large plans."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.people import SYSTEM, client_of, holder, tree
from factories.plans import big_plan, small_plan
from headway.app.actions.confidence_ranges import Range, set_range
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.plans import install_plan
from headway.app.bridge.confidence.kept import simulate_component
from headway.app.bridge.recalculate import recalculate
from headway.app.models import Task
from headway.formats.document import LinkDoc

pytestmark = pytest.mark.django_db
DAY = 1440
LARGE = 10_000


@pytest.fixture
def at():
    return tree()


def minutes(*when):
    return int(datetime(*when, tzinfo=UTC).timestamp()) // 60


def test_a_shared_range_makes_all_tasks_of_a_plan_long_at_once(at):
    install_plan(SYSTEM, at.project, small_plan())
    set_range(SYSTEM, at.project, "duration_range", Range(100, 100.001), reason="Only together")
    assert simulate_component(at.project).told["finish"]["p80"] == pytest.approx(minutes(2026, 1, 9, 17), abs=1)
    set_range(SYSTEM, at.program, "shared_range", Range(100, 150), reason="One crew does all of it")
    told = simulate_component(at.project).told
    # A factor from a triangle that falls from 1 to 1.5: it is exceeded in 20 of 100 runs beyond 1.5 - 0.5 * 0.2 ** 0.5.
    # Five days become 6.382: Tuesday 13 January, 0.382 of 480 minutes after 08:00.
    part = (5 * (1.5 - 0.5 * 0.2**0.5) - 6) * 480
    density = 2 * 0.5 * 0.2**0.5 / 0.5**2 / (5 * 480)
    standard_error = (0.8 * 0.2 / 10_000) ** 0.5 / density
    assert told["finish"]["p80"] == pytest.approx(minutes(2026, 1, 13, 8) + part, abs=4 * standard_error)
    assert [(bar["kind"], bar["id"]) for bar in told["tornado"]] == [("driver", at.project.pk)]
    assert simulate_component(at.sibling).told["state"] == "no-plan"


def joined_plan():
    """Two small plans in one, the second behind the first."""
    first, second = small_plan(), small_plan()
    moved = [replace(task, uid=task.uid + 4, parent=task.parent + 4 if task.parent else task.parent)
             for task in second.tasks]  # fmt: skip
    links = [*first.links, *(LinkDoc(each.predecessor + 4, each.successor + 4) for each in second.links), LinkDoc(4, 6)]
    return replace(first, tasks=[*first.tasks, *moved], links=links)


def test_a_program_of_two_linked_projects_is_as_sure_as_one_joined_plan(at):
    for each in (at.project, at.sibling):
        install_plan(SYSTEM, each, small_plan())
    last, first = (Task.objects.get(component=each, name=name) for each, name in ((at.project, "C"), (at.sibling, "A")))
    link_tasks(SYSTEM, last, first)
    install_plan(SYSTEM, at.elsewhere, joined_plan())
    recalculate([at.project.pk, at.sibling.pk, at.elsewhere.pk])
    two, one = simulate_component(at.program).told["finish"], simulate_component(at.elsewhere).told["finish"]
    assert two["planned"] == one["planned"] == minutes(2026, 1, 16, 17)
    names = ("p10", "p50", "p80", "p90", "mean")
    # The same network, drawn with the same numbers: the distributions are one and the same.
    assert [two[name] for name in names] == [one[name] for name in names]
    assert two["curve"] == one["curve"]


def spent_on(client, component):
    with CaptureQueriesContext(connection) as spent:
        shown = client.get(f"/c/{component.pk}/confidence/")
    assert shown.status_code == 200
    return len(spent), shown.content.decode()


@pytest.mark.slow
def test_ten_thousand_tasks_are_simulated_and_shown_with_no_more_queries_than_three(at, monkeypatch):
    monkeypatch.setattr("headway.app.bridge.confidence.answer.SECONDS", 0.2)
    install_plan(SYSTEM, at.project, small_plan())
    install_plan(SYSTEM, at.sibling, big_plan(LARGE, baseline=False))
    for each in (at.project, at.sibling):
        assert simulate_component(each).told["state"] == "ok"
    client = client_of(holder("Lead", at.program, "program_manager"))
    spent_on(client, at.project)
    small, large = spent_on(client, at.project), spent_on(client, at.sibling)
    assert "9,500 with the range assumed" in large[1]
    assert large[0] <= small[0] <= 30
