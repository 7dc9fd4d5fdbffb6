"""A client of a plan: it loads once, sends edits, and merges what the answers say, as the contract asks."""

import json

ENDS = ("from", "to")


class Grid:
    """What a browser holds of a plan."""

    def __init__(self, client, component):
        self.client, self.address = client, f"/api/v1/plans/{component.pk}"
        self.take(self.get())

    def get(self, path=""):
        answer = self.client.get(self.address + path)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def take(self, plan):
        self.plan = {name: value for name, value in plan.items() if name not in {"tasks", "links"}}
        ids = plan["tasks"]["id"]
        self.rows = dict(zip(ids, rows_of(plan["tasks"]), strict=True))
        for row in self.rows.values():
            row["parent"] = ids[row["parent"]] if row["parent"] >= 0 else None
            row.setdefault("estimate", None)
            row.setdefault("contours", None)
        self.links = {row["id"]: row for row in rows_of(plan["links"])}
        for row in self.links.values():
            row |= {end: ids[row[end]] for end in ENDS}

    def post(self, path, **body):
        return self.client.post(f"{self.address}/{path}", json.dumps({"revision": self.plan["revision"], **body}),
                                content_type="application/json")  # fmt: skip

    def edit(self, *edits, **more):
        return self.merged(self.post("edits", edits=list(edits), **more))

    def refused(self, *edits, **more):
        answer = self.post("edits", edits=list(edits), **more)
        assert answer.status_code >= 400, answer.content
        return answer.status_code, answer.json()["error"]

    def undo(self, **more):
        return self.merged(self.post("undo", **more))

    def redo(self, **more):
        return self.merged(self.post("redo", **more))

    def refresh(self):
        return self.merge(self.get(f"/changes?since={self.plan['revision']}"))

    def merged(self, answer):
        assert answer.status_code == 200, answer.content
        return self.merge(answer.json())

    def merge(self, told):
        """Merge an answer by the rules of docs/reference/plan-edits.md."""
        assert told["since"] == self.plan["revision"]
        if told["whole"]:
            self.take(told["whole"])
            return told
        for pk in told["removed"]["tasks"]:
            del self.rows[pk]
        for pk in told["removed"]["links"]:
            del self.links[pk]
        fresh = {row.pop("row"): row for row in rows_of(told["tasks"])}
        for place, row in fresh.items():
            fresh[place] = self.rows.pop(row["id"], {}) | row
        old = iter(list(self.rows.values()))
        order = [fresh[place] if place in fresh else next(old) for place in range(told["rows"])]
        assert next(old, None) is None
        self.rows = {row["id"]: row for row in order}
        ids = list(self.rows)
        for row in fresh.values():
            row["parent"] = ids[row["parent"]] if row["parent"] >= 0 else None
        for row in rows_of(told["links"]):
            self.links[row["id"]] = row | {end: ids[row[end]] for end in ENDS}
        self.links = dict(sorted(self.links.items()))
        for name in ("revision", "status_date", "outside", "undo", "redo"):
            self.plan[name] = told[name]
        if told["nonworking"] is not None:
            self.plan["nonworking"] = told["nonworking"]
        return told

    def state(self):
        return {"plan": self.plan, "rows": self.rows, "links": self.links, "order": list(self.rows)}

    # ------------------------------------------------------------------ what tests ask

    def id(self, name):
        (found,) = [pk for pk, row in self.rows.items() if row["name"] == name]
        return found

    def row(self, name):
        return self.rows[self.id(name)]

    def number(self, name):
        return list(self.rows).index(self.id(name)) + 1

    def outline(self):
        return [(row["wbs"], row["name"], row["level"], row["kind"]) for row in self.rows.values()]

    def predecessors(self, name):
        """The cell as the grid joins it."""
        number = {pk: place for place, pk in enumerate(self.rows, 1)}
        found = [link for link in self.links.values() if link["to"] == self.id(name)]
        parts = []
        for link in sorted(found, key=lambda each: number[each["from"]]):
            kind = ("FS", "SS", "FF", "SF")[link["type"]]
            parts.append(f"{number[link['from']]}{'' if kind == 'FS' and not link['lag'] else kind}{link['lag']}")
        return "; ".join(parts)


def rows_of(columns):
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
