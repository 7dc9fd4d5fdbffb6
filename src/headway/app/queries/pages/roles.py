"""What administrators added to the table of roles."""

from __future__ import annotations

from collections import defaultdict

from headway.app.models import CustomRole, RolePermission


def added_verbs() -> dict[str, frozenset[str]]:
    """Return the verbs that each role got beyond the built-in table."""
    found: dict[str, set[str]] = defaultdict(set)
    for role, verb in RolePermission.objects.values_list("role", "verb"):
        found[role].add(verb)
    return {role: frozenset(verbs) for role, verbs in found.items()}


def custom_roles() -> list[CustomRole]:
    """Return the installation's own roles by name."""
    return list(CustomRole.objects.all())
