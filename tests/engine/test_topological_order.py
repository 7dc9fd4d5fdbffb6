"""Order and cycles against plain definitions."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.engine.network.order import distinct, topological_order

graphs = st.integers(1, 9).flatmap(
    lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=20))
)


def columns(edges: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    pairs = np.array(edges, np.int32).reshape(-1, 2)
    return pairs[:, 0].copy(), pairs[:, 1].copy()


def reachable(n: int, edges: list[tuple[int, int]]) -> np.ndarray:
    """Which node reaches which in one step or more (Warshall)."""
    reach = np.zeros((n, n), bool)
    for a, b in edges:
        reach[a, b] = True
    for k in range(n):
        reach |= np.outer(reach[:, k], reach[k])
    return reach


@settings(max_examples=300, deadline=None)
@given(graphs)
def test_order_or_all_cycles(graph: tuple[int, list[tuple[int, int]]]) -> None:
    n, edges = graph
    order = topological_order(n, *columns(edges))
    reach = reachable(n, edges)
    expected = {frozenset(np.flatnonzero(reach[a] & reach[:, a]).tolist()) for a in range(n) if reach[a, a]}
    assert {frozenset(cycle) for cycle in order.cycles} == expected
    assert [len(cycle) for cycle in order.cycles] == sorted(len(cycle) for cycle in order.cycles)
    place = {node: k for k, node in enumerate(order.nodes.tolist())}
    if not expected:
        assert sorted(place) == list(range(n))
    assert all(place[a] < place[b] for a, b in edges if b in place)


def test_a_cycle_is_listed_in_the_order_of_its_links_and_the_rest_behind() -> None:
    order = topological_order(6, *columns([(4, 1), (1, 3), (3, 4), (3, 5), (5, 0), (0, 1), (2, 1)]))
    assert order.cycles == ((1, 3, 4, 0, 5),)


def test_rows_in_order_stay_where_they_are() -> None:
    assert topological_order(5, *columns([(0, 3), (1, 2), (2, 4)])).nodes.tolist() == [0, 1, 2, 3, 4]


def test_a_long_chain_backwards_needs_no_recursion() -> None:
    n = 200_000
    down = np.arange(n - 1, 0, -1, dtype=np.int32)
    assert topological_order(n, down, down - 1).nodes.tolist() == list(range(n - 1, -1, -1))


def test_a_long_cycle_needs_no_recursion() -> None:
    n = 50_000
    source = np.arange(n, dtype=np.int32)
    (cycle,) = topological_order(n, source, (source + 1) % n).cycles
    assert list(cycle) == list(range(n))


@given(st.lists(st.integers(-5, 5)))
def test_distinct_rows_are_those_of_a_set(rows: list[int]) -> None:
    assert distinct(np.array(rows, np.int32)).tolist() == sorted(set(rows))
