"""From where a request comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from django.http import HttpRequest  # noqa: TID251 - its type alone


def address_of(request: HttpRequest) -> str:
    """Return the address of whoever asks, behind as many proxies as HEADWAY_PROXIES says; empty where there is none."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""
