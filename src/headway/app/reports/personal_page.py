"""The readable page of an export of personal data: opens from the folder, needs nothing of any server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.utils.safestring import SafeString

    from headway.app.models import Person

MOST_LETTERS = 300
STYLE = mark_safe("""<style>
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent) }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem }
nav ul { columns: 18rem; padding-left: 1.2rem } section { margin-top: 2.5rem }
.scroll { overflow-x: auto } table { border-collapse: collapse; font-size: 13px }
th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top }
td { max-width: 28rem; overflow-wrap: anywhere } .none { opacity: .7 }
</style>""")


class Written(Protocol):
    key: str
    title: str
    count: int
    shown: list[dict[str, Any]]

    @property
    def left_out(self) -> int: ...


def page(person: Person, parts: Sequence[Written], at: datetime, components: Mapping[int, str]) -> str:
    """Return the whole page; what people typed stays text."""
    full = [part for part in parts if part.count]
    none = [part for part in parts if not part.count]
    return format_html(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Data of {name}</title>{style}</head><body>'
        "<h1>What Headway keeps about {name}</h1><p>{email} · taken out {at} UTC</p>"
        "<p>Each part stands whole in <code>data/</code> as JSON; here are its first rows. Other people are named by "
        "their number only. Passwords, secrets of tokens and keys are not in it: of most not even we can read them.</p>"
        "<nav><h2>Parts</h2><ul>{toc}</ul></nav>{sections}"
        '<section><h2>Nothing is kept of</h2><p class="none">{none}</p></section></body></html>\n',
        name=person.name,
        email=person.email,
        at=f"{at:%Y-%m-%d %H:%M}",
        style=STYLE,
        toc=format_html_join("", '<li><a href="#{}">{}</a> ({})</li>', ((p.key, p.title, p.count) for p in full)),
        sections=format_html_join("", "{}", ((section(part, components),) for part in full)),
        none=", ".join(part.title for part in none) or "–",  # noqa: RUF001 - for people
    )


def section(part: Written, components: Mapping[int, str]) -> SafeString:
    names = list(dict.fromkeys(name for row in part.shown for name, value in row.items() if shown(value)))
    more = part.count - len(part.shown)
    note = f"{more:,} more stand in data/{part.key}.json." if more else ""
    if part.left_out:
        note = f"{part.count:,} there are; the first {part.count - part.left_out:,} stand in data/{part.key}.json."
    return format_html(
        '<section id="{key}"><h2>{title}</h2><div class="scroll"><table><thead><tr>{head}</tr></thead>'
        "<tbody>{rows}</tbody></table></div><p>{note}</p></section>",
        key=part.key,
        title=part.title,
        head=format_html_join("", '<th scope="col">{}</th>', ((name.replace("_", " "),) for name in names)),
        rows=format_html_join("", "<tr>{}</tr>", ((cells(row, names, components),) for row in part.shown)),
        note=note,
    )


def cells(row: dict[str, Any], names: list[str], components: Mapping[int, str]) -> SafeString:
    values = {name: row.get(name) for name in names}
    where = values.get("component")
    if isinstance(where, int) and where in components:
        values["component"] = f"{components[where]} ({where})"
    return format_html_join("", "<td>{}</td>", ((shown(value),) for value in values.values()))


def shown(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list, bool)) else str(value)
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"
