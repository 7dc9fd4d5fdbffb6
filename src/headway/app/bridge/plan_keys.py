"""Whether plans are still what was read: the revisions and settings of all of them and of what stands above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.models import ComponentPath

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.app.models import Component

Key = tuple[object, ...]


def key_of(components: Iterable[Component], above: Key | None = None) -> Key:
    """Return what the dates of these plans depend on: themselves and what is above them, if that is not known."""
    own = tuple((each.pk, each.revision, each.version) for each in components)
    if above is None:
        paths = ComponentPath.objects.filter(descendant__in=[pk for pk, _, _ in own], depth__gt=0)
        rows = paths.values_list("descendant", "ancestor", "ancestor__version", "ancestor__calendar")
        above = tuple(sorted(rows, key=str))
    return own, above
