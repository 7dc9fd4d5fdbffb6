"""What was chosen for mail becomes one channel among others; a line may be for mail alone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MODES = [('now', 'At once'), ('daily', 'In the daily digest'), ('weekly', 'In the weekly digest'), ('off', 'Off')]


class Migration(migrations.Migration):

    dependencies = [
        ('headway', '0016_mail'),
    ]

    operations = [
        migrations.RemoveConstraint('MailChoice', 'mail_choice_once'),
        migrations.RenameModel('MailChoice', 'NewsChoice'),
        migrations.AddField(
            'NewsChoice', 'channel',
            models.CharField(choices=[('inbox', 'Inbox'), ('mail', 'E-mail')], default='mail', max_length=5),
            preserve_default=False,
        ),
        migrations.AlterField('NewsChoice', 'mode', models.CharField(choices=MODES, max_length=6)),
        migrations.AlterField('OutboxMail', 'mode', models.CharField(choices=MODES, max_length=6)),
        migrations.AlterField(
            'NewsChoice', 'person',
            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='news_choices', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint('NewsChoice', models.UniqueConstraint(fields=('person', 'kind', 'channel'), name='news_choice_once')),
        migrations.AddField('Notification', 'in_inbox', models.BooleanField(default=True)),
    ]
