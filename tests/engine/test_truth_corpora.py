"""Plans that Microsoft Project and Primavera P6 calculated: the share of dates that agree must not fall."""

import importlib.util
import sys
from pathlib import Path

import pytest

from truth_files import truth

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "truth.py"

REACHED = {
    # folder: all leaf tasks and open ones, each as count, start and finish agree, everything agrees
    "wild": ((1670, 1669, 1563), (980, 979, 873)),
    "schedules/samples": ((1042, 982, 943), (935, 907, 868)),
    "schedules/mpxj": ((560, 558, 552), (448, 446, 444)),
    "schedules/mpsplib": ((27654, 27654, 27654), (27654, 27654, 27654)),
    "schedules/p6": ((124, 124, 124), (124, 124, 124)),
}


@pytest.mark.truth
@pytest.mark.parametrize("folder", REACHED)
def test_dates_agree_as_often_as_before(folder: str) -> None:
    path = truth(*folder.split("/"))
    module = benchmark()
    scores, items, _ = module.run(path)
    for kind, (count, dates, everything) in zip(("leaf", "open"), REACHED[folder], strict=True):
        score = scores[kind]
        assert score.tasks == count
        assert (score.dates >= dates, score.everything >= everything) == (True, True), score
    unexpected = {item.name: differing(item, listed=False) for item in items if differing(item, listed=False)}
    assert unexpected == {}, "these differ without a reason in benchmarks/truth_differences.toml"
    agreeing = {
        item.name: [
            item.uid[row]
            for row in range(len(item.uid))
            if item.leaf[row] and item.reasons[row] and item.everything(item.same)[row]
        ]
        for item in items
    }
    assert {name: uids for name, uids in agreeing.items() if uids} == {}, "these agree now: take them off the list"


def differing(item, *, listed: bool) -> list[int]:
    wrong = item.leaf & ~item.everything(item.same)
    return [item.uid[row] for row in range(len(item.uid)) if wrong[row] and bool(item.reasons[row]) == listed]


def test_every_listed_difference_has_a_reason() -> None:
    module = benchmark()
    listed = module.tomllib.loads(module.DIFFERENCES.read_text("utf-8"))
    assert all(len(entry["why"]) > 40 and entry["files"] for entry in listed.values())
    page = (SCRIPT.parents[1] / "docs" / "explanation" / "scheduling-truth.md").read_text("utf-8")
    assert [reason for reason in listed if f"`{reason}`" not in page] == []


def benchmark():
    spec = importlib.util.spec_from_file_location("benchmark_truth", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["benchmark_truth"] = module
    spec.loader.exec_module(module)
    return module
