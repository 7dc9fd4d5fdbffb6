"""How many cases a test makes up where they take long: all of them in CI, a quarter of them before a commit."""

import os

IN_CI = os.environ.get("CI") == "true"


def cases(number: int) -> int:
    """Return how many of so many cases are tried here."""
    return number if IN_CI else -(-number // 4)
