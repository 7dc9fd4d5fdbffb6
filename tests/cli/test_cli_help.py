"""Every command explains itself, quickly."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli.calling import ROOT, headway
from headway.cli.main import COMMANDS, cli


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_of_commands_repeats_each_commands_own_words(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert (command.name, (command.help or "").split("\n")[0]) == (name, COMMANDS[name])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_has_examples_and_exit_codes(name: str) -> None:
    result = CliRunner().invoke(cli, [name, "--help"])
    assert result.exit_code == 0
    assert "Examples:" in result.output
    assert f"headway {name}" in result.output
    assert "Exit code" in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_the_reference_names_every_option(name: str) -> None:
    text = (ROOT / "docs/reference/cli.md").read_text("utf-8")
    section = re.search(rf"^## headway {name}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    command = cli.get_command(click.Context(cli), name)
    assert section is not None
    assert command is not None
    options = {
        option
        for each in command.params
        if not getattr(each, "hidden", False)
        for option in each.opts
        if option[:2] == "--"
    }
    assert {option for option in options if f"`{option}" not in section[1]} == set()


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom headway.cli.main import exit_code\nexit_code(['--help'])\n"
        "print(sorted({'django', 'numpy', 'numba', 'rich', 'msgspec', 'uvicorn'} & set(sys.modules)), file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stderr.strip() == "[]"
    assert "schedule" in result.stdout


def test_a_command_that_does_not_exist_is_wrong_use(tmp_path: Path) -> None:
    result = headway("schedul", data=tmp_path)
    assert result.returncode == 2
    assert "No such command 'schedul'" in result.stderr
    assert "Traceback" not in result.stderr
