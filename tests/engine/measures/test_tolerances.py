"""Tolerances against the agreed cases, and each limit from both sides."""

import json

import pytest

from headway.engine.measures.tolerances import Band, judge, levels_up
from truth_files import truth


def test_the_agreed_cases():
    table = json.loads(truth("worked", "governance_tolerance.json").read_text())
    assert len(table["cases"]) == 8
    for case in table["cases"]:
        row = table["tolerances"][case["level"]][case["metric"]]
        band = Band(row["target"], row.get("plus"), row.get("minus"), table["warn"])
        found = judge(case["forecast"], band)
        assert found.status == case["expected"]["status"], case
        assert levels_up([(case["forecast"], band)]) == int(case["expected"]["escalate_to"] is not None)


@pytest.mark.parametrize(
    ("forecast", "band", "status"),
    [
        (100, Band(100, 0, 0), "green"),
        (100.1, Band(100, 0, 0), "red"),
        (105, Band(100, 10, None), "green"),
        (105.1, Band(100, 10, None), "amber"),
        (110, Band(100, 10, None), "amber"),
        (110.1, Band(100, 10, None), "red"),
        (-1e9, Band(100, 10, None), "green"),
        (0.1 + 0.2, Band(0, 0.3, None), "amber"),
    ],
)
def test_limits_from_both_sides(forecast, band, status):
    assert judge(forecast, band).status == status


def test_how_far_up():
    inside, outside = (1.0, Band(0, 2, 2)), (3.0, Band(0, 2, 2))
    assert levels_up([]) == levels_up([inside, outside]) == levels_up([None, inside]) == 0
    assert levels_up([outside]) == levels_up([outside, inside, outside]) == 1
    assert levels_up([outside, outside]) == 2
    assert levels_up([outside, None, outside]) == 1


@pytest.mark.parametrize("band", [Band(0, -1), Band(0, 1, -1), Band(0, 1, 1, 1.5)])
def test_bands_that_are_none(band):
    with pytest.raises(ValueError, match=r"tolerance|warning"):
        judge(1.0, band)
