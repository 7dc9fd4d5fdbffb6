"""Exception reports hold lessons; those of before name no plan that waits, as not every reader may see it."""

import re

from django.db import migrations, models

NAMED = re.compile(r"^“.*” waits for it with “.*”\.$", re.MULTILINE)
"""A line of the consequence as it was written until plans were no longer named."""
UNNAMED = "Another plan waits for its tasks."


def name_no_plans(apps, schema_editor):
    rows = apps.get_model("headway", "ToleranceException").objects.filter(consequence__contains="waits for it with")
    for row in rows:
        lines = NAMED.sub(UNNAMED, row.consequence).split("\n")
        row.consequence = "\n".join(line for place, line in enumerate(lines) if line != UNNAMED or place == lines.index(line))
        row.save(update_fields=["consequence"])


class Migration(migrations.Migration):
    dependencies = [("headway", "0044_task_estimates")]

    operations = [
        migrations.AddField("toleranceexception", "lessons", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.RunPython(name_no_plans, migrations.RunPython.noop, elidable=True),
    ]
