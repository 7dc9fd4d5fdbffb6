"""Every cookie that is ever set, and what for. All are the product's own; without the first two nobody can sign in."""

from django.conf import settings

COOKIES = (
    (settings.SESSION_COOKIE_NAME, "that you are signed in; gone when you sign out"),
    (settings.CSRF_COOKIE_NAME, "that what you send comes from our own pages; a year"),
    ("theme", "light or dark, once you chose; a year"),
    ("density", "how high rows are, once you chose; a year"),
    ("pins", "which components this browser keeps at hand, once you pinned one; a year"),
)
