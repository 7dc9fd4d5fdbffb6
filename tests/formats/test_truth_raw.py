"""The original files of ../shared/truth/raw: all are read, and say the same as the schedules others extracted."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path

import pytest

from headway.formats import read
from headway.formats.detect import NATIVE, detect
from headway.formats.limits import DEFAULT_LIMITS
from truth_files import lacks_java, truth, truth_files

pytestmark = pytest.mark.truth
# Two files have other names where their schedules are kept.
KEPT_AS = {"aspose-java-sample.mpp": "samples/sample.mpp", "1_mp_j30_a10_nr1.mpp": None}
STORED = {
    "start": "start", "finish": "finish", "es": "early_start", "ef": "early_finish", "ls": "late_start", "lf": "late_finish",
}  # fmt: skip
TOLERANCE_MINUTES = 1
"""The truth counts fractions of minutes, documents count whole ones."""


def schedule_of(path: Path) -> Path | None:
    name = KEPT_AS.get(path.name, path.name.replace(" ", "_"))
    if name is None:
        return None
    found = sorted(truth("schedules").glob(f"**/{name.rpartition('/')[2]}.json.gz"))
    return next((item for item in found if name.rpartition("/")[0] in {"", item.parent.name}), None)


def read_or_skip(path):
    if detect(path, DEFAULT_LIMITS) not in NATIVE and lacks_java():
        pytest.skip("MPXJ or Java is not installed (headway doctor says how)")
    return read(path)


@pytest.mark.parametrize("path", truth_files("raw", pattern="*.*"), ids=lambda path: path.name)
def test_every_raw_file_is_read_and_says_what_others_found_in_it(path):
    document = read_or_skip(path)
    assert len([task for task in document.tasks if task.level > 0]) >= 1
    assert [notice for notice in document.notices if notice.level == "error"] == []
    source = schedule_of(path)
    if source is None:
        assert path.name in KEPT_AS
        return
    known = json.loads(gzip.decompress(source.read_bytes()))
    summaries_known = document.mode == "msproject"
    ours = {task.uid: task for task in document.tasks}
    assert sorted(ours) == sorted(item["uid"] for item in known["tasks"])
    wrong = []
    for item in known["tasks"]:
        task = ours[item["uid"]]
        if task.kind == "summary" and not summaries_known:
            continue
        wrong += different(task, item)
    assert wrong == []
    links = sorted((link.predecessor, link.successor, link.type, round(link.lag)) for link in document.links)
    types = {"FINISH_START": "FS", "START_START": "SS", "FINISH_FINISH": "FF", "START_FINISH": "SF"}
    assert links == sorted(
        (item["pred"], item["succ"], types[item["type"]], round(item["lag"])) for item in known["links"]
    )
    named = {resource.uid for resource in document.resources}
    assert len(document.assignments) == len([item for item in known["assignments"] if item["resource"] in named])


def different(task, item):
    """Yield (uid, field, ours, theirs) where a task differs."""
    pairs = [
        ("duration", task.duration_minutes, item["duration_min"] or 0),
        ("percent", task.percent_complete, item["pct"] or 0),
        ("leveling", task.leveling_delay_minutes, item["leveling_delay_min"] or 0),
        ("manual", task.manual, item["mode"] == "MANUALLY_SCHEDULED"),
        ("active", task.active, item["active"]),
        ("calendar", task.calendar, item["calendar"]),
    ]
    dates = ("actual_start", "actual_finish", "deadline")
    pairs += [(name, minutes(getattr(task, name)), minutes(item[name])) for name in dates]
    pairs += [
        (ours, minutes(getattr(task.stored, ours)), minutes(item["stored"][theirs])) for theirs, ours in STORED.items()
    ]
    if task.stored.total_float_minutes is not None:
        pairs.append(("total float", task.stored.total_float_minutes, item["stored"]["tf_min"] or 0))
    return [
        (task.uid, name, a, b)
        for name, a, b in pairs
        if a != b and (a is None or b is None or abs(a - b) > TOLERANCE_MINUTES)
    ]


def minutes(value):
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return None if value is None else (value - datetime(1970, 1, 1)).total_seconds() // 60
