"""Finds somebody's names in texts and puts a pseudonym in their place; pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Cast, Concat

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHORTEST = 3
"""Letters of what the database is asked for before texts are looked at closely."""
RUN = re.compile(r"[A-Za-z0-9]+")


def pattern_of(phrase: str) -> str:
    """Return a pattern of one name: whole words, whatever stands between them; a single word only as it is written."""
    words = r"\s+".join(re.escape(word) for word in phrase.split())
    if "@" in phrase:
        return rf"(?i:(?<![\w.+-]){words}(?![\w-]|\.\w))"
    bounded = rf"(?<!\w){words}(?!\w)"
    return f"(?i:{bounded})" if len(phrase.split()) > 1 else bounded


@dataclass(frozen=True, slots=True)
class Eraser:
    """What is looked for, the longest first, and what takes its place."""

    pattern: re.Pattern[str]
    needles: tuple[str, ...]
    """One of these is in every text that the pattern finds; empty: every text has to be looked at."""
    pseudonym: str

    def text(self, value: str) -> str:
        return self.pattern.sub(lambda _: self.pseudonym, value)

    def value(self, value: Any) -> Any:
        """Return a JSON value with the names gone out of every text in it."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if isinstance(value, dict):
            return {key: self.value(each) for key, each in value.items()}
        return value

    def candidates(self, rows: models.QuerySet[Any], columns: Sequence[str]) -> models.QuerySet[Any]:
        """Return the rows that may hold a name in one of the columns."""
        if not self.needles:
            return rows
        held = spaced([Cast(name, models.TextField()) for name in columns])
        some = Q()
        for needle in self.needles:
            some |= Q(held__icontains=needle)
        found: models.QuerySet[Any] = rows.alias(held=held).filter(some)
        return found


def spaced(texts: Sequence[Any]) -> Any:
    """Return texts as one with spaces between them: halves of halves, because SQLite reads no deeper than so far."""
    if len(texts) == 1:
        return texts[0]
    half = len(texts) // 2
    return Concat(spaced(texts[:half]), Value(" "), spaced(texts[half:]), output_field=models.TextField())


def eraser(phrases: Iterable[str], pseudonym: str) -> Eraser:
    """Return what replaces any of these names, also written with letters and accents apart."""
    whole = {" ".join(phrase.split()) for phrase in phrases if phrase.strip()}
    forms = {unicodedata.normalize(form, phrase) for phrase in whole for form in ("NFC", "NFD")}
    wanted = sorted(forms, key=lambda each: (-len(each), each))
    # On JSON that a database keeps escaped, only plain letters can be asked for.
    runs = [max(RUN.findall(phrase), key=len, default="") for phrase in wanted]
    enough = all(len(run) >= SHORTEST for run in runs)
    return Eraser(re.compile("|".join(map(pattern_of, wanted)) or r"(?!)"),
                  tuple(sorted(set(runs))) if enough else (), pseudonym)  # fmt: skip
