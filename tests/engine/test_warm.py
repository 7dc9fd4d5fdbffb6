"""The cache of compiled kernels: where it lies, how it is found, that a fresh process tells."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from headway.engine import warm


def python(script: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=dict(os.environ, **environment)
    )
    return done.stdout.strip()


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    script = "from headway.engine import warm; print(warm.cache_folder()); print(warm.is_warm())"
    folder, is_warm = python(script, HEADWAY_CACHE_DIR=str(tmp_path)).splitlines()
    assert Path(folder).parent == tmp_path
    assert Path(folder).is_dir()
    assert is_warm == "False"


def test_asking_imports_no_numba() -> None:
    script = "import sys; from headway.engine.warm import is_warm; is_warm(); print('numba' in sys.modules)"
    assert python(script) == "False"


def test_a_read_only_package_shares_what_it_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped, own = tmp_path / "shipped" / "kernels-x", tmp_path / "own" / "kernels-x"
    shipped.mkdir(parents=True)
    (shipped / "code.nbc").write_text("machine code")
    (shipped / warm.MARKER).write_text("compiled")
    monkeypatch.setattr(warm, "candidate_folders", lambda: [shipped, own])
    monkeypatch.setattr(
        warm, "_writable", lambda folder: folder == own and own.mkdir(parents=True, exist_ok=True) is None
    )
    warm.cache_folder.cache_clear()
    try:
        assert warm.cache_folder() == own
        assert sorted(path.name for path in own.iterdir()) == ["code.nbc", warm.MARKER]
        assert warm.is_warm()
    finally:
        warm.cache_folder.cache_clear()


def test_a_change_of_any_kernel_changes_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kernels.py").write_text("one")
    monkeypatch.setattr(warm, "ENGINE", tmp_path)
    warm.digest.cache_clear()
    before = warm.digest()
    (tmp_path / "kernels.py").write_text("two")
    warm.digest.cache_clear()
    after = warm.digest()
    warm.digest.cache_clear()
    assert before != after


@pytest.mark.parametrize("collecting", ["enable", "disable"])
def test_garbage_is_looked_for_as_before(collecting: str) -> None:
    script = f"import gc; gc.{collecting}(); from headway.engine import jit; print(gc.isenabled())"
    assert python(script) == str(collecting == "enable")


def test_what_numba_brings_is_not_looked_at_for_garbage_again() -> None:
    script = (
        "import gc; from headway.engine import jit; gc.collect(); print(gc.get_freeze_count() > len(gc.get_objects()))"
    )
    assert python(script) == "True"
