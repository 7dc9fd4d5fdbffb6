"""Shape the board of a component and of all below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from headway.app.actions.edit import change, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.models import Component
from headway.app.queries.workflow import KEY, STATE_WORDS, Column, State, Workflow
from headway.app.rules import Verb, require

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.app.rules import Actor

MOST_COLUMNS, LONGEST_NAME, HIGHEST_LIMIT = 12, 40, 999


@transaction.atomic
def set_workflow(
    actor: Actor,
    component: Component,
    columns: Sequence[dict[str, Any]] | None,
    *,
    refuses: bool = False,
    version: int | None = None,
) -> Component:
    """Give a component columns of its own, which hold below it too; None lets it inherit again."""
    require(actor, Verb.SHAPE_BOARD, component)
    wanted = None if columns is None else Workflow(tuple(checked(columns)), refuses)
    lock_tree(component)
    stored = Component.objects.get(pk=component.pk).governance
    settings = {name: value for name, value in stored.items() if name != KEY}
    if wanted is not None:
        settings[KEY] = wanted.as_json()
    fresh, before, after = change(component, {"governance": settings}, version=version)
    if after:
        below = Component.objects.filter(paths_up__ancestor=component, kind__in=Component.PLANS)
        below.update(revision=F("revision") + 1)
        words = "Changed the board of" if wanted else "Let inherit its board:"
        record(actor, fresh, "workflow.set", fresh, summary=f"{words} “{fresh}”",
               before={KEY: before["governance"].get(KEY)}, after={KEY: settings.get(KEY)})  # fmt: skip
    return fresh


def checked(columns: Sequence[dict[str, Any]]) -> list[Column]:
    """Return the columns, or refuse what no board can have."""
    if len(columns) > MOST_COLUMNS:
        raise Refused("too-many", f"A board has at most {MOST_COLUMNS} columns.", "", "Leave some out.")
    found: list[Column] = []
    for each in columns:
        name, limit = " ".join(str(each["name"]).split()), each.get("limit")
        if not 0 < len(name) <= LONGEST_NAME:
            raise Refused("invalid-value", f"A column needs a name of at most {LONGEST_NAME} letters.", name[:80])
        if any(name.lower() == other.name.lower() for other in found):
            raise Refused("invalid-value", "Two columns have the same name.", name, "Give one of them another name.")
        if each["kind"] not in set(State):
            raise Refused("invalid-value", "A column is for what is to do, being done or done.", name)
        if limit is not None and not 1 <= limit <= HIGHEST_LIMIT:
            raise Refused("invalid-value", f"A limit lies between 1 and {HIGHEST_LIMIT}.", name,
                          "Leave it empty for no limit.")  # fmt: skip
        found.append(Column(key_of(each.get("key") or "", name, found), name, State(each["kind"]), limit))
    for kind, word in STATE_WORDS.items():
        if all(each.kind != kind for each in found):
            raise Refused("invalid-value", f"A board needs a column of the kind “{word}”.", "",
                          "Every card must have a place to stand, however far its task is.")  # fmt: skip
    return found


def key_of(given: str, name: str, others: Sequence[Column]) -> str:
    """Return what cards remember a column by: it stays when the column gets another name."""
    taken = {each.key for each in others}
    key = base = slugify(given or name)[:30] or "column"
    number = 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key
