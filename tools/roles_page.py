"""Write docs/reference/roles.md from the table of roles."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs/reference/roles.md"
HEAD = """# Roles

Who may do what. Roles are given per component, any number to a person, and are inherited downwards; one can be
dated, and a holder can appoint a deputy for some days. Every refusal says which roles would permit the act and who
holds one of them; the page *People* of a component answers the same question for anybody who sees it.

Who raises something does not approve it, operators included, and nobody gives a role to themselves. What a person
has no role for does not exist for them: it is not found, not counted and not named in errors. Operators of the
installation may do everything, except to approve what they raised.

This page is written from the table in `headway/app/rules/roles.py`, which every check reads
(`python tools/roles_page.py`). An operator may add permissions to a built-in role and roles of the installation's
own; nothing of this table can be taken away.

## What each role is for

| role | first page answers | in short | may give |
|---|---|---|---|
"""


def page() -> str:
    """Return the page's text."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headway.app.config.settings")
    import django

    django.setup()
    from headway.app.models import Membership
    from headway.app.rules.roles import ROLES, WORDS, Verb

    label = {role.value: str(role.label) for role in Membership.Role}
    lines = []
    for role, row in ROLES.items():
        given = [label[each] for each in ROLES if each in row.grants]
        grants = "all" if len(given) == len(ROLES) else "; ".join(given) or "none"
        lines.append(f"| {label[role]} | {row.first} | {row.summary} | {grants} |")
    lines += ["", "## What each may do", "", "| object | act | in words | roles |", "|---|---|---|---|"]
    for verb in Verb:
        thing, act = verb.value.split(".")
        holders = [label[role] for role in ROLES if verb in ROLES[role].verbs]
        names = "all" if len(holders) == len(ROLES) else "; ".join(holders)
        lines.append(f"| {thing} | {act.replace('_', ' ')} | {WORDS[verb]} | {names} |")
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.exit(0)
