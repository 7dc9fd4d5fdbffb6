"""Checks of the network: DCMA 1 to 4, density, dangling ends, hotspots, redundant and out-of-sequence links."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.measures.quality_subject import Mask, Measured, Subject, absent, number, share
from headway.engine.plan import MISSING, LinkType

if TYPE_CHECKING:
    from numpy.typing import NDArray


def missing_logic(subject: Subject) -> Measured:
    """Measure DCMA 1: unfinished tasks that lack a predecessor or a successor; only links of their own count.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    before, after = _degrees(subject)
    return share(subject.incomplete & ((before == 0) | (after == 0)), subject.incomplete)


def leads(subject: Subject) -> Measured:
    """Measure DCMA 2: links with negative lag.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    return _of_links(subject, subject.links & (subject.plan.links.lag < 0), percent=False)


def lags(subject: Subject) -> Measured:
    """Measure DCMA 3: the share of links with positive lag.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    return _of_links(subject, subject.links & (subject.plan.links.lag > 0), percent=True)


def link_types(subject: Subject) -> Measured:
    """Measure DCMA 4: the share of finish-start links; the others are listed.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    kind, total = subject.plan.links.type, int(np.count_nonzero(subject.links))
    if not total:
        return absent("The population is empty.")
    others = np.flatnonzero(subject.links & (kind != LinkType.FS))
    backwards = int(np.count_nonzero(kind[others] == LinkType.SF))
    remark = f"{backwards} of the listed links are start-finish." if backwards else ""
    straight = total - len(others)
    return Measured(straight, total, 100 * straight / total, links=others, reason=remark)


def density(subject: Subject) -> Measured:
    """Measure links a task.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    tasks, links = int(np.count_nonzero(subject.work)), int(np.count_nonzero(subject.joined))
    return Measured(links, tasks, links / tasks) if tasks else absent("The population is empty.")


def dangling(subject: Subject) -> Measured:
    """Measure dangling ends: a start that no FS or SS link drives, a finish that no FS or FF link hands on.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    kind = subject.plan.links.type
    before, after = _degrees(subject)
    starts, _ = _degrees(subject, (kind == LinkType.FS) | (kind == LinkType.SS))
    _, finishes = _degrees(subject, (kind == LinkType.FS) | (kind == LinkType.FF))
    population = subject.incomplete & (before > 0) & (after > 0)
    return number(population & ((starts == 0) | (finishes == 0)), population)


def hotspots(subject: Subject) -> Measured:
    """Measure merge hotspots: rows with many predecessors.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    before, _ = _degrees(subject)
    population = subject.work & subject.unfinished
    return number(population & (before > subject.rules.hotspot_predecessors), population)


def redundant(subject: Subject) -> Measured:
    """Measure redundant links.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    found = subject.redundant
    remark = ""
    if found.unsearched:
        remark = f"The search was limited: the links of {found.unsearched:,} tasks were not searched to the end."
    rows = found.links.astype(np.int64)
    if not len(found.population) and not len(rows):
        return absent("The population is empty.")
    return Measured(len(rows), len(found.population), float(len(rows)), links=rows, reason=remark)


def out_of_sequence(subject: Subject) -> Measured:
    """Measure links whose successor began or finished before they allow it.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    tasks, after = subject.plan.tasks, subject.plan.links.successor
    begun = (tasks.actual_start != MISSING) | (tasks.actual_finish != MISSING)
    population = subject.joined & begun[after]
    if not population.any():
        return absent("The population is empty.")
    rows = np.flatnonzero(population & subject.link_dates.broken)
    return Measured(len(rows), int(population.sum()), float(len(rows)), np.unique(after[rows]), rows)


def duplicate_names(subject: Subject) -> Measured:
    """Measure tasks that share their name with another; case and white space do not count.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    names = subject.facts.names
    if names is None:
        return absent("No names were given.")
    plain = [" ".join(name.casefold().split()) for name in names]
    rows = np.flatnonzero(subject.work).tolist()
    counts = Counter(plain[row] for row in rows)
    twice = np.zeros(len(names), bool)
    twice[[row for row in rows if counts[plain[row]] > 1]] = True
    return number(twice, subject.work)


def _degrees(subject: Subject, chosen: Mask | None = None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count the links into and out of every row."""
    links, rows = subject.plan.links, len(subject.plan.tasks)
    kept = subject.joined if chosen is None else subject.joined & chosen
    before = np.bincount(links.successor[kept], minlength=rows)
    return before, np.bincount(links.predecessor[kept], minlength=rows)


def _of_links(subject: Subject, mask: Mask, *, percent: bool) -> Measured:
    rows, total = np.flatnonzero(mask), int(np.count_nonzero(subject.links))
    if not total:
        return absent("The population is empty.")
    value = 100 * len(rows) / total if percent else float(len(rows))
    return Measured(len(rows), total, value, np.unique(subject.plan.links.successor[rows]), rows)
