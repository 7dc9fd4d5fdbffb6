"""Where the known answers of others lie, on machines that have them."""

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "truth"


def truth(*parts: str) -> Path:
    """Return the path below the truth folder; skip the test where the folder is absent, fail in CI."""
    if not FOLDER.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{FOLDER} is missing")
        pytest.skip("the folder of known answers (../shared/truth) is not on this machine")
    return FOLDER.joinpath(*parts)


def truth_files(*parts: str, pattern: str = "*.json.gz") -> list[Path]:
    """Return the files below a truth folder for parametrising; empty where the folder is absent."""
    return sorted(FOLDER.joinpath(*parts).glob(pattern))


def lacks_java() -> bool:
    """Tell whether tests that need MPXJ and Java are to be skipped; never in CI, where they fail instead."""
    from headway.formats.mpxj.java import java_home, mpxj_installed

    return os.environ.get("CI") != "true" and (not mpxj_installed() or java_home() is None)
