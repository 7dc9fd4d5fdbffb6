"""What-if branches of plans: the same edits as of a plan, of which only the branch keeps anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import Field

from headway.app.actions import branch_choice
from headway.app.actions.branch_edits import edit_branch, redo_in_branch, undo_in_branch
from headway.app.actions.branch_effects import impact_of_branch
from headway.app.actions.branch_plans import at_branch, group_of, revision_of, seen
from headway.app.actions.branch_proposals import propose_branch
from headway.app.actions.branches import (
    discard_branch,
    merge_branch,
    restore_branch,
    share_branch,
    start_branch,
)
from headway.app.actions.level_branch import start_levelled
from headway.app.actions.tried_confidence import ask_confidence, tried_of
from headway.app.api.edits import EditsIn, RedoIn, Revision, RowId, UndoIn, plan_of, sent
from headway.app.api.plan_stream import Revisions, streamed
from headway.app.api.requests import Id, actor_of, person_of
from headway.app.bridge.branch_comparison import causes, differences, other_plans
from headway.app.bridge.driving import driving_path, tried_drivers
from headway.app.bridge.plan_answers import answer_of, at_live_plan, changed, whole
from headway.app.models import ChangeSet
from headway.app.queries.pages.changes import impact_seen_by
from headway.app.rules import visible
from headway.app.rules.branches import is_author, may_edit_branch, waits_as

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from headway.app.models import Person

router = Router(tags=["branches"])
Key = Annotated[str, Field(max_length=60)]
Name = Annotated[str, Field(max_length=255)]


class StartIn(Schema):
    name: Name = ""
    level: Literal["people", "float", "none"] | None = None


class ShareIn(Schema):
    name: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    sharing: Literal["private", "see", "edit"] | None = None
    editors: Annotated[list[Id], Field(max_length=100)] | None = None


class ProposeIn(Schema):
    name: Name = ""
    description: Annotated[str, Field(max_length=20_000)] = ""
    keys: Annotated[list[Key], Field(max_length=20_000)] | None = None


class KeysIn(Schema):
    keys: Annotated[list[Key], Field(max_length=20_000)] | None = None


def branches_of(person: Person) -> Any:
    return visible(person, ChangeSet).filter(kind=ChangeSet.Kind.WHAT_IF).select_related("component", "author")


def find_branch(request: HttpRequest, pk: int) -> ChangeSet:
    branch: ChangeSet = get_object_or_404(branches_of(person_of(request)), pk=pk)
    return branch


def told(person: Person, branch: ChangeSet) -> dict[str, Any]:
    """Return what a list says of a branch."""
    waiting = waits_as(branch)
    return {
        "id": branch.pk, "name": branch.name, "component": branch.component_id, "state": branch.state,
        "sharing": branch.sharing, "author": {"id": branch.author_id, "name": branch.author.name},
        "mine": is_author(person, branch), "may_edit": may_edit_branch(person, branch),
        "editors": list(branch.editors.order_by("name", "pk").values("id", "name")), "request": waiting and waiting.pk,
        "created_at": branch.created_at.isoformat(),
    }  # fmt: skip


@router.get("/components/{id}/branches", response=list[dict[str, Any]])
def listed(request: HttpRequest, id: Id) -> list[dict[str, Any]]:  # noqa: A002 - the name in the address
    person, component = person_of(request), plan_of(request, id)
    return [told(person, branch) for branch in branches_of(person).filter(component=component)]


@router.post("/components/{id}/branches", response={201: dict[str, Any]})
def start(request: HttpRequest, id: Id, body: StartIn) -> Status[dict[str, Any]]:  # noqa: A002
    actor, component = actor_of(request), plan_of(request, id)
    if body.level is None:
        branch = start_branch(actor, component, name=body.name)
    else:
        branch = start_levelled(actor, component, body.level, name=body.name)
    return Status(201, told(person_of(request), branch))


@router.get("/branches/{id}", response=dict[str, Any])
def load(request: HttpRequest, id: Id) -> HttpResponse:  # noqa: A002
    person, branch = person_of(request), find_branch(request, id)
    plan = whole(at_branch(person, branch), branch.component, seen(branch, actor_of(request)).sheet)
    return sent(plan | {"branch": told(person, branch)})


@router.patch("/branches/{id}", response=dict[str, Any])
def share(request: HttpRequest, id: Id, body: ShareIn) -> dict[str, Any]:  # noqa: A002
    branch = share_branch(actor_of(request), find_branch(request, id), sharing=body.sharing,
                          editors=body.editors, name=body.name)  # fmt: skip
    return told(person_of(request), branch)


@router.post("/branches/{id}/edits", response=dict[str, Any])
def edits(request: HttpRequest, id: Id, body: EditsIn) -> HttpResponse:  # noqa: A002
    branch, given = find_branch(request, id), [each.model_dump(exclude_unset=True) for each in body.edits]
    done = edit_branch(actor_of(request), branch, given, revision=body.revision, locale=body.locale)
    return sent(answer_of(at_branch(person_of(request), branch), done, body.revision))


@router.post("/branches/{id}/undo", response=dict[str, Any])
def take_back(request: HttpRequest, id: Id, body: UndoIn) -> HttpResponse:  # noqa: A002
    branch = find_branch(request, id)
    done = undo_in_branch(actor_of(request), branch, step=body.event)
    return sent(answer_of(at_branch(person_of(request), branch), done, body.revision))


@router.post("/branches/{id}/redo", response=dict[str, Any])
def do_again(request: HttpRequest, id: Id, body: RedoIn) -> HttpResponse:  # noqa: A002
    branch = find_branch(request, id)
    done = redo_in_branch(actor_of(request), branch)
    return sent(answer_of(at_branch(person_of(request), branch), done, body.revision))


@router.get("/branches/{id}/changes", response=dict[str, Any])
def changes(request: HttpRequest, id: Id, since: Revision = 0) -> HttpResponse:  # noqa: A002
    branch = find_branch(request, id)
    sheet = seen(branch, actor_of(request)).sheet
    return sent(changed(at_branch(person_of(request), branch), branch.component, sheet, since))


class BranchRevisions(Revisions):
    """The revisions of the branches that somebody watches."""

    def look(self, watched: list[int]) -> dict[int, int]:
        rows = ChangeSet.objects.filter(pk__in=set(watched)).select_related("component")
        return {branch.pk: revision_of(branch, group_of(branch)) for branch in rows}

    def look_after_dates(self, watched: list[int]) -> dict[int, tuple[int, int]]:
        return dict.fromkeys(watched, (0, 0))  # no table has them

    def sees(self, reader: Person, watched: int) -> bool:
        return bool(branches_of(reader).filter(pk=watched).exists())


revisions = BranchRevisions()


@router.get("/branches/{id}/stream", response={200: None, 429: None})
def stream(request: HttpRequest, id: Id) -> HttpResponseBase:  # noqa: A002
    return streamed(request, find_branch(request, id).pk, revisions)


@router.get("/branches/{id}/comparison", response=dict[str, Any])
def comparison(request: HttpRequest, id: Id, why: bool = False, impact: bool = False) -> HttpResponse:  # noqa: A002, FBT001, FBT002 - of the address
    person, branch = person_of(request), find_branch(request, id)
    held = seen(branch, actor_of(request))
    lines, (live, after) = differences(held.live, held.sheet), held.figures(person)
    if why:
        reasons = causes(person, held.before, held.plan.joined, branch.component.minutes_per_day)
        lines = [each | {"why": reasons.get(each["task"], "")} for each in lines]
    more = {"impact": impact_seen_by(person, impact_of_branch(held))} if impact else {}
    return sent(more | {
        "revision": held.sheet.revision, "live": live, "branch": after, "tasks": lines,
        "plans": other_plans(person, held.plan, branch.component_id, held.live_dates), "conflicts": held.conflicts,
    })  # fmt: skip


@router.get("/branches/{id}/confidence", response=dict[str, Any])
def confidence(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return told_of_trial(find_branch(request, id))


@router.post("/branches/{id}/confidence", response={202: dict[str, Any]})
def simulate(request: HttpRequest, id: Id) -> Status[dict[str, Any]]:  # noqa: A002
    branch = find_branch(request, id)
    ask_confidence(branch)
    return Status(202, told_of_trial(branch))


def told_of_trial(branch: ChangeSet) -> dict[str, Any]:
    """Return how sure the plan is without and with the branch, and whether that is of what stands there now."""
    kept = tried_of(branch)
    answer = {name: kept.told[name] for name in ("currency", "days", "live", "after") if name in kept.told}
    return {"answer": answer, "computed_at": kept.computed_at, "fresh": kept.fresh, "waiting": kept.waiting,
            "error": kept.error, "askable": kept.askable}  # fmt: skip


@router.get("/branches/{id}/path/{task}", response=dict[str, Any])
def path(request: HttpRequest, id: Id, task: RowId) -> HttpResponse:  # noqa: A002
    branch = find_branch(request, id)
    held, own = seen(branch, actor_of(request)), branch.component_id
    drivers = tried_drivers(held.plan.parts[own], held.sheet.outside or ())
    if task not in drivers:
        raise Http404
    return sent(driving_path(person_of(request), own, task, drivers))


@router.get("/branches/{id}/items", response=dict[str, Any])
def items(request: HttpRequest, id: Id) -> HttpResponse:  # noqa: A002
    choice = branch_choice.choice_of(find_branch(request, id), actor_of(request))
    rows = [{"key": each.key, "task": each.task, "name": each.name, "words": each.words, "needs": each.needs,
             "conflicts": each.conflicts, "asks": each.asks} for each in choice.items]  # fmt: skip
    return sent({"items": rows, "lost": choice.lost})


@router.post("/branches/{id}/preview", response=dict[str, Any])
def preview(request: HttpRequest, id: Id, body: KeysIn) -> HttpResponse:  # noqa: A002
    branch, actor = find_branch(request, id), actor_of(request)
    return sent(branch_choice.result_of(branch, actor, branch_choice.choice_of(branch, actor), body.keys))


@router.post("/branches/{id}/merge", response=dict[str, Any])
def merge(request: HttpRequest, id: Id, body: KeysIn) -> HttpResponse:  # noqa: A002
    done = merge_branch(actor_of(request), find_branch(request, id), only=body.keys)
    return sent(answer_of(at_live_plan(person_of(request)), done, None))


@router.post("/branches/{id}/propose", response={201: dict[str, Any]})
def propose(request: HttpRequest, id: Id, body: ProposeIn) -> Status[dict[str, Any]]:  # noqa: A002
    row = propose_branch(actor_of(request), find_branch(request, id), name=body.name, description=body.description,
                         only=body.keys)  # fmt: skip
    return Status(201, {"id": row.pk, "name": row.name, "state": row.state, "authority": row.report["authority"],
                        "changes": len(row.request["items"])})  # fmt: skip


@router.post("/branches/{id}/discard", response=dict[str, Any])
def discard(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return told(person_of(request), discard_branch(actor_of(request), find_branch(request, id)))


@router.post("/branches/{id}/restore", response=dict[str, Any])
def restore(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return told(person_of(request), restore_branch(actor_of(request), find_branch(request, id)))
