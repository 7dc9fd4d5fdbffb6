"""Duration, work and units of a task with its people: one of them is set, and the engine says what gives way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from headway.engine.effort import (
    CONTOUR_SHARES,
    Effort,
    TaskType,
    assignment_durations,
    with_duration,
    with_resource,
    with_units,
    with_work,
    without_resource,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from headway.formats.document import AssignmentDoc

TYPES = {
    "fixed_units": TaskType.FIXED_UNITS,
    "fixed_work": TaskType.FIXED_WORK,
    "fixed_duration": TaskType.FIXED_DURATION,
}
DIGITS = 6
"""Of units."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one resource does of a task."""

    resource: int
    units: float
    work: int | None = None
    """Minutes, where it is stated; otherwise it is what the units do in the duration."""
    remaining: int | None = None
    actual: int = 0
    overtime: int = 0
    contour: float = 1.0
    """Mean of the units as a share of their peak."""

    @property
    def rate(self) -> float:
        return self.units * self.contour

    def minutes(self, duration: int) -> float:
        return self.rate * duration + self.overtime if self.work is None else self.work

    def at_least(self, regular: float) -> int:
        """Return work within working hours and outside of them, never less than is done."""
        return max(self.actual, round(regular) + self.overtime)

    def taking(self, duration: int, regular: float, rate: float) -> Share:
        """Return the share with this work and these mean units; it is stated where the units do not say it."""
        units = self.units if rate == self.rate else max(round(rate / self.contour, DIGITS), 10**-DIGITS)
        done = replace(self, units=units)
        work = self.at_least(regular)
        return done if self.work is None and work == round(done.minutes(duration)) else replace(done, work=work)


@dataclass(frozen=True, slots=True)
class Staffed:
    """A task with those who work on it; material and costs take no time."""

    duration: int
    type: str
    effort_driven: bool
    shares: tuple[Share, ...] = ()

    @property
    def work(self) -> int:
        return round(sum(share.minutes(self.duration) for share in self.shares))

    def with_duration(self, minutes: int) -> Staffed:
        """Return the task with another duration; from nothing and to nothing there is no proportion to keep."""
        if minutes > 0 and self.duration > 0:
            return self._after(self.shares, with_duration(self._effort(self.duration), minutes), minutes)
        if self.type == "fixed_work":
            return replace(self, duration=minutes)
        shares = [share if share.work is None else replace(share, work=share.at_least(share.rate * minutes))
                  for share in self.shares]  # fmt: skip
        return self._settled(shares, minutes)

    def with_work(self, minutes: int) -> Staffed:
        """Return the task with another work in all, of which each has the same part as before."""
        effort, base = self._measured()
        total = self.work
        if not (minutes and total and base):
            return self
        for place, share in enumerate(self.shares):
            wanted = share.minutes(self.duration) * minutes / total - share.overtime
            if wanted > 0:
                effort = with_work(effort, place, wanted)
        return self._after(self.shares, effort, self._lasting(effort, base))

    def with_both(self, duration: int, minutes: int) -> Staffed:
        """Return the task with another duration and another work in all; units stay."""
        total = self.work
        shares = [replace(share, work=round(share.minutes(self.duration) * minutes / total) if total else share.work)
                  for share in self.shares]  # fmt: skip
        return self._settled(shares, duration)

    def with_people(self, wanted: Mapping[int, float]) -> Staffed:
        """Return the task on which these work, with these units; the first ones work as long as it lasts."""
        effort, base = self._measured()
        shares = list(self.shares)
        if not shares or not base:
            have = {share.resource: share for share in shares}
            return replace(self, shares=tuple(
                replace(have.get(pk, Share(pk, units)), units=units) for pk, units in wanted.items()))  # fmt: skip
        for place, share in enumerate(shares):
            units = wanted.get(share.resource, share.units)
            if units != share.units:
                effort = with_units(effort, place, units * share.contour)
                shares[place] = replace(share, units=units)
        fresh = [Share(pk, units) for pk, units in wanted.items() if pk not in {share.resource for share in shares}]
        for share in fresh:
            effort = with_resource(effort, share.units)
        shares += fresh
        for place in reversed([place for place, share in enumerate(shares) if share.resource not in wanted]):
            effort = without_resource(effort, place)
            del shares[place]
        whole = set() if self.effort_driven or self.type == "fixed_work" else {share.resource for share in fresh}
        return self._after(shares, effort, self._lasting(effort, base), whole)

    def with_contours(self, wanted: Mapping[int, float]) -> Staffed:
        """Return the task on which units have these means over their time, 1 where nothing is said: as other units."""
        effort, base = self._measured()
        shares = list(self.shares)
        if not base:
            return replace(self, shares=tuple(replace(each, contour=wanted.get(each.resource, 1.0)) for each in shares))
        for place, share in enumerate(shares):
            mean = wanted.get(share.resource, 1.0)
            if mean != share.contour:
                effort = with_units(effort, place, share.units * mean)
                shares[place] = replace(share, contour=mean)
        return self._after(shares, effort, self._lasting(effort, base))

    def _effort(self, duration: int) -> Effort:
        """Return what the engine knows: mean units, and the work within working hours."""
        regular = tuple(max(share.minutes(self.duration) - share.overtime, 0.0) for share in self.shares)
        rates = tuple(share.rate for share in self.shares)
        return Effort(duration, regular, rates, TYPES[self.type], self.effort_driven)

    def _measured(self) -> tuple[Effort, int]:
        """Return the effort with the duration that work and units make, and that duration.

        A task that waits for somebody, pauses or was imported with other figures lasts longer or shorter: then the
        duration changes in proportion.
        """
        effort = self._effort(self.duration)
        base = int(assignment_durations(effort.work, effort.units).max(initial=0))
        return replace(effort, duration=base), base

    def _lasting(self, effort: Effort, base: int) -> int:
        same = effort.duration in {0, base}
        return self.duration if same else max(round(self.duration * effort.duration / base), 1)

    def _after(
        self, shares: Sequence[Share], effort: Effort, duration: int, whole: AbstractSet[int] = frozenset()
    ) -> Staffed:
        """Return the task as the engine says; the ``whole`` are at work as long as it lasts."""
        found = [share if share.resource in whole else share.taking(duration, regular, rate)
                 for share, regular, rate in zip(shares, effort.work, effort.units, strict=True)]  # fmt: skip
        return self._settled(found, duration)

    def _settled(self, shares: Sequence[Share], duration: int) -> Staffed:
        """Let what remains follow the work."""
        was = {share.resource: share.minutes(self.duration) for share in self.shares}
        settled = []
        for share in shares:
            if share.remaining is not None:
                more = share.minutes(duration) - was[share.resource]
                share = replace(share, remaining=max(round(share.remaining + more), 0))  # noqa: PLW2901 - the same one
            settled.append(share)
        return replace(self, duration=duration, shares=tuple(settled))


def mean_of(contour: str) -> float:
    """Return the mean of the units of a contour as a share of their peak."""
    return CONTOUR_SHARES.get(contour, 1.0)


def share_of(doc: AssignmentDoc) -> Share:
    return Share(
        doc.resource, doc.units, doc.work_minutes, doc.remaining_work_minutes, doc.actual_work_minutes or 0,
        doc.overtime_work_minutes, mean_of(doc.contour),
    )  # fmt: skip


def nobodys(work: int, duration: int) -> Share:
    """Return stated work of a task that nobody is assigned to yet."""
    return Share(0, work / duration, work)
