"""The small tree with a plan and its baseline, which many tests begin with."""

from factories.kept import kept
from factories.people import SYSTEM, Tree, tree
from factories.plans import small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.plans import install_plan


@kept
def planned_tree() -> Tree:
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    set_baseline(SYSTEM, at.project)
    return at
