"""The `headway` command: `run` is what the shell starts.

Nothing heavy may be imported here: `headway --help` loads only click. Each command's module is imported when it is
called, so the table below repeats the first line of each command's help.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import Any

import click

from headway import __version__
from headway.cli import exits

COMMANDS = {
    "demo": "Load the demonstration portfolio.",
    "serve": "Start the server.",
    "schedule": "Calculate a plan file and show finish, critical path, problems.",
    "compare": "Compare two plan files: which dates moved, and which change moved them.",
    "check": "Check the quality of a plan file's schedule: DCMA 14 points, GAO guide.",
    "convert": "Write a plan file as Microsoft Project XML or Primavera XER.",
    "import": "Bring a plan file into a portfolio, program or project.",
    "audit": "Verify, anchor and export the record of what happened.",
    "mail": "Take in answers to mails.",
    "person": "Take out what is kept about a person, or anonymize them.",
    "doctor": "Check what is installed, what is missing, and how to get it.",
    "migrate": "Create the database or bring it up to date.",
    "create-admin": "Make an operator who may do everything.",
    "warm": "Compile the scheduler ahead of time.",
}


class LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context | None) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"headway.cli.{cmd_name.replace('-', '_')}_command")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


EXAMPLES = """\b
Examples:
  headway demo                          a lifelike portfolio to look at
  headway serve                         the product, in your browser
  headway schedule plan.xml             finish and critical path of a file
  headway compare old.xml new.xml       which dates moved, and why
  headway import plan.mpp --into "Grid renewal"

Help for one command: headway COMMAND --help"""


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=f"{EXAMPLES}\n\n{exits.CODES_TEXT}",
)
@click.version_option(__version__, "-V", "--version", message="headway %(version)s")
def cli() -> None:
    """Projects, programs and portfolios as one computed chain, from task to board."""


def run() -> None:
    """Start the command line; the only place where errors become exit codes."""
    code = exit_code(sys.argv[1:])
    # A process that ends need not search for garbage in what Numba has loaded: a seventh of a second.
    gc.freeze()
    sys.exit(code)


def exit_code(arguments: list[str]) -> int:
    try:
        result: Any = cli.main(arguments, prog_name="headway", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return exits.USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return exits.INTERRUPTED
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.OK
    except exits.Stop as stop:
        return tell(stop)
    except Exception as error:  # noqa: BLE001 - the last line of defense: no traceback reaches a user
        from headway.cli import crash

        return crash.tell(error, arguments)
    return result if isinstance(result, int) else exits.OK


def tell(stop: exits.Stop) -> int:
    click.secho(f"headway: {stop.title}", fg="red", err=True)
    if stop.remedy:
        click.echo(f"  {stop.remedy}", err=True)
    return stop.code


if __name__ == "__main__":
    run()
