"""A milestone is found among thousands by words, named by what it is called, and by its number where several are."""

import pytest

from factories.people import SYSTEM, tree
from factories.plans import small_plan
from headway.app.actions.plans import install_plan
from headway.app.models import Task
from headway.app.queries.milestones import MOST_OFFERED, fitting, named
from headway.formats.document import TaskDoc

pytestmark = pytest.mark.django_db
MANY = 3000


@pytest.fixture
def rows():
    place = tree()
    tasks = [TaskDoc(uid=each, name=f"Bay {each} energized", kind="milestone") for each in range(1, MANY)]
    tasks += [TaskDoc(uid=each, name="Handed over", kind="milestone") for each in (MANY, MANY + 1)]
    plan = small_plan()
    plan.tasks, plan.links = tasks, []
    install_plan(SYSTEM, place.project, plan)
    return Task.objects.filter(component=place.project).select_related("component").order_by("position")


def test_words_find_it_and_few_are_offered(rows, django_assert_max_num_queries):
    assert [name for name, _ in fitting(rows, "project 2718 bay")] == ["Project: Bay 2718 energized"]
    with django_assert_max_num_queries(2):
        assert len(fitting(rows, "bay")) == MOST_OFFERED
    assert fitting(rows, "bay nowhere") == []


def test_a_name_stands_for_one_and_a_number_tells_two_of_one_name_apart(rows):
    assert [each.name for each in named(rows, "bay 17 ENERGIZED")] == ["Bay 17 energized"]
    assert [each.name for each in named(rows, "Project: Bay 17 energized")] == ["Bay 17 energized"]
    assert len(named(rows, "Handed over")) == 2
    typed = [name for name, _ in fitting(rows, "handed over")]
    first, second = rows.filter(name="Handed over")
    assert typed == [f"Project: Handed over #{first.pk}", f"Project: Handed over #{second.pk}"]
    assert named(rows, typed[1]) == [second]
    assert named(rows, f"Project: Bay 17 energized #{second.pk}") == []
