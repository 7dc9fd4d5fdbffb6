"""Who may see and do what."""

from headway.app.rules.actor import Actor
from headway.app.rules.permissions import NotAllowed, may, may_grant, require, require_operator
from headway.app.rules.roles import Verb
from headway.app.rules.visible import visible

__all__ = ["Actor", "NotAllowed", "Verb", "may", "may_grant", "require", "require_operator", "visible"]
