"""headway person: take out what is kept about somebody, and anonymize them."""

import json
import stat
import zipfile

import pytest

from cli.calling import headway
from cli.test_cli_audit import run
from factories.migrated import migrated


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    data = migrated(tmp_path_factory.mktemp("people"))
    code = """
from factories.people import SYSTEM, acting, holder, tree
from headway.app.actions.leaving import deactivate_person
from headway.app.actions.records import raise_record
at = tree()
ann = holder("Ann Berg", at.project, "project_manager")
raise_record(acting(ann), at.project, "risk", title="Ann Berg is alone")
holder("Bo Lund", at.project, "team_member")
deactivate_person(SYSTEM, ann)
"""
    run(data, code)
    return data


def test_the_way_of_personal_data(house, tmp_path):
    out = tmp_path / "ann.zip"
    exported = headway("person", "export", "Ann.Berg@example.org", "--output", str(out), data=house)
    assert exported.returncode == 0, exported.stderr
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with zipfile.ZipFile(out) as archive:
        assert [row["title"] for row in json.loads(archive.read("data/records.json"))] == ["Ann Berg is alone"]
    still = headway("person", "anonymize", "bo.lund@example.org", "--yes", data=house)
    assert (still.returncode, "can still sign in" in still.stderr) == (2, True)
    asked = headway("person", "anonymize", "ann.berg@example.org", data=house)
    assert asked.returncode == 130  # nobody is there to answer
    done = headway("person", "anonymize", "ann.berg@example.org", "--also", "A. Berg", "--yes", data=house)
    assert (done.returncode, done.stdout[:25]) == (0, "They are “Former member 1"), done.stderr
    verified = headway("audit", "verify", data=house)
    assert (verified.returncode, "Nothing was altered" in verified.stdout) == (0, True)
    assert "of an anonymized person was taken" in verified.stdout
    for words in (("export",), ("anonymize", "--yes")):
        gone = headway("person", words[0], "ann.berg@example.org", *words[1:], data=house)
        assert (gone.returncode, "Nobody has the address" in gone.stderr) == (2, True)
    assert [file.name for file in house.iterdir() if file.is_file() and b"Ann Berg" in file.read_bytes()] == []
