"""The tree: what may hold what, the closure table, versions, the trash."""

import random

import pytest

from factories.people import SYSTEM, acting, holder, person, tree
from headway.app.actions.components import (
    create_component,
    move_component,
    restore_component,
    trash_component,
    update_component,
)
from headway.app.actions.errors import Refused, Stale
from headway.app.models import ALLOWED_CHILDREN, Component, ComponentPath, Event, Rollup
from headway.app.queries.components import breadcrumbs, visible_tree
from headway.app.rules import visible

pytestmark = pytest.mark.django_db
KINDS = ("portfolio", "program", "project", "operation")


def closure_by_walking():
    parents = dict(Component.objects.values_list("pk", "parent_id"))
    rows = set()
    for pk in parents:
        above, depth = pk, 0
        while above is not None:
            rows.add((above, pk, depth))
            above, depth = parents[above], depth + 1
    return rows


def closure_stored():
    return set(ComponentPath.objects.values_list("ancestor_id", "descendant_id", "depth"))


@pytest.mark.parametrize("parent", KINDS)
@pytest.mark.parametrize("child", KINDS)
def test_what_may_hold_what(parent, child):
    holds = {
        "portfolio": set(KINDS),
        "program": {"program", "project", "operation"},
        "project": set(),
        "operation": set(),
    }
    assert {kind: set(kinds) for kind, kinds in ALLOWED_CHILDREN.items()} == holds
    above = create_component(SYSTEM, kind=parent, name="Above")
    if child in holds[parent]:
        assert create_component(SYSTEM, kind=child, name="Below", parent=above).root == above
    else:
        with pytest.raises(Refused) as refused:
            create_component(SYSTEM, kind=child, name="Below", parent=above)
        assert refused.value.id == "wrong-parent"


def test_closure_stays_true_through_random_moves():
    seeded = random.Random(7)
    root = create_component(SYSTEM, kind="portfolio", name="Root")
    rows = [root]
    for number in range(40):
        parent = seeded.choice([row for row in rows if row.kind in {"portfolio", "program"}])
        rows.append(
            create_component(
                SYSTEM, kind=seeded.choice(sorted(ALLOWED_CHILDREN[parent.kind])), name=f"{number}", parent=parent
            )
        )
    assert closure_stored() == closure_by_walking()
    moved = refused = 0
    for _ in range(60):
        row, parent = (Component.objects.get(pk=seeded.choice(rows[1:]).pk) for _ in range(2))
        try:
            move_component(SYSTEM, row, parent)
            moved += 1
        except Refused:
            refused += 1
        assert closure_stored() == closure_by_walking()
    assert (moved > 10, refused > 10) == (True, True)


def test_nothing_goes_below_itself():
    place = tree()
    inner = create_component(SYSTEM, kind="program", name="Inner", parent=place.program)
    for parent in (inner, place.program):
        with pytest.raises(Refused) as refused:
            move_component(SYSTEM, place.program, parent)
        assert refused.value.id == "cycle"
    assert closure_stored() == closure_by_walking()


def test_stale_version_carries_both_values():
    place = tree()
    update_component(SYSTEM, place.project, version=1, name="Theirs")
    with pytest.raises(Stale) as stale:
        update_component(SYSTEM, place.project, version=1, name="Mine", code="P-1")
    assert (stale.value.expected, stale.value.current) == (1, 2)
    assert stale.value.values == {"name": {"yours": "Mine", "theirs": "Theirs"}, "code": {"yours": "P-1", "theirs": ""}}
    assert Component.objects.get(pk=place.project.pk).name == "Theirs"


def test_an_update_that_changes_nothing_is_no_event():
    place = tree()
    before = Event.objects.count()
    assert update_component(SYSTEM, place.project, version=1, name="Project").version == 1
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""},
        {"name": "x" * 201},
        {"name": "nul\x00"},
        {"name": "half \ud800"},
        {"stage": "asleep"},
        {"budget": "1e308"},
        {"budget": "NaN"},
        {"plan_start": 2**40},
        {"minutes_per_day": -1},
        {"schedule_mode": "asta"},
        {"currency": "EURO"},
        {"trashed_at": None},
    ],
)
def test_values_that_no_component_can_have(values):
    place = tree()
    with pytest.raises(Refused):
        update_component(SYSTEM, place.project, **values)
    assert Component.objects.get(pk=place.project.pk).version == 1


def test_trash_hides_everything_below_and_restores_it():
    place = tree()
    viewer = holder("Viewer", place.portfolio, "stakeholder")
    operator = person("Operator", is_superuser=True)
    trash_component(SYSTEM, place.program)
    for someone in (viewer, operator):
        assert {row.name for row in visible(someone, Component)} == {
            "Portfolio",
            "Other program",
            "Operation",
            "Elsewhere",
        }
    restore_component(SYSTEM, place.program)
    assert visible(viewer, Component).count() == 7


def test_tree_and_breadcrumbs_leave_out_what_is_hidden():
    place = tree()
    member = holder("Member", place.program, "team_member")
    assert [(row.name, row.depth) for row in visible_tree(member)] == [("Program", 0), ("Project", 1), ("Sibling", 1)]
    assert breadcrumbs(member, place.project) == [place.program]
    chief = holder("Chief", place.portfolio, "stakeholder")
    assert breadcrumbs(chief, place.project) == [place.portfolio, place.program]
    assert [row.name for row in visible_tree(chief)] == [
        "Portfolio", "Program", "Project", "Sibling", "Other program", "Elsewhere", "Operation",
    ]  # fmt: skip


def test_tree_is_one_query(django_assert_num_queries):
    place = tree()
    chief = holder("Chief", place.portfolio, "stakeholder")
    with django_assert_num_queries(1):
        assert len([(row.rollup.health, row.lead) for row in visible_tree(chief)]) == 7


def test_budgets_add_up_in_one_currency_only():
    place = tree()
    update_component(SYSTEM, place.project, budget="100")
    update_component(SYSTEM, place.sibling, budget="50.25")
    assert str(Rollup.objects.get(component=place.program).budget) == "150.25"
    assert str(Rollup.objects.get(component=place.portfolio).budget) == "150.25"
    update_component(SYSTEM, place.sibling, currency="USD")
    assert Rollup.objects.get(component=place.program).budget is None
    update_component(acting(person("Operator", is_superuser=True)), place.program, budget="500")
    assert str(Rollup.objects.get(component=place.portfolio).budget) == "500.00"
