"""Which role may do what: one table, read by every check, the pages, the documentation and the test that walks it.

An administrator adds to it with rows of ``RolePermission`` and with roles of their own (``CustomRole``); nothing here
can be taken away by a row, so what the documentation says of a built-in role is always true.
"""

from __future__ import annotations

from dataclasses import dataclass

from headway.app.models import Membership
from headway.app.rules.verbs import WORDS, Verb

__all__ = ["GRANTED_BY_ROLE", "ROLES", "VERBS_OF_ROLE", "WORDS", "RoleRow", "Verb", "roles_with"]

Role = Membership.Role
V = Verb


@dataclass(frozen=True, slots=True)
class RoleRow:
    summary: str
    """What the role is for, in a sentence."""
    first: str
    """What its first page answers."""
    verbs: frozenset[Verb]
    grants: frozenset[str] = frozenset()
    """Roles that its holders may give: nobody gives away more than this."""


READ = frozenset({V.VIEW, V.COMMENT})
MEMBER = READ | {V.RAISE_RECORD}
TEAM = frozenset({
    Role.PROJECT_LEADER, Role.PROJECT_ENGINEER, Role.DELIVERY_MANAGER, Role.SCRUM_MASTER, Role.PRODUCT_MANAGER,
    Role.CHANGE_MANAGER, Role.CUSTOMER_SUCCESS, Role.TEAM_MEMBER, Role.STAKEHOLDER,
})  # fmt: skip
TECHNICAL = MEMBER | {
    V.EDIT_GIVEN_PART, V.REPORT_OWN_PROGRESS, V.EDIT_GIVEN_REQUIREMENT, V.EDIT_GIVEN_QUALITY, V.EDIT_DOCUMENT,
    V.PROPOSE_CHANGE,
}  # fmt: skip
DELIVERY = MEMBER | {
    V.EDIT_PLAN, V.EDIT_GIVEN_PART, V.REPORT_PROGRESS, V.REPORT_OWN_PROGRESS, V.AGREE_DEPENDENCY, V.EDIT_REGISTER,
    V.WRITE_REPORT, V.REQUEST_SUPPORT, V.SHARE_VIEW, V.RUN_SPRINT,
}  # fmt: skip
PROJECT = DELIVERY | {
    V.UPDATE_COMPONENT, V.GRANT_ROLE, V.EDIT_PLAN, V.EDIT_GIVEN_PART, V.REPORT_PROGRESS, V.REPORT_OWN_PROGRESS,
    V.IMPORT_PLAN, V.SET_BASELINE, V.EDIT_CALENDAR, V.AGREE_DEPENDENCY, V.EDIT_MONEY, V.EDIT_REGISTER,
    V.EDIT_REQUIREMENT, V.EDIT_QUALITY, V.EDIT_DOCUMENT, V.PROPOSE_CHANGE, V.APPROVE_SMALL_CHANGE, V.RAISE_EXCEPTION,
    V.SUBMIT_GATE, V.ANSWER_DIRECTION, V.WRITE_REPORT, V.REQUEST_SUPPORT, V.EXPORT_AUDIT, V.SHAPE_BOARD, V.READ_TIME,
    V.APPROVE_TIME, V.SHARE_PLAN, V.SET_QUALITY_MARK, V.SET_RANGE,
}  # fmt: skip
PROGRAM = PROJECT | {
    V.CREATE_COMPONENT, V.MOVE_COMPONENT, V.TRASH_COMPONENT, V.TAKE_ESCALATION, V.EDIT_BENEFIT, V.APPROVE_CHANGE,
    V.REVIEW_REPORT, V.ANSWER_SUPPORT, V.REVIEW_GATE, V.IMPOSE_DEPENDENCY,
}  # fmt: skip
BOARD = READ | {
    V.SET_TOLERANCE, V.DECIDE_EXCEPTION, V.REVIEW_GATE, V.DECIDE_GATE, V.DECIDE_CHANGE, V.REVIEW_REPORT, V.EXPORT_AUDIT,
}  # fmt: skip

ROLES: dict[str, RoleRow] = {
    Role.PORTFOLIO_MANAGER: RoleRow(
        "Chooses, orders and balances what is worth doing; proposes decisions to the board.",
        "selection, balance, exposure",
        PROGRAM | {V.PRIORITIZE, V.PROPOSE_SELECTION, V.READ_SELECTION, V.DEFINE_FIELD},
        frozenset(Role.values),
    ),
    Role.PORTFOLIO_BOARD: RoleRow(
        "Decides gates, tolerances, exceptions and the selection; the sponsor's place.",
        "decisions waiting",
        BOARD | {V.DECIDE_SELECTION, V.READ_SELECTION, V.GRANT_ROLE},
        frozenset({Role.PORTFOLIO_BOARD, Role.PORTFOLIO_MANAGER, Role.PMO, Role.PROJECT_BOARD, Role.STAKEHOLDER}),
    ),
    Role.PMO: RoleRow(
        "Sets how projects proceed and sees everything in its scope; decides nothing that belongs to a board.",
        "reporting discipline, breaches, gates ahead",
        MEMBER
        | {
            V.SET_DIRECTION,
            V.SET_STANDARD,
            V.SET_QUALITY_MARK,
            V.SET_RANGE,
            V.EDIT_CALENDAR,
            V.REVIEW_REPORT,
            V.REVIEW_GATE,
            V.EXPORT_AUDIT,
            V.SHARE_VIEW,
            V.DEFINE_FIELD,
            V.READ_SELECTION,
        },
    ),
    Role.PROGRAM_MANAGER: RoleRow(
        "Manages related projects as one: their plan, hand-offs, benefits and major risks; first contact for support.",
        "exceptions of the program",
        PROGRAM,
        TEAM | {Role.PROGRAM_MANAGER, Role.PROJECT_MANAGER},
    ),
    Role.PROJECT_BOARD: RoleRow(
        "Decides on its project: stage gates, exceptions, changes above the change budget.",
        "its project's decisions",
        BOARD,
    ),
    Role.PROJECT_MANAGER: RoleRow(
        "Plans, allocates, spends and reports, with all risks; answers to PMO and program manager.",
        "the project in detail",
        PROJECT,
        TEAM,
    ),
    Role.PROJECT_LEADER: RoleRow(
        "Leads the technical work: tasks, requirements and quality records of the parts given to them.",
        "technical work, requirements",
        TECHNICAL,
    ),
    Role.PROJECT_ENGINEER: RoleRow(
        "Does the engineering: tasks, requirements and quality records of the parts given to them.",
        "technical work, requirements",
        TECHNICAL,
    ),
    Role.DELIVERY_MANAGER: RoleRow(
        "Delivers assigned projects: plan and progress, but not money, baseline or governance.",
        "delivery of assigned projects",
        DELIVERY,
    ),
    Role.SCRUM_MASTER: RoleRow(
        "Keeps boards and sprints flowing; creates, changes and deletes no documents at all.",
        "boards, impediments, flow",
        MEMBER | {V.RUN_SPRINT, V.SHAPE_BOARD, V.REPORT_PROGRESS, V.REPORT_OWN_PROGRESS},
    ),
    Role.PRODUCT_MANAGER: RoleRow(
        "Owns products, releases, needs and the order of the backlog, and accepts what is delivered.",
        "products, needs, releases",
        MEMBER | {V.EDIT_BACKLOG, V.ACCEPT_PRODUCT, V.EDIT_REQUIREMENT, V.PROPOSE_CHANGE},
    ),
    Role.CHANGE_MANAGER: RoleRow(
        "Brings people along: impacts of change, adoption and readiness.",
        "adoption",
        MEMBER | {V.EDIT_ADOPTION},
    ),
    Role.CUSTOMER_SUCCESS: RoleRow(
        "Ties the success of customers to what is delivered.",
        "outcomes of its customers",
        MEMBER | {V.EDIT_OUTCOME},
    ),
    Role.TEAM_MEMBER: RoleRow(
        "Does the work: own tasks, time, notes, blockers.",
        "my work",
        MEMBER | {V.REPORT_OWN_PROGRESS},
    ),
    Role.STAKEHOLDER: RoleRow("Reads what is shared, comments where allowed.", "what is shared", READ),
}

VERBS_OF_ROLE: dict[str, frozenset[Verb]] = {role: row.verbs for role, row in ROLES.items()}
GRANTED_BY_ROLE: dict[str, frozenset[str]] = {role: row.grants for role, row in ROLES.items()}


def roles_with(verb: str) -> list[str]:
    """Return the built-in roles whose holders may do the verb."""
    return sorted(role for role, verbs in VERBS_OF_ROLE.items() if verb in verbs)
