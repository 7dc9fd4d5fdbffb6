"""headway create-admin."""

from __future__ import annotations

import click

from headway.cli import exits, product

HELP = f"""\b
Examples:
  headway create-admin --email ada@example.org --name "Ada Example"
  HEADWAY_ADMIN_PASSWORD=... headway create-admin --email ada@example.org --name Ada

Without HEADWAY_ADMIN_PASSWORD the password is asked for. {exits.CODES_TEXT}"""


@click.command(name="create-admin", epilog=HELP)
@click.option("--email", required=True, help="Address to sign in with.")
@click.option("--name", required=True, help="Name that others see.")
@click.option(
    "--password",
    envvar="HEADWAY_ADMIN_PASSWORD",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    hidden=True,  # on a command line it would end up in the shell's history
)
def command(email: str, name: str, password: str) -> int:
    """Make an operator who may do everything."""
    product.start_migrated()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from headway.app.actions.people import create_person
    from headway.app.models import Person
    from headway.app.rules import Actor

    try:
        validate_email(email)
        validate_password(password, Person(email=email, name=name))
    except ValidationError as error:
        raise exits.Stop(exits.USAGE, " ".join(error.messages), "Choose another and try again.") from error
    if Person.objects.filter(email__iexact=email.strip()).exists():
        raise exits.Stop(
            exits.USAGE, f"{email} is taken.", "Choose another address, or change that person in the admin."
        )
    create_person(Actor(None, "cli"), email=email.strip(), name=name, password=password, is_superuser=True)
    click.echo(f"{name} <{email}> may do everything. Sign in at the address that `headway serve` prints.")
    return exits.OK
