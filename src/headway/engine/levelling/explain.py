"""Why tasks of an overload stayed where they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.levelling import kernels_plan as kernels
from headway.engine.network import layout
from headway.engine.network.passes import tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.levelling.levelled import Overload
    from headway.engine.levelling.placing import Placed, Placing
    from headway.engine.network.result import Schedule

REASONS = {
    kernels.PLACED: "placed", kernels.HELD_BY_CONSTRAINT: "constraint", kernels.NO_FLOAT: "no-float",
    kernels.NEVER: "demand-beyond-capacity",
}  # fmt: skip


def drifted(placing: Placing, placed: Placed, after: Schedule) -> NDArray[np.bool_]:
    """Find tasks that the final schedule has put elsewhere: they wait for work that is as late as possible.

    Parameters
    ----------
    placing : Placing
        What could move.
    placed : Placed
        The levelling.
    after : Schedule
        The schedule of the levelled plan.

    Returns
    -------
    ndarray of bool, shape (tasks,)
    """
    leaf = placing.compiled.leaf
    assert leaf is not None
    there = np.flatnonzero(leaf >= 0)
    moves = np.zeros(len(leaf), bool)
    moves[there] = placing.role[leaf[there]] == kernels.MOVES
    return np.asarray(moves & (placed.start != after.start))


def with_reasons(found: list[Overload], placing: Placing, placed: Placed, after: Schedule) -> tuple[Overload, ...]:
    """Add to each overload why its tasks stayed.

    Parameters
    ----------
    found : list of Overload
        What is overloaded.
    placing : Placing
        What could move.
    placed : Placed
        The levelling.
    after : Schedule
        The schedule of the levelled plan.

    Returns
    -------
    tuple of Overload
    """
    leaf, nodes = placing.compiled.leaf, tables(placing.compiled)[0]
    assert leaf is not None
    late = (nodes.flags[leaf] & layout.LATE) != 0
    stands = placing.role[leaf] != kernels.MOVES
    reasons = np.array([REASONS[int(state)] for state in placed.state], object)
    reasons[(placed.state == kernels.NO_FLOAT) & placing.dated[leaf]] = "constraint"
    reasons[stands] = "fixed"
    reasons[(stands & late) | drifted(placing, placed, after)] = "as-late-as-possible"
    return tuple(replace(each, reasons=tuple(reasons[list(each.tasks)])) for each in found)
