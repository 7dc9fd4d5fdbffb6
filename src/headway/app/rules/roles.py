"""Which role may do what: one table, read by every check and by the test that walks it."""

from enum import StrEnum

from headway.app.models import Membership

Role = Membership.Role


class Verb(StrEnum):
    VIEW = "view"
    CREATE_COMPONENT = "create_component"
    UPDATE_COMPONENT = "update_component"
    MOVE_COMPONENT = "move_component"
    TRASH_COMPONENT = "trash_component"
    GRANT_ROLE = "grant_role"
    EDIT_PLAN = "edit_plan"
    REPORT_PROGRESS = "report_progress"
    SET_BASELINE = "set_baseline"
    IMPORT_PLAN = "import_plan"


WORDS: dict[Verb, str] = {
    Verb.VIEW: "see",
    Verb.CREATE_COMPONENT: "add components to",
    Verb.UPDATE_COMPONENT: "change",
    Verb.MOVE_COMPONENT: "move",
    Verb.TRASH_COMPONENT: "put into the trash",
    Verb.GRANT_ROLE: "give roles in",
    Verb.EDIT_PLAN: "change the plan of",
    Verb.REPORT_PROGRESS: "report progress in",
    Verb.SET_BASELINE: "set a baseline of",
    Verb.IMPORT_PLAN: "import plans into",
}
"""How a refusal says it: "You may not ... <component>"."""

VERBS_OF_ROLE: dict[str, frozenset[Verb]] = {
    Role.VIEWER: frozenset({Verb.VIEW}),
    Role.TEAM_MEMBER: frozenset({Verb.VIEW, Verb.REPORT_PROGRESS}),
    Role.PROJECT_MANAGER: frozenset(Verb) - {Verb.CREATE_COMPONENT, Verb.MOVE_COMPONENT, Verb.TRASH_COMPONENT},
    Role.PROGRAM_MANAGER: frozenset(Verb),
    Role.PORTFOLIO_MANAGER: frozenset(Verb),
}

GRANTED_BY_ROLE: dict[str, frozenset[str]] = {
    Role.VIEWER: frozenset(),
    Role.TEAM_MEMBER: frozenset(),
    Role.PROJECT_MANAGER: frozenset({Role.TEAM_MEMBER, Role.VIEWER}),
    Role.PROGRAM_MANAGER: frozenset({Role.PROGRAM_MANAGER, Role.PROJECT_MANAGER, Role.TEAM_MEMBER, Role.VIEWER}),
    Role.PORTFOLIO_MANAGER: frozenset(Role.values),
}
"""Nobody gives away more than they have."""


def roles_with(verb: str) -> list[str]:
    """Return the roles whose holders may do the verb."""
    return sorted(role for role, verbs in VERBS_OF_ROLE.items() if verb in verbs)
