"""headway audit: verify, anchor, export, and verify what was exported."""

import json
import sqlite3
from contextlib import closing

import pytest

from cli.calling import headway
from factories.migrated import migrated
from headway.app.models.append_only import NO_UPDATE


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A database with a small log."""
    data = migrated(tmp_path_factory.mktemp("audit"))
    code = (
        "from factories.people import tree; tree()\n"
        "from headway.app.models import Component; assert Component.objects.count() == 7"
    )
    run(data, code)
    return data


def run(data, code):
    import os
    import subprocess
    import sys

    from cli.calling import ROOT

    env = dict(os.environ, HEADWAY_DATA_DIR=str(data), DJANGO_SETTINGS_MODULE="headway.app.config.settings",
               PYTHONPATH=f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}")  # fmt: skip
    env.pop("HEADWAY_DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", f"import django; django.setup()\n{code}"], env=env, check=True)


def test_the_way_of_a_record(house, tmp_path):
    anchored = headway("audit", "anchor", str(tmp_path / "anchor.json"), data=house)
    assert (anchored.returncode, anchored.stdout.startswith("1 chains anchored")) == (0, True)
    for file_format in ("jsonl", "csv"):
        out = tmp_path / f"record.{file_format}"
        words = ("audit", "export", "--component", "Portfolio", "--format", file_format, "--output", str(out))
        assert headway(*words, data=house).returncode == 0
        alone = headway("audit", "verify", "--export", str(out), data=tmp_path / "nowhere")
        assert (alone.returncode, "events hold" in alone.stdout) == (0, True), alone.stderr
        assert not (tmp_path / "nowhere" / "headway.sqlite3").exists()
    out.write_text(out.read_text().replace("Created project", "Created object"))
    broken = headway("audit", "verify", "--export", str(out), data=house)
    assert (broken.returncode, broken.stdout.splitlines()[0]) == (1, "Row 5: event 4 of tree 1 was altered.")
    piped = headway("audit", "export", "--component", "Project", data=house)
    assert "seal" in json.loads(piped.stdout.splitlines()[-1])
    whole = headway("audit", "verify", "--against", str(tmp_path / "anchor.json"), data=house)
    assert whole.stdout == "10 events in 1 chains hold and fit the anchor. Nothing was altered.\n"
    with closing(sqlite3.connect(house / "headway.sqlite3")) as database:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            database.execute("UPDATE headway_event SET summary = 'x' WHERE sequence = 3")
        database.execute(f"DROP TRIGGER {NO_UPDATE}")
        database.execute("UPDATE headway_event SET summary = 'x' WHERE sequence = 3")
        database.commit()
    found = headway("audit", "verify", data=house)
    assert found.returncode == 1
    line, where = found.stdout.splitlines()
    assert line == "event-altered  tree 1, event 3: Event 3 (component.created) was altered after it was written."
    assert (where.startswith("    In “"), where.endswith("now it says: x.")) == (True, True), where
    assert "compare with a backup" in found.stderr
    assert "1 place does not hold" in found.stderr


def test_what_is_no_anchor_and_no_export_is_said(house, tmp_path):
    (tmp_path / "x.json").write_text("{}")
    for option in ("--against", "--export"):
        said = headway("audit", "verify", option, str(tmp_path / "x.json"), data=house)
        assert (said.returncode, "Traceback" in said.stderr) == (3, False)
