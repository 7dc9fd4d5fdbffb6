"""Custom fields: what tasks of a component may carry beside the columns that every plan has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.models import CustomField

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from headway.app.models import Component

PREFIX = "custom_"


def fields_of(component: Component) -> QuerySet[CustomField]:
    """Return the fields that hold in a component, its own and those from above, the highest first."""
    rows = CustomField.objects.filter(component__paths_down__descendant=component, retired_at=None)
    return rows.order_by("-component__paths_down__depth", "pk").select_related("component")


def field_id(name: str) -> int | None:
    """Return the id of the field that a column such as ``custom_12`` stands for; None of other columns."""
    number = name.removeprefix(PREFIX)
    return int(number) if number != name and number.isascii() and number.isdigit() and len(number) < 10 else None


def as_column(field: CustomField) -> dict[str, Any]:
    """Return what a grid is told of a field."""
    return {
        "id": field.pk, "name": field.name, "kind": field.kind, "choices": field.choices, "help": field.help,
        "owner": field.component.name,
    }  # fmt: skip
