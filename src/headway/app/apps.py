"""The one Django app of the product."""

from django.apps import AppConfig


class HeadwayConfig(AppConfig):
    name = "headway.app"
    label = "headway"
    verbose_name = "Headway"
    default_auto_field = "django.db.models.BigAutoField"
