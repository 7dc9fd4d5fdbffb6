"""headway import, create-admin and doctor, on the test database."""

from pathlib import Path

import pytest
from django.contrib.auth import authenticate

from cli.calling import CIRCLE, HOUSE, mspdi
from factories.tampering import tampering
from headway.app.actions.components import create_component
from headway.app.models import ChangeSet, Component, Event, Person
from headway.app.rules import Actor
from headway.cli.main import exit_code

pytestmark = pytest.mark.django_db
SECRET = "a-long-enough-phrase"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Component:
    """A portfolio with two programs that each hold a program of the same name, and an operator."""
    monkeypatch.setenv("HEADWAY_ADMIN_PASSWORD", SECRET)
    assert exit_code(["create-admin", "--email", "ada@example.org", "--name", "Ada Example"]) == 0
    actor = Actor(None, "cli")
    top = create_component(actor, kind="portfolio", name="Town")
    for name in ("Roads", "Bridges"):
        create_component(
            actor, kind="program", name="Paint", parent=create_component(actor, kind="program", name=name, parent=top)
        )
    return top


@pytest.fixture
def house(tmp_path: Path) -> Path:
    path = tmp_path / "house.xml"
    path.write_text(mspdi(HOUSE), "utf-8")
    return path


def test_an_operator_can_sign_in(town: Component) -> None:
    person = authenticate(username="ada@example.org", password=SECRET)
    assert person == Person.objects.get(is_superuser=True)


@pytest.mark.parametrize(
    ("email", "secret", "said"),
    [
        ("ada@example.org", SECRET, "ada@example.org is taken."),
        ("nobody", SECRET, "Enter a valid email address."),
        ("b@example.org", "short", "This password is too short."),
    ],
)
def test_operators_are_made_with_care(
    town: Component, email: str, secret: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("HEADWAY_ADMIN_PASSWORD", secret)
    assert exit_code(["create-admin", "--email", email, "--name", "B"]) == 2
    assert capsys.readouterr().err.startswith(f"headway: {said}")
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("into", "said"),
    [
        ("Nowhere", "There is no component “Nowhere”."),
        ("Paint", "“Paint” is the name of 2 components."),
        ("999999", "There is no component “999999”."),
        ("9" * 40, f"There is no component “{'9' * 40}”."),
    ],
)
def test_a_place_that_is_not_one_component_is_refused(
    town: Component, house: Path, into: str, said: str, capsys: Captured
) -> None:
    assert exit_code(["import", str(house), "--into", into]) == 2
    assert capsys.readouterr().err.startswith(f"headway: {said}\n")
    assert ChangeSet.objects.count() == 0


def test_without_a_terminal_it_shows_and_stores_nothing(town: Component, house: Path, capsys: Captured) -> None:
    assert exit_code(["import", str(house), "--into", "Roads"]) == 0
    shown = capsys.readouterr().out
    assert "4 tasks" in shown
    assert shown.endswith("Discarded; nothing was stored. Use --yes to accept.\n")
    assert Component.objects.count() == 5
    assert ChangeSet.objects.get().state == "discarded"


def test_with_yes_it_makes_a_project_where_it_was_asked(town: Component, house: Path, capsys: Captured) -> None:
    assert exit_code(["import", str(house), "--into", "town/bridges/paint", "--yes"]) == 0
    project = Component.objects.get(kind="project")
    assert (project.parent.name, project.parent.parent.name, project.tasks.count()) == ("Paint", "Bridges", 4)  # type: ignore[union-attr]
    assert f"Imported as “{project.name}” (component {project.pk})." in capsys.readouterr().out
    assert Event.objects.get(verb="import.accepted").channel == "cli"


def test_a_file_that_is_no_plan_stores_nothing(town: Component, tmp_path: Path, capsys: Captured) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir or Madam,", "utf-8")
    assert exit_code(["import", str(letter), "--into", "Roads", "--yes"]) == 3
    assert capsys.readouterr().err.count("headway: ") == 1
    assert Component.objects.count() == 5


def test_the_report_names_a_circle(town: Component, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "circle.xml"
    path.write_text(mspdi(CIRCLE), "utf-8")
    assert exit_code(["import", str(path), "--into", "Roads"]) == 0
    assert "cycle" in capsys.readouterr().out


def test_nobody_to_import_as_is_said(town: Component, house: Path, capsys: Captured) -> None:
    assert exit_code(["import", str(house), "--into", "Roads", "--as", "eve@example.org"]) == 2
    assert capsys.readouterr().err.startswith("headway: There is nobody with the address eve@example.org.")
    Person.objects.update(is_superuser=False)
    assert exit_code(["import", str(house), "--into", "Roads"]) == 2
    assert capsys.readouterr().err.startswith("headway: There is no operator to import as.")


def test_someone_without_the_right_is_refused(town: Component, house: Path, capsys: Captured) -> None:
    Person.objects.update(is_superuser=False)
    assert exit_code(["import", str(house), "--into", "Roads", "--as", "ada@example.org", "--yes"]) == 2
    assert "may not" in capsys.readouterr().err
    assert Component.objects.count() == 5


def test_the_doctor_verifies_the_chains_and_finds_tampering(town: Component, capsys: Captured) -> None:
    exit_code(["doctor", "--audit"])
    assert "5 events intact" in " ".join(capsys.readouterr().out.split())
    with tampering():
        Event.objects.filter(sequence=2).update(summary="nothing happened")
    assert exit_code(["doctor", "--audit"]) == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "wrong Hash chain" in shown
    assert "Event 2" in shown


def test_the_doctor_compares_the_paths_with_the_parents(town: Component, capsys: Captured) -> None:
    roads = Component.objects.get(name="Roads")
    roads.paths_up.filter(ancestor=town).delete()
    assert exit_code(["doctor", "--audit"]) == 1
    assert f"components [{roads.pk}]" in " ".join(capsys.readouterr().out.split())
