"""What every page's frame needs."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Values of the frame around each page."""
    return {"theme": request.COOKIES.get("theme", "")}
