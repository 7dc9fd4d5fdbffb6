"""The risks of a simulation as a change request would have them."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from headway.app.bridge.risks import risk_from

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.app.bridge.confidence.scope import Scope


def with_risks(scope: Scope, items: Iterable[dict[str, Any]]) -> Scope:
    """Return the scope with the risks that the changes ask for; new ones have ids below zero.

    A risk keeps its place, and with it its random numbers; one that is closed never happens.
    """
    asked = list(items)
    wanted = {item["record"]: float(item["probability"]) for item in asked if item["op"] == "risk"}
    wanted |= {item["record"]: 0.0 for item in asked if item["op"] == "close_risk"}
    risks, ties = [], dict(scope.ties)
    for row in scope.risks:
        twin = copy(row)
        twin.probability = wanted.get(row.pk, row.probability)
        risks.append(twin)
    for number, item in enumerate((item for item in asked if item["op"] == "add_risk"), 1):
        added = risk_from(scope.component, item)
        added.pk = -number
        risks.append(added)
        ties[-number] = tuple(item["tasks"])
    return replace(scope, risks=tuple(risks), ties=ties)
