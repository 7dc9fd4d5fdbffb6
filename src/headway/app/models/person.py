"""People who sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **values: Any) -> Person:
        """Make a person; without a password they cannot sign in."""
        person = self.model(email=email.strip().lower(), **values)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **values: Any) -> Person:
        """Make an operator, who sees everything and the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **values)


class Person(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    """Name in the IANA database, as Europe/Oslo; empty takes that of the installation."""
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    session_round = models.PositiveIntegerField(default=0)
    """Part of what a session is checked against: counting it up signs the person out everywhere."""
    anonymized_at = models.DateTimeField(null=True, blank=True, editable=False)
    """Since when nothing here says who it was; name and address are then a pseudonym."""

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        verbose_name_plural = "people"
        constraints = (models.UniqueConstraint(Lower("email"), name="person_email_ci"),)

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session must hold: it changes with the password and with every signing out everywhere."""
        value = f"{self.password}:{self.session_round}"
        return salted_hmac("headway.session", value, secret=secret, algorithm="sha256").hexdigest()

    @property
    def initials(self) -> str:
        """First letters of the first and last word of the name."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
