"""The form of a record: common fields, those of its kind, those of a risk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from headway.app.actions.record_ties import TIES
from headway.app.models import Record
from headway.app.models.record_kinds import KINDS
from headway.app.queries.pages.people import holders_at
from headway.app.queries.releases import milestones_for, wholes_for
from headway.app.rules.records import statuses_open
from headway.app.ui.milestone_field import MilestoneField

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from headway.app.models import Component, Person
    from headway.app.models.record_kind import Detail

COMMON = ("title", "description", "status", "priority", "owner", "due_on")
NUMBERS = {
    "cost_low": "Money, at least", "cost_likely": "most likely", "cost_high": "at most",
    "days_low": "Working days, at least", "days_likely": "most likely", "days_high": "at most",
    "response_cost": "Cost of the response",
}  # fmt: skip
MONEY = frozenset({"cost_low", "cost_likely", "cost_high", "response_cost"})
IN = {"class": "in"}


class WholeField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic at run time
    """A choice of records by what they are called."""

    def __init__(self, rows: QuerySet[Any], label: str) -> None:
        super().__init__(rows, required=False, label=label, empty_label="Nothing yet", widget=forms.Select(attrs=IN))


class RecordForm(forms.Form):
    title = forms.CharField(max_length=200, widget=forms.TextInput(attrs=IN | {"autocomplete": "off"}))
    description = forms.CharField(required=False, max_length=20_000, widget=forms.Textarea(attrs=IN | {"rows": 3}))
    priority = forms.ChoiceField(choices=Record.Priority.choices, initial="medium", widget=forms.Select(attrs=IN))
    due_on = forms.DateField(required=False, widget=forms.DateInput(attrs=IN | {"type": "date"}, format="%Y-%m-%d"))

    def __init__(
        self,
        component: Component,
        kind: str,
        sign: str,
        data: Any = None,
        *,
        reader: Person,
        verbs: Collection[str],
        record: Record | None = None,
    ) -> None:
        self.kind, self.record = kind, record
        self.sign = (data.get("sign") if data else "") or sign
        self.version = record.version if record else 0
        super().__init__(data, initial=initial_of(record, kind))
        table = KINDS[kind]
        self.fields["due_on"].label = table.due
        self.fields["owner"] = forms.ModelChoiceField(
            holders_at(component), required=False, empty_label="Nobody yet", widget=forms.Select(attrs=IN)
        )
        status = record.status if record else next(iter(table.statuses))
        statuses = statuses_open(kind, status, verbs)
        self.fields["status"] = forms.ChoiceField(choices=statuses.items(), widget=forms.Select(attrs=IN))
        if table.rating:
            del self.fields["priority"]
        if kind == Record.Kind.RISK:
            self.add_numbers()
        if table.part_of and table.verb in verbs:
            wholes = wholes_for(reader, kind, record)
            self.add_tie("part_of", WholeField(wholes, "Belongs to"), wholes)
        if table.with_milestone and table.verb in verbs:
            rows = milestones_for(reader, record)
            self.add_tie("milestone", MilestoneField(rows, "Ready with the milestone"), rows)
        self.details = [
            each
            for each in table.details
            if (not each.signs or self.sign in each.signs) and (not each.verb or each.verb in verbs)
        ]
        for each in self.details:
            self.fields[f"d_{each.name}"] = field_of(each)

    def add_numbers(self) -> None:
        self.fields["sign"] = forms.ChoiceField(choices=Record.Sign.choices, widget=forms.Select(attrs=IN))
        percent = forms.NumberInput(attrs=IN | {"step": "any", "min": 0, "max": 100})
        self.fields["probability"] = forms.FloatField(
            required=False, min_value=0, max_value=100, label="Probability in %", widget=percent
        )
        for name, label in NUMBERS.items():
            widget = forms.NumberInput(attrs=IN | {"step": "any", "min": 0})
            if name in MONEY:
                self.fields[name] = forms.DecimalField(
                    required=False, min_value=0, max_digits=18, decimal_places=2, label=label, widget=widget
                )
            else:
                self.fields[name] = forms.FloatField(
                    required=False, min_value=0, max_value=100_000, label=label, widget=widget
                )

    def add_tie(self, name: str, field: forms.Field, rows: QuerySet[Any]) -> None:
        """Offer the rows, unless the record is tied to one that the reader does not see: that stays as it is."""
        own = getattr(self.record, f"{name}_id", None)
        if own is None or rows.filter(pk=own).exists():
            self.fields[name] = field

    @property
    def of_kind(self) -> list[forms.BoundField]:
        return [self[f"d_{each.name}"] for each in self.details]

    @property
    def common(self) -> list[forms.BoundField]:
        names = ("sign", "status", "priority", "owner", "due_on", "part_of")
        return [self[name] for name in names if name in self.fields]

    @property
    def numbers(self) -> list[forms.BoundField]:
        return [self[name] for name in ("probability", *NUMBERS)] if self.kind == Record.Kind.RISK else []

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = self.cleaned_data
        names = [*COMMON, *TIES, *(("sign", "probability", *NUMBERS) if self.kind == Record.Kind.RISK else ())]
        values = {name: given[name] for name in names if name in given}
        if values.get("probability") is not None:
            values["probability"] = values["probability"] / 100
        return values | {"details": {each.name: given[f"d_{each.name}"] for each in self.details}}


def initial_of(record: Record | None, kind: str) -> dict[str, Any]:
    if record is None:
        return {"status": next(iter(KINDS[kind].statuses)), "sign": "threat"}
    names = [*COMMON, *TIES, "sign", *NUMBERS]
    values = {name: getattr(record, name) for name in names}
    values["probability"] = None if record.probability is None else round(record.probability * 100, 6)
    return values | {f"d_{name}": value for name, value in record.details.items()}


def field_of(detail: Detail) -> forms.Field:
    if detail.choices:
        choices = [
            ("", "not rated" if detail.type == "level" else "not said"),
            *((each, each) for each in detail.choices),
        ]
        return forms.ChoiceField(choices=choices, required=False, label=detail.label, widget=forms.Select(attrs=IN))
    if detail.type == "number":
        widget = forms.NumberInput(attrs=IN | {"step": "any"})
        return forms.FloatField(
            required=False, min_value=detail.least, max_value=detail.most, label=detail.label, widget=widget
        )
    if detail.type == "date":
        return forms.CharField(required=False, label=detail.label, widget=forms.TextInput(attrs=IN | {"type": "date"}))
    lines: forms.Widget = forms.Textarea(attrs=IN | {"rows": 2}) if detail.type == "text" else forms.TextInput(attrs=IN)
    return forms.CharField(required=False, max_length=5000, label=detail.label, widget=lines)
