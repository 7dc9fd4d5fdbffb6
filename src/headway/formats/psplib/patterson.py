"""Patterson's layout (.rcp), as RanGen and many collections of single-mode projects have it: numbers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.formats.errors import FormatError
from headway.formats.psplib.projects import MOST_NUMBERS, ProjectFile, problem_of

if TYPE_CHECKING:
    from headway.engine.levelling.problem import Problem


def read_patterson(text: str) -> Problem:
    """Read one project: sizes, capacities, then duration, requests and successors of each activity.

    Parameters
    ----------
    text : str
        Content of the file; line ends mean nothing.

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
    Demeulemeester, Vanhoucke, Herroelen: RanGen: a random network generator for activity-on-the-node networks, Journal
    of Scheduling 6 (2003).
    """
    words = text.split(None, MOST_NUMBERS)
    try:
        numbers = [int(word) for word in words]
    except ValueError as error:
        raise FormatError("not-a-plan", "This is no project in Patterson's layout: it holds words.") from error
    if len(numbers) < 2 or min(numbers) < 0:
        raise FormatError("not-a-plan", "This is no project in Patterson's layout.")
    try:
        return problem_of([_project(numbers)])
    except (IndexError, ValueError) as error:
        raise FormatError("truncated-file", "The project is not complete, or its tables contradict.") from error


def _project(numbers: list[int]) -> ProjectFile:
    count, kinds = numbers[:2]
    at, successors, modes = 2 + kinds, list[list[int]](), list[list[tuple[int, ...]]]()
    for row in range(count):
        links = numbers[at + 1 + kinds]
        after = [each - 1 for each in numbers[at + 2 + kinds : at + 2 + kinds + links]]
        if len(after) < links or not all(0 <= each < count for each in after):
            raise ValueError(row)
        modes.append([tuple(numbers[at : at + 1 + kinds])])
        successors.append(after)
        at += 2 + kinds + links
    if at != len(numbers):
        raise ValueError(at)
    return ProjectFile(successors, modes, numbers[2 : 2 + kinds], [])
