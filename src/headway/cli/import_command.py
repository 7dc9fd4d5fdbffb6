"""headway import."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headway.cli import exits, product
from headway.cli.compiling import interpret_while_cold

if TYPE_CHECKING:
    from headway.app.models import ChangeSet, Component, Person

HELP = f"""\b
Examples:
  headway import plan.mpp --into "Grid renewal"
  headway import plan.xml --into "Sundmark/Grid renewal" --yes
  headway import plan.xer --into 12 --as ada@example.org

COMPONENT is a number, a name, or the end of a path of names ("Grid/Substations"). A portfolio or program gets a new
project; an empty project gets the plan. Nothing is stored before you accept.
{exits.CODES_TEXT}"""


@click.command(name="import", epilog=HELP)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", required=True, metavar="COMPONENT", help="Where the plan goes.")
@click.option("--as", "email", metavar="EMAIL", help="Who imports; default: the first operator.")
@click.option("--yes", is_flag=True, help="Accept without asking.")
def command(file: Path, *, into: str, email: str | None, yes: bool) -> int:
    """Bring a plan file into a portfolio, program or project.

    Reads the file, calculates it, shows what came in, what did not, and which dates differ and why; then asks.
    """
    product.start_migrated()
    interpret_while_cold()  # before anything of the product loads Numba
    from headway.app.actions.imports import accept_import, discard_import, read_import, start_import
    from headway.app.models import ChangeSet, Event
    from headway.app.rules import Actor
    from headway.cli import console
    from headway.cli.import_tables import show_report

    actor = Actor(person=importer(email), channel=Event.Channel.CLI)
    component = find_component(into)
    change_set = start_import(actor, component, name=file.name, data=file.read_bytes())
    decided = False
    try:
        with console.err.status("Reading ...") as status:
            change_set = read_import(
                change_set, on_progress=lambda percent, step: status.update(f"{step} ({percent} %)")
            )
        if change_set.state != ChangeSet.State.READY:
            decided = True  # a failed import has nothing left to discard
            raise failed(change_set)
        show_report(file.name, component.name, change_set.report)
        if yes or (sys.stdin.isatty() and click.confirm("Accept this plan?", default=False)):
            project = accept_import(actor, change_set)
            decided = True
            click.echo(f"Imported as “{project.name}” (component {project.pk}).")
            return exits.OK
    finally:
        if not decided:
            discard_import(actor, change_set)
    click.echo("Discarded; nothing was stored." + ("" if sys.stdin.isatty() else " Use --yes to accept."))
    return exits.OK


def failed(change_set: ChangeSet) -> exits.Stop:
    error = change_set.error
    where = f" ({error['where']})" if error.get("where") else ""
    code = exits.MISSING if error.get("id") in {"no-java", "no-mpxj"} else exits.UNREADABLE
    return exits.Stop(code, f"{error.get('title', 'This file cannot be read.')}{where}", error.get("remedy", ""))


def importer(email: str | None) -> Person:
    """Return who the import belongs to; whoever may run commands here may act as anybody."""
    from headway.app.models import Person

    people = Person.objects.filter(is_active=True)
    if email:
        person = people.filter(email__iexact=email.strip()).first()
        if person is None:
            raise exits.Stop(exits.USAGE, f"There is nobody with the address {email}.", "Check --as.")
        return person
    operator = people.filter(is_superuser=True).order_by("id").first()
    if operator is None:
        raise exits.Stop(
            exits.USAGE,
            "There is no operator to import as.",
            "`headway create-admin` makes one, or name a person with --as.",
        )
    return operator


def find_component(wanted: str) -> Component:
    """Find by number, else by name or the end of a path of names; refuse what is not one component."""
    from headway.app.models import Component

    alive = Component.objects.filter(trashed_at=None)
    if wanted.isdecimal() and len(wanted) < 19:
        found = list(alive.filter(pk=int(wanted)))
    else:
        *above, name = [part.strip() for part in wanted.split("/")]
        found = [component for component in alive.filter(name__iexact=name) if lies_below(component, above)]
    if len(found) == 1:
        return found[0]
    if found:
        listed = "; ".join(f"{component.pk} = {path_of(component)}" for component in found[:6])
        raise exits.Stop(
            exits.USAGE, f"“{wanted}” is the name of {len(found)} components.", f"Take the number: {listed}"
        )
    close = list(alive.filter(name__icontains=wanted.rpartition("/")[2].strip()).values_list("name", flat=True)[:5])
    near = f"Similar: {', '.join(close)}." if close else "`headway demo` loads an example to import into."
    raise exits.Stop(exits.USAGE, f"There is no component “{wanted}”.", near)


def names_above(component: Component) -> list[str]:
    """Return the names of the component's ancestors, nearest first."""
    from headway.app.models import ComponentPath

    paths = ComponentPath.objects.filter(descendant=component, depth__gt=0).order_by("depth")
    return list(paths.values_list("ancestor__name", flat=True))


def lies_below(component: Component, names: list[str]) -> bool:
    """Return whether these names, outermost first, follow one another above the component; levels may be left out."""
    above = iter(names_above(component))
    return all(any(wanted.casefold() == name.casefold() for name in above) for wanted in reversed(names))


def path_of(component: Component) -> str:
    return "/".join([*reversed(names_above(component)), component.name])
