"""Type and lag of a link as they are typed, wherever that is: FS, SS+2d, FF-50%."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.actions.errors import Refused
from headway.app.bridge.cell_numbers import Unreadable
from headway.app.bridge.cell_text import predecessors

if TYPE_CHECKING:
    from headway.app.models import Component

HOW = "Type a type, a lag or both: SS, +2d, FF-50%, FS+3ed."


def tie_values(text: str, component: Component, locale: str = "") -> dict[str, Any]:
    """Return type and lag as the fields of a link, read as behind the number of a predecessor."""
    try:
        (found,) = predecessors(f"1 {text.strip()}", component, locale)
    except (Unreadable, ValueError) as error:
        remedy = error.remedy if isinstance(error, Unreadable) and text[:1].isalpha() else HOW
        raise Refused("bad-cell", f"“{text[:40]}” is not a link.", "", remedy) from error
    return {"type": found.type, "lag": found.lag, "lag_kind": found.lag_kind, "lag_unit": found.lag_unit}


def typed_tie(type_: str, lag: str) -> str:
    """Return a type and a lag that were given apart as one text; a lag that begins with a type says it all."""
    return lag if lag.strip()[:1].isalpha() else f"{type_ or 'FS'}{lag}"
