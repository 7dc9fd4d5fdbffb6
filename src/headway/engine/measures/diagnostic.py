"""Trouble with the input of a measure or a selection, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A stable id, the rows concerned, and a sentence without names (the caller knows them)."""

    id: str
    message: str
    level: Literal["warning", "error"] = "error"
    rows: tuple[int, ...] = ()
