"""Who may see and do what."""

from headway.app.rules.actor import Actor
from headway.app.rules.permissions import NotAllowed, may, may_grant, require, require_operator, require_other, verbs_of
from headway.app.rules.verbs import Verb
from headway.app.rules.visible import visible
from headway.app.rules.why import why

__all__ = [
    "Actor",
    "NotAllowed",
    "Verb",
    "may",
    "may_grant",
    "require",
    "require_operator",
    "require_other",
    "verbs_of",
    "visible",
    "why",
]
