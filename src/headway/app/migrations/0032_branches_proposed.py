import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('headway', '0031_agreements'),
    ]

    operations = [
        migrations.AddField(
            model_name='changeset',
            name='branch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='requests', to='headway.changeset'),
        ),
        migrations.AddField(
            model_name='changeset',
            name='editors',
            field=models.ManyToManyField(blank=True, related_name='branches_to_edit', to=settings.AUTH_USER_MODEL),
        ),
    ]
