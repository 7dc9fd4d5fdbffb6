"""Field types shared by the tables of plans."""

from __future__ import annotations

from typing import Any

from django.db import models


class MinuteField(models.IntegerField):  # type: ignore[type-arg]
    """An instant of a plan: minutes since 1970-01-01T00:00 of the plan's own wall clock (ADR 3).

    The engine's axis, kept as it is: reading 10,000 rows must not parse 100,000 dates.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Call it a plain integer in migrations: they outlive names of ours."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.IntegerField", list(args), dict(kwargs)


class MoneyField(models.DecimalField):  # type: ignore[type-arg]
    """An amount; the currency is the component's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Call it a plain decimal in migrations, as above."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", list(args), dict(kwargs)
