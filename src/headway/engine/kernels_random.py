# mypy: allow-untyped-defs, allow-untyped-calls
"""Random numbers for kernels: the caller keeps the state of 64 bits, so that a run can be repeated and continued."""

from __future__ import annotations

import numpy as np

from headway.engine.jit import inlined


@inlined
def draw(state):
    """Return 64 random bits (splitmix64: Steele, Lea, Flood, 2014)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@inlined
def below(state, count):
    """Return a whole number from 0 to ``count - 1``."""
    return np.int64((draw(state) >> np.uint64(33)) * np.uint64(count) >> np.uint64(31))


@inlined
def chance(state):
    """Return a number from 0 up to 1."""
    return np.float64(draw(state) >> np.uint64(11)) * (1.0 / 9007199254740992.0)
