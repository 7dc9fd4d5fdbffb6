"""Imports: upload a file, follow its reading, accept, discard, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import get_object_or_404
from ninja import File, Router, Status
from ninja.files import UploadedFile  # noqa: TC002 - read at run time

from headway.app.actions.errors import Refused
from headway.app.actions.imports import accept_import, discard_import, start_import, undo_import
from headway.app.api.auth import doors
from headway.app.api.requests import Id, actor_of, find, person_of
from headway.app.models import ApiToken, ChangeSet, Component
from headway.app.rules import visible

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["imports"], auth=doors(ApiToken.Scope.IMPORT))


def import_json(change_set: ChangeSet) -> dict[str, Any]:
    return {
        "id": change_set.pk, "state": change_set.state, "name": change_set.name, "component": change_set.component_id,
        "step": change_set.step, "progress": change_set.progress, "error": change_set.error or None,
        "report": change_set.report or None, "result": change_set.result_id,
        "created_at": change_set.created_at.isoformat(),
    }  # fmt: skip


def find_import(request: HttpRequest, pk: int) -> ChangeSet:
    """Return the import if the person may see it, else 404."""
    return get_object_or_404(visible(person_of(request), ChangeSet).filter(kind="import"), pk=pk)


@router.post("/components/{id}/imports", response={201: dict[str, Any]})
def upload(request: HttpRequest, id: Id, file: File[UploadedFile]) -> Status[dict[str, Any]]:  # noqa: A002
    component = find(request, Component, id)
    if (file.size or 0) > settings.HEADWAY_UPLOAD_MAX_BYTES:
        most = settings.HEADWAY_UPLOAD_MAX_BYTES // 2**20
        raise Refused("too-large", f"This file is larger than {most} MB.", file.name or "", "Import a smaller file.")
    return Status(
        201, import_json(start_import(actor_of(request), component, name=file.name or "plan", data=file.read()))
    )


@router.get("/imports/{id}")
def state(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return import_json(find_import(request, id))


@router.post("/imports/{id}/accept")
def accept(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    change_set = find_import(request, id)
    accept_import(actor_of(request), change_set)
    change_set.refresh_from_db()
    return import_json(change_set)


@router.post("/imports/{id}/discard")
def discard(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return import_json(discard_import(actor_of(request), find_import(request, id)))


@router.post("/imports/{id}/undo")
def undo(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return import_json(undo_import(actor_of(request), find_import(request, id)))
