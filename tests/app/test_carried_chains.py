"""The migration that numbers events in their hashes carries whole chains over, and no forged event."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from factories.people import tree
from headway.app.models import Event, EventChain
from headway.app.models.append_only import protect
from headway.app.queries.audit.verify import verify_log

carried = import_module("headway.app.migrations.0007_append_only")
EDITOR = SimpleNamespace(connection=connection)


@pytest.mark.django_db
def test_there_and_back():
    at = tree()
    heads = list(EventChain.objects.values_list("head", flat=True))
    carried.unnumber_events(apps, EDITOR)
    protect(connection)
    assert list(EventChain.objects.values_list("head", flat=True)) != heads
    assert {each.id for each in verify_log().problems} == {"event-altered"}, "they hold in the old writing only"
    carried.number_events(apps, EDITOR)
    assert list(EventChain.objects.values_list("head", flat=True)) == heads
    assert verify_log().problems == []
    carried.unnumber_events(apps, EDITOR)
    Event.objects.filter(root=at.portfolio, sequence=3).update(summary="forged")
    carried.number_events(apps, EDITOR)
    assert verify_log().problems[0].sequence == 3
    protect(connection)
