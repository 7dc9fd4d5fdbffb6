"""The drawing process, ``python -m headway.app.reports.gantt.drawing_child "MEMORY_MB SECONDS"``.

It reads the order in its folder and leaves the PDF beside it. It never speaks to the database.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import django
import msgspec

from headway.formats.limited_child import leave_with_parent, limit, tell


def main(argument: str) -> None:
    leave_with_parent()
    memory_mb, seconds = map(int, argument.split())
    limit(memory_mb, seconds)
    django.setup()
    order = msgspec.json.decode(Path("order").read_bytes())
    with Path("made").open("wb") as file:
        made(order, file)
    # Threads of the typesetter would keep the process for a while.
    os._exit(0)


def made(order: dict[str, Any], file: Any) -> None:
    """Write the PDF that the order asks for."""
    from headway.app.bridge.grid_columns import columns_of_order  # noqa: PLC0415 - after django.setup
    from headway.app.reports.gantt.frame import Heading  # noqa: PLC0415
    from headway.app.reports.gantt.long import write_long_pdf  # noqa: PLC0415
    from headway.app.reports.gantt.paper import paper_of  # noqa: PLC0415

    write_long_pdf(
        file,
        order["payload"],
        order["rows"],
        columns_of_order(order["columns"], order["fields"]),
        paper_of(order["paper"]),
        Heading(**order["said"]),
        datetime.fromisoformat(order["at"]),
        tell,
    )


if __name__ == "__main__":
    main(sys.argv[1])
