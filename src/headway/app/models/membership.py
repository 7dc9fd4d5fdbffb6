"""Who has which role where; roles are inherited downwards along the component tree."""

from django.conf import settings
from django.db import models

from headway.app.models.component import Component


class Membership(models.Model):
    class Role(models.TextChoices):
        PORTFOLIO_MANAGER = "portfolio_manager", "Portfolio manager"
        PROGRAM_MANAGER = "program_manager", "Program manager"
        PROJECT_MANAGER = "project_manager", "Project manager"
        TEAM_MEMBER = "team_member", "Team member"
        VIEWER = "viewer", "Viewer"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    component = models.ForeignKey(Component, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "component", "role"], name="membership_once"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.component_id}"
