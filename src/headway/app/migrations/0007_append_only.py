"""Events become append-only in the database, and their own number part of what is hashed.

The triggers themselves are put in place after every migration (models/append_only.py), because SQLite loses them whenever
a migration rebuilds the table; here they are only lifted, for a database that goes back and forth.

Chains written before are carried over link by link: where one does not hold, the rest stays as it is and is reported.
"""

import hashlib
import json
from datetime import UTC

from django.db import migrations


def said(event, previous):
    return {
        "root": event.root_id,
        "sequence": event.sequence,
        "component": event.component_id,
        "verb": event.verb,
        "actor": event.actor_id,
        "channel": event.channel,
        "object": [event.object_type, event.object_id],
        "before": event.before,
        "after": event.after,
        "summary": event.summary,
        "cause": event.cause_id,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "previous_hash": previous,
    }


def digest(values):
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def disarm(connection):
    where = "" if connection.vendor == "sqlite" else " ON headway_event"
    with connection.cursor() as cursor:
        for name in ("update", "delete", "truncate"):
            cursor.execute(f"DROP TRIGGER IF EXISTS headway_event_no_{name}{where}")


def number_events(apps, schema_editor):
    disarm(schema_editor.connection)
    rewrite(apps, schema_editor, lambda event: {}, lambda event: {"id": event.pk})


def unnumber_events(apps, schema_editor):
    disarm(schema_editor.connection)
    rewrite(apps, schema_editor, lambda event: {"id": event.pk}, lambda event: {})


def rewrite(apps, schema_editor, old, new):
    event_of, chain_of = apps.get_model("headway", "Event"), apps.get_model("headway", "EventChain")
    for chain in chain_of.objects.all():
        before, after, count, holds = "", "", 0, True
        for event in event_of.objects.filter(root_id=chain.root_id).order_by("sequence").iterator():
            holds = event.sequence == count + 1 and event.hash == digest(old(event) | said(event, before))
            if not holds:
                break
            before, count = event.hash, event.sequence
            fresh = digest(new(event) | said(event, after))
            event_of.objects.filter(pk=event.pk).update(previous_hash=after, hash=fresh)
            after = fresh
        if holds and (chain.sequence, chain.head) == (count, before):
            chain_of.objects.filter(pk=chain.pk).update(head=after)


class Migration(migrations.Migration):

    dependencies = [("headway", "0006_register")]

    operations = [
        migrations.RunPython(number_events, unnumber_events),
    ]
