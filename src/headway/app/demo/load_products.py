"""Write the products of the demonstration and their releases, as the product manager would."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from headway.app.actions.records import raise_record, update_record
from headway.app.demo.products import PRODUCTS, RELEASES, Product, Release
from headway.app.models import Record, Task

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from headway.app.models import Component
    from headway.app.rules import Actor

PLACE = "customer"
"""The program that the products hang on."""


def load_products(manager: Actor, components: Mapping[str, Component], monday: date) -> dict[str, Record]:
    """Return the releases by their names."""
    products = {each.title: note_product(manager, components[PLACE], each) for each in PRODUCTS}
    return {each.title: note_release(manager, components, each, products, monday) for each in RELEASES}


def note_product(manager: Actor, place: Component, product: Product) -> Record:
    details = {"for_whom": product.for_whom, "promise": product.promise, "whole_life": product.whole_life,
               "sunset": product.sunset}  # fmt: skip
    first, *later = product.stages
    row = raise_record(
        manager, place, "product", title=product.title, owner=manager.person, status=first, details=details
    )
    for stage in later:
        row = update_record(manager, row, status=stage)
    return row


def note_release(
    manager: Actor,
    components: Mapping[str, Component],
    release: Release,
    products: Mapping[str, Record],
    monday: date,
) -> Record:
    plan, name = release.milestone
    row = raise_record(
        manager, components[PLACE], "release", title=release.title, owner=manager.person, part_of=products[release.product],
        milestone=Task.objects.get(component=components[plan], name=name), due_on=monday + timedelta(days=release.target),
        details={"version": release.version, "notes": release.notes},
    )  # fmt: skip
    return update_record(manager, row, status="released") if release.released else row
