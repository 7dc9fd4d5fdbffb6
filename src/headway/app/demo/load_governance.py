"""Life cycles, decided and waiting gates, tolerances and an exception for the demonstration."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from headway.app.actions.change_requests import (
    add_item,
    propose_request,
    reject_request,
    start_request,
    state_effects,
)
from headway.app.actions.evidence_files import attach_evidence
from headway.app.actions.exception_plans import start_plan
from headway.app.actions.exceptions import check_tolerances, decide_exception, send_exception
from headway.app.actions.gate_decisions import decide_gate, review_gate, vote_gate
from headway.app.actions.gates import apply_life_cycle, judge_criterion, leave_out, plan_gate, say_of_stage, submit_gate
from headway.app.actions.tolerances import measure, set_tolerance
from headway.app.demo.load_register import acting
from headway.app.models import Component, Criterion, Event, Gate, Person, Record, Stage, Task, ToleranceException
from headway.app.rules import Actor

if TYPE_CHECKING:
    from collections.abc import Mapping

CYCLES = {
    "ravnsund": ("predictive", 2), "coastline": ("predictive", 1), "smart": ("predictive", 2), "protection": ("predictive", 2),
    "meterdata": ("agile-release", 1), "billing": ("stages", 2), "portal": ("agile-release", 1), "migration": ("dmaic", 1),
    "converter": ("v-model", 1), "platform": ("predictive", 1), "cable": ("procurement", 3), "battery": ("predictive", 0),
    "hydrogen": ("predictive", 0),
}  # fmt: skip
"""Life cycle and how many of its gates are behind."""
DAYS = {"ravnsund": 15, "coastline": 15, "billing": 10, "cable": 25, "converter": 20, "platform": 20, "wind": 30, "grid": 25,
        "customer": 15, "smart": 10, "meterdata": 10, "portal": 10, "migration": 8, "protection": 10}  # fmt: skip
"""Working days that a forecast may lie after its baseline."""
RISK_SHARE = 0.05
"""Expected loss that is tolerated, as a share of the budget."""
STATEMENT = (
    "Two suppliers offered; both hold the price until the end of the quarter. The grid study is the only work that took "
    "longer than planned: the second winter peak was added on our own wish."
)
MINUTES = b"""# Steering meeting, battery storage at Torsnes

Present: Vera, Helena, the project's lead. The two offers were opened and compared; the cheaper one leaves out the fire wall.

- Capacity of 20 MWh is kept: the grid study needs it for the two winter peaks.
- The grid fee of the case is an assumption until the regulator answers in spring.
- Decided to put the investment before the board with the second offer.
"""
EVIDENCE = "Shown to the board in the last meeting; minutes are in the project's folder."


def load_governance(people: Mapping[str, Person], components: Mapping[str, Component], monday: date) -> None:
    chair = acting(people["helena"])
    for key, days in DAYS.items():
        component = components[key]
        set_tolerance(chair, component, "time", plus=days, minus=4 * days)
        if component.budget:
            budget = float(component.budget)
            set_tolerance(chair, component, "risk", plus=round(budget * RISK_SHARE, -3))
    for key in ("billing", "portal"):
        set_tolerance(chair, components[key], "scope", target=100, minus=10)
        measure(acting(people["karin" if key == "billing" else "amalie"]), components[key], "scope",
                96 if key == "billing" else 92, source="Backlog of the release, must-haves counted")  # fmt: skip
    for key, (cycle, behind) in CYCLES.items():
        stages(people, components[key], cycle, behind, monday)
    wait_for_the_board(people, components["battery"], monday)
    change_requests(people, components)
    exceptions(people, components)


def stages(people: Mapping[str, Person], component: Component, cycle: str, behind: int, monday: date) -> None:
    """Apply a life cycle and decide the gates that lie behind."""
    if component.lead is None:
        return
    manager, chair = acting(component.lead), acting(people["helena"])
    apply_life_cycle(manager, component, cycle)
    for _ in range(behind):
        gate = current_gate(component)
        judge(gate, manager)
        submit_gate(manager, gate)
        vote_gate(acting(people["vera"]), gate, vote="go", comment="The figures convince.")
        vote_gate(chair, gate, vote="go")
        conditional = component.code in {"GR-01", "CB-02"} and gate.stage.position == 1
        condition = {"title": "Show the board the supplier's recovery plan", "owner": component.lead,
                     "due_on": monday + timedelta(days=11)}  # fmt: skip
        decide_gate(
            chair, gate, decision="conditional" if conditional else "go",
            rationale="The case holds, and the next stage is planned well enough.",
            conditions=[condition] if conditional else [],
        )  # fmt: skip
    gate = current_gate(component)
    plan_gate(manager, gate, due_on=monday + timedelta(days=24 + 7 * (component.pk % 6)))
    for stage in Stage.objects.filter(component=component, name="Delivery stage 2"):
        leave_out(manager, stage, reason="One delivery stage is enough: the launch is one day.")


def change_requests(people: Mapping[str, Person], components: Mapping[str, Component]) -> None:
    """One request waits for its authority, another was decided."""
    maja, component = acting(people["maja"]), components["ravnsund"]
    task = Task.objects.filter(component=component, children=None, percent_complete=0, duration_minutes__gt=0).order_by(
        "position"
    )[0]
    row = start_request(
        maja, component, name="Witness the second impulse test at the works",
        description="The repaired winding failed once. Two engineers witness the second test for three days.",
    )  # fmt: skip
    row = add_item(maja, row, {"op": "create_task", "name": "Witness the second impulse test", "duration_minutes": 3 * 480,
                               "after": task.pk, "cost": 18_000,
                               "resources": "Test and commissioning team"})  # fmt: skip
    staffed = Task.objects.filter(
        component=component, children=None, percent_complete=0, assignments__resource__kind="work"
    )
    longer = staffed.filter(duration_minutes__gt=0).order_by("position").distinct()[0]
    row = add_item(maja, row, {"op": "update_task", "task": longer.pk,
                               "values": {"duration_minutes": longer.duration_minutes + 5 * 480}})  # fmt: skip
    risk = (
        Record.objects.filter(component=component, kind="risk", sign="threat", closed_at=None)
        .order_by("number")
        .first()
    )
    if risk is not None and risk.probability:
        row = add_item(maja, row, {"op": "risk", "record": risk.pk, "probability": round(risk.probability / 2, 2)})
    row = state_effects(maja, row, {"risk": "R-1 gets less likely: a fault is seen before shipping."})
    propose_request(maja, row)
    karin, billing = acting(people["karin"]), components["billing"]
    row = start_request(karin, billing, name="Larger figures on the bill", description="Readers ask for it.")
    row = state_effects(karin, row, {"scope": "Two screens change.", "benefit": "Fewer calls."}, cost=Decimal(9_000))
    row = propose_request(karin, row)
    if row.report["authority"] == "authority":
        reject_request(acting(people["sofie"]), row, rationale="After the launch: nothing may touch the release now.")


def current_gate(component: Component) -> Gate:
    return Gate.objects.filter(component=component, stage__state=Stage.State.CURRENT).latest("attempt")


def judge(gate: Gate, manager: Actor) -> None:
    for criterion in Criterion.objects.filter(gate=gate, rule=""):
        judge_criterion(manager, criterion, answer="met", evidence=EVIDENCE)


def wait_for_the_board(people: Mapping[str, Person], component: Component, monday: date) -> None:
    """The battery waits for the investment decision, with one vote given."""
    if component.lead is None:
        return
    gate = current_gate(component)
    manager = acting(component.lead)
    plan_gate(manager, gate, due_on=monday + timedelta(days=8))
    judge(gate, manager)
    say_of_stage(manager, gate, statement=STATEMENT)
    attach_evidence(manager, gate.criteria.filter(rule="")[0], name="Minutes of the steering meeting.md", data=MINUTES)
    submit_gate(manager, gate)
    review_gate(
        acting(people["petra"]), gate, confidence="ga", comment="The grid fee is an assumption; all else is shown."
    )
    vote_gate(acting(people["vera"]), gate, vote="conditional", comment="Only with an offer below the index of spring.")


def exceptions(people: Mapping[str, Person], components: Mapping[str, Component]) -> None:
    """Let the forecasts speak; one exception is decided, one waits, the rest are drafts."""
    system = Actor(person=None, channel=Event.Channel.DEMO)
    check_tolerances(
        system, Component.objects.filter(pk__in=[each.pk for each in components.values()]).select_related("rollup")
    )
    drafts = ToleranceException.objects.filter(state=ToleranceException.State.DRAFT).order_by(
        "component__code", "dimension"
    )
    for place, row in enumerate(drafts.select_related("component__lead", "decided_at_component")[:2]):
        if row.component.lead is None:
            continue
        send_exception(acting(row.component.lead), row)
        if place == 1:
            row.refresh_from_db()
            decide_exception(acting(people["helena"]), row, decision="plan",
                             rationale="Show by the next meeting how the date is won back.")  # fmt: skip
            exception_plan(acting(row.component.lead), ToleranceException.objects.get(pk=row.pk))


def exception_plan(manager: Actor, exception: ToleranceException) -> None:
    """The plan that the board asked for waits for its decision: the longest critical task ahead is shortened."""
    tasks = Task.objects.filter(component=exception.component, children=None, critical=True, percent_complete=0)
    longest = tasks.order_by("-duration_minutes", "position").first()
    if longest is None:
        return
    row = start_plan(manager, exception, name=f"Shorten “{longest}” with a second team")
    minutes = longest.duration_minutes * 3 // 4
    row = add_item(manager, row, {"op": "update_task", "task": longest.pk, "values": {"duration_minutes": minutes}})
    row = state_effects(manager, row, {"risk": "Two teams need one more coordinator."}, cost=Decimal(24_000))
    propose_request(manager, row)
