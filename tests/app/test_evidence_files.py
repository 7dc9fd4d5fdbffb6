"""Files as evidence: what is taken, who may, where it lies, how it is handed out, frozen with the gate, swept at last."""

import io
import stat
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from headway.app.actions import evidence_files
from headway.app.actions.errors import Refused
from headway.app.actions.evidence_files import attach_evidence, detach_evidence, sweep_contents
from headway.app.actions.file_kinds import kind_of
from headway.app.actions.gate_decisions import decide_gate
from headway.app.actions.gates import apply_life_cycle, evidence_holds, files_hold, judge_criterion, submit_gate
from headway.app.actions.plans import install_plan
from headway.app.actions.purge import empty_trash
from headway.app.actions.records import raise_record, trash_record
from headway.app.actions.trash import restore_item
from headway.app.models import Event, EvidenceFile, Gate
from headway.app.queries.files import is_unaltered, open_content, place_of
from headway.app.reports.certificate import values_of
from headway.app.rules import NotAllowed

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 proof"


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "files": settings.STORAGES["files"]
        | {"OPTIONS": settings.STORAGES["files"]["OPTIONS"] | {"location": tmp_path / "files"}}
    }
    return tmp_path / "files"


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    return at


@pytest.fixture
def manager(place):
    return acting(holder("Petra Manager", place.project, "project_manager"))


@pytest.fixture
def board(place):
    return acting(holder("Chair", place.portfolio, "portfolio_board"))


@pytest.fixture
def gate(place, manager):
    apply_life_cycle(manager, place.project, "predictive")
    return Gate.objects.filter(component=place.project).first()


def judged(gate):
    return gate.criteria.filter(rule="").first()


def submitted(gate, manager):
    for row in gate.criteria.filter(rule="", answer=""):
        judge_criterion(manager, row, answer="met", evidence="Shown")
    return submit_gate(manager, gate)


def fetched(client, address):
    answer = client.get(address)
    return answer.status_code, b"".join(answer.streaming_content)


def packed(**entries):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name, text in entries.items():
            file.writestr(name.replace("__", "/").replace("CT", "[Content_Types].xml"), text)
    return data.getvalue()


TEXT = "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.exe", PDF, "application/pdf"), ("a", b"\x89PNG\r\n\x1a\n..", "image/png"), ("a", b"\xff\xd8\xff..", "image/jpeg"),
        ("a", b"RIFF1234WEBP", "image/webp"), ("notes.MD", "Grüße".encode(), "text/plain"), ("a.csv", b"a;b", "text/csv"),
        ("a", packed(CT="", word__document="x"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a", packed(CT="", xl__workbook="x"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a", packed(CT="", ppt__slides="x"), "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("a", packed(mimetype=TEXT, content="x"), TEXT),
    ],
)  # fmt: skip
def test_kinds_are_told_by_the_content(name, data, kind):
    assert kind_of(name, data) == kind


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", b"<script>alert(1)</script>"), ("a.svg", b"<svg/>"), ("a.pdf", b"MZ\x90"), ("a.txt", b"\x00\x01"),
        ("a.txt", b"\xff\xfe\xfa"), ("a.zip", packed(a="b")), ("a.docx", b"PK\x03\x04broken"), ("a.js", b"let a"),
        ("a.xlsm", packed(**{"CT": "", "xl__workbook": "x", "xl__vbaProject.bin": "x"})),
        ("a.odt", packed(mimetype="application/x-else", content="x")), ("a.jar", packed(**{"META-INF__MANIFEST": "x"})),
    ],
)  # fmt: skip
def test_other_kinds_are_refused(name, data):
    with pytest.raises(Refused):
        kind_of(name, data)


def test_a_file_lies_under_its_hash_once_and_closed(place, manager, gate, store):
    row = attach_evidence(manager, judged(gate), name="C:\\proof\\offer.pdf", data=PDF)
    again = attach_evidence(manager, judged(gate), name="same.pdf", data=PDF)
    assert (row.name, row.content_type, row.size, row.sha256) == (
        "offer.pdf",
        "application/pdf",
        len(PDF),
        again.sha256,
    )
    files = [each for each in store.rglob("*") if each.is_file()]
    assert files == [store / row.sha256[:2] / row.sha256[2:4] / row.sha256]
    assert files[0].read_bytes() == PDF
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(files[0].parent.stat().st_mode) == 0o700
    told = Event.objects.filter(verb="evidence.attached").first()
    assert (told.actor, told.after["sha256"]) == (manager.person, row.sha256)


def test_limits(place, manager, gate, monkeypatch):
    monkeypatch.setattr(evidence_files, "MOST_BYTES", 20)
    monkeypatch.setattr(evidence_files, "MOST_FILES", 2)
    to = judged(gate)
    for data in (b"", b"%PDF-" + b"x" * 16):
        with pytest.raises(Refused):
            attach_evidence(manager, to, name="a.pdf", data=data)
    for _ in range(2):
        attach_evidence(manager, to, name="a.pdf", data=PDF)
    with pytest.raises(Refused, match="2 files already"):
        attach_evidence(manager, to, name="a.pdf", data=PDF)


def test_who_may_attach_and_where(place, manager, board, gate):
    member = acting(holder("Member", place.project, "team_member"))
    with pytest.raises(NotAllowed):
        attach_evidence(member, judged(gate), name="a.pdf", data=PDF)
    with pytest.raises(Refused, match="computed"):
        attach_evidence(manager, gate.criteria.exclude(rule="").first(), name="a.pdf", data=PDF)
    row = attach_evidence(manager, judged(gate), name="a.pdf", data=PDF)
    with pytest.raises(NotAllowed):
        detach_evidence(member, row)


def test_a_file_goes_to_the_trash_and_back_until_the_board_has_it(place, manager, gate):
    row = attach_evidence(manager, judged(gate), name="a.pdf", data=PDF)
    item = detach_evidence(manager, row)
    assert not EvidenceFile.objects.exists()
    restore_item(manager, item)
    assert EvidenceFile.objects.get().sha256 == row.sha256
    assert Event.objects.filter(verb="evidence.restored").exists()
    item = detach_evidence(manager, EvidenceFile.objects.get())
    kept = attach_evidence(manager, judged(gate), name="b.pdf", data=PDF + b"2")
    submitted(gate, manager)
    for act in (lambda: restore_item(manager, item), lambda: detach_evidence(manager, kept),
                lambda: attach_evidence(manager, judged(gate), name="a.pdf", data=PDF)):  # fmt: skip
        with pytest.raises(Refused, match="with the board"):
            act()


def test_the_hash_is_in_the_frozen_evidence_and_on_the_certificate(place, manager, board, gate, store):
    row = attach_evidence(manager, judged(gate), name="offer.pdf", data=PDF)
    gate = submitted(gate, manager)
    frozen = gate.evidence["criteria"][0]["files"]
    assert frozen == [
        {"id": row.pk, "name": "offer.pdf", "type": "application/pdf", "size": len(PDF), "sha256": row.sha256}
    ]
    gate = decide_gate(board, gate, decision="go", rationale="Fine.")
    said = values_of(board.person, gate)
    assert said["criteria"][0]["files"][0]["sha256"] == row.sha256
    assert said["holds"] == "The evidence is what was submitted."
    assert (evidence_holds(gate), files_hold(gate)) == (True, True)
    path = store / place_of(row.sha256)
    path.chmod(0o600)
    path.write_bytes(b"%PDF-1.7 prooF")
    assert (evidence_holds(gate), files_hold(gate)) == (True, False), "the same size, another content"
    assert values_of(board.person, gate)["holds"].startswith("THE EVIDENCE IS NOT")
    path.unlink()
    assert (evidence_holds(gate), files_hold(gate)) == (False, False)


def test_the_certificate_is_typeset_with_files(place, manager, board, gate, client):
    attach_evidence(manager, judged(gate), name='"#sys$offer.pdf', data=PDF)
    gate = decide_gate(board, submitted(gate, manager), decision="go", rationale="Fine.")
    client.force_login(board.person)
    assert client.get(f"/g/{gate.pk}/certificate.pdf").content.startswith(b"%PDF-")


def test_the_next_attempt_has_the_files_too(place, manager, board, gate):
    row = attach_evidence(manager, judged(gate), name="offer.pdf", data=PDF)
    before = [(each.label, each.rule, each.left_out) for each in gate.criteria.all()]
    decide_gate(board, submitted(gate, manager), decision="recycle", rationale="Again.")
    second = Gate.objects.get(stage=gate.stage, attempt=2)
    assert [(each.label, each.rule, each.left_out) for each in second.criteria.all()] == before
    file = judged(second).files.get()
    assert (file.sha256, file.pk != row.pk) == (row.sha256, True)
    detach_evidence(manager, file)
    assert judged(gate).files.get() == row


def test_a_download_is_no_page_of_ours(place, manager, gate, client):
    row = attach_evidence(manager, judged(gate), name="Grüße.txt", data=b"<script>alert(1)</script>")
    client.force_login(manager.person)
    answer = client.get(f"/evidence/{row.pk}/")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    headers = answer.headers
    assert headers["Content-Disposition"].startswith("attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.txt")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Content-Type"] == "text/plain"
    assert headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Length"] == "25"


def test_only_who_sees_the_gate_gets_the_file(place, manager, gate, client):
    row = attach_evidence(manager, judged(gate), name="offer.pdf", data=PDF)
    address = f"/evidence/{row.pk}/"
    assert client.get(address).status_code == 302
    client.force_login(holder("Far Away", place.elsewhere, "project_manager"))
    for method, url in (("get", address), ("post", f"{address}remove/"),
                        ("post", f"/g/{gate.pk}/criterion/{judged(gate).pk}/files/")):  # fmt: skip
        assert getattr(client, method)(url).status_code == 404
    client.force_login(holder("Reader", place.program, "stakeholder"))
    assert fetched(client, address) == (200, PDF)
    assert client.post(f"{address}remove/").status_code == 403
    assert EvidenceFile.objects.exists()


def test_files_of_records(place, manager, client):
    record = raise_record(manager, place.project, "issue", title="Leak")
    client.force_login(manager.person)
    page = client.post(f"/r/{record.pk}/files/", {"file": SimpleUploadedFile("photo.png", b"\x89PNG\r\n\x1a\nx")},
                       follow=True).text  # fmt: skip
    assert "photo.png" in page
    row = EvidenceFile.objects.get()
    assert (row.record, row.criterion) == (record, None)
    assert fetched(client, f"/evidence/{row.pk}/")[0] == 200
    with pytest.raises(NotAllowed):
        attach_evidence(acting(holder("Reader", place.project, "stakeholder")), record, name="a.pdf", data=PDF)
    trash_record(manager, record)
    assert client.get(f"/evidence/{row.pk}/").status_code == 404


def test_the_page_of_a_gate_takes_shows_and_drops_files(place, manager, board, gate, client):
    client.force_login(manager.person)
    url = f"/g/{gate.pk}/criterion/{judged(gate).pk}/files/"
    page = client.post(url, {"file": SimpleUploadedFile("offer.pdf", PDF)}, follow=True).text
    row = EvidenceFile.objects.get()
    assert f'<a class="link" href="/evidence/{row.pk}/">offer.pdf</a>' in page
    assert "Files of this kind are not taken" in client.post(
        url, {"file": SimpleUploadedFile("a.html", b"<html>")}, follow=True).text  # fmt: skip
    assert "No file was chosen" in client.post(url, follow=True).text
    assert "is in the trash" in client.post(f"/evidence/{row.pk}/remove/", follow=True).text
    client.post(url, {"file": SimpleUploadedFile("offer.pdf", PDF)})
    submitted(gate, manager)
    client.force_login(board.person)
    for address in (f"/g/{gate.pk}/", f"/g/{gate.pk}/as-seen/"):
        page = client.get(address).text
        assert "offer.pdf" in page
        assert EvidenceFile.objects.get().sha256[:16] in page
        assert "unaltered" in page


def test_contents_are_swept_when_nothing_names_them(place, manager, board, gate, store):
    later = timezone.now() + timedelta(days=2)
    kept = attach_evidence(manager, judged(gate), name="kept.pdf", data=PDF)
    binned = attach_evidence(manager, judged(gate), name="binned.pdf", data=PDF + b"2")
    issue = raise_record(manager, place.project, "issue", title="Leak")
    of_record = attach_evidence(manager, issue, name="gone.pdf", data=PDF + b"3")
    detach_evidence(manager, binned)
    (store / "ab").mkdir()
    (store / "ab/stray").write_bytes(b"x")
    assert sweep_contents() == 0, "too young"
    assert sweep_contents(later) == 1
    trash_record(acting(holder("Keeper", place.program, "program_manager")), issue)
    assert sweep_contents(later) == 0
    empty_trash(acting(holder("Chief", place.portfolio, "portfolio_manager")), place.project)
    assert sweep_contents(later) == 2
    assert [is_unaltered(each.sha256) for each in (kept, binned, of_record)] == [True, False, False]
    submitted(gate, manager)
    EvidenceFile.objects.all().delete()
    assert sweep_contents(later) == 0, "what a board has before it stays"
    with open_content(kept.sha256) as content:
        assert content.read() == PDF
    assert storages["files"].exists(place_of(kept.sha256))
