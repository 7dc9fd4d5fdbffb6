"""Large PDFs: drawn by the worker in a limited process, told in the inbox, fetched by who asked and nobody else."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.utils import timezone
from pypdf import PdfReader

from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import big_plan
from headway.app.actions import drawing, prints
from headway.app.actions.errors import Refused
from headway.app.actions.evidence_files import sweep_contents
from headway.app.actions.memberships import revoke_role
from headway.app.actions.plans import install_plan
from headway.app.actions.prints import ask_for_print, cancel_print, forget_prints, make_print
from headway.app.models import CustomField, Event, Membership, Notification, Print, Task
from headway.app.queries.files import STORE, place_of
from headway.app.queries.pages import take_away
from headway.app.reports.gantt import spoken as spoken_words
from headway.app.rules import NotAllowed
from headway.app.ui.views import prints as page_of_prints
from headway.app.worker import follow

pytestmark = pytest.mark.django_db
State = Print.State


@pytest.fixture
def at():
    at = tree()
    install_plan(SYSTEM, at.project, big_plan(400))
    at.project.refresh_from_db()
    return at


@pytest.fixture
def reader(at):
    return holder("Rita Reader", at.portfolio, "stakeholder")


@pytest.fixture
def few_at_once(monkeypatch):
    monkeypatch.setattr(page_of_prints, "MOST_ROWS", 100)


def asked_by(reader, component, **choices):
    return ask_for_print(acting(reader), component, rows=400, choices=choices)


def made(row):
    make_print(row)
    row.refresh_from_db()
    return row


def press(reader, component, **choices):
    return client_of(reader).post(f"/c/{component.pk}/take-away/file/", {"as": "pdf", **choices})


def fetched(reader, row):
    answer = client_of(reader).get(f"/prints/{row.pk}/schedule.pdf")
    return b"".join(answer.streaming_content) if answer.status_code == 200 else answer.status_code


def test_a_large_pdf_is_drawn_by_the_worker_and_lies_in_the_inbox(at, reader, few_at_once):
    field = CustomField.objects.create(component=at.portfolio, name="Contractor", kind="text")
    Task.objects.filter(component=at.project).update(custom={str(field.pk): "Nordkran"})
    answer = press(reader, at.project, columns=["start", f"custom_{field.pk}"], paper="a4")
    row = Print.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/prints/{row.pk}/")
    browser = client_of(reader)
    assert "Waiting for its turn" in browser.get(f"/prints/{row.pk}/").content.decode()
    follow.run_pending()
    row.refresh_from_db()
    assert (row.state, row.progress, row.revision) == (State.READY, 100, at.project.revision)
    assert "Fetch the PDF" in browser.get(f"/prints/{row.pk}/").content.decode()
    assert browser.get(f"/prints/{row.pk}/progress/").headers["HX-Refresh"] == "true"
    document = PdfReader(io.BytesIO(fetched(reader, row)))
    words = [page.extract_text() for page in document.pages]
    assert len(words) > 8  # more than are typeset at once
    assert f"1 of {len(words)}" in words[0]
    assert f"{len(words)} of {len(words)}" in words[-1]
    assert "Contractor" in words[-1]
    assert "Nordkran" in words[-1]
    assert "by Rita Reader" in words[-1]
    assert document.metadata.title == "Schedule of Project"
    names = set(Task.objects.filter(component=at.project).values_list("name", flat=True))
    assert [name for name in names if name not in "\n".join(words)] == []
    line = Notification.objects.get(person=reader, last_event__verb="print.made")
    assert line.in_inbox
    assert browser.get(f"/inbox/{line.pk}/").headers["Location"] == f"/prints/{row.pk}/"


def test_pages_typeset_apart_are_those_typeset_together(at, reader):
    apart = PdfReader(io.BytesIO(fetched(reader, made(asked_by(reader, at.project)))))
    answer = client_of(reader).get(f"/c/{at.project.pk}/take-away/schedule.pdf")
    together = PdfReader(io.BytesIO(answer.content))
    assert [page.mediabox for page in apart.pages] == [page.mediabox for page in together.pages]

    def said(document):
        return ["\n".join(line for line in page.extract_text().splitlines() if "Printed" not in line and "UTC" not in line)
                for page in document.pages]  # fmt: skip

    assert said(apart) == said(together)


def spoken(document):
    """Language, bookmarks with their pages, and the text of each page's drawing, found as readers of screens do."""
    root = document.root_object
    tags = root["/StructTreeRoot"]
    assert root["/MarkInfo"]["/Marked"]
    parents = tags["/ParentTree"]["/Nums"]
    by_number = dict(zip(parents[::2], parents[1::2], strict=True))
    texts = []
    for page in document.pages:
        (figure,) = [each.get_object() for each in by_number[page["/StructParents"]].get_object()]
        assert figure["/Pg"].get_object() == page
        assert figure["/S"] == "/Figure"
        texts.append(figure["/Alt"])
    marks = [(each.title, document.get_destination_page_number(each)) for each in document.outline]
    return root["/Lang"], marks, texts


def test_a_joined_pdf_says_as_much_to_who_hears_it_as_one_that_is_typeset_at_once(at, reader):
    apart = spoken(PdfReader(io.BytesIO(fetched(reader, made(asked_by(reader, at.project))))))
    answer = client_of(reader).get(f"/c/{at.project.pk}/take-away/schedule.pdf")
    assert apart == spoken(PdfReader(io.BytesIO(answer.content)))
    language, marks, texts = apart
    phases = list(Task.objects.filter(component=at.project, kind="summary").order_by("position"))
    assert language == "en"
    assert [title for title, _ in marks] == [each.name for each in phases]
    assert marks[0][1] == 0
    assert marks[-1][1] > 0
    assert texts[0].startswith(f"Schedule of Project, page 1 of {len(texts)}: rows 1 to ")
    assert "from “Phase 1” to “" in texts[0]
    assert len(set(texts)) == len(texts) > 1


def test_very_many_phases_have_one_bookmark_a_page(at, reader, monkeypatch):
    monkeypatch.setattr(spoken_words, "MOST_MARKS", 3)
    answer = client_of(reader).get(f"/c/{at.project.pk}/take-away/schedule.pdf")
    _, marks, texts = spoken(PdfReader(io.BytesIO(answer.content)))
    assert [page for _, page in marks] == list(range(len(texts)))


def test_buttons_lead_to_the_files_with_the_choices(at, reader):
    answer = press(reader, at.project, paper="a4", columns=["start", "finish"])
    assert answer.headers["Location"] == (
        f"/c/{at.project.pk}/take-away/schedule.pdf?paper=a4&columns=start&columns=finish"
    )
    assert not Print.objects.exists()


def test_fewer_levels_are_drawn_at_once(at, reader, few_at_once):
    assert "schedule.pdf?level=1" in press(reader, at.project, level="1").headers["Location"]
    assert take_away.rows_down_to(reader, at.project, "1") < 100 < take_away.rows_down_to(reader, at.project, "")


def test_only_who_asked_gets_it_and_only_while_they_see_the_plan(at, reader):
    row = made(asked_by(reader, at.project))
    assert fetched(reader, row)[:5] == b"%PDF-"
    other = holder("Otto Other", at.portfolio, "portfolio_manager")
    for path in ("", "progress/", "schedule.pdf"):
        assert client_of(other).get(f"/prints/{row.pk}/{path}").status_code == 404
    assert client_of(other).post(f"/prints/{row.pk}/cancel/").status_code == 404
    with pytest.raises(NotAllowed):
        cancel_print(acting(other), row)
    revoke_role(SYSTEM, Membership.objects.get(person=reader))
    assert fetched(reader, row) == 404


def test_who_lost_sight_of_the_plan_gets_nothing_drawn(at, reader):
    row = asked_by(reader, at.project)
    revoke_role(SYSTEM, Membership.objects.get(person=reader))
    assert (made(row).state, row.error["title"]) == (State.FAILED, prints.GONE["title"])


def test_a_canceled_print_is_not_drawn(at, reader):
    row = asked_by(reader, at.project)
    client_of(reader).post(f"/prints/{row.pk}/cancel/")
    assert (made(row).state, row.sha256) == (State.CANCELED, "")
    assert "was canceled" in client_of(reader).get(f"/prints/{row.pk}/").content.decode()
    watched = client_of(reader).get(f"/prints/{row.pk}/progress/")
    assert not {"HX-Redirect", "HX-Refresh"} & set(watched.headers), "whoever pressed the button is on the way already"
    said = watched.content.decode()
    assert "was canceled" in said
    assert f"/c/{at.project.pk}/take-away/" in said
    assert "hx-get" not in said, "what is over is not asked about again"
    with pytest.raises(Refused, match="already canceled"):
        cancel_print(acting(reader), row)


def test_canceling_ends_the_process_that_draws(at, reader, monkeypatch):
    row = asked_by(reader, at.project)
    ends = []
    run = drawing.run_limited

    def watched(*values, **named):
        try:
            return run(*values, **named)
        except BaseException as error:
            ends.append(type(error).__name__)
            raise

    def show(percent, step):
        if "rows drawn" in step or percent == 0:
            raise prints.Canceled

    monkeypatch.setattr(drawing, "run_limited", watched)
    with pytest.raises(prints.Canceled):
        drawing.draw(prints.print_order(reader, at.project, row.asked), show)
    deadline = timezone.now() + timedelta(seconds=20)
    while not ends and timezone.now() < deadline:
        pass
    assert ends == ["Stopped"]


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [("HEADWAY_PRINT_SECONDS", 0, "took longer than 0 seconds"), ("HEADWAY_PRINT_MEMORY_MB", 60, "60 MB of memory")],
)
def test_what_takes_too_much_is_told_in_words(at, reader, settings, setting, value, said):
    setattr(settings, setting, value)
    row = made(asked_by(reader, at.project))
    assert row.state == State.FAILED
    assert said in row.error["title"]
    page = client_of(reader).get(f"/prints/{row.pk}/").content.decode()
    assert said in page
    assert "Print fewer levels" in page
    assert Event.objects.filter(verb="print.failed", object_id=row.pk).count() == 1


def test_a_print_that_was_interrupted_twice_is_given_up(at, reader):
    row = asked_by(reader, at.project)
    Print.objects.filter(pk=row.pk).update(state=State.RUNNING, attempts=prints.MOST_ATTEMPTS)
    assert (made(row).state, row.error) == (State.FAILED, prints.INTERRUPTED)


def test_too_many_rows_and_too_many_prints_are_refused(at, reader, settings):
    for _ in range(prints.MOST_OPEN):
        asked_by(reader, at.project)
    with pytest.raises(Refused, match="wait already"):
        asked_by(reader, at.project)
    settings.HEADWAY_PRINT_MAX_ROWS = 399
    with pytest.raises(Refused, match="do not go on paper"):
        asked_by(reader, at.project)


def test_after_some_days_it_is_over_and_the_file_is_gone(at, reader, settings):
    row = made(asked_by(reader, at.project))
    path = Path(storages[STORE].path(place_of(row.sha256)))
    later = timezone.now() + timedelta(days=settings.HEADWAY_PRINT_DAYS, minutes=1)
    sweep_contents(later)
    assert path.exists()
    Print.objects.filter(pk=row.pk).update(expires_at=timezone.now())
    assert fetched(reader, row) == 404
    assert "was there to fetch until" in client_of(reader).get(f"/prints/{row.pk}/").content.decode()
    assert forget_prints(later) == 1
    sweep_contents(later)
    assert not path.exists()


def test_a_roadmap_is_drawn_with_what_the_reader_sees(at):
    narrow = holder("Nora Narrow", at.program, "stakeholder")
    row = made(asked_by(narrow, at.program))
    said = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(fetched(narrow, row))).pages)
    assert "Roadmap of" in said
    assert "Elsewhere" not in said
