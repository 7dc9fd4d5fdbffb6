"""Reads knapsacks in the format of the OR-Library: sizes and optimum, values, weights by limit, room."""

import numpy as np


def knapsacks(path):
    """Yield (optimum, value, weights, room) for each instance; the optimum is None where the file says 0, not known.

    Files of many have their number in front, those of one have not: the one reading that uses all numbers is right.
    Raises ValueError for anything else, also the library's ``mknap2.txt``, which has words between the numbers.
    """
    try:
        numbers = np.array(path.read_text("latin-1").split(), float)
    except ValueError:
        raise ValueError(f"{path.name}: there are words between the numbers") from None
    for first in (1, 0):
        found = _instances(numbers[first:], int(numbers[0]) if first and len(numbers) else 1)
        if found:
            yield from found
            return
    raise ValueError(f"{path.name}: these are no knapsacks, or not all of them")


def _instances(numbers, count):
    """Cut numbers into instances; nothing where they do not end with the last one."""
    found, at = [], 0
    for _ in range(count):
        if len(numbers) < at + 3 or not (numbers[at : at + 2] >= 1).all():
            return []
        n, m, optimum = int(numbers[at]), int(numbers[at + 1]), numbers[at + 2]
        value, weights, room = np.split(numbers[at + 3 : at + 3 + n + n * m + m], [n, n + n * m])
        if len(room) < m:
            return []
        found.append((optimum or None, value, weights.reshape(m, n), room))
        at += 3 + n + n * m + m
    return found if at == len(numbers) else []
