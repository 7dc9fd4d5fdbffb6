"""Edits of a branch by chance, and how two holdings of a plan are compared."""

from headway.app.models import Task


def comparable(grid):
    """Everything that a plan shows, but for numbers that only tables give."""
    ids = list(grid.rows)
    place = {pk: at for at, pk in enumerate(ids)}
    rows = [{name: value for name, value in row.items() if name not in {"id", "uid", "version", "parent", "may"}}
            | {"parent": place.get(row["parent"])} for row in grid.rows.values()]  # fmt: skip
    links = sorted((place[link["from"]], place[link["to"]], link["type"], link["lag"], link["critical"])
                   for link in grid.links.values())  # fmt: skip
    return rows, links


def unlike(one, other):
    """What is not the same in two holdings of a plan."""
    return {(pk, name): (one.get(pk, {}).get(name), row[name]) for pk, row in other.items() for name in row
            if one.get(pk, {}).get(name) != row[name]}  # fmt: skip


def ranged(days):
    """A duration in days; some have an estimate around them."""
    return f"{days - 1}d/{days}d/{days + 2}d" if days in {2, 5, 7} else f"{days}d"


def any_edit(grid, random):
    """Some edit of some rows, which may also be refused."""
    ids = list(grid.rows)
    one, other = random.choice(ids), random.choice(ids)
    kind = random.choice(["set", "set", "name", "insert", "insert", "move", "indent", "outdent", "duplicate", "delete",
                          "link", "unlink", "relink", "paste", "start", "percent", "notes", "manual", "resize",
                          "resources", "cross", "uncross"])  # fmt: skip
    links = list(grid.links) or [1]
    rows = [{"cells": {"name": f"New {random.random():.5f}", "duration": "2d"}, "level": level} for level in (0, 1, 1)]
    pasted = f"P\t3d\t{random.randint(1, len(ids))}\nQ\t1d\t"
    outside, strange = (
        grid.plan["outside"]["id"] or [1],
        Task.objects.filter(component__name="Sibling", kind="task").order_by("pk"),
    )
    edits = {
        "cross": {"predecessor": random.choice(list(strange)).pk, "successor": one, "type": random.choice(["FS", "SS"])},
        "uncross": {"op": "unlink", "link": random.choice(outside)},
        "set": {"tasks": [one], "cells": {"duration": ranged(random.randint(0, 9))}},
        "insert": {random.choice(["after", "before", "parent"]): one, "rows": rows},
        "move": {"tasks": [one], random.choice(["after", "before", "parent"]): other},
        "link": {"predecessor": one, "successor": other, "type": random.choice(["FS", "SS", "FF"])},
        "unlink": {"link": random.choice(links)},
        "relink": {"link": random.choice(links), "lag": f"+{random.randint(0, 3)}d"},
        "paste": {"row": random.randint(1, len(ids) + 1), "columns": ["name", "duration", "predecessors"], "text": pasted},
        "resize": {"tasks": [one], "finish": (grid.rows[one]["finish"] or 0) + 1440},
    }  # fmt: skip
    if kind in edits:
        return {"op": "link" if kind == "cross" else kind, **edits[kind]}
    if kind in {"indent", "outdent", "duplicate", "delete"}:
        return {"op": kind, "tasks": [one]}
    day = f"2026-02-{random.randint(1, 28):02}"
    people = random.choice(["", "Crane", "Crane [50%]; Fitter", "Fitter [200%]"])
    text = {"start": day, "percent": "40", "manual": "yes", "resources": people}.get(kind, str(random.randint(1, 99)))
    return {"op": "set", "tasks": [one, other], "cells": {kind: text}}
