"""Personal data on request: everything that is kept about somebody, to them and operators alone, told and limited."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import models
from django.test import Client
from django.utils import timezone

from factories.known_person import EMAIL, NAME, known_person
from factories.people import SYSTEM, acting, holder, person, tree
from headway.app.actions.anonymizing import DELETED
from headway.app.actions.api_tokens import create_token
from headway.app.actions.errors import Refused
from headway.app.actions.leaving import deactivate_person
from headway.app.actions.memberships import grant_role, revoke_role
from headway.app.actions.personal_data import (
    OWN_DATA,
    ask_to_be_anonymized,
    refuse_request,
    take_out_data,
    withdraw_request,
)
from headway.app.actions.records import raise_record
from headway.app.models import (
    ApiToken,
    DataRequest,
    Event,
    FailedAttempts,
    Membership,
    Person,
    Reaction,
    Record,
    TrashItem,
)
from headway.app.queries.audit.words import with_words
from headway.app.queries.personal.sections import SECTIONS, columns_naming_people, sections_of_others
from headway.app.reports import personal_data as document
from headway.app.rules import NotAllowed

pytestmark = pytest.mark.django_db


def unpacked(pieces):
    archive = zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
    assert archive.testzip() is None
    names = archive.namelist()
    return {name: archive.read(name).decode() for name in names}


def data_of(someone):
    files = unpacked(document.personal_data(someone))
    return {name[5:-5]: json.loads(text) for name, text in files.items() if name.startswith("data/")}, files[
        "index.html"
    ]


def ways_to_people():
    """Every column of ours that names a person, as (table, column)."""
    return {
        (column.model, column.name)
        for column in columns_naming_people()
        if column.model._meta.app_label == "headway" and not column.model._meta.auto_created
    }


def test_every_column_that_names_a_person_has_its_part():
    told = {(each.model, way.split("__")[0]) for each in SECTIONS for way in (*each.own, *each.about)}
    # Who made an event, and whom it names, is the part of the events.
    assert ways_to_people() - told == {(Event, "actor")}


def test_what_belongs_to_one_person_alone_is_deleted_with_them_or_kept_for_a_reason():
    owned = {model for model, name in ways_to_people() if name == "person"
             and model._meta.get_field("person").remote_field.on_delete is models.CASCADE}  # fmt: skip
    kept = {Membership, Reaction, DataRequest}  # taken away by leaving; a word in a talk; what was asked and decided
    assert owned - kept == set(DELETED)


def test_everything_about_her_is_in_it():
    known = known_person()
    parts, page = data_of(known.asa)
    empty = {key for key, rows in parts.items() if not rows}
    assert empty <= {"trash", "data-requests", "report-reviews", "admin-logentry"} | {
        each.key for each in sections_of_others()
    }
    assert parts["account"] == [
        {"id": known.asa.pk, "email": EMAIL, "name": NAME, "title": "Head of grid", "time_zone": "Europe/Oslo",
         "is_active": True, "is_staff": False, "is_superuser": False, "joined_at": known.asa.joined_at.isoformat(),
         "last_login": parts["account"][0]["last_login"], "anonymized_at": None}
    ]  # fmt: skip
    assert {row["role"] for row in parts["memberships"]} == {
        "portfolio_manager",
        "portfolio_board",
        "pmo",
        "project_manager",
    }
    assert [row["text"] for row in parts["comments"]] == ["It is me", f"Ask @{NAME}, or @{EMAIL}."]
    assert [row["text"] for row in parts["comment-revisions"]] == [f"I am {NAME}"]
    assert [row["email"] for row in parts["invitations"]] == ["new@example.org", EMAIL]
    assert [row["vote"] for row in parts["gate-votes"]] == ["go"]
    assert len(parts["sessions"]) == 1
    assert {row["verb"] for row in parts["events"]} >= {"gate.voted", "role.granted", "task.created", "report.sent"}
    granted = [row for row in parts["events"] if row["verb"] == "role.granted" and not row["by_you"]]
    assert granted[0]["what"] == f"{NAME} is now portfolio manager of “Portfolio”"
    ids = [row["id"] for row in parts["events"]]
    assert ids == sorted(set(ids))
    assert f"Office of {NAME} ({known.at.project.pk})" in page
    for title in ("Votes", "Comments, and where you are mentioned", "Browsers that are signed in"):
        assert title in page


def test_events_are_by_her_or_name_her_and_no_others():
    at = tree()
    ann, bo = holder("Ann", at.program, "program_manager"), holder("Bo", at.program, "program_manager")
    raise_record(acting(bo), at.project, "risk", title="Not hers")
    raise_record(acting(ann), at.project, "risk", title="Hers")
    parts, _ = data_of(ann)
    assert [(row["verb"], row["by_you"]) for row in parts["events"]] == [
        ("role.granted", False),
        ("record.raised", True),
    ]


def test_no_secret_is_in_it():
    ann = person("Ann", password="a good long password")
    _, secret = create_token(acting(ann), name="x", scopes=["read"], days=1)
    Client().force_login(ann)
    from django.contrib.sessions.models import Session

    text = "".join(unpacked(document.personal_data(ann)).values())
    ann.refresh_from_db()
    token, session = ApiToken.objects.get(), Session.objects.get()
    for each in (secret, token.digest, ann.password, session.session_key, session.session_data):
        assert each not in text
    assert token.prefix in text


def test_what_others_wrote_is_withheld_once_it_may_not_be_seen():
    at = tree()
    ann = holder("Ann", at.project, "project_manager")
    raise_record(SYSTEM, at.project, "risk", title="Others wrote this", owner=ann)
    raise_record(acting(ann), at.project, "risk", title="Ann wrote this")
    assert [row.get("title") for row in data_of(ann)[0]["records"]] == ["Ann wrote this", "Others wrote this"]
    revoke_role(SYSTEM, Membership.objects.get(person=ann))
    rows = data_of(ann)[0]["records"]
    assert [row.get("title") for row in rows] == ["Ann wrote this", None]
    assert set(rows[1]) == {"id", "withheld"}
    about = [row for row in data_of(ann)[0]["events"] if not row["by_you"]]
    assert {tuple(sorted(row)) for row in about} == {("at", "by_you", "id", "verb", "withheld")}


def test_what_was_typed_stays_text_on_the_page():
    evil = "<script>alert(1)</script>"
    ann = person("Ann")
    Person.objects.filter(pk=ann.pk).update(name=evil, title=evil)
    _, page = data_of(Person.objects.get(pk=ann.pk))
    assert evil not in page
    assert "&lt;script&gt;" in page


def test_it_is_sent_in_pieces_and_has_an_end(monkeypatch):
    monkeypatch.setattr(document, "PIECE", 2000)
    monkeypatch.setattr(document, "MOST_ROWS", 30)
    at = tree()
    ann = holder("Ann", at.project, "project_manager")
    for number in range(60):
        raise_record(acting(ann), at.project, "risk", title=f"Risk {number}")
    pieces = list(document.personal_data(ann))
    assert len(pieces) >= 3
    assert max(map(len, pieces)) < 100_000
    files = unpacked(pieces)
    assert len(json.loads(files["data/records.json"])) == 30
    assert "60 there are; the first 30 stand in data/records.json" in files["index.html"]


def test_it_is_told_in_the_trees_of_the_person():
    at, other = tree(), tree()
    ann, opal = holder("Ann", at.project, "team_member"), person("Opal", is_superuser=True)
    take_out_data(acting(ann), ann)
    take_out_data(acting(opal), ann)
    told = with_words(Event.objects.filter(verb="person.data_exported").order_by("pk"))
    assert [(each.root_id, each.actor_id, each.words) for each in told] == [
        (at.portfolio.pk, ann.pk, "Ann took out their own data"),
        (at.portfolio.pk, opal.pk, "The data of Ann was taken out"),
    ]
    assert told[0].root_id != other.portfolio.pk


def test_it_is_for_the_person_and_operators_and_not_too_often():
    at = tree()
    ann, chief = holder("Ann", at.project, "team_member"), holder("Chief", at.portfolio, "portfolio_manager")
    with pytest.raises(NotAllowed):
        take_out_data(acting(chief), ann)
    for _ in range(OWN_DATA.most):
        take_out_data(acting(ann), ann)
    with pytest.raises(Refused, match="often enough"):
        take_out_data(acting(ann), ann)
    take_out_data(acting(chief), chief)
    take_out_data(SYSTEM, ann)
    FailedAttempts.objects.update(until=timezone.now() - timedelta(seconds=1))
    take_out_data(acting(ann), ann)


def after_proof(client, who, address):
    """Sign in, ask for the file, and type the password again as delicate things ask: the file comes then."""
    who.set_password("a good long password")
    who.save()
    client.force_login(who)
    assert client.post(address).url.startswith("/sign-in/again/?next=")
    return client.post("/sign-in/again/", {"password": "a good long password", "next": address})


def test_the_page_gives_it_to_nobody_else(client):
    at = tree()
    ann, chief = holder("Ann", at.project, "team_member"), holder("Chief", at.portfolio, "portfolio_manager")
    address = f"/people/{ann.pk}/data.zip"
    assert [client.post(each).status_code for each in ("/account/data.zip", address)] == [302, 302]
    client.force_login(chief)
    assert [client.get(address).status_code, client.post(address).status_code] == [405, 404]
    answer = after_proof(client, ann, "/account/data.zip")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/zip", "no-store")
    assert json.loads(unpacked(answer.streaming_content)["data/account.json"])[0]["name"] == "Ann"
    for _ in range(OWN_DATA.most):
        answer = client.post("/account/data.zip")
    assert answer.url == "/account/"
    assert "often enough" in client.get("/account/").text
    answer = after_proof(client, person("Opal", is_superuser=True), address)
    assert json.loads(unpacked(answer.streaming_content)["data/account.json"])[0]["name"] == "Ann"
    assert Event.objects.filter(verb="person.data_exported").count() == OWN_DATA.most + 1


def test_somebody_who_left_is_still_told_what_they_did():
    at = tree()
    ann = holder("Ann", at.project, "project_manager")
    raise_record(acting(ann), at.project, "risk", title="Hers")
    deactivate_person(SYSTEM, ann)
    parts, _ = data_of(Person.objects.get(pk=ann.pk))
    assert [row["title"] for row in parts["records"]] == ["Hers"]


def test_tables_of_other_packages_are_told_too():
    ann = person("Ann", is_superuser=True)
    LogEntry.objects.create(user=ann, object_repr="x", action_flag=1)
    assert [row["object_repr"] for row in data_of(ann)[0]["admin-logentry"]] == ["x"]


def test_a_request_is_asked_once_and_decided_once():
    ann, bo, opal = person("Ann"), person("Bo"), person("Opal", is_superuser=True)
    row = ask_to_be_anonymized(acting(ann), " I leave ")
    assert (row.note, row.state) == ("I leave", "asked")
    with pytest.raises(Refused, match="asked already"):
        ask_to_be_anonymized(acting(ann))
    with pytest.raises(NotAllowed):
        withdraw_request(acting(bo), row)
    with pytest.raises(NotAllowed):
        refuse_request(acting(ann), row, "no")
    with pytest.raises(Refused, match="Say why"):
        refuse_request(acting(opal), row, " ")
    refused = refuse_request(acting(opal), row, "The project still runs")
    assert (refused.state, refused.reason, refused.decided_by) == ("refused", "The project still runs", opal)
    with pytest.raises(Refused, match="decided"):
        withdraw_request(acting(ann), row)
    again = withdraw_request(acting(ann), ask_to_be_anonymized(acting(ann)))
    assert again.state == "withdrawn"


def test_roles_given_twice_do_not_double_rows():
    at = tree()
    ann = holder("Ann", at.project, "project_manager")
    grant_role(SYSTEM, at.program, ann, "program_manager")
    raise_record(acting(ann), at.project, "risk", title="One", owner=ann)
    assert len(data_of(ann)[0]["records"]) == Record.objects.count() == 1
    assert not TrashItem.objects.exists()
