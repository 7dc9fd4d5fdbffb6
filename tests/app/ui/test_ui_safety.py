"""No page runs what people typed, and none carries a script of its own."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from parsed_html import parse

from factories.people import holder, person
from factories.plans import mspdi, small_plan
from headway.app.actions.imports import read_import, start_import
from headway.app.models import Component, Person, Rollup, Task
from headway.app.rules import Actor

EVIL = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
PAGES = (
    "component",
    "schedule",
    "tasks",
    "register",
    "confidence",
    "benefits",
    "trash",
    "governance",
    "changes",
    "reports",
    "report-discipline",
    "directions",
    "agreements",
    "activity",
    "people",
    "fields",
    "quality",
    "board",
    "sprints",
    "reported-time",
    "branches",
    "import",
    "create",
    "take-away",
)


@pytest.fixture
def evil(place, manager):
    Component.objects.update(name=EVIL, code="<b>", purpose=EVIL)
    Task.objects.update(name=EVIL)
    Person.objects.update(name=EVIL, title=EVIL)
    reasons = [
        {"id": "x", "text": EVIL, "level": "red", "component": place.project.pk, "task": Task.objects.first().pk}
    ]
    diagnostics = [{"id": "cycle", "text": EVIL, "level": "error", "tasks": [Task.objects.first().pk]}]
    Rollup.objects.update(
        reasons=reasons, diagnostics=diagnostics, health="red", finish_variance_days=4, percent_complete=5, planned_percent=50,
        task_count=3, milestone_count=1,
    )  # fmt: skip
    change_set = start_import(
        Actor(manager, "page"), place.program, name=EVIL.replace("/", ""), data=mspdi(small_plan())
    )
    return place, read_import(change_set)


def shown_pages(page, evil):
    place, change_set = evil
    for component in (place.portfolio, place.program, place.project):
        for name in PAGES:
            yield page.get(reverse(name, args=[component.pk]))
        yield page.get(reverse("tasks", args=[component.pk]), {"show": "all", "q": EVIL})
        yield page.get(reverse("component", args=[component.pk]), {"q": EVIL, "sort": "name"})
    yield page.get(reverse("import-preview", args=[change_set.pk]))
    yield page.get(reverse("search"), {"q": EVIL})
    yield page.get(reverse("milestones"), {"milestone": EVIL})
    yield page.get(reverse("milestones"))
    yield page.get("/sign-in/", {"next": EVIL})


def test_what_people_typed_stays_text(page, evil):
    for answer in shown_pages(page, evil):
        assert answer.status_code in {200, 302}, answer.request["PATH_INFO"]
        shown = parse(answer)
        assert [each.attributes for each in shown.every("img")] == []
        for script in shown.every("script"):
            kind = script.attributes.get("type")
            assert kind in {"module", "application/json"}
            if kind == "application/json":
                json.loads(script.words())
            else:
                assert (script.words(), script.attributes["src"].startswith("/static/headway/dist/")) == ("", True)


def test_no_handlers_in_attributes(page, evil):
    def walk(element):
        yield element
        for each in element.inside:
            yield from walk(each)

    for answer in shown_pages(page, evil):
        handlers = [
            name
            for each in walk(parse(answer))
            for name in each.attributes
            if re.match(r"on[a-z]|hx-on|hx-vals|javascript:", name)
        ]
        assert handlers == []


def test_htmx_is_asked_for_nothing_that_needs_eval(page, evil):
    for answer in shown_pages(page, evil):
        triggers = re.findall(rb'hx-trigger="([^"]*)"', answer.content)
        assert [each for each in triggers if b"[" in each or b"js:" in each] == []


def test_every_page_sends_the_content_policy(page, place):
    policy = page.get(reverse("component", args=[place.portfolio.pk])).headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_every_page_of_a_component_is_walked_here():
    named = {p.name for p in get_resolver("headway.app.ui.urls").url_patterns if str(p.pattern).startswith("c/")}
    assert named - set(PAGES) == {
        "agreement-ask",
        "selections",
        "selection-start",
        "board-columns",
        "running-sprint",
        "sprint-move",
        "branch-start",
        "chain",
        "export-log",
        "trash-empty",
        "trash-put",
        "week-decide",
        "pin",
        "give-role",
        "field-define",
        "allow-sharing",
        "feed-new",
        "confidence-computing",
        "confidence-inherit",
        "confidence-range",
        "quality-inherit",
        "quality-mark",
        "take",
        "share",
        "invite",
        "record-new",
        "register-export",
        "set-tolerance",
        "measure",
        "life-cycle",
        "tailor-stage",
        "change-start",
        "report-draft",
        "report-cadence",
        "time-zone",
        "support-ask",
    }


def test_every_answer_forbids_the_device_and_other_sites(page, place, settings):
    settings.SECURE_HSTS_SECONDS = 60
    for answer in (page.get("/account/", secure=True), page.get("/api/v1/me", secure=True)):
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Strict-Transport-Security"] == "max-age=60"


def test_cookies_that_let_somebody_in_are_out_of_reach_of_scripts(client, db):
    person("Vera Viewer", password="a good long password")
    signed_in = {"login": "vera.viewer@example.org", "password": "a good long password"}
    cookies = client.post("/sign-in/", signed_in).cookies
    assert cookies["sessionid"]["httponly"]
    assert cookies["sessionid"]["samesite"] == "Lax"
    assert cookies["csrftoken"]["httponly"]


def test_refusals_are_written_down_with_who_and_what(place, client, caplog):
    reader = holder("Reader", place.project, "stakeholder")
    client.force_login(reader)
    with caplog.at_level("WARNING", "headway.app.security"):
        assert client.patch(f"/api/v1/components/{place.project.pk}", {"name": "Mine", "version": 1},
                            content_type="application/json").status_code == 403  # fmt: skip
    assert f"Refused: PATCH /api/v1/components/{place.project.pk} to person {reader.pk}." in caplog.messages


def test_what_signed_in_people_see_is_not_left_on_the_disk(place, client, manager):
    assert "Cache-Control" not in Client().get("/privacy/").headers
    client.force_login(manager)
    for address in ("/today/", f"/c/{place.project.pk}/", "/account/", "/api/v1/me"):
        assert "no-store" in client.get(address).headers["Cache-Control"], address


def test_with_https_cookies_are_of_this_host_alone(tmp_path):
    """Browsers take names with this prefix only with TLS, for the whole host and no other."""
    asked = "from headway.app.config import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE)"
    environment = os.environ | {"HEADWAY_HTTPS": "1", "HEADWAY_DATA_DIR": str(tmp_path)}
    said = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["__Host-sessionid", "__Host-csrftoken", "True"]


def test_no_answer_tells_what_serves_it_and_each_says_what_it_is(page, place):
    for address, kind in (("/account/", "text/html; charset=utf-8"), ("/api/v1/me", "application/json; charset=utf-8"),
                          ("/nowhere/", "text/html; charset=utf-8")):  # fmt: skip
        answer = page.get(address)
        assert answer.headers["Content-Type"] == kind, address
        assert not {"Server", "X-Powered-By", "X-AspNet-Version", "Via"} & set(answer.headers)
