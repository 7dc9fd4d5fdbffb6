"""The API of gates: what they ask, files that prove it, end-stage reports; exceptions and their plans."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from factories.people import SYSTEM, acting, client_of, holder
from factories.plans import small_plan
from headway.app.actions import evidence_files
from headway.app.actions.api_tokens import create_token
from headway.app.actions.change_requests import add_item, propose_request
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.exception_plans import start_plan
from headway.app.actions.gate_decisions import decide_gate
from headway.app.actions.gates import apply_life_cycle, judge_criterion, submit_gate
from headway.app.actions.plans import install_plan
from headway.app.actions.records import raise_record
from headway.app.models import EvidenceFile, Gate, Task, ToleranceException
from headway.app.worker.follow import run_pending

PDF = b"%PDF-1.7 proof"


def file(name="proof.pdf", data=PDF):
    return {"file": SimpleUploadedFile(name, data)}


@pytest.fixture
def gate(place):
    apply_life_cycle(SYSTEM, place.project, "predictive")
    return Gate.objects.filter(component=place.project).earliest("pk")


@pytest.fixture
def judged(gate):
    return gate.criteria.filter(rule="").earliest("position")


def test_a_file_is_attached_listed_handed_out_and_taken_away(manager, gate, judged):
    client = client_of(manager.person)
    answer = client.post(f"/api/v1/criteria/{judged.pk}/files", file())
    made = answer.json()
    assert (answer.status_code, made["name"], made["size"], made["criterion"], made["added_by"]) == (
        201, "proof.pdf", len(PDF), judged.pk, manager.person.pk
    )  # fmt: skip
    assert client.get(f"/api/v1/gates/{gate.pk}/files").json() == {"items": [made]}
    criteria = {each["id"]: each for each in client.get(f"/api/v1/gates/{gate.pk}").json()["criteria"]}
    assert criteria[judged.pk]["files"] == [made]
    content = client.get(f"/api/v1/evidence/{made['id']}")
    assert content.content == PDF
    assert content["Content-Disposition"] == 'attachment; filename="proof.pdf"'
    assert (content["Content-Security-Policy"], content["X-Content-Type-Options"]) == (
        "default-src 'none'; sandbox", "nosniff"
    )  # fmt: skip
    assert client.delete(f"/api/v1/evidence/{made['id']}").status_code == 204
    assert not EvidenceFile.objects.exists()


def test_limits_and_kinds_are_those_of_the_page(manager, judged, monkeypatch):
    client, address = client_of(manager.person), f"/api/v1/criteria/{judged.pk}/files"
    refused = client.post(address, file("page.html", b"<html><script>1</script></html>"))
    assert (refused.status_code, EvidenceFile.objects.count()) == (422, 0)
    monkeypatch.setattr(evidence_files, "MOST_BYTES", 10)
    assert client.post(address, file()).json()["error"]["id"] == "too-large"


def test_roles_are_those_of_the_page_and_strangers_find_nothing(place, manager, gate, judged):
    made = evidence_files.attach_evidence(manager, judged, name="proof.pdf", data=PDF)
    reads = [f"/api/v1/gates/{gate.pk}", f"/api/v1/gates/{gate.pk}/files", f"/api/v1/gates/{gate.pk}/end-stage",
             f"/api/v1/evidence/{made.pk}"]  # fmt: skip
    member = client_of(holder("Max Member", place.project, "team_member"))
    assert {member.get(each).status_code for each in reads} == {200}
    assert member.post(f"/api/v1/criteria/{judged.pk}/files", file()).status_code == 403
    assert member.delete(f"/api/v1/evidence/{made.pk}").status_code == 403
    stranger = client_of(holder("Otto Outside", place.elsewhere, "project_manager"))
    assert {stranger.get(each).status_code for each in reads} == {404}
    assert stranger.post(f"/api/v1/criteria/{judged.pk}/files", file()).status_code == 404
    assert stranger.delete(f"/api/v1/evidence/{made.pk}").status_code == 404
    assert EvidenceFile.objects.count() == 1


def test_files_of_records_too(place, manager):
    record = raise_record(SYSTEM, place.project, "risk", title="Frost")
    client = client_of(manager.person)
    made = client.post(f"/api/v1/records/{record.pk}/files", file()).json()
    assert client.get(f"/api/v1/records/{record.pk}/files").json() == {"items": [made]}


def test_the_end_stage_report_is_live_until_it_is_frozen(place, manager, board, gate):
    client, address = client_of(manager.person), f"/api/v1/gates/{gate.pk}/end-stage"
    live = client.get(address).json()
    assert (live["frozen"], live["unaltered"], live["report"]["stage"]) == (False, None, gate.stage.name)
    for each in gate.criteria.filter(rule=""):
        judge_criterion(manager, each, answer="met", evidence="Seen")
    submit_gate(manager, gate)
    frozen = client.get(address).json()
    assert (frozen["frozen"], frozen["unaltered"]) == (True, True)
    Task.objects.filter(component=place.project).update(name="Other")
    assert client.get(address).json() == frozen
    assert client.post(f"/api/v1/criteria/{gate.criteria.filter(rule='').first().pk}/files", file()).status_code == 422
    shown = client.get(f"/api/v1/gates/{gate.pk}").json()
    assert (shown["state"], shown["certificate"], len(shown["frozen_criteria"])) == (
        "submitted", None, gate.criteria.count()
    )  # fmt: skip
    decide_gate(board, Gate.objects.get(pk=gate.pk), decision="go", rationale="Good.")
    decided = client.get(f"/api/v1/gates/{gate.pk}").json()
    assert (decided["decision"], decided["certificate"]) == ("go", f"/g/{gate.pk}/certificate.pdf")


def test_gates_and_exceptions_of_a_component_and_below(place, manager, lead, gate):
    found = client_of(lead.person).get(f"/api/v1/components/{place.program.pk}/gates?limit=1").json()
    assert (found["count"], found["items"][0]["id"]) == (Gate.objects.count(), gate.pk)
    assert client_of(manager.person).get(f"/api/v1/components/{place.program.pk}/gates").status_code == 404


def test_an_exception_shows_its_plans_without_what_the_reader_may_not_see(place, manager, lead):
    install_plan(SYSTEM, place.sibling, small_plan())
    link_tasks(SYSTEM, Task.objects.get(component=place.project, name="C"),
               Task.objects.get(component=place.sibling, name="A"))  # fmt: skip
    run_pending()
    row = ToleranceException.objects.create(component=place.project, decided_at_component=place.program, target=0,
                                            dimension="time", state="planning", forecast=9, what="Late")  # fmt: skip
    task = Task.objects.get(component=place.project, name="A")
    plan = add_item(manager, start_plan(manager, row), {"op": "update_task", "task": task.pk,
                                                        "values": {"duration_minutes": 5 * 480}})  # fmt: skip
    address = f"/api/v1/exceptions/{row.pk}"
    assert client_of(lead.person).get(address).json()["plans"] == [], "a draft is its author's"
    propose_request(manager, plan)
    (whole,) = client_of(lead.person).get(address).json()["plans"]
    assert [each["name"] for each in whole["impact"]["plans"]] == ["Sibling"]
    assert (whole["changes"][0]["values"], whole["state"]) == ({"duration_minutes": 2400}, "proposed")
    answer = client_of(manager.person).get(address).json()
    (redacted,) = answer["plans"]
    assert redacted["impact"]["plans"] == [whole["impact"]["plans"][0] | {"component": None, "name": ""}]
    assert "Sibling" not in json.dumps(redacted)
    hidden = [each for each in redacted["impact"]["tasks"] if each["task"] is None]
    assert [(each["name"], each["component"]) for each in hidden] == [("", None)] * 3
    listed = client_of(manager.person).get(f"/api/v1/components/{place.project.pk}/exceptions").json()
    assert (listed["count"], listed["items"][0]["what"]) == (1, "Late")
    stranger = client_of(holder("Otto Outside", place.elsewhere, "project_manager"))
    assert stranger.get(address).status_code == 404


def test_a_token_to_read_reads_and_attaches_nothing(manager, gate, judged):
    _, secret = create_token(acting(manager.person), name="Reader", scopes=["read"], days=1)
    client = client_of(manager.person)
    client.logout()
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get(f"/api/v1/gates/{gate.pk}", headers=headers).status_code == 200
    assert client.post(f"/api/v1/criteria/{judged.pk}/files", file(), headers=headers).status_code == 403
