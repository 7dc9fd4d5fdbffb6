"""Plans of others, written and read again: the same plan, the same dates; and MPXJ reads in our files what we wrote."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from format_files import full_mspdi, full_xer, write
from test_agreement import differences as between_readers
from test_truth_raw import read_or_skip
from test_writing import SUFFIX, differences, there_and_back

from headway import formats
from headway.engine.network import schedule
from headway.formats import read
from headway.formats.plan_of import options_of, to_plan
from headway.formats.sandbox import read_limited_with_mpxj
from headway.formats.writing import fit
from truth_files import lacks_java, truth_files

OWN = {"msproject": "mspdi", "p6": "xer"}
"""The format whose program has the plan's rules."""
COLUMNS = (
    "start", "finish", "early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float", "critical",
)  # fmt: skip
EVERY = 1 if os.environ.get("HEADWAY_ALL_PLANS") else 8
"""Which share of the plans of others is tried; ``make truth-writing`` takes them all."""
RAW = truth_files("raw", pattern="*.*")
PLANS = [*RAW, *truth_files("schedules", pattern="**/*.json.gz"), *truth_files("wild")][::EVERY]


def dates(document):
    """Return the calculated dates of every task by its id."""
    result = schedule(to_plan(document), options_of(document))
    table = np.stack([getattr(result, name).astype(np.int64) for name in COLUMNS], axis=1)
    return {task.uid: tuple(row) for task, row in zip(document.tasks, table.tolist(), strict=True)}


@pytest.mark.truth
@pytest.mark.slow
@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.name)
def test_a_plan_of_others_stays_the_same_plan(tmp_path, path):
    document = read_or_skip(path)
    for written in SUFFIX:
        back, notices = there_and_back(document, written, tmp_path)
        assert differences(fit(document, written)[0], back) == []
        if written == OWN[document.mode]:
            calculated = dates(back)
            assert {uid: row for uid, row in dates(document).items() if calculated[uid] != row} == {}
        else:
            assert "other-rules" in {notice.id for notice in notices}
        if written == document.format:
            assert notices == []
            assert differences(document, back) == []


def agreement(path):
    """Return where the native reader and MPXJ differ on a file, without what MPXJ does on purpose."""
    ours, theirs = read(path), read_limited_with_mpxj(path)
    return [item for item in between_readers(ours, theirs, is_xer=path.suffix == ".xer") if not known(*item)]


def known(part, _key, name, ours, theirs):
    if part == "stored" and name.endswith("float_minutes"):
        return ours is None  # MPXJ works floats out of late dates where the file has none
    if name == "standard_rate":
        return round(ours, 2) == theirs  # MPXJ's JSON rounds prices to two digits
    # MPXJ puts the topic of the notebook before each note, and joins spaces as HTML does.
    return name == "notes" and theirs.split() == f"Notes {ours}".split()


needs_java = pytest.mark.skipif(lacks_java(), reason="MPXJ or Java is not installed (headway doctor says how)")


@needs_java
def test_mpxj_reads_our_mspdi_as_we_do(tmp_path):
    formats.write(read(write(tmp_path, full_mspdi())), tmp_path / "out.xml")
    assert agreement(tmp_path / "out.xml") == []


@needs_java
def test_mpxj_reads_our_xer_as_we_do(tmp_path):
    formats.write(read(write(tmp_path, full_xer(), "plan.xer")), tmp_path / "out.xer")
    # We keep the original duration, MPXJ counts what is done up to the data date and adds the remaining part.
    assert agreement(tmp_path / "out.xer") == [("task", 1, "duration_minutes", 960, 3120)]


@needs_java
@pytest.mark.truth
@pytest.mark.slow
@pytest.mark.parametrize("path", RAW[::EVERY], ids=lambda path: path.name)
@pytest.mark.parametrize("written", SUFFIX)
def test_mpxj_reads_what_we_write_of_others(tmp_path, path: Path, written):
    out = tmp_path / f"out.{SUFFIX[written]}"
    formats.write(read(path), out)
    assert agreement(out) == []
