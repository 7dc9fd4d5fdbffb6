"""The release that a need named by a word is a record of its own now, and the need belongs to it."""

from django.db import migrations
from django.db.models import Max


def make_releases(apps, schema_editor):
    """Make one release of each word in a tree, where all the needs that named it lie below."""
    record = apps.get_model("headway", "Record")
    named = {}
    needs = record.objects.filter(kind="need", details__has_key="release").select_related("component")
    for need in needs.order_by("pk"):
        root = need.component.root_id or need.component_id
        named.setdefault((root, need.details["release"].casefold()), []).append(need)
    for group in named.values():
        place = lowest_above(apps, {need.component_id for need in group})
        there = record.objects.filter(component=place, kind="release")
        release = record.objects.create(
            component_id=place, held_by_id=place, kind="release", status="planned", title=group[0].details["release"][:200],
            number=(there.aggregate(last=Max("number"))["last"] or 0) + 1,
        )
        for need in group:
            del need.details["release"]
            need.part_of = release
            need.version += 1
            need.save(update_fields=["details", "part_of", "version"])


def lowest_above(apps, components):
    """Return the lowest component that all of these are or lie below."""
    path = apps.get_model("headway", "ComponentPath")
    depths = {}
    for component in components:
        for above, depth in path.objects.filter(descendant=component).values_list("ancestor", "depth"):
            depths.setdefault(above, []).append(depth)
    common = {above: max(found) for above, found in depths.items() if len(found) == len(components)}
    return min(common, key=common.get)


def name_releases(apps, schema_editor):
    """Write the name of its release back into each need."""
    record = apps.get_model("headway", "Record")
    for need in record.objects.filter(kind="need", part_of__kind="release").select_related("part_of"):
        need.details["release"] = need.part_of.title
        need.save(update_fields=["details"])
    record.objects.filter(kind__in=("release", "product")).delete()


class Migration(migrations.Migration):

    dependencies = [("headway", "0040_products_and_releases")]

    operations = [migrations.RunPython(make_releases, name_releases)]
