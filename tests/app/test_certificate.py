"""The certificate of a gate: a PDF that carries the decision and its fingerprints, whatever the texts hold."""

import re
import zlib
from decimal import Decimal

import pytest

from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from headway.app.actions.api_tokens import create_token
from headway.app.actions.gate_decisions import decide_gate, review_gate, vote_gate
from headway.app.actions.gates import apply_life_cycle, submit_gate
from headway.app.actions.plans import install_plan
from headway.app.models import Event, Gate
from headway.app.reports import end_stage
from headway.app.reports.certificate import TEMPLATE, values_of
from headway.app.reports.typeset import typeset

pytestmark = pytest.mark.django_db
EVIL = '#panic("x") $x$ *bold* \\ "quotes" <tag> @cite #import "x"'


@pytest.fixture
def decided():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    manager = acting(holder("Petra Manager", at.project, "project_manager"))
    chair = acting(holder("Chair", at.portfolio, "portfolio_board"))
    apply_life_cycle(manager, at.project, "predictive")
    gate = Gate.objects.filter(component=at.project).first()
    gate.criteria.filter(rule="").update(answer="met", evidence=EVIL)
    gate = submit_gate(manager, gate)
    vote_gate(chair, gate, vote="go", comment=EVIL)
    return at, decide_gate(chair, gate, decision="go", rationale=f"Because. {EVIL}"), chair.person


def test_it_is_a_pdf_for_those_who_see_the_gate(decided, client):
    at, gate, chair = decided
    client.force_login(chair)
    answer = client.get(f"/g/{gate.pk}/certificate.pdf")
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", answer.content)) >= 1 or b"/ObjStm" in answer.content
    assert f'href="/g/{gate.pk}/certificate.pdf"' in client.get(f"/g/{gate.pk}/").text
    client.force_login(holder("Far Away", at.elsewhere, "portfolio_board"))
    assert client.get(f"/g/{gate.pk}/certificate.pdf").status_code == 404


def test_it_is_there_only_after_the_decision(decided, client):
    at, _, chair = decided
    client.force_login(chair)
    ahead = Gate.objects.filter(component=at.project, state="ahead").first()
    assert client.get(f"/g/{ahead.pk}/certificate.pdf").status_code == 404


def test_it_names_reviews_and_what_the_next_stage_is_given():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    manager = acting(holder("Petra Manager", at.project, "project_manager"))
    chair, other = (acting(holder(name, at.portfolio, "portfolio_board")) for name in ("Chair", "Reviewer"))
    apply_life_cycle(manager, at.project, "predictive")
    gate = Gate.objects.filter(component=at.project).first()
    gate.criteria.filter(rule="").update(answer="met")
    gate = submit_gate(manager, gate)
    review_gate(other, gate, confidence="a", comment=EVIL)
    gate = decide_gate(chair, gate, decision="go", rationale="Yes.", budget=Decimal("1250000.50"),
                       tolerances={"time": {"plus": 10.0}, "cost": {"plus": 50_000.0}})  # fmt: skip
    values = values_of(chair.person, gate)
    assert values["reviews"] == [["Reviewer", "Confidence amber", EVIL]]
    stage = gate.component.stages.get(state="current").name
    assert values["given"] == [["Stage", stage], ["Budget", "1,250,000.5 EUR"],
                               ["Time tolerated", "+10 working days"], ["Cost tolerated", "+50,000 EUR"]]  # fmt: skip
    assert typeset(TEMPLATE, values, gate.decided_at)[:5] == b"%PDF-"


def pdf_through_the_api(client, person, gate, name):
    _, secret = create_token(acting(person), name="Archive", scopes=["read"], days=1)
    headers = {"authorization": f"Bearer {secret}"}
    answer = client.get(f"/api/v1/gates/{gate.pk}/{name}.pdf", headers=headers)
    return answer.status_code, answer.content[:5]


@pytest.mark.parametrize("name", ["certificate", "end-stage"])
def test_a_token_takes_it_away(decided, client, name):
    at, gate, chair = decided
    assert pdf_through_the_api(client, chair, gate, name) == (200, b"%PDF-")
    far = holder("Far Away", at.elsewhere, "portfolio_board")
    assert pdf_through_the_api(client, far, gate, name)[0] == 404
    assert client.get(f"/api/v1/gates/{gate.pk}/{name}.pdf").status_code == 401
    ahead = Gate.objects.filter(component=at.project, state="ahead").first()
    assert pdf_through_the_api(client, chair, ahead, name)[0] == (404 if name == "certificate" else 200)


def test_the_end_stage_report_is_what_was_frozen(decided, client):
    _, gate, chair = decided
    report = gate.evidence["end_stage"] | {"statement": EVIL, "lessons": [
        {"id": 1, "reference": "L-1", "title": EVIL, "learned": EVIL, "advice": ""}]}  # fmt: skip
    values = end_stage.values_of(chair, gate, report)
    assert (values["standing"], values["statement"]) == ("Frozen with the evidence, unaltered.", EVIL)
    assert [row[0] for row in values["deliverables"]] == ["C"]
    assert typeset(end_stage.TEMPLATE, values, gate.submitted_at)[:5] == b"%PDF-"
    client.force_login(chair)
    assert f'href="/g/{gate.pk}/end-stage.pdf"' in client.get(f"/g/{gate.pk}/end-stage/").text
    assert client.get(f"/g/{gate.pk}/end-stage.pdf").content[:5] == b"%PDF-"
    Gate.objects.filter(pk=gate.pk).update(evidence={**gate.evidence, "end_stage": None})
    assert client.get(f"/g/{gate.pk}/end-stage.pdf").status_code == 404


def test_it_names_decision_voters_and_fingerprints(decided):
    _, gate, chair = decided
    values = values_of(chair, gate)
    event = Event.objects.get(verb="gate.decided")
    assert (values["decision"], values["decided_by"], values["chain_hash"]) == ("Go", "Chair", event.hash)
    assert values["votes"] == [["Chair", "Go", EVIL]]
    assert values["holds"] == "The evidence is what was submitted."
    Gate.objects.filter(pk=gate.pk).update(evidence=gate.evidence | {"stage": "Other"})
    assert values_of(chair, Gate.objects.get(pk=gate.pk))["holds"] == "THE EVIDENCE IS NOT WHAT WAS SUBMITTED."


def test_the_same_gate_gives_the_same_document(decided, client):
    _, gate, chair = decided
    client.force_login(chair)
    one, two = (client.get(f"/g/{gate.pk}/certificate.pdf").content for _ in range(2))
    assert zlib.crc32(one) == zlib.crc32(two)
