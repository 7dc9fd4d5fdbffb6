"""Who and what does the work."""

from django.conf import settings
from django.db import models

from headway.app.models.calendar import Calendar
from headway.app.models.component import Component
from headway.app.models.fields import MinuteField, MoneyField
from headway.app.models.task import Task


class Resource(models.Model):
    class Kind(models.TextChoices):
        WORK = "work", "Work"
        MATERIAL = "material", "Material"
        COST = "cost", "Cost"

    component = models.ForeignKey(Component, models.CASCADE, related_name="resources")
    uid = models.BigIntegerField()
    name = models.CharField(max_length=300)
    code = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.WORK)
    calendar = models.ForeignKey(Calendar, models.SET_NULL, null=True, blank=True, related_name="+")
    max_units = models.FloatField(default=1.0)
    standard_rate = MoneyField()
    email = models.CharField(max_length=254, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["component", "uid"], name="resource_uid_once"),)

    def __str__(self) -> str:
        return self.name


class Assignment(models.Model):
    component = models.ForeignKey(Component, models.CASCADE, related_name="assignments")
    uid = models.BigIntegerField()
    task = models.ForeignKey(Task, models.CASCADE, related_name="assignments")
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="assignments")
    units = models.FloatField(default=1.0)
    work_minutes = models.IntegerField(null=True, blank=True)
    actual_work_minutes = models.IntegerField(null=True, blank=True)
    remaining_work_minutes = models.IntegerField(null=True, blank=True)
    overtime_work_minutes = models.IntegerField(default=0)
    delay_minutes = models.IntegerField(default=0)
    contour = models.CharField(max_length=12, default="flat")
    cost = MoneyField()
    actual_cost = MoneyField()
    start = MinuteField(null=True, blank=True)
    finish = MinuteField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.task_id} {self.resource_id}"
