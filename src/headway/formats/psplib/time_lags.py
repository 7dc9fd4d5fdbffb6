"""RCPSP/max (.SCH of ProGen/max): least and greatest distances between starts."""

from __future__ import annotations

import re

from headway.engine.levelling.problem import Problem
from headway.formats.errors import FormatError


def read_time_lags(text: str) -> Problem:
    """Read one project with least and greatest time lags.

    Parameters
    ----------
    text : str
        Content of the file.

    Returns
    -------
    Problem
        Its links count from starts; a negative lag makes a greatest distance.

    Raises
    ------
    FormatError
        If the content is no such project, or not all of it.

    Notes
    -----
    Schwindt: ProGen/max, University of Karlsruhe, 1995.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    _refuse_other_kinds(lines)
    try:
        count, resources = (int(word) for word in lines[0].split()[:2])
        rows = count + 2
        links = [link for row in range(rows) for link in _links(lines[1 + row], row, rows)]
        needs = [[int(word) for word in line.split()] for line in lines[1 + rows : 1 + 2 * rows]]
        capacity = [int(word) for word in lines[1 + 2 * rows].split()]
    except (IndexError, ValueError) as error:
        raise FormatError("truncated-file", "The project is not complete, or its tables contradict.") from error
    if len(capacity) != resources or len(needs) != rows or any(len(each) != 3 + resources for each in needs):
        raise FormatError("truncated-file", "The project is not complete, or its tables contradict.")
    return Problem(
        capacity=capacity, duration=[each[2] for each in needs], demand=[each[3:] for each in needs],  # type: ignore[arg-type]
        predecessor=[a for a, _, _ in links], successor=[b for _, b, _ in links],  # type: ignore[arg-type]
        lag=[lag for _, _, lag in links], from_start=[True] * len(links),  # type: ignore[arg-type]
    )  # fmt: skip


def _refuse_other_kinds(lines: list[str]) -> None:
    if not lines or not re.fullmatch(r"[\d\s]+", lines[0]):
        raise FormatError("not-a-plan", "This is no project of ProGen/max.")
    sizes = [int(word) for word in lines[0].split()]
    modes = [re.match(r"\s*\d+\s+(\d+)", line) for line in lines[1 : sizes[0] + 3]]
    if any(sizes[2:]) or any(each and int(each[1]) > 1 for each in modes):
        title = "Projects of ProGen/max with several modes an activity, or with stocks, are not read."
        raise FormatError("unreadable", title)


def _links(line: str, row: int, rows: int) -> list[tuple[int, int, int]]:
    plain = [int(word) for word in line.split("[", 1)[0].split()]
    after = plain[3 : 3 + plain[2]]
    lags = [int(word) for word in re.findall(r"\[(-?\d+)", line)]
    if (
        plain[0] != row
        or len(after) != plain[2]
        or len(lags) != len(after)
        or not all(0 <= each < rows for each in after)
    ):
        raise ValueError(row)
    return [(row, other, lag) for other, lag in zip(after, lags, strict=True)]
