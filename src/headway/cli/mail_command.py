"""headway mail: take in answers."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from headway.cli import exits, product

if TYPE_CHECKING:
    from headway.app.models import Comment

TRY_AGAIN = 75
"""What mail servers take for “later” (EX_TEMPFAIL)."""
HELP = f"""\b
Examples:
  headway mail in < answer.eml
  headway mail in --mta               in a mail server's pipe: never a bounce, {TRY_AGAIN} for “later”

{exits.CODES_TEXT}"""


@click.group(name="mail", epilog=HELP)
def command() -> None:
    """Take in answers to mails."""


@command.command(name="in", epilog=HELP)
@click.option("--to", "recipients", multiple=True, metavar="ADDRESS", envvar=["ORIGINAL_RECIPIENT", "RECIPIENT"],
              help="To whom it was delivered, where its header does not say.")  # fmt: skip
@click.option(
    "--mta", is_flag=True, help=f"End with 0 also for what is refused, with {TRY_AGAIN} for what can be tried again."
)
def take_in(recipients: tuple[str, ...], *, mta: bool) -> int:
    """Read one mail from standard input and post it as a comment of whom it is from."""
    try:
        return posted(recipients, mta=mta)
    except exits.Stop as stop:
        if not mta:
            raise
        click.echo(f"headway: {stop.title}", err=True)
        return TRY_AGAIN
    except Exception as error:
        if not mta:
            raise
        from headway.cli import crash

        crash.tell(error, sys.argv[1:])
        return TRY_AGAIN


def posted(recipients: tuple[str, ...], *, mta: bool) -> int:
    product.start_migrated()
    from django.conf import settings
    from django.db import OperationalError

    from headway.app.actions.errors import Refused
    from headway.app.actions.mail_in import receive
    from headway.app.rules import NotAllowed

    if not settings.HEADWAY_EMAIL_REPLY:
        raise exits.Stop(exits.MISSING, "No address for answers is set.", "Set HEADWAY_EMAIL_REPLY.")
    data = sys.stdin.buffer.read(settings.HEADWAY_EMAIL_MAX_BYTES + 1)
    try:
        return tell(receive(data, recipients))
    except (Refused, NotAllowed) as refusal:
        title = refusal.title if isinstance(refusal, Refused) else str(refusal)
        click.echo(f"headway: refused: {title}", err=True)
        unreadable = isinstance(refusal, Refused) and refusal.id in {"unreadable-mail", "mail-too-large"}
        return exits.OK if mta else exits.UNREADABLE if unreadable else exits.PROBLEMS
    except OperationalError as error:
        raise exits.Stop(exits.MISSING, f"The database did not answer: {error}", "Try again.") from error


def tell(comment: Comment) -> int:
    click.echo(f"Posted as comment {comment.pk} of {comment.author.name}.")
    return exits.OK
