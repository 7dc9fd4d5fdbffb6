"""Exception plans: what the board asked for, submitted as pending changes with the tolerances that shall hold then.

They are change requests against the exception: the board that asked decides, whatever they cost. Approving merges
them, writes the tolerances anew and closes the exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from headway.app.actions.change_requests import begin, evaluate, require_draft
from headway.app.actions.edit import lock, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.tolerances import check_dimension, check_numbers
from headway.app.models import ChangeSet, Tolerance, ToleranceException
from headway.app.rules import Verb, require

if TYPE_CHECKING:
    from headway.app.rules import Actor

TYPE = "exception plan"


@transaction.atomic
def start_plan(actor: Actor, exception: ToleranceException, *, name: str = "") -> ChangeSet:
    """Begin the plan that the board asked for; its own tolerance moves to what the plan will forecast."""
    require(actor, Verb.RAISE_EXCEPTION, exception.component)
    lock_tree(exception.component)
    exception = lock(exception)
    if exception.state != ToleranceException.State.PLANNING:
        raise Refused("wrong-state", f"This exception is {exception.get_state_display().lower()}.", str(exception),
                      "A plan is written when the board asks for one.")  # fmt: skip
    name = name.strip() or f"Exception plan: {exception.get_dimension_display().lower()}"
    row = begin(actor, exception.component, name=name, description=exception.what, kind=TYPE, exception=exception)
    row.request["tolerances"] = {
        exception.dimension: {"target": None, "plus": exception.plus, "minus": exception.minus}
    }
    return evaluate(row)


@transaction.atomic
def propose_tolerance(
    actor: Actor,
    row: ChangeSet,
    dimension: str,
    *,
    target: float | None = None,
    plus: float | None = None,
    minus: float | None = None,
) -> ChangeSet:
    """Say which tolerance shall hold when the plan is approved; without a target, what the plan forecasts."""
    row = require_draft(actor, row)
    exception = exception_of(row)
    label = check_dimension(dimension)
    check_numbers(target=target, plus=plus, minus=minus)
    if not Tolerance.objects.filter(component=row.component, stage=exception.stage, dimension=dimension).exists():
        raise Refused("no-tolerance", f"No tolerance of {label.lower()} was set.", str(row),
                      "The plan sets anew what there is; further ones are the board's.")  # fmt: skip
    row.request.setdefault("tolerances", {})[dimension] = {"target": target, "plus": plus, "minus": minus}
    return evaluate(row)


@transaction.atomic
def keep_tolerance(actor: Actor, row: ChangeSet, dimension: str) -> ChangeSet:
    """Leave a tolerance as it is after all; the one that was broken needs a new one."""
    row = require_draft(actor, row)
    if dimension == exception_of(row).dimension:
        raise Refused(
            "needed", "The tolerance that was broken is set anew by the plan.", str(row), "Change it instead."
        )
    row.request.get("tolerances", {}).pop(dimension, None)
    return evaluate(row)


def exception_of(row: ChangeSet) -> ToleranceException:
    found: Any = row.exception
    if found is None:
        raise Refused("no-exception", "This request answers no exception.", str(row))
    exception: ToleranceException = found
    return exception
