"""Where commands print: tables in 80 columns when piped, color only on a terminal (rich honors NO_COLOR)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

out = Console(highlight=False, soft_wrap=False)
err = Console(highlight=False, stderr=True)


def table(title: str, *columns: str | tuple[str, str]) -> Table:
    """Return an empty table; a column is its heading, or heading and "right"."""
    made = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        if isinstance(column, str):
            made.add_column(column, overflow="fold")
        else:
            made.add_column(column[0], justify="right", no_wrap=True)
    return made


def facts(rows: Sequence[tuple[str, str]]) -> Table:
    """Return names and values side by side."""
    made = Table.grid(padding=(0, 2))
    made.add_column(style="dim", no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in rows:
        if value:
            made.add_row(name, value)
    return made
