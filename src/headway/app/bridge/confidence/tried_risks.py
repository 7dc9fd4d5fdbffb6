"""The risks of a simulation as a change request would have them."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from headway.app.bridge.risks import risk_from, treated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.app.bridge.confidence.scope import Scope


def with_risks(scope: Scope, items: Iterable[dict[str, Any]]) -> Scope:
    """Return the scope with the risks that the changes ask for; new ones have ids below zero.

    A risk keeps its place, and with it its random numbers; one that is closed never happens.
    """
    asked = list(items)
    risks, ties = [], dict(scope.ties)
    for row in scope.risks:
        twin = copy(row)
        for item in asked:
            if item["op"] == "risk" and item["record"] == row.pk:
                treated(twin, item)
            elif item["op"] == "close_risk" and item["record"] == row.pk:
                twin.probability = 0.0
        risks.append(twin)
    for number, item in enumerate((item for item in asked if item["op"] == "add_risk"), 1):
        added = risk_from(scope.component, item)
        added.pk = -number
        risks.append(added)
        ties[-number] = tuple(item["tasks"])
    return replace(scope, risks=tuple(risks), ties=ties)
