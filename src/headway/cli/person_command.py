"""headway person: what is kept about somebody, and making them unrecognizable."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headway.cli import exits, product

if TYPE_CHECKING:
    from headway.app.models import Person

HELP = f"""\b
Examples:
  headway person export ada@example.org
  headway person export ada@example.org --output ada.zip
  headway person anonymize ada@example.org
  headway person anonymize ada@example.org --also "Ada Lovelace" --yes

{exits.CODES_TEXT}"""


@click.group(name="person", epilog=HELP)
def command() -> None:
    """Take out what is kept about a person, or anonymize them."""


def find(email: str) -> Person:
    from headway.app.models import Person

    person = Person.objects.filter(email__iexact=email.strip()).first()
    if person is None:
        raise exits.Stop(exits.USAGE, f"Nobody has the address {email}.", "Write it as on the page of people.")
    return person


@command.command(name="export", epilog=HELP)
@click.argument("email")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Where to; default: headway-data-of-person-NUMBER.zip here.")  # fmt: skip
def export(email: str, output: Path | None) -> int:
    """Write everything that is kept about a person as a ZIP of JSON with a readable page."""
    product.start_migrated()
    from headway.app.actions.personal_data import take_out_data
    from headway.app.models import Event
    from headway.app.reports.personal_data import file_name, personal_data
    from headway.app.rules import Actor

    person = take_out_data(Actor(person=None, channel=Event.Channel.CLI), find(email))
    place = output or Path(file_name(person))
    fresh = place.with_name(f"{place.name}.new")
    # Nobody else on the machine reads what is kept about somebody.
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for piece in personal_data(person):
            file.write(piece)
    fresh.replace(place)
    click.echo(f"{place}: {place.stat().st_size:,} bytes. Send it to nobody but {person.name}.")
    return exits.OK


@command.command(name="anonymize", epilog=HELP)
@click.argument("email")
@click.option("--also", multiple=True, metavar="NAME", help="Another name that they went by; may be repeated.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
def anonymize(email: str, also: tuple[str, ...], *, yes: bool) -> int:
    """Take name and address of somebody who left out of everything. It cannot be undone."""
    product.start_migrated()
    from headway.app.actions.anonymizing import anonymize_person, sweep
    from headway.app.actions.errors import Refused
    from headway.app.models import Event
    from headway.app.rules import Actor

    person = find(email)
    if not yes:
        click.confirm(f"Anonymize {person.name} <{person.email}> for good?", abort=True)
    try:
        done = anonymize_person(Actor(person=None, channel=Event.Channel.CLI), person, also=also)
    except Refused as refusal:
        raise exits.Stop(exits.USAGE, refusal.title, f"{refusal.detail} {refusal.remedy}".strip()) from refusal
    click.echo(f"They are “{done.person.name}” now. The name stood in {done.texts:,} rows, {done.events:,} events, "
               f"{done.frozen:,} reports and gates. `headway audit verify` verifies the log.")  # fmt: skip
    if not sweep():
        click.echo("Free space of the database may still hold it for a while, and so do backups.")
    if done.ambiguous:
        click.echo("Somebody else has the same name: in what people wrote, only the address was taken out.")
    return exits.OK
