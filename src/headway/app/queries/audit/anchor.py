"""Anchors: the heads of all chains at one moment, to be kept where whoever can write the database cannot.

A hash chain alone is broken by nobody but could be rewritten as a whole; against an anchor kept elsewhere it cannot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from headway.app.models import Event, EventChain
from headway.app.queries.audit.verify import ChainProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = "headway-anchor-1"


class AnchorError(ValueError):
    """Not an anchor that `headway audit anchor` wrote."""


def anchor() -> dict[str, Any]:
    """Return the heads of all chains as they are now."""
    heads = EventChain.objects.order_by("root_id").values_list("root_id", "sequence", "head")
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "chains": [{"root": root, "sequence": sequence, "head": head} for root, sequence, head in heads],
    }


def checked(kept: Any) -> list[tuple[int, int, str]]:
    """Return (root, sequence, head) of each chain of an anchor; refuse what is none."""
    try:
        if kept["format"] != FORMAT:
            raise AnchorError(f"the format is {str(kept['format'])[:40]}, not {FORMAT}")
        return [(int(each["root"]), int(each["sequence"]), str(each["head"])) for each in kept["chains"]]
    except (KeyError, TypeError, ValueError) as error:
        raise AnchorError(str(error) or "something is missing in it") from error


def problems_against(kept: Any) -> Iterator[ChainProblem]:
    """Compare the log with an anchor: what stood at the end then must still stand there, with the same hash."""
    for root, sequence, head in checked(kept):
        if not sequence:
            continue
        event = Event.objects.filter(root_id=root, sequence=sequence).only("hash").first()
        if event is None:
            text = f"The anchor knows event {sequence}; it is missing."
            yield ChainProblem("anchor-mismatch", root, sequence, None, text)
        elif event.hash != head:
            text = f"Event {sequence} is not the one that the anchor knows: the log up to there was rewritten."
            yield ChainProblem("anchor-mismatch", root, sequence, event.pk, text)
