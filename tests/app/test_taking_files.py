"""Size, quota and virus scanner before anything from outside is kept."""

import socketserver
import struct
import threading

import pytest

from factories.people import SYSTEM, acting, holder, tree
from headway.app.actions import taking_files
from headway.app.actions.errors import Refused
from headway.app.actions.evidence_files import attach_evidence
from headway.app.actions.imports import start_import
from headway.app.actions.records import raise_record
from headway.app.models import ChangeSet, EvidenceFile

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return tree()


@pytest.fixture
def manager(place):
    return acting(holder("Manager", place.project, "project_manager"))


class Scanner(socketserver.StreamRequestHandler):
    """Answers as ClamAV's daemon does, and keeps what it was sent."""

    seen: list[bytes] = []
    answer = b""

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        Scanner.seen.append(content)
        found = b"stream: Eicar-Test-Signature FOUND\0" if b"EICAR" in content else b"stream: OK\0"
        self.wfile.write(Scanner.answer or found)


@pytest.fixture
def scanner(settings):
    server = socketserver.TCPServer(("127.0.0.1", 0), Scanner)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.HEADWAY_CLAMD = f"127.0.0.1:{server.server_address[1]}"
    Scanner.seen, Scanner.answer = [], b""
    yield
    server.shutdown()
    server.server_close()


def refusal(act, *args, **values):
    with pytest.raises(Refused) as caught:
        act(*args, **values)
    return caught.value


def test_every_file_goes_through_the_scanner_whole(place, manager, scanner):
    data = b"x" * 200_001
    start_import(manager, place.project, name="plan.xml", data=data)
    assert Scanner.seen == [data]


def test_an_infected_file_is_refused_and_nothing_kept(place, manager, scanner):
    issue = raise_record(manager, place.project, "issue", title="Leak")
    told = refusal(attach_evidence, manager, issue, name="notes.txt", data=EICAR)
    assert (told.id, told.detail) == ("infected", "notes.txt: Eicar-Test-Signature")
    assert refusal(start_import, manager, place.project, name="p.xml", data=EICAR).id == "infected"
    assert not EvidenceFile.objects.exists()
    assert not ChangeSet.objects.exists()


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\0", b"stream: "])
def test_an_answer_that_is_none_takes_nothing(place, manager, scanner, answer):
    Scanner.answer = answer
    assert refusal(start_import, manager, place.project, name="p.xml", data=b"<x/>").id == "not-scanned"


@pytest.mark.parametrize("where", ["127.0.0.1:1", "nowhere.invalid:3310", "3310"])
def test_a_scanner_that_is_down_takes_nothing(place, manager, settings, where):
    settings.HEADWAY_CLAMD = where
    assert refusal(start_import, manager, place.project, name="p.xml", data=b"<x/>").id == "not-scanned"


def test_nobody_sends_more_than_so_many_bytes_a_day(place, manager, settings):
    settings.HEADWAY_FILES_A_DAY_BYTES = 100
    issue = raise_record(manager, place.project, "issue", title="Leak")
    attach_evidence(manager, issue, name="a.txt", data=b"a" * 60)
    told = refusal(start_import, manager, place.project, name="p.xml", data=b"<" * 41)
    assert told.id == "too-many-files"
    start_import(manager, place.project, name="p.xml", data=b"<" * 40)
    other = acting(holder("Other", place.project, "project_manager"))
    attach_evidence(other, issue, name="b.txt", data=b"b" * 60)
    start_import(acting(holder("Third", place.project, "project_manager")), place.project, name="p.xml", data=b"<" * 99)


def test_nobody_sends_more_than_so_many_files_a_day(place, manager, monkeypatch):
    monkeypatch.setattr(taking_files, "MOST_A_DAY", 2)
    issue = raise_record(manager, place.project, "issue", title="Leak")
    for name in ("a.txt", "b.txt"):
        attach_evidence(manager, issue, name=name, data=name.encode())
    assert refusal(attach_evidence, manager, issue, name="c.txt", data=b"c").id == "too-many-files"
    taking_files.require_within_quota(SYSTEM, 10**12)
