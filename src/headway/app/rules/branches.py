"""Who may do what to a what-if branch: its author everything, others what they were let."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.models import ChangeSet
from headway.app.rules.parts import PlanRights
from headway.app.rules.permissions import NotAllowed

if TYPE_CHECKING:
    from headway.app.models import Person
    from headway.app.rules.actor import Actor


def is_author(person: Person | None, branch: ChangeSet) -> bool:
    """Tell whether the branch is the person's; the system's own work counts as theirs."""
    return person is None or branch.author_id == person.pk


def is_editor(person: Person | None, branch: ChangeSet) -> bool:
    """Tell whether the branch is for somebody who sees it to edit: theirs, shared so, or they are named in it."""
    if is_author(person, branch) or branch.sharing == ChangeSet.Sharing.EDIT:
        return True
    return person is not None and branch.editors.filter(pk=person.pk).exists()


def waits_as(branch: ChangeSet) -> ChangeSet | None:
    """Return the change request that proposes the branch and is not decided yet."""
    return branch.requests.filter(state__in=(ChangeSet.State.DRAFT, ChangeSet.State.PROPOSED)).first()


def may_edit_branch(person: Person | None, branch: ChangeSet) -> bool:
    """Tell whether somebody who sees the branch may edit it now: not while its changes wait for a decision."""
    return branch.state == ChangeSet.State.DRAFT and is_editor(person, branch) and waits_as(branch) is None


def require_editor(actor: Actor, branch: ChangeSet) -> None:
    if not is_editor(actor.person, branch):
        raise NotAllowed(f"{branch.author.name} shares this branch for reading.")


def require_author(actor: Actor, branch: ChangeSet) -> None:
    if not is_author(actor.person, branch):
        raise NotAllowed(f"This branch belongs to {branch.author.name}.")


class BranchRights(PlanRights):
    """All rows of a branch, or none: what is tried in it changes nobody's plan."""

    def __init__(self, *, all_rows: bool) -> None:
        self.whole = self.money = self._reports = all_rows
        self._given, self._own = set[int](), set[int]()

    def require_edit(self, task: int | None) -> None:
        if not self.may_edit(task):
            raise NotAllowed("This branch is shared with you for reading.")

    def require_report(self, task: int) -> None:
        self.require_edit(task)

    def require_money(self) -> None:
        """What is tried costs nobody anything; merging asks for the right."""
