"""Benchmark files of scheduling research: what they say arrives in the columns, what is broken is refused."""

import re
import zipfile
from contextlib import suppress

import numpy as np
import pytest

from headway.formats.errors import FormatError
from headway.formats.psplib.multi_project import read_multi_project
from headway.formats.psplib.patterson import read_patterson
from headway.formats.psplib.projects import read_project
from headway.formats.psplib.time_lags import read_time_lags
from truth_files import truth

PROJECT = """
jobs (incl. supersource/sink ):  4
RESOURCES
  - renewable                 :  2   R
  - nonrenewable              :  1   N
  - doubly constrained        :  0   D
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        2          1           4
   3        1          1           4
   4        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2  N 1
------------------------------------------------------------------------
  1      1     0       0    0    0
  2      1     3       2    0    5
         2     5       1    0    0
  3      1     4       0    3    1
  4      1     0       0    0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  R 2  N 1
    2    3    6
************************************************************************
"""
NUMBERS = """4 2
2 3
0 0 0 2 2 3
3 2 0 1 4
4 0 3
1 4
0 0 0 0
"""
LAGS = """2 1 0 0
0 1 2 1 2 [0] [0]
1 1 1 3 [4]
2 1 2 1 3 [-6] [5]
3 1 0
0 1 0 0
1 1 4 2
2 1 5 1
3 1 0 0
2
"""


def test_a_project_arrives_in_columns() -> None:
    problem = read_project(PROJECT)
    assert problem.capacity.tolist() == [2, 3]
    assert problem.stock.tolist() == [6]
    assert problem.first_mode.tolist() == [0, 1, 3, 4, 5]
    assert problem.duration.tolist() == [0, 3, 5, 4, 0]
    assert problem.demand.tolist() == [[0, 0], [2, 0], [1, 0], [0, 3], [0, 0]]
    assert problem.usage.ravel().tolist() == [0, 5, 0, 1, 0]
    assert list(zip(problem.predecessor, problem.successor, strict=True)) == [(0, 1), (0, 2), (1, 3), (2, 3)]


def test_a_project_in_numbers_alone_arrives_in_columns() -> None:
    problem = read_patterson(NUMBERS)
    assert problem.capacity.tolist() == [2, 3]
    assert problem.duration.tolist() == [0, 3, 4, 0]
    assert problem.demand.tolist() == [[0, 0], [2, 0], [0, 3], [0, 0]]
    assert list(zip(problem.predecessor, problem.successor, strict=True)) == [(0, 1), (0, 2), (1, 3), (2, 3)]


@pytest.mark.parametrize(
    "text",
    [LAGS.replace("2 1 0 0\n0 1 2", "2 1 1 0\n0 1 2", 1), LAGS.replace("1 1 1 3 [4]", "1 2 1 3 [4 4]")],
)
def test_time_lags_with_modes_or_stocks_are_refused_by_name(text: str) -> None:
    with pytest.raises(FormatError, match="several modes") as caught:
        read_time_lags(text)
    assert caught.value.id == "unreadable"


def test_time_lags_count_from_starts() -> None:
    problem = read_time_lags(LAGS)
    assert problem.from_start.all()
    links = zip(problem.predecessor.tolist(), problem.successor.tolist(), problem.lag.tolist(), strict=True)
    assert list(links) == [(0, 1, 0), (0, 2, 0), (1, 3, 4), (2, 1, -6), (2, 3, 5)]
    assert problem.duration.tolist() == [0, 4, 5, 0]
    assert problem.demand.ravel().tolist() == [0, 2, 1, 0]


def test_projects_share_what_the_list_says() -> None:
    problem = read_multi_project("2\n0 3 a\n4 5 b\n3\n9 -1 -1\n", {"a": PROJECT, "b": PROJECT}.__getitem__)
    assert problem.capacity.tolist() == [9, 3, 3]
    assert problem.stock.tolist() == [6, 6]
    assert problem.demand[1].tolist() == [2, 0, 0]
    assert problem.demand[8].tolist() == [0, 0, 3]
    assert problem.release.tolist() == [0] * 4 + [4] * 4
    assert problem.critical.tolist() == [3, 5]
    assert problem.project.tolist() == [0] * 4 + [1] * 4


@pytest.mark.parametrize(
    "read", [read_project, read_patterson, read_time_lags, lambda text: read_multi_project(text, str)]
)
def test_other_content_is_no_project(read) -> None:
    for text in ("", "hello world", "<Project/>"):
        with pytest.raises(FormatError) as caught:
            read(text)
        assert caught.value.id == "not-a-plan"


@pytest.mark.parametrize(("read", "text"), [(read_project, PROJECT), (read_time_lags, LAGS), (read_patterson, NUMBERS)])
def test_a_file_cut_anywhere_is_refused_or_whole(read, text) -> None:
    whole = read(text)
    for end in range(len(text)):
        with suppress(FormatError):
            # Only digits of the last capacities can be missing unnoticed; any other exception fails the test.
            assert (read(text[:end]).duration == whole.duration).all()


def test_a_successor_that_is_not_there_is_refused() -> None:
    with pytest.raises(FormatError):
        read_project(PROJECT.replace("4        1          0", "4        1          1   9"))


@pytest.mark.truth
@pytest.mark.parametrize(
    ("archive", "count"), [("j30.zip", 32), ("j60.zip", 62), ("j120_odd.zip", 122), ("j20mm.zip", 22)]
)
def test_published_projects_are_whole(archive: str, count: int) -> None:
    with zipfile.ZipFile(truth("rcpsp", archive)) as opened:
        for name in opened.namelist()[::60]:
            text = opened.read(name).decode("latin-1")
            problem = read_project(text)
            assert len(problem) == count
            horizon = np.maximum.reduceat(problem.duration, problem.first_mode[:-1]).sum()
            assert horizon == int(re.search(r"horizon\s*:\s*(\d+)", text)[1])


@pytest.mark.truth
def test_published_lists_of_projects_are_whole() -> None:
    folder = truth("mista2013")
    problem = read_multi_project((folder / "A-4.txt").read_text(), lambda name: (folder / name).read_text("latin-1"))
    assert len(problem.critical) == 5
    assert len(problem) == 5 * 12


@pytest.mark.truth
def test_published_time_lags_are_whole() -> None:
    with zipfile.ZipFile(truth("rcpsp", "rcpsp_max_j10.zip")) as opened:
        for name in opened.namelist()[::30]:
            problem = read_time_lags(opened.read(name).decode())
            assert len(problem) == 12
            assert len(problem.capacity) == 5
