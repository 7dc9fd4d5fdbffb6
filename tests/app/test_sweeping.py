"""The old garbage waits until nobody waits for an answer."""

import asyncio
import gc

import pytest

from headway.app.config import sweeping
from headway.app.config.sweeping import OVERDUE, swept_when_quiet


@pytest.fixture(autouse=True)
def _thresholds(monkeypatch):
    before = gc.get_threshold()
    monkeypatch.setattr(sweeping, "QUIET", 0.02)
    gc.collect()
    yield
    gc.set_threshold(*before)


def makes_rows(sweeps):
    """Make an application that makes as many objects as lead to so many sweeps of the middle generation."""

    async def application(_scope, _receive, send):
        for _ in range(sweeps):
            gc.collect(1)
        await send({"type": "http.response.start", "status": 200, "headers": []})

    return application


def old_sweeps():
    return gc.get_stats()[2]["collections"]


async def asked(app, times=1, pause=0.0):
    async def send(_message):
        pass

    for _ in range(times):
        await app({"type": "http"}, None, send)
        await asyncio.sleep(pause)


def test_python_itself_hardly_ever_sweeps_the_old():
    swept_when_quiet(makes_rows(0))
    assert gc.get_threshold()[2] == OVERDUE


@pytest.mark.parametrize(("young_sweeps", "old"), [(3, 0), (30, 1)])
def test_it_is_swept_after_the_answer_where_that_is_due(young_sweeps, old):
    async def story():
        await asked(app)
        meanwhile = old_sweeps() - before
        await asyncio.sleep(0.2)
        return meanwhile

    app = swept_when_quiet(makes_rows(young_sweeps))
    before = old_sweeps()
    assert asyncio.run(story()) == 0
    assert old_sweeps() - before == old


def test_once_after_many_answers_in_a_row():
    async def story():
        await asked(app, times=10)
        await asyncio.sleep(0.2)

    app = swept_when_quiet(makes_rows(15))
    before = old_sweeps()
    asyncio.run(story())
    assert old_sweeps() - before == 1
