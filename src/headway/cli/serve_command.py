"""headway serve."""

from __future__ import annotations

import os
import socket
import sys
import webbrowser

import click

from headway.cli import exits, product
from headway.cli.compiling import compile_meanwhile

FIRST_PORT, PORTS_TRIED = 8000, 20
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - compared with, not bound to

HELP = f"""\b
Examples:
  headway serve
  headway serve --port 9000 --open
  HEADWAY_ALLOWED_HOSTS=plan.example.org headway serve --host 0.0.0.0

Ctrl-C stops the server and the background work in an orderly way. {exits.CODES_TEXT}"""


@click.command(name="serve", epilog=HELP)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help=f"Port; default: the first free one from {FIRST_PORT}.")
@click.option("--open", "open_browser", is_flag=True, help="Open the browser, where there is a screen.")
def command(host: str, port: int | None, *, open_browser: bool) -> int:
    """Start the server.

    Brings the database up to date, follows changes in the background, and prints the address.
    """
    listener = listen(host, port)
    if host not in EVERYWHERE:
        os.environ.setdefault("HEADWAY_ALLOWED_HOSTS", ",".join(sorted({host, "localhost", "127.0.0.1", "[::1]"})))
    product.start()
    applied = product.migrate()
    if applied:
        click.echo(f"Database brought up to date ({len(applied)} migrations).", err=True)
    compile_meanwhile()
    address = f"http://{shown_host(host)}:{listener.getsockname()[1]}"
    announce(address)
    if host in EVERYWHERE and "HEADWAY_ALLOWED_HOSTS" not in os.environ:
        click.echo("  Others can reach it only under names in HEADWAY_ALLOWED_HOSTS.", err=True)
    if open_browser and (sys.platform in {"darwin", "win32"} or os.environ.get("DISPLAY")):
        webbrowser.open(address)
    run(listener)
    click.echo("Stopped.", err=True)
    return exits.OK


def listen(host: str, port: int | None) -> socket.socket:
    """Take the port asked for, or the first free one; taken before anything slow happens."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    ports = [port] if port else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)
    reason = ""
    for candidate in ports:
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(128)  # bind alone succeeds beside another bound socket with SO_REUSEADDR
        except OSError as error:
            listener.close()
            reason = error.strerror or str(error)
            continue
        if candidate != ports[0]:
            click.echo(f"Port {ports[0]} is in use; taking {candidate}.", err=True)
        return listener
    wanted = f"port {port}" if port else f"any port from {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1}"
    raise exits.Stop(
        exits.MISSING,
        f"Cannot listen on {host}, {wanted}: {reason}.",
        "Choose another with --port, or stop what uses it.",
    )


def shown_host(host: str) -> str:
    if host in EVERYWHERE:
        return "localhost"
    return f"[{host}]" if ":" in host else host


def announce(address: str) -> None:
    from headway.app import demo
    from headway.app.models import Person

    click.echo(f"\n  Headway is at {click.style(address, bold=True)}  (Ctrl-C stops it)")
    demo_person = demo.SIGN_IN[0]
    if Person.objects.filter(email=demo_person.email).exists():
        click.echo(f"  Sign in as {demo_person.email} with the password {demo.PASSWORD}")
    elif not Person.objects.exists():
        from headway.app.actions.set_up import set_up_secret

        click.echo(f"  Nobody can sign in yet. Make the first operator at {address}/set-up/{set_up_secret()}/")
        click.echo("  (or `headway demo` loads an example, `headway create-admin` makes an operator).")
    click.echo()


def run(listener: socket.socket) -> None:
    import uvicorn

    from headway.app.worker import confidence, due, follow

    config = uvicorn.Config(
        "headway.app.config.asgi:application",
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=5,
        server_header=False,
    )
    server = uvicorn.Server(config)
    follow.start_in_background()
    due.start_in_background()
    confidence.start_in_background()
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:  # uvicorn raises the signal again after its orderly end
        pass
    finally:
        listener.close()
