"""What an administrator adds to the table of roles."""

from django.db import models


class CustomRole(models.Model):
    """A role of this installation's own; what it may do are rows of ``RolePermission``."""

    key = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=60)
    summary = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("label",)

    def __str__(self) -> str:
        return self.label


class RolePermission(models.Model):
    """One more verb for a role, built in or custom."""

    role = models.CharField(max_length=40)
    verb = models.CharField(max_length=60)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["role", "verb"], name="role_permission_once"),)

    def __str__(self) -> str:
        return f"{self.role} {self.verb}"
