"""Lines of the tree table and of the navigation, written without the template engine.

A portfolio of three hundred projects has three thousand cells: as templates they take ten times as long as the rest
of the page. Every value goes through ``format_html``, which escapes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from headway.app.ui.templatetags.days import day, last_day
from headway.app.ui.templatetags.headway import NONE, icon, money, percent, signed_days, tone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.app.models import Rollup
    from headway.app.queries.pages.navigation import Navigation, Node
    from headway.app.queries.pages.overview import Row

HEALTH_WORDS = {"green": "On track", "amber": "At risk", "red": "Off track", "none": "No plan"}
EMPTY = mark_safe("")
ZERO = mark_safe('<span class="mute">0</span>')
NO_TWISTY = mark_safe('<span class="no-twisty"></span>')

ROW = """<tr aria-level="{level}" data-level="{depth}"{expanded}{beside} tabindex="{tabindex}">
<td><div class="name d{depth}">{twisty}<a href="{url}" title="{title}">{name}</a></div></td>
<td><span class="rag {health}">{word}</span>{why}</td>
<td class="late-col clip">{lead}</td>
<td class="late-col">{progress}</td>
<td class="late-col">{start}</td>
<td>{finish}</td>
<td class="n {tone}">{variance}</td>
<td class="n late-col">{late}</td>
<td class="n late-col">{critical}</td>
<td class="n late-col">{budget}</td></tr>
"""


BAR = (
    '<svg class="bar" viewBox="0 0 103 10" preserveAspectRatio="none" aria-hidden="true">'
    '<rect class="whole" y="2" width="103" height="6"/><rect class="done" y="2" width="{}" height="6"/>{}</svg>{}'
)
"""Drawn with attributes: the content policy forbids styles in the page."""


def component_base() -> str:
    """Return what stands before the number in a component's address."""
    return reverse("component", args=[0]).removesuffix("0/")


def table_rows(rows: Iterable[Row], *, flat: bool) -> SafeString:
    """Return the body of the tree table; ``flat`` has no room for twisties."""
    base, chevron = component_base(), icon("chevron-down")
    twisty = format_html(
        '<button class="twisty needs-script" type="button" tabindex="-1" aria-hidden="true">{}</button>', chevron
    )
    opening = EMPTY if flat else NO_TWISTY
    lines = [line(row, base, twisty if row.holds else opening, first=place == 0) for place, row in enumerate(rows)]
    return mark_safe("".join(lines))  # noqa: S308 - each line is escaped


def line(row: Row, base: str, twisty: SafeString, *, first: bool) -> SafeString:
    each, rollup = row.component, row.rollup
    url = f"{base}{each.pk}/"
    why = row.reason if rollup.health != "green" else ""
    return format_html(
        ROW,
        level=row.depth + 1,
        depth=row.depth,
        expanded=mark_safe(' data-holds aria-expanded="true"') if row.holds else "",
        beside=EMPTY if row.match else mark_safe(' class="beside"'),
        tabindex=0 if first else -1,
        twisty=twisty,
        url=url,
        title=f"{each.name} ({row.trail})" if row.trail else each.name,
        name=each.name,
        health=rollup.health,
        word=HEALTH_WORDS[rollup.health],
        why=format_html('<span class="why late-col" title="{}">{}</span>', why, why) if why else "",
        lead=each.lead.name if each.lead else NONE,
        progress=progress(rollup),
        start=day(rollup.start),
        finish=last_day(rollup.finish),
        tone=tone(rollup.finish_variance_days),
        variance=signed_days(rollup.finish_variance_days),
        late=count(rollup.late_count, f"{url}tasks/?show=late"),
        critical=count(rollup.critical_count, f"{url}tasks/?show=critical"),
        budget=money(each.budget, each.currency),
    )


def count(number: int, url: str) -> SafeString:
    return format_html('<a class="quiet" href="{}">{}</a>', url, f"{number:,}") if number else ZERO


def progress(rollup: Rollup) -> SafeString:
    """Return a bar of what is done with a mark where the baseline expected it, and the figure."""
    done, planned = rollup.percent_complete, rollup.planned_percent
    if done is None:
        return format_html("{}", NONE)
    mark = (
        EMPTY if planned is None else format_html('<rect class="mark" x="{}" width="3" height="10"/>', f"{planned:.0f}")
    )
    return format_html(BAR, f"{done:.0f}", mark, percent(done))


def tree_of(navigation: Navigation) -> SafeString:
    """Return the navigation's nested lists."""
    base, current = component_base(), navigation.current.id if navigation.current else None
    return format_html('<ul class="tree-of">{}</ul>', items(navigation.roots, base, current))


def items(nodes: Iterable[Node], base: str, current: int | None) -> SafeString:
    return format_html_join("", "<li>{}</li>", ((branch(node, base, current),) for node in nodes))


def branch(node: Node, base: str, current: int | None) -> SafeString:
    """Return a link; with what is below it, folded away unless the reader is there."""
    shown = link(node, base, current)
    if not node.children:
        return shown
    more = f"{node.more} more…"
    rest = format_html('<li><a href="{}{}/#components">{}</a></li>', base, node.id, more) if node.more else EMPTY
    return format_html(
        '{}<details{}><summary aria-label="Below {}"></summary><ul>{}{}</ul></details>',
        shown,
        mark_safe(" open") if node.open else "",
        node.name,
        items(node.children, base, current),
        rest,
    )


def link(node: Node, base: str, current: int | None) -> SafeString:
    here = mark_safe(' aria-current="page"') if node.id == current else ""
    words = '<a href="{}{}/"{} title="{}"><span class="rag {}"></span><span class="label">{}</span></a>'
    return format_html(words, base, node.id, here, node.name, node.health, node.name)


def pinned_of(navigation: Navigation) -> SafeString:
    """Return the pinned components; none of them is marked as the current page, the tree does that."""
    return items([*navigation.pinned], component_base(), None)
