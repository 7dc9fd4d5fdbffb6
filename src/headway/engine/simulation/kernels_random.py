# mypy: allow-untyped-defs, allow-untyped-calls
# Numba infers the types of kernels.
"""Random numbers that depend only on seed, run and stream, never on who asks or in which order.

Philox 4x32-10: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, Parallel random numbers: as easy as 1, 2, 3, SC'11.
Sobol' points with nested uniform scrambling by hashing: A. B. Owen, Randomly permuted (t,m,s)-nets, 1995; S. Laine,
T. Karras, Stratified sampling for stochastic transparency, 2011; B. Burley, Practical hash-based Owen scrambling, 2020.
"""

from __future__ import annotations

import numpy as np

from headway.engine.jit import inlined, kernel

ROUNDS = 10
LOW = 0xFFFFFFFF


@inlined
def put(to, values):
    """Copy one vector to another; slices copy by way of a new array, for which kernels have no room."""
    for k in range(len(to)):
        to[k] = values[k]


@kernel
def philox(out, first, group, kind, seed):
    """Fill four streams of random 32-bit numbers for consecutive runs.

    out[k, s] = Philox(counter = (first + s, group, kind, 0), key = seed)[k]
    """
    low, half = np.uint64(LOW), np.uint64(32)
    one, two = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
    key, other = np.uint64(seed) & low, np.uint64(seed) >> half
    begin = np.uint64(first)
    for s in range(out.shape[1]):
        c0, c1, c2, c3 = begin + np.uint64(s), np.uint64(group), np.uint64(kind), np.uint64(0)
        a, b = key, other
        for _ in range(ROUNDS):
            p, q = c0 * one, c2 * two
            c0 = (q >> half) ^ c1 ^ a
            c1 = q & low
            c2 = (p >> half) ^ c3 ^ b
            c3 = p & low
            a = (a + np.uint64(0x9E3779B9)) & low
            b = (b + np.uint64(0xBB67AE85)) & low
        out[0, s] = np.uint32(c0)
        out[1, s] = np.uint32(c1)
        out[2, s] = np.uint32(c2)
        out[3, s] = np.uint32(c3)


@kernel
def mixed(number):
    """Hash a 32-bit number (the finalizer of MurmurHash3)."""
    x = np.uint32(number)
    x = np.uint32((x ^ (x >> np.uint32(16))) * np.uint32(0x85EBCA6B))
    x = np.uint32((x ^ (x >> np.uint32(13))) * np.uint32(0xC2B2AE35))
    return np.uint32(x ^ (x >> np.uint32(16)))


@kernel
def sobol(out, first, directions, key):
    """Fill one stream with scrambled Sobol' numbers of consecutive runs.

    ``directions`` hold their highest binary digit lowest; ``len(out)`` is a power of two that divides ``first``.
    """
    x = np.uint32(0)
    left, digit = np.int64(first), 0
    while left:
        if left & 1:
            x ^= directions[digit]
        left >>= 1
        digit += 1
    out[0] = x
    count, digit = 1, 0
    while count < len(out):
        step = directions[digit]
        for s in range(count):
            out[count + s] = out[s] ^ step
        count, digit = 2 * count, digit + 1
    scramble(out, key)


@kernel
def scramble(out, key):
    """Permute every binary digit by all higher ones, then turn the digits round."""
    for s in range(len(out)):
        x = np.uint32(out[s] + key)
        x ^= np.uint32(x * np.uint32(0x6C50B47C))
        x ^= np.uint32(x * np.uint32(0xB82F1E52))
        x ^= np.uint32(x * np.uint32(0xC7AFE638))
        x ^= np.uint32(x * np.uint32(0x8D22F6E6))
        x = np.uint32((x >> np.uint32(1)) & np.uint32(0x55555555)) | np.uint32(
            (x & np.uint32(0x55555555)) << np.uint32(1)
        )
        x = np.uint32((x >> np.uint32(2)) & np.uint32(0x33333333)) | np.uint32(
            (x & np.uint32(0x33333333)) << np.uint32(2)
        )
        x = np.uint32((x >> np.uint32(4)) & np.uint32(0x0F0F0F0F)) | np.uint32(
            (x & np.uint32(0x0F0F0F0F)) << np.uint32(4)
        )
        x = np.uint32((x >> np.uint32(8)) & np.uint32(0x00FF00FF)) | np.uint32(
            (x & np.uint32(0x00FF00FF)) << np.uint32(8)
        )
        out[s] = np.uint32(x >> np.uint32(16)) | np.uint32(x << np.uint32(16))


@kernel
def power_of_x(exponent, polynomial, degree):
    """Raise x to a power modulo a polynomial over GF(2)."""
    result, base = 1, 2 if degree > 1 else 2 ^ polynomial
    while exponent:
        if exponent & 1:
            result = product(result, base, polynomial, degree)
        base = product(base, base, polynomial, degree)
        exponent >>= 1
    return result


@kernel
def product(a, b, polynomial, degree):
    """Multiply modulo a polynomial over GF(2)."""
    found = 0
    while b:
        if b & 1:
            found ^= a
        b >>= 1
        a <<= 1
        if a >> degree & 1:
            a ^= polynomial
    return found


@kernel
def primitive(out):
    """Fill in the first primitive polynomials over GF(2): those modulo which x has the order 2^degree - 1."""
    found, degree = 0, 1
    while found < len(out):
        order = (1 << degree) - 1
        for polynomial in range((1 << degree) + 1, 2 << degree, 2):
            good = power_of_x(order, polynomial, degree) == 1
            left, divisor = order, 2
            while good and left > 1:
                if divisor * divisor > left:
                    divisor = left
                if left % divisor == 0:
                    good = power_of_x(order // divisor, polynomial, degree) != 1
                    while left % divisor == 0:
                        left //= divisor
                divisor += 1
            if good and found < len(out):
                out[found] = polynomial
                found += 1
        degree += 1
