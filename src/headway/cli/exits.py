"""Exit codes of every command, and the error that carries one."""

from __future__ import annotations

OK = 0
PROBLEMS = 1
"""Something is wrong in the data: a cycle in the plan, a broken hash chain."""
USAGE = 2
UNREADABLE = 3
"""The file cannot be read as a plan."""
MISSING = 4
"""Something is missing on this machine, or in the way: Java, a database, a free port."""
INTERNAL = 5
INTERRUPTED = 130

CODES_TEXT = (
    "Exit codes: 0 done, 1 problem found in the data, 2 wrong use, 3 file cannot be read, "
    "4 something missing on this machine, 5 internal error."
)


class Stop(Exception):  # noqa: N818 - an orderly end, not a defect
    """End the command with a sentence, what to do about it, and an exit code."""

    def __init__(self, code: int, title: str, remedy: str = "") -> None:
        super().__init__(title)
        self.code = code
        self.title = title
        self.remedy = remedy
