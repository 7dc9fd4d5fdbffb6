"""The application that the server runs: static files first, then the product."""

import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, FileSystemFinder
from django.core.asgi import get_asgi_application
from servestatic import ServeStaticASGI

from headway.app.config.body_limit import limited
from headway.app.config.sweeping import swept_when_quiet

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headway.app.config.settings")
YEAR = 365 * 24 * 3600


def static_folders() -> list[str]:
    """Return where the static files of the product and of Django's admin lie; nothing has to be collected."""
    finders = (FileSystemFinder(), AppDirectoriesFinder())
    places = (str(storage.location) for finder in finders for storage in finder.storages.values())
    return [place for place in places if Path(place).is_dir()]  # a front end that was not built has no folder


def nosniff(headers: dict[str, str], path: str, url: str) -> None:  # noqa: ARG001 - the library's signature
    headers["X-Content-Type-Options"] = "nosniff"


product = swept_when_quiet(limited(get_asgi_application()))  # type: ignore[arg-type]  # Django says dict where ASGI says mapping
# Addresses of built files carry a version or a hash, so browsers may keep them.
application = ServeStaticASGI(
    product,
    autorefresh=settings.DEBUG,
    max_age=0 if settings.DEBUG else YEAR,
    allow_all_origins=False,
    add_headers_function=nosniff,
)
for folder in static_folders():
    application.add_files(folder, prefix=settings.STATIC_URL)
