# mypy: allow-untyped-defs, allow-untyped-calls
# Numba infers the types of kernels.
"""Tables of inverse distribution functions, and looking durations up in them.

A table has cells that halve in width towards both ends, so that tails are as exact as the middle. In each cell stands
the straight line nearest to the quantiles in the sense of least squares: the mean of every cell is kept exactly.
"""

from __future__ import annotations

import math

import numpy as np

from headway.engine.jit import kernel
from headway.engine.simulation.layout import CELLS

SIDE = CELLS // 2
VALUE_BITS, SLOPE_BITS = 20, 12
GAUSS = math.sqrt(0.6) / 2
"""Distance of the outer two of Gauss's three points from the middle of a cell."""


@kernel
def gauss_points(out):
    """Fill in the probabilities, from the nearer end, at which the quantiles of each cell of a side are needed."""
    for c in range(SIDE):
        octave, part = c >> 3, c & 7
        for k in range(3):
            within = 0.5 + (k - 1) * GAUSS
            out[c, k] = math.ldexp(8.0 + part + within, octave - 20)


@kernel
def fitted(low, middle, high):
    """Return value at the beginning and rise of the line nearest to three quantiles at Gauss's points of a cell."""
    mean = (5.0 * low + 8.0 * middle + 5.0 * high) / 18.0
    rise = (high - low) * 10.0 * GAUSS / 3.0
    return mean - rise / 2, rise


@kernel
def triangular_lines(mode, points, out):
    """Fill in the lines of triangular distributions between 0 and 1: Q(u) = sqrt(u m), 1 - sqrt((1 - u)(1 - m))."""
    for i in range(len(mode)):
        m = mode[i]
        for c in range(SIDE):
            for side in range(2):
                near, far = (m, 1.0 - m) if side == 0 else (1.0 - m, m)
                a, b, d = points[c, 0], points[c, 1], points[c, 2]
                x = math.sqrt(a * near) if a < near else 1.0 - math.sqrt((1.0 - a) * far)
                y = math.sqrt(b * near) if b < near else 1.0 - math.sqrt((1.0 - b) * far)
                z = math.sqrt(d * near) if d < near else 1.0 - math.sqrt((1.0 - d) * far)
                value, rise = fitted(x, y, z)
                if side:
                    value, rise = 1.0 - value, -rise
                out[i, side * SIDE + c, 0], out[i, side * SIDE + c, 1] = value, rise


@kernel
def beta_part(x, p, q, scale):
    """Return the distribution function of a beta distribution at x up to its mean, by its power series.

    I_x(p, q) = x^p (1 - x)^q / (p B(p, q)) (1 + sum of (p + q)_n / (p + 1)_n x^n): Abramowitz and Stegun 26.5.4.
    """
    term, total, n = 1.0, 1.0, 0
    while term > 1e-15 * total and n < 2000:
        term *= (p + q + n) / (p + 1.0 + n) * x
        total += term
        n += 1
    return scale * math.pow(x, p) * math.pow(1.0 - x, q) / p * total


@kernel
def beta_below(x, p, q, scale):
    """Return the distribution function of a beta distribution; ``scale`` is 1 / B(p, q)."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    if x < (p + 1.0) / (p + q + 2.0):
        return beta_part(x, p, q, scale)
    return 1.0 - beta_part(1.0 - x, q, p, scale)


@kernel
def beta_quantile(u, p, q, scale, guess):
    """Invert the beta distribution function by Newton's steps, halving where they leave the bracket."""
    low, high, x = 0.0, 1.0, guess
    for _ in range(200):
        error = beta_below(x, p, q, scale) - u
        if error > 0:
            high = x
        else:
            low = x
        slope = scale * math.pow(x, p - 1.0) * math.pow(1.0 - x, q - 1.0)
        after = x - error / slope
        if not low < after < high:
            after = 0.5 * (low + high)
        if abs(after - x) <= 1e-13 * after:
            return after
        x = after
    return x


@kernel
def beta_lines(first, second, points, out):
    """Fill in the lines of beta distributions between 0 and 1."""
    for i in range(len(first)):
        for side in range(2):
            p, q = (first[i], second[i]) if side == 0 else (second[i], first[i])
            scale = math.exp(math.lgamma(p + q) - math.lgamma(p) - math.lgamma(q))
            guess = math.pow(points[0, 0] * p / scale, 1.0 / p)
            guess = min(max(guess, 1e-12), 0.5)
            for c in range(SIDE):
                x = beta_quantile(points[c, 0], p, q, scale, guess)
                y = beta_quantile(points[c, 1], p, q, scale, x)
                z = beta_quantile(points[c, 2], p, q, scale, y)
                guess = z
                value, rise = fitted(x, y, z)
                if side:
                    value, rise = 1.0 - value, -rise
                out[i, side * SIDE + c, 0], out[i, side * SIDE + c, 1] = value, rise


@kernel
def between_lines(grid, place, out):
    """Mix the lines of neighboring distributions of a family: Q = (1 - t) Q_k + t Q_{k+1}, k + t = place."""
    for i in range(len(place)):
        k = min(int(place[i]), len(grid) - 2)
        t = place[i] - k
        for c in range(CELLS):
            for j in range(2):
                out[i, c, j] = (1.0 - t) * grid[k, c, j] + t * grid[k + 1, c, j]


@kernel
def packed(lines, first, out, offset, scale, steep):
    """Pack lines into one number a cell: twenty bits of value, twelve of rise, both as shares of the range.

    value = offset + scale (v + steep r f), with f the place within the cell; the mean of the cell stays.
    """
    for i in range(len(lines)):
        low, high, most = math.inf, -math.inf, 0.0
        for c in range(CELLS):
            begin, rise = lines[i, c, 0], lines[i, c, 1]
            low, high = min(low, begin, begin + rise), max(high, begin, begin + rise)
            most = max(most, abs(rise))
        span = max(high - low, 1e-300)
        most = max(most, 1e-300)
        # Rounding the rise moves the beginning by up to half a step of it: room at both ends.
        grain = most / 2047.0
        low, span = low - grain, span + 2 * grain
        unit = span / 1048575.0
        row = first + i
        for c in range(CELLS):
            rise = round(lines[i, c, 1] / grain)
            middle = lines[i, c, 0] + 0.5 * lines[i, c, 1]
            value = round((middle - 0.5 * rise * grain - low) / unit)
            value = min(max(value, 0), 1048575)
            out[row, c] = np.int32((np.int64(value) << 12 | (np.int64(rise) & 4095)) - ((np.int64(value) >> 19) << 32))
        offset[row], scale[row], steep[row] = low, unit, grain / unit


@kernel
def looked_up(drawn, table, offset, scale, steep, place, where, out):
    """Turn random numbers into values of a table.

    ``place`` and ``where`` are one buffer as float32 and as int32; ``out`` is float32.
    """
    count = len(drawn)
    for s in range(count):
        number = np.int32(drawn[s] >> np.uint32(8))
        side = number >> 23
        near = number ^ (-side & 0xFFFFFF)
        place[s] = max(np.float32(near) + np.float32(0.5), np.float32(128.0))
    for s in range(count):
        side = np.int32(drawn[s] >> np.uint32(31))
        bits = where[s]
        cell = (bits >> 20) - ((127 + 7) << 3) + (side << 7)
        out[s] = np.float32(bits & 0xFFFFF) * np.float32(1.0 / 1048576.0)
        where[s] = cell
    for s in range(count):
        where[s] = table[np.uint32(where[s])]
    for s in range(count):
        both = where[s]
        value = np.float32((both >> 12) & 0xFFFFF)
        rise = np.float32(np.int32(both << 20) >> 20)
        out[s] = offset + scale * (value + steep * (rise * out[s]))


@kernel
def stepped(drawn, bounds, rises, first, last, out):
    """Turn random numbers into the values of a staircase: x_0 + sum of (x_k - x_{k-1}) where u >= F(x_{k-1})."""
    for s in range(len(drawn)):
        out[s] = rises[first]
    for k in range(first + 1, last):
        bound, rise = bounds[k], rises[k]
        for s in range(len(drawn)):
            out[s] += rise if np.uint64(drawn[s]) >= bound else np.float32(0.0)
