"""Field types shared by the tables of plans."""

from django.db import models


class MinuteField(models.IntegerField):  # type: ignore[type-arg]
    """An instant of a plan: minutes since 1970-01-01T00:00 of the plan's own wall clock (ADR 3).

    The engine's axis, kept as it is: reading 10,000 rows must not parse 100,000 dates.
    """


class MoneyField(models.DecimalField):  # type: ignore[type-arg]
    """An amount; the currency is the component's."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
