"""What a tolerance is held against: the forecast of each dimension, computed where it can be, and the judgement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from headway.app.bridge.benefit_sums import benefit_forecast
from headway.app.models import (
    MEASURED,
    Component,
    ComponentPath,
    Dimension,
    Measurement,
    Record,
    Rollup,
    Stage,
    Task,
    Tolerance,
)
from headway.engine.measures.tolerances import Band, judge, levels_up

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from headway.engine.measures.tolerances import Judgement

WORDS = {"green": "within", "amber": "watched", "red": "outside", "none": "not measured"}
"""How a forecast stands, as people say it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one dimension stands against its tolerance."""

    tolerance: Tolerance
    band: Band | None
    """None where there is no target yet."""
    forecast: float | None
    """None where nothing can be computed and nobody has measured."""
    noted: Measurement | None = None
    """Who said so, when and why, where the forecast is typed."""

    @property
    def judgement(self) -> Judgement | None:
        return judge(self.forecast, self.band) if self.band is not None and self.forecast is not None else None

    @property
    def status(self) -> str:
        found = self.judgement
        return found.status if found else "none"


def below(component: Component) -> Q:
    inside = ComponentPath.objects.filter(ancestor=component).values("descendant")
    return Q(component__in=inside, component__trashed_at=None)


def forecast_cost(component: Component) -> float | None:
    """Return the cost of all working tasks below; None where no task has any."""
    rows = Task.objects.filter(below(component), active=True, children=None)
    total = rows.aggregate(total=Sum(Coalesce(F("cost"), F("fixed_cost"))))["total"]
    return None if total is None else float(total)


def open_risks(component: Component) -> QuerySet[Record]:
    """Return the open risks below a component and held there."""
    rows = Record.objects.filter(below(component) | Q(held_by=component), kind="risk", closed_at=None, trashed_at=None)
    return rows.distinct()


def exposure(component: Component) -> float:
    """Return the summed expected loss of the open risks; opportunities reduce it."""
    total = open_risks(component).aggregate(total=Sum("expected_value"))["total"]
    return -float(total or 0)


def forecast_of(component: Component, dimension: str) -> float | None:
    """Return the forecast in the unit of the dimension."""
    return told_of(component, dimension)[1]


def told_of(component: Component, dimension: str) -> tuple[float | None, float | None, Measurement | None]:
    """Return what benefits were planned to bring, the forecast of the dimension, and who said so where it is typed."""
    if dimension == Dimension.BENEFIT and (computed := benefit_forecast(component)):
        return *computed, None
    if dimension in MEASURED:
        rows = Measurement.objects.filter(component=component, dimension=dimension)
        noted = rows.select_related("measured_by").first()
        return None, noted.value if noted else None, noted
    return None, computed_forecast(component, dimension), None


def computed_forecast(component: Component, dimension: str) -> float | None:
    if dimension == Dimension.COST:
        return forecast_cost(component)
    if dimension == Dimension.RISK:
        return exposure(component)
    rollup = Rollup.objects.filter(component=component).first()
    return rollup.finish_variance_days if rollup else None


def typed_dimensions(component: Component) -> list[Dimension]:
    """Return what somebody has to forecast: not the benefit where the benefits of the register tell it."""
    computed = benefit_forecast(component) is not None
    return [each for each in MEASURED if not (computed and each == Dimension.BENEFIT)]


def target_of(tolerance: Tolerance, benefits: float | None) -> float | None:
    """Return the target: the typed one, else what is computed for the dimension, or planned for the benefits."""
    if tolerance.target is not None:
        return tolerance.target
    if tolerance.dimension == Dimension.COST:
        stage = tolerance.stage.budget if tolerance.stage else None
        budget = stage if stage is not None else tolerance.component.budget
        return None if budget is None else float(budget)
    return 0.0 if tolerance.dimension in {Dimension.TIME, Dimension.RISK} else benefits


def standing(tolerance: Tolerance) -> Standing:
    benefits, forecast, noted = told_of(tolerance.component, tolerance.dimension)
    target = target_of(tolerance, benefits)
    band = None if target is None else Band(target, tolerance.plus, tolerance.minus, tolerance.warn)
    return Standing(tolerance, band, forecast, noted)


def standings(component: Component) -> list[Standing]:
    """Return how every dimension stands: of the current stage first, then of the component."""
    current = Stage.objects.filter(component=component, state=Stage.State.CURRENT)
    rows = Tolerance.objects.filter(Q(stage=None) | Q(stage__in=current), component=component)
    order = {dimension: place for place, dimension in enumerate(Dimension.values)}
    found = [standing(row) for row in rows.select_related("component", "stage")]
    return sorted(found, key=lambda each: (each.tolerance.stage_id is None, order[each.tolerance.dimension]))


def authority(broken: Standing) -> Component:
    """Return whose board decides: its own for a stage, the level above for a component, further while it is broken."""
    component = broken.tolerance.component
    if broken.tolerance.stage_id is not None and not is_broken(component, broken.tolerance.dimension):
        return component
    above = list(Component.objects.filter(paths_down__descendant=component).order_by("paths_down__depth"))
    chain = [pair_of(each, broken.tolerance.dimension) for each in above]
    return above[min(levels_up(chain), len(above) - 1)]


def is_broken(component: Component, dimension: str) -> bool:
    pair = pair_of(component, dimension)
    return pair is not None and judge(*pair).status == "red"


def pair_of(component: Component, dimension: str) -> tuple[float, Band] | None:
    row = (
        Tolerance.objects.filter(component=component, dimension=dimension, stage=None)
        .select_related("component")
        .first()
    )
    if row is None:
        return None
    found = standing(row)
    return (found.forecast, found.band) if found.forecast is not None and found.band is not None else None
