"""Answers come in by mail; a comment is as long as it may be by whichever door it comes."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('headway', '0020_exception_plans'),
    ]

    operations = [
        migrations.AlterField(
            model_name='comment',
            name='text',
            field=models.TextField(max_length=5000, validators=[django.core.validators.MaxLengthValidator(5000)]),
        ),
        migrations.AlterField(
            model_name='event',
            name='channel',
            field=models.CharField(choices=[('page', 'Page'), ('api', 'API'), ('cli', 'Command line'), ('worker', 'Worker'), ('import', 'Import'), ('demo', 'Demonstration'), ('mail', 'E-mail')], max_length=6),
        ),
        migrations.CreateModel(
            name='ReceivedMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('at', models.DateTimeField()),
                ('comment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='headway.comment')),
            ],
        ),
    ]
