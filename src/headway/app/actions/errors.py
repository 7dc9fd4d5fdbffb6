"""Why an action was refused; pages and API say it in the same words."""

from __future__ import annotations

from typing import Any


class Refused(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The values or the state do not permit the change: says what, where and what to do."""

    def __init__(self, id: str, title: str, detail: str = "", remedy: str = "") -> None:  # noqa: A002 - the public field
        super().__init__(title)
        self.id = id
        self.title = title
        self.detail = detail
        self.remedy = remedy


class Stale(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """Someone else changed the row since it was read."""

    def __init__(self, name: str, *, expected: int, current: int, values: dict[str, dict[str, Any]]) -> None:
        super().__init__(f"“{name}” was changed by someone else in the meantime.")
        self.expected = expected
        self.current = current
        self.values = values
        """``{"name": {"yours": ..., "theirs": ...}}`` for every field that was to be changed."""
        self.said = ""
        """The same in words, where that is known."""
