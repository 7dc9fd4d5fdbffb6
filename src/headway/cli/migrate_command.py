"""headway migrate."""

from __future__ import annotations

import click

from headway.cli import exits, product

HELP = f"""\b
Examples:
  headway migrate
  HEADWAY_DATABASE_URL=postgresql://headway@localhost/headway headway migrate

{exits.CODES_TEXT}"""


@click.command(name="migrate", epilog=HELP)
def command() -> int:
    """Create the database or bring it up to date."""
    product.start()
    from django.conf import settings

    applied = product.migrate()
    place = settings.DATABASES["default"]["NAME"]
    click.echo(f"{len(applied)} migrations applied: {place}" if applied else f"Up to date: {place}")
    return exits.OK
