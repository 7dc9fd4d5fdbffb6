"""What tests of what-if branches share."""

import json

from factories.grid import Grid
from factories.people import client_of
from headway.app.actions.branch_plans import branches
from headway.app.bridge.live_plans import shelf
from headway.app.models import Calendar


def forget():
    shelf.clear()
    branches.clear()


class BranchGrid(Grid):
    """What a browser holds of a branch."""

    def __init__(self, client, branch):
        self.client, self.address = client, f"/api/v1/branches/{branch.pk}"
        self.take(self.get())

    def send(self, path, **body):
        answer = self.client.post(f"{self.address}/{path}", json.dumps(body), content_type="application/json")
        return answer.status_code, answer.json()


def status(person, method, path, **body):
    client, address = client_of(person), f"/api/v1{path}"
    send = getattr(client, method)
    answer = send(address) if method == "get" else send(address, json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json() if answer.content else None


def live_of(place):
    return Grid(client_of(place.manager), place.project)


def conflicts_of(grid):
    return [(each["kind"], each["title"]) for each in grid.get("/comparison")["conflicts"]]


def night_shift(place):
    """A calendar that works while others sleep."""
    hours = [[0, 360]]
    return Calendar.objects.create(component=place.project, uid=77, name="Night shift", week=[hours] * 7)
