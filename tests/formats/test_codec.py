"""Documents survive JSON without loss; damaged bytes are refused."""

import time
from datetime import date, datetime
from decimal import Decimal

import pytest

from headway.engine.garbage import without_collecting
from headway.formats.codec import decode, encode
from headway.formats.document import (
    AssignmentDoc,
    BaselineDoc,
    CalendarDoc,
    CalendarExceptionDoc,
    LinkDoc,
    Notice,
    PlanDocument,
    ResourceDoc,
    StoredDates,
    TaskDoc,
    WorkWeekDoc,
)
from headway.formats.errors import FormatError

NOW = datetime(2026, 3, 2, 8)


def full_document():
    office = ((480, 720), (780, 1020))
    return PlanDocument(
        format="mspdi", name="Ærø → Łódź 計画", start=NOW, status_date=NOW, default_calendar=1, currency="EUR",
        calendars=[
            CalendarDoc(1, "Standard", None, (office,) * 5 + ((), None), [CalendarExceptionDoc(date(2026, 4, 3), date(2026, 4, 6), (), "Easter")],
                        [WorkWeekDoc(date(2026, 7, 1), date(2026, 7, 31), (None,) * 6 + (office,), "Summer")]),
        ],
        tasks=[
            TaskDoc(1, "Dig", parent=None, duration_minutes=960, percent_complete=33.3, constraint="MSO", constraint_date=NOW,
                    cost=Decimal("1234.56"), baselines=[BaselineDoc(0, NOW, NOW, 960, 480, Decimal("0.10"))],
                    stored=StoredDates(NOW, NOW, total_float_minutes=-5, critical=True)),
        ],
        links=[LinkDoc(1, 1, "SF", -50.0, "percent", "%")],
        resources=[ResourceDoc(1, "Ann", "work", None, 0.5, Decimal(80))],
        assignments=[AssignmentDoc(1, 1, 1, 0.5, 480, start=NOW)],
        notices=[Notice("no-tasks", "Nothing.", "error", [1], 3)],
    )  # fmt: skip


def test_there_and_back_without_loss():
    document = full_document()
    assert decode(encode(document)) == document


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"format": 3}', b"\xff\xfe", b'{"format": "x", "tasks": [{}]}'])
def test_damaged_bytes(data):
    with pytest.raises(FormatError) as caught:
        decode(data)
    assert caught.value.id == "unreadable"


def test_twenty_thousand_tasks_in_half_a_second():
    document = full_document()
    document.tasks = [
        TaskDoc(uid, f"Task {uid}", parent=uid // 10 or None, duration_minutes=480, stored=StoredDates(NOW, NOW, NOW, NOW, NOW, NOW, 0, 0, False))
        for uid in range(1, 20_001)
    ]  # fmt: skip
    with without_collecting():  # as readers do: what other tests left in memory is not this one's
        before = time.process_time()
        data = encode(document)
        again = decode(data)
        assert time.process_time() - before < 0.5
    assert again == document
