"""Panels about what is offered: products by their stage, and releases by the day on which they will be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.models import Record
from headway.app.queries.releases import AHEAD, accounts_of, ends_seen, in_order, product_accounts
from headway.app.queries.today.panel import MOST, Line, Panel, Reader
from headway.app.queries.today.register import within

if TYPE_CHECKING:
    from headway.app.queries.releases import ProductAccount, ReleaseAccount

Kind = Record.Kind


def products(reader: Reader) -> Panel:
    """Products that are not retired, by name: stage, needs, and how the next release stands."""
    rows = within(reader).filter(kind=Kind.PRODUCT).order_by("title", "pk")
    lines = [product_line(each) for each in product_accounts(reader.person, list(rows[:MOST]))]
    return Panel("Products", "No product is noted yet. Add one in the register.", lines, "briefcase", rows.count())


def product_line(account: ProductAccount) -> Line:
    row, ahead = account.product, account.ahead
    following = f"next {ahead[0].release.title}, {ahead[0].words}" if ahead else "no release planned"
    note = f"{account.stage} · {following} · {account.needs.words}"
    health, word = (ahead[0].health, ahead[0].words) if ahead else ("", "")
    return Line(f"{row.reference} {row.title}", ("record", row.pk), note, health, word)


def releases(reader: Reader) -> Panel:
    """Releases that are to come, the nearest target first."""
    rows = in_order(within(reader).filter(kind=Kind.RELEASE, status=AHEAD))
    found = list(rows[:MOST])
    named = ends_seen(reader.person, found)[Record]
    lines = [release_line(each, str(named.get(each.release.part_of_id or 0, ""))) for each in
             accounts_of(reader.person, found)]  # fmt: skip
    return Panel("Releases", "No release is planned.", lines, "layers", rows.count())


def release_line(account: ReleaseAccount, product: str) -> Line:
    row = account.release
    note = " · ".join(word for word in (product, account.words, account.needs.words) if word)
    return Line(f"{row.reference} {row.title}", ("record", row.pk), note, account.health, account.words,
                day=account.expected, tone="bad" if account.late else "")  # fmt: skip
