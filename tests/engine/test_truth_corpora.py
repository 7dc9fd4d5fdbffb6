"""Plans that Microsoft Project and Primavera P6 calculated: the share of dates that agree must not fall."""

import importlib.util
import sys
from pathlib import Path

import pytest

from truth_files import truth

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "truth.py"

REACHED = {
    # folder: open tasks, start and finish agree, everything agrees (what others' programs stored)
    "wild": (980, 979, 862),
    "schedules/samples": (935, 848, 826),
    "schedules/mpxj": (448, 446, 444),
    "schedules/mpsplib": (27654, 27654, 27654),
    "schedules/p6": (124, 124, 124),
}


@pytest.mark.truth
@pytest.mark.parametrize("folder", REACHED)
def test_dates_agree_as_often_as_before(folder: str) -> None:
    path = truth(*folder.split("/"))
    spec = importlib.util.spec_from_file_location("benchmark_truth", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["benchmark_truth"] = module
    spec.loader.exec_module(module)
    scores, _, _ = module.run(path)
    open_tasks = scores["open"]
    count, dates, everything = REACHED[folder]
    assert open_tasks.tasks == count
    assert (open_tasks.dates >= dates, open_tasks.everything >= everything) == (True, True), open_tasks
