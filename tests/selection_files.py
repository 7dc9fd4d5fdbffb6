"""Reads knapsacks in the format of the OR-Library: sizes and optimum, values, weights by limit, room."""

import numpy as np


def knapsacks(path):
    """Yield (optimum, value, weights, room) for each instance; a file of one has no count in front."""
    numbers = np.array(path.read_text().split(), float)
    many = path.suffix == ".txt"
    at = 1 if many else 0
    for _ in range(int(numbers[0]) if many else 1):
        if many:
            n, m, optimum = int(numbers[at]), int(numbers[at + 1]), numbers[at + 2]
            value = numbers[at + 3 : at + 3 + n]
            weights = numbers[at + 3 + n : at + 3 + n + n * m].reshape(m, n)
            room = numbers[at + 3 + n + n * m : at + 3 + n + n * m + m]
            at += 3 + n + n * m + m
            yield optimum, value, weights, room
        else:
            n, m, optimum = int(numbers[0]), int(numbers[1]), numbers[2]
            weights = numbers[3 + n : 3 + n + n * m].reshape(m, n)
            yield optimum, numbers[3 : 3 + n], weights, numbers[3 + n + n * m : 3 + n + n * m + m]
