"""What reaches a person by which channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from django.db import transaction
from ninja import Router, Schema
from pydantic import Field

from headway.app.actions.news import choose_news
from headway.app.api.requests import person_of
from headway.app.models import NewsChoice
from headway.app.queries.news import modes_of

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["inbox"])
Modes = dict[Annotated[str, Field(max_length=8)], Annotated[str, Field(max_length=6)]]


class NewsIn(Schema):
    inbox: Modes = {}
    mail: Modes = {}
    push: Modes = {}


@router.get("/notification-settings")
def read(request: HttpRequest) -> dict[str, dict[str, str]]:
    return {channel: modes_of(person_of(request), channel) for channel in NewsChoice.Channel.values}


@router.patch("/notification-settings")
def change(request: HttpRequest, body: NewsIn) -> dict[str, dict[str, str]]:
    with transaction.atomic():
        for channel, modes in body.dict().items():
            choose_news(person_of(request), channel, modes)
    return read(request)
