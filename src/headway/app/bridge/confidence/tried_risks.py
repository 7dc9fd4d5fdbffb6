"""The risks of a simulation as a change request would have them."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.app.bridge.confidence.scope import Scope


def with_risks(scope: Scope, items: Iterable[dict[str, Any]]) -> Scope:
    """Return the scope with the probabilities that the changes ask for.

    The risks keep their order, and with it the random numbers of each.
    """
    wanted = {item["record"]: float(item["probability"]) for item in items if item["op"] == "risk"}
    risks = []
    for row in scope.risks:
        if row.pk in wanted:
            row = copy(row)  # noqa: PLW2901 - what was read stays as it was
            row.probability = wanted[row.pk]
        risks.append(row)
    return replace(scope, risks=tuple(risks))
