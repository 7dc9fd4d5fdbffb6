"""The JSON API: what it sends, what it refuses and in which words; nothing makes it fall over."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories.people import SYSTEM, holder, person, tree
from factories.plans import big_plan, mspdi, small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.components import create_component
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.plans import install_plan
from headway.app.actions.records import raise_record
from headway.app.models import ChangeSet, Component, Task
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db
V1 = "/api/v1/"
COLUMNS = {
    "id", "parent", "level", "kind", "wbs", "name", "start", "finish", "baseline_start", "baseline_finish", "deadline",
    "percent", "duration", "total_float", "critical", "resources", "health",
}  # fmt: skip


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    return at


@pytest.fixture
def lead(place, client):
    someone = holder("Lead", place.program, "program_manager")
    client.force_login(someone)
    return someone


def send(client, method, url, body=None, **extra):
    data = body if isinstance(body, (str, bytes)) else json.dumps(body)
    response = client.generic(method, V1 + url, data, content_type="application/json", **extra)
    return response.status_code, json.loads(response.content or "null")


def task(component, name):
    return Task.objects.get(component=component, name=name)


def test_a_summary_lasts_from_its_start_to_its_finish(place, lead, client):
    plan = small_plan()
    plan.links = []
    project = holder_of_plan(place, plan)
    status, payload = send(client, "GET", f"components/{project.pk}/schedule")
    assert (status, payload["tasks"]["duration"]) == (200, [1440, 1440, 960, 0])


def holder_of_plan(place, plan):
    project = create_component(SYSTEM, kind="project", name="Side by side", parent=place.program)
    install_plan(SYSTEM, project, plan)
    return project


def test_schedule_is_what_the_islands_expect(place, lead, client, django_assert_max_num_queries):
    set_baseline(SYSTEM, place.project)
    with django_assert_max_num_queries(16):
        status, payload = send(client, "GET", f"components/{place.project.pk}/schedule")
    assert status == 200
    assert set(payload) == {
        "component",
        "revision",
        "status_date",
        "minutes_per_day",
        "nonworking",
        "tasks",
        "links",
        "outside",
    }
    tasks = payload["tasks"]
    assert set(tasks) == COLUMNS
    assert {len(column) for column in tasks.values()} == {4}
    assert (tasks["name"], tasks["parent"], tasks["kind"]) == (["Phase", "A", "B", "C"], [-1, 0, 0, -1], [2, 0, 0, 1])
    assert tasks["duration"] == [2400, 1440, 960, 0]
    assert tasks["baseline_finish"] == tasks["finish"]
    assert tasks["critical"] == [1, 1, 1, 1]
    ids = [task(place.project, name).pk for name in ("Phase", "A", "B", "C")]
    assert tasks["id"] == ids
    links = {name: column for name, column in payload["links"].items() if name != "id"}
    assert links == {"from": [1, 2], "to": [2, 3], "type": [0, 0], "lag": ["", ""], "critical": [1, 1]}
    assert payload["nonworking"][:2] == [20400 * 1440, 20402 * 1440]  # a Saturday and a Sunday in November


def test_queries_do_not_grow_with_tasks(place, lead, client, django_assert_max_num_queries):
    install_plan(SYSTEM, place.sibling, big_plan(800))
    with django_assert_max_num_queries(16):
        status, payload = send(client, "GET", f"components/{place.sibling.pk}/schedule")
    assert (status, len(payload["tasks"]["id"])) == (200, 800)


def test_unchanged_schedule_is_not_sent_twice(place, lead, client):
    url = f"{V1}components/{place.project.pk}/schedule"
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    send(client, "PATCH", f"tasks/{task(place.project, 'A').pk}", {"version": 1, "name": "Other"})
    changed = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed.json()["tasks"]["name"][1]) == (200, "Other")


def test_ends_outside_are_redacted(place, lead, client):
    install_plan(SYSTEM, place.sibling, small_plan())
    install_plan(SYSTEM, place.elsewhere, small_plan())
    c = task(place.project, "C")
    link_tasks(SYSTEM, c, task(place.sibling, "A"))
    link_tasks(SYSTEM, c, task(place.elsewhere, "A"))
    run_pending()
    _, payload = send(client, "GET", f"components/{place.project.pk}/schedule")
    assert payload["outside"]["label"] == ["Sibling > A", "Hidden task"]
    assert payload["outside"]["url"] == [f"/c/{place.sibling.pk}/", ""]
    assert payload["outside"]["date"] == [task(place.sibling, "A").start, None]
    assert payload["outside"]["row"] == [3, 3]
    assert payload["outside"]["incoming"] == [0, 0]
    assert "Elsewhere" not in json.dumps(payload)
    _, incoming = send(client, "GET", f"components/{place.sibling.pk}/schedule")
    assert (incoming["outside"]["incoming"], incoming["outside"]["label"]) == ([1], ["Project > C"])


def test_roadmap_shows_components_milestones_and_lifted_links(place, lead, client):
    install_plan(SYSTEM, place.sibling, small_plan())
    install_plan(SYSTEM, place.elsewhere, small_plan())
    b = task(place.project, "B")
    for successor in ("A", "B"):
        link_tasks(SYSTEM, b, task(place.sibling, successor))
    link_tasks(SYSTEM, task(place.project, "C"), task(place.sibling, "C"))
    link_tasks(SYSTEM, b, task(place.elsewhere, "A"))
    run_pending()
    status, payload = send(client, "GET", f"components/{place.program.pk}/roadmap")
    rows = payload["tasks"]
    assert (status, set(rows)) == (200, COLUMNS)
    assert list(zip(rows["name"], rows["kind"], rows["level"], rows["parent"], rows["health"], strict=True)) == [
        ("Project", 3, 1, -1, "green"),
        ("C", 1, 2, 0, ""),
        ("Sibling", 3, 1, -1, "green"),
        ("C", 1, 2, 2, ""),
    ]
    assert rows["id"][0] == place.project.pk
    links = payload["links"]
    assert list(zip(links["from"], links["to"], links["type"], strict=True)) == [(0, 2, 0), (1, 3, 0)]
    assert payload["outside"]["label"] == ["Hidden task"]
    assert payload["outside"]["row"] == [0]


def test_wrong_drawing_for_the_kind(place, lead, client):
    assert send(client, "GET", f"components/{place.program.pk}/schedule")[0] == 422
    status, body = send(client, "GET", f"components/{place.project.pk}/roadmap")
    assert (status, body["error"]["id"]) == (422, "no-roadmap-here")


def test_components_by_api(place, lead, client):
    status, made = send(client, "POST", "components", {"kind": "project", "name": "New", "parent": place.program.pk})
    assert (status, made["name"], made["rollup"]["health"]) == (201, "New", "none")
    status, changed = send(
        client, "PATCH", f"components/{made['id']}", {"version": 1, "name": "Newer", "budget": "10.50"}
    )
    assert (status, changed["name"], changed["budget"], changed["version"]) == (200, "Newer", "10.50", 2)
    status, stale = send(client, "PATCH", f"components/{made['id']}", {"version": 1, "name": "Mine"})
    assert (status, stale["error"]["id"]) == (409, "stale")
    assert stale["error"]["values"] == {"name": {"yours": "Mine", "theirs": "Newer"}}
    assert send(client, "POST", "components", {"kind": "project", "name": "X", "parent": place.portfolio.pk})[0] == 404
    assert send(client, "POST", "components", {"kind": "portfolio", "name": "X"})[0] == 403
    status, refused = send(client, "POST", "components", {"kind": "portfolio", "name": "X", "parent": place.program.pk})
    assert (status, refused["error"]["id"]) == (422, "wrong-parent")
    assert send(client, "DELETE", f"components/{made['id']}")[0] == 204
    assert send(client, "GET", f"components/{made['id']}")[0] == 404
    status, listed = send(client, "GET", "components?kind=project")
    assert (status, listed["count"], [each["name"] for each in listed["items"]]) == (200, 2, ["Project", "Sibling"])
    _, shown = send(client, "GET", "components/tree")
    assert [(each["name"], each["depth"], each["parent"]) for each in shown["items"]] == [
        ("Program", 0, None),
        ("Project", 1, place.program.pk),
        ("Sibling", 1, place.program.pk),
    ]


def test_tasks_and_links_by_api(place, lead, client):
    body = {"component": place.project.pk, "name": "D", "duration_minutes": 480, "after": task(place.project, "C").pk}
    status, made = send(client, "POST", "tasks", body)
    assert (status, made["name"], made["position"], made["computed"]["start"]) == (201, "D", 4, 20458 * 1440 + 480)
    link = {"predecessor": task(place.project, "C").pk, "successor": made["id"], "lag": 480}
    status, linked = send(client, "POST", "dependencies", link)
    assert (status, linked["type"], linked["lag"]) == (201, "FS", 480)
    run_pending()
    _, read = send(client, "GET", f"tasks/{made['id']}")
    assert read["computed"]["start"] == (20458 + 8) * 1440 + 480
    _, payload = send(client, "GET", f"components/{place.project.pk}/schedule")
    assert payload["links"]["lag"][-1] == "+1d"
    status, patched = send(client, "PATCH", f"tasks/{made['id']}", {"version": 1, "percent_complete": 30})
    assert (status, patched["percent_complete"], patched["version"]) == (200, 30, 2)
    assert send(client, "DELETE", f"dependencies/{linked['id']}")[0] == 204
    status, gone = send(client, "DELETE", f"tasks/{made['id']}?version=2")
    assert (status, gone["deleted"]) == (200, 1)
    assert send(client, "POST", f"trash/item/{gone['trash']}/restore") == (200, {"left_out": 0})
    assert send(client, "GET", f"tasks/{made['id']}")[1]["name"] == made["name"]
    assert send(client, "DELETE", f"tasks/{made['id']}")[0] == 200


def test_import_by_api(place, lead, client):
    upload = SimpleUploadedFile("Bridge.xml", mspdi(small_plan("Bridge")))
    response = client.post(f"{V1}components/{place.program.pk}/imports", {"file": upload})
    assert (response.status_code, response.json()["state"]) == (201, "waiting")
    pk = response.json()["id"]
    status, early = send(client, "POST", f"imports/{pk}/accept")
    assert (status, early["error"]["id"]) == (422, "wrong-state")
    run_pending()
    _, ready = send(client, "GET", f"imports/{pk}")
    assert (ready["state"], ready["report"]["counts"]["links"]) == ("ready", 2)
    status, accepted = send(client, "POST", f"imports/{pk}/accept")
    assert (status, accepted["state"], Component.objects.get(pk=accepted["result"]).name) == (200, "merged", "Bridge")
    assert send(client, "POST", f"imports/{pk}/undo")[1]["state"] == "undone"
    other = client.post(
        f"{V1}components/{place.program.pk}/imports", {"file": SimpleUploadedFile("x.xml", b"x")}
    ).json()
    assert send(client, "POST", f"imports/{other['id']}/discard")[1]["state"] == "discarded"
    assert ChangeSet.objects.filter(source__isnull=False).count() == 0


def test_events_page_backwards(place, lead, client):
    _, first = send(client, "GET", f"components/{place.program.pk}/events?limit=3")
    assert len(first["items"]) == 3
    _, second = send(client, "GET", f"components/{place.program.pk}/events?limit=3&before={first['next_before']}")
    seen = [each["sequence"] for each in first["items"] + second["items"]]
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == len(seen) == 5
    assert second["next_before"] is None


def test_search_finds_visible_things_only(place, lead, client):
    install_plan(SYSTEM, place.elsewhere, small_plan())
    _, found = send(client, "GET", "search?q=pro")
    assert [each["name"] for each in found["items"]] == ["Program", "Project"]
    _, found = send(client, "GET", "search?q=phase")
    assert [(each["name"], each["where"]) for each in found["items"]] == [("Phase", "Project")]
    assert send(client, "GET", "search?q=")[1] == {"items": []}


def test_tasks_of_other_plans_are_searched_alone(place, lead, client):
    for plan in (place.sibling, place.elsewhere):
        install_plan(SYSTEM, plan, small_plan())
    _, found = send(client, "GET", f"search?q=p&outside={place.project.pk}")
    assert [(each["type"], each["name"], each["where"]) for each in found["items"]] == [("task", "Phase", "Sibling")]
    assert send(client, "GET", f"search?q=&outside={place.project.pk}")[1] == {"items": []}
    assert send(client, "GET", "search?q=p&outside=0")[0] == 422


def test_me(place, lead, client):
    _, said = send(client, "GET", "me")
    assert (said["name"], said["roles"][0]["role"]) == ("Lead", "program_manager")


def test_a_write_needs_the_token(place):
    someone = holder("Someone", place.program, "program_manager")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(someone)
    status, body = send(strict, "POST", "components", {"kind": "project", "name": "X", "parent": place.program.pk})
    assert (status, body["error"]["id"], body["error"]["person"]) == (403, "older-page", someone.pk)
    assert not Component.objects.filter(name="X").exists()
    strict.defaults["HTTP_X_CSRFTOKEN"] = body["error"]["token"]
    status, _ = send(strict, "POST", "components", {"kind": "project", "name": "X", "parent": place.program.pk})
    assert status == 201


def test_a_write_of_nobody_is_told_to_sign_in(place):
    status, body = send(Client(enforce_csrf_checks=True), "POST", "components",
                        {"kind": "project", "name": "X", "parent": place.program.pk})  # fmt: skip
    assert (status, body["error"]["id"]) == (401, "not-signed-in")
    assert "token" not in body["error"]


DEEP = '{"a":' * 100_000 + "1" + "}" * 100_000
BAD = [
    ("GET", "components/0", None, 422),
    ("GET", "components/-1", None, 422),
    ("GET", "components/99999999999999999999999", None, 422),
    ("GET", "components/9223372036854775807", None, 404),
    ("GET", "components/abc", None, 422),
    ("GET", "components?limit=-5", None, 422),
    ("GET", "components?offset=-5", None, 422),
    ("GET", "components?offset=99999999999999999999", None, 422),
    ("GET", "components?limit=1e308", None, 422),
    ("GET", "components?kind=%00", None, 422),
    ("GET", "components/{project}/events?before=-1", None, 422),
    ("GET", "components/{project}/events?limit=100000", None, 422),
    ("GET", "search?q=%00%00", None, 200),
    ("GET", "search?q=" + "x" * 5000, None, 422),
    ("GET", "search?q=%ff%fe", None, 200),
    ("GET", "nothing-here", None, 404),
    ("POST", "components", "{", 400),
    ("POST", "components", DEEP, 400),
    ("POST", "components", "[]", 422),
    ("POST", "components", '"\\ud800"', 422),
    ("POST", "components", {"kind": "project", "name": "a\x00b", "parent": "{program}"}, 422),
    ("POST", "components", '{"kind": "project", "name": "\\ud800", "parent": {program}}', 422),
    ("POST", "components", {"kind": "x" * 500, "name": "a", "parent": "{program}"}, 422),
    ("POST", "components", {"kind": "project", "name": "a", "parent": "{program}", "budget": "1e308"}, 422),
    ("POST", "components", {"kind": "project", "name": "a", "parent": "{program}", "budget": "NaN"}, 422),
    ("POST", "components", {"kind": "project", "name": "a", "parent": 2**63}, 422),
    ("PATCH", "components/{project}", {"version": -1, "name": "x"}, 422),
    ("PATCH", "components/{project}", {"version": 2**31, "name": "x"}, 422),
    ("PATCH", "components/{project}", {"version": 2, "plan_start": 2**31 - 1}, 422),
    ("PUT", "components/{project}/status-date", {"minute": 2**31 - 1}, 422),
    ("PUT", "components/{project}/status-date", {"minute": "9999-12-31T00:00"}, 422),
    ("PATCH", "tasks/{task}", {"version": 1, "duration_minutes": 10**400}, 422),
    ("PATCH", "tasks/{task}", {"version": 1, "duration_minutes": 2**31 - 1}, 422),
    ("PATCH", "tasks/{task}", '{"version": 1, "percent_complete": 1e308}', 422),
    ("PATCH", "tasks/{task}", '{"version": 1, "percent_complete": NaN}', 422),
    ("PATCH", "tasks/{task}", '{"version": 1, "percent_complete": 1e999}', 422),
    ("PATCH", "tasks/{task}", {"version": 1, "deadline": 4_222_000_000}, 422),
    ("PATCH", "tasks/{task}", {"version": 1, "notes": "a\x00"}, 422),
    ("PATCH", "tasks/{task}", {"version": 1, "priority": None}, 422),
    ("PATCH", "tasks/{task}", {"version": 1, "name": None}, 422),
    ("PATCH", "tasks/{task}", {"version": 1, "calendar": 99999}, 404),
    ("PATCH", "tasks/{task}", {"name": "no version"}, 422),
    ("POST", "tasks", {"component": "{program}", "name": "x"}, 422),
    ("POST", "dependencies", {"predecessor": "{task}", "successor": "{task}"}, 422),
    ("POST", "dependencies", {"predecessor": "{task}", "successor": "{other}", "lag": 1e308}, 422),
    ("POST", "dependencies", {"predecessor": "{task}", "successor": "{other}", "type": "\x00"}, 422),
    ("POST", "components/{program}/imports", "not a form", 422),
    ("POST", "components/{program}/move", {"version": 1, "parent": "{project}"}, 422),
]


def filled(value, names):
    if isinstance(value, dict):
        return {key: filled(item, names) for key, item in value.items()}
    if isinstance(value, str):
        for name, pk in names.items():
            if value == f"{{{name}}}":
                return pk
            value = value.replace(f"{{{name}}}", str(pk))
    return value


@pytest.mark.parametrize(
    ("method", "url", "body", "status"), BAD, ids=[f"{n}-{bad[0]}-{bad[1][:40]}" for n, bad in enumerate(BAD)]
)
def test_bad_input_never_breaks_it(place, lead, client, method, url, body, status):
    names = {"program": place.program.pk, "project": place.project.pk, "task": task(place.project, "A").pk,
             "other": task(place.project, "C").pk}  # fmt: skip
    got, answer = send(client, method, filled(url, names), filled(body, names))
    assert got == status, answer
    if status >= 400:
        assert {"id", "title", "detail", "remedy"} <= set(answer["error"])
        assert answer["error"]["title"]


def test_a_baseline_has_a_name_that_can_be_kept(place, lead, client):
    url = f"components/{place.project.pk}/baselines"
    for name in ("a\x00b", "\ud800"):
        assert send(client, "POST", url, {"name": name})[0] == 422
    assert [send(client, "POST", url, {"name": name})[1]["name"] for name in ("", "", "Ours")] == [
        "Baseline", "Baseline 1", "Ours",
    ]  # fmt: skip


@pytest.mark.parametrize("unreadable", ["a\x00b", "\ud800"])
def test_words_that_nobody_can_read_are_refused_everywhere(place, lead, client, unreadable):
    """PostgreSQL keeps no NUL and no database half a character; both were answered with 500 here once."""
    record = f"records/{raise_record(SYSTEM, place.project, 'risk', title='It breaks').pk}"
    link = {"object_type": "task", "object_id": task(place.project, "A").pk, "relation": unreadable}
    assert send(client, "POST", f"{record}/links", link)[0] == 422
    assert send(client, "POST", f"{record}/escalate", {"note": unreadable})[0] == 422
    assert send(client, "POST", f"{record}/escalate", {"note": "Too large"})[0] == 200
    assert send(client, "POST", f"{record}/return", {"note": unreadable})[0] in {403, 422}
    if unreadable.isascii():
        assert send(client, "GET", f"history/component/{place.project.pk}?verb=a%00b")[0] == 422


def test_unexpected_trouble_is_told_in_the_same_shape(place, lead, client, monkeypatch):
    monkeypatch.setattr("headway.app.api.search.find_by_name", lambda *_, **__: 1 / 0)
    client.raise_request_exception = False
    status, body = send(client, "GET", "search?q=x")
    assert (status, body["error"]["id"]) == (500, "internal")
    assert "division" not in json.dumps(body)


def test_the_trash(place, lead, client):
    baseline = set_baseline(SYSTEM, place.project)
    calendar = place.project.calendars.get()
    items = [send(client, "DELETE", f"{kind}/{pk}")[1]["trash"] for kind, pk in
             (("baselines", baseline.pk), ("calendars", calendar.pk))]  # fmt: skip
    assert send(client, "DELETE", f"components/{place.sibling.pk}")[0] == 204
    address = f"components/{place.program.pk}/trash"
    shown = send(client, "GET", address)[1]["items"]
    assert [(each["kind"], each["title"], each["what"], each["by"], each["days_left"]) for each in shown] == [
        ("component", "Sibling", "Project", "Lead", 90),
        ("item", "Calendar “Office”", "Calendar", "Lead", 90),
        ("item", "Baseline “Baseline”", "Baseline", "Lead", 90),
    ]
    assert send(client, "POST", f"trash/component/{place.sibling.pk}/restore")[0] == 200
    assert send(client, "POST", f"trash/item/{items[0]}/restore")[0] == 200
    assert send(client, "POST", f"trash/item/{items[0]}/restore")[0] == 404
    for odd in (
        f"trash/task/{items[1]}/restore",
        f"trash/component/{place.project.pk}/restore",
        "trash/item/99/restore",
    ):
        assert send(client, "POST", odd)[0] == 404
    client.force_login(holder("Stranger", place.elsewhere, "project_manager"))
    assert send(client, "POST", f"trash/item/{items[1]}/restore")[0] == 404
    assert send(client, "GET", address)[0] == 404
    client.force_login(holder("Reader", place.program, "stakeholder"))
    assert send(client, "POST", f"trash/item/{items[1]}/restore")[0] == 403
    assert send(client, "DELETE", address)[0] == 403
    client.force_login(lead)
    assert send(client, "DELETE", address) == (200, {"purged": 1})
    assert send(client, "GET", address)[1] == {"items": []}


def test_operators_see_everything(place, client):
    client.force_login(person("Operator", is_superuser=True))
    assert send(client, "GET", "components")[1]["count"] == 7
