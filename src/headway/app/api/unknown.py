"""Every other address below the API, answered in the API's own shape; it must be added last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from ninja import Router

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router()


@router.api_operation(["GET", "POST", "PUT", "PATCH", "DELETE"], "/{path:rest}", include_in_schema=False)
def unknown(request: HttpRequest, rest: str) -> None:  # noqa: ARG001 - whatever was asked for
    raise Http404
