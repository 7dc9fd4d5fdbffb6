"""What every router needs: the actor, typed values with sane limits, visible rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from django.db.models import Model
from django.shortcuts import get_object_or_404
from pydantic import Field

from headway.app.models import Event
from headway.app.rules import Actor, visible

if TYPE_CHECKING:
    from django.http import HttpRequest

    from headway.app.models import Person

M = TypeVar("M", bound=Model)
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Whole = Annotated[int, Field(ge=-(2**31) + 1, le=2**31 - 1)]
Version = Annotated[int, Field(ge=0, le=2**31 - 1)]
Real = Annotated[float, Field(allow_inf_nan=False, ge=-1e12, le=1e12)]


def person_of(request: HttpRequest) -> Person:
    """Return who is signed in; the API's authentication has seen to it that someone is."""
    return request.user  # type: ignore[return-value]


def actor_of(request: HttpRequest) -> Actor:
    return Actor(person=person_of(request), channel=Event.Channel.API)


def find(request: HttpRequest, model: type[M], pk: int) -> M:
    """Return the row if the person may see it, else 404."""
    return get_object_or_404(visible(person_of(request), model), pk=pk)


def find_optional(request: HttpRequest, model: type[M], pk: int | None) -> M | None:
    return None if pk is None else find(request, model, pk)


def given(body: Any) -> dict[str, Any]:
    """Return the values that the client sent, without the version."""
    values: dict[str, Any] = body.model_dump(exclude_unset=True)
    values.pop("version", None)
    return values
