"""Which role sees which panels first: one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.models import Membership
from headway.app.queries.today import (
    agreements,
    boards,
    components,
    governance,
    needs,
    news,
    outcomes,
    products,
    register,
    reports,
    selection_rounds,
    work,
)
from headway.app.queries.today.panel import Panel, Reader
from headway.app.rules.holdings import holding
from headway.app.rules.roles import ROLES
from headway.app.ui import benefit_panels

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.app.models import Person

Role = Membership.Role

PANELS: dict[str, Callable[[Reader], Panel]] = {
    "inbox": news.inbox,
    "my_overdue": work.my_overdue,
    "my_week": work.my_week,
    "waiting": work.waiting,
    "milestones": work.milestones,
    "later": work.later,
    "critical_starts": work.critical_starts,
    "my_projects": components.my_projects,
    "exceptions": components.exceptions,
    "programs": components.programs,
    "moved": components.moved,
    "handoffs": components.handoffs,
    "answers_waiting": agreements.answers_waiting,
    "promises": agreements.promises,
    "undisciplined": components.undisciplined,
    "ending_roles": components.ending_roles,
    "my_reports": reports.my_reports,
    "missing_reports": reports.missing_reports,
    "contradictions": reports.contradictions,
    "requests": reports.requests,
    "directions": reports.directions,
    "directions_open": reports.directions_open,
    "shared": components.shared,
    "decisions_waiting": governance.decisions_waiting,
    "portfolio_decisions": governance.portfolio_decisions,
    "breaches": governance.breaches,
    "gates_ahead": governance.gates_ahead,
    "changes": governance.changes,
    "my_actions": register.my_actions,
    "risks": register.risks,
    "major_risks": register.major_risks,
    "receipts": register.receipts,
    "impediments": register.impediments,
    "decisions_proposed": register.decisions_proposed,
    "decided": register.decided,
    "sprints": boards.sprints,
    "boards": boards.boards,
    "blocked": boards.blocked,
    "felt": register.felt,
    "acceptance": needs.acceptance,
    "backlog": needs.backlog,
    "products": products.products,
    "releases": products.releases,
    "requirements_open": needs.requirements_open,
    "quality_due": needs.quality_due,
    "impacts": outcomes.impacts,
    "readiness_gaps": outcomes.readiness_gaps,
    "metrics": outcomes.metrics,
    "selections": selection_rounds.selections,
    "benefits_losing": benefit_panels.benefits_losing,
    "readings_due": benefit_panels.readings_due,
    "proposals": selection_rounds.proposals,
}

FIRST_PAGE: dict[str, tuple[str, ...]] = {
    Role.PORTFOLIO_MANAGER: (
        "decisions_waiting",
        "selections",
        "programs",
        "exceptions",
        "breaches",
        "major_risks",
        "benefits_losing",
        "receipts",
        "answers_waiting",
        "promises",
        "inbox",
        "moved",
        "ending_roles",
    ),
    Role.PORTFOLIO_BOARD: (
        "portfolio_decisions",
        "decisions_proposed",
        "breaches",
        "programs",
        "exceptions",
        "inbox",
        "major_risks",
    ),
    Role.PMO: (
        "missing_reports",
        "contradictions",
        "undisciplined",
        "breaches",
        "gates_ahead",
        "directions_open",
        "proposals",
        "exceptions",
        "inbox",
        "major_risks",
        "ending_roles",
    ),
    Role.PROGRAM_MANAGER: (
        "decisions_waiting",
        "exceptions",
        "breaches",
        "missing_reports",
        "requests",
        "receipts",
        "answers_waiting",
        "promises",
        "handoffs",
        "inbox",
        "benefits_losing",
        "major_risks",
        "moved",
        "readings_due",
        "milestones",
    ),
    Role.PROJECT_BOARD: (
        "decisions_waiting",
        "decisions_proposed",
        "breaches",
        "gates_ahead",
        "my_projects",
        "inbox",
        "decided",
        "major_risks",
        "milestones",
    ),
    Role.PROJECT_MANAGER: (
        "decisions_waiting",
        "my_projects",
        "my_reports",
        "moved",
        "breaches",
        "promises",
        "answers_waiting",
        "gates_ahead",
        "inbox",
        "risks",
        "my_actions",
        "critical_starts",
        "milestones",
        "directions",
    ),
    Role.PROJECT_LEADER: (
        "my_overdue",
        "my_week",
        "quality_due",
        "requirements_open",
        "waiting",
        "inbox",
        "my_actions",
        "critical_starts",
    ),
    Role.PROJECT_ENGINEER: (
        "my_overdue",
        "my_week",
        "quality_due",
        "requirements_open",
        "waiting",
        "inbox",
        "my_actions",
    ),
    Role.DELIVERY_MANAGER: (
        "my_reports",
        "my_projects",
        "boards",
        "critical_starts",
        "impediments",
        "answers_waiting",
        "inbox",
        "my_actions",
        "milestones",
    ),
    Role.SCRUM_MASTER: ("sprints", "boards", "blocked", "impediments", "inbox", "waiting", "critical_starts", "moved"),
    Role.PRODUCT_MANAGER: (
        "products",
        "acceptance",
        "backlog",
        "releases",
        "later",
        "changes",
        "milestones",
        "inbox",
        "felt",
        "impediments",
        "my_projects",
        "my_actions",
    ),
    Role.CHANGE_MANAGER: (
        "impacts",
        "readiness_gaps",
        "changes",
        "later",
        "decided",
        "milestones",
        "inbox",
        "felt",
        "my_actions",
        "shared",
    ),
    Role.CUSTOMER_SUCCESS: (
        "metrics",
        "later",
        "felt",
        "impediments",
        "milestones",
        "inbox",
        "exceptions",
        "my_actions",
    ),
    Role.TEAM_MEMBER: ("my_overdue", "my_week", "waiting", "inbox", "my_actions"),
    Role.STAKEHOLDER: ("shared", "later", "inbox", "milestones"),
}
"""An administrator's own role shows what is shared."""

OF_OPERATORS = ("shared", "inbox")


def roles_held(person: Person) -> list[str]:
    """Return the roles that the person has today, anywhere, in the order of the table."""
    held = set(holding(person).values_list("role", flat=True))
    return [role for role in ROLES if role in held] + sorted(held - set(ROLES))


def panels_of(person: Person, role: str) -> list[Panel]:
    """Return the panels of a person's first page in one role; those that have nothing to tell come last."""
    reader = Reader(person, frozenset({role}))
    panels = [PANELS[name](reader) for name in FIRST_PAGE.get(role, OF_OPERATORS)]
    return sorted(panels, key=lambda panel: not panel.lines)
