"""A field that finds a milestone by its name: typed, offered as one types, and refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html

from headway.app.models import Task
from headway.app.queries.milestones import as_typed, fitting, listed, named

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.safestring import SafeString

LONGEST = 500


class MilestoneInput(forms.TextInput):
    """A text field whose list of choices follows what is typed."""

    def __init__(self, below: int | None = None) -> None:
        self.below = below
        super().__init__({"class": "in", "autocomplete": "off", "placeholder": "Words of its name or its plan"})

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        own = (attrs or {}).get("id") or f"id_{name}"
        where = f"?below={self.below}" if self.below else ""
        offers = {"list": f"{own}-offers", "hx-get": f"{reverse('milestones')}{where}",
                  "hx-trigger": "focus once, input delay:200ms",
                  "hx-target": f"#{own}-offers", "hx-swap": "innerHTML"}  # fmt: skip
        drawn = super().render(name, value, {**(attrs or {}), "id": own, **offers}, renderer)
        return format_html('{}<datalist id="{}-offers"></datalist>', drawn, own)


class MilestoneField(forms.CharField):
    """Takes the name of one of the milestones, and gives the milestone."""

    def __init__(self, rows: QuerySet[Task], label: str, below: int | None = None) -> None:
        self.rows = rows
        super().__init__(required=False, max_length=LONGEST, label=label, widget=MilestoneInput(below))

    def prepare_value(self, value: Any) -> Any:
        return as_typed(self.rows, value) if isinstance(value, Task) else value

    def clean(self, value: Any) -> Task | None:
        text = super().clean(value)
        return milestone_named(self.rows, text) if text else None


def milestone_named(rows: QuerySet[Task], text: str) -> Task:
    """Return the one milestone that is called so; say which are close where there is none or more."""
    found = named(rows, text)
    if len(found) == 1:
        return found[0]
    shown = text if len(text) <= 80 else f"{text[:79]}…"
    if found:
        close = listed((as_typed(rows, each), each) for each in found)
        raise forms.ValidationError(f"Several milestones are called “{shown}”. Write for example {close}.")
    close = listed(fitting(rows, text))
    hint = f"Close to it: {close}." if close else "Write words of its name, then choose one of the list."
    raise forms.ValidationError(f"No milestone that you see is called “{shown}”. {hint}")
