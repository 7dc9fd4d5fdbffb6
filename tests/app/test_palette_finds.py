"""The search: what is found and in which order, and never what the reader may not see."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.people import SYSTEM, acting, holder
from factories.selections import small_round
from headway.app.actions.components import create_component
from headway.app.actions.gates import apply_life_cycle
from headway.app.actions.records import raise_record, trash_record
from headway.app.actions.reports import draft_report, send_report
from headway.app.actions.selection_decisions import propose_selection
from headway.app.actions.sprints import plan_sprint
from headway.app.bridge.selection_answers import answer_now
from headway.app.models import Gate, Record, SelectionRound
from headway.app.queries.search import search


@pytest.fixture
def full(place, lead):
    """One of each type whose name holds the word Quagga."""
    create_component(SYSTEM, kind="project", name="Quagga crossing", parent=place.program)
    place.project.tasks.filter(name="A").update(name="Count the quagga")
    raise_record(lead, place.project, "issue", title="Quagga on the line")
    raise_record(lead, place.project, "risk", title="A quagga may bolt")
    plan_sprint(SYSTEM, place.project, name="Quagga sprint", start=date(2026, 3, 2), finish=date(2026, 3, 13))
    apply_life_cycle(lead, place.project, "predictive")
    Gate.objects.filter(pk=Gate.objects.earliest("pk").pk).update(name="Quagga gate")
    place.chief = acting(holder("Ines Chief", place.portfolio, "portfolio_manager"))
    small_round(place.chief, place)
    SelectionRound.objects.update(name="Quagga choice")
    place.report = send_report(lead, draft_report(lead, place.project, kind="highlight"))
    return place


def types(person, text, **values):
    return [hit.type for hit in search(person, text, **values)]


def test_every_type_is_found_and_leads_to_its_page(full, client):
    hits = search(full.chief.person, "quagga")
    assert {hit.type for hit in hits} == {"component", "task", "record", "sprint", "gate", "selection"}
    client.force_login(full.chief.person)
    for hit in [*hits, *search(full.chief.person, "highlight project")]:
        assert client.get(hit.url.partition("#")[0]).status_code == 200, hit
    page = client.get("/search/?q=quagga").text
    assert page.count('<svg class="icon"') >= len(hits)
    assert 'focusable="false"></svg>' not in page, "a pictogram that is not drawn"


def test_a_reference_comes_first_whatever_else_holds_it(full, lead):
    raise_record(lead, full.sibling, "issue", title="R-1 is named in the minutes")
    assert [hit.name for hit in search(lead.person, "r-1")] == [
        "R-1 A quagga may bolt",
        "I-1 R-1 is named in the minutes",
    ]
    assert [hit.name for hit in search(lead.person, "R1")][:1] == ["R-1 A quagga may bolt"]
    assert search(lead.person, "R-99999999999999") == []
    assert search(lead.person, "ZZ-1") == []


def test_what_is_called_so_then_what_begins_so_then_what_holds_it(full, lead):
    for title in ("Two wolves", "Wolves", "Wolves at the fence"):
        raise_record(lead, full.project, "risk", title=title)
    found = [hit.name.split(" ", 1)[1] for hit in search(lead.person, "wolves")]
    assert found == ["Wolves", "Wolves at the fence", "Two wolves"]
    assert [hit.name for hit in search(lead.person, "fence wolves")] == ["R-4 Wolves at the fence"]


def test_many_of_one_type_leave_room_for_the_others(full, lead):
    Record.objects.bulk_create(
        Record(component=full.project, held_by=full.project, kind="risk", sign="threat", number=number, status="open",
               title=f"Quagga {number}")
        for number in range(50, 90)
    )  # fmt: skip
    assert {"component", "record", "sprint", "gate", "task"} <= set(types(lead.person, "quagga", limit=20))
    assert len(search(lead.person, "quagga", limit=20)) == 20
    assert len(search(lead.person, "quagga", limit=1)) == 1


def test_reports_are_found_by_kind_and_day(full, lead):
    day = full.report.day
    for text in ("highlight project", f"{day}", f"highlight {day}"):
        assert [(hit.type, hit.id) for hit in search(lead.person, text)][-1] == ("report", full.report.pk), text
    assert "report" not in types(lead.person, "project"), "a component alone does not list its reports"
    assert search(lead.person, "2026-02-31") == []


def test_what_is_not_seen_is_not_found(full, lead):
    outsider = holder("Otto Outside", full.elsewhere, "project_manager")
    for text in ("quagga", "R-1", "highlight", f"{full.report.day}"):
        assert search(outsider, text) == [], text
    draft = draft_report(lead, full.project, kind="checkpoint")
    reader = holder("Rae Reader", full.project, "stakeholder")
    assert [hit.id for hit in search(lead.person, "checkpoint")] == [draft.pk]
    assert search(reader, "checkpoint") == []
    trash_record(lead, Record.objects.get(kind="risk"))
    assert search(lead.person, "R-1") == []


def test_a_round_under_work_is_found_by_who_works_on_it_alone(full):
    chair, office, reader = (
        holder(role, full.portfolio, role) for role in ("portfolio_board", "pmo", "program_manager")
    )
    assert "selection" in types(full.chief.person, "quagga choice")
    for someone in (chair, office, reader):
        assert types(someone, "quagga choice") == []
    row = SelectionRound.objects.get()
    answer_now(row)
    propose_selection(full.chief, row, revision=row.revision)
    assert types(chair, "quagga choice") == types(office, "quagga choice") == ["selection"]
    assert types(reader, "quagga choice") == []


def test_more_rows_ask_no_more_questions(full, lead):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert search(lead.person, "quagga")
        return len(asked)

    few = questions()
    for number in range(20):
        create_component(SYSTEM, kind="project", name=f"Quagga {number}", parent=full.program)
        raise_record(lead, full.sibling, "risk", title=f"Quagga {number}")
    assert questions() == few
    assert few <= 9, "one for each type, one for the names of parents, one for what the reader holds"
