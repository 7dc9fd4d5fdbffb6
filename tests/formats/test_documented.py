"""Every id that people can meet is explained in docs/reference/formats.md, in the words of the code."""

import re
from pathlib import Path

import pytest

from headway.formats import limits
from headway.formats.causes import CAUSES
from headway.formats.errors import ERROR_IDS
from headway.formats.notices import NOTICE_IDS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/reference/formats.md").read_text(encoding="utf-8")
SOURCES = {path: path.read_text(encoding="utf-8") for path in (ROOT / "src/headway/formats").rglob("*.py")}


@pytest.mark.parametrize(("name", "words"), [*ERROR_IDS.items(), *NOTICE_IDS.items(), *CAUSES.items()])
def test_an_id_is_explained(name, words):
    assert f"| `{name}` | {words} |" in PAGE


def section(title):
    return PAGE.split(f"## {title}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize(
    ("title", "known"), [("Errors", ERROR_IDS), ("Notices", NOTICE_IDS), ("Causes of different dates", CAUSES)]
)
def test_nothing_is_explained_that_does_not_exist(title, known):
    assert re.findall(r"^\| `([a-z-]+)` \|", section(title), re.MULTILINE) == list(known)


def test_every_error_that_is_raised_is_known():
    raised = {name for text in SOURCES.values() for name in re.findall(r'FormatError\(\s*"([a-z-]+)"', text)}
    assert raised - set(ERROR_IDS) == set()
    assert set(ERROR_IDS) - raised - {"not-a-plan", "truncated-file"} == set()


def test_every_notice_that_exists_is_given_somewhere():
    given = {name for text in SOURCES.values() for name in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', text)}
    outside = {path: text for path, text in SOURCES.items() if path.name != "notices.py"}
    used = {name for name in NOTICE_IDS if any(f'"{name}"' in text for text in outside.values())}
    assert given >= used
    assert set(NOTICE_IDS) - used == set()


def test_limits_are_those_of_the_code():
    known = limits.DEFAULT_LIMITS
    for words in (
        f"{known.file_bytes // 2**20} MB", f"{known.tasks:,}", f"{known.links:,}", f"{known.xml_depth} levels",
        f"{known.field_characters:,} characters", f"{known.name_characters:,} and {known.notes_characters:,}",
        f"{known.first_year} to {known.last_year}", f"{known.expanded_exceptions:,} a calendar",
    ):  # fmt: skip
        assert words in section("Limits")
