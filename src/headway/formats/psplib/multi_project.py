"""The multi-project, multi-mode challenge of MISTA 2013: a list of projects that share some resources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from headway.formats.errors import FormatError
from headway.formats.psplib.projects import problem_of, project_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.engine.levelling.problem import Problem


def read_multi_project(text: str, project_text: Callable[[str], str]) -> Problem:
    """Read several projects with release dates and shared resources.

    Parameters
    ----------
    text : str
        Content of the list.
    project_text : callable
        Returns the content of a project file by the name in the list.

    Returns
    -------
    Problem
        Shared resources come first, then what each project has for itself.

    Raises
    ------
    FormatError
        If the content is no such list, or not all of it.

    Notes
    -----
    Wauters and others: The multi-mode resource-constrained multi-project scheduling problem: the MISTA 2013 challenge,
    Journal of Scheduling 19 (2016).
    """
    words = text.split()
    try:
        count = int(words[0])
        rows = [(int(words[1 + 3 * k]), int(words[2 + 3 * k]), words[3 + 3 * k]) for k in range(count)]
        kinds = int(words[1 + 3 * count])
        shared = [int(word) for word in words[2 + 3 * count : 2 + 3 * count + kinds]]
    except (IndexError, ValueError) as error:
        raise FormatError("not-a-plan", "This is no list of projects of the MISTA 2013 challenge.") from error
    files = [project_of(project_text(name)) for _, _, name in rows]
    if len(shared) != kinds:
        raise FormatError("truncated-file", "The list ends before its capacities are complete.")
    widths = {(len(each.capacity), len(each.stock)) for each in files}
    if len(widths) > 1 or any(sum(width) != kinds for width in widths):
        raise FormatError("truncated-file", "The projects have other kinds of resources than the list says.")
    begin = np.array([release for release, _, _ in rows])
    apart = problem_of(files)
    joined = _shared(apart, np.array(shared[: len(files[0].capacity)]), len(files))
    return replace(
        joined, begin=begin, critical=np.array([length for _, length, _ in rows]),
        release=begin[apart.project],
    )  # fmt: skip


def _shared(apart: Problem, shared: np.ndarray[tuple[int], np.dtype[np.int64]], projects: int) -> Problem:
    """Pool the renewable resources that all projects use together."""
    kinds = len(shared)
    pooled = np.flatnonzero(shared >= 0)
    own = np.flatnonzero(np.tile(shared < 0, projects))
    demand = apart.demand.reshape(-1, projects, kinds).sum(1)[:, pooled]
    return replace(
        apart,
        capacity=np.concatenate((shared[pooled], apart.capacity[own])),
        demand=np.concatenate((demand, apart.demand[:, own]), 1),
    )
