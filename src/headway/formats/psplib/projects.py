"""PSPLIB's single-mode (.sm) and multi-mode (.mm) projects: one layout."""

from __future__ import annotations

import re
from typing import NamedTuple

from headway.engine.levelling.problem import Problem
from headway.formats.errors import FormatError

MOST_NUMBERS = 5_000_000


class ProjectFile(NamedTuple):
    """The columns of one project."""

    successors: list[list[int]]
    """Rows, one list an activity."""
    modes: list[list[tuple[int, ...]]]
    """Duration and requests of each mode, one list an activity."""
    capacity: list[int]
    stock: list[int]


def read_project(text: str) -> Problem:
    """Read one project.

    Parameters
    ----------
    text : str
        Content of the file.

    Returns
    -------
    Problem
        Its first and last activity are the file's own source and sink.

    Raises
    ------
    FormatError
        If the content is no such project, or not all of it.

    Notes
    -----
    Kolisch, Sprecher: PSPLIB - a project scheduling problem library, European Journal of Operational Research 96
    (1997).
    """
    return problem_of([project_of(text)])


def problem_of(projects: list[ProjectFile]) -> Problem:
    """Put projects with the same kinds of resources side by side; each keeps its own capacity.

    Parameters
    ----------
    projects : list of ProjectFile
        One or more.

    Returns
    -------
    Problem
        Resources of the first project, then of the next.
    """
    links: list[tuple[int, int]] = []
    first, durations, demand, usage, owner = [0], [], [], [], []
    capacity = [units for each in projects for units in each.capacity]
    stock = [units for each in projects for units in each.stock]
    used, taken = 0, 0
    for number, each in enumerate(projects):
        offset, renewable, others = len(first) - 1, len(each.capacity), len(each.stock)
        for row, after in enumerate(each.successors):
            links += [(offset + row, offset + other) for other in after]
        for ways in each.modes:
            for length, *requests in ways:
                durations.append(length)
                demand.append([0] * used + requests[:renewable] + [0] * (len(capacity) - used - renewable))
                usage.append([0] * taken + requests[renewable:] + [0] * (len(stock) - taken - others))
            first.append(len(durations))
            owner.append(number)
        used, taken = used + renewable, taken + others
    return Problem(
        capacity=capacity, duration=durations, demand=demand, stock=stock, usage=usage, first_mode=first,  # type: ignore[arg-type]
        predecessor=[a for a, _ in links], successor=[b for _, b in links], project=owner,  # type: ignore[arg-type]
        critical=[0] * len(projects), begin=[0] * len(projects),  # type: ignore[arg-type]
    )  # fmt: skip


def project_of(text: str) -> ProjectFile:
    """Read the columns of one project.

    Parameters
    ----------
    text : str
        Content of the file.

    Returns
    -------
    ProjectFile

    Raises
    ------
    FormatError
        If the content is no such project, or not all of it.
    """
    if "PRECEDENCE RELATIONS" not in text:
        raise FormatError("not-a-plan", "This is no project of PSPLIB.", remedy="Choose a file ending in .sm or .mm.")
    try:
        jobs, renewable, others = (_stated(text, word) for word in (r"jobs[^:\n]*", r"- renewable", r"- nonrenewable"))
        relations, requests, limits = (_numbers(text, title) for title in ("PRECEDENCE", "REQUESTS", "RESOURCEAVAIL"))
        successors = _successors(relations, jobs)
        modes = _modes(requests, _mode_counts(relations), renewable + others)
        _hold(limits, renewable + others)
        return ProjectFile(successors, modes, limits[:renewable], limits[renewable : renewable + others])
    except (IndexError, ValueError) as error:
        raise FormatError("truncated-file", "The project is not complete, or its tables contradict.") from error


def _hold(numbers: list[int], count: int) -> None:
    if len(numbers) < count:
        raise IndexError(count)


def _stated(text: str, word: str) -> int:
    found = re.search(rf"{word}\s*:\s*(\d+)", text)
    if not found:
        raise ValueError(word)
    return int(found[1])


def _numbers(text: str, title: str) -> list[int]:
    """Return all numbers of a section, without those of its heading."""
    begin = text.index(title)
    body = text[begin:].split("\n", 2)[2]
    body = body.split("****", 1)[0].replace("-", "")
    numbers = [int(word) for word in body.split()]
    if len(numbers) > MOST_NUMBERS or any(abs(number) > 2**31 for number in numbers):
        raise ValueError(title)
    return numbers


def _successors(relations: list[int], jobs: int) -> list[list[int]]:
    rows, at = [], 0
    for row in range(jobs):
        number, count = relations[at], relations[at + 2]
        after = [each - 1 for each in relations[at + 3 : at + 3 + count]]
        if number != row + 1 or len(after) != count or not all(0 <= each < jobs for each in after):
            raise ValueError(row)
        rows.append(after)
        at += 3 + count
    return rows


def _mode_counts(relations: list[int]) -> list[int]:
    counts, at = [], 0
    while at < len(relations):
        counts.append(relations[at + 1])
        at += 3 + relations[at + 2]
    return counts


def _modes(requests: list[int], counts: list[int], width: int) -> list[list[tuple[int, ...]]]:
    modes, at = [], 0
    for row in range(len(counts)):
        if requests[at] != row + 1:
            raise ValueError(row)
        at += 1
        ways = []
        for _ in range(counts[row]):
            way = tuple(requests[at + 1 : at + 2 + width])
            if len(way) != 1 + width:
                raise IndexError
            ways.append(way)
            at += 2 + width
        modes.append(ways)
    return modes
