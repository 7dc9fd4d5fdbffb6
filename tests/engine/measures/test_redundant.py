"""Redundant links against the transitive reduction by brute force."""

from time import process_time

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.networks import ALWAYS, START, plain
from headway.engine.measures.redundant import redundant_links
from headway.engine.plan import Links, Plan, Project, Tasks


def rows(plan: Plan) -> list[int]:
    return redundant_links(plan).links.tolist()


def test_a_link_that_a_path_implies() -> None:
    assert rows(plain([1] * 3, [(0, 1, "FS", 0), (1, 2, "FS", 0), (0, 2, "FS", 0)])) == [2]


def test_what_implies_nothing_and_what_is_no_question() -> None:
    assert rows(plain([1] * 3, [(0, 1, "FS", 0), (1, 2, "SS", 0), (0, 2, "FS", 0)])) == []
    assert rows(plain([1] * 3, [(0, 1, "FS", 0), (1, 2, "FS", -1), (0, 2, "FS", 0)])) == []
    assert rows(plain([1] * 3, [(0, 1, "FS", 0), (1, 2, "FS", 0), (0, 2, "FS", 9)])) == []
    assert rows(plain([1] * 3, [(0, 1, "FS", 0), (1, 2, "FS", 0), (0, 2, "SS", 0)])) == []
    assert rows(plain([1] * 3, [(0, 1, "FS", 5), (1, 2, "FS", 5), (0, 2, "FS", 0)])) == [2]


def test_links_said_twice() -> None:
    assert rows(plain([1] * 2, [(0, 1, "FS", 0), (0, 1, "FS", 0), (0, 1, "SS", 0)])) == [1]
    assert rows(plain([1] * 2, [(0, 1, "FS", 0), (0, 1, "FS", 3)])) == [0]


def test_paths_end_at_what_does_not_follow_its_links() -> None:
    links = [(0, 1, "FS", 0), (1, 2, "FS", 0), (0, 2, "FS", 0)]
    by_hand = {"manual": [0, 1, 0], "manual_start": [START] * 3, "manual_finish": [START + 1440] * 3}
    assert rows(plain([1] * 3, links, **by_hand)) == []
    assert rows(plain([1] * 3, links, active=[1, 0, 1])) == []
    assert rows(plain([1] * 3, links, kind=[0, 4, 0])) == []
    assert rows(plain([1] * 4, links, parent=[-1, -1, -1, 1])) == []
    assert rows(plain([1] * 3, links, manual=[0, 0, 1], manual_start=[START] * 3, manual_finish=[START] * 3)) == [2]


@settings(max_examples=200, deadline=None)
@given(st.integers(2, 9), st.data())
def test_the_transitive_reduction(n: int, data) -> None:
    pairs = sorted(
        {(a, b) for a, b in data.draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)))) if a < b}
    )
    relabel = data.draw(st.permutations(range(n)))
    reach = np.zeros((n, n), bool)
    for a, b in pairs:
        reach[a, b] = True
    for k in range(n):
        reach |= reach[:, k : k + 1] & reach[k]
    expected = [i for i, (a, b) in enumerate(pairs) if any(reach[a, k] and reach[k, b] for k in range(n))]
    assert rows(plain([1] * n, [(relabel[a], relabel[b], "FS", 0) for a, b in pairs])) == expected


def test_a_limit_that_was_hit_is_told() -> None:
    n = 60
    dense = plain([1] * n, [(a, b, "FS", 0) for b in range(n) for a in range(b)])
    found = redundant_links(dense)
    assert (len(found.links), found.unsearched, len(found.population)) == (
        n * (n - 1) // 2 - (n - 1),
        0,
        n * (n - 1) // 2,
    )
    limited = redundant_links(dense, search_steps=500)
    assert 0 < len(limited.links) < len(found.links)
    assert limited.unsearched > 0
    assert set(limited.links.tolist()) <= set(found.links.tolist())


def test_a_hundred_thousand_tasks() -> None:
    n = 100_000
    random = np.random.default_rng(7)
    target = random.integers(1, n, 210_000)
    source = np.maximum(0, target - random.integers(1, 60, len(target)))
    plan = Plan((ALWAYS,), Tasks(uid=np.arange(n), duration=np.ones(n)), Links(source, target), (Project(start=START),))
    redundant_links(plan, search_steps=10)
    begun = process_time()
    found = redundant_links(plan)
    assert process_time() - begun < 2.0
    assert len(found.population) == 210_000
    assert found.unsearched == 0
