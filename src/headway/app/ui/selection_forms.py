"""Forms of a selection: a round with the money of its periods, a candidate with its costs, what is held."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms

from headway.app.models import Component, SelectionRound
from headway.app.queries.selection_rounds import candidate, may_be_candidates, names_for, period_names

if TYPE_CHECKING:
    from headway.app.models import Person, SelectionCandidate

AMOUNT: dict[str, Any] = {"max_digits": 18, "decimal_places": 2, "required": False}


class RoundForm(forms.Form):
    """A new round: every period gets the same money, until it is changed."""

    name = forms.CharField(max_length=120)
    starts_on = forms.DateField(label="First day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    months = forms.TypedChoiceField(coerce=int, choices=SelectionRound.Length.choices, label="Periods are")
    periods = forms.IntegerField(min_value=1, max_value=SelectionRound.MOST_PERIODS, label="How many periods")
    carry_over = forms.BooleanField(required=False, label="What a period leaves goes to the next one")
    budget = forms.DecimalField(**AMOUNT, min_value=0, label="Budget of each period")

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return given | {"budgets": [given.pop("budget") or Decimal(0)] * given["periods"]}


class ChangeRoundForm(RoundForm):
    """A round that is there: each period has its own money."""

    budget = None  # type: ignore[assignment]
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, row: SelectionRound, data: Any = None) -> None:
        names = ("name", "starts_on", "months", "periods", "carry_over", "version")
        super().__init__(data, initial={name: getattr(row, name) for name in names})
        amounts = dict(row.budgets.values_list("period", "amount"))
        self.amount_names = [f"budget_{place}" for place in range(row.periods)]
        for place, (field, label) in enumerate(zip(self.amount_names, period_names(row), strict=True)):
            self.fields[field] = forms.DecimalField(**AMOUNT, label=f"Budget {label}", initial=amounts.get(place))

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        amounts = [given.pop(name) or Decimal(0) for name in self.amount_names]
        return given | {"budgets": amounts[: given["periods"]]}


class CandidateForm(forms.Form):
    """A candidate; of a component it asks which one, of an idea its name."""

    subject = forms.ModelChoiceField(Component.objects.none(), required=False, label="Component",
                                     empty_label="None of them: an idea")  # fmt: skip
    name = forms.CharField(max_length=120, required=False, label="Name of the idea")
    value = forms.DecimalField(max_digits=14, decimal_places=2)
    value_means = forms.CharField(max_length=200, required=False, label="What the value means")
    earliest = forms.TypedChoiceField(coerce=int, label="Earliest start")
    latest = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label="Latest start")
    needs = forms.TypedMultipleChoiceField(coerce=int, required=False, label="Needs")
    excludes = forms.TypedMultipleChoiceField(coerce=int, required=False, label="Excludes")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, person: Person, row: SelectionRound, one: SelectionCandidate | None, data: Any = None) -> None:
        facts = candidate(one) | {"version": one.version} if one else {}
        super().__init__(data, initial=facts)
        periods = list(enumerate(period_names(row)))
        others = [candidate(each) for each in row.candidates.filter(taken_out=False).select_related("subject")]
        names = names_for(person, others)
        choices = [(pk, name) for pk, name in names.items() if not one or pk != one.pk]
        self.choose("earliest", periods)
        self.choose("latest", [("", "As late as it still ends"), *periods])
        self.choose("needs", choices)
        self.choose("excludes", choices)
        if one is None:
            self.fields["subject"].queryset = may_be_candidates(person, row).order_by("name", "pk")  # type: ignore[attr-defined]
        else:
            del self.fields["subject"]
        if one is not None and one.subject_id:
            del self.fields["name"]
        costs = facts.get("costs", [])
        self.amount_names = [f"cost_{place}" for place in range(max(row.periods, len(costs)))]
        for place, field in enumerate(self.amount_names):
            initial = costs[place] if place < len(costs) else None
            self.fields[field] = forms.DecimalField(**AMOUNT, label=f"Period {place + 1} of its life", initial=initial)

    def choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return what the action takes; what is empty after the last cost is no period of its life."""
        given = dict(self.cleaned_data)
        amounts = [given.pop(name) for name in self.amount_names]
        while amounts and amounts[-1] is None:
            amounts.pop()
        return given | {"costs": [each or Decimal(0) for each in amounts]}
