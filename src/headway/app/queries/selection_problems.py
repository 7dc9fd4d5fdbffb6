"""What keeps a round from being computed: what is wrong, with which candidates, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.app.queries.selection_rounds import Inputs

Problem = dict[str, Any]
"""``id``, ``candidates`` (their numbers), ``text`` with a place for the name of each, ``remedy``."""


def problems_of(inputs: Inputs) -> list[Problem]:
    """Return what is wrong with the inputs of a round, the most basic first."""
    if not inputs["candidates"]:
        return [problem("no-candidates", "There is nothing to choose from.", "Add components or ideas as candidates.")]
    return [*unfitting(inputs), *contradictions(inputs)]


def problem(id: str, text: str, remedy: str, *candidates: int) -> Problem:  # noqa: A002 - the public field
    return {"id": id, "text": text, "remedy": remedy, "candidates": list(candidates)}


def unfitting(inputs: Inputs) -> Iterator[Problem]:
    """Find candidates that cannot start and end within the round; shortening it makes some."""
    periods = len(inputs["periods"])
    for one in inputs["candidates"]:
        if one["earliest"] + len(one["costs"]) > periods:
            yield problem("does-not-fit", "“{0}” does not end within the round.",
                          "Let it start earlier, shorten it, or give the round more periods.", one["id"])  # fmt: skip


def contradictions(inputs: Inputs) -> Iterator[Problem]:
    """Find needs that can never be met: what is needed is excluded, or no candidate any more."""
    by_id = {one["id"]: one for one in inputs["candidates"]}
    against = {frozenset((one["id"], other)) for one in by_id.values() for other in one["excludes"]}
    for one in by_id.values():
        needed = closure(one["id"], by_id)
        for each in sorted(needed):
            if each not in by_id:
                yield problem("needs-no-candidate", "“{0}” needs something that was taken out of the round.",
                              "Put that back, or take the need away.", one["id"])  # fmt: skip
            elif frozenset((one["id"], each)) in against:
                yield problem("needs-excluded", "“{0}” needs “{1}”, and the two exclude each other.",
                              "Take the need or the exclusion away.", one["id"], each)  # fmt: skip
        for first, second in sorted(map(sorted, against)):
            if {first, second} <= needed:
                yield problem("needs-excluded", "“{0}” needs “{1}” and “{2}”, which exclude each other.",
                              "Take one of the needs or the exclusion away.", one["id"], first, second)  # fmt: skip


def closure(start: int, by_id: dict[int, dict[str, Any]]) -> set[int]:
    """Return all that a candidate needs, and what that needs."""
    found: set[int] = set()
    ahead = [start]
    while ahead:
        for each in by_id.get(ahead.pop(), {"needs": ()})["needs"]:
            if each not in found and each != start:
                found.add(each)
                ahead.append(each)
    return found
