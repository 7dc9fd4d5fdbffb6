"""Whoever has a plan open is told of new revisions within a second, as long as they may see it."""

import asyncio
import time

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.contrib.sessions.models import Session
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import AsyncClient, Client

from factories.people import SYSTEM, holder, tree
from factories.plans import small_plan
from headway.app.actions.memberships import revoke_role
from headway.app.actions.plans import install_plan
from headway.app.actions.tasks import update_task
from headway.app.api import plan_stream
from headway.app.models import Membership, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(monkeypatch):
    monkeypatch.setattr(plan_stream, "revisions", plan_stream.Revisions())
    monkeypatch.setattr(plan_stream, "close_old_connections", lambda: None)  # it would close the test's transaction
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    at.manager = holder("Manager", at.project, "project_manager")
    return at


async def opened(place):
    client = AsyncClient()
    await client.aforce_login(place.manager)
    return await client.get(f"/api/v1/plans/{place.project.pk}/stream")


def close(answer):
    """Close as a server does, but for the test's own connection."""
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)


async def following(answer):
    return (await asyncio.wait_for(anext(answer), 5)).decode()


def test_a_change_is_told_within_a_second_and_the_end_of_a_role_ends_it(place):
    async def run():
        answer = await opened(place)
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/event-stream")
        news = aiter(answer)
        assert await following(news) == 'event: revision\ndata: {"revision":1}\n\n'
        assert plan_stream.revisions.readers == {place.manager.pk: 1}
        await sync_to_async(update_task)(SYSTEM, await Task.objects.aget(name="A"), duration_minutes=960)
        began = time.monotonic()
        assert await following(news) == 'event: revision\ndata: {"revision":2}\n\n'
        assert time.monotonic() - began < 3  # half a second between looks; the machine may be busy
        held = await Membership.objects.aget(person=place.manager)
        await sync_to_async(revoke_role)(SYSTEM, held)
        await sync_to_async(update_task)(SYSTEM, await Task.objects.aget(name="B"), duration_minutes=480)
        assert await following(news) == "event: gone\ndata: {}\n\n"
        with pytest.raises(StopAsyncIteration):
            await anext(news)
        assert plan_stream.revisions.readers == {}

    async_to_sync(run)()


def test_ending_one_session_elsewhere_ends_its_stream_alone(place, monkeypatch, settings):
    monkeypatch.setattr(plan_stream, "SECONDS_BETWEEN_CHECKS", 0.1)

    async def run():
        first = AsyncClient()
        await first.aforce_login(place.manager)
        answers = [await first.get(f"/api/v1/plans/{place.project.pk}/stream"), await opened(place)]
        ended, kept = map(aiter, answers)
        await following(ended)
        await following(kept)
        await Session.objects.filter(session_key=first.cookies[settings.SESSION_COOKIE_NAME].value).adelete()
        assert await following(ended) == "event: gone\ndata: {}\n\n"
        await sync_to_async(update_task)(SYSTEM, await Task.objects.aget(name="A"), duration_minutes=960)
        assert await following(kept) == 'event: revision\ndata: {"revision":2}\n\n'
        close(answers[1])

    async_to_sync(run)()


def test_signing_out_everywhere_ends_it_without_any_change(place, monkeypatch):
    monkeypatch.setattr(plan_stream, "SECONDS_BETWEEN_CHECKS", 0.1)

    async def run():
        news = aiter(await opened(place))
        await following(news)
        place.manager.session_round += 1
        await place.manager.asave()
        assert await following(news) == "event: gone\ndata: {}\n\n"

    async_to_sync(run)()


def test_silence_is_filled_and_an_hour_is_the_end(place, monkeypatch):
    monkeypatch.setattr(plan_stream, "SECONDS_OF_SILENCE", 0.0)

    async def run():
        news = aiter(await opened(place))
        await following(news)
        assert await following(news) == ": still here\n\n"
        monkeypatch.setattr(plan_stream, "SECONDS_OPEN", 0.0)
        with pytest.raises(StopAsyncIteration):
            await anext(news)

    async_to_sync(run)()


def test_connections_are_limited(place, monkeypatch):
    monkeypatch.setattr(plan_stream, "MOST_EACH", 1)

    async def run():
        first = await opened(place)
        news = aiter(first)
        await following(news)
        second = await opened(place)
        assert (second.status_code, second["Retry-After"]) == (429, "30")
        await sync_to_async(close)(first)
        assert (await opened(place)).status_code == 200

    async_to_sync(run)()


def test_it_is_not_packed_because_browsers_read_only_the_first_packed_piece(place):
    client = Client(headers={"accept-encoding": "gzip"})
    client.force_login(holder("Reader", place.project, "stakeholder"))
    answer = client.get(f"/api/v1/plans/{place.project.pk}/stream")
    assert (answer["Content-Encoding"], answer["X-Accel-Buffering"]) == ("identity", "no")
    close(answer)
