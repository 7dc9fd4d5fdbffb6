"""A benefit of a program that waits for the milestone of a small plan."""

from datetime import date

from factories.people import SYSTEM, Tree
from factories.plans import small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.benefits import serve_objective, tie_benefit
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plans import install_plan
from headway.app.actions.records import raise_record
from headway.app.models import Component, Record, Task
from headway.app.worker.follow import run_pending

TWELVE_THOUSAND = {"type": "cashable", "measure": "Cost of operation", "unit": "EUR", "baseline": 20_000,
                   "target": 8_000, "until": "2026-12-31"}  # fmt: skip


def milestone(component: Component) -> Task:
    """Friday 9 January 2026 in a plan of the factory."""
    return Task.objects.get(component=component, uid=4)


def planned_project(component: Component) -> Task:
    install_plan(SYSTEM, component, small_plan())
    run_pending()
    set_baseline(SYSTEM, component)
    return milestone(component)


def slip(component: Component, days: int) -> None:
    """Let the first task take so many working days longer."""
    task = Task.objects.get(component=component, uid=2)
    edit_plan(SYSTEM, component, [{"op": "set", "tasks": [task.pk], "values": {"duration_minutes": (3 + days) * 480}}])
    run_pending()


def a_benefit(
    at: Tree, *, title: str = "Cheaper operation", details: dict[str, object] | None = None, **values: object
) -> Record:
    """12,000 a year until the end of 2026, from the milestone of the project on, for an objective of the portfolio."""
    goal = raise_record(SYSTEM, at.portfolio, "objective", title="Operate for less", details={"weight": 60})
    row = raise_record(SYSTEM, at.program, "benefit", title=title, details=TWELVE_THOUSAND | (details or {}), **values)
    tie_benefit(SYSTEM, row, milestone(at.project))
    serve_objective(SYSTEM, row, goal)
    return row


TODAY = date(2026, 6, 15)
