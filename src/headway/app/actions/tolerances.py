"""Set tolerances, and write down what nobody can compute yet."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from django.db import transaction

from headway.app.actions.edit import clean, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.bridge.tolerances import typed_dimensions
from headway.app.models import Component, Dimension, Measurement, Stage, Tolerance
from headway.app.rules import Verb, require

if TYPE_CHECKING:
    from headway.app.rules import Actor


def check_dimension(dimension: str) -> str:
    if dimension not in Dimension.values:
        raise Refused("unknown-dimension", f"There is no tolerance of “{dimension[:40]}”.", "",
                      "Choose one of: " + ", ".join(Dimension.values) + ".")  # fmt: skip
    return Dimension(dimension).label


def check_numbers(**values: float | None) -> None:
    for name, value in values.items():
        if value is not None and not math.isfinite(value):
            raise Refused("invalid-value", f"{name.capitalize()}: this is not a number.", f"Field “{name}”.")
        if name != "target" and value is not None and value < 0:
            raise Refused("invalid-value", f"{name.capitalize()}: write the size without a sign.", f"Field “{name}”.")


@transaction.atomic
def set_tolerance(
    actor: Actor,
    component: Component,
    dimension: str,
    *,
    stage: Stage | None = None,
    target: float | None = None,
    plus: float | None = None,
    minus: float | None = None,
    warn: float = 0.5,
) -> Tolerance:
    """Set how far the forecast may leave its target; the authority for it is the board's."""
    require(actor, Verb.SET_TOLERANCE, component)
    return write_tolerance(actor, component, dimension, stage=stage, target=target, plus=plus, minus=minus, warn=warn)


def write_tolerance(
    actor: Actor,
    component: Component,
    dimension: str,
    *,
    stage: Stage | None,
    target: float | None,
    plus: float | None,
    minus: float | None,
    warn: float = 0.5,
) -> Tolerance:
    """Write a tolerance that was decided already: by ``set_tolerance``, a gate or an exception."""
    label = check_dimension(dimension)
    check_numbers(target=target, plus=plus, minus=minus, warn=warn)
    if warn > 1:
        raise Refused("invalid-value", "Warn from: a share lies between 0 and 1.", "Field “warn”.")
    lock_tree(component)
    row = Tolerance.objects.filter(component=component, stage=stage, dimension=dimension).first()
    before = {} if row is None else {name: getattr(row, name) for name in ("target", "plus", "minus", "warn")}
    row = row or Tolerance(component=component, stage=stage, dimension=dimension, version=0)
    row.target, row.plus, row.minus, row.warn, row.version = target, plus, minus, warn, row.version + 1
    row.save()
    after = {"target": target, "plus": plus, "minus": minus, "warn": warn, "stage": stage.pk if stage else None}
    of = f"stage “{stage}”" if stage else f"“{component}”"
    record(actor, component, "tolerance.set", row, summary=f"Set the tolerance of {label.lower()} of {of}",
           before=before, after={"dimension": dimension, **after})  # fmt: skip
    return row


@transaction.atomic
def measure(actor: Actor, component: Component, dimension: str, value: float, *, source: str) -> Measurement:
    """Write down the forecast of scope, quality or benefit that nobody can compute, with the reason for it."""
    require(actor, Verb.WRITE_REPORT, component)
    label = check_dimension(dimension)
    if dimension not in typed_dimensions(component):
        raise Refused("computed-dimension", f"{label} is computed, nobody types it.", "",
                      "Change the plan, or the benefits, instead.")  # fmt: skip
    check_numbers(target=value)
    if not source.strip():
        raise Refused("no-source", "Say where the value comes from and why.", label, "One line is enough.")
    lock_tree(component)
    row = Measurement(component=component, dimension=dimension, value=value, measured_by=actor.person)
    row.source = clean(row, "source", source)
    row.save()
    before = Measurement.objects.filter(component=component, dimension=dimension).exclude(pk=row.pk).first()
    summary = f"Measured {label.lower()} of “{component}”: {value:g}"
    record(actor, component, "measurement.taken", row, summary=summary,
           before={"value": before.value, "source": before.source} if before else {},
           after={"dimension": dimension, "value": value, "source": row.source})  # fmt: skip
    return row
