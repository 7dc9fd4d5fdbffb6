"""People who are there already keep their address: an operator or an invitation brought them in."""

from django.db import migrations, models


def keep_addresses(apps, schema_editor):
    Person = apps.get_model("headway", "Person")
    EmailAddress = apps.get_model("account", "EmailAddress")
    known = set(EmailAddress.objects.values_list("user_id", flat=True))
    people = Person.objects.exclude(pk__in=known).iterator()
    EmailAddress.objects.bulk_create(
        [EmailAddress(user_id=row.pk, email=row.email, verified=True, primary=True) for row in people], batch_size=500
    )


class Migration(migrations.Migration):
    dependencies = [("headway", "0018_evidence_files"), ("account", "0009_emailaddress_unique_primary_email")]
    operations = [
        migrations.AddField("invitation", "mailed", models.BooleanField(default=False)),
        migrations.RunPython(keep_addresses, migrations.RunPython.noop, elidable=True),
    ]
