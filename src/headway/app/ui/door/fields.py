"""Fields that several forms at the door share."""

from __future__ import annotations

from django import forms


def name_field() -> forms.CharField:
    return forms.CharField(label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))


def new_password_field(label: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password", "minlength": 12})
    hint = "At least twelve characters; common and leaked passwords are refused."
    return forms.CharField(label=label, strip=False, max_length=1000, widget=widget, help_text=hint)
