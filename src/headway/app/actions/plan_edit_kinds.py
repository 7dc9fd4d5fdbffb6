"""The kinds of edits, each a few lines that read its fields and change the draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from headway.app.actions import board, outline
from headway.app.actions.cells import EARLIEST, Cells, earliest, scheduled, where
from headway.app.actions.errors import Refused
from headway.app.actions.field_values import COMPUTED, is_beside
from headway.app.actions.level_people import level_draft
from headway.app.actions.outline import Place
from headway.app.actions.paste import UNNAMED, new_row, paste, rows_from
from headway.app.actions.plan_changes import require_known
from headway.app.actions.plan_draft import MOST_ROWS, SETTABLE, Link
from headway.app.actions.plan_links import checked, link_rows, relink, set_predecessors, unlink
from headway.app.actions.task_fields import CARD
from headway.app.actions.tie_text import tie_values, typed_tie
from headway.app.bridge.cell_dates import worked_between
from headway.app.models import Dependency, Task
from headway.app.rules import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from headway.app.actions.plan_draft import Draft

Edit = dict[str, Any]


@dataclass(slots=True)
class Batch:
    """The edits of one request and what is to be said of them."""

    draft: Draft
    locale: str
    check_rows: Callable[[], None]
    """Refuses numbers of rows that are not those of the plan any more."""
    number: int = 0
    made: list[list[int]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    skipped: list[dict[str, Any]] = field(default_factory=list)
    cells: Cells = field(init=False)
    rows: list[int] = field(init=False)
    """The rows as they were numbered when the request came."""

    def __post_init__(self) -> None:
        self.cells = Cells(self.draft, self.locale)
        self.rows = list(self.draft.order)


def targets(batch: Batch, edit: Edit) -> list[int]:
    """Return the tasks of an edit, each with the version that was read."""
    given = edit.get("tasks") or []
    if len(given) > MOST_ROWS:
        raise Refused("too-many", f"At most {MOST_ROWS:,} rows at a time.", "", "Do it in several steps.")
    found = []
    for each in given:
        task = each["id"] if isinstance(each, dict) else each
        batch.draft.require_here(task)
        found.append(task)
    return found


def versions(edit: Edit) -> dict[int, int | None]:
    given = edit.get("tasks") or []
    return {each["id"]: each.get("version") for each in given if isinstance(each, dict)}


def check_versions(batch: Batch, edit: Edit) -> list[int]:
    """Return the tasks, none of which was changed since it was read."""
    tasks, read = targets(batch, edit), versions(edit)
    for task in tasks:
        batch.draft.check_version(task, read.get(task))
    return tasks


def place_of(edit: Edit) -> Place:
    return Place(edit.get("after"), edit.get("before"), edit.get("parent"))


# ---------------------------------------------------------------------- values


def apply(batch: Batch, task: int, cells: Mapping[str, str | None], values: Mapping[str, Any],
          version: int | None, links: dict[int, list[Link]]) -> None:  # fmt: skip
    """Set cells and values of one row; links are collected."""
    draft = batch.draft
    found: dict[str, Any] = {}
    for name, value in values.items():
        found |= earliest(draft, task, name, value) if name in EARLIEST else {name: value}
    for column, text in cells.items():
        if column == "predecessors" and text is not None:
            links[task] = batch.cells.links(task, text, batch.rows)
        elif text is not None:
            found |= batch.cells.values(task, column, text)
    draft.check_version(task, version, found)
    named = {name for name in values if name in COMPUTED} | {name for name in found if not is_beside(name)}
    require_known(named, SETTABLE - CARD)
    if found:
        draft.set(task, found)


def set_cells(batch: Batch, edit: Edit) -> None:
    """Set the same cells of several rows."""
    cells, values, read = edit.get("cells") or {}, edit.get("values") or {}, versions(edit)
    if "predecessors" in cells:
        batch.check_rows()
    links: dict[int, list[Link]] = {}
    for task in targets(batch, edit):
        apply(batch, task, cells, values, read.get(task), links)
    if links:
        set_predecessors(batch.draft, links)


def fill(batch: Batch, edit: Edit) -> None:
    """Set many cells at once."""
    tasks, read = targets(batch, edit), versions(edit)
    columns, texts = edit.get("columns") or [], edit.get("texts") or []
    if len(texts) != len(tasks) or any(len(line) != len(columns) for line in texts):
        raise Refused("invalid", "“texts” needs a list for each task and a text for each column.")
    if "predecessors" in columns:
        batch.check_rows()
    links: dict[int, list[Link]] = {}
    for task, line in zip(tasks, texts, strict=True):
        apply(batch, task, dict(zip(columns, line, strict=True)), {}, read.get(task), links)
    if links:
        set_predecessors(batch.draft, links)


def lay_out(batch: Batch, edit: Edit) -> None:
    """Paste a block over the rows that are named, or over those from a number on."""
    if not edit.get("tasks"):
        batch.check_rows()
    over = check_versions(batch, edit) or rows_from(batch.draft, edit.get("row") or 0)
    made, problems = paste(batch.draft, batch.cells, over=over, columns=edit["columns"], text=edit["text"])
    batch.made[-1] = made
    batch.problems += [{"edit": batch.number, **each} for each in problems]


def resize(batch: Batch, edit: Edit) -> None:
    """Give tasks the duration with which they finish at a time, on their own calendar: a bar drawn out."""
    draft, finish = batch.draft, edit["finish"]
    for task in check_versions(batch, edit):
        start = scheduled(draft, task, finish=False)
        if start is None or finish <= start:
            raise Refused("invalid-value", "A task finishes after it starts.", where(draft, task, "duration"),
                          "Draw the end of the bar to the right of its start.")  # fmt: skip
        elapsed = draft.value(task, "duration_elapsed")
        calendar = draft.value(task, "calendar")
        length = finish - start if elapsed else worked_between(draft.component, start, finish, calendar)
        draft.set(task, {"duration_minutes": max(length, 1), "duration_estimated": False})


# ---------------------------------------------------------------------- outline


def insert(batch: Batch, edit: Edit) -> None:
    """Add rows."""
    draft, rows = batch.draft, edit.get("rows") or []
    if len(rows) > MOST_ROWS:
        raise Refused("too-many", f"At most {MOST_ROWS:,} rows at a time.", "", "Add them in several steps.")
    begin = []
    for row in rows:
        name = (row.get("cells") or {}).get("name") or (row.get("values") or {}).get("name") or UNNAMED
        values = draft.cleaned({**new_row(draft, name), "kind": row.get("kind") or Task.Kind.TASK})
        if values["kind"] == Task.Kind.MILESTONE:
            values |= {"duration_minutes": 0, "duration_estimated": False}
        begin.append((values, row.get("level") or 0))
    made = outline.insert(draft, place_of(edit), begin)
    links: dict[int, list[Link]] = {}
    for task, row in zip(made, rows, strict=True):
        cells = row.get("cells") or {}
        if "predecessors" in cells:
            batch.check_rows()
        apply(batch, task, cells, row.get("values") or {}, None, links)
    if links:
        set_predecessors(draft, links)
    batch.made[-1] = made


def move(batch: Batch, edit: Edit) -> None:
    outline.move(batch.draft, check_versions(batch, edit), place_of(edit))


def indent(batch: Batch, edit: Edit) -> None:
    outline.indent(batch.draft, check_versions(batch, edit))


def outdent(batch: Batch, edit: Edit) -> None:
    outline.outdent(batch.draft, check_versions(batch, edit))


def duplicate(batch: Batch, edit: Edit) -> None:
    batch.made[-1] = outline.duplicate(batch.draft, check_versions(batch, edit))


def delete(batch: Batch, edit: Edit) -> None:
    outline.delete(batch.draft, check_versions(batch, edit))


# ---------------------------------------------------------------------- links


def lag_of(batch: Batch, edit: Edit) -> dict[str, Any]:
    """Return type and lag of a link as its fields."""
    return tie_values(typed_tie(edit.get("type") or "", edit.get("lag") or ""), batch.draft.component, batch.locale)


def seen_tasks(batch: Batch, ids: Iterable[int]) -> dict[int, Task]:
    person = batch.draft.actor.person
    rows = Task.objects.all() if person is None else visible(person, Task)
    return {row.pk: row for row in rows.filter(pk__in=list(ids)).select_related("component")}


def link(batch: Batch, edit: Edit) -> None:
    """Link two rows, of this plan or of another one."""
    draft, ends = batch.draft, (edit["predecessor"], edit["successor"])
    values = lag_of(batch, edit)
    inside = {end for end in ends if end in draft.level}
    if inside == set(ends):
        link_rows(draft, *ends, **values)
    elif inside and seen_outside(batch, set(ends) - inside):
        draft.cross(checked(draft, Link(*ends, **values)))
    else:
        raise Refused("gone", "One of the two tasks is not there, or not visible to you.", "", "Load the plan again.")


def seen_outside(batch: Batch, ids: set[int]) -> bool:
    """Return whether these are tasks of other plans that the actor sees."""
    own = batch.draft.component.pk
    return sum(task.component_id != own for task in seen_tasks(batch, ids).values()) == len(ids)


def crossing_link(batch: Batch, pk: int) -> Link:
    """Return a link between plans that touches this one, if it is there and the actor may see both ends."""
    draft, person = batch.draft, batch.draft.actor.person
    found = draft.crossed().get(pk)
    if found is not None and seen_outside(batch, {found.predecessor, found.successor} - draft.level.keys()):
        return found
    rows = Dependency.objects.all() if person is None else visible(person, Dependency)
    row = rows.filter(Q(component=draft.component) | Q(from_component=draft.component), pk=pk).first()
    if row is None or pk in draft.uncrossed or pk in draft.plan.tried.removed:
        raise Refused("gone", "This link is not there any more.", "", "Load the plan again.")
    return Link(row.predecessor_id, row.successor_id, row.type, row.lag, row.lag_kind, row.lag_unit)


def change_link(batch: Batch, edit: Edit) -> None:
    """Give a link another type or lag."""
    if edit["link"] in batch.draft.all_links():
        relink(batch.draft, edit["link"], **lag_of(batch, edit))
        return
    found = crossing_link(batch, edit["link"])
    batch.draft.uncross(edit["link"])
    batch.draft.cross(checked(batch.draft, Link(found.predecessor, found.successor, **lag_of(batch, edit))))


def remove_link(batch: Batch, edit: Edit) -> None:
    if edit["link"] in batch.draft.all_links():
        unlink(batch.draft, edit["link"])
        return
    crossing_link(batch, edit["link"])
    batch.draft.uncross(edit["link"])


# ---------------------------------------------------------------------- board


def put_card(batch: Batch, edit: Edit) -> None:
    """Put cards into a column of the board."""
    tasks = check_versions(batch, edit)
    warning = board.put_cards(batch.draft, tasks, edit["column"], place_of(edit), edit.get("percent"))
    if warning:
        batch.problems.append({"edit": batch.number, "row": None, "column": None, "text": None, **warning})


def block(batch: Batch, edit: Edit) -> None:
    """Mark tasks as blocked, with the reason; without one, lift it."""
    for task in check_versions(batch, edit):
        board.block(batch.draft, task, edit.get("reason") or "")


def put_into_sprint(batch: Batch, edit: Edit) -> None:
    """Put tasks into a sprint; without one, back to the backlog."""
    sprint = edit.get("sprint")
    for task in check_versions(batch, edit):
        if sprint is not None:
            board.check_has_card(batch.draft, task)
        batch.draft.set(task, {"sprint": sprint})


# ---------------------------------------------------------------------- people


def level_people(batch: Batch, edit: Edit) -> None:
    """Hold tasks back until nobody has more to do than they can."""
    stays = level_draft(batch.draft, edit.get("how") or "people")
    batch.problems += [{"edit": batch.number, "row": None, "column": None, "text": None, **each} for each in stays]


KINDS: dict[str, Callable[[Batch, Edit], None]] = {
    "set": set_cells, "fill": fill, "insert": insert, "move": move, "indent": indent, "outdent": outdent,
    "duplicate": duplicate, "delete": delete, "link": link, "relink": change_link, "unlink": remove_link,
    "paste": lay_out, "resize": resize, "card": put_card, "block": block,
    "sprint": put_into_sprint, "level": level_people,
}  # fmt: skip
