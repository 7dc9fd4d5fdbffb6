"""How an exception plan ends: within the tolerance that it proposes, decided where it was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.tolerances import write_tolerance
from headway.app.models import ChangeSet, Component, ToleranceException

if TYPE_CHECKING:
    from headway.app.rules import Actor

State = ToleranceException.State


def decided_at(row: ChangeSet) -> Component:
    """Return whose authority decides: of a plan the board that asked for it, of a change that breaks a tolerance the
    level above that, else the component's.
    """
    if row.exception:
        return row.exception.decided_at_component
    level = row.report.get("level")
    return Component.objects.filter(pk=level, trashed_at=None).first() or row.component if level else row.component


def require_within(row: ChangeSet) -> None:
    """Refuse an exception plan that leaves its own dimension outside the tolerance that it proposes."""
    if row.exception is None:
        return
    for line in row.report["impact"]["tolerances"]:
        if line["dimension"] == row.exception.dimension and "new" in line and line["status_after"] == "red":
            raise Refused("still-outside", "The forecast would be outside the tolerance that the plan proposes.",
                          f"{line['dimension'].capitalize()}: {line['after']:g}.",
                          "Change the plan or the tolerance.")  # fmt: skip


def require_awaited(row: ChangeSet) -> None:
    """Refuse a plan that no board waits for any more."""
    if row.exception is not None and row.exception.state != State.PLANNING:
        raise Refused("wrong-state", f"The exception is {row.exception.get_state_display().lower()}.", str(row),
                      "A plan is decided while the board waits for it.")  # fmt: skip


def settle(merger: Actor, row: ChangeSet, exception: ToleranceException) -> None:
    """Write the tolerances that the plan proposed, and close the exception that it answers."""
    for line in row.report["impact"]["tolerances"]:
        if "new" in line:
            new = line["new"]
            write_tolerance(merger, row.component, line["dimension"], stage=exception.stage, target=new["target"],
                            plus=new["plus"], minus=new["minus"], warn=line["warn"])  # fmt: skip
    exception.state, exception.version = State.DECIDED, exception.version + 1
    exception.save(update_fields=["state", "version"])
    summary = f"The plan “{row}” settles the exception of {exception}"
    record(merger, row.component, "exception.closed", exception, summary=summary, after={"change_set": row.pk})
