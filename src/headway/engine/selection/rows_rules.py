"""Rows of the rules between projects: mandatory, prerequisites, exclusions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from headway.engine.selection.candidates import Candidates
    from headway.engine.selection.rows import RowPieces
    from headway.engine.selection.starts import Columns


def add_rules(pieces: RowPieces, candidates: Candidates, columns: Columns) -> None:
    """Add the rules.

    mandatory:     Σ_{marked rows of p, s} x_rs >= 1
    exclusion:     Σ_{p in set} X_p <= 1
    prerequisite:  X_q <= X_p, and where the finish counts, for every start u of q:
                   Σ_{s <= u} x_qs <= Σ_{s + duration <= u} x_ps

    Parameters
    ----------
    pieces : RowPieces
        Where they go.
    candidates : Candidates
        The case.
    columns : Columns
        Starts.
    """
    marked = candidates.mandatory[columns.row]
    for project in np.unique(candidates.project[candidates.mandatory]).tolist():
        at = np.flatnonzero(marked & (columns.project == project))
        pieces.add_one("mandatory", (project,), at, np.ones(len(at)), lower=1.0)
    for place, one in enumerate(candidates.exclusions):
        at = np.flatnonzero(np.isin(columns.project, one))
        pieces.add_one("exclusion", (place,), at, np.ones(len(at)), upper=1.0)
    for place, (first, then) in enumerate(candidates.prerequisites.tolist()):
        of_first, of_then = np.flatnonzero(columns.project == first), np.flatnonzero(columns.project == then)
        if not candidates.after_finish[place]:
            _behind(pieces, place, of_then, of_first)
            continue
        finish = columns.start[of_first] + candidates.duration[columns.row[of_first]]
        for moment in np.unique(columns.start[of_then]).tolist():
            begun = of_then[columns.start[of_then] <= moment]
            _behind(pieces, place, begun, of_first[finish <= moment])


def _behind(
    pieces: RowPieces,
    place: int,
    then: np.ndarray[tuple[int], np.dtype[np.int64]],
    first: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> None:
    entries = np.concatenate([then, first])
    signs = np.concatenate([np.ones(len(then)), -np.ones(len(first))])
    pieces.add_one("prerequisite", (place,), entries, signs, upper=0.0)
