"""Roadmaps as files: what is in them is what the page shows to this reader, and no more."""

import csv
import io

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from factories.people import SYSTEM, holder, tree
from factories.plans import small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.components import trash_component
from headway.app.actions.plans import install_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    found = tree()
    for component in (found.project, found.sibling):
        install_plan(SYSTEM, component, small_plan())
        set_baseline(SYSTEM, component)
    return found


@pytest.fixture
def reader(client, at):
    client.force_login(holder("Rita Reader", at.program, "program_manager"))
    return client


def fetch(client, component, suffix, **asked):
    answer = client.get(f"/c/{component.pk}/take-away/schedule.{suffix}", asked)
    assert answer.status_code == 200, answer.headers.get("Location")
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def grid(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def text_of(data):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_the_grid_says_what_the_roadmap_says(reader, at):
    lines = grid(fetch(reader, at.program, "csv"))
    payload = reader.get(f"/api/v1/components/{at.program.pk}/roadmap").json()["tasks"]
    assert [line["Name"] for line in lines] == payload["name"] == ["Project", "C", "Sibling", "C"]
    assert [line["Kind"] for line in lines] == ["Component", "Milestone", "Component", "Milestone"]
    assert [line["Finish"] for line in lines] == ["2026-01-09 17:00"] * 4
    assert [line["Health"] for line in lines][1::2] == ["", ""]
    assert lines[0]["Slip (calendar days)"] == "0"
    assert not {"Predecessors", "Resources", "Duration (days)"} & lines[0].keys()


def test_levels_columns_and_outline(reader, at):
    lines = grid(fetch(reader, at.program, "csv", level="1", columns=["start", "predecessors", "lead"]))
    assert [list(line) for line in lines][:1] == [["Name", "Start", "Lead"]]
    assert [line["Name"] for line in lines] == ["Project", "Sibling"]
    sheet = load_workbook(io.BytesIO(fetch(reader, at.program, "xlsx"))).active
    assert [sheet.row_dimensions[line].outlineLevel for line in range(2, 6)] == [0, 1, 0, 1]
    page = reader.get(f"/c/{at.program.pk}/take-away/").content.decode()
    assert "1 level: 2 rows" in page
    assert "2 levels: 4 rows" in page


def test_only_what_the_reader_may_see(reader, at):
    trash_component(SYSTEM, at.sibling)
    assert [line["Name"] for line in grid(fetch(reader, at.program, "csv"))] == ["Project", "C"]
    assert "Sibling" not in text_of(fetch(reader, at.program, "pdf"))
    assert reader.get(f"/c/{at.portfolio.pk}/take-away/schedule.csv").status_code == 404


def test_pdf_has_title_block_legend_and_health(reader, at):
    data = fetch(reader, at.program, "pdf", paper="a4")
    assert PdfReader(io.BytesIO(data)).metadata.title == "Roadmap of Program"
    said = text_of(data)
    for words in ("Roadmap of", "Project", "Sibling", "Milestone", "Baseline", "by Rita Reader", "1 of 1", "Health"):
        assert words in said, words
    assert "Task, darker where done" not in said
    assert fetch(reader, at.program, "png")[:8] == b"\x89PNG\r\n\x1a\n"


def test_an_empty_roadmap_says_so(reader, at):
    for component in (at.project, at.sibling):
        trash_component(SYSTEM, component)
    assert "There is nothing in this roadmap yet." in text_of(fetch(reader, at.program, "pdf"))
