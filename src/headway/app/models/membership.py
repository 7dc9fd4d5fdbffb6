"""Who has which role where and when; roles are inherited downwards along the component tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from headway.app.models.component import Component

if TYPE_CHECKING:
    from datetime import date


class Membership(models.Model):
    """One role of one person at a component; from and until are whole days of the installation, both included."""

    class Role(models.TextChoices):
        PORTFOLIO_MANAGER = "portfolio_manager", "Portfolio manager"
        PORTFOLIO_BOARD = "portfolio_board", "Portfolio board, sponsor"
        PMO = "pmo", "PMO"
        PROGRAM_MANAGER = "program_manager", "Program manager"
        PROJECT_BOARD = "project_board", "Project board"
        PROJECT_MANAGER = "project_manager", "Project manager"
        PROJECT_LEADER = "project_leader", "Project leader"
        PROJECT_ENGINEER = "project_engineer", "Project engineer"
        DELIVERY_MANAGER = "delivery_manager", "Delivery manager"
        SCRUM_MASTER = "scrum_master", "Scrum master"
        PRODUCT_MANAGER = "product_manager", "Product manager, product owner"
        CHANGE_MANAGER = "change_manager", "Change manager"
        CUSTOMER_SUCCESS = "customer_success", "Customer success"
        TEAM_MEMBER = "team_member", "Team member"
        STAKEHOLDER = "stakeholder", "Stakeholder"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    component = models.ForeignKey(Component, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=40)
    """A value of ``Role`` or the key of a ``CustomRole``."""
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    deputy_for = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="deputies")
    """The membership that this person stands in for; it ends with that one at the latest."""
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "component", "role"], condition=Q(deputy_for=None), name="membership_once"
            ),
            models.UniqueConstraint(
                fields=["person", "deputy_for"], condition=Q(deputy_for__isnull=False), name="deputy_once"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.component_id}"

    @staticmethod
    def in_force(day: date, prefix: str = "") -> Q:
        """Return the condition that a membership, and the one it stands in for, holds on the day."""

        def between(name: str) -> Q:
            begun = Q(**{f"{name}starts_on": None}) | Q(**{f"{name}starts_on__lte": day})
            lasting = Q(**{f"{name}ends_on": None}) | Q(**{f"{name}ends_on__gte": day})
            return begun & lasting

        original = f"{prefix}deputy_for__"
        return between(prefix) & (Q(**{f"{prefix}deputy_for": None}) | between(original))
