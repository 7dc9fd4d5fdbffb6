"""Risks in a change request: what it changes, adds or closes, checked when it is added, merged as the register does."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from headway.app.actions.edit import clean
from headway.app.actions.errors import Refused
from headway.app.actions.records import check_estimates, link_record, raise_record, update_record
from headway.app.bridge.risks import ESTIMATED, asked_of, risk_from
from headway.app.models import Record, Task
from headway.app.models.record_kinds import KINDS
from headway.app.queries.figures import in_percent
from headway.app.queries.money import exact

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from headway.app.models import Component
    from headway.app.rules import Actor

Item = dict[str, Any]
CHANGE, ADD, CLOSE = "risk", "add_risk", "close_risk"
OF_KNOWN = frozenset({CHANGE, CLOSE})
"""Changes of a risk that stands in the register."""
CLOSED = tuple(each for each in KINDS["risk"].statuses if each in KINDS["risk"].closed)
SIGNS = {"threat": "Threat", "opportunity": "Opportunity"}
MOST_TASKS = 50


def check_risk(component: Component, item: Item) -> Item:
    """Return what becomes of a known risk: its probability, its days, its money; an estimate is given as a whole."""
    row = risk_of(component, item.get("record"))
    asked = {name: clean(row, name, item.get(name)) for name in asked_names(item)}
    before = {name: getattr(row, name) for name in asked}
    if not asked or asked == before:
        raise Refused("no-change", "Nothing of the risk changes.", f"{row}",
                      "Give another probability, other days or another amount of money.")  # fmt: skip
    for name, value in asked.items():
        setattr(row, name, value)
    check_estimates(row)
    if any(name.endswith("_likely") and value is None for name, value in asked.items()):
        raise Refused("invalid-value", "An estimate has a likely value.", f"{row}", "Say what is likely, too.")
    said = [words for words in (share_text(asked), days_text(row, asked), money_text(row, asked)) if words]
    return {"record": row.pk, "version": row.version, "label": f"{row}: {', '.join(said)}", **stored(asked)}


def asked_names(item: Item) -> list[str]:
    """Return which fields are given; one end of an estimate stands for all three."""
    names = ["probability"] if item.get("probability") is not None else []
    for ends in (ESTIMATED[:3], ESTIMATED[3:]):
        if any(item.get(name) is not None for name in ends):
            names += ends
    return names


def stored(values: Item) -> Item:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}


def share_text(asked: Item) -> str:
    return f"probability {in_percent(asked['probability'])}" if "probability" in asked else ""


def days_text(row: Record, asked: Item) -> str:
    return f"{span(row.days_likely, row.days_high, '{:g}'.format)} working days" if "days_likely" in asked else ""


def money_text(row: Record, asked: Item) -> str:
    currency = row.component.currency
    return span(row.cost_likely, row.cost_high, lambda one: exact(one, currency)) if "cost_likely" in asked else ""


def span(likely: Any, high: Any, words: Callable[[Any], str]) -> str:
    return words(likely) if high is None or high == likely else f"{words(likely)} to {words(high)}"


def check_closed(component: Component, item: Item) -> Item:
    row, status = risk_of(component, item.get("record")), str(item.get("status") or "closed")
    if status not in CLOSED:
        raise Refused("invalid-value", f"Status: “{status[:40]}” does not close a risk.", f"{row}",
                      "Choose one of: " + ", ".join(CLOSED) + ".")  # fmt: skip
    label = f"Close {row}: {KINDS['risk'].statuses[status].lower()}"
    return {"record": row.pk, "version": row.version, "status": status, "label": label}


def check_added(component: Component, item: Item) -> Item:
    """Return a new risk with its title, kind, probability, impact and tasks."""
    row, sign = Record(component=component, kind=Record.Kind.RISK), str(item.get("sign") or "threat")
    if sign not in SIGNS:
        raise Refused("invalid-value", "A risk is a threat or an opportunity.", "Field “sign”.", "Choose one.")
    title = clean(row, "title", item.get("title"))
    if not title:
        raise Refused("invalid-value", "A new risk has a title.", "Field “title”.", "Say what may happen.")
    values = {name: clean(row, name, item.get(name)) for name in ("probability", *ESTIMATED)}
    for name, value in values.items():
        setattr(row, name, value)
    check_estimates(row)
    if row.probability is None or (row.days_likely is None and row.cost_likely is None):
        raise Refused("invalid-value", "A new risk has a probability, and takes or gives days or money.", f"“{title}”",
                      "Complete it; what nobody has judged goes into the register.")  # fmt: skip
    tasks = [task.pk for task in tasks_of(component, item.get("tasks") or ())]
    return {"title": title, "sign": sign, **stored(values), "tasks": tasks,
            "label": f"New {SIGNS[sign].lower()} “{title}”: {in_percent(row.probability or 0)}"}  # fmt: skip


def tasks_of(component: Component, wanted: Sequence[int]) -> list[Task]:
    if len(wanted) > MOST_TASKS:
        raise Refused(
            "too-many", f"A new risk acts on at most {MOST_TASKS} tasks.", "", "Without any, it acts at the end."
        )
    rows = list(Task.objects.filter(component=component, pk__in=list(wanted)))
    if len(rows) < len(set(wanted)):
        raise Refused("foreign-task", "This task does not belong to the plan.", "", "Choose one of the plan.")
    return sorted(rows, key=lambda row: row.position)


def refuse_after_closing(items: Sequence[Item], item: Item) -> None:
    """Refuse to change a risk that the same request closes already."""
    closed = {each["record"] for each in items if each["op"] == CLOSE}
    if item["op"] in OF_KNOWN and item["record"] in closed:
        raise Refused("closed-here", "This request closes that risk already.", item["label"], "Take that out first.")


def risk_of(component: Component, pk: Any) -> Record:
    rows = Record.objects.filter(component=component, kind=Record.Kind.RISK, closed_at=None, trashed_at=None)
    row = rows.filter(pk=pk or 0).first()
    if row is None:
        raise Refused("gone", "This risk is not open here.", "", "Choose one of the component's open risks.")
    return row


def merge_risk(actor: Actor, component: Component, item: Item) -> None:
    """Do to the register what the request asks for, through its own actions."""
    if item["op"] == CHANGE:
        update_record(actor, risk_of(component, item["record"]), **asked_of(item))
    elif item["op"] == CLOSE:
        update_record(actor, risk_of(component, item["record"]), status=item["status"])
    elif item["op"] == ADD:
        new = risk_from(component, item)
        values = {name: getattr(new, name) for name in ("sign", "probability", *ESTIMATED)}
        row = raise_record(actor, component, Record.Kind.RISK, title=new.title, **values)
        for task in tasks_of(component, item["tasks"]):
            link_record(actor, row, "task", task.pk)
