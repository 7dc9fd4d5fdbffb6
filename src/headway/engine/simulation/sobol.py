"""Direction numbers of Sobol' sequences, worked out from primitive polynomials."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.simulation.kernels_random import primitive

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIMENSIONS = 1024
"""Streams that get Sobol' numbers; the others are random."""
DIGITS = 32


def primitive_polynomials(count: int) -> list[int]:
    """List the first primitive polynomials over GF(2), as numbers whose binary digits are the coefficients.

    A polynomial of degree n is primitive where x has the order 2^n - 1 modulo it.

    Parameters
    ----------
    count : int
        How many.

    Returns
    -------
    list of int
        By degree, then by size.
    """
    out = np.zeros(count, np.int64)
    primitive(out)
    return [int(each) for each in out]


@cache
def directions(count: int = DIMENSIONS) -> NDArray[np.uint32]:
    """Return direction numbers with their highest binary digit lowest, as the scrambling kernel takes them.

    m_k = 2 a_1 m_{k-1} xor ... xor 2^n m_{k-n} xor m_{k-n}, v_k = m_k / 2^k; the first n numbers of each dimension are
    odd numbers below 2^k from a fixed sequence.

    Parameters
    ----------
    count : int
        Dimensions.

    Returns
    -------
    ndarray of uint32, shape (count, 32)

    Notes
    -----
    I. M. Sobol', On the distribution of points in a cube, 1967; P. Bratley, B. L. Fox, Algorithm 659, 1988.
    """
    out = np.zeros((count, DIGITS), np.uint32)
    rng = np.random.Generator(np.random.PCG64(1967))
    out[0] = _turned([1 << (DIGITS - 1 - k) for k in range(DIGITS)])
    for dimension, polynomial in enumerate(primitive_polynomials(count - 1), start=1):
        degree = polynomial.bit_length() - 1
        m = [int(rng.integers(0, 1 << k)) * 2 + 1 for k in range(degree)]
        for k in range(degree, DIGITS):
            new = m[k - degree] ^ (m[k - degree] << degree)
            for j in range(1, degree):
                if polynomial >> (degree - j) & 1:
                    new ^= m[k - j] << j
            m.append(new)
        out[dimension] = _turned([number << (DIGITS - 1 - k) for k, number in enumerate(m)])
    out.flags.writeable = False
    return out


def _turned(numbers: list[int]) -> list[int]:
    return [int(f"{number:032b}"[::-1], 2) for number in numbers]
